"""Paths of numbers as words, values and reasons."""

import pytest

from parley.brief.inputs import number
from tests.brief import made

SCENARIO = made.full_scenario()


@pytest.mark.parametrize(
    ("path", "said", "written"),
    [
        ("values.urgency", "Named value “Urgency”", "0.8..0.9"),
        ("preferences.astra.border.weight", "Astra: weight of “Border”", "40..50..60"),
        (
            "preferences.astra.border.north",
            "Astra: score of “Along the northern river” (Border)",
            "0",
        ),
        (
            "preferences.astra.troops.curve.0.5",
            "Astra: score of “0.5 thousand” (Troops)",
            "20..40..60",
        ),
        (
            "preferences.borea.interactions.(border=north and troops=..0.5)",
            "Borea: points for “Border: Along the northern river and Troops: at most 0.5” together",
            "5",
        ),
        (
            "war.states.stalled.next.frozen",
            "War: chance in one week from “Stalled” to “Frozen”",
            "0.1",
        ),
        ("war.states.stalled.loads.deaths", "War: deaths in “Stalled”, people", "10..20"),
        ("war.endings.lost.value.astra", "Astra: worth of “Lost”", "5"),
        ("war.burdens.deaths.felt.astra.per", "Astra: load at which it feels deaths", "100"),
        ("war.discount.astra", "Astra: worth today of a point one period later", "$urgency"),
        ("war.fighting.borea", "Borea: points for each period of fighting", "20"),
        (
            "war.beliefs.astra.stalled.frozen",
            "Astra expects: from “Stalled” to “Frozen”",
            "0.1..0.3",
        ),
        ("war.support.arms.level", "“Arms”: how much of it there is", "1"),
        (
            "war.support.arms.stalled.frozen",
            "“Arms”: what it adds to “Stalled” to “Frozen”",
            "0.01",
        ),
    ],
)
def test_a_path_is_said_in_words_with_its_value(path, said, written):
    found = number(path, SCENARIO)
    assert found.words == said
    assert found.written == written


@pytest.mark.parametrize(
    "path",
    [
        "", "nowhere", "values.none", "preferences.astra", "preferences.nobody.border.weight",
        "preferences.astra.none.weight", "preferences.astra.border.none",
        "preferences.astra.interactions.none", "preferences.borea.interactions.(border=north)#7",
        "war", "war.states", "war.states.stalled.next.none", "war.states.none.next.frozen",
        "war.states.stalled.next.stalled", "war.burdens.deaths.felt.borea.points",
        "war.support.none.level", "war.endings.frozen.value.astra", "no_deal.astra", "a.b.c.d",
    ],
)  # fmt: skip
def test_an_unknown_path_is_shown_as_it_stands(path):
    assert number(path, SCENARIO).words == path


def test_a_number_inside_a_part_has_the_reason_of_that_part():
    assert number("war.burdens.deaths.felt.astra.points", SCENARIO).reason == "a guess"


def test_a_sourced_number_has_its_passage():
    cites = number("preferences.borea.border.weight", SCENARIO).cite
    assert [str(cite) for cite in cites] == ["paper#p2.s1"]


def test_a_distribution_by_name_is_written_as_in_the_file():
    of = made.scenario(values={"x": {"normal": {"mean": 3, "sd": 1}}})
    assert number("values.x", of).written == "normal: {mean: 3, sd: 1}"
