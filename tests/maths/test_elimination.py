"""Laws of the frontier of a space whose issues hang together, against listing every package."""

from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer, TooLarge
from parley.maths.clusters import plan
from parley.maths.elimination import eliminate
from parley.maths.pareto import fold
from parley.maths.spaces import Factor, Rule, Space
from tests.maths.spaces import as_fractions, fewer, kinds, laws
from tests.maths.tied import LONG, lengthened, tied
from tests.oracles import spaces as oracle


def behind(found):
    """Points with all their packages, as the oracle gives them."""
    return {point: found.packages(k) for k, point in enumerate(as_fractions(found.points))}


def floors_near(data, space):
    """Floors at or around what some package gives; now and then none."""
    listed = list(oracle.values(space).values()) or [(Fraction(0),) * space.parties]
    reached = data.draw(st.sampled_from(listed))
    shift = st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 7), Fraction(-3), -inf])
    return [value + data.draw(shift) for value in reached]


@laws
@given(st.data(), kinds)
def test_the_frontier_and_every_package_behind_it(data, kind):
    space = data.draw(tied(kind=kind))
    found, expected = eliminate(space), oracle.frontier(space)
    assert list(behind(found).items()) == list(expected.items())
    assert found.ways.tolist() == list(map(len, expected.values()))
    assert all(tuple(row) in expected[p] for p, row in zip(expected, found.each(), strict=True))


@laws
@given(tied(most_issues=4), st.data())
def test_floors_leave_exactly_the_frontier_above_them(space, data):
    floors = floors_near(data, space)
    assert behind(eliminate(space, floors)) == oracle.frontier(space, floors)


@laws
@given(tied(most_issues=4), st.data())
def test_only_some_parties_count_and_the_others_have_floors(space, data):
    floors = floors_near(data, space)
    parties = data.draw(st.permutations(range(space.parties)))
    heard = parties[: data.draw(st.integers(1, space.parties))]
    found = eliminate(space, floors, heard)
    assert behind(found) == oracle.frontier(space, floors, heard)
    assert found.ways.tolist() == [len(found.packages(k)) for k in range(len(found.points))]


def test_a_tie_in_what_counts_is_kept_although_it_is_worse_elsewhere():
    """And what no floor asks for does not count at all."""
    space = Space((np.array([[1, 5], [1, 7], [0, 9]]), np.array([[0, 0], [0, 1]])))
    found = eliminate(space, [-inf, 6], [0])
    assert found.points.tolist() == [[1]]
    assert found.packages(0) == [(0, 1), (1, 0), (1, 1)]
    assert eliminate(space, objectives=[0]).count(0) == 4


@fewer
@given(tied(most_issues=4), st.data())
def test_numbers_of_any_length_are_exact(space, data):
    long = lengthened(space)
    floors = floors_near(data, space)
    stretched = [f if f == -inf else f * LONG + data.draw(st.sampled_from([0, 1])) for f in floors]
    heard = list(range(data.draw(st.integers(1, space.parties))))
    assert behind(eliminate(long, stretched, heard)) == oracle.frontier(long, stretched, heard)
    assert behind(eliminate(long)) == oracle.frontier(long)


@laws
@given(tied(), st.data())
def test_the_order_of_issues_is_irrelevant(space, data):
    order = data.draw(st.permutations(range(len(space.tables))))
    turned = reordered(space, order)
    plain, other = eliminate(space), eliminate(turned)
    assert plain.points.tolist() == other.points.tolist()
    assert plain.ways.tolist() == other.ways.tolist()


def reordered(space, order):
    """The same space with its issues in another order."""
    place = {issue: at for at, issue in enumerate(order)}

    def turned(scope):
        axes = sorted(range(len(scope)), key=lambda at: place[scope[at]])
        return tuple(place[scope[at]] for at in axes), axes

    factors, rules = [], []
    for factor in space.factors:
        scope, axes = turned(factor.scope)
        factors.append(Factor(scope, factor.table.transpose(*axes, len(axes))))
    for rule in space.rules:
        scope, axes = turned(rule.scope)
        rules.append(Rule(scope, rule.allowed.transpose(axes)))
    return Space(tuple(space.tables[issue] for issue in order), tuple(factors), tuple(rules))


@laws
@given(tied(most_terms=0, kind="float64"))
def test_without_ties_it_folds_to_the_bit(space):
    free = Space(space.tables)
    one, other = eliminate(free), fold(space.tables)
    assert one.points.tobytes() == other.points.tobytes()
    for k in range(len(one.points)):
        assert one.packages(k) == other.packages(k)
        value = space.value(one.packages(k)[0])
        assert value.tobytes() == one.points[k].tobytes()


@fewer
@given(tied(width=2), st.integers(1, 4))
def test_the_limit_cuts_the_ascending_list_of_packages(space, limit):
    found = eliminate(space)
    for k in range(len(found.points)):
        assert found.packages(k, limit) == found.packages(k)[:limit]


@pytest.mark.parametrize("kept", [(0, 1), (4, 8), (3, 5)])
def test_the_first_of_more_packages_than_can_be_listed(kept):
    """In ascending order, although issues are settled in another one."""
    flags = np.ones((9, 9), dtype=bool)
    flags[0, 3] = flags[3, :5] = flags[8, 2:] = False
    space = Space((np.zeros((9, 2), dtype=np.int64),) * 9, rules=(Rule(kept, flags),))
    found = eliminate(space)
    assert found.count(0) == 9**7 * int(flags.sum())
    assert [step.issue for step in plan(space).steps] != list(range(9))[::-1]
    expected = (p for p in np.ndindex(*space.sizes) if space.allows(p))
    assert found.packages(0, 7_000) == [next(expected) for _ in range(7_000)]


