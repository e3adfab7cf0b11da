"""The chapter on approval: votes, polls, what moves support. Knows the answer on ratification."""

from collections.abc import Mapping
from typing import Any

from parley.brief import agreed, charts, words
from parley.brief.chapters.references import References
from parley.brief.names import Names
from parley.brief.packages import in_words, letters
from parley.results import Ballot, Findings, PollRow, RatifiedPackage, RatifyAnswer

_SIGNED = {
    True: "yes: all would sign it and keep it until the vote",
    False: "no: some party would not sign it, or not keep it until the vote",
    None: "not asked",
}


def view(findings: Findings, references: References) -> dict[str, Any]:
    """Packages and their votes, then what moves support, then the polls."""
    answer = findings.answer(RatifyAnswer)
    names = Names(findings.scenario)
    if answer is None:
        return {"answer": None}
    letter = letters(findings)
    described = in_words(answer.packages, names)
    return {
        "answer": answer,
        "packages": [
            {**_package(package, letter, names), "like": letter.get(like, ""), "options": options}
            for package, (like, options) in zip(answer.packages, described, strict=True)
        ],
        "votes": [
            {"letter": letter[package.id], **_ballot(ballot, names)}
            for package in answer.packages
            for ballot in package.ballots
        ],
        "chart": charts.picture(findings, "votes"),
        "worth": _worths(answer, letter, names),
        "rejected": [letter[p.id] for p in answer.packages if p.rejected],
        "shifts": _shifts(answer, letter, names),
        "polls": [_poll(row, names, references) for row in answer.polls],
        "error": _error(answer),
    }


def _package(package: RatifiedPackage, letter: Mapping[str, str], names: Names) -> dict[str, Any]:
    passes = package.passes
    return {
        "letter": letter[package.id],
        "bodies": _bodies(package, names),
        "passes": words.capital(words.likely(passes)) if passes else "No body has to approve it",
        "odds": words.odds_spread(passes) if passes else "",
        "likely": words.chance(package.likely) if package.likely else "",
        "signed": words.capital(_SIGNED[package.signed]),
        "rejected": package.rejected,
    }


def _bodies(package: RatifiedPackage, names: Names) -> list[str]:
    """Who must approve it; where there are several, each with its own chance."""
    said = []
    for body in names.in_order(package.bodies):
        own = package.by_body.get(body) if len(package.bodies) > 1 else None
        said.append(f"{names.party(body)}{f', {words.odds_spread(own)}' if own else ''}")
    return said


def _ballot(ballot: Ballot, names: Names) -> dict[str, str]:
    rules = [f"more than {_percent(ballot.threshold)} in 100 valid votes"]
    if ballot.turnout_quorum is not None:
        rules.append(f"at least {_percent(ballot.turnout_quorum)} in 100 voters taking part")
    if ballot.approval_quorum is not None:
        rules.append(f"yes from at least {_percent(ballot.approval_quorum)} in 100 voters")
    return {
        "name": names.body(ballot.body, ballot.community),
        "rule": words.capital(words.listed(rules)),
        "yes": words.in_100(ballot.yes),
        "turnout": words.in_100(ballot.turnout) if ballot.turnout else "",
        "passes": f"{words.likely(ballot.passes)}, {words.odds_spread(ballot.passes)}",
    }


def _percent(share: float) -> str:
    return words.number(100 * share, 0.1).removesuffix(".0")


def _worths(answer: RatifyAnswer, letter: Mapping[str, str], names: Names) -> dict[str, Any] | None:
    """Per party, what each package is worth, and what signing it is worth."""
    rows = [package for package in answer.packages if package.worth]
    parties = names.in_order({party for row in rows for party in row.worth})
    if not parties:
        return None
    return {
        "columns": [letter[row.id] for row in rows],
        "rows": [
            {
                "party": names.party(party),
                "cells": [
                    {
                        "signing": words.points(row.worth[party]) if party in row.worth else "",
                        "plain": words.plain_points(row.values[party])
                        if party in row.values
                        else "",
                    }
                    for row in rows
                ],
            }
            for party in parties
        ],
    }


def _shifts(answer: RatifyAnswer, letter: Mapping[str, str], names: Names) -> list[dict[str, Any]]:
    """Each thing that moves support once, with the packages it speaks to."""
    found: dict[tuple[str, str | None, str, str, str], list[str]] = {}
    for package in answer.packages:
        for ballot in package.ballots:
            for shift in ballot.shifts:
                moves = words.swing(shift.logits)
                key = (ballot.body, ballot.community, shift.what, shift.of, moves)
                found.setdefault(key, []).append(letter[package.id])
    return [
        {
            "body": names.body(body, community),
            "moves": moves,
            "packages": words.listed(letters_),
            "text": text,
            "laws": laws,
        }
        for (body, community, what, of, moves), letters_ in found.items()
        for text, laws in [agreed.shift(what, of, body, names)]
    ]


def _poll(row: PollRow, names: Names, references: References) -> dict[str, Any]:
    vote = agreed.vote_of(row.body, row.community, names.scenario)
    known = agreed.poll_of(vote, row.poll)
    return {
        "body": names.body(row.body, row.community),
        "name": row.poll,
        "on": words.day(known.on) if known and known.on else "not given",
        "yes": f"{_whole(row.yes)} in 100",
        "n": words.number(row.n) if row.n is not None else "not given",
        "weight": words.tenths_of(row.weight),
        "question": known.question or "" if known else "",
        "assume": known.assume or "" if known else "",
        "links": references.links(known.cite) if known else [],
    }


def _whole(share: float) -> str:
    return words.number(100 * share, 1.0)


def _error(answer: RatifyAnswer) -> list[str]:
    said = []
    if answer.error is not None:
        said.append(
            "Polls miss the result by more than the luck of the sample. Here, two times in three "
            f"by no more than about {words.swing_size(answer.error)} votes in 100 when a vote is "
            "even."
        )
    if answer.default_error and not any("default" in row for row in answer.warnings):
        said.append("No such error is in the scenario; this default rests on four votes only.")
    if answer.correlation:
        way = "the same way" if answer.correlation > 0 else "opposite ways"
        said.append(f"The errors of the votes tend {way}.")
    return said
