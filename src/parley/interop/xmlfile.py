"""XML as plain elements with their lines, read safely. Knows XML, not what it says.

The parser is the standard library's (expat). Documents with a type (DOCTYPE) are refused before
any entity can be declared, so nothing can be expanded, fetched or looked up; sizes are limited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat  # refuses what defusedxml would, see _Builder

from parley.errors import InputError, Mistake
from parley.interop.reporting import content

MAX_DEPTH, MAX_ELEMENTS, MAX_ATTRIBUTES = 40, 100_000, 60
_KNOWN_ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "us-ascii", "ascii", "windows-1252")


@dataclass(frozen=True)
class Element:
    """One element: its name, attributes, line, and the elements in it."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    children: tuple["Element", ...]
    text: bool
    """Whether it holds text of its own, which none of these formats uses."""

    def named(self, tag: str) -> list["Element"]:
        """The elements directly in it that bear this name."""
        return [child for child in self.children if child.tag == tag]


def load(path: Path) -> Element:
    """Read an XML file.

    Raises:
        InputError: unreadable, too large or too deep, not well formed, or with a DOCTYPE.
    """
    raw = content(path)
    builder = _Builder(str(path))
    try:
        builder.parser.Parse(raw, True)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        _refuse(
            str(path),
            error.lineno,
            f"the file is not well-formed XML ({said}).",
            "Compare it with the lines around it; write `&quot;` for a quote, `&amp;` for an &.",
            "xml-syntax",
        )
    except (LookupError, ValueError, UnicodeError):  # an encoding that Python does not know
        _refuse(str(path), 1, *_ENCODING)
    if builder.root is None:
        _refuse(str(path), 0, "the file is empty.", "Take it away.", "xml-syntax")
    return builder.root


_ENCODING = (
    "the file names an encoding that is not read.",
    f"Save it as UTF-8. Read are {', '.join(_KNOWN_ENCODINGS[:4])}.",
    "xml-encoding",
)


def _refuse(file: str, line: int, problem: str, remedy: str, rule: str) -> NoReturn:
    raise InputError([Mistake(file, line, 0, "", problem, remedy, rule)]) from None


class _Builder:
    """Builds elements from what the parser tells, and refuses what could do harm."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Element | None = None
        self.open: list[tuple[str, dict[str, str], int, list[Element]]] = []
        self.texts: list[bool] = []
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.XmlDeclHandler = self.declared
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity
        self.parser.ExternalEntityRefHandler = self.entity
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def refuse(self, problem: str, remedy: str, rule: str) -> NoReturn:
        _refuse(self.file, self.parser.CurrentLineNumber, problem, remedy, rule)

    def declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        if encoding and encoding.lower() not in _KNOWN_ENCODINGS:
            self.refuse(*_ENCODING)

    def doctype(self, *_: object) -> None:
        self.refuse(
            "the file declares a document type (DOCTYPE), which can define entities.",
            "Take the declaration out; negotiation files need none.",
            "xml-doctype",
        )

    def entity(self, *_: object) -> NoReturn:
        self.refuse("the file declares entities.", "Write out what they stand for.", "xml-entity")

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            self.refuse("the file holds too many elements.", "Split or shorten it.", "xml-size")
        if len(self.open) >= MAX_DEPTH:
            self.refuse("elements stand too deep in each other.", "Flatten them.", "xml-depth")
        if len(attributes) > MAX_ATTRIBUTES:
            self.refuse("an element has too many attributes.", "Shorten it.", "xml-size")
        self.open.append((tag, attributes, self.parser.CurrentLineNumber, []))
        self.texts.append(False)

    def end(self, _tag: str) -> None:
        tag, attributes, line, children = self.open.pop()
        element = Element(tag, attributes, line, tuple(children), self.texts.pop())
        if self.open:
            self.open[-1][3].append(element)
        else:
            self.root = element

    def characters(self, text: str) -> None:
        if self.texts and text.strip():
            self.texts[-1] = True
