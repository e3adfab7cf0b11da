"""Tables of figures that the user has already: CSV files beside the scenario, month by month.

Knows dates, columns and counts, not what they mean. Nothing is fetched and nothing is shipped.
The column names of two well-known layouts are known: events of the UCDP GED, and the yearly
population figures of the UNHCR.
"""

import csv
import io
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from parley.errors import InputError, Mistake
from parley.scenario.check.context import Problem
from parley.scenario.distributions import Fixed, Pert
from parley.scenario.located import Route, decode, read_bytes
from parley.scenario.naming import unknown
from parley.scenario.schema import Scenario
from parley.scenario.schema.base import Amount
from parley.scenario.schema.war import Burden, Counted, CountedMonth, Figures, War
from parley.scenario.sources import is_there, is_within

MOST_BYTES, MOST_ROWS, MOST_TOLD, MOST_CELL = 60_000_000, 1_000_000, 20, 100_000
MOST = 1e15
USUAL_MONTHS = 3
DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
LAYOUTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ucdp-ged": {"date": ("date_end",), "value": ("best",)},
    "unhcr": {"date": ("year",), "value": ("refugees", "asylum_seekers", "idps")},
    "columns": {},
}
EVENTS = ("ucdp-ged",)  # layouts in which a month without rows is a month without events
_SEPARATORS = ",;\t|"
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[ T][0-9:.]*)?)?)?")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,3})?")
_NOTHING = ("", "-")

Month = tuple[int, int]
"""Year and month; the month is 0 where the table counts years."""


@dataclass(frozen=True)
class Tables:
    """What the tables of a scenario say, per burden, and what is wrong with them."""

    counted: Mapping[str, Counted]
    problems: tuple[Problem, ...]
    mistakes: tuple[Mistake, ...]


