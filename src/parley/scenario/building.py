"""From located data to frozen types, every mistake told in words. Knows pydantic, not politics.

What is broken is reported once and taken out, so that the rest of the file is still checked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from parley.errors import Mistake
from parley.scenario.located import Located, Route
from parley.scenario.naming import unknown
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
            faults = _distinct(error.errors(include_url=False), data)
        else:
            return Built(part, tuple(mistakes), frozenset(dropped), tuple(moved))
        so_far = Built[M](None, (), frozenset(dropped), tuple(moved))
        for fault in faults:
            place = so_far.original(fault.route)
            if turn == 0 or _is_news(fault, place, dropped):
                mistakes.append(_mistake(fault, place, located, kind, data))
        dropped |= {so_far.original(fault.culprit) for fault in faults}
        moves: dict[Route, tuple[int, ...]] = {}
        data = _without(data, {fault.culprit for fault in faults if fault.culprit}, (), (), moves)
        data = {**{key: value for key, value in stand_ins.items() if key not in data}, **data}
        moved.append(moves)
    return Built(None, tuple(mistakes), frozenset(dropped), tuple(moved))


@dataclass(frozen=True)
class _Fault:
    details: ErrorDetails
    route: Route  # where it is reported
    culprit: Route  # what must go for the rest to stand

    @property
    def kind(self) -> str:
        return self.details["type"]


def _distinct(errors: Iterable[ErrorDetails], data: Any) -> list[_Fault]:
    """One fault a place: of a choice that failed, keep the branch that the writer meant."""
    by_route: dict[Route, list[_Fault]] = {}
    for details in errors:
        fault = _fault(details, data)
        by_route.setdefault(fault.route, []).append(fault)
    chosen = [_meant(faults, data) for faults in by_route.values()]
    routes = [fault.route for fault in chosen]
    return [
        fault
        for fault in chosen
        if not (
            fault.kind in _BRANCH
            and any(
                len(other) > len(fault.route) and other[: len(fault.route)] == fault.route
                for other in routes
            )
        )
    ]


_BRANCH = {"literal_error", "dict_type", "tuple_type", "string_type", "model_type", "missing"}


def _meant(faults: list[_Fault], data: Any) -> _Fault:
    if len(faults) == 1:
        return faults[0]
    words = [fault for fault in faults if fault.kind == "literal_error"]
    others = [fault for fault in faults if fault.kind not in _BRANCH]
    if others:
        return others[0]
    return words[0] if words and isinstance(_at(data, faults[0].route), str) else faults[-1]


def _fault(details: ErrorDetails, data: Any) -> _Fault:
    route: Route = ()
    here = data
    steps = details["loc"]
    for step in steps:
        if _has(here, step):
            here, route = here[step], (*route, step)
    if details["type"] == "missing":
        return _Fault(details, (*route, steps[-1]), route)
    if details["type"] == "condition":
        return _Fault(details, (*route, *details["ctx"]["route"]), route)
    return _Fault(details, route, route)


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
        located.file, span.line, span.column, dotted(place), problem, remedy, _rule(fault.kind)
    )


def dotted(route: Route) -> str:
    """`record[3].cite`, as messages show a place."""
    text = ""
    for step in route:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _rule(kind: str) -> str:
    return {"missing": "missing-key", "extra_forbidden": "unknown-key"}.get(kind, "wrong-value")


_EXPECTED = {
    "string_type": ("a text", "Write a text, in quotation marks if in doubt."),
    "dict_type": ("a mapping", "Write `{key: value}`, or keys on lines of their own."),
    "model_type": ("a mapping", "Write `{key: value}`, or keys on lines of their own."),
    "model_attributes_type": ("a mapping", "Write `{key: value}`, or keys on lines of their own."),
    "tuple_type": ("a list", "Write `[a, b]`, or lines that start with a dash."),
    "list_type": ("a list", "Write `[a, b]`, or lines that start with a dash."),
    "int_type": ("a whole number", "Write a whole number."),
    "int_parsing": ("a whole number", "Write a whole number."),
    "int_from_float": ("a whole number", "Write a whole number."),
    "float_type": ("a number", "Write a number."),
    "float_parsing": ("a number", "Write a number."),
    "bool_type": ("true or false", "Write true or false."),
    "bool_parsing": ("true or false", "Write true or false."),
    "date_type": ("a date", "Write it as 2022-03-28."),
    "date_parsing": ("a date", "Write it as 2022-03-28."),
    "date_from_datetime_parsing": ("a date", "Write it as 2022-03-28."),
    "date_from_datetime_inexact": ("a date", "Write it as 2022-03-28."),
}


def _words(fault: _Fault, kind: type[Part], value: Any) -> tuple[str, str]:
    """What is wrong, and what to write instead."""
    context = fault.details.get("ctx", {})
    match fault.kind:
        case "missing":
            name = fault.route[-1]
            return f"'{name}' is missing here.", f"Add `{name}: ...`."
        case "extra_forbidden":
            return unknown("key", str(fault.route[-1]), fields_at(kind, fault.details["loc"][:-1]))
        case "value_error" | "condition":
            return _split(str(context.get("error", context.get("message", ""))))
        case "literal_error":
            expected = str(context["expected"]).replace("'", "")
            return f"{_shown(value)} is not known here.", f"Write {expected}."
        case "string_pattern_mismatch":
            return (
                f"{_shown(value)} cannot be a name.",
                "Write letters, digits, `_` and `-`, with a letter first.",
            )
        case "too_short" | "string_too_short":
            return "this is empty.", "Write at least one entry, or leave the key out."
    if fault.kind in _EXPECTED:
        what, remedy = _EXPECTED[fault.kind]
        return f"{_shown(value)} is not {what}.", remedy
    return f"{fault.details['msg']}.", f"Found: {_shown(value)}."


def _split(message: str) -> tuple[str, str]:
    """The first sentence says what is wrong, the rest what to write instead."""
    for mark in (". Write", ". Keep", ". Choose", ". Name", ". Did"):
        if mark in message:
            problem, rest = message.split(mark, 1)
            return f"{problem}.", f"{mark[2:]}{rest}"
    return (message if message.endswith(".") else f"{message}."), ""


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, Mapping | list) else type(value).__name__
    text = {"dict": "a mapping", "list": "a list", "None": "nothing"}.get(text, text)
    return text if len(text) <= 60 else f"{text[:57]}..."


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
