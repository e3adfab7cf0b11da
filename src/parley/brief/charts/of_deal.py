"""Charts of what packages and no deal are worth. Knows two answers, computes nothing."""

from collections.abc import Sequence

from parley.brief import words
from parley.brief.charts.look import COLOURS, INK, SOFT, WIDTH, Picture, Row, Spec, frame, short
from parley.brief.names import Names
from parley.results import DealAnswer, Findings, PackageRow, WarAnswer

_SHORT = {
    "nash": "Nash: highest product of gains",
    "kalai_smorodinsky": "Kalai-Smorodinsky: equal shares of each side's best",
}
_SHAPES = ("diamond", "triangle-up", "square", "triangle-down", "cross", "stroke")
_OWN_SCALE = "Points of different parties cannot be compared: read each axis by itself."
_POINTS = "Dark points: efficient packages. Pale points: other feasible packages."
_ROWS_APART = "Each party has its own scale: compare along a row, never between rows."


def frontier_picture(findings: Findings) -> Picture | None:
    """The values of feasible packages to two parties, with the zone and the named points."""
    deal = findings.answer(DealAnswer)
    names = Names(findings.scenario)
    shown = _axes(findings, deal, names)
    if deal is None or shown is None:
        return None
    title = _frontier_title(deal, names)
    notes = [f"{_POINTS} {_OWN_SCALE}"]
    others = [party for party in deal.parties if party not in shown]
    if others:
        notes.append(
            f"Only {names.parties(shown)} are shown; a package also needs {names.parties(others)}, "
            "so some points in the shaded area are not acceptable."
        )
    spec = frame(findings, title, notes) | {"width": WIDTH, "height": 400}
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec["layer"] = _frontier_layers(deal, shown, names)
    rows = _named_rows(deal)
    return Picture(
        name="frontier",
        title=title,
        alt=_frontier_alt(deal, shown, names),
        spec=spec,
        columns=("Point", *(f"{names.party(p)}: points" for p in shown)),
        rows=tuple(_frontier_table(deal, shown, rows)),
    )


def _axes(findings: Findings, deal: DealAnswer | None, names: Names) -> tuple[str, str] | None:
    if deal is None or not deal.frontier:
        return None
    known = findings.scenario.parties
    always = [p for p in deal.parties if p in known and known[p].must_always_agree]
    ordered = names.in_order(always)
    if len(ordered) < 2 or any(p not in deal.no_deal for p in ordered[:2]):
        return None
    return ordered[0], ordered[1]


def _frontier_title(deal: DealAnswer, names: Names) -> str:
    who = names.parties(deal.parties)
    if deal.verdict == "zone":
        some = "Some packages" if deal.acceptable is None else _packages(deal.acceptable)
        leave = "leaves" if deal.acceptable == 1 else "leave"
        return f"{some} {leave} {who} no worse off than no deal, under these assumptions"
    if deal.verdict == "no zone":
        return f"No package leaves {who} all no worse off than no deal, under these assumptions"
    return f"What packages are worth to {who}; whether there is a deal is not determined"


def _packages(count: int) -> str:
    return words.capital(words.counted(count, "package"))


Pair = tuple[float, float]


def _pairs(deal: DealAnswer, shown: tuple[str, str]) -> tuple[list[Pair], list[Pair]]:
    """The frontier and the cloud, on the two axes."""
    at = [deal.parties.index(party) for party in shown]
    frontier = sorted((p.values[at[0]], p.values[at[1]]) for p in deal.frontier)
    cloud = [(values[at[0]], values[at[1]]) for values in deal.cloud]
    return frontier, cloud


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * 0.14 or 1.0
    least = 0.0 if low >= 0 else low - room
    most = 102.0 if high <= 100 else high + room
    return max(low - room, least), min(high + room * 0.6, most)


def _frontier_layers(deal: DealAnswer, shown: tuple[str, str], names: Names) -> list[Spec]:
    frontier, cloud = _pairs(deal, shown)
    named: list[Row] = [
        {"x": row.values[shown[0]], "y": row.values[shown[1]], "name": label}
        for row, label in _named_rows(deal)
    ]
    no_deal = deal.no_deal[shown[0]], deal.no_deal[shown[1]]
    points = [*frontier, *cloud, no_deal]
    domains = _domain([p[0] for p in points]), _domain([p[1] for p in points])
    layers = [_zone(no_deal, domains, shown, names), *_lines(no_deal)]
    if cloud:
        layers.append(_dots(cloud, COLOURS["cloud"], 14, 0.35))
    if len(shown) == len(deal.parties):
        layers.append(_stairs(frontier))
    layers.append(_dots(frontier, COLOURS["front"], 46, 1.0))
    layers += _line_labels(no_deal, domains, shown, names)
    layers.append(_zone_label(domains, deal.verdict))
    return [*layers, _named_layer(named)] if named else layers


def _place(field: str, axis: Spec | None = None) -> Spec:
    return {"field": field, "type": "quantitative", **(axis or {})}


