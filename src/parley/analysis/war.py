"""What happens, and what is it worth to each side, if the talks fail?"""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parley.analysis.asking import Options, basis, fans, spread
from parley.errors import NoAnswer, TooLarge
from parley.maths import markov
from parley.model import Model, base, reasons, weighing
from parley.model.compiled import Chain, Load, Row
from parley.model.numbers import (
    MOST_EXACT_STATES,
    all_war_values,
    cut_by_support,
    ending_worths,
    exact_no_deal_values,
    flows,
    no_deal_values,
)
from parley.model.views import View, loads_of
from parley.results import (
    Answer,
    BurdenAhead,
    EndingChance,
    FigureCheck,
    FigureMonth,
    HypothesisRow,
    Learning,
    Moment,
    NoDeal,
    Outlook,
    Reason,
    Spread,
    WarAnswer,
)
from parley.scenario import War

word = "war"
needs: tuple[str, ...] = ()
Floats = NDArray[np.float64]

NEARLY_AS_LIKELY = 0.1
HORIZONS: Mapping[str, tuple[int, ...]] = {
    "day": tuple(range(0, 365, 7)),
    "week": tuple(range(53)),
    "month": tuple(range(37)),
    "quarter": tuple(range(17)),
    "year": tuple(range(16)),
}
"""The periods at which the course is told."""


def answer(model: Model, given: Mapping[str, Answer], options: Options) -> WarAnswer:
    """Solve the war to its finish: values, endings, duration, burdens (Smith 1998)."""
    chain, war = model.chain, model.scenario.war
    if chain is None or war is None:
        return _without_war(model, options)
    drawn = options.draws.values if options.draws else None
    try:
        return _with_war(model, war, _Asked(model, chain, HORIZONS[war.period], drawn))
    except NoAnswer as error:
        return WarAnswer(
            determined=False,
            finding=f"What the war leads to is not determined. {error}",
            missing=("Change the chances of section `war`, so that it ends.",),
        )


class _Asked:
    """The war in the common view, in the base case and, if anything is drawn, over the draws."""

    def __init__(
        self, model: Model, chain: Chain, moments: tuple[int, ...], drawn: Floats | None
    ) -> None:
        self.model, self.chain, self.moments, self.drawn = model, chain, moments, drawn
        self.base = base(model)
        self.here = View(chain, chain.rows, self.base, moments)
        self.over = None if drawn is None else View(chain, chain.rows, drawn, moments)

    def at_now(self, rows: tuple[Row, ...] | None = None) -> dict[str, Spread]:
        """Per party what the war is worth to it from now on, by these chances or its own view's."""
        parties, now = tuple(self.model.utilities), self.chain.now
        here = all_war_values(self.model, self.chain, self.base, parties, rows=rows)
        if self.drawn is None:
            return {party: spread(here[party][0, now], None) for party in parties}
        over = all_war_values(self.model, self.chain, self.drawn, parties, rows=rows)
        return {party: spread(here[party][0, now], over[party][:, now]) for party in parties}

    def cut(self, rows: tuple[Row, ...]) -> str:
        """A warning where support takes more from a chance than there is of it, or ""."""
        where = "in the base case"
        if not cut_by_support(self.chain, rows, self.base).any():
            over = cut_by_support(self.chain, rows, self.base if self.drawn is None else self.drawn)
            if not over.any():
                return ""
            where = (
                f"in {over.mean():.0%} of the draws" if over.mean() >= 0.01 else "in a few draws"
            )
        return (
            f"Support takes more from some chance than there is of it {where}: such a chance "
            "counts as 0, and the others of its state are divided by their sum."
        )


def _with_war(model: Model, war: War, asked: _Asked) -> WarAnswer:
    chain, here, over = asked.chain, asked.here, asked.over
    endings = tuple(
        EndingChance(
            ending=name,
            chance=spread(here.endings[0, at], over.endings[:, at] if over else None),
        )
        for at, name in enumerate(chain.endings)
    )
    duration = spread(here.duration[0], over.duration if over else None)
    used = chain.slots() | {slot for row in chain.hypotheses for slot in row.slots()}
    for party in model.utilities:
        used |= model.slots_of(party) | model.war_slots(party)
    cut = asked.cut(chain.rows)
    return WarAnswer(
        finding=_finding(war, endings, duration),
        period=war.period,
        now=war.now,
        no_deal=_no_deal(asked),
        endings=endings,
        duration=duration,
        course=_course(asked),
        burdens=_burdens(asked, war),
        reasons=_reasons(model),
        learning=_learning(asked, war),
        warnings=(cut,) if cut else (),
        basis=basis(model, used),
        method=_method(chain),
    )


