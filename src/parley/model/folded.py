"""A space too large to list, without interactions and conditions. Knows sums over issues."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import inf, lcm
from typing import NamedTuple

import numpy as np

from parley.maths import pareto
from parley.model.drawing import Draws
from parley.model.packages import proposal_values, without_red_lines
from parley.model.scanning import REACH, settled
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

SAFE_FLOAT = 2**53


class _Column(NamedTuple):
    """A party in every draw: tables per issue `(draw, option)`, floors `(draw,)`, unit, reach.

    Where nothing uncertain decides, all are whole numbers of `unit` points, so that sums are exact.
    """

    tables: list[Array]
    floors: Floats
    unit: float
    reach: float


class Folded(Survey):
    """Folded issue by issue: dominated partial sums are dropped on the way."""

    @cached_property
    def _tables(self) -> list[Array]:
        """Per issue, `(option, party)` in fractions."""
        columns = [proposal_values(self.model, p, self._base) for p in self.model.parties]
        return [
            np.stack([table[0] for table in tables], axis=1)
            for tables in zip(*columns, strict=True)
        ]

    @cached_property
    def _allowed(self) -> list[list[int]]:
        return without_red_lines(self.model, self.model.consents)

    @cached_property
    def _allowed_tables(self) -> list[Array]:
        return [table[rows] for table, rows in zip(self._tables, self._allowed, strict=True)]

    @property
    def feasible(self) -> int:
        """All packages: there are no conditions."""
        return self.model.space.count

    @property
    def acceptable(self) -> int | None:
        """Not counted in a space of this size, save where no package is acceptable."""
        return None if len(self.zone.counts) else 0

    @cached_property
    def frontier(self) -> Frontier:
        """The Pareto frontier over all packages."""
        everything = [list(range(size)) for size in self.model.space.sizes]
        return self._named(pareto.fold(self._tables), everything)

    @cached_property
    def zone(self) -> Frontier:
        """The Pareto frontier over acceptable packages."""
        if not all(self._allowed):
            empty = np.empty((0, len(self.model.parties)), dtype=object)
            return Frontier(empty, (), ())
        floors = [self.no_deal[party] for party in self.model.parties]
        return self._named(pareto.fold(self._allowed_tables, floors), self._allowed)

    def _named(self, folded: pareto.Folded, options: Sequence[Sequence[int]]) -> Frontier:
        """Points with packages by their options' places in the whole space."""
        values = np.array(
            [[Fraction(x) for x in point] for point in folded.points.tolist()], dtype=object
        ).reshape(len(folded.points), len(self.model.parties))
        packages = tuple(
            tuple(
                tuple(options[issue][o] for issue, o in enumerate(package))
                for package in folded.packages(k, MOST_TIED)
            )
            for k in range(len(folded.points))
        )
        return Frontier(values, tuple(map(folded.count, range(len(folded.points)))), packages)

    def best_for(self, party: str) -> Fraction | None:
        """A party's best value among packages that every other party accepts."""
        others = [consent for consent in self.model.consents if consent.party != party]
        allowed = without_red_lines(self.model, others)
        if not all(allowed):
            return None
        tables = [table[rows] for table, rows in zip(self._tables, allowed, strict=True)]
        floors = [-inf if name == party else self.no_deal[name] for name in self.model.parties]
        folded = pareto.fold(tables, floors)
        if not len(folded.points):
            return None
        return max(map(Fraction, folded.points[:, self.model.parties.index(party)].tolist()))

    def room(self) -> Fraction | None:
        """In the base case, the largest gain that some allowed package gives all parties."""
        if not all(self._allowed):
            return None
        points = self.zone.values
        if not len(points):
            points = pareto.fold(self._allowed_tables).points
        least = np.array([self.no_deal[party] for party in self.model.parties], dtype=object)
        return max(min(map(Fraction, gains)) for gains in (points - least).tolist())

    def sampled(self, draws: Draws, report: Report = silent) -> Sampled:
        """Fold the space once per draw, as far as the parties' no-deal values leave it open."""
        worth = self.drawn_no_deal(draws)
        columns = [self._column(party, draws, worth[party]) for party in self.model.parties]
        units = np.array([column.unit for column in columns])
        reach = np.array([column.reach for column in columns])
        zone = np.zeros(len(draws), dtype=bool)
        room = np.full(len(draws), -np.inf)
        for at in range(len(draws) if all(self._allowed) else 0):
            report(at / len(draws))
            tables = [
                np.stack([column.tables[issue][at, rows] for column in columns], axis=1)
                for issue, rows in enumerate(self._allowed)
            ]
            floors = np.array([column.floors[at] for column in columns])
            inside = pareto.fold(tables, (floors - reach).tolist()).points
            points = inside if len(inside) else pareto.fold(tables).points
            zone[at] = len(inside) > 0
            room[at] = ((points - floors) * units).min(axis=1).max()
        return Sampled(draws, worth, zone, settled(room, zone), ())

    def _column(self, party: str, draws: Draws, least: Floats) -> _Column:
        """A party's tables and floors in every draw, exact where nothing uncertain decides."""
        floor = self.no_deal[party]
        tables = [table[0] for table in proposal_values(self.model, party, self._base)]
        unit = lcm(floor.denominator, *(x.denominator for x in np.concatenate(tables)))
        reach = sum(max(map(abs, table)) for table in tables) + abs(floor)
        fixed = self.fixed_verdict(party)
        if not fixed or reach * unit >= SAFE_FLOAT:
            tables = proposal_values(self.model, party, draws.values)
            return _Column(tables, least, 1.0, 0.0 if fixed else REACH)
        whole = [(table * unit).astype(np.float64)[None] for table in tables]
        every = [np.broadcast_to(table, (len(draws), table.shape[1])) for table in whole]
        return _Column(every, np.full(len(draws), float(floor * unit)), 1 / unit, 0.0)

    def background(self, most: int) -> Floats:
        """Values of up to `most` packages."""
        stream = np.random.Generator(np.random.PCG64(0))
        rows = np.zeros((4 * most, len(self.model.parties)))
        for table in self._tables:
            rows += table.astype(np.float64)[stream.integers(0, len(table), len(rows))]
        return scattered(rows, most)

    def allows(self, package: Package) -> bool:
        """Whether a package crosses no red line."""
        return all(option in rows for option, rows in zip(package, self._allowed, strict=True))

    def asked(self, package: Package) -> tuple[str, ...]:
        """The analysed parties whose consent a package needs."""
        del package  # in an additive space consent never depends on it
        return self.model.consenting
