"""Every piece of a scenario with the place where it stands. Knows types, not meanings."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from parley.scenario.conditions import And, Condition, Is, Not, Or, Within
from parley.scenario.located import Route
from parley.scenario.schema.base import Part

CONDITIONS = (Is, Within, And, Or, Not)


@cache
def _keys(kind: type[Part]) -> tuple[tuple[str, str], ...]:
    """The fields of a type, each with the key that the file uses."""
    return tuple((name, field.alias or name) for name, field in kind.model_fields.items())


def children(part: Part, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """The fields of a part that hold something, by the keys that the file uses."""
    for name, key in _keys(type(part)):
        value = getattr(part, name)
        if not (value is None or (isinstance(value, tuple | dict) and not value)):
            yield (*route, key), value
    for key, value in (part.__pydantic_extra__ or {}).items():
        yield (*route, key), value


def parts(value: Any, route: Route = ()) -> Iterator[tuple[Route, Part]]:
    """The part itself and every part below it, from top to bottom."""
    if isinstance(value, Part):
        yield route, value
        for place, child in children(value, route):
            yield from parts(child, place)
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from parts(child, (*route, key))
    elif isinstance(value, tuple):
        for at, child in enumerate(value):
            yield from parts(child, (*route, at))


def conditions(rows: Iterable[tuple[Route, Part]]) -> Iterator[tuple[Route, Condition]]:
    """Every condition of some parts, with its place."""
    for route, part in rows:
        for place, child in children(part, route):
            if isinstance(child, CONDITIONS):
                yield place, child
