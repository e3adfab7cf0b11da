"""Tables of figures: what they say per war period, and every way in which they can be broken."""

import csv
import io
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import parley
from parley.scenario import examine
from parley.scenario.distributions import Fixed, Pert
from tests.maths.spaces import fewer

GED = (
    "id,relid,year,dyad_name,side_a,side_b,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,best,high,low,country\n"
)
UNHCR = "year,coo,coa,refugees,asylum_seekers,idps\n"
SIMPLE = {"file": "f.csv", "columns": {"date": "day", "value": "n"}}


def data(figures=None, load=10, *, kind="flow", period="week", as_of="2022-03-28", **more):
    scores = {"weight": 1, "open": 50, "shut": 50}
    burden = {"kind": kind, "unit": "people"} | ({"figures": figures} if figures else {})
    return {
        "parley": 1,
        "title": "t",
        "as_of": as_of,
        "sources": {"set": {"title": "A set of figures", "published": "2021-01-01"}},
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {
            "door": {"question": "?", "options": {"open": "O", "shut": "S"}, "status_quo": "shut"}
        },
        "preferences": {"ash": {"door": scores}, "birch": {"door": dict(scores)}},
        "war": {
            "period": period,
            "now": "on",
            "states": {"on": {"next": {"over": 0.1, "on": "rest"}, "loads": {"dead": load}}},
            "endings": {"over": {"package": {}}},
            "burdens": {"dead": burden},
            "discount": {"ash": 0.9, "birch": 0.9},
        },
    } | more


