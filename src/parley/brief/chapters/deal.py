"""The chapter on the deal: zone, packages, named points. Knows the answer on the deal."""

from typing import Any

from parley.brief import charts, words
from parley.brief.chapters.references import References
from parley.brief.inputs import number
from parley.brief.names import POINTS, Names, spoken
from parley.results import (
    DealAnswer,
    Divided,
    Findings,
    Influence,
    Lottery,
    NamedPoint,
    PackageRow,
    Shortfall,
)

MOST_COLUMNS = 6
MIXED = {
    "raiffa": "step by step halfway to what each could gain at best (Raiffa)",
    "perles_maschler": "equal concessions along the edge (Perles-Maschler)",
}


def view(findings: Findings, references: References) -> dict[str, Any]:
    """Verdict, chart, leading packages side by side, named points, shortfalls."""
    answer = findings.answer(DealAnswer)
    names = Names(findings.scenario)
    if answer is None:
        return {"answer": None, "influences": []}
    shown = answer.packages if answer.verdict == "zone" else ()
    rows = list(zip(words.letters(len(shown)), shown, strict=True))
    letters = {row.id: letter for letter, row in rows}
    return {
        "answer": answer,
        "parties": names.parties(answer.parties),
        "counts": _counts(answer),
        "zone_chance": words.chance(answer.zone_chance) if answer.zone_chance else "",
        "error": _error(answer),
        "room": words.points(answer.room) if answer.room else "",
        "unasked": names.parties(answer.not_analysed),
        "chart": charts.picture(findings, "frontier"),
        "packages": _table(rows[:MOST_COLUMNS], answer, names, references),
        "more_packages": max(0, len(rows) - MOST_COLUMNS),
        "points": [_point(p, letters) for p in answer.named_points if not p.comparison],
        "compared": [_point(p, letters) for p in answer.named_points if p.comparison],
        "lotteries": [_lottery(row, names, letters) for row in answer.lotteries],
        "divided": _divided(answer.divided, names) if answer.divided else None,
        "shortfalls": _shortfalls(answer, names),
        "influences": [_influence(row, findings) for row in answer.influences],
    }


def _influence(row: Influence, findings: Findings) -> dict[str, str]:
    found = number(row.path, findings.scenario)
    moves = words.correlation(row.correlation)
    return {"words": found.words, "law": found.law, "origin": row.origin, "moves": moves}


def _error(answer: DealAnswer) -> str:
    chance = answer.zone_chance
    if chance is None:
        return ""
    low, high = round(100 * chance.low), round(100 * chance.high)
    if low == high:
        return f"about {low} of 100 draws, from {words.number(chance.draws)} draws"
    return f"between {low} and {high} of 100 draws, from {words.number(chance.draws)} draws"


def _counts(answer: DealAnswer) -> str:
    said = [f"{words.counted(answer.size, 'package')} can be put together from the options"]
    if answer.feasible is not None:
        said.append(f"{words.number(answer.feasible)} satisfy the conditions")
    if answer.acceptable is not None:
        said.append(f"{words.number(answer.acceptable)} are acceptable in the base case")
    if answer.frontier_size:
        word = words.counted(answer.frontier_size, "point")
        said.append(f"the efficient ones (the Pareto frontier) form {word} of value")
    return f"{'; '.join(said)}." if answer.size else ""


def _table(
    rows: list[tuple[str, PackageRow]], answer: DealAnswer, names: Names, references: References
) -> dict[str, Any]:
    issues = [
        i for i, _ in names.by_issue({i: o for _, row in rows for i, o in row.options.items()})
    ]
    return {
        "columns": [{"letter": letter, "id": row.id, "is": _is(row)} for letter, row in rows],
        "issues": [
            {
                "name": names.issue(issue),
                "same": len({row.options.get(issue) for _, row in rows}) == 1 and len(rows) > 1,
                "cells": [_cell(issue, row, names, references) for _, row in rows],
            }
            for issue in issues
        ],
        "worth": [
            {
                "party": names.party(party),
                "cells": [_worth(row, party, names) for _, row in rows],
                "no_deal": words.plain_points(answer.no_deal[party])
                if party in answer.no_deal
                else "",
            }
            for party in names.in_order(answer.no_deal or answer.parties)
        ],
        "holds": [words.chance(row.holds) if row.holds else "not asked" for _, row in rows],
        "acceptable": ["yes" if row.acceptable else "no" for _, row in rows],
        "efficient": [_efficient(row) for _, row in rows],
    }


