"""A scenario survives being written and read again, in the short language, and in any order."""

import json
import random
import re

import jsonschema
import pytest

from parley.examples import example
from parley.scenario import Scenario, examine, read
from parley.scenario.distributions import NAMED
from parley.scenario.located import loads
from parley.scenario.schema import Private
from parley.scenario.walking import conditions, parts

from . import samples


@pytest.fixture(scope="module", params=["sample", "istanbul-2022"])
def folder(request):
    return samples.FOLDER if request.param == "sample" else example(request.param)


def written(scenario):
    return json.loads(scenario.model_dump_json(by_alias=True))


def data(folder, name="scenario.yaml"):
    page, mistakes = loads((folder / name).read_bytes(), name)
    assert mistakes == ()
    return page.data


# --- round trip


def test_what_is_written_reads_back_equal(folder):
    scenario = read(folder)
    assert Scenario.model_validate(written(scenario)) == scenario
    assert Scenario.model_validate_json(scenario.model_dump_json(by_alias=True)) == scenario


def test_writing_twice_gives_the_same_bytes(folder):
    once = read(folder).model_dump_json(by_alias=True)
    assert Scenario.model_validate_json(once).model_dump_json(by_alias=True) == once


def test_the_written_form_uses_the_short_language():
    scenario = written(read(samples.FOLDER))
    north, south = scenario["preferences"]["north"], scenario["preferences"]["south"]
    assert north["land"]["weight"] == "40..60"
    assert north["land"]["all"] == 100
    assert south["land"]["half"] == "40..50..70"
    assert south["land"]["weight"] == "$urgency"
    assert south["pact"]["weak"] == {"triangular": {"low": 40, "mode": 50, "high": 70}}
    assert north["pact"]["weight"] == {"value": 20, "movable": True}
    assert north["pact"]["weak"] == {"value": "40..60", "cite": ["report#p1.s2"]}
    assert north["truce"]["weight"]["elicited"] == {"from": "a desk officer", "on": "2020-06-12"}
    assert scenario["conditions"][0]["if"] == {"pact": "strong"}
    assert scenario["conditions"][0]["then"] == {"months": {"at_least": 3}}
    assert scenario["issues"]["months"]["scale"]["from"] == 0
    assert scenario["war"]["states"]["up"]["next"] == {"mid": "0.2..0.3", "win": 0.1, "up": "rest"}
    assert scenario["record"][0]["on"] == "2020-06-10"


def test_nothing_empty_is_written(folder):
    def empties(here, route=()):
        if here in (None, [], {}) and not isinstance(here, bool | int | float):
            yield route
        for key, inner in here.items() if isinstance(here, dict) else ():
            yield from empties(inner, (*route, key))

    assert list(empties(written(read(folder)))) == []


# --- JSON Schema


@pytest.fixture(scope="module")
def validator():
    schema = Scenario.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_takes_the_file_as_it_is_written(folder, validator):
    assert [error.message for error in validator.iter_errors(data(folder))] == []


def test_the_schema_takes_the_written_form(folder, validator):
    scenario = written(read(folder))
    del scenario["citations"]
    scenario.pop("opened_private", None)
    scenario.pop("counted", None)
    assert [error.message for error in validator.iter_errors(scenario)] == []


def test_the_schema_of_private_files_takes_one():
    schema = jsonschema.Draft202012Validator(Private.model_json_schema())
    assert list(schema.iter_errors(data(samples.FOLDER, "private.yaml"))) == []


