"""From the points of a frontier back to the packages behind them. Knows places, not sums.

Going through a space leaves a trail: per issue, from which earlier points and by which option
every point is reached. Packages are read off it, however many there are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.signedinteger[Any]]
LISTED = 5_000
"""Packages of one point that are listed and sorted at once."""


class Stage(NamedTuple):
    """How the points after one issue arise from those before it.

    Point k has the pairs `first[k]:first[k + 1]`: `option` is the option taken on the issue,
    `rest` the point of the stage before that it is added to.
    """

    issue: int
    first: Places
    option: Places
    rest: Places


@dataclass(frozen=True, eq=False)
class Efficient:
    """A Pareto frontier, each point with the packages behind it.

    Attributes:
        points: `(point, party)`, no two equal, in descending lexicographic order: best for
            party 0 first, ties by party 1, and so on. int64 or float64 as the tables were;
            Fractions where a table held them or a sum is beyond int64. Read-only.
        ways: `(point,)`, how many packages reach each point, as exact integers. Read-only.
        stages: one per issue, in the order in which they were settled.
    """

    points: NDArray[Any]
    ways: NDArray[Any]
    stages: tuple[Stage, ...]

    def count(self, k: int) -> int:
        """How many packages reach point `k`."""
        return int(self.ways[k])

    def each(self) -> NDArray[np.int64]:
        """One package of every point, `(point, issue)`, the only one where there is one."""
        found = np.zeros((len(self.points), len(self.stages)), dtype=np.int64)
        at = np.arange(len(self.points))
        for stage in reversed(self.stages):
            pair = stage.first[at]
            found[:, stage.issue] = stage.option[pair]
            at = stage.rest[pair]
        return found

    def packages(self, k: int, limit: int = 1000) -> list[tuple[int, ...]]:
        """The first `limit` packages of point `k`: option indices by issue, in ascending order."""
        point = range(len(self.points))[k]
        if self._last_issue_first:
            return list(islice(self._walk({}, None, np.array([point])), limit))
        return self._first(point, {}, 0, limit)

    @cached_property
    def _last_issue_first(self) -> bool:
        """Whether the trail names packages in ascending order."""
        return [stage.issue for stage in self.stages] == list(range(len(self.stages)))[::-1]

    @cached_property
    def _order(self) -> list[int]:
        """Per issue, its place on the trail from the last stage back."""
        return sorted(range(len(self.stages)), key=lambda at: self.stages[-1 - at].issue)

    def _first(
        self, point: int, fixed: Mapping[int, int], issue: int, limit: int
    ) -> list[tuple[int, ...]]:
        """The first packages of a point among those with some options fixed."""
        number, live = self._live(point, fixed)
        if number <= LISTED or issue == len(self.stages):
            return sorted(self._walk(fixed, live, np.array([point])))[:limit]
        (stage,) = (stage for stage in self.stages if stage.issue == issue)
        found: list[tuple[int, ...]] = []
        for option in np.unique(stage.option).tolist():
            if len(found) < limit:
                more = {**fixed, issue: option}
                found += self._first(point, more, issue + 1, limit - len(found))
        return found

    def _live(self, point: int, fixed: Mapping[int, int]) -> tuple[int, list[Places]]:
        """How many packages have these options; per stage, the points before it on their way."""
        layers = []
        points: Places = np.array([point])
        for stage in reversed(self.stages):
            owner, pairs = _pairs(stage, points, fixed)
            after, where = np.unique(stage.rest[pairs], return_inverse=True)
            layers.append((len(points), owner, where, after))
            points = after
        ways: NDArray[Any] = np.array([1] * len(points), dtype=object)
        live = []
        for size, owner, where, after in reversed(layers):
            live.append(after[ways > 0])
            total = np.zeros(size, dtype=object)
            np.add.at(total, owner, ways[where])
            ways = total
        return int(ways[0]), live[::-1]

    def _walk(
        self, fixed: Mapping[int, int], live: list[Places] | None, points: Places, at: int = 0
    ) -> Iterator[tuple[int, ...]]:
        """Every way from any of these points, `at` stages before the end, back to the start."""
        for trail in self._trails(fixed, live, points, at):
            yield trail if self._last_issue_first else tuple(trail[at] for at in self._order)

    def _trails(
        self, fixed: Mapping[int, int], live: list[Places] | None, points: Places, at: int
    ) -> Iterator[tuple[int, ...]]:
        """Options in the order of the stages, from the last one back."""
        if at == len(self.stages):
            yield ()
            return
        stage = self.stages[-1 - at]
        _, pairs = _pairs(stage, points, fixed)
        option, rest = stage.option[pairs], stage.rest[pairs]
        if live is not None:
            useful = np.isin(rest, live[at])
            option, rest = option[useful], rest[useful]
        for chosen in np.unique(option):
            for tail in self._trails(fixed, live, rest[option == chosen], at + 1):
                yield (int(chosen), *tail)


def _pairs(
    stage: Stage, points: Places, fixed: Mapping[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of some points that have the fixed option: whose they are, and their places."""
    starts = stage.first[points].astype(np.intp)
    sizes = stage.first[points + 1] - starts
    owner = np.repeat(np.arange(len(points)), sizes)
    pairs = np.arange(len(owner)) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
    if stage.issue in fixed:
        wanted = stage.option[pairs] == fixed[stage.issue]
        owner, pairs = owner[wanted], pairs[wanted]
    return owner, pairs
