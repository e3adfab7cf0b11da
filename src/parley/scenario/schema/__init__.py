"""The scenario as frozen types. Knows what can be written; not whether the names in it exist."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from parley.scenario.schema.agreement import Hold, Ratify
from parley.scenario.schema.base import Day, Id, Part, Text, Value, one_or_many
from parley.scenario.schema.issues import Issue, IssuePreference, NoDeal, Preferences, Rule
from parley.scenario.schema.people import Body, Party, Source
from parley.scenario.schema.record import TOPICS, Entry, Silence
from parley.scenario.schema.talking import Doubt, Signals, Talks
from parley.scenario.schema.war import Counted, War

__all__ = [
    "TOPICS",
    "Body",
    "Checked",
    "Doubt",
    "Entry",
    "Hold",
    "Issue",
    "IssuePreference",
    "Party",
    "Preferences",
    "Private",
    "Ratify",
    "Rule",
    "Scenario",
    "Signals",
    "Silence",
    "Source",
    "Talks",
    "Value",
    "War",
]

VERSION = 1
Files = Annotated[
    tuple[Text, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Checked(Part):
    """What a citation opened when the scenario was read. Filled in by parley, never by hand."""

    source: Id
    """The source cited."""
    at: Text | None = None
    """The passage."""
    state: Literal["found", "summary", "summary and original", "not checked"]
    """Whether it was found: in the source, in our summary of it, in both; or not checked."""
    words: str | None = None
    """The words of the passage."""


class Private(Part):
    """A private file: one party's preferences, kept apart from the main file."""

    parley: Literal[1]
    """The version of the scenario language."""
    values: dict[Id, Value] = Field(default_factory=dict)
    """Named values for use in this file."""
    preferences: dict[Id, Preferences] = Field(default_factory=dict)
    """What packages are worth to each party."""
    no_deal: NoDeal = Field(default_factory=dict)
    """What no deal is worth to a party."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Scenario(Part):
    """A conflict and its talks as one analyst sees them, every claim with its origin."""

    parley: Literal[1]
    """The version of the scenario language."""
    title: Text
    """What a reader sees first."""
    status: Literal["illustration", "working", "reviewed"] = "working"
    """How far it may be relied on."""
    as_of: Day
    """The day of knowledge: nothing in the scenario is later."""
    about: Text | None = None
    """The situation in a few sentences."""
    sources: dict[Id, Source] = Field(default_factory=dict)
    """The documents it rests on."""
    parties: dict[Id, Party]
    """Who is in or around the talks."""
    bodies: dict[Id, Body] = Field(default_factory=dict)
    """Who ratifies what the parties sign."""
    record: tuple[Entry, ...] = ()
    """What was said, done and counted."""
    values: dict[Id, Value] = Field(default_factory=dict)
    """Named values: written once, used anywhere as `$name`, drawn once."""
    issues: dict[Id, Issue]
    """What is to be settled."""
    conditions: tuple[Rule, ...] = ()
    """What cannot be agreed apart, or together."""
    preferences: dict[Id, Preferences] = Field(default_factory=dict)
    """What packages are worth to each party."""
    private: Files = ()
    """Files with preferences that can be left out of a brief (`--without-private`)."""
    no_deal: NoDeal = Field(default_factory=dict)
    """What no deal is worth to a party, where the war section does not say it."""
    war: War | None = None
    """What happens if the talks fail."""
    hold: Hold | None = None
    """The steps of an agreement."""
    ratify: Ratify | None = None
    """How the ratifying bodies decide."""
    talks: Talks | None = None
    """The rounds."""
    signals: Signals | None = None
    """What public words cost to break."""
    doubt: Doubt | None = None
    """What to vary, and how."""
    silence: Silence = Silence()
    """What the scenario knows that it does not cover."""
    citations: SkipJsonSchema[dict[str, Checked]] = Field(default_factory=dict)
    """Filled in by parley: what each citation opens."""
    counted: SkipJsonSchema[dict[str, Counted]] = Field(default_factory=dict)
    """Filled in by parley: per burden with a table of figures, what it says."""
    opened_private: SkipJsonSchema[bool] = False
    """Filled in by parley: whether private files were read."""
