"""What each chapter says, as plain data for the templates. Knows findings, not markup."""

from typing import Any

from parley.brief.chapters import deal, first, hold, method, ratify, record, rests_on, silent, war
from parley.brief.chapters.references import References
from parley.brief.short import Short
from parley.results import Findings

__all__ = ["all_of", "first_screen"]


def first_screen(findings: Findings) -> list[Short]:
    """The short answers."""
    return first.view(findings)


def all_of(findings: Findings) -> dict[str, Any]:
    """What every chapter shows, by the chapter's word."""
    references = References(findings.scenario)
    return {
        "first": first.view(findings),
        "record": record.view(findings, references),
        "war": war.view(findings, references),
        "deal": deal.view(findings, references),
        "hold": hold.view(findings),
        "ratify": ratify.view(findings, references),
        "rests_on": rests_on.view(findings, references),
        "silent": silent.view(findings, references),
        "method": method.view(findings),
        "passages": references.sources(),
    }