@pytest.fixture
def told(tmp_path):
    """Reads a scenario with a table beside it: the scenario, and what is wrong in short."""

    def ask(table, *arguments, **options):
        raw = table if isinstance(table, bytes) else table.encode()
        (tmp_path / "f.csv").write_bytes(raw)
        text = yaml.safe_dump(data(*arguments, **options), sort_keys=False)
        (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
        scenario, mistakes = examine(tmp_path)
        return scenario, [str(m).replace(f"{tmp_path}/", "") for m in mistakes]

    return ask


def clean(found):
    scenario, mistakes = found
    assert mistakes == []
    return scenario


def events(*rows, **more):
    """Rows of events: last day, deaths, country."""
    named = dict(zip(GED.strip().split(","), range(16), strict=True))
    lines = []
    for day, best, country in rows:
        cells = ["0"] * 16
        cells[named["date_start"]] = f"{day} 00:00:00.000"
        cells[named["date_end"]] = f"{day} 00:00:00.000"
        cells[named["best"]], cells[named["country"]] = str(best), country
        lines.append(",".join(cells))
    return GED + "\n".join(lines) + "\n"


def test_events_are_added_up_by_month_and_stated_per_war_period(told):
    """January 31, February 0, March 56 in 28 days: per week 7, 0 and 14."""
    table = events(
        ("2021-12-30", 999, "Here"),
        ("2022-01-03", 30, "Here"),
        ("2022-01-31", 1, "Here"),
        ("2022-02-10", 500, "There"),
        ("2022-03-28", 56, "Here"),
        ("2022-03-29", 77, "Here"),
    )
    figures = {"file": "f.csv", "layout": "ucdp-ged", "only": {"country": "Here"}}
    counted = clean(told(table, figures)).counted["dead"]
    assert [(m.month, m.count, m.days) for m in counted.months] == [
        ("2022-01", 31, 31),
        ("2022-02", 0, 28),
        ("2022-03", 56, 28),
    ]
    assert (counted.low, counted.high) == (0, 14)
    assert counted.mean == pytest.approx(7 * 87 / 87)
    assert (counted.rows, counted.later, counted.blank) == (4, 1, 0)


def test_yearly_levels_are_taken_as_they_are(told):
    table = UNHCR + "2019,A,B,10,2,100\n2020,A,B,20,4,200\n2020,A,C,1,-,\n2021,A,B,30,6,300\n"
    figures = {"file": "f.csv", "layout": "unhcr", "months": 24, "only": {"coo": ["A", "X"]}}
    scenario = clean(told(table, figures, kind="stock", as_of="2021-06-30"))
    counted = scenario.counted["dead"]
    assert [(m.month, m.count) for m in counted.months] == [("2019", 112), ("2020", 225)]
    assert (counted.low, counted.mean, counted.high) == (112, 168.5, 225)
    assert counted.later == 1  # the year 2021 is not over on the day of knowledge


def test_a_level_is_the_last_one_of_its_month(told):
    table = "day,n\n2022-01-05,7\n2022-01-31,10\n2022-01-31,5\n2022-02-28,20\n"
    counted = clean(told(table, SIMPLE, kind="stock")).counted["dead"]
    assert [m.count for m in counted.months] == [15, 20]


@pytest.mark.parametrize(
    ("period", "days"), [("day", 1), ("week", 7), ("month", 30.4375), ("year", 365.25)]
)
def test_every_period_of_the_war(told, period, days):
    table = "day,n\n2022-01,62\n2022-02,28\n"
    counted = clean(told(table, SIMPLE, period=period)).counted["dead"]
    assert (counted.low, counted.high) == pytest.approx((days, 2 * days), rel=1e-5)
    assert counted.mean == pytest.approx(90 / 59 * days, rel=1e-5)


def test_only_the_latest_months_count(told):
    table = "day,n\n2021-10,999\n2021-12,31\n2022-01,62\n"
    two = clean(told(table, SIMPLE | {"months": 2})).counted["dead"]
    assert [m.month for m in two.months] == ["2021-12", "2022-01"]
    four = clean(told(table, SIMPLE | {"months": 4})).counted["dead"]
    assert [m.month for m in four.months] == ["2021-10", "2021-12", "2022-01"]  # no zero made up


def test_an_earlier_end_leaves_later_rows_out(told):
    table = "day,n\n2022-01-10,5\n2022-01-20,6\n2022-02-01,7\n"
    counted = clean(told(table, SIMPLE | {"until": "2022-01-15"})).counted["dead"]
    assert [(m.month, m.count, m.days) for m in counted.months] == [("2022-01", 5, 15)]
    assert (counted.rows, counted.later) == (1, 2)


@pytest.mark.parametrize(
    "raw",
    [
        "day;n;what\n2022-01-02;3;a,b\n",
        "day\tn\n2022-01-02\t3\n",
        "\ufeffday,n\r\n2022-01-02,3\r\n\r\n",
        "day,n\r2022-01-02,3\r",
        '\n"day" ,"n"\n"2022-01-02","3"\n',
        'n,day,what\n3,2022-01-02,"two\nlines, and a comma"\n',
    ],
)
def test_ways_to_write_the_same_table(told, raw):
    assert clean(told(raw, SIMPLE)).counted["dead"].months[0].count == 3


# --- what is done with it


def test_the_load_is_held_against_the_table(told):
    table = "day,n\n2022-01,31\n2022-02,56\n"
    for load, outside in ((10, False), ("7..20", False), (15, True), (6.9, True)):
        scenario = clean(told(table, SIMPLE, load))
        row = parley.study(scenario, questions=["war"], draws=20).answers["war"].burdens[0]
        assert (row.figures.low, row.figures.high) == (7, 14)
        assert row.figures.outside is outside
        assert row.figures.sets is False
        assert row.figures.written == row.per_period.base


def test_the_load_is_taken_from_the_table_with_its_source(told, tmp_path):
    table = "day,n\n2022-01,31\n2022-02,56\n"
    scenario = clean(told(table, SIMPLE | {"cite": "set"}, "figures"))
    load = scenario.war.states["on"].loads["dead"]
    mean = float(f"{87 / 59 * 7:.6g}")
    assert load.value == Pert(7, mean, 14)
    assert load.origin == "sourced"
    assert load.note == "From f.csv, 2022-01 to 2022-02: lowest, mean and highest."
    findings = parley.study(scenario, questions=["war"], draws=40)
    row = findings.answers["war"].burdens[0]
    assert row.figures.sets
    assert 7 < row.per_period.low < row.per_period.base < row.per_period.high < 14
    assert "war.states.on.loads.dead" in findings.answers["war"].basis.sourced
    findings.save(tmp_path / "findings.json")
    (tmp_path / "f.csv").unlink()
    again = parley.Findings.load(tmp_path / "findings.json")
    assert again.to_json() == findings.to_json()
    assert parley.compile(again.scenario).inputs == parley.compile(scenario).inputs


def test_without_a_source_the_load_counts_as_assumed(told):
    load = clean(told("day,n\n2022-01,31\n", SIMPLE, "figures")).war.states["on"].loads["dead"]
    assert load.value == Fixed(7)
    assert load.assume == (
        "From f.csv, 2022-01: lowest, mean and highest. The source of the file is not cited."
    )


def test_without_tables_nothing_is_read(told):
    assert clean(told("", None)).counted == {}


# --- what can be wrong

ODD = [
    ("", 1, "the table is empty."),
    ("\n\n", 1, "the table is empty."),
    (b"\x01\x02\x00" * 50, 1, "control character U+0001"),
    (b"\x89PNG\r\n\x1a\n", 1, "the byte 0x89 is not UTF-8"),
    ("day,n\n2022-01-02,3\n".encode("utf-16"), 0, "UTF-16"),
    (b"day,n\n2022-01-02,\xff\n", 2, "the byte 0xff is not UTF-8"),
    ('day,n\n2022-01-02,"3' + "x" * 200_000 + "\n", 2, "a cell begins here that has no end"),
]


@pytest.mark.parametrize(("raw", "line", "problem"), ODD)
def test_what_is_no_table_at_all(told, raw, line, problem):
    _, (message,) = told(raw, SIMPLE)
    assert message.startswith(f"f.csv:{line}: " if line else "f.csv: ")
    assert problem in message


def test_a_table_beyond_the_limits(told, monkeypatch):
    monkeypatch.setattr("parley.scenario.figures.MOST_ROWS", 2)
    _, (message,) = told("day,n\n2022-01-02,3\n\n2022-01-03,3\n2022-01-04,3\n", SIMPLE)
    assert message == "f.csv:5: the table has more than 2 rows. Keep the rows that count."
    monkeypatch.setattr("parley.scenario.figures.MOST_BYTES", 10)
    _, (message,) = told("day,n\n2022-01-02,3\n", SIMPLE)
    assert message.startswith("f.csv: the file is larger than")


def test_every_row_that_is_wrong_is_told_with_its_line(told):
    rows = ["2022-01-02,3", "2022-13-02,3", "yesterday,3", "2022-01-02", "2022-01-02,3,4"]
    rows += ["2022-01-02,three", '2022-01-02,"1,234"', "2022-01-02,-3", "2022-01-02,inf"]
    rows += ["2022-01-02,1e300", "0000-01-01,3", "2022-02-30,3", "2022,3", "2022-01-02,"]
    _, messages = told("day,n\n" + "\n".join(rows) + "\n", SIMPLE)
    lines = [int(message.split(":")[1]) for message in messages]
    assert lines == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert "'yesterday' is not a date. Write 2022-03-28, 2022-03 or 2022." in messages[1]
    assert "this row has 1 columns, and the header 2." in messages[2]
    assert "'1,234' is not a number of 0 or more." in messages[5]


def test_lines_are_counted_as_an_editor_counts_them(told):
    table = 'day,n,what\n\n2022-01-02,3,"two\nlines"\nx,3,a\n'
    _, (message,) = told(table, SIMPLE)
    assert message.startswith("f.csv:5: 'x' is not a date.")


def test_years_beside_months_are_refused(told):
    _, (message,) = told("day,n\n2022-01-02,3\n2021,3\n", SIMPLE)
    assert message.startswith("f.csv:3: here a year stands alone, and elsewhere not.")


def test_a_thousand_wrong_rows_are_told_in_a_few_messages(told):
    _, messages = told("day,n\n" + "x,1\n" * 1000, SIMPLE)
    assert len(messages) == 21
    assert messages[-1].startswith("f.csv:22: from here on, 980 rows more cannot be read.")


YAML = [
    (SIMPLE | {"file": "g.csv"}, "figures.file: there is no file 'g.csv' here."),
    (SIMPLE | {"file": "../f.csv"}, "figures.file: this file lies outside the scenario's folder."),
    ({"file": "f.csv"}, "figures: nothing says which column holds the date."),
    (
        SIMPLE | {"columns": {"date": "dya", "value": "n"}},
        "figures.columns.date: no column is called 'dya'. Did you mean 'day'?",
    ),
    (SIMPLE | {"only": {"contry": "A"}}, "figures.only.contry: no column is called 'contry'."),
    (SIMPLE | {"until": "2022-04-01"}, "figures.until: 2022-04-01 is later than the day of"),
    (SIMPLE | {"until": "1999-01-01"}, "figures: no row of 'f.csv' that counts is from 1999"),
    (SIMPLE | {"only": {"n": "9"}}, "figures: no row of 'f.csv' that counts is from 2022"),
    (SIMPLE | {"months": 0}, "figures.months: 0"),
    (SIMPLE | {"layout": "acled"}, "figures.layout: 'acled' is not known here."),
    (
        SIMPLE | {"columns": {"dat": "day"}},
        "columns.dat: no key is called 'dat'. Did you mean 'date'?",
    ),
]


@pytest.mark.parametrize(("figures", "problem"), YAML)
def test_what_does_not_fit_is_told_at_its_place_in_the_scenario(told, figures, problem):
    _, messages = told("day,n\n2022-01-02,3\n", figures)
    (message,) = [row for row in messages if "figures" in row]
    file, line, _ = message.split(":", 2)
    assert file == "scenario.yaml"
    assert int(line) > 30
    assert problem in message


def test_a_layout_whose_columns_are_not_there(told):
    _, (message,) = told("day,n\n2022-01-02,3\n", {"file": "f.csv", "layout": "ucdp-ged"})
    assert message == (
        "f.csv:1: the layout 'ucdp-ged' has a column 'date_end', and this table has none. "
        "Name the column in `columns`, or choose another layout."
    )


def test_a_column_that_stands_there_twice(told):
    _, (message,) = told("day,n,n\n2022-01-02,3,4\n", SIMPLE)
    assert "columns.value: the column 'n' stands in the table twice." in message


def test_a_load_from_figures_without_a_table(told):
    _, (message,) = told("", None, "figures")
    assert "war.states.on.loads.dead: the burden 'dead' has no table of figures." in message


@fewer
@given(st.lists(st.binary(max_size=30) | st.just(b'"\n'), max_size=8), st.randoms())
def test_no_bytes_break_it(tmp_path_factory, pieces, random):
    """Whatever stands in the file, there is an answer or a message with a place."""
    folder = tmp_path_factory.mktemp("odd")
    raw = b"day,n\n2022-01-02,3\n" + b"".join(pieces)
    (folder / "f.csv").write_bytes(raw if random.random() < 0.8 else b"".join(pieces))
    (folder / "scenario.yaml").write_text(yaml.safe_dump(data(SIMPLE)), encoding="utf-8")
    scenario, mistakes = examine(folder)
    assert mistakes or scenario.counted
    assert all(mistake.problem and mistake.remedy for mistake in mistakes)


@fewer
@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 50), st.sampled_from("AB")),
        min_size=1,
        max_size=25,
    ),
    st.integers(1, 5),
)
def test_events_against_a_slow_count(tmp_path_factory, rows, months):
    """Day by day in Fractions, straight from the rules."""
    folder = tmp_path_factory.mktemp("counts")
    first = date(2021, 11, 1)
    made = [(first + timedelta(days=day), n, country) for day, n, country in rows]
    (folder / "f.csv").write_text(events(*made), encoding="utf-8")
    figures = {"file": "f.csv", "layout": "ucdp-ged", "months": months, "only": {"country": "A"}}
    (folder / "scenario.yaml").write_text(yaml.safe_dump(data(figures)), encoding="utf-8")
    scenario, mistakes = examine(folder)
    as_of = date(2022, 3, 28)
    known = [row for row in made if row[0] <= as_of]
    ours = [row for row in known if row[2] == "A"]
    if not ours:
        assert len(mistakes) == 1
        return
    last = max(day for day, _, _ in known)
    begin = min(day for day, _, _ in ours)
    wanted, year, month = [], last.year, last.month
    for _ in range(months):
        if (year, month) >= (begin.year, begin.month):
            wanted.insert(0, (year, month))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    if not wanted:
        return
    expected = []
    for year, month in wanted:
        days = [date(year, month, d + 1) for d in range(monthrange(year, month)[1])]
        count = sum(n for day, n, _ in ours if (day.year, day.month) == (year, month))
        expected.append((f"{year}-{month:02}", count, sum(day <= as_of for day in days)))
    counted = scenario.counted["dead"]
    assert [(m.month, m.count, m.days) for m in counted.months] == expected
    rates = [Fraction(7 * count, days) for _, count, days in expected]
    assert (counted.low, counted.high) == pytest.approx(
        (float(min(rates)), float(max(rates))), rel=1e-5
    )
    total = Fraction(7 * sum(row[1] for row in expected), sum(row[2] for row in expected))
    assert counted.mean == pytest.approx(float(total), rel=1e-5, abs=1e-9)


def test_the_test_tables_are_what_a_csv_writer_writes():
    text = io.StringIO()
    csv.writer(text).writerow(GED.strip().split(","))
    assert text.getvalue().strip() == GED.strip()
