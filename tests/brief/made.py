"""Findings made by hand, as plain as the tests of the brief need them."""

from typing import Any

from parley.results import (
    Ballot,
    Basis,
    BurdenAhead,
    Chance,
    Coverage,
    DealAnswer,
    EndingChance,
    Findings,
    FrontierPoint,
    Guarantor,
    HeldPackage,
    HeldRow,
    HoldAnswer,
    Influence,
    Moment,
    NamedPoint,
    NoDeal,
    Order,
    PackageRow,
    PollRow,
    Position,
    RatifiedPackage,
    RatifyAnswer,
    RecordAnswer,
    Remedy,
    Shift,
    Shortfall,
    Spread,
    Stage,
    StepFacts,
    WarAnswer,
)
from parley.scenario import Checked, Scenario

ISSUES = {
    "border": {
        "name": "Border",
        "question": "Where does the border run?",
        "options": {
            "north": "Along the northern river",
            "south": {
                "name": "Along the southern river",
                "legal_note": "Treaty of 1950, article 2.",
            },
        },
        "status_quo": "north",
    },
    "troops": {
        "name": "Troops",
        "question": "How many stay?",
        "scale": {"from": 0, "to": 1, "step": 0.5, "unit": "thousand"},
        "status_quo": 1,
        "topic": "ceasefire",
    },
}


def scenario(**more: Any) -> Scenario:
    """Two parties and two issues, and whatever else is given."""
    base = {
        "parley": 1,
        "title": "Astra and Borea",
        "status": "illustration",
        "as_of": "2020-02-03",
        "parties": {"astra": "Astra", "borea": "Borea"},
        "issues": ISSUES,
    }
    return Scenario.model_validate({**base, **more})


def spread(base: float, width: float = 0.2) -> Spread:
    return Spread(base=base, low=base * (1 - width), high=base * (1 + width))


def chance(share: float, error: float = 0.01) -> Chance:
    low, high = max(0.0, share - 2 * error), min(1.0, share + 2 * error)
    return Chance(share=share, error=error, low=low, high=high, draws=2000)


def findings(of: Scenario, *answers: Any, **more: Any) -> Findings:
    base: dict[str, Any] = {
        "notice": "Illustration: 3 of 4 decisive numbers are assumed.",
        "private": False,
        "seed": 1,
        "draws": 2000,
        "versions": {"parley": "0.1"},
        "scenario": of,
        "answers": {answer.question: answer for answer in answers},
    }
    return Findings(**{**base, **more})


def preference(weight: Any = 50, **scores: float) -> dict[str, Any]:
    return {
        "border": {
            "weight": weight,
            "north": scores.get("north", 0),
            "south": scores.get("south", 100),
        },
        "troops": {"weight": 50, "curve": {"0": 100, "0.5": "20..40..60", "1": 0}},
    }


HOLD = {
    "steps": {
        "ceasefire": {
            "name": "Ceasefire",
            "takes": {"value": "0.5..1..2", "unit": "weeks", "assume": "Orders take time."},
        },
        "withdrawal": {"name": "Troops leave", "by": "astra", "passes": 0.9},
        "vote": {"by": "people", "after": "withdrawal", "implements": {"border": 1}},
        "watch": {
            "name": "Corta guards the border",
            "by": "corta",
            "guarantee": {"astra": 0.3},
            "gains": {"borea": 2},
        },
    },
    "punishment": {"astra": {"cost": {"value": "5..10", "assume": "as with others"}}},
    "willingness": {"corta": {"cost": 30, "benefit": 20, "reputation": 5}},
    "resettle": 0.1,
}
RATIFY = {
    "votes": {
        "people": {
            "threshold": 0.5,
            "turnout_quorum": 0.4,
            "communities": {
                "coast": {
                    "threshold": 0.5,
                    "polls": [
                        {
                            "id": "radio",
                            "on": "2020-01-20",
                            "yes": 52,
                            "no": 38,
                            "n": 800,
                            "question": "Is peace worth a river?",
                            "assume": "A river is what is voted on.",
                            "cite": "paper#p10",
                        }
                    ],
                    "effects": [
                        {"when": {"border": "south"}, "logits": {"value": "0.1..0.4..0.8"}},
                        {"endorsed_by": "borea", "logits": 0.3},
                        {"after": "withdrawal", "logits": 0.2},
                    ],
                },
                "hills": {"threshold": 0.6, "support": "0.4..0.5..0.7", "by_value": 0.02},
            },
        }
    },
    "correlation": 0.5,
}


