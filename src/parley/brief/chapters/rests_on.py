"""The chapter on what it rests on: every decisive number and its origin. Knows the basis."""

from typing import Any

from parley.brief import words
from parley.brief.chapters.references import References, states_in_words
from parley.brief.inputs import Number, numbers
from parley.results import Findings, RecordAnswer

_ORIGINS = (
    ("sourced", "Sourced", "cites a passage"),
    ("elicited", "Elicited", "given by somebody who knows"),
    ("assumed", "Assumed", "set by the analyst, each with its reason where one is given"),
)


def view(findings: Findings, references: References) -> dict[str, Any]:
    """Counts, then the full list by origin."""
    basis = findings.basis
    by_origin = {"sourced": basis.sourced, "elicited": basis.elicited, "assumed": basis.assumed}
    record = findings.answer(RecordAnswer)
    return {
        "basis": basis,
        "counts": words.origins(basis),
        "citations": states_in_words(record.citations.items()) if record else "",
        "uncited": len(record.uncited) if record else 0,
        "groups": [
            {
                "title": title,
                "meaning": meaning,
                "numbers": [
                    _row(row, references) for row in numbers(by_origin[origin], findings.scenario)
                ],
            }
            for origin, title, meaning in _ORIGINS
        ],
    }


def _row(row: Number, references: References) -> dict[str, Any]:
    return {
        "path": row.path,
        "words": row.words,
        "law": row.law,
        "written": row.written,
        "reason": row.reason,
        "links": references.links(row.cite),
    }
