"""Votes: worked cases, three slow oracles, and the laws of passing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from parley.errors import NoAnswer
from parley.maths.normal import orthant
from parley.maths.quadrature import evenly, graded
from parley.maths.ratification import (
    POLL_ERROR,
    Forecast,
    beta_chance,
    joint_chance,
    logits,
    outcomes,
    pass_chance,
    pooled,
    shares,
    tally,
    two_way,
)
from tests.maths.published import cases
from tests.maths.spaces import fewer, laws
from tests.oracles import votes as oracle

CASES = cases("votes")
centres = st.sampled_from([-1.5, -0.4, -0.05, 0.0, 0.1, 0.4, 0.9, 2.5])
errors = st.sampled_from([0.02, 0.1, 0.334, 0.6, 2.0])
thresholds = st.sampled_from([0.3, 0.5, 0.6, 2 / 3])
quorums = st.sampled_from([0.0, 0.13, 0.25, 0.4, 0.5, 0.6])
boycotts = st.sampled_from([-0.99, -0.7, -0.2, 0.0, 0.3, 0.9])
correlations = st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.99, 1.0])

ballots = st.builds(
    oracle.Ballot, centres, errors, thresholds, centres, errors, boycotts, quorums, quorums
)
plain = st.tuples(centres, errors, thresholds).map(lambda row: oracle.Ballot(*row))


def of(*rows):
    """Ballots of the oracle as one forecast."""
    return Forecast(*(np.array(column, dtype=float) for column in zip(*rows, strict=True)))


def chance(ballot):
    return float(pass_chance(of(ballot))[0])


def joint(rows, correlation):
    return float(joint_chance([of(row) for row in rows], correlation)[0])


@pytest.mark.parametrize("case", CASES["results"], ids=lambda case: case["vote"])
def test_results_as_shares(case):
    assert two_way(case["yes"], case["no"]) == pytest.approx(case["share"], abs=1e-9)


@pytest.mark.parametrize("case", CASES["polls"], ids=lambda case: case["poll"])
def test_how_far_polls_were_off(case):
    share = two_way(case["yes"], case["no"])
    assert logits(case["result"]) - logits(share) == pytest.approx(case["error"], abs=1e-9)


def test_the_default_error_is_that_of_the_last_polls_of_four_votes():
    errors = {}
    for case in CASES["polls"]:
        if case["last_week"]:
            errors.setdefault(case["event"], []).append(case["error"])
    means = {event: sum(found) / len(found) for event, found in errors.items()}
    assert means == pytest.approx(CASES["last_week"]["mean_error"], abs=1e-9)
    square = sum(mean**2 for mean in means.values()) / len(means)
    assert square**0.5 == pytest.approx(CASES["last_week"]["root_mean_square"], abs=1e-9)
    assert round(square**0.5, 3) == POLL_ERROR


def test_colombia():
    case = CASES["colombia"]
    share = two_way(case["yes"], case["no"])
    assert share == pytest.approx(case["share"], abs=1e-9)
    found = pooled(share[None], [case["n"]])
    assert found.sampling == pytest.approx(case["sampling"], abs=1e-9)
    alone = Forecast(found.yes, found.sampling, np.array(0.5))
    assert pass_chance(alone) == pytest.approx(case["passes_if_sampling_were_all"], abs=1e-9)
    total = np.hypot(found.sampling, case["error"])
    assert total == pytest.approx(case["total"], abs=1e-9)
    whole = pass_chance(Forecast(found.yes, total, np.array(0.5)))
    assert whole == pytest.approx(case["passes"], abs=1e-6)


def test_an_attitude_with_a_design_effect():
    case = CASES["attitude"]
    share = two_way(case["yes"], case["no"])
    assert share == pytest.approx(case["share"], abs=1e-9)
    found = pooled(share[None], [case["n"]], case["design_effect"])
    for error, passes in ((case["error"], "passes"), (0.0, "passes_if_sampling_were_all")):
        forecast = Forecast(found.yes, np.hypot(found.sampling, error), np.array(0.5))
        assert pass_chance(forecast) == pytest.approx(case[passes], abs=1e-6)


@pytest.mark.parametrize("case", CASES["cyprus_by_content"], ids=lambda case: case["condition"])
def test_support_moves_with_content_and_endorsement(case):
    base = CASES["cyprus_by_content"][0]
    share = two_way(case["yes"], case["no"])
    assert share == pytest.approx(case["share"], abs=1e-9)
    shift = logits(share) - logits(two_way(base["yes"], base["no"]))
    assert shift == pytest.approx(case["shift"], abs=1e-9)


def test_beta_posterior():
    case = CASES["beta"]
    exact = Fraction(case["passes"])
    found = beta_chance(case["yes"], case["no"], float(Fraction(case["threshold"])))
    assert found == pytest.approx(float(exact), abs=1e-12)
    assert oracle.beta_above(case["yes"], case["no"], Fraction(1, 2)) == exact


@laws
@given(st.integers(1, 30), st.integers(1, 30), st.fractions(0, 1, max_denominator=9))
def test_beta_by_coins(yes, no, threshold):
    expected = oracle.beta_above(yes, no, threshold)
    assert beta_chance(yes, no, float(threshold)) == pytest.approx(float(expected), abs=1e-12)


def test_counting_by_the_rule_of_colombia():
    case = CASES["colombia_rule"]
    quorum = Fraction(case["approval_quorum"])
    votes = case["yes"], case["no"], case["electorate"]
    found = tally(*votes, threshold=Fraction(case["threshold"]), approval_quorum=quorum)
    assert found.majority == case["majority"]
    assert found.approval_quorum == case["approval"]
    assert found.passed == case["passed"]
    assert case["yes"] / case["electorate"] == pytest.approx(case["yes_of_electorate"], abs=1e-9)
    assert float(quorum * case["electorate"]) == pytest.approx(case["quorum_votes"])
    alone = tally(*votes, threshold=0, approval_quorum=quorum)
    assert alone.passed == case["passed_by_quorum_alone"]
    half = tally(*votes, threshold=0, turnout_quorum=Fraction(1, 2))
    assert half.passed == case["passed_under_half_turnout"]


def test_both_communities_of_cyprus_had_to_agree():
    counted = [tally(case["yes"], case["no"]).passed for case in CASES["results"][2:4]]
    assert counted == [False, True]
    greek, turkish = (
        oracle.Ballot(float(logits(case["share"])), POLL_ERROR) for case in CASES["results"][2:4]
    )
    both = joint([greek, turkish], 0.0)
    assert both == pytest.approx(oracle.phi(greek.yes / 0.334) * oracle.phi(turkish.yes / 0.334))
    assert both < 0.001
    assert chance(turkish) > 0.95


def test_a_tie_does_not_pass_and_a_quorum_just_met_is_met():
    assert not tally(50, 50).passed
    assert tally(51, 50).passed
    two_thirds = Fraction(2, 3)
    assert not tally(200, 100, threshold=two_thirds).passed
    assert tally(201, 100, threshold=two_thirds).passed
    assert tally(26, 24, 100, turnout_quorum=Fraction(1, 2)).passed
    assert not tally(26, 23, 100, turnout_quorum=Fraction(1, 2)).passed
    assert tally(26, 23, 100, turnout_quorum=Fraction(1, 2), cast=50).passed
    assert tally(25, 24, 100, approval_quorum=Fraction(1, 4)).passed
    assert not tally(24, 20, 100, approval_quorum=Fraction(1, 4)).passed
    assert not tally(0, 0).passed
    with pytest.raises(NoAnswer, match="electorate"):
        tally(51, 50, approval_quorum=Fraction(1, 4))


@fewer
@given(ballots)
@example(oracle.Ballot(2.5, 0.05, 0.5, -1.25, 0.1, -0.5, 0.0, 0.13))
@example(oracle.Ballot(0.1, 0.334, 0.5, -0.2, 0.334, 0.0, 0.4, 0.4))
@example(oracle.Ballot(0.1, 0.334, 0.3, -0.2, 0.1, -0.99, 0.5, 0.25))
def test_one_vote_by_strips(ballot):
    assert chance(ballot) == pytest.approx(oracle.by_strips(ballot), abs=1e-9)


@fewer
@given(st.lists(ballots, min_size=1, max_size=3), correlations)
@example([oracle.Ballot(0.1, 0.334, 0.5, 0.1, 0.334, -0.7, 0.4, 0.25)] * 2, 0.9)
@example([oracle.Ballot(0.1, 0.334, 0.5, 0.1, 0.334, -0.7, 0.4, 0.25)] * 2, 0.9999)
def test_votes_by_rolling_dice(rows, correlation):
    rolled = oracle.rolled(rows, correlation)
    error = max(rolled * (1 - rolled) / oracle.ROLLS, 1e-12) ** 0.5
    assert joint(rows, correlation) == pytest.approx(rolled, abs=5 * error + 2e-5)


@fewer
@given(ballots, ballots, st.sampled_from([-1.0, -0.9, -0.3, 0.3]))
def test_two_votes_whose_errors_go_apart_by_rolling_dice(one, other, correlation):
    rolled = oracle.rolled([one, other], correlation)
    error = max(rolled * (1 - rolled) / oracle.ROLLS, 1e-12) ** 0.5
    assert joint([one, other], correlation) == pytest.approx(rolled, abs=5 * error + 2e-5)


@fewer
@given(st.lists(plain, min_size=2, max_size=4), st.sampled_from([0.1, 0.5, 0.9]))
def test_plain_majorities_by_another_multivariate_normal(rows, correlation):
    size = len(rows)
    above = [(row.yes - oracle.logit(row.threshold)) / row.error for row in rows]
    between = np.full((size, size), correlation) + (1 - correlation) * np.eye(size)
    expected = stats.multivariate_normal(cov=between, seed=1).cdf(np.clip(above, -20, 20))
    assert joint(rows, correlation) == pytest.approx(expected, abs=2e-4)


@fewer
@given(plain, plain, st.sampled_from([-0.9, -0.3, 0.2, 0.7, 0.999]))
def test_two_plain_majorities_by_either_road(one, other, correlation):
    """A third vote that cannot fail sends two to the common part, which knows no orthant."""
    sure = oracle.Ballot(60.0, 0.1)
    direct = joint([one, other], correlation)
    if correlation > 0:
        assert joint([one, other, sure], correlation) == pytest.approx(direct, abs=1e-9)
    quorum = of(one._replace(turnout=2.0, turnout_error=0.1, turnout_quorum=1e-9))
    around = joint_chance([quorum, of(other)], correlation)
    assert around[0] == pytest.approx(direct, abs=1e-9)


@laws
@given(st.floats(-6, 6), st.floats(-6, 6), st.sampled_from([-1, -0.999, -0.5, 0, 0.3, 0.99, 1.0]))
@example(0.0, 0.0, -0.5)
@example(0.0, 1.5, 0.3)
@example(-2.0, 0.0, 0.99)
@example(5e-324, 0.0, -0.5)
def test_the_orthant_by_the_conditional_normal(h, k, correlation):
    if abs(correlation) == 1:
        one, other = oracle.phi(h), oracle.phi(k)
        expected = min(one, other) if correlation > 0 else max(0.0, one + other - 1)
        assert orthant(h, k, correlation) == pytest.approx(expected, abs=1e-12)
        return
    own = (1 - correlation**2) ** 0.5
    marks = np.sort(np.clip([-8.5, k / correlation if correlation else 0.0, h], -8.5, h))
    z, weights = graded(marks[None], 8)
    below = stats.norm.cdf((k - correlation * z) / own)
    expected = (weights * np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * below).sum()
    assert orthant(h, k, correlation) == pytest.approx(expected, abs=1e-9)


def test_the_orthant_at_infinity():
    for far, expected in ((np.inf, oracle.phi(0.3)), (-np.inf, 0.0)):
        assert orthant(far, 0.3, 0.4) == pytest.approx(expected, abs=1e-15)
        assert orthant(0.3, far, -1.0) == pytest.approx(expected, abs=1e-15)
    assert orthant(np.inf, np.inf, 0.5) == 1


@laws
@given(ballots, st.sampled_from([0.0, 0.01, 0.4]))
def test_more_support_never_lowers_the_chance(ballot, more):
    assert chance(ballot._replace(yes=ballot.yes + more)) >= chance(ballot) - 1e-11


@laws
@given(ballots, st.sampled_from([0.01, 0.4]))
def test_stricter_rules_and_fewer_voters_never_raise_the_chance(ballot, step):
    before = chance(ballot)
    for key in ("threshold", "turnout_quorum", "approval_quorum"):
        stricter = ballot._replace(**{key: min(1.0, getattr(ballot, key) + step)})
        assert chance(stricter) <= before + 1e-11
    assert chance(ballot._replace(turnout=ballot.turnout - step)) <= before + 1e-11


@laws
@given(plain)
def test_even_odds_at_the_threshold_and_a_mirror_around_it(ballot):
    at = ballot._replace(yes=oracle.logit(ballot.threshold))
    assert chance(at) == pytest.approx(0.5, abs=1e-12)
    mirrored = ballot._replace(yes=-ballot.yes, threshold=1 - ballot.threshold)
    assert chance(ballot) + chance(mirrored) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("above", [-0.1, -1e-9, 0.0, 1e-9, 0.1])
def test_without_error_the_chance_is_a_step(above):
    ballot = oracle.Ballot(above, 0.0)
    assert chance(ballot) == float(above > 0)
    for small in (1e-3, 1e-5, 1e-7):
        assert abs(chance(oracle.Ballot(0.1, small)) - 1) < 1e-12
        assert chance(oracle.Ballot(-0.1, small)) < 1e-12


@pytest.mark.parametrize("error", [0.0, 1e-7, 1e-5, 1e-3])
@pytest.mark.parametrize("turnout_error", [0.0, 1e-7, 1e-5, 1e-3])
@pytest.mark.parametrize("boycott", [-1.0, -0.5, 0.0, 1.0])
def test_with_hardly_any_error_the_rule_decides(error, turnout_error, boycott):
    rows = [
        (0.1, 0.05, 0.5, 0.2, 1.0),
        (0.1, -0.3, 0.0, 0.25, 0.0),
        (0.1, 0.0, 0.4, 0.27, 0.0),
        (0.1, 0.0, 0.4, 0.26, 1.0),
        (0.1, 0.0, 0.51, 0.1, 0.0),
        (-0.01, 3.0, 0.1, 0.1, 0.0),
    ]
    for yes, turnout, quorum, approval, passes in rows:
        ballot = oracle.Ballot(yes, error, 0.5, turnout, turnout_error, boycott, quorum, approval)
        assert chance(ballot) == pytest.approx(passes, abs=1e-9)


def test_a_quorum_just_met_is_met_without_errors():
    assert chance(oracle.Ballot(0.1, 0.0, 0.5, 0.0, 0.0, 0.0, 0.5, 0.0)) == 1
    assert chance(oracle.Ballot(0.1, 0.5, 0.5, 0.0, 0.0, 0.0, 0.5, 0.0)) == pytest.approx(
        oracle.phi(0.2)
    )
    assert chance(oracle.Ballot(0.1, 0.0, 0.5, -1e-9, 0.0, 0.0, 0.5, 0.0)) == 0


def test_a_quorum_of_all_is_never_met_and_one_of_none_always():
    base = oracle.Ballot(0.4, 0.3, 0.5, 1.0, 0.3, -0.2, 0.0, 0.0)
    for key in ("turnout_quorum", "approval_quorum", "threshold"):
        assert chance(base._replace(**{key: 1.0})) == 0
    assert chance(base) == chance(oracle.Ballot(0.4, 0.3))
    assert chance(base._replace(threshold=0.0)) == 1


@laws
@given(ballots)
def test_turnout_that_goes_its_own_way_multiplies(ballot):
    alone = ballot._replace(boycott=0.0, approval_quorum=0.0)
    met = oracle.phi((ballot.turnout - oracle.logit(ballot.turnout_quorum)) / ballot.turnout_error)
    expected = chance(oracle.Ballot(*ballot[:3])) * met
    assert chance(alone) == pytest.approx(expected, abs=1e-12)


def test_a_boycott_hurts_those_who_need_the_turnout_of_their_opponents():
    """When turnout falls as yes rises, a turnout quorum is missed where yes wins."""
    chances = [
        chance(oracle.Ballot(0.1, 0.334, 0.5, 0.0, 0.334, boycott, 0.5, 0.0))
        for boycott in (-0.9, -0.5, 0.0, 0.5, 0.9)
    ]
    assert chances == sorted(chances)
    assert chances[-1] - chances[0] > 0.3


@fewer
@given(st.lists(ballots, min_size=2, max_size=3), st.randoms(use_true_random=False), correlations)
def test_the_order_of_the_votes_is_irrelevant(rows, random, correlation):
    mixed = random.sample(rows, len(rows))
    assert joint(mixed, correlation) == pytest.approx(joint(rows, correlation), abs=1e-9)


@laws
@given(st.lists(plain, min_size=2, max_size=4))
def test_errors_that_go_together_help_and_never_beyond_the_weakest(rows):
    apart, halfway, together = (joint(rows, r) for r in (0.0, 0.5, 1.0))
    alone = [chance(row) for row in rows]
    assert apart == pytest.approx(np.prod(alone), abs=1e-12)
    assert together == pytest.approx(min(alone), abs=1e-9)
    assert apart - 1e-9 <= halfway <= together + 1e-9


@laws
@given(plain, plain)
def test_errors_that_go_opposite_ways_leave_the_least(one, other):
    least = max(0.0, chance(one) + chance(other) - 1)
    assert joint([one, other], -1.0) == pytest.approx(least, abs=1e-12)
    assert least - 1e-12 <= joint([one, other], -0.5) <= joint([one, other], 0.0) + 1e-12


def test_votes_that_cannot_all_go_against_each_other():
    row = oracle.Ballot(0.1, 0.3)
    with pytest.raises(NoAnswer, match="against each other"):
        joint([row] * 3, -0.2)
    with pytest.raises(NoAnswer, match="between -1 and 1"):
        joint([row] * 2, 1.5)
    with pytest.raises(NoAnswer, match="turnout"):
        pass_chance(Forecast(*np.array([0.1, 0.3, 0.5]), approval_quorum=np.array(0.2)))


def test_draws_are_reckoned_as_if_each_were_alone():
    rng = np.random.default_rng(3)
    size = 2_300  # more than one batch
    rows = [
        oracle.Ballot(
            *(rng.normal(0.2, 0.5), rng.uniform(0, 0.5) * (rng.random() > 0.1), 0.5),
            *(rng.normal(0.2, 0.5), rng.uniform(0, 0.5) * (rng.random() > 0.1)),
            *(rng.uniform(-1, 1), rng.choice([0, 0.4]), rng.choice([0, 0.2, 0.3])),
        )
        for _ in range(size)
    ]
    together = pass_chance(of(*rows))
    assert together.shape == (size,)
    assert (together >= 0).all()
    assert (together <= 1).all()
    for at in (*range(60), 1_000, 2_299):
        assert together[at] == pytest.approx(chance(rows[at]), abs=1e-9)
    correlation = rng.uniform(0, 1, 40)
    others = [oracle.Ballot(0.2, 0.3)] * 40
    both = joint_chance([of(*rows[:40]), of(*others)], correlation)
    for at in range(0, 40, 7):
        alone = joint([rows[at], others[at]], correlation[at])
        assert both[at] == pytest.approx(alone, abs=1e-8)


shares_of_yes = st.sampled_from([0.05, 0.3, 0.5, 0.55, 0.7, 0.95])
polls = st.lists(st.tuples(shares_of_yes, st.integers(50, 3_000)), min_size=1, max_size=5)


@laws
@given(polls, st.sampled_from([0.0, 0.1, 0.334, 2.0]))
def test_polls_are_pooled_as_least_squares_with_a_common_error(rows, common):
    yes, asked = zip(*rows, strict=True)
    found = pooled(yes, asked)
    centre, error = oracle.pooled(yes, asked, common)
    assert found.yes == pytest.approx(centre, abs=1e-7)
    assert np.hypot(found.sampling, common) == pytest.approx(error, rel=1e-7)
    assert found.weights.sum() == pytest.approx(1)
    assert found.each == pytest.approx([(n * p * (1 - p)) ** -0.5 for p, n in rows], rel=1e-12)


@laws
@given(polls, st.randoms(use_true_random=False))
def test_the_order_of_polls_is_irrelevant_and_twins_count_as_one(rows, random):
    yes, asked = zip(*rows, strict=True)
    found = pooled(yes, asked)
    mixed = list(zip(*random.sample(rows, len(rows)), strict=True))
    again = pooled(*mixed)
    assert (again.yes, again.sampling) == (
        pytest.approx(found.yes, abs=1e-12),
        pytest.approx(found.sampling, rel=1e-12),
    )
    doubled = pooled(yes * 2, asked * 2)
    single = pooled(yes, [2 * n for n in asked])
    assert doubled.yes == pytest.approx(single.yes, abs=1e-12)
    assert doubled.sampling == pytest.approx(single.sampling, rel=1e-12)
    assert min(map(oracle.logit, yes)) - 1e-12 <= found.yes <= max(map(oracle.logit, yes)) + 1e-12


def test_polls_that_do_not_say_how_many_were_asked():
    known = pooled([0.6, 0.5], [1_000, 200])
    unknown = pooled([0.6, 0.5], [1_000, None])
    assert unknown.weights[1] / unknown.weights[0] == pytest.approx(0.25 / 0.24)
    assert unknown.each[1] == 0
    assert unknown.each[0] == known.each[0]
    third = pooled([0.6, 0.5, 0.5], [1_000, 200, None])
    assert third.weights[2] == pytest.approx(third.weights[1])
    none = pooled([0.6, 0.5, 0.7], [None] * 3)
    assert none.weights == pytest.approx(1 / 3)
    assert none.sampling == 0
    assert none.yes == pytest.approx(np.mean([oracle.logit(p) for p in (0.6, 0.5, 0.7)]))
    assert pooled([0.6], [None]).yes == pytest.approx(oracle.logit(0.6))


def test_a_poll_without_a_single_no_counts_as_half_an_answer():
    found = pooled([1.0], [1_000])
    assert found.yes == pytest.approx(oracle.logit(1 - 0.0005))
    assert found.sampling == pytest.approx((1_000 * 0.0005 * 0.9995) ** -0.5)
    mixed = pooled([1.0, 0.6], [1_000, 1_000])
    assert mixed.weights[0] < 0.01
    assert np.isfinite(pooled([0.0, 1.0], [None, None]).yes)


def test_design_effects_are_fewer_people():
    wide, narrow = pooled([0.6, 0.5], [1_000, 500], [2.0, 1.0]), pooled([0.6, 0.5], [500, 500])
    assert wide.yes == pytest.approx(narrow.yes)
    assert wide.sampling == pytest.approx(narrow.sampling)


def test_a_poll_that_nobody_answered():
    with pytest.raises(NoAnswer, match="nothing"):
        two_way([50, 0], [50, 0])


def test_logits_are_numbers_and_come_back():
    for p in (0.0, 1.0):
        assert np.isfinite(logits(p))
    assert shares(logits([0.1, 0.5, 0.9])) == pytest.approx([0.1, 0.5, 0.9])


PERCENTILES = [0.05, 0.25, 0.5, 0.75, 0.95]


@laws
@given(centres, errors)
def test_outcomes_of_one_draw_are_percentiles_of_a_normal(yes, error):
    expected = shares(yes + error * stats.norm.ppf(PERCENTILES))
    found = outcomes(np.array([yes]), np.array([error]), PERCENTILES)
    assert found == pytest.approx(expected, abs=1e-12)


@fewer
@given(st.lists(st.tuples(centres, st.one_of(errors, st.just(0.0))), min_size=1, max_size=6))
def test_outcomes_of_many_draws_by_rolling_dice(rows):
    yes, error = (np.array(column) for column in zip(*rows, strict=True))
    found = outcomes(yes, error, PERCENTILES)
    assert list(found) == sorted(found)
    rng = np.random.default_rng(1)
    rolled = shares(yes[:, None] + error[:, None] * rng.standard_normal((len(rows), 40_000)))
    for x, percentile in zip(found, PERCENTILES, strict=True):
        assert (rolled < x - 1e-9).mean() <= percentile + 0.02
        assert (rolled <= x + 1e-9).mean() >= percentile - 0.02


def test_outcomes_lie_above_the_threshold_as_often_as_the_vote_passes():
    rng = np.random.default_rng(2)
    yes, error = rng.normal(0.1, 0.2, 50), rng.uniform(0.2, 0.5, 50)
    passes = pass_chance(Forecast(yes, error, np.full(50, 0.5))).mean()
    assert outcomes(yes, error, [1 - passes])[0] == pytest.approx(0.5, abs=1e-12)


def test_quadrature_of_a_kink_and_of_a_bell():
    nodes, weights = graded(np.array([[0.0, 1.0, 1.0, 2.0], [0.0, 0.0, 0.5, 2.0]]), 8)
    for row, kink in enumerate((1.0, 0.5)):
        found = (weights[row] * np.sqrt(abs(nodes[row] - kink))).sum()
        expected = 2 / 3 * (kink**1.5 + (2 - kink) ** 1.5)
        assert found == pytest.approx(expected, abs=1e-8)
    nodes, weights = evenly(8.0, 0.5)
    assert (weights * np.exp(-nodes * nodes / 2)).sum() == pytest.approx((2 * np.pi) ** 0.5)
    assert nodes[0] == -8
