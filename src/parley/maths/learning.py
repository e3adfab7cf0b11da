"""What the course of a war says about how the war works. Knows chains, not who fights.

Each hypothesis is a chain of its own: a table of chances `(state, target)` per period, targets
being states first and endings behind them. What was observed is a course of states, period by
period. After Slantchev (2003), "The Principle of Convergence in Wartime Negotiations", where
battles inform both sides; the formulas are Bayes' rule on such chains and derived here.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.errors import NoAnswer

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def steps(course: Sequence[int], states: int, targets: int) -> Counts:
    """How often each step from a state to a target was observed.

    By definition. The order of the steps does not matter: a course says no more than these counts.

    Args:
        course: the states in order of time, by number; the last may be an ending, numbered after
            the states.
        states: how many states there are.
        targets: how many states and endings there are.

    Returns:
        `(state, target)`.
    """
    counts = np.zeros((states, targets), dtype=np.int64)
    for here, there in pairwise(course):
        counts[here, there] += 1
    return counts


def log_likelihood(chances: ArrayLike, counts: ArrayLike) -> Floats:
    """The logarithm of the chance of an observed course, given where it began.

    The sum of `count log chance` over the steps observed: derived here.

    Args:
        chances: `(..., state, target)`, per period; each row sums to 1.
        counts: `(state, target)`, as `steps` finds them.

    Returns:
        `(...)`; -inf where a step observed has no chance.
    """
    seen = np.asarray(counts) > 0
    often = np.asarray(counts)[seen]
    with np.errstate(divide="ignore"):
        logs = np.log(np.asarray(chances, dtype=np.float64)[..., seen])
    return np.asarray((often * logs).sum(axis=-1))


def posterior(prior: ArrayLike, log_likelihoods: ArrayLike) -> Floats:
    """How likely each hypothesis is once the course is known.

    Bayes (1763): proportional to the prior times the chance of what was observed. On average over
    all courses that could be observed it is the prior (a martingale).

    Args:
        prior: `(..., hypothesis)`, at least 0; divided by its sum.
        log_likelihoods: `(..., hypothesis)`, as `log_likelihood` finds them.

    Returns:
        `(..., hypothesis)`, summing to 1.

    Raises:
        NoAnswer: what was observed is impossible under every hypothesis that has a prior chance.
    """
    with np.errstate(divide="ignore"):
        logs = np.log(np.asarray(prior, dtype=np.float64)) + log_likelihoods
    most = logs.max(axis=-1, keepdims=True)
    if not np.isfinite(most).all():
        raise NoAnswer(_IMPOSSIBLE)
    weights = np.exp(logs - most)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def posterior_exact(
    prior: Sequence[Fraction],
    chances: Sequence[Sequence[Sequence[Fraction]]],
    counts: ArrayLike,
) -> tuple[Fraction, ...]:
    """What `posterior` computes, in exact rationals: Bayes (1763).

    Args:
        prior: `(hypothesis,)`.
        chances: per hypothesis `(state, target)`.
        counts: `(state, target)`.

    Returns:
        `(hypothesis,)`, summing to 1.

    Raises:
        NoAnswer: as `posterior`.
    """
    seen = [(int(s), int(t), int(np.asarray(counts)[s, t])) for s, t in np.argwhere(counts)]
    weights = []
    for chance, table in zip(prior, chances, strict=True):
        weight = Fraction(chance)
        for state, target, often in seen:
            weight *= Fraction(table[state][target]) ** often
        weights.append(weight)
    total = sum(weights, Fraction(0))
    if not total:
        raise NoAnswer(_IMPOSSIBLE)
    return tuple(weight / total for weight in weights)


_IMPOSSIBLE = (
    "What was observed cannot happen under any of the hypotheses. Give the steps observed a chance "
    "in one of them."
)
