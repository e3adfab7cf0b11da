"""`deal` in the base case against a slow oracle that lists every package in Fractions."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import parley
from parley.analysis import named
from parley.model import folded, surveys
from tests.oracles.scenarios import Implied, identity
from tests.strategies import fewer, laws, many, scenario, scenarios, swapped


def deal(data, draws=20, **options):
    """The answer, and what the data implies."""
    findings = parley.study(scenario(data), questions=["deal"], draws=draws, **options)
    return findings.answers["deal"], Implied(data)


def check_counts(found, implied):
    assert found.determined
    assert found.parties == tuple(implied.required)
    assert found.size == len(implied.packages)
    assert found.feasible == len(implied.feasible)
    assert found.acceptable == len(implied.acceptable)
    assert found.verdict == ("zone" if implied.acceptable else "no zone")
    assert found.no_deal == {party: float(implied.no_deal[party]) for party in implied.analysed}


def check_frontier(found, implied):
    inside = {implied.point(package) for package in implied.acceptable}
    points = [
        (tuple(map(float, point)), point in inside, len(behind))
        for point, behind in sorted(implied.efficient(implied.feasible).items(), reverse=True)
    ]
    assert [(p.values, p.acceptable, p.packages) for p in found.frontier] == points
    assert found.frontier_size == len(points)
    everything = {tuple(map(float, implied.point(package))) for package in implied.feasible}
    assert set(found.cloud) == everything
    assert len(found.cloud) == len(everything)


def in_file_order(implied, package):
    issues = implied.data["issues"]
    return [implied.options(issue).index(package[issue]) for issue in issues]


def check_named_points(found, implied):
    named = {point.name: point for point in found.named_points}
    assert set(named) == set(implied.named_points)
    efficient = [p for rows in implied.efficient(implied.acceptable).values() for p in rows]
    for name, tied in implied.named_points.items():
        point = named[name]
        assert point.comparison == (name in ("egalitarian", "utilitarian"))
        if tied is None:
            assert (point.packages, point.tied) == ((), 0)
            assert "gains nothing" in point.note
            continue
        assert point.tied == len(tied)
        flat = name == "nash" and implied.nothing_multiplies
        assert bool(point.note) == flat
        listed = [p for p in tied if p in efficient] if flat else tied
        listed.sort(key=lambda package: in_file_order(implied, package))
        assert point.packages == tuple(map(identity, listed[:200]))


def check_rows(found, implied):
    efficient = [p for rows in implied.efficient(implied.feasible).values() for p in rows]
    inside = [p for rows in implied.efficient(implied.acceptable).values() for p in rows]
    best = [max(column) for column in zip(*map(implied.gains, implied.acceptable), strict=True)]
    for row in found.packages:
        package = dict(row.options)
        assert list(package) == list(implied.data["issues"])
        assert row.id == identity(package)
        values = {party: implied.value(party, package) for party in implied.analysed}
        gains = {party: value - implied.no_deal[party] for party, value in values.items()}
        assert row.values == {party: float(value) for party, value in values.items()}
        assert row.gains == {party: float(gain) for party, gain in gains.items()}
        assert row.acceptable == (package in implied.acceptable)
        assert row.efficient == (package in efficient)
        assert row.efficient_in_zone == (package in inside)
        shares = {
            party: float(gains[party] / most) if most and row.acceptable else None
            for party, most in zip(implied.required, best, strict=False)
        }
        assert row.share_of_best == (shares or dict.fromkeys(implied.required))
        for name, tied in implied.named_points.items():
            if not (name == "nash" and implied.nothing_multiplies):
                assert (name in row.points) == (package in (tied or []))


def check_shortfalls(found, implied):
    if implied.acceptable:
        assert found.shortfalls == ()
    else:
        best = {party: implied.best_for(party) for party in implied.analysed}
        least = implied.no_deal
        assert [(row.party, row.best, row.no_deal, row.short) for row in found.shortfalls] == [
            (p, None, float(least[p]), None)
            if most is None
            else (p, float(most), float(least[p]), float(least[p] - most))
            for p, most in best.items()
        ]
    room = implied.room
    assert (found.room is None) == (room is None)
    if room is not None:
        assert found.room.base == float(room)
        assert (room >= 0) == bool(implied.acceptable)


CHECKS = (check_counts, check_frontier, check_named_points, check_rows, check_shortfalls)


@many
@given(scenarios())
def test_fixed_values_agree_with_the_oracle(data):
    found, implied = deal(data)
    for check in CHECKS:
        check(found, implied)
    assert found.zone_chance is None
    assert all(row.holds is None for row in found.packages)
    event(f"zone: {bool(implied.acceptable)}, frontier above 1: {len(found.frontier) > 1}")


@laws
@given(scenarios(ranges=True, most_issues=4))
def test_the_base_case_of_ranges_is_every_value_at_its_mean(data):
    found, implied = deal(data)
    for check in CHECKS:
        check(found, implied)


@laws
@given(scenarios(ranges=True, valued=True))
def test_what_holds_over_the_draws_fits_together(data):
    found, implied = deal(data, draws=40)
    if found.zone_chance is None:
        return
    per_draw = found.per_draw
    assert found.zone_chance.share == sum(per_draw["zone"]) / len(per_draw["zone"])
    if implied.allowed:
        assert [r >= 0 for r in per_draw["room"]] == [bool(z) for z in per_draw["zone"]]
    assert all(row.holds.share <= found.zone_chance.share for row in found.packages)


def two(points, no_deal, **more):
    """Two parties who care for one issue, whose options are worth these points to them."""
    options = {f"o{k}": f"Option {k}" for k in range(len(points))}
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {"land": {"question": "?", "options": options, "status_quo": "o0"}},
        "preferences": {
            name: {"land": {"weight": 1} | {f"o{k}": p[at] for k, p in enumerate(points)}}
            for at, name in enumerate(("ash", "birch"))
        },
        "no_deal": dict(zip(("ash", "birch"), no_deal, strict=True)),
    } | more


def test_decimals_tie_although_their_doubles_do_not():
    """0.1 + 0.2 of the weight is 0.3 of it, in the file's decimals."""
    names = ("a", "b", "c")
    issue = {"question": "?", "options": {"yes": "Y", "no": "N"}, "status_quo": "no"}
    weights = dict(zip(names, (0.1, 0.2, 0.7), strict=True))
    data = {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": dict.fromkeys(names, issue),
        "preferences": {
            "ash": {n: {"weight": w, "yes": 100, "no": 0} for n, w in weights.items()},
            "birch": {n: {"weight": w, "yes": 0, "no": 100} for n, w in weights.items()},
        },
        "no_deal": {"ash": 30, "birch": 70},
    }
    found, implied = deal(data)
    assert found.acceptable == len(implied.acceptable) == 1
    assert found.room.base == 0.0
    data["no_deal"]["ash"] = 30.0000000000001
    assert deal(data)[0].acceptable == 0


