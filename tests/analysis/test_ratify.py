"""`ratify` against worked cases, arithmetic draw by draw, and laws, through scenario files."""

import copy
from math import erf, hypot, log, sqrt

import numpy as np
import pytest

import parley
from parley.analysis import ratify
from parley.analysis.asking import Options
from parley.model.votes import acceptances, pass_chances
from parley.results import RatifyAnswer
from tests.maths.published import cases
from tests.oracles.votes import Ballot, by_strips
from tests.strategies import scenario, shuffled

CASES = cases("votes")
DEFAULT = 0.334


def plain(votes, **more):
    """Two parties, a door that may be open, ajar or shut, and a lamp; bodies of both parties."""

    def likes(best, worst):
        return {
            "door": {"weight": 60, best: 100, "ajar": 70, worst: 0},
            "lamp": {"weight": 40, "lit": 100, "out": 0},
        }

    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch", "crow": {"name": "Crow", "role": "observer"}},
        "bodies": {
            "voters": {"name": "Voters of Ash", "of": "ash"},
            "house": {"name": "House of Birch", "of": "birch", "decides_by": "parliament"},
        },
        "issues": {
            "door": {
                "question": "?",
                "options": {"open": "Open", "ajar": "Ajar", "shut": "Shut"},
                "status_quo": "shut",
            },
            "lamp": {
                "question": "?",
                "options": {"lit": "Lit", "out": "Out"},
                "status_quo": "out",
            },
        },
        "preferences": {"ash": likes("open", "shut"), "birch": likes("shut", "open")},
        "no_deal": {"ash": 45, "birch": 45},
        "ratify": {"votes": votes},
    } | more


def carried(votes, **more):
    """The same with a war, and a vote of the people as a step where the door opens."""
    data = plain(votes, **more)
    del data["no_deal"]
    data["war"] = {
        "now": "on",
        "states": {"on": {"next": {"on": 0.5, "lost": 0.25, "won": 0.25}}},
        "endings": {
            "lost": {"value": {"ash": 0, "birch": 60}},
            "won": {"value": {"ash": 60, "birch": 0}},
        },
        "fighting": {"ash": -40, "birch": -80},
        "discount": {"ash": 0.9, "birch": 0.9},
    }
    data["hold"] = {
        "steps": {
            "lamp": {"by": "birch", "only_when": {"lamp": "lit"}, "implements": {"lamp": 1}},
            "vote": {"by": "voters", "only_when": {"door": ["open", "ajar"]}, "after": "lamp"},
            "door": {
                "by": "birch",
                "after": "vote",
                "only_when": {"door": ["open", "ajar"]},
                "implements": {"door": 1},
            },
        }
    }
    return data


def ask(data, draws=None, packages=(), seed=1):
    """The answer, with `deal` and `hold` before it."""
    read = scenario(data)
    model = parley.compile(read)
    uncertain = any(row.uncertain for row in model.inputs)
    drawn = parley.draw(model, draws or 40, seed) if uncertain else None
    findings = parley.study(read, questions=["hold"], draws=drawn or 20, packages=packages)
    answer = ratify.answer(model, findings.answers, Options(drawn, packages=tuple(packages)))
    assert RatifyAnswer.model_validate_json(answer.model_dump_json()) == answer
    return answer


def the(answer, **options):
    """The package with these options."""
    return next(row for row in answer.packages if options.items() <= row.options.items())


LIT = {"door": "ajar", "lamp": "lit"}


def logit(p):
    return log(p / (1 - p))


def phi(x):
    return 0.5 * (1 + erf(x / sqrt(2)))


def test_without_the_section_nothing_is_said():
    data = plain({})
    del data["ratify"]
    found = ask(data)
    assert not found.determined
    assert found.finding == "What approval would look like is not in this scenario."
    assert "ratify" in found.missing[0]


def test_without_a_package_there_is_nothing_to_approve():
    data = plain({"voters": {"support": 0.6}})
    del data["no_deal"]
    found = ask(data)
    assert not found.determined
    assert "no package is looked at" in found.finding
    assert ask(data, packages=[LIT]).determined


