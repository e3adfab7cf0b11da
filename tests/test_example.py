"""The shipped example keeps to its one source, to its day, and to what later analyses need."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from math import prod
from pathlib import Path

import pytest

from parley.scenario import Scenario, examine
from parley.scenario.passages import document
from parley.scenario.schema.base import Score, Share, Traced, Value
from parley.scenario.schema.record import TOPICS
from parley.scenario.walking import parts
from parley.study import study

ROOT = Path(__file__).parents[1]
HOME = ROOT / "src" / "parley" / "examples" / "istanbul-2022"
ORIGINAL = Path(
    os.environ.get("PARLEY_ORIGINAL_REPORT", ROOT.parent / "shared" / "sources" / "news-report.txt")
)
AS_OF = date(2022, 3, 28)
FILES = [HOME / "scenario.yaml", HOME / "sources" / "report.md"]
LATER = "annex|bucha|communiqué|grain|kherson|mobilis|nord stream"
LONGEST_SHARED_RUN = 5

needs_original = pytest.mark.skipif(
    not ORIGINAL.is_file(), reason="the original report is not shipped"
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    found, mistakes = examine(HOME)
    assert mistakes == []
    assert found is not None
    return found


def entry(scenario, name):
    return next(row for row in scenario.record if row.id == name)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def numbers(scenario) -> Iterator[tuple[tuple, Value, list[Traced]]]:
    """Every number with its place and with the claims that it is a part of."""
    claims = {route: part for route, part in parts(scenario) if isinstance(part, Traced)}
    for route, part in claims.items():
        if isinstance(part, Value):
            around = [claims[route[:at]] for at in range(len(route)) if route[:at] in claims]
            yield route, part, around


# The file as a whole


def test_it_is_an_illustration_of_its_day(scenario):
    assert scenario.status == "illustration"
    assert scenario.as_of == AS_OF
    assert len(FILES[0].read_text(encoding="utf-8").splitlines()) < 600


def test_nothing_in_it_is_later_than_its_day(scenario):
    written = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    found = {date.fromisoformat(day) for day in re.findall(r"\b\d{4}-\d\d-\d\d\b", written)}
    planned = {row.planned_for for row in scenario.record if row.planned_for}
    assert {day for day in found if day > AS_OF} == {date(2022, 3, 29)} <= planned
    assert all(row.on <= AS_OF for row in scenario.record if row.on)
    years = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", written)}
    assert max(years) == AS_OF.year
    assert re.findall(rf"\b(?:{LATER})\w*", written, re.IGNORECASE) == []


def test_it_describes_and_does_not_advise():
    for path in FILES:
        assert not re.search(r"\b(should|ought to)\b", path.read_text(encoding="utf-8"))


def test_parties_stand_in_alphabetical_order(scenario):
    for section in (scenario.parties, scenario.preferences, scenario.signals.audiences):
        assert list(section) == sorted(section)
    assert list(scenario.parties) == ["allies", "russia", "turkey", "ukraine"]
    turkey = scenario.parties["turkey"]
    assert (turkey.role, turkey.consent) == ("host", "never")


# The record


def test_every_entry_cites_the_report(scenario):
    cites = [cite for row in scenario.record for cite in row.cite]
    assert all(row.cite for row in scenario.record)
    assert all(cite.source == "report" and "." in (cite.at or "") for cite in cites)
    assert {scenario.citations[str(cite)].state for cite in cites} == {"summary"}


def test_no_sentence_of_the_summary_is_left_out(scenario):
    summary = document(FILES[1].read_text(encoding="utf-8"))
    cited = {cite.at for row in scenario.record for cite in row.cite}
    assert cited == {sentence.name for sentence in summary.sentences}


@pytest.mark.parametrize(
    ("name", "kind", "by", "about"),
    [
        ("neutrality-offer", "offer", "ukraine", {"alignment": "neutral", "nuclear": "pledged"}),
        ("guarantees-offer", "offer", "ukraine", {"guarantees_to_russia": "given"}),
        ("vote-after-withdrawal", "condition", "ukraine", {"ratification": "referendum"}),
        ("leaders-must-meet", "condition", "ukraine", "talks"),
        ("peace-without-delay", "statement", "ukraine", "talks"),
        ("sovereignty-first", "statement", "ukraine", {"territory": "whole"}),
        ("not-carved-up", "refusal", "ukraine", {"territory": "ceded"}),
        ("no-nato", "demand", "russia", {"alignment": "neutral"}),
        ("nato-a-threat", "statement", "russia", None),
        ("interview", "event", "ukraine", None),
        ("interview-barred", "event", "russia", None),
        ("istanbul-agreed", "agreement", "turkey", "talks"),
        ("offensive-stalled", "event", "russia", None),
        ("kyiv-aim", "event", "russia", None),
        ("resistance", "event", "ukraine", None),
        ("weapons", "event", "allies", None),
    ],
)
def test_what_was_said_and_done_is_on_record(scenario, name, kind, by, about):
    row = entry(scenario, name)
    assert (row.kind, row.by, row.about) == (kind, by, about)
    assert row.says


@pytest.mark.parametrize(
    ("name", "qualifier", "given", "part_of"),
    [
        ("war-so-far", "words", "more than a month", None),
        ("killed", "words", "thousands", None),
        ("displaced", "more_than", 10_000_000, None),
        ("abroad", "almost", 4_000_000, "displaced"),
    ],
)
def test_the_figures_are_on_record_as_given(scenario, name, qualifier, given, part_of):
    row = entry(scenario, name)
    assert (row.kind, row.part_of) == ("figure", part_of)
    assert row.value.qualifier == qualifier
    assert getattr(row.value, qualifier) == given


def test_the_meetings_are_on_record(scenario):
    meetings = {row.id: row for row in scenario.record if row.kind == "meeting"}
    assert {row.mode for row in meetings.values()} == {"video", "in-person", None}
    assert meetings["presidents-spoke"].on == date(2022, 3, 27)
    assert meetings["presidents-spoke"].parties == ("russia", "turkey")
    assert meetings["teams-arrive"].planned_for == date(2022, 3, 28)
    assert meetings["talks-in-full"].planned_for == date(2022, 3, 29)
    assert meetings["talks-in-full"].venue == "Istanbul"
    assert {row.host for row in meetings.values() if row.host} == {"turkey"}


def test_the_record_says_no_more_than_the_report(scenario):
    interview = [row for row in scenario.record if row.channel == "interview"]
    assert len(interview) > 3
    assert all(row.on is None and row.barred_in == ("russia",) for row in interview)
    assert "direction" in entry(scenario, "guarantees-offer").note
    assert "no date" in entry(scenario, "interview").note
    assert {row.by for row in scenario.record if row.kind == "demand"} == {"russia"}


# The summary, and the original beside it


@needs_original
def test_the_summary_is_in_our_own_words():
    original = ORIGINAL.read_text(encoding="utf-8")
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        shared = runs(text, LONGEST_SHARED_RUN + 1) & runs(original, LONGEST_SHARED_RUN + 1)
        assert shared == set(), path.name


def test_the_summary_quotes_hardly_anything():
    quoted = re.findall(r'["“]([^"”]+)["”]', FILES[1].read_text(encoding="utf-8"))
    assert all(len(words.split()) <= 3 for words in quoted)


@needs_original
def test_the_original_is_checked_where_it_lies_beside_the_summary(tmp_path, scenario):
    copy = tmp_path / "example"
    shutil.copytree(HOME, copy)
    shutil.copy(ORIGINAL, copy / scenario.sources["report"].summary_of.file)
    found, mistakes = examine(copy)
    assert mistakes == []
    assert {checked.state for checked in found.citations.values()} == {"summary and original"}
    summary, original = (
        document(path.read_text(encoding="utf-8")) for path in (FILES[1], ORIGINAL)
    )
    assert len(summary.paragraphs) == len(original.paragraphs) == 4


def test_the_original_is_not_shipped(scenario):
    assert sorted(path for path in HOME.rglob("*") if path.is_file()) == sorted(FILES)
    assert not (HOME / scenario.sources["report"].summary_of.file).exists()


# Numbers and their origins


def test_every_range_has_a_reason(scenario):
    silent = [
        route
        for route, value, around in numbers(scenario)
        if value.value.word not in ("fixed", "named")
        and not any(claim.assume or claim.cite for claim in (value, *around))
    ]
    assert silent == []


def test_a_bare_number_is_an_end_of_a_scale_or_a_share(scenario):
    bare = {
        route: value
        for route, value, around in numbers(scenario)
        if value.value.word == "fixed"
        and not any(claim.assume or claim.cite for claim in (value, *around))
    }
    assert {type(value) for value in bare.values()} == {Score, Share}
    assert {value.value.value for value in bare.values()} == {0, 0.5, 1, 100}


def test_numbers_of_the_report_are_cited_and_all_others_assumed(scenario):
    cited = {route for route, value, _ in numbers(scenario) if value.cite}
    assert cited == {
        ("war", "states", "stalled", "loads", "abroad"),
        ("war", "states", "stalled", "loads", "displaced"),
        ("war", "burdens", "displaced", "felt", "ukraine", "per"),
        ("signals", "statements", "not-carved-up", 0, "reach"),
    }


def test_both_sides_are_treated_alike(scenario):
    sides = [scenario.preferences[party] for party in ("russia", "ukraine")]
    for name in scenario.issues:
        given = [side.issues[name] for side in sides]
        assert len({len(g.scores) for g in given}) == 1
        assert all(g.weight.value.word == "pert" for g in given)
    assert len({len(side.interactions) for side in sides}) == 1
    war = scenario.war
    assert len({str(war.discount[party].value) for party in ("russia", "ukraine")}) == 1
    ahead, back = war.states["advance"].next, war.states["retreat"].next
    assert ahead["imposed"].value == back["withdrawn"].value
    assert ahead["stalled"].value == back["stalled"].value


# What the analyses need


def test_the_space_of_packages_is_rich_and_small_enough_to_list(scenario):
    issues = scenario.issues
    assert 8 <= len(issues) <= 10
    assert all(2 <= len(issue.option_names()) <= 4 for issue in issues.values())
    assert sum(issue.scale is not None for issue in issues.values()) == 1
    count = prod(len(issue.option_names(proposals=True)) for issue in issues.values())
    assert 10_000 <= count <= 80_000
    assert all(issue.name and (issue.cite or issue.assume) for issue in issues.values())


def test_later_analyses_find_what_they_need(scenario):
    war, hold, talks = scenario.war, scenario.hold, scenario.talks
    assert (war.period, war.now, len(war.endings)) == ("week", "stalled", 3)
    assert {burden.kind for burden in war.burdens.values()} == {"flow", "stock"}
    assert set(war.beliefs) == {"russia", "ukraine"}
    assert len(hold.steps) <= 8  # every order can be tried
    assert hold.steps["referendum"].after == ("withdrawal_completed",)
    assert hold.steps["referendum"].cite
    assert set(hold.willingness) == {"allies"}
    assert set(scenario.ratify.votes) == set(scenario.bodies) == {"voters"}
    assert (talks.rounds[0].on, talks.rounds[0].venue) == (date(2022, 3, 29), "Istanbul")
    assert talks.rounds[-1].mode == "summit"
    assert talks.rounds[-1].on is None
    assert set(scenario.silence.topics) == set(TOPICS)
    barred = scenario.signals.statements["not-carved-up"][0]
    assert (barred.audience, barred.reach.value.value) == ("ukraine_abroad", 0)


def test_no_party_gains_what_only_war_brings_at_the_table(scenario):
    war_only = {
        (name, option)
        for name, issue in scenario.issues.items()
        for option in issue.option_names()
        if option not in issue.option_names(proposals=True)
    }
    assert war_only == {("territory", "imposed")}
    for option in ("ceded", "imposed"):
        assert scenario.issues["territory"].options[option].legal_note


def test_the_answer_is_no_foregone_conclusion(scenario):
    deal = study(scenario, draws=400).answers["deal"]
    assert 0.005 < deal.acceptable / deal.feasible < 0.2
    assert 0.5 < deal.zone_chance.share < 0.95
    assert deal.not_analysed == ("allies",)
