"""The summary of one screen, on the terminal."""

from rich.console import Console

from parley.brief import terminal
from parley.results import Findings


def summarise(findings: Findings) -> None:
    """Print it."""
    terminal.show(findings, Console(highlight=False))
