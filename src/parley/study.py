"""Which questions, how many draws, in which order. Knows no method: it asks, and collects."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from typing import cast

from parley._version import __version__
from parley.analysis import deal, record, war
from parley.analysis.asking import Options, Question, basis
from parley.errors import InputError
from parley.model import Draws, Model, compile, draw
from parley.results import Answer, DealAnswer, Findings
from parley.scenario import Scenario

QUESTIONS: tuple[Question, ...] = tuple(cast(Question, module) for module in (record, war, deal))
WORDS: tuple[str, ...] = tuple(question.word for question in QUESTIONS)
NOT_YET = ("hold", "ratify", "talks", "signals")
DRAWS = 2_000
SEED = 1

Progress = Callable[[str, float], None]
"""Told the question's word and which share of it is done."""


def study(
    scenario: Scenario,
    *,
    questions: Sequence[str] = WORDS,
    draws: int | Draws | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Ask a scenario its questions.

    Args:
        scenario: as `parley.read` returns it.
        questions: their words; the ones they need are asked too.
        draws: how many, at least 20, or draws made elsewhere; by default as section `doubt`
            says, else 2,000.
        seed: where the random streams start; by default as section `doubt` says, else 1.
        progress: told how far the work is.

    Raises:
        InputError: for a question that there is not, or draws of another scenario.
    """
    asked = _with_needs(questions)
    model = compile(scenario)
    doubt = scenario.doubt
    seed = seed if seed is not None else doubt.seed if doubt and doubt.seed is not None else SEED
    count = draws if draws is not None else doubt.draws if doubt and doubt.draws else DRAWS
    drawn = _drawn(model, count, seed)
    answers: dict[str, Answer] = {}
    for question in asked:
        report = _report(progress, question.word)
        given = {word: answers[word] for word in question.needs}
        answers[question.word] = question.answer(model, given, Options(drawn, report))
        report(1.0)
    return Findings(
        notice=_notice(model, answers),
        private=scenario.opened_private,
        seed=drawn.seed if drawn else None,
        draws=len(drawn) if drawn else 0,
        versions=dict(_versions()),
        scenario=scenario,
        answers=answers,
        not_analysed=tuple(w for w in NOT_YET if getattr(scenario, w, None) is not None),
        basis=basis(model, _decisive(model, answers)),
    )


def _with_needs(words: Sequence[str]) -> tuple[Question, ...]:
    wanted = set(words)
    if unknown := sorted(wanted - set(WORDS)):
        raise InputError.of_file(
            "--question",
            f"there is no question '{unknown[0]}'.",
            f"Ask one of {', '.join(WORDS)}.",
            "question",
        )
    for question in reversed(QUESTIONS):
        if question.word in wanted:
            wanted |= set(question.needs)
    return tuple(question for question in QUESTIONS if question.word in wanted)


def _drawn(model: Model, draws: int | Draws, seed: int) -> Draws | None:
    if isinstance(draws, Draws):
        if draws.values.shape[1] != len(model.inputs):
            raise InputError.of_file(
                "draws",
                "they were made for another scenario.",
                "Make them with `parley.draw` from this one, compiled.",
                "draws",
            )
        return draws
    if not any(number.uncertain for number in model.inputs):
        return None
    return draw(model, draws, seed)


def _report(progress: Progress | None, word: str) -> Callable[[float], None]:
    return lambda share: progress(word, share) if progress else None


def _decisive(model: Model, answers: dict[str, Answer]) -> set[int]:
    """The numbers that any answer is computed from."""
    paths = {
        path
        for found in answers.values()
        for path in found.basis.sourced + found.basis.elicited + found.basis.assumed
    }
    return {slot for slot, number in enumerate(model.inputs) if number.path in paths}


def _notice(model: Model, answers: dict[str, Answer]) -> str:
    """The status, and how many of the decisive numbers are assumed."""
    decisive = _decisive(model, answers)
    assumed = sum(model.inputs[slot].value.origin == "assumed" for slot in decisive)
    status = {
        "illustration": "Illustration",
        "working": "Working draft",
        "reviewed": "Reviewed",
    }[model.scenario.status]
    if not decisive:
        return f"{status}: no number decides an answer yet."
    numbers = "number is" if len(decisive) == 1 else "numbers are"
    return f"{status}: {assumed} of {len(decisive)} decisive {numbers} assumed."


@cache
def _versions() -> dict[str, str]:
    found = {"parley": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    return found | {name: version(name) for name in ("moocore", "numpy", "scipy")}


def draws_table(findings: Findings) -> Iterator[Sequence[str | float]]:
    """Every draw as a row: its number, its replicate, every uncertain number, what came out.

    The numbers are drawn again from the seed, which gives the same bits. Draws that were handed
    in are not kept, so there are no rows for them.
    """
    deal_answer = findings.answer(DealAnswer)
    outcomes = dict(deal_answer.per_draw) if deal_answer else {}
    model = compile(findings.scenario)
    if findings.seed is None:
        yield ("draw", "replicate")
        return
    drawn = draw(model, findings.draws, findings.seed)
    slots = [slot for slot, number in enumerate(model.inputs) if number.uncertain]
    yield ("draw", "replicate", *(model.inputs[slot].path for slot in slots), *outcomes)
    for at, values in enumerate(drawn.values[:, slots].tolist()):
        yield (at, int(drawn.replicate[at]), *values, *(column[at] for column in outcomes.values()))
