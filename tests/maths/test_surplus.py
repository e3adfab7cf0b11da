"""The bargaining range: worked cases, and the definition at its ends."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.surplus import bargaining_range, concave_range, optimism_gap, spiteful_range
from tests.maths.published import cases, fractions, label
from tests.maths.spaces import laws

CASES = cases("bargaining")
chances = st.fractions(0, 1, max_denominator=20)
costs = st.fractions(0, Fraction(1, 2), max_denominator=20)
spites = st.fractions(0, 2, max_denominator=8)


def numbers(case, *names):
    return [Fraction(case[name]) for name in names]


@pytest.mark.parametrize("case", CASES["ranges"], ids=label)
def test_worked_ranges(case):
    found = bargaining_range(*numbers(case, "p", "cost_a", "cost_b"))
    assert [found.low, found.high, found.width] == numbers(case, "low", "high", "width")
    assert not found.empty


@pytest.mark.parametrize("case", CASES["spiteful_ranges"], ids=label)
def test_worked_spiteful_ranges(case):
    found = spiteful_range(*numbers(case, "p", "cost_a", "cost_b", "spite_a", "spite_b"))
    assert [found.low, found.high, found.width] == numbers(case, "low", "high", "width")
    assert not found.empty


@pytest.mark.parametrize("case", CASES["optimism"], ids=label)
def test_worked_optimism(case):
    assert optimism_gap(fractions(case["values"])) == Fraction(case["gap"])
    assert optimism_gap(map(float, fractions(case["values"]))) == pytest.approx(
        float(Fraction(case["gap"]))
    )


@laws
@given(chances, costs, costs)
def test_war_that_costs_something_leaves_a_range(p, cost_a, cost_b):
    found = bargaining_range(p, cost_a, cost_b)
    assert 0 <= found.low <= p <= found.high <= 1
    if found.low > 0 and found.high < 1:
        assert found.width == cost_a + cost_b
        assert found.width == optimism_gap([p - cost_a, 1 - p - cost_b])


@laws
@given(chances, costs, costs)
def test_swapping_the_parties_mirrors_the_range(p, cost_a, cost_b):
    found, mirror = bargaining_range(p, cost_a, cost_b), bargaining_range(1 - p, cost_b, cost_a)
    assert (mirror.low, mirror.high) == (1 - found.high, 1 - found.low)


def test_without_costs_the_range_is_one_point():
    third = Fraction(1, 3)
    assert bargaining_range(third, Fraction(0), Fraction(0)).width == 0


@laws
@given(chances, costs, costs, spites, spites)
def test_spite_at_the_ends_of_the_range(p, cost_a, cost_b, spite_a, spite_b):
    found = spiteful_range(p, cost_a, cost_b, spite_a, spite_b)
    war_a, war_b = p - cost_a, 1 - p - cost_b
    if 0 < found.low < 1:
        assert found.low - spite_a * (1 - found.low) == war_a - spite_a * war_b
    if 0 < found.high < 1:
        assert 1 - found.high - spite_b * found.high == war_b - spite_b * war_a
    if cost_a + cost_b > 0 and found.low > 0 and found.high < 1:
        assert found.empty == (spite_a * spite_b > 1)


@laws
@given(chances, costs, costs)
def test_without_spite_and_without_curvature_the_range_is_plain(p, cost_a, cost_b):
    plain = bargaining_range(p, cost_a, cost_b)
    assert spiteful_range(p, cost_a, cost_b, 0, 0) == plain
    assert concave_range(p, cost_a, cost_b, 1, 1) == plain


@laws
@given(chances, costs, costs, st.sampled_from([Fraction(1, 2), Fraction(1, 3)]))
def test_curvature_at_the_ends_of_the_range_is_exact(p, cost_a, cost_b, exponent):
    found, root = concave_range(p, cost_a, cost_b, exponent, exponent), int(1 / exponent)
    assert found.low == max(0, p - cost_a) ** root
    assert 1 - found.high == max(0, 1 - p - cost_b) ** root
    plain = bargaining_range(p, cost_a, cost_b)
    assert found.low <= plain.low
    assert found.high >= plain.high


def test_floats_give_floats():
    found = concave_range(0.6, 0.15, 0.1, 0.5, 0.8)
    assert (found.low, found.high) == pytest.approx((0.45**2, 1 - 0.3**1.25))


def test_parameters_outside_their_range():
    with pytest.raises(NoAnswer, match="exponents"):
        concave_range(0.5, 0.1, 0.1, 0, 1)
    with pytest.raises(NoAnswer, match="Spite"):
        spiteful_range(0.5, 0.1, 0.1, -1, 1)
