"""What a cross-check is given: the scenario, every name that the file declares, its documents."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parley.scenario.located import Route
from parley.scenario.naming import unknown
from parley.scenario.passages import Document
from parley.scenario.schema import TOPICS, Issue, Scenario
from parley.scenario.schema.base import ID, OPTION_ID, Part
from parley.scenario.walking import parts


@dataclass(frozen=True)
class Problem:
    """One finding of a check.

    Attributes:
        route: where.
        problem: what is wrong.
        remedy: what to write instead.
        rests_on: the places that the finding is about, where they are more than `route`;
            where one of them is broken, nothing is said.
    """

    route: Route
    problem: str
    remedy: str
    rests_on: tuple[Route, ...] = ()


@dataclass(frozen=True)
class Names:
    """Every name that the file declares, those of broken entries included.

    A broken party is one mistake; that it is used elsewhere is none.
    """

    parties: tuple[str, ...]
    bodies: tuple[str, ...]
    issues: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    values: tuple[str, ...]
    entries: tuple[str, ...]
    states: tuple[str, ...]
    endings: tuple[str, ...]
    burdens: tuple[str, ...]
    steps: tuple[str, ...]
    rounds: tuple[str, ...]
    audiences: tuple[str, ...]
    unread: frozenset[str] = frozenset()
    """The kinds of which some names could not be read: any name of theirs may be meant."""

    def of(self, kind: str) -> tuple[str, ...]:
        """Every name of a kind."""
        return {
            "party": self.parties,
            "body": self.bodies,
            "party or body": self.parties + self.bodies,
            "issue": self.issues,
            "source": self.sources,
            "value": self.values,
            "entry of the record": self.entries,
            "state": self.states,
            "ending": self.endings,
            "state or ending": self.states + self.endings,
            "burden": self.burdens,
            "step": self.steps,
            "round": self.rounds,
            "audience": self.audiences,
            "topic": tuple(TOPICS),
        }[kind]


# Where names are declared: their kind, the section, the key in it.
_DECLARED: tuple[tuple[str, Route], ...] = (
    ("party", ("parties",)),
    ("body", ("bodies",)),
    ("issue", ("issues",)),
    ("source", ("sources",)),
    ("value", ("values",)),
    ("entry of the record", ("record",)),
    ("state", ("war", "states")),
    ("ending", ("war", "endings")),
    ("burden", ("war", "burdens")),
    ("step", ("hold", "steps")),
    ("round", ("talks", "rounds")),
    ("audience", ("signals", "audiences")),
)
_EITHER = {"party or body": {"party", "body"}, "state or ending": {"state", "ending"}}


def names_in(data: Any, dropped: Iterable[Route] = (), more_values: Iterable[str] = ()) -> Names:
    """Collect names from data as the file has it, whatever else is wrong with it.

    Args:
        data: the file's data.
        dropped: the places of what was broken.
        more_values: named values of other files.
    """
    lost = {route[:-1] for route in dropped if route and isinstance(_at(data, route), dict | list)}
    found = {kind: _declared(_at(data, route)) for kind, route in _DECLARED}
    unread = {kind for kind, route in _DECLARED if _unread(_at(data, route), route, lost)}
    unread |= {kind for kind, either in _EITHER.items() if either & unread}
    return Names(
        parties=found["party"],
        bodies=found["body"],
        issues=found["issue"],
        options={
            name: _declared(_at(data, ("issues", name, "options"))) for name in found["issue"]
        },
        sources=found["source"],
        values=(*found["value"], *more_values),
        entries=found["entry of the record"],
        states=found["state"],
        endings=found["ending"],
        burdens=found["burden"],
        steps=found["step"],
        rounds=found["round"],
        audiences=found["audience"],
        unread=frozenset(unread),
    )


def _at(data: Any, route: Route) -> Any:
    for step in route:
        if isinstance(data, Mapping):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            return None
    return data


def _declared(section: Any) -> tuple[str, ...]:
    """The names that a section gives to its entries."""
    if isinstance(section, Mapping):
        return tuple(section)
    rows = section if isinstance(section, list) else []
    return tuple(str(row["id"]) for row in rows if isinstance(row, Mapping) and "id" in row)


def _unread(section: Any, route: Route, lost: set[Route]) -> bool:
    """Whether the section lacks names that its writer gave, or should have given."""
    if section is None:
        return route in (("parties",), ("issues",)) or route[:-1] in lost
    names = _declared(section)
    whole = isinstance(section, Mapping | list) and len(names) == len(section)
    return not whole or not all(re.search(ID, name) for name in names)


@dataclass(frozen=True)
class Context:
    """All that the checks look at."""

    scenario: Scenario
    names: Names
    documents: Mapping[str, Document]
    """Per source: its text, where its file could be read."""
    originals: Mapping[str, Document]
    """Per source that is a summary: the original's text, where it lies beside it."""

    @cached_property
    def parts(self) -> tuple[tuple[Route, Part], ...]:
        """Every part of the scenario with its place, from top to bottom."""
        return tuple(parts(self.scenario))

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The parties whose agreement every package needs."""
        return tuple(n for n, p in self.scenario.parties.items() if p.must_always_agree)

    def issue(self, name: str) -> Issue | None:
        """An issue that was read whole."""
        return self.scenario.issues.get(name)

    def named(self, kind: str, name: str, route: Route) -> Iterator[Problem]:
        """A problem if nothing of the kind has this name, so far as can be told."""
        known = self.names.of(kind)
        if name not in known and kind not in self.names.unread:
            yield Problem(route, *unknown(kind, name, known))

    def options(self, issue: str) -> tuple[str, ...] | None:
        """What the file calls the options of an issue; None where that cannot be told."""
        found = self.issue(issue)
        if found is None:
            return None  # the issue itself is broken, and reported
        if found.scale:
            return found.option_names()
        names = self.names.options[issue]
        return names if all(re.search(OPTION_ID, name) for name in names) else None

    def option(
        self, issue: str, option: str, route: Route, *, proposals: bool = False
    ) -> Iterator[Problem]:
        """A problem if there is no such issue, or no such option of it."""
        yield from self.named("issue", issue, route)
        found, names = self.issue(issue), self.options(issue)
        if found is None or names is None:
            return
        if option not in names:
            yield Problem(route, *_no_option(issue, option, found, names))
        elif proposals and option in found.options and found.options[option].war_only:
            yield Problem(
                route,
                f"'{option}' of '{issue}' is `war_only` and cannot be part of an agreement.",
                "Name another option.",
            )

    def package(
        self, package: Mapping[str, str], route: Route, *, proposals: bool = False
    ) -> Iterator[Problem]:
        """Problems with the issues and options that a package names."""
        for issue, option in package.items():
            yield from self.option(issue, option, (*route, issue), proposals=proposals)


def _no_option(issue: str, option: str, found: Issue, names: Iterable[str]) -> tuple[str, str]:
    if not found.scale:
        return unknown(f"option of '{issue}'", option, names)
    scale = found.scale
    return (
        f"'{option}' is not on the scale of '{issue}'.",
        f"Write a number from {scale.start:g} to {scale.to:g} in steps of {scale.step:g}.",
    )
