"""Sections `hold` and `ratify`: the steps of an agreement, and the bodies that must approve it."""

from typing import Literal

from pydantic import Field

from parley.scenario.schema.base import (
    Amount,
    Chance,
    Cites,
    Correlation,
    Day,
    Group,
    Id,
    Ids,
    Package,
    Part,
    Points,
    Share,
    Text,
    Traced,
    Value,
    When,
    Whole,
    bounded,
)

Unit = Literal["days", "weeks", "months", "years", "periods"]


class Duration(Group):
    """A length of time with its unit."""

    value: Amount
    """How long."""
    unit: Unit
    """In what."""


class Step(Part):
    """One step of an agreement."""

    name: Text | None = None
    """How a reader knows it; by default the id."""
    by: Id | None = None
    """The party or body that acts."""
    after: Ids = ()
    """The steps that must come first."""
    takes: Duration | None = None
    """How long it takes; by default one war period."""
    implements: dict[Id, Share] = Field(default_factory=dict)
    """The share of each issue that this step puts into effect; over the steps they sum to 1."""
    only_when: When | None = None
    """The packages that contain this step; by default all."""
    passes: Chance | None = None
    """For a step that can fail: the chance that it succeeds. A body with a vote in `ratify` brings
    its own."""
    shifts: Whole = 0
    """Positions on the war's ladder that the front moves if war resumes after this step; positive
    towards the end of the ladder."""
    gains: dict[Id, Points] = Field(default_factory=dict)
    """Per party: points of value per period from here on that no issue holds."""
    guarantee: dict[Id, Chance] = Field(default_factory=dict)
    """Per party: what this step adds to the chance that its breach is punished."""
    cite: Cites = ()
    """The passage the step or its order rests on."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Punishment(Group):
    """What a punished breach costs a party."""

    cost: Amount
    """Points of its scale."""
    decay: Share | None = None
    """The share of the guarantee's strength that is lost in each war period."""


class Willingness(Group):
    """Whether a guarantor would act: its own reckoning."""

    cost: Value
    """What acting costs it, on its own scale."""
    benefit: Value
    """What acting brings it."""
    reputation: Value | None = None
    """What failing to act would cost its name."""


class Failure(Traced):
    """What follows when a step that can fail does fail."""

    then: Literal["war", "frozen"] | None = None
    """`war` resumes at the position reached, or all stays `frozen` as done so far."""
    package: Package | None = None
    """Or this package takes effect."""


class Hold(Part):
    """Who would sign, who would keep it, and in which order the steps must go."""

    steps: dict[Id, Step]
    """The steps."""
    failure: Failure = Failure(then="war")
    """What follows a failed step."""
    punishment: dict[Id, Punishment] = Field(default_factory=dict)
    """Per party: what a punished breach costs it."""
    willingness: dict[Id, Willingness] = Field(default_factory=dict)
    """Per guarantor: whether it would act."""
    resettle: Chance | None = None
    """The chance that a breach soon leads to a new settlement, which weakens deterrence; default
    0."""


class Poll(Part):
    """One poll."""

    id: Id
    """A short name."""
    on: Day | None = None
    """The day the field work ended."""
    yes: Amount
    """Percent, or persons, in favour."""
    no: Amount
    """Percent, or persons, against."""
    n: Whole | None = bounded(1)
    """How many were asked."""
    design_effect: Amount | None = None
    """By how much its design widens the variance of sampling; default 1."""
    question: Text | None = None
    """What was asked, if not this very question: then using it is an assumption."""
    assume: Text | None = None
    """Why this poll speaks to this vote."""
    cite: Cites = ()
    """The passage it rests on."""


class Effect(Group):
    """How support moves with the content of a package, an endorsement or the moment of the vote.

    Of several conditions in one effect all must hold.
    """

    when: When | None = None
    """With this content ..."""
    endorsed_by: Id | None = None
    """... or when this party endorses it: when it accepts the package, or nothing says what it
    accepts ..."""
    after: Id | None = None
    """... or when the vote comes after this step."""
    logits: Value
    """By how much support moves, in logits (the log of the odds of yes)."""


class Vote(Part):
    """How one body decides."""

    threshold: Share | None = None
    """The share of valid votes above which it passes; default one half."""
    turnout_quorum: Share | None = None
    """The share of the electorate that must vote."""
    approval_quorum: Share | None = None
    """The share of the electorate that must vote yes."""
    turnout: Share | None = None
    """The expected turnout."""
    boycott: Correlation | None = None
    """Correlation of turnout with yes, from -1 to 1."""
    support: Share | None = None
    """The expected share of yes among valid votes; where there are polls, they say it."""
    polls: tuple[Poll, ...] = ()
    """Polls, newest last."""
    error: Amount | None = None
    """Error of polls, or of the expected support, beyond sampling, in logits; default 0.334, which
    rests on four votes. The error of the expected turnout is taken to be as large."""
    effects: tuple[Effect, ...] = ()
    """What moves support away from where polls put it."""
    by_value: Value | None = None
    """Logits per point by which the package is worth more to the body's party than `reference`."""
    reference: Package | None = None
    """The package that `support` and `polls` speak of; by default the status quo."""
    communities: dict[Id, "Vote"] = Field(default_factory=dict)
    """Communities that must all agree, each by its own rule. `error`, `effects`, `by_value` and
    `reference` of the body count for them as well. Where the body has support or polls of its own,
    its own vote must pass too."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Ratify(Part):
    """Would the voters and parliaments approve it?"""

    votes: dict[Id, Vote]
    """Per body of section `bodies`: how it decides."""
    correlation: Correlation | None = None
    """Correlation between the errors of any two votes, from -1 to 1; default 0. Below 0 only where
    there are two."""
