"""A complete scenario in generic names, as text, so that every line number is known.

It stands in the folder `sample`, uses every section and every field (`test_samples.py` watches over
that), and has no mistake.
"""

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).with_name("sample")
FILES: Mapping[str, str] = {
    name: (FOLDER / name).read_text(encoding="utf-8")
    for name in (
        "scenario.yaml",
        "private.yaml",
        "sources/report.md",
        "sources/original.txt",
        "sources/letter.txt",
        "sources/homeless.csv",
    )
}
SCENARIO = FILES["scenario.yaml"]
PRIVATE = FILES["private.yaml"]


def write(folder: Path, text: str = SCENARIO, **files: str | None) -> Path:
    """Write the sample into a folder, with another main text and with other files.

    A file is named by its name without what stands before and behind it: `private`, `report`,
    `letter`, `original`; None leaves it out.
    """
    texts = {**FILES, "scenario.yaml": text}
    given = {name: files.get(Path(name).stem, usual) for name, usual in texts.items()}
    return write_files(folder, {name: text for name, text in given.items() if text is not None})


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder by their names."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def changed(text: str, *edits: tuple[str, str]) -> str:
    """The text with each old piece, which must stand there once, in another form."""
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
        text = text.replace(old, new)
    return text


def line_of(text: str, piece: str) -> int:
    """The line on which a piece, which must stand there once, begins."""
    assert text.count(piece) == 1, f"{piece!r} stands {text.count(piece)} times"
    return text[: text.index(piece)].count("\n") + 1
