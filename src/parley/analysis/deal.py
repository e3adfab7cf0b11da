"""Is there a deal? Which packages, which are efficient, which are fair?"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from parley.analysis.asking import Options, basis, chance, spread
from parley.errors import NoAnswer, TooLarge
from parley.maths import bargaining
from parley.maths.sampling import rank_correlations
from parley.model import Model
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
MOST_TIED = 200
NO_GAIN = "Not determined: some party gains nothing from any acceptable package."
NO_PRODUCT = (
    "The highest product of gains is 0, so every acceptable package ties; the efficient ones are "
    "listed."
)
COMPARING = ("egalitarian", "utilitarian")


def answer(model: Model, given: Mapping[str, Answer], options: Options) -> DealAnswer:
    """Find the zone of agreement, the frontier and the named points (see `semantics`)."""
    absent = tuple(c.party for c in model.consents if not c.analysed)
    required = [c.party for c in model.consents if c.when is None]
    roles = {party: model.scenario.parties[party].role for party in required}
    lacking = [p for p in required if p not in model.utilities and roles[p] == "belligerent"]
    if not any(p in model.utilities for p in required):
        lacking = required
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
class _Named:
    """A named point: its values, and packages that reach it, in file order, up to `MOST_TIED`."""

    points: frozenset[tuple[Fraction, ...]]
    packages: tuple[Package, ...]
    tied: int
    note: str | None = None


@dataclass(frozen=True)
class _Scene:
    """What the parts of the answer are made from."""

    model: Model
    survey: Survey
    sampled: Sampled | None
    named: Mapping[str, _Named]


def _found(model: Model, space: Survey, options: Options, absent: tuple[str, ...]) -> DealAnswer:
    uncertain = any(not space.fixed_verdict(party) for party in model.consenting)
    draws = options.draws if uncertain else None
    sampled = space.sampled(draws, options.report) if draws else None
    scene = _Scene(model, space, sampled, _named_points(model, space))
    zone_chance = chance(sampled.zone, sampled.draws) if sampled else None
    has_zone = len(space.zone.counts) > 0
    return DealAnswer(
        finding=_finding(space, zone_chance, absent),
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
        packages=_rows(scene),
        named_points=tuple(
            NamedPoint(
                name=name,
                packages=tuple(_id(model.space.package(package)) for package in found.packages),
                tied=found.tied,
                comparison=name in COMPARING,
                note=found.note,
            )
            for name, found in scene.named.items()
        ),
        shortfalls=() if has_zone else _shortfalls(scene),
        room=_room(scene),
        influences=_influences(scene),
        per_draw=_per_draw(scene),
        basis=_basis(model),
        method=_method(space),
    )


def _named_points(model: Model, space: Survey) -> dict[str, _Named]:
    """Every named point with the packages that tie for it.

    All of them lie on the frontier of the acceptable packages, save a highest product of 0.
    """
    zone = space.zone
    if not len(zone.counts):
        return {}
    least = np.array([space.no_deal[party] for party in model.parties], dtype=object)
    gains = zone.values - least
    best = [max(column) for column in gains.T]
    solvers: dict[str, Callable[[], Any]] = {
        "nash": lambda: bargaining.nash(gains),
        "kalai_smorodinsky": lambda: bargaining.kalai_smorodinsky(gains, best),
        "egalitarian": lambda: bargaining.egalitarian(gains),
        "utilitarian": lambda: bargaining.utilitarian(gains),
    }
    named: dict[str, _Named] = {}
    for name, solve in solvers.items():
        try:
            named[name] = _named(model, space, solve())
        except NoAnswer:
            named[name] = _Named(frozenset(), (), 0, NO_GAIN)
    if all(0 in row for row in gains.tolist()):
        tied = space.acceptable or named["nash"].tied
        named["nash"] = replace(named["nash"], tied=tied, note=NO_PRODUCT)
    return named


def _named(model: Model, space: Survey, points: Iterable[int]) -> _Named:
    """The packages behind some points of the zone's frontier."""
    zone, rows = space.zone, list(points)
    behind = [package for at in rows for package in zone.packages[at]]
    return _Named(
        points=frozenset(tuple(zone.values[at]) for at in rows),
        packages=tuple(sorted(behind, key=_file_order(model))[:MOST_TIED]),
        tied=sum(zone.counts[at] for at in rows),
    )


def _file_order(model: Model) -> Callable[[Package], tuple[int, ...]]:
    """Sorts packages as the file orders issues and options."""
    columns = []
    for name, issue in model.scenario.issues.items():
        at = model.space.issues.index(name)
        in_file = issue.option_names(proposals=True)
        columns.append((at, [in_file.index(option) for option in model.space.options[at]]))
    return lambda package: tuple(places[package[at]] for at, places in columns)


