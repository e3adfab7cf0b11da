"""From the path of a number to its words, its value and its origin. Knows paths, not answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from parley.brief.agreed import Found, effect, hold_number, ratify_number
from parley.brief.names import Names, spoken
from parley.brief.words import clean, day
from parley.scenario import Preferences, Scenario, Value, condition_text
from parley.scenario.citations import Citation
from parley.scenario.distributions import write
from parley.scenario.schema.base import Traced


@dataclass(frozen=True)
class Number:
    """One number of the scenario as a reader meets it.

    Attributes:
        path: its place in the file.
        words: what it is: `Ukraine: weight of “Alliances”`.
        written: the value in the file's language, or "".
        reason: why it is assumed, or who gave it, in words.
        cite: the passages it rests on.
        law: the note on the law of the option it speaks of, or "".
    """

    path: str
    words: str
    written: str
    reason: str
    cite: tuple[Citation, ...]
    law: str = ""


def number(path: str, scenario: Scenario) -> Number:
    """The number at a path; only the path itself where nothing is found there."""
    found = _find(path, scenario)
    if found is None:
        return Number(path, path, "", "", ())
    words, value, around = found
    if value is None:
        return Number(path, words, "", "", ())
    origin = next((part for part in (value, around) if part and _has_origin(part)), value)
    reason, cite = _reason(origin), tuple(origin.cite)
    return Number(path, words, written(value), reason, cite, _law(path, scenario))


def _law(path: str, scenario: Scenario) -> str:
    match path.split("."):
        case ["preferences", _, issue, option]:
            note = Names(scenario).legal_note(issue, option)
            return clean(note.text) if note else ""
        case ["ratify", "votes", *_] if ".effects." in path:
            depends = path.partition(".effects.")[2].partition("#")[0]
            return " ".join(effect(depends, Names(scenario))[1])
    return ""


def words(path: str, scenario: Scenario) -> str:
    """What the number at a path is, in words."""
    return number(path, scenario).words


def written(value: Value) -> str:
    """The value in the scenario's own language: `20..30..40`."""
    plain = write(value.value)
    if isinstance(plain, Mapping):
        ((word, given),) = plain.items()
        inside = ", ".join(f"{key}: {json.dumps(number_)}" for key, number_ in given.items())
        return f"{word}: {{{inside}}}"
    return str(plain)


def _has_origin(part: Traced) -> bool:
    return bool(part.cite or part.elicited or part.assume)


def _reason(part: Traced) -> str:
    if part.assume:
        return clean(part.assume)
    if part.elicited:
        return f"given by {clean(part.elicited.source)}, {day(part.elicited.on)}"
    return clean(part.note) if part.note else ""


def _find(path: str, scenario: Scenario) -> Found | None:
    section, _, rest = path.partition(".")
    names = Names(scenario)
    finders: dict[str, Callable[[str, Scenario, Names], Found | None]] = {
        "values": _named,
        "no_deal": _no_deal,
        "preferences": _preference,
        "war": _war,
        "hold": hold_number,
        "ratify": ratify_number,
    }
    finder = finders.get(section)
    return finder(rest, scenario, names) if finder and rest else None


def _named(rest: str, scenario: Scenario, _: Names) -> Found | None:
    value = scenario.values.get(rest)
    return (f"Named value “{spoken(rest)}”", value, None) if value else None


def _no_deal(rest: str, scenario: Scenario, names: Names) -> Found | None:
    value = scenario.no_deal.get(rest)
    return (f"{names.party(rest)}: worth of no deal", value, None) if value else None


def _preference(rest: str, scenario: Scenario, names: Names) -> Found | None:
    party, _, place = rest.partition(".")
    given = scenario.preferences.get(party)
    if given is None:
        return None
    if place.startswith("interactions."):
        return _interaction(party, place.removeprefix("interactions."), given, names)
    issue, _, key = place.partition(".")
    if issue == "spite":
        words = f"{names.party(party)}: points lost for each point that {names.party(key)} gains"
        return _if_value(words, given.spite.get(key))
    on_issue = given.issues.get(issue)
    if on_issue is None:
        return None
    about = f"“{names.issue(issue)}”"
    if key == "weight":
        return f"{names.party(party)}: weight of {about}", on_issue.weight, None
    curve = key.startswith("curve.")
    option = key.removeprefix("curve.") if curve else key
    score = (on_issue.curve if curve else on_issue.scores).get(option)
    if score is None:
        return None
    words = f"{names.party(party)}: score of “{names.option(issue, option)}” ({names.issue(issue)})"
    return words, score, None


