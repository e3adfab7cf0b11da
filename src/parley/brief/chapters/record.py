"""The chapter on the record: who said what, with the passages. Knows the answer on the record."""

from typing import Any

from parley.brief import words
from parley.brief.chapters.references import References, states_in_words
from parley.brief.names import Names, spoken
from parley.results import Findings, Position, RecordAnswer
from parley.scenario import Entry

_MODES = {
    "video": "by video",
    "in-person": "in person",
    "summit": "summit",
    "phone": "by phone",
    "shuttle": "shuttle talks",
}


def view(findings: Findings, references: References) -> dict[str, Any]:
    """Positions, figures, meetings, conditions, disputes and the rest."""
    answer = findings.answer(RecordAnswer)
    names = Names(findings.scenario)
    if answer is None:
        return {"answer": None}
    shown = _Entries(names, references)
    positions = _positions(answer, names, shown)
    return {
        "answer": answer,
        "positions": positions,
        "silent_issues": [names.issue(word) for word in answer.silent_issues],
        "figures": [_figure(entry, shown) for entry in shown.found(answer.figures)],
        "meetings": [_meeting(entry, shown) for entry in shown.found(answer.meetings)],
        "order": _order(names, shown),
        "rules": [
            {
                "name": rule.name or "",
                "text": names.rule(rule),
                "laws": names.laws(rule),
                "reason": f"assumed: {rule.assume}" if rule.assume else "",
                "links": references.links(rule.cite),
                "note": rule.note or "",
            }
            for rule in findings.scenario.conditions
        ],
        "disputed": [_said(entry, shown) for entry in shown.found(answer.disputed)],
        "others": [_said(e, shown) for e in shown.found(answer.others) if e.kind != "condition"],
        "uncited": len(answer.uncited),
        "citations": states_in_words(answer.citations.items()),
    }


class _Entries:
    """Entries of the record with what readers need beside their words."""

    def __init__(self, names: Names, references: References) -> None:
        self.names = names
        self.references = references

    def found(self, ids: tuple[str, ...]) -> list[Entry]:
        return [entry for entry in map(self.names.entry, ids) if entry]

    def about(self, entry: Entry) -> str:
        """Channel, day, addressee, and where it was barred or disputed."""
        said = [entry.channel] if entry.channel else []
        if entry.on:
            said.append(words.day(entry.on))
        if entry.planned_for:
            said.append(f"planned for {words.day(entry.planned_for)}")
        if entry.to:
            said.append(f"to {self.names.parties(entry.to)}")
        return "; ".join(map(words.clean, said))

    def warnings(self, entry: Entry) -> list[str]:
        said = []
        if entry.barred_in:
            said.append(
                f"kept from publication in the media of {self.names.parties(entry.barred_in)}"
            )
        if entry.disputed_by:
            said.append(f"disputed by {self.names.parties(entry.disputed_by)}")
        return said


def _said(
    entry: Entry, shown: _Entries, options: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    text = entry.says or entry.what or ""
    if entry.kind == "figure" and entry.value:
        text = f"{words.count(entry.value)} {text}"
    if entry.kind == "meeting":
        text = text or _meeting(entry, shown)["text"]
    return {
        "kind": spoken(entry.kind),
        "by": shown.names.party(entry.by) if entry.by else "",
        "text": text or (", ".join(_about(entry, shown.names)) if options is None else ""),
        "options": options or [],
        "about": shown.about(entry),
        "warnings": shown.warnings(entry),
        "note": entry.note or "",
        "links": shown.references.links(entry.cite),
    }


def _about(entry: Entry, names: Names) -> list[str]:
    if entry.about == "talks":
        return ["the talks themselves"]
    return names.package(entry.about) if entry.about else []


def _positions(answer: RecordAnswer, names: Names, shown: _Entries) -> dict[str, Any]:
    speakers = names.in_order({position.party for position in answer.positions})
    issues = list(dict.fromkeys(position.issue for position in answer.positions))
    cells: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for position in answer.positions:
        cell = cells.setdefault((position.issue, position.party), [])
        entry = names.entry(position.entry)
        if entry:
            cell.append(_said(entry, shown, _options(position, names)))
    return {
        "parties": [names.party(word) for word in speakers],
        "rows": [
            {
                "issue": names.issue(issue),
                "question": _question(issue, names),
                "cells": [cells.get((issue, party), []) for party in speakers],
            }
            for issue in issues
        ],
    }


def _options(position: Position, names: Names) -> list[dict[str, str]]:
    rows = []
    for option in position.options:
        note = names.legal_note(position.issue, option)
        rows.append(
            {"text": names.option(position.issue, option), "law": note.text if note else ""}
        )
    return rows


def _question(issue: str, names: Names) -> str:
    known = names.scenario.issues.get(issue)
    return known.question if known else ""


def _figure(entry: Entry, shown: _Entries) -> dict[str, Any]:
    whole = shown.names.entry(entry.part_of) if entry.part_of else None
    return {
        "what": entry.what or entry.says or spoken(entry.id),
        "value": words.count(entry.value) if entry.value else "not given",
        "part_of": (whole.what or whole.id) if whole else "",
        "by": shown.names.party(entry.by) if entry.by else "",
        "about": shown.about(entry),
        "warnings": shown.warnings(entry),
        "note": entry.note or "",
        "links": shown.references.links(entry.cite),
    }


def _meeting(entry: Entry, shown: _Entries) -> dict[str, Any]:
    names = shown.names
    said = [_MODES[entry.mode]] if entry.mode else []
    if entry.venue:
        said.append(f"in {words.clean(entry.venue)}")
    if entry.host:
        said.append(f"hosted by {names.party(entry.host)}")
    when = entry.planned_for or entry.on
    return {
        "when": words.day(when) if when else "no day on record",
        "planned": entry.planned_for is not None,
        "who": names.parties(entry.parties),
        "how": words.capital(", ".join(said)),
        "text": words.clean(
            entry.says or entry.what or words.capital(", ".join(said)) or "A meeting"
        ),
        "warnings": shown.warnings(entry),
        "note": entry.note or "",
        "links": shown.references.links(entry.cite),
    }


def _order(names: Names, shown: _Entries) -> list[dict[str, Any]]:
    rows = []
    for entry in names.scenario.record:
        if entry.kind == "condition":
            row = _said(entry, shown)
            after = f"only after: {_step(entry.after, names)}" if entry.after else ""
            options = _about(entry, names) if entry.says else []
            rows.append({**row, "after": after, "concerns": "; ".join(options)})
    return rows


def _step(step: str, names: Names) -> str:
    hold = names.scenario.hold
    known = hold.steps.get(step) if hold else None
    return known.name if known and known.name else spoken(step)
