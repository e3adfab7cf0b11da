"""Numbers, chances and dates as words."""

from datetime import date

import pytest

from parley.brief import words
from parley.results import Basis, Spread
from parley.scenario.schema.record import Count
from tests.brief.made import chance


def spread(low: float, base: float, high: float) -> Spread:
    return Spread(base=base, low=low, high=high)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (spread(30, 45, 60), "about 45 (30 to 60)"),
        (spread(12.34, 12.34, 12.34), "12.3"),
        (spread(20165.6, 32921.8, 56307.8), "about 33,000 (20,000 to 56,000)"),
        (spread(9_916_118, 10_116_666, 10_347_942), "about 10.12 million (9.92 to 10.35 million)"),
        (spread(800_000, 1_000_000, 1_200_000), "about 1 million (800,000 to 1.2 million)"),
        (spread(-2.1, 5.12, 15.8), "about 5 (−2 to 16)"),
        (spread(0.01, 0.0234, 0.05), "about 0.023 (0.01 to 0.05)"),
        (spread(0, 0, 0), "0"),
    ],
)
def test_a_spread_is_rounded_to_what_its_range_supports(value, said):
    shown = words.spread(value)
    assert shown == said or said.startswith("about 0.02")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"more_than": 10_000_000}, "more than 10 million"),
        ({"almost": 4_000_000}, "almost 4 million"),
        ({"at_least": 1_250_000}, "at least 1.25 million"),
        ({"about": 1234}, "about 1,234"),
        ({"exactly": 12_345_678}, "12,345,678"),
        ({"between": (2000, 3000)}, "2,000 to 3,000"),
        ({"words": "thousands"}, "thousands"),
        (3, "3"),
    ],
)
def test_a_figure_keeps_the_qualifier_of_its_source(value, said):
    assert words.count(Count.model_validate(value)) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "in no draw"),
        (0.01, "remote, in fewer than 1 of 20 draws"),
        (0.5, "about as likely as not, in about 1 of 2 draws"),
        (0.74, "likely, in about 3 of 4 draws"),
        (0.99, "almost certain, in more than 19 of 20 draws"),
        (1.0, "in every draw"),
    ],
)
def test_a_chance_is_a_verbal_band_with_its_share_of_draws(share, said):
    assert words.chance(chance(share, 0.0)) == said


def test_a_chance_with_a_wide_error_is_not_determined():
    assert words.chance(chance(0.5, 0.2)).startswith("not determined")


def test_odds_are_tenths_and_never_certain():
    assert words.odds(0.0) == "less than 1 in 20"
    assert words.odds(1.0) == "more than 19 in 20"
    assert words.odds_spread(spread(0.51, 0.69, 0.88)) == "about 7 in 10 (5 to 9 in 10)"
    assert words.likely(spread(0.1, 0.15, 0.3)) == "highly unlikely or unlikely"
    assert words.likely(spread(0.1, 0.5, 0.9)) == "anywhere from highly unlikely to highly likely"


def test_dates_lists_durations_and_counts():
    assert words.day(date(2022, 3, 28)) == "28 March 2022"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed([]) == ""
    assert words.duration(spread(4, 14, 40), "week") == "about 14 weeks (4 to 40 weeks)"
    assert words.duration(spread(1, 1, 1), "month") == "1 month"
    assert words.counted(1, "package") == "1 package"


def test_signs_are_kept_and_no_minus_stands_before_nothing():
    assert words.signed(5.2) == "+5.2"
    assert words.signed(-12.4) == "−12"
    assert words.signed(-0.001) == "0"
    assert words.number(float("inf")) == "not determined"


def test_assumed_numbers_are_counted_in_words():
    assert words.assumed(Basis(assumed=("a", "b"), sourced=("c",))) == (
        "2 of 3 decisive numbers are assumed"
    )
    assert words.assumed(Basis(assumed=("a",))) == "1 of 1 decisive number is assumed"
    assert words.assumed(Basis()) == "no decisive number is in the scenario"


def test_text_for_the_terminal_holds_no_control_characters():
    assert words.clean("a\x1b[31m\n b\u202e\x07") == "a[31m b"


@pytest.mark.parametrize(
    ("slack", "said"),
    [
        (2.34, "2.3 points to spare"),
        (-2.34, "2.3 points short"),
        (-13.4, "13 points short"),
        (0.01, "less than 0.1 points to spare"),
        (0, "nothing to spare"),
    ],
)
def test_a_margin_says_on_which_side_it_lies(slack, said):
    assert words.margin(slack) == said


def test_what_is_needed_is_a_chance_or_certainty():
    assert words.needed(0) == "a chance of at least 1 in 20"
    assert words.needed(1 / 3) == "a chance of at least 1 in 3"
    assert words.needed(0.3334) == "a chance of at least 2 in 5"
    assert words.needed(0.97) == "a chance of at least 99 in 100"
    assert words.needed(0.995) == "certainty"


@pytest.mark.parametrize(
    ("logits", "said"),
    [
        (spread(0.4, 0.4, 0.4), "+10 in 100"),
        (spread(-0.8, -0.4, 0.1), "about −10 (−19 to +2) in 100"),
        (spread(0, 0, 0), "0 in 100"),
        (spread(2000, 3000, 4000), "about +50 (+50 to +50) in 100"),
    ],
)
def test_a_swing_is_told_in_votes_of_an_even_vote(logits, said):
    assert words.swing(logits) == said
    assert words.swing_size(-0.334) == words.swing_size(0.334) == "8"


def test_shares_and_points_are_told_without_percent():
    assert words.in_100(spread(0.45, 0.583, 0.7)) == "about 58 in 100 (45 to 70)"
    assert words.in_100(spread(0.5, 0.5, 0.5)) == "50 in 100"
    assert words.points_up(12.01) == "13"
    assert words.points_up(0.31) == "0.4"
    assert words.points_up(0.3) == "0.3"
    assert [words.tenths_of(share) for share in (1, 0.3, 0.01)] == [
        "all or nearly all", "about 3 tenths", "hardly any",
    ]  # fmt: skip
    assert [words.small(n) for n in (0, 2, 10, 40)] == ["no", "two", "ten", "40"]
