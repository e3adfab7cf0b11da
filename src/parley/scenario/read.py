"""From files to a Scenario, or every problem at once with file and line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from parley.errors import InputError, Mistake
from parley.scenario import figures, sources
from parley.scenario.building import Built, build
from parley.scenario.check import Context, names_in, problems
from parley.scenario.located import Located, Route, dotted, load
from parley.scenario.schema import Private, Scenario

FILE_NAME = "scenario.yaml"
PRIVATE_SECTIONS = ("values", "preferences", "no_deal")
FILLED_IN = ("citations", "counted", "opened_private")
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
    """Read a scenario as far as it goes, and list every mistake in file and line order."""
    file, mistakes = _file(Path(path))
    located = None
    if not mistakes:
        located, mistakes = load(file, str(file))
    if located is None:
        return None, list(mistakes)
    located, by_hand = _without_filled_in(located)
    secret = _private_files(located, file.parent) if private else _Secret(False, (), {})
    merged = _merged(located, secret)
    built = build(Scenario, merged.located, _STAND_INS)
    found = [*mistakes, *by_hand, *secret.mistakes, *merged.mistakes, *built.mistakes]
    if built.part is None:
        return None, sorted(set(found))
    library = sources.collect(built.part, file.parent)
    found += library.mistakes
    tables = figures.collect(built.part, file.parent)
    found += tables.mistakes
    found += _cross_checked(built, merged, library, tables)
    found = _once(found, mistakes)
    scenario = figures.filled(built.part, tables).model_copy(
        update={
            "citations": sources.opened(built.part, library),
            "opened_private": secret.opened,
        }
    )
    return scenario, sorted(set(found))


def _once(found: list[Mistake], of_yaml: tuple[Mistake, ...]) -> list[Mistake]:
    """Only what is wrong with the YAML of a place, where that is wrong."""
    places = {(mistake.file, mistake.path) for mistake in of_yaml}
    others = [mistake for mistake in found if (mistake.file, mistake.path) not in places]
    return [*of_yaml, *others]


def _file(path: Path) -> tuple[Path, tuple[Mistake, ...]]:
    """The file that is meant, and what is wrong if there is none."""
    if not path.is_dir():
        return path, ()
    if (path / FILE_NAME).exists():
        return path / FILE_NAME, ()
    problem = f"this folder holds no {FILE_NAME}."
    remedy = "Name another folder, or begin one with `parley new`."
    return path, InputError.of_file(path, problem, remedy, "no-scenario").mistakes


def _mistake(located: Located, route: Route, problem: str, remedy: str, rule: str) -> Mistake:
    """A mistake at a place, under the path that the file itself has there."""
    place = located.place(route)
    while route and isinstance(route[-1], int) and route not in located.values:
        route = route[:-1]  # one name that stands for a list of one
    return Mistake(located.file, place.line, place.column, dotted(route), problem, remedy, rule)


def _without_filled_in(located: Located) -> tuple[Located, list[Mistake]]:
    """The file's data without the keys that parley fills in itself."""
    written = [key for key in FILLED_IN if key in located.data]
    mistakes = [
        _mistake(located, (key,), "this key is filled in by parley.", "Take it out.", "unknown-key")
        for key in written
    ]
    data = {key: value for key, value in located.data.items() if key not in written}
    return replace(located, data=data), mistakes


@dataclass(frozen=True)
class _Page:
    """One private file as it was read."""

    located: Located
    built: Built[Private]


@dataclass(frozen=True)
class _Secret:
    """All private files: what each of their entries brings, by section and key.

    Attributes:
        opened: whether the main file names any.
        mistakes: what is wrong in them.
        entries: by section and key, the file it stands in and what it is.
        values: the named values they declare, broken ones included.
    """

    opened: bool
    mistakes: tuple[Mistake, ...]
    entries: Mapping[tuple[str, str], tuple[_Page, Any]]
    values: tuple[str, ...] = ()


def _private_files(located: Located, folder: Path) -> _Secret:
    """Read the private files that the main file names."""
    listed = located.data.get("private")
    names = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    mistakes: list[Mistake] = []
    entries: dict[tuple[str, str], tuple[_Page, Any]] = {}
    values: list[str] = []
    for at, name in enumerate(names):
        if not isinstance(name, str):
            continue  # which the types tell
        problem = _unfit(name, names[:at], folder)
        if problem:
            mistakes.append(_mistake(located, ("private", at), *problem, "private-file"))
            continue
        page, faults = _opened(folder / name)
        mistakes += faults
        if page is None:
            continue
        values += names_in(page.located.data).values
        for key, value in _entries(page):
            if key in entries:
                mistakes.append(_twice(page.located, key, "another private file"))
            else:
                entries[key] = (page, value)
    return _Secret(bool(names), tuple(mistakes), entries, tuple(values))


