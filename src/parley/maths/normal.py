"""Chances of one and of two normal errors. Knows no votes."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

TINY = 1e-150


def phi_of(distance: ArrayLike, error: ArrayLike, *, met: bool = False) -> Floats:
    """`Phi(distance / error)`, by definition of the normal distribution.

    Args:
        distance: how far the centre lies above what is asked.
        error: the standard error; at 0 the chance is 1 above what is asked, else 0.
        met: whether a distance of exactly 0 is enough then.
    """
    return np.asarray(special.ndtr(in_errors(distance, error, met=met)))


def in_errors(distance: ArrayLike, error: ArrayLike, *, met: bool = False) -> Floats:
    """A distance in standard errors; by definition infinite where there is no error."""
    far, wide = np.asarray(distance, dtype=np.float64), np.asarray(error, dtype=np.float64)
    over = far >= 0 if met else far > 0
    ratio = far / np.where(wide > 0, wide, 1.0)
    return np.asarray(np.where(wide > 0, ratio, np.where(over, np.inf, -np.inf)))


def orthant(h: ArrayLike, k: ArrayLike, correlation: ArrayLike) -> Floats:
    """The chance that two standard normals of some correlation lie below h and below k.

    By Owen's function T (Owen 1956), to about 1e-15.

    Args:
        h: any number, infinite ones too.
        k: the same.
        correlation: from -1 to 1.
    """
    x, y, r = np.broadcast_arrays(
        np.clip(h, -40.0, 40.0), np.clip(k, -40.0, 40.0), np.asarray(correlation, dtype=np.float64)
    )
    x, y = (np.where(np.abs(at) < TINY, TINY, at) for at in (x, y))  # so that ratios are numbers
    left, right = special.ndtr(x), special.ndtr(y)
    narrow = np.sqrt((1 - r) * (1 + r))
    safe = np.where(narrow > 0, narrow, 1.0)
    apart = np.where(np.sign(x) * np.sign(y) > 0, 0.0, 0.5)
    inside = (
        (left + right) / 2
        - special.owens_t(x, (y - r * x) / (x * safe))
        - special.owens_t(y, (x - r * y) / (y * safe))
        - apart
    )
    ends = np.where(r > 0, np.minimum(left, right), np.maximum(left + right - 1, 0.0))
    return np.clip(np.where(narrow > 0, inside, ends), 0.0, 1.0)
