"""Charts as data: what they say, what they hold, and that they draw without a browser."""

import json
import sys
from pathlib import Path

import pytest

from parley.brief import charts, images
from parley.errors import ParleyError
from tests.brief import made

DRAWN = ("frontier", "course", "no_deal", "burdens", "timeline", "keeping", "votes")


def texts(node) -> list[str]:
    if isinstance(node, dict):
        return [t for child in node.values() for t in texts(child)]
    if isinstance(node, list):
        return [t for child in node for t in texts(child)]
    return [node] if isinstance(node, str) else []


@pytest.mark.parametrize("which", DRAWN)
def test_a_chart_states_its_finding_its_status_and_its_numbers(which):
    picture = charts.picture(made.agreed(), which)
    title = " ".join(picture.spec["title"]["text"])
    assert title == picture.title
    assert "assumptions" in title
    assert "Illustration: 6 of 8 decisive numbers are assumed" in picture.spec["title"]["subtitle"]
    assert charts.alt(made.agreed(), which) == picture.alt != ""
    assert all(len(row) == len(picture.columns) for row in picture.rows)
    json.dumps(picture.spec, allow_nan=False)


def test_the_frontier_is_drawn_with_zone_no_deal_and_named_points():
    spec = charts.frontier(made.full())
    zone = spec["layer"][0]["data"]["values"][0]
    assert (zone["x"], zone["y"]) == (45, 30)
    assert zone["x2"] >= 90
    said = texts(spec)
    assert "Astra without a deal: 45" in said
    assert "Borea without a deal: 30" in said
    assert "Nash: highest product of gains" in said
    assert "Astra: points on its own scale" in said
    assert not any("galitarian" in text for text in said)
    assert (
        "2 packages leave Astra and Borea no worse off"
        in charts.picture(made.full(), "frontier").title
    )


def test_without_a_zone_the_chart_says_so_and_names_no_point():
    picture = charts.picture(made.no_zone(), "frontier")
    assert picture.title.startswith("No package leaves Astra and Borea all no worse off")
    assert "Nash" not in json.dumps(picture.spec)
    assert any("no acceptable" in text for text in texts(picture.spec))


def test_with_three_parties_two_are_shown_and_the_note_says_so():
    picture = charts.picture(made.three(), "frontier")
    assert "a package also needs Cyra" in " ".join(picture.spec["title"]["subtitle"])
    assert not any(
        layer.get("mark", {}).get("type") == "line"
        for layer in picture.spec["layer"]
        if isinstance(layer.get("mark"), dict)
    )


@pytest.mark.parametrize("which", DRAWN)
def test_without_an_answer_there_is_no_chart(which):
    assert charts.picture(made.bare(), which) is None
    assert charts.alt(made.bare(), which) == ""
    assert getattr(charts, which)(made.findings(made.scenario())) is None


def test_the_course_has_a_small_chart_for_the_war_and_each_ending():
    spec = charts.course(made.full())
    titles = [" ".join(child["title"]["text"]) for child in spec["concat"]]
    assert titles == ["The war goes on", "Frozen", "Lost"]
    axis = spec["concat"][0]["encoding"]["x"]
    assert axis["title"] == "weeks without a deal"


def test_colours_are_told_apart_by_name():
    assert len(set(charts.COLOURS.values())) == len(charts.COLOURS)
    css = (Path(images.__file__).parent / "style.css").read_text(encoding="utf-8")
    for name, colour in charts.COLOURS.items():
        assert f"--{name}: {colour};" in css, "the page's light colours are the charts' colours"


@pytest.mark.parametrize("which", DRAWN)
def test_a_chart_becomes_a_picture_without_a_browser(which):
    pytest.importorskip("vl_convert", reason="needs the extra `images`")
    spec = charts.picture(made.agreed(), which).spec
    assert images.svg(spec).startswith("<svg")
    assert images.png(spec, scale=1)[:4] == b"\x89PNG"


def test_without_the_extra_the_refusal_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ParleyError, match=r"pip install 'parley\[images\]'"):
        images.png({})


def test_the_page_measures_text_in_the_type_of_the_charts():
    script = (Path(images.__file__).parent / "brief.js").read_text(encoding="utf-8")
    spec = charts.frontier(made.full())
    assert spec["config"]["font"] in script
    assert f'"{spec["title"]["fontWeight"]} {spec["title"]["fontSize"]}px"' in script
    assert f'"{spec["title"]["subtitleFontSize"]}px"' in script
    panel = charts.course(made.full())["concat"][0]["title"]
    assert f'"{panel["fontWeight"]} {panel["fontSize"]}px"' in script
