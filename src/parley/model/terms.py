"""A model's packages as terms over few issues each. Knows conditions and consent, not frontiers.

Conditions and red lines become rules, interactions become factors. A party that only some packages
need is asked by everything: where it is not asked, a bonus lifts it above all that it could lack.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import TooLarge
from parley.maths import spaces
from parley.maths.clusters import Plan, plan
from parley.maths.spaces import Factor, Rule
from parley.model.compiled import Consent, Model, Space
from parley.model.numbers import interaction_values
from parley.model.packages import proposal_values
from parley.scenario import And, Condition, Is, Not, Or, Within, evaluate, leaf_holds
from parley.scenario import condition_leaves as leaves

Array = NDArray[Any]
Bools = NDArray[np.bool_]
Scope = tuple[int, ...]
MOST_ENTRIES = 2_000_000
"""Combinations of options that one condition can tell apart."""
MOST_PARTS = 32


@dataclass(frozen=True, eq=False)
class Parts:
    """What a party's values are made of, for one draw or for all at once.

    Attributes:
        tables: per issue, `(draw, option)`.
        points: per interaction, `(draw,)`, in the order of `Terms.interactions`.
    """

    tables: Sequence[Array]
    points: Sequence[Array]

    def furthest(self) -> Any:
        """No value of a package lies further from 0 in any draw."""
        return sum(abs(part).max() for part in (*self.tables, *self.points))


def parts(model: Model, party: str, values: Array) -> Parts:
    """A party's values in these draws, `(draw, input)`."""
    joined = interaction_values(model, party, values)
    return Parts(proposal_values(model, party, values), [points for _, points in joined])


class Terms:
    """The scopes of everything that ties issues together in a model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        every = np.zeros((1, len(model.inputs)))
        self.interactions: Mapping[str, list[tuple[Scope, Bools]]] = {
            party: [
                flags_of(model.space, when) for when, _ in interaction_values(model, party, every)
            ]
            for party in model.consenting
        }
        whens = {consent.party: consent.when for consent in model.consents}
        self.asked: Mapping[str, tuple[Scope, Bools]] = {
            party: flags_of(model.space, when)
            for party in model.consenting
            if (when := whens[party]) is not None
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """Those who must always agree, then those whom only some packages need."""
        return (*self.model.parties, *self.asked)

    @cached_property
    def conditions(self) -> tuple[Rule, ...]:
        """What makes a package feasible."""
        return tuple(rules_of(self.model.space, self.model.conditions))

    def red_lines(self, consents: Sequence[Consent]) -> tuple[Rule, ...]:
        """What these parties never accept, where they are asked."""
        lines = [
            line if consent.when is None else Or((Not(consent.when), line))
            for consent in consents
            for line in consent.red_lines
        ]
        return tuple(rules_of(self.model.space, lines))

    @cached_property
    def allowed(self) -> tuple[Rule, ...]:
        """What makes a package feasible and keeps it from crossing a red line."""
        return self.conditions + self.red_lines(self.model.consents)

    def space(
        self,
        columns: Mapping[str, Parts],
        rules: Sequence[Rule],
        bonus: Mapping[str, Any],
        draw: int = 0,
    ) -> spaces.Space:
        """The packages in one draw.

        Args:
            columns: per party, in the order of the space's columns, what its values are made of.
            rules: what a package must obey.
            bonus: per party that only some packages need, what it gets where it is not asked.
            draw: which draw.
        """
        tables = [
            np.stack([found.tables[issue][draw] for found in columns.values()], axis=1)
            for issue in range(len(self.model.space.issues))
        ]
        added: dict[Scope, Array] = {}
        for at, (party, found) in enumerate(columns.items()):
            joined = zip(self.interactions[party], found.points, strict=True)
            rows = [(scope, flags, points[draw]) for (scope, flags), points in joined]
            if party in bonus:
                scope, asked = self.asked[party]
                rows.append((scope, ~asked, bonus[party]))
            for scope, flags, points in rows:
                if scope not in added:
                    added[scope] = np.zeros((*flags.shape, len(columns)), dtype=tables[0].dtype)
                added[scope][..., at] += np.where(flags, points, points * 0)
        factors = []
        for scope, table in added.items():
            if len(scope) > 1:
                factors.append(Factor(scope, table))
            else:
                tables[scope[0]] = tables[scope[0]] + table
        return spaces.Space(tuple(tables), tuple(factors), tuple(rules))

    @cached_property
    def way(self) -> Plan:
        """How to go through the allowed packages, whatever is drawn."""
        found: dict[Scope, list[Bools]] = {}
        joined = [row for rows in self.interactions.values() for row in rows]
        for scope, flags in [*joined, *self.asked.values()]:
            if len(scope) > 1:
                found.setdefault(scope, []).append(flags)
        factors = [Factor(scope, np.stack(rows, axis=-1)) for scope, rows in found.items()]
        nothing = [np.zeros((size, 1)) for size in self.model.space.sizes]
        return plan(spaces.Space(tuple(nothing), tuple(factors), self.allowed))


def bonus_above(furthest: Any) -> int:
    """A whole number of points above any difference between two values or floors."""
    most: int = ceil(furthest)
    return 4 * most + 1


def rules_of(space: Space, conditions: Sequence[Condition]) -> Iterator[Rule]:
    """Conditions that must hold as rules over as few issues each as possible."""
    for condition in conditions:
        for clause in _clauses(condition):
            scope, allowed = flags_of(space, clause)
            yield Rule(scope, allowed)


def flags_of(space: Space, condition: Condition) -> tuple[Scope, Bools]:
    """The issues that a condition is about, and where it holds, `(*options of these issues)`.

    Raises:
        TooLarge: more than `MOST_ENTRIES` combinations.
    """
    scope = tuple(sorted({space.issues.index(leaf.issue) for leaf in leaves(condition)}))
    shape = [space.sizes[at] for at in scope]
    if prod(shape) > MOST_ENTRIES:
        raise TooLarge(
            f"A condition over {len(scope)} issues looks at {prod(shape):,} combinations of their "
            f"options, above the limit of {MOST_ENTRIES:,}. Write it as several conditions over "
            "fewer issues."
        )

    def of_leaf(leaf: Is | Within) -> Bools:
        where = space.issues.index(leaf.issue)
        flags = np.array([leaf_holds(leaf, option) for option in space.options[where]], dtype=bool)
        return flags.reshape([-1 if at == where else 1 for at in scope])

    flags = np.asarray(evaluate(condition, of_leaf), dtype=bool)
    return scope, np.broadcast_to(flags, shape).copy()


def _clauses(condition: Condition) -> list[Condition]:
    """Conditions that hold together exactly where this one does, each over fewer issues."""
    match condition:
        case And(parts):
            return [clause for part in parts for clause in _clauses(part)]
        case Not(Not(part)):
            return _clauses(part)
        case Not(Or(parts)):
            return [clause for part in parts for clause in _clauses(Not(part))]
        case Not(And(parts)):
            return _clauses(Or(tuple(Not(part) for part in parts)))
        case Or(parts):
            rows: list[tuple[Condition, ...]] = [()]
            for clauses in map(_clauses, parts):
                rows = [(*row, clause) for row in rows for clause in clauses]
                if len(rows) > MOST_PARTS:
                    return [condition]
            return [Or(row) for row in rows]
    return [condition]
