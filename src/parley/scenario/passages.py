"""Documents and their passages: paragraphs and sentences with stable names. Knows text alone."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from parley.scenario.folding import Folded
from parley.scenario.located import decode, read_bytes

# Every pattern below is linear in the text: runs are possessive, so that nothing is tried twice.
_BREAK, _BEGIN, _END = r"(?>\r\n|\r|\n)", r"(?<![^\r\n])", r"(?![^\r\n])"
_FRONT_MATTER = re.compile(rf"\A---[ \t]*{_BREAK}(?=[\w-]+:).*?{_BEGIN}---[ \t]*{_END}", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(rf"{_BEGIN} {{0,3}}#{{1,6}}(?:[ \t][^\r\n]*+)?{_END}")
_RULE = re.compile(rf"{_BEGIN} {{0,3}}([-*_=])[ \t]*+(?:\1[ \t]*+){{2,}}+{_END}")
_BLOCK = re.compile(rf"\S[^\r\n]*+(?:{_BREAK}[^\S\r\n]*+\S[^\r\n]*+)*+")
_LINE = re.compile(r"\S[^\r\n]*+")
_BLANK_LINE = re.compile(rf"{_BREAK}[^\S\r\n]*+{_BREAK}")
_WHOLE_LINE = re.compile(r"[.!?…:;][\"'”’»)\]]*\s*\Z")
_WIDER_THAN_WRAPPED = 120
_NUMBER = re.compile(
    r"(?:([0-9]{1,4})[.)]|\[([0-9]{1,4})\]|[pP]([0-9]{1,4}):|§ ?([0-9]{1,4})\.?)\s++"
)

_STOP = re.compile(r"(?<![.!?…])[.!?…]++(?:[\"'”’»)\]]|\[[0-9]{1,3}\])*+(?=\s)")
_NEXT = re.compile(r"\s++(?=[^\w\s]{0,4}\s?(\w[\w'’]{0,30}))")
_LOOK_BACK = 24
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_BEFORE_NAMES = re.compile(
    "Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sgt|Maj|Capt|Cmdr|Adm|Brig|Sen|Rep|Gov|Pres|Amb|Rev|Hon|Messrs"
    r"|Mt|Ft|vs|cf|viz|approx|e\.g|i\.e"
)
_BEFORE_FIGURES = re.compile(
    "No|Nos|Art|Arts|Sec|Para|Paras|Fig|Figs|Vol|Ch|p|pp"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
)
_MAY_END = re.compile("Inc|Corp|Ltd|Co|Jr|Sr|St|etc|al")
_BEGINNERS = re.compile(
    "the|an?|he|she|it|they|we|you|i|this|that|these|those|there|in|on|at|but|and|so|if|when|while"
    "|after|before|as|for|from|with|his|her|its|their|our|both|no|not|yet|then|however|still"
    "|meanwhile|according|what|who|why|how",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Passage:
    """Some words of a document: `raw[start:end]` is exactly `text`.

    Attributes:
        name: `p2`, `p2.s3`, or "" for the whole document; of a quotation, the passage around it.
        text: the words.
        start: the offset of the first character.
        end: the offset behind the last.
    """

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """A text in paragraphs and sentences, each with the name by which it is cited.

    Attributes:
        text: the raw text.
        paragraphs: `p1`, `p2`, ..., without their written numbers.
        sentences: `p1.s1`, `p1.s2`, ...
        misnumbered: a sentence for each written number that is not its paragraph's.
    """

    text: str
    paragraphs: tuple[Passage, ...]
    sentences: tuple[Passage, ...]
    misnumbered: tuple[str, ...] = ()

    @cached_property
    def _named(self) -> Mapping[str, Passage]:
        return {passage.name: passage for passage in (*self.paragraphs, *self.sentences)}

    @cached_property
    def folded(self) -> Folded:
        """What quotations are looked up in."""
        return Folded(self.text, ((passage.start, passage.end) for passage in self.paragraphs))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a citation may use, paragraphs first."""
        return tuple(self._named)

    def passage(self, name: str) -> Passage | None:
        """The paragraph or sentence of that name."""
        return self._named.get(name)

    def around(self, start: int, end: int) -> Passage:
        """The sentence that holds the stretch, else the paragraph where the stretch begins."""
        sentence = _holding(self.sentences, start)
        return sentence if end <= sentence.end else _holding(self.paragraphs, start)