class _Unfit(Exception):  # noqa: N818 - it never leaves this module
    """Something in the scenario does not fit the table."""

    def __init__(self, route: Route, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = Problem(route, problem, remedy, rests_on=(route[:4],))


def collect(scenario: Scenario, folder: Path) -> Tables:
    """Read every table that a burden of the war names."""
    counted: dict[str, Counted] = {}
    problems: list[Problem] = []
    mistakes: list[Mistake] = []
    war = scenario.war
    for name, burden in (war.burdens if war else {}).items():
        if war is None or burden.figures is None:
            continue
        try:
            counted[name] = _counted(scenario, war, name, burden, burden.figures, folder)
        except _Unfit as error:
            problems.append(error.problem)
        except InputError as error:
            mistakes += error.mistakes
    return Tables(counted, tuple(problems), tuple(mistakes))


def filled(scenario: Scenario, tables: Tables) -> Scenario:
    """The scenario with the loads that are to be taken from tables, and what the tables say."""
    war = scenario.war
    if war is None or not tables.counted:
        return scenario
    states = {}
    for name, state in war.states.items():
        loads = {
            burden: _load(war.burdens[burden], tables.counted[burden])
            if load == "figures" and burden in tables.counted
            else load
            for burden, load in state.loads.items()
        }
        states[name] = state.model_copy(update={"loads": loads})
    return scenario.model_copy(
        update={
            "war": war.model_copy(update={"states": states}),
            "counted": dict(tables.counted),
        }
    )


def _load(burden: Burden, counted: Counted) -> Amount:
    """The range of the latest months; without a source of the table it counts as assumed."""
    figures = burden.figures
    low, mean, high = counted.low, counted.mean, counted.high
    value = Fixed(mean) if low == high else Pert(low, mean, high)
    first, last = counted.months[0].month, counted.months[-1].month
    span = first if first == last else f"{first} to {last}"
    said = f"From {counted.file}, {span}: lowest, mean and highest."
    origin = {
        word: getattr(figures, word)
        for word in ("cite", "elicited", "assume")
        if figures and getattr(figures, word)
    }
    if not origin:
        return Amount(value=value, assume=f"{said} The source of the file is not cited.")
    return Amount(value=value, note=said, **origin)


def _counted(
    scenario: Scenario, war: War, name: str, burden: Burden, figures: Figures, folder: Path
) -> Counted:
    """What one table says of one burden."""
    route: Route = ("war", "burdens", name, "figures")
    until = min(figures.until or scenario.as_of, scenario.as_of)
    table = _read(figures, route, folder)
    found = _Sums(flow=burden.kind == "flow", until=until)
    mistakes: list[Mistake] = []
    for line, row in table.rows():
        try:
            _add(found, table, row)
        except ValueError as error:
            problem, remedy = error.args
            mistakes.append(Mistake(table.file, line, 0, "", problem, remedy, "figures-row"))
    if mistakes:
        raise InputError(_first(mistakes))
    months = _window(found, figures)
    if not months:
        told = f"no row of '{figures.file}' that counts is from {until} or before."
        raise _Unfit(route, told, "Look at `only`, `columns` and `until`.")
    period = DAYS[war.period] if burden.kind == "flow" else None
    return _summary(figures, months, found, period).model_copy(
        update={"sets": _sets(war, name)},
    )


def _sets(war: War, burden: str) -> bool:
    """Whether the present state takes its load from the table."""
    state = war.states.get(war.now)
    return state is not None and state.loads.get(burden) == "figures"


def _first(mistakes: Sequence[Mistake]) -> list[Mistake]:
    """The first of them, and how many there are more."""
    told = list(mistakes[:MOST_TOLD])
    if len(mistakes) > MOST_TOLD:
        last = mistakes[MOST_TOLD]
        problem = f"from here on, {len(mistakes) - MOST_TOLD} rows more cannot be read."
        told.append(Mistake(last.file, last.line, 0, "", problem, last.remedy, "figures-row"))
    return told


# The file.


@dataclass(frozen=True)
class _Table:
    """An open table: its text, its separator, and the places of the columns that count."""

    file: str
    text: str
    separator: str
    header: tuple[str, ...]
    date: int
    values: tuple[int, ...]
    only: Mapping[int, tuple[str, ...]]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row behind the header that holds something, with its line."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator)
        line, seen = 1, 0
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    seen += 1
                    if seen > MOST_ROWS + 1:
                        told = f"the table has more than {MOST_ROWS:,} rows."
                        raise _whole(self.file, line, told, "Keep the rows that count.")
                    if seen > 1:
                        yield line, row
                line = reader.line_num + 1
        except csv.Error:
            told = "a cell begins here that has no end, or is far too long."
            raise _whole(self.file, line, told, "Look for a quotation mark.") from None


def _whole(file: str, line: int, problem: str, remedy: str) -> InputError:
    """A mistake that ends the reading of a table."""
    return InputError([Mistake(file, line, 0, "", problem, remedy, "figures-table")])


def _read(figures: Figures, route: Route, folder: Path) -> _Table:
    """Open a table and find its columns."""
    if not is_within(folder, figures.file):
        told = "this file lies outside the scenario's folder."
        raise _Unfit((*route, "file"), told, "Put it beside the scenario.")
    if not is_there(folder, figures.file):
        told = f"there is no file '{figures.file}' here."
        raise _Unfit((*route, "file"), told, "Put it there, or take `figures` out.")
    file = str(folder / figures.file)
    raw = read_bytes(folder / figures.file, file, MOST_BYTES)
    text = decode(raw, file, "figures", MOST_BYTES)
    wanted = _wanted(figures)
    names = [name for place in ("date", "value") for name in wanted.get(place, ())]
    csv.field_size_limit(MOST_CELL)
    separator, header = _header(text, [*names, *figures.only])
    if not header:
        raise _whole(file, 1, "the table is empty.", "Write a line of column names, then rows.")
    return _Table(
        file,
        text,
        separator,
        header,
        _column(figures, route, "date", wanted, header, file)[0],
        _column(figures, route, "value", wanted, header, file),
        {_filter(name, header, route): texts for name, texts in figures.only.items()},
    )


def _wanted(figures: Figures) -> dict[str, tuple[str, ...]]:
    """The columns of the date and of the value, as the scenario names them, else the layout."""
    named = figures.columns
    usual = LAYOUTS[figures.layout]
    return {
        "date": (named.date,) if named.date else usual.get("date", ()),
        "value": named.value or usual.get("value", ()),
    }


def _header(text: str, names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The separator and the column names: the most of those wanted, then the most."""
    found = []
    for separator in _SEPARATORS:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            row = next((cells for cells in rows if any(cell.strip() for cell in cells)), [])
        except csv.Error:
            continue
        cells = tuple(cell.strip() for cell in row)
        found.append((len(set(names) & set(cells)), len(cells), separator, cells))
    best = max(found, key=lambda row: row[:2], default=(0, 0, ",", ()))
    return best[2], best[3]


def _column(
    figures: Figures,
    route: Route,
    place: str,
    wanted: Mapping[str, tuple[str, ...]],
    header: tuple[str, ...],
    file: str,
) -> tuple[int, ...]:
    """Where the columns stand that the layout or the scenario names."""
    names = wanted.get(place, ())
    if not names:
        told = f"nothing says which column holds the {place}."
        raise _Unfit(route, told, f"Add `columns: {{{place}: ...}}`, or a `layout`.")
    for name in names:
        if header.count(name) == 1:
            continue
        if getattr(figures.columns, place):
            raise _Unfit((*route, "columns", place), *_no_column(name, header))
        told = f"the layout '{figures.layout}' has a column '{name}', and this table has none."
        if name in header:
            told = f"the column '{name}' stands here twice."
        raise _whole(file, 1, told, "Name the column in `columns`, or choose another layout.")
    return tuple(header.index(name) for name in names)


def _filter(name: str, header: tuple[str, ...], route: Route) -> int:
    if header.count(name) != 1:
        raise _Unfit((*route, "only", name), *_no_column(name, header))
    return header.index(name)


def _no_column(name: str, header: tuple[str, ...]) -> tuple[str, str]:
    if name in header:
        return f"the column '{name}' stands in the table twice.", "Call one of them otherwise."
    return unknown("column", name, tuple(cell for cell in header if cell))


# The rows.


@dataclass
class _Sums:
    """What the rows read so far add up to.

    Attributes:
        flow: whether what happens in a month is added up; otherwise the last level counts.
        until: the last day that counts.
        levels: per month and day, the sum of the rows.
        last: the last month of which the table speaks, whichever rows count.
    """

    flow: bool
    until: date
    levels: dict[Month, dict[int, float]] = field(default_factory=dict)
    last: Month = (0, 0)
    rows: int = 0
    later: int = 0
    blank: int = 0

    @property
    def yearly(self) -> bool:
        """Whether the table counts years."""
        return any(month == 0 for _, month in self.levels)

    def of(self, month: Month) -> float:
        """What happened in a month, or the level that it ended with."""
        days = self.levels.get(month, {})
        return sum(days.values()) if self.flow else days[max(days)]

    def days(self, month: Month) -> int:
        """How many of its days count."""
        first, last = _span(month)
        return (min(last, self.until) - first).days + 1


def _span(month: Month) -> tuple[date, date]:
    """The first and the last day of a month or year."""
    year, at = month
    if at == 0:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, at, 1), date(year, at, monthrange(year, at)[1])


def _add(found: _Sums, table: _Table, row: list[str]) -> None:
    """Count a row; ValueError with what is wrong and what to write instead."""
    if len(row) != len(table.header):
        told = f"this row has {len(row)} columns, and the header {len(table.header)}."
        raise ValueError(told, "Look for a separator too many, or a quotation mark.")
    counts = all(row[at].strip() in texts for at, texts in table.only.items())
    month, day, last = _day(row[table.date].strip(), strict=counts)
    if last > found.until:
        found.later += counts
        return
    found.last = max(found.last, month)
    if not counts:
        return
    if found.levels and found.yearly != (month[1] == 0):
        raise ValueError("here a year stands alone, and elsewhere not.", "Write all dates alike.")
    cells = [row[at].strip() for at in table.values]
    if all(cell in _NOTHING for cell in cells):
        found.blank += 1
        return
    amount = sum(_amount(cell) for cell in cells if cell not in _NOTHING)
    days = found.levels.setdefault(month, {})
    days[day] = days.get(day, 0.0) + amount
    found.rows += 1


def _day(cell: str, *, strict: bool) -> tuple[Month, int, date]:
    """Month, day (0 where there is none) and the last day that a date speaks of."""
    parts = _DATE.fullmatch(cell)
    year, month, day = (int(part or 0) for part in parts.groups()) if parts else (0, 0, 0)
    try:
        last = date(year, month, day) if day else _span((year, month))[1]
    except ValueError:
        if not strict:
            return (0, 0), 0, date.min
        told = f"{_short(cell)} is not a date."
        raise ValueError(told, "Write 2022-03-28, 2022-03 or 2022.") from None
    return (year, month), day, last


def _amount(cell: str) -> float:
    if not _NUMBER.fullmatch(cell) or not float(cell) <= MOST:
        told = f"{_short(cell)} is not a number of 0 or more."
        raise ValueError(told, "Write 1234.5: no signs, no separators of thousands.")
    return float(cell)


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")


# What they say.


def _window(found: _Sums, figures: Figures) -> list[Month]:
    """The latest months, from the last one of which the table speaks."""
    if not found.levels:
        return []
    count = figures.months or USUAL_MONTHS
    year, month = found.last
    if found.yearly:
        wanted = [(year - at, 0) for at in range(-(-count // 12))]
    else:
        ends = [year * 12 + month - 1 - at for at in range(count)]
        wanted = [(end // 12, end % 12 + 1) for end in ends]
    first = min(found.levels)
    quiet = found.flow and figures.layout in EVENTS
    return sorted(m for m in wanted if m in found.levels or (quiet and m >= first))


def _summary(
    figures: Figures, months: Sequence[Month], found: _Sums, period: float | None
) -> Counted:
    """Low, mean and high per war period where there is one, else as levels."""
    counts = {month: found.of(month) for month in months}
    days = {month: found.days(month) for month in months}
    if period is None:
        rates, mean = list(counts.values()), sum(counts.values()) / len(months)
    else:
        rates = [counts[month] / days[month] * period for month in months]
        mean = sum(counts.values()) / sum(days.values()) * period
    low, high = _rounded(min(rates)), _rounded(max(rates))
    return Counted(
        file=figures.file,
        months=tuple(
            CountedMonth(month=_called(month), count=_rounded(counts[month]), days=days[month])
            for month in months
        ),
        low=low,
        mean=min(max(_rounded(mean), low), high),
        high=high,
        rows=found.rows,
        later=found.later,
        blank=found.blank,
    )


def _called(month: Month) -> str:
    return f"{month[0]:04}-{month[1]:02}" if month[1] else f"{month[0]:04}"


def _rounded(value: float) -> float:
    """Six digits: more than any count of this kind supports."""
    return float(f"{value:.6g}")
