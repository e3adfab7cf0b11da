"""Costly concessions, and why a costly war may leave no zone: from scenario files."""

import json
from fractions import Fraction

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import parley
from parley.model import reasons
from parley.model.numbers import (
    base,
    ending_worths,
    exact,
    flows,
    interaction_values,
    option_values,
    package_values,
)
from parley.model.surveys import survey
from parley.scenario import holds
from tests.maths.published import cases
from tests.oracles.scenarios import Implied
from tests.strategies import fewer, laws, scenario, scenarios, swapped

SPITEFUL = cases("bargaining")["spiteful_ranges"]
UNEQUAL = cases("war")["unequal_patience"]
PARTIES = ("ash", "birch")


def pie(war, *, parts=100, spite=None, **more):
    """Two parties divide a pie in equal parts; the first has what the issue says."""
    curves = {"ash": {0: 0, parts: 100}, "birch": {0: 100, parts: 0}}
    likes = {party: {"pie": {"weight": 1, "curve": curve}} for party, curve in curves.items()}
    for party, felt in (spite or {}).items():
        likes[party]["spite"] = felt
    scale = {"from": 0, "to": parts, "step": 1, "unit": "parts"}
    return {
        "parley": 1,
        "title": "A pie",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {"pie": {"question": "How much for Ash?", "scale": scale, "status_quo": 0}},
        "preferences": likes,
        "war": war,
    } | more


def over_at_once(discount=1, **values):
    """A war that ends next period, in ways worth so much."""
    names = next(iter(values.values()))
    even = {name: 1 / len(names) for name in names}
    return {
        "now": "on",
        "states": {"on": {"next": even}},
        "endings": {
            name: {"value": {party: worth[name] for party, worth in values.items()}}
            for name in names
        },
        "discount": dict.fromkeys(values, discount),
    }


def read(folder, data):
    """The data as a file, read back."""
    file = folder / "scenario.yaml"
    file.write_text(yaml.safe_dump(json.loads(json.dumps(data)), sort_keys=False), encoding="utf-8")
    return parley.read(file)


def study(folder, data):
    return parley.study(read(folder, data), questions=["war", "deal"], draws=20).answers


def present(war):
    """The circumstances that the scenario has, by kind."""
    return {row.kind: row for row in war.reasons if row.applies}


def named(war):
    """Those without which a zone opens."""
    return {kind: row for kind, row in present(war).items() if row.opens}


# --- costly concessions


@pytest.mark.parametrize("case", SPITEFUL, ids=lambda case: case["name"])
def test_the_range_with_spite_comes_out_of_a_scenario_file(case, tmp_path):
    p, cost_a, cost_b, spite_a, spite_b, low, high = (
        Fraction(case[name])
        for name in ("p", "cost_a", "cost_b", "spite_a", "spite_b", "low", "high")
    )
    parts = 120
    worth = {"ash": float(100 * (p - cost_a)), "birch": float(100 * (1 - p - cost_b))}
    war = over_at_once(**{party: {"over": value} for party, value in worth.items()})
    felt = {"ash": {"birch": float(spite_a)}, "birch": {"ash": float(spite_b)}}
    found = read(tmp_path, pie(war, parts=parts, spite=felt))
    space = survey(parley.compile(found))
    shares = [Fraction(part, parts) for (part,) in map(tuple, np.ndindex(parts + 1))]
    accepted = [s for at, s in enumerate(shares) if space.accepts((at,))]
    assert accepted == [share for share in shares if low <= share <= high]
    assert (low * parts).denominator == (high * parts).denominator == 1


def test_there_is_such_a_case():
    assert any(case["low"] == "8/15" and case["high"] == "37/60" for case in SPITEFUL)


@fewer
@given(scenarios(spite=True, valued=True, ranges=True, war=True))
def test_spite_is_felt_in_packages_and_in_war_alike(data):
    """Everything that reads utilities sees the same values: own points less spite times others'."""
    implied, model = Implied(data), parley.compile(scenario(data))
    values, chain = exact(model), model.chain
    for party in model.utilities:
        tables = option_values(model, party, values)
        extras = interaction_values(model, party, values)
        for package in implied.packages[:20]:
            worth = implied.value(party, package)
            assert package_values(model, party, values, package)[0] == worth
            places = [
                issue.options.index(package[name])
                for name, issue in zip(
                    model.space.issues, model.utilities[party].issues, strict=True
                )
            ]
            total = sum(table[0, at] for table, at in zip(tables, places, strict=True))
            assert total + sum(p[0] for when, p in extras if holds(when, package)) == worth
        flow, ending = (
            flows(model, chain, values, party),
            ending_worths(model, chain, values, party),
        )
        assert list(flow[0]) == [implied.flow(party, state) for state in chain.states]
        assert list(ending[0]) == [implied.ending_worth(party, name) for name in chain.endings]
    found = parley.study(model.scenario, questions=["war"], draws=20).answers["war"]
    for party, row in found.no_deal.items():
        assert row.value.base == float(implied.no_deal[party])


