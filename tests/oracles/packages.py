"""Frontiers and named points by listing every package. Knows Fractions and itertools only."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

Row = Sequence[Fraction]
Package = tuple[int, ...]


def dominates(a: Row, b: Row) -> bool:
    """At least as good for every party, better for one."""
    pairs = list(zip(a, b, strict=True))
    return all(x >= y for x, y in pairs) and any(x > y for x, y in pairs)


def nondominated(points: Sequence[Row]) -> list[bool]:
    """Compare each point with each other."""
    return [not any(dominates(other, point) for other in points) for point in points]


def sums(tables: Sequence[Sequence[Row]]) -> dict[Package, tuple[Fraction, ...]]:
    """Every package, in ascending order, with each party's sum."""
    packages = product(*(range(len(table)) for table in tables))
    return {
        package: tuple(
            sum(column, Fraction(0))
            for column in zip(
                *(table[option] for table, option in zip(tables, package, strict=True)),
                strict=True,
            )
        )
        for package in packages
    }


def frontier(
    tables: Sequence[Sequence[Row]], floors: Row | None = None
) -> dict[tuple[Fraction, ...], list[Package]]:
    """The efficient sums that reach the floors, best for party 0 first, with their packages."""
    reaching = {
        package: total
        for package, total in sums(tables).items()
        if floors is None or all(x >= floor for x, floor in zip(total, floors, strict=True))
    }
    efficient = [
        total
        for total in set(reaching.values())
        if not any(dominates(other, total) for other in reaching.values())
    ]
    return {
        point: [package for package, total in reaching.items() if total == point]
        for point in sorted(efficient, reverse=True)
    }


def nash(gains: Sequence[Row], weights: Sequence[int]) -> list[int]:
    """Highest product of gains to the power of whole weights."""
    return _best([prod(g**w for g, w in zip(row, weights, strict=True)) for row in gains])


def kalai_smorodinsky(gains: Sequence[Row], best: Row) -> list[int]:
    """Leximin of the gains over each party's best gain."""
    return egalitarian(gains, best)


def egalitarian(gains: Sequence[Row], scale: Row) -> list[int]:
    """Leximin of the gains over each party's scale."""
    return _best([sorted(g / s for g, s in zip(row, scale, strict=True)) for row in gains])


def utilitarian(gains: Sequence[Row], scale: Row) -> list[int]:
    """Highest sum of the gains over each party's scale."""
    return _best([sum(g / s for g, s in zip(row, scale, strict=True)) for row in gains])


def _best(scores: Sequence) -> list[int]:
    return [index for index, score in enumerate(scores) if score == max(scores)]
