"""Growing orders from their ends, level by level. Knows scores, not what makes an order good.

Orders with the same last steps share everything that follows, so each end is worked out once: a
level holds the ends of all orders from one stage on, a node per end. A node is dropped where no
order through it can reach the floor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.errors import TooLarge
from parley.maths.extensions import Reachable, reachable
from parley.maths.steps import REACH, Array, Bools, Places, Steps, Table, laid

Floats = NDArray[np.float64]

MOST_NODES = 4_000_000
"""Ends held at once; all orders of ten steps are 3,628,800."""


@dataclass(frozen=True, eq=False)
class Board:
    """A base case in float64 at all reachable sets.

    Attributes:
        steps: the game.
        sets: the reachable sets.
        table: the game there, one draw.
        reneging: `(set, n)`, what going back is worth; where guarantees fade, its least over
            the orders that reach the set.
        chance: `(set, n)`, the chance of punishment; where it fades, the greatest.
        ranked: the steps in the order that breaks ties.
        margin: how far rounding may reach, in the unit of the values.
        tie: how far below 0 a slack may be that counts as 0, before it is settled exactly.
    """

    steps: Steps
    sets: Reachable
    table: Table
    reneging: Floats
    chance: Floats
    ranked: tuple[int, ...]
    margin: float
    tie: float

    @property
    def fades(self) -> bool:
        """Whether the strength of guarantees fades, so that it depends on the order."""
        return self.steps.keeps is not None

    def moving(self, k: int, step: int) -> tuple[Floats, Floats]:
        """What trying a step gives for sure, and the weight of the rest, at the sets of level k."""
        place = np.arange(self.sets.first[k], self.sets.first[k + 1])
        sure, weight = self.table.moving(place, np.full(len(place), step))
        return sure[..., 0], weight[..., 0]


def board(steps: Steps, ranked: Sequence[int]) -> Board:
    """The base case, laid out for a search (derived here).

    Args:
        steps: the game, without draws.
        ranked: the steps in the order that breaks ties.
    """
    sets = reachable(steps.after)
    table = laid(steps, sets.masks.tolist(), exact=False)
    chance = _greatest(sets, table)
    reneging = table.reneging(np.arange(len(sets.masks)), chance[..., None])[..., 0]
    largest = max(np.abs(values).max() for values in (table.flow, table.failed, reneging))
    margin = REACH * max(float(steps.scale), float(largest))
    tie = margin if steps.exact else REACH * float(steps.scale)
    return Board(steps, sets, table, reneging, chance, tuple(ranked), margin, tie)


def _greatest(sets: Reachable, table: Table) -> Floats:
    """`(set, n)`: the greatest chance of punishment with which each set can be reached."""
    chance = np.array(table.given[..., 0])
    if table.keeps is None:
        return chance
    for k in range(1, len(sets.first) - 1):
        level = sets.level(k)
        best = np.full(chance[level].shape, -np.inf)
        for step, places in enumerate(sets.before[:, level]):
            led = chance[places] * table.keeps[step, :, 0] + table.punished[step, :, 0]
            best = np.where((places >= 0)[:, None], np.maximum(best, led), best)
        chance[level] = best
    return chance


class Level(NamedTuple):
    """The ends of orders from one stage on.

    Attributes:
        place: `(node,)`, the set done before.
        step, rest: `(node,)`, the step tried next, and the node of the next level after it.
        held: `(node, n)`, what going on is worth.
        score: `(node,)`, the least score of this and all later stages.
        bind: `(node,)`, where that score arises: a node's number over all levels, times n, plus
            the party.
        holds: `(node,)`, whether no slack from here on is below 0.
    """

    place: Array
    step: Array
    rest: Array
    held: Array
    score: Array
    bind: Array
    holds: Array


Score = Callable[[Floats, Array], Floats]
"""`(node, n)`: how good each party's slack `(node, n)` is at the sets `(node,)`."""
Settle = Callable[[tuple[int, ...]], bool]
"""Whether the slacks right before an end, given by its steps, are at least 0, exactly."""
Thin = Callable[[Board, Level], Places]
"""Which nodes of a level to keep, ascending."""


def by_slack(slack: Floats, place: Array) -> Floats:
    """The plain score: every slack counts as it is (by definition)."""
    del place
    return slack


@dataclass(frozen=True, eq=False)
class Ends:
    """What a search has found.

    Attributes:
        board: the game.
        levels: by stage; all but the first may have been stripped of their values.
        first: per stage, the number of its first node over all levels.
    """

    board: Board
    levels: tuple[Level, ...]
    first: tuple[int, ...]

    def order(self, node: int, stage: int = 0) -> tuple[int, ...]:
        """The steps from a stage on."""
        steps = []
        for level in self.levels[stage:-1]:
            steps.append(int(level.step[node]))
            node = int(level.rest[node])
        return tuple(steps)

    def orders(self, nodes: NDArray[Any]) -> NDArray[np.intp]:
        """`(order, m)`: the whole orders of nodes of the first stage."""
        found = np.empty((len(nodes), len(self.levels) - 1), dtype=np.intp)
        for stage, level in enumerate(self.levels[:-1]):
            found[:, stage] = level.step[nodes]
            nodes = level.rest[nodes]
        return found

    def bound_by(self, bind: int) -> tuple[tuple[int, ...], int]:
        """The end and the party that a number in `bind` stands for; not after thinning."""
        number, party = divmod(bind, self.board.steps.parties)
        stage = next(k for k, first in enumerate(self.first) if first <= number)
        return self.order(number - self.first[stage], stage), party


