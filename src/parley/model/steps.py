"""The steps of an agreement as slots of numbers. Knows what each does, not which order is best."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from parley.model.slots import Slots
from parley.scenario import Condition, Scenario, holds
from parley.scenario.schema.agreement import Hold, Step
from parley.scenario.schema.war import Period

DAYS: Mapping[str, Fraction] = {
    "day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction("30.4375"),
    "quarter": Fraction("91.3125"),
    "year": Fraction("365.25"),
}
"""Days in each unit; a month is a twelfth of a Julian year."""


@dataclass(frozen=True)
class StepRow:
    """One step.

    Attributes:
        name: its id.
        by: the party or body that acts.
        after: the ids of the steps that must come first.
        when: the packages that contain it; None for all.
        takes: slot of its duration; None for one war period.
        periods: war periods in one unit of its duration.
        implements: per issue: slot of the share that it puts into effect.
        passes: slot of the chance that it succeeds; None where it cannot fail.
        vote: the body whose vote it is, as section `ratify` tells; its chance comes from there.
        shifts: places that the front has moved if war resumes after it.
        gains: per party: slot of the points per period that it brings.
        guarantee: per party: slot of what it adds to the chance that a breach is punished.
        share: how much of a whole step it is, where a step is taken in phases.
        completes: the step of the file that is done with it; None for an early phase.
    """

    name: str
    by: str | None
    after: tuple[str, ...]
    when: Condition | None
    takes: int | None
    periods: Fraction
    implements: Mapping[str, int]
    passes: int | None
    vote: str | None
    shifts: int
    gains: Mapping[str, int]
    guarantee: Mapping[str, int]
    share: Fraction = Fraction(1)
    completes: str | None = None

    def slots(self) -> set[int]:
        """Every number that it uses."""
        alone = {slot for slot in (self.takes, self.passes) if slot is not None}
        several = (self.implements, self.gains, self.guarantee)
        return alone | {slot for by_name in several for slot in by_name.values()}


@dataclass(frozen=True)
class Agreement:
    """How a package is carried out.

    Attributes:
        steps: in the order of their ids.
        ladder: the war's states in the order of the front, by their places in the chain.
        start: the place of the present state on the ladder; None where it is not on it.
        failure: what follows a failed step: war, all as done so far, or a package.
        punishment: per party: slots of the cost of a punished breach, and of its decay.
        willingness: per guarantor: slots of cost, benefit, and reputation or None.
        resettle: slot of the chance that a breach soon leads to a new settlement, or None.
    """

    steps: tuple[StepRow, ...]
    ladder: tuple[int, ...]
    start: int | None
    failure: str | Mapping[str, str]
    punishment: Mapping[str, tuple[int, int | None]]
    willingness: Mapping[str, tuple[int, int, int | None]]
    resettle: int | None

    def slots(self) -> set[int]:
        """Every number that it uses."""
        used = {slot for step in self.steps for slot in step.slots()}
        rows = (*self.punishment.values(), *self.willingness.values(), (self.resettle,))
        return used | {slot for row in rows for slot in row if slot is not None}

    def contained(self, package: Mapping[str, str]) -> tuple[StepRow, ...]:
        """The steps that a package contains."""
        return tuple(
            step for step in self.steps if step.when is None or holds(step.when, dict(package))
        )


def compile_steps(scenario: Scenario, slots: Slots) -> Agreement | None:
    """The steps of a checked scenario; None where it has none."""
    hold, war = scenario.hold, scenario.war
    if hold is None:
        return None
    period: Period = war.period if war else "week"
    voting = scenario.ratify.votes if scenario.ratify else {}
    states = tuple(sorted(war.states)) if war else ()
    rungs = (war.ladder or tuple(war.states)) if war else ()
    return Agreement(
        steps=tuple(
            _step(name, step, period, name_of_vote(step, voting), slots)
            for name, step in sorted(hold.steps.items())
        ),
        ladder=tuple(states.index(state) for state in rungs),
        start=rungs.index(war.now) if war and war.now in rungs else None,
        failure=dict(hold.failure.package or {}) if hold.failure.package else _then(hold),
        punishment={
            party: (
                slots.of(f"hold.punishment.{party}.cost", given.cost),
                slots.of(f"hold.punishment.{party}.decay", given.decay) if given.decay else None,
            )
            for party, given in sorted(hold.punishment.items())
        },
        willingness={
            party: (
                slots.of(f"hold.willingness.{party}.cost", given.cost),
                slots.of(f"hold.willingness.{party}.benefit", given.benefit),
                slots.of(f"hold.willingness.{party}.reputation", given.reputation)
                if given.reputation
                else None,
            )
            for party, given in sorted(hold.willingness.items())
        },
        resettle=slots.of("hold.resettle", hold.resettle) if hold.resettle else None,
    )


def _then(hold: Hold) -> str:
    return hold.failure.then or "war"


def name_of_vote(step: Step, voting: Mapping[str, object]) -> str | None:
    """The body whose vote a step is, where section `ratify` says how that body decides."""
    return step.by if step.by in voting else None


def _step(name: str, step: Step, period: Period, vote: str | None, slots: Slots) -> StepRow:
    path = f"hold.steps.{name}"
    unit = step.takes.unit if step.takes else "periods"
    periods = Fraction(1) if unit == "periods" else DAYS[unit.removesuffix("s")] / DAYS[period]
    return StepRow(
        name=name,
        completes=name,
        by=step.by,
        after=tuple(sorted(step.after)),
        when=step.only_when,
        takes=slots.of(f"{path}.takes", step.takes.value) if step.takes else None,
        periods=periods,
        implements={
            issue: slots.of(f"{path}.implements.{issue}", share)
            for issue, share in sorted(step.implements.items())
        },
        passes=slots.of(f"{path}.passes", step.passes) if step.passes and vote is None else None,
        vote=vote,
        shifts=step.shifts,
        gains={
            party: slots.of(f"{path}.gains.{party}", points)
            for party, points in sorted(step.gains.items())
        },
        guarantee={
            party: slots.of(f"{path}.guarantee.{party}", chance)
            for party, chance in sorted(step.guarantee.items())
        },
    )


def in_phases(agreement: Agreement, step: str, count: int, waits: str) -> Agreement:
    """The same agreement with one step taken in equal phases, one after the other.

    Args:
        agreement: the steps.
        step: the id of the one that is taken in phases; it cannot be one that can fail.
        count: how many phases.
        waits: whether what follows waits for the `last` phase or only for the `first`.

    Returns:
        Steps named `step (1 of 2)` and so on. Places on the front are whole: the early phases
        move it by what is rounded towards where it stands.
    """
    rows: list[StepRow] = []
    names = [phase_name(step, at, count) for at in range(count)]
    awaited = names[-1] if waits == "last" else names[0]
    for row in agreement.steps:
        if row.name != step:
            after = tuple(sorted(awaited if name == step else name for name in row.after))
            rows.append(replace(row, after=after))
            continue
        for at, name in enumerate(names):
            moved = [int(Fraction(row.shifts * done, count)) for done in (at, at + 1)]
            rows.append(
                replace(
                    row,
                    name=name,
                    after=row.after if at == 0 else (names[at - 1],),
                    shifts=moved[1] - moved[0],
                    share=row.share / count,
                    completes=row.completes if at == count - 1 else None,
                )
            )
    return replace(agreement, steps=tuple(sorted(rows, key=lambda row: row.name)))


def phase_name(step: str, at: int, count: int) -> str:
    """How a phase of a step is called."""
    return f"{step} ({at + 1} of {count})"
