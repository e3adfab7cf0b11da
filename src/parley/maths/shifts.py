"""Shifts of power, and guarantees against what they tempt to. Knows chances and shares only.

The value at stake is 1 and is shared, or flows as 1 per period; party A is the one that rises.
Each function answers in the numbers it is given: Fractions stay exact.
"""

from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from parley.errors import NoAnswer
from parley.maths.exact import Rational

ROUNDING = 1e-9
"""A float within this of a whole number counts as that number."""


def preventive_war(p_now: Rational, p_next: Rational, discount: Rational, cost: Rational) -> bool:
    """Whether the declining party attacks before power moves.

    Fearon (1995), "Rationalist Explanations for War", his third mechanism, re-derived: B's best
    peace gives it all of this period and a war from weakness later; war now is better for it if
    `discount p_next - p_now > cost (1 - discount)^2`. The value at stake flows as 1 per period.

    Args:
        p_now: the chance that A wins a war now.
        p_next: the chance that A wins a war next period and later.
        discount: B's factor per period, above 0 and below 1.
        cost: what a war costs B once, in periods of the whole flow.

    Returns:
        A tie is peace.
    """
    return bool(discount * p_next - p_now > cost * (1 - discount) ** 2)


def preventive_threshold(p_now: Rational, discount: Rational, cost: Rational) -> Rational:
    """The chance of A next period above which B attacks now; above 1 it never does.

    The root of `preventive_war`, after Fearon (1995).

    Args: as `preventive_war`.
    """
    return (p_now + cost * (1 - discount) ** 2) / discount


def fights_before_shift(
    own: Rational, other: Rational, other_next: Rational, discount: Rational, whole: Rational = 1
) -> bool:
    """Whether a party fights now because power moves by more than fighting would waste.

    Powell (2004), "The Inefficient Use of Power": it fights if
    `discount other_next - other > whole - own - other`, what the other will be able to claim
    next being more than the concessions that are possible now.

    Args:
        own: what it gets now by fighting.
        other: what the other party gets now if it is fought.
        other_next: what the other party will get next period by fighting.
        discount: factor per period.
        whole: the value at stake.

    Returns:
        A tie is peace.
    """
    return bool(discount * other_next - other > whole - own - other)


def safe_shift(p_now: Rational, discount: Rational, destroyed: Rational) -> Rational:
    """The largest chance of A next period that does not lead to war.

    Powell (2006), "War as a Commitment Problem", re-derived for a war that destroys a share of
    the whole: war if `discount p_next - p_now > destroyed / (1 - destroyed)`.

    Args:
        p_now: the chance that A wins now.
        discount: factor per period, above 0.
        destroyed: the share of the whole that a war destroys, at least 0 and below 1.

    Returns:
        A chance; above 1, no shift leads to war.

    Raises:
        NoAnswer: a share or a discount outside its range.
    """
    if not (0 <= destroyed < 1 and 0 < discount <= 1):
        raise NoAnswer("The share destroyed must be below 1, and the discount above 0.")
    return (p_now + destroyed / (1 - destroyed)) / discount


def fewest_equal_steps(
    p_start: Rational, p_end: Rational, discount: Rational, destroyed: Rational
) -> int | None:
    """In how many equal steps power must move so that no step leads to war.

    Derived here from Powell (2006): the first step is the most dangerous, so
    `ceil(discount shift / (destroyed / (1 - destroyed) + (1 - discount) p_start))`.

    Args:
        p_start: the chance that A wins at first.
        p_end: the same at the end, at least `p_start`.
        discount: factor per period, above 0.
        destroyed: the share of the whole that a war destroys, at least 0 and below 1.

    Returns:
        At least 1; None where no number of steps is safe.

    Raises:
        NoAnswer: a shift downwards, or as `safe_shift`.
    """
    if p_end < p_start:
        raise NoAnswer("Power must move to the party that rises. Swap the parties.")
    room = safe_shift(p_start, discount, destroyed) * discount - discount * p_start
    if p_end == p_start:
        return 1
    if room <= 0:
        return None
    parts = discount * (p_end - p_start) / room
    return max(1, ceil(parts - ROUNDING if isinstance(parts, float) else parts))


def windows_of_peace(
    battles: int,
    kept: Rational,
    cost: Rational,
    striking: Rational,
    struck: Rational,
    meeting: Rational,
) -> tuple[bool, ...]:
    """After how many battles both parties would rather share what is left than strike first.

    Derived here in the spirit of Leventoglu and Slantchev (2007), "The Armed Peace". What is at
    stake shrinks by a factor with every battle. Striking first gives, less its cost, the whole of
    what is left with one chance, nothing with another, and otherwise the next round; in a round
    that is not peaceful both fight. An expected peace makes an attack on it cheap, so that peace
    and war can alternate.

    Args:
        battles: how many numbers of battles to answer for, from 0 on.
        kept: the share of the stake that a battle leaves, above 0 and below 1.
        cost: what a battle costs each, above 0.
        striking: the chance that who strikes first wins at once.
        struck: the chance that the other then wins at once.
        meeting: the chance with which each wins at once where both fight.

    Returns:
        `(battles,)`, true for peace; a tie is peace.

    Raises:
        NoAnswer: a share or a cost outside its range.
    """
    if not (0 < kept < 1 and cost > 0):
        raise NoAnswer("A battle must leave less than there was, and cost something.")
    stakes: list[Rational] = [Fraction(1) if isinstance(kept, Fraction) else 1.0]
    while len(stakes) <= battles or stakes[-1] > cost:
        stakes.append(stakes[-1] * kept)
    later = stakes[-1] / 2  # nobody strikes for a stake below the cost
    peaceful = []
    for now, left in zip(stakes[-2::-1], stakes[:0:-1], strict=True):
        attack = -cost + striking * left + (1 - striking - struck) * later
        peace = now / 2 >= attack
        later = now / 2 if peace else -cost + meeting * left + (1 - 2 * meeting) * later
        peaceful.append(bool(peace))
    return tuple(peaceful[::-1][:battles])


