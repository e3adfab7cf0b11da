"""`hold` against a published-style case, a slow oracle and laws, through scenario files."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

import parley
from parley.maths import commitment, orders
from parley.model.keeping import carrier, drawn_worths
from parley.model.numbers import base
from parley.model.steps import in_phases
from tests.oracles.agreements import Carried
from tests.oracles.scenarios import Implied
from tests.strategies import fewer, scenario, scenarios

POINT = 100  # the case counts in shares of 1, the file in points


# The story of the steps: five ways to carry out one agreement, from one file. Values in points,
# worked out in fractions from the case that it was made after.
STORY = {
    "plain": ("at_once", "first_part", "words", 4, 0, Fraction(-225363, 5008300)),
    "guarantees alone": (
        "at_once",
        "first_part",
        "backed",
        4,
        0,
        Fraction(-1429185723, 100166000000),
    ),
    "two parts alone": ("in_two", "first_part", "words", 15, 0, Fraction(-225363, 5008300)),
    "both": ("in_two", "first_part", "backed", 15, 5, Fraction(12422795547, 400664000000)),
    "vote after all": ("in_two", "all", "backed", 5, 0, Fraction(-26440109007, 1001660000000)),
}
BEST = {
    "plain": ["guarantees_words", "withdrawal", "vote", "neutrality"],
    "guarantees alone": ["guarantees_backed", "withdrawal", "vote", "neutrality"],
    "two parts alone": ["guarantees_words", "withdrawal_1", "vote", "withdrawal_2", "neutrality"],
    "both": ["guarantees_backed", "withdrawal_1", "vote", "neutrality", "withdrawal_2"],
    "vote after all": [
        "guarantees_backed",
        "withdrawal_1",
        "withdrawal_2",
        "vote_after_all",
        "neutrality",
    ],
}


def chosen(phasing, timing, guarantees):
    return {
        "withdrawal": "full",
        "neutrality": "neutral",
        "phasing": phasing,
        "timing": timing,
        "guarantees": guarantees,
    }


@pytest.fixture(scope="module")
def story():
    packages = [chosen(*row[:3]) for row in STORY.values()]
    found = parley.study(parley.read(parley.example("order-of-steps")), packages=packages)
    held = {tuple(sorted(row.options.items())): row for row in found.answers["hold"].packages}
    return {
        name: held[tuple(sorted(chosen(*row[:3]).items()))] for name, row in STORY.items()
    }, found.answers["hold"]


@pytest.mark.parametrize("name", STORY)
def test_the_story_of_the_steps(story, name):
    row, (*_, count, enforcing, least) = story[0][name], STORY[name]
    assert (row.orders, row.enforcing, row.exact) == (count, enforcing, True)
    assert list(row.best.steps) == BEST[name]
    assert row.best.least == pytest.approx(float(least) * POINT, abs=1e-9)
    assert row.verdict == {"both": "holds"}.get(
        name, "not kept" if name == "two parts alone" else "not signed"
    )


def remedy(row, kind, step=None):
    (found,) = [r for r in row.remedies if r.kind == kind and step in (None, r.step)]
    return found


def test_the_vote_after_all_needs_a_surer_vote(story):
    found = remedy(story[0]["vote after all"], "passes")
    assert found.needed == pytest.approx(5979752942 / 7283451393, abs=1e-12)
    assert list(found.order) == BEST["vote after all"]


def test_no_guarantee_mends_what_is_not_signed(story):
    for name in ("plain", "guarantees alone", "vote after all"):
        found = remedy(story[0][name], "guarantee")
        assert not found.possible
        assert "sign" in found.why


def test_in_two_parts_a_guarantee_is_enough(story):
    found = remedy(story[0]["two parts alone"], "guarantee")
    assert found.needed == pytest.approx(225363 / 2504150, abs=1e-12)


def test_splitting_the_withdrawal_is_found(story):
    found = remedy(story[0]["guarantees alone"], "phases", "withdrawal")
    assert (found.needed, found.waits, found.guarantee) == (2, "first", None)
    assert list(found.order) == [
        "guarantees_backed",
        "withdrawal (1 of 2)",
        "vote",
        "neutrality",
        "withdrawal (2 of 2)",
    ]


def test_both_together_are_found_for_the_plain_one(story):
    found = remedy(story[0]["plain"], "phases", "withdrawal")
    assert (found.needed, found.waits) == (2, "first")
    assert found.guarantee == pytest.approx(225363 / 2504150, abs=1e-12)


def test_of_all_efficient_packages_one_holds(story):
    answer = story[1]
    assert answer.efficient_holding == 1
    (holding,) = [row for row in answer.efficient if row.verdict == "holds"]
    assert holding.options["phasing"] == "in_two"
    assert holding.options["guarantees"] == "backed"


# Random agreements against the oracle.


@st.composite
def holds(draw, data):
    """A section `hold` of up to four steps for some data."""
    names = draw(st.permutations(["d", "a", "c", "b"]))[: draw(st.integers(0, 4))]
    steps = {}
    for at, name in enumerate(names):
        step = {}
        if at and draw(st.booleans()):
            step["after"] = draw(st.lists(st.sampled_from(names[:at]), min_size=1, unique=True))
        if draw(st.booleans()):
            lengths = [(2, "periods"), (1, "weeks"), (14, "days"), (0, "weeks")]
            value, unit = draw(st.sampled_from(lengths))
            step["takes"] = {"value": value, "unit": unit}
        if draw(st.integers(0, 2)) == 0:
            step["passes"] = draw(st.sampled_from([0.5, 0.7, 1]))
        step["shifts"] = draw(st.integers(-2, 2))
        for key, choices in (("gains", (-10, 5)), ("guarantee", (0.2, 0.9))):
            if draw(st.integers(0, 2)) == 0:
                who = draw(st.sampled_from(sorted(data["preferences"])))
                step[key] = {who: draw(st.sampled_from(choices))}
        step["by"] = draw(st.sampled_from(sorted(data["parties"])))
        steps[name] = step
    for issue in data["issues"]:
        if not names:
            continue
        doers = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        shares = {0: (), 1: (1,), 2: draw(st.sampled_from([(0.5, 0.5), (0.25, 0.75)]))}
        for doer, share in zip(doers, shares[len(doers)], strict=True):
            steps[doer].setdefault("implements", {})[issue] = share
    free = [n for n in names if not steps[n].get("implements")]
    if free and draw(st.booleans()):
        issue = draw(st.sampled_from(sorted(data["issues"])))
        options = Implied({"issues": data["issues"]}).options(issue)
        steps[free[0]]["only_when"] = {issue: draw(st.sampled_from(options))}
    found = {"steps": steps}
    if draw(st.booleans()):
        every = Implied({"issues": data["issues"]})
        package = {i: every.options(i, proposals=False)[0] for i in data["issues"]}
        found["failure"] = draw(
            st.sampled_from([{"then": "war"}, {"then": "frozen"}, {"package": package}])
        )
    fading = st.sampled_from([{}, {"decay": 0.1}])
    found["punishment"] = {
        party: {"cost": draw(st.sampled_from([0, 10, 40])), **draw(fading)}
        for party in data["preferences"]
        if draw(st.booleans())
    }
    found["willingness"] = {
        party: {"cost": draw(st.sampled_from([10, 30])), "benefit": 20}
        for party in data["parties"]
        if draw(st.integers(0, 3)) == 0
    }
    if draw(st.booleans()):
        found["resettle"] = draw(st.sampled_from([0.3, 1]))
    return found


@st.composite
def carried(draw, ranges=False):
    data = draw(scenarios(war=True, valued=True, ranges=ranges))
    data["hold"] = draw(holds(data))
    return data


def acceptable(implied):
    return implied.acceptable[:2] or implied.feasible[:1]


@fewer
@given(carried())
def test_every_order_as_the_oracle_has_it(data):
    implied = Implied(data)
    assume(implied.feasible)
    model = parley.compile(scenario(data))
    games = carrier(model, model.steps)
    for package in acceptable(implied):
        slow = Carried(implied, package)
        assume(slow.parties)
        game = games.base_game(package, slow.parties)
        assert list(game.names) == sorted(slow.steps)
        assert orders.count_orders(game.steps.after) == len(slow.orders())
        table = {}
        for order in slow.orders():
            places = [game.names.index(name) for name in order]
            found = commitment.slacks(game.steps, places)
            table[order] = slow.slacks(order)
            assert found.tolist() == table[order]
        best = orders.best_order(game.steps)
        least = {order: min(map(min, rows)) for order, rows in table.items()}
        top = max(least.values())
        first = min(order for order in least if least[order] == top)
        assert tuple(game.names[step] for step in best.best) == first
        assert best.least == top
        assert best.enforcing == sum(value >= 0 for value in least.values())


@fewer
@given(carried())
def test_the_answer_as_the_oracle_has_it(data):
    implied = Implied(data)
    assume(implied.feasible and implied.required)
    found = parley.study(scenario(data), questions=["hold"], draws=20).answers["hold"]
    assert found.determined
    for row in found.packages:
        slow = Carried(implied, row.options)
        least = {order: min(map(min, slow.slacks(order))) for order in slow.orders()}
        assert row.best.least == pytest.approx(float(max(least.values())), abs=1e-9)
        assert row.orders == len(least)
        if row.verdict != "not acceptable":
            assert (row.verdict == "holds") == (row.enforcing > 0)
        assert row.enforcing == sum(value >= 0 for value in least.values())
    held = [
        any(min(map(min, slow.slacks(order))) >= 0 for order in slow.orders())
        for points, packages in implied.efficient(implied.acceptable).items()
        for slow in (Carried(implied, package) for package in packages)
    ]
    assert found.efficient_all == len(held)
    assert found.efficient_holding == sum(held)


@fewer
@given(carried(ranges=True))
def test_draws_at_the_means_are_the_base_case(data):
    implied = Implied(data)
    assume(implied.feasible)
    model = parley.compile(scenario(data))
    games = carrier(model, model.steps)
    worths = drawn_worths(model, np.repeat(base(model), 3, axis=0))
    for package in acceptable(implied):
        parties = implied.asked(package)
        assume(parties)
        one, many = games.base_game(package, parties), games.game(package, parties, worths)
        order = orders.best_order(one.steps).best
        expected = np.asarray(commitment.slacks(one.steps, order), dtype=float)
        found = commitment.slacks(many.steps, order)
        assert found.shape == (3, *expected.shape)
        assert found == pytest.approx(np.stack([expected] * 3), abs=1e-7)


# What cannot be said is said.


def text_of(name):
    return (parley.example(name) / "scenario.yaml").read_text(encoding="utf-8")


def test_without_a_section_hold():
    data = yaml.safe_load(text_of("order-of-steps"))
    del data["hold"]
    found = parley.study(scenario(data), questions=["hold"]).answers["hold"]
    assert not found.determined
    assert "hold" in found.missing[0]


def test_without_a_war():
    data = yaml.safe_load(text_of("order-of-steps"))
    del data["war"]
    data["no_deal"] = {"alda": 29, "borra": 34}
    found = parley.study(scenario(data), questions=["hold"]).answers["hold"]
    assert not found.determined
    assert "war" in found.missing[0]


def test_a_package_that_there_is_not():
    read = parley.read(parley.example("order-of-steps"))
    with pytest.raises(parley.InputError, match="no issue is called 'withdrawl'"):
        parley.study(read, packages=[{"withdrawl": "full"}])
    with pytest.raises(parley.InputError, match="option of 'withdrawal'"):
        parley.study(read, packages=[{"withdrawal": "ful"}])


# What an independent reader found.


def data_of(name="order-of-steps"):
    return yaml.safe_load(text_of(name))


BOTH = chosen("in_two", "first_part", "backed")


def held(data, *packages):
    return parley.study(scenario(data), packages=list(packages)).answers["hold"]


def test_a_consent_that_is_not_looked_at_is_said():
    data = data_of()
    data["parties"]["guarantors"]["consent"] = {"when": {"guarantees": ["words", "backed"]}}
    found = held(data, BOTH)
    assert found.packages[0].not_analysed == ("guarantors",)
    assert found.finding.endswith("the consent of The guarantors is not analysed.")
    assert "not analysed" not in held(data_of(), BOTH).finding


def test_a_package_that_breaks_a_condition_is_not_allowed():
    found = held(data_of(), chosen("at_once", "all", "words"))
    assert found.packages[0].verdict == "not allowed"
    assert found.packages[0].remedies == ()


def test_the_leading_package_is_not_the_one_that_was_chosen():
    found = held(data_of(), chosen("in_two", "all", "none"))
    leading = next(row for row in found.packages if "leading" in row.why)
    assert found.packages[0] != leading
    assert leading.verdict == "not signed"
    assert "the leading one would not be signed" in found.finding


def two_steps(**more):
    """Two issues, a step each, and no punishment: all would sign one order, and nobody keep it."""
    data = data_of()
    del data["conditions"], data["bodies"]
    data["parties"] = {"alda": {"name": "Alda"}, "borra": {"name": "Borra"}}
    options = {"no": "No", "yes": "Yes"}
    data["issues"] = {
        name: {"question": "?", "options": options, "status_quo": "no"} for name in ("x", "y")
    }
    one, other = {"weight": 1, "no": 0, "yes": 80}, {"weight": 1, "no": 60, "yes": 0}
    data["preferences"] = {"alda": {"x": one, "y": other}, "borra": {"x": other, "y": one}}
    data["hold"] = {
        "steps": {
            "a": {"by": "borra", "shifts": 1, "implements": {"x": 1}} | more.pop("a", {}),
            "b": {"by": "alda", "shifts": -1, "implements": {"y": 1}},
        },
        **more,
    }
    return data


def test_an_order_that_all_would_sign_is_not_denied():
    row = held(two_steps(), {"x": "yes", "y": "yes"}).packages[0]
    assert any(order.entry > 0 for order in (row.best, *row.others))
    why = remedy(row, "guarantee").why
    assert why.startswith("in every order that all would sign, some party walks away later")


def test_phases_are_not_denied_together_with_what_was_not_tried():
    cost = {"alda": {"cost": 50}, "borra": {"cost": 50}}
    row = held(two_steps(punishment=cost), {"x": "yes", "y": "yes"}).packages[0]
    assert remedy(row, "guarantee").possible
    assert "guarantee" not in remedy(row, "phases").why


def test_a_guarantee_without_a_giver_is_taken_at_its_word_and_said():
    found = held(two_steps(a={"guarantee": {"alda": 0.5}, "by": None}), {"x": "yes", "y": "yes"})
    assert any("at their word" in text for text in found.warnings)


def test_no_front_is_said_to_move_too_far_where_no_order_does():
    assert not any("front" in text for text in held(data_of()).warnings)
    data = data_of()
    data["hold"]["steps"]["withdrawal"]["shifts"] = 3
    assert any("front" in text for text in held(data).warnings)


def test_long_steps_are_reckoned_in_double_precision():
    data = data_of()
    for step in data["hold"]["steps"].values():
        step["takes"] = {"value": 400, "unit": "years"}
    assert held(data, BOTH).determined


def test_a_step_in_phases_counts_for_a_vote_once_it_is_complete():
    data = data_of()
    data["ratify"] = {
        "votes": {
            "voters": {
                "support": 0.5,
                "effects": [{"after": "withdrawal", "logits": 3}],
            }
        }
    }
    for name in ("vote", "vote_after_all"):
        del data["hold"]["steps"][name]["passes"]
    model = parley.compile(scenario(data))
    plain = carrier(model, model.steps)
    package = chosen("at_once", "first_part", "backed")
    split = replace(plain, agreement=in_phases(model.steps, "withdrawal", 2, "first"))
    game = split.base_game(package, ("alda", "borra"))
    bits = {name: 1 << at for at, name in enumerate(game.names)}
    vote = game.names.index("vote")
    first, second = (bits[f"withdrawal ({k} of 2)"] for k in (1, 2))
    assert game.steps.passes(first)[vote] == pytest.approx(0.5)
    assert game.steps.passes(first | second)[vote] > 0.99
