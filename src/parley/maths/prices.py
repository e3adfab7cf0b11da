"""Bounds on what packages can reach, from prices on the parties' gains. Knows tables, not goals.

A price per party turns gains into one number. The best package at given prices is found by
eliminating one issue after the other (bucket elimination, Dechter 1999); where a table would grow
too large it is split, and what comes out is a bound (mini-buckets, Dechter and Rish 2003). Either
way every option gets a reduced cost: how much of the bound is lost by taking it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.maths.exact import Rational, whole
from parley.maths.spaces import Array, Factor, Rule, Space

Floats = NDArray[np.float64]
Scope = tuple[int, ...]

ROUNDING = 1e-12
"""Relative width of what rounding could hide: far above that of float64 sums."""
MOST_COMPARED = 4_000_000


@dataclass(frozen=True, eq=False)
class Problem:
    """A space with gains instead of values, in float64 for the search and exactly for the answer.

    Issues stand as in the space; options that a rule forbids outright, or that cannot be in a
    best package, are left out.

    Attributes:
        options: per issue, the options left, by their places in the space.
        tables: per issue, `(option, party)`, at least 0, in each party's unit.
        factors: likewise, what issues are worth together.
        rules: those over two issues or more.
        base: `(party,)`, the gains where all tables are at 0.
        units: `(party,)`, the gain that counts as 1.
        floored: `(party,)`, whether a package is acceptable only from a gain of 0 on.
        whole: tables and factors again, as whole numbers over `denominators`.
        whole_base: `(party,)`, what `whole` is to be added to.
        denominators: `(party,)`.
        origin: `(party,)`, what gains are measured from.
    """

    options: tuple[tuple[int, ...], ...]
    tables: tuple[Floats, ...]
    factors: tuple[Factor, ...]
    rules: tuple[Rule, ...]
    base: Floats
    units: Floats
    floored: NDArray[np.bool_]
    whole: tuple[tuple[Array, ...], tuple[Factor, ...]]
    whole_base: tuple[int, ...]
    denominators: tuple[int, ...]
    origin: tuple[Fraction, ...]

    @property
    def terms(self) -> tuple[Factor | Rule, ...]:
        """What looks at several issues at once."""
        return (*self.factors, *self.rules)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Options left per issue."""
        return tuple(map(len, self.options))

    @property
    def slack(self) -> Floats:
        """`(party,)`: how far rounding may move a gain, with room to spare."""
        return np.asarray(ROUNDING * (1 + np.abs(self.base)))

    def gains(self, package: Sequence[int]) -> tuple[Fraction, ...]:
        """The exact gains of a package, an option left per issue."""
        tables, factors = self.whole
        terms = [table[option] for table, option in zip(tables, package, strict=True)]
        terms += [factor.table[tuple(package[at] for at in factor.scope)] for factor in factors]
        sums = [sum(map(int, column)) for column in zip(*terms, strict=True)]
        rows = zip(sums, self.whole_base, self.denominators, self.origin, strict=True)
        return tuple(Fraction(total + base, d) - start for total, base, d, start in rows)

    def unfloored(self) -> "Problem":
        """The same gains, whether or not a package is acceptable."""
        return replace(self, floored=np.zeros_like(self.floored))

    def place(self, package: Sequence[int]) -> tuple[int, ...]:
        """A package by its options' places among those left; ValueError where one is left out."""
        return tuple(left.index(o) for left, o in zip(self.options, package, strict=True))

    def named(self, package: Sequence[int]) -> tuple[int, ...]:
        """A package by the options' places in the space."""
        return tuple(left[option] for left, option in zip(self.options, package, strict=True))


