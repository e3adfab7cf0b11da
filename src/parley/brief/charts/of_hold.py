"""Charts of carrying out a package: steps in time, and who would walk away. Computes nothing."""

from parley.brief import holding, words
from parley.brief.charts.look import (
    COLOURS,
    INK,
    SOFT,
    WIDTH,
    Picture,
    Row,
    Spec,
    frame,
    panels,
    short,
    wrapped,
)
from parley.brief.names import Names
from parley.brief.packages import leading, letters
from parley.results import Findings, HeldPackage, HoldAnswer, Spread, StepFacts

ROW = 56  # the height of one step with its two lines of text
STAGE_ROW = 38
LONGEST = 40  # of a name in a text alternative
PANEL = 205
NARROW_TITLE = 32
_UNDER = "under these assumptions"
_COLUMNS = ("ahead by, points", "going on", "walking away")
_AHEAD = "points by which going on is worth more than walking away"


def timeline_picture(findings: Findings) -> Picture | None:
    """The steps of the leading package as bars, in the best order."""
    answer = findings.answer(HoldAnswer)
    package = leading(answer) if answer else None
    if answer is None or package is None or not package.best.steps:
        return None
    names = Names(findings.scenario)
    period = answer.period or "period"
    facts = {row.step: row for row in package.facts}
    rows = _bars(package, facts, names, period)
    title = _timeline_title(package, letters(findings)[package.id], facts, period)
    notes = ["Bar: base case. Thin line: when the step ends, nine draws in ten."]
    if any(row["fails"] for row in rows):
        notes.append("Diamond: the step can fail.")
    spec = frame(findings, title, notes) | {"width": WIDTH, "height": ROW * len(rows) + 8}
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec |= _timeline_layers(rows, period)
    return Picture(
        name="timeline",
        title=title,
        alt=_timeline_alt(package, facts, names, period),
        spec=spec,
        columns=("Step", "Who acts", "Begins", "Takes", "Ends", "Can it fail?", "Guarantee"),
        rows=tuple(_timeline_row(at, package, facts, names, period) for at in range(len(rows))),
    )


def _timeline_title(
    package: HeldPackage, letter: str, facts: dict[str, StepFacts], period: str
) -> str:
    last = package.stages[-1].begins if package.stages else None
    whole = f"{words.duration(last, period)} and " if last else ""
    steps = words.counted(len(package.best.steps), "step")
    risky = sum(_can_fail(facts.get(step)) for step in package.best.steps)
    fails = f"; {words.small(risky)} of them can fail" if risky else "; none of them can fail"
    one = "; it can fail" if risky else "; it cannot fail"
    return (
        f"Carrying out package {letter} in its best order takes {whole}{steps}"
        f"{one if len(package.best.steps) == 1 else fails}, {_UNDER}"
    )


def _can_fail(facts: StepFacts | None) -> bool:
    return bool(facts and facts.passes)


def _more(step: str, fact: StepFacts | None, names: Names, period: str) -> str:
    """What stands below a step's name, the most telling first."""
    said = [f"can fail; success: {words.odds(fact.passes.base)}"] if fact and fact.passes else []
    said += [f"by {names.actor(step)}"] if names.actor(step) else []
    said += [words.duration(fact.periods, period)] if fact else []
    return "; ".join(said)


def _success(passes: Spread) -> str:
    return f"{words.likely(passes)} to succeed, {words.odds(passes.base)}"


def _span(package: HeldPackage, at: int) -> tuple[Spread, Spread] | None:
    """When the step at this place begins and ends."""
    if at + 1 >= len(package.stages):
        return None
    return package.stages[at].begins, package.stages[at + 1].begins


def _bars(
    package: HeldPackage, facts: dict[str, StepFacts], names: Names, period: str
) -> list[Row]:
    rows: list[Row] = []
    for at, step in enumerate(package.best.steps):
        span, fact = _span(package, at), facts.get(step)
        rows.append(
            {
                "at": at,
                "name": f"{at + 1}. {names.step(step)}",
                "more": _more(step, fact, names, period),
                "fails": _can_fail(fact),
                "start": span[0].base if span else None,
                "end": span[1].base if span else None,
                "low": span[1].low if span else None,
                "high": span[1].high if span else None,
            }
        )
    return rows


