"""Shifts of power and guarantees: worked cases, and comparisons of values written out."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.shifts import (
    fewest_equal_steps,
    fights_before_shift,
    guaranteed_range,
    least_punishment,
    least_weakness,
    opening_guarantee,
    preventive_threshold,
    preventive_war,
    reneging_when_strong,
    safe_shift,
    willingness,
    windows_of_peace,
)
from tests.maths.published import cases, fractions
from tests.maths.spaces import laws

CASES = cases("commitment")
ONE = Fraction(1)
chances = st.fractions(0, 1, max_denominator=12)
factors = st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(9, 10), Fraction(99, 100)])


def of(name, *keys):
    return [Fraction(CASES[name][key]) for key in keys]


def test_preventive_war():
    now, discount, cost = of("preventive_war", "p_now", "discount", "cost")
    case = CASES["preventive_war"]
    threshold = preventive_threshold(now, discount, cost)
    assert threshold == Fraction(case["threshold"])
    assert float(threshold) == pytest.approx(
        preventive_threshold(float(now), float(discount), float(cost)), abs=1e-12
    )
    for later, war in zip(fractions(case["p_next"]), case["war"], strict=True):
        assert preventive_war(now, later, discount, cost) is war
    worth_of_war, worth_of_peace = stocks(now, Fraction(case["p_next"][0]), discount, cost)
    assert worth_of_war == Fraction(case["worth_of_war"])
    assert worth_of_peace == Fraction(case["worth_of_peace_at_first"])


def stocks(now, later, discount, cost):
    """B's war now, and its best peace: all of this period, then a war from weakness."""
    war = (1 - now) / (1 - discount) - cost
    return war, 1 + discount * ((1 - later) / (1 - discount) - cost)


@laws
@given(chances, chances, factors, chances)
def test_preventive_war_compares_two_stocks(now, later, discount, cost):
    war, peace = stocks(now, later, discount, cost)
    assert preventive_war(now, later, discount, cost) == (war > peace)
    assert preventive_war(now, later, discount, cost) == (
        later > preventive_threshold(now, discount, cost)
    )


def test_a_tie_is_peace():
    threshold = preventive_threshold(Fraction(3, 10), Fraction(9, 10), Fraction(1, 5))
    assert not preventive_war(Fraction(3, 10), threshold, Fraction(9, 10), Fraction(1, 5))


def test_the_largest_safe_shift():
    now, discount, destroyed = of("shift", "p_now", "discount", "destroyed")
    safe = safe_shift(now, discount, destroyed)
    assert safe == Fraction(CASES["shift"]["safe"])
    later = fractions(CASES["shift"]["p_next"])
    assert [p > safe for p in later] == CASES["shift"]["war"]
    floats = safe_shift(float(now), float(discount), float(destroyed))
    assert floats == pytest.approx(float(safe), abs=1e-12)


@laws
@given(chances, chances, factors, st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 2)]))
def test_a_safe_shift_is_one_that_leaves_enough_to_concede(now, later, discount, destroyed):
    left = 1 - destroyed
    fights = fights_before_shift((1 - now) * left, now * left, later * left, discount)
    assert fights == (later > safe_shift(now, discount, destroyed))


def test_the_other_party_claims_more_than_can_be_conceded():
    assert not fights_before_shift(0.5, 0.25, 0.5, 1.0)
    assert fights_before_shift(0.5, 0.25, 0.51, 1.0)
    assert not fights_before_shift(1, 1, 2, ONE, whole=3)
    assert fights_before_shift(1, 1, 3, ONE, whole=3)


def test_fewest_equal_steps():
    start, end, discount, destroyed = of("equal_steps", "p_start", "p_end", "discount", "destroyed")
    steps = CASES["equal_steps"]["steps"]
    assert fewest_equal_steps(start, end, discount, destroyed) == steps
    assert fewest_equal_steps(*map(float, (start, end, discount, destroyed))) == steps


def safe_in(steps, start, end, discount, destroyed):
    """Whether every one of so many equal steps is safe."""
    rungs = [start + (end - start) * k / steps for k in range(steps + 1)]
    return all(later <= safe_shift(now, discount, destroyed) for now, later in pairwise(rungs))


@laws
@given(
    chances, chances, factors, st.sampled_from([Fraction(1, 50), Fraction(1, 10), Fraction(1, 2)])
)
def test_more_equal_steps_never_break_a_deal(a, b, discount, destroyed):
    start, end = sorted((a, b))
    fewest = fewest_equal_steps(start, end, discount, destroyed)
    for steps in range(1, fewest + 4):
        assert safe_in(steps, start, end, discount, destroyed) == (steps >= fewest)


def test_where_no_number_of_steps_is_safe():
    assert fewest_equal_steps(Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(0)) is None
    assert fewest_equal_steps(Fraction(0), Fraction(0), Fraction(9, 10), Fraction(0)) == 1
    with pytest.raises(NoAnswer, match="Swap"):
        fewest_equal_steps(Fraction(1, 2), Fraction(1, 3), Fraction(9, 10), Fraction(1, 10))


def test_a_whole_number_of_float_steps_is_that_number():
    assert fewest_equal_steps(0.0, 0.9, 1.0, 0.1 / 1.1) == 9


@pytest.mark.parametrize(("discount", "destroyed"), [(0, 0.1), (1.1, 0.1), (0.9, 1), (0.9, -0.1)])
def test_shares_outside_their_range(discount, destroyed):
    with pytest.raises(NoAnswer, match="share destroyed"):
        safe_shift(0.5, discount, destroyed)


