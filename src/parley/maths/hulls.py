"""What lotteries over packages reach, for two parties, in a space of any size.

Knows supporting lines. The edge of the convex hull is found from its outside, by the best package
at one price after another, so neither packages nor a frontier are listed. Whole numbers throughout.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from parley.errors import NoAnswer, TooLarge
from parley.maths.prices import Problem, arrange, prepare
from parley.maths.spaces import Array, Space

MOST_CELLS = 2_000_000
SAFE = 2**62
Corner = tuple[int, int]
Package = tuple[int, ...]


@dataclass(frozen=True)
class Hull:
    """The upper right edge of the convex hull of all packages' values.

    Attributes:
        points: its vertices, exactly, rising in the first party's value.
        packages: one package behind each.
    """

    points: tuple[tuple[Fraction, Fraction], ...]
    packages: tuple[Package, ...]

    def beats(self, first: Fraction, second: Fraction) -> bool:
        """Whether some lottery is better than these values for both, exactly."""
        if not self.points or first >= self.points[-1][0]:
            return False
        if first < self.points[0][0]:
            return second < self.points[0][1]
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if x0 <= first < x1:
                return second < y0 + (y1 - y0) * (first - x0) / (x1 - x0)
        return False


def hull(space: Space, most: int = MOST_CELLS) -> Hull:
    """The vertices of what lotteries over packages reach, with a package behind each.

    From two vertices, the best package at the prices that make them equal is a new one or proves
    the edge between them: the supporting lines of Eddy (1977) with an oracle, as Aneja and Nair
    (1979) do for bicriteria programmes. The oracle is bucket elimination (Dechter 1999).

    Args:
        space: the packages, for two parties; its rules hold in every lottery's packages.
        most: the size of the largest table.

    Raises:
        NoAnswer: not two parties, or the rules leave no package.
        TooLarge: factors and rules tie too many issues together.
    """
    if space.parties != 2:
        raise NoAnswer(f"A hull in the plane is for two parties; this space has {space.parties}.")
    problem = prepare(space, [0, 0])
    oracle = _Oracle(problem, most)
    reach = [limit + 1 for limit in oracle.limits]
    left, right = oracle.best(1, reach[0]), oracle.best(reach[1], 1)
    found = {left[0]: left[1], right[0]: right[1]}
    edges = [(left[0], right[0])]
    while edges:
        a, b = edges.pop()
        prices = a[1] - b[1], b[0] - a[0]
        if min(prices) <= 0:  # one point, or none between
            continue
        corner, package = oracle.best(*prices)
        if _worth(corner, prices) > _worth(a, prices):
            found[corner] = package
            edges += [(a, corner), (corner, b)]
    kept = _vertices(sorted(found))
    return Hull(
        points=tuple(_pair(problem.gains(found[corner])) for corner in kept),
        packages=tuple(problem.named(found[corner]) for corner in kept),
    )


def of_points(points: Array, packages: Sequence[Package]) -> Hull:
    """The same from a list of points that contains all efficient ones (Andrew 1979).

    Args:
        points: `(point, 2)`, exact.
        packages: one behind each.
    """
    behind = {(p[0], p[1]): package for p, package in zip(points.tolist(), packages, strict=True)}
    efficient: list[tuple[Any, Any]] = []
    for x, y in sorted(behind, reverse=True):
        if not efficient or y > efficient[-1][1]:
            efficient.append((x, y))
    kept = _vertices(efficient[::-1])
    pairs = tuple((Fraction(x), Fraction(y)) for x, y in kept)
    return Hull(pairs, tuple(behind[corner] for corner in kept))


def mixture(points: Sequence[Sequence[Any]], first: float) -> tuple[tuple[int, float], ...]:
    """The one or two neighbouring vertices whose mixture gives the first party so much.

    By definition of a mixture.

    Args:
        points: vertices, rising in the first party's value.
        first: the first party's value.

    Returns:
        Vertices with their shares, which add up to 1.
    """
    values = [float(point[0]) for point in points]
    after = int(np.searchsorted(values, first))
    if after == 0:
        return ((0, 1.0),)
    if after == len(values):
        return ((after - 1, 1.0),)
    share = (first - values[after - 1]) / (values[after] - values[after - 1])
    if share >= 1.0:
        return ((after, 1.0),)
    return (after - 1, 1 - share), (after, share)


def _pair(gains: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    return gains[0], gains[1]


def _worth(corner: Corner, prices: tuple[int, int]) -> int:
    return corner[0] * prices[0] + corner[1] * prices[1]


def _vertices(corners: Sequence[Corner]) -> list[Corner]:
    """The corners, x rising, that do not lie on a line between their neighbours."""
    kept: list[Corner] = []
    for corner in corners:
        while len(kept) > 1 and not _bends_right(kept[-2], kept[-1], corner):
            kept.pop()
        kept.append(corner)
    return kept


def _bends_right(a: Corner, b: Corner, c: Corner) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) < (b[1] - a[1]) * (c[0] - a[0])


class _Oracle:
    """The best package at prices in whole numbers."""

    def __init__(self, problem: Problem, most: int) -> None:
        if not all(problem.sizes):
            raise NoAnswer("The rules leave no package.")
        self.problem, self.most = problem, most
        self.order = arrange(problem, np.ones(2))
        self.place = {issue: at for at, issue in enumerate(self.order)}
        tables, factors = problem.whole
        every = [part.reshape(-1, 2) for part in (*tables, *(f.table for f in factors))]
        self.limits = [sum(int(part[:, party].max()) for part in every) for party in (0, 1)]

    def best(self, *prices: int) -> tuple[Corner, Package]:
        """A best package and its whole numbers, at prices of at least 0."""
        sizes = [self.problem.sizes[issue] for issue in self.order]
        buckets = self._buckets(prices)
        taken: list[tuple[tuple[int, ...], Array]] = [((), np.zeros(0))] * len(sizes)
        for at in reversed(range(len(sizes))):
            scope = tuple(sorted({place for own, _ in buckets[at] for place in own}))
            if prod(sizes[place] for place in scope) > self.most:
                raise TooLarge(
                    "Conditions and interactions tie so many issues together that the lotteries "
                    "over packages are out of reach. Take some of them out."
                )
            joined: Array = np.zeros((1,) * len(scope), dtype=np.int64)
            for own, table in buckets[at]:
                shape = [sizes[place] if place in own else 1 for place in scope]
                joined = joined + table.reshape(shape)
            taken[at] = scope[:-1], joined.argmax(axis=-1)
            if scope[:-1]:
                buckets[scope[-2]].append((scope[:-1], joined.max(axis=-1)))
            elif joined.max() < 0:
                raise NoAnswer("The rules leave no package.")
        return self._traced(taken)

    def _buckets(self, prices: Sequence[int]) -> list[list[tuple[tuple[int, ...], Array]]]:
        """Tables at the prices, by the last place that they look at; what is ruled out costs all.

        No allowed package is worth less than 0, so one that breaks a rule is worth less than any.
        """
        total = _worth((self.limits[0], self.limits[1]), (prices[0], prices[1]))
        loss = total + 1
        safe = (loss + 1) * (len(self.problem.rules) + 1) < SAFE
        buckets: list[list[tuple[tuple[int, ...], Array]]] = [[] for _ in self.order]
        for scope, table in self._terms(prices, loss):
            places = [self.place[issue] for issue in scope]
            axes = sorted(range(len(places)), key=places.__getitem__)
            kind = np.int64 if safe else object
            buckets[max(places)].append((tuple(sorted(places)), table.transpose(axes).astype(kind)))
        return buckets

    def _terms(self, prices: Sequence[int], loss: int) -> Iterator[tuple[tuple[int, ...], Array]]:
        tables, factors = self.problem.whole
        for issue, table in enumerate(tables):
            yield (issue,), _priced(table, prices)
        for factor in factors:
            yield factor.scope, _priced(factor.table, prices)
        for rule in self.problem.rules:
            yield rule.scope, (~rule.allowed).astype(object) * -loss

    def _traced(self, taken: Sequence[tuple[tuple[int, ...], Array]]) -> tuple[Corner, Package]:
        """The package by the options that were best, and its whole numbers."""
        chosen: list[int] = []
        for scope, options in taken:
            chosen.append(int(options[tuple(chosen[place] for place in scope)]))
        package = tuple(chosen[self.place[issue]] for issue in range(len(chosen)))
        tables, factors = self.problem.whole
        terms = [table[option] for table, option in zip(tables, package, strict=True)]
        terms += [factor.table[tuple(package[at] for at in factor.scope)] for factor in factors]
        x, y = (sum(int(term[party]) for term in terms) for party in (0, 1))
        return (x, y), package


def _priced(table: Array, prices: Sequence[int]) -> Array:
    """What every entry is worth at the prices, in Python's integers."""
    return np.asarray(
        table[..., 0].astype(object) * prices[0] + table[..., 1].astype(object) * prices[1]
    )
