"""Two ways through a space give the same answers, whatever the size of a block."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import parley
from parley.errors import TooLarge
from parley.maths import words
from parley.model import Draws, probing, scanning, surveys
from parley.model import folded as folding
from parley.model import listed as listing
from parley.model.numbers import package_values
from parley.model.packages import proposal_values
from parley.model.surveying import scattered
from tests.strategies import fewer, laws, many, scenario, scenarios


def both(data):
    model = parley.compile(scenario(data))
    return surveys.Folded(model), surveys.Listed(model)


def same_frontier(one, other):
    assert [tuple(map(Fraction, row)) for row in one.values] == [tuple(r) for r in other.values]
    assert one.counts == other.counts
    assert one.packages == other.packages


def valued(data):
    """The model, or None where somebody who may be asked has no no-deal value."""
    model = parley.compile(scenario(data))
    known = all(party in model.no_deal or model.chain for party in model.consenting)
    return model if known and model.parties else None


def same_answers(folded, listed):
    same_frontier(folded.frontier, listed.frontier)
    same_frontier(folded.zone, listed.zone)
    assert folded.feasible == listed.feasible
    assert folded.room() == listed.room()
    for party in folded.model.consenting:
        assert folded.best_for(party) == listed.best_for(party)
    for package in product(*map(range, folded.model.space.sizes)):
        assert folded.allows(package) == listed.allows(package)
        assert folded.asked(package) == listed.asked(package)
        assert folded.accepts(package) == listed.accepts(package)


@many
@given(scenarios(ranges=True, valued=True, most_issues=4, spite=True))
def test_folding_finds_what_listing_finds(data):
    """With interactions, conditions, red lines, and parties that only some packages need."""
    model = valued(data)
    if model:
        same_answers(surveys.Folded(model), surveys.Listed(model))


@laws
@given(scenarios(additive=True, ranges=True, valued=True, most_issues=4), st.data())
def test_folding_finds_what_listing_finds_where_only_sums_count(data, pick):
    """With red lines on single issues too."""
    name = pick.draw(st.sampled_from(sorted(data["issues"])))
    issue = data["issues"][name]
    if "options" in issue and pick.draw(st.booleans()):
        line = {"never": {name: issue["status_quo"]}}
        data["preferences"]["birch"]["red_lines"] = [line]
    same_answers(*both(data))


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


@laws
@given(scenarios(ranges=True, valued=True, spite=True), st.sampled_from([1, 400]))
def test_folding_samples_what_listing_samples(data, known):
    """Whatever is known before the first draw."""
    model = valued(data)
    if model is None:
        return
    before = folding.KNOWN
    try:
        folding.KNOWN = known
        folded, listed = surveys.Folded(model), surveys.Listed(model)
        draws = parley.draw(model, 20, 3)
        one, other = folded.sampled(draws), listed.sampled(draws)
    finally:
        folding.KNOWN = before
    assert one.exact
    np.testing.assert_array_equal(one.zone, other.zone)
    np.testing.assert_allclose(one.room, other.room, rtol=1e-12, atol=1e-12)
    for package in (behind[0] for behind in listed.frontier.packages):
        np.testing.assert_array_equal(folded.holds(package, one), listed.holds(package, other))


@fewer
@given(scenarios(ranges=True, valued=True))
def test_the_cloud_holds_feasible_packages_only(data):
    model = valued(data)
    if model:
        every = {tuple(row) for row in surveys.Listed(model).background(10_000).round(9).tolist()}
        some = {tuple(row) for row in surveys.Folded(model).background(300).round(9).tolist()}
        assert some <= every
        assert bool(some) == bool(every)


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
@given(scenarios(ranges=True, valued=True, spite=True))
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


TIES = {
    "conditions": {"conditions": [{"if": {"i00": "o1"}, "then": {"i01": "o1"}}]},
    "interactions": {"interactions": [{"when": {"i00": "o1", "i01": "o2"}, "points": -40}]},
    "red_lines": {"red_lines": [{"never": {"i00": "o1", "i01": "o2"}}]},
}


@pytest.mark.parametrize("kind", TIES)
def test_a_space_too_large_to_list_whose_issues_are_tied_is_answered(kind):
    """Joining three more issues on which nobody has a preference changes nothing but the counts."""
    small, wide = tied(4, kind), tied(4, kind)
    for name in ("j0", "j1", "j2"):
        options = {f"o{k}": f"Option {k}" for k in range(30)}
        wide["issues"][name] = {"question": "?", "options": options, "status_quo": "o0"}
        for rows in wide["preferences"].values():
            rows[name] = {"weight": 0} | dict.fromkeys(options, 50)
    one, other = (parley.study(scenario(d), draws=40).answers["deal"] for d in (small, wide))
    assert (one.size, other.size) == (5**4, 5**4 * 30**3)
    assert other.determined
    assert other.feasible == one.feasible * 30**3
    assert [p.values for p in other.frontier] == [p.values for p in one.frontier]
    assert [p.packages for p in other.frontier] == [30**3 * p.packages for p in one.frontier]
    assert (other.verdict, other.zone_chance.share) == (one.verdict, one.zone_chance.share)
    assert other.room.base == one.room.base
    np.testing.assert_allclose(other.per_draw["room"], one.per_draw["room"], rtol=1e-12)


def tied(issues, kind):
    data = large(issues=issues, no_deal={"ash": 40, "birch": "35..60"})
    if kind == "conditions":
        return data | TIES[kind]
    data["preferences"]["ash"] |= TIES[kind]
    return data


def test_a_party_asked_only_sometimes_is_answered_in_a_large_space_too():
    data = large(issues=10)
    consent = {"when": {"i00": "o1"}}
    data["parties"]["cedar"] = {"name": "Cedar", "role": "backer", "consent": consent}
    data["preferences"]["cedar"] = data["preferences"]["ash"]
    data["no_deal"] = {"ash": 40, "birch": "30..50", "cedar": 101}
    model = parley.compile(scenario(data))
    folded = surveys.survey(model)
    where = model.space.options[0].index("o1")
    assert isinstance(folded, surveys.Folded)
    assert len(folded.zone.counts)
    assert all(p[0] != where for behind in folded.zone.packages for p in behind)
    assert folded.best_for("cedar") < 101
    assert folded.asked((where,) + (0,) * 9) == ("ash", "birch", "cedar")
    assert folded.asked((where + 1,) + (0,) * 9) == ("ash", "birch")
    assert folded.sampled(parley.draw(model, 20, 1)).zone.all()


def test_questions_of_one_study_share_a_survey():
    model = parley.compile(scenario(large(issues=3)))
    assert surveys.survey(model) is surveys.survey(model)
    assert surveys.survey(parley.compile(model.scenario)) is not surveys.survey(model)


def test_a_condition_over_too_many_combinations_is_refused_in_words():
    data = large(issues=12, options=6)
    line = {"or": [{f"i{k:02}": "o1"} for k in range(12)]}
    data["conditions"] = [{"always": line}]
    found = parley.study(scenario(data), questions=["deal"], draws=20).answers["deal"]
    assert not found.determined
    assert "over 12 issues looks at 2,176,782,336 combinations" in found.finding
    data["conditions"] = [{"never": {"not": {"and": [{"i00": "o1"}, line]}}}]
    assert "over 12 issues" in parley.study(scenario(data), draws=20).answers["deal"].finding
    data["conditions"] = [{"never": line}]  # twelve conditions over one issue each
    found = parley.study(scenario(data), questions=["deal"], draws=20).answers["deal"]
    assert found.feasible == 5**12


def crowded(monkeypatch):
    """A space whose frontier is above the limits, and what it is in truth."""
    data = large(issues=5, options=5, no_deal={"ash": 30, "birch": "25..50"})
    data["conditions"] = TIES["conditions"]["conditions"]
    likes = data["preferences"]
    for at, (name, row) in enumerate(likes["birch"].items()):
        mine = likes["ash"][name]
        row |= {f"o{k}": min(100, 100 - mine[f"o{k}"] + 7 * at * k % 11) for k in range(5)}
    model = parley.compile(scenario(data))
    monkeypatch.setattr(folding, "MOST_SUMS", {2: 60})
    monkeypatch.setattr(folding, "FEW_SUMS", 2)
    monkeypatch.setattr(folding, "SHOWN", 24)
    return surveys.Folded(model), surveys.Listed(model)


def test_a_frontier_too_large_is_thinned_with_its_error(monkeypatch):
    folded, listed = crowded(monkeypatch)
    with pytest.raises(TooLarge, match="partial sums"):
        _ = folded.frontier
    every = np.array(
        [listed.values(p) for p in map(listed.listing.package, range(len(listed.listing)))]
    )
    values = np.array([[row["ash"], row["birch"]] for row in every])
    floors = np.array([listed.no_deal["ash"], listed.no_deal["birch"]])
    for near, least in ((folded.near_frontier, 0 * floors), (folded.near_zone, floors)):
        assert 0 < near.share < Fraction(1, 2)
        assert 1 < len(near.counts) <= 24
        spare = near.share * (values.max(axis=0) - values.min(axis=0))
        for row in values[(values >= least + spare * (least > 0)).all(axis=1)]:
            assert (row - near.values <= spare).all(axis=1).any()
        for point, behind in zip(near.values, near.packages, strict=True):
            assert (point >= least).all()
            assert [tuple(folded.values(p).values()) for p in behind] == [tuple(point)] * len(
                behind
            )
    assert listed.near_zone is listed.zone
    assert listed.near_frontier is listed.frontier


def test_single_questions_are_answered_where_the_frontier_is_too_large(monkeypatch):
    folded, listed = crowded(monkeypatch)
    with pytest.raises(TooLarge):
        _ = folded.zone
    assert folded.acceptable is None
    assert folded.room() == listed.room()
    assert [folded.best_for(p) for p in ("ash", "birch")] == [
        listed.best_for(p) for p in ("ash", "birch")
    ]


@pytest.mark.parametrize(("name", "most"), [("MOST_SUMS", {2: 1}), ("MOST_WORK", 0)])
@pytest.mark.parametrize("patience", [0, 3, 1_000])
def test_draws_too_large_to_settle_say_so(monkeypatch, name, most, patience):
    folded, listed = crowded(monkeypatch)
    monkeypatch.setattr(probing, "PATIENCE", patience)
    monkeypatch.setattr(probing, name, most)
    draws = parley.draw(folded.model, 40, 1)
    found, truth = folded.sampled(draws), listed.sampled(draws)
    assert (found.exact, truth.exact) == (False, True)
    assert (found.room <= truth.room + 1e-9).all()
    assert not (found.zone & ~truth.zone).any()
    assert found.zone.any()


def test_values_beyond_whole_numbers_of_64_bits_are_still_exact():
    """Numbers with many digits make denominators that no machine word holds."""
    data = large(issues=3, options=2)
    data["preferences"]["ash"]["i00"] |= {"weight": 3.123456789012, "o1": 71.987654321098}
    data["preferences"]["ash"]["i01"] |= {"weight": "1.1234567..7.6543217", "o1": 33.333333333333}
    folded, listed = both(data)
    assert listed._whole["ash"][0].shape == (8, 2)
    same_frontier(folded.frontier, listed.frontier)
    same_frontier(folded.zone, listed.zone)
    assert folded.room() == listed.room()
    values = {tuple(row) for row in listed.background(99).tolist()}
    assert values >= {tuple(map(float, row)) for row in listed.frontier.values}
    sampled = listed.sampled(parley.draw(listed.model, 20, 1))
    np.testing.assert_array_equal(
        sampled.zone, folded.sampled(parley.draw(listed.model, 20, 1)).zone
    )


@pytest.mark.parametrize("number", [0, 1, -(2**70), 2**70, 2**200, -(2**200)])
def test_thresholds_of_any_length_are_compared_exactly(number):
    values = [-(2**70), -(2**70) + 1, -5, 0, 1, 2**70 - 1, 2**70]
    long = words.split(np.array(values, dtype=object), words.words_for(2**70))
    assert listing._at_least(long, number).tolist() == [value >= number for value in values]
    short = np.array([-5, 0, 1])
    assert listing._at_least(short, number).tolist() == [v >= number for v in (-5, 0, 1)]


def test_a_thinned_cloud_is_always_the_same_and_holds_every_point_once():
    points = np.array([[k % 50, k % 70] for k in range(5_000)], dtype=float)
    places = scattered(points, 300)
    assert len(places) == 300 == len(np.unique(points[places], axis=0))
    np.testing.assert_array_equal(places, scattered(points, 300))
    np.testing.assert_array_equal(places, scattered(points[:, ::-1], 300))
    assert len(scattered(points[:100], 300)) == 100
    assert len(scattered(np.zeros((100, 2)), 300)) == 1
