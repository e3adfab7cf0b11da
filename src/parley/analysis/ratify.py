"""Would the voters and parliaments approve it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from parley.analysis.asking import Options, basis, chance, package_id, spread
from parley.errors import NoAnswer
from parley.maths import ratification
from parley.model import Draws, Model, exact
from parley.model.ballots import Count, Votes
from parley.model.numbers import exact_no_deal_values, package_values
from parley.model.votes import (
    acceptances,
    endorsers,
    error_of,
    forecast,
    joint_pass_chances,
    pass_chances,
    pooled,
    shifts,
    used_slots,
)
from parley.results import (
    BANDS,
    Answer,
    Ballot,
    DealAnswer,
    HeldPackage,
    HoldAnswer,
    PollRow,
    RatifiedPackage,
    RatifyAnswer,
    Shift,
    Spread,
)

word = "ratify"
needs: tuple[str, ...] = ("deal", "hold")

PERCENTILES = tuple(at / 20 for at in range(1, 20))
EVEN = 0.5

Array = NDArray[Any]
Floats = NDArray[np.float64]
What = Literal["when", "endorsed_by", "after", "value"]


def answer(model: Model, given: Mapping[str, Answer], options: Options) -> RatifyAnswer:
    """Ask every body that must approve a package, by its own rule."""
    if model.votes is None:
        return RatifyAnswer(
            determined=False,
            finding="What approval would look like is not in this scenario.",
            missing=("Add section `ratify` with a vote for each body that must approve.",),
        )
    hold = given.get("hold")
    held = {row.id: row for row in hold.packages} if isinstance(hold, HoldAnswer) else {}
    picked = _picked(model, given.get("deal"), held, options)
    try:
        scene = _Scene.of(model, model.votes, held, options.draws)
        return _found(scene, picked, options)
    except NoAnswer as error:
        why = str(error).rstrip(".")
        return RatifyAnswer(
            determined=False,
            finding=f"Whether an agreement would be approved is not determined: {why}.",
        )


@dataclass(frozen=True)
class _Scene:
    """What every package is looked at with."""

    model: Model
    votes: Votes
    held: Mapping[str, HeldPackage]
    base: Array
    draws: Draws | None
    no_deal: Mapping[str, Fraction]

    @classmethod
    def of(
        cls, model: Model, votes: Votes, held: Mapping[str, HeldPackage], draws: Draws | None
    ) -> "_Scene":
        speaking = endorsers(model, list(votes.bodies)) & set(model.utilities)
        no_deal = exact_no_deal_values(model) if speaking else {}
        return cls(model, votes, held, exact(model), draws, no_deal)

    @property
    def drawn(self) -> Floats | None:
        return self.draws.values if self.draws else None


@dataclass(frozen=True)
class _Look:
    """One package, before it is put to the vote.

    Attributes:
        options: one per issue.
        order: its steps, first to last; empty where no order is determined.
        done: per body that must approve it: the steps before its vote.
        accepts: per party that can speak for it: whether it accepts it.
        held: what `hold` found.
    """

    options: Mapping[str, str]
    order: tuple[str, ...]
    done: Mapping[str, tuple[str, ...]]
    accepts: Mapping[str, bool]
    held: HeldPackage | None


def _picked(
    model: Model, deal: Answer | None, held: Mapping[str, HeldPackage], options: Options
) -> list[Mapping[str, str]]:
    """The packages to look at: those the reader chose, the leading ones, others from `hold`."""
    found: dict[str, Mapping[str, str]] = {}
    leading = deal.packages if isinstance(deal, DealAnswer) else ()
    rows = (*options.packages, *(r.options for r in leading), *(r.options for r in held.values()))
    for package in rows:
        full = {issue: package[issue] for issue in model.scenario.issues}
        found.setdefault(package_id(full), full)
    return list(found.values())


def _found(scene: _Scene, picked: Sequence[Mapping[str, str]], options: Options) -> RatifyAnswer:
    looks = [_look(scene, package) for package in picked]
    packages = []
    for at, look in enumerate(looks):
        options.report(at / len(looks))
        packages.append(_package(scene, look))
    asked = {body for look in looks for body in look.done} if looks else set(scene.votes.bodies)
    counts = [count for body in sorted(asked) for count in scene.votes.bodies[body]]
    errors = {float(error_of(count, np.asarray(scene.base, float))[0]) for count in counts}
    correlation = scene.votes.correlation
    return RatifyAnswer(
        determined=bool(packages),
        finding=_finding(scene, packages),
        missing=() if packages else ("See what `deal` is missing.",),
        packages=tuple(packages),
        polls=tuple(row for count in counts for row in _polls(scene, count)),
        error=errors.pop() if len(errors) == 1 else None,
        default_error=any(count.error is None for count in counts),
        correlation=0.0 if correlation is None else float(scene.base[0, correlation]),
        warnings=tuple(_warnings(scene, looks, counts)),
        basis=basis(scene.model, {s for body in asked for s in used_slots(scene.model, body)}),
        method=_method(scene, counts),
    )


def _look(scene: _Scene, package: Mapping[str, str]) -> _Look:
    held = scene.held.get(package_id(package))
    order = held.best.steps if held else ()
    inside = _inside(scene.model, package)
    done = {}
    for body, steps in scene.votes.bodies_and_steps():
        here = next((step for step in steps if step in inside), None)
        if here is None and steps:
            continue
        known = here is not None and here in order
        done[body] = order[: order.index(here)] if known else _earlier(scene.model, here, inside)
    speaking = endorsers(scene.model, list(done))
    accepts = acceptances(scene.model, package, speaking, scene.no_deal)
    return _Look(package, order, done, accepts, held)


def _inside(model: Model, package: Mapping[str, str]) -> set[str]:
    """The steps that a package contains."""
    return {row.name for row in model.steps.contained(package)} if model.steps else set()


def _earlier(model: Model, step: str | None, inside: set[str]) -> tuple[str, ...]:
    """The steps of a package that must come before one in any order."""
    after = {row.name: row.after for row in model.steps.steps} if model.steps else {}
    found: set[str] = set()
    waiting = [step] if step else []
    while waiting:
        fresh = (set(after.get(waiting.pop(), ())) & inside) - found
        found |= fresh
        waiting += fresh
    return tuple(sorted(found))


def _package(scene: _Scene, look: _Look) -> RatifiedPackage:
    model, held = scene.model, look.held
    counts = [count for body in look.done for count in scene.votes.bodies[body]]
    passes = likely = None
    if counts:
        base, drawn = _both(
            scene, lambda v: joint_pass_chances(model, look.options, v, look.done, look.accepts)
        )
        passes = spread(base, drawn)
        if drawn is not None and scene.draws:
            likely = chance(drawn > EVEN, scene.draws)
    signed = _signed(scene, look)
    return RatifiedPackage(
        id=package_id(look.options),
        options=look.options,
        bodies=tuple(look.done),
        ballots=tuple(_ballot(scene, look, count) for count in counts),
        passes=passes,
        by_body={body: _by_body(scene, look, body) for body in look.done},
        likely=likely,
        order=look.order,
        signed=signed,
        rejected=bool(signed and passes and passes.base < EVEN),
        values={
            party: float(package_values(model, party, scene.base, look.options)[0])
            for party in model.consenting
        },
        worth=held.worth if held else {},
    )


def _both(scene: _Scene, ask: Any) -> tuple[float, Floats | None]:
    """The base case, and every draw."""
    drawn = scene.drawn
    return float(ask(scene.base)[0]), None if drawn is None else ask(drawn)


def _by_body(scene: _Scene, look: _Look, body: str) -> Spread:
    before = look.done[body]

    def ask(values: Array) -> Floats:
        return pass_chances(scene.model, body, look.options, values, before, look.accepts)

    return spread(*_both(scene, ask))


def _ballot(scene: _Scene, look: _Look, count: Count) -> Ballot:
    """One count of votes on one package."""
    before = look.done[count.body]

    def at(values: Array) -> ratification.Forecast:
        return forecast(scene.model, count, look.options, values, before, look.accepts)

    base, drawn = at(scene.base), None if scene.drawn is None else at(scene.drawn)
    pool = base if drawn is None else drawn

    def shown(slot: int | None) -> Spread | None:
        if slot is None:
            return None
        return spread(scene.base[0, slot], None if scene.drawn is None else scene.drawn[:, slot])

    return Ballot(
        body=count.body,
        community=count.community,
        threshold=float(base.threshold[0]),
        turnout_quorum=_number(scene, count.turnout_quorum),
        approval_quorum=_number(scene, count.approval_quorum),
        yes=spread(
            ratification.shares(base.yes)[0],
            None if drawn is None else ratification.shares(drawn.yes),
        ),
        outcome=tuple(ratification.outcomes(pool.yes, pool.error, PERCENTILES).tolist()),
        turnout=shown(count.turnout),
        passes=spread(
            ratification.pass_chance(base)[0],
            None if drawn is None else ratification.pass_chance(drawn),
        ),
        shifts=_shifts(scene, look, count),
    )


def _number(scene: _Scene, slot: int | None) -> float | None:
    return None if slot is None else float(scene.base[0, slot])


def _shifts(scene: _Scene, look: _Look, count: Count) -> tuple[Shift, ...]:
    def moved(values: Array) -> list[tuple[str, str, Floats]]:
        before = look.done[count.body]
        return shifts(scene.model, count, look.options, values, before, look.accepts)

    base = moved(scene.base)
    drawn = (
        [row[2] for row in moved(scene.drawn)] if scene.drawn is not None else [None] * len(base)
    )
    return tuple(
        Shift(what=cast(What, what), of=of, logits=spread(middle[0], sample))
        for (what, of, middle), sample in zip(base, drawn, strict=True)
    )


def _signed(scene: _Scene, look: _Look) -> bool | None:
    """Whether every party would sign, and keep it until the last vote."""
    if look.held is None:
        return None
    if look.held.verdict == "not acceptable":
        return False
    votes = {step for body in look.done for step in scene.votes.steps[body]}
    last = max((at for at, step in enumerate(look.order) if step in votes), default=0)
    return not any(stage <= last for _, stage in look.held.walks)


def _polls(scene: _Scene, count: Count) -> Iterator[PollRow]:
    """The polls of one count as they are used in the base case."""
    if not count.polls:
        return
    base = np.asarray(scene.base, dtype=np.float64)
    found = pooled(count, base)
    for at, poll in enumerate(count.polls):
        yes, no = base[:, poll.yes], base[:, poll.no]
        yield PollRow(
            body=count.body,
            community=count.community,
            poll=poll.name,
            yes=float(ratification.two_way(yes, no)[0]),
            n=poll.n,
            sampling=None if poll.n is None else float(found.each[0, at]),
            weight=float(found.weights[0, at]),
        )


def _who(scene: _Scene, count: Count) -> str:
    """A body, or one of its communities, in words."""
    name = scene.model.scenario.bodies[count.body].name
    return f"{name} ({count.community})" if count.community else name


def _warnings(scene: _Scene, looks: Sequence[_Look], counts: Sequence[Count]) -> Iterator[str]:
    """What a reader needs to know about these numbers."""
    if any(count.error is None for count in counts):
        yield (
            f"The error of polls beyond sampling is a default, {ratification.POLL_ERROR:g} on the "
            "scale of logits. It rests on four votes only (Northern Ireland and Ireland 1998, "
            "Cyprus 2004, Colombia 2016); polls taken well before the vote were mostly further off."
        )
    for count in counts:
        yield from _about_polls(scene, count)
    yield from _about_speakers(scene, looks)
    if any(c.by_value is not None and c.of not in scene.model.utilities for c in counts):
        yield (
            "Support is said to follow what a package is worth to a party whose preferences are "
            "not in the scenario; that is left out."
        )
    if any(count.quorums for count in counts):
        yield "The error of the expected turnout is taken to be as large as that of the polls."
    if len(counts) > 1 and scene.votes.correlation is None:
        yield (
            "The votes are taken to err independently of each other; section `ratify` can say "
            "otherwise under `correlation`."
        )
    yield from _about_moment(scene, looks, counts)


def _about_polls(scene: _Scene, count: Count) -> Iterator[str]:
    who = _who(scene, count)
    if not count.polls:
        yield f"No poll speaks of the vote of {who}; the expected support stands in for one."
    if len(count.polls) > 1:
        yield (
            f"{len(count.polls)} polls on the vote of {who} count as one, by the precision of "
            "their samples; the error that they share does not average out."
        )
    for poll in count.polls:
        if poll.another:
            yield (
                f"Poll '{poll.name}' did not ask about this vote of {who}: that its answers carry "
                "over is assumed."
            )
        if poll.n is None:
            yield f"Poll '{poll.name}' does not say how many were asked: see the method."


def _about_speakers(scene: _Scene, looks: Sequence[_Look]) -> Iterator[str]:
    """Endorsers of whom nothing says what they accept."""
    bodies = {body for look in looks for body in look.done}
    for name in sorted(endorsers(scene.model, bodies) - set(scene.model.utilities)):
        scenario = scene.model.scenario
        who = scenario.parties.get(name) or scenario.bodies.get(name)
        yield (
            f"Nothing says which packages {who.name if who else name} would accept: it is taken to "
            "speak for every one."
        )


def _about_moment(scene: _Scene, looks: Sequence[_Look], counts: Sequence[Count]) -> Iterator[str]:
    """Effects of the moment where the order of the steps is open."""
    if not any(moved.after for count in counts for moved in count.effects):
        return
    if scene.model.steps is None:
        yield "Support moves with the steps before a vote, which are not in the scenario."
    elif any(not look.order and look.done for look in looks):
        yield (
            "Where no order of the steps is determined, only those that must come before a vote "
            "are taken to come before it."
        )


def _method(scene: _Scene, counts: Sequence[Count]) -> str:
    said = [
        "The share of yes is normal on the scale of logits (the logarithm of its odds), with the "
        "error of sampling and a larger one beyond it. Sampling counts everybody asked; a poll "
        "that does not say how many counts as much as the smallest other, and alone as free of it."
    ]
    if any(count.quorums for count in counts):
        said.append("Turnout is a second share of that kind; both are integrated to 1e-9.")
    else:
        said.append("The chance to pass is a closed form, exact for these assumptions.")
    if scene.draws:
        said.append(
            "Ranges of chances hold nine in ten draws; those of outcomes hold the errors of the "
            "vote as well."
        )
    return " ".join(said)


def _finding(scene: _Scene, packages: Sequence[RatifiedPackage]) -> str:
    """The bands of the packages that need a vote, and whether some would be signed in vain."""
    if not packages:
        return "Whether an agreement would be approved is not determined: no package is looked at."
    asked = [row for row in packages if row.passes]
    if not asked:
        return "Under these assumptions no body has to approve any of the packages looked at."
    who = _names(scene, {body for row in asked for body in row.bodies})
    chances = [row.passes for row in asked if row.passes]
    which = "the package that needs it"
    if len(asked) > 1:
        which = f"the {len(asked)} packages that need it"
    middle = _bands(min(c.base for c in chances), max(c.base for c in chances))
    whole = _bands(min(c.low for c in chances), max(c.high for c in chances))
    text = f"Under these assumptions approval by {who} is {middle} for {which}"
    if whole != middle:
        text += f"; over the ranges given, {whole}"
    vain = sum(row.rejected for row in asked)
    if vain:
        subject = {len(asked): "all" if vain > 1 else "it"}.get(vain, str(vain))
        text += f"; {subject} would be signed and then more likely rejected than approved"
    return f"{text}."


def _bands(low: float, high: float) -> str:
    """One verbal band, or the two ends of several."""
    words = [next(band for end, band in _WORDS if at <= end) for at in (low, high)]
    return words[0] if words[0] == words[1] else f"anywhere from {words[0]} to {words[1]}"


# A chance is no share of draws, and never none or all of them.
_WORDS = tuple((e if e < BANDS[-2][0] else 1.0, w) for e, w in BANDS if not w.startswith("in "))


def _names(scene: _Scene, bodies: set[str]) -> str:
    names = sorted(scene.model.scenario.bodies[body].name for body in bodies)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
