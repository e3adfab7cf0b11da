"""Small random scenarios as plain data, and what can be done to them. Knows Hypothesis and dicts.

The data is what a YAML file would hold, so that it can be read, shuffled, renamed and asked by the
oracle of `tests/oracles/scenarios.py` alike.
"""

import random
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from hypothesis import settings
from hypothesis import strategies as st

import parley
from tests.oracles.scenarios import Implied, number

laws = settings(deadline=None, max_examples=50, derandomize=True)
many = settings(laws, max_examples=160)
fewer = settings(laws, max_examples=25)

PARTIES = ("ash", "birch", "cedar", "doum", "elm")
ISSUES = ("land", "pact", "seat", "term")
Data = dict[str, Any]

TIDY_WEIGHTS = (  # sums are powers of ten, so that values of packages are decimals
    (0.1, 0.2, 0.3, 0.4),
    (0.7, 0.1, 0.2),
    (60, 30, 10),
    (0.3, 0.7),
    (5, 5),
    (1,),
)
SCORES = (0, 10, 12.5, 33.3, 50, 66.7, 70, 100)
WEIGHTS = (0, 1, 3, 7, 0.1, 12.5)
POINTS = (-10, -0.3, 0, 0.1, 5, 20)


class _Drawer(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def text(data: Data) -> str:
    """The data as a YAML file, in the order of its keys."""
    return yaml.dump(data, Dumper=_Drawer, sort_keys=False, allow_unicode=True)


def scenario(data: Data, *, private: bool = True, **files: str) -> parley.Scenario:
    """The scenario that a folder with this file holds; further files by name without `.yaml`."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scenario.yaml").write_text(text(data), encoding="utf-8")
        for name, content in files.items():
            (Path(folder) / f"{name}.yaml").write_text(content, encoding="utf-8")
        return parley.read(folder, private=private)


@st.composite
def amounts(draw, choices, *, ranges=False, least=None, most=None):
    """A number: one of these, or, with ranges, one around it."""
    middle = draw(st.sampled_from(choices))
    if not ranges or draw(st.booleans()):
        return middle
    low = middle - draw(st.sampled_from([1, 2.5, 10]))
    high = middle + draw(st.sampled_from([0.5, 4, 15]))
    low = low if least is None else max(low, least)
    high = high if most is None else min(high, most)
    if low >= high:
        return middle
    wide = draw(st.booleans()) and low < middle < high
    return f"{low}..{middle}..{high}" if wide else f"{low}..{high}"


@st.composite
def issues(draw, most=3, *, numeric=True, war_only=True):
    """One to three issues with one to three options, some numeric, some with war-only options."""
    found = {}
    for name in ISSUES[: draw(st.integers(1, most))]:
        if numeric and draw(st.integers(0, 3)) == 0:
            step = draw(st.sampled_from([1, 0.5, 3]))
            scale = {"from": 0, "to": step * draw(st.integers(1, 3)), "step": step, "unit": "m"}
            found[name] = {"question": "?", "scale": scale, "status_quo": 0}
            continue
        options = [f"{name[0]}{k}" for k in range(draw(st.integers(1, 3)))]
        rows: Data = dict.fromkeys(options, "An option")
        status_quo = draw(st.sampled_from(options))
        if war_only and draw(st.integers(0, 2)) == 0:
            rows[f"{name[0]}_seized"] = {"name": "By force", "war_only": True}
        found[name] = {"question": "?", "options": rows, "status_quo": status_quo}
    return found


@st.composite
def conditions(draw, given, depth=1):
    """A condition over some issues."""
    if depth and draw(st.integers(0, 3)) == 0:
        word = draw(st.sampled_from(["and", "or", "not"]))
        if word == "not":
            return {"not": draw(conditions(given, depth - 1))}
        return {word: draw(st.lists(conditions(given, depth - 1), min_size=1, max_size=2))}
    names = draw(st.lists(st.sampled_from(sorted(given)), min_size=1, max_size=2, unique=True))
    return {name: draw(_leaf(given[name])) for name in names}


@st.composite
def _leaf(draw, issue):
    options = proposals(issue)
    if "scale" in issue and draw(st.booleans()):
        word = draw(st.sampled_from(["at_least", "at_most"]))
        return {word: float(draw(st.sampled_from(options)))}
    if draw(st.booleans()):
        return draw(st.sampled_from(options))
    return draw(st.lists(st.sampled_from(options), min_size=1, max_size=2, unique=True))


def proposals(issue: Data) -> list[str]:
    """The options of an issue that can be proposed."""
    return Implied({"issues": {"it": issue}}).options("it")


@st.composite
def preferences(draw, given, *, ranges=False, interactions=True, red_lines=True):
    """One party's preferences on every issue."""
    tidy = [row for row in TIDY_WEIGHTS if len(row) == len(given)]
    weights: list[Any] = list(draw(st.permutations(draw(st.sampled_from(tidy)))))
    if draw(st.integers(0, 2)) == 0:
        weights = [draw(amounts(WEIGHTS, ranges=ranges, least=0)) for _ in given]
        weights[0] = draw(amounts(WEIGHTS[1:], ranges=ranges, least=0.1))
    score = amounts(SCORES, ranges=ranges, least=0, most=100)
    rows: Data = {}
    for weight, (name, issue) in zip(weights, given.items(), strict=True):
        rows[name] = {"weight": weight}
        if "scale" in issue:
            numbers = Implied({"issues": given}).options(name)
            inside = draw(st.lists(st.sampled_from(numbers), max_size=2))
            at = sorted({numbers[0], numbers[-1], *inside}, key=float)
            rows[name]["curve"] = {float(x): draw(score) for x in at}
        else:
            rows[name] |= {option: draw(score) for option in issue["options"]}
    if interactions and len(given) > 1 and draw(st.booleans()):
        rows["interactions"] = draw(_interactions(given, ranges))
    if red_lines and draw(st.integers(0, 3)) == 0:
        word = draw(st.sampled_from(["never", "only_if"]))
        rows["red_lines"] = [{word: draw(conditions(given))}]
    return rows


@st.composite
def _interactions(draw, given, ranges):
    rows = []
    for _ in range(draw(st.integers(1, 2))):
        pair = draw(st.lists(st.sampled_from(sorted(given)), min_size=2, max_size=2, unique=True))
        when = {name: draw(_leaf(given[name])) for name in pair}
        rows.append({"when": when, "points": draw(amounts(POINTS, ranges=ranges))})
    return rows


@st.composite
def parties(draw, given, count, *, conditional=True):
    """Two belligerents, and others with every kind of consent."""
    found: Data = {name: {"name": name.title()} for name in PARTIES[:2]}
    for name in PARTIES[2:count]:
        kinds = [{"role": "guarantor", "consent": "always"}, {"name": "x"}]
        if conditional:
            kinds += [
                {"role": "backer", "consent": {"when": draw(conditions(given))}},
                {"role": "host", "consent": {"when": draw(conditions(given))}},
                {"role": "mediator"},
            ]
        found[name] = draw(st.sampled_from(kinds)) | {"name": name.title()}
    return found


@st.composite
def wars(draw, given, valued, *, ranges=False):
    """A chain of one to three states and one or two endings, with all that can move its worth."""
    states = ["low", "mid", "top"][: draw(st.integers(1, 3))]
    endings = ["lost", "won"][: draw(st.integers(1, 2))]
    burdens = {
        name: {"kind": kind, "unit": "people", "felt": _felt(draw, valued, ranges)}
        for name, kind in (("dead", "flow"), ("out", "stock"))[: draw(st.integers(0, 2))]
    }
    load = amounts((0, 3, 40, 12.5), ranges=ranges, least=0)
    found: Data = {
        "now": draw(st.sampled_from(states)),
        "states": {
            name: {
                "next": draw(_row(states, endings, ranges)),
                "package": draw(_package(given)),
                "loads": {burden: draw(load) for burden in burdens},
            }
            for name in states
        },
        "endings": {name: draw(_ending(given, valued, ranges)) for name in endings},
        "burdens": burdens,
        "discount": {name: draw(_discount(ranges)) for name in valued},
    }
    if draw(st.booleans()):
        found["fighting"] = {draw(st.sampled_from(valued)): draw(amounts(POINTS, ranges=ranges))}
    if draw(st.booleans()):
        rows = {draw(st.sampled_from(states)): draw(_row(states, endings, ranges))}
        found["beliefs"] = {draw(st.sampled_from(valued)): {"states": rows}}
    if draw(st.booleans()):
        found["support"] = {"arms": draw(_support(found["states"], endings, ranges))}
    return found


def _felt(draw, valued, ranges):
    names = draw(st.lists(st.sampled_from(valued), max_size=2, unique=True))
    points = amounts((0, 1, 7.5), ranges=ranges, least=0)
    return {
        name: {"points": draw(points), "per": draw(st.sampled_from([1, 10, 30]))} for name in names
    }


@st.composite
def _row(draw, states, endings, ranges):
    """Every state can end, so that the war does."""
    end = draw(st.sampled_from(endings))
    other = draw(st.sampled_from(states))
    if draw(st.booleans()):
        return {end: draw(st.sampled_from([0.1, 0.3])), other: "rest"}
    if ranges and draw(st.booleans()):
        return (
            {end: "0.1..0.3", states[0]: "0.1..0.2..0.5", states[-1]: "rest"}
            if len(states) > 1
            else {end: "0.2..0.4", states[0]: "0.6..0.8"}
        )
    if len(states) > 1:
        return {end: 0.1, states[0]: 0.2, states[1]: 0.7}
    return {end: 0.3, states[0]: 0.7}


@st.composite
def _support(draw, states, endings, ranges):
    """At level 1 it takes at most half of a chance, so that the war still ends."""
    state = draw(st.sampled_from(sorted(states)))
    row = states[state]["next"]
    name = draw(st.sampled_from(sorted(row)))
    others = sum(number(raw) for raw in row.values() if raw != "rest")
    chance = float(1 - others if row[name] == "rest" else number(row[name]))
    by = draw(st.sampled_from([0.05, chance / 2]))
    gaining = next(target for target in (*endings, *states, name) if target != name)
    levels = [0, 1, 0.5, "0..1", "0..2"] if ranges else [0, 1, 0.5]
    level = draw(st.sampled_from(levels))
    return {"level": level, "shifts": {state: {gaining: by, name: -by}}}


@st.composite
def _package(draw, given):
    names = draw(st.lists(st.sampled_from(sorted(given)), max_size=2, unique=True))
    every = Implied({"issues": given})
    return {name: draw(st.sampled_from(every.options(name, proposals=False))) for name in names}


@st.composite
def _ending(draw, given, valued, ranges):
    values = amounts((0, 20, 33.3, 80), ranges=ranges)
    if draw(st.booleans()):
        return {"value": {name: draw(values) for name in valued}}
    ending: Data = {"package": draw(_package(given))}
    if draw(st.integers(0, 2)) == 0:
        ending["value"] = {draw(st.sampled_from(valued)): draw(values)}
    return ending


def _discount(ranges):
    choices = [0.5, 0.9, 0.99, 1]
    return st.sampled_from([*choices, "0.8..0.95", "0.9..0.97..0.99"] if ranges else choices)


@st.composite
def scenarios(
    draw,
    count=None,
    *,
    ranges=False,
    additive=False,
    war=None,
    valued=False,
    spite=False,
    most_issues=3,
):
    """Data of a whole scenario, without mistakes.

    Args:
        draw: Hypothesis's.
        count: how many parties, by default two to five.
        ranges: whether numbers may be ranges.
        additive: without interactions and without conditions between issues.
        war: whether there is a war, whose worth stands for no deal; by default now and then.
        valued: whether all parties have preferences.
        spite: whether parties may feel the others' gains as losses.
        most_issues: how many issues there are at most.
    """
    given = draw(issues(most_issues))
    size = draw(st.integers(2, 5)) if count is None else count
    who = draw(parties(given, size, conditional=not additive))
    optional = [n for n, row in who.items() if row.get("role") in ("backer", "host", "mediator")]
    silent = [] if valued else [name for name in optional if draw(st.integers(0, 3)) == 0]
    known = [name for name in who if name not in silent]
    likes = preferences(given, ranges=ranges, interactions=not additive, red_lines=not additive)
    data: Data = {
        "parley": 1,
        "title": "A test",
        "as_of": "2020-01-01",
        "parties": who,
        "issues": given,
        "preferences": {name: draw(likes) for name in known},
    }
    if spite:
        for name in known:
            others = draw(st.lists(st.sampled_from(known), max_size=2, unique=True))
            felt = {o: draw(amounts((0, 0.5, 1.5), ranges=ranges, least=0)) for o in others}
            data["preferences"][name]["spite"] = {o: s for o, s in felt.items() if o != name}
    if not additive and draw(st.booleans()):
        data["conditions"] = draw(st.lists(_rules(given), min_size=1, max_size=2))
    if draw(st.booleans()) if war is None else war:
        data["war"] = draw(wars(given, known, ranges=ranges))
    fought = "war" in data
    asked = [name for name in known if not fought or draw(st.integers(0, 2)) == 0]
    data["no_deal"] = {name: draw(_no_deal(data, name, ranges)) for name in asked}
    return data


@st.composite
def _rules(draw, given):
    kind = draw(st.sampled_from(["if", "never", "always"]))
    if kind == "if":
        return {"if": draw(conditions(given)), "then": draw(conditions(given))}
    return {kind: draw(conditions(given))}


@st.composite
def _no_deal(draw, data, party, ranges):
    """Often exactly the value of some package, where that is a decimal: a tie."""
    everything = Implied(data)
    worth = everything.value(party, draw(st.sampled_from(everything.packages)))
    if draw(st.booleans()) and Fraction(repr(float(worth))) == worth:
        return float(worth)
    return draw(amounts((20, 33.3, 45, 50), ranges=ranges))


# What can be done to data without changing what it means.


def shuffled(data: Any, seed: int) -> Any:
    """The same data with the keys of every mapping, and lists of equals, in another order."""
    order = random.Random(seed)

    def mixed(value: Any) -> Any:
        if isinstance(value, dict):
            rows = [(key, mixed(item)) for key, item in value.items()]
            order.shuffle(rows)
            return dict(rows)
        if isinstance(value, list):
            rows = [mixed(item) for item in value]
            order.shuffle(rows)
            return rows
        return value

    return mixed(data)


def renamed(data: Any, names: dict[str, str]) -> Any:
    """The same data with ids replaced, wherever they stand."""
    if isinstance(data, dict):
        return {names.get(key, key): renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(value, names) for value in data]
    return names.get(data, data) if isinstance(data, str) else data


def swapped(data: Data, one: str = PARTIES[0], other: str = PARTIES[1]) -> Data:
    """The same data with two parties' ids exchanged; nobody's name changes its place."""
    return renamed(data, {one: other, other: one})
