"""What is on record, who said it, what is disputed? Counts and sorts; judges nothing."""

from collections import Counter
from collections.abc import Mapping

from parley.analysis.asking import Options
from parley.model import Model
from parley.results import Answer, Coverage, Position, RecordAnswer
from parley.scenario import TOPICS, Entry, Scenario
from parley.scenario.schema.record import STANCES

word = "record"
needs: tuple[str, ...] = ()


def answer(model: Model, given: Mapping[str, Answer], options: Options) -> RecordAnswer:
    """Sort the record by issue and party, and say what it is silent on."""
    scenario = model.scenario
    if not scenario.record:
        return RecordAnswer(
            determined=False,
            finding="Nothing is on record in this scenario.",
            missing=(
                "Add section `record` with what was said and done, each entry with its source.",
            ),
            coverage=_coverage(scenario),
        )
    positions = _positions(scenario)
    by_kind = {
        kind: [row for row in scenario.record if row.kind == kind] for kind in ("figure", "meeting")
    }
    listed = {position.entry for position in positions}
    others = [
        r for r in scenario.record if r.id not in listed and r.kind not in ("figure", "meeting")
    ]
    spoken_to = {position.issue for position in positions}
    differing = _differing(by_kind["figure"])
    return RecordAnswer(
        finding=_finding(scenario, positions),
        positions=positions,
        others=tuple(row.id for row in others),
        figures=_figures(by_kind["figure"]),
        meetings=tuple(row.id for row in by_kind["meeting"]),
        disputed=tuple(row.id for row in scenario.record if row.disputed_by or row.id in differing),
        barred=tuple(row.id for row in scenario.record if row.barred_in),
        silent_issues=tuple(name for name in scenario.issues if name not in spoken_to),
        coverage=_coverage(scenario),
        uncited=tuple(row.id for row in scenario.record if not row.cite),
        citations=dict(sorted(Counter(c.state for c in scenario.citations.values()).items())),
        method="Sorted from the record; nothing is calculated.",
    )


def _positions(scenario: Scenario) -> tuple[Position, ...]:
    """By issue, then party, then in the order of the record."""
    rows = [
        (issue, row, options)
        for row in scenario.record
        if row.kind in STANCES and row.by and isinstance(row.about, dict)
        for issue, options in row.about.items()
    ]
    order = {name: at for at, name in enumerate(scenario.issues)}
    ranked = sorted(rows, key=lambda found: (order[found[0]], str(found[1].by)))
    return tuple(
        Position(issue=issue, party=str(row.by), entry=row.id, kind=row.kind, options=(option,))
        for issue, row, option in ranked
    )


def _differing(figures: list[Entry]) -> set[str]:
    """The ids of figures that count the same thing with another result."""
    return {
        row.id
        for row in figures
        for other in figures
        if row.what == other.what and row.part_of == other.part_of and row.value != other.value
    }


def _figures(figures: list[Entry]) -> tuple[str, ...]:
    """Each part behind its whole."""
    ordered: list[str] = []

    def take(whole: str | None) -> None:
        for row in figures:
            if row.part_of == whole and row.id not in ordered:
                ordered.append(row.id)
                take(row.id)

    take(None)
    return tuple(ordered)


def _coverage(scenario: Scenario) -> tuple[Coverage, ...]:
    return tuple(
        Coverage(
            topic=topic,
            issues=tuple(name for name, issue in scenario.issues.items() if issue.topic == topic),
            entries=tuple(row.id for row in scenario.record if row.topic == topic),
            note=scenario.silence.topics.get(topic),
        )
        for topic in TOPICS
    )


def _finding(scenario: Scenario, positions: tuple[Position, ...]) -> str:
    spoken = {position.issue for position in positions}
    speakers = sorted(
        {scenario.parties[p.party].name for p in positions if p.party in scenario.parties}
    )
    if not spoken:
        return f"{len(scenario.record)} things are on record, none of them a position on an issue."
    who = " and ".join(filter(None, [", ".join(speakers[:-1]), speakers[-1]])) if speakers else ""
    return (
        f"Positions on {len(spoken)} of {len(scenario.issues)} issues are on record, from {who}; "
        f"on {len(scenario.issues) - len(spoken)} nobody is on record."
    )
