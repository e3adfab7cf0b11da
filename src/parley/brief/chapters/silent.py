"""The chapter on silence: what the scenario does not cover. Knows the record's coverage."""

from typing import Any

from parley.brief.chapters.references import References
from parley.brief.names import Names, spoken
from parley.brief.words import clean, listed
from parley.results import Coverage, Findings, RecordAnswer
from parley.scenario import TOPICS

SECTIONS = {
    "hold": "who would keep an agreement, and in which order its steps must go",
    "ratify": "whether voters and parliaments would approve",
    "talks": "how the rounds would run",
    "signals": "what public statements change",
    "doubt": "how sure the findings are",
}


def view(findings: Findings, references: References) -> dict[str, Any]:
    """Topics of peace talks, who is absent, and what this version does not analyse."""
    answer = findings.answer(RecordAnswer)
    names = Names(findings.scenario)
    return {
        "coverage": [_covered(row, names) for row in answer.coverage] if answer else [],
        "absent": [
            {"who": clean(row.who), "why": clean(row.why), "links": references.links(row.cite)}
            for row in findings.scenario.silence.absent
        ],
        "not_analysed": [
            {"section": word, "about": SECTIONS.get(word, "")} for word in findings.not_analysed
        ],
    }


def _covered(row: Coverage, names: Names) -> dict[str, Any]:
    by = [f"the issue {listed(f'“{names.issue(i)}”' for i in row.issues)}"] if row.issues else []
    said = [_entry(word, names) for word in row.entries]
    if said:
        by.append("on record: " + "; ".join(said))
    return {
        "topic": TOPICS.get(row.topic, spoken(row.topic)),
        "covered": bool(by),
        "by": "; ".join(by) if by else "not in the record",
        "note": row.note or "",
    }


def _entry(word: str, names: Names) -> str:
    entry = names.entry(word)
    text = (entry.says or entry.what or "") if entry else ""
    return clean(text) or spoken(word)
