"""Two ways through a space give the same answers, whatever the size of a block."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import parley
from parley.model import Draws, scanning, surveys
from parley.model.numbers import package_values
from parley.model.packages import proposal_values
from parley.model.surveying import scattered
from tests.strategies import fewer, laws, scenario, scenarios


def both(data):
    model = parley.compile(scenario(data))
    return surveys.Folded(model), surveys.Listed(model)


def same_frontier(one, other):
    assert [tuple(map(Fraction, row)) for row in one.values] == [tuple(r) for r in other.values]
    assert one.counts == other.counts
    assert one.packages == other.packages


@laws
@given(scenarios(additive=True, ranges=True, valued=True, most_issues=4), st.data())
def test_folding_finds_what_listing_finds(data, pick):
    """With red lines on single issues too."""
    name = pick.draw(st.sampled_from(sorted(data["issues"])))
    issue = data["issues"][name]
    if "options" in issue and pick.draw(st.booleans()):
        line = {"never": {name: issue["status_quo"]}}
        data["preferences"]["birch"]["red_lines"] = [line]
    folded, listed = both(data)
    same_frontier(folded.frontier, listed.frontier)
    same_frontier(folded.zone, listed.zone)
    assert folded.feasible == listed.feasible
    assert folded.room() == listed.room()
    for party in folded.model.parties:
        assert folded.best_for(party) == listed.best_for(party)
    for package in (p for rows in listed.frontier.packages for p in rows):
        assert folded.allows(package) == listed.allows(package)
        assert folded.accepts(package) == listed.accepts(package)


def test_folding_leaves_out_what_red_lines_rule_out():
    data = large(issues=3, options=3, no_deal={"ash": 30, "birch": "20..40"})
    data["preferences"]["ash"]["red_lines"] = [{"never": {"i00": "o0"}}]
    data["preferences"]["birch"]["red_lines"] = [{"only_if": {"i02": ["o0", "o1"]}}]
    folded, listed = both(data)
    assert 0 < listed.acceptable <= 12
    same_frontier(folded.frontier, listed.frontier)
    same_frontier(folded.zone, listed.zone)
    assert folded.room() == listed.room()
    assert [folded.best_for(p) for p in ("ash", "birch")] == [
        listed.best_for(p) for p in ("ash", "birch")
    ]
    draws = parley.draw(folded.model, 40, 1)
    np.testing.assert_array_equal(folded.sampled(draws).room, listed.sampled(draws).room)
    for at in range(listed.feasible):
        package = listed.listing.package(at)
        assert folded.allows(package) == listed.allows(package)


@fewer
@given(scenarios(additive=True, ranges=True, valued=True))
def test_folding_samples_what_listing_samples(data):
    folded, listed = both(data)
    draws = parley.draw(folded.model, 20, 3)
    one, other = folded.sampled(draws), listed.sampled(draws)
    np.testing.assert_array_equal(one.zone, other.zone)
    np.testing.assert_allclose(one.room, other.room, rtol=1e-12, atol=1e-12)
    package = listed.frontier.packages[0][0]
    np.testing.assert_array_equal(folded.holds(package, one), listed.holds(package, other))


@laws
@given(scenarios(ranges=True, valued=True), st.integers(1, 200))
def test_no_bit_depends_on_the_size_of_a_block(data, size):
    model = parley.compile(scenario(data))
    if not all(party in model.no_deal or model.chain for party in model.consenting):
        return
    listed, draws = surveys.Listed(model), parley.draw(model, 300, 3)
    whole = listed.sampled(draws)
    before = scanning.BLOCK
    try:
        scanning.BLOCK = size
        parts = listed.sampled(draws)
    finally:
        scanning.BLOCK = before
    np.testing.assert_array_equal(whole.room, parts.room)
    np.testing.assert_array_equal(whole.zone, parts.zone)
    assert whole.often == parts.often
    for package, count in whole.often:
        assert listed.holds(package, whole).sum() == count


@fewer
@given(scenarios(ranges=True, valued=True))
def test_one_draw_alone_is_that_draw_among_others(data):
    model = parley.compile(scenario(data))
    draws = parley.draw(model, 20, 3)
    listed = surveys.Listed(model)
    whole = listed.sampled(draws)
    for at in (0, 7, 19):
        alone = Draws(draws.values[at : at + 1], np.zeros(1, dtype=int), None)
        found = listed.sampled(alone)
        assert (found.room[0], found.zone[0]) == (whole.room[at], whole.zone[at])


@fewer
@given(scenarios(ranges=True, valued=True))
def test_counts_are_those_of_asking_every_package_in_every_draw(data):
    model = parley.compile(scenario(data))
    listed, draws = surveys.Listed(model), parley.draw(model, 20, 3)
    sampled = listed.sampled(draws)
    every = [listed.listing.package(at) for at in range(len(listed.listing))]
    held = np.array([listed.holds(package, sampled) for package in every]).reshape(len(every), 20)
    np.testing.assert_array_equal(sampled.zone, held.any(axis=0))
    counts = dict(zip(every, held.sum(axis=1).tolist(), strict=True))
    best = sorted(counts.items(), key=lambda row: -row[1])[:20]
    assert sampled.often == tuple(row for row in best if row[1])


def test_a_package_is_worth_the_same_bits_alone_and_among_all():
    """Sums run in one order everywhere, so that a tie in a draw is a tie in every chapter."""
    model = parley.compile(scenario(large(issues=7, options=2)))
    values, rows = parley.draw(model, 40, 1).values, surveys.Listed(model).listing
    for party in model.parties:
        tables = proposal_values(model, party, values)
        every = scanning.Terms(tables, [], values[:, 0]).values(slice(0, 40))
        for at in range(model.space.count):
            package = model.space.package(rows.package(at))
            alone = package_values(model, party, values, package)
            np.testing.assert_array_equal(every[:, at], alone)


def test_a_package_held_in_every_one_of_many_draws_is_counted_so():
    """More draws than a byte can count."""
    model = parley.compile(
        scenario(large(issues=2, options=2, no_deal={"ash": 0, "birch": "0..1"}))
    )
    sampled = surveys.Listed(model).sampled(parley.draw(model, 700, 1))
    always = [count for _, count in sampled.often if count == 700]
    assert len(always) >= 3
    assert sampled.zone.all()


def large(issues=20, options=5, **more):
    """An additive space of two parties who want the same by turns, far too large to list."""
    names = [f"i{k:02}" for k in range(issues)]
    rows = {f"o{k}": f"Option {k}" for k in range(options)}

    def likes(turn):
        return {
            name: {"weight": f"{1 + at % 4}..{5 + at % 7}"}
            | {
                f"o{k}": (100 * k // (options - 1) + 13 * at * k * turn) % 101
                for k in range(options)
            }
            for at, name in enumerate(names)
        }

    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {n: {"question": "?", "options": rows, "status_quo": "o0"} for n in names},
        "preferences": {"ash": likes(1), "birch": likes(3)},
        "no_deal": {"ash": 60, "birch": "50..70"},
    } | more


def test_a_space_far_too_large_to_list_is_folded():
    found = parley.study(scenario(large()), questions=["deal"], draws=20).answers["deal"]
    assert found.determined
    assert found.size == found.feasible == 5**20
    assert found.acceptable is None
    assert (found.verdict, found.zone_chance.share) == ("zone", 0.8)
    assert "folding" in found.method
    assert len(found.cloud) == 1_200
    assert found.frontier_size == len(found.frontier)
    for row in found.packages:
        assert row.acceptable
        assert row.efficient
    assert {point.name for point in found.named_points if point.packages} == {
        "nash",
        "kalai_smorodinsky",
        "egalitarian",
        "utilitarian",
    }


def test_a_space_far_too_large_where_nothing_is_acceptable():
    data = large()
    data["no_deal"]["ash"] = 70
    found = parley.study(scenario(data), questions=["deal"], draws=20).answers["deal"]
    assert (found.verdict, found.acceptable) == ("no zone", 0)
    assert found.room.base < 0
    assert [row.short > 0 for row in found.shortfalls] == [True, True]
    data["preferences"]["ash"]["red_lines"] = [{"never": {"i00": [f"o{k}" for k in range(5)]}}]
    found = parley.study(scenario(data), questions=["deal"], draws=20).answers["deal"]
    assert (found.verdict, found.acceptable, found.room) == ("no zone", 0, None)
    assert [row.best is None for row in found.shortfalls] == [False, True]


@pytest.mark.parametrize(
    "tie",
    [
        {"conditions": [{"if": {"i00": "o1"}, "then": {"i01": "o1"}}]},
        {"interactions": [{"when": {"i00": "o1", "i01": "o2"}, "points": 1}]},
        {"red_lines": [{"never": {"i00": "o1", "i01": "o2"}}]},
    ],
    ids=lambda tie: next(iter(tie)),
)
def test_a_space_too_large_whose_issues_are_tied_is_refused_in_words(tie):
    data = large(issues=10)
    if "conditions" in tie:
        data |= tie
    else:
        data["preferences"]["ash"] |= tie
    found = parley.study(scenario(data), questions=["deal"], draws=20).answers["deal"]
    assert not found.determined
    assert found.verdict == "not determined"
    assert "9,765,625 packages" in found.finding
    assert "2,000,000" in found.finding
    assert found.size == 5**10


def test_a_party_asked_only_sometimes_ties_issues_too():
    data = large(issues=10)
    consent = {"when": {"i00": "o1"}}
    data["parties"]["cedar"] = {"name": "Cedar", "role": "backer", "consent": consent}
    data["preferences"]["cedar"] = data["preferences"]["ash"]
    data["no_deal"]["cedar"] = 20
    assert not parley.study(scenario(data), draws=20).answers["deal"].determined


def test_values_beyond_whole_numbers_of_64_bits_are_still_exact():
    """Numbers with many digits make denominators that no machine word holds."""
    data = large(issues=3, options=2)
    data["preferences"]["ash"]["i00"] |= {"weight": 3.123456789012, "o1": 71.987654321098}
    data["preferences"]["ash"]["i01"] |= {"weight": "1.1234567..7.6543217", "o1": 33.333333333333}
    folded, listed = both(data)
    assert listed._whole["ash"][0].dtype == object
    same_frontier(folded.frontier, listed.frontier)
    same_frontier(folded.zone, listed.zone)
    assert folded.room() == listed.room()
    values = {tuple(row) for row in listed.background(99).tolist()}
    assert values >= {tuple(map(float, row)) for row in listed.frontier.values}
    sampled = listed.sampled(parley.draw(listed.model, 20, 1))
    np.testing.assert_array_equal(
        sampled.zone, folded.sampled(parley.draw(listed.model, 20, 1)).zone
    )


def test_a_thinned_cloud_is_always_the_same_and_holds_every_point_once():
    points = np.array([[k % 50, k % 70] for k in range(5_000)], dtype=float)
    once = scattered(points, 300)
    assert len(once) == 300 == len(np.unique(once, axis=0))
    np.testing.assert_array_equal(once, scattered(points, 300))
    np.testing.assert_array_equal(once[:, ::-1], scattered(points[:, ::-1], 300))
    assert len(scattered(points[:100], 300)) == 100
    assert len(scattered(np.zeros((100, 2)), 300)) == 1