@pytest.mark.parametrize(("no_deal", "share"), [(40, 1.0), (40.0000000000001, 0.0)])
def test_a_party_with_nothing_uncertain_is_decided_exactly_in_every_draw(no_deal, share):
    """Its best package is worth 40, in doubles a little less; only the other party is drawn."""
    best = {"a": 20, "b": 100, "c": 0}
    assert 1 / 3 * 20 + 1 / 3 * 100 < 40
    issue = {"question": "?", "options": {"yes": "Y", "no": "N"}, "status_quo": "no"}
    data = two([(50, 50)], (no_deal, "10..20"))
    data["issues"] = dict.fromkeys(best, issue)
    data["preferences"] = {
        "ash": {name: {"weight": 1, "yes": score, "no": 0} for name, score in best.items()},
        "birch": {name: {"weight": 1, "yes": 100, "no": 0} for name in best},
    }
    found, _ = deal(data)
    assert found.zone_chance.share == share
    assert [row.holds.share for row in found.packages] == [share] * len(found.packages)
    model = parley.compile(scenario(data))
    for kind in (surveys.Folded, surveys.Listed):
        sampled = kind(model).sampled(parley.draw(model, 20, 1))
        assert sampled.zone.mean() == share
        assert set(sampled.room >= 0) == {bool(share)}


