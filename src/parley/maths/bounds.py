"""What the rest of a package can still add, per state. Knows sums, not what they measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer
from parley.maths import words
from parley.maths.clusters import Plan
from parley.maths.exact import Rational, whole
from parley.maths.spaces import Array, Factor, Rule, Space

SAFE_IN_INT64 = 2**61
FLOAT_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Scaled:
    """The numbers of a space on one scale per column.

    Attributes:
        tables: per issue, `(option, column)`.
        factors: what issues are worth together, in the same columns.
        denominators: `(column,)`, what whole numbers are divided by.
        furthest: `(column,)`, no sum lies further from 0.
        words: how many machine words a sum takes; 0 where int64 or float64 holds it.
        fractions: whether points are given as Fractions.
    """

    tables: tuple[Array, ...]
    factors: tuple[Factor, ...]
    denominators: tuple[int, ...]
    furthest: tuple[Any, ...]
    words: int
    fractions: bool

    @property
    def kind(self) -> np.dtype[Any]:
        """float64, int64, or Python integers."""
        return self.tables[0].dtype

    def off_scale(self, points: Array) -> Array:
        """Whole numbers over each column's denominator as Fractions again, `(point, column)`."""
        if not self.fractions:
            return np.ascontiguousarray(points)
        fractions = np.empty(points.shape, dtype=object)
        for column in range(points.shape[1]):
            denominator = self.denominators[column]
            fractions[:, column] = [Fraction(int(n), denominator) for n in points[:, column]]
        return fractions


def scaled(space: Space, columns: Sequence[int]) -> Scaled:
    """Exact numbers as whole ones over each column's denominator; float64 as it is (by definition).

    Raises:
        NoAnswer: a number is NaN.
    """
    parts = [*space.tables, *(f.table.reshape(-1, space.parties) for f in space.factors)]
    parts = [np.asarray(part)[:, list(columns)] for part in parts]
    stacked = np.concatenate(parts)
    exact = stacked.dtype.kind != "f"
    if not exact and np.isnan(stacked).any():
        raise NoAnswer("A utility is not a number (NaN), so points cannot be compared.")
    numbers, denominators = (
        whole(stacked) if exact else (stacked.astype(np.float64), (1,) * len(columns))
    )
    pieces = np.split(numbers, np.cumsum([len(part) for part in parts])[:-1])
    furthest = tuple(
        sum(max(t[:, c].max(), -t[:, c].min()) if not exact else _furthest(t[:, c]) for t in pieces)
        for c in range(len(columns))
    )
    long = exact and max(furthest) > SAFE_IN_INT64
    if long:
        pieces = [piece.astype(object) for piece in pieces]
    factors = tuple(
        Factor(factor.scope, piece.reshape(*factor.table.shape[:-1], len(columns)))
        for factor, piece in zip(space.factors, pieces[len(space.tables) :], strict=True)
    )
    return Scaled(
        tables=tuple(pieces[: len(space.tables)]),
        factors=factors,
        denominators=denominators,
        furthest=furthest,
        words=words.words_for(int(max(furthest))) if long else 0,
        fractions=long or any(part.dtype == object for part in parts),
    )


def _furthest(column: Array) -> int:
    return max(int(column.max()), -int(column.min()))


@dataclass(frozen=True, eq=False)
class Bounds:
    """Per step, from before the first to after the last, and state: what is still to come.

    Attributes:
        alive: `(state,)`, whether the rules leave a way to the end.
        going: per step, `(state, option)`, whether the rules leave a way to the end by an option.
        low: `(column,)`, the least sum of a whole package that obeys the rules.
        high: `(column,)`, the highest.
        least: `(state, column)`, what a partial sum needs to reach the floors; None without.
        enough: `(state, column)`, what a partial sum needs to be sure of its floors.
    """

    alive: list[NDArray[np.bool_]]
    going: list[NDArray[np.bool_]]
    low: Array
    high: Array
    least: list[Array] | None
    enough: list[Array] | None


def bounds(
    way: Plan, numbers: Scaled, rules: Sequence[Rule], floors: Sequence[Rational] | None
) -> Bounds:
    """The best and the worst that every state can still add, column by column (Bellman 1957).

    Args:
        way: how the space is gone through.
        numbers: its numbers, on one scale.
        rules: its rules.
        floors: `(column,)`, the least acceptable sums; None without.

    Raises:
        NoAnswer: a floor is NaN.
    """
    if floors is not None and any(floor != floor for floor in floors):
        raise NoAnswer("A floor is not a number (NaN), so no sum can be compared with it.")
    zero = np.zeros((1, len(numbers.denominators)), dtype=numbers.kind)
    alive, most, fewest = [np.ones(1, dtype=bool)], [zero], [zero]
    onward: list[NDArray[np.bool_]] = []
    beyond = _beyond(numbers)
    for step in reversed(way.steps):
        terms = step.terms(numbers.tables, numbers.factors)
        going = step.allowed(rules) & alive[-1][step.target]
        onward.append(going)
        out = ~going[..., None]
        most.append(np.where(out, -beyond, terms + most[-1][step.target]).max(axis=1))
        fewest.append(np.where(out, beyond, terms + fewest[-1][step.target]).min(axis=1))
        alive.append(np.asarray(going.any(axis=1)))
    low, high = fewest[-1][0], most[-1][0]
    if floors is None:
        return Bounds(alive[::-1], onward[::-1], low, high, None, None)
    whole_floors, slack = _floors(numbers, floors, low, high, alive[-1][0])
    slacks = [slack] * len(way.steps) + [slack * 0]
    least = [whole_floors - m - s for m, s in zip(most[::-1], slacks, strict=True)]
    enough = [whole_floors - f + s for f, s in zip(fewest[::-1], slacks, strict=True)]
    return Bounds(alive[::-1], onward[::-1], low, high, least, enough)


def _beyond(numbers: Scaled) -> Any:
    """Further from 0 than any sum."""
    if numbers.kind == np.float64:
        return np.inf
    furthest = max(numbers.furthest) + 1
    return np.array(furthest, dtype=numbers.kind)


def _floors(
    numbers: Scaled, floors: Sequence[Rational], low: Array, high: Array, possible: np.bool_
) -> tuple[Array, Array]:
    """The floors on the scale of the numbers, and how far rounding can mislead before the end.

    A float sum depends on the order of adding, so float floors are held with a little slack until
    the last step decides.
    """
    if numbers.kind == np.float64:
        slack = FLOAT_SLACK * np.array(numbers.furthest, dtype=np.float64)
        return np.asarray(floors, dtype=np.float64), slack
    if not possible:
        return np.zeros(len(floors), dtype=numbers.kind), np.zeros(len(floors), dtype=numbers.kind)
    rows = zip(floors, numbers.denominators, low, high, strict=True)
    found = [_whole_floor(floor, d, int(least), int(most)) for floor, d, least, most in rows]
    return np.array(found, dtype=numbers.kind), np.zeros(len(floors), dtype=numbers.kind)


def _whole_floor(floor: Rational, denominator: int, low: int, high: int) -> int:
    """The least numerator at or above `floor`, no further out than is needed to decide."""
    if floor in (-inf, inf):
        return low if floor < 0 else high + 1
    return min(max(ceil(Fraction(floor) * denominator), low), high + 1)
