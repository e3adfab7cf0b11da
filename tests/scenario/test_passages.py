"""Documents are divided as a reader would; a quotation counts only word for word."""

import re
import time
import unicodedata
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import InputError
from parley.scenario.citations import Citation, parse_citation, resolve
from parley.scenario.passages import Passage, document, read_text
from parley.scenario.quotations import find_quotation, nearest


def paragraphs(text):
    return [passage.text for passage in document(text).paragraphs]


def sentences(text):
    return [passage.text for passage in document(text).sentences]


# --- paragraphs


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("blank", ["", "  ", "\t", "\xa0"])
def test_paragraphs_stand_between_blank_lines(line_end, blank):
    text = f"\n\n  One,\nwrapped.\n{blank}\nTwo. \n{blank}\n\n\nThree.\n".replace("\n", line_end)
    assert paragraphs(text) == [f"One,{line_end}wrapped.", "Two.", "Three."]


def test_names_and_offsets():
    found = document("One. Two.\n\n  Three.")
    assert found.names == ("p1", "p2", "p1.s1", "p1.s2", "p2.s1")
    assert found.passage("p1.s2") == Passage("p1.s2", "Two.", 5, 9)
    assert found.passage("p2") == Passage("p2", "Three.", 13, 19)
    for absent in ("p3", "p0", "p2.s2", "p", "", "P1", "p01"):
        assert found.passage(absent) is None


def test_a_document_does_not_change():
    with pytest.raises(FrozenInstanceError):
        document("One.").text = "Two."


def test_news_text_has_a_paragraph_in_each_line():
    long = "The delegations met again " + "and talked " * 12 + "until late."
    assert paragraphs(f"{long}\n{long}\nNo headline stop\n") == [long, long, "No headline stop"]
    assert paragraphs("They met.\nThey “talked.”\nThey left (early).") == [
        "They met.", "They “talked.”", "They left (early).",
    ]  # fmt: skip
    assert paragraphs("# Heading\nThey met.\nThey left.\n") == ["They met.", "They left."]
    assert paragraphs("# A\n\nThey met.\nThey left.\n") == ["They met.", "They left."]


def test_one_wrapped_paragraph_is_one():
    assert paragraphs("They met and\ntalked.\nThey left.") == ["They met and\ntalked.\nThey left."]


