"""Pareto frontiers of points, and of sums over issues. Knows utilities, not what is agreed.

A point dominates another if it is at least as good for every party and better for one.
Points that no other dominates form the Pareto frontier; equal points do not dominate each other.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from parley.maths.elimination import HELD_AT_ONCE, eliminate
from parley.maths.exact import Rational
from parley.maths.merging import nondominated
from parley.maths.spaces import Space
from parley.maths.unfolding import Efficient

__all__ = ["Efficient", "fold", "nondominated"]


def fold(
    tables: Sequence[ArrayLike],
    floors: Sequence[Rational] | None = None,
    limit: int = HELD_AT_ONCE,
) -> Efficient:
    """The Pareto frontier of all sums of one option per issue, without listing the packages.

    `eliminate` without factors and rules (Rollon and Larrosa 2006): the last issue first, one at
    a time, dominated partial sums dropped.

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
    return eliminate(Space(tuple(map(np.asarray, tables))), floors, limit=limit)
