"""Every mistake is told once, on its line, in words; no message is the echo of another."""

import pytest

from parley.errors import InputError
from parley.scenario import examine, read
from parley.scenario.check import CHECKS

from . import mistakes, samples

CASES = mistakes.cases()
SAID = [row for case in CASES for row in case.said]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_said(case, tmp_path):
    assert mistakes.said(case, tmp_path) == case.said


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_has_a_case(check):
    assert any(row.endswith(f"[{check.name}]") for row in SAID)
    assert check.meaning.endswith(".")


def test_names_of_checks_are_unique():
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_every_message_is_plain():
    """A place, one sentence on what is wrong, a remedy; no class names, no Python."""
    jargon = ("Input should", "None", "True", "False", "dict", "str]", "<", "Error")
    for row in SAID:
        _, line, message = row.split(":", 2)
        assert int(line) > 0
        assert message.rsplit(" [", 1)[0].rstrip().endswith((".", "?", "`", "”")), row
        assert not [word for word in jargon if word in message], row


# --- files as a whole


def only(folder, **options):
    scenario, found = examine(folder, **options)
    (mistake,) = found
    return scenario, mistake


def test_a_folder_without_a_scenario(tmp_path):
    scenario, mistake = only(tmp_path)
    assert scenario is None
    assert mistake.rule == "no-scenario"
    assert str(mistake).startswith(f"{tmp_path}: this folder holds no scenario.yaml. Name another")
    with pytest.raises(InputError, match=r"this folder holds no scenario\.yaml"):
        read(tmp_path)


def test_no_such_file(tmp_path):
    scenario, mistake = only(tmp_path / "nothing.yaml")
    assert scenario is None
    assert mistake.problem == "there is no such file."


@pytest.mark.parametrize(
    ("written", "line", "problem"),
    [
        (b"", 1, "the file is empty."),
        (b"# only a comment\n", 1, "the file is empty."),
        (b"- a\n- b\n", 1, "the file does not hold keys with values."),
        (samples.SCENARIO.encode("utf-16"), 0, "the file is UTF-16, not UTF-8."),
        (samples.SCENARIO.replace("South\n", "S\xfcden\n", 1).encode("latin-1"), 18, "not UTF-8"),
        (samples.SCENARIO.replace("North", "N\x07rth", 1).encode(), 2, "control character U+0007"),
        (b"\xff\xfe\x00", 0, "UTF-16"),
        (b"a: 1\n\xc3\x28\n", 2, "0xc3 is not UTF-8"),
        (b"[" * 100_000, 1, "too deep"),
    ],
)
def test_what_is_no_scenario_at_all(tmp_path, written, line, problem):
    (tmp_path / "scenario.yaml").write_bytes(written)
    scenario, mistake = only(tmp_path)
    assert scenario is None
    assert problem in mistake.problem
    assert mistake.line == line


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(tmp_path):
    samples.write(tmp_path)
    text = samples.SCENARIO.replace("\n", "\r\n").encode("utf-8-sig")
    (tmp_path / "scenario.yaml").write_bytes(text)
    assert read(tmp_path) == read(samples.write(tmp_path / "other"))


@pytest.mark.parametrize("name", ["n" * 3000, "loop", "a\\0b"])
def test_a_file_name_that_cannot_be(tmp_path, name):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    text = samples.changed(
        samples.SCENARIO,
        ("file: sources/letter.txt", f'file: "{name}"'),
        ("private: private.yaml", f'private: "{name}"'),
    )
    _, found = examine(samples.write(tmp_path, text))
    places = {(mistake.line, mistake.path) for mistake in found}
    lines = samples.line_of(text, f'file: "{name}"'), samples.line_of(text, f'private: "{name}"')
    assert (lines[0], "sources.letter.file") in places
    assert (lines[1], "private") in places


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("We say: the people vote.", encoding="utf-8")
    folder = samples.write(tmp_path / "folder", letter=None)
    (folder / "sources/letter.txt").symlink_to(tmp_path / "secret.txt")
    _, mistake = only(folder)
    assert mistake.problem == "this file lies outside the scenario's folder."


def test_a_private_file_that_is_missing(tmp_path):
    _, mistake = only(samples.write(tmp_path, private=None))
    assert (mistake.line, mistake.rule) == (126, "private-file")
    assert examine(tmp_path, private=False)[1] == []


@pytest.mark.parametrize("written", ["", "- a\n", "parley: [\n", "a\x07: 1\n"])
def test_a_private_file_that_is_broken(tmp_path, written):
    _, mistake = only(samples.write(tmp_path, private=written))
    assert mistake.file == str(tmp_path / "private.yaml")
    assert mistake.line > 0


def test_two_private_files_with_the_same_party(tmp_path):
    text = samples.changed(
        samples.SCENARIO, ("private: private.yaml", "private: [private.yaml, more.yaml]")
    )
    folder = samples.write(tmp_path, text)
    (folder / "more.yaml").write_text("parley: 1\nno_deal:\n  guard: 1\n", encoding="utf-8")
    _, mistake = only(folder)
    assert (mistake.file, mistake.line) == (str(folder / "more.yaml"), 3)
    assert mistake.problem == "'guard' stands in another private file too."


