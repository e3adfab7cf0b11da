"""Dividing goods and sums fairly. Knows points and claims, not what they measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer
from parley.maths.exact import Rational
from parley.maths.spaces import Array, Space

HUNDRED = 100


@dataclass(frozen=True)
class Division:
    """Who gets which issue.

    Attributes:
        shares: per issue, the first party's share, 0..1; the second has the rest.
        divided: the one issue that both have a part of, or None.
        totals: the points of what each party gets, which are equal.
    """

    shares: tuple[Fraction, ...]
    divided: int | None
    totals: tuple[Fraction, Fraction]


def adjusted_winner(first: Sequence[Rational], second: Sequence[Rational]) -> Division:
    """Divide issues between two parties so that both count the same points.

    The procedure of Brams and Taylor (1996, chapter 4), reckoned in Fractions: the first party
    takes the issues in descending ratio of its points to the other's, the second in ascending
    ratio, until their totals meet, which divides one issue at most. The result is efficient,
    equitable and free of envy, if what a party gets of an issue is worth that share of its points.

    Where ratios are equal, several divisions have these properties and the same totals. The tied
    issues are then taken in their order by the party whose list of points is the larger at the
    first difference, and by the other from the end, so that swapping the parties swaps the answer.
    An issue worth nothing to both goes to the party with the larger list.

    Args:
        first: `(issue,)`, the first party's points, none below 0.
        second: the second party's; the same total above 0, for example 100.

    Raises:
        NoAnswer: the lists differ in length or total, or a number of points is below 0.
    """
    mine, theirs = [[Fraction(points) for points in one] for one in (first, second)]
    _check_points(mine, theirs)
    turn = 1 if mine >= theirs else -1

    def keenness(issue: int) -> tuple[Fraction, int]:
        both = mine[issue] + theirs[issue]
        return (-mine[issue] / both if both else Fraction(-1, 2), turn * issue)

    shares = [Fraction(0)] * len(mine)
    have, rest = Fraction(0), sum(theirs, Fraction(0))
    for issue in sorted(range(len(mine)), key=keenness):
        gap, both = rest - have, mine[issue] + theirs[issue]
        shares[issue] = min(gap / both, Fraction(1)) if both else Fraction(turn > 0)
        have += shares[issue] * mine[issue]
        rest -= shares[issue] * theirs[issue]
    partial = [issue for issue, share in enumerate(shares) if 0 < share < 1]
    return Division(tuple(shares), partial[0] if partial else None, (have, rest))


def _check_points(first: list[Fraction], second: list[Fraction]) -> None:
    """Refuse points that cannot be compared."""
    if len(first) != len(second):
        raise NoAnswer("Both parties need points for the same issues. Give one number per issue.")
    if any(points < 0 for points in (*first, *second)):
        raise NoAnswer("Points below 0 cannot be divided. Count each issue from its worst outcome.")
    if sum(first) != sum(second) or sum(first) == 0:
        raise NoAnswer("Both parties need the same total of points, above 0. Scale both to 100.")


def applies(space: Space) -> NDArray[np.bool_]:
    """Which issues of a space can be read as goods to be divided between two parties.

    Derived here: an issue can if there are two parties, no factor or rule sees it together with
    other issues or bars an option of it, and it is all one way or all the other: one option is
    best for the first party and worst for the second, and one is best for the second and worst for
    the first. That a share of the way is worth that share of the points remains an assumption.

    Returns:
        `(issue,)`.
    """
    if space.parties != 2:
        return np.zeros(len(space.tables), dtype=bool)
    scopes = [factor.scope for factor in space.factors] + [rule.scope for rule in space.rules]
    bound = {at for scope in scopes for at in scope}
    return np.array(
        [issue not in bound and _opposed(table) for issue, table in enumerate(space.tables)],
        dtype=bool,
    )


def _opposed(table: Array) -> bool:
    """Whether one option is best for the one and worst for the other, both ways round."""
    best, worst = table == table.max(axis=0), table == table.min(axis=0)
    return bool((best[:, 0] & worst[:, 1]).any() and (best[:, 1] & worst[:, 0]).any())


def at_stake(tables: Sequence[Array]) -> tuple[list[Fraction], list[Fraction]]:
    """What each issue is worth to two parties between its worst and its best option, of 100.

    By definition of points in adjusted winner: each party's differences, in exact proportion.

    Args:
        tables: per issue `(option, party)`, two parties.

    Returns:
        The points of the first and of the second party, `(issue,)`; each list sums to 100.

    Raises:
        NoAnswer: to a party, nothing is at stake.
    """
    ranges = [
        [Fraction(max(column)) - Fraction(min(column)) for column in np.asarray(table).T.tolist()]
        for table in tables
    ]
    first, second = ([row[party] for row in ranges] for party in (0, 1))
    if sum(first) == 0 or sum(second) == 0:
        raise NoAnswer("Nothing is at stake for one of the parties, so points mean nothing.")
    scaled = [[HUNDRED * gap / sum(one) for gap in one] for one in (first, second)]
    return scaled[0], scaled[1]


def talmud(estate: Rational, claims: Sequence[Rational]) -> tuple[Fraction, ...]:
    """Divide an estate that may not cover the claims on it.

    The rule of the Talmud, as Aumann and Maschler (1985) read it: up to half of all claims, equal
    awards but to nobody more than half a claim; beyond, equal losses but to nobody more than half.
    For any two claimants it divides what both get together as `concede_and_divide` does.

    Args:
        estate: what there is, from 0 to the sum of the claims.
        claims: `(claimant,)`, none below 0.

    Returns:
        `(claimant,)`, exact; the awards sum to the estate.

    Raises:
        NoAnswer: the estate is below 0 or above all claims together, or a claim is below 0.
    """
    there, asked = Fraction(estate), [Fraction(claim) for claim in claims]
    _check_claims(there, asked)
    halves, total = [claim / 2 for claim in asked], sum(asked, Fraction(0))
    if 2 * there <= total:
        return tuple(_equal_awards(there, halves))
    losses = _equal_awards(total - there, halves)
    return tuple(claim - loss for claim, loss in zip(asked, losses, strict=True))


def _equal_awards(there: Fraction, most: list[Fraction]) -> list[Fraction]:
    """The same to everybody, but to nobody more than the most."""
    awards = [Fraction(0)] * len(most)
    order = sorted(range(len(most)), key=most.__getitem__)
    for place, claimant in enumerate(order):
        awards[claimant] = min(most[claimant], there / (len(order) - place))
        there -= awards[claimant]
    return awards


def concede_and_divide(
    estate: Rational, claims: tuple[Rational, Rational]
) -> tuple[Fraction, Fraction]:
    """Divide an estate between two: each has what the other does not claim, and half the rest.

    The contested garment, as Aumann and Maschler (1985) describe it.

    Args:
        estate: what there is, from 0 to the sum of the claims.
        claims: of the two, none below 0.

    Raises:
        NoAnswer: the estate is below 0 or above both claims together, or a claim is below 0.
    """
    there, one, other = Fraction(estate), Fraction(claims[0]), Fraction(claims[1])
    _check_claims(there, [one, other])
    to_one, to_other = max(there - other, Fraction(0)), max(there - one, Fraction(0))
    contested = there - to_one - to_other
    return to_one + contested / 2, to_other + contested / 2


def _check_claims(estate: Fraction, claims: list[Fraction]) -> None:
    """Refuse what is no problem of claims."""
    if any(claim < 0 for claim in claims):
        raise NoAnswer("A claim is below 0. Leave out who claims nothing.")
    if not 0 <= estate <= sum(claims, Fraction(0)):
        raise NoAnswer("The estate must lie between 0 and the sum of the claims.")
