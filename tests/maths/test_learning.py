"""Learning from the course of a war: a worked case, and the laws of Bayes' rule."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.learning import log_likelihood, posterior, posterior_exact, steps
from tests.maths.published import cases
from tests.maths.spaces import chains, fewer, laws
from tests.oracles import chains as oracle

CASE = cases("war")["learning"][0]


def table(chain):
    """Moves and endings side by side."""
    return [[*moves, *ends] for moves, ends in zip(*chain, strict=True)]


def floats(values):
    return np.array(values, dtype=float)


def weighed(prior, tables, counts):
    likely = [log_likelihood(floats(rows), counts) for rows in tables]
    return posterior(floats(prior), np.array(likely))


def battles(course):
    """A course on a ladder of seven rungs as states 0..5, from the middle one."""
    at = 3
    return [at, *(at := at + (1 if battle == "won" else -1) for battle in course)]


@pytest.mark.parametrize("order", [("won", "won", "won", "lost"), ("lost", "won", "won", "won")])
def test_the_worked_case(order):
    """Three battles won and one lost, in any order."""
    assert [order.count("won"), order.count("lost")] == [CASE["won"], CASE["lost"]]
    chances = [Fraction(p) for p in CASE["p"]]
    tables = [table(oracle.ladder(8, p)) for p in chances]
    prior = [Fraction(CASE["prior"]), 1 - Fraction(CASE["prior"])]
    counts = steps(battles(order), 7, 9)
    expected = Fraction(CASE["posterior"])
    assert posterior_exact(prior, tables, counts) == (expected, 1 - expected)
    assert weighed(prior, tables, counts) == pytest.approx(floats([expected, 1 - expected]))


def courses(start, tables, periods):
    """Every course of so many periods with its chance under each table; endings last for ever."""
    states, targets = len(tables[0]), len(tables[0][0])
    for path in product(range(targets), repeat=periods):
        course, chances = [start], [Fraction(1)] * len(tables)
        for there in path:
            here = course[-1]
            if here >= states:
                chances = [c * (there == here) for c in chances]
            else:
                chances = [c * rows[here][there] for c, rows in zip(chances, tables, strict=True)]
            course.append(there)
        if any(chances):
            seen = next((at for at, s in enumerate(course) if s >= states), len(course))
            yield course[: seen + 1], chances


@fewer
@given(st.data())
def test_beliefs_are_a_martingale(data):
    """On average over what can be observed, the posterior is the prior."""
    size = data.draw(st.integers(1, 2))
    tables = []
    for _ in range(2):
        weights = st.lists(st.integers(0, 3), min_size=size + 1, max_size=size + 1)
        rows = [data.draw(weights.filter(any)) for _ in range(size)]
        tables.append([[Fraction(w, sum(row)) for w in row] for row in rows])
    share = data.draw(st.fractions(Fraction(1, 9), Fraction(8, 9), max_denominator=9))
    prior = [share, 1 - share]
    expected = [Fraction(0)] * 2
    for course, chances in courses(0, tables, 3):
        seen = sum(p * c for p, c in zip(prior, chances, strict=True))
        after = posterior_exact(prior, tables, steps(course, size, size + 1))
        expected = [e + seen * a for e, a in zip(expected, after, strict=True)]
    assert expected == prior


@laws
@given(chains(certain=False), chains(certain=False), st.randoms(use_true_random=False))
def test_the_order_of_what_was_observed_does_not_matter(one, other, random):
    """The same steps in another order, however often: the same bits."""
    size = min(len(one[0]), len(other[0]))
    course = [random.randrange(size) for _ in range(6)]
    again = [course[0], *course]  # passing its first state twice adds one step, and no more
    counts = steps(course, size, size)
    assert counts.sum() == 5
    assert (steps(again, size, size) - counts).sum() == 1
    parts = [course[at : at + 2] for at in range(5)]
    random.shuffle(parts)
    assert (sum(steps(part, size, size) for part in parts) == counts).all()


@laws
@given(chains(most_states=3), chains(most_states=3), st.fractions(0, 1, max_denominator=9))
def test_floats_agree_with_fractions(one, other, share):
    tables = [table(chain) for chain in (one, other)]
    size = min(map(len, tables))
    counts = np.zeros((size, min(len(rows[0]) for rows in tables)), dtype=int)
    for state in range(size):
        counts[state, (state + 1) % counts.shape[1]] = state + 1
    prior = [share, 1 - share]
    try:
        exact = posterior_exact(prior, tables, counts)
    except NoAnswer:
        with pytest.raises(NoAnswer, match="cannot happen"):
            weighed(prior, [rows[:size] for rows in cut(tables, counts)], counts)
        return
    found = weighed(prior, [rows[:size] for rows in cut(tables, counts)], counts)
    assert found == pytest.approx(floats(exact), abs=1e-12)


def cut(tables, counts):
    return [[row[: counts.shape[1]] for row in rows] for rows in tables]


def test_equal_hypotheses_learn_nothing_and_a_sure_one_stays_sure():
    rows = [[Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]] * 2
    counts = steps([0, 1, 1, 0], 2, 3)
    assert posterior_exact([Fraction(1, 3), Fraction(2, 3)], [rows, rows], counts) == (
        Fraction(1, 3),
        Fraction(2, 3),
    )
    other = [[Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)]] * 2
    assert posterior_exact([Fraction(1), Fraction(0)], [rows, other], counts) == (1, 0)


def test_without_steps_the_posterior_is_the_prior():
    rows = [[0.5, 0.5]]
    counts = steps([0], 1, 2)
    assert log_likelihood(rows, counts) == 0
    assert posterior([[0.2, 0.6]], [[0.0, 0.0]])[0] == pytest.approx([0.25, 0.75])


def test_a_long_course_does_not_run_out_of_digits():
    """Ten thousand steps: each likelihood is far below the least double."""
    counts = np.array([[4000, 6000]])
    found = weighed([0.5, 0.5], [[[0.4, 0.6]], [[0.41, 0.59]]], counts)
    exact = posterior_exact(
        [Fraction(1, 2)] * 2,
        [[[Fraction(2, 5), Fraction(3, 5)]], [[Fraction(41, 100), Fraction(59, 100)]]],
        counts,
    )
    assert found == pytest.approx(floats(exact), rel=1e-9)


def test_what_cannot_happen_is_refused():
    counts = steps([0, 1], 2, 3)
    rows = [[[0.5, 0.0, 0.5], [0.0, 0.5, 0.5]]] * 2
    with pytest.raises(NoAnswer, match="cannot happen"):
        weighed([0.5, 0.5], rows, counts)
    exact = [[[Fraction(x) for x in row] for row in table] for table in rows]
    with pytest.raises(NoAnswer, match="cannot happen"):
        posterior_exact([Fraction(1, 2)] * 2, exact, counts)


def test_draws_are_weighed_one_by_one():
    rng = np.random.default_rng(3)
    chances = rng.dirichlet(np.ones(3), size=(5, 2, 2))  # (draw, hypothesis, state, target)
    counts = steps([0, 1, 0, 0], 2, 3)
    likely = log_likelihood(chances, counts)
    prior = rng.dirichlet(np.ones(2), size=5)
    found = posterior(prior, likely)
    for draw in range(5):
        assert (posterior(prior[draw], log_likelihood(chances[draw], counts)) == found[draw]).all()
