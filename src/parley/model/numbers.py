"""What the slots of a model are worth, in one draw or many. Knows packages and the war as arrays.

Every function takes `values (draw, input)` and works on float64 draws and on fractions alike:
the base case is decided exactly, the draws in float64, by the same lines. Sums run over ids in
order, so that no bit depends on the order of the file.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.maths import markov
from parley.model.compiled import Chain, Model, Row
from parley.scenario import holds

Array = NDArray[Any]
Floats = NDArray[np.float64]
MOST_EXACT_STATES = 30


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
    weights = values[:, [issue.weight for issue in scores]]
    shares = weights / weights.sum(axis=1)[:, None]
    plain = values.dtype != object
    tables = []
    for at, issue in enumerate(scores):
        mix = np.array(issue.mix, dtype=object)
        mixed = values[:, issue.knots] @ (mix.astype(np.float64) if plain else mix).T
        tables.append(shares[:, at][:, None] * mixed)
    return tables


def package_values(model: Model, party: str, values: Array, package: Mapping[str, str]) -> Array:
    """A party's value of one package, `(draw,)` points; issues left out keep their status quo."""
    utility = model.utilities[party]
    full = completed(model, package)
    total: Array | None = None
    for table, issue, name in zip(
        option_values(model, party, values), utility.issues, model.space.issues, strict=True
    ):
        worth = table[:, issue.options.index(full[name])]
        total = worth if total is None else total + worth
    assert total is not None  # noqa: S101 - a scenario has issues
    for condition, slot in utility.interactions:
        if holds(condition, full):
            total = total + values[:, slot]
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
        table = table / table.sum(axis=2)[:, :, None]
    return table[:, :, :size], table[:, :, size:]


def _row(row: Row, values: Array, size: int) -> Array:
    zero = _zero(values)
    chances = np.full((len(values), size), zero, dtype=values.dtype)
    for target, slot in row.slots:
        chances[:, target] = values[:, slot]
    total = chances.sum(axis=1)
    if row.rest is None:
        return np.asarray(chances / total[:, None])
    chances[:, row.rest] = np.maximum(1 - total, zero)
    return chances


def _zero(values: Array) -> Any:
    return Fraction(0) if values.dtype == object else 0.0


def flows(model: Model, chain: Chain, values: Array, party: str) -> Array:
    """What one period of fighting is worth to a party, `(draw, state)` points.

    The package in effect in that state, plus what no issue holds, less every burden as felt.
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
                flow = flow - values[:, points] * values[:, slot] / values[:, per]
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
    return markov.war_values(P, R, flow, ending, values[:, chain.discount[party]])


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
