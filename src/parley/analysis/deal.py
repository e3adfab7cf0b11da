"""Is there a deal? Which packages, which are efficient, which are fair?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from parley.analysis import named
from parley.analysis.asking import Options, basis, chance, package_id, spread
from parley.analysis.dividing import divided
from parley.analysis.named import InTerms, Named
from parley.errors import NoAnswer, TooLarge
from parley.maths import hulls, optima
from parley.maths.hulls import Hull
from parley.maths.sampling import rank_correlations
from parley.model import Model
from parley.model.surveys import Folded, Frontier, Package, Sampled, Survey, survey
from parley.results import (
    Answer,
    Basis,
    Chance,
    DealAnswer,
    FrontierPoint,
    Influence,
    Lottery,
    Mixture,
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
class _Scene:
    """What the parts of the answer are made from.

    Attributes:
        model: the model.
        survey: its packages.
        sampled: what holds over the draws.
        zone: the frontier of the acceptable packages; None where it is too large.
        shown: the frontier of all, thinned where it is too large.
        named: the named points.
    """

    model: Model
    survey: Survey
    sampled: Sampled | None
    zone: Frontier | None
    shown: Frontier
    named: Mapping[str, Named]

    @property
    def frontier(self) -> Frontier | None:
        """The whole frontier of all packages, where it is not thinned."""
        return self.shown if self.shown.share is None else None

    @property
    def has_zone(self) -> bool:
        """Whether some package is acceptable in the base case."""
        return bool(self.named)

    @property
    def searched(self) -> InTerms | None:
        """The survey, where the named points were found without the frontier."""
        return self.survey if self.zone is None and isinstance(self.survey, InTerms) else None

    @cached_property
    def efficient(self) -> frozenset[tuple[Fraction, ...]]:
        """The points of the frontier."""
        return frozenset(map(tuple, self.frontier.values)) if self.frontier else frozenset()

    @cached_property
    def efficient_in_zone(self) -> frozenset[tuple[Fraction, ...]]:
        """The points of the frontier of the zone."""
        return frozenset(map(tuple, self.zone.values)) if self.zone else frozenset()

    @cached_property
    def best_gains(self) -> dict[str, Fraction]:
        """Per party, its highest gain among acceptable packages, where it is known."""
        parties, least = self.model.parties, self.survey.no_deal
        if self.zone is not None and len(self.zone.counts):
            columns = zip(parties, self.zone.values.T, strict=True)
            return {party: max(column) - least[party] for party, column in columns}
        terms = self.searched
        if terms is None or not self.named:
            return {}
        tops = [optima.best(terms.space, terms.floors, at) for at in range(len(parties))]
        rows = zip(parties, tops, strict=True)
        return {party: top.value - least[party] for party, top in rows if top.gap is None}


def _found(model: Model, space: Survey, options: Options, absent: tuple[str, ...]) -> DealAnswer:
    uncertain = any(not space.fixed_verdict(party) for party in model.consenting)
    draws = options.draws if uncertain else None
    scene = _scene(model, space, space.sampled(draws, options.report) if draws else None)
    sampled = scene.sampled
    zone_chance = chance(sampled.zone, sampled.draws) if sampled else None
    return DealAnswer(
        finding=_finding(scene, zone_chance, absent),
        parties=model.parties,
        verdict="zone" if scene.has_zone else "no zone",
        not_analysed=absent,
        size=model.space.count,
        feasible=space.feasible,
        acceptable=_acceptable(scene),
        zone_chance=zone_chance,
        no_deal={party: float(space.no_deal[party]) for party in model.consenting},
        frontier=_frontier(scene),
        frontier_size=len(scene.frontier.counts) if scene.frontier else 0,
        cloud=tuple(map(tuple, space.background(MOST_CLOUD).tolist())),
        packages=_rows(scene),
        named_points=tuple(
            NamedPoint(
                name=name,
                packages=tuple(
                    package_id(model.space.package(package)) for package in found.packages
                ),
                tied=found.tied,
                comparison=name in COMPARING,
                note=found.note,
                counted=found.counted,
                gap=found.gap,
            )
            for name, found in scene.named.items()
        ),
        lotteries=_lotteries(scene),
        divided=divided(model),
        shortfalls=() if scene.has_zone else _shortfalls(scene),
        room=_room(scene),
        influences=_influences(scene),
        per_draw=_per_draw(scene),
        basis=_basis(model),
        method=_method(scene),
    )


def _acceptable(scene: _Scene) -> int | None:
    """How many packages are acceptable, where they are counted."""
    if scene.zone is not None:
        return scene.survey.acceptable
    return None if scene.has_zone else 0


def _scene(model: Model, space: Survey, sampled: Sampled | None) -> _Scene:
    """The frontiers and the named points, with or without the frontier of the zone."""
    zone: Frontier | None = None
    try:
        zone = space.zone
        points = named.from_frontier(model, space, zone)
    except TooLarge:
        if not isinstance(space, InTerms):
            raise
        points = named.without_frontier(model, space)
    return _Scene(model, space, sampled, zone, space.near_frontier, points)


def _lotteries(scene: _Scene) -> tuple[Lottery, ...]:
    """What lotteries reach, for two parties that always agree and nobody else who must."""
    model = scene.model
    if len(model.parties) != 2 or model.consenting != model.parties:
        return ()
    edge = _edge(scene)
    if edge is None:
        return ()
    first, second = (scene.survey.no_deal[party] for party in model.parties)
    rows = named.mixtures(edge, (first, second))
    return tuple(
        Lottery(
            name=name,
            values=dict(zip(model.parties, mixed.values, strict=True)),
            parts=tuple(_part(model, package, share) for package, share in mixed.parts),
        )
        for name, mixed in rows.items()
    )


def _edge(scene: _Scene) -> Hull | None:
    """The hull of what crosses no red line; None where it is out of reach."""
    if isinstance(scene.survey, InTerms):
        try:
            return hulls.hull(scene.survey.space)
        except (NoAnswer, TooLarge):
            return None
    frontier = scene.frontier
    if frontier is None or any(consent.red_lines for consent in scene.model.consents):
        return None
    return hulls.of_points(frontier.values, [behind[0] for behind in frontier.packages])


def _part(model: Model, package: Package, share: float) -> Mixture:
    options = model.space.package(package)
    shown = {issue: options[issue] for issue in model.scenario.issues}
    return Mixture(id=package_id(options), options=shown, share=share)


def _leading(scene: _Scene) -> list[Package]:
    """The packages worth showing: named points, then those most often acceptable."""
    chosen: list[Package] = []
    for name, found in scene.named.items():
        most = 1 if name in COMPARING else MOST_LISTED_TIES
        chosen += [package for package in found.packages[:most] if package not in chosen]
    fresh = [p for p, _ in (scene.sampled.often if scene.sampled else ()) if p not in chosen]
    return chosen + fresh[:MOST_OFTEN]


def _rows(scene: _Scene) -> tuple[PackageRow, ...]:
    return tuple(_row(scene, package) for package in _leading(scene))


def _row(scene: _Scene, package: Package) -> PackageRow:
    space, model, sampled, best = scene.survey, scene.model, scene.sampled, scene.best_gains
    values = space.values(package)
    point = tuple(values[party] for party in model.parties)
    gains = {party: values[party] - space.no_deal[party] for party in model.consenting}
    options = model.space.package(package)
    accepted = space.accepts(package)
    return PackageRow(
        id=package_id(options),
        options={issue: options[issue] for issue in model.scenario.issues},
        values={party: float(values[party]) for party in model.consenting},
        gains={party: float(gain) for party, gain in gains.items()},
        share_of_best={
            party: float(gains[party] / best[party]) if best.get(party) and accepted else None
            for party in model.parties
        },
        acceptable=accepted,
        efficient=_efficient(scene, package, point),
        efficient_in_zone=accepted and _efficient_in_zone(scene, package, point),
        points=tuple(name for name, f in scene.named.items() if accepted and point in f.points),
        holds=chance(space.holds(package, sampled), sampled.draws) if sampled else None,
    )


def _efficient(scene: _Scene, package: Package, point: tuple[Fraction, ...]) -> bool:
    """Whether no feasible package beats it; false too where that is not known."""
    if scene.frontier is not None:
        return point in scene.efficient
    terms, model = scene.searched, scene.model
    if terms is None or any(consent.red_lines for consent in model.consents):
        return False
    if not scene.survey.allows(package):
        return False
    heard = range(len(model.parties))
    return optima.efficient(terms.space, package, heard, seconds=named.SECONDS) is True


def _efficient_in_zone(scene: _Scene, package: Package, point: tuple[Fraction, ...]) -> bool:
    """Whether no acceptable package beats an acceptable one; false too where that is not known."""
    if scene.zone is not None:
        return point in scene.efficient_in_zone
    terms, heard = scene.searched, range(len(scene.model.parties))
    if terms is None:
        return False
    known = optima.efficient(terms.space, package, heard, terms.floors, named.SECONDS)
    return known is True


def _frontier(scene: _Scene) -> tuple[FrontierPoint, ...]:
    shown = scene.shown
    order = list(range(len(shown.counts)))
    if len(order) > MOST_POINTS:
        if len(scene.model.parties) > 2:  # no party's values may decide which points are shown
            order.sort(key=lambda at: shown.packages[at][0])
        order = [order[at] for at in _even(len(order), MOST_POINTS)]
    return tuple(
        FrontierPoint(
            values=tuple(map(float, shown.values[at])),
            acceptable=_acceptable_point(scene, at),
            packages=shown.counts[at],
        )
        for at in order
    )


def _acceptable_point(scene: _Scene, at: int) -> bool:
    """Whether a package behind a point shown is acceptable."""
    if scene.zone is not None and scene.frontier is not None:
        return tuple(scene.shown.values[at]) in scene.efficient_in_zone
    return any(map(scene.survey.accepts, scene.shown.packages[at]))


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


def _method(scene: _Scene) -> str:
    how = (
        "folding issue by issue, dominated partial sums dropped"
        if isinstance(scene.survey, Folded)
        else "every feasible package listed"
    )
    text = (
        f"Base case exact, in fractions of the file's decimals ({how}); chances by Latin hypercube "
        "draws with one stream per number, errors from independent replicates."
    )
    if scene.shown.share is not None:
        text += (
            " The frontier is too large to list. It is thinned to "
            f"{len(scene.shown.counts)} points: for each party every efficient package is at most "
            f"{float(100 * scene.shown.share):.2g}% of its range above one of them."
        )
    if scene.sampled is not None and not scene.sampled.exact:
        text += (
            " Some draws were too large to settle: the chance of a zone and the room are at least "
            "what is said."
        )
    if scene.zone is None:
        text += (
            " The frontier of acceptable packages is too large to list; the named points were "
            "found without it, by bounds from the prices of the best lottery and a search that "
            "closes them, ties compared in fractions"
        )
        open_points = [name for name, found in scene.named.items() if found.gap is not None]
        text += f"; not closed in time: {', '.join(open_points)}." if open_points else "."
    return text


def _names(model: Model, parties: Iterable[str]) -> str:
    names = [model.scenario.parties[party].name for party in parties]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _finding(scene: _Scene, zone_chance: Chance | None, absent: tuple[str, ...]) -> str:
    model = scene.model
    text = f"Under these assumptions {_verdict(scene)}"
    if zone_chance:
        sure = zone_chance.words.startswith("in ")  # in every draw, in no draw
        does = "some package does" if sure else "that some package does is"
        text += f"; over the ranges given, {does} {zone_chance.words}"
    if absent:
        text += f"; the consent of {_names(model, absent)} is not analysed"
    return text + "."


def _verdict(scene: _Scene) -> str:
    """Whether there is a zone in the base case, and if not, what empties it."""
    space, model = scene.survey, scene.model
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
    if scene.has_zone:
        return f"some package{crossing} leaves {who} no worse off than no deal"
    return f"no package{crossing} leaves all of {who} no worse off than no deal"
