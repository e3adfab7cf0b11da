"""A negotiation as GENIUS XML: a domain file and a profile per party. Knows the format.

The highest evaluation of every discrete issue is 1 and no evaluation leaves 0..1, so that GENIUS,
which divides and cuts, and NegMAS, which does neither, read the same utilities. Whole numbers with
linear evaluators are the exception, since the two count them from different points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from parley.interop import evaluators, fitting
from parley.interop.decimals import fraction, roughly, written
from parley.interop.domains import Domain, Matter, Normalise, Profile
from parley.interop.from_scenario import Exported

Attributes = Mapping[str, Any]
DOMAIN = "domain.xml"


def files(exported: Exported, *, normalise: Normalise) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files by name, and what is to be said of them.

    Args:
        exported: what the scenario has been turned into.
        normalise: the program that is to read them: GENIUS, or (raw) NegMAS.
    """
    notes: list[str] = []
    domain = exported.domain
    profiles = [_in_range(profile, normalise, notes) for profile in domain.profiles]
    formulas = [
        _formulas(matter, at, profiles, normalise) for at, matter in enumerate(domain.matters)
    ]
    for matter, formula in zip(domain.matters, formulas, strict=True):
        if matter.even and formula is None:
            notes.append(
                f"issue '{matter.text}': written as a discrete issue of {len(matter.values)} "
                "values, since GENIUS has no evaluator for every party's curve or no such steps."
            )
    if any(f and m.kind == "real" for m, f in zip(domain.matters, formulas, strict=True)):
        notes.append("real issues: the numbers between the steps come back as possible values.")
    head = Domain(domain.text, domain.matters, tuple(profiles))
    found = {DOMAIN: _domain_file(head, formulas)}
    for at, profile in enumerate(profiles):
        found[f"{profile.file}.xml"] = _profile_file(head, at, formulas)
    return found, tuple(notes)


@dataclass(frozen=True)
class _Formula:
    """An evaluator per party: its attributes, and by what factor it states the table."""

    attributes: tuple[Attributes, ...]
    factors: tuple[Fraction, ...]


def _in_range(profile: Profile, normalise: Normalise, notes: list[str]) -> Profile:
    """The profile within what the reading program can state: GENIUS, no constant, at most 1."""
    if normalise == "raw":
        return profile
    bias, reserve, weights = profile.bias, profile.reserve, profile.weights
    if bias:
        notes.append(
            f"{profile.file}: GENIUS has no constant term; all utilities and the reservation value "
            f"are moved by {roughly(-bias)}."
        )
        reserve = None if reserve is None else reserve - bias
    most = profile.most - bias
    if most > 1 + fitting.CLOSE:
        factor = sum(weights, Fraction(0))
        notes.append(
            f"{profile.file}: utilities reach {roughly(most)} and GENIUS cuts at 1; all are "
            f"divided by {roughly(factor)}."
        )
        weights = tuple(weight / factor for weight in weights)
        reserve = None if reserve is None else reserve / factor
    return Profile(
        *(profile.text, profile.file, weights, profile.tables, profile.forms),
        bias=Fraction(0),
        reserve=reserve,
        extras=profile.extras,
    )


def _formulas(
    matter: Matter, at: int, profiles: list[Profile], normalise: Normalise
) -> _Formula | None:
    """Evaluators for an issue of numbers, where every party's table has one; else None."""
    if not matter.even or matter.kind == "grid":
        return None
    found = [_formula(matter, p.tables[at], p.forms[at], normalise) for p in profiles]
    if any(row is None for row in found):
        return None
    pairs = [row for row in found if row is not None]
    return _Formula(tuple(a for a, _ in pairs), tuple(f for _, f in pairs))


def _formula(
    matter: Matter, table: tuple[Fraction, ...], form: Attributes | None, normalise: Normalise
) -> tuple[Attributes, Fraction] | None:
    """The file's own evaluator if it still states the table, else a straight line."""
    places = matter.numbers()
    own = _own(form or {}, normalise) if matter.kind == "real" else None
    factor = fitting.ratio(own, places, table) if own else None
    if form and factor is not None:
        kept = {key: value for key, value in form.items() if key.startswith("parameter")}
        return {"ftype": form["ftype"], **kept}, factor
    rise = fitting.slope(places, table)
    if rise is None:
        return None
    start = places[0] if matter.kind == "integer" and normalise == "genius" else Fraction(0)
    offset = table[0] - rise * (places[0] - start)
    keys = ("offset", "slope") if matter.kind == "integer" else ("parameter0", "parameter1")
    line = dict(zip(keys, (written(offset), written(rise)), strict=True))
    return {"ftype": "linear", **line}, Fraction(1)