def full_scenario() -> Scenario:
    made = scenario(
        about="Two neighbours.",
        sources={
            "paper": {
                "title": "A paper",
                "published": "2020-01-02",
                "url": "https://example.org/a",
            },
            "bad": {"title": "A trap", "url": "javascript:alert(1)"},
        },
        parties={
            "borea": "Borea",
            "astra": "Astra",
            "corta": {
                "name": "Corta",
                "role": "guarantor",
                "consent": {"when": {"border": "south"}},
            },
        },
        record=[
            {
                "id": "offer",
                "kind": "offer",
                "by": "astra",
                "about": {"border": "south"},
                "says": "Astra would take the southern river.",
                "channel": "interview",
                "on": "2020-02-01",
                "barred_in": ["borea"],
                "cite": "paper#p2.s1",
            },
            {
                "id": "dead",
                "kind": "figure",
                "what": "people killed",
                "value": {"more_than": 10_000_000},
                "cite": "paper#p10",
            },
            {
                "id": "some",
                "kind": "figure",
                "what": "of them children",
                "value": {"words": "thousands"},
                "part_of": "dead",
            },
            {
                "id": "meet",
                "kind": "meeting",
                "mode": "video",
                "planned_for": "2020-03-28",
                "venue": "Port",
                "parties": ["astra", "borea"],
                "host": "corta",
            },
            {
                "id": "vote",
                "kind": "condition",
                "by": "borea",
                "about": {"border": "north"},
                "after": "withdrawal",
                "says": "Only after troops have left.",
            },
            {
                "id": "claim",
                "kind": "statement",
                "by": "borea",
                "says": "Borea says otherwise.",
                "disputed_by": ["astra"],
            },
        ],
        conditions=[
            {"if": {"border": "south"}, "then": {"troops": {"at_most": 0.5}}, "assume": "plain"}
        ],
        values={"urgency": {"value": "0.8..0.9", "assume": "nobody knows"}},
        preferences={
            "astra": preference(
                {"value": "40..50..60", "elicited": {"from": "desk", "on": "2020-01-05"}}
            ),
            "borea": {
                **preference({"value": 30, "cite": "paper#p2.s1"}, north=100, south=0),
                "interactions": [
                    {"when": {"border": "north", "troops": {"at_most": 0.5}}, "points": 5}
                ],
            },
        },
        silence={
            "topics": {"prisoners": "Nobody asked."},
            "absent": [{"who": "Militias", "why": "They hold the pass"}],
        },
        war={
            "period": "week",
            "now": "stalled",
            "states": {
                "stalled": {
                    "name": "Stalled",
                    "next": {"stalled": "rest", "frozen": 0.1, "lost": 0.05},
                    "loads": {"deaths": "10..20"},
                }
            },
            "endings": {
                "frozen": {"name": "Frozen", "package": {}},
                "lost": {"name": "Lost", "value": {"astra": 5}},
            },
            "burdens": {
                "deaths": {
                    "name": "Deaths",
                    "kind": "flow",
                    "unit": "people",
                    "base": "dead",
                    "felt": {"astra": {"points": 1, "per": 100, "assume": "a guess"}},
                },
            },
            "discount": {"astra": "$urgency", "borea": "$urgency"},
            "fighting": {"astra": 20, "borea": 20},
            "beliefs": {
                "astra": {"states": {"stalled": {"stalled": "rest", "frozen": "0.1..0.3"}}}
            },
            "support": {
                "arms": {
                    "by": "corta",
                    "to": "astra",
                    "level": 1,
                    "shifts": {"stalled": {"frozen": 0.01, "stalled": -0.01}},
                }
            },
        },
        bodies={"people": {"name": "The people of Borea", "of": "borea"}},
        hold=HOLD,
        ratify=RATIFY,
    )
    checked = {
        "paper#p10": Checked(source="paper", at="p10", state="found", words="Ten million died."),
        "paper#p2.s1": Checked(source="paper", at="p2.s1", state="summary", words="Astra would."),
    }
    return made.model_copy(update={"citations": checked})


