"""The answer to: who would sign, who would keep it, and in which order must the steps go?"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from parley.results.base import Answer, Chance, Result, Spread


class StepFacts(Result):
    """What is known of one step, whatever the order."""

    step: str
    """The step's id."""
    periods: Spread
    """How long it takes, in periods of the war."""
    passes: Spread | None = None
    """For a step that can fail: the chance that it succeeds, in the order shown. A vote's chance
    is that of chapter `ratify`."""
    guarantee: Mapping[str, float] = Field(default_factory=dict)
    """Per party: what it adds to the chance that a breach is punished, the guarantor's willingness
    counted in (base case)."""


class Stage(Result):
    """One moment of carrying out a package: what going on is worth, against going back."""

    after: str | None
    """The step just done; None for the signing."""
    begins: Spread
    """Periods of the war after the signing."""
    slack: Mapping[str, Spread]
    """Per party: points by which going on is worth more than walking away. Below 0 it walks."""
    on: Mapping[str, float]
    """Per party: what going on is worth, in the base case."""
    away: Mapping[str, float]
    """Per party: what walking away is worth, in the base case."""


class Order(Result):
    """One order of the steps."""

    steps: tuple[str, ...]
    """The steps, first to last."""
    least: float
    """The smallest slack of any party at any stage, in points, in the base case."""
    entry: float
    """The smallest slack at the signing."""
    keeping: float | None
    """The smallest slack after the signing; None where there is no step."""


class Remedy(Result):
    """A change that would make some order of the steps self-enforcing, in the base case."""

    kind: Literal["guarantee", "cost", "passes", "phases"]
    """A higher chance that a breach is punished; a higher cost of a punished breach; a higher
    chance that a step succeeds; a step taken in phases."""
    possible: bool
    """Whether any such change is enough."""
    step: str | None = None
    """The step that is split, or that must succeed more often."""
    now: float | None = None
    """For a step that can fail: its chance of success in the base case."""
    needed: float | None = None
    """The least that is enough: the chance of success; the number of phases; for a guarantee and
    for its cost, how much more chance, or how many more points, than the steps already bring."""
    waits: Literal["last", "first"] | None = None
    """For phases: whether what follows waits for the last phase, or only for the first."""
    guarantee: float | None = None
    """For phases: the extra chance that a breach is punished which it takes as well; None where
    phases alone are enough."""
    order: tuple[str, ...] = ()
    """The order that then holds."""
    why: str = ""
    """Where none is enough: why, in a sentence."""


class HeldPackage(Result):
    """Whether one package would be signed and kept."""

    id: str
    """The package's short name, as in `deal`."""
    options: Mapping[str, str]
    """The option per issue."""
    why: tuple[Literal["chosen", "leading", "efficient"], ...]
    """Why it is looked at: chosen by the reader, leading in `deal`, on the frontier of acceptable
    packages."""
    verdict: Literal["holds", "not signed", "not kept", "not acceptable", "not allowed"]
    """In the base case, in the best order: every party signs and keeps it; some party does not
    sign; some party walks away later. A package that is worth less than no deal to some party is
    not signed either, nor one that breaks a condition or crosses a red line."""
    contains: tuple[str, ...]
    """The steps it contains, in the order of the file."""
    orders: int
    """How many orders of them the steps' own conditions leave open."""
    enforcing: int | None
    """How many of them are self-enforcing; None where they were not all gone through."""
    exact: bool
    """Whether the best order is known to be the best."""
    best: Order
    """The order with the largest smallest slack; ties: by the steps' ids."""
    others: tuple[Order, ...] = ()
    """The next best orders."""
    stages: tuple[Stage, ...]
    """The best order, stage by stage."""
    binding: tuple[str, int]
    """The party and the stage (0 is the signing) with the smallest slack."""
    walks: tuple[tuple[str, int], ...] = ()
    """Who would walk away, and at which stage, in the best order: every slack below 0."""
    facts: tuple[StepFacts, ...] = ()
    """Its steps, in the best order."""
    worth: Mapping[str, Spread] = Field(default_factory=dict)
    """Per party: the value of signing, with what it takes to carry the package out and what can
    fail on the way."""
    holds: Chance | None = None
    """How often the best order is self-enforcing over the draws."""
    some_order: Chance | None = None
    """How often some order is, among the best ones of the base case (at least that often)."""
    stays_best: Chance | None = None
    """How often the best order stays the best among them."""
    remedies: tuple[Remedy, ...] = ()
    """Where it does not hold: what would make it hold."""
    not_analysed: tuple[str, ...] = ()
    """Parties whose consent it needs but whose preferences are not in the scenario."""


class HeldRow(Result):
    """One efficient package in a line."""

    id: str
    """The package's short name."""
    options: Mapping[str, str]
    """The option per issue."""
    values: Mapping[str, float]
    """Per party: points of the package itself."""
    verdict: Literal["holds", "not signed", "not kept"]
    """As for a package in full."""
    best: Order
    """Its best order."""
    exact: bool = True
    """Whether that is known to be the best."""
    binding: tuple[str, int]
    """The party and the stage with the smallest slack."""


class Guarantor(Result):
    """Whether a guarantor would act, by its own reckoning."""

    party: str
    """Its id."""
    acts: float | None
    """The chance that acting costs it no more than it brings; None where the scenario does not
    say: then its guarantee is taken at face value."""


class HoldAnswer(Answer):
    """Who would sign, who would keep it, and in which order must the steps go?"""

    question: Literal["hold"] = "hold"
    """The question's word."""
    period: str | None = None
    """The war's clock."""
    parties: tuple[str, ...] = ()
    """The parties whose slack is looked at."""
    packages: tuple[HeldPackage, ...] = ()
    """Chosen and leading packages."""
    efficient: tuple[HeldRow, ...] = ()
    """The whole frontier of acceptable packages, each in its best order."""
    efficient_holding: int | None = None
    """How many of them hold in some order; None where not all orders of all could be judged."""
    efficient_all: int | None = None
    """How many of them there are; the list above may be cut."""
    guarantors: tuple[Guarantor, ...] = ()
    """Who would act when a guarantee is broken."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about these numbers."""
