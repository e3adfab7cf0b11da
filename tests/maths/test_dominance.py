"""Pairs that reach each other, against comparing every pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.maths.dominance import LIMB, reaching_pairs
from tests.maths.spaces import laws
from tests.oracles import counts as oracle

weights = st.sampled_from([1, 1, 1, 2, 2**32 - 1, 2**32, 2**70 + 5])


@st.composite
def crowds(draw, axes, weighted):
    """Triples of group, coordinates and weight."""
    point = st.lists(st.integers(-3, 3), min_size=axes, max_size=axes)
    weight = weights if weighted else st.just(1)
    return draw(st.lists(st.tuples(st.integers(0, 2), point, weight), max_size=9))


def arrays(crowd, axes, dtype):
    groups = np.array([group for group, _, _ in crowd], dtype=np.int64)
    points = np.array([point for _, point, _ in crowd], dtype=dtype).reshape(len(crowd), axes)
    digits = [[w >> (LIMB * at) & (2**LIMB - 1) for at in range(3)] for _, _, w in crowd]
    return groups, points, np.array(digits, dtype=np.int64).reshape(len(crowd), 3)


@laws
@given(st.data(), st.integers(0, 4), st.booleans(), st.sampled_from([np.int64, object]))
def test_the_weight_of_all_pairs(data, axes, weighted, dtype):
    asks, offers = (data.draw(crowds(axes, weighted)) for _ in range(2))
    found = reaching_pairs(arrays(asks, axes, dtype), arrays(offers, axes, dtype))
    assert found == oracle.reaching_pairs(asks, offers)


@laws
@given(st.data(), st.integers(1, 3))
def test_weights_of_one_digit_may_fill_a_machine_word(data, axes):
    crowd = [data.draw(crowds(axes, False)) for _ in range(2)]
    heavy = [[(g, p, 2**58 + w) for g, p, w in one] for one in crowd]
    given_arrays = []
    for one in heavy:
        groups, points, _ = arrays(one, axes, np.int64)
        masses = np.array([w for _, _, w in one], dtype=np.int64).reshape(len(one), 1)
        given_arrays.append((groups, points, masses))
    assert reaching_pairs(*given_arrays) == oracle.reaching_pairs(*heavy)


def test_many_points_in_two_and_three_dimensions():
    rng = np.random.default_rng(5)
    for axes in (2, 3):
        asked, offered = rng.integers(0, 40, (2, 500, axes))
        groups = rng.integers(0, 3, (2, 500))
        expected = sum(
            int((offered[groups[1] == group] >= ask).all(axis=1).sum())
            for ask, group in zip(asked, groups[0], strict=True)
        )
        one = np.ones((500, 1), dtype=np.int64)
        assert reaching_pairs((groups[0], asked, one), (groups[1], offered, one)) == expected
