"""From located data to frozen types, every mistake told in words. Knows pydantic, not politics.

What is broken is reported once and taken out, so that the rest of the file is still checked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from parley.errors import Mistake
from parley.scenario.distributions import shown
from parley.scenario.located import Located, Route, dotted
from parley.scenario.naming import suggest, unknown
from parley.scenario.schema.base import Part

M = TypeVar("M", bound=Part)
MOST_ROUNDS = 40


@dataclass(frozen=True)
class Built(Generic[M]):
    """A part built from located data.

    Attributes:
        part: the part, without what was broken; None where nothing could be built.
        mistakes: every mistake found on the way.
        dropped: the places, in the file, of what was taken out.
        moved: for each round of taking out, where the items of shortened lists had stood.
    """

    part: M | None
    mistakes: tuple[Mistake, ...]
    dropped: frozenset[Route]
    moved: tuple[Mapping[Route, tuple[int, ...]], ...]

    def original(self, route: Route) -> Route:
        """Where something of the built part stands in the file."""
        for moves in reversed(self.moved):
            route = tuple(
                moves[route[:at]][step] if isinstance(step, int) and route[:at] in moves else step
                for at, step in enumerate(route)
            )
        return route


def build(kind: type[M], located: Located, stand_ins: Mapping[str, Any]) -> Built[M]:
    """Build `kind` from data, report every mistake, and go on without what is broken.

    Args:
        kind: the type to build.
        located: the data with its places.
        stand_ins: for fields that `kind` needs, what to go on with where they are missing.
    """
    data = located.data
    mistakes: list[Mistake] = []
    dropped: set[Route] = set()
    moved: list[dict[Route, tuple[int, ...]]] = []
    for turn in range(MOST_ROUNDS):
        try:
            part = kind.model_validate(data)
        except ValidationError as error:
            faults = _distinct(error.errors(include_url=False), data, kind)
        else:
            return Built(part, tuple(mistakes), frozenset(dropped), tuple(moved))
        so_far = Built[M](None, (), frozenset(dropped), tuple(moved))
        for fault in faults:
            place = so_far.original(fault.route)
            if turn == 0 or _is_news(fault, place, dropped):
                mistakes.append(_mistake(fault, place, located, kind, data))
        dropped |= {so_far.original(fault.culprit) for fault in faults if fault.culprit}
        moves: dict[Route, tuple[int, ...]] = {}
        data = _without(data, {fault.culprit for fault in faults if fault.culprit}, (), (), moves)
        dropped |= {(key,) for key in stand_ins if key not in data}
        data = {**stand_ins, **data}
        moved.append(moves)
    return Built(None, tuple(mistakes), frozenset(dropped), tuple(moved))


@dataclass(frozen=True)
class _Fault:
    details: ErrorDetails
    route: Route  # where it is reported
    culprit: Route  # what must go for the rest to stand
    choices: tuple[ErrorDetails, ...] = ()  # what else could have stood here

    @property
    def kind(self) -> str:
        return self.details["type"]

    @property
    def wanted(self) -> Route:
        """The key that the types name, at the end of what they say of the place."""
        return self.details["loc"][-1:]

    @property
    def misspelt(self) -> bool:
        """Whether what is missing stands there under another name."""
        named = self.kind == "missing" and isinstance(self.wanted[0], str)
        return named and self.route[-1:] != self.wanted


def _distinct(errors: Iterable[ErrorDetails], data: Any, kind: type[Part]) -> list[_Fault]:
    """One fault a place: of a choice that failed, keep the branch that the writer meant."""
    by_route: dict[Route, list[_Fault]] = {}
    for details in errors:
        fault = _fault(details, data, kind)
        by_route.setdefault(fault.route, []).append(fault)
    chosen = [_meant(faults, data) for faults in by_route.values()]
    inner = {fault.route[:at] for fault in chosen for at in range(len(fault.route))}
    return [fault for fault in chosen if fault.kind not in _FORMS or fault.route not in inner]


_FORMS = {"literal_error", "dict_type", "tuple_type", "string_type", "model_type"}


def _meant(faults: list[_Fault], data: Any) -> _Fault:
    """Of several ways to write something, the one that was tried; if none was, all of them."""
    if len(faults) == 1:
        return faults[0]
    forms = [fault for fault in faults if fault.kind in _FORMS]
    others = [fault for fault in faults if fault.kind not in _FORMS]
    others.sort(key=lambda fault: fault.kind == "missing")
    value = _at(data, faults[0].route)
    if others and not any(_is_slip(value, form.details) for form in forms):
        return others[0]
    return replace(forms[0], choices=tuple(form.details for form in forms[1:]))


def _is_slip(value: Any, details: ErrorDetails) -> bool:
    """Whether one of the fixed words was meant, and misspelt."""
    words = _fixed_words(details)
    return isinstance(value, str) and suggest(value, words).startswith("Did")


def _fixed_words(details: ErrorDetails) -> list[str]:
    return re.findall("'([^']*)'", str(details.get("ctx", {}).get("expected", "")))


def _fault(details: ErrorDetails, data: Any, kind: type[Part]) -> _Fault:
    route: Route = ()
    here = data
    steps = details["loc"]
    for step in steps:
        if _has(here, step):
            here, route = here[step], (*route, step)
    if details["type"] == "missing" and isinstance(here, Mapping):
        fields = fields_at(kind, steps[:-1])
        written = _misspelt(str(steps[-1]), (key for key in here if key not in fields))
        return _Fault(details, (*route, written or steps[-1]), route)
    if details["type"] == "condition":
        return _Fault(details, (*route, *details["ctx"]["route"]), route)
    return _Fault(details, route, route)


def _misspelt(name: str, keys: Iterable[str]) -> str | None:
    """The key under which a missing one stands there, if one looks like it."""
    return next((key for key in keys if suggest(key, (name,)).startswith("Did")), None)


def _has(here: Any, step: str | int) -> bool:
    if isinstance(here, Mapping):
        return step in here
    return isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here)


def _at(data: Any, route: Route) -> Any:
    for step in route:
        if not _has(data, step):
            return None
        data = data[step]
    return data


def _is_news(fault: _Fault, place: Route, dropped: Iterable[Route]) -> bool:
    """Whether a later fault is the writer's own and not a trace of what was taken out."""
    return fault.kind != "missing" and not any(gone[: len(place)] == place for gone in dropped)


