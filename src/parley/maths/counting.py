"""How many packages obey the rules and reach the floors. Knows arrays, not what they measure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor, prod

import numpy as np
from numpy.typing import NDArray

from parley.errors import TooLarge
from parley.maths.dominance import LIMB, Ints, reaching_pairs
from parley.maths.exact import Rational
from parley.maths.partial_sums import (
    Quest,
    Side,
    coarsened,
    grown,
    narrowed,
    nothing,
    number,
    path_order,
    pooled,
    quest,
)
from parley.maths.spaces import Array, Space

HELD_AT_ONCE = 10_000_000
PAIRED = {1: 10_000_000, 2: 10_000_000, 3: 400_000, 4: 30_000}
"""Partial sums per half that pairing takes in seconds, by parties with a floor."""
FEW_PAIRED = 4_000
FREELY_PAIRED = 2
"""From so many parties on one half alone can go where two cannot be paired."""
FINE_ENOUGH = 2**62
LARGEST_MASS = 10**150
"""Squares of larger masses leave float64."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Count:
    """How many packages there are: exactly, or between two numbers that are certain.

    Attributes:
        low: not fewer than this.
        high: not more than this.
        exact: whether both are the number itself.
    """

    low: int
    high: int
    exact: bool

    @classmethod
    def of(cls, low: int, high: int) -> "Count":
        """A bracket, which is exact where its ends meet."""
        return cls(low, high, low == high)


def feasible(space: Space, limit: int = HELD_AT_ONCE) -> int:
    """How many packages obey the rules, without listing them.

    Bucket elimination with counts (Dechter 1999): one issue after the other is summed out, the
    one first that leaves the smallest table.

    Args:
        space: its rules alone matter.
        limit: the entries of one table.

    Returns:
        The exact number, of any length.

    Raises:
        TooLarge: the rules hang together so densely that a table would be larger.
    """
    sizes = space.sizes
    plan = _elimination(sizes, [rule.scope for rule in space.rules])
    widest = max((prod(sizes[issue] for issue in scope) for _, scope in plan), default=0)
    if widest > limit:
        raise TooLarge(
            f"Counting what the conditions allow needs a table of {widest:,} entries, above the "
            f"limit of {limit:,}. Conditions over fewer issues at a time make it smaller."
        )
    messages = [(rule.scope, np.asarray(rule.allowed, dtype=np.int64), 1) for rule in space.rules]
    for issue, scope in plan:
        near = [message for message in messages if issue in message[0]]
        messages = [message for message in messages if issue not in message[0]]
        most = sizes[issue] * prod(bound for _, _, bound in near)
        table = np.ones(
            [sizes[at] for at in scope], dtype=np.int64 if most < FINE_ENOUGH else object
        )
        for inner, values, _ in near:
            shape = [sizes[at] if at in inner else 1 for at in scope]
            table = table * values.reshape(shape)
        left = tuple(at for at in scope if at != issue)
        messages.append((left, np.asarray(table.sum(axis=scope.index(issue))), most))
    return prod(int(table) for _, table, _ in messages)


def _elimination(
    sizes: Sequence[int], scopes: Sequence[tuple[int, ...]]
) -> list[tuple[int, tuple[int, ...]]]:
    """Issues in the order of elimination, each with the scope of its table."""
    left, tables, plan = set(range(len(sizes))), [set(scope) for scope in scopes], []

    def scope_of(issue: int) -> set[int]:
        return {issue}.union(*(table for table in tables if issue in table))

    while left:
        issue = min(left, key=lambda i: (prod(sizes[at] for at in scope_of(i) - {i}), i))
        scope = scope_of(issue)
        plan.append((issue, tuple(sorted(scope))))
        tables = [table for table in tables if issue not in table] + [scope - {issue}]
        left.remove(issue)
    return plan


