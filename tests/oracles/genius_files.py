"""GENIUS files evaluated once more, in the plainest way. Knows ElementTree and Fractions only.

One mode is GENIUS's: discrete evaluations over the highest of the issue, numbers cut to 0..1 and
integers counted from the lower end. The other is NegMAS's: everything as it stands.
"""

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree


class Profile:
    """One profile file."""

    def __init__(self, path: Path, mode: str) -> None:
        self.root = ElementTree.parse(path).getroot()  # noqa: S314 - made by the test
        self.mode = mode
        self.issues = {e.get("name"): e for e in self.root.iter("issue")}
        self.weights = {}
        self.bias = Fraction(0)
        for objective in self.root.iter("objective"):
            rows = {w.get("index"): Fraction(w.get("value")) for w in objective.findall("weight")}
            for issue in objective.findall("issue"):
                default = Fraction(1) if mode == "raw" else None
                self.weights[issue.get("name")] = rows.pop(issue.get("index"), default)
            for inner in objective.findall("objective"):
                rows.pop(inner.get("index"), None)
            if mode == "raw":
                self.bias += sum(rows.values())
        found = self.root.find("reservation")
        self.reserve = Fraction(found.get("value")) if found is not None else Fraction(0)

    def utility(self, outcome: dict[str, str | Fraction]) -> Fraction:
        """Of a text or a number per issue."""
        return sum(
            (self.weights[name] * self._worth(name, value) for name, value in outcome.items()),
            self.bias,
        )

    def _worth(self, name: str, value: str | Fraction) -> Fraction:
        issue = self.issues[name]
        items = issue.findall("item")
        if items:
            every = [Fraction(item.get("evaluation")) for item in items]
            (own,) = {
                Fraction(item.get("evaluation"))
                for item in items
                if item.get("value") == value or _number(item.get("value")) == value
            }
            if self.mode == "raw":
                return own
            return own / max(every) if max(every) > Fraction(1, 100000) else Fraction(0)
        return self._formula(issue, Fraction(value))

    def _formula(self, issue: ElementTree.Element, x: Fraction) -> Fraction:
        given = issue.find("evaluator").attrib
        genius = self.mode == "genius"
        if given["ftype"] == "constant":
            return Fraction(given["parameter0"])
        if given["ftype"] == "triangular":
            low, high, top = (Fraction(given[f"parameter{k}"]) for k in range(3))
            if x <= low or x >= high:
                return Fraction(int(genius and x == low == top and x < high))
            return (x - low) / (top - low) if x < top else (high - x) / (high - top)
        slope = Fraction(given.get("slope") or given["parameter1"])
        offset = Fraction(given.get("offset") or given["parameter0"])
        if genius and "slope" in given:
            x -= Fraction(issue.get("lowerbound"))
        height = offset + slope * x
        return max(Fraction(0), min(Fraction(1), height)) if genius else height


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except ValueError:
        return None