def test_colombia():
    case = CASES["colombia"]
    poll = {"id": "datexco", "yes": case["yes"], "no": case["no"], "n": case["n"]}
    found = ask(plain({"voters": {"polls": [poll], "error": case["error"]}}))
    package = the(found, **LIT)
    assert package.passes.base == pytest.approx(case["passes"], abs=1e-6)
    assert package.ballots[0].passes == package.passes
    assert package.ballots[0].yes.base == pytest.approx(case["share"], abs=1e-9)
    assert found.error == case["error"]
    assert not found.default_error
    row = found.polls[0]
    assert (row.body, row.poll, row.n, row.weight) == ("voters", "datexco", 1415, 1.0)
    assert row.yes == pytest.approx(case["share"], abs=1e-9)
    assert row.sampling == pytest.approx(case["sampling"], abs=1e-9)
    sure = ask(plain({"voters": {"polls": [poll], "error": 0}}))
    passes = the(sure, **LIT).passes.base
    assert passes == pytest.approx(case["passes_if_sampling_were_all"], abs=1e-9)


def test_an_attitude_is_no_vote():
    case = CASES["attitude"]
    poll = {key: case[key] for key in ("yes", "no", "n", "design_effect")}
    poll |= {"id": "kiis", "question": "What would you accept?", "assume": "It is much the same."}
    found = ask(plain({"voters": {"polls": [poll], "error": case["error"]}}))
    assert the(found, **LIT).passes.base == pytest.approx(case["passes"], abs=1e-6)
    assert any("did not ask about this vote" in warning for warning in found.warnings)


def test_the_default_error_is_said():
    found = ask(plain({"voters": {"support": 0.6}}))
    assert found.error == DEFAULT
    assert found.default_error
    assert any("four votes" in warning for warning in found.warnings)
    assert the(found, **LIT).passes.base == pytest.approx(phi(logit(0.6) / DEFAULT), abs=1e-12)
    assert any("No poll speaks" in warning for warning in found.warnings)
    given = ask(plain({"voters": {"support": 0.6, "error": 0.5}}))
    assert not given.default_error
    assert not any("four votes" in warning for warning in given.warnings)
    mixed = ask(plain({"voters": {"support": 0.6, "error": 0.5}, "house": {"support": 0.6}}))
    assert mixed.error is None
    assert mixed.default_error


def test_several_polls_are_one_and_their_common_error_stays():
    rows = [
        {"id": "b", "yes": 60, "no": 30, "n": 400},
        {"id": "a", "yes": 520, "no": 480, "n": 1000},
    ]
    found = ask(plain({"voters": {"polls": rows}}))
    precision = {"a": 1000 * 0.52 * 0.48, "b": 400 * 2 / 9}
    centre = (precision["a"] * logit(0.52) + precision["b"] * logit(2 / 3)) / sum(
        precision.values()
    )
    error = hypot(DEFAULT, sum(precision.values()) ** -0.5)
    assert the(found, **LIT).passes.base == pytest.approx(phi(centre / error), abs=1e-12)
    weights = {row.poll: row.weight for row in found.polls}
    assert weights == pytest.approx({k: v / sum(precision.values()) for k, v in precision.items()})
    assert any("does not average out" in warning for warning in found.warnings)
    del rows[0]["n"]
    open_ = ask(plain({"voters": {"polls": rows}}))
    assert {row.poll: row.n for row in open_.polls} == {"a": 1000, "b": None}
    assert {row.poll: row.sampling is None for row in open_.polls} == {"a": False, "b": True}
    assert any("how many were asked" in warning for warning in open_.warnings)


def cyprus(**more):
    rows = {case["vote"].split()[0]: case["share"] for case in CASES["results"][2:4]}
    communities = {name.lower(): {"support": share} for name, share in rows.items()}
    return plain({"voters": {"communities": communities}}, **more)


def test_two_communities_must_both_agree():
    package = the(ask(cyprus()), **LIT)
    alone = {row.community: row.passes.base for row in package.ballots}
    assert alone["greek"] == pytest.approx(phi(logit(0.2417) / DEFAULT), abs=1e-12)
    assert alone["turkish"] == pytest.approx(phi(logit(0.6491) / DEFAULT), abs=1e-12)
    assert package.passes.base == pytest.approx(alone["greek"] * alone["turkish"], abs=1e-12)
    assert package.by_body["voters"].base == package.passes.base
    assert package.bodies == ("voters",)
    together = cyprus()
    together["ratify"]["correlation"] = 1
    found = ask(together)
    assert the(found, **LIT).passes.base == pytest.approx(alone["greek"], abs=1e-12)
    assert found.correlation == 1
    assert any("independently" in warning for warning in ask(cyprus()).warnings)
    assert not any("independently" in warning for warning in found.warnings)


