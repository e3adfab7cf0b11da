"""The Pareto frontier of a space of any size, exactly. Knows sums and rules, not what they measure.

Issues are settled one after the other. For every state that later terms can tell apart, only those
partial sums are kept that no other of the same state dominates: whatever follows, it is the same
for both.
"""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.errors import TooLarge
from parley.maths import words
from parley.maths.bounds import Bounds, Scaled, bounds, scaled
from parley.maths.clusters import Plan, Step, plan
from parley.maths.exact import Rational
from parley.maths.merging import Array, Places, efficient, ranked
from parley.maths.spaces import Space
from parley.maths.unfolding import Efficient, Stage

HELD_AT_ONCE = 5_000_000
SAFE_IN_INT64 = 2**61


def eliminate(
    space: Space,
    floors: Sequence[Rational] | None = None,
    objectives: Sequence[int] | None = None,
    limit: int = HELD_AT_ONCE,
    way: Plan | None = None,
) -> Efficient:
    """The Pareto frontier of all packages that obey the rules, without listing them.

    Bucket elimination with frontier-valued messages (Rollon and Larrosa 2006), along one path:
    issues are settled one at a time, and of the partial sums of each state (what later factors
    and rules can tell apart) the dominated are dropped. With floors, partial sums are dropped too
    that even the best of what is left to their state cannot lift to the floors. Neither changes
    the result: what dominates an acceptable sum is acceptable.

    Integers and Fractions are reckoned exactly, whatever their length. float64 is added in the
    order of settling, each step rounded, so sums that are equal on paper may differ in the last
    bits; in a space without factors and rules between issues the last issue is settled first.

    Args:
        space: the packages.
        floors: `(party,)`, the least acceptable sums; equality accepts; -inf for no floor.
        objectives: the parties whose sums count for dominance, by default all; the others are
            only held to their floors.
        limit: the number of partial sums held at once, about 8 bytes per party each.
        way: `plan(space)`, if it is known; with float64, also that of a space whose factors tell
            apart at least as many options.

    Returns:
        The frontier of the sums that reach the floors, in the order of `objectives`; it has no
        points if none does.

    Raises:
        TooLarge: issues hang together too closely, or more than `limit` partial sums.
        NoAnswer: a number is NaN.
    """
    return Elimination(space, floors, objectives, limit, way).run()


class Held(NamedTuple):
    """The partial sums kept after a step.

    State s has the points `first[s]:first[s + 1]`, in descending lexicographic order.

    Attributes:
        sums: `(column, point)`, or `(column, point, word)` for long numbers.
        first: `(state + 1,)`.
        ways: `(point,)`, how many ways lead to each.
    """

    sums: Array
    first: Places
    ways: Array


class _Kept(NamedTuple):
    """What one state keeps of the sums offered to it: the sums, and the pairs behind each."""

    sums: Array
    fresh: NDArray[np.bool_]
    option: Places
    rest: Places