def prepare(
    space: Space,
    floors: Sequence[Rational],
    units: Sequence[Rational | None] | None = None,
    heard: Sequence[int] | None = None,
) -> Problem:
    """Write a space as gains over the floors.

    By definition; an option that another equals or beats for all parties, and beats for one that
    is heard, is in no package that is best for a goal that rises in all heard gains: it is left
    out where no factor or rule looks at its issue.

    Args:
        space: the packages.
        floors: `(party,)`, the least acceptable values; -inf for none, and gains are the values.
        units: `(party,)`, the gain that counts as 1; by default, and for None, a party's widest
            difference.
        heard: the parties whose gains the goal rises in, default all; empty, keep every option.
    """
    keep = [np.ones(size, dtype=bool) for size in space.sizes]
    for rule in space.rules:
        if len(rule.scope) == 1:
            keep[rule.scope[0]] &= rule.allowed
    numerators, denominators = _whole(space)
    scopes = [*(factor.scope for factor in space.factors), *(rule.scope for rule in space.rules)]
    joint = {at for scope in scopes if len(scope) > 1 for at in scope}
    listened = list(range(space.parties)) if heard is None else list(heard)
    for at, table in enumerate(numerators[: len(space.tables)]):
        if at not in joint:
            keep[at] &= _worth_taking(table, keep[at], listened)
    left = [np.flatnonzero(flags) for flags in keep]
    tables = [table[rows] for table, rows in zip(numerators, left, strict=False)]
    together = [
        table[np.ix_(*(left[at] for at in factor.scope))]
        for table, factor in zip(numerators[len(left) :], space.factors, strict=True)
    ]
    return _scaled(space, floors, units, left, (tables, together), denominators)


def _whole(space: Space) -> tuple[list[Array], tuple[int, ...]]:
    """Tables, then factors' tables, as whole numbers over each party's denominator."""
    parts = [np.asarray(t) for t in (*space.tables, *(factor.table for factor in space.factors))]
    rows = [part.reshape(-1, space.parties) for part in parts]
    numbers, denominators = whole(np.concatenate(rows))
    pieces = np.split(numbers, np.cumsum([len(row) for row in rows])[:-1])
    return [piece.reshape(p.shape) for piece, p in zip(pieces, parts, strict=True)], denominators


def _worth_taking(table: Array, keep: NDArray[np.bool_], heard: Sequence[int]) -> NDArray[np.bool_]:
    """The options of a free issue that no other makes superfluous."""
    if not heard or len(table) ** 2 * table.shape[1] > MOST_COMPARED:
        return keep
    others, here = table[None], table[:, None]
    beaten = (others >= here).all(axis=2) & (others > here)[:, :, list(heard)].any(axis=2)
    return np.asarray(keep & ~(beaten & keep[None]).any(axis=1), dtype=bool)


def _scaled(
    space: Space,
    floors: Sequence[Rational],
    units: Sequence[Rational | None] | None,
    left: Sequence[NDArray[np.intp]],
    parts: tuple[list[Array], list[Array]],
    denominators: tuple[int, ...],
) -> Problem:
    """Shift every table to a minimum of 0, and divide by the parties' units."""
    parties = range(space.parties)
    tables, joint = parts
    every = [part.reshape(-1, space.parties) for part in (*tables, *joint) if part.size]
    lows = [part.min(axis=0) for part in every]
    base = tuple(sum(int(low[p]) for low in lows) for p in parties)
    spans = [
        Fraction(sum(int(part[:, p].max()) - int(part[:, p].min()) for part in every), d)
        for p, d in zip(parties, denominators, strict=True)
    ]
    given: Sequence[Rational | None] = [None] * space.parties if units is None else units
    scale = [
        (span or Fraction(1)) if unit is None else Fraction(unit)
        for span, unit in zip(spans, given, strict=True)
    ]
    floored = np.array([floor != -inf for floor in floors])
    origin = tuple(Fraction(f) if f != -inf else Fraction(0) for f in floors)
    shifted = [_less_lowest(part) for part in (*tables, *joint)]
    divisors = [s * d for s, d in zip(scale, denominators, strict=True)]
    floats = [_divided(part, divisors) for part in shifted]
    count = len(tables)
    scopes = [factor.scope for factor in space.factors]
    starts = zip(base, denominators, origin, scale, strict=True)
    return Problem(
        options=tuple(tuple(rows.tolist()) for rows in left),
        tables=tuple(floats[:count]),
        factors=tuple(Factor(s, t) for s, t in zip(scopes, floats[count:], strict=True)),
        rules=tuple(
            Rule(rule.scope, rule.allowed[np.ix_(*(left[at] for at in rule.scope))])
            for rule in space.rules
            if len(rule.scope) > 1
        ),
        base=np.array([float((Fraction(b, d) - start) / s) for b, d, start, s in starts]),
        units=np.array([float(s) for s in scale]),
        floored=floored,
        whole=(
            tuple(shifted[:count]),
            tuple(Factor(s, t) for s, t in zip(scopes, shifted[count:], strict=True)),
        ),
        whole_base=base,
        denominators=denominators,
        origin=origin,
    )


