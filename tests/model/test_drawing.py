"""Draws: one named, stratified stream per number. Closed forms and scipy's distributions judge."""

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import parley
from parley.model.drawing import injected, quantile
from parley.scenario.distributions import parse
from tests.strategies import fewer, laws, scenario, scenarios, shuffled

KINDS = {
    "uniform": ("20..40", stats.uniform(20, 20)),
    "pert": ("20..30..60", stats.beta(2, 4, 20, 40)),
    "pert, mode at an end": ("0..0..10", stats.beta(1, 5, 0, 10)),
    "triangular": ({"triangular": {"low": 1, "mode": 2, "high": 5}}, stats.triang(0.25, 1, 4)),
    "triangular, mode below": (
        {"triangular": {"low": 1, "mode": 1, "high": 5}},
        stats.triang(0, 1, 4),
    ),
    "triangular, mode above": (
        {"triangular": {"low": 1, "mode": 5, "high": 5}},
        stats.triang(1, 1, 4),
    ),
    "normal": ({"normal": {"mean": 3, "sd": 2}}, stats.norm(3, 2)),
    "normal, cut below": (
        {"normal": {"mean": 3, "sd": 2, "low": 2}},
        stats.truncnorm(-0.5, np.inf, 3, 2),
    ),
    "normal, cut twice": (
        {"normal": {"mean": 3, "sd": 2, "low": 2, "high": 4.5}},
        stats.truncnorm(-0.5, 0.75, 3, 2),
    ),
    "beta": ({"beta": {"alpha": 2, "beta": 5}}, stats.beta(2, 5)),
    "beta, stretched": (
        {"beta": {"alpha": 9, "beta": 1, "low": 0.9, "high": 0.99}},
        stats.beta(9, 1, 0.9, 0.09),
    ),
    "lognormal": (
        {"lognormal": {"median": 100, "factor": 2}},
        stats.lognorm(math.log(2) / stats.norm.ppf(0.95), scale=100),
    ),
}


@pytest.mark.parametrize(("raw", "known"), KINDS.values(), ids=KINDS)
def test_quantiles_are_those_of_scipy(raw, known):
    u = np.array([1e-9, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-9])
    np.testing.assert_allclose(quantile(parse(raw), u), known.ppf(u), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("raw", "known"), KINDS.values(), ids=KINDS)
def test_the_exact_mean_is_that_of_scipy_and_of_many_draws(raw, known):
    mean = float(parse(raw).mean())
    assert mean == pytest.approx(known.mean(), rel=1e-12)
    middles = (np.arange(200_000) + 0.5) / 200_000
    assert quantile(parse(raw), middles).mean() == pytest.approx(mean, rel=1e-4)


def test_lognormal_holds_nine_in_ten_between_median_by_factor_and_times_factor():
    ends = quantile(parse({"lognormal": {"median": 100, "factor": 2}}), np.array([0.05, 0.95]))
    assert ends == pytest.approx([50, 200])


def test_a_fixed_number_stays():
    assert quantile(parse(7), np.array([0.1, 0.9])).tolist() == [7, 7]


def columns(model, draws=40, seed=1):
    drawn = parley.draw(model, draws, seed)
    return {number.path: drawn.values[:, at] for at, number in enumerate(model.inputs)}


def simple(**more):
    likes = {"land": {"weight": "10..30", "a": "0..50..100", "b": 100}}
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {"land": {"question": "?", "options": {"a": "A", "b": "B"}, "status_quo": "a"}},
        "preferences": {"ash": likes, "birch": copy.deepcopy(likes)},
        "no_deal": {"ash": "10..60", "birch": 30},
    } | more


@fewer
@given(scenarios(ranges=True, valued=True), st.integers(0, 99), st.data())
def test_one_number_more_or_less_leaves_every_other_column_equal_to_the_bit(data, seed, pick):
    """A fixed number becomes a range: its own column changes, and no other does."""
    fixed = [
        (party, issue, option)
        for party, rows in data["preferences"].items()
        for issue in data["issues"]
        for option, raw in rows[issue].items()
        if option not in ("weight", "curve") and not isinstance(raw, str)
    ]
    if not fixed:
        return
    party, issue, option = pick.draw(st.sampled_from(fixed))
    wider = copy.deepcopy(data)
    wider["preferences"][party][issue][option] = "10..90"
    before = columns(parley.compile(scenario(data)), 20, seed)
    after = columns(parley.compile(scenario(wider)), 20, seed)
    assert set(before) == set(after)
    changed = {path for path in before if (before[path] != after[path]).any()}
    assert changed == {f"preferences.{party}.{issue}.{option}"}


def test_a_party_an_issue_or_an_interaction_more_leaves_the_other_columns():
    before = columns(parley.compile(scenario(simple())))
    wider = simple()
    wider["parties"]["aspen"] = {"name": "Aspen", "role": "backer", "consent": "always"}
    wider["preferences"]["aspen"] = copy.deepcopy(wider["preferences"]["ash"])
    wider["no_deal"]["aspen"] = "1..2"
    wider["issues"]["arms"] = wider["issues"]["land"]
    for rows in wider["preferences"].values():
        rows["arms"] = {"weight": "1..2", "a": 0, "b": 100}
        rows["interactions"] = [{"when": {"arms": "a", "land": "b"}, "points": "1..4"}]
    after = columns(parley.compile(scenario(wider)))
    assert set(before) < set(after)
    for path, column in before.items():
        np.testing.assert_array_equal(column, after[path])


