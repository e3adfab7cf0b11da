"""`war` against closed forms and a slow oracle, through scenario files."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

import parley
from parley.model.numbers import transitions
from parley.scenario import condition_text
from parley.scenario.conditions import parse
from tests.maths.published import cases
from tests.oracles import chains
from tests.oracles.scenarios import Implied
from tests.strategies import fewer, laws, scenario, scenarios

CASES = cases("war")
HORIZON = tuple(range(1, 53))


def plain(war, **more):
    """Two parties, one issue that nobody cares about in war, and this war."""
    scores = {"weight": 1, "open": 50, "shut": 50}
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {
            "door": {
                "question": "?",
                "options": {"open": "Open", "shut": "Shut"},
                "status_quo": "shut",
            }
        },
        "preferences": {"ash": {"door": scores}, "birch": {"door": dict(scores)}},
        "war": war,
    } | more


def ask(data, **options):
    return parley.study(scenario(data), questions=["war"], **options).answers["war"]


def ladder(case):
    """A ladder of rungs as states r01 ...; the party's own numbers come with `parties`."""
    p, stay = Fraction(case["p"]), Fraction(case.get("stay", "0"))
    names = ["lost", *(f"r{k:02}" for k in range(1, case["rungs"])), "won"]
    states = {}
    for k in range(1, case["rungs"]):
        up, down = float((1 - stay) * p), float((1 - stay) * (1 - p))
        states[names[k]] = {"next": {names[k + 1]: up, names[k - 1]: down}}
        if stay:
            states[names[k]]["next"][names[k]] = float(stay)
    return states


def points(text):
    """Shares of a pie as points."""
    return float(100 * Fraction(text))


@pytest.mark.parametrize("case", CASES["ladders"], ids=lambda case: case["name"])
def test_chances_and_duration_on_a_ladder(case):
    war = {
        "now": f"r{case['rung']:02}",
        "states": ladder(case),
        "endings": {"lost": {"package": {}}, "won": {"package": {}}},
        "discount": {"ash": 1, "birch": 0.9},
    }
    found = ask(plain(war))
    chance = {row.ending: row.chance.base for row in found.endings}
    assert chance["won"] == pytest.approx(float(Fraction(case["win"])), abs=1e-12)
    assert sum(chance.values()) == pytest.approx(1, abs=1e-12)
    assert found.duration.base == pytest.approx(float(Fraction(case["periods"])), rel=1e-12)


@pytest.mark.parametrize("how", ["value", "package"])
@pytest.mark.parametrize("rung", range(1, 6))
def test_values_on_a_ladder(rung, how):
    """Flows through `fighting`; endings valued outright, or by options that only war brings."""
    case = CASES["values"]
    rows = dict(zip(("ash", "birch"), case["parties"], strict=True))
    worth = {
        ending: {party: points(row["ending"][at]) for party, row in rows.items()}
        for at, ending in enumerate(("lost", "won"))
    }
    war = {
        "now": f"r{rung:02}",
        "states": ladder(case),
        "endings": {name: {"value": values} for name, values in worth.items()},
        "discount": dict.fromkeys(rows, float(Fraction(case["discount"]))),
        "fighting": {party: points(row["flow"]) - 50 for party, row in rows.items()},
    }
    data = plain(war)
    if how == "package":
        for name, values in worth.items():
            war["endings"][name] = {"package": {"door": name}}
            data["issues"]["door"]["options"][name] = {"name": name, "war_only": True}
            for party in rows:
                data["preferences"][party]["door"][name] = values[party]
    found = ask(data)
    for party, row in rows.items():
        exact = 100 * Fraction(row["values"][rung - 1])
        assert found.no_deal[party].value.base == float(exact)
        assert found.no_deal[party].fighting.base == pytest.approx(points(row["flow"]))
        assert found.no_deal[party].origin == "war"
        assert found.no_deal[party].warnings == ()
    if rung == 3:
        left = 100 - sum(found.no_deal[party].value.base for party in rows)
        assert left == pytest.approx(points(case["surplus_at_rung_3"]))


