"""War as an absorbing Markov chain. Knows states and endings, not what they stand for.

A chain is in one of its transient states; each period it moves to state t with chance
`P[state, t]` or ends in ending e with chance `R[state, e]`. Leading axes are draws: any array may
have them, and they broadcast. After Smith (1998), "Fighting Battles, Winning Wars", where the
front is a random walk; the linear algebra is that of Kemeny and Snell (1960), "Finite Markov
Chains". Values are normalised flows (multiplied by 1 - discount): a flow of u in every period
for ever is worth u, whatever the discount.

One party's values are one call, so no party's numbers depend on another's, to the bit.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.errors import NoAnswer

Floats = NDArray[np.float64]
ROUNDING = 1e-9
LEAK = 1e-12
MANY_STATES = 64
"""From here on a factorisation costs more than the rest, and is shared between parties."""


def war_values(
    P: ArrayLike, R: ArrayLike, flow: ArrayLike, ending: ArrayLike, discount: ArrayLike
) -> Floats:
    """What the war is worth to one party from each state on, fought to the finish.

    Solves `(I - discount P) W = (1 - discount) flow + discount R ending`. Every W lies between
    the least and the greatest of the flows and ending values.
    After Smith (1998) and Wagner (2000); the normalised flows are derived here.

    Args:
        P: `(..., state, state)`, chance per period of moving between states.
        R: `(..., state, ending)`, chance per period of ending; each row of P and R together
            sums to 1.
        flow: `(..., state)`, the party's utility of a period of war.
        ending: `(..., ending)`, its utility of a period of the peace that follows.
        discount: `(...)`, factor per period, above 0 and at most 1.

    Returns:
        `(..., state)`, in the unit of `flow` and `ending`.

    Raises:
        NoAnswer: chances that do not sum to 1, a discount outside its range, or a discount of 1
            and a state from which the war may last for ever.
    """
    (found,) = war_values_each(P, R, [(flow, ending)], discount)
    return found


def war_values_each(
    P: ArrayLike,
    R: ArrayLike,
    worths: Sequence[tuple[ArrayLike, ArrayLike]],
    discount: ArrayLike,
) -> list[Floats]:
    """`war_values` for several parties that see the same chances and are equally patient.

    The system is factored once. After Smith (1998); the normalised flows are derived here.

    Args:
        P: `(..., state, state)`, as in `war_values`.
        R: `(..., state, ending)`.
        worths: per party its `flow (..., state)` and `ending (..., ending)`.
        discount: `(...)`, the same for all of them.

    Returns:
        Per party `(..., state)`. No party's place among the others changes its numbers.

    Raises:
        NoAnswer: as `war_values`.
    """
    moves, endings = _chain(P, R)
    per_period = np.asarray(discount, dtype=np.float64)[..., None]
    if not ((per_period > 0) & (per_period <= 1)).all():
        raise NoAnswer("A discount factor per period must be above 0 and at most 1.")
    if (per_period == 1).any():
        _refuse(_endless(moves > 0, _ends(endings)) & (per_period == 1))
    rights = [
        (1 - per_period) * _floats(flow) + per_period * _product(endings, _floats(ending))
        for flow, ending in worths
    ]
    system = per_period[..., None] * moves
    if moves.shape[-1] < MANY_STATES or len(rights) == 1:
        return [_solved(system, right) for right in rights]
    # Sorted by content, so that what a party gets does not depend on where it stands.
    order = sorted(range(len(rights)), key=lambda at: rights[at].tolist())
    together = np.stack(np.broadcast_arrays(*(rights[at] for at in order)), axis=-1)
    solved = np.linalg.solve(np.eye(moves.shape[-1]) - system, together)
    return [solved[..., order.index(at)] for at in range(len(rights))]


def ending_chances(P: ArrayLike, R: ArrayLike) -> Floats:
    """The chance of each ending from each state: `(I - P)^-1 R`.

    Kemeny and Snell (1960), theorem 3.3.7.

    Args:
        P: `(..., state, state)`.
        R: `(..., state, ending)`.

    Returns:
        `(..., state, ending)`; each row sums to 1.

    Raises:
        NoAnswer: chances that do not sum to 1, or a state from which no ending is certain.
    """
    moves, endings = _chain(P, R)
    _refuse(_endless(moves > 0, _ends(endings)))
    return _floats(np.linalg.solve(np.eye(moves.shape[-1]) - moves, endings))


def expected_visits(P: ArrayLike) -> Floats:
    """The expected number of periods spent in each state, from each state: `(I - P)^-1`.

    The fundamental matrix of Kemeny and Snell (1960), theorem 3.2.4.

    Args:
        P: `(..., state, state)`; what a row lacks to 1 is its chance of ending.

    Returns:
        `(..., state, state)`: row where the war stands, column where it will have been.

    Raises:
        NoAnswer: a state from which no ending is certain.
    """
    moves = _leaking(P)
    return _floats(np.linalg.inv(np.eye(moves.shape[-1]) - moves))


def expected_total(P: ArrayLike, load: ArrayLike) -> Floats:
    """The expected sum over the rest of the war of a load felt per period: `(I - P)^-1 load`.

    From the fundamental matrix of Kemeny and Snell (1960).

    Args:
        P: `(..., state, state)`; what a row lacks to 1 is its chance of ending.
        load: `(..., state)`, per period, in any unit (deaths, displaced, a currency).

    Returns:
        `(..., state)`, in the unit of `load`, undiscounted.

    Raises:
        NoAnswer: a state from which no ending is certain.
    """
    return _solved(_leaking(P), _floats(load))


def expected_totals(P: ArrayLike, loads: ArrayLike) -> Floats:
    """`expected_total` of several loads at once, the system factored once.

    From the fundamental matrix of Kemeny and Snell (1960).

    Args:
        P: `(..., state, state)`; what a row lacks to 1 is its chance of ending.
        loads: `(..., state, load)`, per period, each in any unit; the chances of the endings per
            period count as well: their totals are the chances that the war ends so.

    Returns:
        `(..., state, load)`, undiscounted.

    Raises:
        NoAnswer: a state from which no ending is certain.
    """
    moves = _leaking(P)
    return _floats(np.linalg.solve(np.eye(moves.shape[-1]) - moves, _floats(loads)))


def expected_periods(P: ArrayLike) -> Floats:
    """The expected number of periods until the war ends: `(I - P)^-1 1`.

    Kemeny and Snell (1960), theorem 3.3.5.

    Args, returns and errors: as `expected_total`, in periods.
    """
    return expected_total(P, np.ones(np.shape(P)[-1]))


def course(P: ArrayLike, R: ArrayLike, start: ArrayLike, periods: int) -> tuple[Floats, Floats]:
    """Where the war stands, and how it has ended, after 0, 1, ..., `periods` periods.

    Powers of the chain, by definition.

    Args:
        P: `(..., state, state)`.
        R: `(..., state, ending)`.
        start: `(..., state)`, the chance of each state now.
        periods: how many periods to follow.

    Returns:
        `(..., period, state)`, the chance that the war goes on in each state, and
        `(..., period, ending)`, the chance that it has ended so; together they sum to 1 if
        `start` does. Both have `periods + 1` entries.

    Raises:
        NoAnswer: chances that do not sum to 1.
    """
    moves, endings = _chain(P, R)
    lead = np.broadcast_shapes(moves.shape[:-2], endings.shape[:-2], np.shape(start)[:-1])
    now = np.broadcast_to(_floats(start), (*lead, moves.shape[-1]))
    over = np.zeros((*lead, endings.shape[-1]))
    alive, ended = [now], [over]
    for _ in range(periods):
        over = over + _product(np.swapaxes(endings, -1, -2), now)
        now = _product(np.swapaxes(moves, -1, -2), now)
        alive.append(now)
        ended.append(over)
    return np.stack(alive, axis=-2), np.stack(ended, axis=-2)


def fighting_below_defeat(flow: ArrayLike, ending: ArrayLike) -> NDArray[np.bool_]:
    """Where a period of war is worse for the party than its worst ending (derived here).

    In such a chain the value of war need not rise with the position on the battlefield: doing
    better may only make the war longer.

    Args:
        flow: `(..., state)`.
        ending: `(..., ending)`.

    Returns:
        `(..., state)`.
    """
    return np.asarray(_floats(flow) < _floats(ending).min(axis=-1, keepdims=True))


def war_values_exact(
    P: Sequence[Sequence[Fraction]],
    R: Sequence[Sequence[Fraction]],
    flow: Sequence[Fraction],
    ending: Sequence[Fraction],
    discount: Fraction,
) -> tuple[Fraction, ...]:
    """What `war_values` computes, in exact rationals (derived here).

    Gaussian elimination on whole numbers, each row without a common factor; states with few
    links go first, so that few new ones arise.

    Args:
        P: `(state, state)`.
        R: `(state, ending)`.
        flow: `(state,)`.
        ending: `(ending,)`.
        discount: factor per period, above 0 and at most 1.

    Returns:
        `(state,)`.

    Raises:
        NoAnswer: as `war_values`; here the chances must sum to 1 exactly.
    """
    if not 0 < discount <= 1:
        raise NoAnswer("A discount factor per period must be above 0 and at most 1.")
    rows: list[list[Fraction]] = []
    for state, (moves, ends) in enumerate(zip(P, R, strict=True)):
        total = sum(moves) + sum(ends)
        if total != 1 or min(*moves, *ends) < 0:
            raise NoAnswer(_not_chances(state))
        peace = sum(chance * value for chance, value in zip(ends, ending, strict=True))
        row = [(other == state) - discount * chance for other, chance in enumerate(moves)]
        rows.append([*map(Fraction, row), (1 - discount) * flow[state] + discount * peace])
    if discount == 1:
        linked = np.array([[chance > 0 for chance in moves] for moves in P])
        _refuse(_endless(linked, np.array([any(ends) for ends in R])))
    return _eliminated(rows)


def _floats(values: ArrayLike) -> Floats:
    """The values as a float64 array."""
    return np.asarray(values, dtype=np.float64)


def _chain(P: ArrayLike, R: ArrayLike) -> tuple[Floats, Floats]:
    """Both as arrays, once it is sure that each row of the two together is a distribution."""
    moves, endings = _floats(P), _floats(R)
    total = moves.sum(axis=-1) + endings.sum(axis=-1)
    least = np.minimum(moves.min(axis=-1), endings.min(axis=-1))
    refused = np.argwhere(~((abs(total - 1) <= ROUNDING) & (least >= 0)))
    if len(refused):
        raise NoAnswer(_not_chances(refused[0][-1]))
    return moves, endings


def _not_chances(state: int) -> str:
    """The message for a row that is no distribution."""
    return f"The chances of state {state} are not at least 0 each and 1 in sum."


def _leaking(P: ArrayLike) -> Floats:
    """The moves as an array, once it is sure that every state leaks into some ending."""
    moves = _floats(P)
    _refuse(_endless(moves > 0, moves.sum(axis=-1) < 1 - LEAK))
    return moves


def _ends(endings: Floats) -> NDArray[np.bool_]:
    """The states `(..., state)` from which some ending is one step away."""
    return np.asarray((endings > 0).any(axis=-1))


def _endless(linked: NDArray[np.bool_], ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The states `(..., state)` that no chain of links joins to a state that ends."""
    lead = np.broadcast_shapes(linked.shape[:-2], ends.shape[:-1])
    reached = np.broadcast_to(ends, (*lead, ends.shape[-1])).copy()
    latest = reached
    while latest.any():  # each state is among the latest once, so no link is looked at twice
        at = np.flatnonzero(latest.any(axis=tuple(range(latest.ndim - 1))))
        latest = (linked[..., at] & latest[..., None, at]).any(axis=-1) & ~reached
        reached |= latest
    return ~reached


