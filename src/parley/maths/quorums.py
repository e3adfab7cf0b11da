"""The chance that one count of votes passes by its rule. Knows errors, not where they come from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from parley.errors import NoAnswer
from parley.maths.normal import in_errors, orthant, phi_of
from parley.maths.quadrature import MOST_LEVELS, graded

Floats = NDArray[np.float64]

FAR = 8.0  # standard errors beyond which nothing of 1e-15 is left
SHARP = 1e-6  # a rise in chance so steep that it counts as a step
LEVELS = 2
HALVINGS = 45
BATCH = 1000  # draws worked on at once


@dataclass(frozen=True)
class Forecast:
    """A forecast of one count of votes, with the rule by which it passes; arrays `(draw,)`.

    Attributes:
        yes: the centre of the share of yes among valid votes, in logits.
        error: its standard error, in logits.
        threshold: the share of valid votes above which it passes.
        turnout: the centre of turnout, in logits; None where no quorum asks for it.
        turnout_error: its standard error, in logits.
        boycott: the correlation of the errors of turnout and of yes.
        turnout_quorum: the share of the electorate that must vote; 0 for none.
        approval_quorum: the share of the electorate that must vote yes; 0 for none.
    """

    yes: Floats
    error: Floats
    threshold: Floats
    turnout: Floats | None = None
    turnout_error: Floats | None = None
    boycott: Floats | None = None
    turnout_quorum: Floats | None = None
    approval_quorum: Floats | None = None


def pass_chance(forecast: Forecast) -> Floats:
    """The chance that one count of votes passes by its rule.

    The share of yes is logit-normal. By its threshold alone, `Phi((m - logit t) / s)`. With a
    turnout quorum, turnout is a second logit-normal whose error is correlated with that of yes: a
    bivariate normal orthant (Owen 1956). An approval quorum asks for `yes x turnout`: given yes,
    the turnout that is enough has a normal chance, integrated over yes by Gauss-Legendre rules on
    panels that shrink towards each kink; to 1e-9. The combination is derived here.

    Args:
        forecast: arrays that broadcast against each other.

    Returns:
        `(draw,)`. Where nothing is uncertain, 0 or 1: a share at the threshold does not pass, a
        quorum that is just met is met.

    Raises:
        NoAnswer: a quorum without a forecast of turnout.
    """
    full = even(forecast)
    if full.turnout_quorum is None:
        return phi_of(full.yes - special.logit(full.threshold), full.error)
    assert full.approval_quorum is not None  # noqa: S101 - for the type checker
    chance = np.where(full.error > 0, _without_approval(full), _yes_known(full))
    asked = np.flatnonzero((full.approval_quorum > 0) & (full.error > 0))
    for at in range(0, len(asked), BATCH):
        rows = asked[at : at + BATCH]
        chance[rows] = _under_approval(draws_of(full, rows))
    return np.clip(chance, 0.0, 1.0)


def even(forecast: Forecast) -> Forecast:
    """By definition the same forecast in arrays of one shape; without quorums without turnout.

    Raises:
        NoAnswer: a quorum without a forecast of turnout.
    """
    quorums = (forecast.turnout_quorum, forecast.approval_quorum)
    if not any(quorum is not None and np.any(quorum) for quorum in quorums):
        base = (forecast.yes, forecast.error, forecast.threshold)
        return Forecast(*(np.atleast_1d(a) for a in np.broadcast_arrays(*base)))
    if forecast.turnout is None:
        raise NoAnswer("A quorum needs a forecast of turnout. Give the expected turnout.")
    rows: tuple[Any, ...] = (
        forecast.yes,
        forecast.error,
        forecast.threshold,
        forecast.turnout,
        *(0.0 if a is None else a for a in (forecast.turnout_error, forecast.boycott, *quorums)),
    )
    even = np.broadcast_arrays(*(np.asarray(row, dtype=np.float64) for row in rows))
    return Forecast(*(np.atleast_1d(row) for row in even))


def draws_of(forecast: Forecast, rows: Any, size: tuple[int, ...] | None = None) -> Forecast:
    """By definition: some draws of an even forecast, first spread to a size."""
    found = {}
    for name, column in vars(forecast).items():
        if column is not None:
            found[name] = (column if size is None else np.broadcast_to(column, size))[rows]
    return replace(forecast, **found)


def standard(forecast: Forecast) -> Floats:
    """By definition: by how many standard errors yes lies above its threshold."""
    return in_errors(forecast.yes - special.logit(forecast.threshold), forecast.error)


@dataclass(frozen=True)
class _Turnout:
    """What a forecast with quorums says of turnout; `(draw,)` each."""

    centre: Floats
    error: Floats
    boycott: Floats
    quorum: Floats
    approval: Floats

    @classmethod
    def of(cls, full: Forecast) -> "_Turnout":
        columns = (
            full.turnout,
            full.turnout_error,
            full.boycott,
            full.turnout_quorum,
            full.approval_quorum,
        )
        return cls(*(np.asarray(column) for column in columns))


def _without_approval(full: Forecast) -> Floats:
    """A threshold and a turnout quorum."""
    turnout = _Turnout.of(full)
    enough = in_errors(turnout.centre - special.logit(turnout.quorum), turnout.error, met=True)
    return orthant(standard(full), enough, turnout.boycott)


def _yes_known(full: Forecast) -> Floats:
    """The share of yes is certain, so only turnout is left to chance."""
    turnout = _Turnout.of(full)
    needed = np.maximum(turnout.quorum, turnout.approval / special.expit(full.yes))
    distance = turnout.centre - special.logit(np.minimum(needed, 1.0))
    enough = phi_of(distance, turnout.error, met=True)
    return np.asarray(np.where(full.yes > special.logit(full.threshold), enough, 0.0))


class _Needed:
    """The turnout that is enough, given the error `z` of yes in standard errors.

    `room(z)` is the expected turnout given `z` less the turnout needed, both in logits. It is
    concave in `z`: turnout moves with `z` along a straight line; the turnout that an approval
    quorum needs falls ever more slowly as yes rises, until the turnout quorum is all there is.
    """

    def __init__(self, full: Forecast) -> None:
        self.turnout = _Turnout.of(full)
        self.full = full
        quorum, approval = self.turnout.quorum, self.turnout.approval
        with np.errstate(divide="ignore", invalid="ignore"):
            self.least = (special.logit(approval) - full.yes) / full.error  # all must vote
            rest = np.where(quorum > approval, (quorum - approval) / (1 - approval), 0.0)
            self.kink = (
                self.least - np.log(rest) / full.error
            )  # from there the quorum asks for more
        self.from_ = np.clip(np.maximum(-standard(full), self.least), -FAR, FAR)

    def room(self, z: Floats) -> Floats:
        """`(draw, node)` from `(draw, node)`."""
        turnout, past = self._columns(), self._past(z)
        with np.errstate(divide="ignore", over="ignore"):
            fewer = (1 - turnout.approval) * np.exp(-past)
            needed = np.log(turnout.approval + fewer)
            needed -= np.log1p(-turnout.approval) + np.log(-np.expm1(-past))
        needed = np.maximum(needed, special.logit(turnout.quorum))
        return np.asarray(turnout.centre + turnout.boycott * turnout.error * z - needed)

    def slope(self, z: Floats) -> Floats:
        """How `room` rises with `z`, up to a factor above 0; to the right of a kink at it."""
        turnout, past = self._columns(), self._past(z)
        gone = np.exp(-past)
        with np.errstate(divide="ignore"):
            falls = gone / ((turnout.approval + (1 - turnout.approval) * gone) * -np.expm1(-past))
        falls = np.where(z < self.kink[:, None], falls, 0.0) * self.full.error[:, None]
        return np.asarray(falls + turnout.boycott * turnout.error)

    def _columns(self) -> _Turnout:
        return _Turnout(*(column[:, None] for column in vars(self.turnout).values()))

    def _past(self, z: Floats) -> Floats:
        """By how many logits yes lies above the share at which all must vote."""
        return np.maximum((z - self.least[:, None]) * self.full.error[:, None], 0.0)

    def marks(self) -> Floats:
        """`(draw, mark)`, ascending: the ends, and where the chance of enough turnout bends."""
        low, high = self.from_[:, None], np.full((len(self.from_), 1), FAR)
        peak = _last(lambda z: self.slope(z) > 0, low, high)
        rise = _last(lambda z: self.room(z) < 0, low, peak)
        fall = _last(lambda z: self.room(z) >= 0, peak, high)
        kink, middle = (np.clip(at, low, high) for at in (self.kink[:, None], 0.0))
        marks = [low, rise, peak, kink, middle, fall, high]
        return np.sort(np.concatenate(marks, axis=1), axis=1)


def _last(holds: Callable[[Floats], Any], low: Floats, high: Floats) -> Floats:
    """The end of where something holds, from `low` on, by bisection."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        there = holds(middle)
        low, high = np.where(there, middle, low), np.where(there, high, middle)
    return low


