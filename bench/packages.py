"""Times frontiers, named points, counts and samples of packages, beside NegMAS. Knows no scenario.

    .venv/bin/python bench/packages.py [--quick] [--runs 3] [--no-peer]

Prints Markdown tables. Every run of every side is a process of its own, which imports only what
that side needs; timed are the answers, not the imports or the building of inputs; both sides
answer a small space first, so that nothing is compiled or loaded within the time, and what takes
less than half a second is answered several times, of which the median is the run's time. Memory is
the most that the process held, its imports included.

The data are made here, by `numpy.random.default_rng([row, parties, opposed])`: for each party and
issue a weight of a whole number of hundredths, at least one, all of them summing to 100; for each
option a score from 0 to 100 with both ends taken. `random`: all scores uniform, on their own.
`opposed`: the second, fourth ... party's scores are 100 less the first party's, the third, fifth
... party's are the first party's, all of them with up to 10 points up or down. A package is worth
the sum of weight times score, 0 to 10,000, and every party's floor is 3,000. Of the domains that
are known from negotiation competitions only the name and the numbers of packages and issues are
taken; where the options per issue were not at hand they are chosen to multiply to that number.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

WORTH, FLOOR = 10_000, 3_000
PATIENCE = 240
ENOUGH = 20.0
REPEATED, MOST_REPEATS = 0.5, 25
LIBRARIES = ("parley", "numpy", "scipy", "moocore", "negmas")
PEER = "negmas"
Row = dict[str, Any]


class Case(NamedTuple):
    """One space of packages."""

    name: str
    sizes: tuple[int, ...]
    parties: int
    opposed: bool

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return prod(self.sizes)

    @property
    def label(self) -> str:
        """How the case is called in tables."""
        return f"{self.name}, {'opposed' if self.opposed else 'random'}"


KNOWN = (
    ("Itex against Cypress", (5, 4, 3, 3)),
    ("England against Zimbabwe", (3, 4, 4, 3, 4)),
    ("Grocery", (4, 4, 5, 4, 5)),
    ("Amsterdam trip", (4, 4, 7, 3, 3, 3)),
    ("Camera", (3, 4, 4, 5, 3, 5)),
    ("Car", (5,) * 6),
    ("Supermarket", (4, 7, 7, 7, 8, 9)),
    ("Travel", (4, 4, 5, 6, 7, 7, 8)),
    ("Energy", (5,) * 8),
)
MADE = (
    ("4 issues of 10", (10,) * 4, (2, 3, 5)),
    ("5 issues of 10", (10,) * 5, (2, 3)),
    ("5, 5, 5, 5, 6, 8, 8", (5, 5, 5, 5, 6, 8, 8), (5,)),
    ("9 issues of 5", (5,) * 9, (2, 3)),
)
QUICK = ("Itex against Cypress", "Grocery", "Car", "4 issues of 10")


def cases(quick: bool) -> list[Case]:
    """Every space that both sides answer, both kinds of preferences each."""
    rows = [(name, sizes, 2) for name, sizes in KNOWN]
    rows += [(name, sizes, parties) for name, sizes, several in MADE for parties in several]
    found = [Case(*row, opposed) for row in rows for opposed in (False, True)]
    return [case for case in found if not quick or case.name in QUICK]


def tables(case: Case, unit: int = 1) -> list[np.ndarray]:
    """The worth of every option of every issue to every party, as the docstring says.

    With a larger `unit` scores are that much finer.
    """
    row = sum(map(ord, case.name)) * 1000 + len(case.sizes)
    rng = np.random.default_rng([row, case.parties, int(case.opposed)])
    cuts = rng.multinomial(100 - len(case.sizes), [1 / len(case.sizes)] * len(case.sizes))
    weights = [1 + cuts] + [
        1 + rng.multinomial(100 - len(case.sizes), [1 / len(case.sizes)] * len(case.sizes))
        for _ in range(case.parties - 1)
    ]
    return [
        scores(rng, size, case, unit) * np.array([weight[issue] for weight in weights])
        for issue, size in enumerate(case.sizes)
    ]


def scores(rng: np.random.Generator, size: int, case: Case, unit: int) -> np.ndarray:
    """`(option, party)`, whole numbers from 0 to 100 units, both taken."""
    top = 100 * unit
    found = np.stack([ends(rng.integers(0, top + 1, size), top) for _ in range(case.parties)], 1)
    for party in range(1, case.parties if case.opposed else 0):
        near = found[:, 0] if party % 2 == 0 else top - found[:, 0]
        found[:, party] = ends(near + rng.integers(-top // 10, top // 10 + 1, size), top)
    return found


def ends(column: np.ndarray, top: int) -> np.ndarray:
    """The column clipped, its smallest at 0 and its largest at the top."""
    column = np.clip(column, 0, top)
    column[column.argmin()], column[column.argmax()] = 0, top
    return column


# What the two sides do in a process of their own.


def ours(case: Case) -> Callable[[], Row]:
    """The frontier of what reaches the floors, then the named points on it."""
    from parley.maths import bargaining, elimination
    from parley.maths.spaces import Space

    space, floors = Space(tuple(tables(case))), [FLOOR] * case.parties

    def answer() -> Row:
        points = elimination.eliminate(space, floors).points
        gains = points - FLOOR
        return {
            "frontier": points,
            "nash": points[bargaining.nash(gains)],
            "kalai": points[bargaining.egalitarian(gains)],
        }

    return answer


def theirs(case: Case) -> Callable[[], Row]:
    """The same by NegMAS: its kalai_points are the egalitarian points."""
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction, ops

    given = tables(case)
    issues = [make_issue(list(range(n)), name=f"i{at}") for at, n in enumerate(case.sizes)]
    space = make_os(issues)
    ufuns = [
        LinearAdditiveUtilityFunction(
            values={
                f"i{at}": {option: table[option, party] / WORTH for option in range(len(table))}
                for at, table in enumerate(given)
            },
            weights={f"i{at}": 1.0 for at in range(len(given))},
            outcome_space=space,
            reserved_value=FLOOR / WORTH,
        )
        for party in range(case.parties)
    ]
    ranges = [(0.0, 1.0)] * case.parties

    def answer() -> Row:
        frontier, _ = ops.pareto_frontier(ufuns, issues=issues)
        nash = ops.nash_points(ufuns, frontier, ranges=ranges)
        kalai = ops.kalai_points(ufuns, frontier, ranges=ranges)
        return {
            "frontier": np.rint(np.array(frontier) * WORTH),
            "nash": np.rint(np.array([point for point, _ in nash]) * WORTH),
            "kalai": np.rint(np.array([point for point, _ in kalai]) * WORTH),
        }

    return answer


def plain(case: Case, unit: int) -> Any:
    """A space of issues that add up."""
    from parley.maths.spaces import Space

    return Space(tuple(tables(case, unit)))


def linked(case: Case, unit: int) -> Any:
    """A space with ten interactions and ten conditions among neighbouring issues."""
    from parley.maths.spaces import Factor, Rule, Space

    rng = np.random.default_rng(7)
    given = tables(case, unit)
    pairs = list(pairwise(range(len(given))))
    factors, rules = [], []
    for at in rng.choice(len(pairs), 10, replace=False):
        table = np.zeros((10, 10, case.parties), dtype=np.int64)
        table[tuple(rng.integers(0, 10, 2))] = rng.integers(-100, 101, case.parties) * unit
        factors.append(Factor(pairs[at], table))
    for at in rng.choice(len(pairs), 10, replace=False):
        allowed = np.ones((10, 10), dtype=bool)
        allowed[rng.integers(0, 10), rng.permutation(10)[:5]] = False
        rules.append(Rule(pairs[at], allowed))
    return Space(tuple(given), tuple(factors), tuple(rules))


FINE = 100  # scores to a hundredth: a package is worth 0 to 1,000,000


class Alone(NamedTuple):
    """One question that only ours is asked."""

    question: str
    case: Case
    answer: Callable[[Case], str]


def counted(share: float, unit: int = FINE) -> Callable[[Case], str]:
    def answer(case: Case) -> str:
        from parley.maths.counting import acceptable

        floors = [int(share * WORTH * unit)] * case.parties
        return said_of(acceptable(plain(case, unit), floors))

    return answer


def counted_linked(case: Case) -> str:
    from parley.maths.counting import feasible

    return f"exactly {feasible(linked(case, FINE)):.6e}"


def counted_linked_floors(case: Case) -> str:
    from parley.maths.counting import acceptable

    return said_of(acceptable(linked(case, 1), [WORTH // 2] * case.parties))


def said_of(found: Any) -> str:
    """A count in words."""
    if found.exact:
        return f"exactly {found.low:.4e}"
    return f"between {found.low:.3e} and {found.high:.3e}"


def sampled(case: Case) -> str:
    from parley.maths.sampling_packages import Sampler

    sampler = Sampler(plain(case, FINE), [WORTH * FINE // 2] * case.parties)
    drawn = sampler.draw(1000, np.random.default_rng(0))
    kind = "nothing rejected" if sampler.exact else f"acceptance {drawn.acceptance:.2f}"
    return f"1,000 packages, {kind}"


def named(rule: str, links: bool = False) -> Callable[[Case], str]:
    def answer(case: Case) -> str:
        from parley.maths import optima

        space = linked(case, FINE) if links else plain(case, FINE)
        found = getattr(optima, rule)(space, [FLOOR * FINE] * case.parties, limit=1)
        return "proved best" if found.gap is None else f"gap {found.gap:.2g}"

    return answer


def frontier(links: bool = False) -> Callable[[Case], str]:
    def answer(case: Case) -> str:
        from parley.maths import elimination

        space = linked(case, 1) if links else plain(case, 1)
        found = elimination.eliminate(space, [FLOOR] * case.parties)
        return f"{len(found.points):,} points"

    return answer


def alone(quick: bool) -> list[Alone]:
    """The questions that only ours is asked."""

    def case(issues: int, options: int, parties: int, opposed: bool = False) -> Case:
        return Case(f"{issues} issues of {options}", (options,) * issues, parties, opposed)

    found = [
        Alone("frontier, whole scores", case(30, 10, 2), frontier()),
        Alone("frontier, whole scores", case(30, 10, 2, True), frontier()),
        Alone("frontier, 10 interactions and 10 conditions", case(30, 10, 2), frontier(True)),
        Alone("Nash", case(20, 10, 5), named("nash")),
        Alone("Kalai-Smorodinsky", case(20, 10, 5), named("kalai_smorodinsky")),
        Alone("rules only, 10 interactions and 10 conditions", case(30, 10, 2), counted_linked),
        Alone("Nash, 10 interactions and 10 conditions", case(30, 10, 2), named("nash", True)),
        Alone("count, all floors at half", case(12, 10, 2), counted(0.5)),
        Alone("sample, all floors at half", case(12, 10, 2), sampled),
    ]
    if quick:
        return found
    return [
        *found,
        Alone("frontier, whole scores", case(12, 10, 3), frontier()),
        Alone("Nash", case(20, 10, 5, True), named("nash")),
        Alone("Kalai-Smorodinsky", case(20, 10, 5, True), named("kalai_smorodinsky")),
        Alone("count, all floors at half", case(14, 10, 2), counted(0.5)),
        Alone("count, all floors at half", case(14, 10, 2, True), counted(0.5)),
        Alone("count, all floors at half", case(10, 10, 3), counted(0.5)),
        Alone("count, whole scores, floors at half", case(30, 10, 2), counted(0.5, 1)),
        Alone("count, linked, whole scores", case(30, 10, 2), counted_linked_floors),
        Alone("count, all floors at half", case(30, 10, 2), counted(0.5)),
        Alone("count, all floors at half", case(30, 10, 2, True), counted(0.5)),
        Alone("count, all floors at half", case(30, 10, 3), counted(0.5)),
        Alone("count, all floors at half", case(30, 10, 5), counted(0.5)),
        Alone("sample, all floors at half", case(30, 10, 2), sampled),
        Alone("sample, all floors at half", case(30, 10, 2, True), sampled),
        Alone("sample, all floors at half", case(30, 10, 5), sampled),
        Alone("sample, all floors at half", case(30, 10, 5, True), sampled),
    ]


def megabytes() -> float:
    """The most that this process held."""
    per = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per


def child(side: str, number: int, quick: bool, out: Path) -> None:
    """One run of one row, in this process; the result goes to a file."""
    if side == "alone":
        row = alone(quick)[number]
        before = time.perf_counter()
        said = row.answer(row.case)
        result: Row = {"said": said, "seconds": time.perf_counter() - before}
    else:
        make = ours if side == "ours" else theirs
        case = cases(quick)[number]
        make(Case("warm", (3, 3), case.parties, False))()
        answer = make(case)
        taken: list[float] = []
        while not taken or (sum(taken) < REPEATED and len(taken) < MOST_REPEATS):
            before = time.perf_counter()
            found = answer()
            taken.append(time.perf_counter() - before)
        result = {"seconds": statistics.median(taken)}
        result |= {
            name: sorted({tuple(map(int, row)) for row in np.asarray(rows).tolist()})
            for name, rows in found.items()
        }
        result["listed"] = len(found["frontier"])
    result["megabytes"] = megabytes()
    out.write_text(json.dumps(result), encoding="utf-8")


# What the process that prints does.


def measured(side: str, number: int, quick: bool, runs: int) -> Row | str:
    """The median run of a row, or why there is none; rows above 20 s run once."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "result.json"
        command = [sys.executable, str(Path(__file__).resolve()), "--child", side, str(number)]
        command += ["--out", str(out)] + ["--quick"] * quick
        for _ in range(runs):
            try:
                done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
            except subprocess.TimeoutExpired:
                return f"over {PATIENCE} s"
            if done.returncode:
                last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
                return "failed: " + " ".join(last)[:120]
            found.append(json.loads(out.read_text(encoding="utf-8")))
            if found[-1]["seconds"] > ENOUGH:
                break
    middle = statistics.median(row["seconds"] for row in found)
    return found[-1] | {"seconds": middle, "megabytes": max(row["megabytes"] for row in found)}