def _method(chain: Chain) -> str:
    exactly = (
        "in fractions for what no deal is worth"
        if len(chain.states) <= MOST_EXACT_STATES
        else f"in double precision, as there are more than {MOST_EXACT_STATES} states"
    )
    return (
        "Exact linear solve of an absorbing Markov chain, fought to the finish without further "
        f"talks, in the base case (every number at its mean; {exactly}) and in every draw; ranges "
        "hold nine in ten draws. The burden figures use the common view of the war."
    )


def _without_war(model: Model, options: Options) -> WarAnswer:
    """Only the no-deal values that the file gives."""
    drawn = options.draws.values if options.draws else None
    no_deal = {
        party: NoDeal(
            value=spread(base(model)[0, slot], drawn[:, slot] if drawn is not None else None),
            origin="given",
            warnings=_of_spite(model, party),
        )
        for party, slot in model.no_deal.items()
    }
    return WarAnswer(
        determined=False,
        finding="What happens if the talks fail is not in this scenario.",
        no_deal=no_deal,
        reasons=_reasons(model),
        missing=("Add section `war` with its states and endings.",),
        basis=basis(model, model.no_deal.values()),
        method="Given in the file." if no_deal else "",
    )


def _of_spite(model: Model, party: str) -> tuple[str, ...]:
    """What spite rests on, and that a value given outright has it in it already."""
    if not model.utilities[party].spite:
        return ()
    compared = (
        "This party feels others' gains as losses (spite), so its values rest on how its points "
        "compare with theirs."
    )
    if party not in model.no_deal:
        return (compared,)
    return (
        compared,
        "This value counts as the file gives it, so it has to have spite in it already.",
    )


def _no_deal(asked: _Asked) -> dict[str, NoDeal]:
    """What no deal is worth to each party, in its own view, and in the common one beside it."""
    model, chain = asked.model, asked.chain
    solved = exact_no_deal_values(model)
    common = asked.at_now(chain.rows) if chain.own_rows else {}
    drawn = None if asked.drawn is None else no_deal_values(model, asked.drawn)
    found = {}
    for party in model.utilities:
        own, is_given = party in chain.own_rows, party in model.no_deal
        flow = flows(model, chain, asked.base, party)
        over = None if asked.drawn is None else flows(model, chain, asked.drawn, party)
        found[party] = NoDeal(
            value=spread(solved[party], drawn[party] if drawn else None),
            origin="given" if is_given else "war",
            own_view=own and not is_given,
            common=common[party] if own else None,
            fighting=spread(flow[0, chain.now], None if over is None else over[:, chain.now]),
            warnings=_warnings(asked, party, flow),
        )
    return found


def _warnings(asked: _Asked, party: str, flow: Floats) -> tuple[str, ...]:
    """What a reader needs to know about a party's value of war."""
    model, chain = asked.model, asked.chain
    warnings = [*_of_spite(model, party)]
    if markov.fighting_below_defeat(flow[0], _worst(asked, party))[chain.now]:
        warnings.append(
            "For this party a period of fighting is worth less than its worst ending: being "
            "further ahead on the battlefield can then lower its value of war."
        )
    whose = (party, *model.utilities[party].spite)
    costs = any(
        name in chain.fighting or any(name in load.felt for load in chain.burdens) for name in whose
    )
    if costs and asked.base[0, chain.discount[party]] == 1:
        warnings.append(
            "With a discount of 1 only the ending counts: what the fighting costs on the way is "
            "left out of this value."
        )
    if party in chain.own_rows and (cut := asked.cut(chain.own_rows[party])):
        warnings.append(f"In its own view of the war: {cut[0].lower()}{cut[1:]}")
    return tuple(warnings)


def _worst(asked: _Asked, party: str) -> Floats:
    """`(ending,)`, what each ending is worth to a party in the base case."""
    return np.asarray(ending_worths(asked.model, asked.chain, asked.base, party)[0])


def _course(asked: _Asked) -> tuple[Moment, ...]:
    """The chances that the war goes on, or has ended, at each moment."""
    here, over = asked.here, asked.over
    going_on = fans(here.going_on[0], over.going_on if over else None)
    ended = {
        name: fans(here.ended[0, :, at], over.ended[:, :, at] if over else None)
        for at, name in enumerate(asked.chain.endings)
    }
    return tuple(
        Moment(
            periods=periods,
            going_on=going_on[at],
            endings={name: rows[at] for name, rows in ended.items()},
        )
        for at, periods in enumerate(asked.moments)
    )


