"""Hypotheses on how a war works, weighed by its course so far. Knows arrays, not answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parley.maths import learning
from parley.model.compiled import Chain, Model, Row
from parley.model.numbers import Array, all_war_values, blocks, exact, transitions_by
from parley.model.views import View

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """How likely each hypothesis is.

    Attributes:
        base: `(hypothesis,)`, in the base case, exactly.
        drawn: `(draw, hypothesis)`; None where nothing is drawn.
    """

    base: tuple[Fraction, ...]
    drawn: Floats | None


def weighed(model: Model, chain: Chain, drawn: Floats | None) -> tuple[Weights, Weights]:
    """The hypotheses before and after the course of the war was seen.

    Raises:
        NoAnswer: the course cannot happen under any of them.
    """
    values = exact(model)
    given = [values[0, row.prior] for row in chain.hypotheses]
    prior = tuple(chance / sum(given) for chance in given)
    size, targets = len(chain.states), len(chain.states) + len(chain.endings)
    counts = learning.steps(chain.course, size, targets)
    tables = [_table(chain, row.rows, values)[0].tolist() for row in chain.hypotheses]
    posterior = learning.posterior_exact(prior, tables, counts)
    if drawn is None:
        return Weights(prior, None), Weights(posterior, None)
    priors = drawn[:, [row.prior for row in chain.hypotheses]]
    priors = priors / priors.sum(axis=1, keepdims=True)
    likely = [
        np.concatenate(
            [
                learning.log_likelihood(_table(chain, row.rows, some), counts)
                for some in blocks(chain, drawn)
            ]
        )
        for row in chain.hypotheses
    ]
    after = learning.posterior(priors, np.stack(likely, axis=1))
    return Weights(prior, priors), Weights(posterior, after)


def _table(chain: Chain, rows: tuple[Row, ...], values: Array) -> Array:
    """`(draw, state, target)`, states first, then endings."""
    return np.concatenate(transitions_by(chain, rows, values), axis=2)


@dataclass(frozen=True)
class Outlooks:
    """What one view of the war leads to.

    Attributes:
        endings: `(draw, ending)`, the chance of each.
        duration: `(draw,)` periods.
        no_deal: per party whose no-deal value is the war's, `(draw,)` points.
    """

    endings: Floats
    duration: Floats
    no_deal: Mapping[str, Floats]


def outlooks(model: Model, chain: Chain, rows: tuple[Row, ...], values: Floats) -> Outlooks:
    """What the war leads to by some rows of chances, which every party then sees alike.

    Raises:
        NoAnswer: a war that may never end.
    """
    parties = [party for party in model.utilities if party not in model.no_deal]
    view = View(chain, rows, values, (0,))
    worth = all_war_values(model, chain, values, parties, rows=rows)
    return Outlooks(view.endings, view.duration, {p: worth[p][:, chain.now] for p in parties})


def mean(rows: list[Outlooks], weights: Floats) -> Outlooks:
    """The mean over hypotheses of `(draw, hypothesis)` weights.

    Nothing is decided on the way, so the values of the war are averaged like its chances.
    """

    def over(columns: list[Floats]) -> Floats:
        total = np.zeros(columns[0].shape)
        for at, column in enumerate(columns):
            weight = weights[:, at]
            total = total + (weight * column if column.ndim == 1 else weight[:, None] * column)
        return total

    return Outlooks(
        over([row.endings for row in rows]),
        over([row.duration for row in rows]),
        {party: over([row.no_deal[party] for row in rows]) for party in rows[0].no_deal},
    )
