"""Quotations, looked up in a document to the word. Knows text, not who is quoted."""

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from parley.scenario.folding import SCALE, SCALES, fold
from parley.scenario.passages import Document, Passage

_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FIGURE = re.compile(
    r"\b(?:(more than|less than|fewer than|at least|at most|up to|almost|nearly|about|around"
    r"|over|under)\s)?(?<![\d.,])"
    rf"(\d+(?:[.,]\d+)*|{'|'.join(_NUMERALS)})\b(?:[ -]({SCALE})\b)?"
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n't)\b"
)
_NEAR_ENOUGH = 70.0
_COMPARED, _LONGEST_COMPARED = 1_000, 20_000

Kind = Literal["figure", "negation", "wording"]


@dataclass(frozen=True)
class Near:
    """The passage nearest to words that stand nowhere, and why it does not count as them."""

    passage: Passage
    score: float
    kind: Kind
    reason: str


def find_quotation(found_in: Document, words: str, within: Passage | None = None) -> Passage | None:
    """Where the words stand, once quotes, dashes, white space, case and Unicode's forms are folded.

    Only whole words count: "4 million" does not stand in "14 million".

    Args:
        found_in: the document.
        words: the quotation, without quotation marks around it.
        within: a passage of the document that must hold it.

    Returns:
        The first such stretch of the raw text, named after the sentence or paragraph around it.
    """
    folded = fold(words)
    low, high = (within.start, within.end) if within else (0, len(found_in.text))
    for start, end in found_in.folded.find(folded) if folded else ():
        if low <= start and end <= high:
            name = found_in.around(start, end).name
            return Passage(name, found_in.text[start:end], start, end)
    return None


def nearest(found_in: Document, words: str) -> Near | None:
    """The passage most like these words, if one is like them, and in what it differs.

    Likeness is blind to meaning: to it "14 million" is all but "10 million". So figures and
    negations are compared apart, and told first.
    """
    wanted = fold(words[:_COMPARED])
    best, like = None, _Likeness(_NEAR_ENOUGH, "", 0, 0)
    for passage in (*found_in.sentences, *found_in.paragraphs) if wanted else ():
        found = _likeness(wanted, fold(passage.text[:_LONGEST_COMPARED]), like.score)
        if found.score > like.score:
            best, like = passage, found
    return Near(best, like.score, *_difference(wanted, like)) if best else None


class _Likeness(NamedTuple):
    """How like a passage is, from 0 to 100, and where (in whole words) it is so like."""

    score: float
    passage: str
    start: int
    end: int


def _likeness(wanted: str, passage: str, cutoff: float) -> _Likeness:
    if len(passage) <= len(wanted):
        score = fuzz.ratio(wanted, passage, score_cutoff=cutoff)
        return _Likeness(score, passage, 0, len(passage))
    found = fuzz.partial_ratio_alignment(wanted, passage, score_cutoff=cutoff)
    if found is None:
        return _Likeness(0, passage, 0, 0)
    start = passage.rfind(" ", 0, found.dest_start + 1) + 1
    end = f"{passage} ".find(" ", found.dest_end - 1)
    return _Likeness(found.score, passage, start, end)


def _difference(wanted: str, like: _Likeness) -> tuple[Kind, str]:
    """The gravest way in which the two differ, in words."""
    # `more than` belongs to the figure, even where the words that are alike begin behind it.
    ours, theirs = _figures(wanted, 0, len(wanted)), _figures(*like[1:])
    if ours.keys() != theirs.keys():
        here = [text for value, text in ours.items() if value not in theirs]
        return "figure", _told(here, [text for value, text in theirs.items() if value not in ours])
    no = Counter(_NEGATION.findall(wanted))
    nor = Counter(_NEGATION.findall(like.passage, like.start, like.end))
    if no.total() != nor.total():
        return "negation", _told((no - nor).elements(), (nor - no).elements())
    return "wording", "its words differ"


def _figures(words: str, start: int, end: int) -> dict[tuple[str, float | str], str]:
    """The figures in a stretch, by bound and value: (more than, 1e7) for `more than 10 million`."""
    found: dict[tuple[str, float | str], str] = {}
    for figure in _FIGURE.finditer(words):
        if figure.end() <= start or figure.start(2) >= end:
            continue
        bound, number, scale = figure.groups()
        digits = str(_NUMERALS.index(number)) if number in _NUMERALS else number.replace(",", "")
        value: float | str = digits
        with suppress(ValueError):  # a date such as 28.3.2022 has no value but its digits
            value = float(digits) * SCALES.get(scale, 1)
        found[bound or "", value] = figure[0]
    return found


def _told(here: Iterable[str], there: Iterable[str]) -> str:
    ours, theirs = (" and ".join(map(repr, words)) for words in (here, there))
    if not theirs:
        return f"it does not say {ours}"
    return f"it says {theirs}, not {ours}" if ours else f"it says {theirs}"
