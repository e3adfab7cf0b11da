"""How packages are told apart across chapters: letters, and differences in words. Knows ids."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from parley.brief import words
from parley.brief.names import Names
from parley.results import DealAnswer, Findings, HeldPackage, HoldAnswer, RatifyAnswer


class Optioned(Protocol):
    """Anything that is one package."""

    @property
    def id(self) -> str:
        """Its short name."""

    @property
    def options(self) -> Mapping[str, str]:
        """The option per issue."""


def letters(findings: Findings) -> dict[str, str]:
    """Per package, its letter: first as in the chapter on the deal, then as they come up."""
    deal = findings.answer(DealAnswer)
    held, ratified = findings.answer(HoldAnswer), findings.answer(RatifyAnswer)
    ids = [row.id for row in deal.packages] if deal and deal.verdict == "zone" else []
    ids += [row.id for row in held.packages] if held else []
    ids += [row.id for row in ratified.packages] if ratified else []
    ids = list(dict.fromkeys(ids))
    return dict(zip(ids, words.letters(len(ids)), strict=False))


def in_words(packages: Iterable[Optioned], names: Names) -> list[tuple[str, list[str]]]:
    """Per package: the id of the one it is compared with ("" for the first), and its options.

    The first is given in full, every other one by what is different, notes on the law included.
    """
    rows = list(packages)
    said = []
    for at, row in enumerate(rows):
        if at == 0 or set(row.options) != set(rows[0].options):
            said.append(("", names.package(row.options)))
            continue
        other = rows[0].options
        said.append(
            (rows[0].id, names.package({i: o for i, o in row.options.items() if other[i] != o}))
        )
    return said


def leading(answer: HoldAnswer) -> HeldPackage | None:
    """The one to show step by step: what the reader chose, else the first."""
    chosen = (row for row in answer.packages if "chosen" in row.why)
    return next(chosen, answer.packages[0] if answer.packages else None)
