"""The sample is complete and faultless: what the other tests start from."""

import typing

import pytest

from parley import study
from parley.scenario import examine, read
from parley.scenario.schema import Private, Scenario
from parley.scenario.schema.base import Part
from parley.scenario.walking import children, parts

from . import samples

# Other forms of what it uses, the private file (its parts are merged).
ELSEWHERE = {
    ("Count", "about"), ("Count", "at_least"), ("Count", "at_most"),
    ("Failure", "package"),
    ("Private", "parley"), ("Private", "values"), ("Private", "preferences"),
    ("Private", "no_deal"),
}  # fmt: skip
NOTES = {"note", "cite", "assume", "elicited", "movable"}  # many parts share them


@pytest.fixture
def folder(tmp_path):
    return samples.write(tmp_path)


def test_it_has_no_mistake(folder):
    scenario, mistakes = examine(folder)
    assert mistakes == []
    assert scenario == read(folder)


def test_every_citation_that_can_be_checked_is_found(folder):
    states = {text: checked.state for text, checked in read(folder).citations.items()}
    unchecked = {text for text, state in states.items() if state == "not checked"}
    assert unchecked == {"article", "article#p3"}
    assert set(states.values()) == {"found", "summary and original", "not checked"}


def test_it_uses_every_field_of_the_language(folder):
    scenario = read(folder)
    used = {
        (type(part).__name__, place[-1]) for _, part in parts(scenario)
        for place, _ in children(part, ("",))
    }  # fmt: skip
    missing = {
        (kind.__name__, field.alias or name)
        for kind in _kinds(Scenario) | _kinds(Private)
        for name, field in kind.model_fields.items()
        if name not in NOTES
    } - used
    assert missing == ELSEWHERE


def _kinds(annotation):
    """Every type of part that can stand in a part."""
    seen, todo = set(), [annotation]
    while todo:
        here = todo.pop()
        if isinstance(here, type) and issubclass(here, Part) and here not in seen:
            seen.add(here)
            todo += [field.annotation for field in here.model_fields.values()]
            extra = here.__annotations__.get("__pydantic_extra__")
            todo += [extra] if extra else []
        todo += typing.get_args(here)
    return {kind for kind in seen if not kind.__subclasses__()}


def test_without_private_nothing_of_it_is_there(folder):
    scenario = read(folder, private=False)
    assert "guard" not in scenario.preferences
    assert "guard" not in scenario.no_deal
    assert "comfort" not in scenario.values
    assert not scenario.opened_private
    assert read(folder).opened_private


@pytest.mark.parametrize("private", [None, "", "\x00", "parley: 2"])
def test_without_private_the_file_may_be_anything(tmp_path, private):
    whole = read(samples.write(tmp_path / "a"), private=False)
    assert read(samples.write(tmp_path / "b", private=private), private=False) == whole


def test_it_can_be_studied(folder):
    findings = study(read(folder), draws=20)
    assert set(findings.answers) == {"record", "war", "deal", "hold", "ratify"}
