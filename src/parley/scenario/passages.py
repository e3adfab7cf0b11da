"""Documents, their passages, and what cites them. Knows text, not politics."""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import fuzz

from parley.scenario.located import decode, read_bytes
from parley.scenario.naming import unknown

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

_ALIKE = {
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    **dict.fromkeys(map(ord, "\xad\u200b\u200c\u200d\u2060\ufeff")),
}
_NOT_ALIKE = ("<super>", "<sub>", "<fraction>", "<circle>")  # 10² is not 102
_LONGEST_CLUSTER = 32

_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALE = f"(?:{'|'.join(_SCALES)})"
_FIGURE = re.compile(
    r"\b(?:(more than|less than|fewer than|at least|at most|up to|almost|nearly|about|around"
    r"|over|under)\s)?(?<![\d.,])"
    rf"(\d+(?:[.,]\d+)*|{'|'.join(_NUMERALS)})\b(?:[ -]({_SCALE})\b)?"
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n't)\b"
)
_NEAR_ENOUGH = 70.0
_COMPARED, _LONGEST_COMPARED = 1_000, 20_000

Kind = Literal["figure", "negation", "wording"]
_PARTS = ("source", "at", "quote")
_SOURCE = re.compile(r"[^\s#]+")
_PLACE = re.compile(r"p[1-9][0-9]{0,5}(?:\.s[1-9][0-9]{0,5})?")
_QUOTED = re.compile(r"[\"“”„«](.*)[\"“”»]", re.DOTALL)
_FORMS = 'Write report, report#p2, report#p2.s3 or report#"the words".'


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
    def folded(self) -> "_Folded":
        """What quotations are looked up in."""
        return _Folded(self.text, ((passage.start, passage.end) for passage in self.paragraphs))

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


@dataclass(frozen=True)
class Near:
    """The passage nearest to words that stand nowhere, and why it does not count as them."""

    passage: Passage
    score: float
    kind: Kind
    reason: str


@dataclass(frozen=True)
class Citation:
    """A source, and where in it: a passage's name, the words themselves, both, or neither."""

    source: str
    at: str | None = None
    quote: str | None = None

    def __str__(self) -> str:
        """The canonical way to write it, which `parse_citation` reads back."""
        quoted = f'"{self.quote}"' if self.quote else None
        place = " ".join(part for part in (self.at, quoted) if part)
        return f"{self.source}#{place}" if place else self.source


@dataclass(frozen=True)
class Resolution:
    """The passage that a citation opens, or what is wrong and what to write instead."""

    passage: Passage | None
    problem: str = ""
    remedy: str = ""


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


