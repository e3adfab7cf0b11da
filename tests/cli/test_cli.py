"""The command line as a person meets it."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parley import Findings, InputError, __version__
from parley.cli import COMMANDS, main
from parley.cli.inout import write_whole


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new scenario, as `parley new` leaves it."""
    assert run("new", tmp_path / "talks").exit_code == 0
    return tmp_path / "talks"


def broken(folder: Path, old: str, new: str) -> Path:
    file = folder / "scenario.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return folder


def test_help_teaches_with_an_example():
    shown = run("--help")
    assert shown.exit_code == 0
    assert "parley brief istanbul-2022" in shown.stdout
    for name in COMMANDS:
        assert name in shown.stdout
        own = run(name, "--help")
        assert own.exit_code == 0
        assert "Example:" in own.stdout


def test_help_enters_no_room():
    """What `--help` imports decides how fast it answers."""
    code = (
        "import sys; from parley.cli import main; main(['--help'], standalone_mode=False);"
        "print([n for n in ('numpy', 'pydantic', 'yaml', 'rich', 'scipy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version():
    assert run("--version").stdout == f"parley {__version__}\n"


def test_a_new_scenario_is_valid_from_the_first_minute(folder: Path):
    shown = run("check", folder)
    assert shown.exit_code == 0
    assert "no mistakes" in shown.stdout


def test_new_never_writes_over_anything(folder: Path):
    (folder / "scenario.yaml").write_text("mine")
    shown = run("new", folder)
    assert shown.exit_code == 2
    assert "there already" in shown.stderr
    assert (folder / "scenario.yaml").read_text() == "mine"


def test_check_lists_every_mistake_with_its_line(folder: Path):
    broken(folder, "by: north", "by: nort")
    broken(folder, "weight: 30..40..50", "weight: 50..40..30")
    shown = run("check", folder)
    lines = shown.stderr.splitlines()
    assert shown.exit_code == 2
    assert len([line for line in lines if line.startswith(str(folder))]) == 2
    assert "Did you mean 'north'?" in shown.stderr
    assert "Write 30..40..50." in shown.stderr
    assert lines[-1] == "2 mistakes; nothing was written."


def test_check_speaks_json_to_editors(folder: Path):
    assert json.loads(run("check", folder, "--format", "json").stdout) == {
        "ok": True,
        "mistakes": [],
    }
    broken(folder, "by: north", "by: nort")
    shown = run("check", folder, "--format", "json")
    (mistake,) = json.loads(shown.stdout)["mistakes"]
    assert shown.exit_code == 2
    text = (folder / "scenario.yaml").read_text().splitlines()
    assert "by: nort" in text[mistake["line"] - 1]
    assert mistake["rule"] == "unknown-name"


@pytest.mark.parametrize("command", ["check", "brief"])
def test_what_is_not_there(command: str, tmp_path: Path):
    nowhere = run(command, tmp_path / "nowhere")
    empty = run(command, tmp_path)
    assert nowhere.exit_code == empty.exit_code == 2
    assert "istanbul-2022" in nowhere.stderr
    assert "scenario.yaml" in empty.stderr


def test_brief_writes_the_page_the_findings_and_the_tables(folder: Path, tmp_path: Path):
    out = tmp_path / "out"
    shown = run("brief", folder, "--draws", "40", "--seed", "7", "--out", out)
    assert shown.exit_code == 0
    names = {"brief.html", "findings.json", "packages.csv", "frontier.csv", "draws.csv"}
    assert {path.name for path in out.iterdir()} == names
    findings = Findings.load(out / "findings.json")
    assert (findings.draws, findings.seed) == (40, 7)
    assert set(findings.answers) == {"record", "war", "deal", "hold", "ratify"}
    with (out / "draws.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    held = sum(float(row["zone"]) for row in rows) / 40
    assert held == findings.answers["deal"].zone_chance.share


def test_brief_asks_only_what_it_is_asked(folder: Path, tmp_path: Path):
    run("brief", folder, "--question", "record", "--draws", "40", "--out", tmp_path / "out")
    assert set(Findings.load(tmp_path / "out" / "findings.json").answers) == {"record"}


def test_brief_of_a_broken_scenario_writes_nothing(folder: Path, tmp_path: Path):
    broken(folder, "by: north", "by: nort")
    shown = run("brief", folder, "--out", tmp_path / "out")
    assert shown.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_brief_as_json_is_the_findings(folder: Path, tmp_path: Path):
    shown = run("brief", folder, "--draws", "40", "--out", tmp_path / "out", "--format", "json")
    assert shown.stdout == (tmp_path / "out" / "findings.json").read_text()


def test_show_draws_the_same_brief_again(folder: Path, tmp_path: Path):
    first = run("brief", folder, "--draws", "40", "--out", tmp_path / "out")
    again = run("show", tmp_path / "out" / "findings.json", "--out", tmp_path / "again")
    assert again.exit_code == 0
    assert first.stdout.startswith(again.stdout.rstrip())
    page = (tmp_path / "out" / "brief.html").read_bytes()
    assert (tmp_path / "again" / "brief.html").read_bytes() == page


def test_show_refuses_what_is_not_findings(tmp_path: Path):
    for content in (b"{}", b"[", b"\xff\xfe", b'{"answers": {"deal": {}}}'):
        (tmp_path / "f.json").write_bytes(content)
        shown = run("show", tmp_path / "f.json")
        assert shown.exit_code == 2
        assert "findings" in shown.stderr
    assert run("show", tmp_path / "none.json").exit_code == 2


def test_schema_is_json_with_every_section(tmp_path: Path):
    schema = json.loads(run("schema").stdout)
    assert {"parties", "issues", "war", "hold", "talks", "signals"} <= set(schema["properties"])
    assert "citations" not in schema["properties"]
    run("schema", "--out", tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text()) == schema
    assert "answers" in json.loads(run("schema", "--findings").stdout)["properties"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path):
    (tmp_path / "file").write_text("before")
    with pytest.raises(InputError):
        write_whole(tmp_path / "file" / "below", "after")
    assert (tmp_path / "file").read_text() == "before"
    write_whole(tmp_path / "file", "after")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def private(folder: Path, text: str | None) -> Path:
    """Move the south's preferences to a private file with this text, or to none."""
    file = folder / "scenario.yaml"
    public = file.read_text()
    if "private:" not in public:
        start, end = public.index("  south:\n    valley: {weight"), public.index("war:")
        own = f"parley: 1\npreferences:\n{public[start:end]}"
        file.write_text(public[:start] + "\nprivate: south.yaml\n\n" + public[end:])
        (folder / "south.yaml").write_text(own)
    if text is None:
        (folder / "south.yaml").unlink()
    elif text:
        (folder / "south.yaml").write_text(text)
    return folder


def made(folder: Path, out: Path, *more: str) -> dict[str, bytes]:
    shown = run("brief", folder, "--draws", "40", "--out", out, *more)
    assert shown.exit_code == 0, shown.stderr
    files = {path.name: path.read_bytes() for path in out.iterdir()}
    return files | {"terminal": shown.stdout.replace(str(out), "OUT").encode()}


def test_without_private_no_byte_depends_on_the_private_file(folder: Path, tmp_path: Path):
    reference = made(private(folder, ""), tmp_path / "a", "--without-private")
    other = "parley: 1\npreferences: {south: {valley: {weight: 1, north: 0, shared: 1, south: 2}}}"
    for at, content in enumerate((other, "{broken: [", "\tSECRET", None)):
        found = made(private(folder, content), tmp_path / str(at), "--without-private")
        assert found == reference


def test_a_brief_with_private_preferences_says_so(folder: Path, tmp_path: Path):
    found = made(private(folder, ""), tmp_path / "a")
    assert json.loads(found["findings.json"])["private"] is True
    for name in ("brief.html", "terminal"):
        assert b"private" in found[name].lower()
    assert "not in the scenario's folder" in run("check", private(folder, None)).stderr


def test_a_narrow_encoding_loses_signs_and_not_the_brief(folder: Path, tmp_path: Path):
    command = [sys.executable, "-m", "parley", "brief", str(folder), "--draws", "40"]
    out = ["--out", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, *out], env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "draws.csv").exists()


def test_what_stands_in_the_way_of_a_file_is_said(folder: Path, tmp_path: Path):
    (tmp_path / "out" / "packages.csv").mkdir(parents=True)
    shown = run("brief", folder, "--draws", "40", "--out", tmp_path / "out")
    assert shown.exit_code == 2
    assert "cannot be written" in shown.stderr
    assert "nothing was written" not in shown.stderr
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]


def test_no_table_of_an_earlier_private_run_stays(folder: Path, tmp_path: Path):
    out = tmp_path / "out"
    assert b"private" in made(private(folder, ""), out)["packages.csv"]
    left = made(folder, out, "--without-private", "--question", "war")
    assert "packages.csv" not in left
    assert b"private" not in left["draws.csv"]


def test_findings_with_a_piece_cut_out_are_refused(folder: Path, tmp_path: Path):
    made(folder, tmp_path / "out")
    whole = json.loads((tmp_path / "out" / "findings.json").read_text())
    for cut in (
        lambda deal: deal["packages"][0]["values"].pop("north"),
        lambda deal: deal["packages"][0]["options"].pop("dam"),
        lambda deal: deal["frontier"][0]["values"].pop(),
        lambda deal: deal["cloud"][0].pop(),
        lambda deal: deal.update(room={"base": float("nan"), "low": 0, "high": 1}),
    ):
        edited = json.loads(json.dumps(whole))
        cut(edited["answers"]["deal"])
        (tmp_path / "edited.json").write_text(json.dumps(edited))
        assert run("show", tmp_path / "edited.json").exit_code == 2
