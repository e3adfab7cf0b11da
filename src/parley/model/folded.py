"""A space too large to list, gone through issue by issue. Knows sums over issues and their ties.

The base case is exact, in fractions. In a draw the packages already known give a smallest gain
that some package reaches; only what could give more is looked at, so that most is dropped at once.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from parley.errors import NoAnswer, TooLarge
from parley.maths import counting, optima, spaces
from parley.maths.approximate import approximate
from parley.maths.elimination import eliminate
from parley.maths.sampling_packages import Sampler
from parley.maths.unfolding import Efficient
from parley.model.compiled import Consent, Model
from parley.model.drawing import Draws
from parley.model.probing import Probe
from parley.model.surveying import (
    MOST_TIED,
    Array,
    Floats,
    Frontier,
    Package,
    Report,
    Sampled,
    Survey,
    scattered,
    silent,
)
from parley.model.terms import Parts, Terms, bonus_above, parts

MOST_SUMS = {1: 5_000_000, 2: 5_000_000, 3: 5_000_000, 4: 1_000_000}
FEW_SUMS = 300_000
"""Partial sums at once, by columns: from five columns on each takes far longer to compare."""
KNOWN = 400
SHOWN = 20_000
"""Points of a thinned frontier."""


class Folded(Survey):
    """Folded issue by issue: dominated partial sums are dropped on the way."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.terms = Terms(model)
        self._parts: Mapping[str, Parts] = {
            party: parts(model, party, self._base) for party in self.terms.columns
        }

    @cached_property
    def space(self) -> spaces.Space:
        """The packages that are feasible and cross no red line, in fractions.

        The parties that always agree come first, then those whom only some packages need: where
        they are not asked, a bonus lifts them above whatever they could lack.
        """
        return self._space(self.model.consents)

    @cached_property
    def floors(self) -> tuple[Fraction, ...]:
        """What each party of `space` accepts at least."""
        return tuple(self.no_deal[party] for party in self.terms.columns)

    def _space(self, consents: Sequence[Consent], plain: str | None = None) -> spaces.Space:
        """The packages that cross no red line of these; one party's values without a bonus."""
        rules = self.terms.conditions + self.terms.red_lines(consents)
        bonus = {party: self._bonus for party in self.terms.asked if party != plain}
        return self.terms.space(self._parts, rules, bonus)

    @cached_property
    def _bonus(self) -> int:
        reach = (self._parts[p].furthest() + abs(self.no_deal[p]) for p in self.terms.columns)
        return bonus_above(max(reach))

    @property
    def _always(self) -> range:
        """The columns of those who must always agree."""
        return range(len(self.model.parties))

    def _limit(self, columns: int) -> int:
        return MOST_SUMS.get(columns, FEW_SUMS)

    @cached_property
    def feasible(self) -> int:
        """How many packages satisfy the conditions."""
        return counting.feasible(self._anything)

    @cached_property
    def _anything(self) -> spaces.Space:
        """Every feasible package, for those who must always agree."""
        always = {party: self._parts[party] for party in self.model.parties}
        return self.terms.space(always, self.terms.conditions, {})

    @property
    def acceptable(self) -> int | None:
        """Not counted in a space of this size, save where no package is acceptable."""
        try:
            return None if len(self.zone.counts) else 0
        except TooLarge:
            return None

    @cached_property
    def frontier(self) -> Frontier:
        """The Pareto frontier over feasible packages.

        Raises:
            TooLarge: too many points; `near_frontier` has fewer.
        """
        return self._named(eliminate(self._anything, limit=self._limit(len(self._always))))

    @cached_property
    def zone(self) -> Frontier:
        """The Pareto frontier over acceptable packages.

        Raises:
            TooLarge: too many points; `near_zone` has fewer.
        """
        limit = self._limit(len(self.floors))
        found = eliminate(self.space, self.floors, self._always, limit, self.terms.way)
        return self._named(found)

    @cached_property
    def near_frontier(self) -> Frontier:
        """The frontier, thinned where it is too large."""
        return self._or_thinned(lambda: self.frontier, self._anything, None)

    @cached_property
    def near_zone(self) -> Frontier:
        """The frontier of acceptable packages, thinned where it is too large."""
        return self._or_thinned(lambda: self.zone, self.space, self.floors)

    def _or_thinned(
        self,
        exact: Callable[[], Frontier],
        space: spaces.Space,
        floors: Sequence[Fraction] | None,
    ) -> Frontier:
        try:
            return exact()
        except TooLarge:
            found = approximate(space, floors, self._always, SHOWN)
            return self._named(found.frontier, found.share)

    def _named(self, found: Efficient, share: Fraction | None = None) -> Frontier:
        """Points with their packages."""
        values = np.empty(found.points.shape, dtype=object)
        for at, column in enumerate(found.points.T):
            values[:, at] = [Fraction(x) for x in column.tolist()]
        one = [tuple(package) for package in found.each().tolist()]
        counts = tuple(found.ways.tolist())
        packages = (
            (one[k],) if count == 1 else tuple(found.packages(k, MOST_TIED))
            for k, count in enumerate(counts)
        )
        return Frontier(values, counts, tuple(packages), share)

    def best_for(self, party: str) -> Fraction | None:
        """A party's best value among packages that every other party accepts."""
        others = [consent for consent in self.model.consents if consent.party != party]
        space, at = self._space(others, plain=party), self.terms.columns.index(party)
        floors = [-inf if p == party else self.no_deal[p] for p in self.terms.columns]
        try:
            found = eliminate(space, floors, [at], limit=FEW_SUMS)
        except TooLarge:
            return _best(lambda: optima.best(space, floors, at))
        return Fraction(found.points[0, 0]) if len(found.points) else None

    def room(self) -> Fraction | None:
        """In the base case, the largest gain that some allowed package gives all whom it asks.

        Raises:
            TooLarge: it could not be proved in time.
        """
        return self._room

    @cached_property
    def _room(self) -> Fraction | None:
        if not len(self._known):
            return None
        floors = np.array(self.floors, dtype=object)
        gains = [(self.space.value(package) - floors).min() for package in self._known.tolist()]
        raised = [floor + max(gains) for floor in self.floors]
        try:
            found = eliminate(self.space, raised, limit=FEW_SUMS, way=self.terms.way)
        except TooLarge:
            return _best(lambda: optima.room(self.space, self.floors))
        return max(min(map(Fraction, row)) for row in (found.points - floors).tolist())

    @cached_property
    def _known(self) -> Array:
        """Some allowed packages, good ones among them, `(package, issue)`."""
        return approximate(self.space, most=KNOWN, way=self.terms.way).frontier.each()

    def sampled(self, draws: Draws, report: Report = silent) -> Sampled:
        """In every draw, look for what could be better than the packages known by then."""
        worth = self.drawn_no_deal(draws)
        probe = Probe(self, self.terms, draws, worth, self._known)
        room, zone = probe.all(report)
        return Sampled(draws, worth, zone, room, (), probe.exact)

    def background(self, most: int) -> Floats:
        """Values of up to `most` feasible packages."""
        stream = np.random.Generator(np.random.PCG64(0))
        if self.terms.conditions:
            try:
                sampler = Sampler(self._anything, [-inf] * len(self._always))
            except NoAnswer:
                return np.zeros((0, len(self._always)))
            picked = sampler.draw(4 * most, stream).packages
        else:
            sizes = self.model.space.sizes
            picked = np.stack([stream.integers(0, n, 4 * most) for n in sizes], axis=1)
        rows = np.zeros((len(picked), len(self._always)))
        for table, options in zip(self._anything.tables, picked.T, strict=True):
            rows += table.astype(np.float64)[options]
        for factor in self._anything.factors:
            where = tuple(picked[:, issue] for issue in factor.scope)
            rows += factor.table.astype(np.float64)[where]
        return rows[scattered(rows, most)]

    def allows(self, package: Package) -> bool:
        """Whether a package is feasible and crosses no red line of a party that it needs."""
        return self.space.allows(package)

    def asked(self, package: Package) -> tuple[str, ...]:
        """The analysed parties whose consent a package needs."""
        if not self._anything.allows(package):
            return self.model.consenting
        return tuple(
            party
            for party in self.model.consenting
            if party not in self.terms.asked or self._needs(party, package)
        )

    def _needs(self, party: str, package: Package) -> bool:
        scope, flags = self.terms.asked[party]
        return bool(flags[tuple(package[issue] for issue in scope)])


def _best(solve: Callable[[], Any]) -> Fraction | None:
    """What a search proves to be the best; None where there is nothing to look through."""
    try:
        found = solve()
    except NoAnswer:
        return None
    if found.gap is not None:
        raise TooLarge("The best package could not be proved in the time allowed.")
    return Fraction(found.value)
