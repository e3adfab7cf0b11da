"""A chart of votes: what can come out, against what is needed. Computes nothing."""

from parley.brief import words
from parley.brief.charts.look import COLOURS, INK, SOFT, Picture, Row, Spec, panels, wrapped
from parley.brief.names import Names
from parley.brief.packages import letters
from parley.results import Ballot, Findings, RatifiedPackage, RatifyAnswer

MOST_PANELS = 12
PANEL, HEIGHT = 205, 112
BINS = 18
LEAST_HIGH = 4  # dots that a column has room for at the least
NARROW_TITLE = 32
_UNDER = "under these assumptions"


def votes_picture(findings: Findings) -> Picture | None:
    """Per package and body: equally likely outcomes as dots, and the threshold as a line."""
    answer = findings.answer(RatifyAnswer)
    rows = [(p, b) for p in answer.packages for b in p.ballots if b.outcome] if answer else []
    if answer is None or not rows:
        return None
    names, letter = Names(findings.scenario), letters(findings)
    shown = rows[:MOST_PANELS]
    domain = _domain([ballot for _, ballot in shown])
    title = f"{_title(answer.packages, letter, names)}, {_UNDER}"
    notes = [
        "Each dot: one of 19 equally likely outcomes. Filled: enough votes of yes; hollow: too few."
    ]
    if any(b.turnout_quorum or b.approval_quorum for _, b in shown):
        notes.append("The chances of passing count the turnout that is needed; the dots do not.")
    if len(rows) > len(shown):
        notes.append(f"The first {len(shown)} of {len(rows)} votes; the others are in the table.")
    piles = [_piled(ballot, domain) for _, ballot in shown]
    high = max(LEAST_HIGH, *(int(row["level"] or 0) + 1 for pile in piles for row in pile))
    charts = [
        _panel(f"{letter[package.id]}. {names.body(b.body, b.community)}", b, pile, domain, high)
        for (package, b), pile in zip(shown, piles, strict=True)
    ]
    spec = panels(findings, title, notes, charts)
    spec["usermeta"]["axis"] = 0  # no labels stand beside these charts
    return Picture(
        name="votes",
        title=title,
        alt=_alt(rows, letter, names),
        spec=spec,
        columns=("Package and body", "Yes expected", "Nine in ten outcomes", "Needed", "Passes"),
        rows=tuple(_cells(package, ballot, letter, names) for package, ballot in rows),
    )


def _title(packages: tuple[RatifiedPackage, ...], letter: dict[str, str], names: Names) -> str:
    first = next(package for package in packages if package.ballots)
    who = names.parties(first.bodies or {ballot.body for ballot in first.ballots})
    chance = first.passes or first.ballots[0].passes
    return (
        f"Approval of package {letter[first.id]} by {who} is {words.likely(chance)} "
        f"({words.odds(chance.base)})"
    )


def _domain(ballots: list[Ballot]) -> tuple[float, float]:
    """The part of 0 to 100 that holds all outcomes and thresholds, and some room."""
    ends = [100 * x for ballot in ballots for x in (*ballot.outcome, ballot.threshold)]
    room = max(4.0, 0.08 * (max(ends) - min(ends)))
    return max(0.0, min(ends) - room), min(100.0, max(ends) + room)


def _piled(ballot: Ballot, domain: tuple[float, float]) -> list[Row]:
    """The outcomes as dots, those that are close on top of each other.

    Columns end at the threshold, so that none holds dots of both sides.
    """
    width = (domain[1] - domain[0]) / BINS
    line = 100 * ballot.threshold
    piles: dict[int, int] = {}
    rows: list[Row] = []
    for share in ballot.outcome:
        place = (100 * share - line) / width
        column = int(place // 1)
        enough = share > ballot.threshold
        column = min(column, -1) if not enough else column
        level = piles.get(column, 0)
        piles[column] = level + 1
        rows.append({"x": line + (column + 0.5) * width, "level": level, "enough": enough})
    return rows


def _panel(
    title: str, ballot: Ballot, pile: list[Row], domain: tuple[float, float], high: int
) -> Spec:
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
        "title": "yes, of 100 valid votes",
        "axis": {"tickCount": 5, "grid": False},
    }
    y: Spec = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-0.8, high + 1.6], "zero": False, "nice": False},
    }
    middle = (domain[0] + domain[1]) / 2
    line = 100 * ballot.threshold
    left = line < middle
    rule: Row = {"x": line, "bottom": -0.8, "top": high + 1.6, "text": _needed(ballot)}
    size = min(110.0, (0.85 * HEIGHT / (high + 2.4)) ** 2)
    dot = {"type": "point", "shape": "circle", "size": size, "opacity": 1, "strokeWidth": 1.8}
    at = {"x": {**x, "field": "x"}, "y": {**y, "field": "level"}}
    return {
        "title": {
            "text": wrapped(title, NARROW_TITLE),
            "subtitle": wrapped(f"passes: {words.odds(ballot.passes.base)}", NARROW_TITLE),
            "anchor": "start",
            "fontSize": 13,
            "fontWeight": 500,
            "color": INK,
            "subtitleColor": SOFT,
            "subtitleFontSize": 12,
            "offset": 8,
        },
        "width": PANEL,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": [rule]},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.6},
                "encoding": {
                    "x": {**x, "field": "x"},
                    "y": {**y, "field": "bottom"},
                    "y2": {"field": "top"},
                },
            },
            {
                "data": {"values": [rule]},
                "mark": {
                    "type": "text",
                    "align": "left" if left else "right",
                    "dx": 5 if left else -5,
                    "baseline": "top",
                    "fontSize": 12,
                    "color": INK,
                },
                "encoding": {
                    "x": {**x, "field": "x"},
                    "y": {**y, "field": "top"},
                    "text": {"field": "text"},
                },
            },
            *(
                {
                    "data": {"values": dots},
                    "mark": {**dot, "filled": enough, "color": COLOURS[colour]},
                    "encoding": at,
                }
                for enough, colour in ((True, "front"), (False, "second"))
                if (dots := [row for row in pile if row["enough"] == enough])
            ),
        ],
    }


def _needed(ballot: Ballot) -> str:
    return f"needed: over {words.number(100 * ballot.threshold, 0.1).removesuffix('.0')}"


def _alt(rows: list[tuple[RatifiedPackage, Ballot]], letter: dict[str, str], names: Names) -> str:
    said = []
    for package, ballot in rows:
        enough = sum(share > ballot.threshold for share in ballot.outcome)
        said.append(
            f"Package {letter[package.id]}, {names.body(ballot.body, ballot.community)}: "
            f"{enough} of {len(ballot.outcome)} dots have enough votes"
        )
    return (
        "A small chart for each package and body: outcomes of the vote as dots, against a line at "
        f"the share that is needed. {'; '.join(said)}."
    )


def _cells(
    package: RatifiedPackage, ballot: Ballot, letter: dict[str, str], names: Names
) -> tuple[str, ...]:
    low, high = (words.number(100 * ballot.outcome[at], 1.0) for at in (0, -1))
    return (
        f"{letter[package.id]}. {names.body(ballot.body, ballot.community)}",
        words.in_100(ballot.yes),
        f"{low} to {high} in 100",
        f"{_needed(ballot).removeprefix('needed: ')} in 100",
        f"{words.likely(ballot.passes)}, {words.odds_spread(ballot.passes)}",
    )
