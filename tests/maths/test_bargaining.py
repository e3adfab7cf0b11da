"""Laws of the named points, against listing and comparing in Fractions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.bargaining import egalitarian, kalai_smorodinsky, nash, utilitarian
from tests.maths.published import cases, fractions
from tests.maths.spaces import as_fractions, as_given, gains, kinds, laws, positive
from tests.oracles import packages as oracle

exact_kinds = st.sampled_from(["int64", "object"])


def best_of(array):
    """Each party's best gain, with 1 where it can gain nothing."""
    return [Fraction(value) or Fraction(1) for value in array.max(axis=0).tolist()]


@laws
@given(gains(), kinds)
def test_nash(table, kind):
    array = as_given(table, kind)
    exact = as_fractions(array)
    assert nash(array).tolist() == oracle.nash(exact, [1] * array.shape[1])


@laws
@given(gains(), exact_kinds, st.data())
def test_nash_with_exact_weights(table, kind, data):
    array = as_given(table, kind)
    weights = [data.draw(st.integers(0, 3)) for _ in range(array.shape[1])]
    weights[0] = weights[0] or 1
    expected = oracle.nash(as_fractions(array), weights)
    assert nash(array, weights).tolist() == expected
    assert nash(array, [Fraction(weight, 7) for weight in weights]).tolist() == expected


@laws
@given(gains(positive_only=True), kinds)
def test_nash_with_float_weights_is_near_the_exact_best(table, kind):
    array = as_given(table, kind)
    weights = [0.25 + party for party in range(array.shape[1])]
    whole_weights = [1 + 4 * party for party in range(array.shape[1])]
    found = nash(array, weights).tolist()
    assert found
    assert set(found) <= set(oracle.nash(as_fractions(array), whole_weights))


@laws
@given(gains(), exact_kinds)
def test_kalai_smorodinsky(table, kind):
    array = as_given(table, kind)
    best = best_of(array)
    expected = oracle.kalai_smorodinsky(as_fractions(array), best)
    assert kalai_smorodinsky(array, best).tolist() == expected


@laws
@given(gains(), exact_kinds, st.data())
def test_egalitarian_and_utilitarian_in_each_partys_units(table, kind, data):
    array = as_given(table, kind)
    scale = [data.draw(positive) for _ in range(array.shape[1])]
    exact = as_fractions(array)
    assert egalitarian(array, scale).tolist() == oracle.egalitarian(exact, scale)
    assert utilitarian(array, scale).tolist() == oracle.utilitarian(exact, scale)


@laws
@given(gains(), kinds)
def test_egalitarian_and_utilitarian_without_units(table, kind):
    array = as_given(table, kind)
    exact, ones = as_fractions(array), [Fraction(1)] * array.shape[1]
    assert egalitarian(array).tolist() == oracle.egalitarian(exact, ones)
    assert utilitarian(array).tolist() == oracle.utilitarian(exact, ones)


@laws
@given(gains(), kinds, st.data())
def test_the_order_of_the_parties_changes_nothing(table, kind, data):
    array = as_given(table, kind)
    order = data.draw(st.permutations(range(array.shape[1])))
    best = np.array(best_of(array), dtype=object)
    for rule in (nash, egalitarian, utilitarian):
        assert rule(array[:, order]).tolist() == rule(array).tolist()
    turned = kalai_smorodinsky(array[:, order], best[order])
    assert turned.tolist() == kalai_smorodinsky(array, best).tolist()


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_the_parties_changes_no_bit_of_float_gains(seed):
    rng = np.random.default_rng(seed)
    values = rng.random(4)
    array = np.array([rng.permutation(values) for _ in range(12)])  # every product, every sum ties
    everything = list(range(12))
    assert nash(array).tolist() == everything
    assert nash(array, [0.3] * 4).tolist() == everything
    assert egalitarian(array).tolist() == everything
    assert utilitarian(array).tolist() == everything


@laws
@given(gains(), st.data())
def test_rescaling_a_party_changes_neither_nash_nor_kalai_smorodinsky(table, data):
    array = as_given(table, "object")
    factors = np.array([data.draw(positive) for _ in range(array.shape[1])], dtype=object)
    best = np.array(best_of(array), dtype=object)
    assert nash(array * factors).tolist() == nash(array).tolist()
    rescaled = kalai_smorodinsky(array * factors, best * factors)
    assert rescaled.tolist() == kalai_smorodinsky(array, best).tolist()


@laws
@given(gains(), st.data())
def test_gains_in_units_are_the_gains_rescaled(table, data):
    array = as_given(table, "object")
    scale = np.array([data.draw(positive) for _ in range(array.shape[1])], dtype=object)
    assert egalitarian(array, scale).tolist() == egalitarian(array / scale).tolist()
    assert utilitarian(array, scale).tolist() == utilitarian(array / scale).tolist()


@laws
@given(gains(positive_only=True), kinds)
def test_the_named_points_are_efficient(table, kind):
    array = as_given(table, kind)
    efficient = set(np.flatnonzero(oracle.nondominated(as_fractions(array))).tolist())
    for found in (nash(array), egalitarian(array), utilitarian(array)):
        assert set(found.tolist()) <= efficient
    assert set(kalai_smorodinsky(array, best_of(array)).tolist()) <= efficient


@laws
@given(gains(), st.integers(0, 9))
def test_nash_does_not_depend_on_a_package_that_it_does_not_choose(table, dropped):
    array = as_given(table, "int64")
    chosen = nash(array)
    rest = np.delete(np.arange(len(array)), dropped % len(array))
    if not set(chosen.tolist()) - set(rest.tolist()):
        assert rest[nash(array[rest])].tolist() == chosen.tolist()