def _less_lowest(part: Array) -> Array:
    """A table less each party's lowest entry; whole numbers that leave int64 stay Python's."""
    flat = part.reshape(-1, part.shape[-1])
    if not part.size:
        return part
    if part.dtype == np.int64 and max(flat.max(), -flat.min()) >= 2**62:
        part, flat = part.astype(object), flat.astype(object)
    return np.asarray(part - flat.min(axis=0))


def _divided(part: Array, divisors: Sequence[Fraction]) -> Floats:
    """Whole numbers over fractions, each rounded once or twice."""
    result = np.empty(part.shape, dtype=np.float64)
    for party, divisor in enumerate(divisors):
        column = part[..., party]
        if column.dtype == object:
            numerator, denominator = divisor.numerator, divisor.denominator
            result[..., party] = (column * denominator / numerator).astype(np.float64)
        else:
            result[..., party] = column / float(divisor)
    return result


def arrange(problem: Problem, prices: Floats) -> tuple[int, ...]:
    """An order in which to decide the issues, so that bounds stay small tables and bite early.

    Issues are eliminated where that joins the fewest others (minimum fill, Rose 1972), among equals
    those whose options differ least at the prices; they are decided the other way round.
    """
    near: list[set[int]] = [set() for _ in problem.sizes]
    for term in problem.terms:
        for at in term.scope:
            near[at] |= set(term.scope) - {at}
    spread = [float(np.ptp(table @ prices)) if len(table) else 0.0 for table in problem.tables]
    left, order = set(range(len(near))), []
    while left:
        chosen = min(left, key=lambda at: (_fill(near, at), _volume(problem, near[at]), spread[at]))
        order.append(chosen)
        left.remove(chosen)
        for one in near[chosen]:
            near[one] |= near[chosen] - {one}
            near[one].discard(chosen)
    return tuple(reversed(order))


def _fill(near: Sequence[set[int]], at: int) -> int:
    """How many pairs of neighbours are not neighbours of each other yet."""
    return sum(len(near[at] - near[one]) - 1 for one in near[at])


def _volume(problem: Problem, issues: set[int]) -> int:
    return prod(problem.sizes[at] for at in issues)


@dataclass(frozen=True, eq=False)
class Bounds:
    """What the best completion is worth at several prices, and what each option loses of it.

    Attributes:
        root: `(price,)`, no package is worth more; -inf where the rules leave none.
        losses: per place in the order, tables with the places that they look at, ascending:
            `(*options there, option here, price)`, at most 0, -inf where a rule forbids it.
    """

    root: Floats
    losses: tuple[tuple[tuple[Scope, Floats], ...], ...]

    def after(self, at: int, chosen: NDArray[Any], bounds: Floats) -> Floats:
        """The bounds of all children, `(node, option, price)`.

        Args:
            at: the place in the order that is decided now.
            chosen: `(node, place)`, the options taken at earlier places.
            bounds: `(node, price)`, the bounds so far.
        """
        total = bounds[:, None, :]
        for scope, table in self.losses[at]:
            total = total + (table[tuple(chosen[:, place] for place in scope)] if scope else table)
        return total

    def taken(self, at: int, chosen: NDArray[Any], options: NDArray[Any], bounds: Floats) -> Floats:
        """The bounds of some children, `(node, price)`, each by the option that it takes."""
        total = bounds
        for scope, table in self.losses[at]:
            total = total + table[(*(chosen[:, place] for place in scope), options)]
        return total

    def drift(self, marginals: Sequence[Floats]) -> Floats:
        """`(place + 1, price)`: the expected loss of all issues from a place on.

        Args:
            marginals: per place, `(option,)`, how often a lottery takes each option.
        """
        lost = [sum(_expected(s, t, at, marginals) for s, t in ts) for at, ts in self._places()]
        rows = np.array([*lost, np.zeros(len(self.root))], dtype=np.float64)
        return np.asarray(np.cumsum(rows[::-1], axis=0)[::-1])

    def _places(self) -> list[tuple[int, tuple[tuple[Scope, Floats], ...]]]:
        return list(enumerate(self.losses))


