"""A negotiation as the other programs see it: issues, values, additive utilities. Knows no file.

All numbers are fractions, so that what goes out is what came in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

Value = str | Fraction
Kind = Literal["texts", "numbers", "integer", "real", "grid"]
Normalise = Literal["genius", "raw"]
EVEN: tuple[Kind, ...] = ("integer", "real", "grid")
"""The kinds whose values are evenly spaced numbers."""


@dataclass(frozen=True)
class Matter:
    """One issue: what it is called, and the values that can be agreed.

    Attributes:
        text: what the file calls it, letter by letter.
        kind: `texts` or loose `numbers`; or evenly spaced numbers: `integer`, `real` (read at
            some numbers of a range) or `grid` (a range with a step of its own).
        values: texts, or numbers in ascending order.
        extras: what the file says beside, kept and not used.
        value_extras: the same for each value.
    """

    text: str
    kind: Kind
    values: tuple[Value, ...]
    extras: Mapping[str, str] = field(default_factory=dict)
    value_extras: tuple[Mapping[str, str], ...] = ()

    @property
    def even(self) -> bool:
        """Whether its values are evenly spaced numbers, two or more."""
        return self.kind in EVEN and len(self.values) > 1

    def numbers(self) -> tuple[Fraction, ...]:
        """The values of an issue of numbers."""
        return tuple(Fraction(value) for value in self.values)


@dataclass(frozen=True)
class Profile:
    """What outcomes are worth to one party: bias + sum of weight x table entry.

    Attributes:
        text: what the file calls the party.
        file: the file's name.
        weights: `(issue,)`.
        tables: per issue, `(value,)`.
        forms: per issue, how the file itself states the table where it does so by a formula.
        bias: a constant term.
        reserve: the utility of no agreement; None where the file reserves nothing.
        extras: what the file says beside, kept and not used.
    """

    text: str
    file: str
    weights: tuple[Fraction, ...]
    tables: tuple[tuple[Fraction, ...], ...]
    forms: tuple[Mapping[str, Any] | None, ...]
    bias: Fraction = Fraction(0)
    reserve: Fraction | None = None
    extras: Mapping[str, str] = field(default_factory=dict)

    def utility(self, outcome: Sequence[int]) -> Fraction:
        """What one value per issue, by its place, is worth."""
        terms = zip(self.weights, self.tables, outcome, strict=True)
        return sum((weight * table[at] for weight, table, at in terms), self.bias)

    @property
    def most(self) -> Fraction:
        """What the best outcome is worth."""
        pairs = zip(self.weights, self.tables, strict=True)
        return sum((max(w * entry for entry in table) for w, table in pairs), self.bias)

    @property
    def least(self) -> Fraction:
        """What the worst outcome is worth."""
        pairs = zip(self.weights, self.tables, strict=True)
        return sum((min(w * entry for entry in table) for w, table in pairs), self.bias)


@dataclass(frozen=True)
class Domain:
    """A negotiation: its issues, and a profile per party."""

    text: str
    matters: tuple[Matter, ...]
    profiles: tuple[Profile, ...]


@dataclass(frozen=True)
class Imported:
    """What was read.

    Attributes:
        domain: the negotiation.
        program: whose files these were.
        convention: how evaluations were turned into utilities, as a sentence.
        files: each file that was read, and as what.
        notes: what is not mapped, or mapped by a convention, with its place.
    """

    domain: Domain
    program: str
    convention: str
    files: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def evenly(low: Fraction, high: Fraction, steps: int) -> tuple[Fraction, ...]:
    """The numbers from low to high in so many equal steps, both ends included."""
    return tuple(low + (high - low) * at / steps for at in range(steps + 1))


def straight(places: Sequence[Fraction], heights: Sequence[Fraction]) -> list[int]:
    """The points that a broken line needs: the ends, and where its direction changes."""
    kept = [0]
    for at in range(1, len(places) - 1):
        left = kept[-1]
        slope = (heights[at] - heights[left]) * (places[at + 1] - places[at])
        if slope != (heights[at + 1] - heights[at]) * (places[at] - places[left]):
            kept.append(at)
    return [*kept, len(places) - 1] if len(places) > 1 else kept