def compared(mine: Row, other: Row) -> str:
    """Whether both sides say the same, and if not who is wrong, by comparing points exactly."""
    found = []
    here, there = (set(map(tuple, row["frontier"])) for row in (mine, other))
    if here - there:
        found.append(f"NegMAS lacks {len(here - there)} efficient points")
    beaten = [point for point in there - here if any(dominates(one, point) for one in here)]
    if beaten:
        found.append(f"NegMAS keeps {len(beaten)} dominated points")
    if there - here - set(beaten):
        found.append(f"ours lacks {len(there - here) - len(beaten)} points: OURS IS WRONG")
    for name, measure in (("nash", product_of_gains), ("kalai", smallest_gain)):
        best = [max(map(measure, row[name]), default=None) for row in (mine, other)]
        if best[0] != best[1]:
            found.append(f"{name}: ours {best[0]}, NegMAS {best[1]}; the higher one is right")
    return "; ".join(found) or "same"


def dominates(a: Sequence[int], b: Sequence[int]) -> bool:
    """At least as good everywhere, better somewhere."""
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def product_of_gains(point: Sequence[int]) -> int:
    """What the Nash point has most of."""
    return prod(worth - FLOOR for worth in point)


def smallest_gain(point: Sequence[int]) -> int:
    """What the egalitarian point has most of."""
    return min(worth - FLOOR for worth in point)


