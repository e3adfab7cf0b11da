"""The least chance of success of a step, and whether anybody signs, against every order in turn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parley.maths import commitment
from parley.maths.extensions import orders
from parley.maths.passing import least_pass, some_signed
from tests.maths.games import as_steps, games
from tests.strategies import fewer


def surer(steps, step, chance):
    passes = np.array(steps.passes)
    passes[step] = chance
    return replace(steps, passes=passes)


@fewer
@given(games(low=True), st.data())
def test_no_order_needs_less(game, data):
    steps = as_steps(game)
    count = len(steps.after)
    assume(count)
    step = data.draw(st.integers(0, count - 1))
    roots = [commitment.critical_pass(steps, order, step) for order in orders(steps.after)]
    enough = [root for root in roots if root is not None]
    least, order = least_pass(steps, step)
    assert least == (min(enough) if enough else None)
    if order is not None:
        there = surer(steps, step, least)
        assert commitment.self_enforcing(commitment.slacks(there, order))


@fewer
@given(games(low=True), st.data())
def test_doubles_find_the_same(game, data):
    exact, floats = as_steps(game), as_steps(game, kind=float)
    count = len(exact.after)
    assume(count)
    step = data.draw(st.integers(0, count - 1))
    one, other = least_pass(exact, step)[0], least_pass(floats, step)[0]
    assert (one is None) == (other is None)
    if one is not None:
        assert other == pytest.approx(float(one), abs=1e-8)


@fewer
@given(games())
def test_somebody_always_refuses_or_some_order_is_signed(game):
    steps = as_steps(game)
    signing = [commitment.slacks(steps, order)[0].min() for order in orders(steps.after)]
    assert some_signed(steps) == any(slack >= 0 for slack in signing)
