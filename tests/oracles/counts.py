"""Counts and divisions by trying everything. Knows Fractions and itertools only."""

from fractions import Fraction
from itertools import product
from math import inf

from tests.oracles.spaces import values


def acceptable(space, floors):
    """The packages that obey the rules and reach every floor, ascending."""
    return [
        package
        for package, total in values(space).items()
        if all(x >= f or f == -inf for x, f in zip(total, floors, strict=True))
    ]


def reaching_pairs(asks, offers):
    """The total weight of pairs; each is a triple of group, coordinates and weight."""
    return sum(
        weight * mass
        for group, asked, weight in asks
        for side, offered, mass in offers
        if group == side and all(x >= y for x, y in zip(offered, asked, strict=True))
    )


def best_equal_total(first, second):
    """The most that two can both get, by trying every division of one issue at most."""
    found = []
    for owners in product([1, 0], repeat=len(first)):
        for issue, _ in enumerate(first):
            kept = [at for at, mine in enumerate(owners) if mine and at != issue]
            given = [at for at, mine in enumerate(owners) if not mine and at != issue]
            a, b = sum(first[at] for at in kept), sum(second[at] for at in given)
            both = first[issue] + second[issue]
            share = (b + second[issue] - a) / Fraction(both) if both else Fraction(0)
            if 0 <= share <= 1 and a + share * first[issue] == b + (1 - share) * second[issue]:
                found.append(a + share * first[issue])
    return max(found)


def adjusted_by_transfers(first, second):
    """Brams and Taylor's own steps: everything to who values it more, then transfers.

    For lists without equal ratios and without zeros. Returns the first party's shares.
    """
    shares = [Fraction(int(a > b)) for a, b in zip(first, second, strict=True)]
    while True:
        one = sum(s * a for s, a in zip(shares, first, strict=True))
        other = sum((1 - s) * b for s, b in zip(shares, second, strict=True))
        if one == other:
            return shares
        ahead, mine, theirs = (1, first, second) if one > other else (0, second, first)
        held = [at for at, share in enumerate(shares) if share == ahead]
        issue = min(held, key=lambda at: Fraction(mine[at], theirs[at]))
        moved = min(Fraction(abs(one - other)) / (mine[issue] + theirs[issue]), Fraction(1))
        shares[issue] += -moved if ahead else moved
