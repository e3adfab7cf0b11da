"""Splitting one step into equal phases. Knows precedence and shares, not what is worth what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.errors import NoAnswer
from parley.maths.steps import Array, Steps

Waits = Literal["first", "last"]
"""Which phase the steps wait for that waited for the whole."""


def phases(
    after: Sequence[int], step: int, q: int, waits: Waits = "last"
) -> tuple[tuple[int, ...], tuple[tuple[int, Fraction], ...]]:
    """Split one step into `q` equal phases, one after another (by definition).

    The phases stand where the step stood; later steps move up by `q - 1`.

    Args:
        after: per step, the mask of the steps that must come first.
        step: the one to split.
        q: how many phases, at least 1.
        waits: whether what waited for the step now waits for its last phase or for its first.

    Returns:
        The new masks, and per new step the old step and the share of it that it carries out.

    Raises:
        NoAnswer: fewer than one phase.
    """
    if q < 1:
        raise NoAnswer("A step has at least one phase.")
    awaited = step + (q - 1 if waits == "last" else 0)
    source = [(old, Fraction(1)) for old in range(step)]
    source += [(step, Fraction(1, q))] * q
    source += [(old, Fraction(1)) for old in range(step + 1, len(after))]
    masks = [_moved(after[old], step, q, awaited) for old, _ in source]
    for place in range(step + 1, step + q):
        masks[place] |= 1 << (place - 1)
    return tuple(masks), tuple(source)


def _moved(mask: int, step: int, q: int, awaited: int) -> int:
    """A mask of old steps as a mask of new ones."""
    below = mask & ((1 << step) - 1)
    above = mask >> (step + 1) << (step + q)
    return below | above | ((mask >> step & 1) << awaited)


@dataclass(frozen=True, eq=False)
class Additive:
    """Steps whose gains add up, over a line of battlefield positions; one base case.

    Attributes:
        after: per step, the mask of the steps that must come first.
        base: `(n,)`, value per period right after signing.
        gains: `(m, n)`, what each step adds to it.
        shifts: `(m,)`, by how many positions each step would move the front, were war resumed.
        values: `(position, n)`, what war is worth from each position.
        start: the position now.
        discount: `(m, n)`, factor over the duration of each step.
        passes: `(m,)`, the chance that each step succeeds; if it fails, war resumes.
        punished: `(m, n)`, what each step adds to the chance that going back is punished.
        cost: `(n,)`, what the punishment costs.
    """

    after: tuple[int, ...]
    base: Array
    gains: Array
    shifts: Array
    values: Array
    start: int
    discount: Array
    passes: Array
    punished: Array
    cost: Array

    def steps(self) -> Steps:
        """The game as arrays over all sets; a position past the end counts as the last."""
        done = _done(len(self.after))
        moved = np.array([self.start + sum(self.shifts[row]) for row in done])
        places = moved.astype(np.int64).clip(0, len(self.values) - 1)
        outside = np.asarray(self.values)[places]
        return Steps(
            after=self.after,
            flow=np.array([self.base + self.gains[row].sum(axis=0) for row in done]),
            outside=outside,
            entry=np.asarray(self.values)[self.start],
            discount=self.discount,
            passes=self.passes,
            failed=outside,
            punished=self.punished,
            cost=self.cost,
            keeps=None,
            resettle=np.asarray(0),
        )


def _done(steps: int) -> NDArray[np.bool_]:
    """`(2**m, m)`: which steps each mask holds."""
    masks = np.arange(1 << steps)
    return np.asarray(masks[:, None] >> np.arange(steps) & 1, dtype=bool)


def divided(game: Additive, step: int, q: int, waits: Waits = "last") -> Additive:
    """The same game with one step carried out in `q` equal phases (derived here).

    Each phase brings an equal share of the gain, the shift and the guarantee, and takes as long
    as the step did. A shift that does not divide comes as whole positions, late rather than
    early. The chance of failing stays with the first phase.

    Args:
        game: the whole.
        step: the one to split.
        q: how many phases, at least 1.
        waits: as in `phases`.

    Returns:
        The game with `q - 1` steps more.

    Raises:
        NoAnswer: fewer than one phase.
    """
    after, source = phases(game.after, step, q, waits)
    olds = [old for old, _ in source]
    gains, punished = (_shared(values, source) for values in (game.gains, game.punished))
    shifts, passes = np.asarray(game.shifts)[olds], np.asarray(game.passes)[olds]
    whole = int(game.shifts[step])
    reached = [int(Fraction(whole * phase, q)) for phase in range(q + 1)]
    shifts[step : step + q] = np.diff(reached)
    passes[step + 1 : step + q] = 1
    return Additive(
        after=after,
        base=game.base,
        gains=gains,
        shifts=shifts,
        values=game.values,
        start=game.start,
        discount=np.asarray(game.discount)[olds],
        passes=passes,
        punished=punished,
        cost=game.cost,
    )


def _shared(values: ArrayLike, source: Sequence[tuple[int, Fraction]]) -> NDArray[Any]:
    """`(m, n)` of the old steps as that of the new ones, each with its share."""
    array = np.asarray(values)
    number: Callable[[Fraction], Any] = Fraction if array.dtype == object else float
    return np.array([array[old] * number(share) for old, share in source], dtype=array.dtype)
