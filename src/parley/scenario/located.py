"""YAML as plain data, with the place of every key and value. Knows YAML, not what a scenario is."""

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from parley.errors import InputError, Mistake

Route = tuple[str | int, ...]
_Event = Any  # PyYAML's own types leave out half of what its events carry

MAX_BYTES, MAX_VALUES, MAX_DEPTH = 5_000_000, 100_000, 40

# The parser in C is ten times faster; both tell the same events at the same places.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\r|\n")
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS_AND_ANCHORS = re.compile(r"(?:[&!]\S*\s*)*")

# What a scalar without quotes means: YAML 1.2.2, section 10.3.2 (core schema).
_CONSTANTS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBERS: Mapping[str, Callable[[str], float]] = {
    # Python refuses to read longer integers (a guard against quadratic time); they are floats.
    r"[-+]?[0-9]{1,4000}": int,
    r"0o[0-7]{1,4000}": lambda text: int(text[2:], 8),
    r"0x[0-9a-fA-F]{1,3000}": lambda text: int(text[2:], 16),
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?": float,
    r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)": lambda text: float(text.replace(".", "")),
}

# What a sign in the parser's complaint ("context; problem; character there") means in plain words.
_COMPLAINTS: Mapping[str, tuple[str, str]] = {
    r"tab char|; \t$": ("a tab stands where YAML wants spaces.", "Indent with spaces."),
    r"cannot start": ("a value cannot begin with this character.", "Put the text in quotes."),
    r"quoted.*unexpected": ("this quote is never closed.", "Close it with the same mark."),
    r"escape": ("YAML knows no such escape.", "Write \\\\ for a backslash, or use single quotes."),
    r"expected ':'": ("this line has no ': ' after a key.", "Write 'key: value'."),
    r"mapping values": ("this ': ' follows a value.", "Quote the text, or line up the keys."),
    r"sequence entries": ("a list cannot begin here.", "Begin it on a new line, below its key."),
    r"flow sequence": ("the '[' of line {line} lacks a comma or its ']'.", "Write it here."),
    r"flow mapping": ("the '{{' of line {line} lacks a comma or its '}}'.", "Write it here."),
    r"block mapping": (
        "this does not continue the mapping that begins on line {line}.",
        "Line up its keys, and let nothing follow a closing quote or bracket.",
    ),
    r"block collection": (
        "this does not continue the list that begins on line {line}.",
        "Begin every item with '- ' in the same column.",
    ),
    r"an (alias|anchor)": ("'*' and '&' have a meaning in YAML.", "Put the text in quotes."),
    r"node content": ("a value is missing, or brackets do not match.", "Write what is missing."),
    r"tag": ("tags that begin with '!' are not supported.", "Put the text in quotes."),
    r"": ("this is not YAML ({problem}).", "Compare it with the lines around it."),
}
_BLAME_THE_OPENING = re.compile(r"quoted.*unexpected|expected ':'|an (alias|anchor)")

# What ends the reading when there is more of it than the number says: depth, values, documents.
_LIMITS: tuple[tuple[Any, ...], ...] = (
    (MAX_DEPTH, "lists and mappings stand too deep in each other.", "Flatten them.", "yaml-depth"),
    (MAX_VALUES, "the file holds too many values.", "Split or shorten it.", "yaml-size"),
    (1, "a second document begins here.", "Keep one; take out the '---'.", "yaml-documents"),
)
# What is wrong with one entry or value; the others are read all the same.
_FAULTS: Mapping[str, tuple[str, str]] = {
    "yaml-key": ("a key must be a name.", "Write it as plain text, or in quotes."),
    "yaml-merge": ("merge keys ('<<') are not supported.", "Write the keys out."),
    "yaml-duplicate-key": ("this key stands on line {line} already.", "Keep one of the two."),
    "yaml-tag": ("tags that begin with '!' are not supported.", "Take the tag out."),
    "yaml-alias": ("this alias repeats no value that ends before it.", "Write the value."),
    "yaml-encoding": ("the control character U+{code:04X} has no place here.", "Take it out."),
    "yaml-empty": ("the file is empty.", "Write keys and values, or take the file away."),
    "yaml-root": (
        "the file does not hold keys with values.",
        "Write 'key: value' on each line, with a space after the colon.",
    ),
}
_TOO_MUCH = ("aliases repeat too much here.", "Write out what is needed.", "yaml-alias")