def test_a_body_that_is_asked_as_a_whole_and_by_communities():
    data = cyprus()
    data["ratify"]["votes"]["voters"] |= {"support": 0.55, "threshold": 0.6}
    package = the(ask(data), **LIT)
    assert [row.community for row in package.ballots] == [None, "greek", "turkish"]
    assert [row.threshold for row in package.ballots] == [0.6, 0.5, 0.5]
    chances = [row.passes.base for row in package.ballots]
    assert chances[0] == pytest.approx(phi((logit(0.55) - logit(0.6)) / DEFAULT))
    assert package.passes.base == pytest.approx(np.prod(chances))


def test_communities_have_errors_effects_and_reference_from_their_body():
    data = cyprus()
    body = data["ratify"]["votes"]["voters"]
    body |= {
        "error": 0.5,
        "effects": [{"when": {"lamp": "lit"}, "logits": 0.7}],
        "by_value": 0.01,
        "reference": {"door": "open"},
    }
    greek = body["communities"]["greek"]
    greek |= {"effects": [{"when": {"door": "ajar"}, "logits": 0.2}], "by_value": 0.02}
    body["communities"]["turkish"]["error"] = 1.0
    rows = {row.community: row for row in the(ask(data), **LIT).ballots}
    gained = 82 - 60  # to Ash: the door ajar and the lamp lit, against an open door
    expected = {"greek": (0.7 + 0.2 + 0.02 * gained, 0.5), "turkish": (0.7 + 0.01 * gained, 1.0)}
    for name, (shift, error) in expected.items():
        support = body["communities"][name]["support"]
        assert rows[name].passes.base == pytest.approx(phi((logit(support) + shift) / error))
        assert sum(moved.logits.base for moved in rows[name].shifts) == pytest.approx(shift)
    assert [(s.what, s.of) for s in rows["greek"].shifts] == [
        ("when", "lamp=lit"), ("when", "door=ajar"), ("value", "ash"),
    ]  # fmt: skip


def test_support_moves_as_it_did_in_cyprus():
    """The poll of March 2004: content and endorsement as effects give its other rows."""
    rows = {case["condition"]: case for case in CASES["cyprus_by_content"]}
    base, met = rows["base"], rows["seven points accepted"]
    poll = {"id": "march", "yes": base["yes"], "no": base["no"]}
    effects = [
        {"when": {"lamp": "lit"}, "logits": met["shift"]},
        {"endorsed_by": "ash", "logits": rows["president accepts"]["shift"]},
    ]
    data = plain({"voters": {"polls": [poll], "effects": effects}})
    del effects[1]
    yes = the(ask(data), **LIT).ballots[0].yes.base
    assert yes == pytest.approx(met["share"], abs=1e-9)
    effects[:] = [{"endorsed_by": "ash", "logits": rows["president accepts"]["shift"]}]
    yes = the(ask(data), **LIT).ballots[0].yes.base
    assert yes == pytest.approx(rows["president accepts"]["share"], abs=1e-9)


def test_who_speaks_for_a_package():
    """A party speaks for what it accepts; one whose preferences are unknown for everything."""
    effects = [
        {"endorsed_by": "ash", "logits": 0.1},
        {"endorsed_by": "birch", "logits": 0.2},
        {"endorsed_by": "crow", "logits": 0.4},
        {"endorsed_by": "house", "logits": 0.8},
    ]
    data = plain({"voters": {"support": 0.5, "effects": effects}})
    found = ask(data, packages=[{"door": "open", "lamp": "out"}, {"door": "shut", "lamp": "lit"}])
    moved = {
        (row.options["door"], row.options["lamp"]): {s.of for s in row.ballots[0].shifts}
        for row in found.packages
    }
    assert moved["open", "out"] == {"ash", "crow", "house"}
    assert moved["shut", "lit"] == {"birch", "crow", "house"}
    assert moved["ajar", "lit"] == {"ash", "birch", "crow", "house"}
    said = [warning for warning in found.warnings if "Nothing says which packages" in warning]
    assert len(said) == 2
    assert any("Crow" in warning for warning in said)
    data["preferences"]["ash"]["red_lines"] = [{"never": {"lamp": "lit"}}]
    again = ask(data, packages=[LIT])
    assert "ash" not in {s.of for s in the(again, **LIT).ballots[0].shifts}


