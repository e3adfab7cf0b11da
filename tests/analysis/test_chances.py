"""Chances: the stated errors are honest, judged by closed forms and by repetition."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

import parley
from parley.analysis.asking import chance, spread
from parley.maths.sampling import estimated_share, rank_correlations
from parley.model import Draws
from tests.strategies import scenario


def one_issue(least, **more):
    """One package is worth 50 to both, so the zone is where no deal is worth at most that."""
    scores = {"weight": 1, "a": 50}
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {"land": {"question": "?", "options": {"a": "A"}, "status_quo": "a"}},
        "preferences": {"ash": {"land": scores}, "birch": {"land": dict(scores)}},
        "no_deal": {"ash": least, "birch": 10},
    } | more


def zone_chances(data, seeds, draws=400):
    read = scenario(data)
    return [
        parley.study(read, questions=["deal"], draws=draws, seed=seed).answers["deal"].zone_chance
        for seed in range(seeds)
    ]


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ({"no_deal": {"ash": "10..90", "birch": 10}}, 0.5),
        ({"no_deal": {"ash": "10..89.84", "birch": 10}}, 40 / 79.84),
        ({"no_deal": {"ash": "40..60", "birch": "45..95"}}, 0.5 * 0.1),
        ({"no_deal": {"ash": "30..52", "birch": "0..51"}}, 20 / 22 * 50 / 51),
        ({"no_deal": {"ash": "0..40..60", "birch": 10}}, stats.beta(11 / 3, 7 / 3, 0, 60).cdf(50)),
        (
            {
                "no_deal": {
                    "ash": {"normal": {"mean": 48, "sd": 5}},
                    "birch": {"lognormal": {"median": 40, "factor": 2}},
                }
            },
            stats.norm.cdf(0.4)
            * stats.norm.cdf(np.log(50 / 40) * stats.norm.ppf(0.95) / np.log(2)),
        ),
        ({"no_deal": {"ash": "49.99..60", "birch": 10}}, 0.01 / 10.01),
    ],
)
def test_the_interval_holds_the_truth_in_95_of_100_seeds(given, share):
    """Among them a share so near a stratum's edge that most replicates agree to the last draw."""
    found = zone_chances(one_issue(0) | given, seeds=100)
    assert sum(row.low <= share <= row.high for row in found) >= 95
    assert all(row.error > 0 for row in found)
    assert all(row.draws == 400 for row in found)
    errors = np.array([row.share for row in found]) - share
    assert abs(errors.mean()) < 4 * errors.std() / 10 + 1e-3


def test_the_error_is_the_spread_over_seeds():
    data = one_issue(0, no_deal={"ash": "0..90", "birch": "0..90"})
    found = zone_chances(data, seeds=60)
    spread_over_seeds = np.std([row.share for row in found])
    stated = np.sqrt(np.mean([row.error**2 for row in found]))
    assert stated == pytest.approx(spread_over_seeds, rel=0.3)


@pytest.mark.parametrize(
    ("no_deal", "share", "low", "high"), [(51, 0, 0, 3 / 400), (9, 1, 1 - 3 / 400, 1)]
)
def test_all_or_nothing_has_the_interval_of_the_rule_of_three(no_deal, share, low, high):
    data = one_issue(f"{no_deal}..{no_deal + 1}")
    (found,) = zone_chances(data, seeds=1)
    assert (found.share, found.low, found.high) == (share, pytest.approx(low), pytest.approx(high))
    assert found.error > 0


def test_nothing_uncertain_has_no_chance():
    found = parley.study(scenario(one_issue(50)), questions=["deal"])
    assert found.answers["deal"].zone_chance is None
    assert (found.draws, found.seed) == (0, None)
    assert found.answers["deal"].room.base == found.answers["deal"].room.high == 0


def test_an_uncertain_number_that_decides_nothing_leaves_no_chance():
    """A party that nobody asks may be as uncertain as it likes."""
    data = one_issue(50)
    data["parties"]["inn"] = {"name": "Inn", "role": "host"}
    data["preferences"]["inn"] = {"land": {"weight": 1, "a": "0..100"}}
    findings = parley.study(scenario(data), draws=20)
    assert findings.draws == 20
    assert findings.answers["deal"].zone_chance is None


def test_replicates_of_one_draw_each_are_independent_draws():
    flags = np.arange(100) % 4 == 0
    found = estimated_share(flags, np.arange(100))
    assert found.error == pytest.approx(np.sqrt(0.25 * 0.75 / 99))


def test_a_single_replicate_is_taken_for_independent_draws():
    flags = np.arange(100) % 4 == 0
    found = estimated_share(flags, np.zeros(100, dtype=np.int64))
    assert found.error == pytest.approx(np.sqrt(0.25 * 0.75 / 100))
    assert estimated_share(np.ones(1, dtype=bool), np.zeros(1, dtype=np.int64)).low == 0


def test_replicates_that_agree_are_not_taken_for_certainty():
    flags = np.tile(np.arange(20) < 10, 20)
    found = estimated_share(flags, np.repeat(np.arange(20), 20))
    assert found.share == 0.5
    assert (found.error, found.low, found.high) == pytest.approx((1 / 400, 0.4925, 0.5075))


def test_the_error_follows_the_replicates():
    """By hand: shares 0, 0, 1, 1 over four replicates of two draws."""
    flags = np.array([0, 0, 0, 0, 1, 1, 1, 1], dtype=bool)
    found = estimated_share(flags, np.repeat(np.arange(4), 2))
    error = np.sqrt(1 / 3) / 2
    assert found.error == pytest.approx(error)
    assert found.high == 1.0
    assert found.low == max(0.5 - stats.t(3).ppf(0.975) * error, 0)


def test_spreads_are_the_middle_nine_tenths():
    found = spread(Fraction(1, 3), np.arange(101.0))
    assert (found.base, found.low, found.high) == (1 / 3, 5, 95)
    assert spread(2, None) == spread(2, np.full(9, 2.0))


def test_chances_are_told_in_words():
    draws = Draws(np.zeros((100, 0)), np.arange(100) % 10, 1)
    words = {
        n: chance(np.arange(100) // 10 % 10 * 10 + np.arange(100) % 10 < n, draws).words
        for n in (0, 100)
    }
    assert words == {0: "in no draw", 100: "in every draw"}


def test_rank_correlations_are_those_of_scipy():
    pick = np.random.default_rng(3)
    columns = pick.integers(0, 9, (200, 4)).astype(float)
    columns[:, 3] = 7
    target = np.round(columns[:, 0] - columns[:, 1] / 2 + pick.normal(size=200))
    found = rank_correlations(columns, target)
    wanted = [stats.spearmanr(columns[:, k], target).statistic for k in range(3)]
    np.testing.assert_allclose(found, [*wanted, 0], atol=1e-12)
    assert rank_correlations(columns[:, :0], target).shape == (0,)
    np.testing.assert_array_equal(rank_correlations(columns[:, [2, 0]], target), found[[2, 0]])


def test_influences_name_what_moves_the_room():
    data = one_issue("10..90")
    data["preferences"]["birch"]["land"]["a"] = "49..51"
    found = parley.study(scenario(data), draws=400).answers["deal"]
    assert found.influences[0].path == "no_deal.ash"
    assert found.influences[0].correlation == pytest.approx(-1, abs=0.01)
    assert found.influences[0].origin == "assumed"
