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
        ("hold.steps.ceasefire.takes", "“Ceasefire”: how long it takes, weeks", "0.5..1..2"),
        ("hold.steps.withdrawal.passes", "“Troops leave”: chance that it succeeds", "0.9"),
        (
            "hold.steps.watch.guarantee.astra",
            "“Corta guards the border”: what it adds to the chance that Astra is punished for a "
            "breach",
            "0.3",
        ),
        (
            "hold.steps.vote.implements.border",
            "“Vote”: share of “Border” that it puts into effect",
            "1",
        ),
        (
            "hold.steps.watch.gains.borea",
            "“Corta guards the border”: points per period from then on for Borea",
            "2",
        ),
        (
            "hold.punishment.astra.cost",
            "Astra: points that a punished breach costs it",
            "5..10",
        ),
        ("hold.willingness.corta.benefit", "Corta: what acting brings it as a guarantor", "20"),
        ("hold.resettle", "Chance that a breach soon leads to a new settlement", "0.1"),
        (
            "ratify.votes.people.threshold",
            "The people of Borea: share of yes above which it passes",
            "0.5",
        ),
        (
            "ratify.votes.people.communities.coast.polls.radio.yes",
            "The people of Borea: Coast: poll “radio”, in favour",
            "52",
        ),
        (
            "ratify.votes.people.communities.coast.effects.border=south",
            "The people of Borea: Coast: logits where Border: Along the southern river",
            "0.1..0.4..0.8",
        ),
        (
            "ratify.votes.people.communities.coast.effects.endorsed_by=borea",
            "The people of Borea: Coast: logits where Borea speaks for it",
            "0.3",
        ),
        ("ratify.correlation", "How far the errors of any two votes move together", "0.5"),
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
        "hold", "hold.steps.none.takes", "hold.steps.watch.takes", "hold.steps.watch.none",
        "hold.punishment.borea.cost", "hold.punishment.astra.decay", "hold.willingness.corta.none",
        "hold.willingness.astra.cost", "hold.none", "ratify.none", "ratify.votes.none.support",
        "ratify.votes.people.none", "ratify.votes.people.support",
        "ratify.votes.people.communities.none.support",
        "ratify.votes.people.communities.coast.polls.none.yes",
        "ratify.votes.people.communities.coast.polls.radio.none",
        "ratify.votes.people.communities.coast.effects.border=north",
        "ratify.votes.people.communities.coast.effects.border=south#2",
    ],
)  # fmt: skip
def test_an_unknown_path_is_shown_as_it_stands(path):
    assert number(path, SCENARIO).words == path


def test_a_number_inside_a_part_has_the_reason_of_that_part():
    assert number("war.burdens.deaths.felt.astra.points", SCENARIO).reason == "a guess"


def test_a_length_of_time_has_the_reason_of_its_group():
    assert number("hold.steps.ceasefire.takes", SCENARIO).reason == "Orders take time."


def test_numbers_of_a_poll_have_its_passage_and_its_reason():
    found = number("ratify.votes.people.communities.coast.polls.radio.no", SCENARIO)
    assert [str(cite) for cite in found.cite] == ["paper#p10"]
    assert found.reason == "A river is what is voted on."


def test_an_effect_carries_the_legal_note_of_its_options():
    path = "ratify.votes.people.communities.coast.effects.border=south"
    assert number(path, SCENARIO).law == "Treaty of 1950, article 2."


def test_without_the_sections_their_paths_are_shown_as_they_stand():
    for path in ("hold.resettle", "ratify.correlation"):
        assert number(path, made.scenario()).words == path


def test_a_sourced_number_has_its_passage():
    cites = number("preferences.borea.border.weight", SCENARIO).cite
    assert [str(cite) for cite in cites] == ["paper#p2.s1"]


def test_a_distribution_by_name_is_written_as_in_the_file():
    of = made.scenario(values={"x": {"normal": {"mean": 3, "sd": 1}}})
    assert number("values.x", of).written == "normal: {mean: 3, sd: 1}"