def _leading(scene: _Scene) -> list[Package]:
    """The packages worth showing: named points, then those most often acceptable."""
    chosen: list[Package] = []
    for name, found in scene.named.items():
        most = 1 if name in COMPARING else MOST_LISTED_TIES
        chosen += [package for package in found.packages[:most] if package not in chosen]
    fresh = [p for p, _ in (scene.sampled.often if scene.sampled else ()) if p not in chosen]
    return chosen + fresh[:MOST_OFTEN]


def _rows(scene: _Scene) -> tuple[PackageRow, ...]:
    efficient = {tuple(point) for point in scene.survey.frontier.values}
    best = _best_gains(scene.survey)
    return tuple(_row(scene, package, efficient, best) for package in _leading(scene))


def _row(
    scene: _Scene,
    package: Package,
    efficient: set[tuple[Fraction, ...]],
    best: Mapping[str, Fraction],
) -> PackageRow:
    space, model, sampled = scene.survey, scene.model, scene.sampled
    values = space.values(package)
    point = tuple(values[party] for party in model.parties)
    gains = {party: values[party] - space.no_deal[party] for party in model.consenting}
    options = model.space.package(package)
    accepted = space.accepts(package)
    return PackageRow(
        id=_id(options),
        options={issue: options[issue] for issue in model.scenario.issues},
        values={party: float(values[party]) for party in model.consenting},
        gains={party: float(gain) for party, gain in gains.items()},
        share_of_best={
            party: float(gains[party] / best[party]) if best.get(party) and accepted else None
            for party in model.parties
        },
        acceptable=accepted,
        efficient=point in efficient,
        efficient_in_zone=accepted and point in set(map(tuple, space.zone.values)),
        points=tuple(name for name, f in scene.named.items() if accepted and point in f.points),
        holds=chance(space.holds(package, sampled), sampled.draws) if sampled else None,
    )


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
    order = list(range(len(points)))
    if len(space.model.parties) > 2:  # no party's values may decide which points are shown
        order.sort(key=lambda at: space.frontier.packages[at][0])
    return tuple(points[order[at]] for at in _even(len(points), MOST_POINTS))


def _even(size: int, most: int) -> list[int]:
    """About `most` places out of `size`, evenly, the same from both ends."""
    half = [at * (size - 1) // (most - 1) for at in range(most // 2)]
    return sorted({*half, *(size - 1 - at for at in half)})


def _shortfalls(scene: _Scene) -> tuple[Shortfall, ...]:
    """How far each party is from what the others would accept."""
    rows = []
    for party in scene.model.consenting:
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
    if scene.sampled is None or not np.isfinite(scene.sampled.room).all():
        return ()
    model, draws = scene.model, scene.sampled.draws
    used = sorted({slot for party in model.consenting for slot in model.slots_of(party)})
    slots = [slot for slot in used if model.inputs[slot].uncertain]
    found = rank_correlations(draws.values[:, slots], scene.sampled.room)
    noise = 2 / np.sqrt(len(draws))  # what chance alone gives one column in twenty
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
    if scene.sampled is None:
        return {}
    columns = {f"no deal: {party}": values for party, values in scene.sampled.no_deal.items()}
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


def _finding(space: Survey, zone_chance: Chance | None, absent: tuple[str, ...]) -> str:
    model = space.model
    text = f"Under these assumptions {_verdict(space)}"
    if zone_chance:
        sure = zone_chance.words.startswith("in ")  # in every draw, in no draw
        does = "some package does" if sure else "that some package does is"
        text += f"; over the ranges given, {does} {zone_chance.words}"
    if absent:
        text += f"; the consent of {_names(model, absent)} is not analysed"
    return text + "."


def _verdict(space: Survey) -> str:
    """Whether there is a zone in the base case, and if not, what empties it."""
    model = space.model
    if not space.feasible:
        return "no package satisfies the scenario's conditions"
    lines = [consent.party for consent in model.consents if consent.red_lines]
    if space.room() is None:
        who = _names(model, lines)
        return f"every package that satisfies the conditions crosses a red line of {who}"
    who = _names(model, model.parties)
    if set(model.consenting) > set(model.parties):
        who += ", and whoever else it commits,"
    crossing = " that crosses no red line" if lines else ""
    if len(space.zone.counts):
        return f"some package{crossing} leaves {who} no worse off than no deal"
    return f"no package{crossing} leaves all of {who} no worse off than no deal"
