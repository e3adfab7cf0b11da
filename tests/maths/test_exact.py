"""Exact numbers as whole numbers: nothing is lost on the way."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.maths.exact import is_exact, multipliers, narrow, whole
from tests.maths.spaces import as_fractions, as_given, kinds, laws, positive, rows


@laws
@given(rows(), kinds)
def test_numerators_over_denominators_are_the_numbers(table, kind):
    array = as_given(table, kind)
    numerators, denominators = whole(array)
    back = [
        tuple(Fraction(n, d) for n, d in zip(row, denominators, strict=True))
        for row in numerators.tolist()
    ]
    assert back == as_fractions(array)
    assert numerators.dtype == np.int64


@laws
@given(st.lists(positive, min_size=1, max_size=5))
def test_multipliers_are_in_the_ratio_of_one_over_the_units(units):
    products = {unit * factor for unit, factor in zip(units, multipliers(units), strict=True)}
    assert len(products) == 1
    assert min(products) > 0


def test_what_does_not_fit_stays_as_it_is():
    numerators, denominators = whole(np.array([[2**70], [Fraction(1, 3)]], dtype=object))
    assert numerators.tolist() == [[3 * 2**70], [1]]
    assert denominators == (3,)
    assert narrow(numerators) is numerators


def test_which_numbers_are_exact():
    assert is_exact(np.array([1]))
    assert is_exact(np.array([Fraction(1, 2)]))
    assert not is_exact(np.array([1.0]))
