"""What a GENIUS profile says on one issue, as a table. Knows evaluators and items."""

from collections.abc import Mapping
from fractions import Fraction

from parley.interop import evaluators
from parley.interop.decimals import fraction, spelled
from parley.interop.domains import Matter, Normalise, Value
from parley.interop.evaluators import Function
from parley.interop.reporting import Report
from parley.interop.xmlfile import Element
from parley.scenario.naming import unknown

Table = tuple[Fraction, ...]
Form = Mapping[str, str]
FTYPES = ("linear", "triangular", "constant")


def evaluated(
    file: str,
    element: Element,
    matter: Matter,
    low: Fraction | None,
    normalise: Normalise,
    report: Report,
) -> tuple[Table, Form | None]:
    """The evaluation of every value of an issue, and the evaluator behind it if there is one."""
    items, rows = element.named("item"), element.named("evaluator")
    nothing: Table = (Fraction(0),) * len(matter.values)
    if len(rows) > 1 or (rows and items) or not (rows or items):
        problem = f"issue '{matter.text}' needs items with evaluations, or one evaluator."
        report.fault(file, element.line, problem, "Write one of them.", "genius-evaluator")
        return nothing, None
    if items:
        return _of_items(file, element, matter, normalise, report) or nothing, None
    if matter.kind == "texts":
        problem = f"issue '{matter.text}' is discrete and has an evaluator for numbers."
        report.fault(file, rows[0].line, problem, "Give each item its evaluation.", _RULE)
        return nothing, None
    inner = _bounds_agree(file, element, matter, report)
    function = _function(file, rows[0], matter, low, normalise, report) if inner else None
    if function is None:
        return nothing, None
    form = dict(rows[0].attributes)
    return tuple(function(number) for number in matter.numbers()), form


_RULE = "genius-evaluator"


def _bounds_agree(file: str, element: Element, matter: Matter, report: Report) -> bool:
    """Where the profile repeats the ends of the range, they are the domain's."""
    given = dict(element.attributes)
    for inner in element.named("range"):
        given |= inner.attributes
    numbers = matter.numbers()
    for key, end in (("lowerbound", numbers[0]), ("upperbound", numbers[-1])):
        if key in given and fraction(given[key]) != end:
            problem = f"the {key} of issue '{matter.text}' is {given[key]} here and {spelled(end)} "
            problem += "in the domain."
            report.fault(file, element.line, problem, "Write the same range.", "genius-bounds")
            return False
    return True


def _of_items(
    file: str, element: Element, matter: Matter, normalise: Normalise, report: Report
) -> Table | None:
    """Evaluations item by item; of a value that stands twice the last counts, as in GENIUS."""
    found: dict[Value, Fraction] = {}
    before = len(report.mistakes)
    for item in element.named("item"):
        value = _value(item.attributes.get("value"), matter)
        said = item.attributes.get("evaluation")
        number = fraction(said)
        if value not in matter.values:
            what = f"value of '{matter.text}' in the domain"
            names = [v if isinstance(v, str) else spelled(v) for v in matter.values]
            words = unknown(what, item.attributes.get("value", ""), names)
            report.fault(file, item.line, *words, "genius-item")
            continue
        if value in found:
            shown = item.attributes.get("value")
            said_twice = f"value '{shown}' of issue '{matter.text}' stands twice: the last counts."
            report.note(said_twice, file, item.line)
        if number is None:
            problem = f"the evaluation of '{item.attributes.get('value')}' (issue "
            problem += f"'{matter.text}') " + (
                f"is no number: '{said}'." if said else "is missing."
            )
            report.fault(file, item.line, problem, 'Write `evaluation="1"`.', "genius-item")
        found[value] = number or Fraction(0)
    for value in matter.values:
        if value not in found and len(report.mistakes) == before:
            shown = value if isinstance(value, str) else spelled(value)
            problem = f"value '{shown}' of issue '{matter.text}' has no evaluation here."
            report.fault(file, element.line, problem, "Add an `<item>` for it.", "genius-item")
    if len(report.mistakes) > before:
        return None
    table = tuple(found[value] for value in matter.values)
    return evaluators.divided(table) if normalise == "genius" else table


def _value(text: str | None, matter: Matter) -> Value:
    """The value that an item means: a number on issues of numbers."""
    number = fraction(text) if matter.kind != "texts" else None
    return number if number is not None else (text or "")


def _function(
    file: str,
    row: Element,
    matter: Matter,
    low: Fraction | None,
    normalise: Normalise,
    report: Report,
) -> Function | None:
    """The evaluator as a function, by GENIUS's definition or, raw, by NegMAS's."""
    kind = row.attributes.get("ftype", "linear" if matter.kind == "integer" else "").lower()
    if kind not in FTYPES:
        problem = f"the evaluator of issue '{matter.text}' is not understood: "
        problem += f"ftype '{row.attributes.get('ftype', 'nothing')}'."
        remedy = f"Known: {', '.join(FTYPES)}."
        report.fault(file, row.line, problem, remedy, "genius-evaluator")
        return None
    return _of_kind(kind, _Parameters(file, row, matter, report), matter, low, normalise)


class _Parameters:
    """The numbers of an evaluator; a missing one is a fault."""

    def __init__(self, file: str, row: Element, matter: Matter, report: Report) -> None:
        self.file, self.row, self.matter, self.report = file, row, matter, report

    def has(self, *keys: str) -> bool:
        return any(key in self.row.attributes for key in keys)

    def all(self, *wanted: tuple[str, ...]) -> list[Fraction] | None:
        """Each number, under the first of its names that is there; None with a fault."""
        found = []
        for names in wanted:
            key = next((name for name in names if name in self.row.attributes), names[0])
            number = fraction(self.row.attributes.get(key))
            if number is None:
                said = self.row.attributes.get(key, "nothing")
                problem = f"`{key}` of the evaluator of issue '{self.matter.text}' is no number: "
                remedy = f'Write `{key}="1"`, with a number.'
                problem += f"'{said}'."
                self.report.fault(self.file, self.row.line, problem, remedy, "genius-evaluator")
            else:
                found.append(number)
        return found if len(found) == len(wanted) else None


def _of_kind(
    kind: str, given: _Parameters, matter: Matter, low: Fraction | None, normalise: Normalise
) -> Function | None:
    if kind == "constant":
        heights = given.all(("parameter0", "offset"))
        return evaluators.constant(heights[0]) if heights else None
    if kind == "triangular":
        return _triangle(given, normalise)
    ends = given.all(("slope", "parameter1"), ("offset", "parameter0"))
    if ends is None:
        return None
    if normalise == "raw":
        return evaluators.line(ends[0], ends[1])
    start = low if matter.kind == "integer" and given.has("slope", "offset") else None
    return evaluators.cut(evaluators.line(ends[0], ends[1], start or Fraction(0)))


def _triangle(given: _Parameters, normalise: Normalise) -> Function | None:
    corners = given.all(("parameter0", "start"), ("parameter1", "end"), ("parameter2", "middle"))
    if corners is None:
        return None
    low, high, top = corners
    if not low <= top <= high:
        problem = f"the triangle of issue '{given.matter.text}' has its top outside its ends."
        remedy = "Write parameter0 (lower end), parameter1 (upper end), parameter2 (top)."
        given.report.fault(given.file, given.row.line, problem, remedy, "genius-evaluator")
        return None
    if normalise == "raw":
        return evaluators.tent(low, top, top, high)
    return evaluators.genius_triangle(low, high, top)