def shown(seconds: float) -> str:
    """Seconds, or milliseconds."""
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1000:.2f} ms"


class Pace(NamedTuple):
    """What a row says about the targets."""

    case: Case
    faster: float
    lighter: float


def beside(quick: bool, runs: int, peer: bool) -> list[Pace]:
    """Print the table of both sides."""
    print(
        "| space | packages | parties | frontier | parley | NegMAS | faster | MB | MB NegMAS |",
        end="",
    )
    print(" agreement |\n|---|---|---|---|---|---|---|---|---|---|")
    paces = []
    for number, case in enumerate(cases(quick)):
        mine = measured("ours", number, quick, runs)
        other = measured("theirs", number, quick, runs) if peer else "-"
        cells = [case.label, f"{case.packages:,}", str(case.parties)]
        if isinstance(mine, str):
            print(f"| {' | '.join([*cells, '', mine, '', '', '', '', ''])} |", flush=True)
            continue
        cells += [f"{len(mine['frontier']):,}", shown(mine["seconds"])]
        if isinstance(other, str):
            cells += [other, "", f"{mine['megabytes']:.0f}", "", ""]
        else:
            ratio = other["seconds"] / mine["seconds"]
            paces.append(Pace(case, ratio, other["megabytes"] / mine["megabytes"]))
            cells += [shown(other["seconds"]), f"{ratio:,.0f}", f"{mine['megabytes']:.0f}"]
            cells += [f"{other['megabytes']:.0f}", compared(mine, other)]
        print(f"| {' | '.join(cells)} |", flush=True)
    return paces


