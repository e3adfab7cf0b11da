"""What a space of packages holds, however large: counts, frontiers, and what holds over draws.

Two ways, one interface: a small space is listed package by package; a large one without
interactions and conditions is folded issue by issue. The base case is exact in both.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import TooLarge
from parley.maths import pareto
from parley.maths.exact import whole
from parley.model.compiled import Model
from parley.model.drawing import Draws
from parley.model.numbers import exact, exact_no_deal_values, no_deal_values, package_values
from parley.model.packages import (
    MOST_LISTED,
    Listing,
    is_additive,
    listing,
    proposal_values,
    without_red_lines,
)

Array = NDArray[Any]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Package = tuple[int, ...]
"""An option per issue, by their places in the space."""

Report = Callable[[float], None]
"""Told now and then which share of the work is done."""

BLOCK = 4_000_000
"""Values held at once per party while draws are scanned."""
MOST_TIED = 200
SAFE_SUM = 2**62


def silent(_: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Frontier:
    """Efficient points with the packages behind them.

    Attributes:
        values: `(point, party)`, fractions, in descending order.
        counts: packages behind each point.
        packages: for each point, the packages behind it, at most `MOST_TIED`.
    """

    values: Array
    counts: tuple[int, ...]
    packages: tuple[tuple[Package, ...], ...]


@dataclass(frozen=True)
class Sampled:
    """What holds over the draws.

    Attributes:
        zone: `(draw,)`, whether some package is acceptable.
        room: `(draw,)`, the largest gain that some allowed package gives every party at once.
        often: packages with how many draws accept them, most first.
    """

    zone: Bools
    room: Floats
    often: tuple[tuple[Package, int], ...]


class Survey(ABC):
    """A space of packages, asked in the base case and over draws."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.no_deal = exact_no_deal_values(model)

    @property
    @abstractmethod
    def feasible(self) -> int:
        """How many packages satisfy the conditions."""

    @property
    @abstractmethod
    def acceptable(self) -> int | None:
        """How many packages are acceptable in the base case, where they are counted."""

    @cached_property
    @abstractmethod
    def frontier(self) -> Frontier:
        """The Pareto frontier over feasible packages, for the parties that must always agree."""

    @cached_property
    @abstractmethod
    def zone(self) -> Frontier:
        """The Pareto frontier over acceptable packages."""

    @abstractmethod
    def best_for(self, party: str) -> Fraction | None:
        """A party's best value among packages that every other party accepts."""

    @abstractmethod
    def sampled(self, draws: Draws, report: Report = silent) -> Sampled:
        """What holds over the draws."""

    @abstractmethod
    def background(self, most: int) -> Floats:
        """Values of up to `most` feasible packages, `(package, party)`, thinned evenly."""

    def values(self, package: Package) -> dict[str, Fraction]:
        """The base case's value of a package for every party with preferences."""
        named = self.model.space.package(package)
        values = exact(self.model)
        return {
            party: package_values(self.model, party, values, named)[0]
            for party in self.model.utilities
        }

    def holds(self, package: Package, draws: Draws) -> Bools:
        """For every draw, whether a package is acceptable to the parties that it needs."""
        named = self.model.space.package(package)
        least = no_deal_values(self.model, draws.values)
        result = np.full(len(draws), self.allows(package))
        for party in self._asked(package):
            fixed = self.fixed_verdict(party)
            if fixed:
                worth = package_values(self.model, party, exact(self.model), named)[0]
                result &= bool(worth >= self.no_deal[party])
            else:
                result &= package_values(self.model, party, draws.values, named) >= least[party]
        return result

    @abstractmethod
    def allows(self, package: Package) -> bool:
        """Whether a package is feasible and crosses no red line of a party that it needs."""

    def accepts(self, package: Package) -> bool:
        """Whether a package is acceptable in the base case."""
        values = self.values(package)
        enough = all(values[party] >= self.no_deal[party] for party in self._asked(package))
        return enough and self.allows(package)

    @abstractmethod
    def room(self) -> float | None:
        """In the base case, the largest gain that some allowed package gives all parties."""

    @abstractmethod
    def _asked(self, package: Package) -> tuple[str, ...]:
        """The analysed parties whose consent a package needs."""

    def fixed_verdict(self, party: str) -> bool:
        """Whether nothing uncertain decides what a party accepts: then the base case holds."""
        return not any(self.model.inputs[slot].uncertain for slot in self.model.slots_of(party))