class Elimination:
    """One space being gone through (see `eliminate`)."""

    def __init__(
        self,
        space: Space,
        floors: Sequence[Rational] | None = None,
        objectives: Sequence[int] | None = None,
        limit: int = HELD_AT_ONCE,
        way: Plan | None = None,
    ) -> None:
        columns, self.heard, needed = _columns(space.parties, floors, objectives)
        self.space = space
        self.limit = limit
        self.plan = plan(space) if way is None else way
        self.numbers: Scaled = scaled(space, columns)
        self.bounds: Bounds = bounds(self.plan, self.numbers, space.rules, needed)

    @property
    def held_only(self) -> bool:
        """Whether some columns only have floors."""
        return self.heard < len(self.numbers.denominators)

    def run(self) -> Efficient:
        """Settle every issue."""
        held, stages = self.nothing(), []
        for at, step in enumerate(self.plan.steps):
            held, stage = self.grown(at, step, held)
            stages.append(stage)
        return self.result(held, stages)

    def nothing(self) -> Held:
        """Before the first step: one state, one empty sum; none where the rules leave nothing."""
        zero = np.zeros((len(self.numbers.denominators), 1), dtype=self.numbers.kind)
        sums = self._worded(zero)
        ways = np.ones(1, dtype=np.int64)
        if not self.bounds.alive[0][0]:
            return Held(sums[:, :0], np.array([0, 0]), ways[:0])
        return Held(sums, np.array([0, 1]), ways)

    def result(self, held: Held, stages: Sequence[Stage]) -> Efficient:
        """The last step's sums as points."""
        sums = held.sums[: self.heard]
        numbers = words.joined(sums) if sums.ndim == 3 else sums
        points = self.numbers.off_scale(numbers.T)
        points.setflags(write=False)
        held.ways.setflags(write=False)
        return Efficient(points, held.ways, tuple(stages))

    def grown(self, at: int, step: Step, held: Held) -> tuple[Held, Stage]:
        """Settle one more issue."""
        counts = np.diff(held.first)
        going = self.bounds.going[at] & (counts > 0)[:, None]
        state, option = np.nonzero(going)
        goal = step.target[state, option]
        self._refuse_above_limit(int(counts[state].sum()))
        order = np.argsort(goal, kind="stable")
        state, option, goal = state[order], option[order], goal[order]
        terms = self._worded(step.terms(self.numbers.tables, self.numbers.factors))
        cuts = np.flatnonzero(np.append(True, goal[1:] != goal[:-1])[: len(goal)])
        kept: dict[int, _Kept] = {}
        for low, high in zip(cuts, np.append(cuts, len(goal))[1:], strict=True):
            pieces, to = slice(int(low), int(high)), int(goal[low])
            kept[to] = self._merged(at, to, held, (state[pieces], option[pieces]), terms)
        return _joined(step.issue, held, kept, len(self.bounds.alive[at + 1]))

    def _refuse_above_limit(self, number: int) -> None:
        if number > self.limit:
            raise TooLarge(
                f"The frontier needs {number:,} partial sums at once, above the limit of "
                f"{self.limit:,}. Scores in coarser units, or higher floors, make it smaller."
            )

    def _worded(self, numbers: Array) -> Array:
        """Long numbers as machine words, on a new last axis; others as they are."""
        return words.split(numbers, self.numbers.words) if self.numbers.words else numbers

    def _merged(
        self, at: int, to: int, held: Held, pieces: tuple[Places, Places], terms: Array
    ) -> _Kept:
        """What one state keeps of all that leads to it: (state before, option) pairs."""
        last = at + 1 == len(self.plan.steps)
        state, option = pieces
        if len(state) > 1 and state[0] == state[-1] and not self.held_only:
            option = np.sort(option[efficient(keys_of(terms[state[0], option].swapaxes(0, 1)))])
            state = state[: len(option)]
        starts, sizes = held.first[state], np.diff(held.first)[state]
        sums = np.concatenate(
            [
                _sum(held.sums[:, start : start + size], terms[s, o][:, None])
                for s, o, start, size in zip(state, option, starts, sizes, strict=True)
            ],
            axis=1,
        )
        among = self.reaching(at, to, sums)
        if among is not None:
            sums = sums[:, among]
        if self.held_only:
            sums = self._capped(at, to, sums)
        sole = len(state) == 1 and not (last and self.held_only)
        kept = np.arange(sums.shape[1]) if sole else self._undominated(sums)
        sums = sums[:, kept]
        places = kept if among is None else among[kept]
        ends = np.cumsum(sizes)
        piece = np.searchsorted(ends, places, side="right")
        rest = starts[piece] + places - (ends - sizes)[piece]
        return _Kept(sums, _fresh(sums), option[piece], rest)

    def reaching(self, at: int, to: int, sums: Array) -> Places | None:
        """The sums that the best of what is left can lift to the floors; None for all."""
        if self.bounds.least is None:
            return None
        least = self._worded(self.bounds.least[at + 1][to])
        if sums.ndim == 3:
            enough = words.at_least(sums, least[:, None]).all(axis=0)
        else:
            enough = (sums >= least[:, None]).all(axis=0)
        return np.flatnonzero(enough)

    def _capped(self, at: int, to: int, sums: Array) -> Array:
        """Columns that only have floors, cut where the worst that is left cannot miss them."""
        if self.bounds.enough is None:
            return sums
        most = self._worded(self.bounds.enough[at + 1][to])[self.heard :, None]
        own = sums[self.heard :]
        if sums.ndim == 3:
            own = np.where(words.at_least(own, most)[..., None], most, own)
        else:
            own = np.minimum(own, most)
        return np.concatenate([sums[: self.heard], own])

    def _undominated(self, sums: Array) -> Places:
        """The places of the sums to keep, in descending lexicographic order."""
        keys = keys_of(sums)
        if self.held_only and sums.shape[1]:
            keys = _with_ties(keys, self.heard)
        return efficient(keys)


