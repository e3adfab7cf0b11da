"""A frontier thinned to a size that fits, its error stated. Knows sums, not what they measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parley.errors import TooLarge
from parley.maths import words
from parley.maths.clusters import Plan, plan
from parley.maths.elimination import HELD_AT_ONCE, Elimination, Held, keys_of
from parley.maths.exact import Rational
from parley.maths.merging import Places, efficient, ranked
from parley.maths.spaces import Space
from parley.maths.unfolding import Efficient, Stage

MOST = 60_000
THINNED = 8
"""By how much a set that has grown too large is thinned, so that it can grow for some steps."""
FINEST = 1e-4
COARSEST = 0.5
ROUNDING = Fraction(1, 2**20)
"""Far above what float64 loses, as a share."""


@dataclass(frozen=True, eq=False)
class Approximation:
    """A frontier thinned where it was too large.

    For every package that obeys the rules (and, with floors, reaches each of them with `share` of
    that party's range to spare) some point is, for each party that counts, at most `share` of the
    party's range below it. The range runs from the lowest to the highest sum of a package that
    obeys the rules. The points are what their packages are worth, without any error.

    Attributes:
        frontier: the points, none dominating another, each with a package or more behind it; where
            `share` is above 0 not all of them, so that `ways` are the least numbers.
        share: the error; 0 where nothing had to be thinned, and the frontier is the exact one.
    """

    frontier: Efficient
    share: Fraction


def approximate(
    space: Space,
    floors: Sequence[Rational] | None = None,
    objectives: Sequence[int] | None = None,
    most: int = MOST,
    share: Fraction | None = None,
    limit: int = HELD_AT_ONCE,
    way: Plan | None = None,
) -> Approximation:
    """The Pareto frontier within a stated error, where the exact one is too large.

    As in `eliminate`, but where more than `most` partial sums are left, they are sorted into the
    cells of a grid, and one is kept of each cell that no other cell dominates: the approximate
    frontier of Papadimitriou and Yannakakis (2000), kept small within dynamic programming as by
    Erlebach, Kellerer and Pferschy (2002). They bound the error by a factor; here it is a share of
    a party's range, which needs far fewer points. The grid is as coarse as the size asks for, and
    what each thinning can lose is added up (derived here).

    Args:
        space: the packages.
        floors: `(party,)`, as in `eliminate`.
        objectives: as in `eliminate`.
        most: the number of partial sums, and of points, that is kept from step to step.
        share: the largest error that is of use; more partial sums are kept until it is met.
        limit: the number of partial sums held at once.
        way: as in `eliminate`.

    Raises:
        TooLarge: issues hang together too closely, or more than `limit` partial sums are needed.
        NoAnswer: a number is NaN.
    """
    way = plan(space) if way is None else way
    found = _Thinned(space, floors, objectives, limit, way).within(most)
    while share is not None and found.share > share:
        most *= 4
        try:
            found = _Thinned(space, floors, objectives, limit, way).within(min(most, limit))
        except TooLarge as error:
            raise TooLarge(
                f"A frontier within {float(share):.2%} of each range needs more than {limit:,} "
                f"partial sums at once; within {float(found.share):.2%} it fits."
            ) from error
    return found


class _Thinned(Elimination):
    """One space being gone through, on a grid that is coarsened as needed."""

    cell = FINEST
    """Width of a cell, as a share of each range."""

    def within(self, most: int) -> Approximation:
        """Settle every issue, at most so many partial sums kept."""
        lost = [Fraction(0)] * self.heard
        held, stages = self.nothing(), []
        for at, step in enumerate(self.plan.steps):
            held, stage = self.grown(at, step, held)
            if held.sums.shape[1] > most:
                last = at + 1 == len(self.plan.steps)
                places, widths = self._thinned(held, most if last else max(1, most // THINNED))
                held, stage = _only(held, stage, places)
                lost = [loss + self._loss(c, widths[c]) for c, loss in enumerate(lost)]
            stages.append(stage)
        pairs = zip(lost, self._spans, strict=True)
        share = max((loss / span for loss, span in pairs), default=Fraction(0))
        return Approximation(self.result(held, stages), min(share, Fraction(1)))

    @property
    def _spans(self) -> list[Fraction]:
        """Per column that counts, the range of its sums; 1 where all are equal."""
        if not self.bounds.alive[0][0]:
            return [Fraction(1)] * self.heard
        high, low = (bound[: self.heard].tolist() for bound in (self.bounds.high, self.bounds.low))
        return [Fraction(a) - Fraction(b) or Fraction(1) for a, b in zip(high, low, strict=True)]

    def _thinned(self, held: Held, size: int) -> tuple[Places, list[int | float]]:
        """No more points than `size`, on a grid as fine as allows it, and the cells' widths."""
        self.cell = max(FINEST, self.cell / 2)
        while True:
            widths = [self._width(span) for span in self._spans]
            places = self._cover(held, widths)
            if len(places) <= size or self.cell >= COARSEST:
                return places, widths
            wanted = (len(places) / size) ** (1 / max(1, self.heard - 1))
            self.cell = min(COARSEST, self.cell * min(max(wanted, 1.1), 4.0))

    def _width(self, span: Fraction) -> int | float:
        """How wide a cell is in one column."""
        if self.numbers.kind == np.int64:
            return max(1, int(span * Fraction(self.cell)))
        return float(span) * self.cell

    def _loss(self, column: int, width: int | float) -> Fraction:
        """By how much two sums in one cell can differ at most."""
        if self.numbers.kind == np.int64:
            return Fraction(width) - 1
        furthest = Fraction(self.numbers.furthest[column])
        return Fraction(width) * (1 + ROUNDING) + furthest * ROUNDING**2

    def _cover(self, held: Held, widths: Sequence[int | float]) -> Places:
        """One point per state and cell, unless another cell of the state dominates the cell."""
        sums = words.near(held.sums) if held.sums.ndim == 3 else held.sums
        pairs = list(zip(sums[: self.heard], widths, self._spans, strict=True))
        cells = [np.floor_divide(c, width).astype(np.int64) for c, width, _ in pairs]
        if self.held_only:
            cells += [ranked(column) for column in keys_of(held.sums[self.heard :])]
        state = np.repeat(np.arange(len(held.first) - 1), np.diff(held.first))
        worth = np.sum([column / float(span) for column, _, span in pairs], axis=0)
        order = np.lexsort((-worth, *cells, state))
        grid = np.stack([*cells, state])[:, order]
        best = np.append(True, (grid[:, 1:] != grid[:, :-1]).any(axis=0))
        order, grid = order[best], grid[:, best]
        cuts = np.flatnonzero(np.append(True, grid[-1, 1:] != grid[-1, :-1]))
        parts = zip(cuts, np.append(cuts, len(order))[1:], strict=True)
        kept = [order[low:high][efficient(grid[:-1, low:high])] for low, high in parts]
        return np.sort(np.concatenate(kept))


def _only(held: Held, stage: Stage, places: Places) -> tuple[Held, Stage]:
    """Some points, in their order, and the pairs behind them."""
    flags = np.zeros(held.sums.shape[1], dtype=bool)
    flags[places] = True
    sizes = np.diff(stage.first)
    pairs = np.repeat(flags, sizes)
    first = np.append(0, np.cumsum(sizes[places])).astype(stage.first.dtype)
    return (
        Held(held.sums[:, places], np.append(0, np.cumsum(flags))[held.first], held.ways[places]),
        Stage(stage.issue, first, stage.option[pairs], stage.rest[pairs]),
    )
