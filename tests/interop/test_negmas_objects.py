"""NegMAS objects against a slow listing, and against NegMAS itself where it is installed."""

from fractions import Fraction
from itertools import product

import pytest

from parley import NoAnswer
from parley.interop.negmas_objects import frontier, points
from tests.oracles import packages


class Issue:
    """As much of an issue as is used."""

    def __init__(self, values):
        self.all, self.cardinality = values, float(len(values))


class Space:
    def __init__(self, *columns):
        self.issues = [Issue(column) for column in columns]


class LinearAdditiveUtilityFunction:
    """As much of an additive function as is used."""

    def __init__(self, weights, tables, reserved=float("-inf"), bias=0.0):
        self.weights, self.values = weights, [table.__getitem__ for table in tables]
        self.reserved_value, self._bias = reserved, bias

    def __call__(self, outcome):
        pairs = zip(self.weights, self.values, outcome, strict=True)
        return self._bias + sum(weight * value(v) for weight, value, v in pairs)


Sum = LinearAdditiveUtilityFunction


class Plain:
    """A function that shows nothing of its inside."""

    def __init__(self, function, reserved=float("-inf")):
        self.function, self.reserved_value = function, reserved

    def __call__(self, outcome):
        return self.function(outcome)


SPACE = Space(["a", "b", "c"], [1, 2, 3], [0.5, 1.5])
ONE = Sum([0.5, 0.25, 1], [{"a": 0, "b": 0.5, "c": 1}, {1: 3, 2: 2, 3: 0}, {0.5: 0, 1.5: 0.25}])
TWO = Sum(
    [1, 0.5, 0.25],
    [{"a": 1, "b": 0.75, "c": 0}, {1: 0, 2: 1, 3: 2}, {0.5: 1, 1.5: 0}],
    reserved=0.5,
    bias=0.125,
)
EVERY = list(product(*(issue.all for issue in SPACE.issues)))


def rows(ufuns):
    return [tuple(Fraction(float(ufun(outcome))) for ufun in ufuns) for outcome in EVERY]


@pytest.mark.parametrize("hidden", [False, True])
def test_the_frontier_is_what_a_listing_gives(hidden):
    ufuns = (Plain(ONE), Plain(TWO)) if hidden else (ONE, TWO)
    found = frontier(ufuns, SPACE)
    expected = [
        o for o, good in zip(EVERY, packages.nondominated(rows(ufuns)), strict=True) if good
    ]
    assert sorted(found.outcomes) == sorted(expected)
    assert found.utilities.shape == (len(expected), 2)
    assert [ONE(o) for o in found.outcomes] == list(found.utilities[:, 0])
    assert list(found.utilities[:, 0]) == sorted(found.utilities[:, 0], reverse=True)


@pytest.mark.parametrize("hidden", [False, True])
def test_the_points_are_what_a_listing_gives(hidden):
    ufuns = (Plain(ONE), Plain(TWO, 0.5)) if hidden else (ONE, TWO)
    found = points(ufuns, SPACE)
    floors = (min(row[0] for row in rows(ufuns)), Fraction(1, 2))
    kept = [(o, r) for o, r in zip(EVERY, rows(ufuns), strict=True) if r[1] >= floors[1]]
    gains = [tuple(x - f for x, f in zip(r, floors, strict=True)) for _, r in kept]
    best = [max(g[k] for g in gains) for k in range(2)]
    expected = {
        "nash": packages.nash(gains, (1, 1)),
        "kalai_smorodinsky": packages.kalai_smorodinsky(gains, best),
        "egalitarian": packages.egalitarian(gains, (1, 1)),
        "utilitarian": packages.utilitarian(gains, (1, 1)),
    }
    assert {k: sorted(v) for k, v in found.items()} == {
        name: sorted(kept[at][0] for at in ties) for name, ties in expected.items()
    }