@pytest.mark.parametrize(("no_deal", "share"), [(33.33333333333333, 1), (33.333333333333336, 0)])
def test_a_fixed_third_is_above_one_decimal_and_below_the_next(no_deal, share):
    """In doubles a third of 100 equals the decimal above it."""
    assert 100 / 3 == 33.333333333333336
    data = two([(100, 50)], (no_deal, "10..20"))
    pair = {"question": "?", "options": {"x": "X"}, "status_quo": "x"}
    data["issues"]["term"] = pair
    data["preferences"]["ash"]["term"] = {"weight": 2, "x": 0}
    data["preferences"]["birch"]["term"] = {"weight": 0, "x": 0}
    found, _ = deal(data)
    assert (found.verdict == "zone", found.zone_chance.share) == (bool(share), share)
    model = parley.compile(scenario(data))
    assert surveys.Folded(model).sampled(parley.draw(model, 20, 1)).zone.mean() == share


def test_a_highest_product_of_zero_is_a_tie_of_all_acceptable_packages():
    """Two efficient packages, each worthless to one side, and one worse than both are tied."""
    found, _ = deal(two([(50, 90), (90, 50), (60, 50)], (50, 50)))
    nash = found.named_points[0]
    assert (nash.name, nash.tied, len(nash.packages)) == ("nash", 3, 2)
    assert "every acceptable package ties" in nash.note
    assert found.named_points[1].note is None


def test_no_gain_for_a_party_leaves_kalai_smorodinsky_open():
    found, _ = deal(two([(50, 90), (50, 70)], (50, 50)))
    notes = {point.name: point.note for point in found.named_points}
    assert "gains nothing" in notes["kalai_smorodinsky"]
    assert found.packages[0].share_of_best == {"ash": None, "birch": 1.0}


def test_kalai_smorodinsky_takes_the_best_acceptable_package():
    """A package that only one side accepts would move the point if it counted."""
    found, _ = deal(two([(40, 60), (60, 40), (52, 49), (100, 0)], (30, 30)))
    rows = {name: row.options["land"] for row in found.packages for name in row.points}
    assert rows["kalai_smorodinsky"] == "o2"
    assert rows["utilitarian"] == "o2"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.pop("no_deal"), "what no deal is worth to Ash and Birch"),
        (lambda d: d["no_deal"].pop("birch"), "what no deal is worth to Birch"),
        (lambda d: d["preferences"].pop("ash"), "the preferences of Ash are not in the scenario"),
        (lambda d: d.pop("preferences") and d.pop("no_deal"), "the preferences of Ash and Birch"),
    ],
)
def test_what_is_missing_is_said(change, words):
    data = two([(50, 50)], (20, 20))
    change(data)
    found, _ = deal(data)
    assert not found.determined
    assert found.verdict == "not determined"
    assert words in found.finding
    assert found.missing
    assert found.packages == found.frontier == found.named_points == ()


def test_contradictory_conditions_leave_nothing():
    conditions = [{"always": {"land": "o0"}}, {"never": {"land": "o0"}}]
    for no_deal in (20, "10..20"):
        found, _ = deal(two([(50, 50), (60, 40)], (no_deal, 20), conditions=conditions))
        assert (found.feasible, found.acceptable, found.verdict) == (0, 0, "no zone")
        assert found.frontier == found.cloud == found.packages == ()
        assert found.room is None
        assert [(row.best, row.short) for row in found.shortfalls] == [(None, None)] * 2
        assert found.zone_chance is None or found.zone_chance.share == 0


