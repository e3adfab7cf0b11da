"""Partial packages and what they still lack. Knows whole numbers, not what they measure.

A space with floors becomes a `Quest`: terms of whole numbers, none below 0, and for each party
that still needs anything the sum that it needs. A `Side` holds all ways to settle some issues:
equal partial sums stand once with the number of ways, those that cannot reach a need any more are
gone, and those that are sure to reach it stand at the need.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd, inf, isinf, prod

import numpy as np
from numpy.typing import NDArray

from parley.errors import NoAnswer, TooLarge
from parley.maths.dominance import LIMB, Ints
from parley.maths.exact import Rational, whole
from parley.maths.spaces import Array, Factor, Rule, Space

SAFE = 2**61
FINEST_GRID = 4096
DIGIT = (1 << LIMB) - 1


@dataclass(frozen=True, eq=False)
class Quest:
    """Which packages obey the rules and bring each column's sum to its need.

    Attributes:
        tables: per issue `(option, column)`, whole numbers, none below 0.
        factors: tables of the same kind.
        rules: as in the space.
        needs: `(column,)`, each above 0.
        hopeless: whether a floor is above every sum.
    """

    tables: tuple[Array, ...]
    factors: tuple[Factor, ...]
    rules: tuple[Rule, ...]
    needs: tuple[int, ...]
    hopeless: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        """Options per issue."""
        return tuple(len(table) for table in self.tables)

    @property
    def scopes(self) -> list[tuple[int, ...]]:
        """Which issues must be seen together."""
        return [factor.scope for factor in self.factors] + [rule.scope for rule in self.rules]

    @property
    def most(self) -> tuple[int, ...]:
        """What the sums cannot exceed, `(column,)`."""
        return self.rest(frozenset())

    def rest(self, taken: frozenset[int]) -> tuple[int, ...]:
        """The most that all terms outside `taken` can add, `(column,)`."""
        best = [t.max(axis=0) for issue, t in enumerate(self.tables) if issue not in taken]
        best += [
            factor.table.max(axis=tuple(range(len(factor.scope))))
            for factor in self.factors
            if not taken.issuperset(factor.scope)
        ]
        return tuple(sum(int(row[column]) for row in best) for column in range(len(self.needs)))

    def keeps(self, packages: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the packages `(package, issue)` meet every need and rule."""
        total = sum(table[packages[:, issue]] for issue, table in enumerate(self.tables))
        for factor in self.factors:
            total = total + factor.table[tuple(packages[:, at] for at in factor.scope)]
        need = np.array(self.needs, dtype=self.tables[0].dtype)
        kept = np.asarray(total >= need, dtype=bool).all(axis=1)
        for rule in self.rules:
            kept &= rule.allowed[tuple(packages[:, at] for at in rule.scope)]
        return np.asarray(kept)


def quest(space: Space, floors: Sequence[Rational]) -> Quest:
    """Write a space with floors in whole numbers, each column in its own coarsest unit.

    By definition: a sum reaches a floor exactly if the whole numbers reach the need. Columns
    without a floor, and those that every package brings to the floor, are left out.

    Args:
        space: tables of any exact kind; a float stands for the binary fraction that it is.
        floors: `(party,)`; equality accepts; -inf for none.

    Raises:
        NoAnswer: a number is NaN or a table is not finite, or the floors are not one per party.
    """
    if len(floors) != space.parties:
        raise NoAnswer(
            f"{len(floors)} floors for {space.parties} parties. Give one floor per party."
        )
    if any(floor != floor for floor in floors):
        raise NoAnswer("A floor is not a number (NaN), so no sum can be compared with it.")
    blocks = [table[:, None] for table in space.tables] + [f.table for f in space.factors]
    columns, needs, hopeless = [], [], False
    for party, floor in enumerate(floors):
        if floor == -inf:
            continue
        numbers, need = _column([block[..., party] for block in blocks], floor)
        if need > sum(int(part.max()) for part in numbers):
            hopeless = True
        elif need > 0:
            columns.append(numbers)
            needs.append(need)
    return _assembled(space, columns, needs, hopeless)