def test_lines_within_paragraphs_stay_together_where_there_are_blank_lines():
    assert paragraphs("They met.\nThey talked.\n\nThey left.") == [
        "They met.\nThey talked.", "They left.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "matter",
    [
        "# Heading", "###### Heading #", "#", "   ## Heading", "---", "***", "___", "- - -",
        "=====", "<!-- a comment -->", "<!-- one\n\ntwo. -->", "<!---->", "# A\n## B\n***",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["\n", "\n\n"])
def test_headings_rules_and_comments_are_no_paragraphs(matter, around):
    text = f"{matter}{around}One, not\ntwo.{around}{matter}{around}Two.{around}{matter}\n\nThree."
    assert paragraphs(text) == ["One, not\ntwo.", "Two.", "Three."]


@pytest.mark.parametrize(
    "words",
    ["#hashtag is text.", "####### seven.", "-- dash.", "a - - -", "* * item", "<!-- open."],
)
def test_what_only_looks_like_a_heading_or_rule_is_text(words):
    assert paragraphs(f"One.\n\n{words}\n\nThree.")[1] == words


def test_front_matter_is_no_paragraph():
    assert paragraphs("---\ntitle: One.\n\nnote: two\n---\nThree.\n\nFour.") == ["Three.", "Four."]
    assert paragraphs("---\n\nOne.\n\n---\n\nTwo.") == ["One.", "Two."]
    assert paragraphs("---\nOne: open front matter.") == ["One: open front matter."]


def test_a_comment_at_the_end_is_none_of_the_words():
    assert paragraphs("One. <!-- note -->\n\nTwo.") == ["One.", "Two."]


@pytest.mark.parametrize("empty", ["", " \n\r\n\t", "# Heading", "<!-- a -->", "---\n"])
def test_empty_documents(empty):
    found = document(empty)
    assert (found.paragraphs, found.sentences, found.names) == ((), (), ())
    assert find_quotation(found, "a") is None
    assert nearest(found, "a") is None


@pytest.mark.parametrize(
    "form", ["{}. ", "[{}] ", "p{}: ", "P{}:  ", "§{} ", "§ {}. ", "{}) ", "{}.\n"]
)
def test_a_written_number_is_none_of_the_words(form):
    text = "\n\n".join(form.format(n) + f"The {w} word." for n, w in ((1, "first"), (2, "last")))
    found = document(text)
    assert [p.text for p in found.paragraphs] == ["The first word.", "The last word."]
    assert [s.text for s in found.sentences] == ["The first word.", "The last word."]
    assert found.misnumbered == ()


def test_numbered_lines_are_paragraphs():
    assert paragraphs("1. one,\n2. two") == ["one,", "two"]


def test_a_number_at_another_place_is_a_mistake():
    found = document("A title.\n\n1. One.\n\n2. Two.\n\n3. Three.")
    assert found.misnumbered == (
        "paragraph 2 is numbered 1.", "paragraph 3 is numbered 2.", "paragraph 4 is numbered 3.",
    )  # fmt: skip
    assert found.passage("p2").text == "One."
    assert document("1. One.\n\n3. Three.").misnumbered == ("paragraph 2 is numbered 3.",)
    assert document("1. One.\n\n1. Two.").misnumbered == ("paragraph 2 is numbered 1.",)


def test_a_list_within_an_article_is_words():
    text = "One.\n\nTwo.\n\nThree.\n\n1. A list.\n\n2. Its end.\n\nSix."
    found = document(text)
    assert found.misnumbered == ()
    assert found.passage("p4").text == "1. A list."
    assert found.passage("p4.s1").text == "1. A list."


def test_a_single_number_that_fits_is_a_number():
    assert paragraphs("One.\n\nTwo.\n\n3. Three.\n\nFour.\n\nFive.")[2] == "Three."


# --- sentences


@pytest.mark.parametrize(
    "text",
    [
        "They met. | They left.",
        "Who came? | Nobody! | It was late.",
        "Mr. Bird met Gen. Wolf and Dr. J. R. Fox. | They talked.",
        "The U.S. envoy came. | The U.N. Secretariat stayed.",
        "He is from the U.S. | He came alone.",
        "It began at 9 a.m. on Monday. | It ended at 5 p.m. | They slept.",
        "It began at 9 a.m. Monday.",
        "The price rose 3.5 percent. | It fell by .5 later.",
        "On Jan. 5 they met. | No. 7 was struck, see Art. 3.",
        "They said no. | Then they left.",
        "It was Jan. | They froze.",
        "“We are ready.” | They left.",
        "“Are we ready?” he asked. | “Yes!” | They left.",
        "They talked ... and talked. | They left.",
        "They talked... | They left.",
        "They talked… | They left.",
        "He left (in May.) | She stayed.",
        "They won.[3] | They lost.[12]",
        "It has risen, e.g. Fuel and i.e. Bread. | That hurts.",
        "Acme Inc. sold arms. | Acme Inc. | The firm closed.",
        "In 1991. | Then in 1992. | 14 million left.",
        "Visit example.org. | See p. 7 and pp. 8 to 9.",
        "He came from Kyiv. | She came from Lviv.",
        "One.  |   Two.",
        "She asked: “Why?” | “Because,” he said.",
        "They paid. | $5 million went to him. | €3 were left.",
        "Він прийшов. | Вона пішла.",
        "He went to St. Petersburg. | They left.",
        "Wait!!! | What?! | Go.",
        "no capital. no split.",
        "One line.\n| Next line\nof two.",
    ],
)
def test_sentences(text):
    expected = [part.strip() for part in text.split("|")]
    assert sentences(text.replace("|", "")) == expected


def test_a_sentence_does_not_leave_its_paragraph():
    assert sentences("One\n\ntwo. Three\n\nfour") == ["One", "two.", "Three", "four"]


ALPHABET = "abcXYZ 019.,!?…:;-–—\"'“”‘’()[]\u00a0\u00ad\n\r\té\u0301#*_=<>§p"
TEXTS = st.lists(
    st.one_of(
        st.text(ALPHABET, max_size=30),
        st.sampled_from(
            [
                "\n\n",
                "\n# Head\n",
                "\n---\n",
                "<!-- a\n\nb -->",
                "1. ",
                "\r\n\r\n",
                "Mr. Bird ",
                ". The ",
            ]
        ),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS | st.text())
def test_passages_are_the_words_of_the_text_in_order(text):
    found = document(text)
    end = 0
    for passage in found.paragraphs:
        assert text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert passage.text
        assert passage.start >= end
        end = passage.end
        inner = [s for s in found.sentences if s.name.startswith(f"{passage.name}.")]
        assert "".join("".join(s.text.split()) for s in inner) == "".join(passage.text.split())
        place = passage.start
        for number, sentence in enumerate(inner, 1):
            assert sentence.name == f"{passage.name}.s{number}"
            assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
            assert place <= sentence.start < sentence.end <= passage.end
            place = sentence.end
    assert document(text) == found


# --- quotations

REPORT = document(
    "1. The “Blue Party” said on Friday: ‘We won’t leave – not before the vote.’ The other side\n"
    "said nothing.\n\n"
    "2. More than 10 million people have been driven from their homes, almost 4 million of them\xa0"
    "abroad. They will not return soon. Prices rose 3.5 percent, to 12,000.\r\n\r\n"
    "3. The café at Zürich’s neu\xadtral harbour closed."
)


@pytest.mark.parametrize(
    ("words", "name", "raw"),
    [
        ('The "Blue Party" said', "p1.s1", "The “Blue Party” said"),
        (
            "'we WON'T leave - not before the vote.'",
            "p1.s1",
            "‘We won’t leave – not before the vote.’",
        ),
        ("we won´t leave -- not", "p1.s1", "We won’t leave – not"),
        ("The other side said nothing", "p1.s2", "The other side\nsaid nothing"),
        ("  almost 4\n million of them abroad ", "p2.s1", "almost 4 million of them\xa0abroad"),
        ("abroad. They will", "p2", "abroad. They will"),
        ("soon.", "p2.s2", "soon."),
        ("cafe\u0301 at Zu\u0308rich's neutral", "p3.s1", "café at Zürich’s neu\xadtral"),
        ("neu\xadtral har\u200bbour", "p3.s1", "neu\xadtral harbour"),
        ("CAFÉ", "p3.s1", "café"),
        ("closed.", "p3.s1", "closed."),
        ("The “Blue", "p1.s1", "The “Blue"),
        ("12,000. The café", "p2", "12,000.\r\n\r\n3. The café"),
        ("3.5", "p2.s3", "3.5"),
    ],
)
def test_a_quotation_is_found_in_the_raw_text(words, name, raw):
    found = find_quotation(REPORT, words)
    assert (found.name, found.text) == (name, raw)
    assert REPORT.text[found.start : found.end] == raw


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "\xad", "0 million", "1", "5 percent", "3", "12", "000", "2,000", "art", "cafe",
        "4", "more than 10", "hous", "Party\" says", "14 million", "people driven", "e", "uman",
        "(soon)", "3.", ".5", "12,", "We will not",
    ],
)  # fmt: skip
def test_parts_of_words_and_figures_do_not_count(words):
    assert find_quotation(REPORT, words) is None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("up to 10² men", "102"), ("up to 10² men", "10"), ("a 1½ b", "11"), ("the eﬃcient", "e"),
        ("caf\u0065\u0301s", "cafe"), ("x\u0316\u0301 y", "x\u0316"), ("a…b c", ".b c"),
    ],
)  # fmt: skip
def test_parts_of_characters_do_not_count(raw, words):
    assert find_quotation(document(raw), words) is None


