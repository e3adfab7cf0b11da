"""Exact numbers as whole numbers over one denominator. Knows ratios, not what they measure."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]
"""int64 where every entry fits, otherwise Python integers (dtype object)."""

Rational = int | float | Fraction
"""Read exactly: a float stands for the binary fraction that it is."""


def is_exact(values: NDArray[Any]) -> bool:
    """Whether arithmetic on `values` is exact: integers of any size, and fractions."""
    return values.dtype.kind in "biuO"


def whole(values: NDArray[Any]) -> tuple[Whole, tuple[int, ...]]:
    """Write each party's numbers as integers over that party's common denominator.

    Args:
        values: `(row, party)`, integers, or Python integers and Fractions.

    Returns:
        The numerators `(row, party)`, and the denominators `(party,)`:
        `values[row, party] == numerators[row, party] / denominators[party]`, exactly.
    """
    if values.dtype.kind in "bi":
        return values.astype(np.int64, copy=False), (1,) * values.shape[1]
    columns = [[Fraction(value) for value in column] for column in values.T]
    denominators = tuple(lcm(*(value.denominator for value in column)) for column in columns)
    numerators = np.empty(values.shape, dtype=object)
    for party, (column, denominator) in enumerate(zip(columns, denominators, strict=True)):
        numerators[:, party] = [
            value.numerator * (denominator // value.denominator) for value in column
        ]
    return narrow(numerators), denominators


def narrow(numerators: Whole) -> Whole:
    """The same integers as int64 if all of them fit, otherwise as they came."""
    try:
        return numerators.astype(np.int64)
    except OverflowError:
        return numerators


def multipliers(units: Sequence[Rational]) -> tuple[int, ...]:
    """Integers in the ratio 1/units[0] : 1/units[1] : ..., for comparing unlike scales exactly.

    Args:
        units: `(party,)`, each above 0.
    """
    ratios = [1 / Fraction(unit) for unit in units]
    common = lcm(*(ratio.denominator for ratio in ratios))
    return tuple(int(ratio * common) for ratio in ratios)
