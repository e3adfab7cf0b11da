"""GENIUS XML: a domain and its profiles. Knows the format, not the scenario language.

Definitions follow GENIUS itself (its evaluators for discrete, integer and real issues), or, with
`raw`, NegMAS, which reads the same files and neither divides by the highest evaluation nor cuts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from parley.interop import xmlfile
from parley.interop.decimals import fraction, roughly, spelled
from parley.interop.domains import Domain, Imported, Matter, Normalise, Profile
from parley.interop.genius_tables import evaluated
from parley.interop.ranges import evenly_read, whole_range
from parley.interop.reporting import Report, each, listed
from parley.interop.xmlfile import Element
from parley.scenario.naming import unknown

DIVIDED = "each evaluation of an issue divided by the highest of that issue, as GENIUS does"
RAW = "evaluations taken as they are (the raw weighted sum), as NegMAS does"
CONVENTIONS: Mapping[Normalise, str] = {"genius": DIVIDED, "raw": RAW}
_KINDS = ("discrete", "integer", "real")
_INSIDE = {
    "negotiation_template": ("utility_space",),
    "utility_space": ("objective", "discount_factor", "reservation"),
    "objective": ("objective", "issue", "weight"),
    "issue": ("item", "evaluator", "range"),
}
_SKIPPED = ("similarity_function", "agent", "description")
_ATTRIBUTES = {
    "utility_space": ("number_of_issues",),
    "objective": ("index", "name", "description", "type", "etype"),
    "issue": ("index", "name", "type", "etype", "vtype", "lowerbound", "upperbound", "description"),
    "item": ("index", "value", "evaluation", "cost", "description"),
    "range": ("lowerbound", "upperbound"),
    "weight": ("index", "value"),
    "evaluator": (
        *("ftype", "slope", "offset", "parameter0", "parameter1", "parameter2"),
        *("start", "middle", "end"),
    ),
    "discount_factor": ("value",),
    "reservation": ("value",),
}


def read(folder: Path, *, normalise: Normalise, steps: int) -> Imported:
    """Read the one domain and all profiles of a folder, told apart by their root elements.

    Args:
        folder: where the XML files are; their names follow no rule.
        normalise: whose definition of utility is meant.
        steps: into how many equal steps the range of a real issue is divided.

    Raises:
        InputError: with every mistake found.
    """
    report = Report()
    roots = each(listed(folder, (".xml",), report), xmlfile.load, report)
    domains = {name: root for name, root in roots.items() if root.tag == "negotiation_template"}
    profiles = {name: root for name, root in roots.items() if root.tag == "utility_space"}
    for name in sorted(roots.keys() - domains.keys() - profiles.keys()):
        report.note(f"skipped: its root element is <{roots[name].tag}>.", name)
    _enough(folder, domains, profiles, report)
    if len(domains) != 1:
        report.stop()
    name, root = next(iter(domains.items()))
    matters, refused = _matters(name, root, steps, report)
    every = [
        _profile(file, top, matters, refused, normalise, report) for file, top in profiles.items()
    ]
    report.stop()
    found = [profile for profile in every if profile is not None]
    issues = f"domain, {len(matters)} issue{'s' if len(matters) != 1 else ''}"
    files = [(Path(name).name, issues), *((Path(file).name, "profile") for file in profiles)]
    domain = Domain(Path(name).stem, tuple(told.given for told in matters), tuple(found))
    return Imported(domain, "GENIUS", CONVENTIONS[normalise], tuple(files), tuple(report.notes))


def _enough(
    folder: Path, domains: Mapping[str, Element], profiles: Mapping[str, Element], report: Report
) -> None:
    """One domain and two profiles at least."""
    if not domains and not report.mistakes:
        report.fault(
            str(folder),
            0,
            "no file of this folder has <negotiation_template> as its root element.",
            "Put the domain file beside the profiles.",
            "no-domain",
        )
    for name in sorted(domains)[1:]:
        first = Path(min(domains)).name
        report.fault(
            name, 1, f"this is a second domain beside {first}.", "Keep one.", "two-domains"
        )
    if len(profiles) < 2 and not report.mistakes:
        report.fault(
            str(folder),
            0,
            f"a negotiation has two profiles or more; here are {len(profiles)} files with "
            "<utility_space> as their root element.",
            "Put every party's profile beside the domain file.",
            "no-profiles",
        )


@dataclass(frozen=True)
class _Told:
    """An issue of the domain, and where it stands."""

    given: Matter
    index: str
    low: Fraction | None = None


def walk(file: str, element: Element, report: Report) -> Iterator[tuple[Element, Element]]:
    """Every issue below an element with the objective it stands in; what is unknown is a fault."""
    known = _INSIDE.get(element.tag, ())
    _attributes(file, element, report)
    if element.text:
        report.note(f"text inside <{element.tag}>: not mapped.", file, element.line)
    for child in element.children:
        if child.tag in _SKIPPED:
            report.note(f"<{child.tag}>: not mapped.", file, child.line)
        elif child.tag not in known:
            report.fault(
                file,
                child.line,
                f"<{child.tag}> inside <{element.tag}> is not understood.",
                f"Known here: {', '.join(f'<{tag}>' for tag in known) or 'nothing'}.",
                "genius-element",
            )
        elif child.tag == "issue":
            yield child, element
            for _ in walk(file, child, report):  # its own children are checked alike
                pass
        else:
            yield from walk(file, child, report)
    if element.tag == "objective":
        _objective(element, report)


def _attributes(file: str, element: Element, report: Report) -> None:
    for name in element.attributes:
        if name not in _ATTRIBUTES.get(element.tag, ()):
            report.note(f"attribute '{name}' of <{element.tag}>: not mapped.", file)


def _objective(element: Element, report: Report) -> None:
    """Names of objectives are for readers; GENIUS itself leaves out the weights of nested ones."""
    if element.attributes.get("name") or element.attributes.get("description"):
        report.note("names and descriptions of objectives: not mapped.")
    if element.named("objective"):
        report.note(
            "nested objectives: their issues are taken side by side, each with the weight beside "
            "it; weights of objectives are not used, as in GENIUS."
        )


def _matters(
    file: str, root: Element, steps: int, report: Report
) -> tuple[list[_Told], frozenset[str]]:
    """The issues of the domain, in the order of the file; and the names of those refused."""
    found: dict[str, _Told] = {}
    refused = set()
    for element, objective in walk(file, root, report):
        name = element.attributes.get("name")
        if name is None:
            report.fault(file, element.line, "an issue has no name.", 'Add `name="..."`.', _RULE)
        elif name in found:
            problem = f"a second issue is called '{name}'."
            report.fault(file, element.line, problem, "Rename one of them.", _RULE)
        else:
            told = _matter(file, element, name, steps, report)
            if told:
                found[name] = told
            else:
                refused.add(name)
        if objective.named("weight"):
            report.note("weights in the domain file: not used.", file, objective.line)
    if not found and not report.mistakes:
        problem = "the domain has no issue."
        report.fault(file, root.line, problem, "Add `<issue>` elements.", "genius-issue")
    return list(found.values()), frozenset(refused)


_RULE = "genius-issue"


def kind_of(element: Element) -> str:
    """What `type` says, else `etype`, else `vtype`; discrete where none does."""
    said = [element.attributes.get(key) for key in ("type", "etype", "vtype")]
    return next((kind for kind in said if kind), "discrete").lower()


def _matter(file: str, element: Element, name: str, steps: int, report: Report) -> _Told | None:
    kind = kind_of(element)
    extras = {k: v for k, v in element.attributes.items() if k == "description" and v}
    index = element.attributes.get("index", "")
    if kind == "discrete":
        values = _values(file, element, name, report)
        if not values:
            return None
        told = Matter(name, "texts", tuple(values), extras, tuple(values.values()))
        return _Told(told, index)
    if kind not in _KINDS:
        report.fault(
            file,
            element.line,
            f"issue '{name}' is of a kind that is not understood: '{kind}'.",
            f"Known kinds: {', '.join(_KINDS)}.",
            "genius-kind",
        )
        return None
    bounds = bounds_of(file, element, name, report)
    if bounds is None:
        return None
    if kind == "integer":
        numbers = whole_range(file, element.line, name, *bounds, report)
        return (
            _Told(Matter(name, "integer", numbers, extras), index, bounds[0]) if numbers else None
        )
    numbers = evenly_read(file, element.line, name, *bounds, steps, report)
    return _Told(Matter(name, "real", numbers, extras), index, bounds[0]) if numbers else None


def _values(file: str, element: Element, name: str, report: Report) -> dict[str, dict[str, str]]:
    """The values of a discrete issue with what is said beside; twice is once."""
    values: dict[str, dict[str, str]] = {}
    for item in element.named("item"):
        value = item.attributes.get("value")
        if value is None:
            problem = f"a value of issue '{name}' has no text."
            report.fault(file, item.line, problem, 'Add `value="..."`.', "genius-item")
        elif value in values:
            report.note(f"value '{value}' of issue '{name}' stands twice: read once.", file)
        else:
            values[value] = _kept(item, value)
    if not element.named("item"):
        problem = f"issue '{name}' has no values."
        report.fault(file, element.line, problem, "Add `<item>` elements.", "genius-item")
    return values


def _kept(item: Element, value: str) -> dict[str, str]:
    """Cost and description, where they say anything: kept, not used."""
    cost, description = item.attributes.get("cost"), item.attributes.get("description")
    kept = {}
    if cost and fraction(cost) != 0:
        kept["cost"] = cost
    if description and description != value:
        kept["description"] = description
    return kept


def bounds_of(
    file: str, element: Element, name: str, report: Report
) -> tuple[Fraction, Fraction] | None:
    """The ends of a range, from the issue or from a `range` in it."""
    given = dict(element.attributes)
    for inner in element.named("range"):
        given |= inner.attributes
    ends = []
    for key in ("lowerbound", "upperbound"):
        end = fraction(given.get(key))
        if end is None:
            said = f"'{given[key]}' is no number" if key in given else "is missing"
            report.fault(
                file,
                element.line,
                f"the {key} of issue '{name}' {said}."
                if key not in given
                else f"the {key} {said} (issue '{name}').",
                f'Write `{key}="0"`, with a number.',
                "genius-bounds",
            )
        else:
            ends.append(end)
    if len(ends) < 2:
        return None
    if ends[0] > ends[1]:
        problem = f"the range of issue '{name}' runs from {spelled(ends[0])} to {spelled(ends[1])}."
        report.fault(file, element.line, problem, "Write the lower end first.", "genius-bounds")
        return None
    return ends[0], ends[1]


def _profile(
    file: str,
    root: Element,
    matters: list[_Told],
    refused: frozenset[str],
    normalise: Normalise,
    report: Report,
) -> Profile | None:
    """One party's evaluations of every issue of the domain; None with mistakes."""
    rows = _rows(file, root, matters, refused, report)
    weights, tables, forms = [], [], []
    for told in matters:
        if told.given.text not in rows:
            problem = f"issue '{told.given.text}' of the domain is missing here."
            report.fault(file, root.line, problem, "Add it, with evaluations.", _RULE)
            continue
        element, objective = rows[told.given.text]
        weights.append(_weight(file, element, objective, told, normalise, report))
        table, form = evaluated(file, element, told.given, told.low, normalise, report)
        tables.append(table)
        forms.append(form)
    bias = _bias(file, root, rows, len(matters), normalise, report)
    discount = _single(file, root, "discount_factor", report)
    extras = {}
    if discount not in (None, 1):
        extras["discount"] = spelled(discount or Fraction(0))
        report.note(
            f"discount factor {extras['discount']}: not mapped (a scenario without a war has no "
            "clock); kept in a note.",
            file,
        )
    reserve = _single(file, root, "reservation", report)
    if reserve is None:
        report.note("no reservation value: 0, as the programs take it.", file)
    if report.mistakes:
        return None
    found = Profile(
        *(Path(file).stem, Path(file).name, tuple(weights), tuple(tables), tuple(forms)),
        bias=bias,
        reserve=reserve or Fraction(0),
        extras=extras,
    )
    if normalise == "genius" and found.most > 1:
        report.note(
            f"the best outcome sums to {roughly(found.most)}: GENIUS would cut what is above 1; "
            "not mapped.",
            file,
        )
    return found