def test_fighting_worse_than_defeat_is_said():
    case = CASES["worse_than_defeat"]
    war = {
        "now": "r03",
        "states": ladder(case),
        "endings": {
            "lost": {"value": {"ash": 0, "birch": 0}},
            "won": {"value": {"ash": 100, "birch": 0}},
        },
        "discount": {"ash": 0.9, "birch": 0.9},
        "fighting": {"ash": points(case["flow"]) - 50},
    }
    found = ask(plain(war)).no_deal
    assert found["ash"].value.base == float(100 * Fraction(case["values"][2]))
    assert "less than its worst ending" in found["ash"].warnings[0]
    assert found["birch"].warnings == ()


def test_unequal_patience_can_leave_no_deal():
    """War is worth more than the pie in sum, so no split is acceptable; equal patience has one."""
    case = CASES["unequal_patience"]
    war = {
        "now": "on",
        "states": {"on": {"next": {"on": 0.5, "over": 0.5}}},
        "endings": {
            "over": {
                "value": {
                    p: points(e[0]) for p, e in zip(("ash", "birch"), case["ending"], strict=True)
                }
            }
        },
        "fighting": {
            p: points(f) - 50 for p, f in zip(("ash", "birch"), case["flow"], strict=True)
        },
    }
    issue = {
        "question": "?",
        "scale": {"from": 0, "to": 100, "step": 1, "unit": "%"},
        "status_quo": 50,
    }
    split = {"ash": {0: 0, 100: 100}, "birch": {0: 100, 100: 0}}
    likes = {p: {"pie": {"weight": 1, "curve": curve}} for p, curve in split.items()}
    rows = (([case["equal_discount"]] * 2, "zone"), (case["unequal_discounts"], "no zone"))
    for discounts, verdict in rows:
        war["discount"] = {
            p: float(Fraction(d)) for p, d in zip(("ash", "birch"), discounts, strict=True)
        }
        found = parley.study(scenario(plain(war, issues={"pie": issue}, preferences=likes)))
        assert found.answers["deal"].verdict == verdict
    exact = [float(100 * Fraction(value)) for value in case["values_when_unequal"]]
    assert list(found.answers["deal"].no_deal.values()) == exact
    assert found.answers["deal"].room.base < 0


def implied_course(implied, periods):
    """Chances of states and endings, period by period, in Fractions."""
    moves, ends = implied.chain()
    states = list(implied.data["war"]["states"])
    alive = [Fraction(state == implied.data["war"]["now"]) for state in states]
    over = [Fraction(0)] * len(ends[0])
    rows = [(alive, over)]
    for _ in range(periods):
        over = [
            o + sum(a * e[k] for a, e in zip(alive, ends, strict=True)) for k, o in enumerate(over)
        ]
        alive = [
            sum(a * m[k] for a, m in zip(alive, moves, strict=True)) for k in range(len(alive))
        ]
        rows.append((alive, over))
    return rows


def check_burdens(found, implied, course):
    war = implied.data["war"]
    moves, _ = implied.chain()
    size = range(len(moves))
    now = list(war["states"]).index(war["now"])
    visits = chains.solve(
        [[(r == c) - moves[c][r] for c in size] for r in size], [Fraction(r == now) for r in size]
    )
    assert found.duration.base == pytest.approx(float(sum(visits)), rel=1e-9)
    for row in found.burdens:
        loads = [implied.mean(s["loads"].get(row.burden, 0)) for s in war["states"].values()]
        per_period = [
            sum(a * load for a, load in zip(alive, loads, strict=True)) for alive, _ in course
        ]
        total = sum(v * load for v, load in zip(visits, loads, strict=True))
        assert row.per_period.base == float(loads[now])
        if row.kind == "flow":
            assert row.ahead.base == pytest.approx(float(total), rel=1e-9)
            sums = {t: sum(per_period[:t]) for t in HORIZON}
        else:
            assert row.ahead.base == pytest.approx(float(total / sum(visits)), rel=1e-9)
            sums = {t: per_period[t] / sum(course[t][0]) for t in HORIZON if any(course[t][0])}
        assert {t: s.base for t, s in row.by_moment.items()} == pytest.approx(
            {t: float(v) for t, v in sums.items()}, rel=1e-9
        )


