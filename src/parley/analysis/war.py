"""What happens, and what is it worth to each side, if the talks fail?"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.analysis.asking import Options, basis, spread
from parley.errors import NoAnswer
from parley.maths import markov
from parley.model import Model, base
from parley.model.compiled import Chain, Load
from parley.model.numbers import ending_worths, exact_no_deal_values, flows, transitions, war_values
from parley.results import (
    Answer,
    BurdenAhead,
    EndingChance,
    Moment,
    NoDeal,
    Spread,
    WarAnswer,
)
from parley.scenario import War

word = "war"
needs: tuple[str, ...] = ()
Floats = NDArray[np.float64]

NEARLY_AS_LIKELY = 0.1
HORIZONS = {
    "day": (1, 7, 14, 30, 60, 90, 180),
    "week": (1, 4, 8, 13, 26, 39, 52),
    "month": (1, 3, 6, 12, 18, 24, 36),
    "quarter": (1, 2, 4, 6, 8, 12, 16),
    "year": (1, 2, 3, 5, 7, 10, 15),
}


def answer(model: Model, given: Mapping[str, Answer], options: Options) -> WarAnswer:
    """Solve the war to its finish: values, endings, duration, burdens (Smith 1998)."""
    chain, war = model.chain, model.scenario.war
    if chain is None or war is None:
        return _without_war(model, options)
    drawn = options.draws.values if options.draws else None
    try:
        views = (_View(chain, base(model)), None if drawn is None else _View(chain, drawn))
        return _with_war(model, war, views)
    except NoAnswer as error:
        return WarAnswer(
            determined=False,
            finding=f"What the war leads to is not determined. {error}",
            missing=("Change the chances of section `war`, so that it ends.",),
        )


class _View:
    """The war in the common view, in the base case or over the draws."""

    def __init__(self, chain: Chain, values: Floats) -> None:
        self.values = values
        self.now = chain.now
        P, R = transitions(chain, values)
        self.P, self.R = np.asarray(P, dtype=np.float64), np.asarray(R, dtype=np.float64)
        self.duration = markov.expected_periods(self.P)[:, chain.now]  # refuses wars without end
        endings = markov.ending_chances(self.P, self.R)[:, chain.now]
        self.endings = endings / endings.sum(axis=1, keepdims=True)  # 1 but for rounding

    def course(self, periods: int) -> tuple[Floats, Floats]:
        """`(draw, period, state)` still fought, `(draw, period, ending)` ended."""
        start = np.zeros(self.P.shape[-1])
        start[self.now] = 1.0
        return markov.course(self.P, self.R, start, periods)

    def total(self, load: Floats) -> Floats:
        """`(draw,)`, the expected sum of a load per period until the war ends."""
        return markov.expected_total(self.P, load)[:, self.now]


Views = tuple[_View, _View | None]


def _with_war(model: Model, war: War, views: Views) -> WarAnswer:
    chain = model.chain
    assert chain is not None  # noqa: S101 - for the type checker
    here, drawn = views
    solved = exact_no_deal_values(model)
    no_deal = {
        party: _no_deal(model, chain, party, views, solved[party]) for party in model.utilities
    }
    horizon = HORIZONS[war.period]
    moments, burdens = _ahead(model, war, chain, views, horizon)
    endings = tuple(
        EndingChance(
            ending=name,
            chance=spread(here.endings[0, at], drawn.endings[:, at] if drawn else None),
        )
        for at, name in enumerate(chain.endings)
    )
    duration = spread(here.duration[0], drawn.duration if drawn else None)
    used = chain.slots() | {
        slot for party in model.utilities for slot in model.slots_of(party) | chain.slots(party)
    }
    return WarAnswer(
        finding=_finding(war, endings, duration),
        period=war.period,
        now=war.now,
        no_deal=no_deal,
        endings=endings,
        duration=duration,
        course=moments,
        burdens=burdens,
        basis=basis(model, used),
        method=(
            "Exact linear solve of an absorbing Markov chain, fought to the finish without further "
            "talks, in the base case (every number at its mean) and in every draw; ranges hold "
            "nine in ten draws. The burden figures use the common view of the war."
        ),
    )


def _without_war(model: Model, options: Options) -> WarAnswer:
    """Only the no-deal values that the file gives."""
    drawn = options.draws.values if options.draws else None
    no_deal = {
        party: NoDeal(
            value=spread(base(model)[0, slot], drawn[:, slot] if drawn is not None else None),
            origin="given",
        )
        for party, slot in model.no_deal.items()
    }
    return WarAnswer(
        determined=False,
        finding="What happens if the talks fail is not in this scenario.",
        no_deal=no_deal,
        missing=("Add section `war` with its states and endings.",),
        basis=basis(model, model.no_deal.values()),
        method="Given in the file." if no_deal else "",
    )


def _no_deal(model: Model, chain: Chain, party: str, views: Views, solved: Fraction) -> NoDeal:
    here, drawn = views
    own = party in chain.own_rows

    def at_now(values: Floats, *, own_view: bool) -> Floats:
        return war_values(model, chain, values, party, own=own_view)[:, chain.now]

    def over_draws(*, own_view: bool) -> Floats | None:
        return at_now(drawn.values, own_view=own_view) if drawn else None

    flow = flows(model, chain, here.values, party)
    sample = flows(model, chain, drawn.values, party)[:, chain.now] if drawn else None
    warnings = []
    endings = ending_worths(model, chain, here.values, party)
    below = markov.fighting_below_defeat(flow[0], endings[0])
    if below[chain.now]:
        warnings.append(
            "For this party a period of fighting is worth less than its worst ending: being "
            "further ahead on the battlefield can then lower its value of war."
        )
    common = None
    if own:
        common = spread(at_now(here.values, own_view=False)[0], over_draws(own_view=False))
    costs = party in chain.fighting or any(party in load.felt for load in chain.burdens)
    if costs and here.values[0, chain.discount[party]] == 1:
        warnings.append(
            "With a discount of 1 only the ending counts: what the fighting costs on the way is "
            "left out of this value."
        )
    if party in model.no_deal:
        slot = model.no_deal[party]
        value = spread(here.values[0, slot], drawn.values[:, slot] if drawn else None)
    else:
        value = spread(solved, over_draws(own_view=own))
    return NoDeal(
        value=value,
        origin="given" if party in model.no_deal else "war",
        own_view=own and party not in model.no_deal,
        common=common,
        fighting=spread(flow[0, chain.now], sample),
        warnings=tuple(warnings),
    )


@dataclass(frozen=True)
class _Course:
    """Still fought, and ended, at the moments of the horizon."""

    fought: Floats  # (draw, period, state)
    ended: Floats  # (draw, period, ending)


def _ahead(
    model: Model, war: War, chain: Chain, views: Views, horizon: tuple[int, ...]
) -> tuple[tuple[Moment, ...], tuple[BurdenAhead, ...]]:
    """The war's course, and what it costs on the way."""
    courses = [_Course(*view.course(horizon[-1])) if view else None for view in views]
    here, drawn = courses
    assert here is not None  # noqa: S101 - for the type checker
    moments = tuple(
        Moment(
            periods=t,
            going_on=spread(
                here.fought[0, t].sum(), drawn.fought[:, t].sum(axis=1) if drawn else None
            ),
            endings={
                name: spread(here.ended[0, t, e], drawn.ended[:, t, e] if drawn else None)
                for e, name in enumerate(chain.endings)
            },
        )
        for t in (0, *horizon)
    )
    burdens = [
        _burden(model, war, load, views, courses, horizon)
        for load in sorted(chain.burdens, key=lambda b: (not war.burdens[b.name].human, b.name))
    ]
    return moments, tuple(burdens)


