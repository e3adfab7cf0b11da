"""YAML is read as its 1.2 core schema says; every value knows its place, every mistake too."""

import copy
import json
import math
import os
import re
import time

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parley.errors import InputError, Mistake
from parley.scenario import located
from parley.scenario.located import decode, dotted, load, loads, read_bytes

PARSERS = {"c": located._LOADER, "python": yaml.SafeLoader}


@pytest.fixture(params=PARSERS, scope="module", autouse=True)
def _each_parser(request):
    """Every test runs with the parser in C, and with the one that stands in where there is none."""
    usual, located._LOADER = located._LOADER, PARSERS[request.param]
    yield
    located._LOADER = usual


def read(text):
    """The data of a faultless text."""
    page, mistakes = loads(text, "s.yaml")
    assert mistakes == ()
    return page


def refused(text):
    """The one mistake for which nothing of the text is read."""
    page, (mistake,) = loads(text, "s.yaml")
    assert page is None
    return mistake


def cut(page, span):
    return page.text[span.start : span.end]


def values(page):
    return {route: cut(page, span) for route, span in page.values.items()}


# --- what scalars mean


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None),
        ("true", True), ("True", True), ("TRUE", True),
        ("false", False), ("False", False), ("FALSE", False),
        ("0", 0), ("-7", -7), ("+7", 7), ("012", 12), ("-008", -8), ("0o17", 15), ("0xfF", 255),
        ("1.5", 1.5), (".5", 0.5), ("-.5", -0.5), ("5.", 5.0), ("1e3", 1000.0), ("1.5E-3", 0.0015),
        ("+12e03", 12000.0), (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf),
    ],
)  # fmt: skip
def test_plain_scalars_of_the_core_schema(written, meant):
    value = read(f"k: {written}\n").data["k"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("written", [".nan", ".NaN", ".NAN"])
def test_not_a_number(written):
    assert math.isnan(read(f"k: {written}").data["k"])


@pytest.mark.parametrize(
    "written",
    [
        "no", "yes", "on", "off", "y", "N", "nUll", "tRUE", "None", "1:30", "190:20:30",
        "2022-03-28", "2022-03-28 10:00", "10_000_000", "20..40", "20..30..40", "0b101", "0o8",
        "-0o7", "0xg", "1e", "e3", ".", "..", "+", "--1", "1.2.3", "inf", "nan", ".Nan",
        "-.nan", "1,000", "١٢", "12 %", "=", "p2.s3", "report#p2", "1_0",
    ],
)  # fmt: skip
def test_everything_else_is_text(written):
    assert read(f"k: {written}\n").data["k"] == written


def test_a_long_integer_stays_exact():
    assert read("k: " + "9" * 4000).data["k"] == 10**4000 - 1
    assert read("k: " + "9" * 4001).data["k"] == math.inf


@pytest.mark.parametrize("word", ["true", "~", "", "12", "0x1", ".inf", "1e3", "no", "null"])
def test_quoted_scalars_are_text(word):
    assert read(f"a: '{word}'\nb: \"{word}\"").data == {"a": word, "b": word}


def test_block_scalars_are_text():
    assert read("a: |\n  12\nb: >-\n  true\n").data == {"a": "12\n", "b": "true"}


def test_keys_are_text():
    data = read("true: 1\n6: 2\n~: 3\n012: 4\n'': 5\n2022-03-28: 6\n? x\n: 7\n1.50: 8").data
    assert data == {
        "true": 1, "6": 2, "~": 3, "012": 4, "": 5, "2022-03-28": 6, "x": 7, "1.50": 8,
    }  # fmt: skip


# --- places

TEXT = """\
# a comment
title:  Peace – "talks"   # more
sources:
  report: {file: a.md, empty: , last}
list:
- one
-   - 2
    - 'it''s'
-
multi: >-
   one
   two


  # not the value's
empty:
nest:
    deep:
       - {a: [1, 2]}
end: "ü\\n"
"""
PLACES = {
    ("title",): 'Peace – "talks"',
    ("sources",): "report: {file: a.md, empty: , last}",
    ("sources", "report"): "{file: a.md, empty: , last}",
    ("sources", "report", "file"): "a.md",
    ("sources", "report", "empty"): "",
    ("sources", "report", "last"): "",
    ("list",): "- one\n-   - 2\n    - 'it''s'\n-",
    ("list", 0): "one",
    ("list", 1): "- 2\n    - 'it''s'",
    ("list", 1, 0): "2",
    ("list", 1, 1): "'it''s'",
    ("list", 2): "",
    ("multi",): ">-\n   one\n   two",
    ("empty",): "",
    ("nest",): "deep:\n       - {a: [1, 2]}",
    ("nest", "deep"): "- {a: [1, 2]}",
    ("nest", "deep", 0): "{a: [1, 2]}",
    ("nest", "deep", 0, "a"): "[1, 2]",
    ("nest", "deep", 0, "a", 0): "1",
    ("nest", "deep", 0, "a", 1): "2",
    ("end",): '"ü\\n"',
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_place_of_every_value(line_end, mark):
    page = read((mark + TEXT.replace("\n", line_end)).encode())
    found = {route: text.replace(line_end, "\n") for route, text in values(page).items()}
    assert found.pop(()) == TEXT[TEXT.index("title") :].rstrip("\n")
    assert found == PLACES
    lines = TEXT.split("\n")
    for route, span in page.values.items():
        first = (PLACES | {(): "title"})[route].split("\n")[0]
        assert lines[span.line - 1][span.column - 1 :].startswith(first)
        assert span.end_line - span.line == (PLACES | {(): TEXT.strip()[12:]})[route].count("\n")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_place_of_every_key(line_end):
    page = read(TEXT.replace("\n", line_end))
    assert set(page.keys) == {route for route in PLACES if isinstance(route[-1], str)}
    for route, span in page.keys.items():
        assert cut(page, span) == route[-1]
        assert TEXT.split("\n")[span.line - 1][span.column - 1 :].startswith(route[-1])
        assert (span.end_line, span.end_column) == (span.line, span.column + len(route[-1]))


def test_columns_and_offsets_count_characters():
    page = read("é: 😀 x\nü: [ñ, ö]\n")
    span = page.values["ü", 1]
    assert (span.line, span.column, span.end_line, span.end_column) == (2, 8, 2, 9)
    assert page.text[span.start : span.end] == "ö"


def test_lines_are_those_of_an_editor():
    page = read("a: x\u2028b: y\u0085c: z\nd: 1\n")
    assert page.data == {"a": "x", "b": "y", "c": "z", "d": 1}
    assert page.values["d",].line == 2
    assert cut(page, page.values["c",]) == "z"


def test_a_span_leaves_out_the_anchor():
    page = read("a: &x  foo # c\nb: &y [1]\nc: &z\nd: &k 'q'\ne: &b |\n  t\n&f g: &h {}\n")
    assert values(page) | {(): ""} == {
        (): "", ("a",): "foo", ("b",): "[1]", ("b", 0): "1", ("c",): "", ("d",): "'q'",
        ("e",): "|\n  t", ("g",): "{}",
    }  # fmt: skip
    assert cut(page, page.keys["g",]) == "g"


@pytest.mark.parametrize("header", ["|", "|+", "|-", ">", ">2-", "|2"])
def test_a_block_scalar_ends_before_its_last_line_break(header):
    page = read(f"a: {header}\n  one\n\n  two\n\n\nb: 1")
    assert cut(page, page.values["a",]) == f"{header}\n  one\n\n  two"


def test_place_falls_back_to_the_nearest_ancestor():
    page = read(TEXT)
    assert page.place(()) == page.values[()]
    assert page.place(("title",)) == page.keys["title",]
    assert page.place(("list", 1, 0)) == page.values["list", 1, 0]
    assert page.place(("list", 7, "x")) == page.keys["list",]
    assert page.place(("sources", "report", "cite", 3)) == page.keys["sources", "report"]
    assert page.place(("nowhere", "at", "all")) == page.values[()]
    assert (page.line(("end",)), page.line(("nest", "deep", 0, "z"))) == (20, 19)


def test_a_route_as_messages_show_it():
    assert dotted(()) == ""
    assert dotted(("record", 3, "cite")) == "record[4].cite"
    assert dotted((0, "a", 1, 0)) == "[1].a[2][1]"


# --- aliases


def test_an_alias_repeats_data_of_its_own():
    page = read("a: &x {k: [1]}\nb: *x\nc: [*x, *x]\n")
    assert page.data == {"a": {"k": [1]}, "b": {"k": [1]}, "c": [{"k": [1]}, {"k": [1]}]}
    page.data["a"]["k"].append(2)
    assert page.data["b"] == {"k": [1]}


def test_the_place_of_an_alias_is_its_own_and_below_it_the_original():
    page = read("a: &x {k: [1]}\nb: [*x]\nc: 3\n")
    assert cut(page, page.values["b",]) == "[*x]"
    assert cut(page, page.values["b", 0]) == "*x"
    assert page.values["b", 0, "k", 0] == page.values["a", "k", 0]
    assert page.keys["b", 0, "k"] == page.keys["a", "k"]


def test_the_place_of_nothing_below_an_alias():
    page = read("a: &x {k: , l: [\n ]}\nb: *x\nc: 3\n")
    for name in "kl":
        assert page.values["b", name] == page.values["a", name]


def test_an_alias_means_the_last_value_of_its_name_above_it():
    assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").data == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert read("a: &x [&y 1, &x 2]\nb: *x\nc: *y\n").data == {"a": [1, 2], "b": 2, "c": 1}
    text = "a: &x 1\nb: &y [&x 2]\nc: &x 3\nd: *y\ne: *x\n"
    assert read(text).data == {"a": 1, "b": [2], "c": 3, "d": [2], "e": 3}


def test_an_alias_may_be_a_key():
    page = read("a: &x name\n*x : 1\n")
    assert page.data == {"a": "name", "name": 1}
    assert cut(page, page.keys["name",]) == "*x"


@pytest.mark.parametrize("text", ["a: &x [*x]", "a: &x {k: {l: *x}}", "a: *x", "a: [*x, &x 1]"])
def test_an_alias_of_itself_or_of_nothing(text):
    page, (mistake,) = loads(text, "s.yaml")
    assert mistake.rule == "yaml-alias"
    assert text[mistake.column - 1 :].startswith("*x")
    assert "a" in page.data


def test_aliases_that_multiply_are_refused():
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    mistake = refused("\n".join(lines))
    assert (mistake.rule, mistake.line, mistake.path) == ("yaml-alias", 6, "a5")


def test_aliases_that_nest_are_refused():
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)]
    mistake = refused("\n".join(lines))
    assert (mistake.rule, mistake.line) == ("yaml-alias", 40)


