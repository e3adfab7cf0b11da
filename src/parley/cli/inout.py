"""What goes in and out of commands: the scenario's place, whole files, progress."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click

from parley.errors import InputError
from parley.examples import example, examples

PATIENCE = 1.0
"""Seconds after which work shows how far it is."""


def located(name: str) -> Path:
    """A scenario's folder or file, or a shipped example by its name.

    Raises:
        InputError: where there is neither.
    """
    path = Path(name)
    if path.exists():
        return path
    if name in examples():
        return example(name)
    raise InputError.of_file(
        name,
        "there is no such folder or file.",
        f"Name a scenario's folder, or a shipped example: {', '.join(examples())}.",
        "no-scenario",
    )


def package_of(text: str) -> dict[str, str]:
    """`alignment=neutral,withdrawal=full` as options of issues.

    Raises:
        InputError: where it is not written so.
    """
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(issue.strip() and option.strip() for issue, _, option in pairs):
        raise InputError.of_file(
            "--package",
            f"'{text}' is not a package.",
            "Write it as `issue=option,issue=option`.",
            "package",
        )
    named = {issue.strip(): option.strip() for issue, _, option in pairs}
    if len(named) < len(pairs):
        raise InputError.of_file(
            "--package", f"'{text}' names an issue twice.", "Take one of them out.", "package"
        )
    return named


def write_whole(path: Path, text: str) -> None:
    """Write a file in one go: it is there whole, or as it was before.

    Raises:
        InputError: where the folder cannot be written to.
    """
    path = path.resolve()  # a link stays one, and what it leads to is written
    if path.exists() and not path.is_file():
        raise InputError.of_file(
            path, "it cannot be written (it is no plain file).", "Name another: `--out`.", "write"
        )
    fresh = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", newline="")
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise InputError.of_file(
            path,
            f"it cannot be written ({error.strerror}).",
            "Name another folder: `--out DIR`.",
            "write",
        ) from error


def progress() -> Callable[[str, float], None]:
    """Shows the question and the share done, once the work takes longer than a second."""
    started = time.monotonic()
    shown = False

    def tell(word: str, share: float) -> None:
        nonlocal shown
        spent = time.monotonic() - started
        if not sys.stderr.isatty() or spent < PATIENCE:
            return
        shown = share < 1
        left = f", {spent / share - spent:.0f} s left" if shown and share > 0.1 else ""
        line = f"{word}: {share:4.0%} done{left}" if shown else ""
        click.echo(f"\r\033[K{line}", nl=False, err=True)

    return tell
