"""What the slots of a model are worth, in one draw or many. Knows packages and the war as arrays.

Every function takes `values (draw, input)` and works on float64 draws and on fractions alike:
the base case is decided exactly, the draws in float64, by the same lines. Sums run over ids in a
fixed order, one term at a time: no bit depends on the order of the file, nor on how many draws
are worked on at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer
from parley.maths import markov
from parley.model.compiled import Chain, IssueScores, Model, Row
from parley.scenario import Condition, holds

Array = NDArray[Any]
Floats = NDArray[np.float64]
MOST_EXACT_STATES = 80
CUT = 1e-12
"""A chance that far below 0 is no matter of rounding."""
MOST_POINTS = 10**100
MOST_CHANCES = 2**23
"""Held at once, over all draws: 64 MB."""


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
        party's weights times the option's score, less what spite makes of the others' points.
    """
    tables = _own_option_values(model, party, values)
    for other, slot in model.utilities[party].spite.items():
        others = _own_option_values(model, other, values)
        spite = values[:, slot, None]
        tables = [mine - spite * theirs for mine, theirs in zip(tables, others, strict=True)]
    return tables


def interaction_values(model: Model, party: str, values: Array) -> list[tuple[Condition, Array]]:
    """What combinations of options add to a party's value of a package.

    Args:
        model: the compiled scenario.
        party: one with preferences.
        values: `(draw, input)`.

    Returns:
        Per interaction the condition and `(draw,)` points: the party's own, then, where it feels
        spite, those of the others, times spite and taken off.
    """
    utility = model.utilities[party]
    found = [(condition, values[:, slot]) for condition, slot in utility.interactions]
    for other, spite in utility.spite.items():
        for condition, slot in model.utilities[other].interactions:
            found.append((condition, -(values[:, spite] * values[:, slot])))
    return found


def package_values(model: Model, party: str, values: Array, package: Mapping[str, str]) -> Array:
    """A party's value of one package, `(draw,)` points; issues left out keep their status quo.

    With spite, a point of another's is a loss: as in `option_values`.
    """
    full = completed(model, package)
    terms = _terms(model, party, values, full)
    for other, slot in model.utilities[party].spite.items():
        others = _terms(model, other, values, full)
        spite = values[:, slot]
        terms = [mine - spite * theirs for mine, theirs in zip(terms, others, strict=True)]
    return _joined(terms, interaction_values(model, party, values), full)


def _own_package_values(
    model: Model, party: str, values: Array, package: Mapping[str, str]
) -> Array:
    """`package_values` without spite."""
    full = completed(model, package)
    extras = [(when, values[:, slot]) for when, slot in model.utilities[party].interactions]
    return _joined(_terms(model, party, values, full), extras, full)


def _joined(
    terms: Sequence[Array], extras: Sequence[tuple[Condition, Array]], full: Mapping[str, str]
) -> Array:
    """The sum of the terms per issue and of the interactions that hold."""
    total = terms[-1]
    for term in reversed(terms[:-1]):  # as packages are listed and folded: last issue first
        total = term + total
    for condition, points in extras:
        if holds(condition, full):
            total = total + points
    return total


def _own_option_values(model: Model, party: str, values: Array) -> list[Array]:
    """`option_values` without spite."""
    scores = model.utilities[party].issues
    shares = _shares(scores, values)
    return [
        share[:, None] * _scored(issue, values, range(len(issue.options)))
        for issue, share in zip(scores, shares, strict=True)
    ]


def _terms(model: Model, party: str, values: Array, full: Mapping[str, str]) -> list[Array]:
    """Per issue, `(draw,)`: what its option in a package is worth to a party, without spite."""
    scores = model.utilities[party].issues
    shares = _shares(scores, values)
    terms = []
    for name, issue, share in zip(model.space.issues, scores, shares, strict=True):
        score = _scored(issue, values, [issue.options.index(full[name])])
        terms.append(share * score[:, 0])
    return terms


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
    return transitions_by(chain, chain.rows_of(party), values)


def transitions_by(chain: Chain, rows: Sequence[Row], values: Array) -> tuple[Array, Array]:
    """`transitions` by any rows of chances, such as those of a hypothesis."""
    size, table = len(chain.states), _supported(chain, rows, values)
    if chain.shifts:
        table = np.maximum(table, _zero(table))
        table = table / _summed(list(np.moveaxis(table, 2, 0)))[:, :, None]
    return table[:, :, :size], table[:, :, size:]


def cut_by_support(chain: Chain, rows: Sequence[Row], values: Array) -> NDArray[np.bool_]:
    """Whether support takes more from some chance than there is of it, so that it is cut.

    Returns:
        `(draw,)`.
    """
    below = _supported(chain, rows, values) < -CUT
    return np.asarray(below.any(axis=(1, 2)), dtype=bool)


