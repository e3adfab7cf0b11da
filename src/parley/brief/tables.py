"""Tables of the findings as CSV files. Knows three answers; opens in any spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from parley.brief.names import Names
from parley.brief.words import clean
from parley.results import (
    Ballot,
    DealAnswer,
    Findings,
    HeldPackage,
    HeldRow,
    HoldAnswer,
    PackageRow,
    RatifiedPackage,
    RatifyAnswer,
)

Cell = str | float | int | bool | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


NAMES = ("packages.csv", "frontier.csv", "hold.csv", "stages.csv", "ratify.csv", "polls.csv")


def texts(findings: Findings) -> dict[str, str]:
    """The tables by file name (RFC 4180), for the questions that were answered.

    Made with private preferences, every row is marked so.
    """
    names = Names(findings.scenario)
    tables: dict[str, Iterable[Sequence[Cell]]] = {}
    deal, hold = findings.answer(DealAnswer), findings.answer(HoldAnswer)
    ratify = findings.answer(RatifyAnswer)
    if deal:
        tables["packages.csv"] = _packages(deal, findings, names)
        tables["frontier.csv"] = _frontier(deal)
    if hold and (hold.packages or hold.efficient):
        tables["hold.csv"] = _held(hold, findings, names)
        tables["stages.csv"] = _stages(hold)
    if ratify and ratify.packages:
        tables["ratify.csv"] = _votes(ratify)
    if ratify and ratify.polls:
        tables["polls.csv"] = _polls(ratify)
    return {name: _text(rows, private=findings.private) for name, rows in tables.items()}


def write(findings: Findings, folder: Path | str) -> list[Path]:
    """Write the tables to a folder that exists; returns the files written."""
    written = []
    for name, text in texts(findings).items():
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="")
        written.append(path)
    return written


def _text(rows: Iterable[Sequence[Cell]], *, private: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for at, row in enumerate(rows):
        mark = ["marking" if at == 0 else "private"] if private else []
        writer.writerow([*mark, *map(_cell, row)])
    return text.getvalue()


def _cell(value: Cell) -> str:
    """A number as it is; a text so that no spreadsheet takes it for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    text = clean(value)
    return f"'{text}" if text.startswith(_FORMULA) or value.startswith(_FORMULA) else text


def _packages(deal: DealAnswer, findings: Findings, names: Names) -> Iterable[list[Cell]]:
    issues = list(findings.scenario.issues)
    yield [
        "package",
        *(f"issue {issue}" for issue in issues),
        *(f"legal note {issue}" for issue in _with_law(deal, issues, names)),
        *(f"value {party}" for party in deal.parties),
        *(f"gain {party}" for party in deal.parties),
        *(f"share of best {party}" for party in deal.parties),
        "acceptable",
        "efficient",
        "holds",
        "holds error",
        "points",
    ]
    for row in deal.packages:
        yield _package(row, deal, issues, names)


def _package(row: PackageRow, deal: DealAnswer, issues: list[str], names: Names) -> list[Cell]:
    chosen = [row.options.get(issue) for issue in issues]
    law = [_law(row, issue, names) for issue in _with_law(deal, issues, names)]
    return [
        row.id,
        *(
            names.option(i, o) if o is not None else None
            for i, o in zip(issues, chosen, strict=True)
        ),
        *law,
        *(row.values.get(party) for party in deal.parties),
        *(row.gains.get(party) for party in deal.parties),
        *(row.share_of_best.get(party) for party in deal.parties),
        row.acceptable,
        row.efficient,
        row.holds.share if row.holds else None,
        row.holds.error if row.holds else None,
        " ".join(row.points),
    ]


def _with_law(deal: DealAnswer, issues: list[str], names: Names) -> list[str]:
    """The issues on which some package names an option with a note on the law."""
    return [issue for issue in issues if any(_law(row, issue, names) for row in deal.packages)]


def _law(row: PackageRow, issue: str, names: Names) -> str | None:
    option = row.options.get(issue)
    note = names.legal_note(issue, option) if option is not None else None
    return note.text if note else None


def _frontier(deal: DealAnswer) -> Iterable[list[Cell]]:
    yield [*(f"value {party}" for party in deal.parties), "acceptable", "packages"]
    for point in deal.frontier:
        yield [*point.values, point.acceptable, point.packages]


