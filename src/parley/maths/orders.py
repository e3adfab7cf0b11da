"""The best order of the steps of a package. Knows slacks, not what the steps are.

Up to 3,628,800 orders (ten steps in any order) every order is looked at, in float64, and whatever
lies within rounding of 0 or of the best is decided again in Fractions if the game is exact. Above
that, dynamic programming over the sets of steps finds the best; where guarantees fade, or where
even that is too much, a bounded search finds a good one and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import factorial
from typing import Any

import numpy as np

from parley.errors import NoAnswer
from parley.maths.commitment import (
    Least,
    Remedy,
    Steps,
    least_cost,
    least_guarantee,
    self_enforcing,
    slacks_of,
    walked_through,
)
from parley.maths.exact import is_exact
from parley.maths.extensions import count_orders as count_orders
from parley.maths.extensions import orders as orders
from parley.maths.extensions import paths
from parley.maths.searching import Board, Ends, Floats, Score, beam, board, by_slack, grow
from parley.maths.settling import Settling
from parley.maths.setwise import best_by_sets, ceiling
from parley.maths.steps import REACH, Array

MOST_ORDERS = factorial(10)
"""Orders that are all looked at."""
FEW = 5_000
"""Orders that are not worth a first look for a floor."""
WIDTH = 5_000
"""Ends per level that a bounded search keeps."""
CHUNK = 2**14
"""Orders walked through at once."""
MOST_TRIED = 2_000
"""Orders for which the least remedy is worked out one by one."""

ALL = "every order was looked at"
SETS = "dynamic programming over the sets of steps done, to within rounding"
SOME = "a bounded search: another order may be better"
PROVED = "a bounded search, and no order can be better"
ROUNDED = "every order was looked at; ties were decided to within rounding"


@dataclass(frozen=True, eq=False)
class Ranked:
    """One order and how it stands.

    Attributes:
        steps: the order.
        least: its smallest slack.
        entry: the smallest slack at signing.
        compliance: the smallest slack after signing; None where there is no step.
        enforcing: whether it is self-enforcing.
    """

    steps: tuple[int, ...]
    least: Any
    entry: Any
    compliance: Any
    enforcing: bool


@dataclass(frozen=True, eq=False)
class Found:
    """The best order, and what else the search knows.

    Attributes:
        count: how many orders respect what must come first.
        enforcing: how many of them are self-enforcing; None where that was not counted.
        top: the best orders, best first; where not every order was looked at, those after the
            first are the best of a bounded search.
        table: `(m + 1, n)`, the slacks of the best order.
        bindings: every (party, stage) at which its smallest slack arises, by stage.
        exact: whether no order is better than the best.
        how: how that was found out.
        at_most: a smallest slack that no order exceeds; the best order's own where exact.
    """

    count: int
    enforcing: int | None
    top: tuple[Ranked, ...]
    table: Array
    bindings: tuple[tuple[int, int], ...]
    exact: bool
    how: str
    at_most: Any

    @property
    def best(self) -> tuple[int, ...]:
        """The best order: the largest smallest slack, and among equals the first by name."""
        return self.top[0].steps

    @property
    def least(self) -> Any:
        """Its smallest slack."""
        return self.top[0].least

    @property
    def entry(self) -> Any:
        """Its smallest slack at signing."""
        return self.top[0].entry

    @property
    def compliance(self) -> Any:
        """Its smallest slack after signing; None where there is no step."""
        return self.top[0].compliance

    @property
    def binding(self) -> tuple[int, int]:
        """The first (party, stage) at which its smallest slack arises."""
        return self.bindings[0]


def best_order(steps: Steps, names: Sequence[str] | None = None, top: int = 30) -> Found:
    """The order whose smallest slack is largest, over all orders (derived here).

    Args:
        steps: the game, one base case.
        names: the steps' names; among equally good orders the alphabetically first wins. By
            default the steps are taken to be in alphabetical order.
        top: how many orders to list.

    Returns:
        The best order and the runners-up. In exact games nothing depends on rounding where
        every order was looked at; float games count as equal what is within 1e-9 of the scale.

    Raises:
        NoAnswer: steps that wait for one another in a circle, or a game with draws.
        TooLarge: too many combinations of steps.
    """
    if np.ndim(steps.cost) != 1:
        raise NoAnswer("The best order is found for one base case. Pick a draw first.")
    game = board(steps, _ranked(steps, names))
    count = int(paths(game.sets)[-1])
    if count <= MOST_ORDERS:
        return _all(game, count, top)
    return _large(game, count, top)


def least_over_orders(
    steps: Steps, remedy: Remedy = "guarantee", names: Sequence[str] | None = None
) -> tuple[Least, tuple[int, ...] | None, bool]:
    """The least remedy over all orders: with it, some order is self-enforcing (derived here).

    Args:
        steps: the game, one base case.
        remedy: an extra chance of punishment, an addition to its cost, or a factor of it.
        names: as in `best_order`.

    Returns:
        The remedy, the order that it makes hold (None if none does; the reason is then that of
        the best order), and whether no order needs less, to within 1e-9.

    Raises:
        NoAnswer: as `best_order`.
        TooLarge: as `best_order`.
    """
    game = board(steps, _ranked(steps, names))
    whole = int(paths(game.sets)[-1]) <= MOST_ORDERS
    ends = grow(game, _scored(game, remedy), -MOST_FLOAT, thin=None if whole else beam(WIDTH))
    scores = ends.levels[0].score
    ranked = np.argsort(-scores, kind="stable")
    best: tuple[Least, tuple[int, ...] | None] = (Least(None, ""), None)
    for tried, node in enumerate(ranked):
        if best[1] is not None and -scores[node] >= float(_excess(best[0], remedy)) - REACH:
            return *best, whole
        if tried == MOST_TRIED:
            return *best, False
        order = ends.order(int(node))
        least = _remedied(steps, order, remedy)
        if least.value is not None and (best[1] is None or least.value < best[0].value):
            best = least, order
    if best[1] is None:
        found = best_order(steps, names, top=1)
        return _remedied(steps, found.best, remedy), None, whole
    return *best, whole


MOST_FLOAT = float(np.finfo(np.float64).max)


def _ranked(steps: Steps, names: Sequence[str] | None) -> list[int]:
    """The steps in the order that breaks ties."""
    places = range(len(steps.after))
    return sorted(places, key=lambda step: (names[step] if names else "", step))


def _scored(game: Board, remedy: Remedy) -> Score:
    """Minus what a slack needs of the remedy; minus infinity where it has no remedy."""
    cost = game.table.cost[:, 0]
    felt = np.minimum(game.chance, 1)

    def score(slack: Floats, place: Array) -> Floats:
        unit = {"guarantee": cost, "addition": felt[place], "factor": felt[place] * cost}[remedy]
        with np.errstate(divide="ignore", invalid="ignore"):
            need = np.where(unit > 0, -slack / unit, np.inf)
        if remedy == "guarantee":
            need = np.where(game.chance[place] + need <= 1 + REACH, need, np.inf)
        need = np.where((place > 0)[:, None], need, np.inf)
        return -np.where(slack >= -game.margin, 0, need)

    return score


def _remedied(steps: Steps, order: tuple[int, ...], remedy: Remedy) -> Least:
    """The least remedy for one order."""
    if remedy == "guarantee":
        return least_guarantee(steps, order)
    return least_cost(steps, order, remedy)


def _excess(least: Least, remedy: Remedy) -> Any:
    """What a remedy adds."""
    return least.value - 1 if remedy == "factor" else least.value


def _all(game: Board, count: int, top: int) -> Found:
    """Look at every order."""
    settling = Settling(game.steps) if game.steps.exact else None
    floor = _floor(game, count, top)
    settle = None if settling is None or game.fades else settling.holds_before
    ends = grow(game, by_slack, floor, settle)
    values, holds, bind = ends.levels[0].score, ends.levels[0].holds, ends.levels[0].bind
    if game.fades:
        values, holds, bind = _walked(ends, settling)
    if settling is None:
        picked, settled = _near(values, float(game.steps.scale) * REACH, top), True
    else:
        picked, settled = settling.best(ends, values, bind, top, game.margin, game.fades)
    settled = settled and not (settling and settling.undecided)
    return _reported(
        game.steps,
        [ends.order(int(node)) for node in picked],
        count=count,
        enforcing=int(holds.sum()),
        exact=True,
        how=ALL if settled else ROUNDED,
    )


def _floor(game: Board, count: int, top: int) -> float:
    """A score that the best orders and every self-enforcing one reach for sure."""
    if count <= FEW:
        return -np.inf
    values = _some(game, top)[1]
    return -np.inf if len(values) < top else min(float(values[top - 1]), 0) - 2 * game.margin


def _some(game: Board, top: int) -> tuple[Array, Floats]:
    """Good orders `(order, m)` of a bounded search, best first, and their smallest slacks."""
    ends = grow(game, by_slack, thin=beam(max(WIDTH, top)))
    found = ends.orders(np.arange(len(ends.levels[0].step)))
    values = _least_slacks(game.steps, found)
    ranked = np.argsort(-values, kind="stable")
    return found[ranked], values[ranked]


def _least_slacks(steps: Steps, found: Array) -> Floats:
    """`(order,)`: the smallest slack of each order, in float64."""
    chunks = [
        walked_through(steps, found[start : start + CHUNK], exact=False).min(axis=(-2, -1))
        for start in range(0, len(found), CHUNK)
    ]
    return np.concatenate(chunks) if chunks else np.empty(0)


def _walked(ends: Ends, settling: Settling | None) -> tuple[Floats, Array, Array]:
    """Smallest slack, verdict and group of each order where guarantees fade.

    Orders with the same smallest slack, to the bit, make one group.
    """
    game = ends.board
    nodes = np.arange(len(ends.levels[0].step))
    values = np.empty(len(nodes))
    for start in range(0, len(nodes), CHUNK):
        chunk = nodes[start : start + CHUNK]
        values[chunk] = _least_slacks(game.steps, ends.orders(chunk))
    holds = values >= -REACH * float(game.steps.scale)
    if settling is not None:
        holds = values > game.margin
        for node in np.flatnonzero(np.abs(values) <= game.margin):
            holds[node] = settling.holds_throughout(ends.order(int(node)))
    return values, holds, np.unique(values, return_inverse=True)[1]


def _near(values: Floats, reach: float, top: int) -> list[int]:
    """The best orders in float64: equal within the reach, earlier first."""
    last = -np.inf if len(values) <= top else np.partition(values, -top)[-top] - reach
    nodes = np.flatnonzero(values >= last)
    steps = np.floor((values.max() - values[nodes]) / reach)
    return [int(node) for node in nodes[np.lexsort((nodes, steps))][:top]]


def _large(game: Board, count: int, top: int) -> Found:
    """More orders than can be looked at one by one."""
    some, values = _some(game, top)
    bound = ceiling(game)
    listed = [tuple(order.tolist()) for order in some[:top]]
    best = None if game.fades else best_by_sets(game, float(values[0]))
    exact, how = True, SETS
    if best is None:
        exact = bool(values[0] >= bound - game.margin)
        how = PROVED if exact else SOME
    else:
        listed = [best, *(order for order in listed if order != best)][:top]
    found = _reported(game.steps, listed, count=count, enforcing=None, exact=exact, how=how)
    none = bound < -game.margin or (exact and found.least < -game.margin)
    return replace(
        found,
        enforcing=0 if none else None,
        at_most=found.at_most if exact else bound,
    )


def _reported(
    steps: Steps,
    listed: list[tuple[int, ...]],
    *,
    count: int,
    enforcing: int | None,
    exact: bool,
    how: str,
) -> Found:
    """The orders with their slacks, in the numbers of the game."""
    tables = slacks_of(steps, np.array(listed, dtype=np.intp).reshape(len(listed), -1))
    rows = tuple(_row(steps, order, table) for order, table in zip(listed, tables, strict=True))
    table, least = tables[0], rows[0].least
    reach = 0 if is_exact(table) else REACH * float(steps.scale)
    bindings = tuple((int(p), int(k)) for k, p in np.argwhere(table <= least + reach))
    return Found(count, enforcing, rows, table, bindings, exact, how, least)


def _row(steps: Steps, order: tuple[int, ...], table: Array) -> Ranked:
    """One order and how it stands."""
    compliance = table[1:].min() if len(table) > 1 else None
    enforcing = bool(self_enforcing(table, steps.scale))
    return Ranked(order, table.min(), table[0].min(), compliance, enforcing)
