"""`parley import`: other programs' negotiation files to a scenario."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from parley.cli.folders import write_folder
from parley.errors import InputError
from parley.interop import genius, geniusweb, negmas_files
from parley.interop.domains import Imported, Normalise
from parley.interop.ranges import DEFAULT_STEPS
from parley.interop.to_scenario import scenario_text
from parley.scenario import FILE_NAME, examine

Command = Callable[..., Any]


@click.group("import")
def command() -> None:
    """Turn another program's negotiation files into a scenario.

    The scenario passes `parley check`, and `parley brief` runs on it. What has no place in it, or
    only by a convention, is named.

    Example: parley import genius laptop-domain --out laptop
    """


def _shared(function: Command) -> Command:
    """What every import takes."""
    folder = click.Path(path_type=Path, file_okay=False)
    function = click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day of knowledge (default today; dates of files are not reliable).",
    )(function)
    function = click.option(
        "--out", type=folder, required=True, help=f"The folder to write {FILE_NAME} to."
    )(function)
    return click.argument("folder", type=click.Path(path_type=Path))(function)


def _steps(function: Command) -> Command:
    return click.option(
        "--steps",
        type=click.IntRange(1, 1_000),
        default=DEFAULT_STEPS,
        show_default=True,
        help="Into how many equal steps the range of a real issue is divided.",
    )(function)


def _normalise(default: Normalise) -> Callable[[Command], Command]:
    return click.option(
        "--normalise",
        type=click.Choice(["genius", "raw"]),
        default=default,
        show_default=True,
        help="Divide each discrete evaluation by the highest of its issue, as GENIUS does; or take "
        "the raw weighted sum, as NegMAS does.",
    )


@command.command("genius", short_help="From GENIUS XML.")
@_shared
@_normalise("genius")
@_steps
def from_genius(folder: Path, out: Path, as_of: Any, normalise: Normalise, steps: int) -> None:
    """Import GENIUS XML: the domain and all profiles in FOLDER, whatever they are called.

    Example: parley import genius laptop-domain --out laptop
    """
    _write(genius.read(folder, normalise=normalise, steps=steps), out, as_of)


@command.command("geniusweb", short_help="From GeniusWeb JSON.")
@_shared
def from_geniusweb(folder: Path, out: Path, as_of: Any) -> None:
    """Import GeniusWeb JSON: the linear additive profiles in FOLDER, and their domain.

    Example: parley import geniusweb jobs --out jobs-scenario
    """
    _write(geniusweb.read(folder), out, as_of)


@command.command("negmas", short_help="From a NegMAS scenario folder.")
@_shared
@_normalise("raw")
@_steps
def from_negmas(folder: Path, out: Path, as_of: Any, normalise: Normalise, steps: int) -> None:
    """Import a NegMAS scenario folder: an outcome space and utility functions, YAML or JSON.

    Example: parley import negmas camera --out camera-scenario
    """
    _write(negmas_files.read(folder, normalise=normalise, steps=steps), out, as_of)


def _write(imported: Imported, out: Path, as_of: Any) -> None:
    """Write the scenario and say what was read, how, and what is not mapped."""
    day = as_of.date() if as_of else date.today()
    text, more = scenario_text(imported, day)

    def checked(folder: Path) -> None:
        _, mistakes = examine(folder)
        if mistakes:
            raise InputError(replace(row, file=str(out / FILE_NAME)) for row in mistakes)

    write_folder(out, {FILE_NAME: text}, checked)
    files = ", ".join(f"{name} ({what})" for name, what in imported.files)
    click.echo(f"Read as {imported.program}: {files}.")
    click.echo(f"Utilities: {imported.convention}.")
    say("Not mapped, or mapped by a convention:", (*imported.notes, *more))
    click.echo(f"\nWritten: {out / FILE_NAME}\nNow:  parley brief {out}")


def say(head: str, notes: tuple[str, ...]) -> None:
    """Print notes one below the other."""
    click.echo(f"\n{head}")
    for note in notes:
        click.echo(f"  - {note}")
