"""The command line. Parses words and prints; every command is one file beside this one."""

import io
import sys
from importlib import import_module
from typing import Any

import click

from parley._version import __version__
from parley.errors import InputError, ParleyError

COMMANDS = ("new", "check", "brief", "show", "schema", "import", "export")
FILES = {"import": "importing", "export": "exporting"}  # `import` cannot name a module
REFUSED = 2
INTERRUPTED = 130


class Commands(click.Group):
    """Loads a command's file when it is asked for, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which one uses them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        module = FILES.get(cmd_name, cmd_name)
        command: click.Command = import_module(f"parley.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in COMMANDS])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal becomes a message and exit status 2."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a narrow encoding loses signs, not the brief
                stream.reconfigure(errors="replace")
        try:
            return super().invoke(ctx)
        except InputError as error:
            report(error)
            ctx.exit(REFUSED)
        except ParleyError as error:
            click.echo(f"parley: {error}", err=True)
            ctx.exit(REFUSED)
        except KeyboardInterrupt:
            click.echo("parley: interrupted; nothing was written.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)


SUMMARIES = {
    "new": "Begin a scenario in an empty folder.",
    "check": "List every mistake in a scenario, with file and line.",
    "brief": "Answer a scenario's questions and write the brief.",
    "show": "Draw a brief again from its findings, without computing.",
    "schema": "Print the JSON Schema of scenarios, for editors.",
    "import": "Turn another program's negotiation files into a scenario.",
    "export": "Turn a scenario into another program's files.",
}


def report(error: InputError) -> None:
    """Print every mistake and how many there are."""
    for mistake in error.mistakes:
        click.echo(str(mistake), err=True)
    if any(mistake.rule == "write" for mistake in error.mistakes):
        return
    count = len(error.mistakes)
    click.echo(f"\n{count} mistake{'s' if count != 1 else ''}; nothing was written.", err=True)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with:  parley brief istanbul-2022 --out brief",
)
@click.version_option(__version__, prog_name="parley", message="%(prog)s %(version)s")
def main() -> None:
    """Turn what is publicly known about a conflict and its talks into a brief one can argue with.

    An analyst writes a scenario: parties, issues, what is on record, what is assumed. parley
    answers: what is on record? what if the talks fail? is there a deal? Everything runs on this
    machine.
    """
