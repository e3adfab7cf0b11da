"""What is asked of a space of packages, however it is gone through. Knows the questions only."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.model.compiled import Model
from parley.model.drawing import Draws
from parley.model.numbers import exact, exact_no_deal_values, no_deal_values, package_values
from parley.model.scanning import REACH

Array = NDArray[Any]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Package = tuple[int, ...]
"""An option per issue, by their places in the space."""

Report = Callable[[float], None]
"""Told now and then which share of the work is done."""

MOST_TIED = 200


def silent(_: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Frontier:
    """Efficient points with the packages behind them.

    Attributes:
        values: `(point, party)`, fractions, in descending order.
        counts: packages behind each point.
        packages: for each point, the packages behind it, at most `MOST_TIED`.
        share: None where these are all efficient points. Else the list is thinned: every package
            is, for each party, at most this share of the party's range (highest less lowest value
            of such packages, acceptable or not) above some point of the list; in a zone, every
            package that leaves each party at least so much above no deal. The values are what the
            packages behind them are worth, and the counts the least there are.
    """

    values: Array
    counts: tuple[int, ...]
    packages: tuple[tuple[Package, ...], ...]
    share: Fraction | None = None


@dataclass(frozen=True)
class Sampled:
    """What holds over the draws.

    Attributes:
        draws: the draws.
        no_deal: per party, `(draw,)`, what it can expect without a deal.
        zone: `(draw,)`, whether some package is acceptable.
        room: `(draw,)`, the largest gain that some allowed package gives all whom it asks.
        often: packages with how many draws accept them, most first; none where not counted.
        exact: whether every draw is settled. Else `zone` misses draws in which some package that
            was not found is acceptable, and `room` is at least what it says.
    """

    draws: Draws
    no_deal: Mapping[str, Floats]
    zone: Bools
    room: Floats
    often: tuple[tuple[Package, int], ...]
    exact: bool = True


class Survey(ABC):
    """A space of packages, asked in the base case and over draws."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.no_deal = exact_no_deal_values(model)
        self._base = exact(model)

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

    @property
    def near_frontier(self) -> Frontier:
        """The frontier, thinned with a stated error where it is too large."""
        return self.frontier

    @property
    def near_zone(self) -> Frontier:
        """The frontier of the zone, thinned with a stated error where it is too large."""
        return self.zone

    @abstractmethod
    def best_for(self, party: str) -> Fraction | None:
        """A party's best value among packages that every other party accepts."""

    @abstractmethod
    def room(self) -> Fraction | None:
        """In the base case, the largest gain that some allowed package gives all whom it asks."""

    @abstractmethod
    def sampled(self, draws: Draws, report: Report = silent) -> Sampled:
        """What holds over the draws."""

    @abstractmethod
    def background(self, most: int) -> Floats:
        """Values of up to `most` feasible packages, `(package, party)`, each point once.

        Which ones are taken depends neither on the order of the file nor on the parties' names.
        """

    @abstractmethod
    def allows(self, package: Package) -> bool:
        """Whether a package is feasible and crosses no red line of a party that it needs."""

    @abstractmethod
    def asked(self, package: Package) -> tuple[str, ...]:
        """The analysed parties whose consent a package needs."""

    def values(self, package: Package) -> dict[str, Fraction]:
        """The base case's value of a package for every party with preferences."""
        named = self.model.space.package(package)
        return {
            party: package_values(self.model, party, self._base, named)[0]
            for party in self.model.utilities
        }

    def accepts(self, package: Package) -> bool:
        """Whether a package is acceptable in the base case."""
        values = self.values(package)
        enough = all(values[party] >= self.no_deal[party] for party in self.asked(package))
        return enough and self.allows(package)

    def holds(self, package: Package, sampled: Sampled) -> Bools:
        """For every draw, whether a package is acceptable to the parties that it needs."""
        named = self.model.space.package(package)
        drawn = sampled.draws.values
        result = np.full(len(drawn), self.allows(package))
        for party in self.asked(package):
            if self.fixed_verdict(party):
                worth = package_values(self.model, party, self._base, named)[0]
                result &= bool(worth >= self.no_deal[party])
            else:
                worth = package_values(self.model, party, drawn, named)
                result &= worth >= sampled.no_deal[party] - REACH
        return result

    def fixed_verdict(self, party: str) -> bool:
        """Whether nothing uncertain decides what a party accepts: then the base case holds."""
        return not any(self.model.inputs[slot].uncertain for slot in self.model.slots_of(party))

    def drawn_no_deal(self, draws: Draws) -> dict[str, Floats]:
        """What each party can expect without a deal in every draw, `(draw,)` each."""
        return no_deal_values(self.model, draws.values)


def scattered(points: Floats, most: int) -> NDArray[np.intp]:
    """The places of up to `most` different points of many, always the same ones."""
    places = np.arange(len(points))
    if len(points) > most:
        shuffled = np.random.Generator(np.random.PCG64(0)).permutation(len(points))
        places = shuffled[: 4 * most]
    _, first = np.unique(points[places], axis=0, return_index=True)
    return np.asarray(places[np.sort(first)[:most]])
