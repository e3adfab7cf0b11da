"""One short answer of the first screen. Knows no question."""

from dataclasses import dataclass

from parley.brief import words

# How many sentences stay longest where there is little room; one where nothing is said here.
_LEAST = {"what": 2, "lasts": 2, "otherwise": 3}


@dataclass(frozen=True)
class Short:
    """One short answer.

    Attributes:
        place: which of them it is, and so where it stands.
        word: the chapter that says more.
        question: the question in plain words.
        text: the answer, one sentence each.
        items: a list below it, such as a package option by option.
        after: what follows the list.
    """

    place: str
    word: str
    question: str
    text: tuple[str, ...]
    items: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def least(self) -> int:
        """How many of its sentences stay longest where there is little room."""
        return _LEAST.get(self.place, 1)


def missing(rows: tuple[str, ...]) -> list[str]:
    """What to add to the scenario, as sentences."""
    return [words.sentence(words.clean(row)) for row in rows]
