"""The findings of a small scenario stay what was worked out by hand."""

import json

import pytest

from tests.golden import GOLDEN, found, shown


def same(now, then, path=""):
    """Equal in every word; numbers within 1e-9."""
    assert type(now) is type(then) or {type(now), type(then)} == {int, float}, path
    if isinstance(now, dict):
        assert list(now) == list(then), path
        for key in now:
            same(now[key], then[key], f"{path}.{key}")
    elif isinstance(now, list):
        assert len(now) == len(then), path
        for at, pair in enumerate(zip(now, then, strict=True)):
            same(*pair, f"{path}[{at}]")
    elif isinstance(now, float):
        assert now == pytest.approx(then, abs=1e-9), path
    else:
        assert now == then, path


@pytest.fixture(scope="module")
def golden():
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_findings_are_those_of_the_golden_file(golden):
    """If they should differ: `python -m tests.golden`, and read the difference."""
    same(found(), golden)


def test_the_golden_file_is_what_the_hand_finds(golden):
    """Weights 3/4 and 1/4, 1/2 and 1/2; W = (0.1 x 32.5 + 0.9 x 25) / 0.55 and 29 / 0.6."""
    war, deal = golden["answers"]["war"], golden["answers"]["deal"]
    assert war["no_deal"]["ash"]["value"] == pytest.approx(25.75 / 0.55)
    assert war["no_deal"]["birch"]["value"] == pytest.approx(29 / 0.6)
    assert war["duration"] == 2
    assert war["burdens"][0]["ahead"] == 8
    frontier = [(point["values"], point["acceptable"]) for point in deal["frontier"]]
    assert frontier == [
        ([77.5, 25], False),
        ([75, 50], True),
        ([52.5, 75], True),
        ([0, 100], False),
    ]
    assert (deal["size"], deal["feasible"], deal["acceptable"]) == (6, 5, 2)
    (row,) = deal["packages"]
    assert row["options"] == {"field": "half", "well": "birch"}
    assert row["points"] == ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
    assert row["gains"]["birch"] == pytest.approx(75 - 29 / 0.6)


def test_it_is_small_enough_to_read():
    text = GOLDEN.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 220
    assert text == shown(json.loads(text)) + "\n"
