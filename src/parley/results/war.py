"""The answer to: what happens, and what is it worth to each side, if the talks fail?"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from parley.results.base import Answer, Result, Spread


class NoDeal(Result):
    """What a party can expect if the talks fail."""

    value: Spread
    """Points on the party's scale of 0 to 100."""
    origin: Literal["war", "given"]
    """Solved from the war, or given in the file."""
    own_view: bool = False
    """Whether the party's own beliefs were used."""
    common: Spread | None = None
    """In the common view, where the party has its own."""
    fighting: Spread | None = None
    """What one period of fighting is worth to it in the present state."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about this number."""


class EndingChance(Result):
    """How one ending of the war comes about."""

    ending: str
    """The ending's id."""
    chance: Spread
    """Its chance if the talks fail and the war is fought out."""


class Moment(Result):
    """The war after some periods without a deal."""

    periods: int
    """How many war periods from now."""
    going_on: Spread
    """The chance that it still goes on."""
    endings: Mapping[str, Spread]
    """The chance of each ending by then."""


class BurdenAhead(Result):
    """What the war still costs without a deal, in the burden's own units."""

    burden: str
    """The burden's id."""
    kind: Literal["flow", "stock"]
    """What happens anew in each period, or a level."""
    so_far: float | None
    """The figure of the record it starts from, where that is a number."""
    so_far_entry: str | None
    """The entry of the record that holds the figure."""
    per_period: Spread
    """In the present state: how much a period (flow), or how many at a time (stock)."""
    ahead: Spread
    """Flow: the total until the war ends. Stock: the mean level while it lasts."""
    by_moment: Mapping[int, Spread]
    """Flow: the total after some periods. Stock: the mean level then, if the war still goes on."""


class WarAnswer(Answer):
    """What happens, and what is it worth to each side, if the talks fail?"""

    question: Literal["war"] = "war"
    """The question's word."""
    period: str | None = None
    """The war's clock."""
    now: str | None = None
    """The present state."""
    no_deal: Mapping[str, NoDeal] = Field(default_factory=dict)
    """Per party: what it can expect."""
    endings: tuple[EndingChance, ...] = ()
    """The chance of each ending, fought to the finish."""
    duration: Spread | None = None
    """Periods until the war ends."""
    course: tuple[Moment, ...] = ()
    """Chances over time."""
    burdens: tuple[BurdenAhead, ...] = ()
    """The human ones first."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about these numbers."""
