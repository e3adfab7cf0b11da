"""Times the search for an order of steps that holds. Knows random games, not scenarios.

    .venv/bin/python bench/hold.py [--runs 5]

Prints a Markdown table: median, fastest and slowest run, and what was found. The numbers are
random, the same on every machine.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version

import numpy as np

from parley.maths.commitment import Steps, self_enforcing, slacks_of
from parley.maths.extensions import orders
from parley.maths.orders import best_order

DRAWS, SHOWN, STEPS = 10_000, 30, 5


def game(m: int, lead: tuple[int, ...] = (), *, exact: bool = False, low: float = 0.0) -> Steps:
    """Steps in any order whose gains add up, for two parties; going back is worth `low` less."""
    rng = np.random.default_rng(m)
    done = (np.arange(1 << m)[:, None] >> np.arange(m) & 1).astype(float)
    whole = np.round(rng.uniform(-0.3, 0.7, (*lead, m, 2)), 3)
    outside = done @ np.round(rng.uniform(-0.3, 0.3, (*lead, m, 2)), 3) - low
    arrays = {
        "flow": done @ whole,
        "outside": outside,
        "entry": outside[..., 0, :],
        "discount": np.full((*lead, m, 2), 0.9),
        "passes": np.round(rng.uniform(0.6, 1, (*lead, m)), 3),
        "failed": outside,
        "punished": np.round(rng.uniform(0, 0.3, (*lead, m, 2)), 3),
        "cost": np.round(rng.uniform(0, 0.5, (*lead, 2)), 3),
        "resettle": np.full(lead, 0.1),
    }
    if exact:
        arrays = {name: fractions(values) for name, values in arrays.items()}
    return Steps(after=(0,) * m, keeps=None, **arrays)


def fractions(values: np.ndarray) -> np.ndarray:
    """Thousandths as Fractions."""
    found = np.empty(values.shape, dtype=object)
    found.reshape(-1)[:] = [Fraction(round(x * 1000), 1000) for x in values.ravel().tolist()]
    return found


def over_draws(keeps: bool) -> Callable[[], str]:
    """Which orders hold in which draws."""
    steps = game(STEPS, (DRAWS,))
    if keeps:
        fading = np.full((DRAWS, STEPS, 2), 0.95)
        steps = Steps(**{**vars(steps), "keeps": fading})
    walks = list(orders(steps.after))[:: len(list(orders(steps.after))) // SHOWN][:SHOWN]

    def run() -> str:
        holds = self_enforcing(slacks_of(steps, walks))
        return f"{holds.mean():.3f} of them hold"

    return run


def over_orders(m: int, *, exact: bool, low: float = 0.0) -> Callable[[], str]:
    """The best of all orders of m steps."""
    steps = game(m, exact=exact, low=low)

    def run() -> str:
        found = best_order(steps)
        count = "not counted" if found.enforcing is None else f"{found.enforcing:,}"
        return f"{found.count:,} orders, of which hold: {count}; {found.how}"

    return run


def measure(name: str, run: Callable[[], str], runs: int) -> str:
    """One row of the table."""
    found = run()
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
    per_megabyte = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_megabyte
    middle = statistics.median(seconds)
    return f"| {name} | {middle:.2f} s | {spread} s | {memory:.0f} MB | {found} |"


def rows() -> dict[str, Callable[[], Callable[[], str]]]:
    """What is measured, smallest memory first."""
    size = f"{DRAWS:,} draws, {SHOWN} orders, {STEPS + 1} stages, 2 parties"
    return {
        "8 steps in any order, exact": lambda: over_orders(8, exact=True),
        size: lambda: over_draws(keeps=False),
        f"{size}, guarantees fade": lambda: over_draws(keeps=True),
        "12 steps in any order, exact": lambda: over_orders(12, exact=True),
        "10 steps in any order, exact": lambda: over_orders(10, exact=True),
        "10 steps in any order, exact, every order holds": lambda: over_orders(
            10, exact=True, low=5.0
        ),
    }


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main() -> None:
    """Print the machine's facts and the table."""
    parser = argparse.ArgumentParser(description="Time the search for an order that holds.")
    parser.add_argument("--runs", type=int, default=5, help="runs per row (default 5)")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs must be at least 1")
    versions = ", ".join(f"{library} {version(library)}" for library in ("parley", "numpy"))
    print(f"{platform.system()} {platform.machine()}, {cores()} cores, ", end="")
    print(f"Python {platform.python_version()}, {versions}; median of {runs} runs\n")
    print("| game | median | from, to | peak memory so far | found |")
    print("|---|---|---|---|---|")
    for name, prepare in rows().items():
        print(measure(name, prepare(), runs), flush=True)


if __name__ == "__main__":
    main()