def _burden(
    model: Model,
    war: War,
    load: Load,
    views: Views,
    courses: list[_Course | None],
    horizon: tuple[int, ...],
) -> BurdenAhead:
    burden = war.burdens[load.name]
    samples = [
        _one_burden(load, burden.kind, v, c, horizon) for v, c in zip(views, courses, strict=True)
    ]
    here, drawn = samples
    assert here is not None  # noqa: S101 - for the type checker
    entry = next((row for row in model.scenario.record if row.id == burden.base), None)

    def together(key: Any) -> Spread:
        return spread(here[key][0], drawn[key] if drawn else None)

    return BurdenAhead(
        burden=load.name,
        kind=burden.kind,
        so_far=entry.value.number if entry and entry.value else None,
        so_far_entry=burden.base,
        per_period=together("now"),
        ahead=together("ahead"),
        by_moment={t: together(t) for t in horizon if all(t in s for s in samples if s)},
    )


def _one_burden(
    load: Load, kind: str, view: _View | None, course: _Course | None, horizon: tuple[int, ...]
) -> dict[Any, Floats] | None:
    """In the present state, over the rest of the war, and at each moment: `(draw,)` each.

    A level is missing at moments by which the war is surely over.
    """
    if view is None or course is None:
        return None
    zero = np.zeros(len(view.values))
    loads = np.stack(
        [zero if slot is None else view.values[:, slot] for slot in load.loads], axis=1
    )
    found: dict[Any, Floats] = {"now": loads[:, view.now], "ahead": view.total(loads)}
    met = np.einsum("dts,ds->dt", course.fought, loads)
    if kind == "flow":
        summed = np.concatenate([np.zeros((len(met), 1)), np.cumsum(met, axis=1)], axis=1)
        return found | {t: summed[:, t] for t in horizon}
    found["ahead"] = found["ahead"] / view.duration
    lasting = course.fought.sum(axis=2)
    return found | {t: met[:, t] / lasting[:, t] for t in horizon if lasting[:, t].all()}


def _finding(war: War, endings: tuple[EndingChance, ...], duration: Spread) -> str:
    most = max(ending.chance.base for ending in endings)
    near = [e.ending for e in endings if e.chance.base >= most - NEARLY_AS_LIKELY]
    names = [war.endings[name].name or name for name in near]
    low, high = round(duration.low), round(duration.high)
    span = f"about {low} to {high}" if high > low else f"about {round(duration.base)}"
    how = "its likeliest ending is" if len(names) == 1 else "its likeliest endings are"
    return (
        f"Under these assumptions the war would last {span} more {war.period}s without a deal; "
        f"{how}: {'; '.join(names)}."
    )