def _holding(passages: tuple[Passage, ...], offset: int) -> Passage:
    return passages[bisect_right(passages, offset, key=lambda passage: passage.start) - 1]


def read_text(path: Path) -> str:
    """The text of a document's file, in UTF-8 with or without a byte order mark.

    Raises:
        InputError: the file is missing, unreadable, over 5 MB, or no UTF-8 text.
    """
    return decode(read_bytes(path, str(path)), str(path), "text")


def document(text: str) -> Document:
    """Divide plain text or Markdown into paragraphs and sentences.

    Paragraphs stand between blank lines; where there is none, and the lines are not those of one
    wrapped paragraph, each line is a paragraph. Headings, rules, front matter and HTML comments
    are none. A number written in front of a paragraph is none of its words.
    """
    blocks = _blocks(text)
    marks = [_NUMBER.match(text, start, end) for start, end in blocks]
    numbers = [int(mark[mark.lastindex or 0]) if mark else 0 for mark in marks]
    # A list within an article has numbers too: they count if they fit, or if most have one.
    all_count = 2 * sum(map(bool, marks)) >= len(blocks)
    paragraphs, sentences, misnumbered = [], [], []
    for place, ((start, end), mark, number) in enumerate(
        zip(blocks, marks, numbers, strict=True), 1
    ):
        if mark and (all_count or number == place):
            start = mark.end()
            if number != place:
                misnumbered.append(f"paragraph {place} is numbered {number}.")
        paragraphs.append(Passage(f"p{place}", text[start:end], start, end))
        for count, (first, last) in enumerate(_sentences(text, start, end), 1):
            sentences.append(Passage(f"p{place}.s{count}", text[first:last], first, last))
    return Document(text, tuple(paragraphs), tuple(sentences), tuple(misnumbered))


def _blocks(text: str) -> list[tuple[int, int]]:
    """Where each paragraph begins and ends, its written number included."""
    prose = _prose(text)
    blocks = list(_BLOCK.finditer(prose))
    if len(blocks) == 1 or not _BLANK_LINE.search(text.strip()):
        lines = list(_LINE.finditer(prose))
        wide = any(len(line[0]) > _WIDER_THAN_WRAPPED for line in lines)
        if wide or all(_NUMBER.match(line[0]) or _WHOLE_LINE.search(line[0]) for line in lines):
            blocks = lines
    return [(block.start(), block.start() + len(block[0].rstrip())) for block in blocks]


def _prose(text: str) -> str:
    """The text with blanks in the place of all that belongs to no paragraph."""
    cut = text.rfind("-->") + 3  # an opening behind it would be searched to the end, each time
    text = _COMMENT.sub(_blank, text[:cut]) + text[cut:]
    for pattern in (_FRONT_MATTER, _HEADING, _RULE):
        text = pattern.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", found[0])


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends."""
    for stop in _STOP.finditer(text, start, end):
        following = _NEXT.match(text, stop.end(), end)
        before = text[max(start, stop.start() - _LOOK_BACK) : stop.start()]
        if following and _ends(before, stop[0], following[1]):
            yield start, stop.end()
            start = following.end()
    if start < end:
        yield start, end


def _ends(before: str, stop: str, following: str) -> bool:
    """Whether a sentence ends here, by the word before the stop and the word after it."""
    if following[0].islower():
        return False
    if stop != ".":
        return True
    word = re.split(r"\s", before)[-1].lstrip("\"'“‘«([")
    if _BEFORE_NAMES.fullmatch(word) or before.isdigit():
        return False
    if _BEFORE_FIGURES.fullmatch(word):
        return not following[0].isdigit()
    if _MAY_END.fullmatch(word) or _INITIALS.fullmatch(word):
        return bool(_BEGINNERS.fullmatch(following))
    return True