def _burdens(asked: _Asked, war: War) -> tuple[BurdenAhead, ...]:
    """What the war still costs, people first."""
    rows = sorted(asked.chain.burdens, key=lambda b: (not war.burdens[b.name].human, b.name))
    return tuple(_burden(asked, war, load) for load in rows)


def _burden(asked: _Asked, war: War, load: Load) -> BurdenAhead:
    burden, over = war.burdens[load.name], asked.over
    record = asked.model.scenario.record
    entry = next((row for row in record if row.id == burden.base), None)
    ahead = [_ahead(view, load.name, burden.kind) for view in (asked.here, over) if view]
    by_moment = [_by_moment(view, load.name, burden.kind) for view in (asked.here, over) if view]
    possible = np.flatnonzero(np.all([np.isfinite(v).all(axis=0) for v in by_moment], axis=0))[1:]
    told = fans(by_moment[0][0, possible], by_moment[1][:, possible] if over else None)
    now = loads_of(load, asked.base)[0, asked.chain.now]
    drawn = None if asked.drawn is None else loads_of(load, asked.drawn)[:, asked.chain.now]
    return BurdenAhead(
        burden=load.name,
        kind=burden.kind,
        so_far=entry.value.number if entry and entry.value else None,
        so_far_entry=burden.base,
        per_period=spread(now, drawn),
        ahead=spread(ahead[0][0], ahead[1] if over else None),
        by_moment={asked.moments[at]: row for at, row in zip(possible, told, strict=True)},
        figures=_figures(asked.model, load.name, float(now)),
    )


def _ahead(view: View, burden: str, kind: str) -> Floats:
    """`(draw,)`: the sum until the war ends, or the mean level while it lasts."""
    total = view.totals[burden]
    return np.asarray(total if kind == "flow" else total / view.duration)


def _by_moment(view: View, burden: str, kind: str) -> Floats:
    """`(draw, moment)`: the sum so far, or the level if the war goes on; nan where it cannot."""
    if kind == "flow":
        return np.asarray(view.sums[burden])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(view.levels[burden] / view.going_on)


def _figures(model: Model, burden: str, written: float) -> FigureCheck | None:
    """What a table of figures says, beside what is written for the present state."""
    counted = model.scenario.counted.get(burden)
    if counted is None:
        return None
    return FigureCheck(
        file=counted.file,
        months=tuple(
            FigureMonth(month=row.month, count=row.count, days=row.days) for row in counted.months
        ),
        low=counted.low,
        mean=counted.mean,
        high=counted.high,
        written=written,
        sets=counted.sets,
        outside=not counted.sets and not counted.low <= written <= counted.high,
        rows=counted.rows,
        later=counted.later,
        blank=counted.blank,
    )


# What the course of the war says.


def _learning(asked: _Asked, war: War) -> Learning | None:
    """The hypotheses after what was observed (Slantchev 2003), and what each would mean."""
    model, chain = asked.model, asked.chain
    if not chain.hypotheses:
        return None
    course = tuple(seen.state for seen in war.course)
    try:
        prior, posterior = weighing.weighed(model, chain, asked.drawn)
        views = [_outlooks(asked, row.rows) for row in chain.hypotheses]
    except NoAnswer as error:
        return Learning(course=course, warnings=(str(error),))
    weights = np.array([posterior.base], dtype=np.float64)
    here, over = [view[0] for view in views], [view[1] for view in views if view[1]]
    drawn = None if posterior.drawn is None else weighing.mean(over, posterior.drawn)
    rows = {
        row.name: HypothesisRow(
            hypothesis=row.name,
            prior=_weight(prior, at),
            posterior=_weight(posterior, at),
            outlook=_outlook(asked, *views[at]),
        )
        for at, row in enumerate(chain.hypotheses)
    }
    cuts = dict.fromkeys(asked.cut(row.rows) for row in chain.hypotheses)
    return Learning(
        course=course,
        hypotheses=tuple(rows[name] for name in war.hypotheses),
        outlook=_outlook(asked, weighing.mean(here, weights), drawn),
        warnings=tuple(cut for cut in cuts if cut),
    )


def _weight(weights: weighing.Weights, at: int) -> Spread:
    return spread(weights.base[at], None if weights.drawn is None else weights.drawn[:, at])


def _outlooks(
    asked: _Asked, rows: tuple[Row, ...]
) -> tuple[weighing.Outlooks, weighing.Outlooks | None]:
    """What the war leads to by some chances, in the base case and over the draws."""
    here = weighing.outlooks(asked.model, asked.chain, rows, asked.base)
    if asked.drawn is None:
        return here, None
    return here, weighing.outlooks(asked.model, asked.chain, rows, asked.drawn)


