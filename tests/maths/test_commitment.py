"""Carrying out steps: the worked sequence, two slow oracles, and laws."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.commitment import (
    critical_pass,
    exactly,
    least_cost,
    least_guarantee,
    punishment,
    self_enforcing,
    slacks,
    slacks_of,
)
from parley.maths.extensions import orders
from parley.maths.phases import divided, phases
from tests.maths import sequences
from tests.maths.games import as_steps, games
from tests.maths.published import fractions
from tests.maths.sequences import CASE, VARIANTS, additive, in_floats, names, order
from tests.maths.spaces import fewer, laws
from tests.oracles import steps as oracle

ONE, HALF = Fraction(1), Fraction(1, 2)
variants = pytest.mark.parametrize("variant", VARIANTS, ids=[v["name"] for v in VARIANTS])


def some_order(data, game):
    return data.draw(st.sampled_from(oracle.orders(game)))


@variants
def test_the_worked_sequence(variant):
    steps = additive(variant).steps()
    for text, least in variant["orders"]:
        slack = slacks(steps, order(variant, text))
        assert slack.min() == Fraction(least)
        in_float = slacks(in_floats(steps), order(variant, text))
        assert in_float.dtype == np.float64
        assert in_float.min() == pytest.approx(float(Fraction(least)), abs=1e-12)
        assert self_enforcing(slack) == (Fraction(least) >= 0)
    best = slacks(steps, order(variant, variant["orders"][0][0]))
    assert best[0].min() == Fraction(variant["entry"])
    assert best[1:].min() == Fraction(variant["compliance"])
    party, stage = variant["binding"]
    assert best[stage, party] == best.min()


@variants
def test_the_least_guarantee_of_the_worked_sequence(variant):
    steps = additive(variant).steps()
    best = order(variant, variant["orders"][0][0])
    expected = variant["least_guarantee"]
    value, reason = least_guarantee(steps, best)
    assert value == (None if expected is None else Fraction(expected))
    assert reason == {None: "signing", "0": "nothing needed"}.get(expected, "enough")
    in_float = least_guarantee(in_floats(steps), best).value
    assert in_float == (None if expected is None else pytest.approx(float(value), abs=1e-12))


def test_the_critical_chance_of_the_vote():
    case = CASE["critical_pass"]
    variant = VARIANTS[case["variant"]]
    steps, walk = additive(variant).steps(), order(variant, case["order"])
    step = names(variant).index(case["step"])
    critical = critical_pass(steps, walk, step)
    assert critical == Fraction(case["least"])
    passing = np.array(steps.passes)
    passing[step] = critical
    assert slacks(replace(steps, passes=passing), walk).min() == 0
    passing[step] = Fraction(9, 10)
    assert slacks(replace(steps, passes=passing), walk).min() == Fraction(case["at_nine_tenths"])


def test_fighting_less_well_opens_the_worked_sequence():
    case = CASE["fighting_less_well"]
    variant, flows = VARIANTS[case["variant"]], fractions(CASE["flows"])
    flows[case["party"]] -= Fraction(case["reduction"])
    walk = order(variant, case["order"])
    assert slacks(additive(variant, flows).steps(), walk).min() == 0
    flows[case["party"]] += Fraction(1, 10**12)
    assert slacks(additive(variant, flows).steps(), walk).min() < 0


@laws
@given(games(), st.data())
def test_slacks_are_those_of_the_oracle(game, data):
    walk = some_order(data, game)
    slack = slacks(as_steps(game), walk)
    expected = oracle.slack(game, walk)
    assert slack.tolist() == expected
    in_float = slacks(as_steps(game, float), walk)
    assert in_float == pytest.approx(np.array(expected, dtype=float), abs=1e-12)


@laws
@given(games(low=True), st.data())
def test_one_comparison_per_stage_decides_the_game_tree(game, data):
    walk = some_order(data, game)
    assert self_enforcing(slacks(as_steps(game), walk)) == oracle.holds(game, walk)


@laws
@given(games(), st.data())
def test_one_shot_deviation_is_optimal_stopping(game, data):
    walk = some_order(data, game)
    kept = all(
        oracle.stopping(game, walk, k, party) == oracle.going_on(game, walk, k, party)
        for k in range(len(walk) + 1)
        for party in range(game.parties)
    )
    assert self_enforcing(slacks(as_steps(game), walk)) == kept


@laws
@given(games(low=True), st.data())
def test_where_all_keep_to_it_the_tree_is_worth_what_going_on_is(game, data):
    walk = some_order(data, game)
    assume(oracle.holds(game, walk))
    values = oracle.solve(oracle.tree(game, walk))[0]
    steps = as_steps(game)
    assert values == list(slacks(steps, walk)[0] + steps.entry)


def test_the_reach_of_rounding():
    slack = np.array([[[0.0, -0.5e-9]], [[0.0, -2e-9]]])
    assert self_enforcing(slack).tolist() == [True, False]
    assert self_enforcing(slack, 100).tolist() == [True, True]
    tiny = np.array([[Fraction(0), Fraction(-1, 10**30)]], dtype=object)
    assert not self_enforcing(tiny)
    assert self_enforcing(tiny[:, :1])


def drawn(seed, draws=5, keeps=False, m=4, n=3):
    rng = np.random.default_rng(seed)
    steps = as_steps_like(rng, (draws,), m, n)
    return replace(steps, keeps=rng.random((draws, m, n)) if keeps else None)


def as_steps_like(rng, lead, m, n):
    by_set = lambda: rng.random((*lead, 1 << m, n))  # noqa: E731
    return sequences.Steps(
        after=(0,) * m,
        flow=by_set(),
        outside=by_set() / 3,
        entry=rng.random((*lead, n)),
        discount=rng.uniform(0.5, 1, (*lead, m, n)),
        passes=rng.random((*lead, m, 1 << m)),
        failed=by_set(),
        punished=rng.random((*lead, m, n)),
        cost=rng.random((*lead, n)),
        keeps=None,
        resettle=rng.random(lead),
    )


def one_draw(steps, draw):
    fields = ("flow", "outside", "entry", "discount", "passes", "failed", "punished", "cost")
    parts = {name: getattr(steps, name)[draw] for name in (*fields, "resettle")}
    return replace(steps, **parts, keeps=None if steps.keeps is None else steps.keeps[draw])


@pytest.mark.parametrize("keeps", [False, True])
def test_draws_and_orders_are_reckoned_as_if_each_were_alone(keeps, monkeypatch):
    steps = drawn(1, keeps=keeps)
    walks = list(orders(steps.after))
    together = slacks_of(steps, walks)
    assert together.shape == (5, 24, 5, 3)
    for draw in range(5):
        for place, walk in enumerate(walks):
            assert (together[draw, place] == slacks(one_draw(steps, draw), walk)).all()
    monkeypatch.setattr("parley.maths.commitment.BLOCK", 1)
    assert (slacks_of(steps, walks) == together).all()


def test_functions_of_the_set_are_as_good_as_arrays():
    steps = drawn(2, keeps=True)
    listed = {name: getattr(steps, name) for name in ("flow", "outside", "failed")}
    given = {name: (lambda mask, a=a: a[:, mask]) for name, a in listed.items()}
    passes = lambda mask: steps.passes[..., mask]  # noqa: E731
    same = replace(steps, **given, passes=passes)
    walks = list(orders(steps.after))
    assert (slacks_of(same, walks) == slacks_of(steps, walks)).all()
    alone = one_draw(steps, 0)
    plain = replace(alone, flow=lambda mask: alone.flow[mask], passes=lambda m: alone.passes[:, m])
    walk = walks[7]
    assert critical_pass(plain, walk, 1) == critical_pass(alone, walk, 1)
    assert (slacks(exactly(plain), walk) == slacks(exactly(alone), walk)).all()


def test_draws_broadcast():
    steps = drawn(3)
    common = one_draw(steps, 0)
    mixed = replace(common, flow=steps.flow, resettle=steps.resettle)
    walk = (2, 0, 1, 3)
    together = slacks(mixed, walk)
    assert together.shape == (5, 5, 3)
    for draw in range(5):
        alone = replace(common, flow=steps.flow[draw], resettle=steps.resettle[draw])
        assert (together[draw] == slacks(alone, walk)).all()
    grid = replace(common, resettle=np.linspace(0, 1, 6).reshape(2, 3))
    assert slacks_of(grid, [walk]).shape == (2, 3, 1, 5, 3)


def test_no_step_at_all_is_a_question_of_signing_only():
    steps = as_steps(
        oracle.Game(2, [], {frozenset(): [ONE, HALF]}, {frozenset(): [ONE, ONE]},
                    {frozenset(): [ONE, ONE]}, [HALF, ONE], [], [], [], None, [ONE, ONE],
                    HALF, ONE)
    )  # fmt: skip
    assert slacks(steps, ()).tolist() == [[HALF, -HALF]]
    assert least_guarantee(steps, ()) == (None, "signing")


@laws
@given(games(fades=False), st.data(), st.sampled_from([Fraction(1, 4), ONE]))
def test_a_guarantee_never_lowers_a_slack_and_leaves_signing_alone(game, data, more):
    walk = some_order(data, game)
    assume(walk)
    steps = as_steps(game)
    party = data.draw(st.integers(0, game.parties - 1))
    step = data.draw(st.sampled_from(walk))
    punished = np.array(steps.punished)
    punished[step, party] += more
    before, after = slacks(steps, walk), slacks(replace(steps, punished=punished), walk)
    assert (after[0] == before[0]).all()
    assert (after >= before).all()
    place = walk.index(step)
    assert (after[: place + 1] == before[: place + 1]).all()
    others = [other for other in range(game.parties) if other != party]
    assert (after[:, others] == before[:, others]).all()


@laws
@given(games(), st.data())
def test_a_chance_of_passing_matters_only_up_to_its_step(game, data):
    walk = some_order(data, game)
    assume(walk)
    steps = as_steps(game)
    step = data.draw(st.sampled_from(walk))
    passes = np.array(steps.passes)
    passes[step] = [Fraction(1, 5)] * len(passes[step])
    low = slacks(replace(steps, passes=passes), walk)
    passes[step] = [Fraction(4, 5)] * len(passes[step])
    high = slacks(replace(steps, passes=passes), walk)
    place = walk.index(step)
    assert (low[place + 1 :] == high[place + 1 :]).all()
    for party in range(game.parties):
        on = oracle.going_on(game, walk, place + 1, party)
        failing = game.failed[frozenset(walk[:place])][party]
        assert (high[place, party] > low[place, party]) == (on > failing)
        assert (high[place, party] < low[place, party]) == (on < failing)


@laws
@given(games(), st.data())
def test_a_sure_step_does_not_look_at_what_failing_brings(game, data):
    walk = some_order(data, game)
    assume(walk)
    steps = as_steps(game)
    sure = np.array(steps.passes)
    sure[...] = ONE
    steps = replace(steps, passes=sure)
    failed = np.array(steps.failed)
    failed[0] = [Fraction(-7)] * game.parties
    assert (slacks(replace(steps, failed=failed), walk) == slacks(steps, walk)).all()


@laws
@given(games(), st.data())
def test_no_punishment_and_no_cost_are_the_same(game, data):
    walk = some_order(data, game)
    steps = as_steps(game)
    unpunished = replace(steps, punished=steps.punished * 0)
    free = replace(steps, cost=steps.cost * 0)
    assert (slacks(unpunished, walk) == slacks(free, walk)).all()


@laws
@given(games(), st.data(), st.sampled_from([Fraction(1, 3), Fraction(5)]), st.integers(-2, 2))
def test_units_of_utility_carry_over(game, data, factor, shift):
    walk = some_order(data, game)
    steps = replace(as_steps(game), resettle=np.array(Fraction(0)))
    party = data.draw(st.integers(0, game.parties - 1))

    def other(values):
        array = np.array(values)
        array[..., party] = [None if x is None else factor * x + shift for x in array[..., party]]
        return array

    cost = np.array(steps.cost)
    cost[party] *= factor
    moved = {name: other(getattr(steps, name)) for name in ("flow", "outside", "failed")}
    entry = np.array(steps.entry)
    entry[party] = factor * entry[party] + shift
    before = slacks(steps, walk)
    after = slacks(replace(steps, **moved, entry=entry, cost=cost), walk)
    assert (after[:, party] == factor * before[:, party]).all()
    others = [p for p in range(game.parties) if p != party]
    assert (after[:, others] == before[:, others]).all()


@pytest.mark.parametrize("keeps", [False, True])
def test_swapping_the_parties_swaps_the_slacks_to_the_bit(keeps):
    steps = drawn(4, keeps=keeps)
    swap = [2, 0, 1]
    fields = ("flow", "outside", "entry", "discount", "failed", "punished", "cost")
    swapped = {name: getattr(steps, name)[..., swap] for name in fields}
    other = replace(steps, **swapped, keeps=steps.keeps[..., swap] if keeps else None)
    walks = list(orders(steps.after))
    assert (slacks_of(other, walks) == slacks_of(steps, walks)[..., swap]).all()


@laws
@given(games(fades=False, low=True), st.data())
def test_the_least_guarantee_is_enough_and_no_less_is(game, data):
    walk = some_order(data, game)
    assume(walk)
    steps = as_steps(game)
    value, reason = least_guarantee(steps, walk)
    slack = slacks(steps, walk)

    def with_extra(extra):
        punished = np.array(steps.punished)
        punished[walk[0]] = punished[walk[0]] + extra
        return self_enforcing(slacks(replace(steps, punished=punished), walk))

    if value is None:
        assert not with_extra(ONE)
        assert (reason == "signing") == (slack[0].min() < 0)
    else:
        assert with_extra(value)
        assert reason == ("enough" if value else "nothing needed")
        assert value == 0 or not with_extra(value * Fraction(999, 1000))


@laws
@given(games(low=True), st.data(), st.sampled_from(["addition", "factor"]))
def test_the_least_cost_is_enough_and_no_less_is(game, data, by):
    walk = some_order(data, game)
    steps = as_steps(game)
    value, reason = least_cost(steps, walk, by)

    def with_cost(more):
        cost = steps.cost + more if by == "addition" else steps.cost * more
        return self_enforcing(slacks(replace(steps, cost=cost), walk))

    nothing = ONE if by == "factor" else Fraction(0)
    if value is None:
        assert not with_cost(Fraction(10**9))
        assert reason in {"signing", "never punished", "no cost"}
    else:
        assert with_cost(value)
        assert (reason == "nothing needed") == (value == nothing)
        less = nothing + (value - nothing) * Fraction(999, 1000)
        assert value == nothing or not with_cost(less)


def lone(slack, chance, cost):
    """One party and one step, after which the slack is as given, before punishment."""
    done = frozenset([0])
    worth = {frozenset(): [ONE], done: [ONE]}
    outside = {frozenset(): [ONE], done: [ONE - slack]}
    return as_steps(
        oracle.Game(1, [set()], worth, outside, worth, [ONE], [[HALF]],
                    [{frozenset(): ONE, done: ONE}], [[chance]], None, [cost], 0 * ONE, ONE)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("slack", "chance", "cost", "guarantee", "addition", "factor"),
    [
        (-HALF, 0, ONE, (HALF, "enough"), (None, "never punished"), (None, "never punished")),
        (-HALF, 0, HALF, (ONE, "enough"), (None, "never punished"), (None, "never punished")),
        (-HALF, 0, HALF / 2, (None, "above certainty"), (None, "never punished"),
         (None, "never punished")),
        (-HALF, HALF, 0, (None, "no cost"), (ONE, "enough"), (None, "no cost")),
        (-HALF, HALF, HALF, (HALF, "enough"), (HALF, "enough"), (2, "enough")),
        (-HALF, 3, HALF / 2, (None, "above certainty"), (HALF / 2, "enough"), (2, "enough")),
        (HALF, 0, 0, (0, "nothing needed"), (0, "nothing needed"), (1, "nothing needed")),
    ],
)  # fmt: skip
def test_why_there_is_no_least_remedy(slack, chance, cost, guarantee, addition, factor):
    steps = lone(slack, Fraction(chance), Fraction(cost))
    assert least_guarantee(steps, (0,)) == guarantee
    assert least_cost(steps, (0,)) == addition
    assert least_cost(steps, (0,), "factor") == factor


def test_a_remedy_is_for_one_base_case():
    with pytest.raises(NoAnswer, match="base case"):
        least_guarantee(drawn(5), (0, 1, 2, 3))


@laws
@given(games(low=True), st.data())
def test_the_critical_chance_is_the_smallest_that_holds(game, data):
    walk = some_order(data, game)
    assume(walk)
    steps = as_steps(game)
    step = data.draw(st.sampled_from(walk))
    critical = critical_pass(steps, walk, step)

    def at(chance):
        passes = np.array(steps.passes)
        passes[step] = [chance] * len(passes[step])
        return self_enforcing(slacks(replace(steps, passes=passes), walk))

    held = [chance for chance in (Fraction(n, 24) for n in range(25)) if at(chance)]
    if critical is None:
        assert not held
    else:
        assert at(critical)
        assert all(chance >= critical for chance in held)
        assert critical == 0 or not at(critical * Fraction(999, 1000))


@fewer
@given(games(), st.data())
def test_punishment_fades_step_by_step(game, data):
    walk = some_order(data, game)
    expected = [
        [oracle.punishment(game, walk, k, party) for party in range(game.parties)]
        for k in range(len(walk) + 1)
    ]
    assert punishment(as_steps(game), walk).tolist() == expected


@fewer
@given(games(), st.data())
def test_floats_are_read_as_the_fractions_they_are(game, data):
    walk = some_order(data, game)
    exact = exactly(as_steps(game, float))
    assert exact.exact
    assert not as_steps(game, float).exact or game.parties == 0
    assert slacks(exact, walk).astype(float) == pytest.approx(
        np.array(oracle.slack(game, walk), dtype=float), abs=1e-12
    )


@pytest.mark.parametrize("walk", [(0, 1), (0, 1, 2, 2), (0, 1, 2, 4), (0, 1, 2, 3, 3)])
def test_an_order_that_is_none(walk):
    with pytest.raises(NoAnswer, match="each of the 4 steps once"):
        slacks(drawn(6), walk)


def test_phases_follow_one_another_and_the_rest_waits():
    after = (0, 0b001, 0b011)
    last, source = phases(after, 1, 3)
    assert last == (0, 0b00001, 0b00011, 0b00101, 0b01001)
    assert source == ((0, 1), (1, Fraction(1, 3)), (1, Fraction(1, 3)), (1, Fraction(1, 3)), (2, 1))
    first, _ = phases(after, 1, 3, "first")
    assert first == (0, 0b00001, 0b00011, 0b00101, 0b00011)
    assert phases(after, 2, 1) == (after, ((0, 1), (1, 1), (2, 1)))
    with pytest.raises(NoAnswer, match="one phase"):
        phases(after, 0, 0)


def test_a_step_in_phases_does_the_same_in_all():
    game = additive(VARIANTS[1])
    game = replace(game, shifts=np.array([0, -3, 0, 2]), passes=game.passes * HALF)
    split = divided(game, 1, 2)
    assert split.shifts.tolist() == [0, -1, -2, 0, 2]
    assert (split.gains.sum(axis=0) == game.gains.sum(axis=0)).all()
    assert (split.punished.sum(axis=0) == game.punished.sum(axis=0)).all()
    assert split.passes.tolist() == [HALF, HALF, 1, HALF * Fraction(7, 10), HALF]
    whole, parts = game.steps(), split.steps()
    assert (whole.flow[-1] == parts.flow[-1]).all()
    assert (whole.outside[-1] == parts.outside[-1]).all()
    assert (parts.outside == parts.failed).all()
    floats = replace(game, gains=game.gains.astype(float), punished=game.punished.astype(float))
    assert divided(floats, 1, 2).gains.astype(float) == pytest.approx(split.gains.astype(float))


def test_a_front_that_shifts_past_its_end_stays_at_the_end():
    game = replace(additive(VARIANTS[0]), shifts=np.array([9, 0, -9, 0]))
    outside = game.steps().outside
    assert (outside[0b0001] == game.values[-1]).all()
    assert (outside[0b0100] == game.values[0]).all()
    assert (outside[0b0101] == game.values[game.start]).all()