@laws
@given(scenarios(valued=True, ranges=True, war=True))
def test_a_random_war_agrees_with_the_oracle(data):
    """Own beliefs decide what no deal is worth; endings, duration and burdens are common."""
    found, implied = ask(data, draws=20), Implied(data)
    course = implied_course(implied, HORIZON[-1])
    endings = list(data["war"]["endings"])
    assert found.determined
    assert set(found.no_deal) == set(data["preferences"])
    for party, row in found.no_deal.items():
        assert row.value.base == float(implied.no_deal[party])
        given_outright = party in data["no_deal"]
        assert row.origin == ("given" if given_outright else "war")
        own = party in data["war"].get("beliefs", {})
        assert row.own_view == (own and not given_outright)
        assert (row.common is not None) == own
        if own:
            common = implied.war_worth(party, own=False)[data["war"]["now"]]
            assert row.common.base == pytest.approx(float(common), rel=1e-9, abs=1e-9)
        assert row.fighting.base == pytest.approx(
            float(implied.flow(party, data["war"]["now"])), rel=1e-9, abs=1e-9
        )
    for moment in found.course:
        alive, over = course[moment.periods]
        assert moment.going_on.base == pytest.approx(float(sum(alive)), abs=1e-9)
        for name, spread in moment.endings.items():
            assert spread.base == pytest.approx(float(over[endings.index(name)]), abs=1e-9)
    check_burdens(found, implied, course)


@fewer
@given(scenarios(2, valued=True, ranges=True, war=True))
def test_every_draw_is_a_war_of_its_own(data):
    """Draw by draw, no deal is what the oracle finds with all numbers fixed at the drawn ones."""
    model = parley.compile(scenario(data))
    draws = parley.draw(model, 20, 3)
    column = {number.path: at for at, number in enumerate(model.inputs)}
    found = parley.study(model.scenario, draws=draws)
    per_draw = found.answers["deal"].per_draw
    if not per_draw:
        return
    fixed = with_numbers(data, column, draws.values[7])
    for party, worth in Implied(fixed).no_deal.items():
        assert per_draw[f"no deal: {party}"][7] == pytest.approx(float(worth), abs=1e-9)


def with_numbers(data, column, values):
    """The data with every range replaced by its drawn number."""

    def fixed(value, path):
        if isinstance(value, dict):
            return {key: fixed(item, (*path, str(key))) for key, item in value.items()}
        if isinstance(value, list):
            return [fixed(item, (*path, str(at))) for at, item in enumerate(value)]
        if not (isinstance(value, str) and ".." in value):
            return value
        number = repr(float(values[column[told(data, path)]]))
        return {"value": number}

    return fixed(data, ())


def told(data, path):
    """How the model calls the number at this place."""
    match path:
        case ("preferences", party, "interactions", at, "points"):
            rows = data["preferences"][party]["interactions"]
            texts = [condition_text(parse(r["when"])) for r in rows]
            twins = [
                str(rows[k]["points"]) for k, text in enumerate(texts) if text == texts[int(at)]
            ]
            place = sorted(twins).index(str(rows[int(at)]["points"]))
            label = texts[int(at)] + (f"#{place + 1}" if place else "")
            return f"preferences.{party}.interactions.{label}"
        case ("preferences", party, issue, "curve", at):
            return f"preferences.{party}.{issue}.curve.{float(at):g}"
        case ("war", "beliefs", party, "states", *rest):
            return ".".join(("war", "beliefs", party, *rest))
        case ("war", "support", name, "shifts", *rest):
            return ".".join(("war", "support", name, *rest))
    return ".".join(path)


