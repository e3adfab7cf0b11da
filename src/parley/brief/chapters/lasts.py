"""The short answer on whether an agreement is signed, kept and approved. Knows two answers."""

from parley.brief import holding, words
from parley.brief.names import Names
from parley.brief.packages import leading, letters
from parley.brief.short import Short, missing
from parley.results import DealAnswer, Findings, HeldPackage, HoldAnswer, RatifyAnswer

QUESTION = "Would it be kept, and approved?"


def view(findings: Findings, names: Names) -> list[Short]:
    """One short answer; none where neither question was asked."""
    held, ratified = findings.answer(HoldAnswer), findings.answer(RatifyAnswer)
    text = [*_kept(findings, held, names), *_approved(findings, ratified, names)]
    word = "hold" if held else "ratify"
    return [Short("lasts", word, QUESTION, tuple(text))] if text else []


def _kept(findings: Findings, answer: HoldAnswer | None, names: Names) -> list[str]:
    if answer is None:
        return []
    package = leading(answer)
    if package is None:
        return [words.sentence(answer.finding), *missing(answer.missing)]
    said = _verdict(package, _which(package.id, findings), names)
    if package.binding in package.walks and holding.leaver(package) == package.binding:
        return [f"{said}, {words.margin(package.best.least)}.{_often(package)}"]
    weakest = f"Its weakest point: {holding.weakest(package, names)}."
    return [f"{said}. {weakest}{_often(package)}"]


def _verdict(package: HeldPackage, which: str, names: Names) -> str:
    best = ", with its steps in their best order" if len(package.best.steps) > 1 else ""
    if package.verdict == "holds":
        by = "all whose preferences are known" if package.not_analysed else "all"
        text = f"{which} would be signed by {by} and kept (self-enforcing){best}"
        if package.not_analysed:
            text += f"; the consent of {names.parties(package.not_analysed)} is not analysed"
        return text
    even = best.replace(
        ", with its steps in their best order", ", even in the order that comes nearest"
    )
    result, _, why = holding.verdict(package, names, lower=True).partition(": ")
    if package.verdict == "not kept":
        return f"{which} would be {result}{even}: {why}"
    return f"{which} would fail at the signing{even}: {why}"


def _often(package: HeldPackage) -> str:
    if package.holds is None:
        return ""
    return f" Over the ranges given, that all sign and keep it is {words.chance(package.holds)}."


def _which(name: str, findings: Findings) -> str:
    """How the first screen speaks of a package: as the one it has shown, or by its letter."""
    deal = findings.answer(DealAnswer)
    shown = next((row.id for row in deal.packages if row.acceptable), None) if deal else None
    if deal and deal.verdict == "zone" and name == shown:
        return "In the base case the package above"
    return f"In the base case package {letters(findings)[name]}"


def _approved(findings: Findings, answer: RatifyAnswer | None, names: Names) -> list[str]:
    if answer is None:
        return []
    held = findings.answer(HoldAnswer)
    same = leading(held) if held else None
    rows = {package.id: package for package in answer.packages}
    package = rows.get(same.id) if same else None
    package = package or next(iter(rows.values()), None)
    if package is None:
        return [words.sentence(answer.finding), *missing(answer.missing)]
    which = "it" if same and package.id == same.id else f"package {letters(findings)[package.id]}"
    if package.passes is None:
        return [f"Nobody outside the talks has to approve {which}."]
    who = names.parties(package.bodies) or "those who must"
    chance = f"{words.likely(package.passes)}, {words.odds(package.passes.base)}"
    end = "; signed, it would still more likely be rejected" if package.rejected else ""
    return [f"That {which} is approved by {who}: {chance}{end}."]
