"""The chapter on the war: what happens if the talks fail. Knows the answer on the war."""

from typing import Any

from parley.brief import charts, words
from parley.brief.chapters.references import References
from parley.brief.names import Names
from parley.results import BurdenAhead, Findings, NoDeal, WarAnswer


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