def test_a_tie_speaks_for_a_package():
    data = plain({"voters": {"support": 0.5, "effects": [{"endorsed_by": "ash", "logits": 1}]}})
    data["no_deal"]["ash"] = 60
    options = {"door": "open", "lamp": "out"}
    model = parley.compile(scenario(data))
    assert acceptances(model, options, ["ash", "crow"]) == {"ash": True}
    data["no_deal"]["ash"] = 60.0000001
    assert acceptances(parley.compile(scenario(data)), options, ["ash"]) == {"ash": False}


def test_several_conditions_of_one_effect_must_all_hold():
    when = {"when": {"lamp": "lit"}, "endorsed_by": "ash", "logits": 0.5}
    data = plain({"voters": {"support": 0.5, "effects": [when]}})
    found = ask(data, packages=[{"door": "shut", "lamp": "lit"}, {"door": "open", "lamp": "out"}])
    shifts = the(found, **LIT).ballots[0].shifts
    assert [(s.what, s.of) for s in shifts] == [("when", "lamp=lit & endorsed_by=ash")]
    assert the(found, door="shut", lamp="lit").ballots[0].shifts == ()
    assert the(found, door="open", lamp="out").ballots[0].shifts == ()


def test_value_moves_support_away_from_the_reference():
    data = plain({"voters": {"support": 0.6, "by_value": 0.02}})
    found = ask(data, packages=[{"door": "shut", "lamp": "out"}])
    status_quo = the(found, door="shut", lamp="out").ballots[0]
    assert status_quo.yes.base == pytest.approx(0.6)
    assert the(found, **LIT).ballots[0].shifts[0].logits.base == pytest.approx(0.02 * 82)
    data["ratify"]["votes"]["voters"]["reference"] = LIT
    assert the(ask(data), **LIT).ballots[0].yes.base == pytest.approx(0.6)
    data["bodies"]["voters"]["of"] = "crow"
    found = ask(data)
    assert the(found, **LIT).ballots[0].shifts == ()
    assert any("preferences are not" in warning for warning in found.warnings)


def test_only_packages_with_its_step_need_a_body():
    votes = {"voters": {"support": 0.6}, "house": {"support": 0.7}}
    data = carried(votes)
    shut = {"door": "shut", "lamp": "lit"}
    found = ask(data, packages=[shut])
    assert the(found, **shut).bodies == ("house",)
    assert the(found, **LIT).bodies == ("house", "voters")
    del votes["house"]
    found = ask(data, packages=[shut])
    package = the(found, **shut)
    assert (package.bodies, package.passes, package.likely) == ((), None, None)
    assert package.ballots == ()
    only = ask(data | {"conditions": [{"always": {"door": "shut"}}]})
    assert all(not row.bodies for row in only.packages)
    assert only.finding.endswith("no body has to approve any of the packages looked at.")


def test_the_moment_of_the_vote():
    """After the lamp, which must come before; not after the door, which must wait for the vote."""
    effects = [{"after": "lamp", "logits": 0.5}, {"after": "door", "logits": 9}]
    data = carried({"voters": {"support": 0.5, "effects": effects}})
    found = ask(data, packages=[{"door": "ajar", "lamp": "out"}])
    package = the(found, **LIT)
    assert package.order == ("lamp", "vote", "door")
    assert [(s.what, s.of) for s in package.ballots[0].shifts] == [("after", "lamp")]
    assert the(found, door="ajar", lamp="out").ballots[0].shifts == ()
    del data["war"]
    data["no_deal"] = {"ash": 45, "birch": 45}
    blind = ask(data)
    package = the(blind, **LIT)
    assert package.order == ()
    assert package.signed is None
    assert [s.of for s in package.ballots[0].shifts] == ["lamp"]
    assert any("order of the steps" in warning for warning in blind.warnings)
    del data["hold"]
    unknown = ask(data)
    assert the(unknown, **LIT).ballots[0].shifts == ()
    assert any("not in the scenario" in warning for warning in unknown.warnings)


