"""The shipped scenarios, by name."""

from pathlib import Path

from parley.errors import InputError

_HERE = Path(__file__).parent


def examples() -> tuple[str, ...]:
    """The names of the shipped scenarios."""
    return tuple(sorted(file.parent.name for file in _HERE.glob("*/scenario.yaml")))


def example(name: str) -> Path:
    """The folder of a shipped scenario.

    Raises:
        InputError: where none has that name.
    """
    if name not in examples():
        raise InputError.of_file(
            name,
            "no shipped scenario has this name.",
            f"There are: {', '.join(examples())}.",
            "example",
        )
    return _HERE / name
