"""The brief on one terminal screen. Knows the short answers and the console's width."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from parley.brief import chapters, words
from parley.brief.short import Short
from parley.results import Findings

MOST_LINES = 40
WIDEST = 100
LABEL = 14
NARROW = 64
_LABELS = {
    "Who talks about what?": "Who",
    "Could there be a deal?": "A deal?",
    "What could a deal look like?": "What",
    "Would it be kept, and approved?": "Will it last?",
    "What happens without a deal?": "Without one",
    "How far can this be trusted?": "Trust",
    "What does it rest on?": "Rests on",
}


def show(findings: Findings, console: Console) -> None:
    """Print the summary: plain lines, at most forty, no wider than the console."""
    width = max(20, min(console.width, WIDEST))
    for text, style in _fitted(findings, width):
        console.print(Text(text, style), soft_wrap=True, highlight=False)


Line = tuple[str, str]


def _fitted(findings: Findings, width: int) -> list[Line]:
    """As many sentences as fit on one screen; a narrow console scrolls instead."""
    shorts = chapters.first_screen(findings)
    kept = [len(_texts(short)) for short in shorts]
    head = list(_head(findings, width))
    lines = [*head, *_body(shorts, kept, width, roomy=True)]
    while len(lines) > MOST_LINES and width >= NARROW:
        lines = [*head, *_body(shorts, kept, width, roomy=False)]
        if len(lines) <= MOST_LINES:
            return lines
        longest = max(range(len(kept)), key=lambda at: (kept[at] - shorts[at].least, kept[at]))
        if kept[longest] == 1:
            return _cut(lines)
        kept[longest] -= 1
    return lines


def _cut(lines: list[Line]) -> list[Line]:
    return [*lines[: MOST_LINES - 1], ("(more in brief.html)", "dim")]


def _head(findings: Findings, width: int) -> Iterator[Line]:
    private = "PRIVATE. " if findings.private else ""
    for line in _wrapped(words.clean(findings.scenario.title), width)[:2]:
        yield line, "bold"
    notice = f"{private}{words.sentence(words.clean(findings.notice))}"
    for line in _wrapped(notice, width)[:3]:
        yield line, "bold"
    yield from (
        (line, "") for line in _wrapped(f"As of {words.day(findings.scenario.as_of)}.", width)
    )


def _body(shorts: list[Short], kept: list[int], width: int, *, roomy: bool) -> Iterator[Line]:
    for short, count in zip(shorts, kept, strict=True):
        label = _LABELS.get(short.question, short.question)
        text = " ".join(map(words.clean, _texts(short)[:count]))
        if roomy:
            yield "", ""
        if width < NARROW:
            yield label, "bold"
            yield from ((f"  {line}", "") for line in _wrapped(text, width - 2))
            continue
        for at, line in enumerate(_wrapped(text, width - LABEL)):
            yield f"{label if at == 0 else '':<{LABEL}}{line}", ""


def _texts(short: Short) -> list[str]:
    """Its sentences, the list behind the last of the first ones."""
    texts = list(short.text)
    if short.items:
        texts[-1] = f"{texts[-1]} {'; '.join(short.items)}."
    return texts + list(short.after)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines as wide as the terminal counts them, broken between words; a longer word is folded."""
    lines: list[str] = []
    line = Text()
    for word in text.split():
        piece = Text(word)
        if line and line.cell_len + 1 + piece.cell_len <= width:
            line.append(" ").append_text(piece)
            continue
        if line:
            lines.append(line.plain)
        *full, line = _folded(piece, width)
        lines += [part.plain for part in full]
    return [*lines, line.plain] if line else lines


def _folded(word: Text, width: int) -> list[Text]:
    """A word in pieces that fit."""
    pieces, piece = [], Text()
    for character in word.plain:
        if piece.cell_len + Text(character).cell_len > width:
            pieces.append(piece)
            piece = Text()
        piece.append(character)
    return [*pieces, piece]
