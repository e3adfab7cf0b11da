"""Charts of what happens if the talks fail. Knows the answer on the war, computes nothing."""

from collections.abc import Iterable, Mapping

from parley.brief import words
from parley.brief.charts.look import Picture, Row, Spec, panel, panels
from parley.brief.names import Names
from parley.results import BurdenAhead, Findings, Spread, WarAnswer

_CHANCES: Spec = {
    "scale": {"domain": [0, 1]},
    "title": "chance",
    "axis": {
        "values": [0, 0.25, 0.5, 0.75, 1],
        "labelExpr": "datum.value == 0 ? 'none' : datum.value == 1 ? 'certain' : "
        "datum.value == 0.5 ? '1 in 2' : datum.value == 0.25 ? '1 in 4' : '3 in 4'",
    },
}
LONGEST_UNIT = 20  # of an axis title; a longer one stands above the chart
_BAND_NOTE = "Line: base case. Inner band: half of the draws. Outer band: nine draws in ten."
DIGITS = 6
# Of all moments, those that the table below a chart tells, and the last one.
MOMENTS: Mapping[str, tuple[int, ...]] = {
    "day": (0, 7, 14, 28, 56, 91, 182, 273),
    "week": (0, 1, 4, 8, 13, 26, 39),
    "month": (0, 1, 3, 6, 12, 18, 24),
    "quarter": (0, 1, 2, 4, 6, 8, 12),
    "year": (0, 1, 2, 3, 5, 7, 10),
}


def course_picture(findings: Findings) -> Picture | None:
    """The chance that the war goes on, and of each ending, over time."""
    war = findings.answer(WarAnswer)
    if war is None or len(war.course) < 2:
        return None
    names = Names(findings.scenario)
    period = war.period or "period"
    endings = [row.ending for row in war.endings] or list(war.course[-1].endings)
    series: list[tuple[str, list[tuple[int, Spread]]]] = [
        ("The war goes on", [(moment.periods, moment.going_on) for moment in war.course])
    ]
    series += [
        (names.state(e), [(m.periods, m.endings[e]) for m in war.course if e in m.endings])
        for e in endings
    ]
    last = war.course[-1]
    told = _told((moment.periods for moment in war.course), period)
    title = (
        f"If the talks fail, it is {words.likely(last.going_on)} that the war still goes on after "
        f"{words.counted(last.periods, period)}, under these assumptions"
    )
    x = f"{period}s without a deal"
    charts = [panel(name, _rows(points), x, _CHANCES) for name, points in series]
    return Picture(
        name="course",
        title=title,
        alt=_course_alt(series, period),
        spec=panels(findings, title, (_BAND_NOTE,), charts),
        columns=(words.capital(f"{period}s"), *(name for name, _ in series)),
        rows=tuple(
            (
                words.number(moment.periods),
                words.odds_spread(moment.going_on),
                *(
                    words.odds_spread(moment.endings[e]) if e in moment.endings else ""
                    for e in endings
                ),
            )
            for moment in war.course
            if moment.periods in told
        ),
    )


def _course_alt(series: list[tuple[str, list[tuple[int, Spread]]]], period: str) -> str:
    last = series[0][1][-1][0]
    said = [f"{name}: {words.odds_spread(points[-1][1])}" for name, points in series if points]
    charts = words.counted(len(series), "small chart")
    until = words.counted(last, period)
    return (
        f"{charts} of chances over time without a deal, from now to {until}. "
        f"At the end: {'; '.join(said)}."
    )


def _rows(points: list[tuple[int, Spread]]) -> list[Row]:
    """The numbers of a fan, with as many digits as a chart can show."""
    rows: list[Row] = []
    for x, value in points:
        row: Row = {"x": x}
        for name, n in value.model_dump().items():  # no inner ends where there are none
            row[name] = float(f"{n:.{DIGITS}g}")
        rows.append(row)
    return rows


def _told(moments: Iterable[int], period: str) -> list[int]:
    """The moments that a table tells, the last one among them."""
    every = sorted(moments)
    wanted = {*MOMENTS.get(period, every), *every[-1:]}
    return [at for at in every if at in wanted] if len(every) > len(MOMENTS["week"]) else every


def burdens_picture(findings: Findings) -> Picture | None:
    """Each burden over time, in its own units."""
    war = findings.answer(WarAnswer)
    ahead = (
        [b for b in in_order(war, Names(findings.scenario)) if len(b.by_moment) > 1] if war else []
    )
    if war is None or not ahead:
        return None
    names = Names(findings.scenario)
    period = war.period or "period"
    first = ahead[0]
    title = words.capital(
        f"{_total(first, names, period)}, without a deal and under these assumptions"
    )
    charts = [_burden_panel(burden, names, period) for burden in ahead]
    moments = _told({at for burden in ahead for at in burden.by_moment}, period)
    return Picture(
        name="burdens",
        title=title,
        alt="Small charts of each burden over time without a deal. "
        + " ".join(f"{words.sentence(_total(burden, names, period))}" for burden in ahead),
        spec=panels(findings, title, (_BAND_NOTE,), charts),
        columns=(words.capital(f"{period}s"), *(_head(burden, names) for burden in ahead)),
        rows=tuple(
            (
                words.number(at),
                *(words.spread(b.by_moment[at]) if at in b.by_moment else "" for b in ahead),
            )
            for at in moments
        ),
    )


def in_order(war: WarAnswer, names: Names) -> list[BurdenAhead]:
    """People first; lives lost before levels; a whole before its parts."""

    def place(burden: BurdenAhead) -> tuple[bool, bool, bool]:
        entry = names.entry(burden.so_far_entry) if burden.so_far_entry else None
        part = bool(entry and entry.part_of)
        return not names.human(burden.burden), burden.kind != "flow", part

    return sorted(war.burdens, key=place)


def _head(burden: BurdenAhead, names: Names) -> str:
    kind = "total from now on" if burden.kind == "flow" else "at a time, while the war lasts"
    unit = names.unit(burden.burden)
    return f"{names.burden(burden.burden)}: {kind}{f' ({unit})' if unit else ''}"


def _total(burden: BurdenAhead, names: Names, period: str) -> str:
    at = max(burden.by_moment)
    shown = names.amount(words.spread(burden.by_moment[at]), burden.burden)
    name = names.burden(burden.burden)
    if burden.kind == "flow":
        return f"{name}: {shown} more within {words.counted(at, period)}"
    return f"{name}: {shown} after {words.counted(at, period)} if the war still goes on"


def _burden_panel(burden: BurdenAhead, names: Names, period: str) -> Spec:
    points = sorted(burden.by_moment.items())
    unit = names.unit(burden.burden)
    y: Spec = {
        "title": unit if len(unit) <= LONGEST_UNIT else None,
        "scale": {"zero": burden.kind == "flow", "nice": True},
        "axis": {
            "tickCount": 4,
            "labelExpr": "abs(datum.value) < 1e6 ? format(datum.value, ',') : "
            "replace(replace(format(datum.value, '~s'), 'M', ' m'), 'G', ' bn')",
        },
    }
    head = f"{names.burden(burden.burden)}, {'total' if burden.kind == 'flow' else 'at a time'}"
    if len(unit) > LONGEST_UNIT:
        head += f" ({unit})"
    return panel(head, _rows(points), f"{period}s without a deal", y)
