"""What the slots of a model are worth, in one draw or many. Knows packages and the war as arrays.

Every function takes `values (draw, input)` and works on float64 draws and on fractions alike:
the base case is decided exactly, the draws in float64, by the same lines. Sums run over ids in a
fixed order, one term at a time: no bit depends on the order of the file, nor on how many draws
are worked on at once.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer
from parley.maths import markov
from parley.model.compiled import Chain, IssueScores, Model, Row
from parley.scenario import holds

Array = NDArray[Any]
Floats = NDArray[np.float64]
MOST_EXACT_STATES = 30
MOST_POINTS = 10**100


def exact(model: Model) -> Array:
    """The base case in fractions, `(1, input)`: every number at its mean."""
    values = np.empty((1, len(model.inputs)), dtype=object)
    values[0, :] = [number.distribution.mean() for number in model.inputs]
    return values


def base(model: Model) -> Floats:
    """The base case in float64, `(1, input)`: every number at its mean."""
    return exact(model).astype(np.float64)


def option_values(model: Model, party: str, values: Array) -> list[Array]:
    """What every option is worth to a party within a package.

    Args:
        model: the compiled scenario.
        party: one with preferences.
        values: `(draw, input)`.

    Returns:
        Per issue, `(draw, option)` points, war-only options included: the issue's share of the
        party's weights times the option's score.
    """
    scores = model.utilities[party].issues
    shares = _shares(scores, values)
    return [
        share[:, None] * _scored(issue, values, range(len(issue.options)))
        for issue, share in zip(scores, shares, strict=True)
    ]


def package_values(model: Model, party: str, values: Array, package: Mapping[str, str]) -> Array:
    """A party's value of one package, `(draw,)` points; issues left out keep their status quo."""
    utility = model.utilities[party]
    full = completed(model, package)
    terms = []
    shares = _shares(utility.issues, values)
    for name, issue, share in zip(model.space.issues, utility.issues, shares, strict=True):
        score = _scored(issue, values, [issue.options.index(full[name])])
        terms.append(share * score[:, 0])
    total = terms[-1]
    for term in reversed(terms[:-1]):  # as packages are listed and folded: last issue first
        total = term + total
    for condition, slot in utility.interactions:
        if holds(condition, full):
            total = total + values[:, slot]
    return total


def _shares(scores: Sequence[IssueScores], values: Array) -> list[Array]:
    """Per issue, `(draw,)`: its weight over the sum of all weights."""
    weights = [values[:, issue.weight] for issue in scores]
    total = _summed(weights)
    return [weight / total for weight in weights]


def _scored(issue: IssueScores, values: Array, options: Sequence[int]) -> Array:
    """`(draw, option)`, the scores of these options, on straight lines between the knots."""
    left, right, way = zip(*(issue.lines[option] for option in options), strict=True)
    kind = object if values.dtype == object else np.float64
    behind = np.array(way, dtype=object)
    from_left = values[:, [issue.knots[at] for at in left]] * (1 - behind).astype(kind)
    from_right = values[:, [issue.knots[at] for at in right]] * behind.astype(kind)
    return np.asarray(from_left + from_right)


def _summed(columns: Sequence[Array]) -> Array:
    """The sum of columns, one after the other."""
    total = columns[0]
    for column in columns[1:]:
        total = total + column
    return total


def completed(model: Model, package: Mapping[str, str]) -> dict[str, str]:
    """The package with every issue it leaves out at its status quo."""
    issues = model.scenario.issues
    return {name: package.get(name, issues[name].status_quo) for name in model.space.issues}


def transitions(chain: Chain, values: Array, party: str | None = None) -> tuple[Array, Array]:
    """The war's chances, in the common view or in a party's own.

    Returns:
        `P (draw, state, state)` and `R (draw, state, ending)`.
    """
    size = len(chain.states)
    rows = chain.own_rows.get(party, chain.rows) if party else chain.rows
    table = np.stack([_row(row, values, size + len(chain.endings)) for row in rows], axis=1)
    for shift in chain.shifts:
        for target, slot in shift.slots:
            table[:, shift.state, target] += values[:, shift.level] * values[:, slot]
    if chain.shifts:
        table = np.maximum(table, _zero(table))
        table = table / _summed(list(np.moveaxis(table, 2, 0)))[:, :, None]
    return table[:, :, :size], table[:, :, size:]