def _held(hold: HoldAnswer, findings: Findings, names: Names) -> Iterable[list[Cell]]:
    """Every package looked at, in its best order: those in full, then the other efficient ones."""
    issues = list(findings.scenario.issues)
    yield [
        "package",
        *(f"issue {issue}" for issue in issues),
        *(f"legal note {issue}" for issue in issues),
        "why",
        "verdict",
        "best order",
        "least slack",
        "slack at signing",
        "slack after signing",
        "weakest party",
        "weakest stage",
        "orders",
        "orders that hold",
        "best order known to be best",
        "holds",
        "holds error",
    ]
    full = {row.id for row in hold.packages}
    rows: list[HeldPackage | HeldRow] = [*hold.packages]
    rows += (row for row in hold.efficient if row.id not in full)
    for row in rows:
        chosen = names.by_issue({issue: row.options.get(issue, "") for issue in issues})
        notes = (names.legal_note(i, o) for i, o in chosen)
        yield [
            row.id,
            *(names.option(i, o) if o else None for i, o in chosen),
            *(note.text if note else None for note in notes),
            *_held_facts(row),
        ]


def _held_facts(row: HeldPackage | HeldRow) -> list[Cell]:
    full = row if isinstance(row, HeldPackage) else None
    holds = full.holds if full else None
    return [
        " ".join(full.why) if full else "efficient",
        row.verdict,
        " > ".join(row.best.steps),
        row.best.least,
        row.best.entry,
        row.best.keeping,
        row.binding[0],
        row.binding[1],
        full.orders if full else None,
        full.enforcing if full else None,
        full.exact if full else None,
        holds.share if holds else None,
        holds.error if holds else None,
    ]


def _stages(hold: HoldAnswer) -> Iterable[list[Cell]]:
    """Package by package, stage by stage, party by party: going on against walking away."""
    yield ["package", "stage", "after", *_three("begins"), "party", *_three("slack"), "going on",
           "walking away"]  # fmt: skip
    for row in hold.packages:
        for at, stage in enumerate(row.stages):
            begins = stage.begins
            for party in sorted(stage.slack):
                slack = stage.slack[party]
                yield [
                    row.id, at, stage.after, begins.base, begins.low, begins.high, party,
                    slack.base, slack.low, slack.high, stage.on.get(party), stage.away.get(party),
                ]  # fmt: skip


def _three(head: str) -> list[str]:
    """The heads of a number with the range that holds nine draws in ten."""
    return [head, f"{head} low", f"{head} high"]


def _votes(ratify: RatifyAnswer) -> Iterable[list[Cell]]:
    """Each body and community on each package; without a body, the package alone."""
    shares = [f"yes percentile {5 * (at + 1)}" for at in range(19)]
    yield [
        "package", *_three("all approve"), "signed", "signed and rejected", "body", "community",
        "threshold", "turnout quorum", "approval quorum", *_three("yes"), *_three("turnout"),
        *_three("passes"), *shares,
    ]  # fmt: skip
    for row in ratify.packages:
        for ballot in row.ballots or (None,):
            yield [*_ratified(row), *(_ballot(ballot) if ballot else [None] * 33)]


def _ratified(row: RatifiedPackage) -> list[Cell]:
    all_ = row.passes
    three: list[Cell] = [all_.base, all_.low, all_.high] if all_ else [None] * 3
    return [row.id, *three, row.signed, row.rejected]


def _ballot(ballot: Ballot) -> list[Cell]:
    cells: list[Cell] = [ballot.body, ballot.community, ballot.threshold]
    cells += [ballot.turnout_quorum, ballot.approval_quorum]
    for value in (ballot.yes, ballot.turnout, ballot.passes):
        cells += [value.base, value.low, value.high] if value else [None] * 3
    return [*cells, *ballot.outcome, *[None] * (19 - len(ballot.outcome))]


def _polls(ratify: RatifyAnswer) -> Iterable[list[Cell]]:
    yield ["body", "community", "poll", "yes", "asked", "sampling error in logits", "weight"]
    for row in ratify.polls:
        yield [row.body, row.community, row.poll, row.yes, row.n, row.sampling, row.weight]