def grow(
    game: Board,
    score: Score,
    floor: float = -np.inf,
    settle: Settle | None = None,
    thin: Thin | None = None,
    most: int = MOST_NODES,
) -> Ends:
    """All ends whose score reaches the floor, from the last stage to the first (derived here).

    Args:
        game: the base case.
        score: how good a slack is; the score of an end is the least over its stages.
        floor: ends below it are dropped.
        settle: decides slacks within the margin of 0; None counts them as 0.
        thin: drops more ends, level by level; then every level keeps its values.
        most: how many ends may be held at once.

    Returns:
        The ends; the nodes of stage 0 are whole orders, unless thinned in the order that breaks
        ties.

    Raises:
        TooLarge: more than `most` ends at once.
    """
    rules = _Rules(score, floor, settle)
    stages = len(game.sets.first) - 2
    level = _last(game, score)
    levels, first = [level], [0]
    for k in reversed(range(stages)):
        first.append(first[-1] + len(level.step))
        later = Ends(game, tuple(levels[::-1]), ())
        parts: list[Level] = []
        number = first[-1]
        for step in game.ranked:
            part = _tried(later, k, step, rules, number)
            number += len(part.step)
            parts.append(part if k or thin else part._replace(held=part.held[:0]))
        del part
        earlier = _joined(parts)
        if len(earlier.step) > most:
            raise TooLarge(f"More than {most:,} ends of orders must be held at once.")
        if thin is None:
            levels[-1] = _stripped(level)
        else:
            earlier = _picked(earlier, thin(game, earlier))
        levels.append(earlier)
        level = earlier
    return Ends(game, tuple(levels[::-1]), tuple(first[::-1]))


def _last(game: Board, score: Score) -> Level:
    """The one node where all is done."""
    place = np.array([len(game.sets.masks) - 1], dtype=np.int32)
    held = game.table.flow[place, :, 0]
    slack = held - game.reneging[place]
    scores = score(slack, place)
    return Level(
        place=place,
        step=np.zeros(1, dtype=np.int8),
        rest=np.zeros(1, dtype=np.int32),
        held=held,
        score=scores.min(axis=1),
        bind=scores.argmin(axis=1),
        holds=_holds(game, slack),
    )


def _holds(game: Board, slack: Floats) -> Bools:
    """`(node,)`: whether no slack is below 0 by more than rounding."""
    return np.asarray((slack >= -game.tie).all(axis=1))


@dataclass(frozen=True)
class _Rules:
    """What an end is judged by; as the arguments of `grow`."""

    score: Score
    floor: float
    settle: Settle | None


def _tried(later: Ends, k: int, step: int, rules: _Rules, number: int) -> Level:
    """The ends of stage k that begin with a step; the first of them has this number."""
    game, level = later.board, later.levels[0]
    before = game.sets.before[step, level.place]
    rest = np.flatnonzero(before >= 0).astype(np.int32)
    place = before[rest]
    sure, weight = game.moving(k, step)
    here = place - game.sets.first[k]
    held = weight[here] * level.held[rest]
    held += sure[here]
    slack = held - game.reneging[place]
    scores = rules.score(slack, place)
    own = scores.min(axis=1)
    kept = np.flatnonzero(np.minimum(own, level.score[rest]) >= rules.floor)
    if len(kept) < len(rest):
        rest, place, held, slack = rest[kept], place[kept], held[kept], slack[kept]
        own, scores = own[kept], scores[kept]
    holds = level.holds[rest] & _holds(game, slack)
    if rules.settle is not None:
        for node in np.flatnonzero(holds & (slack <= game.margin).any(axis=1)):
            holds[node] = rules.settle((step, *later.order(int(rest[node]))))
    numbers = np.arange(number, number + len(rest)) * slack.shape[1] + scores.argmin(axis=1)
    inherited = level.score[rest]
    return Level(
        place=place,
        step=np.full(len(rest), step, dtype=np.int8),
        rest=rest,
        held=held,
        score=np.minimum(own, inherited),
        bind=np.where(own < inherited, numbers, level.bind[rest]),
        holds=holds,
    )


def _joined(parts: list[Level]) -> Level:
    """The parts as one level; they are emptied, so that nothing is held twice."""
    columns = [list(column) for column in zip(*parts, strict=True)]
    parts.clear()
    joined = []
    for column in columns:
        joined.append(np.concatenate(column))
        column.clear()
    return Level(*joined)


def _stripped(level: Level) -> Level:
    """The level without what only the next one needed."""
    return level._replace(
        held=level.held[:0], score=level.score[:0], bind=level.bind[:0], holds=level.holds[:0]
    )


def _picked(level: Level, nodes: Places) -> Level:
    """Some nodes of a level."""
    return Level(*(column[nodes] for column in level))


def beam(width: int) -> Thin:
    """Keep about so many ends per level, the best at each set alike (derived here).

    The best have the greatest score, and among equals the most to spare for the party that has
    least.

    Args:
        width: how many per level; at least one per set.
    """

    def thin(game: Board, level: Level) -> Places:
        spare = (level.held - game.reneging[0]).min(axis=1, initial=np.inf)
        ranked = np.lexsort((-spare, -level.score, level.place))
        fresh = np.append(True, np.diff(level.place[ranked]) != 0)[: len(ranked)]
        begins = np.flatnonzero(fresh)
        rank = np.arange(len(ranked)) - np.repeat(begins, np.diff(np.append(begins, len(ranked))))
        share = max(1, width // max(1, len(begins)))
        return np.sort(ranked[rank < share])

    return thin