def test_a_mistake_in_an_entry_of_both_files_is_told_in_its_own(tmp_path):
    text = samples.changed(samples.SCENARIO, ("private: private.yaml\n", """\
  guard:
    land: {weight: 10, all: 0, half: 100, none: 50, seized: 0}
private: private.yaml
"""))  # fmt: skip
    _, found = examine(samples.write(tmp_path, text))
    line = samples.line_of(text, "  guard:\n    land")
    assert [(m.file.rsplit("/", 1)[1], m.line, m.rule) for m in found] == [
        ("private.yaml", 6, "private-twice"),
        *[("scenario.yaml", line, "preferences-complete")] * 3,
    ]


@pytest.mark.parametrize(
    ("written", "problem"),
    [(b"", "this file holds no text."), (b"\n# Only a heading\n", "this file holds no text.")],
)
def test_a_source_without_text(tmp_path, written, problem):
    folder = samples.write(tmp_path)
    (folder / "sources/report.md").write_bytes(written)
    _, mistake = only(folder)
    assert (mistake.line, mistake.path, mistake.problem) == (10, "sources.report.file", problem)


def test_a_source_that_is_no_text(tmp_path):
    folder = samples.write(tmp_path)
    (folder / "sources/letter.txt").write_bytes(b"We say \xff\n")
    _, mistake = only(folder)
    assert (mistake.file, mistake.line) == (str(folder / "sources/letter.txt"), 1)


def test_a_source_in_a_folder_without_an_original(tmp_path):
    scenario, found = examine(samples.write(tmp_path, original=None))
    assert found == []
    assert scenario.citations["report#p1"].state == "summary"


# --- many at once

MANY = (
    # (what stands there, what takes its place, what parley says of it)
    ("status: working", "status: wokring", "Did you mean 'working'?"),
    ("    author: The council", "    autor: The council", "Did you mean 'author'?"),
    ("  friend: {name: Friend, role: backer", "  friend: {role: backer", "'name' is missing"),
    ("    on: 2020-06-10", "    on: 2020-06-31", "'2020-06-31' is not a date."),
    ("    after: withdraw\n    says", "    after: withdrew\n    says", "Did you mean 'withdraw'?"),
    ("part_of: homeless", "part_of: homless", "Did you mean 'homeless'?"),
    ("    status_quo: half", "    status_quo: haf", "Did you mean 'half'?"),
    ("status_quo: 0\n", "status_quo: 0\n    status_quo: 3\n", "stands on line"),
    ("{months: {at_least: 3}}", "{months: {atleast: 3}}", "'months' needs an option, or bounds."),
    ("land: {weight: 40..60, all", "land: {weight: 60..40, all", "Write 40..60."),
    ("interactions:\n", "interactons:\n", "Did you mean 'interactions'?"),
    ("weight: $urgency", "weight: $urgncy", "Did you mean 'urgency'?"),
    ("triangular: {low: 40, mode: 50", "triangular: {low: 40, mod: 50", "Did you mean 'mode'?"),
    ("now: mid", "now: mud", "no state is called 'mud'."),
    ("lose: 0.1, down: 0.7}", "lose: 0.1, down: 0.8}", "the chances sum to 1.1, not to 1."),
    ("per: 1_000_000", "per: 0", "the reference load can be 0."),
    ("after: [withdraw, vote]", "after: [withdraw, vote, pact]", "wait for each other"),
    ("threshold: 0.6", "threshold: 60", "60 is not a share."),
    ("mode: shuttle", "mode: shutle", "Did you mean 'shuttle'?"),
    ("{who: The hill people, why", "{why", "'who' is missing"),
)  # fmt: skip


def test_twenty_mistakes_in_one_run(tmp_path):
    text = samples.changed(samples.SCENARIO, *((old, new) for old, new, _ in MANY))
    _, found = examine(samples.write(tmp_path, text))
    wanted = []
    for _, new, says in MANY:
        second = new.count("status_quo") == 2
        wanted.append((samples.line_of(text, new) + second, says))
    assert [mistake.line for mistake in found] == sorted(line for line, _ in wanted)
    for line, says in wanted:
        assert any(mistake.line == line and says in str(mistake) for mistake in found), says


def test_mistakes_in_three_files_at_once(tmp_path):
    folder = samples.write(
        tmp_path,
        samples.changed(samples.SCENARIO, ("role: host", "role: hots")),
        private=samples.changed(samples.PRIVATE, ("weight: 50", "weight: -50")),
        report=samples.changed(samples.FILES["sources/report.md"], ("2. It", "4. It")),
    )
    _, found = examine(folder)
    assert [(m.file.rsplit("/", 1)[1], m.line) for m in found] == [
        ("private.yaml", 8), ("scenario.yaml", 10), ("scenario.yaml", 32),
    ]  # fmt: skip


def test_mistakes_stand_in_order_and_once(tmp_path):
    text = samples.SCENARIO.replace("report#", "reprt#")
    _, found = examine(samples.write(tmp_path, text))
    assert found == sorted(set(found))
    assert {m.line for m in found} == {
        at for at, row in enumerate(text.splitlines(), 1) if "reprt#" in row
    }


def test_read_raises_them_all(tmp_path):
    folder = samples.write(tmp_path, samples.SCENARIO.replace("report#", "reprt#"))
    with pytest.raises(InputError) as caught:
        read(folder)
    assert list(caught.value.mistakes) == examine(folder)[1]