WINDOWS = ("kept", "cost", "striking", "struck", "meeting")


def test_windows_of_peace():
    numbers = of("windows", *WINDOWS)
    expected = tuple(letter == "P" for letter in CASES["windows"]["pattern"])
    assert windows_of_peace(12, *numbers) == expected
    assert windows_of_peace(12, *map(float, numbers)) == expected
    assert windows_of_peace(3, *numbers) == expected[:3]
    assert windows_of_peace(40, *numbers)[12:] == (True,) * 28
    assert windows_of_peace(0, *numbers) == ()


def waiting(battles, kept, cost, striking, struck, meeting, horizon=60):
    """The same from a far horizon, where both are taken to share what is left."""
    later, peaceful = kept**horizon / 2, []
    for n in reversed(range(horizon)):
        attack = -cost + striking * kept ** (n + 1) + (1 - striking - struck) * later
        peace = kept**n / 2 >= attack
        fight = -cost + meeting * kept ** (n + 1) + (1 - 2 * meeting) * later
        later = kept**n / 2 if peace else fight
        peaceful.insert(0, peace)
    return tuple(peaceful[:battles])


@laws
@given(
    st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(9, 10)]),
    st.sampled_from([Fraction(1, 100), Fraction(1, 20), Fraction(1, 5), Fraction(2)]),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 5),
)
def test_windows_of_peace_from_a_far_horizon(kept, cost, striking, struck, meeting):
    numbers = kept, cost, Fraction(striking, 10), Fraction(struck, 10), Fraction(meeting, 10)
    assert windows_of_peace(15, *numbers) == waiting(15, *numbers)


@pytest.mark.parametrize(("kept", "cost"), [(1, 0.1), (0, 0.1), (0.9, 0)])
def test_windows_need_battles_that_destroy_and_cost(kept, cost):
    with pytest.raises(NoAnswer, match="battle"):
        windows_of_peace(5, kept, cost, 0.4, 0.1, 0.25)


def test_the_least_weakness():
    numbers = of("weakness", "discount", "strong", "rebels")
    least = Fraction(CASES["weakness"]["least"])
    assert least_weakness(*numbers) == least
    assert least_weakness(*map(float, numbers)) == pytest.approx(float(least), abs=1e-12)


@laws
@given(chances, factors, chances, chances)
def test_a_share_is_kept_from_the_least_weakness_on(weak, discount, strong, rebels):
    kept = rebels <= 1 - reneging_when_strong(weak, discount, strong)
    least = least_weakness(discount, strong, rebels)
    assert kept == (least is not None and weak >= least)


def test_reneging_when_strong_is_what_it_pays_to_wait_for():
    weak, discount, war = Fraction(1, 4), Fraction(9, 10), Fraction(1, 5)
    value = reneging_when_strong(weak, discount, war)
    assert value == (1 - discount) + discount * (weak * war + (1 - weak) * value)


def test_the_least_punishment():
    reneging, keeping, cost = of("guarantee", "reneging", "keeping", "cost")
    least = Fraction(CASES["guarantee"]["least"])
    assert least_punishment(reneging, keeping, cost) == least
    assert least_punishment(0.6, 0.45, 0.5) == pytest.approx(float(least), abs=1e-12)
    assert least_punishment(keeping, reneging, cost) == 0
    assert least_punishment(reneging, keeping, Fraction(0)) is None
    assert least_punishment(reneging, keeping, Fraction(1, 10)) is None
    assert least_punishment(reneging, keeping, reneging - keeping) == 1


def test_the_opening_guarantee():
    reneging, costs = (tuple(fractions(CASES["opening"][key])) for key in ("reneging", "costs"))
    least = Fraction(CASES["opening"]["least"])
    assert opening_guarantee(reneging, costs) == least
    low, high = guaranteed_range(reneging, costs, least)
    assert low == high
    low, high = guaranteed_range(reneging, costs, Fraction(1))
    assert high - low == 1 - sum(reneging) + sum(costs)
    assert opening_guarantee((Fraction(1, 2), Fraction(1, 2)), costs) == 0
    assert opening_guarantee(reneging, (Fraction(0), Fraction(0))) is None


def test_a_share_in_the_range_is_one_that_both_keep():
    reneging, cost = (Fraction(3, 5), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 4))
    low, high = guaranteed_range(reneging, cost, Fraction(2, 5))
    for share in (low, high):
        assert share >= reneging[0] - Fraction(2, 5) * cost[0]
        assert 1 - share >= reneging[1] - Fraction(2, 5) * cost[1]
    assert (low, high) == (Fraction(2, 5), Fraction(3, 5))


values = st.lists(st.integers(-3, 3), min_size=1, max_size=6)


@laws
@given(values, values, values)
def test_willingness_counts_every_triple(cost, benefit, reputation):
    triples = [(c, b, r) for c in cost for b in benefit for r in reputation]
    acts = sum(c <= b + r for c, b, r in triples)
    assert willingness(cost, benefit, reputation) == Fraction(acts, len(triples))


def test_willingness_of_a_sure_guarantor_and_of_unknown_numbers():
    assert willingness(1, 0.5, 0.5) == 1
    assert willingness(1.01, 0.5, 0.5) == 0
    with pytest.raises(NoAnswer, match="known"):
        willingness([], [1], [1])
    with pytest.raises(NoAnswer, match="known"):
        willingness([float("nan")], [1], [1])