@fewer
@given(scenarios(2, spite=True, additive=True, war=True, valued=True))
def test_whether_there_is_a_zone_with_spite_is_what_the_oracle_says(data):
    space = survey(parley.compile(scenario(data)))
    assert (len(space.zone.counts) > 0) == bool(Implied(data).acceptable)


def test_numbers_that_a_spiteful_party_rests_on():
    """Those of the other's preferences and war as well, so that a draw of them moves it."""
    war = over_at_once(ash={"won": 90, "lost": 0}, birch={"won": 0, "lost": "70..80"})
    war["states"]["on"]["loads"] = {"dead": 5}
    felt = {"birch": {"points": "1..2", "per": 5}}
    war["burdens"] = {"dead": {"kind": "flow", "unit": "people", "felt": felt}}
    data = pie(war, spite={"ash": {"birch": "0.5..1"}})
    model = parley.compile(scenario(data))
    paths = {model.inputs[slot].path for slot in model.slots_of("ash")}
    assert paths >= {
        "preferences.ash.spite.birch",
        "preferences.birch.pie.curve.0",
        "war.burdens.dead.felt.birch.points",
        "war.endings.lost.value.birch",
    }
    assert "war.discount.birch" not in paths
    other = {model.inputs[slot].path for slot in model.slots_of("birch")}
    assert "preferences.ash.spite.birch" not in other
    assert not survey(model).fixed_verdict("ash")


def test_a_value_given_outright_has_spite_in_it_already(tmp_path):
    war = over_at_once(ash={"over": 45}, birch={"over": 30})
    data = pie(war, spite={"ash": {"birch": 0.5}}, no_deal={"ash": 20})
    found = study(tmp_path, data)["war"]
    assert found.no_deal["ash"].value.base == 20
    compared, given_outright, *_ = found.no_deal["ash"].warnings
    assert "compare with theirs" in compared
    assert "has to have spite in it already" in given_outright
    assert not any("spite" in warning for warning in found.no_deal["birch"].warnings)


def test_spite_of_nothing_changes_nothing():
    war = over_at_once(ash={"won": 90, "lost": 0}, birch={"won": 0, "lost": 70})
    plain, spited = pie(war), pie(war, spite={"ash": {"birch": 0}})
    models = [parley.compile(scenario(data)) for data in (plain, spited)]
    for party in PARTIES:
        one, two = (option_values(model, party, base(model))[0] for model in models)
        assert (one == two).all()


# --- why there is no zone


def test_mutual_optimism_is_found_and_named(tmp_path):
    """Own values of war .7 and .6 of one pie; in the common view .4 each."""
    war = over_at_once(ash={"won": 90, "lost": -10}, birch={"won": -10, "lost": 90})
    war["beliefs"] = {
        "ash": {"states": {"on": {"won": 0.8, "lost": 0.2}}},
        "birch": {"states": {"on": {"won": 0.3, "lost": 0.7}}},
    }
    found = study(tmp_path, pie(war))
    assert found["deal"].verdict == "no zone"
    ((kind, row),) = named(found["war"]).items()
    assert (kind, row.opens, row.parties) == ("optimism", True, PARTIES)
    assert (row.room_before, row.room_after) == (-15, 10)


def test_three_parties_are_found_and_named(tmp_path):
    """War is worth .4 of one pie to each of three: any two could agree, all three cannot."""
    splits = {"ab": (50, 50, 0), "ac": (50, 0, 50), "bc": (0, 50, 50), "all": (34, 33, 33)}
    parties = ("ash", "birch", "cedar")
    worth = {party: {"over": 40} for party in parties}
    likes = {
        party: {"split": {"weight": 1} | {name: split[at] for name, split in splits.items()}}
        for at, party in enumerate(parties)
    }
    options = {name: name for name in splits}
    data = pie(over_at_once(**worth)) | {
        "parties": {party: party.title() for party in parties},
        "issues": {"split": {"question": "Who gets it?", "options": options, "status_quo": "all"}},
        "preferences": likes,
    }
    found = study(tmp_path, data)
    assert found["deal"].verdict == "no zone"
    ((kind, row),) = named(found["war"]).items()
    assert (kind, row.opens, row.parties) == ("several parties", True, parties)
    assert (row.room_before, row.room_after) == (-7, 10)


def test_where_even_two_of_three_cannot_agree_their_number_is_no_reason(tmp_path):
    worth = {party: {"over": 60} for party in ("ash", "birch", "cedar")}
    curve = {"ash": {0: 0, 100: 100}, "birch": {0: 100, 100: 0}, "cedar": {0: 70, 100: 70}}
    likes = {party: {"pie": {"weight": 1, "curve": c}} for party, c in curve.items()}
    data = pie(over_at_once(**worth), preferences=likes)
    data["parties"] = {party: party.title() for party in worth}
    row = present(study(tmp_path, data)["war"])["several parties"]
    assert (row.opens, row.room_after) == (False, -10)  # without cedar; the other pairs can


