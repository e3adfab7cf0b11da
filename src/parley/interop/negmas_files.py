"""NegMAS scenario folders: an outcome space and utility functions, in YAML or JSON.

Knows the format, not NegMAS itself, which need not be installed. Utilities are NegMAS's own:
bias + sum of weight x value function, nothing divided, unless `genius` is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from parley.errors import InputError
from parley.interop import evaluators, jsonfile
from parley.interop.decimals import fraction, is_written, spelled
from parley.interop.domains import Domain, Imported, Matter, Normalise, Profile, Value
from parley.interop.genius import CONVENTIONS
from parley.interop.negmas_functions import tabled
from parley.interop.placed import Page
from parley.interop.ranges import evenly_read, whole_range
from parley.interop.reporting import Report, each, listed
from parley.scenario import located
from parley.scenario.naming import unknown

SPACES = ("CartesianOutcomeSpace", "DiscreteCartesianOutcomeSpace")
ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction")
AFFINE = ("AffineUtilityFunction", "LinearUtilityFunction")
ISSUES = (
    *("CategoricalIssue", "DiscreteOrdinalIssue", "OrdinalIssue", "DiscreteCardinalIssue"),
    *("ContiguousIssue", "ContinuousIssue"),
)
_UNUSED = ("id", "stability", "reserved_outcome", "path", "owner", "n_values", "outcome_space")
_RULE = "negmas-issue"


def read(folder: Path, *, normalise: Normalise, steps: int) -> Imported:
    """Read the one outcome space and all utility functions of a folder, told apart by `type`.

    Args:
        folder: where the YAML or JSON files are.
        normalise: `raw`, as NegMAS takes them, or `genius`: tables divided by their highest.
        steps: into how many equal steps a continuous issue is divided.

    Raises:
        InputError: with every mistake found.
    """
    report = Report()
    files = each(listed(folder, (".yml", ".yaml", ".json"), report), _load, report)
    pages = {name: Page(found, report) for name, found in files.items()}
    spaces = {name: page for name, page in pages.items() if "OutcomeSpace" in kind_of(page)}
    ufuns = {
        name: page
        for name, page in pages.items()
        if name not in spaces and "fun" in kind_of(page).lower()
    }
    for name in pages.keys() - spaces.keys() - ufuns.keys():
        report.note("skipped: neither an outcome space nor a utility function.", name)
    report.notes.sort()
    _enough(folder, spaces, ufuns, report)
    if not spaces:
        report.stop()
    name, space = next(iter(spaces.items()))
    matters = _matters(space, steps)
    report.stop()
    found = [_profile(page, matters, normalise) for page in ufuns.values()]
    report.stop()
    title = space.at(("name",))
    text = title if isinstance(title, str) and title else Path(name).stem
    read_as = [(Path(name).name, "outcome space")]
    read_as += [(Path(file).name, "utility function") for file in ufuns]
    domain = Domain(text, matters, tuple(row for row in found if row is not None))
    convention = CONVENTIONS[normalise]
    return Imported(domain, "NegMAS", convention, tuple(read_as), tuple(report.notes))


def _load(path: Path) -> located.Located:
    if path.suffix.lower() == ".json":
        return jsonfile.load(path)
    found, mistakes = located.load(path, str(path))
    if mistakes or found is None:
        raise InputError(mistakes)
    try:
        return replace(found, data=_as_pyyaml(found.data, yaml.safe_load(found.text)))
    except (ValueError, yaml.YAMLError):
        problem = "a key stands twice, or a value is a date that does not exist."
        raise InputError.of_file(path, problem, "Put texts in quotes.", "yaml-value") from None


def _as_pyyaml(ours: Any, theirs: Any) -> Any:
    """The data with every scalar as PyYAML reads it, which NegMAS uses; keys stay texts.

    It follows YAML 1.1, where 1e5 is a text and 1:30 a number; a scenario follows YAML 1.2.
    """
    if isinstance(ours, dict):
        pairs = zip(ours.items(), theirs.values(), strict=True)
        return {key: _as_pyyaml(value, other) for (key, value), other in pairs}
    if isinstance(ours, list):
        return [_as_pyyaml(value, other) for value, other in zip(ours, theirs, strict=True)]
    return theirs


def kind_of(page: Page) -> str:
    """The last part of `type`: `negmas.outcomes.CartesianOutcomeSpace` is the last word."""
    return str(page.at(("type",)) or "").rpartition(".")[2]


def _enough(
    folder: Path, spaces: Mapping[str, Page], ufuns: Mapping[str, Page], report: Report
) -> None:
    if not spaces and not report.mistakes:
        problem = "no file of this folder has a `type` that names an outcome space."
        report.fault(str(folder), 0, problem, "Put the outcome space there.", "no-domain")
    for name in sorted(spaces)[1:]:
        problem = f"this is a second outcome space beside {Path(min(spaces)).name}."
        report.fault(name, 1, problem, "Keep one.", "two-domains")
    if len(ufuns) < 2 and not report.mistakes:
        problem = f"a negotiation has two utility functions or more; here are {len(ufuns)}."
        report.fault(str(folder), 0, problem, "Put every party's there.", "no-profiles")


def _matters(page: Page, steps: int) -> tuple[Matter, ...]:
    kind = kind_of(page)
    if kind not in SPACES:
        problem = f"the outcome space '{kind}' is not understood."
        page.fault(("type",), problem, f"Known: {', '.join(SPACES)}.", "negmas-space")
    page.only((), ("issues", "name", "type"), _UNUSED)
    rows = page.items(("issues",))
    found = [_matter(page, ("issues", at), steps) for at in range(len(rows or ()))]
    if rows is not None and not rows:
        page.fault(("issues",), "the outcome space has no issue.", "Add issues.", _RULE)
    matters = tuple(matter for matter in found if matter is not None)
    names = [matter.text for matter in matters]
    for name in sorted({name for name in names if names.count(name) > 1}):
        page.fault(("issues",), f"two issues are called '{name}'.", "Rename one.", _RULE)
    return matters


def _matter(page: Page, route: tuple[str | int, ...], steps: int) -> Matter | None:
    if page.mapping(route) is None:
        return None
    page.only(route, ("name", "type", "values", "n_levels"), _UNUSED)
    name = page.text((*route, "name"), page.at((*route, "name")))
    kind = str(page.at((*route, "type")) or "").rpartition(".")[2]
    if kind not in ISSUES:
        problem = f"issue '{name}' is of a kind that is not understood: '{kind}'."
        page.fault(route, problem, f"Known: {', '.join(ISSUES)}.", "negmas-kind")
        return None
    rows = page.items((*route, "values"))
    if name is None or rows is None:
        return None
    if kind in ("ContiguousIssue", "ContinuousIssue"):
        return _range(page, route, name, kind, steps)
    return _values(page, (*route, "values"), name, rows)


def _range(
    page: Page, route: tuple[str | int, ...], name: str, kind: str, steps: int
) -> Matter | None:
    rows = page.items((*route, "values")) or []
    ends = [fraction(row) for row in rows]
    if len(ends) != 2 or None in ends or (ends[0] or 0) > (ends[1] or 0):
        problem = f"the range of issue '{name}' is not two finite numbers in ascending order."
        page.fault((*route, "values"), problem, "Write [0, 10].", "negmas-bounds")
        return None
    low, high = (Fraction(end or 0) for end in ends)
    line = page.located.line((*route, "values"))
    if kind == "ContiguousIssue":
        numbers = whole_range(page.file, line, name, low, high, page.report)
        return Matter(name, "integer", numbers) if numbers else None
    numbers = evenly_read(page.file, line, name, low, high, steps, page.report)
    return Matter(name, "real", numbers) if numbers else None


def _values(page: Page, route: tuple[str | int, ...], name: str, rows: list[Any]) -> Matter | None:
    """Texts or numbers, not both, since files in JSON cannot tell 1 from "1" in a table."""
    numbers = [None if isinstance(row, str) else fraction(row) for row in rows]
    if rows and None not in numbers:
        values: tuple[Value, ...] = tuple(number for number in numbers if number is not None)
        kind: Any = "grid" if _even(values) else "numbers"
    else:
        texts = [page.text((*route, at), row) for at, row in enumerate(rows)]
        values, kind = tuple(text for text in texts if text is not None), "texts"
        if len(values) < len(rows):
            return None
    if not rows or len(set(values)) < len(values):
        said = "has a value twice" if rows else "has no values"
        page.fault(route, f"issue '{name}' {said}.", "Write each value once.", _RULE)
        return None
    return Matter(name, kind, values)


def _even(values: Sequence[Value]) -> bool:
    """Whether three numbers or more ascend in equal steps: then they make a scale."""
    numbers = [Fraction(value) for value in values]
    steps = {right - left for left, right in pairwise(numbers)}
    held = all(map(is_written, (*numbers, *steps)))
    return len(numbers) > 2 and len(steps) == 1 and min(steps) > 0 and held


def _profile(page: Page, matters: tuple[Matter, ...], normalise: Normalise) -> Profile | None:
    kind = kind_of(page)
    if kind not in (*ADDITIVE, *AFFINE):
        problem = f"the utility function '{kind}' is not understood."
        remedy = f"Known: {', '.join((*ADDITIVE, *AFFINE))}."
        page.fault(("type",), problem, remedy, "negmas-ufun")
        return None
    known = ("name", "type", "weights", "bias", "reserved_value", "values")
    page.only((), known, _UNUSED)
    before = len(page.report.mistakes)
    if kind in AFFINE:
        tables: list[tuple[Fraction, ...] | None] = [_itself(page, matter) for matter in matters]
        forms: list[Mapping[str, Any] | None] = [{"type": "IdentityFun"} for _ in matters]
    else:
        routes = _by_issue(page, "values", matters)
        tables = [tabled(page, r, m) if r else None for r, m in zip(routes, matters, strict=True)]
        forms = [_form(page.at(r)) if r else None for r in routes]
    weights = [page.number(r) if r else None for r in _by_issue(page, "weights", matters)]
    bias = page.number(("bias",)) if page.at(("bias",)) is not None else Fraction(0)
    reserve = _reserve(page)
    if len(page.report.mistakes) > before:
        return None
    full = tuple(table for table in tables if table is not None)
    if normalise == "genius":
        pairs = zip(full, matters, strict=True)
        full = tuple(t if m.even else evaluators.divided(t) for t, m in pairs)
    name = page.at(("name",))
    return Profile(
        text=name if isinstance(name, str) and name else Path(page.file).stem,
        file=Path(page.file).name,
        weights=tuple(weight for weight in weights if weight is not None),
        tables=full,
        forms=tuple(forms),
        bias=bias or Fraction(0),
        reserve=reserve,
    )


def _form(given: Any) -> Mapping[str, Any] | None:
    """A value function as it stands, where a note can keep it."""
    if not isinstance(given, dict) or "TableFun" in str(given.get("type")):
        return None
    kept = {key: value for key, value in given.items() if key != "type"}
    numbers = {key: fraction(value) for key, value in kept.items()}
    if any(number is None for number in numbers.values()):
        return None
    texts = {key: spelled(number) for key, number in numbers.items() if number is not None}
    return {"type": str(given["type"]).rpartition(".")[2], **texts}


def _itself(page: Page, matter: Matter) -> tuple[Fraction, ...] | None:
    if matter.kind != "texts":
        return matter.numbers()
    problem = f"issue '{matter.text}' has texts as values, so it has no weight of its own."
    page.fault(("weights",), problem, "Write a LinearAdditiveUtilityFunction.", "negmas-ufun")
    return None


def _by_issue(
    page: Page, key: str, matters: tuple[Matter, ...]
) -> list[tuple[str | int, ...] | None]:
    """The route to what is said on each issue: a list in their order, or a mapping by name."""
    given = page.at((key,))
    names = [matter.text for matter in matters]
    if isinstance(given, list):
        if len(given) != len(names):
            problem = f"`{key}` has {len(given)} entries for {len(names)} issues."
            page.fault((key,), problem, "Write one for each.", "negmas-ufun")
            return [None] * len(names)
        return [(key, at) for at in range(len(names))]
    if page.mapping((key,)) is None:
        return [None] * len(names)
    for name in page.mapping((key,)) or ():
        if name not in names:
            page.fault((key, name), *unknown("issue", name, names), "negmas-ufun")
    for name in names:
        if name not in given:
            page.fault((key,), f"issue '{name}' is missing here.", "Add it.", "negmas-ufun")
    return [(key, name) if name in given else None for name in names]


def _reserve(page: Page) -> Fraction | None:
    """The reserved value; none at all where it is missing or minus infinity."""
    said = page.at(("reserved_value",))
    if said is None or said == float("-inf"):
        return None
    return page.number(("reserved_value",))