def record() -> RecordAnswer:
    return RecordAnswer(
        finding="One party has a position on one of two issues.",
        positions=(
            Position(
                issue="border", party="astra", entry="offer", kind="offer", options=("south",)
            ),
        ),
        others=("claim",),
        figures=("dead", "some"),
        meetings=("meet",),
        disputed=("claim",),
        barred=("offer",),
        silent_issues=("troops",),
        coverage=(
            Coverage(topic="ceasefire", issues=("troops",), entries=(), note=None),
            Coverage(topic="prisoners", issues=(), entries=(), note="Nobody asked."),
        ),
        uncited=("some",),
        citations={"found": 1, "summary": 1, "summary and original": 0, "not checked": 0},
        method="Sorted.",
    )


def war() -> WarAnswer:
    return WarAnswer(
        finding="Under these assumptions the war lasts about 14 more weeks.",
        period="week",
        now="stalled",
        no_deal={
            "borea": NoDeal(value=spread(30), origin="war", warnings=("A clipped position.",)),
            "astra": NoDeal(
                value=spread(45),
                origin="war",
                own_view=True,
                common=spread(40),
                fighting=spread(20),
            ),
        },
        endings=(
            EndingChance(ending="frozen", chance=Spread(base=0.7, low=0.5, high=0.9)),
            EndingChance(ending="lost", chance=Spread(base=0.3, low=0.1, high=0.5)),
        ),
        duration=Spread(base=14, low=4, high=40),
        course=tuple(
            Moment(
                periods=at,
                going_on=Spread(base=on, low=on * 0.8, high=min(1, on * 1.2)),
                endings={"frozen": spread(0.7 * (1 - on)), "lost": spread(0.3 * (1 - on))},
            )
            for at, on in ((0, 1.0), (4, 0.6), (26, 0.1))
        ),
        burdens=(
            BurdenAhead(
                burden="deaths",
                kind="flow",
                so_far=1e7,
                so_far_entry="dead",
                per_period=spread(15),
                ahead=spread(200),
                by_moment={4: spread(60), 26: spread(190)},
            ),
        ),
        method="Exact linear solve.",
    )


def package(name: str, border: str, astra: float, borea: float, *points: str) -> PackageRow:
    return PackageRow(
        id=name,
        options={"troops": "0.5", "border": border},
        values={"astra": astra, "borea": borea},
        gains={"astra": astra - 45, "borea": borea - 30},
        share_of_best={"astra": 0.5, "borea": None},
        acceptable=astra >= 45 and borea >= 30,
        efficient=True,
        points=points,
        holds=chance(0.75),
    )


def deal() -> DealAnswer:
    return DealAnswer(
        finding="Under these assumptions there is a deal.",
        parties=("astra", "borea"),
        verdict="zone",
        not_analysed=("corta",),
        size=6,
        feasible=5,
        acceptable=2,
        zone_chance=chance(0.8),
        no_deal={"astra": 45, "borea": 30},
        frontier=tuple(
            FrontierPoint(values=v, acceptable=v[0] >= 45 and v[1] >= 30, packages=1)
            for v in ((20.0, 90.0), (50.0, 60.0), (65.0, 35.0), (90.0, 10.0))
        ),
        frontier_size=4,
        cloud=((30.0, 20.0),),
        packages=(
            package("aaa111", "south", 50, 60, "nash", "egalitarian"),
            package("bbb222", "north", 65, 35, "kalai_smorodinsky"),
        ),
        named_points=(
            NamedPoint(name="nash", packages=("aaa111",), tied=1, comparison=False),
            NamedPoint(
                name="kalai_smorodinsky",
                packages=(),
                tied=0,
                comparison=False,
                note="no one gains.",
            ),
            NamedPoint(name="egalitarian", packages=("aaa111",), tied=2, comparison=True),
        ),
        room=Spread(base=5, low=-2, high=12),
        influences=(
            Influence(path="preferences.astra.border.weight", correlation=-0.7, origin="elicited"),
        ),
        method="Exact.",
    )


