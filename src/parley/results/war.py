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


class Reason(Result):
    """A reason why war can be costly and yet leave no zone, with what changes without it.

    Each is found by asking the base case again with that one circumstance changed.
    """

    kind: Literal["optimism", "several parties", "patience", "spite", "below defeat", "together"]
    """Own views of the war; three or more parties; unequal patience; others' gains felt as
    losses; fighting valued below the worst ending; or several of them at once."""
    applies: bool
    """Whether the scenario has this circumstance."""
    opens: bool = False
    """Whether a zone opens without it."""
    room_before: float | None = None
    """The largest gain, in points, that some package gives all who must agree; below 0 here."""
    room_after: float | None = None
    """The same without this circumstance."""
    parties: tuple[str, ...] = ()
    """The parties concerned."""
    patience_of: tuple[str, ...] = ()
    """For patience: the party whose patience, shared by all, leaves the most room; all that tie."""
    points: Mapping[str, float] = Field(default_factory=dict)
    """For fighting valued below the worst ending: by how many points, per party."""


class Outlook(Result):
    """How the war goes on and what it is worth, seen in one way."""

    endings: Mapping[str, Spread]
    """The chance of each ending, fought to the finish."""
    duration: Spread
    """Periods until it ends."""
    no_deal: Mapping[str, Spread] = Field(default_factory=dict)
    """Per party whose no-deal value is the war's: its points, by these chances."""


class HypothesisRow(Result):
    """One hypothesis before and after the course of the war was seen."""

    hypothesis: str
    """The hypothesis' id."""
    prior: Spread
    """How likely it was."""
    posterior: Spread
    """How likely it is now."""
    outlook: Outlook
    """What it would mean."""


class Learning(Result):
    """What the course of the war so far says about how the war works."""

    course: tuple[str, ...]
    """The states observed, the present one last."""
    hypotheses: tuple[HypothesisRow, ...] = ()
    """In the order of the file; none where the course cannot happen under any of them."""
    outlook: Outlook | None = None
    """The mean over the hypotheses, each weighed by how likely it is now. What no deal is worth
    elsewhere in the findings does not use it."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about it."""


class FigureMonth(Result):
    """What a table of figures counts in one month or year."""

    month: str
    """`2022-03`, or `2022` where the table counts years."""
    count: float
    """In the burden's unit: what happened in it, or the level at its end."""
    days: int
    """How many of its days lie before the day up to which it is read."""


class FigureCheck(Result):
    """A burden's load beside what a table of figures says."""

    file: str
    """The table."""
    months: tuple[FigureMonth, ...]
    """The latest ones."""
    low: float
    """The lowest of them per war period (flow), or at a time (stock)."""
    mean: float
    """Their mean."""
    high: float
    """The highest."""
    written: float
    """What the scenario says of the present state, in the base case."""
    sets: bool
    """Whether the scenario took its load from the table."""
    outside: bool
    """Whether what is written lies outside the range of these months."""
    rows: int
    """How many rows count."""
    later: int
    """How many rows were left out because they are later than the last day that counts."""
    blank: int
    """How many rows were left out because they hold no number."""


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
    figures: FigureCheck | None = None
    """What a table of figures says, where the scenario names one."""


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
    reasons: tuple[Reason, ...] = ()
    """Where the base case has no zone: what may empty it."""
    learning: Learning | None = None
    """What the course of the war so far says, where hypotheses are given."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about these numbers."""
