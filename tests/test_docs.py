"""What the documentation shows runs as it is shown."""

import re
from pathlib import Path

import pytest

import parley

ROOT = Path(__file__).resolve().parent.parent
COMMUNIQUE = "1. Ministers met.\n\n2. Lowland wants water.\n\n3. The council offered to watch.\n"


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """The scenario that the page on writing one builds, section by section."""
    folder = tmp_path / "river"
    (folder / "sources").mkdir(parents=True)
    text = "".join(blocks("docs/how-to/write-a-scenario.md", "yaml"))
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    (folder / "sources" / "communique.md").write_text(COMMUNIQUE, encoding="utf-8")
    return folder


def test_the_scenario_built_in_the_docs_is_whole(river: Path):
    scenario, mistakes = parley.examine(river)
    assert mistakes == []
    assert set(scenario.parties) == {"council", "highland", "lowland"}
    answer = parley.study(scenario, draws=40).answers["deal"]
    assert answer.determined
    assert answer.not_analysed == ("council",)


def test_its_private_variant_is_too(river: Path):
    private = next(
        b for b in blocks("docs/how-to/private-preferences.md", "yaml") if "parley: 1" in b
    )
    (river / "lowland-private.yaml").write_text(private, encoding="utf-8")
    file = river / "scenario.yaml"
    public = re.sub(r"^  lowland:\n(    .*\n)+", "", file.read_text(), count=0, flags=re.MULTILINE)
    public = re.sub(r"^  lowland: \{value.*\n", "", public, flags=re.MULTILINE)
    file.write_text(public + "private: [lowland-private.yaml]\n")
    scenario, mistakes = parley.examine(river)
    assert mistakes == []
    assert scenario.opened_private
    assert parley.study(scenario, draws=40).answers["deal"].determined
    assert not parley.study(parley.read(river, private=False), draws=40).answers["deal"].determined


def test_the_python_on_steps_runs(capsys):
    (shown,) = blocks("docs/how-to/put-steps-in-order.md", "python")
    exec(compile(shown, "put-steps-in-order.md", "exec"), {})  # noqa: S102 - our own page
    assert "passes vote_after_all 0.821" in capsys.readouterr().out


@pytest.mark.parametrize("page", ["README.md", "docs/how-to/use-from-python.md"])
def test_the_python_shown_runs(page: str, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (first, *_) = blocks(page, "python")
    exec(compile(first, page, "exec"), {})  # noqa: S102 - our own page
    assert "Under these assumptions" in capsys.readouterr().out
    assert parley.Findings.load("findings.json").draws == 2000