def _interaction(party: str, label: str, given: Preferences, names: Names) -> Found | None:
    text, _, twin = label.partition("#")
    rows = [row for row in given.interactions if condition_text(row.when) == text]
    at = int(twin) - 1 if twin.isdigit() else 0
    if not 0 <= at < len(rows):
        return None
    name = clean(rows[at].name or "") or names.condition(rows[at].when)
    return f"{names.party(party)}: points for “{name}” together", rows[at].points, None


def _war(rest: str, scenario: Scenario, names: Names) -> Found | None:
    part, _, place = rest.partition(".")
    war = scenario.war
    if war is None or not place:
        return None
    simple: dict[str, tuple[Mapping[str, Value], str]] = {
        "discount": (war.discount, "worth today of a point one period later"),
        "fighting": (war.fighting, "points for each period of fighting"),
    }
    if part in simple:
        values, said = simple[part]
        return _if_value(f"{names.party(place)}: {said}", values.get(place))
    finders: dict[str, Callable[[list[str], Any, Names], Found | None]] = {
        "states": _state,
        "endings": _ending,
        "beliefs": _belief,
        "hypotheses": _hypothesis,
        "burdens": _burden,
        "support": _support,
    }
    finder = finders.get(part)
    return finder(place.split("."), war, names) if finder else None


def _if_value(words: str, value: object, around: Traced | None = None) -> Found | None:
    return (words, value, around) if isinstance(value, Value) else None


def _state(keys: list[str], war: Any, names: Names) -> Found | None:
    match keys:
        case [state, "next", to] if state in war.states:
            ends = f"from “{names.state(state)}” to “{names.state(to)}”"
            words = f"War: chance in one {war.period} {ends}"
            return _if_value(words, war.states[state].next.get(to))
        case [state, "loads", burden] if state in war.states:
            words = f"War: {names.burden(burden).lower()} in “{names.state(state)}”"
            unit = f", {names.unit(burden)}" if names.unit(burden) else ""
            return _if_value(f"{words}{unit}", war.states[state].loads.get(burden))
    return None


def _ending(keys: list[str], war: Any, names: Names) -> Found | None:
    match keys:
        case [ending, "value", party] if ending in war.endings:
            words = f"{names.party(party)}: worth of “{names.state(ending)}”"
            return _if_value(words, war.endings[ending].value.get(party))
    return None


def _belief(keys: list[str], war: Any, names: Names) -> Found | None:
    match keys:
        case [party, state, to] if party in war.beliefs:
            row = war.beliefs[party].states.get(state, {})
            words = (
                f"{names.party(party)} expects: from “{names.state(state)}” to “{names.state(to)}”"
            )
            return _if_value(words, row.get(to))
    return None


def _hypothesis(keys: list[str], war: Any, names: Names) -> Found | None:
    given = war.hypotheses.get(keys[0])
    if given is None:
        return None
    name = f"Hypothesis “{clean(given.name or '') or spoken(keys[0])}”"
    match keys[1:]:
        case ["prior"]:
            return _if_value(f"{name}: how likely it was beforehand", given.prior)
        case [state, to]:
            words = f"{name}: from “{names.state(state)}” to “{names.state(to)}”"
            return _if_value(words, given.states.get(state, {}).get(to))
    return None


def _burden(keys: list[str], war: Any, names: Names) -> Found | None:
    match keys:
        case [burden, "felt", party, ("points" | "per") as key] if burden in war.burdens:
            felt = war.burdens[burden].felt.get(party)
            said = {"points": "points lost through", "per": "load at which it feels"}[key]
            words = f"{names.party(party)}: {said} {names.burden(burden).lower()}"
            return _if_value(words, getattr(felt, key, None), felt)
    return None


def _support(keys: list[str], war: Any, names: Names) -> Found | None:
    support = war.support.get(keys[0])
    if support is None:
        return None
    name = clean(support.name or "") or spoken(keys[0])
    match keys[1:]:
        case ["level"]:
            return _if_value(f"“{name}”: how much of it there is", support.level, support)
        case [state, to]:
            words = f"“{name}”: what it adds to “{names.state(state)}” to “{names.state(to)}”"
            return _if_value(words, support.shifts.get(state, {}).get(to), support)
    return None


def numbers(paths: tuple[str, ...], scenario: Scenario) -> list[Number]:
    """All of them, in the order given."""
    return list(map(partial(number, scenario=scenario), paths))
