"""Nodes and weights for integrals with kinks at known places. Knows no integrand."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ORDER = 12
SHRINK = 4.0
MOST_LEVELS = 14


def graded(marks: Floats, levels: int) -> tuple[Floats, Floats]:
    """A Gauss-Legendre rule (Gauss 1814) on panels that shrink towards each mark.

    Between two marks the panels next to each of them are four times smaller than their
    neighbours, `levels` times over, so that a kink at a mark, or a rise within
    `4^-levels` of the distance, costs no digits; the grading is derived here.

    Args:
        marks: `(row, mark)`, ascending; the first and the last are the ends.
        levels: how often the panels shrink, 0 to 14.

    Returns:
        Nodes and weights, `(row, node)` each.
    """
    places, shares = _unit(min(levels, MOST_LEVELS))
    width = np.diff(marks, axis=1)
    open_ = np.flatnonzero(width.any(axis=0))
    width = width[:, open_, None]
    nodes = marks[:, open_, None] + width * places
    weights = width * shares
    return nodes.reshape(len(marks), -1), weights.reshape(len(marks), -1)


def evenly(reach: float, step: float) -> tuple[Floats, Floats]:
    """The trapezoidal rule from `-reach` to `reach`, for integrands that vanish beyond.

    For products of bells and their integrals it converges faster than any power of the step
    (Trefethen and Weideman 2014).

    Args:
        reach: beyond which nothing is left.
        step: at most this far from node to node.

    Returns:
        Nodes and weights, `(node,)` each.
    """
    half = int(np.ceil(reach / step))
    nodes = np.linspace(-reach, reach, 2 * half + 1)
    return nodes, np.full(len(nodes), reach / half)


@cache
def _unit(levels: int) -> tuple[Floats, Floats]:
    """The rule on 0..1."""
    half = 0.5 * SHRINK ** np.arange(-levels, 1.0)
    ends = np.concatenate([[0.0], half, 1 - half[-2::-1], [1.0]])
    x, w = np.polynomial.legendre.leggauss(ORDER)
    width = np.diff(ends)[:, None]
    return (ends[:-1, None] + width * (x + 1) / 2).ravel(), (width * w / 2).ravel()
