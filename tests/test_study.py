"""`study` asks in order, saves what it found, and keeps what is private out."""

import json
import random

import numpy as np
import pytest
from hypothesis import given

import parley
from parley.model import drawing
from parley.results import DealAnswer
from parley.study import DRAWS, draws_table
from tests.scenario.samples import FILES
from tests.strategies import fewer, scenario, scenarios, text


def small(**more):
    """Two parties, two issues and a range."""
    issue = {"question": "?", "options": {"a": "A", "b": "B"}, "status_quo": "a"}
    likes = {
        "land": {"weight": 60, "a": 0, "b": {"value": 100, "assume": "A guess."}},
        "term": {"weight": "30..50", "a": 100, "b": 0},
    }
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": dict.fromkeys(("land", "term"), issue),
        "preferences": {"ash": likes, "birch": likes},
        "no_deal": {"ash": 40, "birch": "20..40"},
    } | more


@pytest.fixture
def sample(tmp_path):
    """The folder of the sample that uses every section."""
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_every_question_is_asked_in_order_and_told_when_done(sample):
    told = []
    findings = parley.study(
        parley.read(sample), progress=lambda word, share: told.append((word, share))
    )
    assert list(findings.answers) == ["record", "war", "deal", "hold", "ratify"]
    assert [word for word, share in told if share == 1.0] == list(findings.answers)
    assert all(0 <= share <= 1 for _, share in told)
    assert len(told) > 3


def test_only_what_is_asked_is_answered_and_an_unknown_question_refused():
    read = scenario(small())
    assert list(parley.study(read, questions=["deal"]).answers) == ["deal"]
    assert parley.study(read, questions=["war"]).answer(DealAnswer) is None
    with pytest.raises(parley.InputError, match=r"no question 'peace'.*record, war, deal"):
        parley.study(read, questions=["deal", "peace"])


def test_sections_that_no_question_reads_are_named(sample):
    findings = parley.study(parley.read(sample), draws=20)
    assert findings.not_analysed == ("talks", "signals")
    assert parley.study(scenario(small())).not_analysed == ()


def test_draws_and_seed_come_from_the_call_then_the_file_then_by_default(sample):
    read = parley.read(sample)
    one = parley.study(read, questions=["deal"])
    assert (one.draws, one.seed) == (200, 7)
    two = parley.study(read, questions=["deal"], draws=60, seed=0)
    assert (two.draws, two.seed) == (60, 0)
    three = parley.study(scenario(small()), questions=["deal"])
    assert (three.draws, three.seed) == (DRAWS, 1)


def test_draws_of_another_scenario_are_refused():
    draws = parley.draw(parley.compile(scenario(small())), 20, 1)
    other = small()
    other["preferences"]["ash"] = dict(other["preferences"]["ash"])
    other["preferences"]["ash"]["interactions"] = [
        {"when": {"land": "a", "term": "b"}, "points": 1}
    ]
    with pytest.raises(parley.InputError, match="made for another scenario"):
        parley.study(scenario(other), draws=draws)


def test_the_notice_counts_the_decisive_numbers_that_are_assumed():
    data = small(status="illustration")
    findings = parley.study(scenario(data))
    counted = findings.basis
    assert counted.count == len({*counted.sourced, *counted.elicited, *counted.assumed})
    assert findings.notice == (
        f"Illustration: {len(counted.assumed)} of {counted.count} decisive numbers are assumed."
    )
    decisive = {"no_deal.ash", "no_deal.birch", "preferences.ash.term.weight"}
    assert decisive <= set(counted.assumed)
    source = {"title": "S", "published": "2019-12-01"}
    data["sources"] = {"s": source}
    data["no_deal"]["ash"] = {"value": 40, "cite": "s#p1"}
    data["no_deal"]["birch"] = {
        "value": "20..40",
        "elicited": {"from": "a desk", "on": "2019-12-01"},
    }
    found = parley.study(scenario(data | {"status": "reviewed"}))
    assert found.basis.sourced == ("no_deal.ash",)
    assert found.basis.elicited == ("no_deal.birch",)
    assert found.notice == (
        f"Reviewed: {counted.count - 2} of {counted.count} decisive numbers are assumed."
    )


def test_parties_and_issues_alone_are_a_scenario():
    data = small()
    del data["preferences"], data["no_deal"]
    findings = parley.study(scenario(data))
    assert [answer.determined for answer in findings.answers.values()] == [False] * 5
    assert all(answer.missing for answer in findings.answers.values())
    assert (findings.draws, findings.seed) == (0, None)
    assert findings.notice == "Working draft: no number decides an answer yet."


def test_findings_are_saved_and_loaded_to_the_byte(sample, tmp_path):
    findings = parley.study(parley.read(sample), draws=20)
    findings.save(tmp_path / "findings.json")
    written = (tmp_path / "findings.json").read_bytes()
    loaded = parley.Findings.load(tmp_path / "findings.json")
    loaded.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == written
    assert loaded.scenario == findings.scenario
    for word, answer in findings.answers.items():
        told = {"per_draw": {}} if word == "deal" else {}
        assert loaded.answers[word] == answer.model_copy(update=told)
    assert b"NaN" not in written
    assert b"Infinity" not in written


