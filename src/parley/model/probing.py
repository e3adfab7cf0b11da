"""A space too large to list, draw by draw. Knows floats, and packages found in earlier draws.

Packages known from the base case and from earlier draws give, in each draw, a smallest gain that
some package reaches. A search for anything at least as good settles the draw; what cannot come that
far is dropped at once, so that little is left to go through.
"""

from collections.abc import Mapping
from functools import cached_property
from math import lcm
from typing import Any, NamedTuple

import numpy as np

from parley.errors import TooLarge
from parley.maths.elimination import eliminate
from parley.model.drawing import Draws
from parley.model.numbers import exact
from parley.model.scanning import REACH, settled
from parley.model.surveying import Array, Bools, Floats, Report, Survey
from parley.model.terms import Parts, Terms, bonus_above, parts

SAFE_FLOAT = 2**53
MOST_SUMS = {1: 200_000, 2: 200_000, 3: 200_000, 4: 60_000}
FEW_SUMS = 30_000
"""Partial sums at once in one draw, by columns: of five columns each takes far longer."""
MOST_WORK = 50_000_000
"""Partial sums kept in all draws together, after which the others are no longer tried."""
PATIENCE = 5
"""Draws too large to settle, after which the others are no longer tried."""


class Column(NamedTuple):
    """A party in every draw: its values, floors `(draw,)`, unit, reach.

    Where nothing uncertain decides, all are whole numbers of `unit` points, so that sums are exact.
    """

    parts: Parts
    floors: Floats
    unit: float
    reach: float


class Probe:
    """The draws of one survey being settled.

    Attributes:
        exact: whether every draw is settled; else, where no known package is acceptable, one might
            be all the same, and the room may be larger.
    """

    def __init__(
        self, survey: Survey, terms: Terms, draws: Draws, worth: Mapping[str, Floats], known: Array
    ) -> None:
        self.survey, self.terms, self.draws = survey, terms, draws
        self._base = exact(survey.model)
        self.columns = {party: self._column(party, worth[party]) for party in terms.columns}
        self.units = np.array([column.unit for column in self.columns.values()])
        self.reach = np.array([column.reach for column in self.columns.values()])
        self.known = known
        self.exact = True
        self._unsettled = self._work = 0

    def all(self, report: Report) -> tuple[Floats, Bools]:
        """Per draw, the room, and whether some package is acceptable."""
        size = len(self.draws)
        room, zone = np.full(size, -np.inf), np.zeros(size, dtype=bool)
        if not len(self.known):
            return room, zone
        best, holds = self._reached(self.known)
        for at in range(size):
            report(at / size)
            gains, packages = self._better(at, best[at])
            if not len(gains):  # too large to settle
                room[at], zone[at] = best[at], holds[at]
                continue
            zone[at] = (gains >= -self.reach).all(axis=1).any()
            smallest = (gains * self.units).min(axis=1)
            room[at] = smallest.max()
            if room[at] > best[at] + REACH:
                found = self._reached(packages[[int(smallest.argmax())]])
                best, holds = np.maximum(best, found[0]), holds | found[1]
        return settled(room, zone), zone

    def _better(self, at: int, least: float) -> tuple[Floats, Array]:
        """Efficient gains of a draw, in units, where all are at least about `least` points."""
        none = np.zeros((0, len(self.columns)))
        if self._unsettled >= PATIENCE or self._work > MOST_WORK:
            self.exact = False
            return none, none
        floors = np.array([column.floors[at] for column in self.columns.values()])
        wanted = floors + (least - 2 * REACH) / self.units
        space = self.terms.space(self._parts, self.terms.allowed, self._bonus, at)
        limit = MOST_SUMS.get(len(self.columns), FEW_SUMS)
        try:
            found = eliminate(space, wanted.tolist(), limit=limit, way=self.terms.way)
        except TooLarge:
            self.exact = False
            self._unsettled += 1
            return none, none
        self._work += sum(len(stage.option) for stage in found.stages)
        return found.points - floors, found.each()

    @cached_property
    def _parts(self) -> dict[str, Parts]:
        return {party: column.parts for party, column in self.columns.items()}

    @cached_property
    def _bonus(self) -> dict[str, float]:
        """Above all that a party could lack, and above any other's gain."""
        most = max(
            column.unit * (column.parts.furthest() + np.abs(column.floors).max())
            for column in self.columns.values()
        )
        return {p: bonus_above(most / self.columns[p].unit) for p in self.terms.asked}

    def _reached(self, packages: Array) -> tuple[Floats, Bools]:
        """Per draw, the largest smallest gain that one of these gives, and whether one holds."""
        best = np.full(len(self.draws), -np.inf)
        held = np.zeros(len(self.draws), dtype=bool)
        for package in packages.tolist():
            smallest = np.full(len(self.draws), np.inf)
            accepted = np.ones(len(self.draws), dtype=bool)
            for party in self.survey.asked(tuple(package)):
                column = self.columns[party]
                gains = self._value(party, package) - column.floors
                accepted &= gains >= -column.reach
                smallest = np.minimum(smallest, gains * column.unit)
            best, held = np.maximum(best, smallest), held | accepted
        return best, held

    def _value(self, party: str, package: list[int]) -> Floats:
        """A party's value of a package in every draw, in units."""
        found = self.columns[party].parts
        total: Any = found.tables[-1][:, package[-1]]
        for table, option in zip(found.tables[-2::-1], package[-2::-1], strict=True):
            total = table[:, option] + total
        joined = zip(self.terms.interactions[party], found.points, strict=True)
        for (scope, flags), points in joined:
            if flags[tuple(package[issue] for issue in scope)]:
                total = total + points
        return np.asarray(total)

    def _column(self, party: str, least: Floats) -> Column:
        """A party's values and floors in every draw, exact where nothing uncertain decides."""
        survey = self.survey
        floor, found = survey.no_deal[party], parts(survey.model, party, self._base)
        numbers = np.concatenate([*(table[0] for table in found.tables), *found.points])
        unit = lcm(floor.denominator, *(number.denominator for number in numbers))
        reach = found.furthest() + abs(floor)
        fixed = survey.fixed_verdict(party)
        if not fixed or bonus_above(reach) * unit >= SAFE_FLOAT:
            drawn = parts(survey.model, party, self.draws.values)
            return Column(drawn, least, 1.0, 0.0 if fixed else REACH)
        size = len(self.draws)
        whole = Parts(
            [_repeated(table * unit, size) for table in found.tables],
            [_repeated(points * unit, size) for points in found.points],
        )
        return Column(whole, np.full(size, float(floor * unit)), 1 / unit, 0.0)


def _repeated(base: Array, size: int) -> Floats:
    """The base case for every draw."""
    numbers = base.astype(np.float64)
    return np.broadcast_to(numbers, (size, *numbers.shape[1:]))
