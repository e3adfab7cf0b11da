"""From a negotiation of another program to the text of a scenario. Knows both, and no file format.

Every party's utility there is offset + factor x value / 100, exactly up to the last digit that a
file's number holds; offset and factor stand in the note of its preferences where they are not
0 and 1. Scores that are no decimals are written a little high and no-deal values a little low (by
less than 1e-12 of the scale), so that an outcome worth exactly its reservation stays acceptable.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from parley.errors import InputError, Mistake
from parley.interop import marks, slugs
from parley.interop.decimals import is_written, power_of_ten, roughly, spelled, written
from parley.interop.domains import Domain, Imported, Matter, Profile, Value, straight

Data = dict[str, Any]
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_ -]*[A-Za-z0-9_]|[A-Za-z_]")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"))


@dataclass(frozen=True)
class Scaled:
    """One party's utilities on the scale of a scenario.

    Attributes:
        weights: `(issue,)`, 0 or more.
        scores: per issue `(value,)`, 0 to 100.
        factor: what the whole scale of 100 points is worth in the file's utility.
        offset: the file's utility where the value is 0.
    """

    weights: tuple[Fraction, ...]
    scores: tuple[tuple[Fraction, ...], ...]
    factor: Fraction
    offset: Fraction


def scaled(profile: Profile) -> Scaled:
    """The same utilities with weights of 0 or more and scores from 0 to 100.

    A table with negative entries, or of a negative weight, is measured from its worst entry.
    Highest scores are 100 over a power of ten, so that the file's digits stay.
    """
    weights, scores, offset = [], [], profile.bias
    for weight, table in zip(profile.weights, profile.tables, strict=True):
        start = Fraction(0)
        if weight < 0 or min(table) < 0:
            start = max(table) if weight < 0 else min(table)
            offset += weight * start
        heights = [abs(entry - start) for entry in table]
        unit = power_of_ten(max(heights))
        weights.append(abs(weight) * unit)
        scores.append(tuple(100 * height / unit for height in heights))
    return Scaled(tuple(weights), tuple(scores), sum(weights, Fraction(0)), offset)


def scenario_text(imported: Imported, as_of: date) -> tuple[str, tuple[str, ...]]:
    """The text of `scenario.yaml`, and what is to be said of it beside what reading has noted.

    Args:
        imported: what was read.
        as_of: the day of knowledge.

    Raises:
        InputError: a text too long for the language, or a profile whose weights are all 0.
    """
    domain = imported.domain
    _refuse_unfit(domain)
    page = _Page(domain)
    text = _head(imported, page.notes) + yaml.dump(
        page.data(imported, as_of),
        Dumper=_Drawer,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=110,
    )
    return text, tuple(page.notes)


def _refuse_unfit(domain: Domain) -> None:
    rows = []
    for profile in domain.profiles:
        if not any(profile.weights):
            problem = "the weights of all issues are 0, so every outcome is worth the same."
            remedy = "Give at least one issue a weight."
            rows.append(Mistake(profile.file, 0, 0, "", problem, remedy, "weights-sum"))
    for matter in domain.matters:
        for text in (matter.text, *(v for v in matter.values if isinstance(v, str))):
            if not marks.fits(marks.mark({"text": text})):
                problem = f"the text '{slugs.shown(text)[:60]}...' is too long."
                remedy = "Shorten it to 1,000 characters."
                rows.append(Mistake(domain.text, 0, 0, "", problem, remedy, "text-size"))
    if rows:
        raise InputError(rows)


class _Page:
    """The data of a scenario, built once the ids are known."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.issues = slugs.ids((matter.text for matter in domain.matters), "issue")
        self.parties = slugs.ids((profile.text for profile in domain.profiles), "party")
        self.options = [
            () if matter.even else slugs.ids(map(_text, matter.values), "option", option=True)
            for matter in domain.matters
        ]
        self.notes: list[str] = [
            "status quo: the files name none; the first value of each issue is taken (`assume`)."
        ]
        self.rounded = 0

    def data(self, imported: Imported, as_of: date) -> Data:
        pairs = list(zip(self.parties, self.domain.profiles, strict=True))
        preferences = {party: self.preferences(profile) for party, profile in pairs}
        no_deal = {party: self.no_deal(profile) for party, profile in pairs}
        if self.rounded:
            self.notes.append(
                f"{self.rounded} numbers are not decimals of at most 17 digits: written to the "
                "17th (scores rounded up, no-deal values down)."
            )
        return {
            "parley": 1,
            "title": slugs.shown(self.domain.text) or "An imported negotiation",
            "status": "working",
            "as_of": as_of,
            "about": f"Imported from {imported.program} files. Utilities: {imported.convention}.",
            "parties": {
                party: {
                    "name": slugs.shown(profile.text) or party,
                    "role": "other",
                    "consent": "always",
                }
                for party, profile in pairs
            },
            "issues": {issue: self.issue(at, issue) for at, issue in enumerate(self.issues)},
            "preferences": preferences,
            "no_deal": no_deal,
        }

    def issue(self, at: int, issue: str) -> Data:
        matter = self.domain.matters[at]
        name = slugs.shown(matter.text) or issue
        row: Data = {"question": f"{name}: what is agreed?"}
        if name != issue:
            row["name"] = name
        said: Data = {"text": matter.text} if matter.text != name else {}
        if matter.kind != "texts" and not (matter.kind == "integer" and matter.even):
            said["kind"] = matter.kind
        if matter.even:
            numbers = matter.numbers()
            step = numbers[1] - numbers[0]
            row["scale"] = {
                "from": written(numbers[0]),
                "to": written(numbers[-1]),
                "step": written(step),
                "unit": "units",
            }
            row["status_quo"] = written(numbers[0])
        else:
            row["options"] = {
                option: self.option(matter, place, option)
                for place, option in enumerate(self.options[at])
            }
            row["status_quo"] = self.options[at][0]
        row["assume"] = "The imported files name no status quo: the first value is taken."
        row["note"] = self.kept(said, matter.extras, name)
        return {key: value for key, value in row.items() if value is not None}

    def kept(self, said: Data, extras: Mapping[str, str], name: str) -> str | None:
        """The note that keeps the file's own text and what it says beside."""
        note = marks.mark({**said, **extras})
        if marks.fits(note):
            return note
        self.notes.append(f"'{name}': its description is too long to be kept; not mapped.")
        return marks.mark(said)

    def option(self, matter: Matter, place: int, option: str) -> str | Data:
        text = _text(matter.values[place])
        name = slugs.shown(text) or option
        extras = matter.value_extras[place] if matter.value_extras else {}
        note = self.kept({"text": text} if text != name else {}, extras, name)
        return {"name": name, "note": note} if note else name

    def preferences(self, profile: Profile) -> Data:
        scale = scaled(profile)
        row: Data = {}
        for at, issue in enumerate(self.issues):
            row[issue] = self.of_issue(profile, scale, at)
        said: Data = dict(profile.extras)
        before = ""
        if scale.factor != 1 or scale.offset:
            said |= {"factor": spelled(scale.factor), "offset": spelled(scale.offset)}
            offset = f"{roughly(scale.offset)} + " if scale.offset else ""
            factor = roughly(scale.factor)
            before = f"Utility in {profile.file} = {offset}{factor} x value / 100."
            self.notes.append(f"{profile.file}: {before[0].lower()}{before[1:]}")
        note = marks.mark(said, before)
        if note:
            row["note"] = note
        return row

    def of_issue(self, profile: Profile, scale: Scaled, at: int) -> Data:
        matter, scores = self.domain.matters[at], scale.scores[at]
        row: Data = {"weight": self.number(scale.weights[at])}
        form = profile.forms[at]
        if matter.even:
            numbers = matter.numbers()
            knots = straight(numbers, scores)
            row["curve"] = {
                written(numbers[k]): self.number(scores[k], at_least=True) for k in knots
            }
            form = form if len(knots) > 2 else None  # a straight line needs no formula
        else:
            pairs = zip(self.options[at], scores, strict=True)
            row |= {option: self.number(score, at_least=True) for option, score in pairs}
        if form:
            note = marks.mark({"form": dict(form)})
            if marks.fits(note):
                row["note"] = note
        return row

    def no_deal(self, profile: Profile) -> Data:
        if profile.reserve is None:
            self.notes.append(f"{profile.file}: reserves nothing; no deal is worth 0 points.")
            return {"value": 0, "assume": marks.NOTHING_RESERVED}
        scale = scaled(profile)
        value = 100 * (profile.reserve - scale.offset) / scale.factor
        why = f"The reservation value of {profile.file}, {spelled(profile.reserve)}."
        return {"value": self.number(value, at_most=True), "assume": why}

    def number(
        self, number: Fraction, *, at_least: bool = False, at_most: bool = False
    ) -> int | float:
        self.rounded += not is_written(number)
        return written(number, at_least=at_least, at_most=at_most)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else spelled(value)


def _head(imported: Imported, notes: list[str]) -> str:
    """Comments that say where it comes from and what is not mapped."""
    files = ", ".join(f"{name} ({what})" for name, what in imported.files)
    lines = [
        f"Imported from {imported.program} files: {files}.",
        f"Utilities: {imported.convention}.",
        "Not mapped, or mapped by a convention:",
        *(f"- {note}" for note in (*imported.notes, *notes)),
    ]
    return "".join(f"# {slugs.one_line(line)}\n" for line in lines)


class _Drawer(yaml.SafeDumper):
    """Quotes every text that some reader of YAML might take for something else."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own signature
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS
    style = None if bare else "'" if '"' in text and text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Drawer.add_representer(str, _quoted)
