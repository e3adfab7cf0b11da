"""In which order issues are settled, and what must be remembered meanwhile. Knows scopes.

Issues are settled one after the other. What later terms still ask of a settled issue must be
remembered: not its option, only which of its options they tell apart (its class). All that is
remembered together is a state; the fewer states, the cheaper everything that is built on them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import TooLarge
from parley.maths.spaces import Array, Factor, Rule, Space

Ints = NDArray[np.intp]
MOST_STATES = 200_000
"""States times options of the next issue, at any step."""
MOST_TRIES = 12
"""First issues tried for each group of issues that hang together."""


@dataclass(frozen=True, eq=False)
class Step:
    """One issue being settled.

    A state before it is numbered by the classes of the issues remembered before, the last one
    fastest; so is a state after it.

    Attributes:
        issue: which.
        before: the issues remembered before it.
        stand_ins: for each of them, an option of every class.
        options: how many options the issue has.
        onward: per issue of `before`, and last for the issue itself: the class that every class
            (every option) has after this step; all 0 where it is forgotten.
        after: how many classes each of these has after this step.
        factors: places in the space's factors that are now complete.
        rules: places in its rules that are now complete.
    """

    issue: int
    before: tuple[int, ...]
    stand_ins: tuple[Ints, ...]
    options: int
    onward: tuple[Ints, ...]
    after: tuple[int, ...]
    factors: tuple[int, ...]
    rules: tuple[int, ...]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Classes of the issues remembered before, and options of the issue."""
        return (*(len(options) for options in self.stand_ins), self.options)

    @property
    def states(self) -> int:
        """States before."""
        return prod(self.shape[:-1])

    @cached_property
    def target(self) -> Ints:
        """`(state before, option)`, the number of the state after."""
        number: Ints = np.zeros((1,) * len(self.shape), dtype=np.intp)
        for axis, (classes, size) in enumerate(zip(self.onward, self.after, strict=True)):
            number = number * size + _along(classes, axis, len(self.shape))
        return np.broadcast_to(number, self.shape).reshape(self.states, self.options)

    def spread(self, table: Array, scope: Sequence[int]) -> Array:
        """A table over issues of this step, `(*options of the scope, ...)`, as `(*shape, ...)`."""
        for at, issue in reversed(list(enumerate(scope))):
            if issue == self.issue:
                continue
            known = issue in self.before  # the options of others are all alike by now
            options = self.stand_ins[self.before.index(issue)] if known else 0
            table = np.take(table, options, axis=at)
        axes = [self._axis(issue) for issue in scope if issue in (*self.before, self.issue)]
        order = sorted(range(len(axes)), key=axes.__getitem__)
        wide = [self.shape[at] if at in axes else 1 for at in range(len(self.shape))]
        table = table.transpose(*order, *range(len(axes), table.ndim))
        return table.reshape(*wide, *table.shape[len(axes) :])

    def _axis(self, issue: int) -> int:
        return len(self.before) if issue == self.issue else self.before.index(issue)

    def terms(self, tables: Sequence[Array], factors: Sequence[Factor]) -> Array:
        """What this step adds, `(state before, option, column)`."""
        total = self.spread(tables[self.issue], (self.issue,))
        for at in self.factors:
            total = total + self.spread(factors[at].table, factors[at].scope)
        columns = total.shape[-1]
        return np.broadcast_to(total, (*self.shape, columns)).reshape(
            self.states, self.options, columns
        )

    def allowed(self, rules: Sequence[Rule]) -> NDArray[np.bool_]:
        """Which options go with which states, `(state before, option)`."""
        if not self.rules:
            return np.ones((self.states, self.options), dtype=bool)
        flags: Any = np.ones((1,) * len(self.shape), dtype=bool)
        for at in self.rules:
            flags = flags & self.spread(rules[at].allowed, rules[at].scope)
        return np.broadcast_to(flags, self.shape).reshape(self.states, self.options)


def _along(values: Ints, axis: int, axes: int) -> Ints:
    return values.reshape([-1 if at == axis else 1 for at in range(axes)])


@dataclass(frozen=True, eq=False)
class Plan:
    """How a space is gone through.

    Attributes:
        steps: one per issue.
        together: the most combinations of a state and an option at any step.
    """

    steps: tuple[Step, ...]
    together: int

    @property
    def order(self) -> tuple[int, ...]:
        """The issues in the order in which they are settled."""
        return tuple(step.issue for step in self.steps)


def plan(space: Space, limit: int = MOST_STATES) -> Plan:
    """Find an order of the issues in which little has to be remembered.

    Issues that hang together by factors and rules are settled one after the other, the next one
    always that which leaves the fewest states (greedy elimination orders: Dechter 1999), from
    several first issues, the best attempt kept; the most tangled group comes first, while partial
    sums are few, and issues that stand alone last. Options that no later factor or rule tells
    apart share a state (derived here). Where no issues hang together, the last one comes first.

    Args:
        space: its factors and rules decide.
        limit: the combinations of a state and an option at any step.

    Raises:
        TooLarge: more than `limit` in the best order found.
    """
    ties = _Ties(space)
    groups, alone = ties.groups()
    tried = [
        min((ties.attempt(group, first) for first in _firsts(group)), key=_cost) for group in groups
    ]
    tried.sort(key=lambda found: (-_cost(found)[0], found.order))
    order = [issue for found in tried for issue in found.order] + alone[::-1]
    together = max((found.together for found in tried), default=max(space.sizes))
    if together > limit:
        raise TooLarge(
            f"The issues hang together too closely: at one point {together:,} combinations of "
            f"options would have to be kept apart, above the limit of {limit:,}. Ask for fewer "
            "conditions and interactions, or for ones between fewer issues."
        )
    return Plan(tuple(ties.steps(order)), together)


