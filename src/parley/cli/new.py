"""`parley new`: a scenario to begin with."""

from importlib.resources import files
from pathlib import Path

import click

from parley.cli.inout import write_whole
from parley.errors import InputError
from parley.scenario import FILE_NAME

FILES = (FILE_NAME, "sources/notes.md")


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Begin a scenario in FOLDER: a small one that is complete, to change line by line.

    Example: parley new border-talks
    """
    taken = [name for name in FILES if (folder / name).exists()]
    if taken or folder.is_file():
        raise InputError.of_file(
            folder / (taken[0] if taken else ""),
            "it is there already.",
            "Name another folder.",
            "taken",
        )
    template = files("parley.cli") / "template"
    for name in FILES:
        write_whole(folder / name, (template / name).read_text(encoding="utf-8"))
    click.echo(f"Written: {folder / FILE_NAME}\nNow change it, then:  parley check {folder}")
