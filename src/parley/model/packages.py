"""All packages of a space that is small enough to list. Knows arrays, conditions and consent.

Packages are numbered in the order of the space: the last issue's option changes fastest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.model.compiled import Consent, Model, Space
from parley.model.numbers import option_values
from parley.scenario import Condition, Is, Within, condition_leaves, evaluate, leaf_holds

Array = NDArray[Any]
Bools = NDArray[np.bool_]
MOST_LISTED = 2_000_000
"""How many packages are listed one by one, before conditions."""


@dataclass(frozen=True)
class Listing:
    """The feasible packages of a space, with what every party's consent asks of them.

    Attributes:
        model: the compiled scenario.
        at: `(package,)`, the number of each feasible package in the whole space.
        allowed: `(package,)`, whether no red line of a party whose consent it needs is crossed.
        needs: per party that consents, `(package,)`, whether the package needs its consent.
    """

    model: Model
    at: NDArray[np.int64]
    allowed: Bools
    needs: dict[str, Bools]

    def __len__(self) -> int:
        """How many packages are feasible."""
        return len(self.at)

    def package(self, where: int) -> tuple[int, ...]:
        """The option per issue of one package, by its place in the listing."""
        space = self.model.space
        number = int(self.at[where])
        strides = zip(space.strides, space.sizes, strict=True)
        return tuple(number // stride % size for stride, size in strides)

    def place(self, package: Sequence[int]) -> int | None:
        """Where a package stands in the listing; None for one that is not feasible."""
        strides = zip(package, self.model.space.strides, strict=True)
        number = sum(option * stride for option, stride in strides)
        where = int(np.searchsorted(self.at, number))
        return where if where < len(self) and self.at[where] == number else None

    def allowed_but_for(self, party: str) -> Bools:
        """Whether no red line is crossed other than those of one party, `(package,)`."""
        others = [consent for consent in self.model.consents if consent.party != party]
        return _allowed(self.model.space, self.at, others, self.needs)

    def in_space(self, flags: Bools) -> Bools:
        """Flags of feasible packages as flags of all packages; false for the others."""
        result = np.zeros(self.model.space.count, dtype=bool)
        result[self.at] = flags
        return result


def listing(model: Model) -> Listing:
    """List the feasible packages; `model.space.count` must not exceed `MOST_LISTED`."""
    space = model.space
    feasible = np.ones(space.count, dtype=bool)
    for condition in model.conditions:
        feasible &= truth(space, condition)
    at = np.flatnonzero(feasible)
    needs: dict[str, Bools] = {}
    for consent in model.consents:
        needed = np.ones(len(at), dtype=bool)
        if consent.when is not None:
            needed = truth(space, consent.when)[at]
        needs[consent.party] = needed
    return Listing(model, at, _allowed(space, at, model.consents, needs), needs)


def _allowed(
    space: Space, at: NDArray[np.int64], consents: Sequence[Consent], needs: Mapping[str, Bools]
) -> Bools:
    """Whether a package crosses no red line of these parties where it needs their consent."""
    allowed = np.ones(len(at), dtype=bool)
    for consent in consents:
        for line in consent.red_lines:
            allowed &= truth(space, line)[at] | ~needs[consent.party]
    return allowed


def truth(space: Space, condition: Condition) -> Bools:
    """For every package of the space, whether a condition holds, `(package,)`."""

    def of_leaf(leaf: Is | Within) -> Bools:
        where = space.issues.index(leaf.issue)
        flags = np.array([leaf_holds(leaf, option) for option in space.options[where]], dtype=bool)
        return flags[np.arange(space.count) // space.strides[where] % space.sizes[where]]

    return np.asarray(evaluate(condition, of_leaf), dtype=bool)


def proposal_values(model: Model, party: str, values: Array) -> list[Array]:
    """`option_values` without war-only options: per issue, `(draw, option)`."""
    tables = option_values(model, party, values)
    utility = model.utilities[party]
    return [
        table[:, [issue.options.index(option) for option in options]]
        for table, issue, options in zip(tables, utility.issues, model.space.options, strict=True)
    ]


def is_additive(model: Model) -> bool:
    """Whether every party's value is a plain sum over issues, and no condition ties issues."""
    lines = [line for consent in model.consents for line in consent.red_lines]
    return (
        not model.conditions
        and not any(utility.interactions for utility in model.utilities.values())
        and all(consent.when is None for consent in model.consents)
        and all(len({leaf.issue for leaf in condition_leaves(line)}) == 1 for line in lines)
    )