def test_red_lines_can_leave_nothing():
    data = two([(50, 50), (60, 40)], (20, 20))
    data["preferences"]["ash"]["red_lines"] = [{"never": {"land": ["o0", "o1"]}}]
    found, _ = deal(data)
    assert (found.feasible, found.acceptable, found.room) == (2, 0, None)
    assert len(found.frontier) == 2
    assert not any(point.acceptable for point in found.frontier)


def test_one_option_per_issue_is_a_space_of_one():
    found, _ = deal(two([(50, 50)], (20, 20)))
    assert (found.size, found.acceptable, len(found.packages)) == (1, 1, 1)
    assert set(found.packages[0].points) == {p.name for p in found.named_points}


def test_a_party_asked_only_sometimes_stops_only_those_packages():
    data = two([(50, 50), (60, 40)], (20, 20))
    consent = {"when": {"land": "o1"}}
    data["parties"]["cedar"] = {"name": "Cedar", "role": "guarantor", "consent": consent}
    found, _ = deal(data)
    assert found.not_analysed == ("cedar",)
    assert "the consent of Cedar is not analysed" in found.finding
    assert found.acceptable == 2
    data["preferences"]["cedar"] = {"land": {"weight": 1, "o0": 0, "o1": 40}}
    for least, acceptable in ((40, 2), (41, 1)):
        data["no_deal"]["cedar"] = least
        found, _ = deal(data)
        assert (found.acceptable, found.not_analysed) == (acceptable, ())
    data["preferences"]["cedar"]["red_lines"] = [{"never": {"land": "o1"}}]
    data["no_deal"]["cedar"] = 0
    assert deal(data)[0].acceptable == 1
    data["parties"]["cedar"]["consent"] = "never"
    assert deal(data)[0].acceptable == 2


def test_a_party_asked_by_every_package_left_can_refuse_in_some_draws():
    """The room stays a number where a party that is asked only sometimes refuses all."""
    data = two([(50, 50), (60, 40)], (20, 20), conditions=[{"always": {"land": "o1"}}])
    consent = {"when": {"land": "o1"}}
    data["parties"]["cedar"] = {"name": "Cedar", "role": "guarantor", "consent": consent}
    data["preferences"]["cedar"] = {"land": {"weight": 1, "o0": 0, "o1": 40}}
    data["no_deal"]["cedar"] = "30..50"
    found, _ = deal(data, draws=1000)
    assert found.zone_chance.share == pytest.approx(0.5, abs=0.02)
    assert found.room.low == pytest.approx(-9, abs=0.3)
    assert found.room.high == pytest.approx(9, abs=0.3)
    assert {row.path for row in found.influences} == {"no_deal.cedar"}


def test_a_package_refused_by_a_party_asked_only_by_it_is_no_named_point():
    """It is worth as much to the others as the point itself, and holds in some draws."""
    data = two([(50, 50), (50, 50)], (20, 20))
    consent = {"when": {"land": "o1"}}
    data["parties"]["cedar"] = {"name": "Cedar", "role": "guarantor", "consent": consent}
    data["preferences"]["cedar"] = {"land": {"weight": 1, "o0": 0, "o1": 40}}
    data["no_deal"]["cedar"] = "30..60"
    found, _ = deal(data, draws=100)
    rows = {row.options["land"]: row for row in found.packages}
    assert len(rows["o0"].points) == 4
    assert (rows["o1"].points, rows["o1"].acceptable, rows["o1"].efficient) == ((), False, True)
    assert not rows["o1"].efficient_in_zone
    assert 0.2 < rows["o1"].holds.share < 0.5


def test_three_parties_may_have_no_deal_that_all_prefer():
    """Worked case: each can get a third at most, and no deal is worth 0.4 to each."""
    data = two([(100, 0), (0, 100), (0, 0), (33.3, 33.3)], (40, 40))
    data["parties"]["cedar"] = "Cedar"
    scores = {"weight": 1, "o0": 0, "o1": 0, "o2": 100, "o3": 33.3}
    data["preferences"]["cedar"] = {"land": scores}
    data["no_deal"]["cedar"] = 40
    found, _ = deal(data)
    assert found.verdict == "no zone"
    assert found.room.base == pytest.approx(-6.7)
    assert "no package" in found.finding
    assert found.packages == ()


