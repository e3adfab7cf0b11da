"""Laws of folding issues into a frontier, against listing every package."""

from fractions import Fraction
from itertools import product
from math import inf, nan, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer, TooLarge
from parley.maths.pareto import fold
from tests.maths.published import cases, fractions
from tests.maths.spaces import as_fractions, as_given, fewer, huge, issues, kinds, laws, rows
from tests.oracles import packages as oracle


def frontier(folded):
    """Points with all their packages, as the oracle gives them."""
    points = as_fractions(folded.points)
    return {point: folded.packages(k) for k, point in enumerate(points)}


def tables_and_exact(space, kind):
    tables = [as_given(table, kind) for table in space]
    return tables, [as_fractions(table) for table in tables]


@laws
@given(issues(), kinds)
def test_the_frontier_and_every_package_behind_it(space, kind):
    tables, exact = tables_and_exact(space, kind)
    folded, expected = fold(tables), oracle.frontier(exact)
    assert list(frontier(folded).items()) == list(expected.items())
    assert [folded.count(k) for k in range(len(expected))] == list(map(len, expected.values()))


@laws
@given(issues(), kinds, st.data())
def test_floors_leave_exactly_the_frontier_above_them(space, kind, data):
    tables, exact = tables_and_exact(space, kind)
    parties = len(exact[0][0])
    reached = data.draw(st.sampled_from(list(oracle.sums(exact).values())))
    shift = st.sampled_from(
        [Fraction(0), Fraction(0), Fraction(1, 7), Fraction(-1, 2), Fraction(-9)]
    )
    floors = [reached[party] + data.draw(shift) for party in range(parties)]
    if kind == "float64":
        floors = [Fraction(float(floor)) for floor in floors]
    assert frontier(fold(tables, floors)) == oracle.frontier(exact, floors)


