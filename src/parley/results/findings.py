"""All answers of one run, as one file that saves and loads itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, SerializeAsAny, ValidationError

from parley.errors import InputError
from parley.results.base import Answer, Basis, Result
from parley.results.deal import DealAnswer
from parley.results.hold import HoldAnswer
from parley.results.ratify import RatifyAnswer
from parley.results.record import RecordAnswer
from parley.results.war import WarAnswer
from parley.scenario import Scenario

A = TypeVar("A", bound=Answer)


class Findings(Result):
    """All that one run found: enough to draw the brief again without computing."""

    KINDS: ClassVar[Mapping[str, type[Answer]]] = {
        "record": RecordAnswer,
        "war": WarAnswer,
        "deal": DealAnswer,
        "hold": HoldAnswer,
        "ratify": RatifyAnswer,
    }

    format: Literal[1] = 1
    """The version of this file's layout."""
    notice: str
    """What must stand on the first screen: the status, and how much is assumed."""
    private: bool
    """Whether private preferences went into it."""
    seed: int | None
    """Where the random streams started; null for draws that were handed in."""
    draws: int
    """How many draws were made."""
    versions: dict[str, str]
    """Of parley and of what it computes with."""
    scenario: Scenario
    """The scenario as it was read, with what its citations opened."""
    answers: dict[str, SerializeAsAny[Answer]]
    """Per question, its answer."""
    not_analysed: tuple[str, ...] = ()
    """Sections of the scenario that no question of this version reads."""
    basis: Basis = Basis()
    """The decisive numbers: those that any answer is computed from."""

    def answer(self, kind: type[A]) -> A | None:
        """The answer of a kind, if that question was asked."""
        return next((a for a in self.answers.values() if isinstance(a, kind)), None)

    def check_names(self) -> None:
        """Raise ValueError where the deal speaks of issues that the scenario does not hold."""
        deal = self.answer(DealAnswer)
        for row in deal.packages if deal else ():
            if set(row.options) != set(self.scenario.issues):
                raise ValueError("a package does not name the scenario's issues.")

    def to_json(self) -> str:
        """The file's text, the same for the same findings."""
        return self.model_dump_json(indent=1, by_alias=True) + "\n"

    def save(self, path: Path | str) -> None:
        """Write them to a file."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read them back.

        Raises:
            InputError: where the file is not findings of this format.
        """
        try:
            raw = _Raw.model_validate_json(Path(path).read_bytes())
            kinds = cls.KINDS
            answers = {word: kinds[word].model_validate(body) for word, body in raw.answers.items()}
            found = cls.model_validate({**raw.model_dump(), "answers": answers})
            found.check_names()
        except OSError as error:
            raise InputError.of_file(
                path, f"it cannot be read ({error.strerror}).", "Name a findings.json.", "findings"
            ) from error
        except (ValidationError, ValueError, KeyError) as error:
            raise InputError.of_file(
                path,
                "this is not a findings file of this version of parley.",
                "Make it again with `parley brief`.",
                "findings",
            ) from error
        return found


class _Raw(BaseModel):
    """Findings before their answers are told apart."""

    model_config = ConfigDict(extra="allow")
    answers: dict[str, dict[str, Any]]
