"""Pareto frontiers of points, and of sums over issues. Knows utilities, not what is agreed.

A point dominates another if it is at least as good for every party and better for one.
Points that no other dominates form the Pareto frontier; equal points do not dominate each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import ceil, inf, prod
from typing import Any, NamedTuple

import moocore
import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.errors import NoAnswer, TooLarge
from parley.maths.exact import Rational, whole

EXACT_IN_FLOAT64 = 2**53
SAFE_IN_INT64 = 2**61
HELD_AT_ONCE = 5_000_000
FLOAT_SLACK = 1e-9


def nondominated(points: ArrayLike) -> NDArray[np.bool_]:
    """Which points no other point dominates; all copies of an efficient point are kept.

    The comparison is exact for float64, for int64 of any size, and for Python integers and
    Fractions (dtype object). Sorting decides one and two parties; from three parties on it is
    the divide and conquer of Kung, Luccio and Preparata (1975), in the moocore library.

    Args:
        points: `(point, party)`, larger is better, one party or more.

    Returns:
        `(point,)`, true on the frontier.

    Raises:
        NoAnswer: a number is NaN.
    """
    points = np.asarray(points)
    if points.dtype == np.float64 and np.isnan(points).any():
        raise NoAnswer("A utility is not a number (NaN), so points cannot be compared.")
    if points.dtype not in (np.int64, np.float64):
        points = _ranks(points)
    if len(points) == 0:
        return np.zeros(0, dtype=bool)
    if points.shape[1] == 1:
        return np.asarray(points[:, 0] == points[:, 0].max())
    if points.shape[1] == 2:
        return _nondominated_pairs(points)
    if points.dtype == np.int64 and max(points.max(), -points.min()) > EXACT_IN_FLOAT64:
        points = _ranks(points)
    return np.asarray(moocore.is_nondominated(points, maximise=True, keep_weakly=True), dtype=bool)


def _ranks(points: NDArray[Any]) -> NDArray[np.int64]:
    """Replace each party's numbers by their dense ranks, which keeps every comparison."""
    ranks = [np.unique(column, return_inverse=True)[1] for column in points.T]
    return np.stack(ranks, axis=1).astype(np.int64, copy=False)


def _nondominated_pairs(points: NDArray[Any]) -> NDArray[np.bool_]:
    """Two parties: only the best y at each x can be efficient, and it must beat all larger x."""
    order = np.argsort(points[:, 0])[::-1]
    x, y = points[order].T
    fresh = np.append(True, x[1:] != x[:-1])
    best = np.maximum.reduceat(y, np.flatnonzero(fresh))
    record = np.append(True, best[1:] > np.maximum.accumulate(best)[:-1])
    group = np.cumsum(fresh) - 1
    keep = np.empty(len(points), dtype=bool)
    keep[order] = record[group] & (y == best[group])
    return keep


class _Stage(NamedTuple):
    """How the efficient sums over issues i, i+1, ... arise from those over issues i+1, ...

    Point k has the pairs `first[k]:first[k + 1]`, in ascending order of option: `option` is the
    option taken on issue i, `rest` the point of the next stage that it is added to.
    """

    first: NDArray[np.intp]
    option: NDArray[np.intp]
    rest: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Folded:
    """The Pareto frontier of all packages, each point with the packages behind it.

    Attributes:
        points: `(point, party)`, no two equal, in descending lexicographic order: best for
            party 0 first, ties by party 1, and so on. int64 or float64 as the tables were;
            Fractions where a table held them or a sum is beyond int64. Read-only.
        ways: `(point,)`, how many packages reach each point, as exact integers. Read-only.
        stages: one per issue, in the order given: the way back from points to packages.
    """

    points: NDArray[Any]
    ways: NDArray[Any]
    stages: tuple[_Stage, ...]

    def count(self, k: int) -> int:
        """How many packages reach point `k`."""
        return int(self.ways[k])

    def packages(self, k: int, limit: int = 1000) -> list[tuple[int, ...]]:
        """The first `limit` packages of point `k`: option indices by issue, in ascending order."""
        point = range(len(self.points))[k]
        return list(islice(self._walk(0, np.array([point])), limit))

    def _walk(self, issue: int, points: NDArray[np.intp]) -> Iterator[tuple[int, ...]]:
        """Every way to complete a package from any of these points of stage `issue`."""
        if issue == len(self.stages):
            yield ()
            return
        first, option, rest = self.stages[issue]
        pairs = np.concatenate([np.arange(first[point], first[point + 1]) for point in points])
        for chosen in np.unique(option[pairs]):
            for tail in self._walk(issue + 1, rest[pairs[option[pairs] == chosen]]):
                yield (int(chosen), *tail)


