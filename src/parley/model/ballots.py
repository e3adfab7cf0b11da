"""The votes on an agreement as slots of numbers. Knows who decides by which rule, not the numbers.

A body decides by one count of votes, by several (its communities), or by both; every count must
pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from parley.scenario import Condition


@dataclass(frozen=True)
class Asked:
    """One poll.

    Attributes:
        name: its id.
        yes: slot of the percent, or the persons, in favour.
        no: slot of those against.
        n: how many were asked, where that is known.
        design: slot of what its design does to its sampling error, or None.
        another: whether something else than this vote was asked.
    """

    name: str
    yes: int
    no: int
    n: int | None
    design: int | None
    another: bool


@dataclass(frozen=True)
class Moved:
    """What moves support where all of its conditions hold.

    Attributes:
        when: the packages.
        endorsed_by: the party or body that must endorse the package.
        after: the step that must have been done.
        logits: slot of how far.
    """

    when: Condition | None
    endorsed_by: str | None
    after: str | None
    logits: int


@dataclass(frozen=True)
class Count:
    """One count of votes, of a whole body or of one community; slots, where numbers are given.

    Attributes:
        body: the body that it belongs to.
        community: the community that votes; None for the body as a whole.
        of: the party whose signature the body ratifies.
        threshold: the share of valid votes above which it passes; None for one half.
        turnout_quorum: the share of the electorate that must vote.
        approval_quorum: the share of the electorate that must vote yes.
        turnout: the expected turnout.
        boycott: the correlation of turnout with yes.
        support: the expected share of yes, where there are no polls.
        polls: the polls.
        error: the error beyond sampling, in logits; None for the default.
        effects: what moves support.
        by_value: logits per point of the party's own value.
        reference: the package that support and polls speak of; an issue left out stands at its
            status quo.
    """

    body: str
    community: str | None
    of: str
    threshold: int | None
    turnout_quorum: int | None
    approval_quorum: int | None
    turnout: int | None
    boycott: int | None
    support: int | None
    polls: tuple[Asked, ...]
    error: int | None
    effects: tuple[Moved, ...]
    by_value: int | None
    reference: Mapping[str, str]

    @property
    def quorums(self) -> bool:
        """Whether turnout matters."""
        return self.turnout_quorum is not None or self.approval_quorum is not None

    def slots(self) -> set[int]:
        """Every number that decides whether it passes."""
        single = [self.threshold, self.support, self.error, self.by_value]
        if self.quorums:
            single += [self.turnout_quorum, self.approval_quorum, self.turnout, self.boycott]
        single += [slot for poll in self.polls for slot in (poll.yes, poll.no, poll.design)]
        return {slot for slot in single if slot is not None} | {m.logits for m in self.effects}


@dataclass(frozen=True)
class Votes:
    """Who must approve an agreement, and how each of them decides.

    Attributes:
        bodies: per body with a vote: its counts, the body's own first; all of them must pass.
        steps: per body whose vote is a step of section `hold`: that step, or the several of which
            a package contains at most one.
        correlation: slot of the correlation between the errors of any two counts, or None.
    """

    bodies: Mapping[str, tuple[Count, ...]]
    steps: Mapping[str, tuple[str, ...]]
    correlation: int | None

    def bodies_and_steps(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every body with the steps that are its votes, in the order of their ids."""
        return tuple((body, self.steps[body]) for body in sorted(self.bodies))

    def slots(self, body: str) -> set[int]:
        """Every number that decides whether a body approves; the value of packages is left out."""
        used = set().union(*(count.slots() for count in self.bodies[body]))
        alone = len(self.bodies[body]) == 1
        return used if alone or self.correlation is None else used | {self.correlation}
