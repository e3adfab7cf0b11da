"""Citations with their numbers, and the passages they open. Knows the scenario, no answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parley.brief.words import clean, day, listed
from parley.scenario import Checked, Scenario
from parley.scenario.citations import Citation
from parley.scenario.schema.people import Source

STATES = {
    "found": "found in the source",
    "summary": "traced to a summary; original not checked",
    "summary and original": "found in the summary and in the original",
    "not checked": "not checked",
}


@dataclass(frozen=True)
class Link:
    """A citation as a reader follows it."""

    number: int
    anchor: str
    title: str
    state: str


@dataclass(frozen=True)
class PassageShown:
    """One passage at the end of the page."""

    anchor: str
    number: int
    place: str
    words: str
    state: str


@dataclass(frozen=True)
class SourceShown:
    """One source with the passages that are cited from it."""

    title: str
    details: str
    url: str
    note: str
    passages: tuple[PassageShown, ...]


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(p) if p.isdigit() else -1, p) for p in re.split(r"(\d+)", text)]


class References:
    """Gives every citation of a scenario its number, the same wherever it is used."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        ordered = sorted(scenario.citations, key=_natural)
        self._numbers = {cite: at for at, cite in enumerate(ordered, 1)}

    def links(self, cites: Iterable[Citation]) -> list[Link]:
        """The numbers to show behind a claim."""
        keys = list(dict.fromkeys(str(cite) for cite in cites))
        return [self._link(key) for key in keys if key in self._numbers]

    def _link(self, key: str) -> Link:
        checked = self._scenario.citations[key]
        number = self._numbers[key]
        title = f"{self._title(checked.source)}, {_place(checked)}"
        return Link(number, f"passage-{number}", title, STATES[checked.state])

    def _title(self, source: str) -> str:
        known = self._scenario.sources.get(source)
        return clean(known.title) if known else source

    def sources(self) -> list[SourceShown]:
        """Every source with its cited passages, in the order of the file."""
        return [self._source(name, source) for name, source in self._scenario.sources.items()]

    def _source(self, name: str, source: Source) -> SourceShown:
        passages = tuple(
            PassageShown(
                f"passage-{number}",
                number,
                _place(self._scenario.citations[key]),
                self._scenario.citations[key].words or "",
                STATES[self._scenario.citations[key].state],
            )
            for key, number in self._numbers.items()
            if self._scenario.citations[key].source == name
        )
        url = source.url or ""
        safe = url if url.startswith(("https://", "http://")) else ""
        return SourceShown(clean(source.title), _details(source), safe, source.note or "", passages)


def _place(checked: Checked) -> str:
    found = re.fullmatch(r"p(\d+)(?:\.s(\d+))?", checked.at or "")
    if not found:
        return checked.at or "the whole document"
    return f"paragraph {found[1]}" + (f", sentence {found[2]}" if found[2] else "")


def _details(source: Source) -> str:
    said = [clean(part) for part in (source.author, source.publisher) if part]
    if source.published:
        said.append(f"published {day(source.published)}")
    if source.summary_of:
        of = source.summary_of
        more = [clean(of.publisher)] if of.publisher else []
        said.append(f"a summary of: {', '.join([clean(of.title), *more, day(of.published)])}")
    if source.file is None:
        said.append("listed without its file, so its passages are not checked")
    return "; ".join(said)


def states_in_words(counts: Iterable[tuple[str, int]]) -> str:
    """`3 found in the source and 4 not checked`."""
    return listed(f"{count} {STATES.get(state, state)}" for state, count in counts if count)
