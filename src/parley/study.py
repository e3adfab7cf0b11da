"""Which questions, how many draws, in which order. Knows no method: it asks, and collects."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from itertools import accumulate
from typing import cast

from parley._version import __version__
from parley.analysis import deal, hold, ratify, record, war
from parley.analysis.asking import Options, Question, basis
from parley.errors import InputError, Mistake, NoAnswer
from parley.interop.efg import Written
from parley.maths.orders import best_order
from parley.model import Draws, Model, compile, draw
from parley.model.keeping import carrier
from parley.model.surveys import survey
from parley.results import Answer, DealAnswer, Findings
from parley.scenario import Scenario
from parley.scenario.naming import unknown

QUESTIONS: tuple[Question, ...] = tuple(
    cast(Question, module) for module in (record, war, deal, hold, ratify)
)
WORDS: tuple[str, ...] = tuple(question.word for question in QUESTIONS)
NOT_YET = ("talks", "signals")
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
    packages: Sequence[Mapping[str, str]] = (),
    progress: Progress | None = None,
) -> Findings:
    """Ask a scenario its questions.

    Args:
        scenario: as `parley.read` returns it.
        questions: their words; the ones they need are asked too.
        draws: how many, at least 20, or draws made elsewhere; by default as section `doubt`
            says, else 2,000.
        seed: where the random streams start; by default as section `doubt` says, else 1.
        packages: those to look at besides the leading ones, as options of issues; issues left
            out keep their status quo.
        progress: told how far the work is.

    Raises:
        InputError: for a question or an option that there is not, or draws of another scenario.
    """
    asked = _with_needs(questions)
    chosen = _chosen(scenario, packages)
    model = compile(scenario)
    doubt = scenario.doubt
    seed = seed if seed is not None else doubt.seed if doubt and doubt.seed is not None else SEED
    count = draws if draws is not None else doubt.draws if doubt and doubt.draws else DRAWS
    drawn = _drawn(model, count, seed)
    answers: dict[str, Answer] = {}
    for question in asked:
        report = _report(progress, question.word)
        given = {word: answers[word] for word in question.needs}
        answers[question.word] = question.answer(model, given, Options(drawn, report, chosen))
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


def step_game(
    scenario: Scenario, package: Mapping[str, str] | None = None, order: Sequence[str] = ()
) -> Written:
    """The game of carrying out one package in one order, in the base case.

    Args:
        scenario: as `parley.read` returns it, with sections `hold` and `war`.
        package: options of issues; by default the first of the leading packages.
        order: the ids of its steps; by default the best order.

    Raises:
        InputError: for an option or a step that there is not, or a scenario without steps.
        NoAnswer: where no package leads.
    """
    model = compile(scenario)
    if model.steps is None or model.chain is None:
        raise InputError.of_file(
            "scenario", "it has no steps to export.", "Add sections `hold` and `war`.", "steps"
        )
    found = deal.answer(model, {}, Options(None))
    if not found.determined:
        raise NoAnswer(found.finding)
    if package is None:
        if not found.packages:
            raise NoAnswer("No package leads. Name one: `--package issue=option,...`.")
        package = found.packages[0].options
    (full,) = _chosen(scenario, [package])
    parties = survey(model).asked(model.space.at(full))
    game = carrier(model, model.steps).base_game(full, parties)
    places = best_order(game.steps, top=1).best
    if order:
        if sorted(order) != sorted(game.names):
            raise InputError.of_file(
                "--order",
                "it does not name every step of the package once.",
                f"Put these in order: {', '.join(game.names)}.",
                "order",
            )
        places = tuple(game.names.index(name) for name in order)
        waits = zip(places, accumulate(1 << at for at in places), strict=True)
        if any(game.steps.after[at] & ~done for at, done in waits):
            raise InputError.of_file(
                "--order",
                "a step stands before one that it waits for.",
                "Follow the `after` of section `hold`.",
                "order",
            )
    names = tuple(scenario.parties[party].name or party for party in game.parties)
    title = f"PRIVATE. {scenario.title}" if scenario.opened_private else scenario.title
    return Written(title, names, game.names, game.steps, places)


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


def _chosen(
    scenario: Scenario, packages: Sequence[Mapping[str, str]]
) -> tuple[Mapping[str, str], ...]:
    """The packages that a reader chose, each with an option of every issue."""
    mistakes = []
    for at, package in enumerate(packages):
        for issue, option in package.items():
            known = scenario.issues.get(issue)
            if known is None:
                said = unknown("issue", issue, scenario.issues)
            elif option not in known.option_names(proposals=True):
                said = unknown(f"option of '{issue}'", option, known.option_names(proposals=True))
            else:
                continue
            mistakes.append(Mistake("--package", 0, at, issue, *said, "package"))
    if mistakes:
        raise InputError(mistakes)
    return tuple(
        {name: package.get(name, issue.status_quo) for name, issue in scenario.issues.items()}
        for package in packages
    )


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