def _timeline_layers(rows: list[Row], period: str) -> Spec:
    y: Spec = {
        "field": "at",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-0.5, len(rows) - 0.5], "reverse": True, "zero": False},
    }
    axis = {"title": f"{period}s after the signing", "tickMinStep": 1, "tickCount": 8}
    x = {"field": "start", "type": "quantitative", "scale": {"zero": True}, "axis": axis}
    name = {"type": "text", "align": "left", "baseline": "top", "limit": {"expr": "width"}}
    drawn = [row for row in rows if row["end"] is not None]
    ranged = [row for row in drawn if row["high"] != row["low"]]
    bar = {"type": "bar", "height": 12, "cornerRadius": 2, "color": COLOURS["front"]}
    line = {"type": "rule", "color": INK, "strokeWidth": 1.3}
    end = {"type": "tick", "orient": "vertical", "size": 9, "thickness": 1.3, "color": INK}
    diamond = {
        "type": "point",
        "shape": "diamond",
        "filled": True,
        "size": 130,
        "opacity": 1,
        "color": COLOURS["second"],
        "stroke": COLOURS["paper"],
        "strokeWidth": 1.5,
    }
    layers = [
        _bar_layer(drawn, bar, {"x": x, "x2": {"field": "end"}}),
        _bar_layer(ranged, line, {"x": {**x, "field": "low"}, "x2": {"field": "high"}}),
        _bar_layer(ranged, end, {"x": {**x, "field": "low"}}),
        _bar_layer(ranged, end, {"x": {**x, "field": "high"}}),
        _bar_layer([r for r in drawn if r["fails"]], diamond, {"x": {**x, "field": "end"}}),
        {
            "mark": {**name, "fontWeight": 600, "yOffset": -26},
            "encoding": {"x": {"value": 0}, "text": {"field": "name"}},
        },
        {
            "mark": {**name, "fontSize": 12, "color": SOFT, "yOffset": -10},
            "encoding": {"x": {"value": 0}, "text": {"field": "more"}},
        },
    ]  # fmt: skip
    layer = [found for found in layers if found]
    return {"data": {"values": rows}, "encoding": {"y": y}, "layer": layer}


def _bar_layer(rows: list[Row], mark: Spec, encoding: Spec) -> Spec:
    """Marks below the two lines of text of each step; nothing where there are no rows."""
    if not rows:
        return {}
    return {"data": {"values": rows}, "mark": {**mark, "yOffset": 14}, "encoding": encoding}


def _timeline_alt(
    package: HeldPackage, facts: dict[str, StepFacts], names: Names, period: str
) -> str:
    said = []
    for at, step in enumerate(package.best.steps):
        span, fact = _span(package, at), facts.get(step)
        count = words.about(span[1], 1.0) if span else ""
        unit = period if count == "1" else f"{period}s"
        when = f", done {count} {unit} after the signing" if span else ""
        odds = words.odds(fact.passes.base) if fact and fact.passes else ""
        fails = f", can fail (success: {odds})" if odds else ""
        said.append(f"{at + 1}. {short(names.step(step), LONGEST)}{when}{fails}")
    return f"A bar for each step, in order, from the signing on: {'; '.join(said)}."


def _timeline_row(
    at: int, package: HeldPackage, facts: dict[str, StepFacts], names: Names, period: str
) -> tuple[str, ...]:
    step, span = package.best.steps[at], _span(package, at)
    fact = facts.get(step)
    punish = "; ".join(
        f"against {names.party(party)}: {words.odds(fact.guarantee[party])}"
        for party in names.in_order(fact.guarantee if fact else ())
        if fact
    )
    fails = f"yes; {_success(fact.passes)}" if fact and fact.passes else "no"
    return (
        f"{at + 1}. {names.step(step)}",
        names.actor(step) or "not given",
        words.duration(span[0], period) if span else "",
        words.duration(fact.periods, period) if fact else "",
        words.duration(span[1], period) if span else "",
        fails,
        punish or "none",
    )


