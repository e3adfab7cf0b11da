"""What rounding cannot decide about orders, decided in Fractions. Knows ends, not how found."""

from bisect import bisect_right, insort
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.maths.searching import Ends, Floats
from parley.maths.steps import Array, Steps, laid

MOST_SETTLED = 50_000
"""Slacks, groups or orders that are decided exactly, of each kind; beyond them float64 decides."""


class Settling:
    """The exact slacks of one game; what orders share is worked out once.

    Attributes:
        undecided: whether there was more to decide than was decided.
    """

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.undecided = False
        self._left = MOST_SETTLED
        self._table = cache(lambda mask: laid(steps, [mask]))
        self._held = cache(self._held_anew)

    def holds_before(self, end: tuple[int, ...]) -> bool:
        """Whether all slacks right before these last steps are at least 0."""
        return not self._may_settle() or min(self.slack(end)) >= 0

    def holds_throughout(self, order: tuple[int, ...]) -> bool:
        """Whether the order is self-enforcing."""
        return not self._may_settle() or self.least(order) >= 0

    def _may_settle(self) -> bool:
        """Count a decision; beyond the limit whatever rounding cannot tell from 0 counts as 0."""
        self._left -= 1
        self.undecided |= self._left < 0
        return not self.undecided

    def slack(self, end: tuple[int, ...]) -> list[Any]:
        """The slacks right before these last steps, where guarantees do not fade."""
        mask = self._before(end)
        table = self._table(mask)
        leaving = table.reneging(np.arange(1), table.given)[0, :, 0]
        return [h - r for h, r in zip(self._held(end), leaving, strict=True)]

    def least(self, order: tuple[int, ...]) -> Any:
        """The smallest slack of an order."""
        if self.steps.keeps is None:
            return min(min(self.slack(order[stage:])) for stage in range(len(order) + 1))
        chance = np.zeros((1, self.steps.parties, 1), dtype=object)
        least = []
        for stage in range(len(order) + 1):
            table = self._table(self._before(order[stage:]))
            if stage and table.keeps is not None:
                step = order[stage - 1]
                chance = chance * table.keeps[step] + table.punished[step]
            leaving = table.reneging(np.arange(1), chance)[0, :, 0]
            held = self._held(order[stage:])
            least.append(min(h - r for h, r in zip(held, leaving, strict=True)))
        return min(least)

    def best(
        self, ends: Ends, values: Floats, bind: Array, top: int, margin: float, fades: bool
    ) -> tuple[list[int], bool]:
        """The best orders by their exact smallest slack, among equals the earlier.

        Orders that are bound at the same end by the same party form a group, and none of a
        group is better than the slack there. So orders are tried by that bound, and no more of
        them than are needed.

        Args:
            ends: the orders, as nodes of stage 0.
            values: `(node,)`, the smallest slack in float64.
            bind: `(node,)`, the group.
            top: how many orders are wanted.
            margin: what rounding may hide.
            fades: whether groups are of equal values instead.

        Returns:
            The nodes, best first, and whether rounding decided nothing.
        """
        nodes = np.arange(len(values))
        if len(values) > top:
            nodes = np.flatnonzero(values >= np.partition(values, -top)[-top] - 2 * margin)
        groups, first, member = np.unique(bind[nodes], return_index=True, return_inverse=True)
        if len(groups) > MOST_SETTLED:
            return [int(node) for node in nodes[np.lexsort((nodes, -values[nodes]))][:top]], False
        if fades:
            bounds = [self.least(ends.order(int(nodes[place]))) for place in first]
        else:
            bounds = [self._bound(ends, int(group)) for group in groups]
        ranks = _ranks(bounds)[member]
        by_rank = np.lexsort((nodes, ranks))
        tried: list[tuple[Any, int]] = []
        for place in by_rank:
            node, bound = int(nodes[place]), bounds[member[place]]
            if bisect_right(tried, (-bound, node)) >= top:
                return [node for _, node in tried[:top]], True
            if len(tried) == MOST_SETTLED:
                return [node for _, node in tried[:top]], False
            insort(tried, (-self.least(ends.order(node)), node))
        return [node for _, node in tried[:top]], True

    def _bound(self, ends: Ends, bind: int) -> Any:
        """The exact slack at which a group is bound."""
        end, party = ends.bound_by(bind)
        return self.slack(end)[party]

    def _before(self, end: tuple[int, ...]) -> int:
        """The steps done before these last ones."""
        return self.steps.full & ~sum(1 << step for step in end)

    def _held_anew(self, end: tuple[int, ...]) -> tuple[Any, ...]:
        """What going on is worth before these last steps."""
        table = self._table(self._before(end))
        if not end:
            return tuple(table.flow[0, :, 0])
        sure, weight = table.moving(np.zeros(1, dtype=np.intp), np.array(end[:1]))
        later = self._held(end[1:])
        pairs = zip(sure[0, :, 0], weight[0, :, 0], later, strict=True)
        return tuple(s + w * h for s, w, h in pairs)


def _ranks(bounds: list[Any]) -> NDArray[np.intp]:
    """The rank of each bound, 0 for the greatest; equal bounds share one."""
    distinct = {bound: rank for rank, bound in enumerate(sorted(set(bounds), reverse=True))}
    return np.array([distinct[bound] for bound in bounds], dtype=np.intp)