class _Folded:
    """Paragraphs in the form in which words are compared, and where each character came from."""

    def __init__(self, text: str, paragraphs: Iterable[tuple[int, int]]) -> None:
        folded: list[str] = []
        self.starts, self.ends = array("l"), array("l")
        for begin, finish in paragraphs:
            for start, end in _clusters(text, begin, finish):
                for character in _fold_cluster(text[start:end]):
                    if character in " -" and folded and folded[-1] == character:
                        self.ends[-1] = end
                        continue
                    folded.append(character)
                    self.starts.append(start)
                    self.ends.append(end)
            folded.append(" ")
            self.starts.append(finish)
            self.ends.append(finish)
        self.text = "".join(folded)

    def find(self, words: str) -> Iterator[tuple[int, int]]:
        """The raw stretches that hold these folded words; whole words and whole figures only."""
        left = r"(?<![^\W_])(?<!\d[.,])" if words[0].isalnum() else ""
        right = rf"(?![^\W_])(?![.,]\d)(?![ -]{_SCALE}\b)" if words[-1].isalnum() else ""
        for match in re.finditer(left + re.escape(words) + right, self.text):
            first, last = match.start(), match.end() - 1
            # A letter without its accent, or half of a ligature, is no match.
            opened = first and self.starts[first - 1] == self.starts[first]
            if not opened and self.starts[last] != self.starts[last + 1]:
                yield self.starts[first], self.ends[last]


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each character with the accents that follow it."""
    for at in range(start + 1, end + 1):
        whole = at == end or not unicodedata.combining(text[at])
        if whole or at - start >= _LONGEST_CLUSTER:
            yield start, at
            start = at


@lru_cache(maxsize=10_000)
def _fold_cluster(cluster: str) -> str:
    """One form for what readers do not tell apart: quotes, dashes, blanks, case, encodings."""
    if cluster.isspace():
        return " "
    if unicodedata.decomposition(cluster[0]).startswith(_NOT_ALIKE):
        return cluster
    alike = unicodedata.normalize("NFKD", cluster.translate(_ALIKE)).casefold()
    return unicodedata.normalize("NFKD", alike)


def _fold(words: str) -> str:
    return _Folded(words, [(0, len(words))]).text.strip()


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
    folded = _fold(words)
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
    wanted = _fold(words[:_COMPARED])
    best, score, excerpt = None, _NEAR_ENOUGH, ""
    for passage in (*found_in.sentences, *found_in.paragraphs) if wanted else ():
        candidate = _fold(passage.text[:_LONGEST_COMPARED])
        likeness, part = _likeness(wanted, candidate, score)
        if likeness > score:
            best, score, excerpt = passage, likeness, part
    return Near(best, score, *_difference(wanted, excerpt)) if best else None


def _likeness(wanted: str, candidate: str, cutoff: float) -> tuple[float, str]:
    """From 0 to 100, and the part of the candidate (in whole words) that is so like."""
    if len(candidate) <= len(wanted):
        return fuzz.ratio(wanted, candidate, score_cutoff=cutoff), candidate
    found = fuzz.partial_ratio_alignment(wanted, candidate, score_cutoff=cutoff)
    if found is None:
        return 0.0, ""
    start = candidate.rfind(" ", 0, found.dest_start + 1) + 1
    end = candidate.find(" ", found.dest_end - 1)
    return found.score, candidate[start : end if end >= 0 else None]


def _difference(wanted: str, excerpt: str) -> tuple[Kind, str]:
    """The gravest way in which the two differ, in words."""
    ours, theirs = _figures(wanted), _figures(excerpt)
    if ours.keys() != theirs.keys():
        here = [text for value, text in ours.items() if value not in theirs]
        return "figure", _told(here, [text for value, text in theirs.items() if value not in ours])
    no, nor = Counter(_NEGATION.findall(wanted)), Counter(_NEGATION.findall(excerpt))
    if no.total() != nor.total():
        return "negation", _told((no - nor).elements(), (nor - no).elements())
    return "wording", "its words differ"


def _figures(words: str) -> dict[tuple[str, float | str], str]:
    """Each figure by its bound and value: (more than, 10000000) for `more than 10 million`."""
    found: dict[tuple[str, float | str], str] = {}
    for figure in _FIGURE.finditer(words):
        bound, number, scale = figure.groups()
        digits = str(_NUMERALS.index(number)) if number in _NUMERALS else number.replace(",", "")
        value: float | str = digits
        with suppress(ValueError):  # a date such as 28.3.2022 has no value but its digits
            value = float(digits) * _SCALES.get(scale, 1)
        found[bound or "", value] = figure[0]
    return found


def _told(here: Iterable[str], there: Iterable[str]) -> str:
    ours, theirs = (" and ".join(map(repr, words)) for words in (here, there))
    if not theirs:
        return f"it does not say {ours}"
    return f"it says {theirs}, not {ours}" if ours else f"it says {theirs}"


def parse_citation(raw: Any) -> Citation:
    """Read `report`, `report#p2`, `report#p2.s3`, `report#"words"`, or `{source:, at:, quote:}`.

    Raises:
        ValueError: it is none of these; the message says what to write.
    """
    parts = _taken_apart(raw) if isinstance(raw, str) else _in_order(raw)
    if not all(part is None or isinstance(part, str) for part in parts):
        raise _no_citation(raw)
    source, at, quote = (part and part.strip() for part in parts)
    if not source or not _SOURCE.fullmatch(source) or quote == "":
        raise _no_citation(raw)
    if at is not None and not _PLACE.fullmatch(at):
        raise ValueError(
            f"{at[:40]!r} names no passage. Write p2, or p2.s3 for its third sentence."
        )
    return Citation(source, at, quote)


def _taken_apart(raw: str) -> tuple[str | None, ...]:
    source, mark, rest = raw.strip().partition("#")
    place = _PLACE.match(rest)
    at = place[0] if place else None
    words = rest.removeprefix(at or "").strip()
    quoted = _QUOTED.fullmatch(words)
    if (mark and not (at or quoted)) or (words and not quoted):
        raise _no_citation(raw)
    return source, at, quoted[1] if quoted else None


def _in_order(raw: Any) -> tuple[Any, ...]:
    if not isinstance(raw, Mapping):
        raise _no_citation(raw)
    for key in raw:
        if key not in _PARTS:
            raise ValueError(" ".join(unknown("key", str(key), _PARTS)))
    return tuple(raw.get(key) for key in _PARTS)


def _no_citation(raw: Any) -> ValueError:
    shown = repr(raw)
    return ValueError(
        f"{shown if len(shown) <= 60 else f'{shown[:57]}...'} is no citation. {_FORMS}"
    )


def resolve(found_in: Document, citation: Citation) -> Resolution:
    """Open a citation in its document: the passage or the quotation it names, or why not."""
    passage: Passage | None = Passage("", found_in.text, 0, len(found_in.text))
    if citation.at:
        passage = found_in.passage(citation.at)
    if not found_in.paragraphs or passage is None:
        return Resolution(None, *_beyond(found_in, citation.at or ""))
    if citation.quote is None:
        return Resolution(passage)
    quotation = find_quotation(found_in, citation.quote, passage)
    return Resolution(quotation) if quotation else Resolution(None, *_not_said(found_in, citation))


def _beyond(found_in: Document, at: str) -> tuple[str, str]:
    """The document, or the paragraph, is shorter than the citation supposes."""
    if not found_in.paragraphs:
        return "the document has no paragraphs.", "Put its text into the file."
    paragraph = at.partition(".")[0]
    if found_in.passage(paragraph):
        whole, prefix, kind = paragraph, f"{paragraph}.s", "sentence"
    else:
        whole, prefix, kind = "the document", "p", "paragraph"
    names = [name for name in found_in.names if re.fullmatch(rf"{re.escape(prefix)}\d+", name)]
    count = "1 " + kind if len(names) == 1 else f"{len(names)} {kind}s"
    choice = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
    return f"there is no {at}: {whole} has {count}.", f"Cite {choice}."


def _not_said(found_in: Document, citation: Citation) -> tuple[str, str]:
    """The words stand elsewhere, or something like them does, or nothing does."""
    words = citation.quote or ""
    if elsewhere := find_quotation(found_in, words):
        problem = f"these words stand in {elsewhere.name}, not in {citation.at}."
        return problem, f"Cite {elsewhere.name}, or the words alone."
    problem = "these words do not stand in the document"
    near = nearest(found_in, words)
    if near is None:
        return f"{problem}.", "Quote word for word, or cite a passage by its number."
    text = near.passage.text if len(near.passage.text) <= 200 else f"{near.passage.text[:197]}..."
    if near.kind == "wording":
        return f"{problem}.", f"Did you mean {near.passage.name}: “{text}”?"
    problem += f", and {near.passage.name} has another {near.kind}: {near.reason}."
    return problem, f"Quote it as it stands: “{text}”"
