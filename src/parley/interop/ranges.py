"""Ranges of numbers as the options of a scale. Knows ends and steps, not files' formats."""

from fractions import Fraction

from parley.interop.decimals import is_written, spelled
from parley.interop.domains import evenly
from parley.interop.reporting import Report
from parley.scenario.schema.issues import MOST_STEPS

DEFAULT_STEPS = 10


def whole_range(
    file: str, line: int, name: str, low: Fraction, high: Fraction, report: Report
) -> tuple[Fraction, ...]:
    """Every whole number from low to high; none, and a fault, where that cannot be read."""
    if low.denominator != 1 or high.denominator != 1:
        problem = f"issue '{name}' runs over whole numbers, but its ends are not whole."
        report.fault(file, line, problem, "Write whole numbers.", "range-ends")
        return ()
    if high - low > MOST_STEPS:
        problem = f"issue '{name}' has {int(high - low) + 1:,} values; {MOST_STEPS + 1:,} are read."
        report.fault(file, line, problem, "Narrow its range.", "range-size")
        return ()
    return evenly(low, high, int(high - low)) if high > low else (low,)


def evenly_read(
    file: str,
    line: int,
    name: str,
    low: Fraction,
    high: Fraction,
    steps: int,
    report: Report,
) -> tuple[Fraction, ...]:
    """A range read at its ends and at equal steps between, which is noted."""
    if high == low:
        report.note(f"issue '{name}' is a single number, {spelled(low)}.", file, line)
        return (low,)
    step = (high - low) / steps
    if not all(map(is_written, (low, high, step))):
        report.fault(
            file,
            line,
            f"{steps} steps from {spelled(low)} to {spelled(high)} (issue '{name}') are not "
            "decimal numbers.",
            "Choose another number of steps: `--steps 10` or `--steps 20`.",
            "range-steps",
        )
        return ()
    report.note(
        f"issue '{name}' is any number from {spelled(low)} to {spelled(high)}: read at "
        f"{steps + 1} numbers, {spelled(step)} apart (--steps {steps}).",
        file,
        line,
    )
    return evenly(low, high, steps)
