"""The shipped example with one thing changed, 500 times: a brief or located mistakes, always."""

import pytest

from parley.examples import example

from . import mutating, mutations

COUNT, SEED = 500, 20220328


@pytest.fixture(scope="module")
def source():
    return example("istanbul-2022")


@pytest.fixture(scope="module")
def outcomes(source, tmp_path_factory):
    return mutating.outcomes(source, tmp_path_factory.mktemp("mutants") / "s", COUNT, SEED)


def test_there_are_many_invalid_ones_and_some_others(outcomes):
    assert len(outcomes.told) == COUNT
    assert len(outcomes.invalid()) > 0.6 * COUNT
    assert sum(not mistakes for _, mistakes in outcomes.told) > 0.05 * COUNT


def test_invalid_mutants_are_refused_by_a_message_that_names_the_line(outcomes):
    invalid, misses = outcomes.invalid(), outcomes.misses()
    assert len(misses) <= 0.01 * len(invalid), mutating.shown(misses)


def test_every_mistake_has_a_place_and_a_sentence(outcomes):
    for mutant, mistakes in outcomes.told:
        for mistake in mistakes:
            assert mistake.line > 0 or 0 in mutant.lines, (mutant.what, str(mistake))
            assert mistake.problem.endswith("."), str(mistake)
            assert len(str(mistake)) < 1_000


def test_a_change_in_one_place_gives_few_messages(outcomes):
    """What many places need may be missed in each; all else is one or two mistakes."""
    for mutant, mistakes in outcomes.told:
        if mutant.invalid:
            assert len(mistakes) <= max(3, len(mutant.lines) + 1), mutating.shown(
                [(mutant, mistakes)]
            )


def test_accepted_mutants_give_a_brief(outcomes):
    assert outcomes.briefs >= 0.8 * mutating.STUDIED
    assert outcomes.briefs + outcomes.refusals == mutating.STUDIED


def test_the_same_seed_makes_the_same_mutants(source):
    text = (source / "scenario.yaml").read_text(encoding="utf-8")
    assert list(mutations.mutants(text, 60, SEED)) == list(mutations.mutants(text, 60, SEED))
    assert list(mutations.mutants(text, 60, SEED)) != list(mutations.mutants(text, 60, SEED + 1))


@pytest.mark.parametrize("change", mutations.CHANGES, ids=lambda change: change.__name__)
def test_every_kind_of_change_is_made(change, outcomes):
    word = {
        "make_absurd": "becomes", "break_range": "..", "replace_reference": "zq_nobody",
        "change_citation": "#", "move_date": "-0", "swap_values": "swap", "drop_key": "drop",
        "rename_key": "rename", "duplicate_key": "duplicate", "break_indentation": "indent",
        "insert_tab": "tab", "insert_control": "at", "change_encoding": "bytes",
        "unbalance": "unbalance", "cut_off": "cut", "shuffle_lines": "lines",
    }[change.__name__]  # fmt: skip
    assert any(word in mutant.what for mutant, _ in outcomes.told)