def _outlook(asked: _Asked, here: weighing.Outlooks, over: weighing.Outlooks | None) -> Outlook:
    return Outlook(
        endings={
            name: spread(here.endings[0, at], over.endings[:, at] if over else None)
            for at, name in enumerate(asked.chain.endings)
        },
        duration=spread(here.duration[0], over.duration if over else None),
        no_deal={
            party: spread(value[0], over.no_deal[party] if over else None)
            for party, value in here.no_deal.items()
        },
    )


# Why there may be no zone.


def _reasons(model: Model) -> tuple[Reason, ...]:
    """Where the base case has no zone: what empties it, each with that one thing changed."""
    valued = all(party in model.no_deal or model.chain for party in model.consenting)
    belligerents = [n for n, p in model.scenario.parties.items() if p.role == "belligerent"]
    if not valued or not model.parties or not set(belligerents) <= set(model.parties):
        return ()
    try:
        room = reasons.room(model)
        if room is None or room >= 0:
            return ()
        found = _single_reasons(model, room)
        together = _together(model, room, found)
    except (NoAnswer, TooLarge):
        return ()
    return (*found, *together, *_below_defeat(model))


def _reason(kind: str, room: Fraction, after: Fraction | None, parties: tuple[str, ...]) -> Reason:
    return Reason.model_validate(
        {
            "kind": kind,
            "applies": bool(parties),
            "opens": after is not None and after >= 0,
            "room_before": float(room),
            "room_after": None if after is None else float(after),
            "parties": parties,
        }
    )


def _single_reasons(model: Model, room: Fraction) -> tuple[Reason, ...]:
    """Optimism, the number of parties, patience and spite, one at a time."""
    hopeful, unlike = reasons.hopeful(model), reasons.unlike_patient(model)
    spiteful, several = reasons.spiteful(model), reasons.several(model)
    beliefs = reasons.room(reasons.with_common_beliefs(model)) if hopeful else None
    groups = [reasons.room(reasons.without_party(model, party)) for party in several]
    patience = {party: reasons.room(reasons.as_patient_as(model, party)) for party in unlike}
    known = {party: after for party, after in patience.items() if after is not None}
    widest = max(known.values(), default=None)
    whose = tuple(party for party, after in known.items() if after == widest)
    spite = reasons.room(reasons.without_spite(model)) if spiteful else None
    left = [after for after in groups if after is not None]
    return (
        _reason("optimism", room, beliefs, hopeful),
        _reason("several parties", room, min(left) if several and left else None, several),
        _reason("patience", room, widest, unlike).model_copy(update={"patience_of": whose}),
        _reason("spite", room, spite, spiteful),
    )


def _together(model: Model, room: Fraction, found: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Where none opens a zone alone: beliefs, patience and spite changed at once."""
    changes = [row for row in found if row.applies and row.kind != "several parties"]
    if len(changes) < 2 or any(row.opens for row in found):
        return ()
    kinds = {row.kind for row in changes}
    changed = model
    if "optimism" in kinds:
        changed = reasons.with_common_beliefs(changed)
    if "spite" in kinds:
        changed = reasons.without_spite(changed)
    tried = [changed]
    if "patience" in kinds:
        tried = [reasons.as_patient_as(changed, p) for p in reasons.unlike_patient(model)]
    rooms = [after for after in map(reasons.room, tried) if after is not None]
    parties = tuple(sorted({party for row in changes for party in row.parties}))
    return (_reason("together", room, max(rooms) if rooms else None, parties),)


def _below_defeat(model: Model) -> tuple[Reason, ...]:
    """Who would rather lose than go on fighting: its value of war need not rise with the front."""
    chain = model.chain
    if chain is None:
        return ()
    values, points = base(model), {}
    for party in reasons.fought(model):
        flow = flows(model, chain, values, party)[0, chain.now]
        worst = ending_worths(model, chain, values, party)[0].min()
        if flow < worst:
            points[party] = float(worst - flow)
    return (
        Reason(kind="below defeat", applies=bool(points), parties=tuple(points), points=points),
    )


def _finding(war: War, endings: tuple[EndingChance, ...], duration: Spread) -> str:
    most = max(ending.chance.base for ending in endings)
    near = [e.ending for e in endings if e.chance.base >= most - NEARLY_AS_LIKELY]
    names = [war.endings[name].name or name for name in near]
    low, high = round(duration.low), round(duration.high)
    span = f"about {low} to {high}" if high > low else f"about {round(duration.base)}"
    more = war.period if span == "about 1" else f"{war.period}s"
    how = "its likeliest ending is" if len(names) == 1 else "its likeliest endings are"
    return (
        f"Under these assumptions the war would last {span} more {more} without a deal; "
        f"{how}: {'; '.join(names)}."
    )