def test_own_beliefs_decide_no_deal_while_burdens_stay_common():
    """Worked by hand: the war ends next period, ash expects to win, all others half so."""
    war = {
        "now": "on",
        "states": {
            "on": {"next": {"on": 0.5, "lost": 0.25, "won": 0.25}, "loads": {"dead": "30..50"}}
        },
        "endings": {
            "lost": {"value": {"ash": 0, "birch": 100}},
            "won": {"value": {"ash": 100, "birch": 0}},
        },
        "burdens": {"dead": {"kind": "flow", "unit": "people"}},
        "discount": {"ash": 1, "birch": 1},
        "beliefs": {"ash": {"states": {"on": {"won": 1}}}},
    }
    found = ask(plain(war))
    ash = found.no_deal["ash"].value
    assert (ash.low, ash.base, ash.high) == (100, 100, 100)
    assert found.no_deal["ash"].common.base == pytest.approx(50)
    assert found.no_deal["birch"].value.base == 50
    assert found.no_deal["birch"].common is None
    assert found.duration.base == pytest.approx(2)
    assert found.burdens[0].ahead.base == pytest.approx(80)


def test_the_base_of_a_burden_is_the_figure_on_record():
    record = [
        {"id": "count", "kind": "figure", "what": "killed", "value": {"between": [100, 300]}},
        {"id": "told", "kind": "figure", "what": "out", "value": {"words": "thousands"}},
    ]
    war = {
        "now": "on",
        "states": {"on": {"next": {"over": 1}, "loads": {"dead": 5, "out": 7, "ruin": 9}}},
        "endings": {"over": {"package": {}}},
        "burdens": {
            "dead": {"kind": "flow", "unit": "people", "base": "count"},
            "out": {"kind": "stock", "unit": "people", "base": "told"},
            "ruin": {"kind": "flow", "unit": "dollars", "human": False},
        },
        "discount": {"ash": 0.9, "birch": 0.9},
    }
    rows = ask(plain(war, record=record)).burdens
    assert [(r.burden, r.so_far, r.so_far_entry) for r in rows] == [
        ("dead", 200, "count"),
        ("out", None, "told"),
        ("ruin", None, None),
    ]
    assert rows[0].by_moment[1].base == rows[0].by_moment[52].base == 5
    assert rows[1].by_moment == {}  # the war is over after a period, so there is no level then


@pytest.mark.parametrize("per", [1e-308, 1e-200, "1e-320..1e-310"])
def test_a_burden_felt_beyond_all_numbers_leaves_war_and_deal_open(per):
    war = one_state(0.5)
    war["states"]["on"]["loads"] = {"dead": 5}
    felt = {"ash": {"points": 1, "per": per}}
    war["burdens"] = {"dead": {"kind": "flow", "unit": "people", "felt": felt}}
    findings = parley.study(scenario(plain(war)), draws=20)
    assert not findings.answers["deal"].determined
    assert "without measure" in findings.answers["war"].finding


def test_the_harm_of_people_comes_first():
    war = {
        "now": "on",
        "states": {"on": {"next": {"over": 0.5, "on": "rest"}, "loads": {"a": 1, "b": 2}}},
        "endings": {"over": {"package": {}}},
        "burdens": {
            "a": {"kind": "flow", "unit": "dollars", "human": False},
            "b": {"kind": "flow", "unit": "people"},
        },
        "discount": {"ash": 0.9, "birch": 0.9},
    }
    assert [row.burden for row in ask(plain(war)).burdens] == ["b", "a"]


def one_state(end, discount=0.9):
    return {
        "now": "on",
        "states": {"on": {"next": {"over": end, "on": "rest"}}},
        "endings": {"over": {"value": {"ash": 10, "birch": 10}}},
        "discount": {"ash": discount, "birch": discount},
    }


@pytest.mark.parametrize("discount", [0.9, 1])
@pytest.mark.parametrize("end", [1e-9, 1e-14, 1e-17, 1e-300, "0..1e-300", "0..0.000001"])
def test_a_war_that_hardly_ends_is_refused_or_answered_but_never_breaks(end, discount, tmp_path):
    """Chances of 0 are refused when the file is read; smaller ones than a double shows, here."""
    findings = parley.study(scenario(plain(one_state(end, discount))), draws=20)
    war, deal = findings.answers["war"], findings.answers["deal"]
    if war.determined:
        assert np.isfinite([row.value.high for row in war.no_deal.values()]).all()
    else:
        assert "not determined" in war.finding
        assert war.missing
    assert deal.determined or "not determined" in deal.finding
    findings.save(tmp_path / "findings.json")
    assert parley.Findings.load(tmp_path / "findings.json").to_json() == findings.to_json()


