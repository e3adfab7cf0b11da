"""The CSV files."""

import csv

import pytest

from parley.brief import tables
from tests.brief import made


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_packages_are_written_option_by_option(tmp_path):
    first, second = tables.write(made.full(), tmp_path)
    assert (first.name, second.name) == ("packages.csv", "frontier.csv")
    row = rows(first)[0]
    assert row["package"] == "aaa111"
    assert row["issue border"] == "Along the southern river"
    assert row["legal note border"] == "Treaty of 1950, article 2."
    assert row["issue troops"] == "0.5 thousand"
    assert (row["value astra"], row["gain astra"]) == ("50.0", "5.0")
    assert row["share of best borea"] == ""
    assert (row["acceptable"], row["holds"], row["points"]) == ("yes", "0.75", "nash egalitarian")
    assert rows(second)[0] == {
        "value astra": "20.0", "value borea": "90.0", "acceptable": "no", "packages": "1",
    }  # fmt: skip


def test_the_files_keep_to_the_standard_and_do_not_change(tmp_path):
    first, _ = tables.write(made.full(), tmp_path)
    once = first.read_bytes()
    assert once.count(b"\r\n") == 3
    assert b"\n" not in once.replace(b"\r\n", b"")
    tables.write(made.full(), tmp_path)
    assert first.read_bytes() == once


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1"])
def test_no_text_becomes_a_formula(tmp_path, text):
    first, *_ = tables.write(made.hostile(text), tmp_path)
    assert rows(first)[0]["issue border"].startswith("'")


def test_without_a_deal_there_is_nothing_to_write(tmp_path):
    assert tables.write(made.findings(made.scenario()), tmp_path) == []


def written(findings, tmp_path) -> dict[str, list[dict[str, str]]]:
    return {path.name: rows(path) for path in tables.write(findings, tmp_path)}


def test_held_packages_stand_in_full_and_then_the_other_efficient_ones(tmp_path):
    found = written(made.agreed(), tmp_path)
    assert set(found) == set(tables.NAMES)
    held = found["hold.csv"]
    assert [row["package"] for row in held] == ["aaa111", "bbb222", "row0", "row1", "row2"]
    first = held[0]
    assert first["legal note border"] == "Treaty of 1950, article 2."
    assert (first["verdict"], first["weakest party"], first["weakest stage"]) == (
        "holds", "astra", "3",
    )  # fmt: skip
    assert first["best order"] == "ceasefire > withdrawal > vote > watch"
    assert (first["least slack"], first["holds"], first["orders that hold"]) == ("2.3", "0.7", "3")
    assert (held[3]["verdict"], held[3]["why"], held[3]["holds"]) == ("not kept", "efficient", "")


def test_stages_stand_party_by_party(tmp_path):
    stages = written(made.agreed(), tmp_path)["stages.csv"]
    assert len(stages) == 2 * 5 * 2
    assert [(row["stage"], row["party"]) for row in stages[:3]] == [
        ("0", "astra"), ("0", "borea"), ("1", "astra"),
    ]  # fmt: skip
    assert stages[6]["after"] == "vote"
    assert (stages[6]["slack"], stages[6]["slack low"], stages[6]["slack high"]) == (
        "2.3", "-1.7000000000000002", "6.3",
    )  # fmt: skip
    assert (stages[6]["going on"], stages[6]["walking away"]) == ("52.3", "50.0")


def test_votes_and_polls_stand_with_their_percentiles(tmp_path):
    found = written(made.agreed(), tmp_path)
    votes = found["ratify.csv"]
    assert len(votes) == 6
    assert (votes[1]["community"], votes[1]["threshold"]) == ("coast", "0.5")
    assert votes[1]["yes percentile 50"] == "0.58"
    assert (votes[4]["signed"], votes[4]["signed and rejected"]) == ("yes", "yes")
    assert found["polls.csv"][0]["asked"] == "800"
    alone = written(made.unkept(), tmp_path)["ratify.csv"]
    assert (alone[0]["body"], alone[0]["all approve"], alone[0]["signed"]) == ("", "", "")


def test_private_rows_are_marked_in_every_table(tmp_path):
    for table in written(made.agreed(private=True), tmp_path).values():
        assert {row["marking"] for row in table} == {"private"}
