"""Frontier and named points of NegMAS objects. Knows their methods; NegMAS itself is not imported.

Take an outcome space and utility functions as NegMAS has them:

    from parley.interop.negmas_objects import frontier, points

    frontier(scenario.ufuns, scenario.outcome_space).outcomes
    points(scenario.ufuns, scenario.outcome_space)["nash"]

Additive functions are folded exactly, issue by issue, without listing the outcomes: a weight and
a value count as the binary fractions that they are. Others are asked for every outcome.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import inf, isfinite, isinf, prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer, TooLarge
from parley.maths import bargaining, pareto

Outcome = tuple[Any, ...]
MOST_OUTCOMES = 1_000_000
MOST_TIES = 1_000
ADDITIVE = ("LinearAdditiveUtilityFunction", "AffineUtilityFunction")
"""NegMAS's classes whose utility is bias + sum of weight x value, and their subclasses."""


class Issue(Protocol):
    """What is used of an issue of NegMAS."""

    @property
    def cardinality(self) -> float:
        """How many values it has."""

    @property
    def all(self) -> Iterable[Any]:
        """Its values, of whatever type."""


class Space(Protocol):
    """What is used of an outcome space of NegMAS: that its issues are independent."""

    @property
    def issues(self) -> Sequence[Issue]:
        """Its issues."""


