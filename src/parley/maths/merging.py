"""Which sums no other beats. Knows numbers in columns, not what they measure.

A point dominates another if it is at least as good in every column and better in one.
"""

from typing import Any

import moocore
import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.errors import NoAnswer

Array = NDArray[Any]
Places = NDArray[np.intp]

EXACT_IN_FLOAT64 = 2**53
MANY = 4096
"""Points from which on a grid sorts out most of the dominated ones before any sorting."""
GRAIN = 4
"""Points per cell of that grid, on average."""


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
        points = np.stack([ranked(column) for column in points.T], axis=1)
    keep = np.zeros(len(points), dtype=bool)
    keep[_kept(np.ascontiguousarray(points.T))] = True
    return keep


def ranked(column: Array) -> NDArray[np.int64]:
    """A column's numbers by their dense ranks, which keeps every comparison (by definition)."""
    return np.unique(column, return_inverse=True)[1].astype(np.int64, copy=False)


def efficient(columns: Array) -> Places:
    """The places of all points that no other dominates, in descending lexicographic order.

    Copies are kept, side by side. Two columns are decided by sorting, more by the divide and
    conquer of Kung, Luccio and Preparata (1975); what a point of a better cell of a grid dominates
    is gone before (derived here).

    Args:
        columns: `(column, point)`, int64 or float64 without NaN, larger is better.
    """
    kept = _kept(columns)
    if len(columns) == 2:
        return kept
    rows = columns[:, kept]
    return np.asarray(kept[np.lexsort(-rows[::-1])])


def _kept(columns: Array) -> Places:
    """The places of the efficient points; of two columns in descending order."""
    if columns.shape[1] == 0:
        return np.zeros(0, dtype=np.intp)
    if len(columns) == 1:
        return np.flatnonzero(columns[0] == columns[0].max())
    if len(columns) == 2:
        return _staircase(*columns)
    if columns.dtype == np.int64 and max(columns.max(), -columns.min()) > EXACT_IN_FLOAT64:
        columns = np.stack([ranked(column) for column in columns])
    rows = np.ascontiguousarray(columns.T, dtype=np.float64)
    return np.flatnonzero(moocore.is_nondominated(rows, maximise=True, keep_weakly=True))


def _staircase(x: Array, y: Array) -> Places:
    """Two columns: only the best y at each x can be efficient, and it must beat all larger x."""
    if len(x) < MANY or (x.dtype == np.float64 and not np.isfinite(x).all()):
        return _sorted_staircase(x, y)
    rough = _unbeaten(x, y)
    return np.asarray(rough[_sorted_staircase(x[rough], y[rough])])


def _sorted_staircase(x: Array, y: Array) -> Places:
    order = np.argsort(x, kind="stable")[::-1]
    x, y = x[order], y[order]
    fresh = np.append(True, x[1:] != x[:-1])
    best = np.maximum.reduceat(y, np.flatnonzero(fresh))
    record = np.append(True, best[1:] > np.maximum.accumulate(best)[:-1])
    group = np.cumsum(fresh) - 1
    return np.asarray(order[record[group] & (y == best[group])])


def _unbeaten(x: Array, y: Array) -> Places:
    """Those whose y is above every y in cells of larger x: all efficient points are among them."""
    cells = _cells(x, max(16, len(x) // GRAIN))
    best = np.full(int(cells.max()) + 1, y.min(), dtype=y.dtype)
    np.maximum.at(best, cells, y)
    above = np.maximum.accumulate(best[::-1])[::-1]
    last = cells == len(best) - 1
    return np.flatnonzero(last | (y > above[np.minimum(cells + 1, len(best) - 1)]))


def _cells(x: Array, most: int) -> NDArray[np.int64]:
    """Cells from 0 to about `most` that never fall where x rises."""
    low, high = x.min(), x.max()
    if x.dtype == np.int64:
        shift = max(0, (int(high) - int(low)).bit_length() - most.bit_length())
        return np.asarray((x >> shift) - (low >> shift))
    width = float(high) - float(low)
    if not 0 < width < np.inf:
        return np.zeros(len(x), dtype=np.int64)
    return np.asarray((x - low) / width * most).astype(np.int64)
