"""Whether a formula states a table, up to a factor. Knows numbers only."""

from collections.abc import Sequence
from fractions import Fraction

from parley.interop.evaluators import Function

CLOSE = Fraction(1, 10**13)


def ratio(
    function: Function, places: Sequence[Fraction], table: Sequence[Fraction]
) -> Fraction | None:
    """The factor by which the function gives the table, to within 1e-13; None if it does not."""
    try:
        heights = [function(place) for place in places]
    except (ValueError, ArithmeticError):
        return None
    highest = max(range(len(heights)), key=lambda at: abs(heights[at]))
    if not heights[highest]:
        return None
    factor = table[highest] / heights[highest]
    pairs = zip(heights, table, strict=True)
    fits = all(abs(factor * height - entry) <= CLOSE for height, entry in pairs)
    return factor if fits and factor > 0 else None


def slope(places: Sequence[Fraction], table: Sequence[Fraction]) -> Fraction | None:
    """The slope of the straight line through a table, to within 1e-13; None if it is none."""
    rise = (table[-1] - table[0]) / (places[-1] - places[0])
    pairs = zip(places, table, strict=True)
    straight = all(abs(table[0] + rise * (x - places[0]) - y) <= CLOSE for x, y in pairs)
    return rise if straight else None
