"""Votes by rolling the dice, by adding up strips, and by counting coin tosses. Knows loops only."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import comb, erf, inf, log, pi, sqrt
from typing import Any, NamedTuple

import numpy as np

ROLLS = 200_000


class Ballot(NamedTuple):
    """A vote with its rule: centres and errors in logits, everything else in shares."""

    yes: float
    error: float
    threshold: float = 0.5
    turnout: float = 0.0
    turnout_error: float = 0.0
    boycott: float = 0.0
    turnout_quorum: float = 0.0
    approval_quorum: float = 0.0


def share(x: Any) -> Any:
    """From logits to a share."""
    return 1 / (1 + np.exp(-x))


def logit(p: float) -> float:
    """From a share to logits."""
    return -inf if p <= 0 else inf if p >= 1 else log(p / (1 - p))


def phi(x: float) -> float:
    """The normal distribution."""
    return 0.5 * (1 + erf(x / sqrt(2)))


def rolled(ballots: Sequence[Ballot], correlation: float, size: int = ROLLS) -> float:
    """The share of rolls in which every vote passes, each held against its rule as it stands."""
    rng = np.random.default_rng(20040424)
    count = len(ballots)
    between = np.full((count, count), correlation) + (1 - correlation) * np.eye(count)
    values, vectors = np.linalg.eigh(between)
    errors = rng.standard_normal((size, count)) @ (vectors * np.sqrt(np.maximum(values, 0))).T
    passed = np.ones(size, dtype=bool)
    for at, ballot in enumerate(ballots):
        own = rng.standard_normal(size)
        tied = ballot.boycott * errors[:, at] + sqrt(1 - ballot.boycott**2) * own
        yes = share(ballot.yes + ballot.error * errors[:, at])
        voted = share(ballot.turnout + ballot.turnout_error * tied)
        passed &= yes > ballot.threshold
        if ballot.turnout_quorum or ballot.approval_quorum:
            passed &= voted >= ballot.turnout_quorum
            passed &= voted * yes >= ballot.approval_quorum
    return float(passed.mean())


def by_strips(ballot: Ballot, reach: float = 8.5, strips: int = 1_000) -> float:
    """One vote: strips of equal yes, each with its chance of enough turnout.

    Between the kinks the strips lie at the nodes of Chebyshev (Fejer's first rule).
    """
    own = ballot.turnout_error * sqrt(1 - ballot.boycott**2)

    def strip(z: Any) -> Any:
        yes = share(ballot.yes + ballot.error * z)
        needed = np.maximum(ballot.turnout_quorum, ballot.approval_quorum / yes)
        with np.errstate(divide="ignore", invalid="ignore"):
            asked = np.where(needed < 1, np.log(needed) - np.log1p(-needed), np.inf)
        centre = ballot.turnout + ballot.boycott * ballot.turnout_error * z
        enough = np.vectorize(phi)((centre - asked) / own)
        return np.exp(-z * z / 2) / sqrt(2 * pi) * enough

    kinks = [logit(ballot.threshold), logit(ballot.approval_quorum)]
    if 0 < ballot.approval_quorum < ballot.turnout_quorum:
        kinks.append(logit(ballot.approval_quorum / ballot.turnout_quorum))
    places = [min(max((k - ballot.yes) / ballot.error, -reach), reach) for k in kinks]
    cuts = sorted({place for place in places if place >= places[0]} | {reach})
    angle = (np.arange(strips) + 0.5) * pi / strips
    orders = np.arange(1, strips // 2)
    # weights of Fejer's first rule
    sums = (np.cos(2 * np.outer(angle, orders)) / (4 * orders**2 - 1)).sum(axis=1)
    weights = 2 / strips * (1 - 2 * sums)
    return float(
        sum(
            (weights * strip((a + b) / 2 + (b - a) / 2 * np.cos(angle))).sum() * (b - a) / 2
            for a, b in pairwise(cuts)
        )
    )


def beta_above(a: int, b: int, threshold: Fraction) -> Fraction:
    """P(Beta(a, b) > t): at most a - 1 of a + b - 1 coins fall, each with chance t."""
    coins = a + b - 1
    return sum(
        (comb(coins, k) * threshold**k * (1 - threshold) ** (coins - k) for k in range(a)),
        Fraction(0),
    )


def pooled(shares: Sequence[float], asked: Sequence[int], common: float) -> tuple[float, float]:
    """Least squares with the whole matrix of errors, the common one in it; centre and error."""
    x = np.array([logit(p) for p in shares])
    own = np.diag([1 / (n * p * (1 - p)) for p, n in zip(shares, asked, strict=True)])
    inverse = np.linalg.inv(own + common**2)
    total = inverse.sum()
    return float(inverse.sum(axis=0) @ x / total), float(1 / sqrt(total))