def _zone(no_deal: Pair, domains: tuple[Pair, Pair], shown: tuple[str, str], names: Names) -> Spec:
    axes = [
        {
            "title": f"{short(names.party(party))}: points on its own scale",
            "scale": {"domain": list(domain), "nice": False, "zero": False},
            "axis": {"tickCount": 8},
        }
        for party, domain in zip(shown, domains, strict=True)
    ]
    row = {"x": no_deal[0], "x2": domains[0][1], "y": no_deal[1], "y2": domains[1][1]}
    return {
        "data": {"values": [row]},
        "mark": {"type": "rect", "color": COLOURS["zone"]},
        "encoding": {
            "x": _place("x", axes[0]),
            "x2": {"field": "x2"},
            "y": _place("y", axes[1]),
            "y2": {"field": "y2"},
        },
    }


def _lines(no_deal: Pair) -> list[Spec]:
    mark = {"type": "rule", "color": SOFT, "strokeDash": [5, 4], "strokeWidth": 1.4}
    return [
        {"data": {"values": [{"x": no_deal[0]}]}, "mark": mark, "encoding": {"x": _place("x")}},
        {"data": {"values": [{"y": no_deal[1]}]}, "mark": mark, "encoding": {"y": _place("y")}},
    ]


def _dots(points: list[Pair], colour: str, size: int, opacity: float) -> Spec:
    rows = [{"x": x, "y": y} for x, y in points]
    mark = {"type": "point", "filled": True, "color": colour, "size": size, "opacity": opacity}
    return {
        "data": {"values": rows},
        "mark": mark,
        "encoding": {"x": _place("x"), "y": _place("y")},
    }


def _stairs(frontier: list[Pair]) -> Spec:
    mark = {"type": "line", "interpolate": "step-before", "color": COLOURS["front"], "opacity": 0.5}
    rows = [{"x": x, "y": y} for x, y in frontier]
    return {
        "data": {"values": rows},
        "mark": {**mark, "strokeWidth": 1.5},
        "encoding": {"x": _place("x"), "y": _place("y")},
    }


def _text(row: Row, **mark: object) -> Spec:
    """A text with a halo, so that points behind it do not make it unreadable."""
    both = {"type": "text", "baseline": "bottom", **mark}
    halo = {**both, "stroke": COLOURS["paper"], "strokeWidth": 4, "strokeJoin": "round"}
    encoding = {"x": _place("x"), "y": _place("y"), "text": {"field": "text"}}
    layer = [{"mark": {**halo, "color": COLOURS["paper"]}}, {"mark": both}]
    return {"data": {"values": [row]}, "encoding": encoding, "layer": layer}


def _line_labels(
    no_deal: Pair, domains: tuple[Pair, Pair], shown: tuple[str, str], names: Names
) -> list[Spec]:
    left, bottom = domains[0][0], domains[1][0]
    said = [
        f"{short(names.party(p))} without a deal: {words.plain_points(d)}"
        for p, d in zip(shown, no_deal, strict=True)
    ]
    late = no_deal[0] > (domains[0][0] + domains[0][1]) / 2
    upright: Row = {"x": no_deal[0], "y": bottom, "text": said[0]}
    flat: Row = {"x": left, "y": no_deal[1], "text": said[1]}
    side = {"align": "right", "dx": -6} if late else {"align": "left", "dx": 6}
    return [_text(upright, dy=-5, **side), _text(flat, align="left", dx=6, dy=-4)]


def _zone_label(domains: tuple[Pair, Pair], verdict: str) -> Spec:
    said = "no worse than\nno deal for both"
    row: Row = {
        "x": domains[0][1],
        "y": domains[1][1],
        "text": said if verdict == "zone" else f"{said}:\nno acceptable\npackage",
    }
    look = {"align": "right", "baseline": "top", "lineBreak": "\n", "fontStyle": "italic"}
    return _text(row, dx=-6, dy=6, **look)


def _named_rows(deal: DealAnswer) -> list[tuple[PackageRow, str]]:
    """The packages that are named points, each with the names that it bears.

    Points that rest on comparing points between parties are listed in the text, never drawn.
    """
    rows = []
    for row in deal.packages if deal.verdict == "zone" else ():
        mine = [name for name in _SHORT if name in row.points]
        if len(mine) == 1:
            rows.append((row, _SHORT[mine[0]]))
        elif mine:
            rows.append(
                (row, f"{words.listed(_SHORT[n].split(':')[0] for n in mine)}: one package")
            )
    return rows


def _named_layer(named: list[Row]) -> Spec:
    labels = list(dict.fromkeys(str(row["name"]) for row in named))
    colours = [COLOURS["mark"], COLOURS["second"], INK, SOFT, COLOURS["mark"], COLOURS["second"]]
    shapes = [_SHAPES[at % len(_SHAPES)] for at in range(len(labels))]
    legend = {"orient": "bottom", "direction": "vertical", "columns": 1, "offset": 12}
    key = {"field": "name", "type": "nominal", "legend": legend}
    inks = [colours[at % len(colours)] for at in range(len(labels))]
    return {
        "data": {"values": named},
        "mark": {
            "type": "point",
            "filled": True,
            "size": 140,
            "opacity": 1,
            "stroke": COLOURS["paper"],
            "strokeWidth": 1.5,
        },
        "encoding": {
            "x": _place("x"),
            "y": _place("y"),
            "shape": {**key, "scale": {"domain": labels, "range": shapes}},
            "color": {**key, "scale": {"domain": labels, "range": inks}},
        },
    }