# --- one faulty entry; the others are read


def test_all_mistakes_at_once_in_the_order_of_the_lines():
    text = (
        "a: 1\n"
        "b: {c: 1, c: {d: 2}, e: 3}\n"
        "a: [4]\n"
        "<<: {z: 5}\n"
        "? [x]\n: 6\n"
        "f: !!python/object:os.system [7]\n"
        "g: [*none]\n"
        "h: !tag 012\n"
        'i: "\\e[31m"\n'
        "j: 8\n"
    )
    page, mistakes = loads(text, "s.yaml")
    assert page.data == {
        "a": 1, "b": {"c": 1, "e": 3}, "f": [7], "g": [None], "h": 12, "i": "\x1b[31m", "j": 8,
    }  # fmt: skip
    assert [str(mistake) for mistake in mistakes] == [
        "s.yaml:2: b.c: this key stands on line 2 already. Keep one of the two.",
        "s.yaml:3: a: this key stands on line 1 already. Keep one of the two.",
        "s.yaml:4: <<: merge keys ('<<') are not supported. Write the keys out.",
        "s.yaml:5: a key must be a name. Write it as plain text, or in quotes.",
        "s.yaml:7: f: tags that begin with '!' are not supported. Take the tag out.",
        "s.yaml:8: g[1]: this alias repeats no value that ends before it. Write the value.",
        "s.yaml:9: h: tags that begin with '!' are not supported. Take the tag out.",
        "s.yaml:10: i: the control character U+001B has no place here. Take it out.",
    ]
    assert [mistake.rule for mistake in mistakes] == [
        "yaml-duplicate-key", "yaml-duplicate-key", "yaml-merge", "yaml-key", "yaml-tag",
        "yaml-alias", "yaml-tag", "yaml-encoding",
    ]  # fmt: skip
    assert cut(page, page.values["j",]) == "8"


