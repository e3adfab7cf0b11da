"""Faulty copies of the sample and what parley says to each, as they stand in `mistakes.txt`.

A case is a group of lines between blank ones: `@` names a file (at first `scenario.yaml`), `-`
what stands in it, `+` what takes its place (nothing: the whole lines go), `>` what parley says,
with the name of the rule behind it. After a change of wording, `python -m tests.scenario.mistakes`
writes the `>` lines anew; read the difference before you keep it.
"""

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from parley.scenario import examine

from . import samples

FILE = Path(__file__).with_name("mistakes.txt")


@dataclass
class Edit:
    file: str
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    def apply(self, text: str) -> str:
        old, new = "\n".join(self.old), "\n".join(self.new)
        return samples.changed(text, (old, new) if self.new else (f"{old}\n", ""))


@dataclass
class Case:
    line: int
    edits: list[Edit]
    said: list[str]

    def __str__(self) -> str:
        return f"line {self.line}"


def cases() -> list[Case]:
    """Every case of the file."""
    numbered = enumerate(FILE.read_text(encoding="utf-8").splitlines(), 1)
    groups = groupby(numbered, key=lambda row: bool(row[1].strip()))
    blocks = [list(rows) for filled, rows in groups if filled]
    return [_case(rows) for rows in blocks if not rows[0][1].startswith("#")]


def _case(rows: list[tuple[int, str]]) -> Case:
    case = Case(rows[0][0], [], [])
    file = "scenario.yaml"
    for _, row in rows:
        mark, text = row[0], row[2:]
        if mark == "@":
            file = text
        elif mark == ">":
            case.said.append(text)
        elif mark == "-":
            if not case.edits or case.edits[-1].new or case.edits[-1].file != file:
                case.edits.append(Edit(file))
            case.edits[-1].old.append(text)
        else:
            case.edits[-1].new.append(text)
    return case


def said(case: Case, folder: Path) -> list[str]:
    """What parley says to a case, in its order."""
    files = dict(samples.FILES)
    for edit in case.edits:
        files[edit.file] = edit.apply(files[edit.file])
    samples.write_files(folder, files)
    _, mistakes = examine(folder)
    return [f"{m} [{m.rule}]".removeprefix(f"{folder}/") for m in mistakes]


def main() -> None:
    """Write the `>` lines anew."""
    blocks = FILE.read_text(encoding="utf-8").split("\n\n")
    rows = iter(cases())
    for at, block in enumerate(blocks):
        if block.startswith("#"):
            continue
        with TemporaryDirectory() as folder:
            answers = [f"> {row}" for row in said(next(rows), Path(folder))]
        kept = [row for row in block.strip("\n").split("\n") if not row.startswith(">")]
        blocks[at] = "\n".join(kept + answers)
    FILE.write_text("\n\n".join(blocks).rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
