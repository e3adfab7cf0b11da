"""The value functions that NegMAS writes to files, as tables. Knows their names and numbers."""

from collections.abc import Mapping
from fractions import Fraction

from parley.interop import evaluators
from parley.interop.decimals import fraction, spelled
from parley.interop.domains import Matter, Value
from parley.interop.evaluators import Function
from parley.interop.placed import Page
from parley.scenario.naming import unknown

Table = tuple[Fraction, ...]
Numbers = Mapping[str, Fraction]
E = "2.718281828459045"
_ONE, _NOTHING = {"scale": "1"}, {"bias": "0"}
PARAMETERS: Mapping[str, Mapping[str, str | None]] = {
    "AffineFun": {"slope": None, "bias": "0"},
    "LinearFun": {"slope": None},
    "IdentityFun": {},
    "ConstFun": {"bias": None},
    "QuadraticFun": {"a1": None, "a2": None, "bias": "0"},
    "TriangularFun": {"start": None, "middle": None, "end": None, **_NOTHING, **_ONE},
    "TrapezoidalFun": {
        **{"start": None, "rise_end": None, "fall_start": None, "end": None},
        **_NOTHING,
        **_ONE,
    },
    "ExponentialFun": {"tau": None, "base": E, **_NOTHING},
    "LogFun": {"tau": None, "base": E, **_NOTHING, **_ONE},
    "GaussianFun": {"center": None, "sigma": None, **_NOTHING, **_ONE},
    "CosFun": {"multiplier": "1", "phase": "0", "amplitude": "1", **_NOTHING},
    "SinFun": {"multiplier": "1", "phase": "0", "amplitude": "1", **_NOTHING},
}
"""Per function, its numbers and what they are where nothing is said; None where they must be."""
OTHERS = ("TableFun", "PolynomialFun")
_RULE = "negmas-function"


def tabled(page: Page, route: tuple[str | int, ...], matter: Matter) -> Table | None:
    """What a value function gives for every value of an issue; None, and a fault, if it cannot."""
    given = page.mapping(route)
    if given is None:
        return None
    kind = str(given.get("type", "")).rpartition(".")[2]
    if kind == "TableFun":
        page.only(route, ("type", "mapping"))
        return _of_table(page, (*route, "mapping"), matter)
    function = _function(page, route, kind)
    if function is None:
        return None
    if matter.kind == "texts":
        problem = f"issue '{matter.text}' has texts as values, and {kind} is for numbers."
        page.fault(route, problem, "Write a TableFun.", _RULE)
        return None
    try:
        return tuple(function(number) for number in matter.numbers())
    except (ValueError, ArithmeticError):
        problem = f"{kind} has no value at some number of issue '{matter.text}'."
        page.fault(route, problem, "Change its numbers, or the issue's.", _RULE)
    return None


def _of_table(page: Page, route: tuple[str | int, ...], matter: Matter) -> Table | None:
    rows = page.mapping(route)
    if rows is None:
        return None
    values: dict[Value, str] = {}
    shown = [value if isinstance(value, str) else spelled(value) for value in matter.values]
    before = len(page.report.mistakes)
    for key in rows:
        number = fraction(key) if matter.kind != "texts" else None
        value: Value = number if number is not None else key
        if value not in matter.values:
            words = unknown(f"value of '{matter.text}'", key, shown)
            page.fault((*route, key), *words, _RULE)
        values[value] = key
    for value, name in zip(matter.values, shown, strict=True):
        if value not in values and len(page.report.mistakes) == before:
            problem = f"value '{name}' of issue '{matter.text}' is missing here."
            page.fault(route, problem, "Add it.", _RULE)
    if len(page.report.mistakes) > before:
        return None
    found = [page.number((*route, values[value])) for value in matter.values]
    return tuple(number for number in found if number is not None) if None not in found else None


def _function(page: Page, route: tuple[str | int, ...], kind: str) -> Function | None:
    if kind == "PolynomialFun":
        return _polynomial(page, route)
    if kind not in PARAMETERS:
        problem = f"the value function '{kind}' is not understood."
        known = ", ".join((*OTHERS, *PARAMETERS))
        page.fault((*route, "type"), problem, f"Known: {known}.", _RULE)
        return None
    page.only(route, ("type", *PARAMETERS[kind]))
    numbers: dict[str, Fraction] = {}
    for name, otherwise in PARAMETERS[kind].items():
        said = page.at((*route, name))
        number = fraction(otherwise) if said is None else page.number((*route, name))
        if said is None and otherwise is None:
            page.fault(route, f"{kind} lacks its number '{name}'.", "Write it.", _RULE)
        if number is not None:
            numbers[name] = number
    return _of_kind(kind, numbers) if len(numbers) == len(PARAMETERS[kind]) else None


def of_form(form: Mapping[str, object]) -> Function | None:
    """A value function as a note keeps it; None where it is not, or no longer, one."""
    kind = str(form.get("type", ""))
    if kind not in PARAMETERS:
        return None
    numbers = {
        name: fraction(form.get(name, otherwise)) for name, otherwise in PARAMETERS[kind].items()
    }
    known = {name: number for name, number in numbers.items() if number is not None}
    return _of_kind(kind, known) if len(known) == len(numbers) else None


def _polynomial(page: Page, route: tuple[str | int, ...]) -> Function | None:
    page.only(route, ("type", "coefficients", "bias"))
    rows = page.items((*route, "coefficients"))
    bias = page.number((*route, "bias")) if page.at((*route, "bias")) is not None else Fraction(0)
    if rows is None or bias is None:
        return None
    if len(rows) > 100:
        page.fault(route, "a polynomial of more than 100 terms.", "Shorten it.", _RULE)
        return None
    found = [page.number((*route, "coefficients", at)) for at in range(len(rows))]
    if None in found:
        return None
    return evaluators.polynomial(tuple(n for n in found if n is not None), bias)


def _of_kind(kind: str, n: Numbers) -> Function | None:
    """The function of that name; the numbers are all there."""
    straight = _straight(kind, n)
    if straight is not None:
        return straight
    if kind == "QuadraticFun":
        return evaluators.polynomial((n["a1"], n["a2"]), n["bias"])
    if kind == "TriangularFun":
        middle = n["middle"]
        return evaluators.tent(n["start"], middle, middle, n["end"], n["bias"], n["scale"])
    if kind == "TrapezoidalFun":
        corners = (n["start"], n["rise_end"], n["fall_start"], n["end"])
        return evaluators.tent(*corners, n["bias"], n["scale"], closed=True)
    return evaluators.curved(kind, n)


def _straight(kind: str, n: Numbers) -> Function | None:
    match kind:
        case "AffineFun":
            return evaluators.line(n["slope"], n["bias"])
        case "LinearFun":
            return evaluators.line(n["slope"], Fraction(0))
        case "IdentityFun":
            return evaluators.line(Fraction(1), Fraction(0))
        case "ConstFun":
            return evaluators.constant(n["bias"])
    return None
