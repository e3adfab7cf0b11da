"""Laws and worked cases of fair division."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.division import adjusted_winner, applies, at_stake, concede_and_divide, talmud
from parley.maths.spaces import Factor, Rule, Space
from tests.maths.published import cases, fractions, label
from tests.maths.spaces import laws, not_negative
from tests.oracles import counts as oracle

WORKED = cases("division")


@st.composite
def points(draw, least=0, most_issues=6):
    """Two lists of whole points with the same total; ties and zeros on purpose."""
    size = draw(st.integers(1, most_issues))
    two = [draw(st.lists(st.integers(least, 5), min_size=size, max_size=size)) for _ in range(2)]
    totals = [sum(one) or 1 for one in two]
    return [
        [Fraction(p * totals[1 - at]) if sum(one) else Fraction(totals[1 - at], size) for p in one]
        for at, one in enumerate(two)
    ]


@st.composite
def estates(draw, claimants=5):
    claims = draw(st.lists(not_negative, min_size=1, max_size=claimants))
    return draw(st.fractions(0, 1, max_denominator=12)) * sum(claims), claims


def worth(shares, first, second):
    """What both parties count."""
    mine = sum(share * a for share, a in zip(shares, first, strict=True))
    return mine, sum((1 - share) * b for share, b in zip(shares, second, strict=True))


@pytest.mark.parametrize("case", WORKED["adjusted_winner"], ids=label)
def test_adjusted_winner_as_published(case):
    found = adjusted_winner(case["first"], case["second"])
    assert list(found.shares) == fractions(case["shares"])
    assert found.divided == case["divided"]
    assert found.totals == (Fraction(case["total"]),) * 2


@laws
@given(points())
def test_the_division_is_equitable_free_of_envy_and_efficient(two):
    first, second = two
    found = adjusted_winner(first, second)
    assert found.totals == worth(found.shares, first, second)
    assert found.totals[0] == found.totals[1] == oracle.best_equal_total(first, second)
    assert found.totals[0] * 2 >= sum(first)
    partly = [issue for issue, share in enumerate(found.shares) if 0 < share < 1]
    assert partly == ([] if found.divided is None else [found.divided])
    # Efficient: nothing given away has a higher ratio than anything kept.
    for kept, mine in enumerate(found.shares):
        for given_up, other in enumerate(found.shares):
            if mine > 0 and other < 1:
                assert first[kept] * second[given_up] >= first[given_up] * second[kept]


@laws
@given(points())
def test_swapping_the_parties_swaps_the_division(two):
    first, second = two
    there, back = adjusted_winner(first, second), adjusted_winner(second, first)
    assert there.totals == back.totals
    if first != second:
        assert there.shares == tuple(1 - share for share in back.shares)
        assert there.divided == back.divided


@laws
@given(points(), st.sampled_from([Fraction(1, 3), 7]))
def test_the_unit_of_points_is_irrelevant(two, unit):
    first, second = two
    found = adjusted_winner([unit * p for p in first], [unit * p for p in second])
    assert found.shares == adjusted_winner(first, second).shares


@laws
@given(points(least=1))
def test_it_is_what_transfers_from_the_initial_winner_give(two):
    first, second = two
    if len({a / b for a, b in zip(first, second, strict=True)}) == len(first):
        assert list(adjusted_winner(first, second).shares) == oracle.adjusted_by_transfers(*two)


def test_ties_go_in_order_to_the_larger_list_and_from_the_end_to_the_other():
    # Ratios 2, 2, 1/3: the first list is larger, so it takes issue 0 whole and a part of 1.
    found = adjusted_winner([40, 40, 20], [20, 20, 60])
    assert found.shares == (1, Fraction(2, 3), 0)
    # Three equal issues, equal lists: the first party counts as the larger.
    assert adjusted_winner([1, 1, 1], [1, 1, 1]).shares == (1, Fraction(1, 2), 0)


def test_nothing_is_divided_where_whole_issues_come_out_even():
    assert adjusted_winner([60, 40], [40, 60]).divided is None


def test_an_issue_worth_nothing_to_both_is_not_divided():
    found = adjusted_winner([60, 0, 40], [40, 0, 60])
    assert found.divided is None
    assert found.totals == (60, 60)


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ([50, 50], [50, 40], "same total"),
        ([0, 0], [0, 0], "above 0"),
        ([150, -50], [50, 50], "below 0"),
        ([100], [50, 50], "same issues"),
    ],
)
def test_points_that_cannot_be_compared_have_no_answer(first, second, problem):
    with pytest.raises(NoAnswer, match=problem):
        adjusted_winner(first, second)


def test_which_issues_are_goods():
    opposed = np.array([[0, 9], [5, 5], [9, 0]])
    shared = np.array([[0, 0], [9, 9]])
    split = np.array([[0, 0], [9, 3], [3, 9]])  # no option is worst for one and best for the other
    idle = np.array([[4, 0], [4, 1]])
    tables = (opposed, shared, split, idle, opposed)
    assert applies(Space(tables)).tolist() == [True, False, False, True, True]
    tied = Space(tables, (Factor((0, 1), np.zeros((3, 2, 2))),))
    assert applies(tied).tolist() == [False, False, False, True, True]
    ruled = Space(tables, rules=(Rule((4,), np.array([True, True, False])),))
    assert applies(ruled).tolist() == [True, False, False, True, False]
    three = Space((np.array([[0, 9, 0], [9, 0, 0]]),))
    assert applies(three).tolist() == [False]


def test_half_opposed_is_not_enough():
    # Best for the first is worst for the second, but not the other way round.
    assert applies(Space((np.array([[9, 0], [0, 5], [1, 9]]),))).tolist() == [False]
    assert applies(Space((np.array([[0, 9], [5, 0], [9, 1]]),))).tolist() == [False]


def test_what_is_at_stake_adds_to_a_hundred():
    tables = [np.array([[0.0, 1.0], [0.5, 0.0]]), np.array([[2.0, 0.0], [0.5, 3.0]])]
    assert at_stake(tables) == ([25, 75], [25, 75])
    with pytest.raises(NoAnswer, match="at stake"):
        at_stake([np.array([[1, 0], [1, 5]])])


@pytest.mark.parametrize("case", WORKED["talmud"], ids=label)
def test_the_talmud_as_published(case):
    assert list(talmud(case["estate"], case["claims"])) == fractions(case["awards"])


@laws
@given(estates())
def test_any_two_divide_what_they_have_as_a_contested_garment(problem):
    """Aumann and Maschler 1985: only one rule does so, which makes this a complete check."""
    estate, claims = problem
    awards = talmud(estate, claims)
    assert sum(awards) == estate
    for i, j in combinations(range(len(claims)), 2):
        pair = concede_and_divide(awards[i] + awards[j], (claims[i], claims[j]))
        assert pair == (awards[i], awards[j])


@laws
@given(estates(), st.randoms(use_true_random=False))
def test_awards_keep_to_the_claims_to_their_order_and_to_losses(problem, random):
    estate, claims = problem
    awards = talmud(estate, claims)
    assert all(0 <= award <= claim for award, claim in zip(awards, claims, strict=True))
    losses = talmud(sum(claims) - estate, claims)
    assert [c - a for c, a in zip(claims, awards, strict=True)] == list(losses)
    order = random.sample(range(len(claims)), len(claims))
    turned = talmud(estate, [claims[at] for at in order])
    assert list(turned) == [awards[at] for at in order]


@pytest.mark.parametrize(("estate", "claims"), [(4, [1, 2]), (-1, [1, 2]), (1, [3, -1])])
def test_no_problem_of_claims_has_no_answer(estate, claims):
    with pytest.raises(NoAnswer):
        talmud(estate, claims)
    with pytest.raises(NoAnswer):
        concede_and_divide(estate, tuple(claims))
