"""Sections `talks`, `signals` and `doubt`: rounds, public words, and what to vary."""

from typing import Literal

from pydantic import Field

from parley.scenario.schema.base import (
    Amount,
    Chance,
    Cites,
    Day,
    Group,
    Id,
    Part,
    Share,
    Text,
    When,
    Whole,
    bounded,
)
from parley.scenario.schema.record import Mode


class Round(Part):
    """One round of talks."""

    id: Id
    """A short name."""
    on: Day | None = None
    """The day it is held or expected."""
    mode: Mode
    """How the parties meet."""
    venue: Text | None = None
    """Where."""
    host: Id | None = None
    """Who hosts it."""
    proposer: Id | dict[Id, Chance] | None = None
    """Who speaks first, or the chance of each; by default every party with equal chance."""
    may_conclude: Literal["all", "nothing"] | tuple[Id, ...] = "all"
    """The issues that may be changed from their status quo in this round."""
    may_conclude_when: When | None = None
    """Or: the packages that may be concluded."""
    gap: Whole | None = bounded(0)
    """Whole war periods until the next round; by default from the dates."""
    breakdown: Chance | None = None
    """The chance that the talks break down before the next round; default 0."""
    information: Literal["none", "public", "mediator"] = "none"
    """What the round can reveal: nothing, open disclosure, or a confidential mediator."""
    accuracy: Share | None = None
    """How much this mode reveals by itself: an assumption; default 0, since words are cheap."""
    cite: Cites = ()
    """The passage it rests on."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Talks(Part):
    """How would the rounds run, and when would they settle?"""

    rounds: tuple[Round, ...]
    """The rounds, in order."""
    schedules: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)
    """Other orders of the same rounds to compare, by their ids."""
    protocol: Literal["alternating", "single-text", "issue-by-issue"] = "alternating"
    """How offers are made within a round."""


class Audience(Part):
    """Those before whom a party would be seen to break its word."""

    name: Text | None = None
    """How a reader knows it; by default the id."""
    of: Id
    """The party that answers to it."""
    reach: Share | None = None
    """The share of it that public statements reach; default 1."""


class Signal(Group):
    """What it would cost a party to break a statement of the record."""

    audience: Id
    """Before whom."""
    cost: Amount
    """Points of the party's scale that breaking it would cost before this audience."""
    reach: Share | None = None
    """The share of this audience that the statement reached; 0 where it was barred."""


class Signals(Part):
    """What do public statements, and barred ones, change?"""

    audiences: dict[Id, Audience]
    """Those who listen."""
    statements: dict[Id, tuple[Signal, ...]] = Field(default_factory=dict)
    """Per entry of the record: what breaking it would cost."""
    in_force: bool = False
    """Whether these costs count in the other questions too."""


class Doubt(Part):
    """How sure are we, and which numbers matter most?"""

    draws: Whole | None = bounded(20, 1_000_000)
    """How many draws; default 2,000."""
    seed: Whole | None = bounded(0)
    """Where the random streams start; default 1."""
    maps: tuple[tuple[Text, Text], ...] = ()
    """Pairs of inputs over which an answer is mapped."""
    worst_share: Share | None = None
    """The share of worst draws by which robust packages are judged; default one tenth."""
    note: Text | None = None
    """Anything a reader needs to know about it."""
