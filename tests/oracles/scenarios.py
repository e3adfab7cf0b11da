"""What a scenario's data implies, by listing every package. Knows dicts and Fractions only.

It reads the data as the file holds it (after YAML) and takes every number at its mean. The rules
are those of the documentation; nothing here is fast, and nothing is shared with the package.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from math import prod
from typing import Any

from tests.oracles import chains, packages

Package = Mapping[str, str]
Data = Mapping[str, Any]


def number(raw: Any, named: Data | None = None) -> Fraction:
    """The mean of a number as the file writes it, exact in its decimals."""
    if isinstance(raw, Mapping):
        (value,) = (raw[key] for key in raw if key == "value")
        return number(value, named)
    if isinstance(raw, str) and raw.startswith("$"):
        return number((named or {})[raw[1:]])
    if isinstance(raw, str) and ".." in raw:
        parts = [Fraction(part) for part in raw.split("..")]
        low, high = parts[0], parts[-1]
        return (low + high) / 2 if len(parts) == 2 else (low + 4 * parts[1] + high) / 6
    return Fraction(str(raw))


def spelled(value: Fraction) -> str:
    """How an option of a numeric issue is called."""
    return str(int(value)) if value.denominator == 1 else repr(float(value))


def holds(condition: Mapping[str, Any], package: Package) -> bool:
    """Whether a condition holds for a package that settles every issue."""
    return all(_entry_holds(key, value, package) for key, value in condition.items())


def _entry_holds(key: str, value: Any, package: Package) -> bool:
    if key == "and":
        return all(holds(part, package) for part in value)
    if key == "or":
        return any(holds(part, package) for part in value)
    if key == "not":
        return not holds(value, package)
    if isinstance(value, Mapping):
        here = Fraction(package[key])
        low, high = value.get("at_least"), value.get("at_most")
        return (low is None or here >= Fraction(str(low))) and (
            high is None or here <= Fraction(str(high))
        )
    wanted = value if isinstance(value, list) else [value]
    return package[key] in [str(option) for option in wanted]


def identity(package: Package) -> str:
    """The package's short name."""
    text = "|".join(f"{issue}={package[issue]}" for issue in sorted(package))
    return hashlib.blake2b(text.encode(), digest_size=3).hexdigest()


