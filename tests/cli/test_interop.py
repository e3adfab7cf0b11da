"""`parley import` and `parley export` as a person meets them."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from parley import InputError, read
from parley.cli import main
from parley.cli.folders import write_folder
from parley.interop.from_scenario import file_names

SAMPLES = Path(__file__).parents[1] / "interop" / "samples"
PROGRAMS = ("genius", "geniusweb", "negmas")


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def orchard(tmp_path):
    shown = run("import", "genius", SAMPLES / "orchard", "--out", tmp_path / "orchard")
    assert shown.exit_code == 0
    return tmp_path / "orchard"


@pytest.mark.parametrize("group", ["import", "export"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_help_shows_an_example(group, program):
    shown = run(group, program, "--help")
    assert shown.exit_code == 0
    assert f"Example: parley {group} {program}" in shown.stdout
    assert program in run(group, "--help").stdout


def test_an_import_says_what_was_read_how_and_what_is_left_out(orchard, tmp_path):
    shown = run("import", "genius", SAMPLES / "orchard", "--out", tmp_path / "again").stdout
    assert "the-orchard.xml (domain, 3 issues), hill.xml (profile), valley.xml" in shown
    assert "divided by the highest of that issue, as GENIUS does" in shown
    for said in (
        "<agent>",
        "objectives",
        "discount factor 0.9",
        "<similarity_function>",
        "no reservation value: 0",
        "status quo",
    ):
        assert said in shown
        head = (orchard / "scenario.yaml").read_text(encoding="utf-8").split("parley: 1")[0]
        assert said in head
    raw = run(
        "import", "genius", SAMPLES / "orchard", "--out", tmp_path / "r", "--normalise", "raw"
    )
    assert "evaluations taken as they are (the raw weighted sum), as NegMAS does" in raw.stdout
    assert "utility in hill.xml = " in raw.stdout


def test_what_is_written_passes_the_checks_and_can_be_briefed(orchard, tmp_path):
    assert "no mistakes" in run("check", orchard).stdout
    shown = run("brief", orchard, "--draws", "40", "--out", tmp_path / "brief")
    assert shown.exit_code == 0
    assert "odd rows, even rows" in shown.stdout
    scenario = read(orchard)
    assert scenario.as_of == date.today()
    assert {party.consent for party in scenario.parties.values()} == {"always"}
    assert all("status quo" in issue.assume for issue in scenario.issues.values())


def test_the_day_of_knowledge_can_be_given(tmp_path):
    out = tmp_path / "out"
    run("import", "genius", SAMPLES / "orchard", "--out", out, "--as-of", "2001-02-03")
    assert read(out).as_of == date(2001, 2, 3)
    wrong = run("import", "genius", SAMPLES / "orchard", "--out", out, "--as-of", "yesterday")
    assert wrong.exit_code == 2


def test_two_imports_are_the_same_to_the_byte(tmp_path):
    texts = []
    for name in ("a", "b"):
        words = ("--out", tmp_path / name, "--as-of", "2001-02-03")
        run("import", "genius", SAMPLES / "flotilla", *words)
        texts.append((tmp_path / name / "scenario.yaml").read_bytes())
    assert texts[0] == texts[1]


def test_nothing_is_written_over(orchard, tmp_path):
    (orchard / "scenario.yaml").write_text("mine")
    shown = run("import", "genius", SAMPLES / "orchard", "--out", orchard)
    assert shown.exit_code == 2
    assert "it is there already" in shown.stderr
    assert (orchard / "scenario.yaml").read_text() == "mine"
    (tmp_path / "file").write_text("mine")
    assert run("import", "genius", SAMPLES / "orchard", "--out", tmp_path / "file").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "orchard"]


def test_an_export_beside_other_files_leaves_them_alone(orchard, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "valley.xml").write_text("mine")
    shown = run("export", "genius", orchard, "--out", out)
    assert shown.exit_code == 2
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("valley.xml", "mine")]
    (out / "valley.xml").rename(out / "notes.txt")
    assert run("export", "genius", orchard, "--out", out).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "domain.xml", "hill.xml", "notes.txt", "valley.xml",
    ]  # fmt: skip


def test_a_folder_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    real = Path.rename

    def fails(self, target):
        if self.name == "b":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(InputError, match="No space left"):
        write_folder(tmp_path / "out", {"a": "1", "b": "2"})
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    monkeypatch.setattr(Path, "write_text", fails_to_write)
    with pytest.raises(InputError, match="No space left"):
        write_folder(tmp_path / "other", {"a": "1"})
    assert not (tmp_path / "other").exists()


def fails_to_write(*_, **__):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_shipped_example_goes_out_with_all_that_is_left_out(program, tmp_path):
    shown = run("export", program, "istanbul-2022", "--out", tmp_path / "out")
    assert shown.exit_code == 0, shown.stderr
    (line,) = [line for line in shown.stdout.splitlines() if "silence: not mapped" in line]
    for section in ("sources", "bodies", "record", "conditions", "war"):
        assert section in line
    for said in (
        "exported without a reservation value",
        "options that only war can bring are left out",
        "uncertain numbers are exported at their means",
        "parties without preferences are left out",
    ):
        assert said in shown.stdout
    words = ("--out", tmp_path / "back", "--as-of", "2022-03-28")
    back = run("import", program, tmp_path / "out", *words)
    assert back.exit_code == 0, back.stderr
    again, first = read(tmp_path / "back"), read("src/parley/examples/istanbul-2022")
    assert len(again.issues) == len(first.issues)
    assert len(again.parties) == len(first.preferences)


def test_private_preferences_go_out_only_where_they_may(orchard, tmp_path):
    file = orchard / "scenario.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    private = {"parley": 1, "preferences": {"hill": data["preferences"].pop("hill")}}
    private["no_deal"] = {"hill": data["no_deal"].pop("hill")}
    file.write_text(yaml.safe_dump(data | {"private": ["hill.yaml"]}), encoding="utf-8")
    (orchard / "hill.yaml").write_text(yaml.safe_dump(private), encoding="utf-8")
    shown = run("export", "genius", orchard, "--out", tmp_path / "a")
    assert "preferences of private files are in the exported files" in shown.stdout
    assert (tmp_path / "a" / "hill.xml").exists()
    shown = run("export", "genius", orchard, "--out", tmp_path / "b", "--without-private")
    assert "preferences of private files" not in shown.stdout
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["domain.xml", "valley.xml"]


def test_no_preferences_nothing_to_export(orchard, tmp_path):
    file = orchard / "scenario.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    del data["preferences"], data["no_deal"]
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    shown = run("export", "negmas", orchard, "--out", tmp_path / "out")
    assert shown.exit_code == 2
    assert "no party has preferences" in shown.stderr
    assert not (tmp_path / "out").exists()


def test_interactions_and_red_lines_are_named(orchard, tmp_path):
    file = orchard / "scenario.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    when = {"harvest": "half_each", "water": "dusk"}
    data["preferences"]["hill"]["interactions"] = [{"when": when, "points": 3}]
    data["preferences"]["hill"]["red_lines"] = [{"never": {"water": "dusk"}}]
    data["preferences"]["hill"]["note"] = 'In the imported file: {"factor": "none"}'
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    shown = run("export", "negmas", orchard, "--out", tmp_path / "out").stdout
    assert "preferences.hill.interactions (1): not mapped" in shown
    assert "preferences.hill.red_lines (1): not mapped" in shown
    assert "its factor and offset cannot be read" in shown


def test_file_names_of_parties_stay_apart():
    names = file_names(["domain", "Domain", "a", "A", "b"])
    assert names == {"domain": "domain_2", "Domain": "Domain_3", "a": "a", "A": "A_2", "b": "b"}


def test_options_of_one_name_stay_apart(orchard, tmp_path):
    file = orchard / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("dusk: dusk", "dusk: dawn"), encoding="utf-8")
    shown = run("export", "geniusweb", orchard, "--out", tmp_path / "out")
    assert "options of one name are told apart by their ids" in shown.stdout
    assert '"dawn (dusk)"' in (tmp_path / "out" / "domain.json").read_text()
    back = run("import", "geniusweb", tmp_path / "out", "--out", tmp_path / "back")
    assert back.exit_code == 0


def test_other_files_of_the_folder_are_named(tmp_path):
    shutil.copytree(SAMPLES / "orchard", tmp_path / "in")
    (tmp_path / "in" / "readme.txt").write_text("hello")
    (tmp_path / "in" / "pareto.xml").write_text("<pareto/>")
    shown = run("import", "genius", tmp_path / "in", "--out", tmp_path / "out")
    assert "readme.txt: skipped: not one of the program's files." in shown.stdout
    assert "pareto.xml: skipped: its root element is <pareto>." in shown.stdout
    (tmp_path / "in" / "second.xml").write_text("<negotiation_template/>")
    shown = run("import", "genius", tmp_path / "in", "--out", tmp_path / "other")
    assert shown.exit_code == 2
    assert "a second domain beside" in shown.stderr
