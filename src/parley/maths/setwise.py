"""The best order by dynamic programming over sets of steps. Knows values, not what they measure.

For games in which guarantees do not fade: what going on is worth rises with what follows, and
what going back is worth depends on the set of steps done alone. So of all ends from one set on,
only those matter that no other dominates in every party's value and in the smallest slack.
"""

import numpy as np

from parley.errors import TooLarge
from parley.maths.pareto import nondominated
from parley.maths.searching import Board, Ends, Floats, Level, by_slack, grow
from parley.maths.steps import REACH, Array, Places

GRAIN = 1e-12
"""Share of the scale to which points are rounded before they are compared for dominance."""
MOST_ENDS = 400_000
"""Ends of one level, before the dominated are dropped."""


def best_by_sets(game: Board, floor: float) -> tuple[int, ...] | None:
    """The order with the largest smallest slack, among equals the first (derived here).

    Args:
        game: the base case.
        floor: a smallest slack that some order has.

    Returns:
        The order, right to within the game's margin; None where too many ends are efficient.
    """
    try:
        ends = grow(game, by_slack, floor - 2 * game.margin, thin=_efficient, most=MOST_ENDS)
    except TooLarge:
        return None
    return _first(ends, float(ends.levels[0].score.max()))


def _efficient(game: Board, level: Level) -> Places:
    """Drop an end that another end of the same set dominates in values and score.

    Rounded to the grain first, so that two ways to the same values count once.
    """
    if len(level.step) == 0:
        return np.arange(0)
    points = np.column_stack([level.held, level.score])
    points = np.round(points / (game.margin * GRAIN / REACH)).astype(np.int64)
    ranked = np.argsort(level.place, kind="stable")
    cuts = np.flatnonzero(np.diff(level.place[ranked])) + 1
    kept = []
    for group in np.split(ranked, cuts):
        _, unlike = np.unique(points[group], axis=0, return_index=True)
        single = group[np.sort(unlike)]
        kept.append(single[nondominated(points[single])])
    return np.sort(np.concatenate(kept))


def _first(ends: Ends, best: float) -> tuple[int, ...]:
    """The first order whose smallest slack is the best: step by step, the first that can lead on.

    What going on must be worth at a set so that all earlier slacks reach the best is carried
    along; a step leads on if some end from the next set on is worth as much.
    """
    game = ends.board
    place, order = 0, []
    needed = game.reneging[0] + best - game.margin
    for k in range(len(ends.levels) - 1):
        for step in game.ranked:
            ahead = game.sets.level(k + 1)
            found = np.flatnonzero(game.sets.before[step, ahead] == place)
            if not len(found):
                continue
            onto = ahead.start + int(found[0])
            least = _carried(game, k, step, place, needed)
            least = np.maximum(least, game.reneging[onto] + best - game.margin)
            if _reached(game, ends.levels[k + 1], onto, least, best):
                break
        order.append(step)
        place, needed = onto, least
    return tuple(order)


def _carried(game: Board, k: int, step: int, place: int, needed: Floats) -> Floats:
    """`(n,)`: what the rest must be worth so that trying the step is worth what is needed."""
    sure, weight = (values[place - game.sets.first[k]] for values in game.moving(k, step))
    spare = np.divide(needed - sure, weight, out=np.zeros_like(sure), where=weight > 0)
    never = np.where(sure >= needed - game.margin, -np.inf, np.inf)
    return np.where(weight > 0, spare, never)


def _reached(game: Board, level: Level, place: int, least: Floats, best: float) -> bool:
    """Whether some end from a set on is worth enough."""
    ends: Array = level.place == place
    enough = (level.held >= least - game.margin).all(axis=1)
    return bool((ends & enough & (level.score >= best - game.margin)).any())


def ceiling(game: Board) -> float:
    """A smallest slack that no order exceeds, from each party's best continuation on its own.

    Derived here. No order need reach it: what is best for one party may not be for another.

    Args:
        game: the base case.
    """
    sets = game.sets
    held = np.full(game.reneging.shape, -np.inf)
    most = np.full(len(held), -np.inf)
    held[-1], top = game.table.flow[-1, :, 0], len(sets.first) - 2
    most[-1] = (held[-1] - game.reneging[-1]).min()
    for k in reversed(range(top)):
        later = sets.level(k + 1)
        for step in game.ranked:
            rest = np.flatnonzero(sets.before[step, later] >= 0) + later.start
            place = sets.before[step, rest]
            sure, weight = game.moving(k, step)
            here = place - sets.first[k]
            held[place] = np.maximum(held[place], sure[here] + weight[here] * held[rest])
            most[place] = np.maximum(most[place], most[rest])
        level = sets.level(k)
        most[level] = np.minimum(most[level], (held[level] - game.reneging[level]).min(axis=1))
    return float(most[0])
