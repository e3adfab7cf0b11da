"""Values of JSON and YAML files with their places. Knows lookups that fail, not formats."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from parley.interop.decimals import fraction
from parley.interop.reporting import Report
from parley.scenario.located import Located, Route, dotted


class Page:
    """One file's data, and what is wrong with what is asked of it."""

    def __init__(self, located: Located, report: Report) -> None:
        self.located, self.report = located, report
        self.file, self.data = located.file, located.data

    def fault(self, route: Route, problem: str, remedy: str, rule: str) -> None:
        """A mistake at a place of this file."""
        self.report.fault(self.file, self.located.line(route), problem, remedy, rule, dotted(route))

    def note(self, route: Route, said: str) -> None:
        """Something at a place of this file that is not mapped."""
        self.report.note(said, self.file, self.located.line(route))

    def at(self, route: Route) -> Any:
        """The value at a route, or None."""
        here: Any = self.data
        for step in route:
            is_list = isinstance(here, list) and isinstance(step, int) and step < len(here)
            if not is_list and not (isinstance(here, Mapping) and step in here):
                return None
            here = here[step]
        return here

    def mapping(self, route: Route) -> dict[str, Any] | None:
        """The mapping that must stand at a route; None, and a fault, if it does not."""
        found = self.at(route)
        if isinstance(found, dict):
            return found
        self.missing(route, found, "a mapping of names to values")
        return None

    def items(self, route: Route) -> list[Any] | None:
        """The list that must stand at a route; None, and a fault, if it does not."""
        found = self.at(route)
        if isinstance(found, list):
            return found
        self.missing(route, found, "a list")
        return None

    def number(self, route: Route) -> Fraction | None:
        """The number that must stand at a route; None, and a fault, if it does not."""
        found = fraction(self.at(route))
        if found is None:
            self.missing(route, self.at(route), "a number of at most 1e15")
        return found

    def missing(self, route: Route, found: Any, wanted: str) -> None:
        """Nothing, or something else than what must stand at a route."""
        said = "is missing" if found is None else f"is not {wanted}"
        name = dotted(route) or "the root"
        self.fault(route, f"'{name}' {said}.", f"Write {wanted}.", "wrong-value")

    def text(self, route: Route, text: object) -> str | None:
        """A text without control characters; None, and a fault, for others."""
        if not isinstance(text, str):
            self.missing(route, text, "a text")
            return None
        if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text) or any(
            0xD800 <= ord(sign) <= 0xDFFF or sign in "\ufffe\uffff" for sign in text
        ):
            problem = "a text holds control characters."
            self.fault(route, problem, "Take them out.", "text-control")
            return None
        return text

    def only(self, route: Route, known: tuple[str, ...], skipped: tuple[str, ...] = ()) -> None:
        """Keys that are skipped are noted where they say anything; unknown ones are faults."""
        found = self.at(route)
        for key in found if isinstance(found, dict) else ():
            here = (*route, key)
            if key in skipped:
                if found[key] not in (None, "", [], {}):
                    self.note(here, f"'{key}': not mapped.")
            elif key not in known:
                remedy = f"Known here: {', '.join(known)}."
                self.fault(here, f"'{key}' is not understood.", remedy, "unknown-key")
