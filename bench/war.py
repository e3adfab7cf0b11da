"""Times the solving of wars beside a plain dense solve. Knows arrays of chances, not politics.

    .venv/bin/python bench/war.py [--runs 5]

Prints a Markdown table: median, fastest and slowest run of each task.
"""

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version

import numpy as np

from parley.maths import markov

LIBRARIES = ("parley", "numpy")


def chances(states: int, draws: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """A war in which any state can follow any other: `P`, `R` with two endings."""
    stream = np.random.default_rng(1)
    size = (states,) if draws is None else (draws, states)
    rows = stream.dirichlet(np.ones(states + 2), size=size)
    return rows[..., :states], rows[..., states:]


def ladder(rungs: int, draws: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """A front of so many states, an own chance to advance in every draw."""
    up = np.random.default_rng(2).uniform(0.3, 0.6, size=() if draws is None else (draws,))
    P, R = np.zeros((*up.shape, rungs, rungs)), np.zeros((*up.shape, rungs, 2))
    for state in range(rungs):
        for chance, target in ((up, state + 1), (1 - up, state - 1)):
            if 0 <= target < rungs:
                P[..., state, target] = chance
            else:
                R[..., state, int(target > 0)] = chance
    return P, R


def worths(states: int, parties: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """What states and endings are worth to each party."""
    stream = np.random.default_rng(3)
    return [(stream.uniform(0, 50, states), stream.uniform(0, 100, 2)) for _ in range(parties)]


def exact(states: int) -> Callable[[], object]:
    """A front solved in fractions."""
    up, half = Fraction(11, 20), [Fraction(0), Fraction(100)]
    P = [[Fraction(0)] * states for _ in range(states)]
    R = [[Fraction(0)] * 2 for _ in range(states)]
    for state in range(states):
        for chance, target in ((up, state + 1), (1 - up, state - 1)):
            row, at = (P, target) if 0 <= target < states else (R, int(target > 0))
            row[state][at] = chance
    flow = [Fraction(37, 3)] * states
    return lambda: markov.war_values_exact(P, R, flow, half, Fraction(99, 100))


def tasks() -> dict[str, Callable[[], object]]:
    """What is timed, by name."""
    P, R = chances(1000)
    system, right = np.eye(1000) - 0.98 * P, np.ones(1000)
    two, ends = worths(1000, 2), np.ones((1000, 4))
    front_P, front_R = ladder(1000)
    many_P, many_R = ladder(19, 10_000)
    patience = np.random.default_rng(4).uniform(0.95, 1, 10_000)
    few = worths(19, 2)
    return {
        "1,000 states: plain dense solve, one right side": lambda: np.linalg.solve(system, right),
        "1,000 states: values of war, 2 parties, equal patience": lambda: markov.war_values_each(
            P, R, two, 0.98
        ),
        "1,000 states: values of war, 2 parties, unequal patience": lambda: [
            markov.war_values(P, R, *one, discount)
            for one, discount in zip(two, (0.98, 0.97), strict=True)
        ],
        "1,000 states: values of war, 2 parties, discount 1": lambda: markov.war_values_each(
            P, R, two, 1.0
        ),
        "1,000 states: duration, endings, 2 burdens": lambda: markov.expected_totals(P, ends),
        "1,000 states in a row: values of war, 2 parties, discount 1": lambda: (
            markov.war_values_each(front_P, front_R, two, 1.0)
        ),
        "19 states in a row, 10,000 draws: values of war, 2 parties": lambda: (
            markov.war_values_each(many_P, many_R, few, patience)
        ),
        "80 states in a row: value of war in fractions": exact(80),
    }


def measure(task: Callable[[], object], runs: int) -> list[float]:
    """Seconds of each run, after one that does not count."""
    task()
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - began)
    return seconds


def main() -> None:
    """Print the machine's facts and the table."""
    parser = argparse.ArgumentParser(description="Time the solving of wars.")
    parser.add_argument("--runs", type=int, default=5, help="runs per task (default 5)")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs must be at least 1")
    versions = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, ", end="")
    print(f"{versions}; median of {runs} runs\n")
    print("| task | median | from, to |")
    print("|---|---|---|")
    for name, task in tasks().items():
        seconds = [1000 * one for one in measure(task, runs)]
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        print(f"| {name} | {statistics.median(seconds):.1f} ms | {spread} ms |", flush=True)


if __name__ == "__main__":
    main()
