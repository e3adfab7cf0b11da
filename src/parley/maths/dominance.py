"""How many pairs of points reach each other. Knows weighted points, not what they measure."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.maths.spaces import Array

Ints = NDArray[np.int64]
Ranks = NDArray[np.signedinteger[Any]]
LIMB = 32
"""Weights of any length are rows of digits to the base 2^32, lowest first; the last is open."""
CHUNK = 1 << 20
SAFE = 2**62


def reaching_pairs(
    asks: tuple[Ints, Array, Ints],
    offers: tuple[Ints, Array, Ints],
) -> int:
    """The total weight of the pairs in which the offer is at least what is asked, everywhere.

    A pair counts if both are of one group and the offer reaches the ask in every coordinate; it
    weighs the product of both weights. Two coordinates are decided digit by digit, as in a wavelet
    tree (Grossi, Gupta and Vitter 2003), in n log n; each further one costs another factor log n,
    by divide and conquer on its digits (after Bentley 1980). Every step is in integers.

    Args:
        asks: group `(ask,)`, coordinates `(ask, axis)`, weights `(ask, limb)`.
        offers: the same of the offers.

    Returns:
        The exact total, of any length.
    """
    return sum(_pairs(*asks, *offers))


def _pairs(
    groups: Ints, asked: Array, weights: Ints, sides: Ints, offered: Array, masses: Ints
) -> Iterator[int]:
    """Parts of the total; axes beyond two are split off one at a time."""
    if len(groups) == 0 or len(sides) == 0:
        return
    asked, offered = _ranked(asked, offered)
    if asked.shape[1] == 0:
        asked, offered = (np.zeros((len(points), 1), dtype=np.int64) for points in (asked, offered))
    if asked.shape[1] == 1:
        yield _one_axis(groups, asked[:, 0], weights, sides, offered[:, 0], masses)
        return
    if asked.shape[1] == 2:
        yield _two_axes(groups, asked, weights, sides, offered, masses)
        return
    groups, sides = _few(groups, sides, 2 * (len(groups) + len(sides)))
    below, above = 2 * asked[:, 0], 2 * offered[:, 0] + 1
    for digit in range(int(max(below.max(), above.max())).bit_length()):
        low = np.flatnonzero(~(below >> digit) & 1)
        high = np.flatnonzero((above >> digit) & 1)
        stride = int(max(below.max(), above.max()) >> (digit + 1)) + 1
        yield from _pairs(
            groups[low] * stride + (below[low] >> (digit + 1)),
            asked[low, 1:],
            weights[low],
            sides[high] * stride + (above[high] >> (digit + 1)),
            offered[high, 1:],
            masses[high],
        )


def _ranked(asked: Array, offered: Array) -> tuple[Ranks, Ranks]:
    """Coordinates as ranks that keep every comparison of an offer with an ask."""
    kind = np.int32 if len(asked) + len(offered) < 2**29 else np.int64
    asks, offers = (np.empty(points.shape, dtype=kind) for points in (asked, offered))
    for axis in range(asked.shape[1]):
        values, rank = np.unique(offered[:, axis], return_inverse=True)
        offers[:, axis] = rank
        asks[:, axis] = np.searchsorted(values, asked[:, axis])
    return asks, offers


def _few(groups: Ints, sides: Ints, stride: int) -> tuple[Ints, Ints]:
    """Numbers of groups that can be multiplied by the stride within a machine word."""
    if int(max(groups.max(), sides.max())) < SAFE // stride:
        return groups, sides
    _, numbers = np.unique(np.concatenate([groups, sides]), return_inverse=True)
    return numbers[: len(groups)], numbers[len(groups) :]


def _one_axis(
    groups: Ints, asked: Ranks, weights: Ints, sides: Ints, offered: Ranks, masses: Ints
) -> int:
    """The total in one coordinate: how much lies from each ask to the end of its group."""
    begin, end, order = _stretches(groups, asked, sides, offered)
    total = _running(masses[order])
    return _weighed(weights, np.asarray(total[end] - total[begin]))


def _two_axes(
    groups: Ints, asked: Ranks, weights: Ints, sides: Ints, offered: Ranks, masses: Ints
) -> int:
    """The total in two coordinates: stretches by the first, digits of the second.

    Asks stand in the order of their stretches, and stay so within each digit, so that memory is
    read from front to back.
    """
    begin, end, order = _stretches(groups, asked[:, 0], sides, offered[:, 0])
    turn = np.argsort(begin, kind="stable")
    kind = np.int32 if len(order) < 2**29 else np.int64
    first: Ranks = begin[turn].astype(kind)
    last: Ranks = end[turn].astype(kind)
    least: Ranks = asked[turn, 1].astype(kind)
    ranks: Ranks = offered[order, 1].astype(kind)
    asks = _Stretches(first, last, least, None if _all_one(weights) else weights[turn])
    return _at_least(asks, ranks, None if _all_one(masses) else masses[order])


def _stretches(
    groups: Ints, asked: Ranks, sides: Ints, offered: Ranks
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Per ask where what reaches it begins and ends among the offers, in the order given last."""
    stride = int(max(asked.max(), offered.max())) + 1
    groups, sides = _few(groups, sides, stride)
    keys = sides * stride + offered
    order = np.argsort(keys)
    keys = keys[order]
    mine = groups * stride
    return np.searchsorted(keys, mine + asked), np.searchsorted(keys, mine + stride), order


