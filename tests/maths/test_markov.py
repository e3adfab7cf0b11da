"""War chains: worked cases, the invariants of absorbing chains, and three slow oracles."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths.markov import (
    course,
    ending_chances,
    expected_periods,
    expected_total,
    expected_totals,
    expected_visits,
    fighting_below_defeat,
    war_values,
    war_values_each,
    war_values_exact,
)
from tests.maths.published import cases, fractions, label
from tests.maths.spaces import chains, discounts, fewer, laws, ratios, wars
from tests.oracles import chains as oracle

CASES = cases("war")
ONE = Fraction(1)


def floats(values):
    return np.array(values, dtype=float)


def in_float(moves, endings, flow, ending, discount):
    return war_values(floats(moves), floats(endings), floats(flow), floats(ending), float(discount))


@pytest.mark.parametrize("party", [0, 1])
def test_worked_values(party):
    case = CASES["values"]
    moves, endings = oracle.ladder(case["rungs"], Fraction(case["p"]))
    own = case["parties"][party]
    flow, ending = [Fraction(own["flow"])] * len(moves), fractions(own["ending"])
    arguments = moves, endings, flow, ending, Fraction(case["discount"])
    expected = fractions(own["values"])
    assert list(war_values_exact(*arguments)) == expected
    assert in_float(*arguments) == pytest.approx(floats(expected), abs=1e-12)


def test_worked_surplus():
    case = CASES["values"]
    values = [Fraction(party["values"][2]) for party in case["parties"]]
    assert 1 - sum(values) == Fraction(case["surplus_at_rung_3"])


@laws
@given(wars(), st.one_of(discounts, st.just(ONE)))
def test_the_values_of_war_by_determinants(war, discount):
    expected = oracle.war_values(*war, discount)
    assert list(war_values_exact(*war, discount)) == expected
    assert in_float(*war, discount) == pytest.approx(floats(expected), abs=1e-9)


@fewer
@given(wars(certain=False), st.sampled_from([Fraction(1, 2), Fraction(9, 10)]))
def test_the_values_of_war_by_waiting(war, discount):
    waited = oracle.war_values_by_waiting(*(floats(part).tolist() for part in war), float(discount))
    assert in_float(*war, discount) == pytest.approx(waited, abs=1e-9)


@laws
@given(wars(certain=False), discounts)
def test_values_lie_between_the_worst_and_the_best(war, discount):
    _, _, flow, ending = war
    values = war_values_exact(*war, discount)
    assert min(*flow, *ending) <= min(values)
    assert max(values) <= max(*flow, *ending)


@laws
@given(wars(certain=False), discounts, ratios, st.data())
def test_values_are_linear_in_the_flow_with_slope_in_0_to_1(war, discount, step, data):
    moves, endings, flow, ending = war
    state = data.draw(st.integers(0, len(flow) - 1))
    raised = [value + step * (here == state) for here, value in enumerate(flow)]
    twice = [value + 2 * step * (here == state) for here, value in enumerate(flow)]
    at_0, at_1, at_2 = (
        war_values_exact(moves, endings, flows, ending, discount) for flows in (flow, raised, twice)
    )
    for before, once, again in zip(at_0, at_1, at_2, strict=True):
        assert again - once == once - before
        assert 0 <= (once - before) * np.sign(step) <= abs(step)


@laws
@given(wars(certain=False), discounts, ratios, ratios)
def test_units_of_utility_carry_over(war, discount, factor, shift):
    moves, endings, flow, ending = war
    other = [[factor * value + shift for value in values] for values in (flow, ending)]
    expected = [factor * value + shift for value in war_values_exact(*war, discount)]
    assert list(war_values_exact(moves, endings, *other, discount)) == expected


@laws
@given(st.integers(2, 7), st.fractions(0, 1, max_denominator=7), discounts, ratios)
def test_swapping_the_parties_mirrors_the_ladder(rungs, p, discount, flow):
    own = oracle.ladder(rungs, p)
    other = oracle.ladder(rungs, 1 - p)
    flows = [flow] * (rungs - 1)
    values = war_values_exact(*own, flows, [Fraction(0), ONE], discount)
    mirrored = war_values_exact(*other, flows, [ONE, Fraction(0)], discount)
    assert mirrored == values[::-1]


@laws
@given(wars(certain=False), discounts, st.randoms(use_true_random=False))
def test_names_of_states_and_endings_are_irrelevant(war, discount, random):
    moves, endings, flow, ending = (np.array(part, dtype=object) for part in war)
    states = random.sample(range(len(flow)), len(flow))
    ends = random.sample(range(len(ending)), len(ending))
    renamed = war_values_exact(
        moves[np.ix_(states, states)].tolist(),
        endings[np.ix_(states, ends)].tolist(),
        flow[states].tolist(),
        ending[ends].tolist(),
        discount,
    )
    values = war_values_exact(*war, discount)
    assert list(renamed) == [values[state] for state in states]


@laws
@given(wars())
def test_the_impatient_value_the_fighting_and_the_patient_the_ending(war):
    moves, endings, flow, ending = war
    tiny = Fraction(1, 10**6)
    spread = max(*flow, *ending) - min(*flow, *ending)
    for value, now in zip(war_values_exact(*war, tiny), flow, strict=True):
        assert abs(value - now) <= 2 * tiny * spread
    expected = ending_chances(floats(moves), floats(endings)) @ floats(ending)
    assert in_float(*war, 1) == pytest.approx(expected, abs=1e-9)
    periods = expected_periods(floats(moves)).max()
    nearly = in_float(*war, 1 - 1e-9)
    assert nearly == pytest.approx(expected, abs=1e-8 * periods * float(spread) + 1e-12)


@laws
@given(wars(), discounts, st.data())
def test_with_equal_beliefs_and_patience_war_is_worth_less_than_one_pie(war, discount, data):
    moves, endings, flow, _ = war
    waste = data.draw(st.sampled_from([Fraction(1, 10), Fraction(1, 2)]))
    other_flow = [1 - waste - value for value in flow]
    ending = data.draw(st.lists(ratios, min_size=len(endings[0]), max_size=len(endings[0])))
    other_ending = [1 - value for value in ending]
    first = war_values_exact(moves, endings, flow, ending, discount)
    second = war_values_exact(moves, endings, other_flow, other_ending, discount)
    assert all(a + b < 1 for a, b in zip(first, second, strict=True))


def test_with_unequal_patience_war_can_be_worth_more_than_one_pie():
    case = CASES["unequal_patience"]
    chain = fractions(case["moves"]), fractions(case["endings"])

    def values(discounts):
        return [
            war_values_exact(*chain, [flow], ending, discount)[0]
            for flow, ending, discount in zip(
                fractions(case["flow"]), fractions(case["ending"]), discounts, strict=True
            )
        ]

    assert sum(fractions(case["flow"])) < 1
    assert sum(values([Fraction(case["equal_discount"])] * 2)) < 1
    unequal = values(fractions(case["unequal_discounts"]))
    assert unequal == fractions(case["values_when_unequal"])
    assert sum(unequal) > 1


@laws
@given(st.integers(2, 7), st.fractions(0, 1, max_denominator=7), discounts, st.integers(0, 6))
def test_values_rise_with_the_position_where_fighting_lies_between_the_endings(
    rungs, p, discount, sixths
):
    flow = [Fraction(sixths, 6)] * (rungs - 1)
    values = war_values_exact(*oracle.ladder(rungs, p), flow, [Fraction(0), ONE], discount)
    assert list(values) == sorted(values)


def test_where_fighting_is_worse_than_defeat_a_better_position_can_be_worth_less():
    case = CASES["worse_than_defeat"]
    moves, endings = oracle.ladder(case["rungs"], Fraction(case["p"]))
    flow, ending = [Fraction(case["flow"])] * len(moves), fractions(case["ending"])
    values = war_values_exact(moves, endings, flow, ending, Fraction(case["discount"]))
    assert list(values) == fractions(case["values"])
    assert values[0] > values[1]
    assert fighting_below_defeat(floats(flow), floats(ending)).all()


def test_the_flag_is_up_only_below_the_worst_ending():
    flow = [[-1.0, 0.0, 0.5], [2.0, 0.0, -0.5]]
    ending = [[0.0, 1.0], [0.5, 0.25]]
    assert fighting_below_defeat(flow, ending).tolist() == [[1, 0, 0], [0, 1, 1]]


@laws
@given(chains())
def test_chances_of_ending_sum_to_one(chain):
    moves, endings = chain
    expected = [
        oracle.solve(oracle.discounted(moves, ONE), list(column))
        for column in zip(*endings, strict=True)
    ]
    found = ending_chances(floats(moves), floats(endings))
    assert found == pytest.approx(floats(expected).T, abs=1e-9)
    assert found.sum(axis=-1) == pytest.approx(1)


@laws
@given(chains(), st.data())
def test_visits_add_up_to_periods_and_loads(chain, data):
    moves = floats(chain[0])
    load = floats(data.draw(st.lists(ratios, min_size=len(moves), max_size=len(moves))))
    visits = expected_visits(moves)
    assert visits.sum(axis=-1) == pytest.approx(expected_periods(moves))
    assert visits @ load == pytest.approx(expected_total(moves, load), abs=1e-9)
    system = oracle.discounted(chain[0], ONE)
    periods = oracle.solve(system, [ONE] * len(moves))
    assert expected_periods(moves) == pytest.approx(floats(periods))


@fewer
@given(chains(most_states=3, certain=False), st.integers(0, 4), st.data())
def test_the_course_adds_up_every_path(chain, periods, data):
    moves, endings = chain
    shares = data.draw(st.lists(st.integers(0, 3), min_size=len(moves), max_size=len(moves)))
    assume(sum(shares) > 0)
    start = [Fraction(share, sum(shares)) for share in shares]
    alive, ended = course(floats(moves), floats(endings), floats(start), periods)
    assert alive.shape == (periods + 1, len(moves))
    for period in range(periods + 1):
        expected = oracle.course(moves, endings, start, period)
        assert alive[period] == pytest.approx(floats(expected[0]), abs=1e-12)
        assert ended[period] == pytest.approx(floats(expected[1]), abs=1e-12)
    assert alive.sum(axis=-1) + ended.sum(axis=-1) == pytest.approx(1)


def test_the_course_leads_to_the_chances_of_ending_and_spends_the_visits():
    moves, endings = (floats(part) for part in oracle.ladder(5, Fraction(3, 5)))
    start = np.eye(len(moves))
    alive, ended = course(moves, endings, start, 400)
    assert ended[:, -1] == pytest.approx(ending_chances(moves, endings), abs=1e-12)
    assert alive.sum(axis=1) == pytest.approx(expected_visits(moves), abs=1e-9)


def test_draws_are_solved_as_if_each_were_alone():
    rng = np.random.default_rng(5)
    rows = rng.dirichlet(np.ones(8), size=(7, 6))
    moves, endings = rows[..., :6], rows[..., 6:]
    flow, ending, discount = rng.random((7, 6)), rng.random((7, 2)), rng.uniform(0.5, 1, 7)
    start = np.eye(6)[0]
    values = war_values(moves, endings, flow, ending, discount)
    lists = [expected_periods(moves), expected_total(moves, flow), ending_chances(moves, endings)]
    paths = course(moves, endings, start, 3)
    for draw in range(7):
        one, end = moves[draw], endings[draw]
        alone = war_values(one, end, flow[draw], ending[draw], discount[draw])
        assert (values[draw] == alone).all()
        again = [expected_periods(one), expected_total(one, flow[draw]), ending_chances(one, end)]
        again.extend(course(one, end, start, 3))
        for together, single in zip([*lists, *paths], again, strict=True):
            assert together[draw] == pytest.approx(single, abs=1e-12)


def test_draws_broadcast_over_a_common_chain():
    moves, endings = (floats(part) for part in oracle.ladder(4, Fraction(1, 2)))
    flow, discount = np.zeros((5, 1, 3)), np.linspace(0.2, 1, 4)
    assert war_values(moves, endings, flow, [0.0, 1.0], discount).shape == (5, 4, 3)
    alive, ended = course(moves, endings, np.full((5, 3), 1 / 3), 2)
    assert alive.shape == (5, 3, 3)
    assert ended.shape == (5, 3, 2)


SHUT = [[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.2, 0.3, 0.25]]
DOOR = [[0.0], [0.0], [0.25]]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: war_values(SHUT, DOOR, [0, 0, 0], [1], 1.0),
        lambda: war_values(SHUT, DOOR, [0, 0, 0], [1], [0.5, 1.0]),
        lambda: ending_chances(SHUT, DOOR),
        lambda: expected_visits(SHUT),
        lambda: expected_periods(SHUT),
        lambda: expected_total(SHUT, [1, 1, 1]),
        lambda: war_values_exact(
            fractions([["1/2", "1/2", 0], ["1/2", "1/2", 0], [0, 0, "1/2"]]),
            fractions([[0], [0], ["1/2"]]),
            fractions([0, 0, 0]),
            [ONE],
            ONE,
        ),
    ],
)
def test_a_war_that_may_never_end_is_named_by_its_state(ask):
    with pytest.raises(NoAnswer, match="state 0 "):
        ask()


def test_the_state_that_leads_only_into_an_endless_war_is_fine_while_it_may_end():
    with pytest.raises(NoAnswer, match="state 1 "):
        ending_chances([[0.5, 0.25], [0.0, 1.0]], [[0.25], [0.0]])


def test_with_a_discount_an_endless_war_has_a_value():
    assert war_values(SHUT, DOOR, [3, 3, 3], [3], 0.9) == pytest.approx(3)


def test_rounded_rows_do_not_count_as_an_ending():
    row = [0.3, 0.6, 0.1]
    assert np.sum(row) < 1
    with pytest.raises(NoAnswer, match="state 0 "):
        expected_periods([row] * 3)


@pytest.mark.parametrize("discount", [0.0, -0.1, 1.5, float("nan")])
def test_a_discount_outside_its_range(discount):
    with pytest.raises(NoAnswer, match="discount"):
        war_values([[0.5]], [[0.5]], [0], [1], discount)
    with pytest.raises(NoAnswer, match="discount"):
        war_values_exact([[ONE / 2]], [[ONE / 2]], [ONE], [ONE], discount)


@pytest.mark.parametrize(
    ("moves", "endings"), [([[0.5]], [[0.4]]), ([[1.5]], [[-0.5]]), ([[float("nan")]], [[0.5]])]
)
def test_chances_that_are_none(moves, endings):
    with pytest.raises(NoAnswer, match="chances of state 0"):
        war_values(moves, endings, [0], [1], 0.9)
    with pytest.raises(NoAnswer, match="chances of state 0"):
        course(moves, endings, [1], 2)


def test_exact_chances_must_sum_to_one_exactly():
    short = Fraction(1, 2) - Fraction(1, 10**30)
    with pytest.raises(NoAnswer, match="chances of state 0"):
        war_values_exact([[short]], [[Fraction(1, 2)]], [ONE], [ONE], ONE / 2)


def test_whole_numbers_stay_exact():
    assert war_values_exact([[0]], [[1]], [1], [2], 1) == (2,)
    assert isinstance(war_values_exact([[0]], [[1]], [1], [2], 1)[0], Fraction)


def test_labels_name_their_cases():
    assert label(CASES["ladders"][0]).startswith("five rungs")


# --- several at once, and many states


def dense(states, seed=7, draws=()):
    rows = np.random.default_rng(seed).dirichlet(np.ones(states + 2), size=(*draws, states))
    return rows[..., :states], rows[..., states:]


@laws
@given(chains(), st.data())
def test_totals_of_several_loads_are_those_of_each(chain, data):
    moves, endings = (floats(part) for part in chain)
    lists = st.lists(ratios, min_size=len(moves), max_size=len(moves))
    loads = floats(data.draw(st.lists(lists, min_size=1, max_size=3))).T
    found = expected_totals(moves, np.concatenate([loads, endings], axis=1))
    for at, load in enumerate(loads.T):
        assert found[:, at] == pytest.approx(expected_total(moves, load), abs=1e-9)
    assert found[:, loads.shape[1] :] == pytest.approx(ending_chances(moves, endings), abs=1e-9)


@pytest.mark.parametrize("states", [5, 70])
@pytest.mark.parametrize("draws", [(), (3,)])
def test_parties_solved_together_are_solved_alike_in_any_order(states, draws):
    """The same bits wherever a party stands, the values of each alone but for rounding."""
    moves, endings = dense(states, draws=draws)
    stream = np.random.default_rng(8)
    worths = [
        (stream.normal(size=(*draws, states)), stream.normal(size=(*draws, 2))) for _ in range(5)
    ]
    together = war_values_each(moves, endings, worths, 0.9)
    for order in ([4, 3, 2, 1, 0], [2, 0, 4, 1, 3]):
        again = war_values_each(moves, endings, [worths[at] for at in order], 0.9)
        for place, at in enumerate(order):
            assert (again[place] == together[at]).all()
    for (flow, ending), values in zip(worths, together, strict=True):
        alone = war_values(moves, endings, flow, ending, 0.9)
        assert values == pytest.approx(alone, rel=1e-9, abs=1e-12)


def test_equal_parties_get_equal_values():
    moves, endings = dense(70)
    worth = (np.arange(70.0), np.array([0.0, 50.0]))
    one, two = war_values_each(moves, endings, [worth, worth], 0.95)
    assert (one == two).all()


@laws
@given(chains(certain=False), chains(certain=False), st.integers(0, 2))
def test_a_state_without_an_end_is_found_draw_by_draw(one, other, lead):
    """In a stack of chains of one size, exactly where the slow search finds one."""
    size = min(len(one[0]), len(other[0]))
    stack, ends = [], []
    for moves, _ in (one, other):
        part = floats(moves)[:size, :size]
        stack.append(part)
        ends.append(1 - part.sum(axis=1))
    shape = [(2,), (2, 1), (1, 2)][lead]
    moves = np.array(stack).reshape(*shape, size, size)
    sure = [
        oracle.can_end(part, [[end > 1e-12] for end in end_row])
        for part, end_row in zip(stack, ends, strict=True)
    ]
    if all(sure):
        assert np.isfinite(expected_periods(moves)).all()
    else:
        with pytest.raises(NoAnswer, match="may never end"):
            expected_periods(moves)


def test_a_front_of_a_thousand_states_ends():
    """Every state is a step further from the end than the one before."""
    moves = np.diag(np.full(999, 0.5), 1) + np.diag(np.full(1000, 0.5))
    assert expected_periods(moves)[0] == pytest.approx(2000)


@pytest.mark.parametrize("links", [2, 5, 40])
def test_forty_states_in_fractions(links):
    """Sparse or full, the residual is nothing at all."""
    stream = np.random.default_rng(links)
    size, discount = 40, Fraction(97, 100)
    moves = [[Fraction(0)] * size for _ in range(size)]
    endings = []
    for state in range(size):
        shares = [Fraction(int(n), 100 * (links + 1)) for n in stream.integers(1, 100, links)]
        for target, share in zip(stream.permutation(size)[:links], shares, strict=True):
            moves[state][target] += share
        endings.append([1 - sum(shares)])
    flow = [Fraction(int(n), 7) for n in stream.integers(-50, 50, size)]
    values = war_values_exact(moves, endings, flow, [Fraction(3)], discount)
    for state in range(size):
        ahead = (
            sum(p * v for p, v in zip(moves[state], values, strict=True)) + 3 * endings[state][0]
        )
        assert values[state] == (1 - discount) * flow[state] + discount * ahead
