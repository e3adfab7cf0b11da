"""All packages of a space that is small enough to list. Knows arrays, conditions and consent.

Packages are numbered in the order of the space: the last issue's option changes fastest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.model.compiled import Consent, Model, Space
from parley.model.numbers import option_values
from parley.scenario import Condition, Is, Within, evaluate, leaf_holds

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

    def options(self, where: int | Array) -> tuple[Any, ...]:
        """The option per issue of one package or several, by their place in the listing."""
        space = self.model.space
        strides = zip(space.strides, space.sizes, strict=True)
        return tuple(self.at[where] // stride % size for stride, size in strides)

    def package(self, where: int) -> dict[str, str]:
        """One package, in words of the file."""
        return self.model.space.package(tuple(int(o) for o in self.options(where)))

    def values(self, party: str, values: Array) -> Array:
        """A party's value of every feasible package, `(draw, package)` points."""
        tables = proposal_values(self.model, party, values)
        utility = self.model.utilities[party]
        return self.total(party, tables, [values[:, slot] for _, slot in utility.interactions])

    def total(self, party: str, tables: Sequence[Array], extras: Sequence[Array]) -> Array:
        """Sums over issues, and the interactions that hold, for every feasible package.

        Args:
            party: whose interactions `extras` are.
            tables: per issue, `(draw, option)`.
            extras: per interaction of the party, `(draw,)`.

        Returns:
            `(draw, package)`.
        """
        space = self.model.space
        sums = tables[0]
        for table in tables[1:]:
            sums = (sums[:, :, None] + table[:, None, :]).reshape(len(table), -1)
        sums = sums[:, self.at] if len(self.at) < space.count else sums.copy()
        for (condition, _), extra in zip(
            self.model.utilities[party].interactions, extras, strict=True
        ):
            sums[:, truth(space, condition)[self.at]] += extra[:, None]
        return sums


def listing(model: Model) -> Listing:
    """List the feasible packages; `model.space.count` must not exceed `MOST_LISTED`."""
    space = model.space
    feasible = np.ones(space.count, dtype=bool)
    for condition in model.conditions:
        feasible &= truth(space, condition)
    at = np.flatnonzero(feasible)
    allowed = np.ones(len(at), dtype=bool)
    needs: dict[str, Bools] = {}
    for consent in model.consents:
        needed = np.ones(len(at), dtype=bool)
        if consent.when is not None:
            needed = truth(space, consent.when)[at]
        needs[consent.party] = needed
        for line in consent.red_lines:
            allowed &= truth(space, line)[at] | ~needed
    return Listing(model, at, allowed, needs)


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
    return (
        not model.conditions
        and not any(utility.interactions for utility in model.utilities.values())
        and all(consent.when is None for consent in model.consents)
        and all(single_issue(line) for consent in model.consents for line in consent.red_lines)
    )


def single_issue(condition: Condition) -> str | None:
    """The one issue that a condition is about, or None."""
    names: set[str] = set()

    def note(leaf: Is | Within) -> bool:
        names.add(leaf.issue)
        return True

    evaluate(condition, note)
    return names.pop() if len(names) == 1 else None


def without_red_lines(model: Model, consents: Sequence[Consent]) -> list[list[int]]:
    """In an additive space, the options of each issue that no red line rules out."""
    space = model.space
    left = []
    for issue, options in zip(space.issues, space.options, strict=True):
        lines = [line for c in consents for line in c.red_lines if single_issue(line) == issue]
        alone = Space((issue,), (options,))
        keep = np.ones(len(options), dtype=bool)
        for line in lines:
            keep &= truth(alone, line)
        left.append([int(at) for at in np.flatnonzero(keep)])
    return left
