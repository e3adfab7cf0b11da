"""Chances that a vote passes. Knows shares, errors and rules, not who votes on what.

A forecast of a vote is normal on the scale of logits (the logarithm of the odds of yes). Shares
outside the open interval 0..1 are taken just inside it, so that a logit is always a number.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from parley.errors import NoAnswer
from parley.maths.exact import Rational
from parley.maths.normal import orthant, phi_of
from parley.maths.quadrature import evenly, graded
from parley.maths.quorums import (
    BATCH,
    FAR,
    SHARP,
    Forecast,
    bends,
    draws_of,
    even,
    given,
    levels,
    pass_chance,
    standard,
)

__all__ = [
    "POLL_ERROR",
    "Forecast",
    "Pooled",
    "Tally",
    "beta_chance",
    "joint_chance",
    "logits",
    "outcomes",
    "pass_chance",
    "pooled",
    "shares",
    "tally",
    "two_way",
]

Floats = NDArray[np.float64]

POLL_ERROR = 0.334
"""The default error of polls beyond sampling, in logits: a label, not an estimate.

The root mean square of how far the last polls lay from the results of four votes on agreements:
Northern Ireland and Ireland (22 May 1998), the Greek Cypriots (24 April 2004), Colombia (2 October
2016). Four events say little; polls taken weeks or months before were mostly further off, by up to
five times as much.
"""
MAJORITY = 0.5
EDGE = 1e-9
SMALLEST_STEP = 0.05


class Pooled(NamedTuple):
    """Several polls as one."""

    yes: Floats
    """The centre, in logits."""
    sampling: Floats
    """The standard error of sampling, in logits; 0 where no poll tells how many were asked."""
    each: Floats
    """`(..., poll)`: that of each poll alone; 0 where it does not tell how many were asked."""
    weights: Floats
    """`(..., poll)`: what each counts for; they sum to 1."""


class Tally(NamedTuple):
    """A result held against a rule."""

    majority: bool
    """Whether yes lies above the threshold."""
    turnout_quorum: bool
    """Whether enough voted."""
    approval_quorum: bool
    """Whether enough voted yes."""

    @property
    def passed(self) -> bool:
        """Whether all of it holds."""
        return all(self)


def logits(share: ArrayLike) -> Floats:
    """The logarithm of the odds (Berkson 1944), finite: shares are taken at least 1e-9 inside 0..1.

    Args:
        share: of any shape, 0..1.
    """
    return np.asarray(special.logit(np.clip(share, EDGE, 1 - EDGE)), dtype=np.float64)


def shares(odds: ArrayLike) -> Floats:
    """Back from logits to shares (Berkson 1944).

    Args:
        odds: logits, of any shape.
    """
    return np.asarray(special.expit(np.asarray(odds, dtype=np.float64)))


def two_way(yes: ArrayLike, no: ArrayLike) -> Floats:
    """The share of yes among yes and no; by definition the undecided are left out.

    Args:
        yes: percent or persons in favour, at least 0.
        no: percent or persons against, in the same unit.

    Raises:
        NoAnswer: somewhere nobody answered.
    """
    for_ = np.asarray(yes, dtype=np.float64)
    both = for_ + np.asarray(no, dtype=np.float64)
    if not (both > 0).all():
        raise NoAnswer("A poll in which nobody says yes or no tells nothing. Leave it out.")
    return np.asarray(for_ / both)


def pooled(yes: ArrayLike, asked: Sequence[int | None], design: ArrayLike = 1.0) -> Pooled:
    """Several polls of one vote as one: their logits, weighted by the precision of sampling.

    A poll's logit has the sampling variance `design / (n y (1 - y))` (the delta method; Woolf
    1955), its design effect after Kish (1965). The error that polls of one vote share cannot be
    averaged away and does not enter the weights: with `l_i = m + common + e_i` the least squares
    estimate weighs by `1 / var(e_i)` (Aitken 1935), whatever the variance of `common`. The
    pooling with one common error: derived here.

    Args:
        yes: `(..., poll)`, the two-way share of yes.
        asked: `(poll,)`, how many were asked; None where that is not known: such a poll counts as
            much as the smallest of the others, and alone as free of sampling error.
        design: design effects, `(..., poll)` or one for all.

    Returns:
        Centre and standard error `(...,)`, errors and weights `(..., poll)`. A share of 0 or 1
        counts as half an answer from there.
    """
    known = [n for n in asked if n is not None]
    sizes = np.array([n if n is not None else min(known, default=1) for n in asked], dtype=float)
    least = np.array([0.5 / n if n is not None else EDGE for n in asked])
    inside = np.clip(yes, least, 1 - least)
    inside = np.clip(inside, EDGE, 1 - EDGE)
    if not known:
        weights = np.full(inside.shape, 1 / len(asked))
        each = np.zeros(inside.shape)
        return Pooled((special.logit(inside) * weights).sum(axis=-1), each[..., 0], each, weights)
    variances = np.maximum(design, EDGE) / (sizes * inside * (1 - inside))
    precision = 1 / variances
    weights = precision / precision.sum(axis=-1, keepdims=True)
    centre = (special.logit(inside) * weights).sum(axis=-1)
    told = np.array([n is not None for n in asked])
    each = np.where(told, np.sqrt(variances), 0.0)
    return Pooled(centre, 1 / np.sqrt(precision.sum(axis=-1)), each, weights)


def beta_chance(yes: ArrayLike, no: ArrayLike, threshold: ArrayLike = MAJORITY) -> Floats:
    """The chance that a share with a Beta distribution lies above a threshold.

    After `y` answers yes and `n` no with an even prior, a Beta(1 + y, 1 + n) (Bayes 1763):
    sampling is then the only error. `1 - I_t(a, b) = I_(1-t)(b, a)`.

    Args:
        yes: the first parameter, above 0.
        no: the second.
        threshold: in 0..1.
    """
    a, b, t = (np.asarray(number, dtype=np.float64) for number in (yes, no, threshold))
    return np.asarray(special.betainc(b, a, 1 - t))


def tally(
    yes: int,
    no: int,
    electorate: int | None = None,
    *,
    threshold: Rational = Fraction(1, 2),
    turnout_quorum: Rational = 0,
    approval_quorum: Rational = 0,
    cast: int | None = None,
) -> Tally:
    """Hold a result against a rule, exactly.

    By definition a tie does not pass, and a quorum that is met to the vote is met.

    Args:
        yes: votes in favour.
        no: votes against.
        electorate: who could vote; needed where there is a quorum.
        threshold: the share of valid votes above which it passes.
        turnout_quorum: the share of the electorate that must vote.
        approval_quorum: the share of the electorate that must vote yes.
        cast: ballots cast, the void ones too; by default yes and no.

    Raises:
        NoAnswer: a quorum without an electorate.
    """
    if electorate is None and (turnout_quorum > 0 or approval_quorum > 0):
        raise NoAnswer("A quorum is a share of the electorate. Give the electorate.")
    everyone = electorate or 0
    return Tally(
        majority=yes > Fraction(threshold) * (yes + no),
        turnout_quorum=(yes + no if cast is None else cast) >= Fraction(turnout_quorum) * everyone,
        approval_quorum=yes >= Fraction(approval_quorum) * everyone,
    )


def outcomes(yes: Floats, error: Floats, percentiles: Sequence[float]) -> Floats:
    """Percentiles of the share of yes over all draws at once, error included.

    The inverse of the mean over draws of `Phi((logit x - yes) / error)`, by bisection to the last
    bit: derived here.

    Args:
        yes: `(draw,)`, centres in logits.
        error: `(draw,)`, standard errors.
        percentiles: which ones, in 0..1.

    Returns:
        `(percentile,)`, shares of yes.
    """
    wanted = np.asarray(percentiles, dtype=np.float64)
    low = np.full(len(wanted), float((yes - FAR * error).min()) - 1)
    high = np.full(len(wanted), float((yes + FAR * error).max()) + 1)
    for _ in range(60):
        middle = (low + high) / 2
        below = phi_of(middle[:, None] - yes, error).mean(axis=1) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(special.expit((low + high) / 2))


def joint_chance(forecasts: Sequence[Forecast], correlation: ArrayLike = 0.0) -> Floats:
    """The chance that several counts of votes all pass, with errors of one common correlation.

    Any two errors of yes have this correlation; the error of a turnout is tied to that of its own
    yes alone. For two plain majorities a bivariate normal orthant (Owen 1956). Otherwise each
    error is `sqrt(r) common + sqrt(1 - r) own` (one factor; Dunnett and Sobel 1955), and the
    product of the chances given the common part is integrated by Gauss-Legendre rules; two errors
    of negative correlation take the common part with opposite signs.

    Args:
        forecasts: one or more, of arrays `(draw,)`.
        correlation: `(draw,)` or one for all, from -1 to 1.

    Returns:
        `(draw,)`.

    Raises:
        NoAnswer: below 0 for more than two: beyond -1/(n - 1) no such errors exist, and nothing
            is computed up to there.
    """
    common = np.atleast_1d(np.asarray(correlation, dtype=np.float64))
    if not (np.abs(common) <= 1).all():
        raise NoAnswer("A correlation lies between -1 and 1. Change it.")
    if len(forecasts) == 1:
        return pass_chance(forecasts[0])
    if len(forecasts) > 2 and (common < 0).any():
        raise NoAnswer(
            f"The errors of {len(forecasts)} votes cannot all go against each other. "
            "Write a correlation of 0 or more."
        )
    size = np.broadcast_shapes(common.shape, *(np.shape(even(f).yes) for f in forecasts))
    common = np.broadcast_to(common, size)
    rows = [draws_of(even(forecast), slice(None), size) for forecast in forecasts]
    if not common.any():
        return np.asarray(np.prod([pass_chance(row) for row in rows], axis=0))
    if len(rows) == 2 and all(row.turnout_quorum is None for row in rows):
        return orthant(standard(rows[0]), standard(rows[1]), common)
    return _by_common_part(rows, common)


def _by_common_part(rows: Sequence[Forecast], common: Floats) -> Floats:
    """The product of the chances given the common part of the errors, integrated over it."""
    found = np.empty(len(common))
    for at in range(0, len(common), BATCH):
        part = slice(at, at + BATCH)
        found[part] = _one_factor([draws_of(row, part) for row in rows], common[part])
    return np.clip(found, 0.0, 1.0)


def _one_factor(rows: Sequence[Forecast], common: Floats) -> Floats:
    size = np.sqrt(np.abs(common))
    loads = [size, *(np.where(common < 0, -size, size) for _ in rows[1:])]
    own = np.sqrt(1 - np.abs(common))
    factor, weights = _over_common_part(rows, loads, own)
    chance = weights * np.exp(-factor * factor / 2) / np.sqrt(2 * np.pi)
    for row, load in zip(rows, loads, strict=True):
        chance = chance * pass_chance(given(row, load, factor)).reshape(factor.shape)
    return np.asarray(chance.sum(axis=1))


def _over_common_part(
    rows: Sequence[Forecast], loads: Sequence[Floats], own: Floats
) -> tuple[Floats, Floats]:
    """Nodes and weights `(draw, node)`: evenly where each error has enough of its own."""
    steepest = sum(
        (float(np.abs(load).max()) / max(float(own.min()), SHARP)) ** 2 for load in loads
    )
    step = 0.8 / np.sqrt(1 + steepest)  # leaves 1e-12: the band of such a product is that narrow
    if step > SMALLEST_STEP:
        nodes, weights = evenly(FAR, step)
        size = (len(own), len(nodes))
        return np.broadcast_to(nodes, size), np.broadcast_to(weights, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        bent = [bends(row) / load[:, None] for row, load in zip(rows, loads, strict=True)]
    ends = np.full((len(own), 1), FAR)
    inside = [np.clip(np.nan_to_num(marks), -FAR, FAR) for marks in bent]
    return graded(np.sort(np.concatenate([-ends, *inside, ends], axis=1), axis=1), levels(own))