def survey(model: Model) -> Survey:
    """The right way to ask this space.

    Raises:
        TooLarge: more packages than can be listed, and interactions or conditions between them.
    """
    if model.space.count <= MOST_LISTED:
        return Listed(model)
    if is_additive(model):
        return Folded(model)
    raise TooLarge(
        f"{model.space.count:,} packages with conditions or interactions between issues are more "
        f"than the {MOST_LISTED:,} that this version lists. Join or leave out issues, or take the "
        "conditions and interactions out."
    )


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
        """Per party, its value of every feasible package as integers over one denominator."""
        return {party: self._counted(party) for party in self.model.consenting}

    def _counted(self, party: str) -> tuple[Array, int]:
        values = exact(self.model)
        tables = proposal_values(self.model, party, values)
        extras = [values[:, slot] for _, slot in self.model.utilities[party].interactions]
        parts = [*[table[0] for table in tables], *extras]
        numerators, (denominator,) = whole(np.concatenate(parts)[:, None])
        reach = sum(max(abs(int(n)) for n in np.ravel(part * denominator)) for part in parts)
        kind = np.int64 if reach < SAFE_SUM and numerators.dtype != object else object
        units = [(part * denominator).astype(kind)[None] for part in (t[0] for t in tables)]
        bonus = [(extra * denominator).astype(kind) for extra in extras]
        return self.listing.total(party, units, bonus)[0], denominator

    @cached_property
    def _accepts(self) -> dict[str, Bools]:
        """Per party, which packages it accepts or need not be asked about, in the base case."""
        found = {}
        for party, (values, denominator) in self._whole.items():
            least = ceil(self.no_deal[party] * denominator)
            enough = np.asarray(values >= least, dtype=bool)
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
        points = np.stack(columns, axis=1)
        kept = among[pareto.nondominated(points)] if len(among) else among
        groups: dict[tuple[Fraction, ...], list[int]] = {}
        for where in kept:
            point = tuple(
                Fraction(int(self._whole[party][0][where]), self._whole[party][1])
                for party in parties
            )
            groups.setdefault(point, []).append(int(where))
        ordered = sorted(groups, reverse=True)
        return Frontier(
            np.array(ordered, dtype=object).reshape(len(ordered), len(parties)),
            tuple(len(groups[point]) for point in ordered),
            tuple(tuple(map(self._package, groups[point][:MOST_TIED])) for point in ordered),
        )

    def _package(self, where: int) -> Package:
        return tuple(int(option) for option in self.listing.options(where))

    def best_for(self, party: str) -> Fraction | None:
        """A party's best value among packages that every other party accepts."""
        others = self.listing.allowed.copy()
        for name, accepts in self._accepts.items():
            if name != party:
                others &= accepts
        if not others.any():
            return None
        values, denominator = self._whole[party]
        return Fraction(int(values[others].max()), denominator)

    def sampled(self, draws: Draws, report: Report = silent) -> Sampled:
        """Scan every feasible package in every draw, in blocks."""
        size = max(len(self.listing), 1)
        counts = np.zeros(size, dtype=np.int64)
        zone = np.zeros(len(draws), dtype=bool)
        room = np.full(len(draws), -np.inf)
        step = max(BLOCK // size, 1)
        for start in range(0, len(draws), step):
            report(start / len(draws))
            here = slice(start, start + step)
            accepted, least = self._scanned(draws.values[here])
            if accepted.shape[1]:
                zone[here] = accepted.any(axis=1)
                room[here] = least.max(axis=1)
                counts += accepted.sum(axis=0)
        order = np.lexsort((self.listing.at, -counts[: len(self.listing)]))
        often = tuple((self._package(int(w)), int(counts[w])) for w in order[:20] if counts[w])
        return Sampled(zone, room, often)

    def _scanned(self, values: Floats) -> tuple[Bools, Floats]:
        """`(draw, package)`: whether it is acceptable; its smallest gain where it is allowed."""
        least = no_deal_values(self.model, values)
        shape = len(values), len(self.listing)
        accepted = np.broadcast_to(self.listing.allowed, shape).copy()
        smallest = np.where(self.listing.allowed, np.inf, -np.inf) * np.ones((len(values), 1))
        for party in self.model.consenting:
            gains = self.listing.values(party, values)
            gains -= least[party][:, None]
            needed = self.listing.needs[party]
            if self.fixed_verdict(party):
                accepted &= self._accepts[party]
            elif needed.all():
                accepted &= gains >= 0
            else:
                accepted &= (gains >= 0) | ~needed
            if party in self.model.parties:
                np.minimum(smallest, gains, out=smallest)
            else:
                smallest[(gains < 0) & needed] = -np.inf
        return accepted, smallest

    def background(self, most: int) -> Floats:
        """Values of up to `most` feasible packages, thinned evenly along their sorted values."""
        columns = []
        for party in self.model.parties:
            values, denominator = self._whole[party]
            columns.append((values / denominator).astype(np.float64))
        return _thinned(np.unique(np.stack(columns, axis=1), axis=0), most)

    def allows(self, package: Package) -> bool:
        """Whether a package is feasible and crosses no red line of a party that it needs."""
        where = self._place(package)
        return where is not None and bool(self.listing.allowed[where])

    def room(self) -> float | None:
        """In the base case, the largest gain that some allowed package gives all parties."""
        _, least = self._scanned(exact(self.model).astype(np.float64))
        most = float(least.max(initial=-np.inf))
        return most if np.isfinite(most) else None

    def _place(self, package: Package) -> int | None:
        strides = zip(package, self.model.space.strides, strict=True)
        number = sum(option * stride for option, stride in strides)
        where = int(np.searchsorted(self.listing.at, number))
        found = where < len(self.listing) and self.listing.at[where] == number
        return where if found else None

    def _asked(self, package: Package) -> tuple[str, ...]:
        where = self._place(package)
        if where is None:
            return self.model.consenting
        return tuple(p for p in self.model.consenting if self.listing.needs[p][where])


class Folded(Survey):
    """A large space without interactions and conditions, folded issue by issue."""

    @cached_property
    def _tables(self) -> list[Array]:
        """Per issue, `(option, party)` in fractions."""
        values = exact(self.model)
        columns = [proposal_values(self.model, party, values) for party in self.model.parties]
        return [
            np.stack([table[0] for table in tables], axis=1)
            for tables in zip(*columns, strict=True)
        ]

    @cached_property
    def _allowed(self) -> list[list[int]]:
        return without_red_lines(self.model, self.model.consents)

    @property
    def feasible(self) -> int:
        """All packages: there are no conditions."""
        return self.model.space.count

    @property
    def acceptable(self) -> None:
        """Not counted in a space of this size."""

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
        tables = [table[rows] for table, rows in zip(self._tables, self._allowed, strict=True)]
        floors = [self.no_deal[party] for party in self.model.parties]
        return self._named(pareto.fold(tables, floors), self._allowed)

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
        if not all(self._allowed):
            return None
        tables = [table[rows] for table, rows in zip(self._tables, self._allowed, strict=True)]
        lowest = sum(min(table[:, self.model.parties.index(party)]) for table in tables)
        floors = [lowest if name == party else self.no_deal[name] for name in self.model.parties]
        folded = pareto.fold(tables, floors)
        if not len(folded.points):
            return None
        return max(map(Fraction, folded.points[:, self.model.parties.index(party)].tolist()))

    def sampled(self, draws: Draws, report: Report = silent) -> Sampled:
        """Fold the space once per draw, as far as the parties' no-deal values leave it open."""
        parties = self.model.parties
        least = no_deal_values(self.model, draws.values)
        columns = [proposal_values(self.model, party, draws.values) for party in parties]
        zone = np.zeros(len(draws), dtype=bool)
        room = np.full(len(draws), -np.inf)
        for at in range(len(draws) if all(self._allowed) else 0):
            report(at / len(draws))
            tables = [
                np.stack([column[issue][at, rows] for column in columns], axis=1)
                for issue, rows in enumerate(self._allowed)
            ]
            floors = np.array([least[party][at] for party in parties])
            inside = pareto.fold(tables, floors.tolist()).points
            points = inside if len(inside) else pareto.fold(tables).points
            zone[at], room[at] = len(inside) > 0, (points - floors).min(axis=1).max()
        return Sampled(zone, room, ())

    def background(self, most: int) -> Floats:
        """An even sample of packages, the same for the same scenario however it is ordered."""
        stream = np.random.Generator(np.random.PCG64(0))
        rows = np.zeros((most, len(self.model.parties)))
        for table in self._tables:
            options = np.unique(table.astype(np.float64), axis=0)
            rows += options[stream.integers(0, len(options), most)]
        return _thinned(np.unique(rows, axis=0), most)

    def allows(self, package: Package) -> bool:
        """Whether a package crosses no red line."""
        return all(option in rows for option, rows in zip(package, self._allowed, strict=True))

    def room(self) -> float | None:
        """In the base case, the largest gain that some allowed package gives all parties."""
        if not all(self._allowed):
            return None
        points = self.zone.values
        if not len(points):
            tables = [table[rows] for table, rows in zip(self._tables, self._allowed, strict=True)]
            points = pareto.fold(tables).points
        least = np.array([self.no_deal[party] for party in self.model.parties], dtype=object)
        return float((points - least).min(axis=1).max())

    def _asked(self, package: Package) -> tuple[str, ...]:
        del package  # in an additive space consent never depends on it
        return self.model.consenting


def _thinned(rows: Floats, most: int) -> Floats:
    if len(rows) <= most:
        return rows
    return np.asarray(rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)])
