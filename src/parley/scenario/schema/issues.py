"""Sections `issues`, `conditions`, `preferences`, `no_deal`: what is at stake, and its worth."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from parley.scenario.conditions import option_name
from parley.scenario.distributions import exact, number
from parley.scenario.schema.base import (
    Amount,
    Cites,
    Id,
    Number,
    OptionId,
    OptionName,
    Part,
    Points,
    Score,
    Text,
    Traced,
    Value,
    When,
    check_extras,
)

MOST_STEPS = 10_000


class LegalNote(Part):
    """A note on the law, shown wherever the option is named and never traded off in a score."""

    short: ClassVar[str | None] = "text"

    text: Text
    """The note."""
    cite: Cites = ()
    """What it rests on."""


class Option(Part):
    """One way to settle an issue."""

    short: ClassVar[str | None] = "name"

    name: Text
    """How a reader knows it."""
    war_only: bool = False
    """True for an outcome that only war can bring: scored, allowed as an ending, never proposed."""
    legal_note: LegalNote | None = None
    """A cited note on the law."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Scale(Part):
    """The numbers that can be agreed on a numeric issue: from, to, in steps."""

    start: Number = Field(alias="from")
    """The lowest number."""
    to: Number
    """The highest number."""
    step: Number
    """The distance between neighbouring numbers."""
    unit: Text
    """What is counted: months, troops, percent."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.step > 0 or not self.to > self.start:
            raise ValueError(
                "a scale runs upwards in steps above 0. Write `{from: 0, to: 24, step: 3}`."
            )
        steps = (exact(self.to) - exact(self.start)) / exact(self.step)
        if steps.denominator != 1:
            raise ValueError(
                "the steps do not reach `to`. Choose a step that divides the distance."
            )
        if steps > MOST_STEPS:
            raise ValueError(f"the scale has {steps} steps; at most {MOST_STEPS} are read.")
        return self

    def names(self) -> tuple[str, ...]:
        """The options, called by their numbers."""
        start, step = exact(self.start), exact(self.step)
        count = int((exact(self.to) - start) / step) + 1
        return tuple(str(option_name(float(start + at * step))) for at in range(count))


class Issue(Traced):
    """Something to be settled, by options or by a number."""

    question: Text
    """The question that the talks must answer."""
    name: Text | None = None
    """A short name for tables; by default the id."""
    options: dict[OptionId, Option] = Field(default_factory=dict)
    """The ways to settle it. Either these or `scale`."""
    scale: Scale | None = None
    """For a numeric issue: the numbers that can be agreed."""
    status_quo: OptionName
    """The option that stands today."""
    topic: Id | None = None
    """A topic of the coverage list that this issue covers."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if bool(self.options) == (self.scale is not None):
            raise ValueError("an issue has either `options` or a `scale`. Write one of them.")
        return self

    def option_names(self, *, proposals: bool = False) -> tuple[str, ...]:
        """The options in file order; with `proposals`, without those that only war can bring."""
        if self.scale:
            return self.scale.names()
        return tuple(n for n, o in self.options.items() if not (proposals and o.war_only))

    def label(self, option: str) -> str:
        """How a reader knows an option."""
        return f"{option} {self.scale.unit}" if self.scale else self.options[option].name


class Rule(Part):
    """What cannot be agreed apart, or together."""

    if_: When | None = Field(default=None, alias="if")
    """When this holds ..."""
    then: When | None = None
    """... this must hold too."""
    never: When | None = None
    """Must not hold."""
    always: When | None = None
    """Must hold."""
    name: Text | None = None
    """A short name for tables."""
    cite: Cites = ()
    """The passage it rests on."""
    assume: Text | None = None
    """Why it is assumed."""
    note: Text | None = None
    """Anything a reader needs to know about it."""
    hardness: Amount | None = None
    """What dropping it costs in the search for the smallest change (default 1)."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        pair = self.if_ is not None, self.then is not None
        forms = [all(pair), self.never is not None, self.always is not None]
        if sum(forms) != 1 or (any(pair) and not all(pair)):
            raise ValueError("a condition is `if` with `then`, or `never`, or `always`. Write one.")
        return self


class IssuePreference(Part):
    """What one issue is worth to a party: a weight, and a score for every option."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Score] = Field(init=False)

    weight: Amount
    """Swing weight: how much the party would give to move this issue from its option
    scored 0 to its option scored 100. Weights are divided by their sum."""
    curve: dict[str, Score] = Field(default_factory=dict)
    """For a numeric issue: the score at some numbers; straight lines in between."""
    note: Text | None = None
    """Anything a reader needs to know about it."""

    @model_validator(mode="before")
    @classmethod
    def _numbers_as_names(cls, raw: Any) -> Any:
        curve = raw.get("curve") if isinstance(raw, Mapping) else None
        if not isinstance(curve, Mapping):
            return raw
        named = {str(option_name(number(key)) or key): value for key, value in curve.items()}
        if len(named) < len(curve):
            said = "two scores of the curve stand at the same number. Keep one of them."
            raise PydanticCustomError(
                "condition", "{message}", {"message": said, "route": ("curve",)}
            )
        return {**raw, "curve": named}

    @property
    def scores(self) -> Mapping[str, Score]:
        """The score of every option of an issue with options."""
        return check_extras(self.__pydantic_extra__)


class Interaction(Part):
    """What options of two or more issues are worth together, beyond their sum."""

    when: When
    """The combination."""
    points: Points
    """Points added to the party's value of the whole package (0 to 100) when it holds."""
    name: Text | None = None
    """A short name for tables."""


class RedLine(Traced):
    """What a party never accepts, whatever it is offered elsewhere."""

    never: When | None = None
    """It never accepts a package for which this holds."""
    only_if: When | None = None
    """It only accepts a package for which this holds."""
    name: Text | None = None
    """A short name for tables."""
    hardness: Amount | None = None
    """What dropping it costs in the search for the smallest change (default 1)."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.never is None) == (self.only_if is None):
            raise ValueError("a red line is either `never` or `only_if`. Write one of them.")
        return self


class Preferences(Part):
    """What packages are worth to one party, on its own scale of 0 to 100."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, IssuePreference] = Field(init=False)

    interactions: tuple[Interaction, ...] = ()
    """What options are worth together, beyond their sum."""
    red_lines: tuple[RedLine, ...] = ()
    """What the party never accepts, or accepts only under a condition."""
    spite: dict[Id, Amount] = Field(default_factory=dict)
    """Per other party: points that this party feels it loses for each point that the other gains,
    in packages and in war alike (costly concessions). A value under `no_deal` counts as it
    stands, with spite already in it."""
    note: Text | None = None
    """Anything a reader needs to know about them."""

    @property
    def issues(self) -> Mapping[str, IssuePreference]:
        """The preference on every issue."""
        return check_extras(self.__pydantic_extra__)


NoDeal = dict[Id, Value]