def test_no_ending_in_sight_leaves_war_and_deal_open():
    findings = parley.study(scenario(plain(one_state(1e-300, 1))))
    assert not findings.answers["war"].determined
    assert "may never end" in findings.answers["war"].finding


@pytest.mark.parametrize("discount", [0.9, 1])
def test_support_that_takes_the_end_away_leaves_the_war_open(discount):
    """With patience below 1 a war without end still has its worth, so there is a deal."""
    war = one_state(0.2, discount)
    war["support"] = {"arms": {"level": 1, "shifts": {"on": {"over": -0.2, "on": 0.2}}}}
    findings = parley.study(scenario(plain(war)))
    assert not findings.answers["war"].determined
    assert findings.answers["deal"].determined == (discount < 1)


def test_without_a_war_the_given_values_are_told():
    data = plain({}, no_deal={"ash": 20, "birch": "10..30"})
    del data["war"]
    found = ask(data)
    assert not found.determined
    assert "Add section `war`" in found.missing[0]
    assert {party: row.value.base for party, row in found.no_deal.items()} == {
        "ash": 20,
        "birch": 20,
    }
    assert found.no_deal["birch"].value.low == pytest.approx(11, abs=0.2)
    assert {row.origin for row in found.no_deal.values()} == {"given"}


def test_an_own_view_is_void_where_the_file_gives_the_value():
    war = one_state(0.5) | {"beliefs": {"ash": {"states": {"on": {"over": 1}}}}}
    found = ask(plain(war, no_deal={"ash": 33}))
    assert (found.no_deal["ash"].value.base, found.no_deal["ash"].own_view) == (33, False)


def test_impatience_counts_the_fighting_and_patience_the_end():
    """As the discount falls to 0 the war is worth its fighting; as it rises to 1, its ending."""
    for discount, worth in ((1e-9, 50), (0.999999999, 10)):
        found = ask(plain(one_state(0.5, discount)))
        assert found.no_deal["ash"].value.base == pytest.approx(worth, abs=1e-5)


def test_support_moves_chances_and_cannot_push_them_below_zero():
    war = one_state(0.2)
    war["endings"]["lost"] = {"value": {"ash": 0, "birch": 0}}
    war["states"]["on"]["next"]["lost"] = 0.2
    war["support"] = {"arms": {"level": 1, "shifts": {"on": {"over": 0.1, "lost": -0.1}}}}
    chance = {row.ending: row.chance.base for row in ask(plain(war)).endings}
    assert chance == pytest.approx({"over": 0.75, "lost": 0.25})
    war["support"]["arms"]["level"] = "0..2"
    model = parley.compile(scenario(plain(war)))
    level = [number.path for number in model.inputs].index("war.support.arms.level")
    values = np.array([[float(number.distribution.mean()) for number in model.inputs]])
    for drawn, chances in ((0, (0.2, 0.2)), (1, (0.1, 0.3)), (3, (0, 0.5 / 1.1))):
        values[0, level] = drawn
        assert transitions(model.chain, values)[1][0, 0] == pytest.approx(chances)


def test_a_drawn_row_is_divided_by_its_sum_and_the_rest_takes_the_rest():
    war = one_state(0.5)
    war["states"]["on"]["next"] = {"over": "0.1..0.3", "on": "0.7..0.9"}
    model = parley.compile(scenario(plain(war)))
    at = {number.path.rpartition(".")[2]: k for k, number in enumerate(model.inputs)}
    values = np.array([[float(number.distribution.mean()) for number in model.inputs]])
    values[0, [at["over"], at["on"]]] = 0.3, 0.9
    P, R = transitions(model.chain, values)
    assert (P[0, 0, 0], R[0, 0, 0]) == pytest.approx((0.75, 0.25))
    war["states"]["on"]["next"] = {"over": "0.1..0.3", "on": "rest"}
    model = parley.compile(scenario(plain(war)))
    values = np.full((1, len(model.inputs)), 0.3)
    P, R = transitions(model.chain, values)
    assert (P[0, 0, 0], R[0, 0, 0]) == pytest.approx((0.7, 0.3))