@pytest.mark.parametrize(
    ("raw", "words", "found"),
    [
        ("the eﬃcient way", "efficient", "eﬃcient"),
        ("Straße", "STRASSE", "Straße"),
        ("№ 5 fell", "no 5", "№ 5"),
        ("so -- he", "so -", "so --"),
        ("a…b c", "a...b", "a…b"),
        ("x\u0301\u0316 y", "x\u0316\u0301", "x\u0301\u0316"),
        ("Việt Nam", "Vie\u0323\u0302t nam", "Việt Nam"),
        ("a\u2011b", "a-b", "a\u2011b"),
        ("a—b", "a--b", "a—b"),
        ("a\n\n\nb", "a b", "a\n\n\nb"),
        ("ＡＢＣ", "abc", "ＡＢＣ"),
        ("10² men", "10² men", "10² men"),
        ("_neutral_", "neutral", "neutral"),
        ("«oui»", '"oui"', "«oui»"),
        ("about 1 % now", "1 %", "1 %"),
        ("14 million, and 4 million", "4 million", "4 million"),
    ],
)
def test_the_same_words_in_other_characters_count(raw, words, found):
    assert find_quotation(document(raw), words).text == found


def test_what_belongs_to_no_paragraph_cannot_be_quoted():
    found = document("# A Heading\n\nOne.\n\n<!-- a secret -->\n\n2. Two.\n\n---\n\n3. Three.")
    assert find_quotation(found, "heading") is None
    assert find_quotation(found, "secret") is None
    assert find_quotation(found, "2. Two") is None
    assert find_quotation(found, "two. three").text == "Two.\n\n---\n\n3. Three"


