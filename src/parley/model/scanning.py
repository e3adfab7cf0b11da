"""Every package of a listed space in every draw. Knows arrays in blocks that fit a cache.

The values of all packages are sums of one term per issue, made by adding a whole issue at a time,
last issue first: the first issue's option changes slowest. Sums, gains and verdicts are found
element by element, so that no bit depends on how many draws are worked on at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]

BLOCK = 2**16
"""Values held at once, half a megabyte."""
REACH = 1e-9
"""Points within which a drawn gain counts as 0: far above rounding, far below any claim."""
MOST_ROWS = 255
"""Draws at once, as many as a byte can count."""


@dataclass(frozen=True)
class Terms:
    """What a party's values of all packages are made of.

    Attributes:
        tables: per issue, `(draw, option)`.
        extras: per interaction, the packages for which it holds, and `(draw,)` points.
        least: `(draw,)`, its no-deal value.
        asked: `(package,)`, the packages that need its consent; None for all.
    """

    tables: Sequence[Array]
    extras: Sequence[tuple[Places, Array]]
    least: Array
    asked: Bools | None = None

    def values(self, draws: slice) -> Array:
        """Its value of every package of the space, `(draw, package)`, in memory of its own."""
        sums = self.tables[-1][draws].copy()
        for table in reversed(self.tables[:-1]):
            sums = (table[draws, :, None] + sums[:, None, :]).reshape(len(sums), -1)
        for places, points in self.extras:
            sums[:, places] += points[draws, None]
        return sums


@dataclass(frozen=True)
class Scan:
    """What holds over the draws.

    Attributes:
        room: `(draw,)`, the largest gain that some package gives all whom it asks; -inf if none.
        counts: `(package,)`, in how many draws it gives them all at least no deal.
    """

    room: Floats
    counts: NDArray[np.int64]


def scan(
    ceiling: Floats, parties: Mapping[str, Terms], draws: int, report: Callable[[float], None]
) -> Scan:
    """Go through all draws.

    Args:
        ceiling: `(package,)`, the gain that no draw can exceed: -inf where a package is not
            allowed, the smallest gain of the parties that nothing uncertain decides, else inf.
        parties: the others.
        draws: how many there are.
        report: told which share of the work is done.
    """
    room = np.full(draws, -np.inf)
    counts = np.zeros(len(ceiling), dtype=np.int64)
    tally, tallied = np.zeros(len(ceiling), dtype=np.uint8), 0
    step = min(max(BLOCK // len(ceiling), 1), MOST_ROWS)
    for start in range(0, draws, step):
        report(start / draws)
        here = slice(start, min(start + step, draws))
        gains = smallest_gains(ceiling, parties, here)
        room[here] = gains.max(axis=1)
        if tallied + step > MOST_ROWS:
            counts += tally
            tally[:], tallied = 0, 0
        tally += np.add.reduce((gains >= -REACH).view(np.uint8), axis=0, dtype=np.uint8)
        tallied += step
    return Scan(settled(room, room >= -REACH), counts + tally)


def settled(room: Floats, zone: Bools) -> Floats:
    """Room within rounding reach of 0 on the side of 0 that the verdict on the zone says."""
    return np.where(np.abs(room) <= REACH, np.where(zone, 0.0, -REACH), room)


def smallest_gains(ceiling: Floats, parties: Mapping[str, Terms], draws: slice) -> Floats:
    """`(draw, package)`: the smallest gain of all whom a package asks, at most `ceiling`."""
    smallest: Floats | None = None
    for terms in parties.values():
        gains = terms.values(draws)
        gains -= terms.least[draws, None]
        if terms.asked is not None:
            np.copyto(gains, np.inf, where=~terms.asked)
        if smallest is None:
            smallest = np.minimum(ceiling, gains, out=gains)
        else:
            np.minimum(smallest, gains, out=smallest)
    if smallest is None:
        return np.broadcast_to(ceiling, (len(range(draws.stop)[draws]), len(ceiling)))
    return smallest
