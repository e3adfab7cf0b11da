"""Files that mean harm, or are merely broken: refused with a place, and nothing written."""

import json
import os
import time
from pathlib import Path

import pytest

from parley import InputError
from parley.interop import jsonfile, xmlfile
from parley.interop.decimals import fraction, of_ratio, spelled, written
from tests.interop.made import write_genius
from tests.interop.test_genius import SAMPLES, run

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<negotiation_template>&c;</negotiation_template>"""
OUTSIDE = """<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<utility_space><objective name="&f;"/></utility_space>"""
REMOTE = '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd"><utility_space/>'
XML = {
    "laughs": (LAUGHS, "DOCTYPE", 2),
    "outside": (OUTSIDE, "DOCTYPE", 1),
    "remote": (REMOTE, "DOCTYPE", 1),
    "deep": ("<a>" * 50 + "</a>" * 50, "too deep", 1),
    "many": ("<a>" + "<b/>" * 100_001 + "</a>", "too many elements", 1),
    "wide": ("<a " + " ".join(f"x{k}='1'" for k in range(99)) + "/>", "too many attributes", 1),
    "open": ("<utility_space>\n<objective>\n</utility_space>", "not well-formed", 3),
    "quotes": ('<a>\n<item value="1 "x""/>\n</a>', "not well-formed", 2),
    "entity": ("<a>&unknown;</a>", "not well-formed", 1),
    "empty": ("", "not well-formed", 1),
    "binary": (bytes(range(256)) * 8, "not well-formed", 1),
    "latin": ('<?xml version="1.0"?>\n<a b="\xe9"/>'.encode("latin-1"), "not well-formed", 2),
    "encoding": ('<?xml version="1.0" encoding="klingon"?><a/>', "encoding", 1),
    "utf-7": ('<?xml version="1.0" encoding="utf-7"?><a/>', "encoding", 1),
    "huge": (b"<a>" + b" " * 5_000_001, "larger than 5 MB", 0),
}


@pytest.mark.parametrize("name", XML)
def test_hostile_xml_is_refused_at_its_line_and_nothing_is_written(name, tmp_path):
    content, said, line = XML[name]
    folder = tmp_path / "in"
    folder.mkdir()
    for path in (SAMPLES / "orchard").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / "bad.xml").write_bytes(raw)
    shown = run("import", "genius", folder, "--out", tmp_path / "out")
    assert shown.exit_code == 2
    assert said in shown.output
    place = f"bad.xml:{line}:" if line else "bad.xml:"
    assert place in shown.output
    assert "1 mistake; nothing was written." in shown.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_well_formed_files_in_other_encodings_are_read(tmp_path):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"):
        said = "utf-8" if encoding == "utf-8-sig" else encoding
        text = f'<?xml version="1.0" encoding="{said}"?><a b="é"/>'
        (tmp_path / "a.xml").write_bytes(text.encode(encoding))
        assert xmlfile.load(tmp_path / "a.xml").attributes == {"b": "é"}


JSON = {
    "open": ('{"a": [1, 2', "missing", 1),
    "comma": ('{\n"a": 1\n"b": 2}', "',' or '}' is missing", 3),
    "trailing": ('{"a": [1,]}', "a value is missing", 1),
    "colon": ('{"a" 1}', "':' is missing", 1),
    "key": ("{a: 1}", "a key in quotes is missing", 1),
    "twice": ('{"a": 1,\n"a": 2}', "stands on line 1 already", 2),
    "after": ('{"a": 1} x', "follows the end", 1),
    "text": ('{"a": "b', "never closed", 1),
    "deep": ("[" * 60 + "]" * 60, "too deep", 1),
    "many": ("[" + "1," * 100_001 + "1]", "too many values", 1),
    "list": ("[1]", "does not hold an object", 1),
    "empty": ("", "a value is missing", 1),
    "binary": (b"\xff\xfe\x00{", "UTF-16", 0),
    "bytes": (b'{"a": "\xe9"}', "is not UTF-8", 1),
    "huge": (b" " * 5_000_001, "larger than 5 MB", 0),
}


@pytest.mark.parametrize("name", JSON)
def test_broken_json_is_refused_at_its_line(name, tmp_path):
    content, said, line = JSON[name]
    (tmp_path / "a.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        jsonfile.load(tmp_path / "a.json")
    (mistake,) = caught.value.mistakes
    assert said in str(mistake)
    assert mistake.line == line
    assert mistake.remedy


def test_json_is_read_as_the_standard_library_reads_it(tmp_path):
    data = {"a": [1, -2.5, True, None, "x\ny\u00e9\U0001f600", {}, [], [[]], {"": [{"b": 1}]}]}
    for indent in (None, 1, "\t"):
        (tmp_path / "a.json").write_text(json.dumps(data, indent=indent), encoding="utf-8")
        found = jsonfile.load(tmp_path / "a.json")
        assert found.data == json.loads(json.dumps(data), parse_float=str) or found.data == data
    assert found.line(("a", 5)) == 8  # one line for each entry above
    (tmp_path / "a.json").write_text('{"a": -Infinity, "b": 1e999999999, "c": 1' + "0" * 400 + "}")
    loaded = jsonfile.load(tmp_path / "a.json").data
    assert loaded["a"] == float("-inf")
    assert fraction(loaded["b"]) is None
    assert fraction(loaded["c"]) is None


def test_numbers_that_would_take_forever_are_none():
    start = time.process_time()
    for text in ("1e999999999", "9" * 500, "1e-999", "1/3", "0x10", "nan", "inf", "1,5", "", "- 1"):
        assert fraction(text) in (None, 0)
    assert fraction("1e-999") == 0
    assert fraction("1e15") == 10**15
    assert fraction("1.1e15") is None
    assert fraction(True) is None
    assert of_ratio("1/0") is None
    assert of_ratio("9" * 999 + "/3") is None
    assert time.process_time() - start < 60


def test_numbers_are_written_to_the_side_that_is_asked_for():
    third = fraction("1") / 3
    assert (
        fraction(written(third, at_least=True)) >= third >= fraction(written(third, at_most=True))
    )
    assert fraction(written(third, at_least=True)) - third < fraction("1e-15")
    assert (spelled(third), of_ratio(spelled(third))) == ("1/3", third)
    assert spelled(fraction("0.125")) == "0.125"


def test_a_long_text_is_refused_and_a_long_description_left_out(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for path in (SAMPLES / "orchard").iterdir():
        text = path.read_text(encoding="utf-8")
        text = text.replace("Every tree is picked by both", "tree " * 900)
        (folder / path.name).write_text(text, encoding="utf-8")
    shown = run("import", "genius", folder, "--out", tmp_path / "a")
    assert shown.exit_code == 0
    assert "its description is too long to be kept; not mapped" in shown.output
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("dusk", "d" * 4_000)
        path.write_text(text, encoding="utf-8")
    shown = run("import", "genius", folder, "--out", tmp_path / "b")
    assert shown.exit_code == 2
    assert "is too long" in shown.output


def test_what_would_not_pass_the_checks_is_not_written(tmp_path):
    """A weight times an evaluation that no number of a scenario can be."""
    party = {"rows": [["1e15", "1"]], "weights": ["1000"], "reserve": None}
    issue = ("x", "discrete", ["a", "b"])
    folder = write_genius({"issues": [issue], "parties": [party, party]}, tmp_path / "in")
    shown = run("import", "genius", folder, "--out", tmp_path / "out", "--normalise", "raw")
    assert shown.exit_code == 2
    assert "is too large" in shown.output
    assert str(tmp_path / "out" / "scenario.yaml") in shown.output
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_folder_of_another_kind(tmp_path):
    for program in ("genius", "geniusweb", "negmas"):
        nowhere = run("import", program, tmp_path / "nowhere", "--out", tmp_path / "out")
        assert nowhere.exit_code == 2
        assert "there is no such folder" in nowhere.output
        empty = run("import", program, tmp_path, "--out", tmp_path / "out")
        assert empty.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_not_waited_for(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "a.xml")
    assert run("import", "genius", folder, "--out", tmp_path / "out").exit_code == 2
    assert Path(folder / "a.xml").exists()
