"""The frontier of a space by listing every package. Knows Fractions and itertools only."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import inf

from tests.oracles.packages import Package, Row, dominates


def values(space) -> dict[Package, tuple[Fraction, ...]]:
    """Every package that obeys the rules, in ascending order, with each party's sum."""
    found = {}
    for package in product(*(range(len(table)) for table in space.tables)):
        if all(rule.allowed[tuple(package[i] for i in rule.scope)] for rule in space.rules):
            rows = [table[option] for table, option in zip(space.tables, package, strict=True)]
            rows += [f.table[tuple(package[i] for i in f.scope)] for f in space.factors]
            columns = zip(*(row.tolist() for row in rows), strict=True)
            found[package] = tuple(sum(map(Fraction, column)) for column in columns)
    return found


def frontier(
    space, floors: Row | None = None, objectives: Sequence[int] | None = None
) -> dict[tuple[Fraction, ...], list[Package]]:
    """The efficient sums that reach the floors, best for party 0 first, with their packages.

    Only the parties of `objectives` count for what dominates, and make a point.
    """
    heard = range(len(space.tables[0][0])) if objectives is None else objectives
    reaching = {
        package: tuple(total[party] for party in heard)
        for package, total in values(space).items()
        if floors is None or all(x >= f or f == -inf for x, f in zip(total, floors, strict=True))
    }
    points = set(reaching.values())
    efficient = [p for p in points if not any(dominates(other, p) for other in points)]
    return {
        point: [package for package, total in reaching.items() if total == point]
        for point in sorted(efficient, reverse=True)
    }
