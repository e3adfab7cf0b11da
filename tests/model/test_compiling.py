"""Slots, paths and packages as the model counts them."""

import pytest
from hypothesis import given

import parley
from parley.model import numbers
from parley.model.packages import MOST_LISTED, is_additive, listing
from tests.oracles.scenarios import Implied
from tests.strategies import laws, scenario, scenarios


def data(**more):
    likes = {
        "land": {"weight": 3, "b": 10, "a": 20, "seized": 100},
        "months": {"weight": 1, "curve": {0: 0, 0.3: 90, 0.5: 100}},
    }
    options = {"b": "B", "a": "A", "seized": {"name": "S", "war_only": True}}
    scale = {"from": 0, "to": 0.5, "step": 0.1, "unit": "m"}
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"birch": "Birch", "ash": "Ash"},
        "issues": {
            "months": {"question": "?", "scale": scale, "status_quo": 0},
            "land": {"question": "?", "options": options, "status_quo": "a"},
        },
        "preferences": {"birch": likes, "ash": likes},
        "no_deal": {"ash": 1, "birch": 1},
    } | more


def test_everything_stands_in_the_order_of_its_ids_and_numbers_by_size():
    space = parley.compile(scenario(data())).space
    assert space.issues == ("land", "months")
    assert space.options == (("a", "b"), ("0", "0.1", "0.2", "0.3", "0.4", "0.5"))
    assert (space.count, space.strides) == (12, (6, 1))
    assert space.package((1, 3)) == {"land": "b", "months": "0.3"}


def test_straight_lines_between_the_numbers_of_a_curve():
    model = parley.compile(scenario(data()))
    values = numbers.exact(model)
    months = numbers.option_values(model, "ash", values)[1][0]
    assert [4 * value for value in months] == [0, 30, 60, 90, 95, 100]


def test_options_that_only_war_brings_are_scored_and_never_proposed():
    model = parley.compile(scenario(data()))
    values = numbers.exact(model)
    assert numbers.package_values(model, "ash", values, {"land": "seized"})[0] == 75
    assert numbers.completed(model, {}) == {"land": "a", "months": "0"}
    assert "seized" not in model.space.options[0]


def test_paths_name_the_parties():
    model = parley.compile(scenario(data()))
    assert {number.path for number in model.inputs} >= {
        "preferences.ash.land.weight",
        "preferences.birch.land.seized",
        "preferences.ash.months.curve.0.3",
        "no_deal.birch",
    }


def test_numbers_that_only_fix_a_scale_are_told_apart():
    """The best and the worst score, and a fixed reference load; not a range, nor a named value."""
    burdens = {
        name: {"kind": "flow", "unit": "p", "felt": {"ash": {"points": 1, "per": per}}}
        for name, per in (("a", 10), ("b", "5..15"), ("c", "$load"))
    }
    war = {
        "now": "on",
        "states": {"on": {"next": {"over": 1}, "loads": dict.fromkeys(burdens, 1)}},
        "endings": {"over": {"package": {}}},
        "burdens": burdens,
        "discount": {"ash": 0.9, "birch": 0.9},
    }
    model = parley.compile(scenario(data(war=war, values={"load": 7})))
    anchors = {number.path for number in model.inputs if number.anchor}
    assert anchors == {
        "war.burdens.a.felt.ash.per",
        *(f"preferences.{p}.land.seized" for p in ("ash", "birch")),
        *(f"preferences.{p}.months.curve.{x}" for p in ("ash", "birch") for x in ("0", "0.5")),
    }


def test_interactions_under_one_condition_are_told_apart():
    rows = [{"when": {"land": "a", "months": 0}, "points": points} for points in (5, 2, 3)]
    likes = data()["preferences"]["ash"] | {"interactions": rows}
    model = parley.compile(scenario(data(preferences={"ash": likes, "birch": likes})))
    found = {n.path: n.distribution.value for n in model.inputs if "ash.interactions" in n.path}
    label = "preferences.ash.interactions.(land=a and months=0)"
    assert found == {label: 2, f"{label}#2": 3, f"{label}#3": 5}


@laws
@given(scenarios())
def test_every_package_is_worth_what_the_oracle_says(given_data):
    """Every party with preferences, asked or not; every feasible package, one at a time."""
    model, implied = parley.compile(scenario(given_data)), Implied(given_data)
    values, floats = numbers.exact(model), numbers.base(model)
    assert len(listing(model)) == len(implied.feasible)
    for party in given_data["preferences"]:
        for package in implied.packages[:30]:
            exact = numbers.package_values(model, party, values, package)[0]
            assert exact == implied.value(party, package)
            near = numbers.package_values(model, party, floats, package)[0]
            assert near == pytest.approx(float(exact), rel=1e-12, abs=1e-12)


@laws
@given(scenarios())
def test_packages_have_places(given_data):
    rows = listing(parley.compile(scenario(given_data)))
    for where in range(len(rows)):
        assert rows.place(rows.package(where)) == where
    feasible = {tuple(rows.package(where)) for where in range(len(rows))}
    space = rows.model.space
    for number in range(space.count):
        package = tuple(
            number // stride % size for stride, size in zip(space.strides, space.sizes, strict=True)
        )
        assert (rows.place(package) is None) == (package not in feasible)


def test_what_counts_as_additive():
    assert is_additive(parley.compile(scenario(data())))
    assert not is_additive(parley.compile(scenario(data(conditions=[{"never": {"land": "b"}}]))))
    assert MOST_LISTED == 2_000_000


def test_who_is_asked():
    consents = {
        "cedar": {"name": "C", "role": "guarantor", "consent": "always"},
        "doum": {"name": "D", "role": "mediator"},
        "elm": {"name": "E", "role": "backer", "consent": {"when": {"land": "b"}}},
        "fig": {"name": "F", "role": "backer", "consent": "never"},
    }
    likes = data()["preferences"]["ash"]
    everyone = {"ash": likes, "birch": likes, "cedar": likes, "doum": likes}
    model = parley.compile(
        scenario(data(parties=data()["parties"] | consents, preferences=everyone))
    )
    assert model.parties == ("ash", "birch", "cedar")
    assert [(c.party, c.analysed) for c in model.consents] == [
        ("ash", True),
        ("birch", True),
        ("cedar", True),
        ("elm", False),
    ]
