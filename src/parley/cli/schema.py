"""`parley schema`: what editors need to complete and check a scenario."""

import json
from pathlib import Path

import click

from parley.cli.inout import write_whole
from parley.results import Findings
from parley.scenario import Scenario

TITLES = {"scenario": "parley scenario", "findings": "parley findings"}


@click.command("schema")
@click.option("--findings", is_flag=True, help="Of findings.json instead of scenario.yaml.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file.")
def command(findings: bool, out: Path | None) -> None:
    """Print the JSON Schema of scenario.yaml.

    Put `# yaml-language-server: $schema=parley.schema.json` at the top of a scenario, and many
    editors complete and check it as you type.

    Example: parley schema --out parley.schema.json
    """
    kind = Findings if findings else Scenario
    schema = kind.model_json_schema(mode="serialization" if findings else "validation")
    text = json.dumps(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2
    )
    if out:
        write_whole(out, text + "\n")
    else:
        click.echo(text)
