"""Citations: how they are written, and what they open. Knows text, not what is claimed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parley.scenario.naming import unknown
from parley.scenario.passages import Document, Passage
from parley.scenario.quotations import find_quotation, nearest

_PARTS = ("source", "at", "quote")
_SOURCE = re.compile(r"[^\s#]+")
_PLACE = re.compile(r"p[1-9][0-9]{0,5}(?:\.s[1-9][0-9]{0,5})?")
_QUOTED = re.compile(r"[\"“”„«](.*)[\"“”»]", re.DOTALL)
_FORMS = 'Write report, report#p2, report#p2.s3 or report#"the words".'


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
