"""The war as a ladder of fronts, in closed form. Knows one chance per battle and the two ends.

The special case of `markov` that has formulas: rungs 0 (defeat) to N (victory), one rung up with
chance p and one down with 1 - p. Reckoned in Fractions, so that p close to 1/2 costs no digits;
the answer is a float if an argument is, otherwise a Fraction.
"""

from fractions import Fraction

from parley.errors import NoAnswer
from parley.maths.exact import Rational


def ladder_win(k: int, N: int, p: Rational) -> Rational:
    """The chance to reach rung `N` before rung 0 from rung `k`.

    The gambler's ruin (de Moivre 1711): `(1 - r^k) / (1 - r^N)` with `r = (1 - p) / p`, and
    `k / N` where p = 1/2. A front that stands still for a while changes nothing here.

    Args:
        k: the rung now, 0..N.
        N: the rung of victory.
        p: the chance to win a battle, in 0..1.

    Returns:
        A chance.

    Raises:
        NoAnswer: `k` or `p` outside its range.
    """
    win = _win(k, N, _chance(k, N, p))
    return float(win) if isinstance(p, float) else win


def ladder_periods(k: int, N: int, p: Rational, stay: Rational = 0) -> Rational:
    """The expected number of periods until rung 0 or rung `N` is reached from rung `k`.

    The duration of play (de Moivre 1711): `(k - N win) / ((1 - p) - p)`, and `k (N - k)` where
    p = 1/2; divided by `1 - stay` where the front may stand still.

    Args:
        k: the rung now, 0..N.
        N: the rung of victory.
        p: the chance to win a battle, in 0..1.
        stay: the chance that a period passes without a battle, at least 0 and below 1.

    Returns:
        A number of periods.

    Raises:
        NoAnswer: `k` or `p` outside its range, or `stay`: at 1 no battle is ever fought.
    """
    if not 0 <= stay < 1:
        raise NoAnswer("The chance of a period without a battle must be at least 0 and below 1.")
    up = _chance(k, N, p)
    drift = 1 - 2 * up
    battles = (k - N * _win(k, N, up)) / drift if drift else Fraction(k * (N - k))
    periods = battles / (1 - Fraction(stay))
    return float(periods) if isinstance(p, float) or isinstance(stay, float) else periods


def _chance(k: int, N: int, p: Rational) -> Fraction:
    """`p` exactly, once it is sure that it is a chance and `k` a rung."""
    if not (0 <= k <= N and N > 0 and 0 <= p <= 1):
        raise NoAnswer(f"A ladder needs a rung in 0..{N} and a chance in 0..1.")
    return Fraction(p)


def _win(k: int, N: int, up: Fraction) -> Fraction:
    """The gambler's ruin, both sides of the fraction times p^N, so that p = 0 is no exception."""
    down = 1 - up
    if up == down:
        return Fraction(k, N)
    return (up**N - down**k * up ** (N - k)) / (up**N - down**N)