STEPS = ("ceasefire", "withdrawal", "vote", "watch")


def ranged(base: float, width: float) -> Spread:
    return Spread(base=base, low=base - width, high=base + width)


def stages(steps: tuple[str, ...], slack: dict[str, tuple[float, ...]], pace: float = 3.0) -> Any:
    """One stage for the signing and one after each step, each three weeks long."""
    return tuple(
        Stage(
            after=steps[at - 1] if at else None,
            begins=spread(pace * at, 0.4 if at else 0),
            slack={party: ranged(values[at], 4) for party, values in slack.items()},
            on={party: 50 + values[at] for party, values in slack.items()},
            away=dict.fromkeys(slack, 50.0),
        )
        for at in range(len(steps) + 1)
    )


def order(*steps: str, least: float = 1.0, entry: float = 5.0) -> Order:
    return Order(steps=steps, least=least, entry=entry, keeping=least if steps else None)


def held(
    name: str,
    verdict: str,
    slack: dict[str, tuple[float, ...]],
    steps: tuple[str, ...] = STEPS,
    **more: Any,
) -> HeldPackage:
    """A package whose weakest point and walkers follow from its slacks."""
    flat = {(party, at): v for party, values in slack.items() for at, v in enumerate(values)}
    binding = min(flat, key=lambda place: (flat[place], place))
    base: dict[str, Any] = {
        "id": name,
        "options": {"troops": "0.5", "border": "south" if name == "aaa111" else "north"},
        "why": ("leading",),
        "verdict": verdict,
        "contains": steps,
        "orders": 12,
        "enforcing": 3 if verdict == "holds" else 0,
        "exact": True,
        "best": order(*steps, least=flat[binding], entry=min(v[0] for v in slack.values())),
        "stages": stages(steps, slack),
        "binding": binding,
        "walks": tuple(place for place, value in flat.items() if value < 0),
        "facts": tuple(
            StepFacts(
                step=step,
                periods=spread(3, 0.5),
                passes=Spread(base=0.72, low=0.5, high=0.88) if step == "vote" else None,
                guarantee={"astra": 0.3} if step == "watch" else {},
            )
            for step in steps
        ),
        "worth": {"astra": ranged(48, 3), "borea": ranged(52, 5)},
        "holds": chance(0.7),
        "some_order": chance(0.8),
        "stays_best": chance(0.55),
    }
    return HeldPackage(**{**base, **more})


REMEDIES = (
    Remedy(kind="guarantee", possible=True, now=0.1, needed=0.31),
    Remedy(
        kind="guarantee",
        possible=False,
        why="Borea would not sign in the first place.",
    ),
    Remedy(kind="cost", possible=True, now=5, needed=12.3),
    Remedy(kind="passes", possible=True, step="vote", now=0.72, needed=0.86),
    Remedy(
        kind="phases",
        possible=True,
        step="withdrawal",
        needed=2,
        waits="first",
        order=("ceasefire", "withdrawal (1 of 2)", "vote", "withdrawal (2 of 2)", "watch"),
    ),
)
HOLDING = {"astra": (5.0, 4.0, 3.0, 2.3, 6.0), "borea": (8.0, 3.0, 4.0, 5.0, 9.0)}
LEAVING = {"astra": (5.0, 4.0, -2.5, -1.0, 6.0), "borea": (8.0, 3.0, 4.0, 5.0, 9.0)}
UNSIGNED = {"astra": (5.0, 4.0, 3.0, 2.3, 6.0), "borea": (-3.0, 3.0, 4.0, 5.0, 9.0)}


