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
    first, _ = tables.write(made.hostile(text), tmp_path)
    assert rows(first)[0]["issue border"].startswith("'")


def test_without_a_deal_there_is_nothing_to_write(tmp_path):
    assert tables.write(made.findings(made.scenario()), tmp_path) == []