@fewer
@given(issues(most_issues=3))
def test_the_frontier_with_floors_is_the_part_of_the_frontier_above_them(space):
    tables = [as_given(table, "int64") for table in space]
    points = fold(tables).points
    floors = points[len(points) // 2]
    above = points[(points >= floors).all(axis=1)]
    assert fold(tables, floors.tolist()).points.tolist() == above.tolist()


@fewer
@given(rows(party=2, values=huge, most=4), rows(party=2, values=huge, most=4))
def test_sums_beyond_int64_are_exact(first, second):
    tables = [np.array(first, dtype=np.int64), np.array(second, dtype=np.int64)]
    assert frontier(fold(tables)) == oracle.frontier([as_fractions(table) for table in tables])


@laws
@given(issues(), st.randoms(use_true_random=False))
def test_order_of_issues_and_options_is_irrelevant(space, random):
    tables = [as_given(table, "int64") for table in space]
    turned = [table[random.sample(range(len(table)), len(table))] for table in tables]
    random.shuffle(turned)
    plain, other = fold(tables), fold(turned)
    assert plain.points.tolist() == other.points.tolist()
    assert plain.ways.tolist() == other.ways.tolist()


@laws
@given(issues(), st.data())
def test_another_option_takes_nothing_away(space, data):
    tables = [as_given(table, "int64") for table in space]
    issue = data.draw(st.integers(0, len(tables) - 1))
    extra = [data.draw(st.integers(-36, 36)) for _ in range(tables[0].shape[1])]
    wider = [*tables]
    wider[issue] = np.vstack([tables[issue], [extra]])
    after = fold(wider).points
    assert all((after >= point).all(axis=1).any() for point in fold(tables).points)


@laws
@given(issues(), st.data())
def test_parties_permute(space, data):
    tables = [as_given(table, "int64") for table in space]
    order = data.draw(st.permutations(range(tables[0].shape[1])))
    turned = fold([table[:, order] for table in tables]).points
    assert sorted(turned.tolist()) == sorted(fold(tables).points[:, order].tolist())


@fewer
@given(issues(most_issues=3), st.integers(1, 5))
def test_the_limit_cuts_the_ascending_list_of_packages(space, limit):
    folded = fold([as_given(table, "object") for table in space])
    for k in range(len(folded.points)):
        everything = folded.packages(k)
        assert everything == sorted(everything)
        assert folded.packages(k, limit) == everything[:limit]


def test_nash_1950_barter():
    barter = cases("bargaining")["barter"]
    tables = []
    for good in barter["goods"]:
        signs = [-1, 1] if good["owner"] == 0 else [1, -1]
        tables.append([[0, 0], np.multiply(signs, good["worth"]).tolist()])
    zone = fold(tables, floors=[0, 0])
    assert zone.points.tolist() == barter["frontier_in_zone"]
    nash = barter["frontier_in_zone"].index(barter["nash_gains"])
    (package,) = zone.packages(nash)
    traded = [good["good"] for good, move in zip(barter["goods"], package, strict=True) if move]
    assert sorted(traded) == barter["nash_traded"]


def test_four_issues():
    case = cases("bargaining")["four_issues"]
    weights, floors = fractions(case["weights"]), fractions(case["no_deal"])
    tables = [
        np.array(fractions(scores), dtype=object).T * np.array(weight, dtype=object)
        for scores, weight in zip(case["scores"], zip(*weights, strict=True), strict=True)
    ]
    folded, zone = fold(tables), fold(tables, floors)
    behind = [folded.packages(k) for k in range(len(folded.points))]
    efficient = sorted("".join(map(str, package)) for found in behind for package in found)
    assert prod(map(len, tables)) == case["packages"]
    assert efficient == case["efficient"]
    inside = {"".join(map(str, p)) for k in range(len(zone.points)) for p in zone.packages(k)}
    assert inside == set(case["efficient"]) & set(case["acceptable"])


def test_counts_are_exact_beyond_int64():
    folded = fold([np.zeros((10, 2), dtype=np.int64)] * 30)
    assert folded.count(0) == 10**30
    assert folded.packages(0, 2) == [(0,) * 30, (*(0,) * 29, 1)]


def test_the_type_of_number_is_kept():
    table = [[1, 2], [2, 1]]
    assert fold([np.array(table)]).points.dtype == np.int64
    assert fold([np.array(table, dtype=float)]).points.dtype == np.float64
    assert isinstance(fold([np.array(table, dtype=object)]).points[0, 0], Fraction)


@pytest.mark.parametrize("dtype", [np.int64, np.float64, object])
def test_out_of_reach_floors_leave_nothing(dtype):
    tables = [np.array([[1, 2], [2, 1]], dtype=dtype)] * 3
    for floors in ([7, 0], [inf, -inf]):
        folded = fold(tables, floors)
        assert folded.points.shape == (0, 2)
        assert folded.ways.tolist() == []


def test_a_party_may_have_no_floor():
    tables = [np.array([[1, 2], [2, 1]])] * 2
    assert fold(tables, [-inf, 3]).points.tolist() == [[3, 3], [2, 4]]


def test_float_floors_accept_ties_of_the_computed_sums():
    rng = np.random.default_rng(3)
    tables = [rng.random((3, 2)) for _ in range(6)]
    for point in fold(tables).points:
        assert point.tolist() in fold(tables, point.tolist()).points.tolist()


def test_floats_agree_with_a_listing_of_all_packages():
    rng = np.random.default_rng(4)
    tables = [rng.random((4, 3)) for _ in range(5)]
    listed = [as_fractions(table) for table in tables]
    expected = [package for found in oracle.frontier(listed).values() for package in found]
    folded = fold(tables)
    assert [folded.packages(k) for k in range(len(folded.points))] == [[p] for p in expected]


def test_too_many_partial_sums_are_refused_with_their_number():
    line = np.array([[k, -k] for k in range(10)])
    tables = [line * 10**k for k in range(4)]
    with pytest.raises(TooLarge, match=r"1,000 partial sums .* limit of 500"):
        fold(tables, limit=500)
    assert len(fold(tables, limit=10_000).points) == 10_000


def test_nan_has_no_answer():
    with pytest.raises(NoAnswer, match="NaN"):
        fold([np.array([[1.0, nan]])])
    with pytest.raises(NoAnswer, match="floor"):
        fold([np.array([[1.0, 1.0]])], [0.0, nan])


def test_a_point_that_is_not_there_is_an_error():
    with pytest.raises(IndexError):
        fold([[[1, 2]]]).packages(1)


def test_the_result_cannot_be_changed():
    folded = fold([np.array([[1, 2], [2, 1]])])
    with pytest.raises(ValueError, match="read-only"):
        folded.points[0, 0] = 5


def test_packages_come_in_the_order_of_the_issues_given():
    tables = [np.array([[0], [0]]), np.array([[0], [0], [0]]), np.array([[0], [1]])]
    (found,) = frontier(fold(tables)).values()
    assert found == [(a, b, 1) for a, b in product(range(2), range(3))]