def test_products_that_float64_cannot_tell_apart():
    big = 2**53
    array = np.array([[big - 1, big + 1], [big, big], [big + 1, big - 1]])
    assert nash(array).tolist() == [1]
    assert nash(array.astype(object)).tolist() == [1]


def test_shares_and_sums_that_float64_cannot_tell_apart():
    big = 10**17
    array = np.array([[big, big + 1], [big + 1, big], [big + 1, big + 1]])
    assert egalitarian(array[:2]).tolist() == [0, 1]
    assert egalitarian(array).tolist() == [2]
    assert utilitarian(array).tolist() == [2]
    assert utilitarian(array[:2], [3, 3 + Fraction(1, 10**30)]).tolist() == [1]
    assert kalai_smorodinsky(array[:2], [big + 1, big + 2]).tolist() == [0]


def test_ten_parties_neither_overflow_nor_underflow():
    tiny, vast = 1e-200, 1e200
    assert nash(np.full((2, 10), tiny) * [[1], [2]]).tolist() == [1]
    assert nash(np.full((2, 10), vast) * [[3], [2]]).tolist() == [0]
    assert nash(np.array([[0.0] * 10, [tiny] * 10])).tolist() == [1]
    assert nash(np.array([[10**18] * 10, [10**18 - 1] * 10])).tolist() == [0]
    assert nash(np.array([[10**400] * 2, [10**400 - 1] * 2], dtype=object)).tolist() == [0]
    mixed = np.array([[10**400, 1], [1, 10**500]], dtype=object)
    assert nash(mixed, [0.5, 0.5]).tolist() == [1]


def test_every_product_zero_ties():
    assert nash(np.array([[0, 5], [3, 0], [0, 0]])).tolist() == [0, 1, 2]
    assert nash(np.array([[0.0, 5.0], [3.0, 0.0]])).tolist() == [0, 1]


def test_a_party_without_weight_is_not_heard():
    assert nash(np.array([[0, 2], [9, 1]]), [0, 1]).tolist() == [0]
    assert nash(np.array([[0.0, 2.0], [9.0, 1.0]]), [0.0, 1.0]).tolist() == [0]


def test_ties_are_broken_by_leximin_after_the_worst_share():
    array = np.array([[2, 4, 9], [2, 9, 3], [2, 9, 4], [9, 4, 2]])
    assert egalitarian(array).tolist() == [0, 2, 3]
    assert kalai_smorodinsky(array, [1, 1, 1]).tolist() == [0, 2, 3]
    assert kalai_smorodinsky(array.astype(float), [1, 1, 1]).tolist() == [0, 2, 3]


def test_four_issues():
    case = cases("bargaining")["four_issues"]
    weights = np.array(fractions(case["weights"]), dtype=object)
    scores = [np.array(fractions(issue), dtype=object) for issue in case["scores"]]
    no_deal = np.array(fractions(case["no_deal"]), dtype=object)
    every = list(product(*(range(issue.shape[1]) for issue in scores)))
    utilities = np.array(
        [
            sum(
                weights[:, issue] * scores[issue][:, option] for issue, option in enumerate(options)
            )
            for options in every
        ]
    )
    zone = [k for k, gain in enumerate(utilities - no_deal) if min(gain) >= 0]
    assert ["".join(map(str, every[k])) for k in zone] == case["acceptable"]
    gain = (utilities - no_deal)[zone]
    found = {
        "nash": nash(gain),
        "kalai_smorodinsky": kalai_smorodinsky(gain, gain.max(axis=0)),
        "egalitarian": egalitarian(gain),
        "utilitarian": utilitarian(gain),
    }
    for rule, (tie,) in found.items():
        assert "".join(map(str, every[zone[tie]])) == case[rule]["package"]
        assert utilities[zone[tie]].tolist() == fractions(case[rule]["utilities"])


def test_nash_1950_barter():
    barter = cases("bargaining")["barter"]
    signs = {0: (-1, 1), 1: (1, -1)}
    moves = np.array([np.multiply(signs[g["owner"]], g["worth"]) for g in barter["goods"]])
    every = np.array(list(product([0, 1], repeat=len(moves)))) @ moves
    zone = every[(every >= 0).all(axis=1)]
    assert {tuple(gain) for gain in zone[nash(zone)].tolist()} == {tuple(barter["nash_gains"])}
    equal = zone[zone[:, 0] == zone[:, 1]]
    assert equal[utilitarian(equal)[0]].tolist() == barter["equal_gains"]
    assert zone[egalitarian(zone)].min() == barter["equal_gains"][0]


@pytest.mark.parametrize("rule", [nash, egalitarian, utilitarian])
@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((0, 2)), "No package"),
        (np.array([[1, 1], [1, -1]]), "Package 1 gives party 1"),
        (np.array([[np.nan, 1.0]]), "Package 0 gives party 0"),
        (np.array([[Fraction(-1, 10**40), 1]], dtype=object), "Package 0"),
    ],
)
def test_there_is_no_answer_outside_the_zone(rule, array, message):
    with pytest.raises(NoAnswer, match=message):
        rule(array)


def test_kalai_smorodinsky_needs_every_party_to_gain_somewhere():
    with pytest.raises(NoAnswer, match="Not determined: party 1"):
        kalai_smorodinsky(np.array([[1, 0], [2, 0]]), [2, 0])


@pytest.mark.parametrize("weights", [[-1, 2], [0, 0]])
def test_weights_must_be_weights(weights):
    with pytest.raises(NoAnswer, match="weights"):
        nash(np.array([[1, 1]]), weights)
