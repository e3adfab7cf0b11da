"""One goal in one problem: guide, search, exact decision, and what is left open. Knows no rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import expm1, inf
from typing import Any

import numpy as np

from parley.errors import NoAnswer
from parley.maths.branching import Search
from parley.maths.goals import TIE, Goal, Product, Smallest
from parley.maths.layers import Layers, layers
from parley.maths.lotteries import Lottery, lottery
from parley.maths.prices import Problem

Gains = tuple[Fraction, ...]
Package = tuple[int, ...]

MOST_LISTED = 5_000
"""Ties among which the first few are found."""
NO_PACKAGE = "The rules leave no package."
NONE_ACCEPTABLE = "No package is acceptable, so none can be singled out."
CLOSED = "bounds from the best lottery's prices, a search in depth, ties decided in whole numbers"
UNCOUNTED = "bounds from the best lottery's prices and a search in depth; ties not counted"
OPEN = "bounds from the best lottery's prices and a search in depth, cut short"


@dataclass(frozen=True)
class Optimum:
    """The packages that are best for a rule.

    Attributes:
        points: their gains over the floors, `(party,)` each, no two equal, in descending order.
        packages: the packages, in ascending order, as many as were asked for: the first ones, or
            any where more than `MOST_LISTED` tie.
        tied: how many there are.
        counted: whether `tied` is all of them; otherwise there are at least so many.
        gap: None where it is proved that no package is better; otherwise by how much one might
            be: in the rule's own measure, for a product as a share of it.
        method: how it was found, in words.
    """

    points: tuple[Gains, ...]
    packages: tuple[Package, ...]
    tied: int
    counted: bool
    gap: float | None
    method: str

    @property
    def exact(self) -> bool:
        """Whether it is proved that no package is better."""
        return self.gap is None


@dataclass(frozen=True)
class Extreme:
    """The highest that some package reaches.

    Attributes:
        value: it.
        package: one package that reaches it.
        gap: None where it is proved to be the highest; otherwise by how much it might be higher.
    """

    value: Fraction
    package: Package
    gap: float | None


class NoneAcceptableError(NoAnswer):
    """No package is acceptable, and that is proved."""


class FlatError(Exception):
    """Every product is 0."""

    def __init__(self, found: Extreme) -> None:
        super().__init__()
        self.found = found


class Solver:
    """One goal in one problem."""

    def __init__(
        self, problem: Problem, goal: Goal, ends: float, limit: int = 1, measure: float = 1.0
    ) -> None:
        self.problem, self.goal, self.ends = problem, goal, ends
        self.limit, self.measure = limit, measure
        if not all(problem.sizes):
            raise NoneAcceptableError(NO_PACKAGE)

    def optimum(self, start: Package | None = None) -> Optimum:
        """The best packages, from a first one if there is one."""
        search, ceiling = self._searched(start)
        if ceiling > search.level + search.margin:
            return self._stopped(search, ceiling)
        found = layers(search, search.level - TIE)
        if found is not None:
            return self._decided(found)
        if isinstance(self.goal, Smallest) and self.goal.count < len(self.goal.heard):
            goal = replace(self.goal, reached=(*self.goal.reached, search.level))
            tier = Solver(self.problem, goal, self.ends, self.limit, self.measure)
            return tier.optimum(search.best)
        return self._stopped(search, ceiling)

    def extreme(self, origin: Fraction) -> Extreme:
        """The best level, and one package that reaches it."""
        search, ceiling = self._searched(None)
        package, gap = _known(search), None
        if ceiling > search.level + search.margin:
            gap = self._gap(search, ceiling)
        elif not search.sure:
            found = layers(search, search.level - TIE)
            if found is None:
                gap = self._gap(search, ceiling)
            else:
                package = max(self._acceptable(found), key=self._key)
        key = self._key(package)
        if isinstance(self.goal, Smallest):
            key = key[0] * self.goal.units[self.goal.heard[0]]
        return Extreme(key + origin, self.problem.named(package), gap)

    def better(self, start: Package) -> bool | None:
        """Whether some package is better than this one; None where time ran out first."""
        search = Search(self.problem, self.goal, self._guide(), self.ends)
        search.offer(start)
        floor, key = search.level, self._key(start)
        ceiling = search.close(enough=floor + TIE)
        if search.best is not None and self._key(search.best) > key:
            return True
        if ceiling > search.level + search.margin:
            return None
        if search.sure:
            return False
        found = layers(search, search.level - TIE)
        return None if found is None else any(self._key(p) > key for p in self._acceptable(found))

    def _searched(self, start: Package | None) -> tuple[Search, float]:
        """The search after it ended, and a level that no package exceeds."""
        search = Search(self.problem, self.goal, self._guide(), self.ends)
        if search.one.root[0] == -inf:
            raise NoneAcceptableError(NO_PACKAGE)
        if start is None:
            search.beam()
        else:
            search.offer(start)
        if search.level == -inf:
            search.offer(self._first())
        return search, search.close()

    def _guide(self) -> Lottery:
        """A lottery to search by."""
        found = lottery(self.problem, self.goal)
        if found is None:
            found = lottery(self.problem.unfloored(), self._apart(range(len(self.problem.units))))
        return found or _even(self.problem)

    def _apart(self, heard: Sequence[int]) -> Smallest:
        return Smallest(tuple(heard), tuple(map(Fraction, self.problem.units)))

    def _first(self) -> Package:
        """Any acceptable package that counts for the goal; the search found none on its way."""
        if isinstance(self.goal, Product):
            apart = Solver(self.problem, self._apart(self.goal.heard), self.ends)
            found = apart.extreme(Fraction(0))
            if found.value == 0:
                raise FlatError(found)
            return self.problem.place(found.package)
        return self._any()

    def _any(self) -> Package:
        """Any acceptable package, by making the smallest gain as large as it needs to be."""
        floored = np.flatnonzero(self.problem.floored).tolist() or [0]
        solver = Solver(self.problem.unfloored(), self._apart(floored), self.ends)
        search = Search(solver.problem, solver.goal, solver._guide(), self.ends)
        search.beam()
        ceiling = search.close(enough=0.0)
        if search.best is not None and self._accepts(search.best):
            return search.best
        if ceiling < 0 or (ceiling <= search.level + search.margin and search.sure):
            raise NoneAcceptableError(NONE_ACCEPTABLE)
        if ceiling <= search.level + search.margin:
            near = layers(search, search.level - TIE)
            if near is not None:
                for package in near.examples:
                    if self._accepts(package):
                        return package
                raise NoneAcceptableError(NONE_ACCEPTABLE)
        raise NoAnswer(
            "Not determined: no acceptable package was found in the time allowed, nor a proof that "
            "there is none. Allow more time, or narrow the space."
        )

    def _accepts(self, package: Package) -> bool:
        rows = zip(self.problem.gains(package), self.problem.floored, strict=True)
        return all(gain >= 0 for gain, floored in rows if floored)

    def _key(self, package: Package) -> Any:
        return self.goal.key(self.problem.gains(package))

    def _acceptable(self, found: Layers) -> list[Package]:
        return [package for package in found.examples if self._accepts(package)]

    def _decided(self, found: Layers) -> Optimum:
        """The best of all that is near the best level, compared exactly."""
        keys = {package: self._key(package) for package in self._acceptable(found)}
        top = max(keys.values())
        which = [at for at, package in enumerate(found.examples) if keys.get(package) == top]
        points = [self.problem.gains(found.examples[at]) for at in which]
        packages = found.packages(which, max(MOST_LISTED, self.limit))
        return Optimum(
            points=tuple(sorted(points, reverse=True)),
            packages=tuple(sorted(map(self.problem.named, packages))[: self.limit]),
            tied=sum(found.ways[at] for at in which),
            counted=True,
            gap=None,
            method=CLOSED,
        )

    def _stopped(self, search: Search, ceiling: float) -> Optimum:
        """One package, where its ties are too many to count or the search was cut short."""
        package = _known(search)
        closed = ceiling <= search.level + search.margin
        return Optimum(
            points=(self.problem.gains(package),),
            packages=(self.problem.named(package),),
            tied=1,
            counted=False,
            gap=None if closed and search.sure else self._gap(search, ceiling),
            method=UNCOUNTED if closed else OPEN,
        )

    def _gap(self, search: Search, ceiling: float) -> float:
        """By how much a package might be better, in the rule's own measure."""
        more = max(ceiling - search.level, 0.0)
        if isinstance(self.goal, Product):
            return expm1(more * sum(self.goal.powers))
        return more * self.measure


def _known(search: Search) -> Package:
    """The best package of a search that found one."""
    if search.best is None:
        raise NoneAcceptableError(NONE_ACCEPTABLE)
    return search.best


def _even(problem: Problem) -> Lottery:
    """A guide where the linear programme has none: the bounds are true at any prices."""
    chances = tuple(np.full(size, 1 / size) for size in problem.sizes)
    return Lottery(np.ones(len(problem.units)), problem.base, chances)