def _columns(
    parties: int, floors: Sequence[Rational] | None, objectives: Sequence[int] | None
) -> tuple[list[int], int, list[Rational] | None]:
    """The columns to reckon with, how many of them count for dominance, and their floors."""
    heard = list(range(parties)) if objectives is None else list(objectives)
    if floors is None:
        return heard, len(heard), None
    others = [p for p in range(parties) if p not in heard and floors[p] != -inf]
    return heard + others, len(heard), [floors[p] for p in heard + others]


def _sum(sums: Array, term: Array) -> Array:
    return words.added(sums, term) if sums.ndim == 3 else np.asarray(sums + term)


def keys_of(sums: Array) -> Array:
    """`(column, point)`: numbers that compare as the sums do (by definition)."""
    return np.stack([words.ranks(column) for column in sums]) if sums.ndim == 3 else sums


def _with_ties(keys: Array, heard: int) -> Array:
    """Ranks with a column more, after which nothing dominates what ties with it where it counts.

    Of two points with equal sums where it counts, the one with more in the other columns must not
    push the other out: both are ways to the same point. The column rises with the ranks that
    count, and falls with the others among equals.
    """
    ranks = np.stack([ranked(column) for column in keys])
    counting, others = ranks[:heard].sum(axis=0), ranks[heard:].sum(axis=0)
    return np.concatenate([ranks, (counting * (others.max() + 1) - others)[None]])


def _fresh(sums: Array) -> NDArray[np.bool_]:
    """Where a sum differs from the one before it."""
    if sums.shape[1] == 0:
        return np.zeros(0, dtype=bool)
    differs = (sums[:, 1:] != sums[:, :-1]).any(axis=0)
    return np.append(True, differs.any(axis=1) if differs.ndim == 2 else differs)


def _joined(issue: int, held: Held, kept: dict[int, _Kept], states: int) -> tuple[Held, Stage]:
    """What all states keep, one after the other."""
    parts = list(kept.values())
    if not parts:
        none = np.zeros(0, dtype=np.int32)
        empty = Held(held.sums[:, :0], np.zeros(states + 1, dtype=np.intp), held.ways[:0])
        return empty, Stage(issue, np.zeros(1, dtype=np.int32), none, none)
    fresh = np.concatenate([part.fresh for part in parts])
    rest = np.concatenate([part.rest for part in parts]).astype(np.int32)
    option = np.concatenate([part.option for part in parts]).astype(np.int32)
    first = np.append(np.flatnonzero(fresh), len(fresh)).astype(np.int32)
    sums = np.concatenate([part.sums[:, part.fresh] for part in parts], axis=1)
    points = np.zeros(states + 1, dtype=np.intp)
    for to, part in kept.items():
        points[to + 1] = np.count_nonzero(part.fresh)
    stage = Stage(issue, first, option, rest)
    return Held(sums, np.cumsum(points), _ways(held.ways, stage)), stage


def _ways(before: Array, stage: Stage) -> Array:
    """How many ways lead to each point; Python integers once they could outgrow int64."""
    most = int(before.max(initial=0)) * int(np.diff(stage.first).max(initial=0))
    if most > SAFE_IN_INT64:
        before = before.astype(object)
    return np.asarray(np.add.reduceat(before[stage.rest], stage.first[:-1]))
