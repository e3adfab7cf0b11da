"""From a scenario to a negotiation as the other programs see it. Knows both, and no file format.

They know issues, additive utilities and one reservation value a party. Everything else of a
scenario is named in the notes. Uncertain numbers go out at their means.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from parley.errors import InputError
from parley.interop import marks
from parley.interop.decimals import of_ratio
from parley.interop.domains import Domain, Kind, Matter, Profile
from parley.scenario import Fixed, Issue, IssuePreference, Named, Preferences, Scenario
from parley.scenario import Value as Number

_MAPPED = (
    *("parley", "title", "status", "as_of", "about", "parties", "values", "issues"),
    *("preferences", "private", "no_deal", "citations", "counted", "opened_private"),
)
_WHY = "the other programs have no place for that"


@dataclass(frozen=True)
class Exported:
    """A scenario as a negotiation.

    Attributes:
        domain: issues and profiles; every profile's `file` is its name without an ending.
        notes: what is not mapped, or mapped by a convention.
    """

    domain: Domain
    notes: tuple[str, ...]


def exported(scenario: Scenario) -> Exported:
    """The issues of a scenario and the parties that have preferences, with all that is left out.

    Raises:
        InputError: no party has preferences.
    """
    if not scenario.preferences:
        raise InputError.of_file(
            "scenario.yaml",
            "no party has preferences, so there is nothing to export.",
            "Add a section `preferences`.",
            "no-preferences",
        )
    page = _Page(scenario)
    matters = tuple(page.matter(name, issue) for name, issue in scenario.issues.items())
    names = file_names(scenario.preferences)
    profiles = tuple(page.profile(party, name) for party, name in names.items())
    page.left_out()
    return Exported(Domain(scenario.title, matters, profiles), tuple(page.notes))


def file_names(parties: Iterable[str]) -> dict[str, str]:
    """A file name, without an ending, for each party's id; `domain` is taken."""
    found: dict[str, str] = {}
    taken = {"domain"}
    for party in parties:
        name, count = party, 1
        while name.casefold() in taken:  # where `A.xml` and `a.xml` are one file
            count += 1
            name = f"{party}_{count}"
        taken.add(name.casefold())
        found[party] = name
    return found