def reneging_when_strong(weak: Rational, discount: Rational, war_if_weak: Rational) -> Rational:
    """What breaking a deal is worth to a party that is strong now and weak sometimes.

    Derived here in the spirit of Fearon (2004), "Why Do Some Civil Wars Last So Much Longer Than
    Others?": it takes the whole until it is weak, and then fights.

    Args:
        weak: the chance per period that it becomes weak.
        discount: factor per period, below 1.
        war_if_weak: what war is worth to it when weak.
    """
    return ((1 - discount) + discount * weak * war_if_weak) / (1 - discount * (1 - weak))


def least_weakness(discount: Rational, strong: Rational, rebels: Rational) -> Rational | None:
    """How often a strong party must be weak for any share given to the other to be kept.

    Derived here in the spirit of Fearon (2004): a share x holds if the rebels take it, `x >=
    rebels`, and the strong party keeps it, `1 - x >= reneging_when_strong`. Where strength
    rarely fails, no share does both, and the war is long.

    Args:
        discount: factor per period, above 0 and below 1.
        strong: what war is worth to the strong party when it is weak.
        rebels: what war is worth to the rebels when it is weak.

    Returns:
        The least chance per period, 0 where the rebels ask for nothing; None where no chance is
        enough.
    """
    room = 1 - rebels - strong
    if rebels <= 0:
        return rebels * 0
    if room <= 0:
        return None
    least = (1 - discount) * rebels / (discount * room)
    return least if least <= 1 else None


def least_punishment(reneging: Rational, keeping: Rational, cost: Rational) -> Rational | None:
    """The least chance of punishment at which a party keeps a deal.

    After Walter (1997), "The Critical Barrier to Civil War Settlement"; the formula
    `(reneging - keeping) / cost` is derived here.

    Args:
        reneging: what breaking the deal is worth to the party.
        keeping: what the deal is worth to it.
        cost: what a punishment costs it.

    Returns:
        A chance, 0 where it keeps the deal anyway; None where no chance is enough.
    """
    short = reneging - keeping
    if short <= 0:
        return short * 0
    return short / cost if cost > 0 and short <= cost else None


def guaranteed_range(
    reneging: tuple[Rational, Rational], cost: tuple[Rational, Rational], chance: Rational
) -> tuple[Rational, Rational]:
    """A's least and greatest share that both parties keep under a guarantee.

    After Walter (1997); derived here: `reneging_A - g cost_A` to `1 - (reneging_B - g cost_B)`.
    The range is empty if the first is above the second.

    Args:
        reneging: what breaking the deal is worth to A and to B.
        cost: what a punishment costs A and B.
        chance: the chance g that breaking the deal is punished.
    """
    least, greatest = (worth - chance * k for worth, k in zip(reneging, cost, strict=True))
    return least, 1 - greatest


def opening_guarantee(
    reneging: tuple[Rational, Rational], cost: tuple[Rational, Rational]
) -> Rational | None:
    """The least chance of punishment at which some share is kept by both.

    After Walter (1997); derived here: `(sum of reneging - 1) / sum of costs`.

    Args: as `guaranteed_range`.

    Returns:
        A chance, 0 where a share is kept anyway; None where no chance is enough.
    """
    return least_punishment(sum(reneging), 1, sum(cost))


def willingness(cost: ArrayLike, benefit: ArrayLike, reputation: ArrayLike) -> Fraction:
    """The chance that a guarantor acts: that its cost is at most its benefit and reputation.

    Derived here. The three are independent; each is given by quantiles at equal steps, so by
    equally likely values, and every triple counts. No random numbers are used.

    Args:
        cost: `(value,)`, of acting.
        benefit: `(value,)`, of having acted.
        reputation: `(value,)`, what not acting would lose.

    Returns:
        A chance; a tie acts.

    Raises:
        NoAnswer: no value, or one that is not a number.
    """
    costs, benefits, reputations = (_values(given) for given in (cost, benefit, reputation))
    gains = np.sort((benefits[:, None] + reputations).ravel())
    refused = np.searchsorted(gains, costs, side="left").sum()
    return 1 - Fraction(int(refused), len(gains) * len(costs))


def _values(given: ArrayLike) -> Any:
    """The values as an array, once it is sure that they can be compared."""
    values = np.atleast_1d(np.asarray(given))
    if values.size == 0 or (values != values).any():
        raise NoAnswer("A guarantor's cost, benefit and reputation must each be known numbers.")
    return values