def test_a_duplicate_key_is_one_whatever_its_spelling():
    page, mistakes = loads("a: 1\n'a': 2\n\"\\x61\": 3\n", "s.yaml")
    assert page.data == {"a": 1}
    assert [(mistake.line, mistake.column) for mistake in mistakes] == [(2, 1), (3, 1)]


def test_what_a_left_out_entry_anchors_may_be_repeated():
    page, mistakes = loads("a: 1\na: &x [2, {b: 3}]\nc: *x\n", "s.yaml")
    assert page.data == {"a": 1, "c": [2, {"b": 3}]}
    assert len(mistakes) == 1


def test_a_repeated_mistake_is_told_once():
    _, mistakes = loads("a: &x {k: 1, k: 2}\nb: *x\nc: *x\n", "s.yaml")
    assert [mistake.path for mistake in mistakes] == ["a.k"]


@pytest.mark.parametrize("key", ["? {a: b}", "? [a]", "? - a", "? ", "*gone "])
def test_a_key_that_is_no_name(key):
    page, (mistake,) = (
        loads(f"{key}\n: 1\nz: 2", "s.yaml")
        if key[0] == "?"
        else loads(f"{key}: 1\nz: 2", "s.yaml")
    )
    assert (page.data, mistake.rule, mistake.line) == ({"z": 2}, "yaml-key", 1)