def test_a_named_value_is_drawn_once_wherever_it_is_used():
    data = simple(values={"shared": "20..80", "unused": "1..2"})
    data["preferences"]["ash"]["land"]["a"] = "$shared"
    data["preferences"]["birch"]["land"]["a"] = "$shared"
    model = parley.compile(scenario(data))
    paths = [number.path for number in model.inputs]
    assert paths.count("values.shared") == 1
    assert not any(path.endswith("land.a") or path == "values.unused" for path in paths)
    slots = {party: model.utilities[party].issues[0].knots[0] for party in ("ash", "birch")}
    assert slots["ash"] == slots["birch"] == paths.index("values.shared")


def test_numbers_that_no_answer_uses_are_not_drawn():
    data = simple()
    data["parties"]["inn"] = {"name": "Inn", "role": "host"}
    data["no_deal"]["inn"] = "1..2"
    data["war"] = {
        "now": "on",
        "states": {"on": {"next": {"over": 1}, "loads": {"dead": 1}}},
        "endings": {"over": {"package": {}}},
        "burdens": {
            "dead": {"kind": "flow", "unit": "p", "felt": {"inn": {"points": "1..2", "per": 1}}}
        },
        "discount": {"ash": 0.9, "birch": 0.9, "inn": "0.5..0.6"},
        "fighting": {"inn": "1..2"},
    }
    assert not any("inn" in number.path for number in parley.compile(scenario(data)).inputs)


def test_every_replicate_draws_once_in_every_stratum():
    model = parley.compile(scenario(simple()))
    for asked, replicates in ((400, 20), (2_000, 20), (399, 10), (100, 10)):
        drawn = parley.draw(model, asked, 5)
        assert len(set(drawn.replicate.tolist())) == replicates
        at = [number.path for number in model.inputs].index("no_deal.ash")
        shares = (drawn.values[:, at] - 10) / 50
        for replicate in range(replicates):
            mine = shares[drawn.replicate == replicate]
            size = len(mine)
            assert len(drawn) == size * replicates >= asked
            assert sorted(np.floor(mine * size).astype(int)) == list(range(size))


def test_replicates_and_numbers_are_shuffled_apart():
    model = parley.compile(scenario(simple()))
    drawn = parley.draw(model, 2_000, 5)
    uncertain = [at for at, number in enumerate(model.inputs) if number.uncertain]
    together = np.corrcoef(drawn.values[:, uncertain].T) - np.eye(len(uncertain))
    assert abs(together).max() < 0.12
    first, second = (drawn.values[drawn.replicate == r, uncertain[0]] for r in (0, 1))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.4
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("asked", [-5, 0, 1, 19, 20])
def test_fewer_draws_than_twenty_are_twenty(asked):
    assert len(parley.draw(parley.compile(scenario(simple())), asked, 1)) == 20


def test_a_seed_gives_the_same_bits_and_another_seed_others():
    model = parley.compile(scenario(simple()))
    one, same, other = (parley.draw(model, 60, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.values, same.values)
    uncertain = [at for at, number in enumerate(model.inputs) if number.uncertain]
    assert (one.values[:, uncertain] != other.values[:, uncertain]).all()
    assert (one.seed, other.seed, len(one)) == (4, 5, 60)


def test_these_very_draws():
    """Pinned, so that a brief made years ago can be made again."""
    column = columns(parley.compile(scenario(simple())), 20, 1)["no_deal.ash"]
    assert column[:3].tolist() == [29.47507046437229, 48.52328860128318, 10.068676318353623]


@laws
@given(scenarios(ranges=True), st.integers(0, 99))
def test_the_order_of_the_file_leaves_every_column_equal_to_the_bit(data, seed):
    one = parley.compile(scenario(data))
    two = parley.compile(scenario(shuffled(data, seed)))
    assert [n.path for n in one.inputs] == [n.path for n in two.inputs]
    drawn, other = parley.draw(one, 20, seed), parley.draw(two, 20, seed)
    np.testing.assert_array_equal(drawn.values, other.values)


def test_columns_handed_in_are_taken_and_the_others_stay_at_their_means():
    model = parley.compile(scenario(simple()))
    drawn = injected(model, {"no_deal.ash": np.array([11.0, 12.0, 13.0])})
    found = {number.path: drawn.values[:, at].tolist() for at, number in enumerate(model.inputs)}
    assert found["no_deal.ash"] == [11, 12, 13]
    assert found["preferences.ash.land.weight"] == [20, 20, 20]
    assert (drawn.seed, len(drawn)) == (None, 3)


def test_fixed_numbers_stand_at_their_values():
    found = columns(parley.compile(scenario(simple())))
    assert set(found["no_deal.birch"]) == {30}
