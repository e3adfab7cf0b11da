"""The answer to: would the voters and parliaments approve it?"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from parley.results.base import Answer, Chance, Result, Spread


class Shift(Result):
    """One thing that moves support for a package."""

    what: Literal["when", "endorsed_by", "after", "value"]
    """The package's content, an endorsement, the moment of the vote, the party's own value."""
    of: str
    """Which: the condition in words, the party's id, the step's id."""
    logits: Spread
    """By how much, in logits."""


class Ballot(Result):
    """One body (or one community of it) on one package."""

    body: str
    """The body's id."""
    community: str | None = None
    """The community's id, where the body decides by communities."""
    threshold: float
    """The share of valid votes above which it passes (base case)."""
    turnout_quorum: float | None = None
    """The share of the electorate that must vote."""
    approval_quorum: float | None = None
    """The share of the electorate that must vote yes."""
    yes: Spread
    """The expected share of yes among valid votes."""
    outcome: tuple[float, ...]
    """The share of yes that can come out: its 5th, 10th, ... 95th percentile, with the error of
    polls and the ranges of the scenario both in it (base case and draws pooled)."""
    turnout: Spread | None = None
    """The expected turnout."""
    passes: Spread
    """The chance that it passes by its own rule."""
    shifts: tuple[Shift, ...] = ()
    """What moved support away from where polls put it, for this package."""


class RatifiedPackage(Result):
    """Whether one package would be approved."""

    id: str
    """The package's short name, as in `deal`."""
    options: Mapping[str, str]
    """The option per issue."""
    bodies: tuple[str, ...]
    """The bodies that must approve this package."""
    ballots: tuple[Ballot, ...] = ()
    """Each count of votes: per body its own, if it has one, then those of its communities."""
    passes: Spread | None
    """The chance that all of them approve; None where no body must."""
    by_body: Mapping[str, Spread] = Field(default_factory=dict)
    """Per body: the chance that it approves, all of its communities included."""
    likely: Chance | None = None
    """How often over the draws approval is more likely than not."""
    order: tuple[str, ...] = ()
    """The order of steps in which it was looked at, from `hold`."""
    signed: bool | None = None
    """Whether every party would sign it and keep it until the vote (from `hold`)."""
    rejected: bool = False
    """Signed, and yet more likely rejected than approved, in the base case."""
    values: Mapping[str, float] = Field(default_factory=dict)
    """Per party: points of the package itself."""
    worth: Mapping[str, Spread] = Field(default_factory=dict)
    """Per party: the value of signing it, with the chance of rejection in it (from `hold`)."""


class PollRow(Result):
    """One poll as it was used."""

    body: str
    """Whose vote it speaks to."""
    community: str | None = None
    """Which community's."""
    poll: str
    """The poll's id."""
    yes: float
    """The share of yes among yes and no."""
    n: int | None
    """How many were asked."""
    sampling: float | None
    """Its sampling error, in logits."""
    weight: float
    """The share it has in the pooled estimate."""


class RatifyAnswer(Answer):
    """Would the voters and parliaments approve it?"""

    question: Literal["ratify"] = "ratify"
    """The question's word."""
    packages: tuple[RatifiedPackage, ...] = ()
    """Chosen and leading packages."""
    polls: tuple[PollRow, ...] = ()
    """The polls it rests on."""
    error: float | None = None
    """The error of polls beyond sampling, in logits, as used in the base case; None where the votes
    differ in it."""
    default_error: bool = False
    """Whether that is the default, which rests on four votes."""
    correlation: float = 0.0
    """Between the errors of the bodies, in the base case."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about these numbers."""
