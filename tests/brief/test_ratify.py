"""The chapter on approval: votes against thresholds, what moves support, polls."""

import pytest

from parley.brief import agreed as agreed_words
from parley.brief import charts, html
from parley.brief.names import Names
from parley.results import RatifyAnswer
from tests.brief import made
from tests.brief.pages import Node, tree


def chapter(findings) -> Node:
    return tree(html.render(findings)).id("ratify")


def alone(*packages, **more):
    return made.findings(made.full_scenario(), made.ratify(*packages, **more))


@pytest.fixture(scope="module")
def shown() -> Node:
    return chapter(made.agreed())


def test_each_package_has_its_chance_in_words_and_number(shown):
    first, second = shown.all("table")[0].all("tbody")[0].all("tr")
    assert "Anywhere from unlikely to likely About 6 in 10 (4 to 8 in 10)" in first.text
    assert "That approval is more likely than not: likely, in about 2 of 3 draws" in first.text
    assert "The people of Borea" in first.text
    assert "Yes: all would sign it and keep it until the vote" in first.text
    assert "As A, but for: Border: Along the northern river" in second.text


def test_of_several_bodies_each_has_its_chance():
    chances = {"people": made.spread(0.6), "astra": made.spread(0.8)}
    both = made.ratified("aaa111", made.ballot(), bodies=tuple(chances), by_body=chances)
    row = chapter(alone(both)).all("table")[0].all("tbody")[0].all("tr")[0]
    assert "Astra, about 8 in 10 (6 to 10 in 10); The people of Borea, about 6 in 10" in row.text


def test_signed_and_yet_rejected_is_flagged(shown):
    assert "Package B: signed, and yet rejected." in shown.text
    assert "Package A: signed, and yet" not in shown.text
    second = shown.all("table")[0].all("tbody")[0].all("tr")[1]
    assert "Signed, and yet more likely rejected" in second.text


def test_votes_stand_with_threshold_and_quorum(shown):
    text = shown.text
    assert (
        "A. The people of Borea More than 50 in 100 valid votes and at least 40 in 100 voters "
        "taking part About 55 in 100 (49 to 61) About 60 in 100 (50 to 70)" in text
    )
    assert "A. The people of Borea: Hills More than 60 in 100 valid votes and yes from at " in text
    assert "all of them have to agree" in text


def test_what_moves_support_is_said_in_words_and_votes(shown):
    text = shown.text
    assert (
        "Border: Along the southern river Legal note: Treaty of 1950, article 2. "
        "About +10 (+2 to +19) in 100 The people of Borea: Coast A" in text
    )
    assert "Borea speaks for it +7 in 100 The people of Borea: Coast A and B" in text
    assert "The vote comes after “Troops leave” About −5 (−10 to +2) in 100" in text
    assert "What the package is worth to Borea" in text


def test_a_shift_on_several_conditions_names_them_all():
    names = Names(made.full_scenario())
    words, laws = agreed_words.shift("when", "border=south & endorsed_by=borea", "people", names)
    assert words == "Border: Along the southern river and Borea speaks for it"
    assert laws == ["Treaty of 1950, article 2."]
    assert agreed_words.shift("when", "what=ever", "people", names) == ("What=ever", [])


def test_polls_open_their_source_and_their_assumption(shown):
    row = shown.all("table")[-1].all("tbody")[0].all("tr")[0]
    assert row.all("a")[0].attributes["href"].startswith("#passage-")
    assert "Asked: “Is peace worth a river?”" in row.text
    assert "It speaks to this vote by assumption: A river is what is voted on." in row.text
    assert "58 in 100 800 20 January 2020 All or nearly all" in row.text
    unknown = shown.all("table")[-1].all("tbody")[0].all("tr")[1]
    assert "50 in 100 Not given Not given Hardly any" in unknown.text


def test_the_error_of_polls_is_said_in_votes(shown):
    assert "no more than about 8 votes in 100" in shown.text
    assert "rests on four votes only" in shown.text
    assert "errors of the votes tend the same way" in shown.text
    assert "rests on four" not in chapter(alone(warnings=("It is a default.",))).text
    mixed = chapter(alone(error=None, correlation=0)).text
    assert "luck of the sample" not in mixed
    other = chapter(alone(default_error=False, correlation=-0.5)).text
    assert "rests on four votes" not in other
    assert "errors of the votes tend opposite ways" in other


