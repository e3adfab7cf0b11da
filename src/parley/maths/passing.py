"""How surely a step must succeed for some order of the steps to hold. Knows chances, not votes."""

from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.maths.commitment import critical_pass, slacks_of
from parley.maths.extensions import orders
from parley.maths.steps import REACH, Array, Steps, listed_by_set

CHUNK = 2**12
"""Orders looked at together."""


def least_pass(steps: Steps, step: int) -> tuple[Any, tuple[int, ...] | None]:
    """The least chance of success of one step with which some order is self-enforcing.

    Every slack is linear in that chance, so each order holds from one root on, or between two
    (derived here). All orders are tried in float64; those within rounding of the least are
    decided again by exact roots where the game is exact.

    Args:
        steps: the game, one base case.
        step: the one whose chance is sought; whatever chance it has now is ignored.

    Returns:
        The chance and the first order that holds from there on; None twice where none does.
    """
    never, always = (_with(steps, step, chance) for chance in (0, 1))
    found: list[tuple[float, tuple[int, ...]]] = []
    ways = orders(steps.after)
    while chunk := list(islice(ways, CHUNK)):
        low, high = (_flat(slacks_of(game, chunk)) for game in (never, always))
        roots = _roots(low, high, REACH * float(steps.scale))
        found += [(float(roots[at]), chunk[at]) for at in np.flatnonzero(roots <= 1)]
    if not found:
        return None, None
    least = min(root for root, _ in found)
    near = [(root, order) for root, order in found if root <= least + REACH]
    if not steps.exact:
        return min(near)
    settled = [(critical_pass(steps, order, step), order) for _, order in near]
    sure = [(root, order) for root, order in settled if root is not None]
    return min(sure) if sure else (None, None)


def some_signed(steps: Steps) -> bool:
    """Whether in some order every party would sign, by its slack at the signing (derived here).

    Args:
        steps: the game, one base case.
    """
    ways, reach = orders(steps.after), REACH * float(steps.scale)
    while chunk := list(islice(ways, CHUNK)):
        signing = np.asarray(slacks_of(steps, chunk)[:, 0], dtype=np.float64)
        if (signing.min(axis=1) >= -reach).any():
            return True
    return False


def _flat(slack: Array) -> NDArray[np.float64]:
    """`(order, slack)` in float64."""
    return np.asarray(slack.reshape(len(slack), -1), dtype=np.float64)


def _roots(
    never: NDArray[np.float64], always: NDArray[np.float64], reach: float
) -> NDArray[np.float64]:
    """Per order: the least chance at which no slack is below 0; infinite if there is none."""
    rise = always - never
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.where(rise != 0, -never / rise, 0.0)
    from_here = np.where(rise > 0, root, np.where((rise == 0) & (never < -reach), np.inf, 0.0))
    up_to = np.where(rise < 0, root, 1.0)
    low, high = np.maximum(from_here.max(axis=1), 0.0), up_to.min(axis=1)
    return np.where(low <= np.minimum(high, 1.0) + reach, np.minimum(low, 1.0), np.inf)


def _with(steps: Steps, step: int, chance: int) -> Steps:
    """The game with another chance of success of one step, whatever was done before."""
    given = steps.passes
    if callable(given):
        return replace(steps, passes=lambda mask: _changed(given(mask), step, chance))
    if listed_by_set(steps):
        changed = np.array(given)
        changed[step, :] = _like(changed, chance)
        return replace(steps, passes=changed)
    return replace(steps, passes=_changed(given, step, chance))


def _changed(chances: Array, step: int, chance: int) -> Array:
    changed = np.array(chances)
    changed[step] = _like(changed, chance)
    return changed


def _like(numbers: Array, chance: int) -> Any:
    return Fraction(chance) if numbers.dtype == object else float(chance)
