"""The sample, which uses every section, with one thing changed, 500 times."""

import pytest

from . import mutating, samples
from .test_mutations import (  # noqa: F401 - the same tests, of other mutants
    test_a_change_in_one_place_gives_few_messages,
    test_accepted_mutants_give_a_brief,
    test_every_mistake_has_a_place_and_a_sentence,
    test_invalid_mutants_are_refused_by_a_message_that_names_the_line,
    test_there_are_many_invalid_ones_and_some_others,
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    return mutating.outcomes(samples.FOLDER, tmp_path_factory.mktemp("mutants") / "s", 500, 7)