@pytest.mark.parametrize("size", [35, 85])
def test_many_states_are_solved_exactly_and_more_in_doubles(size):
    states = {
        f"s{k:02}": {"next": {f"s{(k + 1) % size:02}": 0.6, "over": 0.4}} for k in range(size)
    }
    war = one_state(0.4) | {"now": "s00", "states": states}
    found = ask(plain(war))
    same = ask(plain(one_state(0.4)))
    assert found.no_deal["ash"].value.base == pytest.approx(same.no_deal["ash"].value.base)
    assert (found.no_deal["ash"].value.base == same.no_deal["ash"].value.base) or size > 80
    assert found.duration.base == pytest.approx(2.5)
    assert ("in double precision" in found.method) == (size > 80)
    assert ("in fractions" in found.method) == (size <= 80)


def test_a_chance_that_support_cuts_is_said_where_it_happens():
    """In the common view over the draws, in a party's own view in the base case."""
    war = one_state(0.2)
    war["endings"]["lost"] = {"value": {"ash": 0, "birch": 0}}
    war["states"]["on"]["next"]["lost"] = 0.2
    war["support"] = {"arms": {"level": "0..3", "shifts": {"on": {"over": 0.1, "lost": -0.1}}}}
    own = {"over": 0.5, "lost": 0.1, "on": "rest"}
    war["beliefs"] = {"ash": {"states": {"on": own}}}
    found = ask(plain(war), draws=300)
    assert "in 33% of the draws" in found.warnings[0]
    assert "in the base case" in found.no_deal["ash"].warnings[0]
    assert found.no_deal["ash"].warnings[0].startswith("In its own view of the war: support takes")
    assert found.no_deal["birch"].warnings == ()
    war["support"]["arms"]["level"] = "0..1"
    found = ask(plain(war), draws=300)
    assert (found.warnings, found.no_deal["ash"].warnings) == ((), ())


def test_the_course_is_a_fan_with_half_of_the_draws_inside():
    war = one_state("0.1..0.3")
    war["states"]["on"]["loads"] = {"dead": "10..20"}
    war["burdens"] = {"dead": {"kind": "flow", "unit": "people"}}
    found = ask(plain(war), draws=400)
    assert [moment.periods for moment in found.course] == list(range(53))
    fans = [*(m.going_on for m in found.course[1:]), *found.burdens[0].by_moment.values()]
    for fan in fans:
        assert fan.low < fan.inner_low < fan.inner_high < fan.high
    chance = found.course[10].going_on
    ends = [chance.low, chance.inner_low, chance.inner_high, chance.high]
    shares = (0.05, 0.25, 0.75, 0.95)
    assert ends == pytest.approx([(0.7 + 0.2 * share) ** 10 for share in shares], rel=0.02)
    assert "inner_low" not in found.duration.model_dump()


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year"])
def test_no_fan_has_more_than_sixty_moments(period):
    found = ask(plain(one_state(0.2) | {"period": period}))
    assert 10 < len(found.course) <= 60


def test_draws_in_pieces_are_the_same_draws(monkeypatch):
    """Solved a few at a time, every number stays what it was."""
    war = one_state("0.1..0.3")
    war["states"]["on"]["loads"] = {"dead": "10..20"}
    war["burdens"] = {"dead": {"kind": "flow", "unit": "people"}}
    war["hypotheses"] = {"as_said": {"prior": 0.5}, "other": {"prior": 0.5}}
    war["course"] = ["on", "on"]
    whole = ask(plain(war), draws=60)
    monkeypatch.setattr("parley.model.numbers.MOST_CHANCES", 28)
    assert ask(plain(war), draws=60) == whole
