"""The game of carrying out a package step by step. Knows values and chances, not what a step is.

After each step every party compares going on with going back on the package (reneging). An order
of the steps is self-enforcing if no party ever does better by going back, ties being kept. That
one comparison per party and stage decides is the one-shot deviation principle (Blackwell 1965).
Values are normalised flows: a flow of u in every period for ever is worth u.

Leading axes are draws, and broadcast. Integers and Fractions (dtype object) are reckoned exactly,
by the same lines as float64.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from parley.errors import NoAnswer
from parley.maths.exact import is_exact
from parley.maths.phases import phases as phases
from parley.maths.shifts import willingness as willingness
from parley.maths.steps import REACH, Array, Bools, Places, Table, laid
from parley.maths.steps import ByMask as ByMask
from parley.maths.steps import Steps as Steps
from parley.maths.steps import exactly as exactly

BLOCK = 2**17
"""Numbers held at once per table, about a megabyte."""


def slacks(steps: Steps, order: Sequence[int]) -> Array:
    """By how much going on is better than going back, at every stage of one order.

    Going on, from stage k with set S done, is worth `H(k) = (1 - d) flow(S) + d (pi H(k + 1) +
    (1 - pi) failed(S))`, with d and pi of the step tried next; at the end it is `flow`. Going
    back is worth `outside(S) + resettle max(0, scale - sum outside(S)) / n - min(1, g) cost`,
    with g the chance of punishment of the steps done, and `entry` before the first step, where
    nothing is punished. Derived here.

    Args:
        steps: the game.
        order: every step once.

    Returns:
        `(..., m + 1, n)`, in the unit of the values.

    Raises:
        NoAnswer: the order does not name every step once.
    """
    return np.asarray(slacks_of(steps, [order])[..., 0, :, :])


def slacks_of(steps: Steps, orders: ArrayLike) -> Array:
    """What `slacks` computes, for many orders and draws at once (derived here).

    No number depends on the other orders or draws, to the bit.

    Args:
        steps: the game.
        orders: `(order, m)`, every step once in each row.

    Returns:
        `(..., order, m + 1, n)`.

    Raises:
        NoAnswer: an order that does not name every step once.
    """
    return walked_through(steps, orders)


def walked_through(steps: Steps, orders: ArrayLike, exact: bool = True) -> Array:
    """What `slacks_of` computes, in float64 on demand (derived here).

    Args, returns and errors: as `slacks_of`; `exact` as in `laid`.
    """
    m = len(steps.after)
    walked = np.asarray(orders, dtype=np.intp)
    if walked.shape[1:] != (m,) or (np.sort(walked, axis=1) != np.arange(m)).any():
        raise NoAnswer(f"An order must name each of the {m} steps once.")
    masks = np.zeros((len(walked), m + 1), dtype=np.int64)
    np.cumsum(np.int64(1) << walked, axis=1, out=masks[:, 1:])
    sets, places = _distinct(masks, steps.full + 1)
    table = laid(steps, sets.tolist(), exact)
    ways = _Ways(walked, places)
    draws = table.flow.shape[-1]
    found = np.empty((len(walked), m + 1, steps.parties, draws), dtype=table.flow.dtype)
    width = max(1, BLOCK // (steps.parties * (len(sets) + len(walked) + 1)))
    for start in range(0, draws, width):
        block = slice(start, start + width)
        _fill(found[..., block], table.of_draws(block), ways)
    return np.moveaxis(found, -1, 0).reshape(*table.lead, *found.shape[:-1])


def self_enforcing(slack: Array, scale: float | Fraction = 1) -> Bools:
    """Whether no party ever does better by going back; a tie keeps (derived here).

    Args:
        slack: `(..., m + 1, n)`; exact numbers are compared with 0, floats with the reach of
            rounding below it.
        scale: as in `Steps`.

    Returns:
        `(...)`.
    """
    least = 0 if is_exact(slack) else -REACH * float(scale)
    return np.asarray((slack >= least).astype(bool).all(axis=(-2, -1)))


class Least(NamedTuple):
    """The least that would be enough, or None, and why.

    Reasons: `enough`; `nothing needed`; and without a value `signing` (some party would not
    sign, which no punishment changes), `no cost` (a party that would go back loses nothing when
    punished), `never punished` (it is never punished at that stage), `above certainty` (the
    chance of punishment would have to exceed 1).
    """

    value: Any
    reason: str


Remedy = Literal["guarantee", "addition", "factor"]


def least_guarantee(steps: Steps, order: Sequence[int]) -> Least:
    """The smallest extra chance of punishment, equal for all, that makes the order hold.

    The largest `-slack / cost` over the stages after signing where a slack is below 0. After
    Walter (1997), whose guarantors make going back costly; the formula is derived here.

    Args:
        steps: the game, one base case.
        order: every step once.

    Returns:
        A chance, or None, with the reason.

    Raises:
        NoAnswer: as `slacks`.
    """
    return _least(steps, order, "guarantee")


def least_cost(steps: Steps, order: Sequence[int], by: Remedy = "addition") -> Least:
    """The smallest common rise in the cost of punishment that makes the order hold.

    Derived here: the largest `-slack / min(1, g)` where it is an addition to every party's
    cost, and 1 plus the largest `-slack / (min(1, g) cost)` where every cost is multiplied.

    Args:
        steps: the game, one base case.
        order: every step once.
        by: "addition", in the unit of the costs, or "factor", 1 for no rise.

    Returns:
        The addition or the factor, or None, with the reason.

    Raises:
        NoAnswer: as `slacks`.
    """
    return _least(steps, order, by)


def critical_pass(steps: Steps, order: Sequence[int], step: int) -> Fraction | None:
    """The smallest chance that one step passes, at which the order is self-enforcing.

    Every slack is linear in that chance, so it is an exact root (derived here). Floats are read
    as the binary fractions that they are.

    Args:
        steps: the game, one base case.
        order: every step once.
        step: the one whose chance is sought; whatever chance it has now is ignored.

    Returns:
        A chance, or None where no chance makes the order hold.

    Raises:
        NoAnswer: as `slacks`.
    """
    exact = exactly(steps)
    never, always = (
        slacks(replace(exact, passes=_passing(exact, step, chance)), order).ravel()
        for chance in (Fraction(0), Fraction(1))
    )
    low, high = Fraction(0), Fraction(1)
    for at_0, at_1 in zip(never, always, strict=True):
        if at_1 == at_0:
            low = low if at_0 >= 0 else Fraction(2)
        elif at_1 > at_0:
            low = max(low, Fraction(-at_0) / (at_1 - at_0))
        else:
            high = min(high, Fraction(at_0) / (at_0 - at_1))
    return low if low <= high else None


def punishment(steps: Steps, order: Sequence[int]) -> Array:
    """The chance g that going back is punished, at every stage of one order, not cut off at 1.

    The sum of what the steps done add, each faded over the steps after it (by definition).

    Args:
        steps: the game.
        order: every step once.

    Returns:
        `(..., m + 1, n)`.
    """
    punished = np.asarray(steps.punished)
    chance = np.zeros_like(punished[..., 0, :]) if len(order) else np.zeros_like(steps.cost)
    along = [chance]
    for step in order:
        fading = 1 if steps.keeps is None else steps.keeps[..., step, :]
        along.append(along[-1] * fading + punished[..., step, :])
    return np.stack(np.broadcast_arrays(*along), axis=-2)


def _passing(steps: Steps, step: int, chance: Fraction) -> Array | ByMask:
    """The chances of passing with one step's replaced, whatever was done before."""

    def changed(passes: Array) -> Array:
        copy = np.array(passes, dtype=object)
        copy[..., step] = chance
        return copy

    given = steps.passes
    return (lambda mask: changed(given(mask))) if callable(given) else changed(given)