def _without(
    data: Any, drop: set[Route], old: Route, new: Route, moves: dict[Route, tuple[int, ...]]
) -> Any:
    if isinstance(data, dict):
        return {
            key: _without(value, drop, (*old, key), (*new, key), moves)
            for key, value in data.items()
            if (*old, key) not in drop
        }
    if isinstance(data, list):
        kept = tuple(at for at in range(len(data)) if (*old, at) not in drop)
        if len(kept) < len(data):
            moves[new] = kept
        return [
            _without(data[at], drop, (*old, at), (*new, to), moves) for to, at in enumerate(kept)
        ]
    return data


def _mistake(fault: _Fault, place: Route, located: Located, kind: type[Part], data: Any) -> Mistake:
    problem, remedy = _words(fault, kind, _at(data, fault.route))
    span = located.place(place)
    return Mistake(
        located.file, span.line, span.column, dotted(place), problem, remedy, _rule(fault)
    )


def _rule(fault: _Fault) -> str:
    if fault.kind == "extra_forbidden" or fault.misspelt:
        return "unknown-key"
    return "missing-key" if fault.kind == "missing" else "wrong-value"


_TEXT = ("a text", "Write a text, in quotation marks if in doubt.")
_MAPPING = ("a mapping", "Write `{key: value}`, or keys on lines of their own.")
_LIST = ("a list", "Write `[a, b]`, or lines that start with a dash.")
_EXPECTED = {
    "string_type": _TEXT,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "bool_type": ("true or false", "Write true or false."),
    "bool_parsing": ("true or false", "Write true or false."),
    "date_parsing": ("a date", "Write it as 2022-03-28."),
    "date_from_datetime_parsing": ("a date", "Write it as 2022-03-28."),
}


