"""From files to a Scenario, or every problem at once with file and line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from parley.errors import InputError, Mistake
from parley.scenario import sources
from parley.scenario.building import Built, build, dotted
from parley.scenario.check import Context, names_in, problems
from parley.scenario.located import Located, Route, load
from parley.scenario.schema import Private, Scenario

FILE_NAME = "scenario.yaml"
PRIVATE_SECTIONS = ("values", "preferences", "no_deal")
_STAND_INS: Mapping[str, Any] = {
    "parley": 1,
    "title": "?",
    "as_of": date.max,
    "parties": {},
    "issues": {},
}


def read(path: Path | str, *, private: bool = True) -> Scenario:
    """Read a scenario from its folder or file.

    Args:
        path: the folder that holds `scenario.yaml`, or the file itself.
        private: False to go on as if the private files did not exist.

    Raises:
        InputError: with every mistake, in file and line order.
    """
    scenario, mistakes = examine(path, private=private)
    if mistakes or scenario is None:
        raise InputError(mistakes)
    return scenario


def examine(path: Path | str, *, private: bool = True) -> tuple[Scenario | None, list[Mistake]]:
    """Read a scenario as far as it goes, and list every mistake."""
    file = _file(Path(path))
    located, mistakes = load(file, str(file))
    if located is None:
        return None, list(mistakes)
    secret = _private_files(located, file.parent) if private else _Secret(False, (), {})
    merged = _merged(located, secret)
    built = build(Scenario, merged.located, _STAND_INS)
    found = [*mistakes, *secret.mistakes, *merged.mistakes, *built.mistakes]
    if built.part is None:
        return None, found
    library = sources.collect(built.part, file.parent)
    found += library.mistakes
    found += _cross_checked(built, merged, library)
    scenario = built.part.model_copy(
        update={
            "citations": sources.opened(built.part, library),
            "opened_private": secret.opened,
        }
    )
    return scenario, found


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    if (path / FILE_NAME).exists():
        return path / FILE_NAME
    raise InputError.of_file(
        path,
        f"this folder holds no {FILE_NAME}.",
        "Name another folder, or begin one with `parley new`.",
        "no-scenario",
    )


@dataclass(frozen=True)
class _Page:
    """One private file as it was read."""

    located: Located
    built: Built[Private]


@dataclass(frozen=True)
class _Secret:
    """All private files: what each of their entries brings, by section and key."""

    opened: bool
    mistakes: tuple[Mistake, ...]
    entries: Mapping[tuple[str, str], tuple[_Page, Any]]


def _private_files(located: Located, folder: Path) -> _Secret:
    """Read the private files that the main file names."""
    listed = located.data.get("private", []) if isinstance(located.data, dict) else []
    names = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    mistakes: list[Mistake] = []
    entries: dict[tuple[str, str], tuple[_Page, Any]] = {}
    for at, name in enumerate(names):
        if not isinstance(name, str):
            continue
        path = folder / name
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            place = located.place(("private", at))
            mistakes.append(
                Mistake(
                    located.file,
                    place.line,
                    place.column,
                    "private",
                    f"the private file '{name}' is not in the scenario's folder.",
                    "Put it there, or go on without it: `--without-private`.",
                    "private-file",
                )
            )
            continue
        found, faults = load(path, str(path))
        mistakes += faults
        if found is None:
            continue
        built = build(Private, found, {"parley": 1})
        mistakes += built.mistakes
        for section in PRIVATE_SECTIONS:
            for key, value in getattr(built.part, section, {}).items():
                entries[(section, key)] = (_Page(found, built), value)
    return _Secret(bool(names), tuple(mistakes), entries)


@dataclass(frozen=True)
class _Merged:
    """The main file's data with the private entries put in."""

    located: Located
    mistakes: tuple[Mistake, ...]
    secret: Mapping[tuple[str, str], tuple[_Page, Any]]

    def place(self, route: Route, main: Built[Scenario]) -> tuple[Located, Route, frozenset[Route]]:
        """The file in which something stands, where in it, and what that file has lost."""
        entry = self.secret.get((str(route[0]), str(route[1]))) if len(route) > 1 else None
        if entry is None:
            return self.located, main.original(route), main.dropped
        page = entry[0]
        return page.located, page.built.original(route), page.built.dropped


def _merged(located: Located, secret: _Secret) -> _Merged:
    """Put the private entries into the main file's data; an entry of both is a mistake."""
    if not secret.entries:
        return _Merged(located, (), {})
    data = dict(located.data)
    mistakes: list[Mistake] = []
    for (section, key), (page, value) in secret.entries.items():
        mine = data.get(section) or {}
        if not isinstance(mine, dict):
            continue
        if key in mine:
            place = page.located.place((section, key))
            mistakes.append(
                Mistake(
                    page.located.file,
                    place.line,
                    place.column,
                    f"{section}.{key}",
                    f"'{key}' stands in the main file too.",
                    "Keep it in one place.",
                    "private-twice",
                )
            )
            continue
        data[section] = {**mine, key: value}
    return _Merged(replace(located, data=data), tuple(mistakes), secret.entries)


def _cross_checked(
    built: Built[Scenario], merged: _Merged, library: sources.Library
) -> list[Mistake]:
    """What the named checks find, told with places, without echoes of what was reported before."""
    scenario = built.part
    assert scenario is not None  # noqa: S101 - for the type checker
    names = names_in(merged.located.data)
    context = Context(scenario, names, library.documents, library.originals)
    found = [("source-file", problem, False) for problem in library.problems]
    for source, text in library.documents.items():
        found += [("numbering", problem, False) for problem in sources.numbering(source, text)]
    found += [(check.name, problem, check.whole) for check, problem in problems(context)]
    mistakes = []
    for rule, problem, whole in found:
        home, route, dropped = merged.place(problem.route, built)
        if whole and any(gone[: len(route)] == route for gone in dropped):
            continue
        place = home.place(route)
        mistakes.append(
            Mistake(
                home.file,
                place.line,
                place.column,
                dotted(route),
                problem.problem,
                problem.remedy,
                rule,
            )
        )
    return mistakes
