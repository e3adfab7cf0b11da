"""Mistakes and notes, gathered while files are read. Knows places and sentences."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from parley.errors import InputError, Mistake
from parley.scenario.located import MAX_BYTES, read_bytes

T = TypeVar("T")
MOST_FILES = 1_000


class Report:
    """What is wrong, and what has no place in the other language; in the order found."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self.notes: list[str] = []

    def fault(
        self, file: str, line: int, problem: str, remedy: str, rule: str, path: str = ""
    ) -> None:
        """Something that stops the import, once all of them are found."""
        self.mistakes.append(Mistake(file, line, 0, path, problem, remedy, rule))

    def note(self, said: str, file: str = "", line: int = 0) -> None:
        """Something that is not mapped, or mapped by a convention."""
        place = f"{Path(file).name}:{line}: " if line else f"{Path(file).name}: " if file else ""
        if place + said not in self.notes:
            self.notes.append(place + said)

    def stop(self) -> None:
        """Go no further with mistakes."""
        if self.mistakes:
            raise InputError(self.mistakes)


def listed(folder: Path, endings: tuple[str, ...], report: Report) -> list[Path]:
    """The files of a folder with one of these endings, by name; the others are noted.

    Raises:
        InputError: no such folder, or a folder that cannot be read.
    """
    if not folder.is_dir():
        problem = "this is not a folder." if folder.exists() else "there is no such folder."
        remedy = "Name the folder that holds the domain and the profiles."
        raise InputError.of_file(folder, problem, remedy, "no-folder")
    try:
        every = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        problem = f"the folder cannot be read ({error.strerror})."
        raise InputError.of_file(folder, problem, "Check its rights.", "no-folder") from error
    if len(every) > MOST_FILES:
        problem = f"the folder holds more than {MOST_FILES:,} files."
        raise InputError.of_file(folder, problem, "Keep one negotiation to a folder.", "no-folder")
    found = [path for path in every if path.is_file() and path.suffix.lower() in endings]
    for path in every:
        if path not in found:
            report.note("skipped: not one of the program's files.", path.name)
    return found


def content(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        InputError: unreadable, or larger than is read.
    """
    raw = read_bytes(path, str(path))
    if len(raw) > MAX_BYTES:
        problem = f"the file is larger than {MAX_BYTES // 1_000_000} MB."
        raise InputError.of_file(path, problem, "Split or shorten it.", "file-size")
    return raw


def each(paths: list[Path], load: Callable[[Path], T], report: Report) -> dict[str, T]:
    """Load every file; what is wrong with one does not keep the others from being read."""
    found = {}
    for path in paths:
        try:
            found[str(path)] = load(path)
        except InputError as error:
            report.mistakes += error.mistakes
    return found
