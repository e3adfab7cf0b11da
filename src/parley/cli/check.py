"""`parley check`: every mistake at once, with its place."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from parley.cli.inout import located
from parley.errors import InputError
from parley.scenario import Scenario, examine


@click.command("check")
@click.argument("scenario")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How mistakes are listed; json is for editors and CI.",
)
@click.option(
    "--without-private", is_flag=True, help="Go on as if the private files did not exist."
)
@click.pass_context
def command(ctx: click.Context, scenario: str, form: str, without_private: bool) -> None:
    """List every mistake in SCENARIO, a folder with scenario.yaml or a shipped example.

    Exit status 0 without mistakes, 2 with some.

    Example: parley check istanbul-2022
    """
    try:
        found, mistakes = examine(located(scenario), private=not without_private)
    except InputError as error:
        found, mistakes = None, list(error.mistakes)
    if form == "json":
        rows = [asdict(mistake) for mistake in InputError(mistakes).mistakes]
        click.echo(json.dumps({"ok": not rows, "mistakes": rows}, indent=1))
    elif mistakes:
        raise InputError(mistakes)
    elif found is not None:
        click.echo(_summary(found, Path(scenario).name))
    ctx.exit(2 if mistakes else 0)


def _summary(scenario: Scenario, name: str) -> str:
    states = [checked.state for checked in scenario.citations.values()]
    unchecked = states.count("not checked")
    cited = f"{len(states) - unchecked} of {len(states)} citations found in their documents"
    return (
        f"{name}: no mistakes. {len(scenario.parties)} parties, {len(scenario.issues)} issues, "
        f"{len(scenario.record)} entries on record; {cited}."
    )
