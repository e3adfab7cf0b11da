"""What the votes on an agreement are worth, in one draw or many. Knows slots, not chapters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.maths import ratification
from parley.maths.ratification import Forecast, Pooled
from parley.model.ballots import Asked, Count, Moved, Votes
from parley.model.compiled import Model
from parley.model.numbers import completed, exact, exact_no_deal_values, package_values
from parley.model.slots import Slots
from parley.scenario import Scenario, Value, condition_text, holds
from parley.scenario.schema.agreement import Effect, Vote

__all__ = ["Asked", "Count", "Moved", "Votes", "compile_votes", "pass_chances"]

Array = NDArray[Any]
Floats = NDArray[np.float64]
INHERITED = ("error", "by_value")


def compile_votes(scenario: Scenario, slots: Slots) -> Votes | None:
    """The votes of a checked scenario; None where it has no section `ratify`."""
    ratify = scenario.ratify
    if ratify is None:
        return None
    bodies = {
        body: _counts(f"ratify.votes.{body}", vote, _Above(body, scenario.bodies[body].of), slots)
        for body, vote in sorted(ratify.votes.items())
    }
    steps = scenario.hold.steps if scenario.hold else {}
    given = ratify.correlation
    return Votes(
        bodies=bodies,
        steps={
            body: tuple(sorted(name for name, step in steps.items() if step.by == body))
            for body in bodies
        },
        correlation=slots.of("ratify.correlation", given) if given else None,
    )


@dataclass(frozen=True)
class _Above:
    """What a count has from what it belongs to: whom it speaks for, errors and effects."""

    body: str
    of: str
    community: str | None = None
    error: int | None = None
    by_value: int | None = None
    effects: tuple[Moved, ...] = ()
    reference: Mapping[str, str] | None = None


def _counts(path: str, vote: Vote, above: _Above, slots: Slots) -> tuple[Count, ...]:
    """The count of its own, where support for it is given, then its communities."""

    def slot(key: str) -> int | None:
        value = getattr(vote, key)
        return slots.of(f"{path}.{key}", value) if isinstance(value, Value) else None

    error, by_value = slot("error"), slot("by_value")
    here = _Above(
        above.body,
        above.of,
        above.community,
        above.error if error is None else error,
        above.by_value if by_value is None else by_value,
        above.effects + _effects(path, vote.effects, slots),
        vote.reference or above.reference,
    )
    own = Count(
        body=here.body,
        community=here.community,
        of=here.of,
        threshold=slot("threshold"),
        turnout_quorum=slot("turnout_quorum"),
        approval_quorum=slot("approval_quorum"),
        turnout=slot("turnout"),
        boycott=slot("boycott"),
        support=None if vote.polls else slot("support"),
        polls=_polls(path, vote, slots),
        error=here.error,
        effects=here.effects,
        by_value=here.by_value,
        reference=here.reference or {},
    )
    found = [own] if vote.polls or vote.support else []
    for name, community in sorted(vote.communities.items()):
        inner = f"{here.community}.{name}" if here.community else name
        below = _Above(**{**vars(here), "community": inner})
        found += _counts(f"{path}.communities.{name}", community, below, slots)
    return tuple(found)


def _polls(path: str, vote: Vote, slots: Slots) -> tuple[Asked, ...]:
    """The polls in the order of the file, newest last."""
    rows = []
    for poll in sorted(vote.polls, key=lambda poll: poll.id):
        place = f"{path}.polls.{poll.id}"
        design = poll.design_effect
        rows.append(
            Asked(
                name=poll.id,
                yes=slots.of(f"{place}.yes", poll.yes),
                no=slots.of(f"{place}.no", poll.no),
                n=poll.n,
                design=slots.of(f"{place}.design_effect", design) if design else None,
                another=bool(poll.question or poll.assume),
            )
        )
    return tuple(rows)


def _effects(path: str, effects: Sequence[Effect], slots: Slots) -> tuple[Moved, ...]:
    """Effects by what they depend on; equals get a number behind them."""
    labelled = sorted(
        ((effect_text(e), str(e.logits.value), e) for e in effects), key=lambda row: row[:2]
    )
    rows: list[Moved] = []
    seen: dict[str, int] = {}
    for text, _, effect in labelled:
        seen[text] = seen.get(text, 0) + 1
        label = f"{text}#{seen[text]}" if seen[text] > 1 else text
        slot = slots.of(f"{path}.effects.{label}", effect.logits)
        rows.append(Moved(effect.when, effect.endorsed_by, effect.after, slot))
    return tuple(rows)


def effect_text(effect: Effect | Moved) -> str:
    """What an effect depends on, in one spelling."""
    parts = [condition_text(effect.when)] if effect.when else []
    parts += [f"endorsed_by={effect.endorsed_by}"] if effect.endorsed_by else []
    parts += [f"after={effect.after}"] if effect.after else []
    return " & ".join(parts)


def pass_chances(
    model: Model,
    body: str,
    package: Mapping[str, str],
    values: Array,
    done: Collection[str] = (),
    accepts: Mapping[str, bool] | None = None,
) -> Floats:
    """The chance that a body approves a package, `(draw,)`, in float64 for exact values too.

    Args:
        model: a compiled scenario with votes.
        body: one of `model.votes.bodies`.
        package: its options; issues left out stand at their status quo.
        values: `(draw, input)`.
        done: the ids of the steps that come before the vote.
        accepts: per party whether it accepts the package, for endorsements; by default as
            `acceptances` finds it, which solves the war anew each time.
    """
    votes = _votes(model)
    if accepts is None:
        accepts = acceptances(model, package, endorsers(model, [body]))
    counts = votes.bodies[body]
    forecasts = [forecast(model, count, package, values, done, accepts) for count in counts]
    return ratification.joint_chance(forecasts, _correlation(votes, values))


def joint_pass_chances(
    model: Model,
    package: Mapping[str, str],
    values: Array,
    done: Mapping[str, Collection[str]],
    accepts: Mapping[str, bool],
) -> Floats:
    """The chance that several bodies all approve a package, `(draw,)`.

    Args:
        model: a compiled scenario with votes.
        package: its options.
        values: `(draw, input)`.
        done: per body that must approve: the steps that come before its vote.
        accepts: per party whether it accepts the package.
    """
    votes = _votes(model)
    forecasts = [
        forecast(model, count, package, values, before, accepts)
        for body, before in sorted(done.items())
        for count in votes.bodies[body]
    ]
    return ratification.joint_chance(forecasts, _correlation(votes, values))


def forecast(
    model: Model,
    count: Count,
    package: Mapping[str, str],
    values: Array,
    done: Collection[str],
    accepts: Mapping[str, bool],
) -> Forecast:
    """One count of votes on one package as a forecast, `(draw,)` columns."""
    drawn = np.asarray(values, dtype=np.float64)
    centre, sampling = polled(count, drawn)
    for _, _, moved in shifts(model, count, package, values, done, accepts):
        centre = centre + moved
    error = error_of(count, drawn)
    rule = {
        "yes": centre,
        "error": np.hypot(sampling, error),
        "threshold": _column(count.threshold, drawn, ratification.MAJORITY),
    }
    if not count.quorums or count.turnout is None:
        return Forecast(**rule)
    return Forecast(
        **rule,
        turnout=ratification.logits(drawn[:, count.turnout]),
        turnout_error=error,
        boycott=_column(count.boycott, drawn, 0.0),
        turnout_quorum=_column(count.turnout_quorum, drawn, 0.0),
        approval_quorum=_column(count.approval_quorum, drawn, 0.0),
    )


def error_of(count: Count, values: Floats) -> Floats:
    """The error beyond sampling, `(draw,)` logits."""
    return _column(count.error, values, ratification.POLL_ERROR)


def polled(count: Count, values: Floats) -> tuple[Floats, Floats]:
    """Where polls, or else the expected support, put the share of yes, and their sampling error.

    Returns:
        `(draw,)` logits each.
    """
    if count.polls:
        found = pooled(count, values)
        return found.yes, found.sampling
    assert count.support is not None  # noqa: S101 - the checks ask for one of them
    return ratification.logits(values[:, count.support]), np.zeros(len(values))


def pooled(count: Count, values: Floats) -> Pooled:
    """The polls of one count, pooled."""
    shares = [ratification.two_way(values[:, p.yes], values[:, p.no]) for p in count.polls]
    design = [_column(poll.design, values, 1.0) for poll in count.polls]
    asked = [poll.n for poll in count.polls]
    return ratification.pooled(np.stack(shares, axis=1), asked, np.stack(design, axis=1))


def shifts(
    model: Model,
    count: Count,
    package: Mapping[str, str],
    values: Array,
    done: Collection[str],
    accepts: Mapping[str, bool],
) -> list[tuple[str, str, Floats]]:
    """What moves support for a package.

    Returns:
        Per effect that holds: its kind (`when`, `endorsed_by`, `after` or `value`), what it
        depends on (the condition, the party, the step), and `(draw,)` logits.
    """
    full = completed(model, package)
    drawn = np.asarray(values, dtype=np.float64)
    found = []
    for moved in count.effects:
        if moved.when is not None and not holds(moved.when, full):
            continue
        if moved.after is not None and moved.after not in done:
            continue
        if moved.endorsed_by is not None and not accepts.get(moved.endorsed_by, True):
            continue
        found.append((*_kind(moved), drawn[:, moved.logits]))
    if count.by_value is not None and count.of in model.utilities:
        gained = package_values(model, count.of, values, full)
        gained = gained - package_values(model, count.of, values, count.reference)
        worth = np.asarray(gained * values[:, count.by_value], dtype=np.float64)
        found.append(("value", count.of, worth))
    return found


def _kind(moved: Moved) -> tuple[str, str]:
    """The first thing that an effect depends on, and what it is; of several all are told."""
    several = sum(key is not None for key in (moved.when, moved.endorsed_by, moved.after)) > 1
    if moved.when:
        return "when", effect_text(moved) if several else condition_text(moved.when)
    if moved.endorsed_by:
        return "endorsed_by", effect_text(moved) if several else moved.endorsed_by
    return "after", moved.after or ""


def endorsers(model: Model, bodies: Collection[str]) -> set[str]:
    """Whose endorsement moves the vote of some of these bodies."""
    counts = (count for body in bodies for count in _votes(model).bodies[body])
    return {m.endorsed_by for count in counts for m in count.effects if m.endorsed_by}


def acceptances(
    model: Model,
    package: Mapping[str, str],
    parties: Collection[str],
    no_deal: Mapping[str, Fraction] | None = None,
) -> dict[str, bool]:
    """Which of these parties accept a package, in the base case, exactly.

    Args:
        model: the compiled scenario.
        package: its options.
        parties: parties or bodies; those whose preferences are not known are left out.
        no_deal: as `exact_no_deal_values` finds it; solved here by default.
    """
    known = sorted(set(parties) & set(model.utilities))
    if not known:
        return {}
    least, values = exact_no_deal_values(model) if no_deal is None else no_deal, exact(model)
    full = completed(model, package)
    lines = {consent.party: consent.red_lines for consent in model.consents}
    return {
        party: all(holds(line, full) for line in lines.get(party, ()))
        and (party not in least or package_values(model, party, values, full)[0] >= least[party])
        for party in known
    }


def used_slots(model: Model, body: str) -> set[int]:
    """Every number that decides whether a body approves, the values of packages included."""
    votes = _votes(model)
    used = votes.slots(body)
    for count in votes.bodies[body]:
        if count.by_value is not None and count.of in model.utilities:
            used |= model.utilities[count.of].slots()
    for party in endorsers(model, [body]) & set(model.utilities):
        used |= model.slots_of(party)
    return used


def _votes(model: Model) -> Votes:
    assert model.votes is not None  # noqa: S101 - only asked where there are votes
    return model.votes


def _correlation(votes: Votes, values: Array) -> Floats:
    return _column(votes.correlation, np.asarray(values, dtype=np.float64), 0.0)


def _column(slot: int | None, values: Floats, default: float) -> Floats:
    return np.full(len(values), default) if slot is None else values[:, slot]
