"""No party is special, and no order in the file is: swapping mirrors, shuffling changes nothing."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import parley
from parley.model import drawing
from tests.strategies import PARTIES, fewer, laws, scenario, scenarios, shuffled, swapped

ONE, OTHER = PARTIES[:2]


def answers(findings):
    """The answers as data, with what is not saved."""
    found = findings.model_dump(mode="json", exclude={"scenario"})
    deal = findings.answers["deal"]
    found["answers"]["deal"]["per_draw"] = {name: list(row) for name, row in deal.per_draw.items()}
    return found


def exchanged(text):
    """Two parties' ids exchanged within a text."""
    names = {ONE: OTHER, OTHER: ONE}
    return re.sub(rf"\b({ONE}|{OTHER})\b", lambda found: names[found[1]], text)


def mirrored(value):
    """Answers with two parties' ids exchanged wherever they stand."""
    if isinstance(value, dict):
        return {exchanged(key): mirrored(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mirrored(item) for item in value]
    return exchanged(value) if isinstance(value, str) else value


def unordered(found):
    """The same answers where nothing depends on the alphabet of the parties."""
    deal = found["answers"]["deal"]
    by_party = sorted(range(len(deal["parties"])), key=lambda at: deal["parties"][at])
    for point in deal["frontier"]:
        point["values"] = [point["values"][at] for at in by_party]
    deal["frontier"].sort(key=lambda point: point["values"])
    deal["cloud"] = sorted([row[at] for at in by_party] for row in deal["cloud"])
    deal["parties"].sort()
    for reason in found["answers"]["war"]["reasons"]:
        reason["parties"].sort()
        reason["patience_of"].sort()
    deal["not_analysed"].sort()
    deal["shortfalls"].sort(key=lambda row: row["party"])
    deal["influences"].sort(key=lambda row: (-abs(row["correlation"]), row["path"]))
    for reason in found["answers"].get("war", {}).get("reasons", ()):
        reason["parties"].sort()
    for holder in (found, *found["answers"].values()):
        holder["basis"] = {origin: sorted(paths) for origin, paths in holder["basis"].items()}
        if "finding" in holder:
            holder["finding"] = sorted(re.findall(r"\w+", holder["finding"]))
    return found


@laws
@given(scenarios(ranges=True))
def test_swapping_two_parties_mirrors_the_base_case_to_the_bit(data):
    """Nothing is drawn: one draw at the means is handed in, so that only the base case speaks."""
    results = []
    for each in (data, swapped(data)):
        read = scenario(each)
        means = drawing.injected(parley.compile(read), {"nothing": np.zeros(1)})
        results.append(answers(parley.study(read, draws=means)))
    assert unordered(mirrored(results[0])) == unordered(results[1])


@fewer
@given(scenarios(2, ranges=True, valued=True, most_issues=4), st.integers(0, 99))
def test_swapping_mirrors_any_mirrored_draws_to_the_bit(data, seed):
    here, there = scenario(data), scenario(swapped(data))
    model, other = parley.compile(here), parley.compile(there)
    drawn = parley.draw(model, 40, seed)
    columns = {number.path: drawn.values[:, at] for at, number in enumerate(model.inputs)}
    twins = {exchanged(path): column for path, column in columns.items()}
    assert set(twins) == {number.path for number in other.inputs}
    one = parley.study(here, draws=drawing.injected(model, columns))
    two = parley.study(there, draws=drawing.injected(other, twins))
    assert unordered(mirrored(answers(one))) == unordered(answers(two))


def far_from_even(seed=0):
    """A lopsided war over three issues, much of it uncertain."""
    pick = np.random.default_rng(seed)

    def ranges(low, high):
        return "{}..{}".format(*np.sort(pick.uniform(low, high, 2)).round(1))

    options = {"a": "A", "b": "B", "c": "C"}
    names = ("land", "pact", "term")
    issues = {n: {"question": "?", "options": options, "status_quo": "a"} for n in names}
    likes = {
        party: {n: {"weight": ranges(5, 50)} | {o: ranges(0, 100) for o in options} for n in names}
        for party in (ONE, OTHER)
    }
    war = {
        "now": "on",
        "states": {"on": {"next": {"won": "0.05..0.2", "lost": "0.05..0.3", "on": "rest"}}},
        "endings": {
            "won": {"value": {ONE: ranges(60, 99), OTHER: ranges(1, 30)}},
            "lost": {"value": {ONE: ranges(1, 30), OTHER: ranges(60, 99)}},
        },
        "discount": {ONE: "0.9..0.99", OTHER: "0.8..0.9"},
        "fighting": {ONE: ranges(-40, 0), OTHER: ranges(-60, 0)},
    }
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {ONE: "Ash", OTHER: "Birch"},
        "issues": issues,
        "preferences": likes,
        "war": war,
    }