def test_the_first_place_counts_or_the_first_within_a_passage():
    found = document("They left.\n\nThey left. They left.")
    assert find_quotation(found, "they left").start == 0
    assert find_quotation(found, "they left", found.passage("p2")).name == "p2.s1"
    assert find_quotation(found, "they left", found.passage("p2.s2")).name == "p2.s2"
    assert find_quotation(found, "left. They", found.passage("p2.s2")) is None


READABLE = st.lists(
    st.sampled_from(
        [
            "They",
            "left",
            "café",
            "Zürich",
            "won't",
            "“no”",
            "—",
            "10,000",
            "neu\xadtral",
            "3.5%",
            "Ελλάδα",
            "(so)",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)
DISGUISES = (
    lambda words: unicodedata.normalize("NFD", words),
    lambda words: unicodedata.normalize("NFC", words),
    lambda words: words.replace("\xad", ""),
    lambda words: words.replace(" ", "\xa0"),
    lambda words: words.replace(" ", "\r\n "),
    lambda words: words.replace("“", '"').replace("”", '"'),
    lambda words: words.replace("'", "’"),
    lambda words: words.replace("—", "-"),
    str.upper,
    lambda words: "\xad".join(words),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(READABLE, min_size=1, max_size=4),
    st.data(),
    st.lists(st.sampled_from(DISGUISES), max_size=4),
    st.lists(st.sampled_from(DISGUISES), max_size=4),
)
def test_every_run_of_whole_words_is_found_however_it_is_typed(written, data, there, here):
    text = ".\n\n".join(written)
    for disguise in there:
        text = disguise(text) if "\xad" not in disguise("ab") else text
    words = data.draw(st.sampled_from(written)).split()
    first = data.draw(st.integers(0, len(words) - 1))
    quotation = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    for disguise in here:
        quotation = disguise(quotation)
    found = find_quotation(document(text), quotation)
    assert found is not None
    assert text[found.start : found.end] == found.text
    assert plain(found.text) == plain(quotation)


def plain(words):
    """An independent, coarser fold: letters and digits only."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", words).casefold())


@settings(max_examples=120, deadline=None)
@given(TEXTS, TEXTS)
def test_what_is_found_has_the_same_letters(text, words):
    found = document(text)
    near = nearest(found, words)
    assert near is None or near.passage in (*found.sentences, *found.paragraphs)
    place = find_quotation(found, words)
    if place is not None:
        assert text[place.start : place.end] == place.text
        assert found.passage(place.name).start <= place.start


# --- near, but not it


@pytest.mark.parametrize(
    ("words", "name", "kind", "reason"),
    [
        (
            "More than 14 million people have been driven from their homes", "p2.s1", "figure",
            "it says 'more than 10 million', not 'more than 14 million'",
        ),
        (
            "At least 10 million people have been driven from their homes", "p2.s1", "figure",
            "it says 'more than 10 million', not 'at least 10 million'",
        ),
        (
            "people have been driven from their homes, 4 million of them abroad", "p2.s1", "figure",
            "it says 'almost 4 million', not '4 million'",
        ),
        (
            "almost four thousand of them abroad", "p2.s1", "figure",
            "it says 'almost 4 million', not 'almost four thousand'",
        ),
        ("Two million people have been driven from their homes", "p2.s1", "figure",
            "it says 'more than 10 million', not 'two million'"),
        ("Prices rose 35 percent, to 12,000", "p2.s3", "figure", "it says '3.5', not '35'"),
        (
            "10 million people have been driven from all homes", "p2.s1", "figure",
            "it says 'more than 10 million', not '10 million'",
        ),
        ("Prices rose a percent, to 12,000", "p2.s3", "figure", "it says '3.5'"),
        ("They will not return in 2 days, not soon", "p2.s2", "figure", "it does not say '2'"),
        ("They will return soon", "p2.s2", "negation", "it says 'not'"),
        ("We will leave – not before the vote", "p1.s1", "negation", "it says \"won't\""),
        ("The café was not closed at Zürich’s neutral harbour", "p3.s1", "negation",
            "it does not say 'not'"),
        ("They will never return soon", "p2.s2", "wording", "its words differ"),
        ("They won't return soon", "p2.s2", "wording", "its words differ"),
        ("people driven from their homes", "p2.s1", "wording", "its words differ"),
        ("almost four million of them are abroad", "p2.s1", "wording", "its words differ"),
    ],
)  # fmt: skip
def test_figures_and_negations_are_told_apart(words, name, kind, reason):
    near = nearest(REPORT, words)
    assert (near.passage.name, near.kind) == (name, kind)
    assert near.reason == reason


def test_a_different_figure_is_alike_to_the_letter_and_still_not_close():
    near = nearest(REPORT, "More than 14 million people have been driven from their homes")
    assert near.score > 95
    assert near.kind == "figure"


def test_the_same_figure_in_another_spelling_is_no_other_figure():
    found = document("The town lost 10,000,000 crowns in 28.3.2022 alone.")
    assert nearest(found, "The town lost 10 million crowns in 28.3.2022").kind == "wording"
    assert nearest(found, "The town lost 10 million crowns in 29.3.2022").kind == "figure"


def test_words_are_compared_whole():
    found = document("They called the meeting with them notable.")
    assert nearest(found, "They call their meeting with them now").kind == "wording"


def test_a_quotation_longer_than_every_sentence():
    found = document("They met. They talked. They left at dawn.\n\nNobody spoke of it.")
    near = nearest(found, "They met. They talked a lot. They left at dawn.")
    assert near.passage.name == "p1"


@pytest.mark.parametrize("words", ["", " ", "zebras graze quietly", "?!"])
def test_nothing_is_near(words):
    assert nearest(document("They met at noon."), words) is None


# --- citations


@pytest.mark.parametrize(
    ("raw", "citation", "canonical"),
    [
        ("report", Citation("report"), "report"),
        ("report#p2", Citation("report", "p2"), "report#p2"),
        ("  report#p12.s30 ", Citation("report", "p12.s30"), "report#p12.s30"),
        ('report#"the words"', Citation("report", None, "the words"), 'report#"the words"'),
        ("report#“the words”", Citation("report", None, "the words"), 'report#"the words"'),
        ('report#"he said "no" today"', Citation("report", None, 'he said "no" today'),
            'report#"he said "no" today"'),
        ('report#p2.s1 "a # b"', Citation("report", "p2.s1", "a # b"), 'report#p2.s1 "a # b"'),
        ('report#p2"a\nb"', Citation("report", "p2", "a\nb"), 'report#p2 "a\nb"'),
        ({"source": "report"}, Citation("report"), "report"),
        ({"source": " report ", "at": "p2.s3 "}, Citation("report", "p2.s3"), "report#p2.s3"),
        ({"source": "report", "quote": " a b "}, Citation("report", None, "a b"), 'report#"a b"'),
        ({"source": "report", "at": "p2", "quote": "a"}, Citation("report", "p2", "a"),
            'report#p2 "a"'),
        ({"source": "report", "at": None, "quote": None}, Citation("report"), "report"),
    ],
)  # fmt: skip
def test_citations(raw, citation, canonical):
    assert parse_citation(raw) == citation
    assert str(citation) == canonical
    assert parse_citation(canonical) == citation


@pytest.mark.parametrize(
    "raw",
    [
        "", " ", "#p2", "report#", "report# ", "report#2", "report#p0", "report#p02", "report#P2",
        "report#p2.s0", "report#p2.s", "report#p2s3", "report#p2-p4", "report#p2 and p3",
        "report p2", "report#words", 'report#"', 'report#""', 'report#" "',
        'report#"open', "report#p2 words", 'report#p2 ""', "report#p9999999", "report#p٢",
        "a b", 5, None, True, 1.5, ["report"], {}, {"at": "p2"}, {"source": ""}, {"source": 5},
        {"source": "report#p2"}, {"source": "report", "at": 2}, {"source": "report", "quote": ""},
        {"source": "report", "quote": ["a"]},
    ],
)  # fmt: skip
def test_what_is_no_citation_says_what_to_write(raw):
    with pytest.raises(ValueError, match=r"is no citation\. Write report, report#p2, "):
        parse_citation(raw)


def test_other_messages():
    with pytest.raises(ValueError, match=r"^no key is called 'att'\. Did you mean 'at'\?$"):
        parse_citation({"source": "report", "att": "p2"})
    with pytest.raises(
        ValueError, match=r"^no key is called '5'\. Known here: at, quote, source\.$"
    ):
        parse_citation({"source": "report", 5: "p2"})
    with pytest.raises(ValueError, match=r"^'P2' names no passage\. Write p2, or p2\.s3 for "):
        parse_citation({"source": "report", "at": "P2"})
    with pytest.raises(ValueError, match=r"is no citation") as caught:
        parse_citation("x y" * 100_000)
    assert len(str(caught.value)) < 200


QUOTES = st.text(min_size=1).map(str.strip).filter(bool)
PLACES = st.from_regex(r"p[1-9][0-9]{0,3}(\.s[1-9][0-9]?)?", fullmatch=True)


@given(
    st.builds(
        Citation,
        st.from_regex(r"[a-z][\w-]{0,8}", fullmatch=True),
        st.none() | PLACES,
        st.none() | QUOTES,
    )
)
def test_a_citation_reads_its_own_writing(citation):
    assert parse_citation(str(citation)) == citation


@given(st.text('abp1.s#"“” \n', max_size=20) | st.text())
def test_any_text_is_a_citation_or_is_refused(raw):
    try:
        citation = parse_citation(raw)
    except ValueError:
        citation = None
    assert citation is None or parse_citation(str(citation)) == citation


# --- opening a citation


@pytest.mark.parametrize(
    ("raw", "name", "text"),
    [
        ("r#p2.s2", "p2.s2", "They will not return soon."),
        ("r#p3", "p3", "The café at Zürich’s neu\xadtral harbour closed."),
        ('r#"will not return"', "p2.s2", "will not return"),
        ('r#p2 "will not return"', "p2.s2", "will not return"),
        ('r#p2.s2 "They will not return soon."', "p2.s2", "They will not return soon."),
        ("r", "", REPORT.text),
    ],
)
def test_a_citation_opens_its_passage(raw, name, text):
    opened = resolve(REPORT, parse_citation(raw))
    assert (opened.passage.name, opened.passage.text) == (name, text)
    assert (opened.problem, opened.remedy) == ("", "")


@pytest.mark.parametrize(
    ("raw", "problem", "remedy"),
    [
        ("r#p4", "there is no p4: the document has 3 paragraphs.", "Cite p1 to p3."),
        ("r#p4.s1", "there is no p4.s1: the document has 3 paragraphs.", "Cite p1 to p3."),
        ("r#p1.s3", "there is no p1.s3: p1 has 2 sentences.", "Cite p1.s1 to p1.s2."),
        ("r#p3.s2", "there is no p3.s2: p3 has 1 sentence.", "Cite p3.s1."),
        ('r#p1 "return soon"', "these words stand in p2.s2, not in p1.",
            "Cite p2.s2, or the words alone."),
        ('r#p2.s1 "return soon"', "these words stand in p2.s2, not in p2.s1.",
            "Cite p2.s2, or the words alone."),
        ('r#"They will not come back soon"', "these words do not stand in the document.",
            "Did you mean p2.s2: “They will not return soon.”?"),
        ('r#"They will return soon"',
            "these words do not stand in the document, "
            "and p2.s2 has another negation: it says 'not'.",
            "Quote it as it stands: “They will not return soon.”"),
        ('r#p2 "zebras graze quietly"', "these words do not stand in the document.",
            "Quote word for word, or cite a passage by its number."),
    ],
)  # fmt: skip
def test_a_citation_that_opens_nothing_says_why(raw, problem, remedy):
    opened = resolve(REPORT, parse_citation(raw))
    assert (opened.passage, opened.problem, opened.remedy) == (None, problem, remedy)


def test_another_figure_is_never_offered_as_meant():
    opened = resolve(
        REPORT, parse_citation('r#"14 million people have been driven from their homes"')
    )
    assert "another figure: it says 'more than 10 million', not '14 million'." in opened.problem
    assert "Did you mean" not in opened.remedy


def test_one_paragraph_is_no_plural():
    opened = resolve(document("One."), Citation("r", "p2"))
    assert opened.problem == "there is no p2: the document has 1 paragraph."
    assert opened.remedy == "Cite p1."


@pytest.mark.parametrize("raw", ["r", "r#p1", "r#p1.s1", 'r#"a"'])
def test_an_empty_document_opens_nothing(raw):
    opened = resolve(document("# Only a heading"), parse_citation(raw))
    assert (opened.passage, opened.problem) == (None, "the document has no paragraphs.")


def test_a_long_passage_is_shortened_in_the_remedy():
    found = document("They " + "really " * 100 + "left.")
    opened = resolve(found, Citation("r", None, "They " + "really " * 20 + "stayed"))
    assert opened.remedy.startswith("Did you mean p1.s1: “They really")
    assert len(opened.remedy) < 250


# --- files


def test_read_text(tmp_path):
    file = tmp_path / "report.md"
    file.write_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\r\n")
    assert read_text(file) == "café\r\n"


@pytest.mark.parametrize(
    ("raw", "rule", "line"),
    [
        (b"One.\n\nTwo \x93words\x94.", "text-encoding", 3),
        ("One.".encode("utf-16"), "text-encoding", 0),
        (b"One.\nTwo\x00", "text-encoding", 2),
        (b"a" * 5_000_001, "text-size", 0),
        (None, "file-missing", 0),
    ],
)
def test_text_that_cannot_be_read(tmp_path, raw, rule, line):
    file = tmp_path / "report.md"
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        read_text(file)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.rule, mistake.line) == (str(file), rule, line)


# --- time

HOSTILE = {
    "one word": "a" * 1_000_000,
    "no stop": "words without stop " * 20_000,
    "stops": "." * 200_000,
    "loose stops": ". " * 100_000,
    "brackets after a stop": "a." + "]" * 200_000,
    "abbreviations": "e.g. A.B. " * 15_000,
    "comments": "<!--" * 100_000 + "<!-->" * 50_000,
    "open comments": "<!--" * 100_000,
    "headings": "#" * 200_000,
    "rules": "* " * 100_000 + "x",
    "blanks": "x\n" + " " * 200_000 + "\ny",
    "line ends": "\r\n" * 200_000,
    "front matter": "---\na:" + "\n--" * 60_000,
    "accents": "a" + "\u0316\u0301" * 200_000,
    "numbers": "1. \n\n" * 10_000,
    "figures": "1,1 more than " * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_text_only(text):
    """A step that is quadratic takes minutes on these."""
    started = time.process_time()
    found = document(text)
    find_quotation(found, "words that stand")
    nearest(found, "words that stand nowhere, 14 million of them, not one more")
    assert time.process_time() - started < 5


def test_a_long_quotation_and_a_long_sentence():
    found = document("ab cd " * 100_000)
    started = time.process_time()
    assert nearest(found, "ab ce " * 1_000).kind == "wording"
    assert time.process_time() - started < 2
