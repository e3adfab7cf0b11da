"""Is there a deal? Which packages, which are efficient, which are fair?"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from parley.analysis.asking import Options, basis, chance, spread
from parley.errors import NoAnswer, TooLarge
from parley.maths import bargaining
from parley.maths.sampling import rank_correlations
from parley.model import Draws, Model
from parley.model.numbers import no_deal_values
from parley.model.surveys import Folded, Package, Sampled, Survey, survey
from parley.results import (
    Answer,
    Basis,
    Chance,
    DealAnswer,
    FrontierPoint,
    Influence,
    NamedPoint,
    PackageRow,
    Shortfall,
)

word = "deal"
needs: tuple[str, ...] = ()

MOST_POINTS = 400
MOST_CLOUD = 1_200
MOST_LISTED_TIES = 3
MOST_OFTEN = 3
MOST_INFLUENCES = 8
COMPARING = ("egalitarian", "utilitarian")


def answer(model: Model, given: Mapping[str, Answer], options: Options) -> DealAnswer:
    """Find the zone of agreement, the frontier and the named points (see `semantics`)."""
    absent = tuple(c.party for c in model.consents if not c.analysed)
    required = [c.party for c in model.consents if c.when is None]
    lacking = [party for party in required if party not in model.utilities]
    if lacking:
        return _undetermined(
            model,
            absent,
            "the preferences of " + _names(model, lacking) + " are not in the scenario",
            "Add their section `preferences`.",
        )
    unvalued = [p for p in model.consenting if p not in model.no_deal and not model.chain]
    if unvalued:
        return _undetermined(
            model,
            absent,
            "nothing says what no deal is worth to " + _names(model, unvalued),
            "Add section `war`, or `no_deal` with a value for each.",
        )
    try:
        return _found(model, survey(model), options, absent)
    except (NoAnswer, TooLarge) as error:
        return _undetermined(model, absent, str(error).rstrip("."), "")


def _undetermined(model: Model, absent: tuple[str, ...], why: str, remedy: str) -> DealAnswer:
    return DealAnswer(
        determined=False,
        finding=f"Whether there is a deal is not determined: {why}.",
        missing=(remedy,) if remedy else (),
        parties=model.parties,
        not_analysed=absent,
        size=model.space.count,
    )


@dataclass(frozen=True)
class _Scene:
    """What the parts of the answer are made from."""

    model: Model
    survey: Survey
    draws: Draws | None
    sampled: Sampled | None
    named: Mapping[str, tuple[Package, ...]]
    notes: Mapping[str, str]
    tied: Mapping[str, int]


def _found(model: Model, space: Survey, options: Options, absent: tuple[str, ...]) -> DealAnswer:
    uncertain = any(not space.fixed_verdict(party) for party in model.consenting)
    draws = options.draws if uncertain else None
    sampled = space.sampled(draws, options.report) if draws else None
    named, tied, notes = _named_points(model, space)
    scene = _Scene(model, space, draws, sampled, named, notes, tied)
    zone_chance = chance(sampled.zone, draws) if sampled and draws else None
    rows = _rows(scene)
    has_zone = len(space.zone.counts) > 0
    room = _room(scene)
    return DealAnswer(
        finding=_finding(model, has_zone, zone_chance, absent),
        parties=model.parties,
        verdict="zone" if has_zone else "no zone",
        not_analysed=absent,
        size=model.space.count,
        feasible=space.feasible,
        acceptable=space.acceptable,
        zone_chance=zone_chance,
        no_deal={party: float(space.no_deal[party]) for party in model.consenting},
        frontier=_frontier(space),
        frontier_size=len(space.frontier.counts),
        cloud=tuple(map(tuple, space.background(MOST_CLOUD).tolist())),
        packages=rows,
        named_points=tuple(
            NamedPoint(
                name=name,
                packages=tuple(map(_id, (model.space.package(p) for p in packages))),
                tied=tied[name],
                comparison=name in COMPARING,
                note=notes.get(name),
            )
            for name, packages in named.items()
        ),
        shortfalls=() if has_zone else _shortfalls(scene),
        room=room,
        influences=_influences(scene),
        per_draw=_per_draw(scene),
        basis=_basis(model),
        method=_method(space),
    )


def _named_points(
    model: Model, space: Survey
) -> tuple[dict[str, tuple[Package, ...]], dict[str, int], dict[str, str]]:
    """Every named point with the packages that tie for it.

    All of them lie on the frontier of the acceptable packages, save a highest product of 0.
    """
    zone = space.zone
    if not len(zone.counts):
        return {}, {}, {}
    least = np.array([space.no_deal[party] for party in model.parties], dtype=object)
    gains = zone.values - least
    best = [max(column) for column in gains.T]
    solvers: dict[str, Callable[[], Any]] = {
        "nash": lambda: bargaining.nash(gains),
        "kalai_smorodinsky": lambda: bargaining.kalai_smorodinsky(gains, best),
        "egalitarian": lambda: bargaining.egalitarian(gains),
        "utilitarian": lambda: bargaining.utilitarian(gains),
    }
    named: dict[str, tuple[Package, ...]] = {}
    tied: dict[str, int] = {}
    notes: dict[str, str] = {}
    for name, solve in solvers.items():
        try:
            points = solve()
        except NoAnswer:
            named[name], tied[name] = (), 0
            notes[name] = "Not determined: some party gains nothing from any acceptable package."
            continue
        behind = [package for at in points for package in zone.packages[at]]
        named[name] = tuple(sorted(behind, key=_file_order(model)))
        tied[name] = sum(zone.counts[at] for at in points)
        if name == "nash" and 0 in best:
            notes[name] = (
                "The highest product of gains is 0, so every acceptable package ties; "
                "the efficient ones are listed."
            )
    return named, tied, notes


def _file_order(model: Model) -> Any:
    """Sorts packages as the file orders issues and options."""
    places = [model.space.issues.index(issue) for issue in model.scenario.issues]
    return lambda package: tuple(package[place] for place in places)


def _leading(scene: _Scene) -> list[Package]:
    """The packages worth showing: named points, then those most often acceptable."""
    chosen: list[Package] = []
    for name, packages in scene.named.items():
        most = 1 if name in COMPARING else MOST_LISTED_TIES
        chosen += [package for package in packages[:most] if package not in chosen]
    fresh = [p for p, _ in (scene.sampled.often if scene.sampled else ()) if p not in chosen]
    return chosen + fresh[:MOST_OFTEN]


def _rows(scene: _Scene) -> tuple[PackageRow, ...]:
    space, model = scene.survey, scene.model
    efficient = {p for packages in space.frontier.packages for p in packages}
    best = _best_gains(space)
    rows = []
    for package in _leading(scene):
        values = space.values(package)
        gains = {party: values[party] - space.no_deal[party] for party in model.consenting}
        options = model.space.package(package)
        accepted = space.accepts(package)
        rows.append(
            PackageRow(
                id=_id(options),
                options={issue: options[issue] for issue in model.scenario.issues},
                values={party: float(values[party]) for party in model.consenting},
                gains={party: float(gain) for party, gain in gains.items()},
                share_of_best={
                    party: float(gains[party] / best[party])
                    if best.get(party) and accepted
                    else None
                    for party in model.parties
                },
                acceptable=accepted,
                efficient=package in efficient,
                points=tuple(name for name, tied in scene.named.items() if package in tied),
                holds=chance(space.holds(package, scene.draws), scene.draws)
                if scene.draws
                else None,
            )
        )
    return tuple(rows)


def _best_gains(space: Survey) -> dict[str, Fraction]:
    """Per party, its highest gain among acceptable packages."""
    if not len(space.zone.counts):
        return {}
    columns = zip(space.model.parties, space.zone.values.T, strict=True)
    return {party: max(column) - space.no_deal[party] for party, column in columns}


def _frontier(space: Survey) -> tuple[FrontierPoint, ...]:
    inside = {tuple(point) for point in space.zone.values}
    points = [
        FrontierPoint(
            values=tuple(map(float, values)),
            acceptable=tuple(values) in inside,
            packages=count,
        )
        for values, count in zip(space.frontier.values, space.frontier.counts, strict=True)
    ]
    if len(points) <= MOST_POINTS:
        return tuple(points)
    kept = np.linspace(0, len(points) - 1, MOST_POINTS).astype(int)
    return tuple(points[at] for at in kept)


def _shortfalls(scene: _Scene) -> tuple[Shortfall, ...]:
    """How far each party is from what the others would accept."""
    rows = []
    for party in scene.model.parties:
        best = scene.survey.best_for(party)
        least = scene.survey.no_deal[party]
        rows.append(
            Shortfall(
                party=party,
                best=None if best is None else float(best),
                no_deal=float(least),
                short=None if best is None else float(least - best),
            )
        )
    return tuple(rows)


def _room(scene: _Scene) -> Any:
    base = scene.survey.room()
    if base is None:
        return None
    drawn = scene.sampled.room if scene.sampled else None
    return spread(base, drawn)


def _influences(scene: _Scene) -> tuple[Influence, ...]:
    """The uncertain numbers that move together with the room for a deal, strongest first."""
    if scene.draws is None or scene.sampled is None or not np.isfinite(scene.sampled.room).all():
        return ()
    model = scene.model
    used = sorted({slot for party in model.consenting for slot in model.slots_of(party)})
    slots = [slot for slot in used if model.inputs[slot].uncertain]
    found = rank_correlations(scene.draws.values[:, slots], scene.sampled.room)
    noise = 2 / np.sqrt(len(scene.draws))  # what chance alone gives one column in twenty
    rows = [
        Influence(
            path=model.inputs[slot].path,
            correlation=float(strength),
            origin=model.inputs[slot].value.origin,
        )
        for slot, strength in zip(slots, found, strict=True)
        if abs(strength) > noise
    ]
    rows.sort(key=lambda row: (-abs(row.correlation), row.path))
    return tuple(rows[:MOST_INFLUENCES])


def _per_draw(scene: _Scene) -> dict[str, tuple[float, ...]]:
    """What came out, draw by draw."""
    if scene.draws is None or scene.sampled is None:
        return {}
    worth = no_deal_values(scene.model, scene.draws.values)
    columns = {f"no deal: {party}": values for party, values in worth.items()}
    columns |= {"room": scene.sampled.room, "zone": scene.sampled.zone.astype(np.float64)}
    return {name: tuple(values.tolist()) for name, values in columns.items()}


def _basis(model: Model) -> Basis:
    return basis(model, {slot for party in model.consenting for slot in model.slots_of(party)})


def _id(options: Mapping[str, str]) -> str:
    """A short name that depends on the package alone."""
    text = "|".join(f"{issue}={options[issue]}" for issue in sorted(options))
    return hashlib.blake2b(text.encode(), digest_size=3).hexdigest()


def _method(space: Survey) -> str:
    how = (
        "folding issue by issue, dominated partial sums dropped"
        if isinstance(space, Folded)
        else "every feasible package listed"
    )
    return (
        f"Base case exact, in fractions of the file's decimals ({how}); chances by Latin hypercube "
        "draws with one stream per number, errors from independent replicates."
    )


def _names(model: Model, parties: Iterable[str]) -> str:
    names = [model.scenario.parties[party].name for party in parties]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _finding(
    model: Model, has_zone: bool, zone_chance: Chance | None, absent: tuple[str, ...]
) -> str:
    who = _names(model, model.consenting)
    if has_zone:
        text = f"Under these assumptions there are packages at least as good as no deal for {who}"
    else:
        text = f"Under these assumptions no package is at least as good as no deal for {who} alike"
    if zone_chance:
        text += f"; over the ranges given there is such a package: {zone_chance.words}"
    if absent:
        text += f"; the consent of {_names(model, absent)} is not analysed"
    return text + "."
