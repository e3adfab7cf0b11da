"""A negotiation as a NegMAS scenario folder in YAML. Knows the format, not NegMAS itself."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import yaml

from parley.interop import fitting
from parley.interop.decimals import written
from parley.interop.domains import Domain, Matter, Profile, Value
from parley.interop.from_scenario import Exported
from parley.interop.negmas_functions import PARAMETERS, of_form

DOMAIN = "domain.yml"
Data = dict[str, Any]


def files(exported: Exported) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files by name, and what is to be said of them."""
    notes: list[str] = []
    domain = exported.domain
    forms = [_forms(domain, at) for at in range(len(domain.matters))]
    continuous = [
        m.kind == "real" and f is not None for m, f in zip(domain.matters, forms, strict=True)
    ]
    if any(continuous):
        notes.append("continuous issues: the numbers between the steps come back as values.")
    issues = [_issue(m, real=real) for m, real in zip(domain.matters, continuous, strict=True)]
    kind = "CartesianOutcomeSpace" if any(continuous) else "DiscreteCartesianOutcomeSpace"
    found = {DOMAIN: _text({"name": domain.text, "type": kind, "issues": issues})}
    for at, profile in enumerate(domain.profiles):
        if profile.extras.get("discount"):
            notes.append(f"{profile.file}: the discount factor is not mapped.")
        found[f"{profile.file}.yml"] = _text(_ufun(profile, domain, forms, at))
    return found, tuple(notes)


Form = tuple[Mapping[str, Any], Fraction]


def _forms(domain: Domain, at: int) -> list[Form] | None:
    """Value functions by formula for an issue of a range, where every party's table has one."""
    matter = domain.matters[at]
    if matter.kind != "real" or not matter.even:
        return None
    rows = [_form(matter, p.tables[at], p.forms[at]) for p in domain.profiles]
    found = [row for row in rows if row is not None]
    return found if len(found) == len(rows) else None


def _form(
    matter: Matter, table: tuple[Fraction, ...], form: Mapping[str, Any] | None
) -> Form | None:
    """The file's own formula if it still states the table, else a straight line."""
    places = matter.numbers()
    function = of_form(form) if form else None
    factor = fitting.ratio(function, places, table) if function else None
    if form and factor is not None:
        kind = str(form["type"])
        numbers = {name: float(form[name]) for name in PARAMETERS[kind] if name in form}
        return {"type": kind, **numbers}, factor
    rise = fitting.slope(places, table)
    if rise is None:
        return None
    start = table[0] - rise * places[0]
    return {"type": "AffineFun", "slope": written(rise), "bias": written(start)}, Fraction(1)


def _issue(matter: Matter, *, real: bool) -> Data:
    said: Data = {"name": matter.text}
    ends = [written(n) for n in matter.numbers()[:: len(matter.values) - 1]] if matter.even else []
    if matter.even and matter.kind == "integer":
        return {**said, "type": "ContiguousIssue", "values": ends}
    if real:
        return {**said, "type": "ContinuousIssue", "values": [float(end) for end in ends]}
    values = [_value(value, matter) for value in matter.values]
    return {**said, "type": "CategoricalIssue", "values": values}


def _value(value: Value, matter: Matter) -> str | int | float:
    """A text; or a number, all of an issue's numbers being of one type."""
    if isinstance(value, str):
        return value
    whole = all(number.denominator == 1 for number in matter.numbers())
    return int(value) if whole else float(value)


def _ufun(profile: Profile, domain: Domain, forms: list[list[Form] | None], party: int) -> Data:
    weights, values = [], []
    for matter, weight, table, form in zip(
        domain.matters, profile.weights, profile.tables, forms, strict=True
    ):
        if form:
            said, factor = form[party]
            weights.append(written(weight * factor))
            values.append(dict(said))
        else:
            weights.append(written(weight))
            keys = [_value(value, matter) for value in matter.values]
            mapping = {key: written(entry) for key, entry in zip(keys, table, strict=True)}
            values.append({"type": "TableFun", "mapping": mapping})
    reserve = float("-inf") if profile.reserve is None else written(profile.reserve)
    found: Data = {"name": profile.text, "type": "LinearAdditiveUtilityFunction"}
    found |= {"weights": weights, "values": values, "reserved_value": reserve}
    return {**found, "bias": written(profile.bias)} if profile.bias else found


def _text(data: Data) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