@dataclass(frozen=True)
class Span:
    """A stretch of the text: lines and columns from 1, character offsets from 0."""

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


@dataclass(frozen=True)
class Located:
    """Plain data, and where each key and each value of it stands.

    Attributes:
        file: the file as the analyst named it.
        text: the file's text without a byte order mark, its line ends as they are.
        data: dictionaries, lists, strings, numbers, booleans and None.
        keys: the place of each mapping key, by the route to its value.
        values: the place of each value; an alias has its own, what it repeats the original's.
    """

    file: str
    text: str
    data: Any
    keys: Mapping[Route, Span]
    values: Mapping[Route, Span]

    def place(self, route: Route) -> Span:
        """The key at the route, else the value, else the nearest ancestor that exists."""
        while route not in self.values:
            route = route[:-1]
        return self.keys.get(route) or self.values[route]

    def line(self, route: Route) -> int:
        """The line of `place(route)`."""
        return self.place(route).line


def load(path: Path, shown_as: str) -> tuple[Located | None, tuple[Mistake, ...]]:
    """Read a YAML file as `loads` does; `shown_as` is its name in messages."""
    try:
        return loads(read_bytes(path, shown_as), shown_as)
    except InputError as error:
        return None, error.mistakes


def loads(written: bytes | str, shown_as: str) -> tuple[Located | None, tuple[Mistake, ...]]:
    """Read YAML: plain data with its places, and every mistake found.

    Where the text is no YAML, or no mapping, the data is None. Else a faulty entry is left
    out, or stands as near to what was meant as can be told.
    """
    try:
        page = _Page(shown_as, decode(written, shown_as, "yaml"))
        reader = _Reader(page)
        data = reader.value(()) if reader.events else None
    except InputError as error:
        return None, error.mistakes
    if not isinstance(data, dict):
        reader.report("yaml-empty" if data is None else "yaml-root", 0, ())
    mistakes = tuple(sorted(reader.mistakes.values()))
    if not isinstance(data, dict):
        return None, mistakes
    return Located(shown_as, page.text, data, reader.keys, reader.values), mistakes


def read_bytes(path: Path, shown_as: str, most: int | None = None) -> bytes:
    """The bytes of a file, at most one more than `decode` accepts; InputError if unreadable."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read((most or MAX_BYTES) + 1)
        rule, problem = "file-missing", "there is no such file."
        if path.is_dir():
            rule, problem = "file-kind", "this is a folder, not a file."
    except OSError as error:
        rule, problem = "file-unreadable", f"the file cannot be read ({error.strerror})."
    raise InputError.of_file(shown_as, problem, "Check its name and where it stands.", rule)


def decode(written: bytes | str, shown_as: str, family: str, most: int | None = None) -> str:
    """The text of UTF-8 bytes, without a byte order mark; line ends stay as they are.

    Raises:
        InputError: too large, not UTF-8, or control characters; `family` begins the rule's name.
    """
    raw = written if isinstance(written, bytes) else written.encode("utf-8", "surrogatepass")
    most = most or MAX_BYTES
    if len(raw) > most:
        problem = f"the file is larger than {most // 1_000_000} MB."
        raise InputError.of_file(shown_as, problem, "Split or shorten it.", f"{family}-size")
    remedy, rule = "Save the file as UTF-8 text.", f"{family}-encoding"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or raw[:2].count(0) == 1:
        raise InputError.of_file(shown_as, "the file is UTF-16, not UTF-8.", remedy, rule)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = error.object[: error.start].decode("utf-8")
        problem = f"the byte 0x{error.object[error.start]:02x} is not UTF-8."
        raise InputError(
            [_Page(shown_as, text).mistake(len(text), problem, remedy, rule)]
        ) from None
    if strange := _NOT_TEXT.search(text):
        problem = f"the control character U+{ord(strange[0]):04X} has no place in a text."
        page = _Page(shown_as, text)
        raise InputError([page.mistake(strange.start(), problem, "Take it out.", rule)])
    return text


class _Page:
    """A text that can tell the line and the column of an offset."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def mistake(self, at: int, problem: str, remedy: str, rule: str, route: Route = ()) -> Mistake:
        return Mistake(self.file, *self.at(at), dotted(route), problem, remedy, rule)