def _words(fault: _Fault, kind: type[Part], value: Any) -> tuple[str, str]:
    """What is wrong, and what to write instead."""
    match fault.kind:
        case "missing" if fault.misspelt:
            return unknown("key", str(fault.route[-1]), map(str, fault.wanted))
        case "missing" if isinstance(fault.wanted[0], str):
            return f"'{fault.route[-1]}' is missing here.", f"Add `{fault.route[-1]}: ...`."
        case "model_type" if _is_misspelt_key(fault, kind):
            return unknown("key", str(fault.route[-1]), fields_at(kind, fault.details["loc"][:-1]))
        case "extra_forbidden":
            return unknown("key", str(fault.route[-1]), fields_at(kind, fault.details["loc"][:-1]))
        case "string_pattern_mismatch":
            return (
                f"{shown(fault.details['input'])} cannot be a name.",
                "Write letters, digits, `_` and `-`, with a letter first.",
            )
        case "literal_error" | "string_type" | "dict_type" | "tuple_type" if fault.choices:
            return f"{_here(value)}.", _one_of((fault.details, *fault.choices), value)
        case "literal_error":
            return f"{shown(value)} is not known here.", _one_of((fault.details,), value)
    if fault.kind in _EXPECTED:
        what, remedy = _EXPECTED[fault.kind]
        return f"{shown(value)} is not {what}.", remedy
    return _other_words(fault, value)


def _is_misspelt_key(fault: _Fault, kind: type[Part]) -> bool:
    """Whether a key that could be anybody's name looks like one of the language."""
    fields = fields_at(kind, fault.details["loc"][:-1])
    name = str(fault.route[-1])
    return name not in fields and suggest(name, fields).startswith("Did")


def _other_words(fault: _Fault, value: Any) -> tuple[str, str]:
    """The same for what concerns the size or the meaning of a value."""
    context = fault.details.get("ctx", {})
    match fault.kind:
        case "value_error" | "condition":
            return _split(str(context.get("error", context.get("message", ""))))
        case "too_short" | "string_too_short":
            return "this is empty.", "Write at least one entry, or leave the key out."
        case "missing" | "too_long":
            return "this list has not the right length.", "Write `[a, b]`."
        case "string_too_long":
            return "this text is too long.", f"Write at most {context['max_length']:,} characters."
        case "greater_than_equal":
            return f"{shown(value)} is too low.", f"Write {context['ge']:,} or more."
        case "less_than_equal":
            return f"{shown(value)} is too high.", f"Write {context['le']:,} or less."
    return f"{fault.details['msg']}.", f"Found: {shown(value)}."


def _here(value: Any) -> str:
    return f"{shown(value)} cannot stand here"


def _one_of(choices: Iterable[ErrorDetails], value: Any) -> str:
    """What can be written: the word that was meant, or the words and forms there are."""
    words: list[str] = []
    for details in choices:
        fixed = _fixed_words(details) or [str(details.get("ctx", {}).get("expected", ""))]
        if _is_slip(value, details):
            return suggest(value, fixed)
        words += fixed if details["type"] == "literal_error" else [_EXPECTED[details["type"]][0]]
    *most, last = dict.fromkeys(words)
    return f"Write {', '.join(most)} or {last}." if most else f"Write {last}."


def _split(message: str) -> tuple[str, str]:
    """The first sentence says what is wrong, the rest what to write instead."""
    for mark in (". Write", ". Keep", ". Choose", ". Name", ". Did", ". Known"):
        if mark in message:
            problem, rest = message.split(mark, 1)
            return f"{problem}.", f"{mark[2:]}{rest}"
    return (message if message.endswith(".") else f"{message}."), ""


def fields_at(kind: type[BaseModel], steps: Iterable[str | int]) -> tuple[str, ...]:
    """The keys that may stand at a place, for `did you mean`."""
    here: list[Any] = [kind]
    for step in steps:
        here = [inner for annotation in here for inner in _inside(annotation, step)] or here
    return tuple(name for model in here for name in _keys(model))


def _keys(annotation: Any) -> tuple[str, ...]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return tuple(field.alias or name for name, field in annotation.model_fields.items())
    return ()


def _inside(annotation: Any, step: str | int) -> list[Any]:
    """The types that can stand one step inside a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step in (name, field.alias):
                return _branches(field.annotation)
        extra = annotation.__annotations__.get("__pydantic_extra__")
        return _branches(get_args(extra)[1]) if extra else []
    if get_origin(annotation) is dict:
        return _branches(get_args(annotation)[1])
    if get_origin(annotation) is tuple:
        return _branches(get_args(annotation)[0])
    return []


def _branches(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Annotated:
        return _branches(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [inner for branch in get_args(annotation) for inner in _branches(branch)]
    return [annotation]
