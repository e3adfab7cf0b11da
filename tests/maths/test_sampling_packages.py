"""Laws of drawing packages uniformly, against listing every package."""

from math import inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from parley.errors import NoAnswer, TooLarge
from parley.maths.counting import acceptable
from parley.maths.sampling_packages import Sampler
from parley.maths.spaces import Rule, Space
from tests.maths.spaces import kinds, laws
from tests.maths.test_counting import floors_near, sums, whole_space
from tests.maths.tied import tied
from tests.oracles import counts as oracle


def every(sampler):
    """All packages of the set that a sampler draws from, in the order of their numbers."""
    return [tuple(row) for row in sampler.unranked(range(sampler.relaxed)).tolist()]


@laws
@given(st.data(), kinds)
def test_every_acceptable_package_has_one_number(data, kind):
    space = data.draw(tied(kind=kind))
    floors = floors_near(data, space)
    listed = oracle.acceptable(space, floors)
    if listed:
        sampler = Sampler(space, floors)
        assert sampler.exact
        assert sorted(every(sampler)) == listed
    else:
        with pytest.raises(NoAnswer, match="No package is acceptable"):
            Sampler(space, floors)


@laws
@given(st.data(), st.sampled_from([30, 60, 120]))
def test_a_relaxed_set_holds_every_acceptable_package_once(data, limit):
    space = data.draw(tied(kind="float64", most_issues=4))
    floors = floors_near(data, space)
    listed = oracle.acceptable(space, floors)
    assume(listed)
    try:
        sampler = Sampler(space, floors, limit)
    except TooLarge:
        assume(False)
    drawn = every(sampler)
    assert len(set(drawn)) == len(drawn) == sampler.relaxed
    assert set(listed) <= set(drawn)
    assert all(space.allows(package) for package in drawn)
    assert sampler.exact <= (sorted(drawn) == listed)


def fine(parties):
    """A space of fine numbers with floors that about one package in ten reaches."""
    space = whole_space(40 + parties, (4, 3, 5, 4, 3), parties, 10**9)
    total = sums(space)
    floors = [int(np.quantile(column, 0.9 * (1 - 1 / parties) ** 0.5)) for column in total.T]
    return space, floors, np.flatnonzero((total >= floors).all(axis=1))


@pytest.mark.parametrize("limit", [40, 8_000_000])
@pytest.mark.parametrize("parties", [2, 3])
def test_draws_are_uniform_with_and_without_rejection(parties, limit):
    space, floors, rows = fine(parties)
    sampler = Sampler(space, floors, limit)
    assert sampler.exact == (limit > 40)
    drawn = sampler.draw(60 * len(rows), np.random.default_rng(8))
    numbers = np.ravel_multi_index(tuple(drawn.packages.T), space.sizes)
    assert set(numbers) == set(rows)
    assert stats.chisquare(np.bincount(numbers)[rows]).pvalue > 0.01
    share = len(rows) / sampler.relaxed
    assert drawn.acceptance == pytest.approx(share, abs=4 * (share / drawn.tried) ** 0.5 + 1e-12)
    assert sampler.exact == (drawn.tried == len(drawn.packages))


@pytest.mark.parametrize("limit", [100, 8_000_000])
def test_ranks_are_drawn_uniformly(limit):
    """The share of each first option in the draws against the exact share among all."""
    space, floors, rows = fine(2)
    first = np.unravel_index(rows, space.sizes)[0]
    drawn = Sampler(space, floors, limit).draw(20_000, np.random.default_rng(2)).packages[:, 0]
    expected = np.bincount(first, minlength=4) / len(rows) * 20_000
    seen = np.bincount(drawn, minlength=4)
    assert stats.chisquare(seen[expected > 0], expected[expected > 0]).pvalue > 0.01


