"""Every way parley refuses, as one tree. Knows no other room of the house.

ParleyError
|-- InputError          the analyst's files hold mistakes; all of them are listed, with places
|-- TooLarge            the question is sound but the space is beyond the documented size
|-- NoAnswer            the numbers admit no answer (a singular war chain, an empty set)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class ParleyError(Exception):
    """The root of every refusal; the command line turns it into a message and a status."""


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in one file: where it stands, what is wrong, what to write instead.

    Attributes:
        file: the file as the analyst named it.
        line: 1-based line, or 0 where the whole file is meant.
        column: 1-based column, or 0.
        path: the place in the scenario, with dots, or "" for the whole file.
        problem: what is wrong, as a sentence.
        remedy: what to write instead, as a sentence.
        rule: the name of the check that found it, stable across versions.
    """

    file: str
    line: int
    column: int
    path: str
    problem: str
    remedy: str
    rule: str

    def __str__(self) -> str:
        """Place, what is wrong, what to write instead."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{self.path}: " if self.path else ""
        return f"{place}: {where}{self.problem} {self.remedy}".rstrip()


class InputError(ParleyError):
    """The input holds mistakes; `mistakes` lists every one, in file and line order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: tuple[Mistake, ...] = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.mistakes)))

    @classmethod
    def of_file(cls, file: Path | str, problem: str, remedy: str, rule: str) -> "InputError":
        """One mistake that concerns a file as a whole."""
        return cls([Mistake(str(file), 0, 0, "", problem, remedy, rule)])


class TooLarge(ParleyError):  # noqa: N818 - it reads as what happened
    """The space is beyond the size this method answers; the message says what would help."""


class NoAnswer(ParleyError):  # noqa: N818
    """The numbers admit no answer, and the message says why."""
