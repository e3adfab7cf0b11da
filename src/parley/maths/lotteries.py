"""The best lottery over packages, by linear programming, for the prices that support it.

A lottery's gains are means over packages. The programme knows single issues and the issues of a
factor or rule together, so its value is a bound, and the prices of its gains are good ones to
search with. They need not be exact: any prices give a true bound (see `prices`).
"""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from parley.errors import NoAnswer
from parley.maths.goals import Goal, Programme
from parley.maths.prices import Floats, Problem
from parley.maths.spaces import Rule

MOST_CELLS = 20_000
TANGENTS = np.geomspace(1e-3, 1.0, 12)
REFINEMENTS = 8
CLOSE = 1e-7


@dataclass(frozen=True, eq=False)
class Lottery:
    """A best lottery.

    Attributes:
        prices: `(party,)`, what a unit of each party's gain is worth there.
        gains: `(party,)`, in units.
        marginals: per issue, `(option,)`, how often each option is taken.
    """

    prices: Floats
    gains: Floats
    marginals: tuple[Floats, ...]


@dataclass(frozen=True, eq=False)
class _Cells:
    """The part of the programme that makes lotteries: `matrix @ chances == right`.

    The first rows say what the gains are; the first columns are the options, issue by issue.
    """

    matrix: Any
    right: Floats
    columns: int


def lottery(problem: Problem, goal: Goal) -> Lottery | None:
    """The lottery that is best for a goal; None if none is acceptable.

    Linear programming over single issues and the joint choices of factors and rules (the local
    polytope of Schlesinger 1976); a goal that bends is followed by tangents (Kelley 1960).

    Raises:
        NoAnswer: the programme was not solved.
    """
    cells = _cells(problem)
    parties = len(problem.units)
    top = np.maximum(_highest(problem), 1e-6)
    tangents = TANGENTS[:, None] * top
    found: Lottery | None = None
    for _ in range(REFINEMENTS):
        programme = goal.programme(parties, tangents)
        solved = _solved(problem, cells, programme)
        if solved is None:
            return None
        found, value = solved
        here = np.maximum(found.gains, 1e-6 * top)
        if goal.score(here[None])[0] >= value - CLOSE:
            break
        tangents = np.vstack([tangents, here])
    return found


def _highest(problem: Problem) -> Floats:
    """`(party,)`: no package gives more."""
    tops = [table.max(axis=0) for table in problem.tables]
    tops += [factor.table.reshape(-1, len(problem.units)).max(axis=0) for factor in problem.factors]
    return np.asarray(problem.base + np.sum(tops, axis=0))


def _solved(problem: Problem, cells: _Cells, programme: Programme) -> tuple[Lottery, float] | None:
    """One linear programme, and its value."""
    from scipy import sparse  # slow to import
    from scipy.optimize import linprog

    parties = len(problem.units)
    others = len(programme.costs) - parties
    costs = np.concatenate([np.zeros(cells.columns), programme.costs])
    rows = len(cells.right)
    gains = sparse.coo_array(
        (-np.ones(parties), (np.arange(parties), np.arange(parties))), shape=(rows, parties)
    )
    equal: Any = sparse.hstack([cells.matrix, gains, sparse.coo_array((rows, others))]).tocsc()
    upper: Any = None
    if len(programme.limits):
        empty = sparse.coo_array((len(programme.limits), cells.columns))
        upper = sparse.hstack([empty, sparse.coo_array(programme.rows)]).tocsc()
    bounds: Any = np.zeros((len(costs), 2))
    bounds[:, 1] = np.inf
    bounds[cells.columns : cells.columns + parties, 0] = np.where(problem.floored, 0.0, -np.inf)
    start = cells.columns + parties
    bounds[start : start + programme.free, 0] = -np.inf
    result: Any = linprog(
        costs,
        A_ub=upper,
        b_ub=programme.limits if upper is not None else None,
        A_eq=equal,
        b_eq=cells.right,
        bounds=bounds,
        method="highs",
    )
    if result.status == 2:
        return None
    if result.status != 0:
        raise NoAnswer(f"The linear programme over lotteries was not solved: {result.message}")
    prices = np.maximum(result.eqlin.marginals[:parties], 0.0)
    chances = np.split(result.x[: sum(problem.sizes)], np.cumsum(problem.sizes)[:-1])
    found = Lottery(prices, result.x[cells.columns : start], tuple(chances))
    return found, -float(result.fun)


def _cells(problem: Problem) -> _Cells:
    """The programme's own rows: gains, one option per issue, and what joint choices imply."""
    from scipy import sparse  # slow to import

    sizes = problem.sizes
    starts = np.cumsum([0, *sizes])
    blocks = [np.concatenate(problem.tables).T]
    one = np.zeros((len(sizes), starts[-1]))
    for at in range(len(sizes)):
        one[at, starts[at] : starts[at + 1]] = 1
    ties: list[Any] = []
    joint = _joint(problem)
    right = [-problem.base, np.ones(len(sizes))]
    columns = [sparse.coo_array(np.vstack([*blocks, one]))]
    worth = []
    for scope, (allowed, table) in joint.items():
        cells = np.argwhere(allowed)
        worth.append(table[allowed].T)
        for axis, issue in enumerate(scope):
            size = sizes[issue]
            marginal = sparse.coo_array(
                (np.ones(len(cells)), (cells[:, axis], np.arange(len(cells)))),
                shape=(size, len(cells)),
            )
            shape = (size, int(starts[-1]))
            own = sparse.coo_array(
                (-np.ones(size), (np.arange(size), starts[issue] + np.arange(size))), shape=shape
            )
            ties.append((own, len(worth) - 1, marginal))
            right.append(np.zeros(size))
    if joint:
        zeros = np.zeros((len(sizes), sum(part.shape[1] for part in worth)))
        columns.append(sparse.coo_array(np.vstack([np.concatenate(worth, axis=1), zeros])))
    rows = [sparse.hstack(columns)]
    widths = [part.shape[1] for part in worth]
    for own, which, marginal in ties:
        pieces = [sparse.coo_array((own.shape[0], width)) for width in widths]
        pieces[which] = marginal
        rows.append(sparse.hstack([own, *pieces]))
    matrix = sparse.vstack(rows).tocsr()
    return _Cells(matrix, np.concatenate(right), matrix.shape[1])


def _joint(problem: Problem) -> dict[tuple[int, ...], tuple[Any, Floats]]:
    """Per set of issues, which joint choices are allowed and what they add; not the largest."""
    parties = len(problem.units)
    joint: dict[tuple[int, ...], tuple[Any, Floats]] = {}
    for term in problem.terms:
        sizes = tuple(problem.sizes[at] for at in term.scope)
        if prod(sizes) > MOST_CELLS:
            continue
        start = np.ones(sizes, dtype=bool), np.zeros((*sizes, parties))
        allowed, table = joint.get(term.scope, start)
        if isinstance(term, Rule):
            allowed = allowed & term.allowed
        else:
            table = table + term.table
        joint[term.scope] = allowed, table
    return joint
