"""A space small enough to list: every feasible package, one by one. Knows arrays of packages."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import ceil, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.maths import pareto, words
from parley.maths.exact import whole
from parley.model.compiled import Model
from parley.model.drawing import Draws
from parley.model.numbers import interaction_values
from parley.model.packages import Listing, listing, proposal_values, truth
from parley.model.scanning import REACH, Terms, scan
from parley.model.surveying import (
    MOST_TIED,
    Array,
    Bools,
    Floats,
    Frontier,
    Package,
    Report,
    Sampled,
    Survey,
    scattered,
    silent,
)

SAFE_SUM = 2**62
MOST_OFTEN = 20
NEAR = 1e-9
"""Within this share of the best, float64 leaves the decision to whole numbers."""


class Listed(Survey):
    """Every feasible package, one by one."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.listing: Listing = listing(model)

    @property
    def feasible(self) -> int:
        """How many packages satisfy the conditions."""
        return len(self.listing)

    @property
    def acceptable(self) -> int:
        """How many packages are acceptable in the base case."""
        return int(self._accepted.sum())

    @cached_property
    def _whole(self) -> dict[str, tuple[Array, int]]:
        """Per party, its value of every feasible package as integers over one denominator.

        They are int64 `(package,)`, or where one is too long, words `(package, word)`.
        """
        return {party: self._counted(party) for party in self.model.consenting}

    def _counted(self, party: str) -> tuple[Array, int]:
        tables = proposal_values(self.model, party, self._base)
        extras = [points for _, points in interaction_values(self.model, party, self._base)]
        parts = [*(table[0] for table in tables), *extras]
        numerators, (denominator,) = whole(np.concatenate(parts)[:, None])
        pieces = np.split(numerators[:, 0], np.cumsum([len(part) for part in parts])[:-1])
        reach = sum(max(abs(int(n)) for n in piece.tolist()) for piece in pieces)
        if reach >= SAFE_SUM or numerators.dtype == object:
            size = words.words_for(reach)
            long = [words.split(piece, size) for piece in pieces]
            return self._summed(party, long[: len(tables)], long[len(tables) :]), denominator
        units = [piece[None] for piece in pieces[: len(tables)]]
        terms = self._terms(party, units, pieces[len(tables) :], np.zeros(1, dtype=np.int64))
        return terms.values(slice(0, 1))[0, self.listing.at], denominator

    def _summed(self, party: str, tables: Sequence[Array], extras: Sequence[Array]) -> Array:
        """The value of every feasible package in words, `(package, word)`."""
        sums = tables[-1]
        for table in reversed(tables[:-1]):
            sums = words.added(table[:, None], sums[None]).reshape(-1, sums.shape[-1])
        for places, points in zip(self._joined[party], extras, strict=True):
            sums[places] = words.added(sums[places], points)
        return sums[self.listing.at]

    @cached_property
    def _near(self) -> dict[str, Floats]:
        """Per party, its value of every feasible package in float64."""
        found = {}
        for party, (values, denominator) in self._whole.items():
            numerators = words.near(values) if values.ndim == 2 else values.astype(np.float64)
            found[party] = numerators / float(denominator)
        return found

    def _terms(
        self, party: str, tables: Sequence[Array], extras: Sequence[Array], least: Array
    ) -> Terms:
        """What a party's values are made of, from numbers of any kind."""
        joined = zip(self._joined[party], extras, strict=True)
        needed = self.listing.needs[party]
        asked = None if needed.all() else self.listing.in_space(needed)
        return Terms(tables, list(joined), least, asked)

    @cached_property
    def _joined(self) -> dict[str, list[NDArray[np.intp]]]:
        """Per party and interaction, the packages of the space for which it holds."""
        return {
            party: [
                np.flatnonzero(truth(self.model.space, when))
                for when, _ in interaction_values(self.model, party, self._base)
            ]
            for party in self.model.consenting
        }

    @cached_property
    def _accepts(self) -> dict[str, Bools]:
        """Per party, which packages it accepts or need not be asked about, in the base case."""
        found = {}
        for party, (values, denominator) in self._whole.items():
            least = ceil(self.no_deal[party] * denominator)
            enough = _at_least(values, least)
            found[party] = enough | ~self.listing.needs[party]
        return found

    @cached_property
    def _accepted(self) -> Bools:
        result = self.listing.allowed.copy()
        for accepts in self._accepts.values():
            result &= accepts
        return result

    @cached_property
    def frontier(self) -> Frontier:
        """The Pareto frontier over feasible packages."""
        return self._frontier(np.arange(len(self.listing)))

    @cached_property
    def zone(self) -> Frontier:
        """The Pareto frontier over acceptable packages."""
        return self._frontier(np.flatnonzero(self._accepted))

    def _frontier(self, among: NDArray[np.intp]) -> Frontier:
        parties = self.model.parties
        columns = [self._whole[party][0][among] for party in parties]
        keys = [words.ranks(c) if c.ndim == 2 else c for c in columns]
        points = np.stack(keys, axis=1)
        kept = among[pareto.nondominated(points)] if len(among) else among
        groups: dict[tuple[Fraction, ...], list[int]] = {}
        for where in kept:
            point = tuple(self._value(party, where) for party in parties)
            groups.setdefault(point, []).append(int(where))
        ordered = sorted(groups, reverse=True)
        return Frontier(
            np.array(ordered, dtype=object).reshape(len(ordered), len(parties)),
            tuple(len(groups[point]) for point in ordered),
            tuple(tuple(map(self.listing.package, groups[point][:MOST_TIED])) for point in ordered),
        )

    def _value(self, party: str, where: Any) -> Fraction:
        numerators, denominator = self._whole[party]
        number = numerators[where]
        return Fraction(int(words.joined(number) if number.ndim else number), denominator)

    def best_for(self, party: str) -> Fraction | None:
        """A party's best value among packages that every other party accepts."""
        others = self.listing.allowed_but_for(party)
        for name, accepts in self._accepts.items():
            if name != party:
                others &= accepts
        if not others.any():
            return None
        values = self._whole[party][0][others]
        best = words.highest(values) if values.ndim == 2 else int(values.argmax())
        return self._value(party, np.flatnonzero(others)[best])

    def room(self) -> Fraction | None:
        """In the base case, the largest gain that some allowed package gives all whom it asks."""
        if not self.listing.allowed.any():
            return None
        gains = self._gains(self.model.consenting)
        near = np.flatnonzero(gains >= gains.max() - NEAR * (1 + abs(gains.max())))
        return max(self._smallest_gain(where) for where in near)

    def _smallest_gain(self, where: Any) -> Fraction:
        """The smallest gain of all whom a package asks."""
        needs = self.listing.needs
        asked = [party for party in self.model.consenting if needs[party][where]]
        return min(self._value(party, where) - self.no_deal[party] for party in asked)

    def _gains(self, parties: Sequence[str]) -> Floats:
        """Per feasible package, the smallest of these parties' gains, its sign decided exactly.

        It is -inf where a red line is crossed, and inf where none of these parties is asked.
        """
        smallest = np.where(self.listing.allowed, inf, -inf)
        for party in parties:
            gains = self._near[party] - float(self.no_deal[party])
            below = np.minimum(gains, -np.finfo(np.float64).tiny)
            signed = np.where(self._accepts[party], np.maximum(gains, 0.0), below)
            needed = self.listing.needs[party]
            np.minimum(smallest, np.where(needed, signed, inf), out=smallest)
        return smallest

    def sampled(self, draws: Draws, report: Report = silent) -> Sampled:
        """Scan every package in every draw."""
        model, worth = self.model, self.drawn_no_deal(draws)
        fixed = [party for party in model.consenting if self.fixed_verdict(party)]
        ceiling = np.full(model.space.count, -inf)
        gains = self._gains(fixed)  # exact in their signs, so nothing is within rounding reach
        ceiling[self.listing.at] = np.where((gains < 0) & (gains >= -REACH), -2 * REACH, gains)
        terms = {}
        for party in model.consenting:
            if party not in fixed:
                tables = proposal_values(model, party, draws.values)
                joined = interaction_values(model, party, draws.values)
                extras = [points for _, points in joined]
                terms[party] = self._terms(party, tables, extras, worth[party])
        found = scan(ceiling, terms, len(draws), report)
        counts = found.counts[self.listing.at]
        often = tuple(
            (self.listing.package(int(where)), int(counts[where]))
            for where in np.argsort(-counts, kind="stable")[:MOST_OFTEN]
            if counts[where]
        )
        return Sampled(draws, worth, found.room >= 0, found.room, often)

    def background(self, most: int) -> Floats:
        """Values of up to `most` feasible packages."""
        parties = self.model.parties
        places = scattered(np.stack([self._near[p] for p in parties], axis=1), most)
        rows = [[float(self._value(party, where)) for party in parties] for where in places]
        points = np.array(rows).reshape(len(rows), len(parties))
        return points[scattered(points, most)]

    def allows(self, package: Package) -> bool:
        """Whether a package is feasible and crosses no red line of a party that it needs."""
        where = self.listing.place(package)
        return where is not None and bool(self.listing.allowed[where])

    def asked(self, package: Package) -> tuple[str, ...]:
        """The analysed parties whose consent a package needs."""
        where = self.listing.place(package)
        if where is None:
            return self.model.consenting
        return tuple(p for p in self.model.consenting if self.listing.needs[p][where])


def _at_least(values: Array, least: int) -> Bools:
    """Where whole numbers, or their words, reach a whole number of any length."""
    if values.ndim == 1:
        low, high = int(values.min(initial=0)), int(values.max(initial=0)) + 1
        return np.asarray(values >= min(max(least, low), high))
    size = values.shape[1]
    if words.words_for(abs(least)) > size:
        return np.full(len(values), least < 0)
    return words.at_least(values, words.split(np.array(least, dtype=object), size))