def test_many_ties_are_counted_though_not_all_are_listed():
    names = [f"i{k}" for k in range(9)]
    issue = {"question": "?", "options": {"yes": "Y", "no": "N"}, "status_quo": "no"}
    even = {n: {"weight": 1, "yes": 50, "no": 50} for n in names}
    data = two([(50, 50)], (20, 20))
    data["issues"] = dict.fromkeys(names, issue)
    data["preferences"] = {"ash": even, "birch": even}
    data["no_deal"] = {"ash": 20, "birch": "10..20"}
    found, _ = deal(data)
    assert (found.frontier_size, found.frontier[0].packages) == (1, 512)
    assert [point.tied for point in found.named_points] == [512] * 4
    assert all(len(point.packages) == 200 for point in found.named_points)
    assert all(row.efficient and len(row.points) == 4 for row in found.packages)


@laws
@given(scenarios(2, valued=True), st.data())
def test_another_option_takes_nothing_away_and_a_better_no_deal_brings_nothing(data, pick):
    """Invariants of acceptance; new options are scored like any other."""
    _, implied = deal(data)
    before = {identity(package) for package in implied.acceptable}
    party = pick.draw(st.sampled_from(sorted(data["preferences"])))
    stronger = data | {"no_deal": data["no_deal"] | {party: float(implied.no_deal[party]) + 5}}
    assert accepted(stronger) <= before
    plain = [name for name, issue in data["issues"].items() if "options" in issue]
    if not plain or "conditions" in data:
        return
    name = pick.draw(st.sampled_from(plain))
    issue = data["issues"][name]
    more = issue | {"options": issue["options"] | {"zz_more": "One more"}}
    likes = {
        who: rows | {name: rows[name] | {"zz_more": pick.draw(st.sampled_from([0, 50, 100]))}}
        for who, rows in data["preferences"].items()
    }
    wider = data | {"issues": data["issues"] | {name: more}, "preferences": likes}
    assert accepted(wider) >= before


def accepted(data):
    """The ids of all acceptable packages, from the survey itself."""
    model = parley.compile(scenario(data))
    listed = surveys.Listed(model)
    packages = map(listed.listing.package, range(len(listed.listing)))
    return {identity(model.space.package(p)) for p in packages if listed.accepts(p)}


@laws
@given(scenarios(2, war=False, valued=True))
def test_rescaling_a_party_moves_no_frontier_zone_nash_or_kalai_smorodinsky(data):
    """Halving a party's scores and its no deal, as far as scores reach 0 and points are halved."""
    half = dict(data)
    rows = data["preferences"]["ash"]
    scored = {name: _halved(rows[name]) for name in data["issues"]}
    joined = [row | {"points": row["points"] / 2} for row in rows.get("interactions", [])]
    scored |= {"interactions": joined} if joined else {}
    scored |= {"red_lines": rows["red_lines"]} if "red_lines" in rows else {}
    half["preferences"] = data["preferences"] | {"ash": scored}
    half["no_deal"] = data["no_deal"] | {"ash": data["no_deal"]["ash"] / 2}
    one, other = deal(data)[0], deal(half)[0]
    assert one.acceptable == other.acceptable
    assert [(p.acceptable, p.packages) for p in one.frontier] == [
        (p.acceptable, p.packages) for p in other.frontier
    ]
    for before, after in zip(one.named_points[:2], other.named_points[:2], strict=True):
        assert before == after


def _halved(row):
    return {
        key: {x: s / 2 for x, s in value.items()}
        if key == "curve"
        else value
        if key == "weight"
        else value / 2
        for key, value in row.items()
    }