def _frontier_alt(deal: DealAnswer, shown: tuple[str, str], names: Names) -> str:
    no_deal = words.listed(
        f"{names.party(p)} at {words.plain_points(deal.no_deal[p])} points" for p in shown
    )
    size = words.counted(max(deal.frontier_size, len(deal.frontier)), "efficient point")
    inside = words.counted(sum(p.acceptable for p in deal.frontier), "of them is", "of them are")
    said = [
        f"{label} gives "
        + words.listed(f"{names.party(p)} {words.plain_points(row.values[p])}" for p in shown)
        for row, label in _named_rows(deal)
    ]
    return (
        f"A chart of what each feasible package is worth to {names.parties(shown)}. No deal leaves "
        f"{no_deal}. There are {size}; {inside} acceptable. {'. '.join(said)}"
    ).rstrip() + ("." if said else "")


def _frontier_table(
    deal: DealAnswer, shown: tuple[str, str], rows: list[tuple[PackageRow, str]]
) -> list[tuple[str, ...]]:
    table = [("No deal", *(words.plain_points(deal.no_deal[p]) for p in shown))]
    table += [(label, *(words.plain_points(row.values[p]) for p in shown)) for row, label in rows]
    at = [deal.parties.index(party) for party in shown]
    for place, point in enumerate(sorted(deal.frontier, key=lambda p: p.values[at[0]]), 1):
        label = f"Efficient point {place}, {'acceptable' if point.acceptable else 'not acceptable'}"
        table.append((label, *(words.plain_points(point.values[where]) for where in at)))
    return table


def no_deal_picture(findings: Findings) -> Picture | None:
    """Per party: what no deal is worth to it, beside what efficient packages are worth."""
    war = findings.answer(WarAnswer)
    deal = findings.answer(DealAnswer)
    if war is None or not war.no_deal:
        return None
    names = Names(findings.scenario)
    order = names.in_order(war.no_deal)
    title = "What each party can expect without a deal, under these assumptions: " + words.listed(
        f"{names.party(p)} {words.points(war.no_deal[p].value)}" for p in order
    )
    reach = {party: _reach(deal, party) for party in order}
    rows: list[Row] = []
    for party in order:
        value = war.no_deal[party].value
        row: Row = {"party": names.party(party), "low": value.low, "high": value.high}
        low, high = reach[party] or (None, None)
        rows.append({**row, "base": value.base, "worst": low, "best": high})
    notes = (_ROWS_APART, "Thick bar: no deal, nine draws in ten; mark: base case.") + (
        ("Thin line: from the worst to the best of the efficient packages.",)
        if any(reach.values())
        else ()
    )
    spec = frame(findings, title, notes) | {"width": WIDTH, "height": 46 * len(order)}
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec |= _range_layers(rows, [names.party(p) for p in order])
    return Picture(
        name="no_deal",
        title=title,
        alt=f"A bar for each party on its own scale. {words.sentence(title)}",
        spec=spec,
        columns=("Party", "Without a deal: points", "Efficient packages: points"),
        rows=tuple(
            (names.party(p), words.points(war.no_deal[p].value), _reach_words(reach[p]))
            for p in order
        ),
    )


def _reach(deal: DealAnswer | None, party: str) -> Pair | None:
    if deal is None or party not in deal.parties or not deal.frontier:
        return None
    values = [point.values[deal.parties.index(party)] for point in deal.frontier]
    return min(values), max(values)


def _reach_words(reach: Pair | None) -> str:
    return f"{words.plain_points(reach[0])} to {words.plain_points(reach[1])}" if reach else ""


def _range_layers(rows: list[Row], order: list[str]) -> Spec:
    y = {
        "field": "party",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": {"labelFontSize": 13, "labelColor": INK, "labelLimit": 130, "ticks": False},
    }
    x = {
        "type": "quantitative",
        "title": "points on the party's own scale",
        "scale": {"zero": False},
    }
    thin = {"type": "rule", "color": COLOURS["front"], "strokeWidth": 2}
    thick = {"type": "bar", "color": COLOURS["band"], "height": 18, "cornerRadius": 3}
    tick = {"type": "tick", "color": INK, "thickness": 3, "size": 26}
    return {
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": thick,
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "transform": [{"filter": "isValid(datum.worst)"}],
                "mark": thin,
                "encoding": {"x": {**x, "field": "worst"}, "x2": {"field": "best"}},
            },
            {"mark": tick, "encoding": {"x": {**x, "field": "base"}}},
        ],
    }