def _supported(chain: Chain, rows: Sequence[Row], values: Array) -> Array:
    """`(draw, state, target)`: the rows as written, with what support adds and takes."""
    size = len(chain.states) + len(chain.endings)
    table = np.stack([_row(row, values, size) for row in rows], axis=1)
    for shift in chain.shifts:
        for target, slot in shift.slots:
            table[:, shift.state, target] += values[:, shift.level] * values[:, slot]
    return table


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

    The package in effect in that state, plus what no issue holds, less every burden as felt; less
    what spite makes of the others' points in it.

    Raises:
        NoAnswer: a burden felt beyond all numbers, as for a reference load next to nothing.
    """
    rows = []
    for at, package in enumerate(chain.state_packages):
        flow = package_values(model, party, values, package)
        with np.errstate(over="ignore", invalid="ignore"):
            flow = flow + _beside_package(chain, values, party, at)
            for other, slot in model.utilities[party].spite.items():
                flow = flow - values[:, slot] * _beside_package(chain, values, other, at)
        if not (abs(flow) < MOST_POINTS).all():
            raise NoAnswer(f"A period of fighting costs '{party}' points without measure.")
        rows.append(flow)
    return np.stack(rows, axis=1)


def _beside_package(chain: Chain, values: Array, party: str, state: int) -> Array:
    """A party's own points in a period of fighting that no issue holds, `(draw,)`."""
    points = np.full(len(values), _zero(values), dtype=values.dtype)
    if party in chain.fighting:
        points = points + values[:, chain.fighting[party]]
    for burden in chain.burdens:
        slot = burden.loads[state]
        if slot is not None and party in burden.felt:
            lost, per = burden.felt[party]
            points = points - values[:, lost] * values[:, slot] / values[:, per]
    return points


def ending_worths(model: Model, chain: Chain, values: Array, party: str) -> Array:
    """What each ending of the war is worth to a party, `(draw, ending)` points, spite taken off."""
    columns = [*_own_endings(model, chain, values, party)]
    for other, slot in model.utilities[party].spite.items():
        others = _own_endings(model, chain, values, other)
        columns = [
            mine - values[:, slot] * theirs for mine, theirs in zip(columns, others, strict=True)
        ]
    return np.stack(columns, axis=1)


def _own_endings(model: Model, chain: Chain, values: Array, party: str) -> list[Array]:
    """Per ending, `(draw,)`: its worth to a party as given, else as its package; without spite."""
    columns = []
    for package, slot in zip(chain.ending_packages, chain.ending_values[party], strict=True):
        if slot is not None:
            columns.append(values[:, slot])
        else:
            columns.append(_own_package_values(model, party, values, package or {}))
    return columns


def war_values(model: Model, chain: Chain, values: Floats, party: str, *, own: bool) -> Floats:
    """A party's value of fighting on, `(draw, state)` points, in its own view or the common one."""
    rows = chain.rows_of(party if own else None)
    return all_war_values(model, chain, values, [party], rows=rows)[party]


def all_war_values(
    model: Model,
    chain: Chain,
    values: Floats,
    parties: Iterable[str],
    *,
    rows: Sequence[Row] | None = None,
) -> dict[str, Floats]:
    """`war_values` of several parties; those of one view and patience share the hard part.

    Args:
        model: the compiled scenario.
        chain: its war.
        values: `(draw, input)`.
        parties: which ones.
        rows: the chances that all of them see; by default each in its own view.
    """
    alike: dict[tuple[int, bytes], list[str]] = {}
    for party in parties:
        seen = chain.rows_of(party) if rows is None else rows
        patience = values[:, chain.discount[party]].tobytes()
        alike.setdefault((id(seen), patience), []).append(party)
    found: dict[str, Floats] = {}
    for group in alike.values():
        seen = chain.rows_of(group[0]) if rows is None else rows
        parts = [_war_values(model, chain, some, group, seen) for some in blocks(chain, values)]
        solved = [np.concatenate(column) for column in zip(*parts, strict=True)]
        found |= dict(zip(group, solved, strict=True))
    return found


def _war_values(
    model: Model, chain: Chain, values: Floats, group: Sequence[str], rows: Sequence[Row]
) -> list[Floats]:
    """Per party of a group that sees the same chances and is equally patient, `(draw, state)`."""
    P, R = transitions_by(chain, rows, values)
    worths = [
        (flows(model, chain, values, party), ending_worths(model, chain, values, party))
        for party in group
    ]
    discount = values[:, chain.discount[group[0]]]
    try:
        return markov.war_values_each(P, R, worths, discount)
    except np.linalg.LinAlgError as error:
        raise NoAnswer("The chances of the war's endings are too small to solve for.") from error


def blocks(chain: Chain, values: Floats) -> Iterator[Floats]:
    """The draws in pieces whose chances fit the memory, `(some draws, input)` each."""
    step = max(1, MOST_CHANCES // (len(chain.states) + len(chain.endings)) ** 2)
    for start in range(0, len(values), step):
        yield values[start : start + step]


def no_deal_values(model: Model, values: Floats) -> dict[str, Floats]:
    """What each party with preferences can expect without a deal, `(draw,)` points.

    `no_deal` of the file where it is given, else the value of war at its present state, in
    the party's own view where it has one. Parties without either are left out.
    """
    fought = [party for party in model.utilities if party not in model.no_deal]
    solved = all_war_values(model, model.chain, values, fought) if model.chain else {}
    found: dict[str, Floats] = {}
    for party in model.utilities:
        if party in model.no_deal:
            found[party] = values[:, model.no_deal[party]]
        elif model.chain:
            found[party] = solved[party][:, model.chain.now]
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