def dotted(route: Route) -> str:
    """The route as messages show it: `record[4].cite`, its list items counted from 1."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in route)
    return "".join(steps).removeprefix(".")


def _in_plain_words(page: _Page, error: yaml.MarkedYAMLError) -> Mistake:
    """The parser has no codes for its complaints, so they are known by their English text."""
    mark = error.problem_mark or error.context_mark
    offset = mark.index if mark else 0
    complaint = f"{error.context}; {error.problem}; {page.text[offset : offset + 1]}"
    opening = error.context_mark.index if error.context_mark else offset
    words = next(words for sign, words in _COMPLAINTS.items() if re.search(sign, complaint))
    line, _ = page.at(opening)
    problem, remedy = (text.format(line=line, problem=error.problem) for text in words)
    at = opening if _BLAME_THE_OPENING.search(complaint) else offset
    return page.mistake(at, problem, remedy, "yaml-syntax")


def _events(page: _Page) -> Iterator[_Event]:
    """What the parser tells of the nodes, until it complains or a limit is passed."""
    depth = nodes = documents = 0
    try:
        events: Iterator[_Event] = yaml.parse(page.text, Loader=_LOADER)
        for event in events:
            depth += _deeper(event)
            nodes += isinstance(event, yaml.NodeEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            for number, (most, *words) in zip((depth, nodes, documents), _LIMITS, strict=True):
                if number > most:
                    raise InputError([page.mistake(event.start_mark.index, *words)])
            if isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)):
                yield event
    except yaml.MarkedYAMLError as error:
        raise InputError([_in_plain_words(page, error)]) from None
    except (ValueError, OverflowError):  # an escape beyond Unicode, in the parser without C
        raise InputError([page.mistake(0, *_COMPLAINTS["escape"], "yaml-syntax")]) from None


def _deeper(event: _Event) -> int:
    opens = isinstance(event, yaml.CollectionStartEvent)
    return opens - isinstance(event, yaml.CollectionEndEvent)


def _targets(events: tuple[_Event, ...]) -> Iterator[tuple[int, int]]:
    """Which event each alias repeats; none for an unknown name or a value within itself."""
    anchors: dict[str | None, int] = {}
    opened: list[int] = []
    for index, event in enumerate(events):
        if isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
        elif isinstance(event, yaml.AliasEvent):
            if (target := anchors.get(event.anchor, index)) not in (index, *opened):
                yield index, target
        else:
            anchors[event.anchor] = index
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append(index)


def _meaning(plain: str) -> str | float | bool | None:
    if plain in _CONSTANTS:
        return _CONSTANTS[plain]
    kinds = (kind for pattern, kind in _NUMBERS.items() if re.fullmatch(pattern, plain))
    return next(kinds, str)(plain)


class _Reader:
    """Builds plain data from events; what an alias repeats is built anew each time."""

    def __init__(self, page: _Page) -> None:
        self.page = page
        self.keys: dict[Route, Span] = {}
        self.values: dict[Route, Span] = {}
        self.mistakes: dict[tuple[int, str], Mistake] = {}
        self.events = tuple(_events(page))
        self.targets = dict(_targets(self.events))
        self.cursor = self.end = self.built = 0

    def value(self, route: Route) -> Any:
        """The value at the cursor, which moves behind it."""
        index, start, event = self.cursor, self.start(), self.take()
        self.examine(event, start, route)
        data: Any = None
        if isinstance(event, yaml.ScalarEvent):
            data = event.value if event.style else _meaning(event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            data = self.items(route)
        elif isinstance(event, yaml.MappingStartEvent):
            data = self.entries(route)
        elif index in self.targets:
            data = self.repeated(self.targets[index], route)
        else:
            self.report("yaml-alias", start, route)
        self.values[route] = self.span(start)
        return data

    def items(self, route: Route) -> list[Any]:
        data: list[Any] = []
        while not isinstance(self.events[self.cursor], yaml.CollectionEndEvent):
            data.append(self.value((*route, len(data))))
        self.take()
        return data

    def entries(self, route: Route) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(self.events[self.cursor], yaml.CollectionEndEvent):
            key = self.key(route)
            if key is None:
                self.skip()
            else:
                data[key] = self.value((*route, key))
        self.take()
        return data

    def key(self, route: Route) -> str | None:
        """The key at the cursor, or None where its entry is to be left out."""
        index, start = self.cursor, self.start()
        self.skip()
        scalar = self.events[self.targets.get(index, index)]
        quoted, name = getattr(scalar, "style", None), getattr(scalar, "value", "")
        here, line = (*route, name), 0
        if not (name or quoted):
            fault = "yaml-key"
        elif name == "<<" and not quoted:
            fault = "yaml-merge"
        elif here in self.keys:
            fault, line = "yaml-duplicate-key", self.keys[here].line
        else:
            self.examine(scalar, start, here)
            self.keys[here] = self.span(start)
            return str(name)
        self.report(fault, start, here, line=line)
        return None

    def repeated(self, target: int, route: Route) -> Any:
        """The value that an alias stands for, as if it were written here."""
        cursor, end = self.cursor, self.end
        self.cursor = target
        data = self.value(route)
        self.cursor, self.end = cursor, end
        return data

    def skip(self) -> None:
        """Move behind the value at the cursor without building it."""
        depth = _deeper(self.take())
        while depth:
            depth += _deeper(self.take())

    def start(self) -> int:
        """Where the value at the cursor begins, behind its tag and anchor."""
        event = self.events[self.cursor]
        span = event.start_mark.index, event.end_mark.index
        properties = _TAGS_AND_ANCHORS.match(self.page.text, *span)
        return properties.end() if properties else span[0]

    def take(self) -> _Event:
        """The event at the cursor, which moves on; `end` becomes the end of what it spans."""
        event = self.events[self.cursor]
        self.cursor += 1
        start, end = event.start_mark.index, event.end_mark.index
        spanned = self.page.text[start:end]
        if isinstance(event, yaml.ScalarEvent):
            # A block scalar takes in the blank lines behind it; an editor had better not.
            self.end = start + len(spanned.rstrip("\r\n") if event.style in ("|", ">") else spanned)
        elif spanned:  # the begin and the end of a block, which have no brackets, span nothing
            self.end = end
        return event

    def span(self, start: int) -> Span:
        return Span(*self.page.at(start), *self.page.at(self.end), start, self.end)

    def examine(self, event: _Event, start: int, route: Route) -> None:
        """Refuse what aliases blow up; report tags, and control characters that were escaped."""
        self.built += 1
        if self.built > MAX_VALUES or len(route) > MAX_DEPTH:
            outer = self.keys.get(route[:1])
            at = outer.start if outer else start
            raise InputError([self.page.mistake(at, *_TOO_MUCH, route[:1])])
        if getattr(event, "tag", None):
            self.report("yaml-tag", start, route)
        if strange := _NOT_TEXT.search(getattr(event, "value", "")):
            self.report("yaml-encoding", start, route, code=ord(strange[0]))

    def report(self, rule: str, at: int, route: Route, **details: int) -> None:
        """Note a mistake, once where an alias repeats its place."""
        problem, remedy = _FAULTS[rule]
        mistake = self.page.mistake(at, problem.format(**details), remedy, rule, route)
        self.mistakes.setdefault((at, rule), mistake)
