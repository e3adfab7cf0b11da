"""The page: its chapters, its safety, and what it must never say."""

import base64
import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from parley.brief import chapters, html
from parley.brief.chapters.references import References
from tests.brief import made
from tests.brief.pages import Node, tree

BRIEF = Path(html.__file__).parent
CHAPTERS = [
    "record", "war", "deal", "hold", "ratify", "rests-on", "silent", "method", "passages",
]  # fmt: skip


@pytest.fixture(scope="module")
def full() -> Node:
    return tree(html.render(made.full()))


@pytest.fixture(scope="module", params=made.ALL)
def page(request) -> Node:
    return tree(html.render(made.ALL[request.param]()))


def test_chapters_stand_in_their_order_with_one_h1(page):
    assert [s.attributes["id"] for s in page.all("section") if "id" in s.attributes] == CHAPTERS
    assert len(page.all("h1")) == 1
    levels = [int(h.tag[1]) for h in page.all("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_id_is_unique_and_every_link_inside_the_page_has_its_target(page):
    ids = [node.attributes["id"] for node in page.everything() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    targets = [a.attributes["href"] for a in page.all("a")]
    assert {t[1:] for t in targets if t.startswith("#")} <= set(ids)
    for node in page.everything():
        for name in ("aria-labelledby", "aria-describedby"):
            assert node.attributes.get(name, ids[0]) in ids


def test_tables_have_captions_and_scoped_heads(page):
    for table in page.all("table"):
        assert table.all("caption")[0].text
        assert table.all("thead")[0].all("th")
        for head in table.all("th"):
            assert head.attributes["scope"] in ("col", "row")


def test_each_chapter_opens_with_its_finding():
    full = tree(html.render(made.agreed()))
    for answer in (made.record(), made.war(), made.deal(), made.hold(), made.ratify()):
        chapter = full.id(answer.question)
        lead = next(p for p in chapter.all("p") if p.attributes.get("class") == "lead")
        assert lead.text == answer.finding


def test_the_first_screen_answers_six_questions(full):
    shorts = full.all("article")
    assert [s.all("h3")[0].text for s in shorts] == [
        "Who talks about what?",
        "Could there be a deal?",
        "What could a deal look like?",
        "What happens without a deal?",
        "How far can this be trusted?",
        "What does it rest on?",
    ]
    who, whether, what, otherwise, trust, ground = (s.text for s in shorts)
    assert "Every package needs the agreement of Astra and Borea." in who
    assert "On the table are 2 issues: Border and Troops." in who
    assert "28 March 2020 in Port, hosted by Corta" in who
    assert "In about 4 of 5 draws" in whether
    assert "consent of Corta is not analysed." in whether
    assert "One example of the 2 packages" in what
    assert "Border: Along the southern river (legal note: Treaty of 1950, article 2.)" in what
    assert "Troops: 0.5 thousand" in what
    assert "on record so far: more than 10 million" in otherwise
    assert otherwise.index("Deaths") < otherwise.index("worth")
    assert "3 of 4 decisive numbers are assumed" in trust
    assert "1 sourced, 1 elicited and 6 assumed" in ground


def test_whether_it_lasts_is_a_seventh_short_answer():
    page = tree(html.render(made.agreed()))
    shorts = [s for s in page.all("article") if "short-lasts" in s.attributes["class"]]
    assert len(page.all("article")) == 7
    assert "Would it be kept, and approved?" in shorts[0].text
    assert "signed by all and kept (self-enforcing)" in shorts[0].text
    assert "slack" not in page.text.lower()


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        (
            [made.held("aaa111", "not kept", made.LEAVING)],
            "In the base case the package above would be signed but not kept, even in the "
            "order that comes nearest: Astra would walk away after “Troops leave”, 2.5 points "
            "short.",
        ),
        (
            [made.held("ccc333", "not signed", made.UNSIGNED)],
            "In the base case package C would fail at the signing, even in the order that comes "
            "nearest: Borea would not sign, 3.0 points short.",
        ),
        (
            [made.held("aaa111", "holds", made.HOLDING, holds=None)],
            "Its weakest point: Astra after “Vote”, 2.3 points to spare.",
        ),
    ],
)
def test_the_first_screen_says_who_would_leave_and_when(packages, said):
    of = made.findings(made.full_scenario(), made.deal(), made.hold(*packages))
    assert said in tree(html.render(of)).all("article")[3].text


def test_the_first_screen_says_what_a_vote_would_do():
    of = made.findings(made.full_scenario(), made.ratify(*made.ratify().packages[1:]))
    text = tree(html.render(of)).all("article")[3].text
    assert "That package A is approved by The people of Borea:" in text
    assert "signed, it would still more likely be rejected." in text
    nobody = tree(html.render(made.unkept())).all("article")[3].text
    assert "Nobody outside the talks has to approve it." in nobody


def test_where_keeping_is_asked_the_limits_do_not_exclude_it():
    said = "whether an agreement would be kept"
    assert said in tree(html.render(made.full())).id("method").text
    assert said not in tree(html.render(made.agreed())).id("method").text


def test_findings_of_before_show_as_they_were():
    page = tree(html.render(made.full()))
    assert len(page.all("article")) == 6
    assert "was not asked in this run" in page.id("hold").text
    assert "was not asked in this run" in page.id("ratify").text


def test_the_notice_stands_first_and_word_for_word(page):
    header = page.all("header")[0]
    assert header.text.startswith(("Illustration: 3 of 4 decisive numbers are assumed.", "Working"))


def test_counts_are_added_where_the_notice_lacks_them():
    page = tree(html.render(made.full(notice="An illustration.")))
    assert "An illustration. 6 of 8 decisive numbers are assumed." in page.all("header")[0].text


def test_private_is_said_on_the_screen_on_paper_and_in_every_picture():
    text = html.render(made.full(private=True))
    page = tree(text)
    assert page.all("header")[0].text.startswith("Private.")
    assert any(p.attributes.get("class") == "strip" for p in page.all("p"))
    assert '@top-left { content: "PRIVATE' in text
    for spec in specs(page):
        assert any("Private" in line for line in spec["title"]["subtitle"])
    assert "PRIVATE" not in html.render(made.full())


def specs(page: Node) -> list[dict]:
    scripts = [s for s in page.all("script") if s.attributes.get("id", "").startswith("spec-")]
    return [json.loads(s.children[0]) for s in scripts]


def test_the_record_shows_positions_figures_meetings_conditions_and_disputes(full):
    text = full.id("record").text
    for said in (
        "Astra would take the southern river.",
        "Legal note: Treaty of 1950",
        "Kept from publication in the media of Borea",
        "more than 10 million",
        "part of: people killed",
        "thousands",
        "28 March 2020 planned",
        "Only after: Troops leave.",
        "If Border: Along the southern river, then Troops: at most 0.5.",
        "Disputed by Astra",
        "No party has a position on record on: Troops",
        "1 entry cites nothing",
    ):
        assert said in text


def test_citations_open_their_passage_with_its_state(full):
    links = [a for a in full.id("record").all("a") if a.attributes.get("class") == "cite"]
    opened = full.id(links[0].attributes["href"][1:])
    assert opened.text == (
        "Paragraph 2, sentence 1: traced to a summary; original not checked. Astra would."
    )
    assert "Paragraph 10: found in the source. Ten million died." in full.id("passages").text


def test_passages_are_numbered_by_paragraph_not_by_spelling():
    references = References(made.full_scenario())
    places = [p.place for source in references.sources() for p in source.passages]
    assert places == ["paragraph 2, sentence 1", "paragraph 10"]


def test_only_web_addresses_become_links(full):
    hrefs = [a.attributes["href"] for a in full.all("a")]
    assert "https://example.org/a" in hrefs
    assert all(h.startswith(("#", "https://")) for h in hrefs)


def test_the_war_shows_people_first_then_chances_then_points(full):
    text = full.id("war").text
    assert text.index("Deaths") < text.index("Frozen") < text.index("Worth of no deal")
    assert "about 200 (160 to 240) more until the war ends" in text
    assert "about 14 weeks (4 to 40 weeks)" in text
    assert "about 7 in 10 (5 to 9 in 10)" in text
    assert "about 45 (36 to 54)" in text
    assert "A clipped position." in text


def test_the_deal_shows_packages_in_words_and_points_with_their_terms(full):
    text = full.id("deal").text
    assert "Highest product of gains (Nash) : package A" in text
    assert "not determined: no one gains." in text
    assert text.index("Kalai-Smorodinsky") < text.index("Equal gains in points (egalitarian)")
    assert "depend on comparing points between parties" in text
    assert "+5.0 against no deal" in text
    assert "about 5 tenths of the way to its best" in text
    assert "acceptable to all" not in text
    assert "Consent of Corta not analysed." in text
    assert "Astra: weight of “Border”" in text


def test_without_a_zone_no_package_is_shown_and_shortfalls_are():
    outside = made.no_zone()
    answer = made.no_zone().answers["deal"].model_copy(update={"packages": made.deal().packages})
    outside = outside.model_copy(update={"answers": {**outside.answers, "deal": answer}})
    page = tree(html.render(outside))
    text = page.id("deal").text
    assert "No package is acceptable in the base case" in text
    assert "Astra 50 70 20" in text
    assert "Borea the others accept none 60 not determined" in text
    assert "no acceptable package to show" in page.all("article")[2].text
    assert "Along the" not in page.all("article")[2].text
    assert "Leading package" not in text
    assert "Nash" not in text


def test_what_is_missing_is_said_plainly():
    page = tree(html.render(made.bare()))
    for word, missing in (
        ("record", "a record"),
        ("war", "`war` or `no_deal`"),
        ("deal", "preferences"),
        ("hold", "`hold` with steps"),
        ("ratify", "`ratify`"),
    ):
        text = page.id(word).text
        assert "Not determined with what the scenario holds." in text
        assert missing in text
    assert "No answer is computed from a number" in page.id("rests-on").text
    assert not page.all("figure")
    assert "vega" not in html.render(made.bare())


def test_questions_that_were_not_asked_are_named():
    page = tree(html.render(made.findings(made.scenario())))
    for word in ("record", "war", "deal", "hold", "ratify"):
        assert "was not asked in this run" in page.id(word).text


def test_every_decisive_number_is_listed_with_value_and_reason(full):
    text = full.id("rests-on").text
    assert "Of 8 decisive numbers, 1 sourced, 1 elicited and 6 assumed." in text
    assert "Astra: score of “0.5 thousand” (Troops)" in text
    assert "20.0..40.0..60.0" in text or "20..40..60" in text
    assert "given by desk, 5 January 2020" in text
    assert "nobody knows" in text
    assert "a guess" in text
    assert "somewhere.else – no reason given" in text.replace(
        "somewhere.else somewhere", "somewhere"
    )


def test_silence_absence_and_sections_not_analysed_are_named(full):
    text = full.id("silent").text
    assert "Nothing in the record speaks to 1 of 2 topics" in text
    assert "The issue “Troops”" in text
    assert "Prisoners and missing persons Not in the record Nobody asked." in text
    assert "Militias : They hold the pass." in text
    assert "hold : who would keep an agreement" in text


def test_limits_name_what_acceptable_means(full):
    text = full.id("method").text
    for said in (
        "does not mean just, lawful or wise",
        "cannot be compared",
        "Nothing later than 3 February 2020",
        "Exact linear solve.",
        "Seed 1",
        "2,000",
    ):
        assert said in text


def test_the_page_loads_nothing_and_runs_only_what_it_names(full):
    text = html.render(made.full())
    policy = next(
        m.attributes["content"]
        for m in full.all("meta")
        if m.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    scripts = [s for s in full.all("script") if "type" not in s.attributes]
    for node in [*scripts, *full.all("style")]:
        digest = hashlib.sha256(str(node.children[0]).encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert len(scripts) == 4
    assert text.count(html._vendored("vega.min.js")) == 1
    for node in full.everything():
        assert not {"src", "srcset", "style", "onclick", "onload"} & set(node.attributes), node.tag
        assert node.tag not in ("link", "iframe", "object", "img")


@pytest.mark.parametrize("text", made.HOSTILE)
def test_text_of_a_scenario_stays_text(text):
    findings = made.hostile(text)
    rendered = html.render(findings)
    page = tree(rendered)
    assert len([s for s in page.all("script") if "type" not in s.attributes]) == 4
    assert not page.all("img", "b")
    assert " ".join(text.split()) in page.all("h1")[0].text or "\x1b" in text
    assert "49" not in page.all("h1")[0].text
    for spec in specs(page):
        assert "vega-lite" in spec["$schema"]


def test_the_line_on_every_printed_page_cannot_leave_its_string():
    rendered = html.render(made.hostile('"; } body { display: none } /* \\'))
    header = tree(rendered).all("style")[0].text
    rendered_header = rendered[rendered.rindex("@top-left") : rendered.index("</style>")]
    assert header is not None
    for content in re.findall(r'content: "([^"]*)"', rendered_header):
        assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*| / ", content)


@pytest.mark.parametrize("build", [made.full, made.agreed])
def test_the_same_findings_give_the_same_page_and_saved_ones_too(tmp_path, build):
    findings = build()
    findings.save(tmp_path / "findings.json")
    again = type(findings).load(tmp_path / "findings.json")
    assert html.render(findings) == html.render(build()) == html.render(again)


def test_nothing_in_the_brief_tells_anyone_what_to_do():
    sources = [*BRIEF.rglob("*.py"), *BRIEF.rglob("*.j2"), BRIEF / "brief.js", BRIEF / "style.css"]
    for path in sources:
        assert not re.search(r"\bshould\b|\bmust accept\b", path.read_text(encoding="utf-8")), (
            path.name
        )
    for build in made.ALL.values():
        assert "should" not in tree(html.render(build())).all("body")[0].text


def test_parties_stand_in_alphabetical_order(full):
    heads = [th.text for th in full.id("war").all("table")[-2].all("th")]
    assert heads.index("Astra") < heads.index("Borea")


def test_no_template_trusts_a_text():
    for path in (BRIEF / "templates").iterdir():
        assert not re.search(r"\|\s*safe|autoescape false|tojson", path.read_text(encoding="utf-8"))


def test_every_chapter_has_data_for_its_template():
    assert set(chapters.all_of(made.full())) == {
        "first", "record", "war", "deal", "hold", "ratify", "rests_on", "silent", "method",
        "passages",
    }  # fmt: skip


@pytest.mark.parametrize("build", [made.full, made.agreed, made.unkept])
def test_a_legal_note_stands_wherever_its_option_is_named(build):
    full = tree(html.render(build()))
    named = [
        node
        for node in full.everything()
        if node.tag in ("td", "th", "li") and "Along the southern river" in node.text
    ]
    assert len(named) >= 5
    assert all("Treaty of 1950, article 2." in node.text for node in named)