def targets(paces: list[Pace]) -> None:
    """Print whether the targets hold in the rows of this run."""

    def line(text: str, values: list[float], at_least: float, pick: Callable[..., float]) -> None:
        if values:
            got = pick(values)
            said = "holds" if got >= at_least else "MISSED"
            print(f"- {text}: {got:,.1f} ({said}), {len(values)} rows")

    print("\nOver the rows that both answered:\n")
    big = [p.faster for p in paces if p.case.packages > 10_000]
    line("median speed-up above 10,000 packages, at least 100", big, 100, statistics.median)
    pairs = [p for p in paces if p.case.packages > 300_000 and p.case.parties == 2]
    line(
        "least speed-up above 300,000, two parties, at least 1,000",
        [p.faster for p in pairs],
        1000,
        min,
    )
    line(
        "least speed-up above 1,000 packages, at least 1",
        [p.faster for p in paces if p.case.packages > 1000],
        1,
        min,
    )
    large = [p.lighter for p in paces if p.case.packages > 300_000]
    line("least ratio of memory above 300,000 packages, at least 5", large, 5, min)


def by_ourselves(quick: bool, runs: int) -> None:
    """Print the table of what only ours is asked."""
    print("\n| question | space | packages | parties | time | MB | answer |")
    print("|---|---|---|---|---|---|---|")
    for number, row in enumerate(alone(quick)):
        found = measured("alone", number, quick, runs)
        cells = [row.question, row.case.label, f"10^{len(str(row.case.packages)) - 1}"]
        cells.append(str(row.case.parties))
        if isinstance(found, str):
            cells += [found, "", ""]
        else:
            cells += [shown(found["seconds"]), f"{found['megabytes']:.0f}", found["said"]]
        print(f"| {' | '.join(cells)} |", flush=True)


