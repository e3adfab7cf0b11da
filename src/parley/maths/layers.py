"""Every package of about one level, with equal sums joined. Knows sums exactly.

Issues are decided one at a time; partial packages that have the same exact sums and the same
options wherever a later table still looks are one node. So ties by the million are a few nodes,
their number is exact, and the ways back list them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod
from time import monotonic
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.maths.branching import Search
from parley.maths.prices import Problem
from parley.maths.spaces import Array

MOST_NODES = 150_000
LIMB = 40
SAFE = 2**62


class _Step(NamedTuple):
    """How a layer comes from the one before: per way, where to, where from, by which option."""

    to: NDArray[np.intp]
    start: NDArray[np.intp]
    option: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Layers:
    """Packages near a level, by their sums.

    Attributes:
        examples: one package per different sum, its options in the order of the issues.
        ways: how many packages have each sum.
        order: the issues in the order of the steps.
        steps: the way back to packages.
    """

    examples: tuple[tuple[int, ...], ...]
    ways: tuple[int, ...]
    order: tuple[int, ...]
    steps: tuple[_Step, ...]

    def packages(self, which: Sequence[int], limit: int) -> list[tuple[int, ...]]:
        """Up to `limit` packages with some of the sums, in no particular order."""
        walks = (walk for at in which for walk in self._back(len(self.steps), at))
        return [self._arranged(walk) for walk in islice(walks, limit)]

    def _arranged(self, walk: tuple[int, ...]) -> tuple[int, ...]:
        options = dict(zip(self.order, walk, strict=True))
        return tuple(options[issue] for issue in range(len(walk)))

    def _back(self, layer: int, node: int) -> Iterator[tuple[int, ...]]:
        """Every way to a node, by the options in the order of deciding."""
        if layer == 0:
            yield ()
            return
        to, start, option = self.steps[layer - 1]
        first, last = np.searchsorted(to, [node, node + 1])
        for way in range(first, last):
            for walk in self._back(layer - 1, int(start[way])):
                yield (*walk, int(option[way]))


def layers(search: Search, level: float, most: int = MOST_NODES) -> Layers | None:
    """All packages that reach a level, and some that rounding cannot tell from them.

    Derived here: branch and bound as in `branching`, where partial packages are joined as
    Nemhauser and Ullmann (1969) join those of equal sums.

    Args:
        search: the problem with its bounds.
        level: the level to reach.
        most: the number of nodes in one layer.

    Returns:
        The packages; None where they are too many nodes, or time ran out.
    """
    terms, looked_at = _Exact(search.problem, search.order), _looked_at(search)
    needed = search.needed(level)
    nodes, sums = search.start(), terms.start()
    ways = np.ones(1, dtype=np.int64 if prod(search.problem.sizes) < SAFE else object)
    steps = []
    for at in range(len(search.order)):
        rows, options, nodes = search.children(nodes, needed, level)
        if len(nodes) > most or monotonic() > search.ends:
            return None
        sums = terms.added(sums[rows], at, nodes.chosen)
        marks = np.column_stack([nodes.chosen[:, looked_at[at]].astype(np.int64), sums])
        to, firsts, by = _groups(marks)
        steps.append(_Step(to, rows[by], options[by]))
        ways = _sums(ways[rows[by]], np.searchsorted(to, np.arange(len(firsts))))
        nodes, sums = nodes.take(firsts), sums[firsts]
    examples = tuple(search.package(chosen) for chosen in nodes.chosen)
    return Layers(examples, tuple(map(int, ways)), search.order, tuple(steps))


def _looked_at(search: Search) -> list[list[int]]:
    """Per place, the places up to it that later tables look at."""
    scopes = [
        {
            place
            for bounds in (search.one, search.all)
            for scope, _ in bounds.losses[at]
            for place in scope
        }
        for at in range(len(search.order))
    ]
    return [
        sorted({place for later in scopes[at + 1 :] for place in later if place <= at})
        for at in range(len(scopes))
    ]


def _groups(
    marks: NDArray[np.int64],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Group equal rows: the group of every row, ascending, a first row per group, the rows."""
    by = np.lexsort(marks.T[::-1]) if marks.shape[1] else np.arange(len(marks))
    ordered = marks[by]
    fresh = np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1))[: len(marks)]
    return np.cumsum(fresh) - 1, by[fresh], by


def _sums(numbers: NDArray[Any], starts: NDArray[np.intp]) -> NDArray[Any]:
    """Sums of runs, which begin at `starts`."""
    return np.asarray(np.add.reduceat(numbers, starts)) if len(starts) else numbers[:0]


class _Exact:
    """Sums of whole numbers as columns of int64: one per party, or limbs where they are large."""

    def __init__(self, problem: Problem, order: Sequence[int]) -> None:
        tables, factors = problem.whole
        place = {issue: at for at, issue in enumerate(order)}
        every = [t.reshape(-1, t.shape[-1]) for t in (*tables, *(f.table for f in factors))]
        top = max(sum(int(part[:, p].max()) for part in every) for p in range(every[0].shape[1]))
        self.limbs = 1 if top < SAFE else top.bit_length() // LIMB + 1
        self.terms: list[list[tuple[list[int], Array]]] = [[] for _ in order]
        for at, issue in enumerate(order):
            self.terms[at].append(([at], self._split(tables[issue])))
        for factor in factors:
            scope = [place[issue] for issue in factor.scope]
            self.terms[max(scope)].append((scope, self._split(factor.table)))

    def _split(self, table: Array) -> Array:
        """Whole numbers as limbs: the lowest of all parties first."""
        if self.limbs == 1:
            return table.astype(np.int64)
        mask = 2**LIMB - 1
        pieces = [(table.astype(object) >> (LIMB * k)) & mask for k in range(self.limbs)]
        return np.concatenate(pieces, axis=-1).astype(np.int64)

    def start(self) -> Array:
        """Nothing added yet."""
        return np.zeros((1, self.terms[0][0][1].shape[-1]), dtype=np.int64)

    def added(self, sums: Array, at: int, chosen: NDArray[Any]) -> Array:
        """The sums with what place `at` adds, carried over from limb to limb."""
        for scope, table in self.terms[at]:
            sums = sums + table[tuple(chosen[:, place] for place in scope)]
        parties = sums.shape[1] // self.limbs
        for k in range(self.limbs - 1):
            low = slice(k * parties, (k + 1) * parties)
            high = slice((k + 1) * parties, (k + 2) * parties)
            sums[:, high] += sums[:, low] >> LIMB
            sums[:, low] &= 2**LIMB - 1
        return sums