@pytest.mark.parametrize("seed", range(6))
def test_swapping_moves_sampled_answers_by_less_than_four_errors(seed):
    data = far_from_even(seed)
    one = parley.study(scenario(data), draws=800).answers["deal"]
    two = parley.study(scenario(swapped(data)), draws=800).answers["deal"]
    pairs = [(one.zone_chance, two.zone_chance)]
    rows = {row.id: row.holds for row in two.packages}
    pairs += [(row.holds, rows[row.id]) for row in one.packages if row.id in rows]
    assert len(pairs) > 1
    for a, b in pairs:
        assert abs(a.share - b.share) <= 4 * np.hypot(a.error, b.error)


@laws
@given(scenarios(ranges=True, most_issues=4), st.integers(0, 99))
def test_the_order_of_the_file_changes_nothing_but_the_order_of_listing(data, seed):
    one = listed_anyhow(answers(parley.study(scenario(data), draws=20)))
    two = listed_anyhow(answers(parley.study(scenario(shuffled(data, seed)), draws=20)))
    rows, others = (found["answers"]["deal"].pop("packages") for found in (one, two))
    assert one == two
    assert all(rows[name] == others[name] for name in set(rows) & set(others))
    assert set(rows) == set(others) or any(
        point["tied"] > 1 for point in one["answers"]["deal"]["named_points"]
    )


def listed_anyhow(found):
    """What follows the file's order as documented: tied packages, issues of the record."""
    deal, record = found["answers"]["deal"], found["answers"]["record"]
    for point in deal["named_points"]:
        point["packages"] = sorted(point["packages"])
    deal["packages"] = {row["id"]: row for row in deal["packages"]}
    for place in record["coverage"]:
        place["issues"] = sorted(place["issues"])
    record["silent_issues"] = sorted(record["silent_issues"])
    return found


def test_a_frontier_too_long_to_list_is_thinned_alike_from_both_ends():
    """Two issues of two hundred steps each give more than 400 efficient points."""
    scale = {"from": 0, "to": 100, "step": 0.5, "unit": "%"}
    data = far_from_even()
    data["issues"] = {
        name: {"question": "?", "scale": scale, "status_quo": 0} for name in ("land", "pact")
    }
    data["preferences"] = {
        ONE: {
            "land": {"weight": 3, "curve": {0: 0, 60: 80, 100: 100}},
            "pact": {"weight": 2.6, "curve": {0: 0, 30: 70, 100: 100}},
        },
        OTHER: {
            "land": {"weight": 1.1, "curve": {0: 100, 50: 55, 100: 0}},
            "pact": {"weight": 5, "curve": {0: 100, 90: 40, 100: 0}},
        },
    }
    del data["war"]
    data["no_deal"] = {ONE: 30, OTHER: 20}
    found = [answers(parley.study(scenario(each))) for each in (data, swapped(data))]
    deal = found[0]["answers"]["deal"]
    assert deal["frontier_size"] > len(deal["frontier"]) >= 398
    assert len(deal["cloud"]) == 1_200
    assert unordered(mirrored(found[0])) == unordered(found[1])