def _efficient(row: PackageRow) -> str:
    if row.efficient:
        return "yes"
    return "among acceptable packages" if row.efficient_in_zone else "no"


def _is(row: PackageRow) -> str:
    fair = [point for point in row.points if point in ("nash", "kalai_smorodinsky")]
    return "; ".join(words.capital(POINTS[point]) for point in fair)


def _cell(issue: str, row: PackageRow, names: Names, references: References) -> dict[str, Any]:
    option = row.options.get(issue)
    if option is None:
        return {"text": "left open", "law": "", "links": []}
    note = names.legal_note(issue, option)
    return {
        "text": names.option(issue, option),
        "law": note.text if note else "",
        "links": references.links(note.cite) if note else [],
    }


def _worth(row: PackageRow, party: str, names: Names) -> dict[str, str]:
    if not names.needs(party, row.options):
        return {"value": "", "gain": "", "share": "its consent is not needed"}
    share = row.share_of_best.get(party)
    if party not in row.share_of_best:
        share_text = ""
    else:
        share_text = "of the way to its best: not determined" if share is None else tenths(share)
    return {
        "value": words.plain_points(row.values[party]) if party in row.values else "",
        "gain": words.signed(row.gains[party]) if party in row.gains else "",
        "share": share_text,
    }


def tenths(share: float) -> str:
    """How far a party gets to its best acceptable package: `about 7 tenths of the way`."""
    if share >= 0.95:
        return "all or nearly all of the way to its best"
    if share < 0.05:
        return "hardly any of the way to its best"
    return f"about {words.counted(round(share * 10), 'tenth')} of the way to its best"


def _point(point: NamedPoint, letters: dict[str, str]) -> dict[str, str]:
    shown = [letters[p] for p in point.packages if p in letters]
    if not point.packages:
        where = f"not determined: {words.clean(point.note or 'no package reaches it')}"
    else:
        where = f"package {words.listed(shown)}" if shown else "not among the packages shown here"
        if point.tied > 1:
            least = "" if point.counted else "at least "
            where += f" ({least}{words.number(point.tied)} packages tie for it)"
        if (point.gap or 0) > 1e-6:
            where += "; the search ran out of time, another may be better"
        if point.note:
            where += f"; {words.clean(point.note)}"
    return {"name": words.capital(POINTS.get(point.name, spoken(point.name))), "where": where}


def _lottery(row: Lottery, names: Names, letters: dict[str, str]) -> dict[str, str]:
    """A mixture of packages: `4 of 10 parts package A, 6 of 10 parts another package`."""
    parts = [
        f"{words.in_hundred(part.share)} {_lettered(part.id, letters)}"
        if len(row.parts) > 1
        else _lettered(part.id, letters)
        for part in row.parts
    ]
    worth = [
        f"{names.party(party)} {words.plain_points(row.values[party])}"
        for party in names.in_order(row.values)
    ]
    return {
        "name": words.capital(MIXED.get(row.name, POINTS.get(row.name, spoken(row.name)))),
        "parts": words.listed(parts),
        "worth": words.listed(worth),
    }


def _lettered(package: str, letters: dict[str, str]) -> str:
    return f"package {letters[package]}" if package in letters else "a package not shown here"


def _divided(found: Divided, names: Names) -> dict[str, Any]:
    """Who gets its way on which issue."""
    rows = []
    for issue, shares in found.shares.items():
        who = [party for party in names.in_order(shares) if shares[party] > 0]
        said = f"to {names.party(who[0])}"
        if len(who) > 1:
            said = words.listed(
                [f"{words.in_hundred(shares[party])} to {names.party(party)}" for party in who]
            )
        rows.append(f"{names.issue(issue)}: {said}")
    total = words.plain_points(next(iter(found.totals.values())))
    return {
        "rows": rows,
        "total": total,
        "left_out": words.listed([names.issue(issue) for issue in found.left_out]),
    }


def _short(row: Shortfall) -> str:
    if row.short is None:
        return ""
    return (
        words.plain_points(row.short) if row.short > 0 else "not short; its red lines stand against"
    )


def _shortfalls(answer: DealAnswer, names: Names) -> list[dict[str, str]]:
    by_party = {row.party: row for row in answer.shortfalls}
    rows = []
    for party in names.in_order(by_party):
        row = by_party[party]
        rows.append(
            {
                "party": names.party(party),
                "best": "the others accept none"
                if row.best is None
                else words.plain_points(row.best),
                "no_deal": words.plain_points(row.no_deal),
                "short": _short(row),
            }
        )
    return rows