def _all_one(weights: Ints) -> bool:
    return weights.shape[1] == 1 and bool((weights == 1).all())


class _Stretches(NamedTuple):
    """Which stretch of the ranks each ask looks at, and the least rank that it accepts."""

    begin: Ranks
    end: Ranks
    least: Ranks
    weights: Ints | None

    def mass(self, total: Ints | None, asks: slice) -> int:
        """What some asks' stretches hold by a running total; without one every rank weighs 1."""
        begin, end = self.begin[asks], self.end[asks]
        if total is None:
            held = (end - begin).astype(np.int64)[:, None]
        else:
            held = total[end] - total[begin]
        if self.weights is not None:
            return _weighed(self.weights[asks], held)
        return sum(_summed(column) << (LIMB * at) for at, column in enumerate(held.T))


def _at_least(asks: _Stretches, ranks: Ranks, masses: Ints | None) -> int:
    """The weight of asks times the mass of `ranks[begin:end] >= least`, from the highest digit.

    At each digit ranks without it move before those with it, and so do the asks.
    """
    found = 0
    for digit in reversed(range(int(max(ranks.max(), asks.least.max())).bit_length())):
        ones = (ranks >> digit) & 1 == 1
        before = np.zeros(len(ranks) + 1, dtype=ranks.dtype)
        np.cumsum(ones, out=before[1:])
        zeros = len(ranks) - before[-1]
        order, _ = _parted(ones)
        ranks = ranks[order]
        masses = None if masses is None else masses[order]
        order, split = _parted((asks.least >> digit) & 1 == 1)
        begin, end = asks.begin[order], asks.end[order]
        weights = None if asks.weights is None else asks.weights[order]
        low, high = before[begin], before[end]
        with_it = _Stretches(zeros + low, zeros + high, asks.least[order], weights)
        total = None if masses is None else _running(masses)
        found += with_it.mass(total, slice(0, split))
        with_it.begin[:split] = begin[:split] - low[:split]
        with_it.end[:split] = end[:split] - high[:split]
        asks = with_it
    total = None if masses is None else _running(masses)
    return found + asks.mass(total, slice(None))


def _parted(flags: NDArray[np.bool_]) -> tuple[NDArray[np.intp], int]:
    """An order with all false ones first, and how many they are."""
    clear = np.flatnonzero(~flags)
    return np.concatenate([clear, np.flatnonzero(flags)]), len(clear)


def _running(masses: Ints) -> Ints:
    """Sums of the first 0, 1, 2 ... rows."""
    total = np.zeros((len(masses) + 1, masses.shape[1]), dtype=np.int64)
    np.cumsum(masses, axis=0, out=total[1:])
    return total


def _weighed(weights: Ints, reached: Ints) -> int:
    """The sum over asks of weight times mass, in Python integers."""
    total = 0
    for digit in range(weights.shape[1]):
        for other in range(reached.shape[1]):
            product = _dot(weights[:, digit], reached[:, other])
            total += product << (LIMB * (digit + other))
    return total


def _summed(column: Ints) -> int:
    """The exact sum of a column that is not negative."""
    if int(column.max(initial=0)) * len(column) < 2**63:
        return int(column.sum())
    return sum(column.tolist())


def _dot(a: Ints, b: Ints) -> int:
    """The exact scalar product of two columns that are not negative."""
    if int(a.max(initial=0)) * int(b.max(initial=0)) * len(a) < 2**63:
        return int(a @ b)
    total = 0
    for start in range(0, len(a), CHUNK):
        part = slice(start, start + CHUNK)
        total += sum(x * y for x, y in zip(a[part].tolist(), b[part].tolist(), strict=True))
    return total