def _row(row: Row, values: Array, size: int) -> Array:
    """`(draw, target)`: the drawn chances over their sum, or as they are beside the rest."""
    zero = _zero(values)
    chances = np.full((len(values), size), zero, dtype=values.dtype)
    total = np.full(len(values), zero, dtype=values.dtype)
    for target, slot in row.slots:
        chances[:, target] = values[:, slot]
        total = total + values[:, slot]
    if row.rest is not None:
        chances[:, row.rest] = np.maximum(1 - total, zero)
        total = np.maximum(total, zero + 1)
    return np.asarray(chances / total[:, None])


def _zero(values: Array) -> Any:
    return Fraction(0) if values.dtype == object else 0.0


def flows(model: Model, chain: Chain, values: Array, party: str) -> Array:
    """What one period of fighting is worth to a party, `(draw, state)` points.

    The package in effect in that state, plus what no issue holds, less every burden as felt.

    Raises:
        NoAnswer: a burden felt beyond all numbers, as for a reference load next to nothing.
    """
    rows = []
    for at, package in enumerate(chain.state_packages):
        flow = package_values(model, party, values, package)
        if party in chain.fighting:
            flow = flow + values[:, chain.fighting[party]]
        for burden in chain.burdens:
            slot = burden.loads[at]
            if slot is not None and party in burden.felt:
                points, per = burden.felt[party]
                with np.errstate(over="ignore"):
                    flow = flow - values[:, points] * values[:, slot] / values[:, per]
        if not (abs(flow) < MOST_POINTS).all():
            raise NoAnswer(f"A period of fighting costs '{party}' points without measure.")
        rows.append(flow)
    return np.stack(rows, axis=1)


def ending_worths(model: Model, chain: Chain, values: Array, party: str) -> Array:
    """What each ending of the war is worth to a party, `(draw, ending)` points."""
    columns = []
    for package, slot in zip(chain.ending_packages, chain.ending_values[party], strict=True):
        if slot is not None:
            columns.append(values[:, slot])
        else:
            columns.append(package_values(model, party, values, package or {}))
    return np.stack(columns, axis=1)


def war_values(model: Model, chain: Chain, values: Floats, party: str, *, own: bool) -> Floats:
    """A party's value of fighting on, `(draw, state)` points, in its own view or the common one."""
    P, R = transitions(chain, values, party if own else None)
    flow = flows(model, chain, values, party)
    ending = ending_worths(model, chain, values, party)
    try:
        return markov.war_values(P, R, flow, ending, values[:, chain.discount[party]])
    except np.linalg.LinAlgError as error:
        raise NoAnswer("The chances of the war's endings are too small to solve for.") from error


def no_deal_values(model: Model, values: Floats) -> dict[str, Floats]:
    """What each party with preferences can expect without a deal, `(draw,)` points.

    `no_deal` of the file where it is given, else the value of war at its present state, in
    the party's own view where it has one. Parties without either are left out.
    """
    found: dict[str, Floats] = {}
    for party in model.utilities:
        if party in model.no_deal:
            found[party] = values[:, model.no_deal[party]]
        elif model.chain:
            worth = war_values(model, model.chain, values, party, own=True)
            found[party] = worth[:, model.chain.now]
    return found


def exact_no_deal_values(model: Model) -> dict[str, Fraction]:
    """The base case of `no_deal_values` in fractions.

    A war of more than `MOST_EXACT_STATES` states is solved in float64, and the solution taken
    as it is.
    """
    values = exact(model)
    found: dict[str, Fraction] = {}
    for party in model.utilities:
        chain = model.chain
        if party in model.no_deal:
            found[party] = values[0, model.no_deal[party]]
        elif chain and len(chain.states) <= MOST_EXACT_STATES:
            P, R = transitions(chain, values, party)
            flow = flows(model, chain, values, party)
            ending = ending_worths(model, chain, values, party)
            discount = values[0, chain.discount[party]]
            solved = markov.war_values_exact(P[0], R[0], flow[0], ending[0], discount)
            found[party] = solved[chain.now]
        elif chain:
            worth = war_values(model, chain, base(model), party, own=True)
            found[party] = Fraction(float(worth[0, chain.now]))
    return found