def _column(blocks: list[Array], floor: Rational) -> tuple[list[Array], int]:
    """One party's terms as whole numbers from 0, and its need in the same unit."""
    flat = np.concatenate([block.ravel().astype(object) for block in blocks])
    if any(isinstance(value, float) and (value != value or isinf(value)) for value in flat):
        raise NoAnswer("A utility is not a finite number, so sums cannot be compared exactly.")
    numbers, (denominator,) = whole(flat[:, None])
    parts = np.split(numbers[:, 0].astype(object), np.cumsum([block.size for block in blocks])[:-1])
    least = [min(part) for part in parts]
    parts = [part - low for part, low in zip(parts, least, strict=True)]
    if isinf(floor):
        return parts, sum(max(part) for part in parts) + 1
    need = ceil(Fraction(floor) * denominator) - sum(least)
    unit = gcd(*(int(value) for part in parts for value in part)) or 1
    parts = [(part // unit).reshape(block.shape) for part, block in zip(parts, blocks, strict=True)]
    return parts, -(-need // unit)


def _assembled(space: Space, columns: list[list[Array]], needs: list[int], hopeless: bool) -> Quest:
    """The columns side by side again: int64 where no sum can leave it."""
    largest = [sum(int(part.max()) for part in column) for column in columns]
    dtype = np.int64 if max([*largest, *needs], default=0) < SAFE else object
    shapes = [(size, 1) for size in space.sizes] + [f.table.shape[:-1] for f in space.factors]
    terms = []
    for index, shape in enumerate(shapes):
        term = np.zeros((*shape, len(columns)), dtype=dtype)
        for at, column in enumerate(columns):
            term[..., at] = column[index].reshape(shape)
        terms.append(term)
    tables = tuple(term[:, 0] for term in terms[: len(space.tables)])
    factors = tuple(
        Factor(factor.scope, table)
        for factor, table in zip(space.factors, terms[len(space.tables) :], strict=True)
    )
    return Quest(tables, factors if columns else (), space.rules, tuple(needs), hopeless)


def pooled(task: Quest) -> Quest:
    """The quest with one column more: a weighted sum of all, which is implied by the others.

    Derived here: packages that meet every need also meet the sum of the needs, so the column
    takes nothing away; alone or beside one other it is a closer relaxation than the columns that
    it stands for where the parties are opposed.
    """
    most = task.most
    weights = [max(1, max(most) // one) for one in most]
    if sum(w * m for w, m in zip(weights, most, strict=True)) >= SAFE:
        return task
    row = np.array(weights, dtype=task.tables[0].dtype)

    def wider(table: Array) -> Array:
        return np.concatenate([table, (table @ row)[..., None]], axis=-1)

    return replace(
        task,
        tables=tuple(wider(table) for table in task.tables),
        factors=tuple(Factor(f.scope, wider(f.table)) for f in task.factors),
        needs=(*task.needs, sum(w * n for w, n in zip(weights, task.needs, strict=True))),
    )


def narrowed(task: Quest, columns: Sequence[int]) -> Quest:
    """The quest in some columns only: a relaxation, by definition."""
    chosen = list(columns)
    return replace(
        task,
        tables=tuple(table[:, chosen] for table in task.tables),
        factors=tuple(Factor(f.scope, f.table[..., chosen]) for f in task.factors),
        needs=tuple(task.needs[column] for column in chosen),
    )


def path_order(task: Quest) -> list[int]:
    """An order of the issues along which few stay open at once, wide ones first.

    Derived here: greedily the issue that leaves the smallest product of the sizes of open issues,
    which is what a dynamic programme along the order must hold.
    """
    left, order = set(range(len(task.sizes))), list[int]()
    span = [max([int(value) for value in t.max(axis=0)], default=0) for t in task.tables]
    while left:
        order.append(min(left, key=lambda i: (_width(task, [*order, i]), -span[i], i)))
        left.remove(order[-1])
    return order


def _width(task: Quest, taken: list[int]) -> int:
    return prod(task.sizes[issue] for issue in open_issues(task, frozenset(taken)))


def open_issues(task: Quest, taken: frozenset[int]) -> tuple[int, ...]:
    """The settled issues that a factor or a rule still sees together with others, by definition."""
    crossing = [s for s in task.scopes if not taken.issuperset(s) and not taken.isdisjoint(s)]
    return tuple(sorted(taken.intersection(*[set().union(*crossing)])))


@dataclass(frozen=True, eq=False)
class Side:
    """All ways to settle some issues, as far as the others can still tell them apart.

    Attributes:
        taken: the issues settled.
        open: those of them that stay open, ascending.
        chosen: `(state, open)`, their options.
        sums: `(state, column)`, partial sums, at most the needs.
        ways: `(state, limb)`, how many partial packages, digits to the base 2^32, lowest first.
        slips: `(column,)`, by how much the true sums may be above `sums`.
    """

    taken: frozenset[int]
    open: tuple[int, ...]
    chosen: Ints
    sums: Array
    ways: Ints
    slips: tuple[int, ...]


def nothing(task: Quest) -> Side:
    """The side on which no issue is settled yet, by definition."""
    ways = np.ones((1, 1), dtype=np.int64)
    sums = np.zeros((1, len(task.needs)), dtype=task.tables[0].dtype)
    chosen = np.zeros((1, 0), dtype=np.int64)
    return Side(frozenset(), (), chosen, sums, ways, (0,) * len(task.needs))


@dataclass(frozen=True, eq=False)
class Step:
    """What settling one more issue does to partial sums.

    Attributes:
        task: the quest.
        before: open issues before, ascending.
        issue: the issue that is settled now.
        taken: the issues settled afterwards.
        bounded: whether needs prune and cap the sums.
        slips: `(column,)`, by how much true sums may be above the sums, so that pruning is sure.
    """

    task: Quest
    before: tuple[int, ...]
    issue: int
    taken: frozenset[int]
    bounded: bool = True
    slips: tuple[int, ...] = ()

    @cached_property
    def after(self) -> tuple[int, ...]:
        """Open issues afterwards."""
        return open_issues(self.task, self.taken)

    def take(self, chosen: Ints, sums: Array, option: int) -> tuple[Ints, Ints, Array]:
        """Which states can take the option, their open choices, and their sums."""
        columns = {issue: chosen[:, at] for at, issue in enumerate(self.before)}
        columns[self.issue] = np.full(len(chosen), option, dtype=np.int64)
        alive = np.ones(len(chosen), dtype=bool)
        for rule in filter(self._closes, self.task.rules):
            alive &= rule.allowed[tuple(columns[at] for at in rule.scope)]
        total = sums + self.task.tables[self.issue][option]
        for factor in filter(self._closes, self.task.factors):
            total = total + factor.table[tuple(columns[at] for at in factor.scope)]
        if self.bounded and self.task.needs:
            alive &= np.asarray(total >= self._least, dtype=bool).all(axis=1)
            total = np.minimum(total, np.array(self.task.needs, dtype=total.dtype))
        kept = np.flatnonzero(alive)
        opened = [columns[issue][kept] for issue in self.after]
        empty = np.zeros((len(kept), 0), dtype=np.int64)
        return kept, np.stack(opened, axis=1) if opened else empty, total[kept]

    @cached_property
    def _least(self) -> Array:
        """The sums below which the most of all that is left does not reach the needs."""
        slips = self.slips or (0,) * len(self.task.needs)
        left = zip(self.task.needs, self.task.rest(self.taken), slips, strict=True)
        kind = self.task.tables[0].dtype
        return np.array([need - rest - slip for need, rest, slip in left], dtype=kind)

    def _closes(self, part: Factor | Rule) -> bool:
        return self.issue in part.scope and self.taken.issuperset(part.scope)


def grown(task: Quest, side: Side, issue: int, limit: int, bounded: bool = True) -> Side:
    """Settle one more issue.

    Dynamic programming over attained sums (Bellman 1957), with equal sums merged.

    Args:
        task: the quest.
        side: the ways so far.
        issue: an issue that is not settled yet.
        limit: partial sums held at once.
        bounded: whether needs prune and cap the sums.

    Raises:
        TooLarge: more than `limit` partial sums that differ.
    """
    step = Step(task, side.open, issue, side.taken | {issue}, bounded, side.slips)
    ways = _roomy(side.ways, prod(task.sizes[at] for at in step.taken))
    parts: list[tuple[Ints, Array, Ints]] = []
    held = 0
    for option in range(task.sizes[issue]):
        kept, chosen, sums = step.take(side.chosen, side.sums, option)
        if held and held + len(kept) > limit:
            parts = [_merged(parts)]
            held = len(parts[0][0])
        held += len(kept)
        parts.append((chosen, sums, ways[kept]))
        if held > limit:
            parts = [_merged(parts)]
            held = len(parts[0][0])
        if held > limit:
            raise TooLarge(
                f"The count needs {held:,} partial sums at once, above the limit of {limit:,}. "
                "Scores in coarser units, or higher floors, make it smaller."
            )
    chosen, sums, ways = _merged(parts)
    return Side(step.taken, step.after, chosen, sums, ways, side.slips)


def _merged(parts: list[tuple[Ints, Array, Ints]]) -> tuple[Ints, Array, Ints]:
    """Equal states once, their ways added."""
    chosen, sums, ways = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    parts.clear()
    keys = state_keys(chosen, sums)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    if len(first) == 0:
        return chosen, sums, ways
    if len(first) < len(keys):
        ways = carried(np.add.reduceat(ways[order], first, axis=0))
        return chosen[order[first]], sums[order[first]], ways
    return chosen, sums, ways


def state_keys(chosen: Ints, sums: Array) -> Ints:
    """One number per state, equal exactly where the states are, by definition."""
    columns = [*chosen.T, *sums.T]
    keys = np.zeros(len(chosen), dtype=np.int64)
    size = 1
    for column in columns if len(chosen) else []:
        low, high = int(column.min()), int(column.max())
        if high - low >= SAFE // max(size, len(chosen)):
            values, column = np.unique(column, return_inverse=True)
            low, high = 0, len(values) - 1
        if size * (high - low + 1) >= SAFE:
            values, keys = np.unique(keys, return_inverse=True)
            size = len(values)
        keys = keys * (high - low + 1) + (column - low).astype(np.int64)
        size *= high - low + 1
    return keys


def _roomy(ways: Ints, most: int) -> Ints:
    """The same numbers with digits enough for `most`; below 2^61 one digit takes all."""
    limbs = 1 if most < SAFE else -(-most.bit_length() // LIMB)
    empty = np.zeros((len(ways), limbs - ways.shape[1]), dtype=np.int64)
    return carried(np.concatenate([ways, empty], axis=1)) if empty.size else ways


def carried(ways: Ints) -> Ints:
    """Rows of digits with each digit below 2^32 again (borrows too); the highest takes the rest.

    By definition of a number to a base.
    """
    ways = np.array(ways)
    for limb in range(ways.shape[-1] - 1):
        ways[..., limb + 1] += ways[..., limb] >> LIMB
        ways[..., limb] &= DIGIT
    return ways


def number(digits: Sequence[int]) -> int:
    """The integer that a row of digits stands for, by definition."""
    return sum(int(digit) << (LIMB * limb) for limb, digit in enumerate(digits))


def coarsened(side: Side, keep: int) -> Side:
    """The side with sums rounded down to a grid on which at most about `keep` states differ.

    Derived here: what a sum loses is added to `slips`, as the exact largest loss of a column.

    Raises:
        TooLarge: the open choices alone are more than `keep`.
    """
    if len(np.unique(state_keys(side.chosen, side.sums[:, :0]))) > keep:
        raise TooLarge("The issues that hang together are too many to count. Use fewer conditions.")
    cells, fine = FINEST_GRID, side
    while len(side.sums) > keep:
        low = fine.sums.min(axis=0)
        spans = [int(span) + 1 for span in fine.sums.max(axis=0) - low]
        units = np.array([-(-span // cells) for span in spans], dtype=fine.sums.dtype)
        loss = (fine.sums - low) % units
        slips = [slip + int(column.max()) for slip, column in zip(fine.slips, loss.T, strict=True)]
        chosen, sums, ways = _merged([(fine.chosen, fine.sums - loss, fine.ways)])
        side = Side(fine.taken, fine.open, chosen, sums, ways, tuple(slips))
        cells = max(1, cells * 3 // 4)
    return side