def _under_approval(full: Forecast) -> Floats:
    """All three rules, integrated over the error of yes."""
    needed = _Needed(full)
    turnout = needed.turnout
    own = turnout.error * np.sqrt((1 - turnout.boycott) * (1 + turnout.boycott))
    own = np.where(own > SHARP, own, 0.0)
    z, weights = graded(needed.marks(), levels(own))
    enough = phi_of(needed.room(z), own[:, None], met=True)
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return np.asarray((weights * density * enough).sum(axis=1))


def levels(own: Floats) -> int:
    """How often panels must shrink to resolve a rise of this width; derived here."""
    narrow = float(np.where(own > 0, own, 1.0).min())
    return min(MOST_LEVELS, LEVELS + int(np.ceil(np.log(1 / min(narrow, 1.0)) / np.log(4))))


def bends(row: Forecast) -> Floats:
    """`(draw, mark)`: at which errors of yes the chance to pass bends; derived here."""
    above = -standard(row)[:, None]
    if row.approval_quorum is None or not row.approval_quorum.any():
        return above
    full = replace(row, error=np.where(row.error > 0, row.error, 1.0))
    return np.concatenate([above, _Needed(full).marks()], axis=1)


def given(row: Forecast, load: Floats, factor: Floats) -> Forecast:
    """The forecast once the common part of the errors is known, `(draw x node,)`; derived here.

    By the rules of conditional normals, with the turnout tied to the whole error of yes.
    """
    spread = {k: np.repeat(v, factor.shape[1]) for k, v in vars(row).items() if v is not None}
    full, load, known = Forecast(**spread), np.repeat(load, factor.shape[1]), factor.ravel()
    own = np.sqrt((1 - load) * (1 + load))
    yes = full.yes + full.error * load * known
    if full.turnout is None:
        return replace(full, yes=yes, error=full.error * own)
    turnout = _Turnout.of(full)
    kept = np.sqrt((1 - turnout.boycott * load) * (1 + turnout.boycott * load))
    return replace(
        full,
        yes=yes,
        error=full.error * own,
        turnout=turnout.centre + turnout.boycott * turnout.error * load * known,
        turnout_error=turnout.error * kept,
        boycott=turnout.boycott * own / np.where(kept > 0, kept, 1.0),
    )