def test_a_quoted_merge_key_is_a_name():
    assert read("'<<': 1").data == {"<<": 1}
    assert read("k: <<").data == {"k": "<<"}


@pytest.mark.parametrize("tag", ["!x", "!!str", "!", "!<tag:yaml.org,2002:int>", "!!python/name:x"])
@pytest.mark.parametrize("value", ["5", "[1]", "{a: b}", "'q'"])
def test_tags_are_refused_and_the_value_kept(tag, value):
    page, (mistake,) = loads(f"k: {tag} {value}\nz: 1", "s.yaml")
    assert (mistake.rule, mistake.line, mistake.path) == ("yaml-tag", 1, "k")
    assert page.data == {"k": yaml.safe_load(value), "z": 1}
    assert cut(page, page.values["k",]) == value


# --- nothing can be read

SYNTAX = [
    ("a:\n\tb: 1\n", 2, 1, "tab", "spaces"),
    ("\ta: 1\n", 1, 1, "tab", "spaces"),
    ("a: 1\n\tb: 2\n", 2, 1, "tab", "spaces"),
    ("a: 1\nb 2\nc: 3\n", 2, 1, "no ': ' after a key", "key: value"),
    ("a: 1\n b: 2\n", 2, 3, "follows a value", "line up"),
    ("a: at 5: 30\n", 1, 8, "follows a value", "Quote"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "begins on line 1", "Line up"),
    ("a: 'x' y\n", 1, 8, "does not continue", "closing quote"),
    ("a: 1\nb: 'open\nc: 2\n", 2, 4, "never closed", "same mark"),
    ('a: "open\n', 1, 4, "never closed", "same mark"),
    ("a: 'x\n--- \nb'\n", 1, 4, "never closed", "same mark"),
    ("a: [1, 2\nb: 3\n", 2, 2, "'[' of line 1", "Write it"),
    ("a: {x: 1, y: 2\nb: 3\n", 2, 2, "'{' of line 1", "Write it"),
    ("a: {x: 1 y: 2}\n", 1, 11, "'{' of line 1", "Write it"),
    ("a: [b", 1, 6, "'[' of line 1", "Write it"),
    ("a: @x\n", 1, 4, "cannot begin", "quotes"),
    ("a: `x`\n", 1, 4, "cannot begin", "quotes"),
    ("a: %x\n", 1, 4, "cannot begin", "quotes"),
    ("a: * x\n", 1, 4, "'*'", "quotes"),
    ("a: & x\n", 1, 4, "'&'", "quotes"),
    ("a: - b\n", 1, 4, "list cannot begin", "new line"),
    ("- a\nb: 1\n", 2, 1, "list that begins on line 1", "'- '"),
    ("a: ]\n", 1, 4, "missing", "Write"),
    ("a: !e!foo x\n", 1, 4, "tags", "quotes"),
    ("%YAML 2.0\n---\na: 1\n", 1, 1, "not YAML", "lines around"),
    ("# c\n\na: 'é'é\n", 3, 7, "does not continue", "closing quote"),
]


