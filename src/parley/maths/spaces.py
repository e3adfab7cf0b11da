"""A space of packages as terms over few issues each. Knows arrays, not what they measure.

One option of every issue makes a package. What it is worth to a party is a sum: a term per issue,
and a term per factor, which looks at several issues at once. Rules say which options go together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Factor:
    """What options of several issues are worth together, beyond their sum.

    Attributes:
        scope: the issues, ascending, two or more.
        table: `(*options of the scope's issues, party)`.
    """

    scope: tuple[int, ...]
    table: Array


@dataclass(frozen=True, eq=False)
class Rule:
    """Which options of some issues can be chosen together.

    Attributes:
        scope: the issues, ascending, one or more.
        allowed: `(*options of the scope's issues)`, true where they can.
    """

    scope: tuple[int, ...]
    allowed: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Space:
    """All packages, without listing them.

    Attributes:
        tables: per issue, `(option, party)`, larger is better: int64 or float64, or Python
            integers and Fractions (dtype object), which are reckoned exactly.
        factors: what issues are worth together; tables of the same kind.
        rules: what a package must obey; all of them.
    """

    tables: tuple[Array, ...]
    factors: tuple[Factor, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Options per issue."""
        return tuple(len(table) for table in self.tables)

    @property
    def parties(self) -> int:
        """How many parties the tables speak of."""
        return int(self.tables[0].shape[1])

    @property
    def count(self) -> int:
        """How many packages there are before any rule."""
        return prod(self.sizes)

    def allows(self, package: Sequence[int]) -> bool:
        """Whether a package, an option per issue, obeys every rule."""
        return all(rule.allowed[tuple(package[at] for at in rule.scope)] for rule in self.rules)

    def value(self, package: Sequence[int]) -> Array:
        """What a package is worth to each party, `(party,)`: issues last to first, then factors."""
        terms = [table[option] for table, option in zip(self.tables, package, strict=True)]
        total = terms[-1]
        for term in reversed(terms[:-1]):
            total = term + total
        for factor in self.factors:
            total = total + factor.table[tuple(package[at] for at in factor.scope)]
        return np.asarray(total)