@fewer
@given(scenarios(ranges=True))
def test_random_findings_survive_saving(data):
    findings = parley.study(scenario(data), draws=20)
    text_of = findings.to_json()
    raw = json.loads(text_of)
    assert all(np.isfinite(number) for number in numbers_in(raw["answers"]))
    answers = {
        word: parley.Findings.KINDS[word].model_validate(body)
        for word, body in raw["answers"].items()
    }
    again = parley.Findings.model_validate({**raw, "answers": answers})
    assert again.to_json() == text_of


def numbers_in(value):
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(item)
    elif isinstance(value, int | float):
        yield value


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"answers": {"peace": {}}}', "\x00", "no"])
def test_what_is_no_findings_file_is_refused(tmp_path, content):
    (tmp_path / "f.json").write_text(content)
    with pytest.raises(parley.InputError, match="not a findings file"):
        parley.Findings.load(tmp_path / "f.json")


def test_a_findings_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(parley.InputError, match="cannot be read"):
        parley.Findings.load(tmp_path / "none.json")


def test_the_same_file_and_seed_give_the_same_bytes(sample):
    one, two = (parley.study(parley.read(sample), draws=40, seed=3).to_json() for _ in range(2))
    assert one == two
    assert parley.study(parley.read(sample), draws=40, seed=4).to_json() != one


def test_draws_are_told_row_by_row(sample):
    findings = parley.study(parley.read(sample), draws=40)
    head, *rows = draws_table(findings)
    assert len(rows) == 40
    assert head[:2] == ("draw", "replicate")
    assert {"room", "zone", "no deal: north"} <= set(head)
    assert all(len(row) == len(head) for row in rows)
    chance = findings.answers["deal"].zone_chance.share
    assert np.mean([row[head.index("zone")] for row in rows]) == chance
    model = parley.compile(findings.scenario)
    drawn = parley.draw(model, 40, findings.seed).values
    for at, number in enumerate(model.inputs):
        assert (number.path in head) == number.uncertain
        if number.uncertain:
            assert [row[head.index(number.path)] for row in rows] == drawn[:, at].tolist()


def test_draws_handed_in_are_used_and_not_told_again():
    read = scenario(small())
    model = parley.compile(read)
    columns = {"no_deal.birch": np.linspace(0, 100, 50)}
    findings = parley.study(read, draws=drawing.injected(model, columns))
    assert (findings.seed, findings.draws) == (None, 50)
    assert findings.answers["deal"].per_draw["no deal: birch"] == tuple(columns["no_deal.birch"])
    assert list(draws_table(findings)) == [("draw", "replicate")]


# Private preferences: without them, nothing of them.

BROKEN = {
    "valid": FILES["private.yaml"],
    "broken": "preferences: {guard: [",
    "not text": "\x00\x01",
    "empty": "",
    "wrong": "parley: 1\npreferences: {nobody: {land: 7}}\n",
    "huge": "parley: 1\nnote: " + "secret " * 200_000,
    "anchors": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
}


@pytest.fixture
def without(sample):
    """The findings without the private file, as text, whatever stands in it."""

    def run(content):
        if content is None:
            (sample / "private.yaml").unlink()
        else:
            (sample / "private.yaml").write_text(content, encoding="utf-8")
        return parley.study(parley.read(sample, private=False), draws=20).to_json()

    return run


def test_without_private_findings_are_the_same_bytes_whatever_the_file_holds(without):
    texts = {name: without(content) for name, content in BROKEN.items()}
    texts["deleted"] = without(None)
    assert set(texts.values()) == {texts["valid"]}


def test_without_private_nothing_of_it_is_told(without):
    found = without(FILES["private.yaml"])
    with_it = {"comfort", "What Guard told us", "35..45"}
    assert not any(secret in found for secret in with_it)
    raw = json.loads(found)
    assert raw["private"] is False
    assert "guard" not in raw["scenario"]["preferences"]
    assert raw["answers"]["deal"]["not_analysed"] == ["guard"]


def test_with_private_it_counts_and_is_flagged(sample):
    findings = parley.study(parley.read(sample), draws=20)
    assert findings.private
    assert findings.answers["deal"].not_analysed == ()
    assert "guard" in findings.answers["deal"].no_deal
    assert not parley.study(scenario(small())).private


def test_a_secret_changes_no_other_column(sample):
    """A draw of the others is the same with and without the private file."""
    columns = []
    for private in (True, False):
        model = parley.compile(parley.read(sample, private=private))
        drawn = parley.draw(model, 40, 1).values
        columns.append({n.path: drawn[:, at].tolist() for at, n in enumerate(model.inputs)})
    assert set(columns[1]) < set(columns[0])
    assert all(columns[0][path] == column for path, column in columns[1].items())


@pytest.mark.parametrize("seed", range(3))
def test_a_named_secret_in_the_private_file_leaves_no_trace(seed):
    word = random.Random(seed).randbytes(8).hex()
    likes = small()["preferences"]["ash"]
    secret = {"parley": 1, "note": word, "preferences": {"birch": likes}, "no_deal": {"birch": 30}}
    data = small(private="hidden.yaml")
    data["preferences"] = {"ash": likes}
    del data["no_deal"]["birch"]
    read = scenario(data, private=False, hidden=text(secret))
    assert word not in parley.study(read).to_json()
    read = scenario(data, hidden=text(secret))
    assert parley.study(read).private