BARE = (
    ("  south: South\n", "  south: {name: South}\n"),
    ("    to: [south]\n", "    to: south\n"),
    ("    status_quo: 0\n", "    status_quo: '0'\n"),
    ("weight: 20, curve: {0: 100, 12: 0}", "weight: '20', curve: {0: 1e1, 12: '0..5'}"),
    ("backs: [north, south]", "backs: north"),
    ("cite: letter#p1\n", "cite: [letter#p1, {source: letter, at: p2}]\n"),
    ("value: 12, cite", "value: {exactly: 12}, cite"),
    ("proposer: north", "proposer: {north: 1}"),
    ("may_conclude: all", "may_conclude: nothing"),
    ("private: private.yaml", "private: [private.yaml]"),
    ("then: frozen", "package: {land: half, months: 3}"),
    ("legal_note: Force gives no title.", "legal_note: {text: Force gives no title.}"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new"), BARE)
def test_the_schema_takes_every_way_to_write_a_thing(old, new, validator, tmp_path):
    text = samples.changed(samples.SCENARIO, (old, new))
    _, mistakes = examine(samples.write(tmp_path, text))
    assert mistakes == []
    page, _ = loads(text, "s")
    assert list(validator.iter_errors(page.data)) == []


REFUSED = (
    ("stauts: working", "status: working"), ("status: final", "status: working"),
    ("sede: 7", "seed: 7"), ("draws: 5", "draws: 200"), ("role: hots", "role: host"),
    ("    autor: x", "    author: The council"), ("nme: People killed", "name: People killed"),
    ("war_onli: true", "war_only: true"), ("threshold: 60", "threshold: 0.6"),
    ("all: 101, half: 40..70", "all: 100, half: 40..70"), ("mode: shutle", "mode: shuttle"),
    ("{nevr: {land: none}", "{never: {land: none}"), ("wieght: 40..60", "weight: 40..60"),
    ("unitt: people\n", "unit: people\n"), ("on: 5\n", "on: 2020-06-10\n"),
)  # fmt: skip


@pytest.mark.parametrize(("new", "old"), REFUSED)
def test_the_schema_refuses_what_parley_refuses(old, new, validator):
    page, _ = loads(samples.changed(samples.SCENARIO, (old, new)), "s")
    assert list(validator.iter_errors(page.data))


def test_every_field_is_described():
    distributions = {kind.word for kind in NAMED}

    def fields(node, route=()):
        for name, inner in node.get("properties", {}).items():
            if name not in distributions:
                yield (*route, name), inner
        for branch in node.get("anyOf", []):
            yield from fields(branch, route)

    schema = Scenario.model_json_schema()
    for title, node in {"Scenario": schema, **schema["$defs"]}.items():
        for route, field in fields(node, (title,)):
            assert "description" in field or "$ref" in field, route
    assert not {"citations", "opened_private"} & set(schema["properties"])


# --- order


def shuffled(here, seed, route=()):
    """The data with parties, issues, options, preferences and states in another order."""
    if not isinstance(here, dict):
        return here
    keys = list(here)
    random.Random(f"{seed}{route}").shuffle(keys)
    return {key: shuffled(here[key], seed, (*route, key)) for key in keys}


def dump(data):
    return json.dumps(data, ensure_ascii=False, indent=1)  # JSON is YAML


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_keys_changes_nothing(seed, tmp_path):
    usual = read(samples.write(tmp_path / "a", dump(data(samples.FOLDER))))
    other = read(samples.write(tmp_path / "b", dump(shuffled(data(samples.FOLDER), seed))))
    assert other == usual
    assert list(other.issues) != list(usual.issues) or list(other.parties) != list(usual.parties)


def faulty():
    page, _ = loads(
        samples.changed(
            samples.SCENARIO,
            ("of: south, decides", "of: sout, decides"),
            ("    status_quo: half", "    status_quo: haf"),
            ("half: 40..50..70", "half: 50..40..70"),
            ("lose: 0.1, down: 0.7", "lose: 0.1, down: 0.8"),
            ("  south: South\n", "  south: {nme: South}\n"),
            ("fighting: {north: -1..0", "fighting: {nord: -1..0"),
        ),
        "s",
    )
    return page.data


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_keys_changes_no_mistake(seed, tmp_path):
    def told(folder):
        _, mistakes = examine(folder)
        return sorted((m.path, m.problem, m.remedy, m.rule) for m in mistakes)

    usual = told(samples.write(tmp_path / "a", dump(faulty())))
    assert len(usual) == 6
    assert told(samples.write(tmp_path / "b", dump(shuffled(faulty(), seed)))) == usual


# --- walking


def test_every_part_and_every_condition_is_found_where_it_stands():
    scenario = read(samples.FOLDER, private=False)
    page, _ = loads(samples.SCENARIO, "s")
    rows = [(route, part) for route, part in parts(scenario) if route[:1] != ("citations",)]
    for route, part in rows:
        if type(part).__name__ not in ("Failure", "Silence"):
            assert page.line(route) > 0
    found = {route for route, _ in conditions(rows)}
    keys = re.findall(r"\b(when|if|then|never|always|only_if|only_when|may_conclude_when): \{",
                      samples.SCENARIO)  # fmt: skip
    # `consent: {when: ...}` and `then: frozen` are no conditions of their own
    assert len(found) == len(keys)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("curve: {0: 100, 6: 40, 6.0: 90, 12: 0}", "two scores of the curve"),
        (f"weight: 0x{'f' * 5000}", "number"),
    ],
)
def test_numbers_that_hide_each_other_or_never_end_are_refused(tmp_path, line, said):
    """Found by an independent reader."""
    text = f"parley: 1\npreferences:\n  a:\n    x: {{weight: 1}}\n    months:\n      {line}\n"
    (tmp_path / "scenario.yaml").write_text(text)
    _, mistakes = examine(tmp_path)
    assert any(m.line == 6 and said in m.problem for m in mistakes), mistakes


def test_options_called_by_numbers_have_one_spelling(tmp_path):
    options = "options: {1.0: A, 2: B}, status_quo: 2"
    (tmp_path / "scenario.yaml").write_text(
        f"parley: 1\nissues:\n  x: {{question: q, {options}}}\n"
    )
    _, mistakes = examine(tmp_path)
    assert any("'1.0' is a number" in m.problem for m in mistakes), mistakes
