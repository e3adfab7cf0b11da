"""The ladder's closed forms, against the general chain and the determinants."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.ladder import ladder_periods, ladder_win
from parley.maths.markov import ending_chances, expected_periods
from tests.maths.published import cases, label
from tests.maths.spaces import fewer, laws
from tests.oracles import chains as oracle

chances = st.fractions(0, 1, max_denominator=9)
LADDERS = cases("war")["ladders"]


@pytest.mark.parametrize("case", LADDERS, ids=label)
def test_worked_ladders(case):
    k, rungs = case["rung"], case["rungs"]
    p, stay = Fraction(case["p"]), Fraction(case["stay"])
    assert ladder_win(k, rungs, p) == Fraction(case["win"])
    assert ladder_periods(k, rungs, p, stay) == Fraction(case["periods"])
    assert ladder_win(k, rungs, float(p)) == pytest.approx(float(Fraction(case["win"])), abs=1e-12)


@pytest.mark.parametrize("case", LADDERS, ids=label)
def test_worked_ladders_as_chains(case):
    moves, endings = oracle.ladder(case["rungs"], Fraction(case["p"]), Fraction(case["stay"]))
    state = case["rung"] - 1
    win = ending_chances(moves, endings)[state, 1]
    assert win == pytest.approx(float(Fraction(case["win"])), abs=1e-12)
    periods = expected_periods(moves)[state]
    assert periods == pytest.approx(float(Fraction(case["periods"])), abs=1e-12)


@fewer
@given(st.integers(2, 5), st.fractions(0, 1, max_denominator=9), st.sampled_from([0, 1, 2]))
def test_closed_forms_are_the_solution_of_the_chain(rungs, p, thirds):
    stay = Fraction(thirds, 3)
    moves, endings = oracle.ladder(rungs, p, stay)
    system = oracle.discounted(moves, Fraction(1))
    wins = oracle.solve(system, [row[1] for row in endings])
    periods = oracle.solve(system, [Fraction(1)] * len(moves))
    assert [ladder_win(k, rungs, p) for k in range(1, rungs)] == wins
    assert [ladder_periods(k, rungs, p, stay) for k in range(1, rungs)] == periods


@laws
@given(st.integers(1, 40), st.integers(0, 40), chances)
def test_swapping_the_parties_mirrors_the_ladder(rungs, k, p):
    k = min(k, rungs)
    assert ladder_win(k, rungs, p) + ladder_win(rungs - k, rungs, 1 - p) == 1
    assert ladder_periods(k, rungs, p) == ladder_periods(rungs - k, rungs, 1 - p)


@laws
@given(st.integers(2, 20), chances, chances)
def test_a_better_chance_per_battle_never_hurts(rungs, p, q):
    p, q = sorted((p, q))
    assert ladder_win(1, rungs, p) <= ladder_win(1, rungs, q)


def test_close_to_one_half_no_digits_are_lost():
    for p in (0.5, 0.5 + 1e-13, 0.5 - 1e-13):
        assert ladder_win(7, 20, p) == pytest.approx(7 / 20, abs=1e-11)
        assert ladder_periods(7, 20, p) == pytest.approx(7 * 13, abs=1e-9)
    assert isinstance(ladder_win(7, 20, 0.5), float)
    assert isinstance(ladder_periods(7, 20, Fraction(1, 2), 0.5), float)


def test_long_ladders_neither_overflow_nor_underflow():
    assert ladder_win(1000, 2000, 0.6) == 1
    assert 0 <= ladder_win(1000, 2000, 0.4) < 1e-170
    assert ladder_periods(1000, 2000, 0.4) == pytest.approx(5000)


@pytest.mark.parametrize("arguments", [(5, 4, 0.5), (-1, 4, 0.5), (1, 4, 1.5), (0, 0, 0.5)])
def test_arguments_outside_their_range(arguments):
    with pytest.raises(NoAnswer, match="ladder"):
        ladder_win(*arguments)


def test_a_front_that_never_moves_never_ends():
    with pytest.raises(NoAnswer, match="without a battle"):
        ladder_periods(1, 4, np.float64(0.5), 1)