@pytest.mark.parametrize(("text", "line", "column", "problem", "remedy"), SYNTAX)
def test_syntax_in_plain_words(text, line, column, problem, remedy):
    mistake = refused(text)
    assert (mistake.rule, mistake.path) == ("yaml-syntax", "")
    assert (mistake.line, mistake.column) == (line, column)
    assert problem in mistake.problem
    assert remedy in mistake.remedy
    assert mistake.problem.endswith(".")
    assert mistake.remedy.endswith(".")


@pytest.mark.parametrize("escape", [r"\q", r"\U00110000", r"\UFFFFFFFF", r"\x4"])
def test_an_escape_that_names_no_character(escape):
    assert refused(f'a: "{escape}"').rule == "yaml-syntax"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "~", "---\n...\n"])
def test_an_empty_file(text):
    assert refused(text).rule == "yaml-empty"


@pytest.mark.parametrize("text", ["- a", "[]", "text", "12", "a:1\nb:2\n", "'q'"])
def test_a_file_without_keys(text):
    assert refused(text).rule == "yaml-root"


def test_no_mapping_at_the_root_hides_no_other_mistake():
    page, mistakes = loads("- !x {a: 1, a: 2}\n", "s.yaml")
    assert page is None
    assert {m.rule for m in mistakes} == {"yaml-root", "yaml-tag", "yaml-duplicate-key"}


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "--- {a: 1}\n--- 2", "a: 1\n---\n"])
def test_a_second_document(text):
    mistake = refused(text)
    assert mistake.rule == "yaml-documents"
    assert text.split("\n")[mistake.line - 1].startswith("---")


def test_one_document_may_be_marked():
    assert read("%YAML 1.2\n---\na: 1\n...\n").data == {"a": 1}


@pytest.mark.parametrize("opening", ["[", "{", "[a: ", "- ", "? ", "{a: "])
def test_deep_nesting_is_refused_at_once(opening):
    started = time.process_time()
    mistake = refused("k:\n  " + opening * 100_000)
    assert mistake.rule == "yaml-depth"
    assert time.process_time() - started < 2


def test_as_deep_as_allowed():
    most = located.MAX_DEPTH - 1
    assert read("k: " + "[" * most + "]" * most)
    assert refused("k: " + "[" * (most + 1) + "]" * (most + 1)).rule == "yaml-depth"


