"""How every chart looks: colours of no flag, type, titles. Knows findings only by status."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parley.brief import words
from parley.results import Findings

Spec = dict[str, Any]
Row = dict[str, str | float | int | bool | None]

WIDTH = 640
TITLE_WIDTH = 78
PANEL_WIDTH = 150
PANEL_TITLE = 24
COLUMNS = 3
MOST_DOTS = 20
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

# Colours are written as they look on white paper; on the page each becomes the CSS variable
# of its name, so that they follow the reader's colour scheme, and the printer's.
COLOURS = {
    "paper": "#fefefc",
    "ink": "#1f2428",
    "soft": "#565d64",
    "line": "#c9cdd1",
    "cloud": "#8b9299",
    "zone": "#dcebe3",
    "front": "#2c6e5b",
    "mark": "#7a3b78",
    "second": "#8a5a1f",
    "band": "#b9d3c9",
}
INK, SOFT, LINE = COLOURS["ink"], COLOURS["soft"], COLOURS["line"]


@dataclass(frozen=True)
class Picture:
    """A chart and what stands in for it.

    Attributes:
        name: its short name.
        title: what it shows, as a sentence.
        alt: a text alternative.
        spec: the Vega-Lite spec, data inside.
        columns: the heads of its table.
        rows: the table's rows, in words; the first cell of each is its head.
    """

    name: str
    title: str
    alt: str
    spec: Spec
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def banner(findings: Findings) -> list[str]:
    """What stands inside every picture: how far it may be relied on, whether it is private."""
    lines = []
    if findings.private:
        lines.append("Private: made with one party's private preferences")
    if findings.scenario.status == "illustration":
        lines.append(f"Illustration: {words.assumed(findings.basis)}")
    return lines


def frame(findings: Findings, title: str, notes: Iterable[str] = ()) -> Spec:
    """The parts that every chart shares: title as a sentence, banner, colours and type."""
    notes = [*banner(findings), *notes]
    under = [line for note in notes for line in wrapped(note, TITLE_WIDTH + 8)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": COLOURS["paper"],
        "padding": 6,
        "title": {
            "text": wrapped(title, TITLE_WIDTH),
            "subtitle": under,
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 15,
            "fontWeight": 600,
            "lineHeight": 20,
            "color": INK,
            "subtitleColor": SOFT,
            "subtitleFontSize": 12.5,
            "subtitleLineHeight": 17,
            "subtitlePadding": 6,
            "offset": 14,
        },
        "config": _config(),
        "usermeta": {"notes": notes},  # unwrapped, for a page of another width
    }


def _config() -> Spec:
    return {
        "font": _FONT,
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12.5,
            "titleFontWeight": 500,
            "labelColor": SOFT,
            "titleColor": INK,
            "gridColor": LINE,
            "gridOpacity": 0.5,
            "domainColor": LINE,
            "tickColor": LINE,
            "titlePadding": 8,
        },
        "text": {"fontSize": 12.5, "color": INK},
        "legend": {
            "labelFontSize": 12.5,
            "labelColor": INK,
            "labelLimit": 0,
            "title": None,
            "symbolSize": 120,
            "rowPadding": 4,
        },
    }


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most this many characters, broken between words where that is possible."""
    return textwrap.wrap(words.clean(text), width) or [""]


def short(text: str, longest: int = 30) -> str:
    """A name that fits beside an axis; the table below the chart has it in full."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def panels(findings: Findings, title: str, notes: Sequence[str], charts: Sequence[Spec]) -> Spec:
    """Small charts side by side, each with its own title and axes."""
    return {
        **frame(findings, title, notes),
        "concat": list(charts),
        "columns": 2 if len(charts) == 4 else min(COLUMNS, len(charts)),
        "spacing": {"row": 26, "column": 22},
    }


def panel(title: str, rows: list[Row], x: str, y: Spec) -> Spec:
    """One small chart of a base case over time as a fan: nine draws in ten, and half of them."""
    across = {
        "field": "x",
        "type": "quantitative",
        "title": x,
        "axis": {"tickCount": 4, "grid": False},
    }
    layers = [_band(row, y) for row in (("low", "high", 0.55), ("inner_low", "inner_high", 1.0))]
    if not any("inner_low" in row for row in rows):
        layers = [_band(("low", "high", 0.75), y)]
    points = {"color": COLOURS["front"], "size": 30} if len(rows) <= MOST_DOTS else False
    return {
        "title": {
            "text": wrapped(title, PANEL_TITLE),
            "anchor": "start",
            "fontSize": 13,
            "fontWeight": 500,
            "color": INK,
            "offset": 8,
        },
        "width": PANEL_WIDTH,
        "height": 130,
        "data": {"values": rows},
        "encoding": {"x": across},
        "layer": [
            *layers,
            {
                "mark": {
                    "type": "line",
                    "color": COLOURS["front"],
                    "strokeWidth": 2.5,
                    "point": points,
                },
                "encoding": {"y": {"field": "base", "type": "quantitative", **y}},
            },
        ],
    }


def _band(ends: tuple[str, str, float], y: Spec) -> Spec:
    """An area between two fields."""
    low, high, opacity = ends
    return {
        "mark": {"type": "area", "color": COLOURS["band"], "opacity": opacity},
        "encoding": {
            "y": {"field": low, "type": "quantitative", **y},
            "y2": {"field": high},
        },
    }
