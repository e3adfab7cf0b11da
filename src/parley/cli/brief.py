"""`parley brief`: from a scenario to the brief."""

import csv
import io
from pathlib import Path

import click

from parley.brief import html, tables
from parley.cli.inout import located, package_of, progress, write_whole
from parley.cli.summary import summarise
from parley.results import Findings
from parley.scenario import read
from parley.study import WORDS, draws_table, study


@click.command("brief")
@click.argument("scenario")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("brief"),
    show_default=True,
    help="The folder to write to.",
)
@click.option("--draws", type=click.IntRange(20, 1_000_000), help="How many draws (default 2,000).")
@click.option("--seed", type=click.IntRange(0), help="Where the random streams start (default 1).")
@click.option(
    "--question",
    "questions",
    multiple=True,
    type=click.Choice(WORDS),
    help="Ask only this; may be repeated.",
)
@click.option(
    "--package",
    "packages",
    multiple=True,
    metavar="ISSUE=OPTION,...",
    help="Look at this package too; issues left out keep their status quo. May be repeated.",
)
@click.option(
    "--without-private", is_flag=True, help="Compute as if the private files did not exist."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What is printed: the summary, or the findings.",
)
def command(
    scenario: str,
    out: Path,
    draws: int | None,
    seed: int | None,
    questions: tuple[str, ...],
    packages: tuple[str, ...],
    without_private: bool,
    form: str,
) -> None:
    """Answer the questions of SCENARIO and write the brief.

    SCENARIO is a folder with scenario.yaml, or a shipped example. Prints a summary of one
    screen; writes brief.html, findings.json, and tables as CSV: packages, frontier, hold, stages,
    ratify, polls and draws, as far as there are answers.

    Example: parley brief istanbul-2022 --draws 5000 --out brief
    """
    findings = study(
        read(located(scenario), private=not without_private),
        questions=questions or WORDS,
        draws=draws,
        seed=seed,
        packages=[package_of(text) for text in packages],
        progress=progress(),
    )
    files = {"findings.json": findings.to_json(), "brief.html": html.render(findings)}
    files |= tables.texts(findings) | {"draws.csv": _draws(findings)}
    for name, text in files.items():
        write_whole(out / name, text)
    for name in tables.NAMES:  # of an earlier run: they may hold what this one leaves out
        if name not in files:
            (out / name).unlink(missing_ok=True)
    if form == "json":
        click.echo(files["findings.json"].encode(), nl=False)
        return
    summarise(findings)
    click.echo(
        f"\nWritten: {out / 'brief.html'} (open it in a browser), {out / 'findings.json'}, tables"
    )


def _draws(findings: Findings) -> str:
    """The table of draws; made with private preferences, every row is marked so."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for at, row in enumerate(draws_table(findings)):
        mark = ["marking" if at == 0 else "private"] if findings.private else []
        writer.writerow([*mark, *row])
    return text.getvalue()