def keeping_picture(findings: Findings) -> Picture | None:
    """Per party, stage by stage: by how much going on beats walking away."""
    answer = findings.answer(HoldAnswer)
    package = leading(answer) if answer else None
    if answer is None or package is None or not package.stages:
        return None
    names = Names(findings.scenario)
    heard = {party for stage in package.stages for party in stage.slack}
    parties = names.in_order(heard)
    title = f"{_keeping_title(package, letters(findings)[package.id], names)}, {_UNDER}"
    notes = (
        "Dot: base case. Thick line: nine draws in ten. Left of 0 the party walks away. "
        "Each party has its own scale: never compare between parties.",
    )
    spec = panels(findings, title, notes, [_party_panel(package, p, names) for p in parties])
    spec["usermeta"]["axis"] = 0  # no labels stand beside these charts
    return Picture(
        name="keeping",
        title=title,
        alt=_keeping_alt(package, parties, names),
        spec=spec,
        columns=(
            "Stage",
            *(f"{names.party(party)}: {what}" for party in parties for what in _COLUMNS),
        ),
        rows=tuple(_stage_cells(at, package, parties, names) for at in range(len(package.stages))),
    )


def _keeping_title(package: HeldPackage, letter: str, names: Names) -> str:
    weakest = holding.weakest(package, names)
    if package.verdict == "holds":
        return f"In the base case no party walks away from package {letter}; closest: {weakest}"
    said = f"In the base case package {letter} is {holding.verdict(package, names, lower=True)}"
    if holding.leaver(package) == package.binding:
        return f"{said}, {words.margin(package.best.least)}"
    return f"{said}; the weakest point is {weakest}"


def _party_panel(package: HeldPackage, party: str, names: Names) -> Spec:
    rows = [_stage_row(package, party, at, names) for at in range(len(package.stages))]
    shown = [row for row in rows if row["base"] is not None]
    ends = [float(row[end] or 0) for row in shown for end in ("low", "high", "base")]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = (high - low) * 0.12 or 1.0
    domain = [low - room, high + room]
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "title": wrapped(_AHEAD, NARROW_TITLE),
        "axis": {"tickCount": 5, "grid": False},
    }
    y: Spec = {
        "field": "at",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-1.1, len(rows) - 0.5], "reverse": True, "zero": False},
    }
    return {
        "title": {
            "text": wrapped(names.party(party), NARROW_TITLE),
            "anchor": "start",
            "fontSize": 13,
            "fontWeight": 500,
            "color": INK,
            "offset": 8,
        },
        "width": PANEL,
        "height": int(STAGE_ROW * (len(rows) + 0.6)),
        "encoding": {"y": y},
        "layer": [*_ground(domain, len(rows), x), *_marks(rows, x)],
    }


def _stage_row(package: HeldPackage, party: str, at: int, names: Names) -> Row:
    found = holding.slack(package, party, at)
    weakest = package.binding == (party, at)
    walks = found is not None and found.base < 0
    return {
        "at": at,
        "label": _label(package, at, names, weakest=weakest, walks=walks),
        "bold": weakest,
        "walks": walks,
        "base": found.base if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
    }


def _label(package: HeldPackage, at: int, names: Names, *, weakest: bool, walks: bool) -> str:
    where = "at the signing" if at == 0 else f"after {at}. {names.step(package.best.steps[at - 1])}"
    said = ("does not sign" if at == 0 else f"walks away {where}") if walks else where
    return f"Weakest: {said}" if weakest else words.capital(said)