def acceptable(space: Space, floors: Sequence[Rational], limit: int = HELD_AT_ONCE) -> Count:
    """How many packages obey the rules and reach every floor.

    First exactly: partial sums from both ends of the space, equal ones merged (Bellman 1957),
    hopeless ones dropped and sure ones capped, and the halves paired by counting which reach
    the needs together (meet in the middle, Horowitz and Sahni 1974); then from one end alone.
    Where neither fits the limit: sums of groups of issues, rounded once per group to a grid and
    convolved (after Kellerer, Pferschy and Pisinger 2004, on rounded knapsacks), which brackets the
    number from both sides; where issues hang together in groups too large for that, both ends
    with sums rounded as they grow. The error of the floating-point transform is bounded and lies
    inside the bracket.

    Args:
        space: tables of any kind; a float stands for the binary fraction that it is.
        floors: `(party,)`, the least acceptable sums; equality accepts; -inf for no floor.
        limit: partial sums, or cells of the grid, held at once: about 40 bytes each.

    Returns:
        The number, or a bracket that is certain.

    Raises:
        NoAnswer: a number is NaN, a table is not finite, or the floors are not one per party.
    """
    if space.count == 0:
        return Count(0, 0, True)
    task = quest(space, floors)
    if task.hopeless:
        return Count(0, 0, True)
    if not task.needs:
        return _whole_space(space, limit)
    found = _from_both_ends(task, limit)
    if found is None and len(task.needs) > FREELY_PAIRED:
        found = _from_one_end(task, limit // 5)
    if found is not None:
        return Count(found, found, True)
    return _bracket(space, task, limit)


def _whole_space(space: Space, limit: int) -> Count:
    """What the rules allow, or at most everything."""
    try:
        found = feasible(space, limit)
    except TooLarge:
        return Count.of(0, space.count)
    return Count(found, found, True)


def _from_both_ends(task: Quest, limit: int) -> int | None:
    """Grow both halves until every issue is settled, then pair them; None if that is too large."""
    most = min(limit, PAIRED.get(len(task.needs), FEW_PAIRED))
    try:
        front, back = _halves(task, lambda side, issue: grown(task, side, issue, most))
        return _paired(task, front, back, most)
    except TooLarge:
        return None


def _halves(task: Quest, settle: Callable[[Side, int], Side]) -> tuple[Side, Side]:
    """Both halves of the path, always growing the one that stays smaller."""
    front = back = nothing(task)
    order = path_order(task)
    while order:
        ahead, behind = (
            len(side.sums) * task.sizes[issue]
            for side, issue in ((front, order[0]), (back, order[-1]))
        )
        if ahead <= behind:
            front = settle(front, order.pop(0))
        else:
            back = settle(back, order.pop())
    return front, back


def _from_rounded_ends(task: Quest, limit: int) -> tuple[int, int] | None:
    """The same with sums rounded down whenever a half grows too large: from below and above.

    None where the open issues alone are too many.
    """
    keep = max(1, min(limit, PAIRED.get(len(task.needs), FEW_PAIRED)) // 10)

    def settle(side: Side, issue: int) -> Side:
        side = grown(task, side, issue, keep * task.sizes[issue])
        return coarsened(side, keep) if len(side.sums) > keep else side

    try:
        front, back = _halves(task, settle)
        slips = [a + b for a, b in zip(front.slips, back.slips, strict=True)]
        return _paired(task, front, back, limit), _paired(task, front, back, limit, slips)
    except TooLarge:
        return None


def _paired(
    task: Quest, front: Side, back: Side, limit: int, ease: Sequence[int] | None = None
) -> int:
    """How many pairs of a front and a back part obey the rules and meet the needs, less `ease`.

    A front part is set beside each choice on the open issues of the back, so that what crosses
    from half to half is known; only back parts with that choice are its group.
    """
    if len(front.sums) == 0 or len(back.sums) == 0:
        return 0
    need = np.array(task.needs, dtype=front.sums.dtype)
    if ease is not None:
        need = need - np.array(ease, dtype=need.dtype)
    if not back.open:
        every, other = (np.zeros(len(side.sums), dtype=np.int64) for side in (front, back))
        asked = (every, need - front.sums, _trimmed(front.ways))
        return reaching_pairs(asked, (other, back.sums, _trimmed(back.ways)))
    choices, group = np.unique(back.chosen, axis=0, return_inverse=True)
    if len(choices) * len(front.sums) > limit:
        raise TooLarge("The halves hang together too closely to be paired.")
    asks = []
    for number_of, choice in enumerate(choices):
        alive, crossing = _crossing(task, front, back, choice)
        lacks = need - front.sums[alive] - crossing[alive]
        groups = np.full(len(lacks), number_of, dtype=np.int64)
        asks.append((groups, lacks, front.ways[alive]))
    groups, lacks, ways = (np.concatenate(column) for column in zip(*asks, strict=True))
    sides = group.reshape(-1).astype(np.int64)
    return reaching_pairs((groups, lacks, _trimmed(ways)), (sides, back.sums, _trimmed(back.ways)))


def _crossing(
    task: Quest, front: Side, back: Side, choice: Ints
) -> tuple[NDArray[np.bool_], Array]:
    """Which front parts the rules allow beside the back's choice, and what factors add."""
    columns: dict[int, Ints | int] = dict(zip(back.open, choice.tolist(), strict=True))
    columns |= {issue: front.chosen[:, at] for at, issue in enumerate(front.open)}
    alive = np.ones(len(front.sums), dtype=bool)
    added = np.zeros_like(front.sums)
    for rule in task.rules:
        if _crosses(rule.scope, back):
            alive &= rule.allowed[tuple(columns[at] for at in rule.scope)]
    for factor in task.factors:
        if _crosses(factor.scope, back):
            added = added + factor.table[tuple(columns[at] for at in factor.scope)]
    return alive, added


def _crosses(scope: tuple[int, ...], back: Side) -> bool:
    return not back.taken.issuperset(scope) and not back.taken.isdisjoint(scope)


def _trimmed(ways: Ints) -> Ints:
    """Without the digits that no row has."""
    used = np.flatnonzero(ways.any(axis=0))
    return ways[:, : int(used[-1]) + 1 if len(used) else 1]


def _from_one_end(task: Quest, limit: int) -> int | None:
    """Settle issue after issue; what is left at the end is sure of everything."""
    side = nothing(task)
    try:
        for issue in path_order(task):
            side = grown(task, side, issue, limit)
    except TooLarge:
        return None
    return sum(map(number, side.ways.tolist()))


def _bracket(space: Space, task: Quest, limit: int) -> Count:
    """The tightest of what grids in all columns, in pairs of them and in each alone prove."""
    ceiling = _whole_space(space, limit)
    if space.count > LARGEST_MASS:
        return Count.of(0, ceiling.high)
    wide = pooled(task) if len(task.needs) > 2 else task
    columns = len(wide.needs)
    subsets = {tuple(range(len(task.needs)))}
    if len(task.needs) > 2:
        subsets |= set(combinations(range(columns), 2))
    try:
        groups = _groups(wide, max(1, limit // 10))
    except TooLarge:
        return Count.of(0, ceiling.high)
    if any(len(group.sums) == 0 for group in groups):
        return Count(0, 0, True)
    low, high = 0, ceiling.high
    for chosen in sorted(subsets):
        cells = limit if len(chosen) == len(task.needs) else limit // 8
        below, above = _on_grid(narrowed(wide, chosen), groups, chosen, cells)
        high = min(high, above)
        if len(chosen) == len(task.needs):
            low = max(low, below)
    ends = _from_rounded_ends(task, limit) if any(any(group.slips) for group in groups) else None
    if ends is not None:
        low, high = max(low, ends[0]), min(high, ends[1])
    return Count.of(low, max(low, high))


def _groups(task: Quest, keep: int) -> list[Side]:
    """All ways to settle groups of issues that share no factor or rule, as large as fits."""
    groups: list[Side] = []
    for part in _components(task):
        try:
            groups[-1:] = [_together(task, groups[-1:], part, keep)]
        except TooLarge:
            groups.append(_alone(task, part, keep))
    return groups


def _together(task: Quest, last: list[Side], part: list[int], keep: int) -> Side:
    """The last group, if there is one, with another component."""
    side = last[0] if last else nothing(task)
    for issue in part:
        side = grown(task, side, issue, keep, bounded=False)
    return side


def _components(task: Quest) -> list[list[int]]:
    """Issues that hang together, in the order of the path; large components first."""
    order = path_order(task)
    label = {issue: issue for issue in order}
    for scope in task.scopes:
        merged = {label[issue] for issue in scope}
        label = {i: min(merged) if own in merged else own for i, own in label.items()}
    parts: dict[int, list[int]] = {}
    for issue in order:
        parts.setdefault(label[issue], []).append(issue)
    return sorted(parts.values(), key=lambda part: -prod(task.sizes[issue] for issue in part))


def _alone(task: Quest, part: list[int], keep: int) -> Side:
    """One component; where its sums are too many, rounded down as it grows."""
    side = nothing(task)
    for issue in part:
        side = grown(task, side, issue, keep * task.sizes[issue], bounded=False)
        if len(side.sums) > keep:
            side = coarsened(side, keep)
    return side


@dataclass(frozen=True, eq=False)
class _Spread:
    """Masses on a grid of deficits from 0, and by how much any one of them can be off."""

    mass: Floats
    error: float


def _on_grid(
    task: Quest, groups: list[Side], columns: tuple[int, ...], limit: int
) -> tuple[int, int]:
    """How many packages meet the needs in some columns, from below and from above.

    Counted are deficits: how far a group's sum stays behind its best. Rounded down to the grid,
    their total is below the true one by less than `slips`.
    """
    chosen = list(columns)
    parts, most, slips = [], [0] * len(chosen), [0] * len(chosen)
    for group in groups:
        sums = group.sums[:, chosen]
        best = [int(value) for value in sums.max(axis=0)]
        most = [m + b + group.slips[c] for m, b, c in zip(most, best, chosen, strict=True)]
        slips = [slip + group.slips[column] for slip, column in zip(slips, chosen, strict=True)]
        parts.append((np.array(best, dtype=sums.dtype) - sums, group.ways))
    slack = [m - need for m, need in zip(most, task.needs, strict=True)]
    if min(slack) < 0:
        return 0, 0
    spans = [sum(int(lacks[:, at].max()) for lacks, _ in parts) for at in range(len(slack))]
    slack = [min(gap, span + slip) for gap, span, slip in zip(slack, spans, slips, strict=True)]
    parts = [_within(lacks, ways, slack) for lacks, ways in parts]
    if any(len(lacks) == 0 for lacks, _ in parts):
        return 0, 0
    units = _units(slack, limit)
    shape = tuple(gap // unit + 1 for gap, unit in zip(slack, units, strict=True))
    (exact, weights), *others = sorted(parts, key=lambda part: -len(part[0]))
    spreads = []
    for lacks, ways in others:
        cells, loss = np.divmod(lacks, np.array(units, dtype=lacks.dtype))
        slips = [slip + int(column.max()) for slip, column in zip(slips, loss.T, strict=True)]
        spreads.append(_spread(cells, ways, shape))
    room = np.array(slack, dtype=exact.dtype) - exact
    sure = room - np.array(slips, dtype=exact.dtype)
    run = _running_total(spreads, shape)
    row = np.array(units, dtype=exact.dtype)
    low, _ = _reading(run, sure // row, _floats(weights))
    _, high = _reading(run, room // row, _floats(weights))
    return max(0, ceil(low)), floor(high)


def _within(lacks: Array, ways: Ints, slack: list[int]) -> tuple[Array, Ints]:
    """The deficits that do not exceed the slack by themselves."""
    kept = np.asarray(lacks <= np.array(slack, dtype=lacks.dtype), dtype=bool).all(axis=1)
    return lacks[kept], ways[kept]


def _units(slack: list[int], limit: int) -> list[int]:
    """Cell widths by column, so that a transform of twice the slack has about `limit` cells."""
    reach = [gap + 1 for gap in slack]
    units, left = [1] * len(reach), float(limit)
    for done, at in enumerate(sorted(range(len(reach)), key=reach.__getitem__)):
        cells = max(1, int(left ** (1 / (len(reach) - done)) / 2))
        units[at] = -(-reach[at] // cells)
        left /= 2 * -(-reach[at] // units[at])
    return units


def _floats(ways: Ints) -> Floats:
    """Rows of digits as floats, each right to 1 in 2^52."""
    masses = np.zeros(len(ways))
    for limb in range(ways.shape[1]):
        masses += np.ldexp(ways[:, limb].astype(np.float64), LIMB * limb)
    return masses


def _spread(cells: Array, ways: Ints, shape: tuple[int, ...]) -> _Spread:
    """The ways on the grid."""
    flat = np.ravel_multi_index(tuple(cells.T.astype(np.int64)), shape)
    mass = np.bincount(flat, weights=_floats(ways), minlength=prod(shape)).reshape(shape)
    return _Spread(np.asarray(mass, dtype=np.float64), 0.0)


def _running_total(spreads: list[_Spread], shape: tuple[int, ...]) -> _Spread:
    """Per cell: the mass of all sums of one deficit per spread that are at most there."""
    joint = _Spread(_unit_mass(shape), 0.0)
    for at, spread in enumerate(spreads):
        joint = _convolved(joint, spread) if at else spread
    run = joint.mass
    for axis in range(run.ndim):
        run = np.cumsum(run, axis=axis)
    return _Spread(run, joint.error * run.size)


def _reading(run: _Spread, cells: Array, weights: Floats) -> tuple[float, float]:
    """The weighted sum of a running total at some cells, surely not below and not above.

    2^-28 covers the rounding of sums of up to 2^24 terms that are not negative.
    """
    inside = np.flatnonzero(np.asarray(cells >= 0, dtype=bool).all(axis=1))
    values = run.mass[tuple(cells[inside].T.astype(np.int64))]
    total, error = float(weights[inside] @ values), run.error * float(weights[inside].sum())
    return total * (1 - 2.0**-28) - error, total * (1 + 2.0**-28) + error


def _unit_mass(shape: tuple[int, ...]) -> Floats:
    """All mass on no deficit."""
    mass = np.zeros(shape)
    mass.flat[0] = 1.0
    return mass


def _convolved(a: _Spread, b: _Spread) -> _Spread:
    """The spread of sums of two deficits, as far as the grid goes.

    The error of a cell: what both inputs bring, and 16 eps log2(size) of the product of their
    Euclidean norms for the transform (after Schatzman 1996), several times what is seen.
    """
    shape = a.mass.shape
    lengths = [_smooth(2 * cells - 1) for cells in shape]
    axes = tuple(range(len(shape)))
    product = np.fft.rfftn(a.mass, lengths, axes) * np.fft.rfftn(b.mass, lengths, axes)
    mass = np.fft.irfftn(product, lengths, axes)[tuple(slice(0, cells) for cells in shape)]
    eps = 16 * np.finfo(np.float64).eps * np.log2(prod(lengths) + 2)
    error = float(eps * np.linalg.norm(a.mass) * np.linalg.norm(b.mass))
    error += a.error * float(b.mass.sum()) + b.error * float(a.mass.sum())
    error += a.error * b.error * mass.size
    return _Spread(np.maximum(mass, 0.0), error)


def _smooth(least: int) -> int:
    """The first length from `least` on with no factor above 5: transforms of those are fast."""
    length = least
    while True:
        rest = length
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1
