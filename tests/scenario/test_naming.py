"""Unknown names get the name that was meant, or the names there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.scenario.naming import MOST_SHOWN, suggest, unknown

PARTIES = ("russia", "ukraine", "turkey", "allies")


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("rusia", PARTIES, "russia"),
        ("Russia", PARTIES, "russia"),
        ("RUSSIA ", PARTIES, "russia"),
        ("ukriane", PARTIES, "ukraine"),
        ("turky", PARTIES, "turkey"),
        ("ukr", PARTIES, "ukraine"),
        ("status-quo", ("status_quo", "states"), "status_quo"),
        ("war only", ("war_only", "war"), "war_only"),
        ("guarantee-for-ukraine", ("guarantees_for_ukraine", "nuclear"), "guarantees_for_ukraine"),
        ("vlaue", ("value", "valid"), "value"),
        ("wieght", ("weight", "right"), "weight"),
        ("iraq", ("iran", "israel"), "iran"),
        ("türkiye", ("Türkiye", "turkey"), "Türkiye"),
    ],
)
def test_a_slip_gets_the_name_that_was_meant(written, known, meant):
    assert suggest(written, known) == f"Did you mean '{meant}'?"


def test_a_swap_of_neighbours_is_one_slip():
    assert suggest("form", ("from", "firm")) == "Did you mean 'firm' or 'from'?"
    assert suggest("ab12", ("ba12", "ab99")) == "Did you mean 'ba12'?"


def test_a_name_that_begins_two_others_gets_both():
    known = ("guarantees_to_russia", "alignment", "guarantees_for_ukraine")
    answer = "Did you mean 'guarantees_for_ukraine' or 'guarantees_to_russia'?"
    assert suggest("guarantees", known) == answer


def test_two_letters_are_no_beginning():
    assert suggest("uk", ("ukraine",)) == "Known here: ukraine."


def test_at_most_two_are_suggested_and_the_nearest_first():
    assert suggest("step1", ("step2", "step3", "step4")) == "Did you mean 'step2' or 'step3'?"
    assert suggest("withdrawl", ("withdrawn", "withdrawal")) == (
        "Did you mean 'withdrawal' or 'withdrawn'?"
    )


def test_where_nothing_is_near_the_known_names_are_listed():
    assert suggest("germany", PARTIES) == "Known here: allies, russia, turkey, ukraine."
    assert suggest("", PARTIES) == "Known here: allies, russia, turkey, ukraine."


def test_a_long_list_is_cut():
    known = [f"q{number:02}" for number in range(MOST_SHOWN + 3)]
    shown = ", ".join(known[:MOST_SHOWN])
    assert suggest("zzz", known) == f"Known here: {shown} and 3 more."
    assert suggest("zzz", known[:MOST_SHOWN]) == f"Known here: {shown}."


def test_where_nothing_is_known_it_says_so():
    assert suggest("russia", ()) == "None is known here."


def test_problem_and_remedy():
    problem = "no party is called 'rusia'."
    assert unknown("party", "rusia", PARTIES) == (problem, "Did you mean 'russia'?")


def test_a_hostile_name_stays_on_one_line_and_short():
    problem, _ = unknown("party", "a\nb\x1b[31m", PARTIES)
    assert problem == r"no party is called 'a\nb\x1b[31m'."
    problem, remedy = unknown("party", "x" * 1_000_000, PARTIES)
    assert len(problem) < 120
    assert remedy.startswith("Known here")


@given(st.text(max_size=12), st.lists(st.text("abc-_ ", max_size=8), max_size=12), st.randoms())
def test_the_order_of_the_known_names_does_not_matter(written, known, random):
    answer = suggest(written, known)
    shuffled = [*known, *known[:2]]
    random.shuffle(shuffled)
    assert suggest(written, shuffled) == answer
    assert suggest(written, set(known)) == answer


@given(st.sampled_from(PARTIES), st.data())
def test_any_single_slip_is_understood(name, data):
    at = data.draw(st.integers(0, len(name) - 2))
    other = data.draw(st.sampled_from("xyz"))
    slips = (
        name[:at] + name[at + 1 :],
        name[:at] + other + name[at:],
        name[:at] + other + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    for slip in slips:
        assert suggest(slip, PARTIES) == f"Did you mean '{name}'?"
