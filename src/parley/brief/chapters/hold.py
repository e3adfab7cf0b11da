"""The chapter on holding: who would sign, who would keep it, in which order. Knows that answer."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from parley.brief import charts, holding, words
from parley.brief.names import Names
from parley.brief.packages import in_words, leading, letters
from parley.results import Findings, Guarantor, HeldPackage, HeldRow, HoldAnswer, Order, Remedy

MOST_ROWS = 12
_WHY = {
    "chosen": "chosen for this run",
    "leading": "leading in the chapter on the deal",
    "efficient": "efficient",
}
_VERDICTS: dict[Literal["holds", "not signed", "not kept"], str] = {
    "holds": "signed and kept by all",
    "not signed": "not signed by all",
    "not kept": "signed but not kept",
}


def view(findings: Findings) -> dict[str, Any]:
    """Verdicts, then the leading package step by step, then what would help, then the frontier."""
    answer = findings.answer(HoldAnswer)
    names = Names(findings.scenario)
    if answer is None:
        return {"answer": None}
    letter = letters(findings)
    package = leading(answer)
    return {
        "answer": answer,
        "packages": _table(answer, letter, names),
        "shown": _shown(package, letter, names) if package else None,
        "timeline": charts.picture(findings, "timeline"),
        "keeping": charts.picture(findings, "keeping"),
        "frontier": _frontier(answer, letter, names),
        "guarantors": [_guarantor(row, names) for row in _ordered(answer, names)],
    }


def _table(answer: HoldAnswer, letter: Mapping[str, str], names: Names) -> list[dict[str, Any]]:
    described = in_words(answer.packages, names)
    first = answer.packages[0] if answer.packages else None
    return [
        {
            "letter": letter[package.id],
            "like": letter.get(like, ""),
            "options": options,
            "why": words.listed(_WHY[why] for why in package.why),
            "verdict": holding.verdict(package, names),
            "holds": words.chance(package.holds) if package.holds else "",
            "order": [names.step(step) for step in package.best.steps],
            "order_like": letter[first.id]
            if first and package is not first and package.best.steps == first.best.steps
            else "",
            "weakest": holding.weakest(package, names),
        }
        for package, (like, options) in zip(answer.packages, described, strict=True)
    ]


def _shown(package: HeldPackage, letter: Mapping[str, str], names: Names) -> dict[str, Any]:
    return {
        "letter": letter[package.id],
        "verdict": holding.verdict(package, names),
        "orders": _orders(package),
        "often": _often(package),
        "walks": [_walk(package, party, at, names) for party, at in _in_turn(package, names)],
        "weakest": holding.weakest(package, names),
        "holds": package.verdict == "holds",
        "remedies": [_remedy(row, package, names) for row in package.remedies],
        "others": [_other(order, names) for order in package.others],
        "steps": bool(package.best.steps),
    }


def _orders(package: HeldPackage) -> str:
    if not package.best.steps:
        return "It has no steps: all of it takes effect at the signing."
    if package.orders == 1:
        return "Its steps can be taken in one order only."
    said = (
        f"Its steps can be taken in {words.number(package.orders)} orders, given what each has to "
        "wait for"
    )
    if package.enforcing is not None:
        kept = words.small(package.enforcing) if package.enforcing else "none"
        said += f"; in {kept} of them every party signs and keeps it"
    best = (
        "The order shown is the best of all: its weakest point is the least weak"
        if package.exact
        else "The order shown is the best that was found; a better one cannot be ruled out"
    )
    return f"{said}. {best}."


def _often(package: HeldPackage) -> list[str]:
    rows = (
        (package.holds, "all parties sign and keep it in this order"),
        (package.some_order, "they do in some order"),
        (package.stays_best, "this order stays the best"),
    )
    return [f"That {what}: {words.chance(chance)}." for chance, what in rows if chance]


def _in_turn(package: HeldPackage, names: Names) -> list[tuple[str, int]]:
    return sorted(package.walks, key=lambda walk: (walk[1], names.party(walk[0]).casefold()))


def _walk(package: HeldPackage, party: str, at: int, names: Names) -> str:
    found = holding.slack(package, party, at)
    short = f", {words.margin(found.base)}" if found else ""
    if at == 0:
        return f"{names.party(party)} would not sign{short}."
    where = holding.stage(package.best.steps, at, names)
    return f"{names.party(party)} would walk away {where}{short}."


def _remedy(remedy: Remedy, package: HeldPackage, names: Names) -> dict[str, Any]:
    """What would be enough, or that nothing of its kind is, and the order that would then hold."""
    say = {"guarantee": _guarantee, "cost": _cost, "passes": _passes, "phases": _phases}
    some, none = say[remedy.kind](remedy, names)
    if not remedy.possible:
        why = words.clean(remedy.why).rstrip(".")
        return {"text": f"{none}: {why}." if why else f"{none}.", "order": []}
    other = remedy.order and remedy.order != package.best.steps
    return {"text": some, "order": [names.step(step) for step in remedy.order] if other else []}


def _guarantee(remedy: Remedy, _: Names) -> tuple[str, str]:
    beside = ", besides what the steps already bring," if remedy.now is None else ""
    punished = words.capital(_punished(remedy.needed or 0.0, remedy.now))
    return f"{punished}{beside} would be enough.", "No guarantee is enough"


def _punished(needed: float, now: float | None) -> str:
    """A chance of punishment; a further one where nothing says what it is now."""
    chance = words.needed(needed)
    if now is not None:
        return f"{chance} that a breach is punished{_now(now)}"
    further = chance.replace("a chance", "a further chance", 1)
    return f"{further} that a breach is punished"


def _now(chance: float) -> str:
    return f" (now: {'none' if chance == 0 else words.odds(chance)})"


def _cost(remedy: Remedy, _: Names) -> tuple[str, str]:
    needed = words.points_up(remedy.needed or 0.0)
    more = "" if remedy.now is not None else " more"
    now = "" if remedy.now is None else f" (now: {words.plain_points(remedy.now)})"
    return (
        f"A punished breach that costs whoever breaks the agreement at least {needed}{more} points "
        f"of its own scale{now} would be enough.",
        "No cost of a punished breach is enough",
    )


def _passes(remedy: Remedy, names: Names) -> tuple[str, str]:
    step = f"“{names.step(remedy.step)}”" if remedy.step else "The step that can fail"
    now = "" if remedy.now is None else _now(remedy.now)
    needed = words.needed(remedy.needed if remedy.needed is not None else 1.0)
    return (
        f"{step} would have to succeed with {needed}{now}.",
        f"More certainty that {step} succeeds is not enough",
    )


def _phases(remedy: Remedy, names: Names) -> tuple[str, str]:
    step = f"“{names.step(remedy.step)}”" if remedy.step else "a step"
    waits = {
        "last": ", with all that follows waiting for the last of them,",
        "first": ", with all that follows waiting only for the first of them,",
        None: "",
    }[remedy.waits]
    beside = "" if remedy.guarantee is None else f", with {_punished(remedy.guarantee, None)}"
    count = words.small(round(remedy.needed or 2))
    return (
        f"Taking {step} in {count} phases{waits} would be enough{beside}.",
        f"Taking {step} in phases is not enough",
    )


def _other(order: Order, names: Names) -> dict[str, Any]:
    return {
        "steps": [names.step(step) for step in order.steps],
        "least": words.margin(order.least),
        "entry": words.margin(order.entry),
        "keeping": "no step" if order.keeping is None else words.margin(order.keeping),
    }


def _frontier(answer: HoldAnswer, letter: Mapping[str, str], names: Names) -> dict[str, Any] | None:
    rows = answer.efficient
    if not rows:
        return None
    counts = Counter(row.verdict for row in rows)
    whole = answer.efficient_all or len(rows)
    parties = names.in_order({party for row in rows for party in row.values})
    return {
        "text": _frontier_text(answer, whole),
        "counts": [f"{said}: {words.number(counts[verdict])}" for verdict, said in
                   _VERDICTS.items() if counts[verdict]],
        "listed": len(rows) if len(rows) < whole else 0,
        "parties": [names.party(party) for party in parties],
        "rows": [_row(row, parties, letter, names) for row in rows[:MOST_ROWS]],
        "more": max(0, len(rows) - MOST_ROWS),
    }  # fmt: skip


def _frontier_text(answer: HoldAnswer, whole: int) -> str:
    if whole == 1:
        one = "One package is acceptable and efficient"
        if answer.efficient_holding is None:
            return f"{one}."
        return f"{one}; it {'holds' if answer.efficient_holding else 'does not hold'}."
    many = f"Of the {words.number(whole)} packages that are acceptable and efficient"
    if answer.efficient_holding is None:
        return f"{many}, how many hold was not counted."
    if answer.efficient_holding == 0:
        return f"{many}, none holds, whatever the order of the steps."
    verb = "holds" if answer.efficient_holding == 1 else "hold"
    return f"{many}, {words.small(answer.efficient_holding)} {verb} in some order of the steps."


def _row(
    row: HeldRow, parties: list[str], letter: Mapping[str, str], names: Names
) -> dict[str, Any]:
    return {
        "letter": letter.get(row.id, ""),
        "id": row.id,
        "values": [
            words.plain_points(row.values[party]) if party in row.values else ""
            for party in parties
        ],
        "options": names.package(row.options),
        "verdict": words.capital(_VERDICTS[row.verdict]),
        "weakest": holding.weakest(row, names),
    }


def _ordered(answer: HoldAnswer, names: Names) -> list[Guarantor]:
    rows = {row.party: row for row in answer.guarantors}
    return [rows[party] for party in names.in_order(rows)]


def _guarantor(row: Guarantor, names: Names) -> str:
    who = names.party(row.party)
    if row.acts is None:
        return (
            f"{who}: whether it would act is not in the scenario, so its guarantee is taken at "
            "face value."
        )
    return f"{who}: acting costs it no more than it brings with a chance of {words.odds(row.acts)}."
