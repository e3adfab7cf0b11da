"""Decimal numbers of files as fractions, and back. Knows digits, not what they measure."""

import math
import re
from decimal import Decimal
from fractions import Fraction

LARGEST = 10**15
_SPELLED = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_LONGEST = 400
_SMALLEST_EXPONENT = -320


def fraction(raw: object) -> Fraction | None:
    """The number that `raw` is or spells, exact in its decimals; None for anything else.

    Numbers beyond 1e15, and what is not finite, are none.
    """
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | Fraction):
        whole = Fraction(raw)
        found = whole if abs(whole) <= LARGEST else None
    elif isinstance(raw, float):
        found = Fraction(repr(raw)) if abs(raw) <= LARGEST else None
    elif isinstance(raw, Decimal):
        found = _of_text(str(raw))
    else:
        found = _of_text(raw.strip()) if isinstance(raw, str) else None
    return found


def _of_text(text: str) -> Fraction | None:
    if len(text) > _LONGEST or not _SPELLED.fullmatch(text):
        return None
    number = Decimal(text)
    if number and not _SMALLEST_EXPONENT < number.adjusted() <= 15:
        return Fraction(0) if number.adjusted() < 0 else None
    exact = Fraction(number)
    return exact if abs(exact) <= LARGEST else None


def is_written(number: Fraction) -> bool:
    """Whether a file's number of at most 17 digits can hold it exactly."""
    return Fraction(repr(float(number))) == number


def written(number: Fraction, *, at_least: bool = False, at_most: bool = False) -> int | float:
    """The number as a file holds it: exact if 17 digits can, otherwise the nearest.

    Args:
        number: what is to be written.
        at_least: rather a little more than a little less, where it is not exact.
        at_most: rather a little less.
    """
    if number.denominator == 1:
        return int(number)
    near = float(number)
    held = Fraction(repr(near))
    if (at_least and held < number) or (at_most and held > number):
        near = math.nextafter(near, math.inf if at_least else -math.inf)
    return near


def spelled(number: Fraction) -> str:
    """The number as a text: a decimal where that is exact, else a ratio such as `7/3`."""
    return str(written(number)) if is_written(number) else str(number)


def roughly(number: Fraction) -> str:
    """The number for a reader, to 10 digits."""
    return f"{float(number):.10g}"


def of_ratio(text: object) -> Fraction | None:
    """The number that `spelled` has written; None for anything else."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    above, slash, below = text.partition("/")
    if not slash:
        return fraction(text)
    if not re.fullmatch(r"-?[0-9]+/[0-9]+", text) or not int(below):
        return None
    return Fraction(int(above), int(below))


def power_of_ten(number: Fraction) -> Fraction:
    """The smallest of 1, 10, 100, ... that is not below the number."""
    power = Fraction(1)
    while power < number:
        power *= 10
    return power