def fold(
    tables: Sequence[ArrayLike],
    floors: Sequence[Rational] | None = None,
    limit: int = HELD_AT_ONCE,
) -> Folded:
    """The Pareto frontier of all sums of one option per issue, without listing the packages.

    Issues are folded in one at a time, last to first, and dominated partial sums are dropped:
    whatever the other issues add, they stay dominated (Rollon and Larrosa 2006, bucket
    elimination with frontier-valued messages, here without interactions). With floors, partial
    sums that the best remaining options cannot lift to the floors are dropped too. Neither
    changes the result: what dominates an acceptable sum is acceptable.

    Integers and Fractions are folded exactly. float64 tables are added in the order of folding,
    each step rounded, so sums that are equal on paper may differ in the last bits.

    Args:
        tables: for each issue `(option, party)`, larger is better.
        floors: `(party,)`, the least acceptable sums; equality accepts; -inf for no floor.
        limit: the number of partial sums held at once, about 8 bytes per party each.

    Returns:
        The frontier of the sums that reach the floors; it has no points if none does.

    Raises:
        TooLarge: more than `limit` partial sums.
        NoAnswer: a number is NaN.
    """
    arrays = [np.asarray(table) for table in tables]
    scaled, denominators = _on_one_scale(arrays)
    needed: Sequence[NDArray[Any] | None] = [None] * len(scaled)
    if floors is not None:
        needed = _needed(scaled, floors, denominators)
    points = np.zeros_like(scaled[0][:1])
    ways = np.ones(1, dtype=np.int64 if prod(map(len, scaled)) < SAFE_IN_INT64 else object)
    stages: list[_Stage] = []
    for table, least in zip(reversed(scaled), reversed(needed), strict=True):
        points, stage = _extended(points, table, least, limit)
        ways = np.add.reduceat(ways[stage.rest], stage.first[:-1])
        stages.append(stage)
    if points.dtype == object or any(table.dtype == object for table in arrays):
        points = _off_scale(points, denominators)
    points.setflags(write=False)
    ways.setflags(write=False)
    return Folded(points, ways, tuple(reversed(stages)))


def _on_one_scale(tables: list[NDArray[Any]]) -> tuple[list[NDArray[Any]], tuple[int, ...]]:
    """Exact tables as whole numbers over each party's denominator; float tables as they are.

    Whole numbers are int64 where no sum can leave it, otherwise Python integers.
    """
    stacked = np.concatenate(tables)
    if stacked.dtype.kind == "f":
        numbers, denominators = stacked.astype(np.float64), (1,) * stacked.shape[1]
    else:
        numbers, denominators = whole(stacked)
    scaled = np.split(numbers, np.cumsum([len(table) for table in tables])[:-1])
    if numbers.dtype == np.int64:
        furthest = sum(max(int(table.max()), -int(table.min())) for table in scaled)
        if furthest > SAFE_IN_INT64:
            scaled = [table.astype(object) for table in scaled]
    return scaled, denominators


def _off_scale(points: NDArray[Any], denominators: tuple[int, ...]) -> NDArray[Any]:
    """Whole numbers over each party's denominator as Fractions again."""
    fractions = np.empty(points.shape, dtype=object)
    for party, denominator in enumerate(denominators):
        fractions[:, party] = [Fraction(int(number), denominator) for number in points[:, party]]
    return fractions


def _needed(
    scaled: list[NDArray[Any]],
    floors: Sequence[Rational],
    denominators: tuple[int, ...],
) -> list[NDArray[Any]]:
    """For each issue `(party,)`: the least sum over this issue and later ones worth keeping.

    That is the floor less the best of all earlier issues. A float sum depends on the order of
    adding, so float floors are held with a little slack until the first issue decides.
    """
    if any(floor != floor for floor in floors):
        raise NoAnswer("A floor is not a number (NaN), so no sum can be compared with it.")
    best = np.array([table.max(axis=0) for table in scaled])
    earlier = np.cumsum(best, axis=0) - best
    if best.dtype == np.float64:
        largest = np.sum([np.abs(table).max(axis=0) for table in scaled], axis=0)
        slack = FLOAT_SLACK * largest * (np.arange(len(scaled)) > 0)[:, None]
        return list(np.asarray(floors, dtype=np.float64) - earlier - slack)
    worst, most = (np.sum([pick(t, axis=0) for t in scaled], axis=0) for pick in (np.min, np.max))
    whole_floors = [
        _whole_floor(floor, denominator, int(low), int(high))
        for floor, denominator, low, high in zip(floors, denominators, worst, most, strict=True)
    ]
    return list(np.array(whole_floors, dtype=best.dtype) - earlier)


def _whole_floor(floor: Rational, denominator: int, low: int, high: int) -> int:
    """The least numerator at or above `floor`, no further out than is needed to decide."""
    if floor in (-inf, inf):
        return low if floor < 0 else high + 1
    return min(max(ceil(Fraction(floor) * denominator), low), high + 1)


def _extended(
    points: NDArray[Any], table: NDArray[Any], least: NDArray[Any] | None, limit: int
) -> tuple[NDArray[Any], _Stage]:
    """Add one issue to the efficient sums, and keep what is efficient and can reach `least`."""
    options = np.flatnonzero(nondominated(table))
    held = len(options) * len(points)
    if held > limit:
        raise TooLarge(
            f"The frontier needs {held:,} partial sums at once, above the limit of {limit:,}. "
            "Scores in coarser units, or higher floors, make it smaller."
        )
    sums = (table[options, None] + points).reshape(held, table.shape[1])
    kept = np.arange(held) if least is None else np.flatnonzero((sums >= least).all(axis=1))
    kept = kept[nondominated(sums[kept])]
    kept = kept[np.lexsort(-sums[kept].T[::-1])]
    sums = sums[kept]
    fresh = np.append(True, (sums[1:] != sums[:-1]).any(axis=1))[: len(sums)]
    first = np.flatnonzero(fresh)
    option, rest = np.divmod(kept, max(1, len(points)))
    return sums[first], _Stage(np.append(first, len(sums)), options[option], rest)