def test_a_tie_that_is_exact_on_paper_holds_in_every_draw():
    """The only package is the status quo, and so is no deal, whatever is drawn."""
    issue = {"question": "?", "options": {"x": "X"}, "status_quo": "x"}
    data = two([(50, 50)], (0, 0))
    names = [f"i{k}" for k in range(7)]
    data["issues"] = dict.fromkeys(names, issue)
    data["values"] = {"v": "20..80"}
    data["preferences"] = {
        party: {name: {"weight": k + odd, "x": "$v"} for k, name in enumerate(names, 1)}
        for odd, party in enumerate(("ash", "birch"))
    }
    data["no_deal"] = {"ash": "$v", "birch": "$v"}
    found = parley.study(scenario(data), questions=["deal"], draws=400).answers["deal"]
    assert found.zone_chance.share == 1.0
    assert {row.holds.share for row in found.packages} == {1.0}
    assert found.influences == ()
    model = parley.compile(scenario(data))
    assert surveys.Folded(model).sampled(parley.draw(model, 100, 1)).zone.all()


def test_what_empties_the_zone_is_named():
    data = two([(50, 50), (60, 40)], (0, 0))
    data["preferences"]["ash"]["red_lines"] = [{"never": {"land": ["o0", "o1"]}}]
    red, _ = deal(data)
    assert "every package that satisfies the conditions crosses a red line of Ash" in red.finding
    both = [{"always": {"land": "o0"}}, {"never": {"land": "o0"}}]
    none, _ = deal(two([(50, 50), (60, 40)], (0, 0), conditions=both))
    assert "no package satisfies the scenario's conditions" in none.finding


@pytest.fixture
def too_large(monkeypatch):
    """Every space is too large to list, and so is every frontier."""
    monkeypatch.setattr(surveys, "MOST_LISTED", 0)
    monkeypatch.setattr(folded, "MOST_SUMS", {})
    monkeypatch.setattr(folded, "FEW_SUMS", 0)


def check_found_without_the_frontier(found, implied):
    """The named points are those of the list; a row's verdicts are true where they are given."""
    named = {point.name: point for point in found.named_points}
    assert set(named) == set(implied.named_points)
    for name, tied in implied.named_points.items():
        point = named[name]
        assert point.gap is None
        if tied is None:
            assert (point.packages, point.tied) == ((), 0)
            assert "gains nothing" in point.note
        elif name == "nash" and implied.nothing_multiplies:
            assert "product of gains is 0" in point.note
            assert set(point.packages) <= set(map(identity, tied))
            assert (point.tied, point.counted) == (1, False)
        else:
            listed = sorted(tied, key=lambda package: in_file_order(implied, package))
            assert point.packages == tuple(map(identity, listed[:200]))
            assert (point.tied, point.counted) == (len(tied), True)
    efficient = [p for rows in implied.efficient(implied.feasible).values() for p in rows]
    inside = [p for rows in implied.efficient(implied.acceptable).values() for p in rows]
    for row in found.packages:
        package = dict(row.options)
        assert row.efficient_in_zone == (package in inside)
        assert row.efficient <= (package in efficient)
        if not any("red_lines" in rows for rows in implied.data["preferences"].values()):
            assert row.efficient == (package in efficient)


@pytest.mark.usefixtures("too_large")
@settings(fewer, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scenarios())
def test_a_space_too_large_for_its_frontier_has_the_same_named_points(data):
    found, implied = deal(data)
    if not implied.feasible:
        assert "no package satisfies" in found.finding
        return
    assert found.verdict == ("zone" if implied.acceptable else "no zone")
    assert found.acceptable in (len(implied.acceptable) or 0, None)
    if implied.acceptable:
        assert "found without it" in found.method
    check_found_without_the_frontier(found, implied)
    check_shortfalls(found, implied)
    best = [max(column) for column in zip(*map(implied.gains, implied.acceptable), strict=True)]
    for row in found.packages:
        for party, most in zip(implied.required, best, strict=False):
            share = row.gains[party] / float(most) if most and row.acceptable else None
            assert row.share_of_best[party] == (share and pytest.approx(share))