def _unfit(name: str, before: list[Any], folder: Path) -> tuple[str, str] | None:
    """Why a private file is not read, if it is not."""
    if name in before:
        return f"the private file '{name}' is named twice.", "Name it once."
    if sources.is_there(folder, name):
        return None
    return (
        f"the private file '{name}' is not in the scenario's folder.",
        "Put it there, or go on without it: `--without-private`.",
    )


def _opened(path: Path) -> tuple[_Page | None, tuple[Mistake, ...]]:
    found, mistakes = load(path, str(path))
    if found is None:
        return None, mistakes
    built = build(Private, found, {"parley": 1})
    return _Page(found, built), (*mistakes, *built.mistakes)


def _entries(page: _Page) -> Iterator[tuple[tuple[str, str], Any]]:
    for section in PRIVATE_SECTIONS:
        for key, value in getattr(page.built.part, section, {}).items():
            yield (section, key), value


def _twice(located: Located, route: tuple[str, str], where: str) -> Mistake:
    problem = f"'{route[1]}' stands in {where} too."
    return _mistake(located, route, problem, "Keep it in one place.", "private-twice")


@dataclass(frozen=True)
class _Merged:
    """The main file's data with the private entries put in.

    Attributes:
        located: the data, with the places of the main file.
        mistakes: the entries that stand in both.
        secret: where the entries that were put in come from.
        values: the named values of private files.
    """

    located: Located
    mistakes: tuple[Mistake, ...]
    secret: Mapping[tuple[str, str], tuple[_Page, Any]]
    values: tuple[str, ...]

    def place(self, route: Route, main: Built[Scenario]) -> tuple[Located, Route, frozenset[Route]]:
        """The file in which something stands, where in it, and what that file has lost."""
        entry = self.secret.get((str(route[0]), str(route[1]))) if len(route) > 1 else None
        if entry is None:
            return self.located, main.original(route), main.dropped
        page = entry[0]
        return page.located, page.built.original(route), page.built.dropped | main.dropped


def _merged(located: Located, secret: _Secret) -> _Merged:
    """Put the private entries into the main file's data; an entry of both is a mistake."""
    data = dict(located.data)
    mistakes: list[Mistake] = []
    put_in: dict[tuple[str, str], tuple[_Page, Any]] = {}
    for (section, key), (page, value) in secret.entries.items():
        mine = data.get(section) or {}
        if not isinstance(mine, dict):
            continue
        if key in mine:
            mistakes.append(_twice(page.located, (section, key), "the main file"))
            continue
        data[section] = {**mine, key: value}
        put_in[section, key] = (page, value)
    return _Merged(replace(located, data=data), tuple(mistakes), put_in, secret.values)


def _cross_checked(
    built: Built[Scenario], merged: _Merged, library: sources.Library, tables: figures.Tables
) -> list[Mistake]:
    """What the named checks find, told with places, without echoes of what was reported before."""
    scenario = built.part
    assert scenario is not None  # noqa: S101 - for the type checker
    names = names_in(merged.located.data, built.dropped, merged.values)
    context = Context(scenario, names, library.documents, library.originals)
    found = [("source-file", problem, False) for problem in library.problems]
    found += [("figures", problem, False) for problem in tables.problems]
    for source, text in library.documents.items():
        found += [("numbering", problem, False) for problem in sources.numbering(source, text)]
    found += [(check.name, problem, check.whole) for check, problem in problems(context)]
    mistakes = []
    for rule, problem, whole in found:
        home, route, dropped = merged.place(problem.route, built)
        rests_on = problem.rests_on or ((problem.route,) if whole else ())
        if any(_touch(gone, about) for about in rests_on for gone in dropped):
            continue
        mistakes.append(_mistake(home, route, problem.problem, problem.remedy, rule))
    return mistakes


def _touch(gone: Route, about: Route) -> bool:
    """Whether what was taken out is a part of something, or has it as a part."""
    shared = min(len(gone), len(about))
    return shared > 0 and gone[:shared] == about[:shared]
