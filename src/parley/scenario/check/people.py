"""Checks on parties, bodies and every place that names somebody or something."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from parley.scenario.check.context import Context, Problem
from parley.scenario.located import Route
from parley.scenario.schema import (
    Scenario,
    agreement,
    issues,
    people,
    record,
    talking,
    war,
)
from parley.scenario.schema.base import Part
from parley.scenario.walking import children

RESERVED_ISSUES = ("and", "or", "not", "interactions", "red_lines", "spite", "note")
RESERVED_OPTIONS = ("weight", "curve", "note")

# Which field of which part names what; a field of a mapping is meant by its keys.
REFERENCES: tuple[tuple[type[Part], str, str], ...] = (
    (Scenario, "preferences", "party"),
    (Scenario, "no_deal", "party"),
    (people.Party, "backs", "party"),
    (people.Body, "of", "party"),
    (record.Entry, "by", "party or body"),
    (record.Entry, "to", "party or body"),
    (record.Entry, "host", "party or body"),
    (record.Entry, "parties", "party or body"),
    (record.Entry, "barred_in", "party or body"),
    (record.Entry, "disputed_by", "party or body"),
    (record.Entry, "part_of", "entry of the record"),
    (record.Entry, "after", "step"),
    (record.Entry, "topic", "topic"),
    (issues.Issue, "topic", "topic"),
    (issues.Preferences, "spite", "party"),
    (record.Silence, "topics", "topic"),
    (war.War, "now", "state"),
    (war.War, "ladder", "state"),
    (war.War, "discount", "party"),
    (war.War, "fighting", "party"),
    (war.War, "beliefs", "party"),
    (war.State, "next", "state or ending"),
    (war.State, "loads", "burden"),
    (war.Ending, "value", "party"),
    (war.Burden, "felt", "party"),
    (war.Burden, "base", "entry of the record"),
    (war.Beliefs, "states", "state"),
    (war.Hypothesis, "states", "state"),
    (war.Support, "by", "party"),
    (war.Support, "to", "party"),
    (war.Support, "shifts", "state"),
    (agreement.Step, "by", "party or body"),
    (agreement.Step, "after", "step"),
    (agreement.Step, "implements", "issue"),
    (agreement.Step, "gains", "party"),
    (agreement.Step, "guarantee", "party"),
    (agreement.Hold, "punishment", "party"),
    (agreement.Hold, "willingness", "party"),
    (agreement.Ratify, "votes", "body"),
    (agreement.Effect, "endorsed_by", "party or body"),
    (agreement.Effect, "after", "step"),
    (talking.Round, "host", "party or body"),
    (talking.Round, "proposer", "party"),
    (talking.Round, "may_conclude", "issue"),
    (talking.Audience, "of", "party"),
    (talking.Signal, "audience", "audience"),
    (talking.Signals, "statements", "entry of the record"),
)

# The same, where the names stand one level further down.
INNER_REFERENCES: tuple[tuple[type[Part], str, str], ...] = (
    (war.Beliefs, "states", "state or ending"),
    (war.Hypothesis, "states", "state or ending"),
    (war.Support, "shifts", "state or ending"),
    (talking.Talks, "schedules", "round"),
)


def unknown_names(context: Context) -> Iterator[Problem]:
    """Every name stands for something that the file declares."""
    for route, part in context.parts:
        for field, what in _WATCHED.get(type(part), ()):
            yield from _unknown(context, what, getattr(part, field), (*route, field))
        for field, what in _WATCHED_INSIDE.get(type(part), ()):
            for key, inner in getattr(part, field).items():
                yield from _unknown(context, what, inner, (*route, field, key))


def _unknown(context: Context, what: str, value: Any, route: Route) -> Iterator[Problem]:
    if what == "step" and not context.names.steps:
        return  # there is no section `hold` yet
    for place, name in _named(value, route):
        if not (what == "issue" and name in ("all", "nothing")):
            yield from context.named(what, name, place)


def _by_type(
    rows: Iterable[tuple[type[Part], str, str]],
) -> dict[type[Part], list[tuple[str, str]]]:
    table: dict[type[Part], list[tuple[str, str]]] = {}
    for kind, field, what in rows:
        table.setdefault(kind, []).append((field, what))
    return table


_WATCHED = _by_type(REFERENCES)
_WATCHED_INSIDE = _by_type(INNER_REFERENCES)


def _named(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, Mapping):
        for key in value:
            yield (*route, key), key
    elif isinstance(value, tuple):
        for at, name in enumerate(value):
            yield (*route, at), name


def reserved_names(context: Context) -> Iterator[Problem]:
    """Issues and options do not bear names that mean something else in the language."""
    for name, issue in context.scenario.issues.items():
        if name in RESERVED_ISSUES:
            yield Problem(
                ("issues", name), f"no issue can be called '{name}'.", "Choose another id."
            )
        for option in set(RESERVED_OPTIONS) & set(issue.options):
            route = ("issues", name, "options", option)
            yield Problem(route, f"no option can be called '{option}'.", "Choose another id.")
    for name in sorted(set(context.names.parties) & set(context.names.bodies)):
        yield Problem(("bodies", name), f"'{name}' is a party and a body.", "Choose another id.")


def two_parties(context: Context) -> Iterator[Problem]:
    """At least two parties must always agree, or there is nothing to negotiate."""
    if len(context.required) < 2:
        yield Problem(
            ("parties",),
            f"talks need two parties that must always agree; here are {len(context.required)}.",
            "Write `role: belligerent` or `consent: always` for at least two.",
        )


def consent_fits_role(context: Context) -> Iterator[Problem]:
    """Belligerents always consent; guarantors and backers say when they do."""
    for name, party in context.scenario.parties.items():
        if party.role == "belligerent" and party.consent not in (None, "always"):
            yield Problem(
                ("parties", name, "consent"),
                "a belligerent must agree to every package.",
                "Write `consent: always`, or leave it out.",
                rests_on=(("parties", name),),
            )
        if party.role in ("guarantor", "backer") and party.consent is None:
            yield Problem(
                ("parties", name),
                f"a {party.role} says which packages need its consent.",
                "Add `consent: never`, `always`, or `{when: {issue: option}}`.",
            )


def unique_ids(context: Context) -> Iterator[Problem]:
    """Entries of the record, rounds of talks and polls have ids of their own."""
    for route, part in context.parts:
        for place, rows in children(part, route):
            if isinstance(rows, tuple) and hasattr(rows[0], "id"):
                yield from _repeated([row.id for row in rows], place)


def _repeated(ids: Sequence[str], route: Route) -> Iterator[Problem]:
    for at, name in enumerate(ids):
        if name in ids[:at]:
            problem = f"'{name}' is the id of an entry above."
            yield Problem((*route, at, "id"), problem, "Choose another id.")