def _refuse(endless: NDArray[np.bool_]) -> None:
    """Say which state has no certain end, if one has not."""
    if endless.any():
        state = np.argwhere(endless)[0][-1]
        raise NoAnswer(f"From state {state} no ending can be reached, so the war may never end.")


def _product(matrix: Floats, vector: Floats) -> Floats:
    """`(..., row, column)` times `(..., column)`."""
    return np.asarray((matrix @ vector[..., None])[..., 0])


def _solved(moves: Floats, right: Floats) -> Floats:
    """The `(..., state)` that solve `(I - moves) x = right`."""
    return np.asarray(np.linalg.solve(np.eye(moves.shape[-1]) - moves, right[..., None])[..., 0])


def _eliminated(rows: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...]:
    """Solve the rows `[coefficients, right side]` by elimination and back substitution.

    No pivot is 0, whatever the order: I - discount P is a nonsingular M-matrix.
    """
    size = len(rows)
    left = {at: _whole(row) for at, row in enumerate(rows)}
    done: list[tuple[int, dict[int, int]]] = []
    while left:
        pivot = min(left, key=lambda at: (len(left[at]), at))
        chosen = left.pop(pivot)
        done.append((pivot, chosen))
        for at, row in left.items():
            if pivot in row:
                left[at] = _reduced(row, chosen, pivot)
    values = [Fraction(0)] * size
    for pivot, row in reversed(done):
        known = sum(value * values[at] for at, value in row.items() if at not in (pivot, size))
        values[pivot] = (Fraction(row.get(size, 0)) - known) / row[pivot]
    return tuple(values)


def _whole(row: Sequence[Fraction]) -> dict[int, int]:
    """A row as whole numbers by place, zeros left out; the right side stands last."""
    common = lcm(*(value.denominator for value in row))
    return {at: int(value * common) for at, value in enumerate(row) if value}


def _reduced(row: dict[int, int], chosen: dict[int, int], pivot: int) -> dict[int, int]:
    """A row without the pivot, as another times a factor is taken off; no common factor left."""
    share = gcd(row[pivot], chosen[pivot])
    mine, theirs = chosen[pivot] // share, row[pivot] // share
    found = {at: mine * value for at, value in row.items() if at != pivot}
    for at, value in chosen.items():
        if at != pivot:
            found[at] = found.get(at, 0) - theirs * value
    common = gcd(*found.values())
    return {at: value // common for at, value in found.items() if value}