def _rows(
    file: str, root: Element, matters: list[_Told], refused: frozenset[str], report: Report
) -> dict[str, tuple[Element, Element]]:
    """The profile's issues by name, each with its objective; those refused above are left out."""
    rows: dict[str, tuple[Element, Element]] = {}
    names = [told.given.text for told in matters]
    for element, objective in walk(file, root, report):
        name = element.attributes.get("name", "")
        if name in refused:
            continue
        if name not in names:
            report.fault(file, element.line, *unknown("issue of the domain", name, names), _RULE)
        elif name in rows:
            problem = f"a second issue is called '{name}'."
            report.fault(file, element.line, problem, "Keep one of them.", _RULE)
        else:
            rows[name] = (element, objective)
    return rows


def _weight(
    file: str,
    element: Element,
    objective: Element,
    told: _Told,
    normalise: Normalise,
    report: Report,
) -> Fraction:
    """The weight beside the issue, by the issue's index."""
    name, index = told.given.text, element.attributes.get("index", told.index)
    if told.index and index != told.index:
        problem = f"issue '{name}' has index {index} here and {told.index} in the domain."
        report.fault(file, element.line, problem, "Give it the same index.", "genius-index")
    rows = [row for row in objective.named("weight") if row.attributes.get("index") == index]
    if not rows and normalise == "raw":
        report.note(f"issue '{name}' has no weight: 1, as NegMAS takes it.", file, element.line)
        return Fraction(1)
    if len(rows) != 1:
        said = f"{len(rows)} weights" if rows else "no weight"
        report.fault(
            file,
            element.line,
            f"issue '{name}' has {said} (by its index {index}).",
            f'Write one `<weight index="{index}" value="..."/>` beside it.',
            "genius-weight",
        )
        return Fraction(0)
    number = fraction(rows[0].attributes.get("value"))
    if number is None:
        said = rows[0].attributes.get("value", "nothing")
        problem = f"the weight of issue '{name}' is no number: '{said}'."
        report.fault(file, rows[0].line, problem, "Write a number.", "genius-weight")
    return number or Fraction(0)


