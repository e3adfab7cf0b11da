"""Branch and bound over packages, issue by issue. Knows bounds and goals, not where they are from.

Everything here is done in float64 with room for rounding; what could tie is handed on, to be
decided exactly.
"""

from math import inf
from time import monotonic
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.maths.goals import TIE, Goal
from parley.maths.lotteries import Lottery
from parley.maths.prices import Floats, Problem, arrange, bound

MOST_ONE = 2_000_000
MOST_ALL = 1_000_000
SURE = 2e-11
"""Levels further apart than this, next to 1, are apart whatever rounding does."""
BEAM = 1_500
CHUNK = 4_096
SIDES = 12
SPREAD = 0.35


class Nodes(NamedTuple):
    """Packages decided up to some place: options there, and what bounds are left."""

    chosen: NDArray[np.uint16]
    one: Floats
    all: Floats

    def take(self, rows: Any) -> "Nodes":
        """Some of them."""
        return Nodes(self.chosen[rows], self.one[rows], self.all[rows])

    def __len__(self) -> int:
        return len(self.chosen)


class Search:
    """A goal in a problem, with the bounds that a lottery's prices give."""

    def __init__(self, problem: Problem, goal: Goal, guide: Lottery, ends: float = inf) -> None:
        self.problem, self.goal, self.ends = problem, goal, ends
        self.parties = len(problem.units)
        self.order = arrange(problem, guide.prices)
        total = guide.prices.sum()
        main = guide.prices / total if total > 0 else np.full(self.parties, 1 / self.parties)
        sides = _sides(main)
        self.one = bound(problem, self.order, main[:, None], MOST_ONE)
        self.all = bound(problem, self.order, sides, MOST_ALL)
        self.prices = np.column_stack([main, sides])
        self.slack = problem.slack @ self.prices
        free = self.prices > 0
        self.lowest = np.where(free[~problem.floored].any(axis=0), -inf, 0.0)
        heard = np.isin(np.arange(self.parties), goal.heard)
        self.unknown = free[~problem.floored & ~heard].any(axis=0)
        self.marginals = [guide.marginals[issue] for issue in self.order]
        self.level = -inf
        self.best: tuple[int, ...] | None = None
        self.margin, self.sure = TIE, False
        self.nodes = 0

    def needed(self, level: float) -> Floats:
        """`(price,)`: what a package of this level is worth at least, less what rounding hides."""
        least = np.maximum(self.lowest, self.goal.least(self.prices, level))
        return np.where(self.unknown, -inf, least - self.slack)

    def start(self) -> Nodes:
        """Nothing decided."""
        chosen = np.zeros((1, 0), dtype=np.uint16)
        return Nodes(chosen, self.one.root[None], self.all.root[None])

    def children(
        self, nodes: Nodes, needed: Floats, level: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], Nodes]:
        """All ways to decide the next issue that may still reach the level.

        Returns:
            Where each comes from, by which option, and the nodes.
        """
        at = nodes.chosen.shape[1]
        first = self.one.after(at, nodes.chosen, nodes.one)
        rows, options = np.nonzero((first[:, :, 0] >= needed[0]) & (first[:, :, 0] > -inf))
        self.nodes += first.size
        chosen = nodes.chosen[rows]
        sides = self.all.taken(at, chosen, options, nodes.all[rows])
        good = np.flatnonzero((sides >= needed[1:]).all(axis=1))
        if level > -inf:
            tops = self.goal.score(sides[good, : self.parties] + self.problem.slack)
            good = good[tops >= level - TIE]
        taken = options[good, None].astype(np.uint16)
        grown = np.concatenate([chosen[good], taken], axis=1)
        ones = first[rows[good], options[good]]
        return rows[good], options[good], Nodes(grown, ones, sides[good])

    def note(self, leaves: Nodes) -> None:
        """Remember the best of some packages, if it is better than what is known."""
        scores = self.goal.score(leaves.all[:, : self.parties] + self.problem.slack)
        for row in np.argsort(-scores, kind="stable"):
            if self.best is not None and scores[row] <= self.level:
                return
            self.offer(self.package(leaves.chosen[row]))

    def offer(self, package: tuple[int, ...]) -> None:
        """Remember a package, if it is acceptable and better than what is known."""
        gains = self.problem.gains(package)
        if not all(g >= 0 for g, f in zip(gains, self.problem.floored, strict=True) if f):
            return
        level = self.goal.level(gains)
        if self.best is None or level > self.level:
            self.level, self.best = level, package
            step = self.goal.step(gains, self.problem.denominators)
            self.sure = step > 2 * SURE * (1 + abs(level) + float(np.abs(self.problem.base).max()))
            self.margin = min(step / 2, TIE) if self.sure else TIE

    def package(self, chosen: NDArray[Any]) -> tuple[int, ...]:
        """Options in the order of the issues."""
        options = [0] * len(self.order)
        for issue, option in zip(self.order, chosen.tolist(), strict=True):
            options[issue] = option
        return tuple(options)

    def beam(self) -> None:
        """Look where packages come close to the lottery: issue by issue, keep the likeliest."""
        drift = self.all.drift(self.marginals)[:, : self.parties]
        nodes = self.start()
        needed = self.needed(-inf)
        for at in range(len(self.order)):
            nodes = self.children(nodes, needed, -inf)[2]
            if len(nodes) > BEAM:
                likely = self._likely(nodes, drift[at + 1])
                nodes = nodes.take(np.argpartition(-likely, BEAM)[:BEAM])
        if len(nodes):
            self.note(nodes)

    def _likely(self, nodes: Nodes, drift: Floats) -> Floats:
        """The score if the lottery decided the rest."""
        return self.goal.score(np.maximum(nodes.all[:, : self.parties] + drift, 1e-9))

    def close(self, enough: float = inf) -> float:
        """Go through all that could be better by more than a tie, best first in depth.

        Args:
            enough: a level from which on it is good enough.

        Returns:
            A level that no package exceeds: the best found and a tie's width, or more where time
            ran out or enough was found.
        """
        drift = self.all.drift(self.marginals)[:, : self.parties]
        stack = [self.start()]
        while stack:
            if monotonic() > self.ends or (self.best and self.level >= enough):
                return self._open(stack)
            level = self.level + self.margin
            nodes = self.children(stack.pop(), self.needed(level), level)[2]
            if not len(nodes):
                continue
            at = nodes.chosen.shape[1]
            if at == len(self.order):
                self.note(nodes)
                continue
            nodes = nodes.take(np.argsort(-self._likely(nodes, drift[at]), kind="stable"))
            parts = [nodes.take(slice(s, s + CHUNK)) for s in range(0, len(nodes), CHUNK)]
            stack += reversed(parts)
        return self.level + self.margin

    def _open(self, stack: list[Nodes]) -> float:
        """The highest level that an open node may still reach."""
        worth = max(float(nodes.one.max()) for nodes in stack) + float(self.slack[0])
        return self.goal.most(self.prices[:, 0], worth)


def _sides(main: Floats) -> Floats:
    """One price per party alone, and prices around the main ones, `(party, price)`."""
    parties = len(main)
    if parties == 1:
        return np.eye(1)
    shifts = np.random.Generator(np.random.PCG64(0)).normal(size=(parties, SIDES))
    around = main[:, None] * np.exp(SPREAD * shifts)
    return np.column_stack([np.eye(parties), around / around.sum(axis=0)])
