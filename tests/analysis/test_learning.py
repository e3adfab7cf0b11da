"""Hypotheses and the course of the war, from scenario files."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parley
from tests.maths.published import cases
from tests.oracles.scenarios import Implied
from tests.strategies import fewer, scenario, scenarios

CASE = cases("war")["learning"][0]
SCORES = {"weight": 1, "open": 50, "shut": 50}


def front(**more):
    """Rungs of a front, one battle a week, the first party as likely to win as not."""
    rungs = [f"r{at}" for at in range(1, 8)]
    names = ["lost", *rungs, "won"]

    def rows(p):
        q = round(1 - p, 12)
        return {names[at]: {names[at + 1]: p, names[at - 1]: q} for at in range(1, len(names) - 1)}

    strong, weak = (float(Fraction(p)) for p in CASE["p"])
    war = {
        "now": "r6",
        "states": {name: {"next": row} for name, row in rows(0.5).items()},
        "endings": {
            "lost": {"value": {"ash": 0, "birch": 100}},
            "won": {"value": {"ash": 100, "birch": 0}},
        },
        "discount": {"ash": 1, "birch": 1},
        "hypotheses": {
            "strong": {"prior": 0.5, "states": rows(strong)},
            "weak": {"prior": 0.5, "states": rows(weak)},
        },
        "course": ["r4", "r5", "r6", {"state": "r5", "assume": "It was told so."}, "r6"],
    }
    return {
        "parley": 1,
        "title": "A front",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {
            "door": {
                "question": "?",
                "options": {"open": "Open", "shut": "Shut"},
                "status_quo": "shut",
            }
        },
        "preferences": {"ash": {"door": SCORES}, "birch": {"door": SCORES}},
        "war": war | more,
    }


def ask(data, **options):
    return parley.study(scenario(data), questions=["war"], **options).answers["war"]


def test_the_worked_case_from_a_scenario_file():
    found = ask(front()).learning
    strong, weak = found.hypotheses
    assert (strong.hypothesis, weak.hypothesis) == ("strong", "weak")
    assert strong.posterior.base == pytest.approx(float(Fraction(CASE["posterior"])))
    assert strong.prior.base == 0.5
    assert found.course == ("r4", "r5", "r6", "r5", "r6")
    win = {"strong": 0.6, "weak": 0.4}
    for row in found.hypotheses:
        p = Fraction(str(win[row.hypothesis]))
        r = (1 - p) / p
        chance = (1 - r**6) / (1 - r**8)
        assert row.outlook.endings["won"].base == pytest.approx(float(chance))
        assert row.outlook.no_deal["ash"].base == pytest.approx(100 * float(chance))
    mean = sum(row.posterior.base * row.outlook.endings["won"].base for row in found.hypotheses)
    assert found.outlook.endings["won"].base == pytest.approx(mean)
    assert found.outlook.no_deal["birch"].base == pytest.approx(100 - 100 * mean)


def test_what_is_learnt_changes_no_other_number():
    with_course, without = ask(front()), ask(front(hypotheses={}, course=[]))
    same = {"learning", "basis"}
    assert with_course.model_dump(exclude=same) == without.model_dump(exclude=same)
    assert without.learning is None


def test_an_uncertain_hypothesis_has_an_uncertain_posterior():
    data = front()
    data["war"]["hypotheses"]["strong"]["prior"] = "0.3..0.7"
    data["war"]["hypotheses"]["weak"]["prior"] = "0.3..0.7"
    found = ask(data, draws=200).learning.hypotheses[0]
    assert found.posterior.low < 9 / 13 < found.posterior.high
    assert found.posterior.base == pytest.approx(9 / 13)
    assert "war.hypotheses.weak.prior" in ask(data, draws=20).basis.assumed


def test_without_a_course_nothing_is_learnt():
    found = ask(front(course=[])).learning
    assert [row.posterior.base for row in found.hypotheses] == [0.5, 0.5]


def test_what_cannot_happen_in_the_base_case_is_said():
    """The check lets a step pass that support could have brought; here it did not."""
    data = front(now="r6", course=["r2", "r6"])
    shifts = {"r2": {"r6": 0.1, "r3": -0.1}}
    data["war"]["support"] = {"arms": {"level": 0, "shifts": shifts}}
    found = ask(data).learning
    assert found.hypotheses == ()
    assert found.outlook is None
    assert "cannot happen" in found.warnings[0]


def test_a_hypothesis_under_which_the_war_never_ends_is_said():
    data = front()
    data["war"]["support"] = {"arms": {"level": 1, "shifts": {"r1": {"lost": -0.5, "r1": 0.5}}}}
    data["war"]["hypotheses"]["weak"]["states"] |= {
        "r1": {"r2": 0.5, "lost": 0.5},
        "r7": {"r6": 1},
    }
    found = ask(data)
    assert found.determined
    assert "may never end" in found.learning.warnings[0]


@fewer
@given(scenarios(2, valued=True, ranges=True, war=True), st.data())
def test_the_posterior_is_what_the_oracle_counts(data, draw):
    """Random wars: the common rows against one that replaces a row of them."""
    war = data["war"]
    states = list(war["states"])
    name = draw.draw(st.sampled_from(states))
    other = {next(iter(war["endings"])): 0.3, states[0]: "rest"}
    data["war"] = war | {
        "hypotheses": {
            "as_said": {"prior": 0.25},
            "other": {"prior": 0.75, "states": {name: other}},
        },
        "course": [name, *draw.draw(st.lists(st.sampled_from(states), max_size=3)), war["now"]],
    }
    views = []
    for rows in ({}, {name: other}):
        changed = war | {"beliefs": {"ash": {"states": rows}}}
        views.append(Implied(data | {"war": changed}).chain("ash"))
    likely = [Fraction(1, 4), Fraction(3, 4)]
    course = data["war"]["course"]
    for at, (moves, _) in enumerate(views):
        for here, there in pairwise(course):
            likely[at] *= moves[states.index(here)][states.index(there)]
    if not sum(likely):
        return
    found = ask(data, draws=20).learning
    assert [row.posterior.base for row in found.hypotheses] == [
        float(chance / sum(likely)) for chance in likely
    ]
