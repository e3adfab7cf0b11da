"""The chapter on method and limits. Knows how the answers say they were found."""

from typing import Any

from parley.brief.words import day, number
from parley.results import Findings

STATUS = {
    "illustration": "an illustration: it shows what the method does, and decides nothing",
    "working": "a working scenario: not reviewed by others",
    "reviewed": "reviewed",
}


def view(findings: Findings) -> dict[str, Any]:
    """How each answer was found, with what, and what it does not say."""
    return {
        "methods": [
            {"question": word, "method": answer.method}
            for word, answer in findings.answers.items()
            if answer.method
        ],
        "seed": "handed in from outside" if findings.seed is None else str(findings.seed),
        "draws": number(findings.draws),
        "versions": list(findings.versions.items()),
        "status": STATUS[findings.scenario.status],
        "as_of": day(findings.scenario.as_of),
    }
