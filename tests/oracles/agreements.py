"""What carrying out a package implies, order by order. Knows dicts and Fractions only.

It reads section `hold` as the file holds it, takes every number at its mean, tries every order of
the steps, and works out each stage from the rules of the documentation. Slow, and nothing is
shared with the package.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

from tests.oracles.scenarios import Implied, holds

DAYS = {"days": Fraction(1), "weeks": Fraction(7), "months": Fraction("30.4375")}
DAYS |= {"years": Fraction("365.25")}
CLOCK = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
HUNDRED = 100


class Carried:
    """One package and the steps that it contains."""

    def __init__(self, implied: Implied, package: Mapping[str, str]) -> None:
        self.implied = implied
        self.package = package
        self.hold = implied.data["hold"]
        self.war = implied.data["war"]
        self.parties = implied.asked(package)
        self.worths = {party: implied.war_worth(party) for party in self.parties}
        self.steps: dict[str, Mapping[str, Any]] = {
            name: step
            for name, step in self.hold["steps"].items()
            if "only_when" not in step or holds(step["only_when"], package)
        }

    def orders(self) -> list[tuple[str, ...]]:
        """Every order in which no step comes before one that it waits for."""
        found = []
        for order in permutations(sorted(self.steps)):
            waits = {
                name: [other for other in self._after(name) if other in self.steps]
                for name in order
            }
            if all(order.index(other) < order.index(n) for n in order for other in waits[n]):
                found.append(order)
        return found

    def _after(self, name: str) -> list[str]:
        given = self.steps[name].get("after", [])
        return given if isinstance(given, list) else [given]

    def periods(self, name: str) -> Fraction:
        """How long a step takes, in periods of the war."""
        takes = self.steps[name].get("takes")
        if takes is None:
            return Fraction(1)
        length = self.implied.mean(takes["value"])
        if takes["unit"] == "periods":
            return length
        return length * DAYS[takes["unit"]] / DAYS[CLOCK[self.war.get("period", "week")]]

    def share(self, issue: str, done: Sequence[str]) -> Fraction:
        """How much of an issue is in effect."""
        steps = [n for n, step in self.steps.items() if issue in step.get("implements", {})]
        if not steps:
            return Fraction(1)
        shares = {n: self.implied.mean(self.steps[n]["implements"][issue]) for n in steps}
        return sum((shares[n] for n in steps if n in done), Fraction(0)) / sum(shares.values())

    def flow(self, party: str, done: Sequence[str]) -> Fraction:
        """What a period is worth once some steps are done."""
        implied, total, seen = self.implied, Fraction(0), {}
        for issue, given in implied.data["issues"].items():
            share, before = self.share(issue, done), str(given["status_quo"])
            agreed = implied.score(party, issue, self.package[issue])
            kept = implied.score(party, issue, before)
            total += implied.weight(party, issue) * (share * agreed + (1 - share) * kept)
            seen[issue] = self.package[issue] if share == 1 else before
        for row in implied.data["preferences"][party].get("interactions", []):
            total += implied.mean(row["points"]) if holds(row["when"], seen) else 0
        for name in done:
            total += implied.mean(self.steps[name].get("gains", {}).get(party, 0))
        return total

    def outside(self, party: str, done: Sequence[str]) -> Fraction:
        """What war is worth where it would resume."""
        rungs = list(self.war.get("ladder", self.war["states"]))
        if self.war["now"] not in rungs:
            return self.worths[party][self.war["now"]]
        place = rungs.index(self.war["now"]) + sum(self.steps[n].get("shifts", 0) for n in done)
        return self.worths[party][rungs[min(max(place, 0), len(rungs) - 1)]]

    def failed(self, party: str, done: Sequence[str]) -> Fraction:
        """What a party gets for good where a step fails."""
        failure = self.hold.get("failure", {"then": "war"})
        if "package" in failure:
            return self.implied.value(party, failure["package"])
        if failure["then"] == "war":
            return self.outside(party, done)
        return self.flow(party, done)

    def punished(self, party: str, done: Sequence[str]) -> Fraction:
        """The chance that a breach is punished, after these steps in this order."""
        punishment = self.hold.get("punishment", {}).get(party, {})
        decay = self.implied.mean(punishment.get("decay", 0))
        chance = Fraction(0)
        for name in done:
            step = self.steps[name]
            chance *= powered(1 - decay, self.periods(name))
            given = self.implied.mean(step.get("guarantee", {}).get(party, 0))
            chance += given * self.acts(step.get("by"))
        return min(chance, Fraction(1))

    def acts(self, guarantor: str | None) -> int:
        """Whether a guarantor whose numbers are fixed would act."""
        given = self.hold.get("willingness", {}).get(guarantor)
        if given is None:
            return 1
        cost, brings = self.implied.mean(given["cost"]), self.implied.mean(given["benefit"])
        return int(cost <= brings + self.implied.mean(given.get("reputation", 0)))

    def reneging(self, party: str, done: Sequence[str]) -> Fraction:
        """What going back is worth after these steps in this order."""
        if not done:
            return self.implied.no_deal[party]
        outside = {p: self.outside(p, done) for p in self.parties}
        room = max(Fraction(0), HUNDRED - sum(outside.values())) / len(self.parties)
        again = self.implied.mean(self.hold.get("resettle", 0)) * room
        cost = self.implied.mean(self.hold.get("punishment", {}).get(party, {}).get("cost", 0))
        return outside[party] + again - self.punished(party, done) * cost

    def going_on(self, party: str, order: Sequence[str], k: int) -> Fraction:
        """What carrying on is worth when the first k steps of an order are done."""
        here = self.flow(party, order[:k])
        if k == len(order):
            return here
        discount = self.implied.mean(self.war["discount"][party])
        d = powered(discount, self.periods(order[k]))
        passes = self.implied.mean(self.steps[order[k]].get("passes", 1))
        ahead = passes * self.going_on(party, order, k + 1)
        ahead += (1 - passes) * self.failed(party, order[:k])
        return (1 - d) * here + d * ahead

    def slacks(self, order: Sequence[str]) -> list[list[Fraction]]:
        """Per stage and party: by how much carrying on is better than going back."""
        return [
            [self.going_on(p, order, k) - self.reneging(p, order[:k]) for p in self.parties]
            for k in range(len(order) + 1)
        ]


def powered(base: Fraction, exponent: Fraction) -> Fraction:
    """Exact for whole exponents; else as floats have it."""
    if exponent.denominator == 1:
        return base ** int(exponent)
    return Fraction(float(base) ** float(exponent))
