"""Two-party bargaining on convex sets: published cases, conditions of optimality, laws."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths import convex
from tests.maths.published import cases, fractions, label
from tests.maths.spaces import fewer, laws
from tests.oracles import polygons as oracle

RULES = (
    convex.nash,
    convex.kalai_smorodinsky,
    convex.egalitarian,
    convex.raiffa,
    convex.perles_maschler,
)
COVARIANT = tuple(rule for rule in RULES if rule is not convex.egalitarian)

points = st.tuples(st.integers(0, 12), st.integers(0, 12))
polygons = st.lists(points, min_size=1, max_size=7)
no_deals = st.tuples(st.integers(-2, 4), st.integers(-2, 4))


@st.composite
def disputes(draw):
    """A set of points and a value of no deal that some mixture beats for both parties."""
    vertices, d = draw(polygons), draw(no_deals)
    exact = [tuple(map(Fraction, vertex)) for vertex in vertices]
    best = oracle.height(exact, d[0] + Fraction(1, 1000))
    assume(best is not None and best > d[1])
    return vertices, d


def exactly(vertices):
    return [tuple(map(Fraction, vertex)) for vertex in vertices]


@pytest.mark.parametrize("case", cases("bargaining")["polygons"], ids=label)
def test_published_polygons(case):
    vertices = np.array(fractions(case["vertices"]), dtype=float)
    d = tuple(map(float, fractions(case.get("no_deal", [0, 0]))))
    extra = {"weight": float(Fraction(case["weight"]))} if "weight" in case else {}
    found = getattr(convex, case["rule"])(vertices, d, **extra)
    assert found == pytest.approx([float(x) for x in fractions(case["point"])], abs=1e-9)


def test_nash_1950_barter_with_lotteries():
    barter = cases("bargaining")["barter"]
    found = convex.nash(barter["frontier_in_zone"])
    assert found == pytest.approx(barter["nash_gains"], abs=1e-9)


@laws
@given(polygons)
def test_the_frontier_is_the_edge_of_all_mixtures(vertices):
    edge, exact = convex.frontier(vertices), exactly(vertices)
    assert {tuple(map(int, vertex)) for vertex in edge.tolist()} <= set(vertices)
    assert (np.diff(edge[:, 0]) > 0).all()
    assert (np.diff(edge[:, 1]) < 0).all()
    assert edge[0, 1] == max(y for _, y in vertices)
    assert edge[-1, 0] == max(x for x, _ in vertices)
    for x in np.linspace(edge[0, 0], edge[-1, 0], 7):
        height = oracle.height(exact, Fraction(float(x)))
        assert np.interp(x, *edge.T) == pytest.approx(float(height))
    slopes = np.diff(edge[:, 1]) / np.diff(edge[:, 0])
    assert (np.diff(slopes) < 0).all()


@laws
@given(disputes())
def test_every_solution_lies_on_the_frontier_above_no_deal(dispute):
    vertices, d = dispute
    edge = convex.frontier(vertices)
    for rule in RULES:
        x, y = rule(vertices, d)
        assert x >= d[0]
        assert y >= d[1]
        assert edge[0, 0] - 1e-9 <= x <= edge[-1, 0] + 1e-9
        assert y == pytest.approx(np.interp(x, *edge.T), abs=1e-9)


@laws
@given(disputes(), st.sampled_from([0.2, 0.5, 0.7]))
def test_no_mixture_improves_on_the_weighted_product(dispute, weight):
    vertices, d = dispute
    x, y = convex.nash(vertices, d, weight)
    for better in vertices:
        towards = weight * (better[0] - x) / (x - d[0])
        assert towards + (1 - weight) * (better[1] - y) / (y - d[1]) <= 1e-9


@fewer
@given(disputes(), st.sampled_from([0.3, 0.5]))
def test_nash_is_the_best_of_a_grid(dispute, weight):
    vertices, d = dispute
    x, y = convex.nash(vertices, d, weight)
    found = (x - d[0]) ** weight * (y - d[1]) ** (1 - weight)
    best = oracle.nash(exactly(vertices), d, weight, 60)
    assert best - 1e-9 <= found <= best * 1.2 + 0.1


@laws
@given(disputes())
def test_kalai_smorodinsky_gives_equal_shares_of_the_best(dispute):
    vertices, d = dispute
    exact = exactly(vertices)
    top = oracle.height(exact, Fraction(d[0]))
    right = oracle.height([(y, x) for x, y in exact], Fraction(d[1]))
    x, y = convex.kalai_smorodinsky(vertices, d)
    best = (x - d[0]) / float(right - d[0]), (y - d[1]) / float(top - d[1])
    assert best[0] == pytest.approx(best[1], abs=1e-9)


@laws
@given(disputes())
def test_egalitarian_gains_differ_only_at_an_end_of_the_frontier(dispute):
    vertices, d = dispute
    edge = convex.frontier(vertices)
    x, y = convex.egalitarian(vertices, d)
    first, second = x - d[0], y - d[1]
    if first > second + 1e-9:
        assert y == pytest.approx(edge[0, 1])
    elif second > first + 1e-9:
        assert x == pytest.approx(edge[-1, 0])


@fewer
@given(disputes())
def test_raiffa_follows_the_halving_steps(dispute):
    vertices, d = dispute
    expected = oracle.raiffa(exactly(vertices), tuple(map(Fraction, d)), 12)
    assert convex.raiffa(vertices, d) == pytest.approx(expected, abs=0.01)


@laws
@given(disputes())
def test_perles_maschler_halves_the_concessions(dispute):
    vertices, d = dispute
    x, _ = convex.perles_maschler(vertices, d)
    edge = convex.frontier(vertices)
    low, high = max(d[0], edge[0, 0]), np.interp(max(d[1], edge[-1, 1]), *edge[::-1, ::-1].T)
    left = walk(edge, low, x)
    right = walk(edge, x, high)
    assert left == pytest.approx(right, abs=1e-6)


def walk(edge, low, high):
    """The cost of conceding along the edge between two utilities of the first party."""
    xs = np.array([low, *edge[(edge[:, 0] > low) & (edge[:, 0] < high), 0], high])
    ys = np.interp(xs, *edge.T)
    return sum(sqrt(abs(dx * dy)) for dx, dy in zip(np.diff(xs), np.diff(ys), strict=True))


def test_perles_maschler_is_where_two_walkers_meet():
    vertices = exactly([(0, 10), (4, 9), (8, 5), (10, 0)])
    meeting = oracle.perles_maschler(vertices, (Fraction(1), Fraction(2)), 2000)
    found = convex.perles_maschler(np.array(vertices, dtype=float), (1, 2))
    assert found == pytest.approx([float(x) for x in meeting], abs=0.02)


@laws
@given(disputes())
def test_swapping_the_parties_swaps_the_solution(dispute):
    vertices, d = dispute
    swapped = [(y, x) for x, y in vertices]
    for rule in RULES:
        assert rule(swapped, d[::-1])[::-1] == pytest.approx(rule(vertices, d), abs=1e-9)


@laws
@given(disputes(), st.integers(1, 9), st.integers(-5, 5))
def test_units_of_utility_change_nothing(dispute, factor, shift):
    vertices, d = dispute
    other = [(factor * x + shift, y) for x, y in vertices]
    for rule in COVARIANT:
        x, y = rule(vertices, d)
        found = rule(other, (factor * d[0] + shift, d[1]))
        assert found == pytest.approx((factor * x + shift, y), abs=1e-7)


def test_one_point_best_for_both_is_every_solution():
    for rule in RULES:
        assert rule([[3, 4], [1, 1]], (0, 1)) == (3, 4)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("d", [(2, 0), (0, 1), (1, 0.5), (3, 3), (float("nan"), 0)])
def test_without_a_mutual_gain_there_is_no_answer(rule, d):
    with pytest.raises(NoAnswer, match="for both"):
        rule([[0, 1], [2, 0]], d)


@pytest.mark.parametrize("case", cases("bargaining")["splits"], ids=label)
def test_published_splits(case):
    d, weight = fractions(case["no_deal"]), Fraction(case["weight"])
    assert list(convex.nash_split(Fraction(case["total"]), d, weight)) == case["shares"]
    found = convex.nash_split(case["total"], tuple(map(float, d)), float(weight))
    assert found == pytest.approx(case["shares"], abs=1e-9)


@pytest.mark.parametrize("case", cases("bargaining")["ranges"], ids=label)
def test_the_nash_split_of_the_bargaining_range(case):
    d = Fraction(case["low"]), 1 - Fraction(case["high"])
    assert convex.nash_split(1, d)[0] == Fraction(case["nash_share"])


def test_nothing_to_split():
    assert convex.nash_split(30, (10, 20)) == (10, 20)
    with pytest.raises(NoAnswer, match="5 more"):
        convex.nash_split(25, (10, 20))


@pytest.mark.parametrize("case", cases("bargaining")["divisions"], ids=label)
def test_published_divisions(case):
    a, b = (float(Fraction(exponent)) for exponent in case["exponents"])
    share = convex.nash_division(lambda x: x**a, lambda x: (1 - x) ** b)
    assert share == pytest.approx(float(Fraction(case["share"])), abs=1e-7)


@laws
@given(st.floats(0.2, 1), st.floats(0.2, 1), st.floats(0.1, 0.9))
def test_division_by_powers_follows_the_first_order_condition(a, b, weight):
    share = convex.nash_division(lambda x: x**a, lambda x: (1 - x) ** b, weight=weight)
    expected = weight * a / (weight * a + (1 - weight) * b)
    assert share == pytest.approx(expected, abs=1e-6)


@laws
@given(st.floats(0, 0.6), st.floats(0, 0.35), st.floats(0.1, 0.9))
def test_division_of_a_line_is_the_split(d0, d1, weight):
    share = convex.nash_division(lambda x: x, lambda x: 1 - x, (d0, d1), weight)
    assert share == pytest.approx(convex.nash_split(1, (d0, d1), weight)[0], abs=1e-6)


@pytest.mark.parametrize("least", [0.02, 0.15, 0.5, 0.85, 0.97])
def test_a_narrow_zone_is_found_wherever_it_lies(least):
    share = convex.nash_division(lambda x: x, lambda x: 1 - x, (least, 0.99 - least))
    assert share == pytest.approx(least + 0.005, abs=1e-7)


def test_no_division_is_better_than_no_deal_for_both():
    with pytest.raises(NoAnswer, match="No division"):
        convex.nash_division(lambda x: x, lambda x: 1 - x, (0.6, 0.5))
