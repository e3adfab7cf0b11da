"""The documents that a scenario cites: read from beside it, never fetched. Knows files and text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from parley.errors import InputError, Mistake
from parley.scenario.check.context import Problem
from parley.scenario.citations import Citation, resolve
from parley.scenario.located import Route
from parley.scenario.passages import Document, document, read_text
from parley.scenario.schema import Checked, Scenario
from parley.scenario.walking import children, parts


@dataclass(frozen=True)
class Library:
    """The texts that could be read, and what stands in the way of the others."""

    documents: Mapping[str, Document]
    originals: Mapping[str, Document]
    problems: tuple[Problem, ...]
    mistakes: tuple[Mistake, ...]


def collect(scenario: Scenario, folder: Path) -> Library:
    """Read every source that has a file, and every original that lies beside its summary."""
    documents: dict[str, Document] = {}
    originals: dict[str, Document] = {}
    problems: list[Problem] = []
    mistakes: list[Mistake] = []
    for name, source in scenario.sources.items():
        place: Route = ("sources", name)
        wanted = [((*place, "file"), source.file, documents, True)]
        if source.summary_of:
            file = source.summary_of.file
            wanted.append(((*place, "summary_of", "file"), file, originals, False))
        for route, file, shelf, needed in wanted:
            if file is None:
                continue
            problem = _unreadable(folder, file, needed=needed)
            if problem:
                problems.append(Problem(route, *problem))
            elif is_there(folder, file):
                try:
                    found = document(read_text(folder / file))
                except InputError as error:
                    mistakes += error.mistakes
                    continue
                if found.paragraphs:
                    shelf[name] = found
                else:
                    problems.append(Problem(route, "this file holds no text.", _PUT_IT_THERE))
    return Library(documents, originals, tuple(problems), tuple(mistakes))


_PUT_IT_THERE = "Put it there, or leave `file` out: its citations then count as not checked."


def is_within(folder: Path, name: str) -> bool:
    """Whether a file of that name would lie in the folder or below it."""
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL in it
        return False


def is_there(folder: Path, name: str) -> bool:
    """Whether a file of that name lies in the folder or below it."""
    try:
        return is_within(folder, name) and (folder / name).is_file()
    except OSError:  # a name too long for this system
        return False


def _unreadable(folder: Path, name: str, *, needed: bool) -> tuple[str, str] | None:
    if not is_within(folder, name):
        return "this file lies outside the scenario's folder.", "Put it beside the scenario."
    if needed and not is_there(folder, name):
        return f"there is no file '{name}' here.", _PUT_IT_THERE
    return None


def numbering(name: str, found: Document) -> Iterator[Problem]:
    """A summary that numbers its paragraphs numbers them as they stand."""
    for problem in found.misnumbered:
        yield Problem(("sources", name, "file"), problem, "Number paragraphs in order, from 1.")


def opened(scenario: Scenario, library: Library) -> dict[str, Checked]:
    """What every citation of the scenario opens, by the way it is written."""
    found: dict[str, Checked] = {}
    for _, part in parts(scenario):
        for _, child in children(part):
            if isinstance(child, tuple):
                for cite in child:
                    if isinstance(cite, Citation) and cite.source in scenario.sources:
                        found[str(cite)] = _checked(cite, scenario, library)
    return dict(sorted(found.items()))


def _checked(cite: Citation, scenario: Scenario, library: Library) -> Checked:
    text = library.documents.get(cite.source)
    passage = resolve(text, cite).passage if text else None
    if passage is None:
        return Checked(source=cite.source, at=cite.at, state="not checked", words=cite.quote)
    if scenario.sources[cite.source].summary_of is None:
        state = "found"
    elif cite.source in library.originals:
        state = "summary and original"
    else:
        state = "summary"
    return Checked(source=cite.source, at=passage.name, state=state, words=passage.text)