def test_what_an_absent_step_waits_for_need_not_come_first():
    data = plain({"voters": {"support": 0.5, "effects": [{"after": "start", "logits": 0.5}]}})
    data["hold"] = {
        "steps": {
            "start": {"by": "ash"},
            "lamp": {"by": "birch", "after": "start", "only_when": {"lamp": "lit"}},
            "vote": {"by": "voters", "after": "lamp"},
        }
    }
    found = ask(data, packages=[{"door": "open", "lamp": "out"}])
    assert [s.of for s in the(found, **LIT).ballots[0].shifts] == ["start"]
    assert the(found, door="open", lamp="out").ballots[0].shifts == ()


def test_signed_and_yet_rejected():
    found = ask(carried({"voters": {"support": 0.4}}))
    package = the(found, **LIT)
    assert package.signed
    assert package.rejected
    assert "would be signed and then more likely rejected" in found.finding
    assert package.worth.keys() == {"ash", "birch"}
    approved = the(ask(carried({"voters": {"support": 0.6}})), **LIT)
    assert approved.signed
    assert not approved.rejected
    steep = {"door": "open", "lamp": "out"}
    never = the(ask(carried({"voters": {"support": 0.4}}), packages=[steep]), **steep)
    assert (never.signed, never.rejected) == (False, False)


KEPT = [(-50, "holds", True), (-65, "not kept", True), (-82, "not kept", False)]


@pytest.mark.parametrize(("gain", "verdict", "signed"), [*KEPT, (-100, "not signed", False)])
def test_kept_until_the_vote_is_what_counts(gain, verdict, signed):
    """The open door costs Birch so much that it walks away after the vote, before, or at once."""
    data = carried({"voters": {"support": 0.9}})
    data["hold"]["steps"]["door"]["gains"] = {"birch": gain}
    held = parley.study(scenario(data), questions=["hold"]).answers["hold"].packages[0]
    assert held.options == LIT
    assert held.verdict == verdict
    assert the(ask(data), **LIT).signed == signed


QUORUMS = [
    {"turnout_quorum": 0.5},
    {"approval_quorum": 0.25},
    {"turnout_quorum": 0.4, "approval_quorum": 0.25},
]


@pytest.mark.parametrize("quorum", QUORUMS, ids=str)
def test_quorums_ask_for_turnout(quorum):
    vote = {"support": 0.55, "turnout": 0.52, "boycott": -0.4, **quorum}
    found = ask(plain({"voters": vote}))
    row = the(found, **LIT).ballots[0]
    expected = by_strips(
        Ballot(logit(0.55), DEFAULT, 0.5, logit(0.52), DEFAULT, -0.4,
               quorum.get("turnout_quorum", 0), quorum.get("approval_quorum", 0))
    )  # fmt: skip
    assert row.passes.base == pytest.approx(expected, abs=1e-9)
    assert row.turnout.base == 0.52
    assert row.turnout_quorum == quorum.get("turnout_quorum")
    assert row.approval_quorum == quorum.get("approval_quorum")
    assert any("turnout" in warning for warning in found.warnings)


def test_turnout_without_a_quorum_decides_nothing():
    found = ask(plain({"voters": {"support": 0.55, "turnout": 0.3, "boycott": 0.9}}))
    assert the(found, **LIT).passes.base == pytest.approx(phi(logit(0.55) / DEFAULT))
    assert the(found, **LIT).ballots[0].turnout.base == 0.3
    assert found.basis.assumed == ("ratify.votes.voters.support",)


RANGES = {
    "voters": {
        "threshold": "0.5..0.6",
        "polls": [
            {"id": "a", "yes": "40..60", "no": 40, "n": 300, "design_effect": "1..2"},
            {"id": "b", "yes": 55, "no": "30..40..50", "n": 900},
        ],
        "error": "0.2..0.5",
        "effects": [{"when": {"lamp": "lit"}, "logits": "-0.2..0.6"}],
        "by_value": "-0.01..0.02",
        "reference": {"door": "open"},
    },
    "house": {"support": "0.4..0.7"},
}