def test_too_many_values(monkeypatch):
    monkeypatch.setattr(
        located,
        "_LIMITS",
        (located._LIMITS[0], (7, *located._LIMITS[1][1:]), located._LIMITS[2]),
    )
    assert read("k: [1, 2, 3, 4]").data
    assert refused("k: [1, 2, 3, 4, 5]").rule == "yaml-size"


# --- bytes and files


@pytest.mark.parametrize(
    ("raw", "line", "column", "words"),
    [
        (b"a: 1\nb: \xc3\xa9\x93\n", 2, 5, "0x93"),
        (b"a: \xc3", 1, 4, "0xc3"),
        (b"\xef\xbb\xbfa: \xe9", 1, 4, "0xe9"),
        (b"a: \xed\xa0\x80", 1, 4, "0xed"),
        ("a: é".encode("utf-16"), 0, 0, "UTF-16"),
        ("a: é".encode("utf-16-le"), 0, 0, "UTF-16"),
        ("a: é".encode("utf-16-be"), 0, 0, "UTF-16"),
        (b"a: 1\nb: \x00\n", 2, 4, "U+0000"),
        (b"a: 'x\x07'\n", 1, 6, "U+0007"),
        (b"a: \x7f", 1, 4, "U+007F"),
        ("a: 1\r\nb: \uffff".encode(), 2, 4, "U+FFFF"),
    ],
)
def test_what_is_no_text(raw, line, column, words):
    mistake = refused(raw)
    assert mistake.rule == "yaml-encoding"
    assert (mistake.line, mistake.column) == (line, column)
    assert words in mistake.problem


def test_text_is_taken_as_bytes_are():
    assert loads("a: é", "s") == loads("a: é".encode(), "s") == loads("\ufeffa: é", "s")
    assert refused("a: \ud800").rule == "yaml-encoding"


def test_the_text_keeps_its_line_ends():
    assert read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").text == "a: 1\r\nb: 2\r\n"


def test_too_large(monkeypatch):
    monkeypatch.setattr(located, "MAX_BYTES", 10)
    assert read("a: 4567890").data
    assert refused("a: 45678901").rule == "yaml-size"
    assert refused("a: 456789é").rule == "yaml-size"


def test_a_file(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_bytes("a: é\r\n".encode())
    page, mistakes = load(file, "shown.yaml")
    assert (page.file, page.data, mistakes) == ("shown.yaml", {"a": "é"}, ())


def test_files_that_cannot_be_read(tmp_path):
    def rule(path):
        page, (mistake,) = load(path, "shown.yaml")
        assert page is None
        assert (mistake.file, mistake.line) == ("shown.yaml", 0)
        return mistake.rule

    assert rule(tmp_path / "none.yaml") == "file-missing"
    assert rule(tmp_path / "no\0name.yaml") == "file-missing"
    assert rule(tmp_path / ("x" * 5000)) == "file-unreadable"
    assert rule(tmp_path) == "file-kind"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert rule(tmp_path / "pipe") == "file-missing"


def test_no_more_of_a_file_is_read_than_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(located, "MAX_BYTES", 10)
    file = tmp_path / "s.yaml"
    file.write_bytes(b"x" * 50)
    assert len(read_bytes(file, "s")) == 11


def test_another_kind_of_file_has_rules_of_its_own():
    with pytest.raises(InputError) as caught:
        decode(b"\xff", "report.md", "text")
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line, mistake.rule) == ("report.md", 1, "text-encoding")


# --- laws

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))
WORDS = st.one_of(
    TEXTS, st.sampled_from(["no", "012", "1e3", "", "~", "a: b", "- x", "#", "é\n", "true"])
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), WORDS)
DATA = st.dictionaries(
    WORDS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)


class Dumper(yaml.SafeDumper):
    """Writes no alias, and quotes what only YAML 1.2 reads as a number."""

    def ignore_aliases(self, data):
        return True


def _text(dumper, text):
    style = '"' if re.match(r"[-+]?\.?[0-9]", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _text)
