"""Who would sign, who would keep it, and in which order must the steps go?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from parley.analysis.asking import Options, basis, chance, package_id, spread
from parley.analysis.remedies import MOST_ORDERS, Remedies
from parley.errors import NoAnswer, TooLarge
from parley.maths import commitment
from parley.maths.orders import Found, Ranked, best_order
from parley.model import Draws, Model
from parley.model.keeping import Carrier, Game, Worths, carrier, drawn_worths
from parley.model.steps import Agreement
from parley.model.surveys import Survey, survey
from parley.model.votes import used_slots
from parley.results import (
    Answer,
    Chance,
    DealAnswer,
    Guarantor,
    HeldPackage,
    HeldRow,
    HoldAnswer,
    Order,
    Remedy,
    Stage,
    StepFacts,
)
from parley.scenario import holds

word = "hold"
needs: tuple[str, ...] = ("deal",)

TOP_ORDERS = 30
SHOWN_ORDERS = 10
MOST_EFFICIENT = 200
MOST_REMEDIED = 1
REACH = 1e-7  # points; as the kernel's, on a scale of 100

Array = NDArray[Any]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Why = Literal["chosen", "leading", "efficient"]
Verdict = Literal["holds", "not signed", "not kept"]


def answer(model: Model, given: Mapping[str, Answer], options: Options) -> HoldAnswer:
    """Play out every order of the steps, from the signing to the last one."""
    deal = given["deal"]
    if model.steps is None:
        return HoldAnswer(
            determined=False,
            finding="How an agreement would be carried out is not in this scenario.",
            missing=("Add section `hold` with the steps of an agreement.",),
        )
    if model.chain is None:
        return _undetermined(
            "nothing says what war is worth to a side that goes back on its word",
            "Add section `war` with its states and endings.",
        )
    if not isinstance(deal, DealAnswer) or not deal.determined:
        return _undetermined("whether there is a deal is not", "See what `deal` is missing.")
    try:
        return _found(model, model.steps, deal, options)
    except (NoAnswer, TooLarge) as error:
        return _undetermined(str(error).rstrip("."), "")


def _undetermined(why: str, remedy: str) -> HoldAnswer:
    return HoldAnswer(
        determined=False,
        finding=f"Whether an agreement would hold is not determined: {why}.",
        missing=(remedy,) if remedy else (),
    )


@dataclass(frozen=True)
class _Scene:
    """What every package is looked at with."""

    model: Model
    space: Survey
    carrier: Carrier
    drawn: Worths | None
    draws: Draws | None

    def parties(self, package: Mapping[str, str]) -> tuple[str, ...]:
        """The analysed parties whose agreement a package needs."""
        return self.space.asked(self.model.space.at(package))


def _found(model: Model, agreement: Agreement, deal: DealAnswer, options: Options) -> HoldAnswer:
    draws = options.draws
    scene = _Scene(
        model=model,
        space=survey(model),
        carrier=carrier(model, agreement),
        drawn=drawn_worths(model, draws.values) if draws else None,
        draws=draws,
    )
    picked = _picked(model, deal, options.packages)
    packages: list[HeldPackage] = []
    for at, (package, why) in enumerate(picked):
        options.report(at / (len(picked) + 1))
        failing = sum(row.verdict != "holds" for row in packages)
        remedied = failing < MOST_REMEDIED or "chosen" in why
        packages.append(_held(scene, package, why, remedied=remedied))
    options.report(len(picked) / (len(picked) + 1))
    rows, count = _efficient(scene)
    holding = sum(row.verdict == "holds" for row in rows)
    judged = len(rows) == count and all(row.exact or row.verdict == "holds" for row in rows)
    return HoldAnswer(
        finding=_finding(model, packages, holding if judged else None, count),
        period=model.scenario.war.period if model.scenario.war else None,
        parties=model.parties,
        packages=tuple(packages),
        efficient=rows,
        efficient_holding=holding if judged else None,
        efficient_all=count,
        guarantors=_guarantors(scene.carrier),
        warnings=_warnings(scene, [package for package, _ in picked], packages),
        basis=basis(model, _slots(model, agreement)),
        method=_method(packages),
    )


def _picked(
    model: Model, deal: DealAnswer, chosen: Sequence[Mapping[str, str]]
) -> list[tuple[Mapping[str, str], tuple[Why, ...]]]:
    """The packages to look at in full: those the reader chose, then the leading ones."""
    found: dict[str, tuple[Mapping[str, str], list[Why]]] = {}

    def pick(package: Mapping[str, str], why: Why) -> None:
        found.setdefault(package_id(package), (package, []))[1].append(why)

    for package in chosen:
        pick(package, "chosen")
    for row in deal.packages:
        pick(row.options, "leading")
        if row.efficient_in_zone:
            pick(row.options, "efficient")
    return [
        ({issue: package[issue] for issue in model.space.issues}, tuple(why))
        for package, why in found.values()
    ]


@dataclass(frozen=True)
class _Drawn:
    """One package over the draws.

    Attributes:
        slack: `(draw, stage, party)` in the best order of the base case.
        begins: `(draw, stage)`, periods after the signing.
        periods: `(draw, step)`, in that order.
        passes: per step that can fail, `(draw,)`.
        worth: `(draw, party)`.
        least: `(draw, order)`, the smallest slack in the best orders.
    """

    slack: Floats
    begins: Floats
    periods: Floats
    passes: Mapping[int, Floats]
    worth: Floats
    least: Floats

    @property
    def holds(self) -> Flags:
        """`(draw, order)`: whether the order is self-enforcing."""
        return np.asarray(self.least >= -REACH)

    @property
    def best(self) -> Flags:
        """`(draw,)`: whether the best order of the base case is the best here too."""
        return np.asarray(self.least[:, 0] >= self.least.max(axis=1) - REACH)


def _held(
    scene: _Scene, package: Mapping[str, str], why: tuple[Why, ...], *, remedied: bool
) -> HeldPackage:
    """One package in full."""
    parties = scene.parties(package)
    game = scene.carrier.base_game(package, parties)
    found = best_order(game.steps, top=TOP_ORDERS)
    slack = _settled(found.table)
    drawn = _drawn(scene, package, parties, found)
    verdict = _verdict(slack)
    at = scene.model.space.at(package)
    accepted, allowed = scene.space.accepts(at), scene.space.allows(at)
    remedies: tuple[Remedy, ...] = ()
    if remedied and accepted and verdict != "holds":
        remedies = Remedies(scene.carrier, package, parties).all()
    return HeldPackage(
        id=package_id(package),
        options={issue: package[issue] for issue in scene.model.scenario.issues},
        why=why,
        verdict=verdict if accepted else "not acceptable" if allowed else "not allowed",
        contains=tuple(s for s in _in_file(scene.model) if s in game.names),
        orders=found.count,
        enforcing=found.enforcing,
        exact=found.exact,
        best=_order(game, found.top[0]),
        others=tuple(_order(game, row) for row in found.top[1 : SHOWN_ORDERS + 1]),
        stages=_stages(game, found.best, slack, drawn),
        binding=(parties[found.binding[0]], found.binding[1]),
        walks=tuple((parties[at], int(k)) for k, at in np.argwhere(slack < 0)),
        facts=_facts(game, found.best, drawn),
        worth={
            name: spread(slack[0, at] + game.steps.entry[at], drawn.worth[:, at] if drawn else None)
            for at, name in enumerate(parties)
        },
        holds=_share(scene, drawn.holds[:, 0]) if drawn else None,
        some_order=_share(scene, np.asarray(drawn.holds.any(axis=1))) if drawn else None,
        stays_best=_share(scene, drawn.best) if drawn else None,
        remedies=remedies,
        not_analysed=tuple(
            consent.party
            for consent in scene.model.consents
            if not consent.analysed and (consent.when is None or holds(consent.when, package))
        ),
    )


def _drawn(
    scene: _Scene, package: Mapping[str, str], parties: tuple[str, ...], found: Found
) -> _Drawn | None:
    """The best orders of the base case, in every draw."""
    if scene.drawn is None:
        return None
    game = scene.carrier.game(package, parties, scene.drawn)
    slack = commitment.slacks_of(game.steps, [row.steps for row in found.top])
    best = list(found.best)
    periods = np.asarray(game.periods[:, best], dtype=np.float64)
    begins = np.concatenate([np.zeros((len(periods), 1)), np.cumsum(periods, axis=1)], axis=1)
    first = slack[:, 0]
    return _Drawn(
        slack=first,
        begins=begins,
        periods=periods,
        passes=_passing(game, best),
        worth=first[:, 0] + game.steps.entry,
        least=slack.min(axis=(2, 3)),
    )


def _passing(game: Game, order: Sequence[int]) -> dict[int, Array]:
    """Per place in the order of a step that can fail: the chance that it succeeds."""
    found, done = {}, 0
    for place, step in enumerate(order):
        given = game.steps.passes
        chances = given(done) if callable(given) else given
        if (chances[..., step] != 1).any() if chances.ndim > 1 else chances[step] != 1:
            found[place] = np.atleast_1d(chances[..., step])
        done |= 1 << step
    return found


def _stages(
    game: Game, order: Sequence[int], slack: Array, drawn: _Drawn | None
) -> tuple[Stage, ...]:
    """The signing, then the moment after each step."""
    names = [None, *(game.names[step] for step in order)]
    on = _going_on(game, order)
    begins = [0, *np.cumsum(game.periods[0, list(order)])]
    rows = []
    for k, name in enumerate(names):
        rows.append(
            Stage(
                after=name,
                begins=spread(begins[k], drawn.begins[:, k] if drawn else None),
                slack={
                    party: spread(slack[k, at], drawn.slack[:, k, at] if drawn else None)
                    for at, party in enumerate(game.parties)
                },
                on={party: float(on[k, at]) for at, party in enumerate(game.parties)},
                away={
                    party: float(on[k, at] - slack[k, at]) for at, party in enumerate(game.parties)
                },
            )
        )
    return tuple(rows)


def _going_on(game: Game, order: Sequence[int]) -> Array:
    """`(stage, party)`: what going on is worth, which is the slack over an alternative of 0."""
    nothing = 0 * game.steps.cost
    alone = replace(
        game.steps, outside=lambda _: nothing, entry=nothing, cost=nothing, resettle=nothing[..., 0]
    )
    return commitment.slacks(alone, order)


def _facts(game: Game, order: Sequence[int], drawn: _Drawn | None) -> tuple[StepFacts, ...]:
    """What is known of each step, in this order."""
    passes = _passing(game, order)
    rows = []
    for place, step in enumerate(order):
        chance_ = passes.get(place)
        rows.append(
            StepFacts(
                step=game.names[step],
                periods=spread(game.periods[0, step], drawn.periods[:, place] if drawn else None),
                passes=None
                if chance_ is None
                else spread(chance_[0], drawn.passes.get(place) if drawn else None),
                guarantee={
                    party: float(game.steps.punished[step, at])
                    for at, party in enumerate(game.parties)
                    if game.steps.punished[step, at]
                },
            )
        )
    return tuple(rows)


def _settled(slack: Array) -> Array:
    """Slacks within rounding of 0 as 0: a tie keeps."""
    return slack if slack.dtype == object else np.where(np.abs(slack) <= REACH, 0.0, slack)


def _verdict(slack: Array) -> Verdict:
    """Whether every party signs, and keeps it, in this order."""
    if (slack[0] < 0).any():
        return "not signed"
    return "not kept" if (slack < 0).any() else "holds"


def _order(game: Game, row: Ranked) -> Order:
    return Order(
        steps=tuple(game.names[step] for step in row.steps),
        least=float(row.least),
        entry=float(row.entry),
        keeping=None if row.compliance is None else float(row.compliance),
    )


def _share(scene: _Scene, flags: Flags) -> Chance | None:
    return chance(flags, scene.draws) if scene.draws else None


def _efficient(scene: _Scene) -> tuple[tuple[HeldRow, ...], int]:
    """Every package on the frontier of acceptable ones, each in its best order."""
    zone = scene.space.zone
    places = list(chain.from_iterable(zone.packages))[:MOST_EFFICIENT]
    rows = [_row(scene, scene.model.space.package(at)) for at in places]
    return tuple(rows), sum(zone.counts)


def _row(scene: _Scene, package: dict[str, str]) -> HeldRow:
    parties = scene.parties(package)
    game = scene.carrier.base_game(package, parties)
    found = best_order(game.steps, top=1)
    values = scene.space.values(scene.model.space.at(package))
    return HeldRow(
        id=package_id(package),
        options={issue: package[issue] for issue in scene.model.scenario.issues},
        values={name: float(values[name]) for name in parties},
        verdict=_verdict(_settled(found.table)),
        best=_order(game, found.top[0]),
        exact=found.exact,
        binding=(parties[found.binding[0]], found.binding[1]),
    )


def _guarantors(carrier_: Carrier) -> tuple[Guarantor, ...]:
    """Whose guarantees the steps hold, and whether they would act."""
    givers = {step.by for step in carrier_.agreement.steps if step.guarantee and step.by}
    return tuple(Guarantor(party=p, acts=carrier_.acts.get(p)) for p in sorted(givers))


def _in_file(model: Model) -> tuple[str, ...]:
    hold = model.scenario.hold
    return tuple(hold.steps) if hold else ()


def _slots(model: Model, agreement: Agreement) -> set[int]:
    """Every number that decides who signs and who keeps what."""
    war = model.chain
    used = {slot for party in model.consenting for slot in model.slots_of(party)}
    used |= agreement.slots()
    if war:
        used |= {slot for party in model.consenting for slot in war.slots(party)}
    for step in agreement.steps:
        if step.vote and model.votes:
            used |= used_slots(model, step.vote)
    return used


def _warnings(
    scene: _Scene, packages: Sequence[Mapping[str, str]], held: Sequence[HeldPackage]
) -> tuple[str, ...]:
    """What a reader needs to know about these numbers."""
    found, agreement = [], scene.carrier.agreement
    if any(scene.carrier.clipped(package) for package in packages):
        found.append(
            "Some steps would move the front beyond the last place of the war's ladder; it is "
            "taken to stop there."
        )
    if agreement.start is None and any(step.shifts for step in agreement.steps):
        found.append(
            "The present state of the war is not on its ladder, so the steps move no front."
        )
    acts = scene.carrier.acts
    if any(step.guarantee and (step.by or "") not in acts for step in agreement.steps):
        found.append(
            "Nothing says whether a guarantor would act, so some guarantees are taken at their "
            "word. Section `hold` can say it under `willingness`."
        )
    if any(row.acts == 1 for row in _guarantors(scene.carrier)):
        found.append(
            "A guarantor is taken to be sure to act: what acting costs it never exceeds what it "
            "brings, its name included."
        )
    if any(row.orders > MOST_ORDERS and row.verdict in ("not signed", "not kept") for row in held):
        found.append(
            "Some package that does not hold has too many orders of its steps to look for what "
            "would make it hold. More `after` between the steps would leave fewer."
        )
    if agreement.resettle is not None:
        found.append(
            "The chance of a quick new settlement compares points between the parties: it shares "
            "what war leaves of 100 points evenly."
        )
    return tuple(found)


def _method(packages: Sequence[HeldPackage]) -> str:
    how = "the best of all orders"
    if not all(row.exact for row in packages):
        how = "where there are too many orders to go through, the best order is the best found"
    return (
        "Backward induction over the steps, one comparison per party and stage (one-shot "
        f"deviation), {how}; the base case in fractions where every step takes whole periods, "
        f"else in float64. Chances over the draws look at the {TOP_ORDERS} best orders of the "
        "base case, so that of some order is a lower bound."
    )


def _finding(model: Model, packages: Sequence[HeldPackage], holding: int | None, count: int) -> str:
    """How many packages hold; and the first of the leading ones, where it does not."""
    begin = "Under these assumptions "
    looked = [row for row in packages if not row.verdict.startswith("not a")]
    if not looked:
        return f"{begin}no package is acceptable to all, so none would be signed."
    if count and holding is not None:
        kept, total, which = holding, count, "efficient acceptable packages"
    else:
        kept, total, which = sum(r.verdict == "holds" for r in looked), len(looked), "packages seen"
    share = {0: f"none of the {total}", total: f"all {total}"}.get(kept, f"{kept} of the {total}")
    if total == 1:
        share, which = ("the one" if kept else "not even the one"), which.replace("ages", "age")
    sure = holding is not None or all(row.exact for row in looked)
    order = "in some order of the steps" if sure else "in the best order of the steps found"
    text = f"{share} {which} would be signed and kept {order}"
    weakest = {"not signed": "would not be signed", "not kept": "would be signed, but not kept"}
    first = next((row for row in looked if "leading" in row.why), looked[0])
    if kept and first.verdict in weakest:
        text += f"; the leading one {weakest[first.verdict]}, even in the order that comes nearest"
    absent = sorted({party for row in looked for party in row.not_analysed})
    if absent:
        names = " and ".join(model.scenario.parties[party].name for party in absent)
        text += f"; the consent of {names} is not analysed"
    return f"{begin}{text}."