def _expected(scope: Scope, table: Floats, at: int, marginals: Sequence[Floats]) -> Floats:
    """The mean of a table over independent options."""
    mean = np.where(np.isfinite(table), table, 0.0)
    for place in (*scope, at):
        mean = np.tensordot(marginals[place], mean, axes=(0, 0))
    return np.asarray(mean)


def bound(problem: Problem, order: Sequence[int], prices: Floats, most: int) -> Bounds:
    """Eliminate the issues, last in the order first, at several prices at once.

    Bucket elimination (Dechter 1999), with mini-buckets (Dechter and Rish 2003) where a table
    would have more than `most` numbers.

    Args:
        problem: the packages and their gains.
        order: the issues in the order in which the search decides them.
        prices: `(party, price)`.
        most: the size of the largest table.
    """
    place = {issue: at for at, issue in enumerate(order)}
    sizes = [problem.sizes[issue] for issue in order]
    width = prices.shape[1]
    buckets: list[list[tuple[Scope, Floats]]] = [[] for _ in order]
    for at, issue in enumerate(order):
        buckets[at].append(((at,), problem.tables[issue] @ prices))
    for term in problem.terms:
        scope, table = _placed(term, place, prices)
        buckets[scope[-1]].append((scope, table))
    root = problem.base @ prices
    losses: list[tuple[tuple[Scope, Floats], ...]] = [()] * len(order)
    for at in reversed(range(len(order))):
        here = []
        for scope, members in _mini_buckets(buckets[at], sizes, most // max(1, width)):
            joined = _joined(scope, members, sizes, width)
            best = joined.max(axis=-2, initial=-inf)
            with np.errstate(invalid="ignore"):
                lost = np.where(joined == -inf, -inf, joined - best[..., None, :])
            here.append((scope[:-1], lost))
            if scope[:-1]:
                buckets[scope[-2]].append((scope[:-1], best))
            else:
                root = root + best
        losses[at] = tuple(here)
    return Bounds(root, tuple(losses))


def _placed(term: Factor | Rule, place: dict[int, int], prices: Floats) -> tuple[Scope, Floats]:
    """A factor at the prices, or a rule as 0 and -inf, its axes in the order of deciding."""
    if isinstance(term, Factor):
        table = np.asarray(term.table, dtype=np.float64) @ prices
    else:
        table = np.where(term.allowed, 0.0, -inf)[..., None]
    places = [place[issue] for issue in term.scope]
    axes = sorted(range(len(places)), key=places.__getitem__)
    return tuple(sorted(places)), table.transpose(*axes, len(places))


def _mini_buckets(
    members: list[tuple[Scope, Floats]], sizes: Sequence[int], most: int
) -> list[tuple[Scope, list[tuple[Scope, Floats]]]]:
    """Put tables together as long as the joint one is small enough; widest first."""
    groups: list[tuple[Scope, list[tuple[Scope, Floats]]]] = []
    for scope, table in sorted(members, key=lambda member: -len(member[0])):
        for at, (union, inside) in enumerate(groups):
            joint = tuple(sorted({*union, *scope}))
            if joint == union or prod(sizes[place] for place in joint) <= most:
                groups[at] = joint, [*inside, (scope, table)]
                break
        else:
            groups.append((scope, [(scope, table)]))
    return groups


def _joined(
    scope: Scope, members: list[tuple[Scope, Floats]], sizes: Sequence[int], width: int
) -> Floats:
    """The sum of tables over one scope."""
    total = np.zeros((*(sizes[place] for place in scope), width))
    for own, table in members:
        shape = [sizes[place] if place in own else 1 for place in scope]
        total += table.reshape(*shape, table.shape[-1])
    return total
