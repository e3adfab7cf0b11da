"""What war destroys is what there is to bargain over. Knows shares of one pie, not its parts.

The first party's share is x in 0..1 and the second's is 1 - x; `p` is the chance that the first
wins all of it by war, and costs are in shares of the pie. Fractions in, exact numbers out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from parley.errors import NoAnswer
from parley.maths.exact import Rational


@dataclass(frozen=True)
class Range:
    """The first party's shares that both prefer to war, ends included.

    Attributes:
        low: the least that the first party accepts.
        high: the most that the second party lets the first have.
    """

    low: Rational
    high: Rational

    @property
    def width(self) -> Rational:
        """The length of the range; below 0, by how much the parties' least demands overlap."""
        return self.high - self.low

    @property
    def empty(self) -> bool:
        """Whether no division is acceptable to both."""
        return self.low > self.high


def bargaining_range(p: Rational, cost_a: Rational, cost_b: Rational) -> Range:
    """Every division that both prefer to war, for utilities x and 1 - x.

    Fearon (1995), "Rationalist Explanations for War": `[p - cost_a, p + cost_b]` within 0..1,
    never empty while war is costly.
    """
    return Range(max(0, p - cost_a), min(1, p + cost_b))


def concave_range(
    p: Rational, cost_a: Rational, cost_b: Rational, exponent_a: Rational, exponent_b: Rational
) -> Range:
    """Every division that both prefer to war, for utilities x^a and (1 - x)^b.

    Fearon (1995): aversion to risk (exponents below 1) widens the range. War is worth
    `p - cost_a` and `1 - p - cost_b` in units of utility, where all of the pie is worth 1.

    Raises:
        NoAnswer: an exponent is not above 0.
    """
    if exponent_a <= 0 or exponent_b <= 0:
        raise NoAnswer("Utilities x^a and (1 - x)^b rise only where the exponents are above 0.")
    war_a, war_b = max(0, p - cost_a), max(0, 1 - p - cost_b)
    return Range(war_a ** (1 / Fraction(exponent_a)), 1 - war_b ** (1 / Fraction(exponent_b)))


def spiteful_range(
    p: Rational, cost_a: Rational, cost_b: Rational, spite_a: Rational, spite_b: Rational
) -> Range:
    """Every division that both prefer to war, where the other's gain is felt as a loss.

    Utilities are own share less `spite` times the other's, in war as in peace. Derived here on
    the idea of costly concessions (Sticher 2021), not taken from that paper. With the plain ends
    `low = p - cost_a` and `high = p + cost_b`, the first accepts from
    `(low + spite_a high) / (1 + spite_a)` on, and likewise the second: empty where
    `spite_a spite_b > 1`.

    Raises:
        NoAnswer: a spite below 0.
    """
    if spite_a < 0 or spite_b < 0:
        raise NoAnswer("Spite is at least 0.")
    low, high = p - cost_a, p + cost_b
    least = (low + spite_a * high) / (1 + spite_a)
    most = (high + spite_b * low) / (1 + spite_b)
    return Range(max(0, least), min(1, most))


def optimism_gap(values: Iterable[Rational]) -> Rational:
    """What is left of one pie when every party has what it believes war would give it.

    Below 0, no division satisfies all, and the amount is the extra total cost of war that would
    open one: mutual optimism for two parties (Fearon 1995); from three parties on it can happen
    to parties who agree about the war (after Jordan 2015).

    Args:
        values: each party's own value of war, in shares of the pie.
    """
    return 1 - sum(values)