def test_the_value_of_signing_stands_beside_the_value_of_the_package(shown):
    table = next(t for t in shown.all("table") if "Value of signing" in t.text)
    rows = [row.text for row in table.all("tbody")[0].all("tr")]
    assert rows[0].startswith("Astra about 48 (45 to 51) the package itself: 50")
    assert rows[1].startswith("Borea about 52 (47 to 57) the package itself: 60")


def test_a_package_that_nobody_has_to_approve_says_so():
    text = chapter(made.unkept()).text
    assert "No body has to approve it" in text
    assert "Not asked" in text
    assert charts.picture(made.unkept(), "votes") is None


def piles(panel: dict) -> list[dict]:
    return [r for layer in panel["layer"] for r in layer["data"]["values"] if "level" in r]


def test_every_outcome_is_a_dot_on_its_side_of_the_threshold():
    of = made.agreed()
    spec = charts.votes(of)
    ballots = [b for p in made.ratify().packages for b in p.ballots]
    assert len(spec["concat"]) == len(ballots) == 6
    for panel, ballot in zip(spec["concat"], ballots, strict=True):
        dots, line = piles(panel), 100 * ballot.threshold
        assert len(dots) == 19
        assert sum(dot["enough"] for dot in dots) == sum(
            o > ballot.threshold for o in ballot.outcome
        )
        assert all((dot["x"] > line) == dot["enough"] for dot in dots)
        assert len({(dot["x"], dot["level"]) for dot in dots}) == 19
        assert panel["layer"][0]["data"]["values"][0]["x"] == line


@pytest.mark.parametrize("same", [0.0, 0.3, 0.5, 1.0])
def test_outcomes_that_are_all_the_same_pile_up_inside_the_chart(same):
    ballot = made.ballot(outcome=(same,) * 19)
    panel = charts.votes(alone(made.ratified("aaa111", ballot)))["concat"][0]
    low, high = panel["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert 0 <= low < high <= 100
    top = panel["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    assert all(dot["level"] < top for dot in piles(panel))
    assert {(dot["enough"], dot["x"] > 50) for dot in piles(panel)} == {(same > 0.5, same > 0.5)}


@pytest.mark.parametrize(("threshold", "side"), [(0.2, "left"), (0.9, "right")])
def test_what_is_needed_stands_on_the_side_with_room(threshold, side):
    ballot = made.ballot(middle=0.55, threshold=threshold)
    panel = charts.votes(alone(made.ratified("aaa111", ballot)))["concat"][0]
    label = next(layer["mark"] for layer in panel["layer"] if layer["mark"]["type"] == "text")
    assert label["align"] == side


def test_the_chart_states_its_finding_and_what_its_marks_mean():
    picture = charts.picture(made.agreed(), "votes")
    assert picture.title == (
        "Approval of package A by The people of Borea is anywhere from unlikely to likely "
        "(about 6 in 10), under these assumptions"
    )
    notes = " ".join(picture.spec["usermeta"]["notes"])
    assert "Filled: enough votes of yes; hollow: too few." in notes
    assert "count the turnout that is needed" in notes
    assert "Package A, The people of Borea: Coast: 15 of 19 dots have enough votes" in picture.alt
    assert picture.rows[2][3] == "over 60 in 100"
    plain = charts.picture(alone(made.ratified("aaa111", made.ballot())), "votes")
    assert "turnout" not in " ".join(plain.spec["usermeta"]["notes"])


def test_more_votes_than_fit_are_in_the_table():
    packages = [made.ratified(f"p{at}", *(made.ballot(),) * 3) for at in range(5)]
    picture = charts.picture(alone(*packages), "votes")
    assert len(picture.spec["concat"]) == 12
    assert len(picture.rows) == 15
    assert "The first 12 of 15 votes" in " ".join(picture.spec["usermeta"]["notes"])


def test_without_packages_only_the_finding_stands():
    empty = RatifyAnswer(finding="No package is acceptable.", warnings=("A note.",))
    text = chapter(made.findings(made.full_scenario(), empty)).text
    assert text == "Would it be approved? No package is acceptable. Note. A note."
