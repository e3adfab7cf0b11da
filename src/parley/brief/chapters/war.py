"""The chapter on the war: what happens if the talks fail. Knows the answer on the war."""

from typing import Any

from parley.brief import charts, words
from parley.brief.chapters.references import References
from parley.brief.names import Names, spoken
from parley.results import BurdenAhead, Findings, NoDeal, Outlook, Reason, WarAnswer


def view(findings: Findings, references: References) -> dict[str, Any]:
    """Burdens first, then how and when it ends, then what no deal is worth to each party."""
    answer = findings.answer(WarAnswer)
    names = Names(findings.scenario)
    if answer is None:
        return {"answer": None}
    return {
        "answer": answer,
        "period": answer.period or "period",
        "now": names.state(answer.now) if answer.now else "",
        "burdens": [
            burden_row(b, names, references, answer.period) for b in charts.in_order(answer, names)
        ],
        "duration": words.duration(answer.duration, answer.period) if answer.duration else "",
        "endings": [
            {
                "name": names.state(row.ending),
                "likely": words.likely(row.chance),
                "odds": words.odds_spread(row.chance),
            }
            for row in answer.endings
        ],
        "figures": [
            _figures(b, names, answer.period)
            for b in charts.in_order(answer, names)
            if b.figures is not None
        ],
        "reasons": [_reason(r, names) for r in answer.reasons if r.applies and r.room_before],
        "reasons_checked": bool(answer.reasons),
        "below": [w for r in answer.reasons if r.points for w in _below(r, names, answer.period)],
        "learning": _learning(answer, findings, names),
        "no_deal": [_worth(p, answer.no_deal[p], names) for p in names.in_order(answer.no_deal)],
        "charts": [
            found
            for name in ("burdens", "course", "no_deal")
            if (found := charts.picture(findings, name))
        ],
    }


def burden_row(
    burden: BurdenAhead, names: Names, references: References, period: str | None
) -> dict[str, Any]:
    """One burden in its own units: so far, per period, and ahead."""
    entry = names.entry(burden.so_far_entry) if burden.so_far_entry else None
    so_far = words.count(entry.value) if entry and entry.value else ""
    if not so_far and burden.so_far is not None:
        so_far = words.number(burden.so_far)
    return {
        "name": names.burden(burden.burden),
        "unit": names.unit(burden.burden),
        "flow": burden.kind == "flow",
        "so_far": so_far,
        "what": words.clean(entry.what or "") if entry else "",
        "links": references.links(entry.cite) if entry else [],
        "per_period": words.spread(burden.per_period),
        "ahead": words.spread(burden.ahead),
        "period": period or "period",
    }


def _worth(party: str, worth: NoDeal, names: Names) -> dict[str, Any]:
    own = "its own expectation of the war" if worth.own_view else "the common view of the war"
    return {
        "party": names.party(party),
        "value": words.points(worth.value),
        "from": own if worth.origin == "war" else "given in the file",
        "common": words.points(worth.common) if worth.common else "",
        "fighting": words.points(worth.fighting) if worth.fighting else "",
        "warnings": worth.warnings,
    }


_WHY = {
    "optimism": ("Own expectations of the war (mutual optimism)", "all share the common view"),
    "several parties": ("Three parties or more must agree", "one of them, whichever, is left out"),
    "spite": ("Others’ gains felt as losses (costly concessions)", "nobody feels them so"),
    "together": ("Several of these at once", "none of them is there"),
}


def _reason(reason: Reason, names: Names) -> dict[str, Any]:
    """One circumstance, and what the best package leaves to all with it and without it."""
    if reason.kind == "patience":
        tied = [names.party(party) for party in names.in_order(reason.patience_of)]
        whose = words.listed(tied, "or") if tied else "one of them"
        what, without = "Unequal patience", f"all are as patient as {whose}"
    else:
        what, without = _WHY[reason.kind]
    return {
        "what": what,
        "who": names.parties(reason.parties),
        "without": without,
        "before": _room(reason.room_before),
        "after": _room(reason.room_after),
        "opens": reason.opens,
    }


def _room(points: float | None) -> str:
    """What the best package leaves to whoever gains least."""
    if points is None:
        return "no package is left"
    many = words.plain_points(abs(points))
    ends = "short" if points < 0 else "to spare"
    return f"{many} point{'' if many == '1' else 's'} {ends}"


def _below(reason: Reason, names: Names, period: str | None) -> list[str]:
    """Who would rather lose than fight on, and by how much."""
    return [
        f"For {names.party(party)} one {period or 'period'} of fighting is worth "
        f"{words.plain_points(points)} points less than its worst ending."
        for party, points in reason.points.items()
    ]


def _learning(answer: WarAnswer, findings: Findings, names: Names) -> dict[str, Any] | None:
    """The hypotheses before and after the course of the war, and what each would mean."""
    learning, war = answer.learning, findings.scenario.war
    if learning is None or war is None:
        return None
    called = {
        key: words.clean(given.name) if given.name else spoken(key)
        for key, given in war.hypotheses.items()
    }
    rows = [
        {
            "name": called.get(row.hypothesis, spoken(row.hypothesis)),
            "prior": words.odds_spread(row.prior),
            "posterior": words.odds_spread(row.posterior),
            **_outlook(row.outlook, names, answer.period),
        }
        for row in learning.hypotheses
    ]
    return {
        "course": [names.state(state) for state in learning.course],
        "rows": rows,
        "mean": _outlook(learning.outlook, names, answer.period) if learning.outlook else None,
        "warnings": learning.warnings,
    }


def _outlook(outlook: Outlook, names: Names, period: str | None) -> dict[str, Any]:
    return {
        "duration": words.duration(outlook.duration, period),
        "endings": [
            f"{names.state(ending)}: {words.odds_spread(chance)}"
            for ending, chance in outlook.endings.items()
        ],
        "worth": [
            f"{names.party(party)}: {words.points(outlook.no_deal[party])}"
            for party in names.in_order(outlook.no_deal)
        ],
    }


def _figures(burden: BurdenAhead, names: Names, period: str | None) -> dict[str, Any]:
    """A load beside what a table of figures says of the latest months."""
    found = burden.figures
    if found is None:
        raise TypeError("only burdens with figures are shown beside them")
    per = f" in each {period or 'period'}" if burden.kind == "flow" else " at a time"
    range_ = words.number(found.low)
    if found.high > found.low:
        range_ = f"{range_} to {words.number(found.high)}, {words.number(found.mean)} on average"
    left = []
    if found.later:
        left.append(f"{words.counted(found.later, 'row')} too late to count")
    if found.blank:
        left.append(f"{words.counted(found.blank, 'row')} without a number")
    return {
        "name": names.burden(burden.burden),
        "file": words.clean(found.file),
        "months": [f"{row.month}: {words.number(row.count)}" for row in found.months],
        "says": range_ + per,
        "written": ("taken from the table" if found.sets else words.number(found.written) + per),
        "outside": found.outside,
        "rows": words.counted(found.rows, "row"),
        "left": words.listed(left),
    }