def test_what_a_search_left_open_is_said(monkeypatch, too_large):
    data = two([(80, 20), (50, 60), (20, 80)], (10, 10))
    closed, _ = deal(data)
    assert {(point.counted, point.gap) for point in closed.named_points} == {(True, None)}
    assert "not closed in time" not in closed.method
    rules = {
        name: lambda *given, rule=rule, **options: replace(
            rule(*given, **options), gap=0.5, counted=False
        )
        for name, rule in named.RULES.items()
    }
    monkeypatch.setattr(named, "RULES", rules)
    left_open, _ = deal(data)
    assert {(p.counted, p.gap) for p in left_open.named_points} == {(False, 0.5)}
    assert "not closed in time: nash, kalai_smorodinsky, egalitarian" in left_open.method
    saved = left_open.model_dump()["named_points"][0]
    assert (saved["counted"], saved["gap"]) == (False, 0.5)
    assert not {"counted", "gap"} & set(closed.model_dump()["named_points"][0])


@pytest.mark.parametrize("way", ["listed", "in terms"])
def test_lotteries_over_two_parties_packages(way, request):
    """Worked: between (80, 20) and (20, 80) the line of mixtures passes above (45, 50)."""
    data = two([(80, 20), (45, 50), (20, 80)], (10, 10))
    if way == "in terms":
        request.getfixturevalue("too_large")
    found, _ = deal(data)
    rows = {row.name: row for row in found.lotteries}
    assert list(rows) == [
        "nash",
        "kalai_smorodinsky",
        "egalitarian",
        "raiffa",
        "perles_maschler",
    ]
    for row in rows.values():
        assert row.values == {"ash": 50.0, "birch": 50.0}
        assert [(part.options["land"], part.share) for part in row.parts] in (
            [("o0", 0.5), ("o2", 0.5)],
            [("o2", 0.5), ("o0", 0.5)],
        )
        assert {part.id for part in row.parts} == {
            identity({"land": "o0"}),
            identity({"land": "o2"}),
        }


def test_no_lotteries_where_somebody_else_must_agree_or_none_is_better():
    data = two([(80, 20), (20, 80)], (10, 10))
    assert deal(data)[0].lotteries
    assert deal(two([(80, 20), (20, 80)], (50, 50)))[0].lotteries == ()
    three = {**data, "parties": data["parties"] | {"cedar": {"name": "Cedar", "role": "guarantor"}}}
    three["parties"]["cedar"]["consent"] = {"when": {"land": "o1"}}
    three["preferences"] = data["preferences"] | {
        "cedar": {"land": {"weight": 1, "o0": 0, "o1": 40}}
    }
    three["no_deal"] = data["no_deal"] | {"cedar": 10}
    assert deal(three)[0].lotteries == ()


@laws
@given(scenarios(2, war=False, valued=True))
def test_swapping_the_parties_mirrors_the_lotteries(data):
    def rows(found):
        return {row.name: (dict(row.values), row.parts) for row in found.lotteries}

    one, other = rows(deal(data)[0]), rows(deal(swapped(data))[0])
    names = {"ash": "birch", "birch": "ash"}
    mirrored = {
        name: ({names[p]: value for p, value in values.items()}, parts)
        for name, (values, parts) in other.items()
    }
    assert one == mirrored


def test_a_package_can_be_efficient_only_among_the_acceptable():
    """What beats it crosses a red line, and another acceptable package is beaten by both."""
    data = two([(90, 90), (60, 60), (50, 50)], (0, 55))
    data["preferences"]["ash"]["red_lines"] = [{"never": {"land": "o0"}}]
    found, _ = deal(data)
    (row,) = found.packages
    assert (row.efficient, row.efficient_in_zone) == (False, True)
    assert row.options == {"land": "o1"}
    free, _ = deal(two([(90, 90), (60, 60)], (0, 0)))
    assert all(row.efficient and row.efficient_in_zone for row in free.packages)
