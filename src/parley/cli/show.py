"""`parley show`: the same brief again, from saved findings."""

from pathlib import Path

import click

from parley.brief import html
from parley.cli.inout import write_whole
from parley.cli.summary import summarise
from parley.results import Findings


@click.command("show")
@click.argument("findings", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write brief.html to this folder.",
)
def command(findings: Path, out: Path | None) -> None:
    """Draw the brief of FINDINGS again; nothing is computed, no number changes.

    Example: parley show brief/findings.json --out again
    """
    loaded = Findings.load(findings)
    if out:
        write_whole(out / "brief.html", html.render(loaded))
    summarise(loaded)
