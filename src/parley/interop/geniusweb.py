"""GeniusWeb JSON: a domain and LinearAdditive profiles. Knows the format.

The definitions are GeniusWeb's own: utilities of numbers lie on a line between the two ends and
are rounded to 8 decimals, half up; the reservation value is the utility of the reservation bid.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from parley.interop import jsonfile
from parley.interop.decimals import fraction, is_written, roughly, spelled
from parley.interop.domains import Domain, Imported, Matter, Profile, Value
from parley.interop.placed import Page
from parley.interop.reporting import Report, each, listed
from parley.scenario.naming import unknown
from parley.scenario.schema.issues import MOST_STEPS

SPACE = "LinearAdditiveUtilitySpace"
CONVENTION = "weights and utilities as GeniusWeb takes them (linear additive, 0 to 1)"
DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
NUMBERS = ("NumberValueSetUtilities", "numberutils")
_KEYS = ("issueUtilities", "issueWeights", "domain", "name", "reservationBid")
_ENDS = ("lowValue", "lowUtility", "highValue", "highUtility")
_RULE = "geniusweb-issue"


def read(folder: Path) -> Imported:
    """Read the profiles of a folder, and the domain file beside them or the domain in them.

    Raises:
        InputError: with every mistake found.
    """
    report = Report()
    files = each(listed(folder, (".json",), report), jsonfile.load, report)
    pages = {name: Page(located, report) for name, located in files.items()}
    domains = {name: page for name, page in pages.items() if "issuesValues" in page.data}
    profiles = {name: page for name, page in pages.items() if name not in domains}
    for name, page in list(profiles.items()):
        if not _is_profile(page):
            profiles.pop(name)
    _enough(folder, domains, profiles, report)
    if not domains and not profiles:
        report.stop()
    first, route = _first(domains, profiles)
    matters = _matters(first, route)
    report.stop()
    found = [_profile(page, matters) for page in profiles.values()]
    report.stop()
    text = first.at((*route, "name"))
    title = text if isinstance(text, str) and text else Path(first.file).stem
    read_as = [(Path(name).name, "domain") for name in domains]
    read_as += [(Path(name).name, "profile") for name in profiles]
    rows = tuple(row for row in found if row is not None)
    return Imported(
        Domain(title, matters, rows), "GeniusWeb", CONVENTION, tuple(read_as), tuple(report.notes)
    )


def _is_profile(page: Page) -> bool:
    """Whether it is one; another kind of profile is a fault, anything else is noted."""
    if SPACE in page.data:
        page.only((), (SPACE,))
        return True
    kinds = [key for key in page.data if key.endswith(("Space", "Ordering", "Profile"))]
    if kinds:
        problem = f"a profile of the kind '{kinds[0]}' is not understood."
        page.fault((kinds[0],), problem, f"Known: {SPACE}.", "geniusweb-kind")
    else:
        page.report.note("skipped: neither a domain nor a profile.", page.file)
    return False


def _enough(
    folder: Path, domains: Mapping[str, Page], profiles: Mapping[str, Page], report: Report
) -> None:
    for name in sorted(domains)[1:]:
        problem = f"this is a second domain beside {Path(min(domains)).name}."
        report.fault(name, 1, problem, "Keep one.", "two-domains")
    if len(profiles) < 2 and not report.mistakes:
        problem = f"a negotiation has two profiles or more; here are {len(profiles)} files with "
        problem += f"'{SPACE}'."
        report.fault(str(folder), 0, problem, "Put every party's profile there.", "no-profiles")


def _first(
    domains: Mapping[str, Page], profiles: Mapping[str, Page]
) -> tuple[Page, tuple[str, ...]]:
    """Where the domain stands: in its file, else in the first profile."""
    if domains:
        return next(iter(domains.values())), ()
    return next(iter(profiles.values())), (SPACE, "domain")


def _matters(page: Page, route: tuple[str, ...]) -> tuple[Matter, ...]:
    page.only(route, ("name", "issuesValues"))
    rows = page.mapping((*route, "issuesValues"))
    found = [_matter(page, (*route, "issuesValues", name), name) for name in rows or ()]
    if rows is not None and not rows:
        page.fault((*route, "issuesValues"), "the domain has no issue.", "Add issues.", _RULE)
    return tuple(matter for matter in found if matter is not None)


def _matter(page: Page, route: tuple[str, ...], name: str) -> Matter | None:
    page.only(route, ("values", "range"))
    if page.text(route, name) is None:
        return None
    given = page.mapping(route)
    if given is None:
        return None
    if "range" in given:
        return _range(page, (*route, "range"), name)
    rows = page.items((*route, "values"))
    if rows is None:
        return None
    values: list[str] = []
    for at, row in enumerate(rows):
        text = page.text((*route, "values", at), row)
        if text in values:
            page.note(route, f"value '{text}' of issue '{name}' stands twice: read once.")
        elif text is not None:
            values.append(text)
    if not rows:
        page.fault(route, f"issue '{name}' has no values.", "Add values.", _RULE)
    return Matter(name, "texts", tuple(values)) if values else None


def _range(page: Page, route: tuple[str, ...], name: str) -> Matter | None:
    """Low, high and step: the numbers from low on that do not pass high."""
    rows = page.items(route)
    if rows is None:
        return None
    numbers = [fraction(row) for row in rows]
    if len(numbers) != 3 or None in numbers:
        page.fault(route, "a range is three numbers.", "Write [low, high, step].", _RULE)
        return None
    low, high, step = (Fraction(number or 0) for number in numbers)
    if step <= 0 or low > high:
        page.fault(route, "a range runs upwards in steps above 0.", "Write [0, 10, 1].", _RULE)
        return None
    count = int((high - low) / step)
    if count > MOST_STEPS or not all(map(is_written, (low, low + count * step, step))):
        problem = f"issue '{name}' has {count + 1:,} values, or more digits than are read."
        page.fault(route, problem, f"At most {MOST_STEPS + 1:,} are read.", "range-size")
        return None
    if low + count * step != high:
        page.note(route, f"issue '{name}': its steps end at {spelled(low + count * step)}.")
    whole = step == 1 and low.denominator == 1
    return Matter(
        name, "integer" if whole else "grid", tuple(low + k * step for k in range(count + 1))
    )


def _profile(page: Page, matters: tuple[Matter, ...]) -> Profile | None:
    page.only((SPACE,), _KEYS)
    if page.mapping((SPACE,)) is None:
        return None
    _same_domain(page, matters)
    weights_at, utilities_at = (SPACE, "issueWeights"), (SPACE, "issueUtilities")
    given = page.mapping(weights_at), page.mapping(utilities_at)
    if None in given:
        return None
    names = [matter.text for matter in matters]
    for route, rows in zip((weights_at, utilities_at), given, strict=True):
        for name in rows or ():
            if name not in names:
                page.fault((*route, name), *unknown("issue of the domain", name, names), _RULE)
    weights = [page.number((*weights_at, name)) or Fraction(0) for name in names]
    if sum(weights) != 1:
        page.note(weights_at, f"weights sum to {roughly(sum(weights, Fraction(0)))}, not to 1.")
    tables = tuple(_table(page, (*utilities_at, matter.text), matter) for matter in matters)
    text = page.at((SPACE, "name"))
    if page.report.mistakes:
        return None
    found = Profile(
        text if isinstance(text, str) and text else Path(page.file).stem,
        Path(page.file).name,
        tuple(weights),
        tables,
        (None,) * len(matters),
    )
    return replace(found, reserve=_reserve(page, matters, found))


def _same_domain(page: Page, matters: tuple[Matter, ...]) -> None:
    """The domain that a profile repeats is the one of the folder."""
    route = (SPACE, "domain")
    if not isinstance(page.at(route), dict):
        return
    before = len(page.report.mistakes)
    own = {matter.text: set(matter.values) for matter in _matters(page, route)}
    if len(page.report.mistakes) == before and own != {m.text: set(m.values) for m in matters}:
        problem = "this profile is about another domain."
        page.fault(route, problem, "Keep one negotiation to a folder.", "two-domains")


def _table(page: Page, route: tuple[str, ...], matter: Matter) -> tuple[Fraction, ...]:
    """The utility of every value, from a list of values or from the ends of a line."""
    nothing = (Fraction(0),) * len(matter.values)
    given = page.mapping(route)
    if given is None:
        return nothing
    wanted = DISCRETE if matter.kind == "texts" else NUMBERS
    page.only(route, wanted)
    kind = next((kind for kind in wanted if kind in given), None)
    if kind is None:
        problem = f"issue '{matter.text}' needs '{wanted[0]}'."
        page.fault(route, problem, "Write its utilities so.", "geniusweb-utilities")
        return nothing
    if matter.kind == "texts":
        return _of_values(page, (*route, kind, "valueUtilities"), matter)
    page.only((*route, kind), _ENDS)
    ends = [page.number((*route, kind, key)) for key in _ENDS]
    if None in ends:
        return nothing
    low, at_low, high, at_high = (Fraction(end or 0) for end in ends)
    if low >= high:
        page.fault((*route, kind), "lowValue is not below highValue.", "Swap them.", _RULE)
        return nothing
    return tuple(
        rounded(at_low + (at_high - at_low) * (x - low) / (high - low))
        if low <= x <= high
        else Fraction(0)
        for x in matter.numbers()
    )


def rounded(number: Fraction) -> Fraction:
    """To 8 decimals, half up."""
    return Fraction(floor(number * 10**8 + Fraction(1, 2)), 10**8)


def _of_values(page: Page, route: tuple[str, ...], matter: Matter) -> tuple[Fraction, ...]:
    rows = page.mapping(route)
    if rows is None:
        return (Fraction(0),) * len(matter.values)
    names = [str(value) for value in matter.values]
    for name in rows:
        if name not in names:
            page.fault((*route, name), *unknown(f"value of '{matter.text}'", name, names), _RULE)
    return tuple(page.number((*route, name)) or Fraction(0) for name in names)


def _reserve(page: Page, matters: tuple[Matter, ...], profile: Profile) -> Fraction | None:
    """The utility of the reservation bid; an issue that the bid leaves out adds nothing."""
    bid: Any = page.at((SPACE, "reservationBid"))
    if bid is None:
        return None
    route = (SPACE, "reservationBid", "issuevalues")
    page.only((SPACE, "reservationBid"), ("issuevalues",))
    rows = page.mapping(route)
    names = [matter.text for matter in matters]
    total = profile.bias
    for name, row in (rows or {}).items():
        if name not in names:
            page.fault((*route, name), *unknown("issue of the domain", name, names), _RULE)
            continue
        at = names.index(name)
        value: Value | None = row if matters[at].kind == "texts" else fraction(row)
        if value not in matters[at].values:
            problem = f"issue '{name}' has no such value."
            page.fault((*route, name), problem, "Name one of its values.", "geniusweb-bid")
            continue
        total += profile.weights[at] * profile.tables[at][matters[at].values.index(value)]
    if rows is not None and len(rows) < len(matters):
        page.note(route, "the reservation bid leaves issues out: they add nothing to its utility.")
    page.note(route, f"reserves by a bid; its utility, {roughly(total)}, is what no deal is worth.")
    return total
