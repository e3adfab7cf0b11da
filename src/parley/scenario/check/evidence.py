"""Checks on the record, on dates and on citations."""

import re
from collections.abc import Iterator

from parley.scenario.check.context import Context, Problem
from parley.scenario.check.fighting import cycle
from parley.scenario.citations import Citation, resolve
from parley.scenario.located import Route
from parley.scenario.naming import unknown
from parley.scenario.schema.agreement import Poll
from parley.scenario.schema.base import Elicited
from parley.scenario.schema.people import Source, SummaryOf
from parley.scenario.schema.record import STANCES, Entry
from parley.scenario.walking import children

_FIGURE_KEYS = ("what", "value", "part_of")
_MEETING_KEYS = ("mode", "venue", "host", "planned_for")


def entries_complete(context: Context) -> Iterator[Problem]:
    """Every entry of the record says what its kind needs."""
    for at, row in enumerate(context.scenario.record):
        yield from _misplaced(row, ("record", at))
        yield from _incomplete(row, ("record", at))


def _misplaced(row: Entry, route: Route) -> Iterator[Problem]:
    """Keys that belong to another kind of entry."""
    for kind, keys in (("figure", _FIGURE_KEYS), ("meeting", _MEETING_KEYS)):
        for key in keys if row.kind != kind else ():
            if getattr(row, key) is not None:
                yield Problem(
                    (*route, key), f"a {row.kind} has no `{key}`.", f"Write `kind: {kind}`."
                )


def _incomplete(row: Entry, route: Route) -> Iterator[Problem]:
    for key in ("what", "value") if row.kind == "figure" else ():
        if getattr(row, key) is None:
            yield Problem(route, f"a figure needs `{key}`.", f"Add `{key}: ...`.")
    if row.kind not in STANCES:
        return
    if row.by is None:
        yield Problem(route, f"nothing says whose {row.kind} this is.", "Add `by: ...`.")
    if row.about is None and row.says is None:
        yield Problem(
            route, f"nothing says what this {row.kind} is about.", "Add `about: {issue: option}`."
        )


def parts_of_figures(context: Context) -> Iterator[Problem]:
    """A figure that is a part of another is no larger, and not a part of itself."""
    rows = {row.id: row for row in context.scenario.record}
    after = {
        name: (row.part_of,) for name, row in rows.items() if row.part_of in rows and row.part_of
    }
    circle = cycle(after)
    for at, row in enumerate(context.scenario.record):
        route = ("record", at, "part_of")
        if row.id in circle[:1]:
            yield Problem(
                route, "these figures are parts of each other.", "Take one `part_of` out."
            )
        whole = rows.get(row.part_of or "")
        if whole is None:
            continue
        if whole.kind != "figure":
            yield Problem(route, f"'{whole.id}' is not a figure.", "Name an entry of kind figure.")
        elif row.id not in circle and (_number(row) or 0) > (_number(whole) or float("inf")):
            yield Problem(route, "the part is larger than the whole.", "Change one of the figures.")


def _number(row: Entry) -> float | None:
    return row.value.number if row.value else None


def nothing_later(context: Context) -> Iterator[Problem]:
    """Nothing in the scenario is later than `as_of`."""
    as_of = context.scenario.as_of
    watched = (
        (Entry, "on"),
        (Source, "published"),
        (SummaryOf, "published"),
        (Elicited, "on"),
        (Poll, "on"),
    )
    for route, part in context.parts:
        for kind, key in watched:
            day = getattr(part, key) if isinstance(part, kind) else None
            if day is not None and day > as_of:
                yield Problem(
                    (*route, key),
                    f"{day} is later than `as_of` ({as_of}).",
                    "Leave it out, or move `as_of`.",
                )


def meetings_to_come(context: Context) -> Iterator[Problem]:
    """What is planned is not over by `as_of`."""
    as_of = context.scenario.as_of
    for at, row in enumerate(context.scenario.record):
        if row.planned_for and row.planned_for < as_of:
            yield Problem(
                ("record", at, "planned_for"),
                f"{row.planned_for} is over by `as_of` ({as_of}).",
                "Write `on:` for what has taken place, or leave the day out.",
                rests_on=(("as_of",),),
            )


def citations_hold(context: Context) -> Iterator[Problem]:
    """Every citation opens a passage of a source that is listed."""
    for route, part in context.parts:
        for place, child in children(part, route):
            if isinstance(child, tuple) and child and isinstance(child[0], Citation):
                for cite in child:
                    for problem, remedy in citation_problems(context, cite):
                        yield Problem(place, problem, remedy)


def citation_problems(context: Context, cite: Citation) -> Iterator[tuple[str, str]]:
    """What is wrong with one citation, in words."""
    if cite.source not in context.names.sources:
        if "source" not in context.names.unread:
            yield unknown("source", cite.source, context.names.sources)
        return
    document = context.documents.get(cite.source)
    if document is None:
        return
    found = resolve(document, cite)
    if found.passage is None:
        yield found.problem, found.remedy
        return
    original = context.originals.get(cite.source)
    paragraph = (cite.at or "").split(".")[0]
    if original and paragraph and original.passage(paragraph) is None:
        count = len(original.paragraphs)
        yield (
            f"the original beside the summary has {count} paragraph{'s' * (count != 1)}, "
            f"and no {paragraph}.",
            "Number the summary's paragraphs as the original's.",
        )


_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WRITTEN = re.compile(r"(\d[\d,. ]*\d|\d)\s*(thousand|million|billion)?", re.IGNORECASE)


def figures_in_passage(context: Context) -> Iterator[Problem]:
    """A figure's number stands in the passage that it cites."""
    for at, row in enumerate(context.scenario.record):
        wanted = _number(row) if row.kind == "figure" else None
        if wanted is None or (row.value and row.value.qualifier == "between"):
            continue
        for cite in row.cite:
            for documents in (context.documents, context.originals):
                document = documents.get(cite.source)
                at_passage = (
                    cite.at if documents is context.documents else (cite.at or "").split(".")[0]
                )
                passage = document.passage(at_passage) if document and at_passage else None
                if passage and wanted not in numbers_in(passage.text):
                    yield Problem(
                        ("record", at, "value"),
                        f"{wanted:,.0f} does not stand in the passage that it cites ({cite}).",
                        "Change the figure or the citation.",
                    )


def numbers_in(text: str) -> set[float]:
    """The numbers that a text spells with digits: `almost 4 million` gives 4,000,000."""
    found: set[float] = set()
    for digits, scale in _WRITTEN.findall(text):
        plain = re.sub(r"[, ](?=\d{3}\b)", "", digits).strip(" ,.")
        try:
            found.add(round(float(plain) * _SCALES.get(scale.lower(), 1), 6))
        except ValueError:
            continue  # a date such as 28.3.2022 is no number
    return found
