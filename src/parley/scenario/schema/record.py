"""Section `record`: what was said, done and counted, when, through which channel."""

from typing import Any, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from parley.scenario.schema.base import Cites, Day, Id, Ids, Number, Package, Part, Text

Kind = Literal[
    "offer",
    "demand",
    "refusal",
    "pledge",
    "condition",
    "statement",
    "denial",
    "meeting",
    "event",
    "figure",
    "agreement",
]
Mode = Literal["video", "in-person", "summit", "phone", "shuttle"]
STANCES = ("offer", "demand", "refusal", "pledge", "condition", "agreement")


class Count(Part):
    """A figure as the source gives it, with its qualifier."""

    exactly: Number | None = None
    """The number itself."""
    about: Number | None = None
    """Around this number."""
    at_least: Number | None = None
    """This number or more."""
    more_than: Number | None = None
    """Above this number."""
    almost: Number | None = None
    """Just below this number."""
    at_most: Number | None = None
    """This number or fewer."""
    between: tuple[Number, Number] | None = None
    """From the first to the second."""
    words: Text | None = None
    """The quantity in the source's words where it gives no number: `thousands`."""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, raw: Any) -> Any:
        return raw if isinstance(raw, dict | Count) else {"exactly": raw}

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [word for word in Count.model_fields if getattr(self, word) is not None]
        if len(given) != 1:
            ways = ", ".join(Count.model_fields)
            raise ValueError(
                f"a figure is given in one way, this in {len(given)}. Keep one of {ways}."
            )
        if self.between and self.between[0] >= self.between[1]:
            raise ValueError("`between` is out of order. Write the lower number first.")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        full = super().__get_pydantic_json_schema__(core_schema, handler)
        bare = {"type": ["number", "string"]}
        return {
            "title": cls.__name__,
            "description": full.pop("description"),
            "anyOf": [bare, full],
        }

    @property
    def qualifier(self) -> str:
        """Which of the ways it is given in."""
        return next(word for word in Count.model_fields if getattr(self, word) is not None)

    @property
    def number(self) -> float | None:
        """The one number to calculate from: the bound itself, or the middle of `between`."""
        given = getattr(self, self.qualifier)
        if self.qualifier == "words":
            return None
        return float(sum(given) / 2 if self.qualifier == "between" else given)


class Entry(Part):
    """One thing on record."""

    id: Id
    """A short name, unique in the record."""
    kind: Kind
    """What it is. Only a party's own offers, demands, refusals and pledges speak for it."""
    by: Id | None = None
    """The party or body that said or did it."""
    to: Ids = ()
    """To whom it was said."""
    on: Day | None = None
    """The day, where the source gives it. A day after `as_of` may only stand in `planned_for`."""
    planned_for: Day | None = None
    """For a meeting still to come: the day it is expected."""
    channel: Text | None = None
    """How it became known: interview, video address, statement, phone call."""
    about: Package | Literal["talks"] | None = None
    """The options of issues that it concerns, or `talks`."""
    topic: Id | None = None
    """A topic of the coverage list that it speaks to (see section `silence`)."""
    says: Text | None = None
    """What was said, in our own words."""
    after: Id | None = None
    """For a condition: the step that must come first."""
    barred_in: Ids = ()
    """The parties in whose media it was kept from publication."""
    disputed_by: Ids = ()
    """The parties that dispute it."""
    what: Text | None = None
    """For a figure: what is counted."""
    value: Count | None = None
    """For a figure: how many."""
    part_of: Id | None = None
    """For a figure: the figure that it is a part of."""
    mode: Mode | None = None
    """For a meeting: how the parties meet."""
    venue: Text | None = None
    """For a meeting: where."""
    host: Id | None = None
    """For a meeting: who hosts it."""
    parties: Ids = ()
    """For a meeting or an agreement: who takes part."""
    cite: Cites = ()
    """The passage it rests on."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Absent(Part):
    """Somebody not at the table who could spoil an agreement."""

    who: Text
    """Who."""
    why: Text
    """How they could spoil it."""
    cite: Cites = ()
    """The passage it rests on, if any."""


class Silence(Part):
    """What the scenario knows that it does not cover."""

    topics: dict[Id, Text] = Field(default_factory=dict)
    """A sentence on a topic of the coverage list that the record is silent on or only touches."""
    absent: tuple[Absent, ...] = ()
    """Who is absent and could spoil an agreement."""


TOPICS: dict[str, str] = {
    "ceasefire": "Ceasefire and monitoring",
    "prisoners": "Prisoners and missing persons",
    "humanitarian_access": "Humanitarian access",
    "returns": "Return of the displaced",
    "accountability": "Accountability and redress",
    "reconstruction": "Reconstruction and sanctions",
    "implementation": "Supervision of what is agreed",
    "inclusion": "Who else is heard: women's groups, civil society, minorities",
}
