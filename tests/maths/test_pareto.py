"""Laws of the non-dominated filter, against comparing every pair."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.pareto import nondominated
from tests.maths.spaces import as_fractions, as_given, huge, kinds, laws, rows
from tests.oracles import packages as oracle


@laws
@given(rows(most=25), kinds)
def test_it_keeps_what_no_pair_refutes(table, kind):
    points = as_given(table, kind)
    assert nondominated(points).tolist() == oracle.nondominated(as_fractions(points))


@laws
@given(rows(values=huge, most=20), st.sampled_from(["int64", "object"]))
def test_numbers_beyond_float64_are_told_apart(table, kind):
    points = np.array(table, dtype=kind)
    assert nondominated(points).tolist() == oracle.nondominated(table)


@laws
@given(rows(most=15), st.randoms(use_true_random=False))
def test_order_of_points_and_parties_is_irrelevant(table, random):
    points = as_given(table, "int64")
    rank = random.sample(range(len(points)), len(points))
    party = random.sample(range(points.shape[1]), points.shape[1])
    shuffled = nondominated(points[np.ix_(rank, party)])
    assert shuffled.tolist() == nondominated(points)[rank].tolist()


def test_a_thousand_points_in_six_dimensions_with_copies():
    points = np.random.default_rng(1).integers(0, 4, (1000, 6))
    assert nondominated(points).tolist() == oracle.nondominated(points.tolist())


@pytest.mark.parametrize("parties", [1, 2, 3, 5])
def test_all_copies_of_an_efficient_point_are_kept(parties):
    points = np.ones((4, parties), dtype=np.int64)
    points[2] = 0
    assert nondominated(points).tolist() == [True, True, False, True]


@pytest.mark.parametrize("parties", [1, 2, 3])
def test_no_points_give_no_frontier(parties):
    assert nondominated(np.zeros((0, parties))).tolist() == []


def test_signed_zeros_are_equal_and_infinities_compare():
    points = np.array([[0.0, 1.0], [-0.0, 1.0], [-np.inf, 1.0], [-1.0, np.inf]])
    assert nondominated(points).tolist() == [True, True, False, True]


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.bool_, np.float32])
def test_other_kinds_of_numbers_are_compared_exactly(dtype):
    assert nondominated(np.array([[1, 0], [0, 1], [0, 0]], dtype=dtype)).tolist() == [1, 1, 0]


def test_the_points_are_left_as_they_were():
    points = np.random.default_rng(2).random((50, 3))
    before = points.copy()
    nondominated(points)
    assert (points == before).all()


def test_nan_has_no_answer():
    with pytest.raises(NoAnswer, match="NaN"):
        nondominated(np.array([[1.0, np.nan], [0.0, 1.0]]))


def test_plain_lists_of_fractions_are_points_too():
    third = Fraction(1, 3)
    assert nondominated([[third, 1], [third, 2], [0, 2]]).tolist() == [False, True, False]