def _own(form: Attributes, normalise: Normalise) -> evaluators.Function | None:
    """The evaluator that a note has kept, as the reading program takes it."""
    numbers = [fraction(form.get(f"parameter{k}")) for k in range(3)]
    first, second, top = (Fraction(number or 0) for number in numbers)
    if form.get("ftype") == "linear" and None not in numbers[:2]:
        line = evaluators.line(second, first)
        return line if normalise == "raw" else evaluators.cut(line)
    if form.get("ftype") != "triangular" or None in numbers or not first <= top <= second:
        return None
    if normalise == "raw":
        return evaluators.tent(first, top, top, second)
    return evaluators.genius_triangle(first, second, top)


def _domain_file(domain: Domain, formulas: list[_Formula | None]) -> str:
    lines = ["<negotiation_template>", _tag("utility_space", number_of_issues=len(domain.matters))]
    lines.append(_objective(domain))
    for at, matter in enumerate(domain.matters):
        lines += _issue(at, matter, formulas[at], None)
    lines += ["  </objective>", "</utility_space>", "</negotiation_template>"]
    return _text(lines)


def _profile_file(domain: Domain, party: int, formulas: list[_Formula | None]) -> str:
    profile = domain.profiles[party]
    lines = [_tag("utility_space", number_of_issues=len(domain.matters)), _objective(domain)]
    weights = []
    for at, matter in enumerate(domain.matters):
        formula = formulas[at]
        table, weight = profile.tables[at], profile.weights[at]
        if formula:
            weight *= formula.factors[party]
            lines += _issue(at, matter, formula, None, formula.attributes[party])
        else:
            highest = max(table)
            weight *= highest or 1
            lines += _issue(at, matter, None, tuple(e / (highest or 1) for e in table))
        weights.append(weight)
    if profile.bias:  # NegMAS reads the weight of one issue too many as a constant
        weights.append(profile.bias)
    for index, weight in enumerate(weights, start=1):
        lines.append("    " + _tag("weight", close=True, index=index, value=written(weight)))
    lines.append("  </objective>")
    if "discount" in profile.extras:
        lines.append(_tag("discount_factor", close=True, value=profile.extras["discount"]))
    reserve = profile.reserve
    if reserve is None and profile.least < 0:  # where nothing is said, the programs take 0
        reserve = profile.least
    if reserve is not None:
        lines.append(_tag("reservation", close=True, value=written(reserve)))
    return _text([*lines, "</utility_space>"])


def _objective(domain: Domain) -> str:
    said: dict[str, Any] = {"index": 0, "name": domain.text, "description": "", "type": "objective"}
    return "  " + _tag("objective", **said, etype="objective")


def _issue(
    at: int,
    matter: Matter,
    formula: _Formula | None,
    table: tuple[Fraction, ...] | None,
    evaluator: Attributes | None = None,
) -> list[str]:
    kind = matter.kind if formula else "discrete"
    said: dict[str, Any] = {"index": at + 1, "name": matter.text}
    said |= {"type": kind, "etype": kind, "vtype": kind, **matter.extras}
    if formula is None:
        rows = [_item(place, matter, table) for place in range(len(matter.values))]
        return ["    " + _tag("issue", **said), *rows, "    </issue>"]
    ends = matter.numbers()
    bounds: dict[str, Any] = {"lowerbound": written(ends[0]), "upperbound": written(ends[-1])}
    lines = ["    " + _tag("issue", **said, **(bounds if kind == "integer" else {}))]
    if kind == "real":
        lines.append("      " + _tag("range", close=True, **bounds))
    if evaluator:
        lines.append("      " + _tag("evaluator", close=True, **evaluator))
    return [*lines, "    </issue>"]


def _item(place: int, matter: Matter, table: tuple[Fraction, ...] | None) -> str:
    value = matter.values[place]
    said: dict[str, Any] = {"index": place + 1}
    said["value"] = value if isinstance(value, str) else written(value)
    if table is not None:
        said["evaluation"] = written(table[place])
    extras = matter.value_extras[place] if matter.value_extras else {}
    return "      " + _tag("item", close=True, **said, **extras)


_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def _tag(tag: str, *, close: bool = False, **attributes: Any) -> str:
    said = "".join(f' {key}="{_escaped(str(value))}"' for key, value in attributes.items())
    return f"<{tag}{said}{' /' if close else ''}>"


def _escaped(text: str) -> str:
    """As an attribute's text; line ends and the like as numbers, or the reader would turn them."""
    return "".join(
        _ESCAPES.get(sign) or (sign if sign.isprintable() else f"&#{ord(sign)};") for sign in text
    )


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in ('<?xml version="1.0" encoding="UTF-8"?>', *lines))
