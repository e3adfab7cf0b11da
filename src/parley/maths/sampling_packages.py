"""Packages drawn uniformly from all that are acceptable. Knows arrays, not what they measure."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer, TooLarge
from parley.maths.counting import acceptable
from parley.maths.dominance import LIMB, Ints
from parley.maths.exact import Rational
from parley.maths.partial_sums import (
    DIGIT,
    Quest,
    Step,
    carried,
    narrowed,
    number,
    path_order,
    pooled,
    quest,
    state_keys,
)
from parley.maths.spaces import Array, Space

POINTERS = 8_000_000
SKETCH = 20
BATCH = 4_096
HOPE = 200_000


class Drawn(NamedTuple):
    """Packages drawn, and how many were tried for them.

    Attributes:
        packages: `(package, issue)`, options.
        tried: how many were drawn from the relaxed set; those not acceptable were rejected.
    """

    packages: Ints
    tried: int

    @property
    def acceptance(self) -> float:
        """The share of the tried that was acceptable."""
        return len(self.packages) / self.tried if self.tried else 1.0


class _Layer(NamedTuple):
    """One issue of the walk: from each state and option to the next state, or to -1."""

    issue: int
    onward: NDArray[np.int32]


class _Walk(NamedTuple):
    """All ways through the states of a quest, and how many each state has before it.

    `left[k]` is `(limb, state)`: how many ways lead on from a state of layer k; the last column
    is 0 and stands for the way that is barred.
    """

    layers: tuple[_Layer, ...]
    left: tuple[Ints, ...]
    exact: bool

    @property
    def total(self) -> int:
        """How many ways there are in all."""
        return number(self.left[0][:, 0].tolist())


class Sampler:
    """Draws packages uniformly from those that obey the rules and reach the floors.

    Backward through the tables of a dynamic programme (Dyer 2003, on knapsacks): the states are
    what partial sums still lack, every state knows in exact integers how many ways lead on, and
    a draw is a whole number below the total, read digit by digit as a package. Where the states
    are too many, what is lacking is rounded down to a grid: a larger, relaxed set, of which the
    draws that are not acceptable are rejected. Either way every acceptable package has the same
    chance, exactly. From three parties with a floor on, the relaxation is the best of all columns
    together and of pairs of them, the sum of all gains among these.

    Attributes:
        relaxed: the exact number of packages in the set that is drawn from.
        exact: whether that set is the acceptable packages themselves, so that none is rejected.
    """

    def __init__(self, space: Space, floors: Sequence[Rational], limit: int = POINTERS) -> None:
        """Prepare the tables.

        Args:
            space: tables of any kind; a float stands for the binary fraction that it is.
            floors: `(party,)`, the least acceptable sums; equality accepts; -inf for no floor.
            limit: pointers held, 4 bytes each.

        Raises:
            NoAnswer: no package is acceptable, or a number is NaN or not finite.
            TooLarge: rules and factors hang together too densely for the limit.
        """
        self._space, self._floors = space, tuple(floors)
        if space.count == 0:
            raise NoAnswer(_NONE)
        self._task = quest(space, floors)
        if self._task.hopeless:
            raise NoAnswer(_NONE)
        self._walk = _best_walk(self._task, limit)
        self.relaxed = self._walk.total
        self.exact = self._walk.exact
        if self.relaxed == 0:
            raise NoAnswer(_NONE)

    def unranked(self, ranks: Sequence[int]) -> Ints:
        """The packages with these numbers in the relaxed set, `(rank, issue)`.

        Every number from 0 to `relaxed - 1` is one package, and no two are the same; of an exact
        sampler they are all acceptable.
        """
        if any(not 0 <= rank < self.relaxed for rank in ranks):
            raise IndexError(f"A rank must be in 0..{self.relaxed - 1}.")
        limbs = len(self._walk.left[0])
        digits = [[rank >> (LIMB * at) & DIGIT for rank in ranks] for at in range(limbs)]
        return _walked(self._walk, np.array(digits, dtype=np.int64).reshape(limbs, len(ranks)))

    def draw(self, size: int, rng: np.random.Generator, hope: int = HOPE) -> Drawn:
        """Draw packages independently, each uniform over the acceptable ones.

        Args:
            size: how many.
            rng: numpy's generator; the same seed gives the same packages.
            hope: how many draws in a row may be rejected.

        Raises:
            NoAnswer: it is certain that no package is acceptable.
            TooLarge: `hope` draws in a row were rejected.
        """
        found = [np.zeros((0, len(self._task.sizes)), dtype=np.int64)]
        held = tried = barren = 0
        while held < size:
            batch = _walked(self._walk, _below(self._walk.left[0][:, 0], BATCH, rng))
            kept = np.flatnonzero(self._task.keeps(batch))
            last = int(kept[size - held - 1]) + 1 if len(kept) >= size - held else len(batch)
            kept = kept[: size - held]
            found.append(batch[kept])
            held, tried = held + len(kept), tried + last
            barren = 0 if len(kept) else barren + last
            if barren >= hope:
                self._give_up(barren)
        return Drawn(np.concatenate(found), tried)

    def _give_up(self, barren: int) -> None:
        """Say that there is none, if that is certain, and otherwise that none was found."""
        if acceptable(self._space, self._floors).high == 0:
            raise NoAnswer(_NONE)
        raise TooLarge(
            f"None of {barren:,} packages drawn from the relaxed set was acceptable. "
            "A larger limit, lower floors or scores in coarser units make rejections fewer."
        )


_NONE = "No package is acceptable, so none can be drawn. Lower a floor or drop a condition."


def _best_walk(task: Quest, limit: int) -> _Walk:
    """The walk in all columns if that is exact; otherwise in those that relax the least."""
    full = _walk(task, limit)
    if full.exact or len(task.needs) <= 2:
        return full
    wide = pooled(task)
    pairs = [narrowed(wide, pair) for pair in combinations(range(len(wide.needs)), 2)]
    best = min(pairs, key=lambda pair: _walk(pair, limit // SKETCH).total)
    return min(full, _walk(best, limit), key=lambda walk: walk.total)


def _walk(task: Quest, limit: int) -> _Walk:
    """States forward from nothing settled, then the ways on from each, backward."""
    order = path_order(task)
    keep = max(1, limit // max(1, sum(task.sizes)))
    chosen = np.zeros((1, 0), dtype=np.int64)
    sums = np.zeros((1, len(task.needs)), dtype=task.tables[0].dtype)
    before: tuple[int, ...] = ()
    layers, exact, cells = list[_Layer](), True, _first_grid(keep, len(task.needs))
    for at, issue in enumerate(order):
        step = Step(task, before, issue, frozenset(order[: at + 1]))
        chosen, sums, onward, used = _layer(step, chosen, sums, keep, cells)
        exact, before, cells = exact and not used, step.after, used * 4 // 3 or cells
        layers.append(_Layer(issue, onward))
    return _Walk(tuple(layers), _ways_on(layers, task), exact)


def _layer(
    step: Step, chosen: Ints, sums: Array, keep: int, guess: int
) -> tuple[Ints, Array, NDArray[np.int32], int]:
    """The states after one more issue, at most about `keep`, and the pointers to them.

    Sums are rounded up, which can only admit more. The last number is the cells of the grid per
    column, from `guess` downwards, or 0 where no grid was needed.
    """
    options = range(step.task.sizes[step.issue])
    taken = [step.take(chosen, sums, option) for option in options]
    choices, totals = (np.concatenate([one[at] for one in taken]) for at in (1, 2))
    cells, rounded = 0, totals
    while True:
        keys = state_keys(choices, rounded)
        _, first, state = np.unique(keys, return_index=True, return_inverse=True)
        if len(first) <= keep:
            break
        cells = cells * 3 // 4 if cells else guess
        if cells < 1:
            raise TooLarge(
                "The issues that hang together are too many to draw from. Use fewer conditions."
            )
        rounded = _rounded_up(totals, step.task.needs, cells)
    onward = np.full((len(chosen), len(options)), -1, dtype=np.int32)
    begin = 0
    for option, (kept, _, _) in enumerate(taken):
        onward[kept, option] = state[begin : begin + len(kept)]
        begin += len(kept)
    return choices[first], rounded[first], onward, cells


def _first_grid(keep: int, columns: int) -> int:
    """Cells along each column to try first: more than can all be held, as few are used."""
    return max(1, int(4 * (keep ** (1 / max(1, columns)))))


def _rounded_up(totals: Array, needs: tuple[int, ...], cells: int) -> Array:
    """Sums rounded up to a grid of so many cells across what is there, and at most the needs."""
    low, high = totals.min(axis=0), totals.max(axis=0)
    spans = [int(b) - int(a) + 1 for a, b in zip(low, high, strict=True)]
    units = np.array([-(-span // cells) for span in spans], dtype=totals.dtype)
    up = high - (high - totals) // units * units
    return np.asarray(np.minimum(up, np.array(needs, dtype=totals.dtype)))


def _ways_on(layers: list[_Layer], task: Quest) -> tuple[Ints, ...]:
    """Per layer `(limb, state + 1)`: how many ways lead on, the last column 0."""
    limbs = -(-_product(task.sizes).bit_length() // LIMB)
    ends = int(layers[-1].onward.max(initial=-1)) + 1
    left = np.zeros((limbs, ends + 1), dtype=np.int64)
    left[0, :ends] = 1
    ways = [left]
    for layer in reversed(layers):
        total = np.zeros((limbs, len(layer.onward) + 1), dtype=np.int64)
        for option in range(layer.onward.shape[1]):
            total[:, :-1] += left[:, layer.onward[:, option]]
        left = carried(total.T).T
        ways.append(left)
    return tuple(reversed(ways))


def _product(sizes: Sequence[int]) -> int:
    total = 1
    for size in sizes:
        total *= size
    return total


def _walked(walk: _Walk, ranks: Ints) -> Ints:
    """The packages that numbers below the total, `(limb, rank)`, stand for."""
    size = ranks.shape[1]
    packages = np.zeros((size, len(walk.layers)), dtype=np.int64)
    state = np.zeros(size, dtype=np.int64)
    for layer, left in zip(walk.layers, walk.left[1:], strict=True):
        onward = layer.onward[state]
        upto = carried(np.cumsum(left[:, onward], axis=2).transpose(1, 2, 0)).transpose(2, 0, 1)
        option = _at_least(ranks[:, :, None], upto).sum(axis=1)
        packages[:, layer.issue] = option
        rows = np.arange(size)
        passed = np.where(option > 0, upto[:, rows, option - 1], 0)
        ranks = carried((ranks - passed).T).T
        state = onward[rows, option].astype(np.int64)
    return packages


def _at_least(a: Ints, b: Ints) -> NDArray[np.bool_]:
    """Whether numbers `(limb, ...)` are at least others."""
    result = np.ones(np.broadcast_shapes(a.shape[1:], b.shape[1:]), dtype=bool)
    for low, high in zip(a, b, strict=True):
        result = (low > high) | ((low == high) & result)
    return result


def _below(total: Ints, size: int, rng: np.random.Generator) -> Ints:
    """Uniform whole numbers below `total`, `(limb, number)`: random bits, again if too large."""
    value = number(total.tolist())
    bits = max(1, (value - 1).bit_length())
    top = (1 << (bits - 1) % LIMB + 1) - 1
    limbs = -(-bits // LIMB)
    bound = total[:, None]
    kept: list[Ints] = []
    held = 0
    while held < size:
        digits = np.zeros((len(total), size), dtype=np.int64)
        digits[:limbs] = rng.integers(0, 1 << LIMB, size=(limbs, size), dtype=np.int64)
        digits[limbs - 1] &= top
        fine = digits[:, ~_at_least(digits, bound)]
        kept.append(fine)
        held += fine.shape[1]
    return np.concatenate(kept, axis=1)[:, :size]
