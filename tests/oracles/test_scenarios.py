"""The slow oracle itself, against numbers worked out by hand."""

from fractions import Fraction

import pytest

from tests.oracles.scenarios import Implied, holds, identity, number, spelled


@pytest.mark.parametrize(
    ("raw", "mean"),
    [
        (0.1, Fraction(1, 10)),
        ("20..40", 30),
        ("20..30..60", Fraction(200, 6)),
        ("$x", 7),
        ({"value": "1..2", "assume": "?"}, Fraction(3, 2)),
    ],
)
def test_means(raw, mean):
    assert number(raw, {"x": 7}) == mean


def test_names_of_numbers():
    assert [spelled(Fraction(n, 10)) for n in (0, 3, 20)] == ["0", "0.3", "2"]


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ({"land": "a"}, True),
        ({"land": ["b", "c"]}, False),
        ({"land": "a", "months": 3}, True),
        ({"land": "a", "months": {"at_least": 4}}, False),
        ({"not": {"land": "a"}}, False),
        ({"or": [{"land": "b"}, {"months": {"at_most": 3}}]}, True),
        ({"and": [{"land": "a"}, {"not": {"months": {"at_least": 3, "at_most": 9}}}]}, False),
    ],
)
def test_conditions(condition, true):
    assert holds(condition, {"land": "a", "months": "3"}) is true


def worked():
    """Two parties share land and set a term; a guarantor is asked for the long one."""
    return {
        "parties": {
            "ash": {},
            "birch": {},
            "cedar": {"role": "guarantor", "consent": {"when": {"term": 2}}},
        },
        "issues": {
            "land": {
                "options": {"a": "A", "b": "B", "seized": {"war_only": True}},
                "status_quo": "a",
            },
            "term": {"scale": {"from": 0, "to": 2, "step": 1}, "status_quo": 0},
        },
        "conditions": [{"if": {"land": "a"}, "then": {"term": {"at_most": 1}}}],
        "preferences": {
            "ash": {
                "land": {"weight": 3, "a": 100, "b": 0, "seized": 100},
                "term": {"weight": 1, "curve": {0: 0, 2: 100}},
                "interactions": [{"when": {"land": "b", "term": 2}, "points": 5}],
            },
            "birch": {
                "land": {"weight": 1, "a": 0, "b": 100, "seized": 0},
                "term": {"weight": 1, "curve": {0: 100, 1: 40, 2: 0}},
                "red_lines": [{"never": {"land": "a", "term": 1}}],
            },
            "cedar": {
                "land": {"weight": 0, "a": 0, "b": 0, "seized": 0},
                "term": {"weight": 1, "curve": {0: 100, 2: 10}},
            },
        },
        "no_deal": {"birch": 50, "cedar": 10},
        "war": {
            "now": "on",
            "states": {
                "on": {
                    "next": {"on": "rest", "won": 0.5},
                    "package": {"term": 1},
                    "loads": {"dead": 6},
                }
            },
            "endings": {"won": {"package": {"land": "b"}}},
            "burdens": {"dead": {"felt": {"ash": {"points": 10, "per": 3}}}},
            "discount": {"ash": 0.5, "birch": 1, "cedar": 1},
            "fighting": {"ash": -2.5},
        },
    }


def test_values_by_hand():
    implied = Implied(worked())
    assert implied.value("ash", {"land": "b", "term": "2"}) == 30
    assert implied.value("ash", {"land": "a", "term": "1"}) == Fraction(175, 2)
    assert implied.value("birch", {"land": "b", "term": "1"}) == 70
    assert implied.value("birch", {}) == 50


def test_no_deal_by_hand():
    """Half of the flow of 65 and half of what follows: W = 32.5 + (W / 2 + 0) / 2."""
    implied = Implied(worked())
    assert implied.flow("ash", "on") == Fraction(175, 2) - 20 - Fraction(5, 2)
    assert implied.no_deal == {"ash": Fraction(130, 3), "birch": 50, "cedar": 10}


def test_packages_by_hand():
    implied = Implied(worked())
    assert len(implied.packages) == 6
    assert [(p["land"], p["term"]) for p in implied.feasible] == [
        *(("a", "0"), ("a", "1")),
        *(("b", "0"), ("b", "1"), ("b", "2")),
    ]
    assert [(p["land"], p["term"]) for p in implied.allowed] == [
        ("a", "0"),
        *(("b", "0"), ("b", "1"), ("b", "2")),
    ]
    assert implied.acceptable == [{"land": "a", "term": "0"}]
    assert implied.room == 0
    assert implied.asked({"land": "b", "term": "2"}) == ["ash", "birch", "cedar"]
    assert identity({"b": "2", "a": "1"}) == identity({"a": "1", "b": "2"})


def test_named_points_by_hand():
    data = worked()
    data["no_deal"] = {"ash": 10, "birch": 30, "cedar": 10}
    implied = Implied(data)
    points = {(p["land"], p["term"]): implied.gains(p) for p in implied.acceptable}
    assert points == {
        ("a", "0"): (65, 20),
        ("b", "1"): (Fraction(5, 2), 40),
        ("b", "2"): (20, 20),
    }
    rows = {n: [(p["land"], p["term"]) for p in tied] for n, tied in implied.named_points.items()}
    assert rows == {
        "nash": [("a", "0")],
        "kalai_smorodinsky": [("a", "0")],
        "egalitarian": [("a", "0")],
        "utilitarian": [("a", "0")],
    }


def test_without_any_gain_kalai_smorodinsky_is_open():
    data = worked()
    data["no_deal"] = {"ash": 75, "birch": 50, "cedar": 10}
    implied = Implied(data)
    assert implied.named_points["kalai_smorodinsky"] is None
    assert implied.nothing_multiplies
    data["no_deal"]["ash"] = 99
    assert Implied(data).named_points == {}
    assert Implied(data).best_for("ash") == 75
