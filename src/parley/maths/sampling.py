"""What a sample says and how sure it is. Knows arrays of draws, not what was drawn."""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """A share of draws with its standard error and a 95 in 100 interval."""

    share: float
    error: float
    low: float
    high: float


def estimated_share(flags: NDArray[np.bool_], replicate: NDArray[np.int64]) -> Estimate:
    """How often something holds, with the error that independent replicates show.

    Args:
        flags: `(draw,)`.
        replicate: `(draw,)`, the independent replicate each draw belongs to, from 0.

    Returns:
        The share; its standard error from the spread of the replicates' shares (Owen 1992, on
        Latin hypercubes), or for independent draws where there is one replicate; an interval by
        Student's t. No error is below one draw, and no interval narrower than the rule of three
        (Hanley and Lippman-Hand 1983): stratified replicates can agree to the last draw and yet
        miss what lies between two draws, and so can all draws together.
    """
    share, size = float(flags.mean()), len(flags)
    shares = np.bincount(replicate, weights=flags) / np.bincount(replicate)
    spread = float(shares.std(ddof=1)) if len(shares) > 1 else sqrt(share * (1 - share))
    independent = len(shares) if len(shares) > 1 else size
    error = max(spread / sqrt(independent), 1 / size)
    agree = share in (0.0, 1.0)
    reach = 0.0 if agree else float(special.stdtrit(max(independent - 1, 1), 0.975)) * error
    reach = max(reach, 3 / size)
    return Estimate(share, error, max(share - reach, 0.0), min(share + reach, 1.0))


def rank_correlations(columns: Floats, target: Floats) -> Floats:
    """Spearman's rank correlation of every column with a target.

    Args:
        columns: `(draw, input)`.
        target: `(draw,)`.

    Returns:
        `(input,)`, from -1 to 1; 0 where a column or the target does not vary. Spearman (1904).
    """
    y = _centred(target)
    return np.array([_cosine(_centred(column), y) for column in columns.T], dtype=np.float64)


def _centred(column: Floats) -> Floats:
    """Ranks less their mean."""
    ranks = _ranks(column)
    return np.asarray(ranks - ranks.mean())


def _cosine(x: Floats, y: Floats) -> float:
    """The cosine of the angle between two vectors, 0 where one is nothing."""
    scale = sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / scale if scale else 0.0


def _ranks(column: Floats) -> Floats:
    """Ranks from 0, the mean rank for ties."""
    _, place, count = np.unique(column, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count + 1) / 2)[place], dtype=np.float64)
