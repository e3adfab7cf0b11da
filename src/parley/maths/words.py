"""Whole numbers of any size as rows of machine words. Knows digits, not what they measure.

A number is a row of digits to the base 2^60, the highest first; all but the highest lie from 0 to
2^60 - 1. So sums and comparisons of long numbers are exact, and as fast as those of short ones.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.int64]
"""`(*numbers, word)`, highest first."""

BITS = 60
BASE = 1 << BITS
DIGIT = BASE - 1


def words_for(furthest: int) -> int:
    """How many words a number needs that lies no further than this from 0 (by definition)."""
    return max(1, -(-(furthest.bit_length() + 2) // BITS))


def split(numbers: NDArray[Any], words: int) -> Words:
    """Python integers of any shape as words, `(*numbers, word)` (by definition)."""
    digits = np.empty((*numbers.shape, words), dtype=np.int64)
    rest = np.asarray(numbers, dtype=object)
    for at in range(words - 1, 0, -1):
        digits[..., at] = rest & DIGIT
        rest = np.asarray(rest >> BITS, dtype=object)
    digits[..., 0] = rest
    return digits


def joined(words: Words) -> NDArray[Any]:
    """The numbers as Python integers (by definition)."""
    total = words[..., 0].astype(object)
    for at in range(1, words.shape[-1]):
        total = total * BASE + words[..., at].astype(object)
    return np.asarray(total, dtype=object)


def added(one: Words, other: Words) -> Words:
    """The sums, with the carries of schoolbook addition (Knuth 1981, section 4.3.1)."""
    total = one + other
    for at in range(total.shape[-1] - 1, 0, -1):
        total[..., at - 1] += total[..., at] >> BITS
        total[..., at] &= DIGIT
    return np.asarray(total)


def at_least(words: Words, least: Words) -> NDArray[np.bool_]:
    """Where numbers reach others, `(*numbers)`, decided from the highest word down (by definition).

    Args:
        words: `(*numbers, word)`.
        least: the same shape, or one that stretches to it.
    """
    reaches = words[..., -1] >= least[..., -1]
    for at in range(words.shape[-1] - 2, -1, -1):
        here, there = words[..., at], least[..., at]
        reaches = (here > there) | ((here == there) & reaches)
    return np.asarray(reaches)


def highest(words: Words) -> int:
    """The place of the highest of some numbers `(number, word)` (by definition)."""
    places = np.arange(len(words))
    for column in words.T:
        here = column[places]
        places = places[here == here.max()]
    return int(places[0])


def ranks(words: Words) -> NDArray[np.int64]:
    """Dense ranks of numbers `(number, word)`, `(number,)`: equal ones alike (by definition)."""
    if not len(words):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort(words.T[::-1])
    stepped = (words[order[1:]] != words[order[:-1]]).any(axis=1)
    found = np.empty(len(words), dtype=np.int64)
    found[order] = np.append(0, np.cumsum(stepped))
    return found


def near(words: Words) -> NDArray[np.float64]:
    """The numbers in float64, each within a few units of the last place (by definition)."""
    total = words[..., 0].astype(np.float64)
    for at in range(1, words.shape[-1]):
        total = total * float(BASE) + words[..., at]
    return np.asarray(total)