LAYOUTS = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "allow_unicode": st.booleans(),
        "indent": st.integers(2, 5),
        "width": st.integers(20, 100),
        "line_break": st.sampled_from(["\n", "\r\n"]),
        "sort_keys": st.just(False),
    }
)


def leaves(data, route=()):
    """Every scalar, with its route."""
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*route, key))]
    if isinstance(data, list):
        return [leaf for at, value in enumerate(data) for leaf in leaves(value, (*route, at))]
    return [(route, data)]


def at(data, route):
    for step in route:
        data = data[step]
    return data


def same(one, other):
    return one == other and repr(one) == repr(other)


@settings(max_examples=40, deadline=None)
@given(DATA, LAYOUTS)
def test_what_is_dumped_is_read_with_its_places(data, layout):
    page = read(yaml.dump(data, Dumper=Dumper, **layout))
    assert same(page.data, data)
    assert {route for route in page.values if not isinstance(at(data, route), (dict, list))} == {
        route for route, _ in leaves(data)
    }
    for route, value in leaves(data):
        assert same(read(f"k: {cut(page, page.values[route])}\n").data, {"k": value})
    for route, span in page.keys.items():
        assert list(read(f"? {cut(page, span)}\n: 1\n").data) == [route[-1]]
    for span in (*page.values.values(), *page.keys.values()):
        before = re.split(r"\r\n|\r|\n", page.text[: span.start])
        assert (span.line, span.column) == (len(before), len(before[-1]) + 1)


@settings(max_examples=40, deadline=None)
@given(DATA, LAYOUTS, st.text(st.characters(min_codepoint=32, max_codepoint=126)), st.data())
def test_replacing_one_span_changes_that_value_only(data, layout, word, choice):
    every = leaves(data)
    assume(every and every[0][0])
    page = read(yaml.dump(data, Dumper=Dumper, **layout))
    route, _ = choice.draw(st.sampled_from(every))
    span = page.values[route]
    changed = read(page.text[: span.start] + json.dumps(word) + page.text[span.end :])
    expected = copy.deepcopy(data)
    at(expected, route[:-1])[route[-1]] = word
    assert same(changed.data, expected)


SEED = TEXT + "x: &a [1, {b: 2}]\ny: *a\nz: !t 1\n? q\n: |\n  w\n"
SCRAPS = st.one_of(
    st.text("[]{}:,-?&*!|>'\"%@`#\t\n\r ~<0a\\", max_size=6),
    st.sampled_from(
        ["\n---\n", "*a", "&a ", "<<: *a", "\n  ", ": ", "!!x ", "\u2028", "\x85", "\0", "\ufeff"]
    ),
    st.text(max_size=3),
)


def examine(page, mistakes):
    """What holds whatever was read."""
    assert page is not None or mistakes
    for mistake in mistakes:
        assert isinstance(mistake, Mistake)
        assert mistake.problem.endswith(".")
        assert mistake.remedy.endswith(".")
        assert re.fullmatch("yaml-[a-z-]+", mistake.rule)
    if page is not None:
        assert isinstance(page.data, dict)
        for span in (*page.values.values(), *page.keys.values()):
            assert 0 <= span.start <= span.end <= len(page.text)
            assert (span.line, span.column) <= (span.end_line, span.end_column)
        for route in page.values:
            at(page.data, route)
            assert page.line(route) >= 1


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 5), SCRAPS), max_size=6))
def test_no_change_to_a_file_makes_reading_fail(changes):
    text = SEED
    for place, gone, scrap in changes:
        text = text[:place] + scrap + text[place + gone :]
    examine(*loads(text.encode("utf-8", "surrogatepass"), "s.yaml"))
    examine(*loads(text, "s.yaml"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_make_reading_fail(raw):
    examine(*loads(raw, "s.yaml"))
    examine(*loads(b"a: [1]\n" + raw, "s.yaml"))