@pytest.mark.parametrize("hidden", [False, True])
def test_a_constant_counts_towards_the_reserved_value(hidden):
    """0.4 + 0.125 is enough for 0.5."""
    one = Sum([1.0], [{"a": 1.0, "b": 0.0}])
    two = Sum([1.0], [{"a": 0.4, "b": 1.0}], reserved=0.5, bias=0.125)
    ufuns = (Plain(one), Plain(two, 0.5)) if hidden else (one, two)
    assert points(ufuns, Space(["a", "b"]))["nash"] == (("a",),)


@pytest.mark.parametrize("hidden", [False, True])
def test_only_efficient_outcomes_tie_where_somebody_cannot_gain(hidden):
    one = Sum([1.0], [{"a": 1.0, "b": 1.0, "c": 1.0}], reserved=1.0)
    two = Sum([1.0], [{"a": 0.25, "b": 1.0, "c": 0.5}])
    ufuns = (Plain(one, 1.0), Plain(two)) if hidden else (one, two)
    found = points(ufuns, Space(["a", "b", "c"]))
    assert found["nash"] == (("b",),)
    assert "kalai_smorodinsky" not in found


def test_refusals():
    endless = Space(["a"], [1])
    endless.issues[0].cardinality = float("inf")
    with pytest.raises(NoAnswer, match="Discretise"):
        frontier([ONE], endless)
    with pytest.raises(NoAnswer, match="reserved value"):
        points([Plain(ONE, 100.0), TWO], SPACE)
    with pytest.raises(NoAnswer, match="finite"):
        frontier([Plain(lambda _: float("nan"))], SPACE)


def test_weights_that_do_not_make_the_sum_are_not_trusted():
    """A function with weights and values that is something else is asked outcome by outcome."""
    odd = Sum([1, 1, 1], [{"a": 0, "b": 0, "c": 0}, {1: 0, 2: 0, 3: 0}, {0.5: 0, 1.5: 0}])
    odd.__class__ = type("Odd", (Sum,), {"__call__": lambda _, outcome: TWO(outcome)})
    assert frontier([odd], SPACE).outcomes == frontier([TWO], SPACE).outcomes


def test_against_negmas():
    negmas = pytest.importorskip("negmas", exc_type=ImportError)
    preferences = pytest.importorskip("negmas.preferences")
    issues = [
        negmas.make_issue(["a", "b", "c"], name="letter"),
        negmas.make_issue((1, 4), name="whole"),
        negmas.make_issue(3, name="level"),
    ]
    space = negmas.make_os(issues)
    add = preferences.LinearAdditiveUtilityFunction
    one = add(
        [{"a": 1.0, "b": 0.5, "c": 0.0}, preferences.LinearFun(0.25), {0: 0.0, 1: 0.7, 2: 1.0}],
        weights=[0.5, 0.25, 0.25],
        outcome_space=space,
        reserved_value=0.25,
    )
    two = add(
        [{"a": 0.0, "b": 0.75, "c": 1.0}, preferences.AffineFun(-0.25, 1), {0: 1, 1: 0.4, 2: 0.0}],
        weights=[0.25, 0.25, 0.5],
        outcome_space=space,
        reserved_value=0.125,
    )
    utilities, _ = preferences.pareto_frontier([one, two], outcomes=space.enumerate())
    nash = points([one, two], space)["nash"]
    theirs = preferences.nash_points([one, two], utilities, outcome_space=space)
    best = {tuple(round(float(u), 12) for u in row) for row, _ in theirs}
    assert {tuple(round(float(u(o)), 12) for u in (one, two)) for o in nash} == best
    for ufun in (one, two):  # its frontier leaves out what is not accepted, ours does not
        ufun.reserved_value = float("-inf")
    utilities, _ = preferences.pareto_frontier([one, two], outcomes=space.enumerate())
    found = frontier([one, two], space)
    ours = {tuple(round(float(u), 12) for u in row) for row in found.utilities}
    assert ours == {tuple(round(float(u), 12) for u in row) for row in utilities}
