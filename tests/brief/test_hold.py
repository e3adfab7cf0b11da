"""The chapter on holding: verdicts, steps in time, who walks away, what would help."""

import json
from itertools import pairwise

import pytest

from parley.brief import charts, html, words
from parley.brief.chapters import hold
from parley.brief.names import Names
from parley.results import HoldAnswer, Remedy
from tests.brief import made
from tests.brief.pages import Node, tree


def chapter(findings) -> Node:
    return tree(html.render(findings)).id("hold")


def alone(*packages, **more):
    return made.findings(made.full_scenario(), made.hold(*packages, **more))


@pytest.fixture(scope="module")
def agreed() -> Node:
    return chapter(made.agreed())


@pytest.fixture(scope="module")
def unkept() -> Node:
    return chapter(made.unkept())


def test_packages_stand_with_verdict_order_and_weakest_point(agreed):
    first, second = agreed.all("table")[0].all("tbody")[0].all("tr")
    assert "A Border: Along the southern river (legal note: Treaty of 1950" in first.text
    assert "Signed and kept by all" in first.text
    assert "likely, in about 7 of 10 draws" in first.text
    assert [li.text for li in first.all("ol")[0].all("li")] == [
        "Ceasefire", "Troops leave", "Vote", "Corta guards the border",
    ]  # fmt: skip
    assert "Astra after “Vote”, 2.3 points to spare" in first.text
    assert "As A, but for: Border: Along the northern river" in second.text
    assert "Troops: 0.5" not in second.text
    assert "Signed but not kept: Astra would walk away after “Troops leave”" in second.text
    assert "Astra after “Troops leave”, 2.5 points short" in second.text
    assert second.all("td")[1].text == "As A"


def test_a_package_that_is_not_signed_names_who_refuses(unkept):
    rows = unkept.all("table")[0].all("tbody")[0].all("tr")
    assert "Not signed: Borea would not sign" in rows[1].text
    assert "Not signed: some party prefers no deal" in rows[2].text
    assert "No steps: all at the signing" in rows[2].text


def test_the_steps_are_told_in_their_order_with_what_else_is_possible(agreed):
    text = agreed.text
    assert (
        "Its steps can be taken in 12 orders, given what each has to wait for; in three of" in text
    )
    assert "The order shown is the best of all" in text
    assert "That this order stays the best: about as likely as not" in text
    assert "In the base case nobody would walk away at any stage." in text
    assert "Troops leave Ceasefire Corta guards the border 1.0 points to spare" in text


def test_an_order_that_may_not_be_best_says_so(unkept):
    assert "a better one cannot be ruled out" in unkept.text
    assert "of them every party signs" not in unkept.text


def test_who_walks_away_stands_by_stage(unkept):
    heading = next(h for h in unkept.all("h4") if h.text.startswith("Who would"))
    assert heading.text == "Who would walk away, and when"
    text = unkept.text
    assert text.index("Astra would walk away after “Troops leave”, 2.5 points short.") < text.index(
        "Astra would walk away after “Vote”, 1.0 points short."
    )
    assert "nobody would walk away" not in text


