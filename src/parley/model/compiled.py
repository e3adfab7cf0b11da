"""What a compiled scenario holds. Knows slots of numbers, not the numbers.

Parties, issues, options, states and endings stand in the order of their ids, so that no answer,
to the bit, depends on their order in the file. The options of a numeric issue stand in the order
of their numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from parley.model.ballots import Votes
from parley.model.slots import Input
from parley.model.steps import Agreement
from parley.scenario import Condition, Scenario


@dataclass(frozen=True)
class Space:
    """The packages: one option per issue, those that only war can bring left out."""

    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Options per issue."""
        return tuple(len(options) for options in self.options)

    @property
    def strides(self) -> tuple[int, ...]:
        """By how much a package's number grows with the next option; the last issue is fastest."""
        return tuple(prod(self.sizes[at + 1 :]) for at in range(len(self.sizes)))

    @property
    def count(self) -> int:
        """How many packages there are before any condition."""
        return prod(self.sizes)

    def package(self, at: tuple[int, ...]) -> dict[str, str]:
        """The package with these options."""
        rows = zip(self.issues, self.options, at, strict=True)
        return {issue: options[where] for issue, options, where in rows}

    def at(self, package: Mapping[str, str]) -> tuple[int, ...]:
        """The places of a package's options."""
        rows = zip(self.issues, self.options, strict=True)
        return tuple(options.index(package[issue]) for issue, options in rows)


@dataclass(frozen=True)
class IssueScores:
    """How the scores of an issue's options come from numbers of the scenario.

    Attributes:
        weight: slot of the swing weight.
        knots: slots of the scores in the file.
        lines: per option, the knot to its left, the knot to its right, and how much of the way
            lies behind it; an issue with options has a knot for each of them.
        options: every option, war-only ones included.
    """

    weight: int
    knots: tuple[int, ...]
    lines: tuple[tuple[int, int, Fraction], ...]
    options: tuple[str, ...]


@dataclass(frozen=True)
class Utility:
    """A party's own value of packages: weighted scores plus interactions.

    Attributes:
        issues: the scores per issue.
        interactions: what conditions add when they hold.
        spite: per other party, the slot of what a point of the other's costs this party.
    """

    issues: tuple[IssueScores, ...]
    interactions: tuple[tuple[Condition, int], ...]
    spite: Mapping[str, int] = field(default_factory=dict)

    def slots(self) -> set[int]:
        """Every number that it uses itself."""
        scores = {slot for issue in self.issues for slot in (issue.weight, *issue.knots)}
        return scores | {slot for _, slot in self.interactions}


@dataclass(frozen=True)
class Row:
    """The chances of what follows one state: a slot per target; at most one target has the rest."""

    slots: tuple[tuple[int, int], ...]
    """(target, slot); targets are states first, then endings."""
    rest: int | None


@dataclass(frozen=True)
class Shift:
    """Support that moves one state's chances."""

    level: int
    state: int
    slots: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Load:
    """One burden: its load per state, and how heavily each party feels it."""

    name: str
    loads: tuple[int | None, ...]
    felt: Mapping[str, tuple[int, int]]
    """Party -> slots of (points, per)."""


@dataclass(frozen=True)
class Hypothesis:
    """One way in which the war may work: its prior chance, and the chances under it."""

    name: str
    prior: int
    rows: tuple[Row, ...]

    def slots(self) -> set[int]:
        """Every number in it."""
        return {self.prior} | {slot for row in self.rows for _, slot in row.slots}


@dataclass(frozen=True)
class Chain:
    """The war: states, endings, and the slots of every number in them."""

    states: tuple[str, ...]
    endings: tuple[str, ...]
    now: int
    rows: tuple[Row, ...]
    own_rows: Mapping[str, tuple[Row, ...]]
    shifts: tuple[Shift, ...]
    state_packages: tuple[Mapping[str, str], ...]
    ending_packages: tuple[Mapping[str, str] | None, ...]
    ending_values: Mapping[str, tuple[int | None, ...]]
    burdens: tuple[Load, ...]
    discount: Mapping[str, int]
    fighting: Mapping[str, int]
    hypotheses: tuple[Hypothesis, ...] = ()
    course: tuple[int, ...] = ()
    """The states observed up to now."""

    def rows_of(self, party: str | None) -> tuple[Row, ...]:
        """The chances as a party sees them; those of the common view for None."""
        return self.own_rows.get(party, self.rows) if party else self.rows

    def slots(self, party: str | None = None) -> set[int]:
        """Every number of the war itself, or those that value it for a party in its own view."""
        used = {slot for row in self.rows_of(party) for _, slot in row.slots}
        used |= {shift.level for shift in self.shifts}
        used |= {slot for shift in self.shifts for _, slot in shift.slots}
        loads = {slot for burden in self.burdens for slot in burden.loads if slot is not None}
        if party is None:
            return used | loads
        return used | self.worth(party) | {self.discount[party]}

    def worth(self, party: str) -> set[int]:
        """Every number that says what states and endings are worth to a party, beside packages."""
        felt = [burden for burden in self.burdens if party in burden.felt]
        used = {slot for burden in felt for slot in burden.felt[party]}
        used |= {slot for burden in felt for slot in burden.loads if slot is not None}
        used |= {slot for slot in self.ending_values[party] if slot is not None}
        return used | ({self.fighting[party]} if party in self.fighting else set())


@dataclass(frozen=True)
class Consent:
    """A party whose agreement some or all packages need.

    Attributes:
        party: its id.
        when: the packages that need it; None for all.
        red_lines: what it never accepts, as conditions that must hold.
        analysed: whether its preferences are there.
    """

    party: str
    when: Condition | None
    red_lines: tuple[Condition, ...]
    analysed: bool


@dataclass(frozen=True, eq=False)
class Model:
    """A scenario, ready to be asked.

    Attributes:
        scenario: where it comes from.
        inputs: every number that some answer uses, in an order that the file's does not change.
        space: the packages.
        conditions: what must hold for a package to be feasible.
        utilities: per party with preferences.
        consents: who must agree, in the order of their ids.
        no_deal: per party whose no-deal value the file gives: its slot.
        chain: the war, where there is one.
        steps: how a package is carried out, where the file says so.
        votes: who must approve a package, where the file says so.
    """

    scenario: Scenario
    inputs: tuple[Input, ...]
    space: Space
    conditions: tuple[Condition, ...]
    utilities: Mapping[str, Utility]
    consents: tuple[Consent, ...]
    no_deal: Mapping[str, int]
    chain: Chain | None
    steps: Agreement | None = None
    votes: Votes | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties whose agreement every package needs and whose preferences are known."""
        return tuple(c.party for c in self.consents if c.when is None and c.analysed)

    @property
    def consenting(self) -> tuple[str, ...]:
        """The parties whose agreement some package needs and whose preferences are known."""
        return tuple(c.party for c in self.consents if c.analysed)

    def slots_of(self, party: str) -> set[int]:
        """Every number that decides which packages a party accepts."""
        utility = self.utilities[party]
        used = utility.slots() | set(utility.spite.values())
        for other in utility.spite:
            used |= self.utilities[other].slots()
        if party in self.no_deal:
            return used | {self.no_deal[party]}
        return used | self.war_slots(party)

    def war_slots(self, party: str) -> set[int]:
        """Every number of the war, its packages left out, that values it for a party."""
        if self.chain is None:
            return set()
        others = (self.chain.worth(other) for other in self.utilities[party].spite)
        return self.chain.slots(party).union(*others)