class Implied:
    """What the data of one scenario implies in the base case."""

    def __init__(self, data: Data) -> None:
        self.data = data

    def mean(self, raw: Any) -> Fraction:
        """A number at its mean."""
        return number(raw, self.data.get("values"))

    # issues and packages

    def options(self, issue: str, *, proposals: bool = True) -> list[str]:
        """The options of an issue, in file order."""
        given = self.data["issues"][issue]
        if "scale" in given:
            start, to, step = (Fraction(str(given["scale"][k])) for k in ("from", "to", "step"))
            return [spelled(start + k * step) for k in range(int((to - start) / step) + 1)]
        rows = given["options"].items()
        return [
            name
            for name, option in rows
            if not (proposals and isinstance(option, Mapping) and option.get("war_only"))
        ]

    @cached_property
    def packages(self) -> list[dict[str, str]]:
        """Every package, before any condition."""
        issues = list(self.data["issues"])
        rows = product(*(self.options(issue) for issue in issues))
        return [dict(zip(issues, row, strict=True)) for row in rows]

    @cached_property
    def feasible(self) -> list[dict[str, str]]:
        """Those that satisfy every condition."""
        return [p for p in self.packages if all(self._kept(r, p) for r in self._rules)]

    @property
    def _rules(self) -> list[Data]:
        return self.data.get("conditions", [])

    @staticmethod
    def _kept(rule: Data, package: Package) -> bool:
        if "if" in rule:
            return not holds(rule["if"], package) or holds(rule["then"], package)
        if "never" in rule:
            return not holds(rule["never"], package)
        return holds(rule["always"], package)

    # consent

    def _party(self, name: str) -> Data:
        given = self.data["parties"][name]
        return given if isinstance(given, Mapping) else {}

    def needs(self, party: str, package: Package) -> bool:
        """Whether a package needs a party's consent."""
        given = self._party(party)
        consent = given.get("consent")
        if given.get("role", "belligerent") == "belligerent" or consent == "always":
            return True
        return isinstance(consent, Mapping) and holds(consent["when"], package)

    @cached_property
    def required(self) -> list[str]:
        """The parties whose consent every package needs, by their ids."""
        roles = {
            name: (self._party(name).get("role", "belligerent"), self._party(name).get("consent"))
            for name in self.data["parties"]
        }
        return sorted(n for n, (r, c) in roles.items() if r == "belligerent" or c == "always")

    @cached_property
    def analysed(self) -> list[str]:
        """The parties whose consent some package may need and whose preferences are known."""
        conditional = [
            n for n in self.data["parties"] if isinstance(self._party(n).get("consent"), Mapping)
        ]
        return sorted({*self.required, *conditional} & set(self.data.get("preferences", {})))

    def asked(self, package: Package) -> list[str]:
        """The analysed parties whose consent a package needs."""
        return [party for party in self.analysed if self.needs(party, package)]

    def crosses(self, party: str, package: Package) -> bool:
        """Whether a package crosses a red line of a party."""
        lines = self.data["preferences"][party].get("red_lines", [])
        return any(
            holds(line["never"], package)
            if "never" in line
            else not holds(line["only_if"], package)
            for line in lines
        )

    @cached_property
    def allowed(self) -> list[dict[str, str]]:
        """The feasible packages that cross no red line of a party whose consent they need."""
        return [
            package
            for package in self.feasible
            if not any(self.crosses(party, package) for party in self.asked(package))
        ]

    def accepts(self, party: str, package: Package) -> bool:
        """Whether it is worth at least no deal to a party; ties accept."""
        return self.value(party, package) >= self.no_deal[party]

    @cached_property
    def acceptable(self) -> list[dict[str, str]]:
        """The allowed packages that every party whose consent they need accepts."""
        return [p for p in self.allowed if all(self.accepts(party, p) for party in self.asked(p))]

    # values

    def weight(self, party: str, issue: str) -> Fraction:
        """An issue's share of a party's weights."""
        rows = self.data["preferences"][party]
        total = sum(self.mean(rows[name]["weight"]) for name in self.data["issues"])
        return self.mean(rows[issue]["weight"]) / total

    def score(self, party: str, issue: str, option: str) -> Fraction:
        """The score of an option; straight lines between the numbers that a curve gives."""
        row = self.data["preferences"][party][issue]
        if "curve" not in row:
            return self.mean(row[option])
        x = Fraction(option)
        knots = sorted((Fraction(str(at)), self.mean(raw)) for at, raw in row["curve"].items())
        for (a, low), (b, high) in pairwise(knots):
            if a <= x <= b:
                return low + (high - low) * (x - a) / (b - a)
        raise ValueError(option)

    def spiteful(self, party: str, own: Callable[[str], Fraction]) -> Fraction:
        """A party's own number less spite times every other's."""
        spite = self.data["preferences"][party].get("spite", {})
        return own(party) - sum(self.mean(raw) * own(other) for other, raw in spite.items())

    def value(self, party: str, package: Package) -> Fraction:
        """What a package is worth to a party, with spite taken off."""
        return self.spiteful(party, lambda name: self.own_value(name, package))

    def own_value(self, party: str, package: Package) -> Fraction:
        """Weighted scores plus interactions that hold; issues left out keep their status quo."""
        issues = self.data["issues"]
        full = {name: package.get(name, str(given["status_quo"])) for name, given in issues.items()}
        total = sum(self.weight(party, i) * self.score(party, i, full[i]) for i in issues)
        extra = self.data["preferences"][party].get("interactions", [])
        return total + sum(self.mean(row["points"]) for row in extra if holds(row["when"], full))

    # no deal

    @cached_property
    def no_deal(self) -> dict[str, Fraction]:
        """Per party with preferences: as given, else the war's worth in its own view."""
        given = self.data.get("no_deal", {})
        found = {}
        for party in sorted(self.data.get("preferences", {})):
            if party in given:
                found[party] = self.mean(given[party])
            elif "war" in self.data:
                found[party] = self.war_worth(party)[self.data["war"]["now"]]
        return found

    def war_worth(self, party: str, *, own: bool = True) -> dict[str, Fraction]:
        """The war's worth to a party from each state on."""
        war = self.data["war"]
        states, endings = list(war["states"]), list(war["endings"])
        moves, ends = self.chain(party if own else None)
        flow = [self.flow(party, state) for state in states]
        worth = [self.ending_worth(party, ending) for ending in endings]
        solved = chains.war_values(moves, ends, flow, worth, self.mean(war["discount"][party]))
        return dict(zip(states, solved, strict=True))

    def chain(self, party: str | None = None) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
        """The chances of states and of endings, in the common view or a party's own."""
        war = self.data["war"]
        states, endings = list(war["states"]), list(war["endings"])
        own = war.get("beliefs", {}).get(party, {}).get("states", {}) if party else {}
        rows = [self._row(own.get(s, war["states"][s]["next"]), states + endings) for s in states]
        shifted = self._shifted(dict(zip(states, rows, strict=True)))
        table = [[shifted[s][t] for t in states + endings] for s in states]
        return [row[: len(states)] for row in table], [row[len(states) :] for row in table]

    def _row(self, given: Data, targets: Iterable[str]) -> dict[str, Fraction]:
        drawn = {name: self.mean(raw) for name, raw in given.items() if raw != "rest"}
        total = sum(drawn.values(), Fraction(0))
        rest = [name for name, raw in given.items() if raw == "rest"]
        if not rest:
            return {t: drawn.get(t, Fraction(0)) / total for t in targets}
        drawn[rest[0]] = 1 - total
        return {t: drawn.get(t, Fraction(0)) for t in targets}

    def _shifted(self, rows: dict[str, dict[str, Fraction]]) -> dict[str, dict[str, Fraction]]:
        """Support moves chances; below 0 is 0, and rows are divided by their sums."""
        supports = self.data["war"].get("support", {})
        for support in supports.values():
            for state, moved in support["shifts"].items():
                for target, raw in moved.items():
                    rows[state][target] += self.mean(support["level"]) * self.mean(raw)
        if not supports:
            return rows
        cut = {s: {t: max(c, Fraction(0)) for t, c in row.items()} for s, row in rows.items()}
        return {s: {t: c / sum(row.values()) for t, c in row.items()} for s, row in cut.items()}

    def flow(self, party: str, state: str) -> Fraction:
        """What one period of fighting in a state is worth to a party."""
        return self.spiteful(party, lambda name: self.own_flow(name, state))

    def own_flow(self, party: str, state: str) -> Fraction:
        """The same without spite."""
        war = self.data["war"]
        here = war["states"][state]
        worth = self.own_value(party, here.get("package", {}))
        worth += self.mean(war.get("fighting", {}).get(party, 0))
        for name, burden in war.get("burdens", {}).items():
            felt = burden.get("felt", {}).get(party)
            if felt and name in here.get("loads", {}):
                load = self.mean(here["loads"][name])
                worth -= self.mean(felt["points"]) * load / self.mean(felt["per"])
        return worth

    def ending_worth(self, party: str, ending: str) -> Fraction:
        """What an ending is worth: as given, else by its package; with spite taken off."""
        return self.spiteful(party, lambda name: self.own_ending_worth(name, ending))

    def own_ending_worth(self, party: str, ending: str) -> Fraction:
        """The same without spite."""
        row = self.data["war"]["endings"][ending]
        if party in row.get("value", {}):
            return self.mean(row["value"][party])
        return self.own_value(party, row.get("package") or {})

    # the zone

    def point(self, package: Package) -> tuple[Fraction, ...]:
        """The values of the parties that must always agree."""
        return tuple(self.value(party, package) for party in self.required)

    def gains(self, package: Package) -> tuple[Fraction, ...]:
        """Those values less no deal."""
        return tuple(self.value(party, package) - self.no_deal[party] for party in self.required)

    def efficient(self, among: list[dict[str, str]]) -> dict[tuple[Fraction, ...], list[Package]]:
        """The points that no other point of these packages dominates, with their packages."""
        behind: dict[tuple[Fraction, ...], list[Package]] = {}
        for package in among:
            behind.setdefault(self.point(package), []).append(package)
        points = list(behind)
        kept = packages.nondominated(points)
        return {p: behind[p] for p, keep in zip(points, kept, strict=True) if keep}

    @cached_property
    def named_points(self) -> dict[str, list[Package] | None]:
        """Per named point the packages that tie for it; None where not determined."""
        zone = self.acceptable
        if not zone:
            return {}
        gains = [self.gains(package) for package in zone]
        ones = [1] * len(self.required)
        best = [max(column) for column in zip(*gains, strict=True)]
        found: dict[str, list[int] | None] = {
            "nash": packages.nash(gains, ones),
            "kalai_smorodinsky": packages.kalai_smorodinsky(gains, best) if all(best) else None,
            "egalitarian": packages.egalitarian(gains, ones),
            "utilitarian": packages.utilitarian(gains, ones),
        }
        return {
            name: None if rows is None else [zone[at] for at in rows]
            for name, rows in found.items()
        }

    @property
    def nothing_multiplies(self) -> bool:
        """Whether the highest product of gains is 0."""
        return not any(prod(self.gains(package)) for package in self.acceptable)

    def best_for(self, party: str) -> Fraction | None:
        """A party's best value among allowed packages that every other party accepts."""
        values = [
            self.value(party, package)
            for package in self.feasible
            if all(
                self.accepts(other, package) and not self.crosses(other, package)
                for other in self.asked(package)
                if other != party
            )
        ]
        return max(values, default=None)

    @property
    def room(self) -> Fraction | None:
        """The largest gain that some allowed package gives all whom it asks."""
        return max(
            (
                min(
                    self.value(party, package) - self.no_deal[party]
                    for party in self.asked(package)
                )
                for package in self.allowed
            ),
            default=None,
        )