def in_draw(model, values, slot_of):
    """The chances of the votes above on the lit and open door, from one draw, step by step."""

    def x(path):
        return values[slot_of[f"ratify.votes.{path}"]]

    shares = [x(f"voters.polls.{p}.yes") / (x(f"voters.polls.{p}.yes") + x(f"voters.polls.{p}.no"))
              for p in "ab"]  # fmt: skip
    sizes = [300 / x("voters.polls.a.design_effect"), 900]
    precision = [n * p * (1 - p) for n, p in zip(sizes, shares, strict=True)]
    centre = sum(w * logit(p) for w, p in zip(precision, shares, strict=True)) / sum(precision)
    weights = [values[slot_of[f"preferences.ash.{issue}.weight"]] for issue in ("door", "lamp")]
    ajar = values[slot_of["preferences.ash.door.ajar"]]
    worth = (weights[0] * ajar + weights[1] * 100) / sum(weights)
    gained = worth - weights[0] * 100 / sum(weights)
    centre += x("voters.effects.lamp=lit.logits") + x("voters.by_value") * gained
    error = hypot(sum(precision) ** -0.5, x("voters.error"))
    voters = phi((centre - logit(x("voters.threshold"))) / error)
    return voters, phi(logit(x("house.support")) / DEFAULT)


def test_every_draw_is_a_vote_of_its_own():
    data = plain(copy.deepcopy(RANGES))
    data["preferences"]["ash"]["door"] |= {"weight": "40..80", "ajar": "50..90"}
    model = parley.compile(scenario(data))
    draws = parley.draw(model, 60, 5)
    slot_of = {row.path.replace(".effects.lamp=lit", ".effects.lamp=lit.logits"): at
               for at, row in enumerate(model.inputs)}  # fmt: skip
    expected = np.array([in_draw(model, row, slot_of) for row in draws.values])
    for at, body in enumerate(("voters", "house")):
        found = pass_chances(model, body, LIT, draws.values)
        assert found == pytest.approx(expected[:, at], abs=1e-12)
    answer = ask(data, draws=60, seed=5)
    package = the(answer, **LIT)
    both = expected.prod(axis=1)
    assert package.passes.low == pytest.approx(np.quantile(both, 0.05))
    assert package.passes.high == pytest.approx(np.quantile(both, 0.95))
    assert package.likely.share == pytest.approx((both > 0.5).mean())
    rows = {row.body: row for row in package.ballots}
    assert rows["voters"].passes.low == pytest.approx(np.quantile(expected[:, 0], 0.05))
    base = in_draw(model, parley.model.base(model)[0], slot_of)
    assert package.passes.base == pytest.approx(np.prod(base), abs=1e-12)


def test_outcomes_hold_the_errors_of_polls_and_the_ranges():
    fixed = the(ask(plain({"house": {"support": 0.55}})), **LIT).ballots[0].outcome
    ranged = (
        the(ask(plain({"house": {"support": "0.4..0.7"}}), draws=400), **LIT).ballots[0].outcome
    )
    assert len(fixed) == len(ranged) == 19
    assert fixed[9] == pytest.approx(0.55, abs=1e-9)
    assert list(ranged) == sorted(ranged)
    assert ranged[0] < fixed[0]
    assert ranged[-1] > fixed[-1]
    model = parley.compile(scenario(plain({"house": {"support": "0.4..0.7"}})))
    draws = parley.draw(model, 400, 1)
    passes = pass_chances(model, "house", LIT, draws.values).mean()
    below = sum(x <= 0.5 for x in ranged) / 20
    assert 1 - passes == pytest.approx(below, abs=0.05)


def test_one_unknown_error_in_two_votes_is_drawn_once():
    votes = {name: {"support": 0.6, "error": "$miss"} for name in ("voters", "house")}
    data = plain(votes, values={"miss": "0.1..0.9"})
    model = parley.compile(scenario(data))
    values = parley.draw(model, 40, 1).values
    one, other = (pass_chances(model, body, LIT, values) for body in votes)
    assert (one == other).all()
    assert [row.path for row in model.inputs if row.uncertain] == ["values.miss"]


def test_exact_and_float_values_give_the_same_chance():
    model = parley.compile(scenario(plain(copy.deepcopy(RANGES))))
    exact = pass_chances(model, "voters", LIT, parley.model.exact(model))
    assert exact.dtype == np.float64
    assert exact == pytest.approx(pass_chances(model, "voters", LIT, parley.model.base(model)))


