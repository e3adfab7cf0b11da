"""`record` sorts what was said; nothing is calculated."""

import re

import parley
from tests.scenario.samples import FILES
from tests.strategies import scenario


def answer(record, **more):
    data = {
        "parley": 1,
        "title": "t",
        "as_of": "2020-06-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {
            "term": {"question": "?", "options": {"x": "X", "y": "Y"}, "status_quo": "x"},
            "land": {"question": "?", "options": {"a": "A", "b": "B"}, "status_quo": "a"},
            "arms": {
                "question": "?",
                "options": {"u": "U", "v": "V"},
                "status_quo": "u",
                "topic": "ceasefire",
            },
        },
        "record": record,
    }
    return parley.study(scenario(data | more), questions=["record"]).answers["record"]


RECORD = [
    {"id": "later", "kind": "demand", "by": "birch", "about": {"land": "b", "term": "y"}},
    {"id": "offer", "kind": "offer", "by": "ash", "about": {"land": "a"}, "barred_in": "birch"},
    {"id": "word", "kind": "statement", "by": "ash", "about": {"land": "b"}},
    {"id": "rumour", "kind": "event", "says": "It rained.", "topic": "prisoners"},
    {"id": "met", "kind": "meeting", "mode": "video", "parties": ["ash", "birch"]},
    {"id": "abroad", "kind": "figure", "what": "abroad", "value": 3, "part_of": "out"},
    {"id": "dead", "kind": "figure", "what": "dead", "value": 10, "disputed_by": "birch"},
    {"id": "out", "kind": "figure", "what": "out", "value": {"about": 9}},
]


def test_positions_stand_by_issue_then_party_then_record():
    found = answer(RECORD)
    assert [(p.issue, p.party, p.entry, p.kind, p.options) for p in found.positions] == [
        ("term", "birch", "later", "demand", ("y",)),
        ("land", "ash", "offer", "offer", ("a",)),
        ("land", "birch", "later", "demand", ("b",)),
    ]
    assert found.silent_issues == ("arms",)
    assert "Positions on 2 of 3 issues" in found.finding
    assert re.search(r"from Ash.*Birch; on 1 nobody", found.finding)


def test_the_rest_is_sorted_by_kind():
    found = answer(RECORD)
    assert found.others == ("word", "rumour")
    assert found.figures == ("dead", "out", "abroad")
    assert found.meetings == ("met",)
    assert (found.disputed, found.barred) == (("dead",), ("offer",))
    assert set(found.uncited) == {row["id"] for row in RECORD}
    topics = {row.topic: row for row in found.coverage}
    assert topics["ceasefire"].issues == ("arms",)
    assert topics["prisoners"].entries == ("rumour",)


def test_figures_that_differ_are_disputed():
    twins = [{"id": f"f{n}", "kind": "figure", "what": "dead", "value": n} for n in (1, 2)]
    assert answer(twins).disputed == ("f1", "f2")
    assert answer([twins[0], twins[0] | {"id": "again"}]).disputed == ()
    assert answer([twins[0], twins[1] | {"what": "out"}]).disputed == ()


def test_nothing_on_record_is_said():
    found = answer([])
    assert not found.determined
    assert "Add section `record`" in found.missing[0]
    assert len(found.coverage) == 8


def test_a_record_without_positions_is_said():
    found = answer(RECORD[3:5])
    assert "2 things are on record, none of them a position" in found.finding


def test_citations_are_counted_by_state(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = parley.study(parley.read(tmp_path), questions=["record"]).answers["record"]
    assert sum(found.citations.values()) == len(parley.read(tmp_path).citations)
    assert {"found", "not checked"} <= set(found.citations)