def hold(*packages: HeldPackage, **more: Any) -> HoldAnswer:
    """A package that holds and one that does not, or those that are given."""
    shown = packages or (
        held("aaa111", "holds", HOLDING, others=(order("withdrawal", "ceasefire", "watch"),)),
        held("bbb222", "not kept", LEAVING, remedies=REMEDIES[:1]),
    )
    base: dict[str, Any] = {
        "finding": "Under these assumptions one of two packages is signed and kept.",
        "period": "week",
        "parties": ("astra", "borea"),
        "packages": shown,
        "efficient": tuple(
            HeldRow(
                id=f"row{at}",
                options={"troops": "0.5", "border": "south"},
                values={"astra": 50.0 + at, "borea": 60.0 - at},
                verdict=verdict,
                best=order(*STEPS, least=2.0 if verdict == "holds" else -2.0),
                binding=("astra", at),
            )
            for at, verdict in enumerate(("holds", "not kept", "not signed"))
        ),
        "efficient_holding": 1,
        "efficient_all": 3,
        "guarantors": (Guarantor(party="corta", acts=0.42), Guarantor(party="astra", acts=None)),
        "warnings": ("A place on the front lies beyond the ladder.",),
        "method": "All orders gone through.",
    }
    return HoldAnswer(**{**base, **more})


def ballot(
    community: str | None = None, middle: float = 0.55, threshold: float = 0.5, **more: Any
) -> Ballot:
    """A vote whose outcomes lie evenly around a middle."""
    outcome = tuple(middle + 0.012 * at + 0.0004 * at * abs(at) for at in range(-9, 10))
    passing = sum(share > threshold for share in outcome) / 19
    base: dict[str, Any] = {
        "body": "people",
        "community": community,
        "threshold": threshold,
        "yes": ranged(middle, 0.06),
        "outcome": outcome,
        "passes": Spread(base=passing, low=max(0, passing - 0.2), high=min(1, passing + 0.2)),
    }
    return Ballot(**{**base, **more})


def ratified(name: str, *ballots: Ballot, **more: Any) -> RatifiedPackage:
    base: dict[str, Any] = {
        "id": name,
        "options": {"troops": "0.5", "border": "south" if name == "aaa111" else "north"},
        "bodies": ("people",),
        "ballots": ballots,
        "passes": Spread(base=0.62, low=0.4, high=0.8),
        "likely": chance(0.66),
        "order": STEPS,
        "signed": True,
        "values": {"astra": 50.0, "borea": 60.0},
        "worth": {"astra": ranged(48, 3), "borea": ranged(52, 5)},
    }
    return RatifiedPackage(**{**base, **more})


SHIFTS = (
    Shift(what="when", of="border=south", logits=Spread(base=0.4, low=0.1, high=0.8)),
    Shift(what="endorsed_by", of="borea", logits=Spread(base=0.3, low=0.3, high=0.3)),
    Shift(what="after", of="withdrawal", logits=Spread(base=-0.2, low=-0.4, high=0.1)),
    Shift(what="value", of="borea", logits=Spread(base=0.1, low=0, high=0.2)),
)