class Ufun(Protocol):
    """What is used of a utility function of NegMAS."""

    reserved_value: float

    def __call__(self, outcome: Outcome, /) -> Any:
        """The utility of an outcome."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """The efficient outcomes.

    Attributes:
        outcomes: as tuples of values, best for the first function first. Of more than
            `MOST_TIES` outcomes that are worth the same to everybody, the first ones.
        utilities: `(outcome, function)`, as the functions themselves state them.
    """

    outcomes: tuple[Outcome, ...]
    utilities: NDArray[np.float64]


def frontier(ufuns: Sequence[Ufun], outcome_space: Space) -> Frontier:
    """The outcomes that no other is at least as good as for all, and better for one.

    Args:
        ufuns: NegMAS utility functions over the space.
        outcome_space: a NegMAS outcome space of discrete issues.

    Raises:
        NoAnswer: an issue without end, or a utility that is not a number.
        TooLarge: too many outcomes for functions that are not additive.
    """
    return _shown(ufuns, _efficient(ufuns, outcome_space, None))


def points(ufuns: Sequence[Ufun], outcome_space: Space) -> dict[str, tuple[Outcome, ...]]:
    """The named points among efficient outcomes that everybody accepts, as sets of ties.

    An outcome is accepted that is worth at least the reserved value; where that is minus
    infinity, every outcome is, and gains are counted from the function's lowest utility.

    Args:
        ufuns: as for `frontier`.
        outcome_space: as for `frontier`.

    Returns:
        `nash`, `kalai_smorodinsky` (where everybody can gain), `egalitarian` and
        `utilitarian`; the last two compare utilities between parties.

    Raises:
        NoAnswer: nothing is acceptable to all; or as for `frontier`.
        TooLarge: as for `frontier`.
    """
    floors = [_floor(ufun, outcome_space) for ufun in ufuns]
    found = _efficient(ufuns, outcome_space, floors)
    if not len(found.points):
        raise NoAnswer("No outcome is worth its reserved value to everybody.")
    gains = found.points - np.array(floors, dtype=found.points.dtype)
    best = list(gains.max(axis=0))
    ties: dict[str, Callable[[], NDArray[np.intp]]] = {
        "nash": lambda: bargaining.nash(gains),
        "egalitarian": lambda: bargaining.egalitarian(gains),
        "utilitarian": lambda: bargaining.utilitarian(gains),
    }
    if min(best) > 0:
        ties["kalai_smorodinsky"] = lambda: bargaining.kalai_smorodinsky(gains, best)
    return {
        name: tuple(outcome for at in tied() for outcome in found.outcomes(int(at)))
        for name, tied in ties.items()
    }


@dataclass(frozen=True, eq=False)
class _Efficient:
    """Efficient utilities `(point, function)`, and the outcomes behind each."""

    points: NDArray[Any]
    outcomes: Callable[[int], list[Outcome]]


def _shown(ufuns: Sequence[Ufun], found: _Efficient) -> Frontier:
    outcomes = [outcome for at in range(len(found.points)) for outcome in found.outcomes(at)]
    rows = [[float(ufun(outcome)) for ufun in ufuns] for outcome in outcomes]
    utilities = np.array(rows, dtype=np.float64).reshape(len(outcomes), len(ufuns))
    return Frontier(tuple(outcomes), utilities)


def _values(outcome_space: Space) -> list[list[Any]]:
    """The values of every issue."""
    for issue in outcome_space.issues:
        if isinf(issue.cardinality):
            raise NoAnswer(
                "An issue has values without end. Discretise the outcome space first "
                "(`to_discrete` in NegMAS)."
            )
    return [list(issue.all) for issue in outcome_space.issues]


def _efficient(
    ufuns: Sequence[Ufun], outcome_space: Space, floors: Sequence[Fraction] | None
) -> _Efficient:
    values = _values(outcome_space)
    tables = [_additive(ufun, values) for ufun in ufuns]
    if all(table is not None for table in tables):
        return _folded([table for table in tables if table is not None], values, floors)
    return _listed(ufuns, values, floors)


Additive = tuple[list[list[Fraction]], Fraction]


def _additive(ufun: Any, values: list[list[Any]]) -> Additive | None:
    """Terms per issue and a constant, where the function is such a sum; else None.

    A subclass may have changed it, so the first and the last outcome are asked too.
    """
    if not {kind.__name__ for kind in type(ufun).__mro__} & set(ADDITIVE):
        return None
    weights, functions = getattr(ufun, "weights", None), getattr(ufun, "values", None)
    if not isinstance(weights, list | tuple) or not isinstance(functions, list | tuple):
        return None
    if not len(weights) == len(functions) == len(values):
        return None
    terms = [
        [_exact(weight) * _exact(function(value)) for value in column]
        for weight, function, column in zip(weights, functions, values, strict=True)
    ]
    bias = _exact(getattr(ufun, "_bias", 0.0))
    for end in (0, -1):
        total = float(sum((row[end] for row in terms), bias))
        stated = float(ufun(tuple(column[end] for column in values)))
        if not abs(total - stated) <= 1e-9 * max(1.0, abs(stated)):
            return None
    return terms, bias


def _exact(number: Any) -> Fraction:
    plain = float(number)
    if not isfinite(plain):
        raise NoAnswer("A utility is not a finite number.")
    return Fraction(plain)


def _folded(
    tables: list[Additive], values: list[list[Any]], floors: Sequence[Fraction] | None
) -> _Efficient:
    columns = []
    for issue, column in enumerate(values):
        table = np.empty((len(column), len(tables)), dtype=object)
        for party, (terms, _) in enumerate(tables):
            table[:, party] = terms[issue]
        columns.append(table)
    bias = [bias for _, bias in tables]
    own = None
    if floors is not None:
        own = [floor - constant for floor, constant in zip(floors, bias, strict=True)]
    folded = pareto.fold(columns, own)

    def outcomes(at: int) -> list[Outcome]:
        return [
            tuple(column[option] for column, option in zip(values, package, strict=True))
            for package in folded.packages(at, MOST_TIES)
        ]

    return _Efficient(folded.points + np.array(bias, dtype=object), outcomes)


def _listed(
    ufuns: Sequence[Ufun], values: list[list[Any]], floors: Sequence[Fraction] | None
) -> _Efficient:
    count = prod(map(len, values))
    if count > MOST_OUTCOMES:
        raise TooLarge(
            f"The space has {count:,} outcomes, and a function is not additive: at most "
            f"{MOST_OUTCOMES:,} are asked. Leave issues out, or use additive functions."
        )
    every = list(product(*values))
    rows = [[_exact(ufun(outcome)) for ufun in ufuns] for outcome in every]
    utilities = np.empty((len(every), len(ufuns)), dtype=object)
    utilities[:] = rows
    keep = pareto.nondominated(utilities)
    if floors is not None:
        keep &= np.array([all(u >= f for u, f in zip(row, floors, strict=True)) for row in rows])
    kept = sorted(np.flatnonzero(keep), key=lambda at: [-u for u in rows[at]])
    return _Efficient(utilities[kept], lambda at: [every[kept[at]]])


def _floor(ufun: Ufun, outcome_space: Space) -> Fraction:
    """The reserved value; the lowest utility where nothing is reserved."""
    reserved = float(ufun.reserved_value)
    if reserved != -inf:
        return _exact(reserved)
    values = _values(outcome_space)
    additive = _additive(ufun, values)
    if additive:
        return sum((min(row) for row in additive[0]), additive[1])
    if prod(map(len, values)) > MOST_OUTCOMES:
        raise TooLarge("The space is too large to search for a lowest utility. Reserve a value.")
    return min(_exact(ufun(outcome)) for outcome in product(*values))