def _firsts(group: Sequence[int]) -> Sequence[int]:
    """Some issues of a group, evenly."""
    few = min(len(group), MOST_TRIES)
    return [group[at * len(group) // few] for at in range(few)]


@dataclass(frozen=True)
class _Attempt:
    """An order of some issues, with the combinations at its steps."""

    order: tuple[int, ...]
    combinations: tuple[int, ...]

    @property
    def together(self) -> int:
        return max(self.combinations)


def _cost(attempt: _Attempt) -> tuple[int, tuple[int, ...]]:
    return sum(attempt.combinations), attempt.order


class _Ties:
    """Which factors and rules hold issues together, and what they tell apart."""

    def __init__(self, space: Space) -> None:
        self.sizes = space.sizes
        self.factors = len(space.factors)
        tables = [factor.table for factor in space.factors] + [r.allowed for r in space.rules]
        held: list[Factor | Rule] = [*space.factors, *space.rules]
        self.scopes = [frozenset(term.scope) for term in held]
        self.labels = [
            {issue: _labels(table, axis) for axis, issue in enumerate(term.scope)}
            for term, table in zip(held, tables, strict=True)
        ]
        self.of = [
            frozenset(at for at, scope in enumerate(self.scopes) if issue in scope)
            for issue in range(len(self.sizes))
        ]
        self._found: dict[tuple[int, frozenset[int]], Ints] = {}

    def groups(self) -> tuple[list[list[int]], list[int]]:
        """Issues that hang together, ascending, and issues that stand alone."""
        left = set(range(len(self.sizes)))
        groups: list[list[int]] = []
        alone: list[int] = []
        while left:
            group, new = set(), {min(left)}
            while new:
                group |= new
                new = {i for at in new for term in self.of[at] for i in self.scopes[term]} - group
            left -= group
            if len(group) > 1:
                groups.append(sorted(group))
            else:
                alone += group
        return groups, alone

    def classes(self, issue: int, terms: frozenset[int]) -> Ints:
        """`(option,)`: a number per option, equal where none of these terms tells them apart."""
        key = issue, terms
        if key not in self._found:
            columns = [self.labels[term][issue] for term in sorted(terms)]
            rows = list(zip(*columns, strict=True)) if columns else [()] * self.sizes[issue]
            numbers: dict[tuple[int, ...], int] = {}
            self._found[key] = np.array([numbers.setdefault(r, len(numbers)) for r in rows])
        return self._found[key]

    def pending(self, issue: int, settled: set[int]) -> frozenset[int]:
        """The factors and rules of an issue that wait for others."""
        return frozenset(term for term in self.of[issue] if not self.scopes[term] <= settled)

    def states(self, settled: set[int], among: Sequence[int]) -> int:
        """How many states must be kept apart once some issues are settled."""
        inside = (issue for issue in among if issue in settled)
        return prod(int(self.classes(i, self.pending(i, settled)).max()) + 1 for i in inside)

    def attempt(self, group: Sequence[int], first: int) -> _Attempt:
        """Settle a group, next always the issue that leaves the fewest states."""
        settled: set[int] = set()
        order, combinations, states = [], [], 1
        issue = first
        while True:
            combinations.append(states * self.sizes[issue])
            settled.add(issue)
            order.append(issue)
            if len(order) == len(group):
                return _Attempt(tuple(order), tuple(combinations))
            states, issue = min(self._next(settled, group))[1:]

    def _next(self, settled: set[int], group: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Per issue at hand: the states that it would leave; those there are; the issue."""
        now = self.states(settled, group)
        at_hand = {
            i
            for term in range(len(self.scopes))
            if self.scopes[term] & settled
            for i in self.scopes[term]
        } - settled
        for issue in sorted(at_hand):
            yield self.states(settled | {issue}, group), now, issue

    def steps(self, order: Sequence[int]) -> Iterator[Step]:
        """What each step of an order has to do with."""
        settled: set[int] = set()
        kept: dict[int, Ints] = {}  # an option of every class of the issues remembered
        for issue in order:
            settled.add(issue)
            before = tuple(kept)
            stand_ins = tuple(kept.values())
            reached = [*stand_ins, np.arange(self.sizes[issue])]
            onward, after, fresh = [], [], {}
            for at, options in zip((*before, issue), reached, strict=True):
                classes = self.classes(at, self.pending(at, settled))
                size = int(classes.max()) + 1
                onward.append(classes[options])
                after.append(size)
                if size > 1:
                    fresh[at] = np.array([int(np.argmax(classes == c)) for c in range(size)])
            done = [term for term in self.of[issue] if self.scopes[term] <= settled]
            yield Step(
                issue=issue,
                before=before,
                stand_ins=stand_ins,
                options=self.sizes[issue],
                onward=tuple(onward),
                after=tuple(after),
                factors=tuple(sorted(term for term in done if term < self.factors)),
                rules=tuple(sorted(t - self.factors for t in done if t >= self.factors)),
            )
            kept = fresh


def _labels(table: Array, axis: int) -> list[int]:
    """Per option of an axis a number, equal where the table does not tell options apart."""
    rows = np.moveaxis(table, axis, 0).reshape(table.shape[axis], -1)
    numbers: dict[Any, int] = {}
    keys = (row.tobytes() for row in rows) if rows.dtype != object else map(tuple, rows.tolist())
    return [numbers.setdefault(key, len(numbers)) for key in keys]
