"""The chapter on the war as a page: fans, reasons, what the course says, tables of figures."""

import re
from html import unescape

import pytest

import parley
from parley.brief import charts, html
from tests.analysis.test_learning import front
from tests.analysis.test_reasons import over_at_once, pie
from tests.scenario.test_figures import SIMPLE, data
from tests.strategies import text


def page(tmp_path, given, draws=40, **files):
    """The findings of a scenario file, and the words of its page."""
    (tmp_path / "scenario.yaml").write_text(text(given), encoding="utf-8")
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    questions = ["record", "war", "deal"]
    findings = parley.study(parley.read(tmp_path), questions=questions, draws=draws)
    whole = html.render(findings)
    chapter = whole[whole.index('<section id="war"') :]
    chapter = chapter[: chapter.index("</section>")]
    return findings, " ".join(unescape(re.sub(r"<[^>]+>", " ", chapter)).split())


def test_why_there_is_no_deal(tmp_path):
    war = over_at_once(ash={"won": 90, "lost": -10}, birch={"won": -10, "lost": 90})
    war["beliefs"] = {
        "ash": {"states": {"on": {"won": 0.8, "lost": 0.2}}},
        "birch": {"states": {"on": {"won": 0.3, "lost": 0.7}}},
    }
    war["discount"] = {"ash": 1, "birch": 0.9}
    _, said = page(tmp_path, pie(war))
    assert "Why a costly war may still leave no deal" in said
    assert "Ash and Birch 17 points short all share the common view 7.0 points to spare yes" in said
    assert "Unequal patience Ash and Birch" in said
    assert "all are as patient as" in said


def test_no_usual_reason(tmp_path):
    war = over_at_once(ash={"over": 60}, birch={"over": 60})
    _, said = page(tmp_path, pie(war))
    assert "None of the usual reasons is in this scenario" in said


def test_fighting_worth_less_than_the_worst_ending(tmp_path):
    war = over_at_once(ash={"over": 80}, birch={"over": 60}, discount=0.9)
    _, said = page(tmp_path, pie(war | {"fighting": {"ash": 5, "birch": -3}}))
    assert "For Ash one week of fighting is worth 75 points less than its worst ending." in said


def test_with_a_deal_there_is_nothing_to_explain(tmp_path):
    _, said = page(tmp_path, pie(over_at_once(ash={"over": 45}, birch={"over": 30})))
    assert "Why a costly war" not in said
    assert "What the course of the war says" not in said
    assert "Beside tables of figures" not in said


def test_what_the_course_says(tmp_path):
    given = front()
    given["war"]["hypotheses"]["strong"]["name"] = "Ash is stronger"
    _, said = page(tmp_path, given)
    assert "Observed, week by week: R4 → R5 → R6 → R5 → R6" in said
    assert "Ash is stronger about 5 in 10 about 7 in 10" in said
    assert "All of them, as likely as now" in said
    assert "does not use this" in said


@pytest.mark.parametrize(("load", "outside"), [(10, False), (99, True)])
def test_a_burden_beside_its_table(tmp_path, load, outside):
    table = "day,n\n2022-01,31\n2022-02,56\n2022-02,-\n2022-04,7\n"
    _, said = page(tmp_path, data(SIMPLE, load), f=table)
    assert f"{load} in each week 7 to 14, 10.3 on average in each week" in said
    assert "2022-01: 31 2022-02: 56 f.csv, 2 rows left out: 1 row too late to count" in said
    assert "1 row without a number" in said
    assert ("outside what the table says" in said) is outside


def test_a_load_from_its_table(tmp_path):
    findings, said = page(tmp_path, data(SIMPLE, "figures"), f="day,n\n2022-01,31\n")
    assert "taken from the table 7 in each week" in said
    assert findings.answers["war"].burdens[0].per_period.base == 7


def test_fans_have_two_bands_and_few_digits(tmp_path):
    given = data(None, "10..20")
    findings, said = page(tmp_path, given, draws=200)
    picture = charts.picture(findings, "burdens")
    (panel,) = picture.spec["concat"]
    fields = [layer["encoding"]["y"]["field"] for layer in panel["layer"]]
    assert fields == ["low", "inner_low", "base"]
    rows = panel["data"]["values"]
    assert [row["x"] for row in rows] == list(range(1, 53))
    assert all(r["low"] <= r["inner_low"] <= r["inner_high"] <= r["high"] for r in rows)
    assert all(len(repr(number)) <= 12 for row in rows for number in row.values())
    assert [row[0] for row in picture.rows] == ["1", "4", "8", "13", "26", "39", "52"]
    assert "Inner band: half of the draws." in panel_notes(picture)
    course = charts.picture(findings, "course")
    assert [row[0] for row in course.rows] == ["0", "1", "4", "8", "13", "26", "39", "52"]
    assert len(course.spec["concat"][0]["data"]["values"]) == 53
    assert "52 weeks" in said


def panel_notes(picture):
    return " ".join(picture.spec["usermeta"]["notes"])


def test_without_draws_there_is_one_line(tmp_path):
    findings, _ = page(tmp_path, data(None, 10))
    (panel,) = charts.picture(findings, "burdens").spec["concat"]
    assert [layer["encoding"]["y"]["field"] for layer in panel["layer"]] == ["low", "base"]