def _bias(
    file: str,
    root: Element,
    rows: Mapping[str, tuple[Element, Element]],
    issues: int,
    normalise: Normalise,
    report: Report,
) -> Fraction:
    """Weights of no issue: a constant for NegMAS, nothing for GENIUS."""
    used = {element.attributes.get("index") for element, _ in rows.values()}
    bias = Fraction(0)
    for objective in root.named("objective"):
        inner = {child.attributes.get("index") for child in objective.named("objective")}
        for row in objective.named("weight"):
            index = row.attributes.get("index", "")
            if index in used | inner:
                continue
            number = fraction(row.attributes.get("value"))
            beyond = fraction(index) is not None and not 1 <= (fraction(index) or 0) <= issues
            if normalise == "raw" and number is not None and beyond:
                report.note(
                    f"weight {index} of no issue: a constant, as in NegMAS.", file, row.line
                )
                bias += number
            else:
                report.note(f"weight '{index}' of no issue: not used.", file, row.line)
    return bias


def _single(file: str, root: Element, tag: str, report: Report) -> Fraction | None:
    """The value of an element that stands at most once."""
    rows = root.named(tag)
    if not rows:
        return None
    for row in rows[1:]:
        report.fault(file, row.line, f"a second <{tag}>.", "Keep one of them.", "genius-element")
    said = rows[0].attributes.get("value")
    number = fraction(said)
    if number is None:
        problem = f"the value of <{tag}> is no number: '{said or 'nothing'}'."
        report.fault(file, rows[0].line, problem, "Write a number.", "genius-number")
    return number