def test_ten_to_the_thirtieth_packages_with_ties_between_neighbours():
    """Rules that bind nothing and factors that add nothing change nothing."""
    rng = np.random.default_rng(5)
    tables = tuple(rng.integers(0, 101, (10, 2)) for _ in range(30))
    nothing = np.zeros((10, 10, 2), dtype=np.int64)
    split = [nothing.copy() for _ in range(8)]
    moved = list(tables)
    for at, table in enumerate(split):  # what is taken from an issue comes back by a factor
        part = rng.integers(-50, 51, (10, 2))
        table += part[:, None]
        moved[3 * at] = moved[3 * at] - part
    factors = tuple(Factor((3 * at, 3 * at + 2), table) for at, table in enumerate(split))
    rules = (Rule((4, 5), np.ones((10, 10), dtype=bool)),)
    plain, other = fold(tables), eliminate(Space(tuple(moved), factors, rules))
    assert other.points.tolist() == plain.points.tolist()
    assert other.ways.tolist() == plain.ways.tolist()
    assert [other.packages(k) for k in range(9)] == [plain.packages(k) for k in range(9)]


def test_a_rule_over_many_issues_costs_two_states():
    """At least one of twelve issues at its last option: only whether one is matters."""
    sizes = (3,) * 12
    flags = np.zeros(sizes, dtype=bool)
    for axis in range(12):
        flags[tuple(2 if at == axis else slice(None) for at in range(12))] = True
    tables = tuple(np.array([[4, 0], [0, 4], [-1, -1]]) for _ in sizes)
    space = Space(tables, rules=(Rule(tuple(range(12)), flags),))
    assert plan(space).together <= 3 * 2**11
    found = eliminate(space)
    assert found.points.tolist() == [[4 * k - 1, 4 * (11 - k) - 1] for k in range(12)][::-1]
    assert sum(found.ways.tolist()) == 12 * 2**11


def test_the_estimate_comes_first_and_is_said_in_words():
    size, count = 10, 12
    every = ~np.eye(size, dtype=bool)
    pairs = [(a, b) for a in range(count) for b in range(a)]
    rules = tuple(Rule((b, a), every) for a, b in pairs)
    space = Space((np.zeros((size, 2), dtype=np.int64),) * count, rules=rules)
    with pytest.raises(TooLarge, match=r"one point 1,000,000,000,000 combinations"):
        eliminate(space)
    with pytest.raises(TooLarge, match="limit of 5"):
        plan(space, limit=5)


def test_rules_that_leave_nothing_leave_no_points():
    flags = np.eye(3, dtype=bool)
    never = Rule((0, 1), ~flags & flags)
    circle = (Rule((0, 1), flags), Rule((1, 2), flags), Rule((0, 2), ~flags))
    tables = (np.ones((3, 2), dtype=np.int64),) * 3
    for rules in ((never,), circle, (Rule((1,), np.zeros(3, dtype=bool)),)):
        for floors in (None, [1, 2], [-inf, 3], [inf, 0]):
            found = eliminate(Space(tables, rules=rules), floors)
            assert found.points.shape == (0, 2)
            assert found.ways.tolist() == []


def test_too_many_partial_sums_are_refused_with_their_number():
    line = np.array([[k, -k] for k in range(10)])
    space = Space(tuple(line * 10**k for k in range(4)), rules=(Rule((0, 1), np.eye(10) < 1),))
    with pytest.raises(TooLarge, match=r"900 partial sums .* limit of 500"):
        eliminate(space, limit=500)
    assert len(eliminate(space).points) == 9_000


def test_nan_has_no_answer():
    with pytest.raises(NoAnswer, match="utility"):
        eliminate(Space((np.array([[1.0, nan], [1.0, 2.0]]),)))
    with pytest.raises(NoAnswer, match="floor"):
        eliminate(Space((np.array([[1, 1]]),)), [0, nan])


@fewer
@given(tied(width=3, kind="float64"), st.data())
def test_float_floors_accept_ties_of_the_computed_sums(space, data):
    points = eliminate(space).points
    if len(points):
        point = points[data.draw(st.integers(0, len(points) - 1))]
        assert point.tolist() in eliminate(space, point.tolist()).points.tolist()


def test_a_float_floor_a_breath_above_a_sum_leaves_it_out():
    """However much slack is left on the way, the last step decides."""
    rng = np.random.default_rng(6)
    space = Space(tuple(rng.random((3, 2)) for _ in range(5)), rules=(Rule((0, 3), np.eye(3) < 1),))
    for point in eliminate(space).points:
        floors = [np.nextafter(point[0], 9), -inf]
        assert point.tolist() not in eliminate(space, floors).points.tolist()


def test_columns_that_differ_within_rounding_above_a_floor_are_one_point():
    tables = (np.zeros((1, 2)), np.array([[1.0, 5.0], [1.0, 5.0 + 1e-12]]))
    found = eliminate(Space(tables), [-inf, 5.0], [0])
    assert found.points.tolist() == [[1.0]]
    assert found.packages(0) == [(0, 0), (0, 1)]
    better = (np.zeros((1, 2)), np.array([[1.0, 5.0 + 1e-12], [2.0, 5.0]]))
    assert eliminate(Space(better), [-inf, 5.0], [0]).points.tolist() == [[2.0]]
