"""Section `war`: what happens if the talks fail, as a chain of states with endings."""

from typing import Literal

from pydantic import Field

from parley.scenario.schema.base import (
    Amount,
    Chance,
    Discount,
    Group,
    Id,
    Package,
    Part,
    Points,
    Text,
    Value,
)

Next = dict[Id, Literal["rest"] | Chance]
Period = Literal["day", "week", "month", "quarter", "year"]


class State(Part):
    """A state of the war that can last: where the front stands and how it moves."""

    name: Text | None = None
    """How a reader knows it; by default the id."""
    next: Next
    """The chance of each state or ending one period later; one entry may be `rest`."""
    package: Package = Field(default_factory=dict)
    """What is in effect while it lasts, as options of issues; others stand at their status quo."""
    loads: dict[Id, Amount] = Field(default_factory=dict)
    """For each burden: how much per period (flow), or how many at a time (stock)."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Ending(Part):
    """How the war can end without a deal, as a package on the same scale as deals."""

    name: Text | None = None
    """How a reader knows it; by default the id."""
    package: Package | None = None
    """The options in effect afterwards, war-only ones included; others keep their status quo."""
    value: dict[Id, Value] = Field(default_factory=dict)
    """Instead of a package, or for parties that need another number: its worth to a party."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Felt(Group):
    """How heavily a party feels a burden."""

    points: Amount
    """Points on its scale of 0 to 100 that it loses in every period with the reference load."""
    per: Amount
    """The reference load: felt points grow in proportion to the load."""


class Burden(Part):
    """A cost of the war, counted in its own units first."""

    name: Text | None = None
    """How a reader knows it; by default the id."""
    kind: Literal["flow", "stock"]
    """`flow` for what happens anew in each period (deaths); `stock` for a level (displaced, net of
    return)."""
    unit: Text
    """What is counted: people, billion dollars."""
    base: Id | None = None
    """The figure of the record that counts what has happened so far (flow) or holds today
    (stock)."""
    felt: dict[Id, Felt] = Field(default_factory=dict)
    """How heavily each party feels it; a party left out feels nothing."""
    human: bool = True
    """Whether it counts people; the human cost is always shown first."""


class Beliefs(Part):
    """What a party itself expects of the war, where that differs from the common view."""

    states: dict[Id, Next] = Field(default_factory=dict)
    """Rows of chances that replace those of `states`. What `support` shifts, it shifts here too."""
    note: Text | None = None
    """Anything a reader needs to know about them."""


class Support(Group):
    """Outside support that moves the chances of the war, such as deliveries of arms."""

    name: Text | None = None
    """How a reader knows it; by default the id."""
    by: Id | None = None
    """Who gives it."""
    to: Id | None = None
    """Who receives it."""
    level: Amount
    """How much of it there is; 1 is the level at which `shifts` are stated."""
    shifts: dict[Id, dict[Id, Value]]
    """For some states: what it adds to the chances of the next state at level 1; each row sums to
    0."""


class War(Part):
    """What happens if the talks fail: a chain of states (absorbing Markov chain)."""

    period: Period = "week"
    """The war's clock. Every chance, load and discount is per period."""
    now: Id
    """The state at `as_of`."""
    states: dict[Id, State]
    """The states that can last."""
    endings: dict[Id, Ending]
    """The ways it can end."""
    ladder: tuple[Id, ...] = ()
    """The states in order of the front; by default their order in the file. Steps of an agreement
    shift positions along it."""
    burdens: dict[Id, Burden] = Field(default_factory=dict)
    """What the war costs, and whom."""
    discount: dict[Id, Discount] = Field(default_factory=dict)
    """Per party: what one point a period later is worth today (patience)."""
    fighting: dict[Id, Points] = Field(default_factory=dict)
    """Per party: points added in every period of fighting for what the states do not hold."""
    beliefs: dict[Id, Beliefs] = Field(default_factory=dict)
    """Per party: what it expects where it differs from the common view."""
    support: dict[Id, Support] = Field(default_factory=dict)
    """Outside support that moves the chances."""