def test_remedies_are_plain_sentences(unkept):
    text = unkept.text
    for said in (
        "A chance of at least 1 in 3 that a breach is punished (now: about 1 in 10) would be",
        "No guarantee is enough: Borea would not sign in the first place.",
        "costs whoever breaks the agreement at least 13 points of its own scale (now: 5.0)",
        "“Vote” would have to succeed with a chance of at least 9 in 10 (now: about 7 in 10).",
        "Taking “Troops leave” in two phases, with all that follows waiting only for the first of "
        "them, would be enough.",
        "Ceasefire → Troops leave (1 of 2) → Vote → Troops leave (2 of 2) → Corta guards",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        (
            Remedy(kind="guarantee", possible=True, needed=0.2),
            "A further chance of at least 1 in 5 that a breach is punished, besides what the "
            "steps already bring, would be enough.",
        ),
        (
            Remedy(kind="guarantee", possible=True, now=0, needed=1),
            "Certainty that a breach is punished (now: none) would be enough.",
        ),
        (Remedy(kind="guarantee", possible=False), "No guarantee is enough."),
        (
            Remedy(kind="cost", possible=True, needed=0.31),
            "A punished breach that costs whoever breaks the agreement at least 0.4 more points "
            "of its own scale would be enough.",
        ),
        (Remedy(kind="cost", possible=False), "No cost of a punished breach is enough."),
        (
            Remedy(kind="passes", possible=False, step="vote", why="it would not be signed."),
            "More certainty that “Vote” succeeds is not enough: it would not be signed.",
        ),
        (
            Remedy(kind="passes", possible=True, step="vote", needed=1.0),
            "“Vote” would have to succeed with certainty.",
        ),
        (
            Remedy(kind="phases", possible=True, step="vote", needed=4, waits="last",
                   guarantee=0.1),
            "Taking “Vote” in four phases, with all that follows waiting for the last of them, "
            "would be enough, with a further chance of at least 1 in 10 that a breach is punished.",
        ),
        (
            Remedy(kind="phases", possible=False, why="no split is enough"),
            "Taking a step in phases is not enough: no split is enough.",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_remedy_has_its_sentence(remedy, said):
    package = made.held("aaa111", "not kept", made.LEAVING)
    shown = hold._remedy(remedy, package, Names(made.full_scenario()))
    assert shown == {"text": said, "order": []}


@pytest.mark.parametrize("needed", [0.0, 0.049, 0.31, 0.334, 0.66, 0.9, 0.951, 0.989])
def test_what_is_needed_is_never_rounded_down(needed):
    said = words.needed(needed).removeprefix("a chance of at least ")
    top, bottom = map(int, said.split(" in "))
    assert needed <= top / bottom <= needed + 0.11


def test_the_frontier_counts_what_holds(agreed):
    text = agreed.text
    assert "Of the 3 packages that are acceptable and efficient, one holds in some order" in text
    assert "Signed and kept by all: 1 Not signed by all: 1 Signed but not kept: 1" in text
    assert "row0 Border: Along the southern river (legal note" in text
    assert "none holds, whatever the order" in chapter(made.unkept()).text


def test_a_cut_frontier_and_one_that_was_not_counted_say_so():
    cut = chapter(alone(efficient_all=90, efficient_holding=None))
    assert "Of the 90 packages that are acceptable and efficient, how many hold was not" in cut.text
    assert "3 of them were looked at one by one:" in cut.text
    one = chapter(alone(efficient=made.hold().efficient[:1], efficient_all=1))
    assert "One package is acceptable and efficient; it holds." in one.text


def test_guarantors_say_whether_they_would_act(agreed):
    text = agreed.text
    assert "Corta: acting costs it no more than it brings with a chance of about 4 in 10." in text
    assert "Astra: whether it would act is not in the scenario" in text
    assert text.index("Astra: whether it would act") < text.index("Corta: acting costs")


def test_warnings_and_the_method_are_said(agreed):
    assert "Note. A place on the front lies beyond the ladder." in agreed.text
    assert "How it was found: All orders gone through." in agreed.text


def test_what_the_reader_chose_is_shown_step_by_step():
    chosen = made.held("ddd444", "not kept", made.LEAVING, why=("chosen",))
    shown = chapter(alone(made.held("aaa111", "holds", made.HOLDING), chosen))
    assert "Package B, step by step" in shown.text
    assert "Chosen for this run" in shown.text


def test_letters_are_those_of_the_chapter_on_the_deal():
    packages = (
        made.held("ccc333", "holds", made.HOLDING),
        made.held("bbb222", "holds", made.HOLDING),
    )
    of = made.findings(made.full_scenario(), made.deal(), made.hold(*packages))
    rows = chapter(of).all("table")[0].all("tbody")[0].all("tr")
    assert [row.all("span")[0].text for row in rows] == ["C", "B"]


def test_parties_stand_in_alphabetical_order_in_every_chart(agreed):
    for spec in (charts.keeping(made.agreed()), charts.keeping(made.crowded())):
        titles = [" ".join(panel["title"]["text"]) for panel in spec["concat"]]
        assert titles == sorted(titles)


def test_the_timeline_holds_every_step_where_it_begins_and_ends():
    rows = charts.timeline(made.agreed())["data"]["values"]
    assert [row["name"] for row in rows] == [
        "1. Ceasefire", "2. Troops leave", "3. Vote", "4. Corta guards the border",
    ]  # fmt: skip
    assert rows[0]["start"] == 0
    assert all(before["end"] == after["start"] for before, after in pairwise(rows))
    assert all(row["low"] <= row["end"] <= row["high"] for row in rows)
    assert [row["fails"] for row in rows] == [False, False, True, False]
    assert rows[2]["more"].startswith("can fail; success: about 7 in 10; by The people of Borea")


def test_the_timeline_says_what_its_marks_mean_and_how_long_it_takes():
    picture = charts.picture(made.agreed(), "timeline")
    assert "takes about 12 weeks (7 to 17 weeks) and 4 steps; one of them can fail" in picture.title
    assert "Diamond: the step can fail." in picture.spec["usermeta"]["notes"]
    table = {row[0]: row for row in picture.rows}
    assert table["3. Vote"][1] == "The people of Borea"
    assert "about 7 in 10" in table["3. Vote"][5]
    assert table["4. Corta guards the border"][6] == "against Astra: about 3 in 10"
    sure = charts.picture(alone(made.held("aaa111", "holds", made.HOLDING, facts=())), "timeline")
    assert "none of them can fail" in sure.title
    assert not any("Diamond" in note for note in sure.spec["usermeta"]["notes"])


def test_without_steps_there_is_no_timeline_and_one_stage():
    flat = {"astra": (2.0,), "borea": (1.0,)}
    of = alone(made.held("aaa111", "holds", flat, steps=(), orders=1))
    assert charts.picture(of, "timeline") is None
    assert len(charts.picture(of, "keeping").rows) == 1
    assert "It has no steps: all of it takes effect at the signing." in chapter(of).text


def labels(panel: dict) -> list[dict]:
    rows = [row for layer in panel["layer"] for row in layer["data"]["values"] if "label" in row]
    return sorted({row["at"]: row for row in rows}.values(), key=lambda row: row["at"])


def test_the_weakest_point_and_who_walks_away_are_marked_in_words():
    holding, leaving = (
        [row["label"] for row in labels(charts.keeping(of)["concat"][0])]
        for of in (made.agreed(), made.unkept())
    )
    assert holding[0] == "At the signing"
    assert holding[3] == "Weakest: after 3. Vote"
    assert leaving[2] == "Weakest: walks away after 2. Troops leave"
    assert leaving[3] == "Walks away after 3. Vote"
    unsigned = alone(made.held("aaa111", "not signed", made.UNSIGNED))
    borea = labels(charts.keeping(unsigned)["concat"][1])
    assert borea[0]["label"] == "Weakest: does not sign"


def test_every_panel_shows_the_line_at_zero():
    below = {"astra": (-25.0, -29.0), "borea": (5.0, 9.0)}
    leaving = alone(made.held("aaa111", "not signed", below, steps=("vote",)))
    panels = charts.keeping(made.crowded())["concat"] + charts.keeping(leaving)["concat"]
    for panel in panels:
        low, high = panel["layer"][0]["encoding"]["x"]["scale"]["domain"]
        assert low < 0 < high
        said = json.dumps(panel)
        assert "below 0: walks away" in said
        assert "points by which going on is" in said


def test_the_numbers_of_the_chart_are_in_its_table():
    picture = charts.picture(made.agreed(), "keeping")
    assert picture.columns == (
        "Stage", "Astra: ahead by, points", "Astra: going on", "Astra: walking away",
        "Borea: ahead by, points", "Borea: going on", "Borea: walking away",
    )  # fmt: skip
    assert picture.rows[3] == ("After “Vote”", "about 2 (−2 to 6)", "52", "50", "about 5 (1 to 9)",
                               "55", "50")  # fmt: skip
    assert "Astra: lowest after “Vote”, about 2 (−2 to 6); never below 0." in picture.alt
    assert "below 0 at 2 of 5 stages" in charts.alt(made.unkept(), "keeping")


def test_long_names_stay_whole_in_the_table_and_short_in_the_alternative():
    picture = charts.picture(made.crowded(), "timeline")
    assert f"12. {made.LONG} 11" in [row[0] for row in picture.rows]
    assert len(picture.rows) == made.MANY
    assert made.LONG not in picture.alt


def test_a_stage_beyond_the_steps_is_still_named():
    package = made.held("aaa111", "holds", made.HOLDING).model_copy(
        update={"binding": ("astra", 9), "stages": made.stages((), {"astra": (1.0,)})}
    )
    text = chapter(alone(package)).text
    assert "Astra after step 9" in text


def test_without_packages_only_the_finding_stands():
    empty = HoldAnswer(finding="No package is acceptable.", warnings=("A note.",))
    text = chapter(made.findings(made.full_scenario(), empty)).text
    assert text.startswith("Will it hold? No package is acceptable. Note. A note.")
    assert "step by step" not in text
