"""Numbers are read as they are written, and their means are exact or agree with integration."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate, stats

from parley.scenario.distributions import (
    LARGEST,
    NAMED,
    Beta,
    Fixed,
    Lognormal,
    Named,
    Normal,
    Pert,
    Triangular,
    Uniform,
    exact,
    number,
    parse,
    shown,
    write,
)

numbers = st.one_of(
    st.integers(-(10**6), 10**6),
    st.decimals(-1000, 1000, places=3).map(float),
    st.floats(-1e12, 1e12).filter(lambda x: abs(x) > 1e-12 or x == 0),
)
positive = st.floats(0.01, 1000)


@st.composite
def ordered(draw, count):
    ends = sorted(draw(st.lists(numbers, min_size=count, max_size=count)))
    assume(ends[0] < ends[-1])
    return ends


def normals(draw):
    low, mean, high = draw(ordered(3))
    return draw(st.sampled_from((
        Normal(mean, draw(positive)), Normal(mean, draw(positive), low),
        Normal(mean, draw(positive), high=high), Normal(mean, draw(positive), low, high),
    )))  # fmt: skip


@st.composite
def distributions(draw):
    kind = draw(st.sampled_from((Fixed, Named, *NAMED)))
    if kind is Fixed:
        return Fixed(draw(numbers))
    if kind is Named:
        return Named(draw(st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_-]{0,10}\Z")))
    if kind is Normal:
        return normals(draw)
    if kind is Beta:
        ends = draw(st.one_of(st.just([]), ordered(2)))
        return Beta(draw(positive), draw(positive), *ends)
    if kind is Lognormal:
        return Lognormal(draw(positive), draw(st.floats(1.001, 100)))
    return kind(*draw(ordered(2 if kind is Uniform else 3)))


# --- written and read


@given(distributions())
def test_what_is_written_reads_back_equal(distribution):
    assert parse(write(distribution)) == distribution
    assert parse(distribution) is distribution


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (30, Fixed(30)), (0.5, Fixed(0.5)), ("10_000", Fixed(10_000)), ("0" * 5000 + "7", Fixed(7)),
        ("0..5", Uniform(0, 5)), ("0.. .5", Uniform(0, 0.5)), ("1e3", Fixed(1000.0)),
        ("-5", Fixed(-5)), ("20..40", Uniform(20, 40)), (" 20 .. 40 ", Uniform(20, 40)),
        ("-1..1", Uniform(-1, 1)), ("-2..-1", Uniform(-2, -1)), (".5..1.0", Uniform(0.5, 1.0)),
        ("1_000..2_000", Uniform(1000, 2000)), ("20..30..40", Pert(20, 30, 40)),
        ("20..20..40", Pert(20, 20, 40)), ("0.1..0.2..0.3", Pert(0.1, 0.2, 0.3)),
        ("1e-3..2e-3", Uniform(0.001, 0.002)), ("$urgency", Named("urgency")),
        ({"uniform": {"low": 1, "high": 2}}, Uniform(1, 2)),
        ({"pert": {"low": 1, "mode": 2, "high": 4}}, Pert(1, 2, 4)),
        ({"triangular": {"low": 1, "mode": 2, "high": "4_000"}}, Triangular(1, 2, 4000)),
        ({"normal": {"mean": 3, "sd": 1}}, Normal(3, 1)),
        ({"normal": {"mean": 3, "sd": 1, "low": 0}}, Normal(3, 1, 0)),
        ({"beta": {"alpha": 2, "beta": 3}}, Beta(2, 3)),
        ({"lognormal": {"median": 2, "factor": 3}}, Lognormal(2, 3)),
    ],
)  # fmt: skip
def test_ways_to_write_a_number(written, meant):
    assert parse(written) == meant


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (None, "a number is missing."), (True, "not a number: true"), ([], "not a number: a list"),
        ("", "not a number or a range: ''"), ("many", "'many'"), ("20...40", "'20...40'"),
        ("20..", "'20..'"), ("20..30..40..50", "'20..30..40..50'"), ("20-40", "'20-40'"),
        ("40..20", "out of order. Write 20..40."), ("20..40..30", "Write 20..30..40."),
        ("5..5", "is a single number. Write 5."), ("5..5..5", "is a single number. Write 5."),
        ("$", "'$'"), ("$1", "'$1'"), (math.inf, "inf is too large."), (math.nan, "nan"),
        (1e16, "1e+16 is too large."), ("0..1e16", "1e16 is too large."),
        (10**400, "too large"), ("1e400", "'1e400'"), ("9" * 5000, "not a number"),
        ("1...2", "'1...2'"), ("0...5", "'0...5'"), ("1....5", "'1....5'"),
        ({}, "this is not a distribution."), ({"a": 1, "b": 2}, "this is not a distribution."),
        ({"gamma": {}}, "no distribution is called 'gamma'."),
        ({"normall": {}}, "Did you mean 'normal'?"), ({"vlaue": 3}, "Did you mean 'value'?"),
        ({"normal": 3}, "`normal` takes mean, sd, low, high."),
        ({"normal": {"mean": 3}}, "`sd` of `normal` is missing."),
        ({"normal": {"mean": 3, "sd": "wide"}}, "`sd` of `normal` is not a number: 'wide'."),
        ({"normal": {"mean": 3, "std": 1}}, "no number of `normal` is called 'std'."),
        ({"normal": {"mean": 3, "sd": 0}}, "`sd` must be above 0"),
        ({"normal": {"mean": 3, "sd": 1, "low": 4}}, "the mean must lie between low and high"),
        ({"beta": {"alpha": 0, "beta": 1}}, "alpha and beta must be above 0"),
        ({"beta": {"alpha": 1, "beta": 1, "low": 2}}, "low must be below high"),
        ({"lognormal": {"median": 0, "factor": 2}}, "the median must be above 0"),
        ({"lognormal": {"median": 1, "factor": 1}}, "the factor must be above 1"),
        ({"triangular": {"low": 3, "mode": 2, "high": 4}}, "Write 2..3..4."),
        (object, "not a number"),
    ],
)  # fmt: skip
def test_what_is_no_number(written, message):
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        parse(written)
    assert len(str(caught.value)) < 300


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(),
                 st.lists(st.integers(), max_size=2),
                 st.dictionaries(st.text(max_size=5), st.integers(), max_size=2)))  # fmt: skip
def test_anything_is_a_number_or_is_refused(written):
    try:
        found = parse(written)
    except ValueError:
        return
    assert found.low <= found.high
    assert abs(found.mean()) <= LARGEST
    assert number(written) is None or found == Fixed(number(written))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_is_the_decimal_that_is_shown(value):
    assert float(exact(value)) == value
    assert exact(0.1) == Fraction(1, 10)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "nothing"), (True, "true"), ({"a": 1}, "a mapping"), ([1], "a list"), (3, "3"),
     ("a", "'a'"), ("a\nb", r"'a\nb'"), ("x" * 99, f"'{'x' * 56}...")],
)  # fmt: skip
def test_what_is_shown_of_a_value(value, words):
    assert shown(value) == words


# --- means


@given(ordered(2))
def test_the_mean_of_a_range_is_half_way(ends):
    low, high = map(exact, ends)
    assert Uniform(*ends).mean() == Uniform(*ends).middle() == (low + high) / 2


@given(ordered(3))
def test_the_means_of_three_points(ends):
    low, mode, high = map(exact, ends)
    assert Pert(*ends).mean() == (low + 4 * mode + high) / 6
    assert Triangular(*ends).mean() == (low + mode + high) / 3
    assert Pert(*ends).middle() == Triangular(*ends).middle() == mode


def test_means_are_of_the_decimals_in_the_file():
    assert Pert(0.1, 0.2, 0.3).mean() == Fraction(1, 5)
    assert Uniform(0.1, 0.2).mean() == Fraction(3, 20)
    assert Fixed(0.1).mean() == Fixed(0.1).middle() == Fraction(1, 10)


@given(distributions())
def test_means_and_middles_lie_between_the_ends(distribution):
    if not isinstance(distribution, Named):
        for value in (distribution.mean(), distribution.middle()):
            slack = 1e-9 * max(1, abs(value))
            assert distribution.low - slack <= value <= distribution.high + slack


def integrated(density, low, high):
    top = integrate.quad(lambda x: x * density(x), low, high, limit=200)[0]
    return top / integrate.quad(density, low, high, limit=200)[0]


@pytest.mark.parametrize(
    ("mean", "sd", "low", "high"),
    [(3, 1, 0, math.inf), (3, 1, 2, 4), (80, 10, 0, 100), (0, 5, -1, 20), (0, 1, 0, 1),
     (0, 1, 0, 1e-7), (1, 1e9, 0, 2), (0, 3, -math.inf, 1), (0, 1e15, 0, 1e-9)],
)  # fmt: skip
def test_the_mean_of_a_cut_bell_agrees_with_integration(mean, sd, low, high):
    found = float(Normal(mean, sd, low, high).mean())
    a, b = max(low, mean - 12 * sd), min(high, mean + 12 * sd)
    assert found == pytest.approx(
        integrated(lambda x: math.exp(-(((x - mean) / sd) ** 2) / 2), a, b)
    )


@given(st.data())
def test_the_mean_of_a_cut_bell_agrees_with_an_independent_program(data):
    mean = data.draw(st.floats(-100, 100))
    sd = data.draw(st.floats(0.1, 100))
    below, above = data.draw(st.floats(0.001, 5)), data.draw(st.floats(0.001, 5))
    low, high = mean - below * sd, mean + above * sd
    expected = stats.truncnorm(-below, above, loc=mean, scale=sd).mean()
    found = float(Normal(mean, sd, low, high).mean())
    assert found == pytest.approx(expected, abs=1e-6 * sd)


def test_the_mean_of_a_bell_that_is_not_cut():
    assert Normal(0.1, 3).mean() == Normal(0.1, 3).middle() == Fraction(1, 10)
    assert Normal(5, 3, 0, 10).mean() == 5


@given(st.floats(0.1, 50), st.floats(0.1, 50), ordered(2))
def test_the_mean_of_a_beta(alpha, beta, ends):
    low, high = map(exact, ends)
    share = exact(alpha) / (exact(alpha) + exact(beta))
    assert Beta(alpha, beta, *ends).mean() == low + (high - low) * share
    assert float(Beta(alpha, beta).mean()) == pytest.approx(stats.beta(alpha, beta).mean())


@given(st.floats(0.01, 100), st.floats(1.01, 20))
def test_the_mean_of_a_lognormal(median, factor):
    found = Lognormal(median, factor)
    twin = stats.lognorm(found.sigma, scale=median)
    assert float(found.mean()) == pytest.approx(twin.mean())
    assert twin.cdf(median * factor) - twin.cdf(median / factor) == pytest.approx(0.9)
    assert found.middle() == exact(median)