def test_unequal_patience_is_found_and_named(tmp_path):
    war = {
        "now": "on",
        "states": {"on": {"next": {"on": 0.5, "over": 0.5}}},
        "endings": {"over": {"value": dict(zip(PARTIES, (100, 0), strict=True))}},
        "fighting": {"ash": 0, "birch": -10},
        "discount": {
            p: float(Fraction(d))
            for p, d in zip(PARTIES, UNEQUAL["unequal_discounts"], strict=True)
        },
    }
    found = study(tmp_path, pie(war))
    assert found["deal"].verdict == "no zone"
    ((kind, row),) = named(found["war"]).items()
    assert (kind, row.opens, row.parties) == ("patience", True, PARTIES)
    sums = {}
    for whose in PARTIES:
        same = war | {"discount": dict.fromkeys(PARTIES, war["discount"][whose])}
        values = study(tmp_path, pie(same))["war"].no_deal
        sums[whose] = sum(value.value.base for value in values.values())
    assert row.patience_of == (min(sums, key=sums.get),)
    assert row.room_after > 0 > row.room_before


def test_spite_is_found_and_named(tmp_path):
    """Spite of 3/2 each: the product is above 1, so no division is left."""
    war = over_at_once(ash={"over": 45}, birch={"over": 30})
    felt = {"ash": {"birch": 1.5}, "birch": {"ash": 1.5}}
    found = study(tmp_path, pie(war, spite=felt))
    assert found["deal"].verdict == "no zone"
    ((kind, row),) = named(found["war"]).items()
    assert (kind, row.opens, row.parties) == ("spite", True, PARTIES)
    assert row.room_before == -7.5  # at 57 parts: (57 - 1.5 * 43) - (45 - 1.5 * 30)
    assert row.room_after == 12


def test_several_reasons_that_open_a_zone_only_together(tmp_path):
    war = over_at_once(ash={"won": 90, "lost": -10}, birch={"won": -10, "lost": 90})
    war["beliefs"] = {
        "ash": {"states": {"on": {"won": 0.8, "lost": 0.2}}},
        "birch": {"states": {"on": {"won": 0.3, "lost": 0.7}}},
    }
    felt = {"ash": {"birch": 1.5}, "birch": {"ash": 1.5}}
    found = study(tmp_path, pie(war, spite=felt))["war"]
    assert set(present(found)) >= {"optimism", "spite"}
    assert list(named(found)) == ["together"]
    assert named(found)["together"].room_after == 10


def test_fighting_below_defeat_is_flagged_with_its_points(tmp_path):
    war = over_at_once(ash={"over": 80}, birch={"over": 60}, discount=0.9)
    war["fighting"] = {"ash": 5, "birch": -3}
    found = study(tmp_path, pie(war))
    row = present(found["war"])["below defeat"]
    assert found["deal"].verdict == "no zone"
    assert (row.parties, row.points) == (("ash",), {"ash": 75})
    assert not row.opens


def test_with_a_zone_no_reason_is_looked_for(tmp_path):
    found = study(tmp_path, pie(over_at_once(ash={"over": 45}, birch={"over": 30})))
    assert found["deal"].verdict == "zone"
    assert found["war"].reasons == ()


def test_reasons_are_found_without_a_war_too(tmp_path):
    data = pie({}, no_deal={"ash": 60, "birch": 60})
    del data["war"]
    rows = study(tmp_path, data)["war"].reasons
    assert {row.kind for row in rows} == {"optimism", "several parties", "patience", "spite"}
    assert not any(row.applies for row in rows)
    assert {row.room_before for row in rows} == {-10}


def test_red_lines_that_leave_no_package_are_another_matter(tmp_path):
    data = pie(over_at_once(ash={"over": 80}, birch={"over": 60}))
    data["preferences"]["ash"]["red_lines"] = [{"never": {"pie": {"at_most": 100}}}]
    assert study(tmp_path, data)["war"].reasons == ()


def test_without_a_belligerents_preferences_nothing_is_said(tmp_path):
    data = pie(over_at_once(ash={"over": 80}, birch={"over": 60}))
    data["parties"]["cedar"] = "Cedar"
    assert study(tmp_path, data)["war"].reasons == ()


@fewer
@given(scenarios(2, spite=True, additive=True, valued=True, war=True))
def test_swapping_the_parties_mirrors_the_reasons(data):
    """The same rooms to the bit, the parties' names exchanged."""
    one, other = (
        parley.study(scenario(d), questions=["war"], draws=20).answers["war"].reasons
        for d in (data, swapped(data))
    )
    assert [(r.kind, r.applies, r.opens, r.room_before, r.room_after) for r in one] == [
        (r.kind, r.applies, r.opens, r.room_before, r.room_after) for r in other
    ]


@laws
@given(st.integers(0, 100), st.integers(0, 100))
def test_equal_beliefs_patience_and_a_pie_that_war_shrinks_leave_a_zone(first, second):
    """What the reasons undo: two parties, one pie, no spite, endings worth at most the pie."""
    low, high = sorted((first, second))
    war = over_at_once(ash={"won": high, "lost": low}, birch={"won": 100 - high, "lost": 100 - low})
    war |= {"fighting": {"ash": -10, "birch": -10}, "discount": dict.fromkeys(PARTIES, 0.9)}
    model = parley.compile(scenario(pie(war)))
    assert reasons.room(model) >= 0
