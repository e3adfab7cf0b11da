"""Conditions mean what a slow reading of their data says, whatever they are combined of."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.scenario.conditions import (
    And,
    ConditionError,
    Is,
    Not,
    Or,
    Within,
    evaluate,
    holds,
    leaf_holds,
    leaves,
    option_name,
    parse,
    text,
    write,
)

OPTIONS = {"land": ("all", "half", "none"), "pact": ("no", "yes"), "months": ("0", "3", "6", "12")}
PACKAGES = [dict(zip(OPTIONS, row, strict=True)) for row in itertools.product(*OPTIONS.values())]


def bounds():
    ends = st.sampled_from((0, 3, 4.5, 6, 12))
    both = st.tuples(ends, ends).map(sorted).map(lambda e: {"at_least": e[0], "at_most": e[1]})
    one = st.builds(lambda word, end: {word: end}, st.sampled_from(("at_least", "at_most")), ends)
    return st.one_of(both, one)


def options(issue):
    one = st.sampled_from(OPTIONS[issue])
    return st.one_of(one, st.lists(one, min_size=1, max_size=3))


plain = st.one_of(
    st.fixed_dictionaries({}, optional={issue: options(issue) for issue in OPTIONS}).filter(bool),
    bounds().map(lambda ends: {"months": ends}),
    st.sampled_from((0, 3, 6.0, 12)).map(lambda value: {"months": value}),
)
written = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda rows: {"and": rows}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rows: {"or": rows}),
        inner.map(lambda row: {"not": row}),
        st.tuples(plain, inner).map(lambda pair: {**pair[0], "not": pair[1]}),
    ),
    max_leaves=8,
)


def slow(raw, package):
    """The meaning of a condition, read off its data."""
    for key, value in raw.items():
        if key == "and":
            true = all(slow(row, package) for row in value)
        elif key == "or":
            true = any(slow(row, package) for row in value)
        elif key == "not":
            true = not slow(value, package)
        elif isinstance(value, dict):
            at = float(package[key])
            true = value.get("at_least", at) <= at <= value.get("at_most", at)
        else:
            rows = value if isinstance(value, list) else [value]
            true = package[key] in {
                str(int(row)) if isinstance(row, int | float) else row for row in rows
            }
        if not true:
            return False
    return True


@given(written)
def test_it_holds_where_a_slow_reading_says_so(raw):
    condition = parse(raw)
    for package in PACKAGES:
        assert holds(condition, package) == slow(raw, package)


@given(written)
def test_what_is_written_reads_back_equal(raw):
    condition = parse(raw)
    assert parse(write(condition)) == condition
    assert text(parse(write(condition))) == text(condition)


@given(written)
def test_arrays_hold_as_packages_do(raw):
    condition = parse(raw)
    columns = {issue: np.array([package[issue] for package in PACKAGES]) for issue in OPTIONS}

    def truth(leaf):
        return np.array([leaf_holds(leaf, option) for option in columns[leaf.issue]])

    expected = [holds(condition, package) for package in PACKAGES]
    assert evaluate(condition, truth).tolist() == expected


@given(written, written)
def test_de_morgan(one, two):
    for package in PACKAGES[::5]:
        neither = holds(parse({"not": {"or": [one, two]}}), package)
        assert neither == holds(parse({"and": [{"not": one}, {"not": two}]}), package)


@given(written)
def test_every_leaf_knows_its_place(raw):
    for leaf in leaves(parse(raw)):
        here = raw
        for step in leaf.route:
            here = here[step]
        assert leaf.route[-1] == leaf.issue
        assert leaf == parse({leaf.issue: here})


@given(st.permutations(["half", "all"]), st.permutations([{"pact": "no"}, {"land": "all"}]))
def test_one_spelling_for_equal_conditions(names, rows):
    assert text(parse({"land": names})) == "land=all/half"
    assert text(parse({"or": rows})) == "(land=all or pact=no)"
    assert text(parse({"and": rows})) == "(land=all and pact=no)"


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ({"land": "all"}, Is("land", ("all",))),
        ({"land": ["all", "half"]}, Is("land", ("all", "half"))),
        ({"months": 6}, Is("months", ("6",))),
        ({"months": 6.0}, Is("months", ("6",))),
        ({"months": "6"}, Is("months", ("6",))),
        ({"months": {"at_most": 6}}, Within("months", None, 6)),
        ({"months": {"at_least": "1_000"}}, Within("months", 1000, None)),
        ({"land": "all", "pact": "no"}, And((Is("land", ("all",)), Is("pact", ("no",))))),
        ({"and": [{"land": "all"}]}, Is("land", ("all",))),
        ({"not": {"land": "all"}}, Not(Is("land", ("all",)))),
        ({"or": [{"land": "all"}, {"pact": "no"}]},
         Or((Is("land", ("all",)), Is("pact", ("no",))))),
        (Is("land", ("all",)), Is("land", ("all",))),
    ],
)  # fmt: skip
def test_ways_to_write_one(raw, meant):
    assert parse(raw) == meant


@pytest.mark.parametrize(
    ("raw", "route", "message"),
    [
        (None, (), "this is not a condition."), ("land", (), "this is not a condition."),
        ({}, (), "this is not a condition."), ([{"land": "all"}], (), "this is not a condition."),
        ({"and": []}, ("and",), "`and` takes a list of conditions."),
        ({"or": {"land": "all"}}, ("or",), "`or` takes a list of conditions."),
        ({"or": [{"land": "all"}, 5]}, ("or", 1), "this is not a condition."),
        ({"not": []}, ("not",), "this is not a condition."),
        ({"land": []}, ("land",), "'land' needs the name of an option"),
        ({"land": None}, ("land",), "'land' needs the name of an option"),
        ({"land": [["all"]]}, ("land",), "'land' needs the name of an option"),
        ({"months": {}}, ("months",), "'months' needs an option, or bounds."),
        ({"months": {"atmost": 6}}, ("months",), "'months' needs an option, or bounds."),
        ({"months": {"at_most": "six"}}, ("months",), "'months' needs an option, or bounds."),
        ({"months": {"at_least": 9, "at_most": 6}}, ("months",), "Write `{at_least: 6, "),
        ({"and": [{"not": {"or": [{"land": {}}]}}]}, ("and", 0, "not", "or", 0, "land"), "bounds"),
    ],
)  # fmt: skip
def test_what_is_no_condition(raw, route, message):
    with pytest.raises(ConditionError) as caught:
        parse(raw)
    assert message in str(caught.value)
    assert caught.value.route == route


@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(
        st.one_of(st.sampled_from(("and", "or", "not", "land")), st.text(max_size=3)),
        inner, max_size=3)),
    max_leaves=10,
))  # fmt: skip
def test_anything_is_a_condition_or_is_refused(raw):
    try:
        condition = parse(raw)
    except ConditionError:
        return
    assert parse(write(condition)) == condition


@pytest.mark.parametrize(
    ("raw", "name"),
    [("all", "all"), (6, "6"), (6.0, "6"), (0.5, "0.5"), (True, "true"), (False, "false"),
     (-3, "-3"), (1e15, "1000000000000000"), (None, None), ([], None), ({}, None)],
)  # fmt: skip
def test_how_an_option_is_called(raw, name):
    assert option_name(raw) == name
