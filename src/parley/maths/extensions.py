"""The orders that respect what must come first. Knows bit masks, not what a step is.

A set of steps is reachable if with each step it holds all that must come before it; an order is
a path of reachable sets from none to all (a linear extension).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer, TooLarge

MOST_SETS = 2**18
"""Reachable sets held at once: eighteen steps in any order, or more where some must wait."""
MOST_IN_INT64 = 20
"""Steps whose orders int64 counts: 20! fits."""


@dataclass(frozen=True, eq=False)
class Reachable:
    """All sets of steps that can be reached, level by level.

    Attributes:
        masks: `(set,)`, by number of steps and then ascending.
        first: per level k, the place of the first set of k steps; and the end.
        before: `(m, set)`, the place of the set without step s, -1 where s is not in it or
            other steps of the set must come after s.
    """

    masks: NDArray[np.int64]
    first: tuple[int, ...]
    before: NDArray[np.int32]

    def level(self, k: int) -> slice:
        """The places of the sets of k steps."""
        return slice(self.first[k], self.first[k + 1])


def reachable(after: Sequence[int]) -> Reachable:
    """All sets of steps that can be reached (by definition).

    Args:
        after: per step, the mask of the steps that must come first.

    Raises:
        NoAnswer: steps that wait for one another in a circle.
        TooLarge: more than `MOST_SETS` sets.
    """
    levels = [np.zeros(1, dtype=np.int64)]
    before = [np.full((len(after), 1), -1, dtype=np.int32)]
    first = [0, 1]
    for _ in after:
        grown = [_grown(levels[-1], step, waits) for step, waits in enumerate(after)]
        sets, places = np.unique(np.concatenate(grown), return_inverse=True)
        if len(sets) == 0:
            raise NoAnswer("Some steps wait for one another in a circle. Drop one `after`.")
        if first[-1] + len(sets) > MOST_SETS:
            raise TooLarge(
                f"The steps can be done in more than {MOST_SETS:,} combinations. "
                "Say which of them must come first, or put some together."
            )
        before.append(_before(len(sets), places, grown, levels[-1], first[-2]))
        levels.append(sets)
        first.append(first[-1] + len(sets))
    return Reachable(np.concatenate(levels), tuple(first), np.concatenate(before, axis=1))


def _grown(sets: NDArray[np.int64], step: int, waits: int) -> NDArray[np.int64]:
    """The sets with the step added, of those that allow it."""
    return np.asarray(sets[((sets & waits) == waits) & (sets >> step & 1 == 0)] | 1 << step)


def _before(
    sets: int,
    places: NDArray[np.intp],
    grown: list[NDArray[np.int64]],
    earlier: NDArray[np.int64],
    offset: int,
) -> NDArray[np.int32]:
    """`(m, set)` of one level: where each set stood before a step was added."""
    table = np.full((len(grown), sets), -1, dtype=np.int32)
    ends = np.cumsum([len(masks) for masks in grown])
    for step, masks in enumerate(grown):
        here = places[ends[step] - len(masks) : ends[step]]
        table[step, here] = offset + np.searchsorted(earlier, masks ^ 1 << step)
    return table


def orders(after: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every order that respects what must come first, in ascending order (by definition).

    Args:
        after: per step, the mask of the steps that must come first.
    """
    yield from _continued(after, 0, ())


def _continued(
    after: Sequence[int], done: int, so_far: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Every way to go on from what is done."""
    if len(so_far) == len(after):
        yield so_far
        return
    for step, waits in enumerate(after):
        if not done >> step & 1 and done & waits == waits:
            yield from _continued(after, done | 1 << step, (*so_far, step))


def count_orders(after: Sequence[int]) -> int:
    """How many orders respect what must come first, without listing them.

    Dynamic programming over the reachable sets: each set is reached by as many paths as the
    sets one step before it together (by definition).

    Args:
        after: per step, the mask of the steps that must come first.

    Raises:
        NoAnswer: steps that wait for one another in a circle.
        TooLarge: too many combinations of steps.
    """
    return int(paths(reachable(after))[-1])


def paths(sets: Reachable) -> NDArray[Any]:
    """`(set,)`: in how many orders each set can be reached (by definition)."""
    kind = np.int64 if len(sets.before) <= MOST_IN_INT64 else object
    counts = np.zeros(len(sets.masks), dtype=kind)
    counts[0] = 1
    for k in range(1, len(sets.first) - 1):
        level = sets.level(k)
        for places in sets.before[:, level]:
            counts[level] += np.where(places >= 0, counts[places], 0)
    return counts
