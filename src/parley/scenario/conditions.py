"""Conditions over a package: `and`, `or`, `not` over options. Read from data, never run as code.

Ways to write one:

    {alignment: neutral}                          the package has this option
    {alignment: neutral, nuclear: none}           all of them
    {alignment: [neutral, non_aligned]}           any of these options
    {withdrawal_months: {at_most: 6}}             numeric issues: at_least, at_most, or a number
    {and: [...]}  {or: [...]}  {not: {...}}       combined
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from parley.scenario.distributions import number

Route = tuple[str | int, ...]
WORDS = ("and", "or", "not")
_HOW = "Write `{issue: option}`, `{and: [...]}`, `{or: [...]}` or `{not: {...}}`."


@dataclass(frozen=True)
class Is:
    """The package has one of these options of the issue."""

    issue: str
    options: tuple[str, ...]
    route: Route = field(default=(), compare=False)


@dataclass(frozen=True)
class Within:
    """The package's number on a numeric issue lies within bounds, both included."""

    issue: str
    at_least: float | None
    at_most: float | None
    route: Route = field(default=(), compare=False)


@dataclass(frozen=True)
class And:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Is | Within | And | Or | Not


class ConditionError(ValueError):
    """A condition that cannot be read; `route` leads from the condition to the place."""

    def __init__(self, message: str, route: Route) -> None:
        super().__init__(message)
        self.route = route


def option_name(raw: object) -> str | None:
    """How an option is called: text as it stands, numbers in their shortest form."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else repr(raw)
    return raw if isinstance(raw, str) and raw else None


def parse(raw: object, route: Route = ()) -> Condition:
    """Read a condition.

    Raises:
        ConditionError: with what is wrong, what to write instead, and where.
    """
    if isinstance(raw, Is | Within | And | Or | Not):
        return raw
    if not isinstance(raw, Mapping) or not raw:
        raise ConditionError(f"this is not a condition. {_HOW}", route)
    parts = tuple(_entry(str(key), value, (*route, key)) for key, value in raw.items())
    return parts[0] if len(parts) == 1 else And(parts)


def write(condition: Condition) -> dict[str, Any]:
    """The condition in the scenario's own language; `parse` gives an equal one back."""
    match condition:
        case Is(issue, options):
            return {issue: options[0] if len(options) == 1 else list(options)}
        case Within(issue, low, high):
            ends = {"at_least": low, "at_most": high}
            return {issue: {word: end for word, end in ends.items() if end is not None}}
        case And(parts):
            return {"and": [write(part) for part in parts]}
        case Or(parts):
            return {"or": [write(part) for part in parts]}
        case Not(part):
            return {"not": write(part)}


def text(condition: Condition) -> str:
    """One spelling for equal conditions, whatever the order in the file."""
    match condition:
        case Is(issue, options):
            return f"{issue}={'/'.join(sorted(options))}"
        case Within(issue, low, high):
            ends = ["" if end is None else f"{end:g}" for end in (low, high)]
            return f"{issue}={'..'.join(ends)}"
        case And(parts):
            return f"({' and '.join(sorted(map(text, parts)))})"
        case Or(parts):
            return f"({' or '.join(sorted(map(text, parts)))})"
        case Not(part):
            return f"not {text(part)}"


def leaves(condition: Condition) -> Iterator[Is | Within]:
    """The plain statements in it, from left to right."""
    match condition:
        case Is() | Within():
            yield condition
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)


def holds(condition: Condition, package: Mapping[str, str]) -> bool:
    """Whether it holds for a package that names an option for every issue the condition uses."""
    return bool(evaluate(condition, lambda leaf: leaf_holds(leaf, package[leaf.issue])))


def leaf_holds(leaf: Is | Within, option: str) -> bool:
    """Whether a plain statement holds for one option of its issue."""
    if isinstance(leaf, Is):
        return option in leaf.options
    at = float(option)
    return (leaf.at_least is None or at >= leaf.at_least) and (
        leaf.at_most is None or at <= leaf.at_most
    )


def evaluate(condition: Condition, truth: Callable[[Is | Within], Any]) -> Any:
    """Combine the truth of the leaves with `&`, `|` and `^ True`: bools or boolean arrays alike."""
    match condition:
        case And(parts):
            result = evaluate(parts[0], truth)
            for part in parts[1:]:
                result = result & evaluate(part, truth)
            return result
        case Or(parts):
            result = evaluate(parts[0], truth)
            for part in parts[1:]:
                result = result | evaluate(part, truth)
            return result
        case Not(part):
            return evaluate(part, truth) ^ True
        case _:
            return truth(condition)


def _entry(key: str, value: object, route: Route) -> Condition:
    if key in ("and", "or"):
        if not isinstance(value, list | tuple) or not value:
            raise ConditionError(
                f"`{key}` takes a list of conditions. Write `{{{key}: [...]}}`.", route
            )
        parts = tuple(parse(part, (*route, at)) for at, part in enumerate(value))
        if len(parts) == 1:
            return parts[0]
        return And(parts) if key == "and" else Or(parts)
    if key == "not":
        return Not(parse(value, route))
    if isinstance(value, Mapping):
        return _within(key, value, route)
    names = [option_name(item) for item in (value if isinstance(value, list | tuple) else [value])]
    if not names or None in names:
        raise ConditionError(
            f"'{key}' needs the name of an option, or a list of them. {_HOW}", route
        )
    return Is(key, tuple(name for name in names if name), route)


def _within(issue: str, value: Mapping[Any, object], route: Route) -> Within:
    ends = {word: number(end) for word, end in value.items()}
    if not ends or not set(ends) <= {"at_least", "at_most"} or None in ends.values():
        raise ConditionError(
            f"'{issue}' needs an option, or bounds. Write `{{{issue}: {{at_most: 6}}}}`.", route
        )
    low, high = ends.get("at_least"), ends.get("at_most")
    if low is not None and high is not None and low > high:
        raise ConditionError(
            f"no number is at least {low:g} and at most {high:g}. "
            f"Write `{{at_least: {high:g}, at_most: {low:g}}}`.",
            route,
        )
    return Within(issue, low, high, route)