def test_it_rests_on_the_votes_that_count_and_what_moves_them():
    votes = copy.deepcopy(RANGES)
    votes["voters"]["effects"].append({"endorsed_by": "birch", "logits": 0.1})
    data = carried(votes)
    found = ask(data)
    paths = set(found.basis.assumed)
    assert "ratify.votes.voters.polls.a.design_effect" in paths
    assert "ratify.votes.voters.effects.endorsed_by=birch" in paths
    assert "ratify.votes.house.support" in paths
    assert "preferences.ash.door.weight" in paths  # by_value
    assert "war.discount.birch" in paths  # whether Birch speaks for it
    assert "war.discount.ash" not in paths
    shut = ask(data | {"conditions": [{"always": {"door": "shut"}}]})
    assert set(shut.basis.assumed) == {"ratify.votes.house.support"}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_the_file_is_irrelevant(seed):
    votes = copy.deepcopy(RANGES)
    votes["voters"]["communities"] = {"up": {"support": "0.5..0.7"}, "low": {"support": 0.6}}
    votes["voters"]["effects"] += [
        {"when": {"lamp": "lit"}, "logits": "0..0.1"},
        {"endorsed_by": "birch", "logits": 0.1},
    ]
    data = carried(votes)
    data["ratify"]["correlation"] = "0.2..0.4"
    mixed = shuffled(data, seed)
    first, second = ask(data, packages=[LIT]), ask(mixed, packages=[LIT])
    a, b = the(first, **LIT), the(second, **LIT)
    assert a.passes == b.passes
    assert a.likely == b.likely
    assert a.ballots == b.ballots
    assert set(first.polls) == set(second.polls)
    assert first.basis == second.basis


def test_a_further_effect_leaves_every_other_number_equal_to_the_bit():
    data = plain(copy.deepcopy(RANGES))
    model = parley.compile(scenario(data))
    more = copy.deepcopy(data)
    more["ratify"]["votes"]["voters"]["effects"].append(
        {"when": {"door": "ajar"}, "logits": "0..1"}
    )
    other = parley.compile(scenario(more))
    draws, others = parley.draw(model, 40, 1), parley.draw(other, 40, 1)
    columns = {row.path: others.values[:, at] for at, row in enumerate(other.inputs)}
    for at, row in enumerate(model.inputs):
        assert (columns[row.path] == draws.values[:, at]).all()


def mirrored(data):
    """Ash and Birch change places, and their bodies with them."""
    names = {"ash": "birch", "birch": "ash", "voters": "house", "house": "voters"}

    def swap(value):
        if isinstance(value, dict):
            return {names.get(k, k): swap(v) for k, v in value.items()}
        if isinstance(value, list):
            return [swap(v) for v in value]
        return names.get(value, value) if isinstance(value, str) else value

    return swap(data)


def test_parties_that_change_places_change_nothing_else():
    effects = [{"endorsed_by": "ash", "logits": 0.3}, {"endorsed_by": "birch", "logits": 0.1}]
    votes = {
        "voters": {"support": 0.55, "by_value": 0.01, "effects": effects},
        "house": {"support": 0.6, "threshold": 0.55, "by_value": 0.02},
    }
    data = plain(votes)
    data["no_deal"]["ash"] = 65
    data["ratify"]["correlation"] = 0.3
    options = [LIT, {"door": "open", "lamp": "out"}]
    first, second = ask(data, packages=options), ask(mirrored(data), packages=options)
    for package in options:
        a, b = the(first, **package), the(second, **package)
        assert a.passes.base == pytest.approx(b.passes.base, abs=1e-12)
        chances = {row.body: row.passes.base for row in b.ballots}
        for row in a.ballots:
            other = {"voters": "house", "house": "voters"}[row.body]
            assert row.passes.base == pytest.approx(chances[other], abs=1e-12)


@pytest.mark.parametrize(
    ("support", "words"),
    [(0.3, "remote"), (0.5, "about as likely as not"), (0.6, "highly likely"), (0.9999, "almost")],
)
def test_the_finding_is_a_band_and_no_percentage(support, words):
    found = ask(plain({"voters": {"support": support}}))
    assert found.finding.startswith("Under these assumptions approval by Voters of Ash is ")
    assert words in found.finding
    assert "%" not in found.finding
    assert "should" not in found.finding


def test_the_finding_tells_the_ranges():
    found = ask(plain({"voters": {"support": "0.3..0.5..0.8"}}), draws=100)
    assert "over the ranges given, anywhere from highly unlikely to" in found.finding
    assert "nine in ten draws" in found.method
