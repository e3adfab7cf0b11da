"""JSON as plain data, with the place of every key and value. Knows JSON, not what it says.

Numbers with a point are decimals, exact in the file's digits. The tokens NaN, Infinity and
-Infinity, which some programs write, are floats.
"""

import json
import re
from bisect import bisect_right
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from parley.errors import InputError, Mistake
from parley.scenario.located import (
    MAX_DEPTH,
    MAX_VALUES,
    Located,
    Route,
    Span,
    decode,
    dotted,
    read_bytes,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LONG_NUMBER = 400
_EXPECTED = {
    "Expecting value": "a value is missing, or cannot stand here.",
    "Unterminated string starting at": "this text is never closed.",
    "Invalid control character at": "a line break or control character stands in a text.",
}


def load(path: Path) -> Located:
    """Read a JSON file whose root is an object.

    Raises:
        InputError: unreadable, not JSON, too large, too deep, a key twice, or another root.
    """
    text = decode(read_bytes(path, str(path)), str(path), "json")
    reader = _Reader(str(path), text)
    data = reader.whole()
    if reader.mistakes:
        raise InputError(reader.mistakes)
    if not isinstance(data, dict):
        reader.refuse(0, "the file does not hold an object.", "Write `{...}`.", "json-root")
    return Located(str(path), text, data, reader.keys, reader.values)


def _number(text: str) -> Decimal | float:
    if len(text) > _LONG_NUMBER:
        return float("nan")  # which no reader of numbers accepts
    try:
        return Decimal(text)
    except InvalidOperation:
        return float("nan")


class _Reader:
    """A reader of values by position; scalars are the standard library's."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self.keys: dict[Route, Span] = {}
        self.values: dict[Route, Span] = {}
        self.mistakes: list[Mistake] = []
        self.scalar = json.JSONDecoder(
            parse_float=_number,
            parse_int=lambda text: int(text) if len(text) < 300 else _number(""),
        ).raw_decode
        self.at = 0

    def whole(self) -> Any:
        self.skip()
        data = self.value(())
        if self.at < len(self.text):
            self.refuse(self.at, "something follows the end.", "Take it out.", "json-syntax")
        return data

    def value(self, route: Route) -> Any:
        if len(route) > MAX_DEPTH:
            self.refuse(
                self.at, "values stand too deep in each other.", "Flatten it.", "json-depth"
            )
        if len(self.values) > MAX_VALUES:
            self.refuse(self.at, "the file holds too many values.", "Shorten it.", "json-size")
        start = self.at
        opening = self.text[start : start + 1]
        if opening == "{":
            data: Any = self.entries(route)
        elif opening == "[":
            data = self.items(route)
        else:
            data = self.plain()
        self.values[route] = self.span(start, self.at)
        self.skip()
        return data

    def plain(self) -> Any:
        try:
            data, self.at = self.scalar(self.text, self.at)
        except json.JSONDecodeError as error:
            problem = _EXPECTED.get(error.msg, f"this is not JSON ({error.msg}).")
            self.refuse(error.pos, problem, "Compare it with the lines around it.", "json-syntax")
        return data

    def entries(self, route: Route) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while self.more("}", first=not data and self.text[self.at] == "{"):
            start = self.at
            if self.text[start : start + 1] != '"':
                self.refuse(start, "a key in quotes is missing.", "Write it.", "json-syntax")
            key = self.plain()
            here = (*route, key)
            if key in data:
                line = self.keys[here].line
                self.fault(start, f"this key stands on line {line} already.", "Keep one.", here)
            self.keys[here] = self.span(start, self.at)
            self.skip()
            self.expect(":")
            data[key] = self.value(here)
        return data

    def items(self, route: Route) -> list[Any]:
        data: list[Any] = []
        while self.more("]", first=not data and self.text[self.at] == "["):
            data.append(self.value((*route, len(data))))
        return data

    def more(self, closing: str, *, first: bool) -> bool:
        """Whether another entry follows; moves behind the sign before it, or the closing."""
        sign = self.text[self.at : self.at + 1]
        if first:
            self.at += 1
            self.skip()
            if self.text[self.at : self.at + 1] != closing:
                return True
            sign = closing
        if sign == closing:
            self.at += 1
            return False
        self.expect(",", closing)
        return True

    def expect(self, sign: str, other: str = "") -> None:
        if self.text[self.at : self.at + 1] != sign:
            wanted = f"'{sign}' or '{other}'" if other else f"'{sign}'"
            self.refuse(self.at, f"{wanted} is missing here.", "Write it.", "json-syntax")
        self.at += 1
        self.skip()

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def span(self, start: int, end: int) -> Span:
        return Span(*self.place(start), *self.place(end), start, end)

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def fault(self, at: int, problem: str, remedy: str, route: Route) -> None:
        line, column = self.place(at)
        row = Mistake(self.file, line, column, dotted(route), problem, remedy, "json-duplicate-key")
        self.mistakes.append(row)

    def refuse(self, at: int, problem: str, remedy: str, rule: str) -> None:
        line, column = self.place(min(at, len(self.text)))
        row = Mistake(self.file, line, column, "", problem, remedy, rule)
        raise InputError([*self.mistakes, row])
