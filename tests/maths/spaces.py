"""Random spaces for the kernels: few values, many ties. Knows Hypothesis, not the kernels."""

from fractions import Fraction

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

laws = settings(deadline=None, max_examples=150, derandomize=True)
fewer = settings(laws, max_examples=40)

parties = st.integers(1, 5)
twelfths = sorted({Fraction(n, d) for d in (1, 3, 4) for n in range(-2 * d, 2 * d + 1)}, key=abs)
ratios = st.sampled_from(twelfths)
not_negative = st.sampled_from([value for value in twelfths if value >= 0])
above_zero = st.sampled_from([value for value in twelfths if value > 0])
positive = st.sampled_from([Fraction(n, d) for n in (1, 2, 3, 5, 7) for d in (1, 2, 5)])
huge = st.integers(2**62, 2**62 + 3)
"""Integers that float64 cannot tell apart."""


def as_given(rows, kind):
    """The rows of Fractions as an array of the kind: "int64", "float64" or "object".

    The values survive exactly: whole numbers for int64, eighths for float64.
    """
    array = np.array([[Fraction(value) for value in row] for row in rows], dtype=object)
    if kind == "int64":
        return (array * 12).astype(np.int64)
    if kind == "float64":
        return (array * 12).astype(np.float64) / 8
    return array


def as_fractions(array):
    """Rows of Fractions, whatever the array held."""
    return [tuple(Fraction(value) for value in row) for row in np.asarray(array).tolist()]


kinds = st.sampled_from(["int64", "float64", "object"])


@st.composite
def rows(draw, party=None, least=1, most=12, values=ratios):
    """A table `(row, party)` of Fractions; rows repeat."""
    width = draw(parties) if party is None else party
    row = st.lists(values, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=least, max_size=most))


@st.composite
def issues(draw, most_issues=4, most_options=3):
    """Tables `(option, party)` of one to five parties, in quarters and thirds."""
    width = draw(parties)
    table = rows(party=width, most=most_options)
    return draw(st.lists(table, min_size=1, max_size=most_issues))


@st.composite
def gains(draw, least_parties=2, positive_only=False):
    """Gains `(package, party)` of two to five parties, with ties and zeros."""
    width = draw(st.integers(least_parties, 5))
    values = above_zero if positive_only else not_negative
    return draw(rows(party=width, most=10, values=values))


@st.composite
def chains(draw, most_states=4, certain=True):
    """Moves and endings of a chain, in Fractions; each row of the two sums to 1."""
    states, ends = draw(st.integers(1, most_states)), draw(st.integers(1, 3))
    row = st.lists(st.integers(0, 4), min_size=states + ends, max_size=states + ends)
    moves, endings = [], []
    for _ in range(states):
        weights = draw(row)
        weights[-1] += 1 if certain or sum(weights) == 0 else 0
        chances = [Fraction(weight, sum(weights)) for weight in weights]
        moves.append(chances[:states])
        endings.append(chances[states:])
    return moves, endings


discounts = st.sampled_from([Fraction(1, 100), Fraction(1, 2), Fraction(9, 10), Fraction(99, 100)])


@st.composite
def wars(draw, certain=True):
    """A chain with one party's flows and ending values."""
    moves, endings = draw(chains(certain=certain))
    flow = draw(st.lists(ratios, min_size=len(moves), max_size=len(moves)))
    ending = draw(st.lists(ratios, min_size=len(endings[0]), max_size=len(endings[0])))
    return moves, endings, flow, ending
