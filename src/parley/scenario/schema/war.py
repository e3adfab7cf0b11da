"""Section `war`: what happens if the talks fail, as a chain of states with endings."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from parley.scenario.schema.base import (
    Amount,
    Chance,
    Day,
    Discount,
    Group,
    Id,
    Package,
    Part,
    Points,
    Text,
    Traced,
    Value,
    Whole,
    bounded,
    one_or_many,
)

Columns = Annotated[
    tuple[Text, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
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
    loads: dict[Id, Literal["figures"] | Amount] = Field(default_factory=dict)
    """For each burden: how much per period (flow), or how many at a time (stock); `figures` takes
    the range of the latest months from the burden's table."""
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


class Where(Part):
    """Which columns of a table of figures hold what."""

    date: Text | None = None
    """The day, month or year: 2022-03-28, 2022-03 or 2022."""
    value: Columns = ()
    """The number; several columns are added up."""


class Figures(Traced):
    """A table of figures that the user has already: a CSV file beside the scenario."""

    file: Text
    """The file, in the scenario's folder or below it."""
    layout: Literal["ucdp-ged", "unhcr", "columns"] = "columns"
    """How its columns are called: `ucdp-ged` (events with `date_end` and `best`), `unhcr` (yearly
    `refugees`, `asylum_seekers` and `idps`), or `columns`, said in `columns`."""
    columns: Where = Where()
    """Which columns hold what; replaces what the layout says."""
    only: dict[Text, Columns] = Field(default_factory=dict)
    """Only the rows with this text, or one of these texts, in a column: `{country: [A, B]}`."""
    until: Day | None = None
    """The last day that counts; by default the day of knowledge. Later rows are left out."""
    months: Whole | None = bounded(1, 240)
    """How many of the latest months count (3 by default); in a table of years, as many years as
    hold them."""


class CountedMonth(Part):
    """One month, or year, of a table of figures."""

    month: Text
    """`2022-03`, or `2022`."""
    count: float
    """What happened in it, or the level at its end."""
    days: int
    """How many of its days count."""


class Counted(Part):
    """What a table of figures says of a burden. Filled in by parley, never by hand."""

    file: Text
    """The table."""
    months: tuple[CountedMonth, ...]
    """The latest ones."""
    low: float
    """The lowest of them per war period (flow), or at a time (stock)."""
    mean: float
    """Their mean."""
    high: float
    """The highest."""
    rows: int
    """How many rows count."""
    later: int
    """How many were left out as too late."""
    blank: int
    """How many were left out as they hold no number."""
    sets: bool = False
    """Whether the present state's load was taken from it."""


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
    figures: Figures | None = None
    """A table of figures to hold the loads against, or to take them from."""


class Beliefs(Part):
    """What a party itself expects of the war, where that differs from the common view."""

    states: dict[Id, Next] = Field(default_factory=dict)
    """Rows of chances that replace those of `states`. What `support` shifts, it shifts here too."""
    note: Text | None = None
    """Anything a reader needs to know about them."""


class Hypothesis(Part):
    """One way in which the war may work, to be weighed against others by what was observed."""

    name: Text | None = None
    """How a reader knows it; by default the id."""
    prior: Chance
    """How likely it was before the course of the war was seen; all priors sum to 1."""
    states: dict[Id, Next] = Field(default_factory=dict)
    """Rows of chances that replace those of `states`; none where the common view is meant. What
    `support` shifts, it shifts here too."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


class Seen(Traced):
    """The state in which the war stood in one period."""

    short: ClassVar[str | None] = "state"

    state: Id
    """The state."""


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
    hypotheses: dict[Id, Hypothesis] = Field(default_factory=dict)
    """Ways in which the war may work, told apart by `course`. They do not change what no deal is
    worth elsewhere."""
    course: tuple[Seen, ...] = ()
    """The states observed, period by period; the last one is `now`. Each may be cited:
    `{state: stalled, cite: report#p4}`."""