def ratify(*packages: RatifiedPackage, **more: Any) -> RatifyAnswer:
    """Two communities that must agree; the second package is signed and yet rejected."""
    shown = packages or (
        ratified(
            "aaa111",
            ballot(turnout_quorum=0.4, turnout=ranged(0.6, 0.1), passes=spread(0.62)),
            ballot("coast", 0.58, shifts=SHIFTS[:3]),
            ballot("hills", 0.63, 0.6, approval_quorum=0.25, shifts=SHIFTS[3:]),
        ),
        ratified(
            "bbb222",
            ballot(middle=0.46),
            ballot("coast", 0.47, shifts=SHIFTS[1:2]),
            ballot("hills", 0.56, 0.6),
            passes=Spread(base=0.2, low=0.05, high=0.35),
            likely=chance(0.02, 0.001),
            rejected=True,
        ),
    )
    base: dict[str, Any] = {
        "finding": "Under these assumptions the first package is likely to be approved.",
        "packages": shown,
        "polls": (
            PollRow(body="people", community="coast", poll="radio", yes=0.578, n=800,
                    sampling=0.07, weight=0.97),
            PollRow(body="people", community="hills", poll="unknown", yes=0.5, n=None,
                    sampling=None, weight=0.01),
        ),
        "error": 0.334,
        "default_error": True,
        "correlation": 0.5,
        "warnings": ("No poll speaks to the hills.",),
        "method": "Exact.",
    }  # fmt: skip
    return RatifyAnswer(**{**base, **more})


BASIS = Basis(
    sourced=("preferences.borea.border.weight",),
    elicited=("preferences.astra.border.weight",),
    assumed=(
        "values.urgency",
        "preferences.astra.troops.curve.0.5",
        "preferences.borea.interactions.(border=north and troops=..0.5)",
        "war.states.stalled.next.frozen",
        "war.burdens.deaths.felt.astra.per",
        "somewhere.else",
    ),
)


def full(**more: Any) -> Findings:
    """A war, a record, a zone."""
    more = {"basis": BASIS, "not_analysed": ("hold",), **more}
    return findings(full_scenario(), record(), war(), deal(), **more)


def agreed(**more: Any) -> Findings:
    """Everything that can be asked: also who keeps it, and who approves it."""
    more = {"basis": BASIS, **more}
    return findings(full_scenario(), record(), war(), deal(), hold(), ratify(), **more)


def unkept(**more: Any) -> Findings:
    """Nothing holds, everything that would help, and a vote that is not asked for."""
    answer = hold(
        held("aaa111", "not kept", LEAVING, remedies=REMEDIES, enforcing=None, exact=False),
        held("bbb222", "not signed", UNSIGNED),
        held("ccc333", "not acceptable", UNSIGNED, steps=(), holds=None, orders=1),
        efficient_holding=0,
    )
    votes = ratify(
        ratified("aaa111", bodies=(), passes=None, likely=None, signed=None, worth={}),
        polls=(),
        error=None,
    )
    return findings(full_scenario(), record(), war(), deal(), answer, votes, basis=BASIS, **more)


MANY = 12
LONG = "Withdrawal of all heavy weapons beyond the line agreed under the protocol of the port"


def crowded() -> Findings:
    """Twelve steps with long names, five parties, four bodies."""
    people = {f"party_{at}": f"The United Provinces and Territories {at}" for at in range(5)}
    steps = {f"step_{at}": {"name": f"{LONG} {at}", "by": f"party_{at % 5}"} for at in range(MANY)}
    bodies = {
        f"body_{at}": {"name": f"The Grand Assembly of the Provinces {at}", "of": f"party_{at}"}
        for at in range(4)
    }
    of = scenario(parties=people, hold={"steps": steps}, bodies=bodies)
    slack = {
        party: tuple(3.0 + 2 * at + (step * 7 + at * 3) % 11 for step in range(MANY + 1))
        for at, party in enumerate(people)
    }
    votes = (
        ballot(middle=0.3 + 0.1 * at, body=f"body_{at}", threshold=0.5 + 0.05 * at)
        for at in range(4)
    )
    answer = hold(held("aaa111", "holds", slack, tuple(steps)), efficient=(), parties=tuple(people))
    vote = ratified("aaa111", *votes, bodies=tuple(bodies), worth=dict.fromkeys(people, spread(50)))
    return findings(of, answer, ratify(vote, polls=()))