def installed(library: str) -> str | None:
    """The version, if it is there."""
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main() -> None:
    """Print the machine's facts and the tables."""
    parser = argparse.ArgumentParser(description="Time packages, beside NegMAS.")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller spaces")
    parser.add_argument("--runs", type=int, default=3, help="runs per row and side (default 3)")
    parser.add_argument("--no-peer", action="store_true", help="leave NegMAS out")
    parser.add_argument("--child", nargs=2, metavar=("SIDE", "ROW"), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], int(given.child[1]), given.quick, given.out)
        return
    if given.runs < 1:
        parser.error("--runs must be at least 1")
    peer = not given.no_peer and installed(PEER) is not None
    versions = [f"{name} {installed(name)}" for name in LIBRARIES if installed(name)]
    print(f"{platform.system()} {platform.machine()}, {cores()} cores, ", end="")
    print(
        f"Python {platform.python_version()}, {', '.join(versions)}; median of {given.runs} runs\n"
    )
    if not peer and not given.no_peer:
        print("NegMAS is not installed here, so its columns are empty. ", end="")
        print("`pip install -e '.[bench]'` adds it.\n")
    paces = beside(given.quick, given.runs, peer)
    if paces:
        targets(paces)
    by_ourselves(given.quick, given.runs)


if __name__ == "__main__":
    main()