def _ground(domain: list[float], rows: int, x: Spec) -> list[Spec]:
    """The side on which a party walks away, and the line that bounds it beside every mark."""
    away: Row = {"low": domain[0], "zero": 0.0, "top": -1.1, "bottom": rows - 0.5}
    line: list[Row] = [{"zero": 0.0, "top": at, "bottom": at + 0.5} for at in range(rows)]
    tall = {"y": {"field": "top", "type": "quantitative"}, "y2": {"field": "bottom"}}
    said: Row = {**away, "text": "below 0: walks away"}
    return [
        {
            "data": {"values": [away]},
            "mark": {"type": "rect", "color": COLOURS["line"], "opacity": 0.35},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "zero"}, **tall},
        },
        {
            "data": {"values": line},
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.4},
            "encoding": {"x": {**x, "field": "zero"}, **tall},
        },
        {
            "data": {"values": [said]},
            "mark": {"type": "text", "align": "left", "baseline": "top", "dy": 2,
                     "fontSize": 11.5, "fontStyle": "italic", "color": INK},
            "encoding": {"x": {"value": 4}, "y": tall["y"], "text": {"field": "text"}},
        },
    ]  # fmt: skip


def _marks(rows: list[Row], x: Spec) -> list[Spec]:
    known = [row for row in rows if row["base"] is not None]
    line = {"type": "rule", "strokeWidth": 5, "strokeCap": "round", "color": COLOURS["band"]}
    dot = {"type": "point", "filled": True, "opacity": 1, "stroke": COLOURS["paper"]}
    stays = {**dot, "shape": "circle", "size": 100, "color": COLOURS["front"]}
    walks = {**dot, "shape": "cross", "angle": 45, "size": 120, "color": COLOURS["second"]}
    label = {
        "type": "text",
        "align": "left",
        "baseline": "bottom",
        "fontSize": 12,
        "color": INK,
        "limit": PANEL - 8,
    }  # the page sets it to the width it has
    said = {"x": {"value": 4}, "text": {"field": "label"}}
    layers = [
        (known, {**line, "yOffset": 9}, {"x": {**x, "field": "low"}, "x2": {"field": "high"}}),
        *(
            (
                [row for row in known if row["walks"] == leaving],
                {**mark, "yOffset": 9},
                {"x": {**x, "field": "base"}},
            )
            for leaving, mark in ((False, stays), (True, walks))
        ),
        *(
            (
                [row for row in rows if row["bold"] == bold],
                {**label, "yOffset": -1, "fontWeight": 600 if bold else 400},
                said,
            )
            for bold in (False, True)
        ),
    ]  # fmt: skip
    return [
        {"data": {"values": data}, "mark": mark, "encoding": encoding}
        for data, mark, encoding in layers
        if data
    ]


def _keeping_alt(package: HeldPackage, parties: list[str], names: Names) -> str:
    return (
        "A small chart for each party: by how many points going on is worth more than walking "
        "away, at the signing and after every step. "
        + " ".join(_least(package, party, names) for party in parties)
    )


def _least(package: HeldPackage, party: str, names: Names) -> str:
    """Where a party is least ahead, and how often it is behind."""
    found = {at: holding.slack(package, party, at) for at in range(len(package.stages))}
    known = {at: slack for at, slack in found.items() if slack}
    at = min(known, key=lambda place: known[place].base)
    behind = sum(slack.base < 0 for slack in known.values())
    where = short(holding.stage(package.best.steps, at, names), LONGEST)
    stages = words.counted(len(known), "stage")
    below = f"below 0 at {behind} of {stages}" if behind else "never below 0"
    return f"{names.party(party)}: lowest {where}, {words.points(known[at])}; {below}."


def _stage_cells(
    at: int, package: HeldPackage, parties: list[str], names: Names
) -> tuple[str, ...]:
    cells = [words.capital(holding.stage(package.best.steps, at, names))]
    for party in parties:
        found, stage = holding.slack(package, party, at), package.stages[at]
        cells.append(words.points(found) if found else "")
        both = (side.get(party) for side in (stage.on, stage.away))
        cells += ["" if value is None else words.plain_points(value) for value in both]
    return tuple(cells)
