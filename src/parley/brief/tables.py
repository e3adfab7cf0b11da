"""Packages and frontier as CSV files. Knows the answer on the deal; opens in any spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from parley.brief.names import Names
from parley.brief.words import clean
from parley.results import DealAnswer, Findings, PackageRow

Cell = str | float | int | bool | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


NAMES = ("packages.csv", "frontier.csv")


def texts(findings: Findings) -> dict[str, str]:
    """The tables by file name (RFC 4180); none without an answer on the deal.

    Made with private preferences, every row is marked so.
    """
    deal = findings.answer(DealAnswer)
    if deal is None:
        return {}
    names = Names(findings.scenario)
    tables = dict(zip(NAMES, (_packages(deal, findings, names), _frontier(deal)), strict=True))
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