@dataclass
class _Page:
    """Reads a scenario and notes what has no place elsewhere."""

    scenario: Scenario
    notes: list[str] = field(default_factory=list)
    uncertain: int = 0

    def mean(self, number: Number) -> Fraction:
        """The number at its mean, named values looked up."""
        spread = number.value
        if isinstance(spread, Named):
            spread = self.scenario.values[spread.name].value
        if isinstance(spread, Named):
            raise TypeError("a named value that names another does not pass the checks")
        self.uncertain += not isinstance(spread, Fixed)
        return spread.mean()

    def matter(self, name: str, issue: Issue) -> Matter:
        said = marks.marked(issue.note)
        text = said["text"] if isinstance(said.get("text"), str) else issue.name or name
        extras = _extras(said)
        if issue.scale:
            return Matter(text, _kind(said, issue), _numbers(issue), extras)
        kept = issue.option_names(proposals=True)
        if len(kept) < len(issue.options):
            self.notes.append(f"issues.{name}: options that only war can bring are left out.")
        rows = [marks.marked(issue.options[option].note) for option in kept]
        texts = [
            row["text"] if isinstance(row.get("text"), str) else issue.options[option].name
            for row, option in zip(rows, kept, strict=True)
        ]
        texts = self.apart(name, texts, kept)
        if said.get("kind") in ("numbers", "integer", "real", "grid"):
            numbers = [of_ratio(text) for text in texts]
            if all(number is not None for number in numbers):
                values = tuple(number for number in numbers if number is not None)
                kind: Kind = "numbers" if len(values) > 1 else said["kind"]
                return Matter(text, kind, values, extras)
        return Matter(text, "texts", tuple(texts), extras, tuple(map(_extras, rows)))

    def apart(self, name: str, texts: list[str], options: tuple[str, ...]) -> list[str]:
        """The texts of options, told apart by their ids where two are alike."""
        count = Counter(texts)
        if max(count.values()) == 1:
            return texts
        self.notes.append(f"issues.{name}: options of one name are told apart by their ids.")
        return [
            f"{text} ({option})" if count[text] > 1 else text
            for text, option in zip(texts, options, strict=True)
        ]

    def profile(self, party: str, file: str) -> Profile:
        preferences = self.scenario.preferences[party]
        given = [preferences.issues[name] for name in self.scenario.issues]
        weights = [self.mean(row.weight) for row in given]
        total = sum(weights, Fraction(0))
        said = marks.marked(preferences.note)
        factor, offset = self.scale(party, said)
        pairs = zip(self.scenario.issues.items(), given, strict=True)
        tables = [
            tuple(score / 100 for score in self.scores(issue, row)) for (_, issue), row in pairs
        ]
        forms = [marks.marked(row.note).get("form") for row in given]
        self.said_of(party, preferences)
        return Profile(
            text=self.scenario.parties[party].name,
            file=file,
            weights=tuple(factor * weight / total for weight in weights),
            tables=tuple(tables),
            forms=tuple(form if isinstance(form, dict) else None for form in forms),
            bias=offset,
            reserve=self.reserve(party, factor, offset),
            extras=_extras(said),
        )

    def scale(self, party: str, said: dict[str, Any]) -> tuple[Fraction, Fraction]:
        """What 100 points are worth in the file that was imported, and 0 points; else 1 and 0."""
        factor, offset = of_ratio(said.get("factor", "1")), of_ratio(said.get("offset", "0"))
        if factor is None or offset is None or factor <= 0:
            self.notes.append(
                f"preferences.{party}.note: its factor and offset cannot be read; 100 points are "
                "taken as a utility of 1."
            )
            return Fraction(1), Fraction(0)
        return factor, offset

    def scores(self, issue: Issue, given: IssuePreference) -> list[Fraction]:
        """The score of every option that can be proposed."""
        if not issue.scale:
            return [self.mean(given.scores[name]) for name in issue.option_names(proposals=True)]
        knots = sorted((Fraction(at), self.mean(score)) for at, score in given.curve.items())
        return [_between(number, knots) for number in _numbers(issue)]

    def reserve(self, party: str, factor: Fraction, offset: Fraction) -> Fraction | None:
        given = self.scenario.no_deal.get(party)
        if given is None:
            why = "what no deal is worth follows from `war`" if self.scenario.war else "none given"
            self.notes.append(
                f"no_deal.{party}: {why}; exported without a reservation value. Write `no_deal` "
                "to export one."
            )
            return None
        value = self.mean(given)
        if value == 0 and given.assume == marks.NOTHING_RESERVED:
            return None
        return offset + factor * value / 100

    def said_of(self, party: str, preferences: Preferences) -> None:
        for word in ("interactions", "red_lines"):
            rows = getattr(preferences, word)
            if rows:
                self.notes.append(
                    f"preferences.{party}.{word} ({len(rows)}): not mapped; {_WHY}"
                    + (", and utilities leave them out." if word == "interactions" else ".")
                )

    def left_out(self) -> None:
        """What a scenario says beyond issues, preferences and no deal."""
        left = []
        for section, described in type(self.scenario).model_fields.items():
            default = described.get_default(call_default_factory=True)
            if section not in _MAPPED and getattr(self.scenario, section) != default:
                left.append(section)
        if left:
            self.notes.append(f"{', '.join(left)}: not mapped; {_WHY}.")
        silent = [name for name in self.scenario.parties if name not in self.scenario.preferences]
        if silent:
            self.notes.append(f"parties without preferences are left out: {', '.join(silent)}.")
        some = [
            name
            for name, party in self.scenario.parties.items()
            if name in self.scenario.preferences and not party.must_always_agree
        ]
        if some:
            self.notes.append(f"whose consent is not always needed is not said: {', '.join(some)}.")
        self.notes.append(
            "status quo, `as_of`, questions, notes, topics and where numbers come from: not mapped."
        )
        if self.uncertain:
            self.notes.append(f"{self.uncertain} uncertain numbers are exported at their means.")
        if self.scenario.opened_private:
            self.notes.append("private: preferences of private files are in the exported files.")


def _extras(said: dict[str, Any]) -> dict[str, str]:
    """What a note keeps of a file and no program uses."""
    names = ("cost", "description", "discount")
    return {key: said[key] for key in names if isinstance(said.get(key), str)}


def _kind(said: dict[str, Any], issue: Issue) -> Kind:
    """What the file called an issue with a scale; else by its numbers."""
    if said.get("kind") in ("real", "grid"):
        return "real" if said["kind"] == "real" else "grid"
    numbers = _numbers(issue)
    whole = all(number.denominator == 1 for number in numbers)
    return "integer" if whole and numbers[1] - numbers[0] == 1 else "grid"


def _numbers(issue: Issue) -> tuple[Fraction, ...]:
    return tuple(Fraction(name) for name in issue.option_names())


def _between(number: Fraction, knots: list[tuple[Fraction, Fraction]]) -> Fraction:
    """The score at a number, on straight lines between the knots."""
    for (left, low), (right, high) in pairwise(knots):
        if left <= number <= right:
            return low + (high - low) * (number - left) / (right - left)
    return knots[0][1]