@dataclass(frozen=True, eq=False)
class _Ways:
    """Orders as places in a table: the steps `(order, m)` and the sets reached `(order, m + 1)`."""

    walked: Places
    places: Places


def _distinct(codes: Array, size: int) -> tuple[Places, Places]:
    """The distinct codes below a size, ascending, and for each code its place among them."""
    if size > BLOCK:
        distinct, places = np.unique(codes, return_inverse=True)
        return distinct, places.reshape(codes.shape)
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[codes]


def _fill(found: Array, table: Table, ways: _Ways) -> None:
    """Write the slacks `(order, m + 1, n, draw)` of some draws."""
    walked, places = ways.walked, ways.places
    m = walked.shape[1]
    leaving = _along(table, ways)
    codes, pairs = _distinct(places[:, :m] * max(m, 1) + walked, len(table.flow) * max(m, 1))
    sure, weight = table.moving(*np.divmod(codes, max(m, 1)))
    held = table.flow[places[:, m]]
    np.subtract(held, leaving(m), out=found[:, m])
    for stage in reversed(range(m)):
        held = weight[pairs[:, stage]] * held
        held += sure[pairs[:, stage]]
        np.subtract(held, leaving(stage), out=found[:, stage])


def _along(table: Table, ways: _Ways) -> Callable[[int], Array]:
    """What going back is worth, `(order, n, draw)`, at each stage."""
    if table.keeps is None:
        everywhere = table.reneging(np.arange(len(table.flow)), table.given)
        return lambda stage: everywhere[ways.places[:, stage]]
    chances = [np.zeros((len(ways.walked), *table.cost.shape), dtype=table.cost.dtype)]
    for step in ways.walked.T:
        chances.append(chances[-1] * table.keeps[step] + table.punished[step])
    return lambda stage: table.reneging(ways.places[:, stage], chances[stage])


def _least(steps: Steps, order: Sequence[int], remedy: Remedy) -> Least:
    """The least remedy for one order, by what each failing stage needs."""
    slack = slacks(steps, order)
    if slack.ndim != 2:
        raise NoAnswer("One base case has a least remedy. Pick a draw first.")
    least = 0 if is_exact(slack) else -REACH * float(steps.scale)
    zero = Fraction(0) if is_exact(slack) else 0.0
    if (slack[0] < least).any():
        return Least(None, "signing")
    chance, cost = punishment(steps, order), np.asarray(steps.cost)
    needs = [
        _needed(-slack[stage, party], chance[stage, party], cost[party], remedy)
        for stage, party in np.argwhere(slack < least)
    ]
    refused = [reason for need, reason in needs if need is None]
    if refused:
        return Least(None, refused[0])
    most = max((need for need, _ in needs), default=zero)
    value = 1 + most if remedy == "factor" else most
    return Least(value, "enough" if needs else "nothing needed")


def _needed(lack: Any, chance: Any, cost: Any, remedy: Remedy) -> Least:
    """What one failing stage needs of one party."""
    if remedy != "addition" and cost <= 0:
        return Least(None, "no cost")
    if remedy == "guarantee":
        short = lack / cost
        over = 1 if is_exact(np.asarray(short)) else 1 + REACH
        return Least(short, "enough") if chance + short <= over else Least(None, "above certainty")
    if chance <= 0:
        return Least(None, "never punished")
    felt = min(chance, 1) * (cost if remedy == "factor" else 1)
    return Least(lack / felt, "enough")
