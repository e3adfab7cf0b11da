"""What a cross-check is given: the scenario, every name that the file declares, its documents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parley.scenario.located import Route
from parley.scenario.naming import unknown
from parley.scenario.passages import Document
from parley.scenario.schema import Issue, Scenario


@dataclass(frozen=True)
class Problem:
    """One finding of a check: where, what is wrong, what to write instead."""

    route: Route
    problem: str
    remedy: str


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

    @property
    def actors(self) -> tuple[str, ...]:
        """Those who can say or do something."""
        return self.parties + self.bodies


def names_in(data: Any, more_values: Iterable[str] = ()) -> Names:
    """Collect names from data as the file has it, whatever else is wrong with it."""
    war, hold, talks, signals = (_below(data, word) for word in ("war", "hold", "talks", "signals"))
    issues = _below(data, "issues")
    return Names(
        parties=_keys(_below(data, "parties")),
        bodies=_keys(_below(data, "bodies")),
        issues=_keys(issues),
        options={name: _keys(_below(issues[name], "options")) for name in _keys(issues)},
        sources=_keys(_below(data, "sources")),
        values=(*_keys(_below(data, "values")), *more_values),
        entries=_ids(_below(data, "record")),
        states=_keys(_below(war, "states")),
        endings=_keys(_below(war, "endings")),
        burdens=_keys(_below(war, "burdens")),
        steps=_keys(_below(hold, "steps")),
        rounds=_ids(_below(talks, "rounds")),
        audiences=_keys(_below(signals, "audiences")),
    )


def _below(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, Mapping) else None


def _keys(data: Any) -> tuple[str, ...]:
    return tuple(data) if isinstance(data, Mapping) else ()


def _ids(data: Any) -> tuple[str, ...]:
    rows = data if isinstance(data, list) else []
    return tuple(str(row["id"]) for row in rows if isinstance(row, Mapping) and "id" in row)


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
    def required(self) -> tuple[str, ...]:
        """The parties whose agreement every package needs."""
        return tuple(n for n, p in self.scenario.parties.items() if p.must_always_agree)

    def issue(self, name: str) -> Issue | None:
        """An issue that was read whole."""
        return self.scenario.issues.get(name)

    def known(self, kind: str, name: str, among: Iterable[str], route: Route) -> Iterator[Problem]:
        """A problem if the name is not among the known ones."""
        among = tuple(among)
        if name not in among:
            yield Problem(route, *unknown(kind, name, among))

    def option(
        self, issue: str, option: str, route: Route, *, proposals: bool = False
    ) -> Iterator[Problem]:
        """A problem if there is no such issue, or no such option of it."""
        if issue not in self.names.issues:
            yield from self.known("issue", issue, self.names.issues, route)
            return
        found = self.issue(issue)
        if found is None or (
            not found.scale and set(self.names.options[issue]) != set(found.options)
        ):
            return  # the issue itself is broken, and reported
        if option not in found.option_names():
            if found.scale:
                s = found.scale
                yield Problem(
                    route,
                    f"'{option}' is not on the scale of '{issue}'.",
                    f"Write a number from {s.start:g} to {s.to:g} in steps of {s.step:g}.",
                )
            else:
                yield from self.known(f"option of '{issue}'", option, found.options, route)
        elif proposals and option not in found.option_names(proposals=True):
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
