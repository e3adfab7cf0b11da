"""Many points at once, against a walk down the sorted list; long numbers, against Python's."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.maths import words
from parley.maths.merging import MANY, efficient, nondominated
from tests.maths.spaces import laws

SIZE = 3 * MANY


def staircase(x, y):
    """The places of the efficient points: each best y at its x, above all larger x."""
    kept, best = [], None
    places = sorted(range(len(x)), key=lambda at: (x[at], y[at]), reverse=True)
    for at in places:
        if best is None or y[at] > best[1] or (x[at], y[at]) == best:
            kept.append(at)
            best = (x[at], y[at])
    return kept


def clouds():
    rng = np.random.default_rng(7)
    x = rng.integers(0, 1_000, SIZE)
    yield x, 1_000 - x + rng.integers(-50, 51, SIZE)  # opposed, with ties
    yield rng.integers(0, 3, SIZE), rng.integers(0, 3, SIZE)
    yield rng.integers(-(2**63), 2**63 - 1, SIZE), rng.integers(-(2**63), 2**63 - 1, SIZE)
    yield np.full(SIZE, 5), rng.integers(0, 9, SIZE)
    yield np.arange(SIZE), -np.arange(SIZE)
    angle = rng.random(SIZE)
    yield np.cos(angle), np.sin(angle)
    yield np.cos(angle) * 1e300, np.where(angle < 0.1, -np.inf, angle)
    yield np.where(angle < 0.1, np.inf, angle), angle[::-1]
    yield np.where(angle < 0.5, -1.7e308, 1.7e308), angle
    yield np.where(angle < 0.5, -0.0, 0.0), angle.round(2)


@pytest.mark.parametrize("cloud", list(clouds()))
def test_a_grid_first_changes_nothing(cloud):
    x, y = cloud
    found = efficient(np.stack([x, y]))
    expected = staircase(x.tolist(), y.tolist())
    assert sorted(found.tolist()) == sorted(expected)
    rows = np.stack([x, y], axis=1)
    assert rows[found].tolist() == rows[expected].tolist()
    assert np.flatnonzero(nondominated(rows)).tolist() == sorted(expected)


numbers = st.integers(-(2**200), 2**200) | st.integers(-3, 3) | st.integers(2**60 - 2, 2**60 + 2)


@laws
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9))
def test_words_reckon_as_whole_numbers_do(pairs):
    size = words.words_for(2**202)
    one, other = (np.array(column, dtype=object) for column in zip(*pairs, strict=True))
    first, second = words.split(one, size), words.split(other, size)
    assert words.joined(first).tolist() == one.tolist()
    assert words.joined(words.added(first, second)).tolist() == (one + other).tolist()
    assert words.at_least(first, second).tolist() == (one >= other).tolist()
    order = sorted(set(one.tolist()))
    assert words.ranks(first).tolist() == [order.index(number) for number in one]
    assert one[words.highest(first)] == max(one)
    for near, number in zip(words.near(first).tolist(), one.tolist(), strict=True):
        assert abs(Fraction(near) - number) <= abs(number) / 2**50 + 2 ** (60 * (size - 1) - 50)


@laws
@given(numbers)
def test_there_are_words_enough(number):
    size = words.words_for(abs(number))
    split = words.split(np.array([number], dtype=object), size)
    assert words.joined(split).tolist() == [number]
    assert words.words_for(2**57) == 1
    assert len(words.ranks(split[:0])) == 0