def no_zone() -> Findings:
    """The same parties without any acceptable package."""
    empty = deal().model_copy(
        update={
            "finding": "Under these assumptions there is no deal.",
            "verdict": "no zone",
            "acceptable": 0,
            "not_analysed": (),
            "no_deal": {"astra": 70.0, "borea": 60.0},
            "frontier": tuple(p.model_copy(update={"acceptable": False}) for p in deal().frontier),
            "packages": (),
            "named_points": (),
            "zone_chance": chance(0.0, 0.0),
            "shortfalls": (
                Shortfall(party="borea", best=None, no_deal=60, short=None),
                Shortfall(party="astra", best=50, no_deal=70, short=20),
            ),
        }
    )
    return findings(full_scenario(), record(), war(), empty, basis=BASIS)


def bare() -> Findings:
    """Only parties and issues."""
    return findings(
        scenario(status="working"),
        RecordAnswer(finding="Nothing is on record.", determined=False, missing=("a record",)),
        WarAnswer(finding="There is no war.", determined=False, missing=("`war` or `no_deal`",)),
        DealAnswer(finding="Whether there is a deal is not determined.", determined=False,
                   missing=("preferences",), size=6),
        HoldAnswer(finding="Whether it holds is not determined.", determined=False,
                   missing=("`hold` with steps",)),
        RatifyAnswer(finding="Nobody has to approve it.", determined=False,
                     missing=("`ratify`",)),
        notice="Working scenario: no decisive number is in it.",
    )  # fmt: skip


def three() -> Findings:
    """Three parties, one of them behind a numeric issue only."""
    of = scenario(parties={"cyra": "Cyra", "astra": "Astra", "borea": "Borea"})
    answer = deal().model_copy(
        update={
            "parties": ("astra", "borea", "cyra"),
            "not_analysed": (),
            "no_deal": {"astra": 45.0, "borea": 30.0, "cyra": 10.0},
            "frontier": tuple(
                p.model_copy(update={"values": (*p.values, 50.0)}) for p in deal().frontier
            ),
            "cloud": ((30.0, 20.0, 5.0),),
        }
    )
    return findings(of, answer)


HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "a" * 300,
    "שלום עולם \u202e evil",
    "🕊️ pax & <b>bold</b> 'quoted'",
    '=HYPERLINK("x")',
    "\x1b[31mred\x1b[0m",
)


def hostile(text: str) -> Findings:
    """The same text wherever a scenario can hold text."""
    issues = {
        "border": {
            "name": text,
            "question": text,
            "options": {"north": text, "south": {"name": text, "legal_note": text}},
            "status_quo": "north",
        },
        "troops": {**ISSUES["troops"], "scale": {"from": 0, "to": 1, "step": 0.5, "unit": text}},
    }
    base = full_scenario()
    raw = base.model_dump(mode="json", by_alias=True) | {
        "title": text,
        "about": text,
        "issues": issues,
        "parties": {
            "astra": {"name": text, "note": text},
            "borea": "Borea",
            "corta": {"name": text, "role": "host"},
        },
        "silence": {"absent": [{"who": text, "why": text}], "topics": {"prisoners": text}},
    }
    raw["record"] = [
        {**entry, "says": text, "note": text, "channel": text} for entry in raw["record"]
    ]
    for step in raw["hold"]["steps"].values():
        step["name"] = text
    raw["bodies"]["people"]["name"] = text
    poll = raw["ratify"]["votes"]["people"]["communities"]["coast"]["polls"][0]
    poll |= {"question": text, "assume": text}
    raw["sources"]["paper"] |= {"title": text, "note": text, "author": text}
    raw["war"]["states"]["stalled"]["name"] = text
    raw["war"]["endings"]["lost"]["name"] = text
    raw["war"]["burdens"]["deaths"] |= {"name": text, "unit": text}
    raw["citations"] = {key: {**found, "words": text} for key, found in raw["citations"].items()}
    answers = [
        a.model_copy(update={"finding": text, "method": text})
        for a in (record(), war(), deal(), hold(), ratify())
    ]
    return findings(Scenario.model_validate(raw), *answers, basis=BASIS, notice=text, private=True)


ALL = {
    "full": full,
    "no_zone": no_zone,
    "bare": bare,
    "three": three,
    "agreed": agreed,
    "unkept": unkept,
    "crowded": crowded,
}