def test_the_seed_decides():
    space, floors, _ = fine(2)
    sampler = Sampler(space, floors, 100)
    one, same, other = (sampler.draw(50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one.packages == same.packages).all()
    assert one.tried == same.tried
    assert (one.packages != other.packages).any()


def test_numbers_beyond_machine_words():
    """10^30 packages of whole scores: the first, the last and the middle number, and back."""
    space = whole_space(1, (10,) * 30, 1, 21)
    sampler = Sampler(space, [300])
    assert sampler.exact
    assert sampler.relaxed == acceptable(space, [300]).low > 2**64
    ranks = [0, 1, sampler.relaxed // 2, sampler.relaxed - 1]
    found = sampler.unranked(ranks)
    assert len({tuple(row) for row in found.tolist()}) == 4
    assert all(space.value(package)[0] >= 300 for package in found)
    drawn = sampler.draw(2_000, np.random.default_rng(3))
    assert drawn.acceptance == 1
    assert min(space.value(package)[0] for package in drawn.packages) >= 300
    # One issue's share against counting with that option fixed.
    issue = 7
    seen = np.bincount(drawn.packages[:, issue], minlength=10)
    share = []
    for row in space.tables[issue]:
        fixed = Space((*space.tables[:issue], row[None], *space.tables[issue + 1 :]))
        share.append(acceptable(fixed, [300]).low / sampler.relaxed)
    assert stats.chisquare(seen, np.array(share) * 2_000).pvalue > 0.01


def test_five_parties_at_any_size():
    rng = np.random.default_rng(6)
    space = Space(tuple(rng.integers(0, 10**6, (10, 5)) for _ in range(20)))
    floors = [9 * 10**6] * 5
    drawn = Sampler(space, floors, 60_000).draw(40, np.random.default_rng(0))
    assert drawn.packages.shape == (40, 20)
    assert all((space.value(package) >= floors).all() for package in drawn.packages)
    assert 0 < drawn.acceptance < 1


def test_a_number_that_is_not_there_is_an_error():
    sampler = Sampler(whole_space(1, (2, 2), 1, 5), [-inf])
    assert sampler.relaxed == 4
    for rank in (4, -1):
        with pytest.raises(IndexError):
            sampler.unranked([rank])
    assert sampler.unranked([]).shape == (0, 2)
    assert sampler.draw(0, np.random.default_rng(0)).packages.shape == (0, 2)


def haggling():
    """Every package is worth the same to both together, so floors meet in a point or not at all."""
    rng = np.random.default_rng(2)
    mine = [rng.integers(0, 10**9, 6) for _ in range(8)]
    return Space(tuple(np.stack([one, 10**9 - one], axis=1) for one in mine))


def test_none_acceptable_is_said_even_where_the_grid_cannot_tell():
    sampler = Sampler(haggling(), [4 * 10**9, 4 * 10**9 + 1], 2_000)
    assert sampler.relaxed > 0
    with pytest.raises(NoAnswer, match="No package is acceptable"):
        sampler.draw(1, np.random.default_rng(0), hope=4_000)


def test_too_many_rejections_are_refused():
    space = haggling()
    sampler = Sampler(space, space.value((3,) * 8).tolist(), 2_000)
    with pytest.raises(TooLarge, match="drawn from the relaxed set"):
        sampler.draw(1, np.random.default_rng(0), hope=1)


@pytest.mark.parametrize("floors", [[inf], [5]])
def test_out_of_reach_floors_have_no_answer(floors):
    with pytest.raises(NoAnswer, match="Lower a floor"):
        Sampler(Space((np.array([[1], [2]]),)), floors)
    with pytest.raises(NoAnswer, match="Lower a floor"):
        Sampler(Space((np.zeros((0, 1)),)), [0])


def test_rules_that_hang_together_too_densely_are_refused():
    pairs = [(a, b) for b in range(6) for a in range(b)]
    rules = tuple(Rule(pair, ~np.eye(6, dtype=bool)) for pair in pairs)
    space = Space(tuple(np.arange(6)[:, None] for _ in range(6)), (), rules)
    with pytest.raises(TooLarge, match="Use fewer conditions"):
        Sampler(space, [1], limit=100)
    assert Sampler(space, [15]).relaxed == 720
