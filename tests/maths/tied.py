"""Random spaces with factors and rules: few values, many ties. Knows Hypothesis only."""

import numpy as np
from hypothesis import strategies as st

from parley.maths.spaces import Factor, Rule, Space
from tests.maths.spaces import as_given, parties, ratios, rows

LONG = 10**40 + 12345678901234567


def longer(array):
    """The same numbers with so many digits that no machine word holds a sum."""
    return array * LONG


@st.composite
def scopes(draw, issues, most=3):
    """Some issues, ascending."""
    size = draw(st.integers(2, min(most, issues)))
    return tuple(sorted(draw(st.permutations(range(issues)))[:size]))


@st.composite
def tied(draw, most_issues=5, most_options=3, kind="int64", width=None, most_terms=3):
    """A space of one to five parties whose issues hang together."""
    columns = draw(parties) if width is None else width
    count = draw(st.integers(1, most_issues))
    table = rows(party=columns, most=most_options)
    tables = [as_given(draw(table), kind) for _ in range(count)]
    factors, rules = [], []
    if count > 1:
        among = st.lists(scopes(count), max_size=most_terms)
        factors = [Factor(s, draw(_factors(tables, s, columns, kind))) for s in draw(among)]
        rules = [Rule(s, draw(_flags(tables, s))) for s in draw(among)]
    if draw(st.integers(0, 3)) == 0:
        alone = (draw(st.integers(0, count - 1)),)
        rules.append(Rule(alone, draw(_flags(tables, alone))))
    return Space(tuple(tables), tuple(factors), tuple(rules))


@st.composite
def _factors(draw, tables, scope, columns, kind):
    shape = [len(tables[issue]) for issue in scope]
    size = int(np.prod(shape))
    if draw(st.booleans()):  # a single entry, as an interaction gives
        row = draw(st.lists(ratios, min_size=columns, max_size=columns))
        where = draw(st.integers(0, size - 1))
        entries = [row if at == where else [0] * columns for at in range(size)]
    else:
        entries = draw(rows(party=columns, least=size, most=size))
    return as_given(entries, kind).reshape(*shape, columns)


@st.composite
def _flags(draw, tables, scope):
    shape = [len(tables[issue]) for issue in scope]
    size = int(np.prod(shape))
    often = st.sampled_from([True, True, True, False])
    return np.array(draw(st.lists(often, min_size=size, max_size=size))).reshape(shape)


def lengthened(space):
    """A space of Python integers whose sums are beyond int64."""
    return Space(
        tuple(longer(table.astype(object)) for table in space.tables),
        tuple(Factor(f.scope, longer(f.table.astype(object))) for f in space.factors),
        space.rules,
    )
