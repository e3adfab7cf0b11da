"""The value functions of the other programs, by their own definitions. Knows numbers only.

GENIUS cuts linear evaluations to 0..1 and counts an integer from the lower end of its range;
NegMAS, which reads the same files, does neither. Where their definitions differ there are two
functions, and `--normalise` says whose is meant.
"""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

Number = Fraction
Function = Callable[[Fraction], Fraction]
SMALLEST_HIGHEST = Fraction(1, 100_000)


def divided(table: tuple[Number, ...]) -> tuple[Number, ...]:
    """Evaluations over the highest of them, as GENIUS has it; all 0 where that is below 1e-5."""
    highest = max(table)
    if highest < SMALLEST_HIGHEST:
        return (Fraction(0),) * len(table)
    return tuple(entry / highest for entry in table)


def cut(function: Function) -> Function:
    """The function, never below 0 nor above 1."""
    return lambda x: min(max(function(x), Fraction(0)), Fraction(1))


def line(slope: Number, offset: Number, start: Number = Fraction(0)) -> Function:
    """Offset + slope x (x - start)."""
    return lambda x: offset + slope * (x - start)


def constant(height: Number) -> Function:
    """The same everywhere."""
    return lambda _: height


def genius_triangle(low: Number, high: Number, top: Number) -> Function:
    """0 below `low`, 1 at `top`, 0 from `high` on, as GENIUS has it."""

    def function(x: Number) -> Number:
        if x < low:
            return Fraction(0)
        if x < top:
            return (x - low) / (top - low)
        return 1 - (x - top) / (high - top) if x < high else Fraction(0)

    return function


def tent(
    start: Number,
    rise_end: Number,
    fall_start: Number,
    end: Number,
    bias: Number = Fraction(0),
    scale: Number = Fraction(1),
    *,
    closed: bool = False,
) -> Function:
    """Bias outside, bias + scale between `rise_end` and `fall_start`, as NegMAS has it.

    With `closed` the ends count as inside (its trapezoid), without as outside (its triangle).
    """

    def function(x: Number) -> Number:
        outside = x < start or x > end if closed else x <= start or x >= end
        if outside:
            return bias
        if x <= rise_end:
            return bias + (scale if rise_end == start else scale * (x - start) / (rise_end - start))
        if x <= fall_start:
            return bias + scale
        return bias + scale * (end - x) / (end - fall_start)

    return function


def polynomial(coefficients: tuple[Number, ...], bias: Number) -> Function:
    """Bias + sum of coefficient x x^k for k = 1, 2, ..."""
    return lambda x: sum((c * x ** (k + 1) for k, c in enumerate(coefficients)), bias)


def of_floats(function: Callable[[float], float]) -> Function:
    """A function that is reckoned in floating point, as its program does."""

    def exact(x: Number) -> Number:
        found = function(float(x))
        if not math.isfinite(found):
            raise ValueError("not a finite number")
        return Fraction(repr(found))

    return exact


def curved(kind: str, given: Mapping[str, Number]) -> Function | None:
    """The functions of NegMAS that are no broken lines, by their names; None for others."""
    p = {name: float(number) for name, number in given.items()}
    functions: dict[str, Callable[[float], float]] = {
        "ExponentialFun": lambda x: pow(p["base"], p["tau"] * x) + p["bias"],
        "LogFun": lambda x: p["scale"] * math.log(p["tau"] * x, p["base"]) + p["bias"],
        "CosFun": lambda x: p["amplitude"] * math.cos(p["multiplier"] * x + p["phase"]) + p["bias"],
        "SinFun": lambda x: p["amplitude"] * math.sin(p["multiplier"] * x + p["phase"]) + p["bias"],
        "GaussianFun": lambda x: (
            p["bias"] + p["scale"] * math.exp(-((x - p["center"]) ** 2) / (2 * p["sigma"] ** 2))
        ),
    }
    return of_floats(functions[kind]) if kind in functions else None
