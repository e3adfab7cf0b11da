"""`parley export`: a scenario to other programs' files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from parley.cli.folders import write_folder
from parley.cli.importing import say
from parley.cli.inout import located, package_of, write_whole
from parley.interop import genius_writing, geniusweb_writing, negmas_writing
from parley.interop.domains import Normalise
from parley.interop.efg import write_efg
from parley.interop.from_scenario import Exported, exported
from parley.scenario import read
from parley.study import step_game

Command = Callable[..., Any]


@click.group("export")
def command() -> None:
    """Turn a scenario into another program's files.

    Programs for negotiations know issues, additive utilities and a reservation value for each
    party; everything else of the scenario is named as left out. `efg` exports the game of the
    steps instead.

    Example: parley export negmas istanbul-2022 --out istanbul-negmas
    """


def _shared(function: Command) -> Command:
    """What every export takes."""
    function = click.option(
        "--without-private", is_flag=True, help="Go on as if the private files did not exist."
    )(function)
    function = click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        required=True,
        help="The folder to write to.",
    )(function)
    return click.argument("scenario")(function)


@command.command("genius", short_help="To GENIUS XML.")
@_shared
@click.option(
    "--normalise",
    type=click.Choice(["genius", "raw"]),
    default="genius",
    show_default=True,
    help="Who is to read it: GENIUS, or (raw) NegMAS, which counts integers otherwise.",
)
def to_genius(scenario: str, out: Path, without_private: bool, normalise: Normalise) -> None:
    """Export SCENARIO as GENIUS XML: domain.xml, and a profile named after each party.

    Example: parley export genius istanbul-2022 --out istanbul-genius
    """
    found = _exported(scenario, without_private)
    _write(found, genius_writing.files(found, normalise=normalise), "GENIUS", out)


@command.command("geniusweb", short_help="To GeniusWeb JSON.")
@_shared
def to_geniusweb(scenario: str, out: Path, without_private: bool) -> None:
    """Export SCENARIO as GeniusWeb JSON: domain.json, and a profile named after each party.

    Example: parley export geniusweb istanbul-2022 --out istanbul-geniusweb
    """
    found = _exported(scenario, without_private)
    _write(found, geniusweb_writing.files(found), "GeniusWeb", out)


@command.command("negmas", short_help="To a NegMAS scenario folder.")
@_shared
def to_negmas(scenario: str, out: Path, without_private: bool) -> None:
    """Export SCENARIO as a NegMAS scenario folder: domain.yml, and a file named after each party.

    Example: parley export negmas istanbul-2022 --out istanbul-negmas
    """
    found = _exported(scenario, without_private)
    _write(found, negmas_writing.files(found), "NegMAS", out)


@command.command("efg", short_help="The game of the steps, for Gambit.")
@click.argument("scenario")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write.",
)
@click.option(
    "--package",
    metavar="ISSUE=OPTION,...",
    help="The package that is carried out; by default the first of the leading ones.",
)
@click.option("--order", metavar="STEP,STEP,...", help="Its steps; by default their best order.")
@click.option(
    "--without-private", is_flag=True, help="Go on as if the private files did not exist."
)
def to_efg(
    scenario: str, out: Path, package: str | None, order: str | None, without_private: bool
) -> None:
    """Export how SCENARIO's steps are carried out as an extensive game (.efg), in exact fractions.

    Before every step, and after the last, each party in turn keeps to the package or goes back
    on it; steps that can fail are moves of chance. The base case of chapter `hold`.

    Example: parley export efg order-of-steps --out game.efg
    """
    game = step_game(
        read(located(scenario), private=not without_private),
        package_of(package) if package else None,
        [name.strip() for name in order.split(",")] if order is not None else (),
    )
    write_whole(out, write_efg(game))
    steps = ", ".join(game.names[at] for at in game.order) or "no steps"
    click.echo(f"Players: {', '.join(game.players)}. Steps: {steps}.\n\nWritten: {out}")


def _exported(scenario: str, without_private: bool) -> Exported:
    return exported(read(located(scenario), private=not without_private))


def _write(
    found: Exported, written: tuple[Mapping[str, str], tuple[str, ...]], program: str, out: Path
) -> None:
    """Write the files and say what is not mapped."""
    files, notes = written
    write_folder(out, files)
    parties = ", ".join(profile.file for profile in found.domain.profiles)
    issues = len(found.domain.matters)
    click.echo(f"As {program}: {issues} issue{'s' if issues != 1 else ''}; parties {parties}.")
    say("Not mapped, or mapped by a convention:", (*found.notes, *notes))
    click.echo(f"\nWritten: {', '.join(str(out / name) for name in files)}")
