"""Laws of counting packages, against listing every package and against closed forms."""

from fractions import Fraction
from itertools import pairwise
from math import comb, inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer, TooLarge
from parley.maths.counting import Count, acceptable, feasible
from parley.maths.spaces import Factor, Rule, Space
from tests.maths.spaces import fewer, kinds, laws
from tests.maths.tied import LONG, lengthened, tied
from tests.oracles import counts as oracle
from tests.oracles.spaces import values


def floors_near(data, space):
    """Floors at or around what some package gives; now and then none, or out of reach."""
    reached = data.draw(st.sampled_from(list(values(space).values()) or [(0,) * space.parties]))
    shift = st.sampled_from([0, 0, 0, Fraction(1, 7), -2, -3, -30, -inf, inf])
    return [value + data.draw(shift) for value in reached]


def sums(space):
    """Every package's sums by broadcasting, `(package, party)`; no rules, no factors."""
    total = np.zeros((1, space.parties), dtype=space.tables[0].dtype)
    for table in space.tables:
        total = (total[:, None] + table).reshape(-1, space.parties)
    return total


def whole_space(seed, sizes, parties, top):
    """A space of random whole numbers."""
    rng = np.random.default_rng(seed)
    return Space(tuple(rng.integers(0, top, (size, parties)) for size in sizes))


@laws
@given(st.data(), kinds)
def test_the_exact_number(data, kind):
    space = data.draw(tied(kind=kind))
    floors = floors_near(data, space)
    true = len(oracle.acceptable(space, floors))
    assert acceptable(space, floors) == Count(true, true, True)
    assert feasible(space) == len(values(space))


@fewer
@given(tied(most_issues=4), st.data())
def test_numbers_beyond_a_machine_word(space, data):
    floors = floors_near(data, space)
    true = acceptable(space, floors).low
    longer = [floor * LONG if abs(floor) < inf else floor for floor in floors]
    assert acceptable(lengthened(space), longer) == Count(true, true, True)


@laws
@given(st.data(), st.sampled_from([1, 3, 10, 40, 150, 600]), kinds)
def test_a_bracket_holds_the_number_whatever_the_limit(data, limit, kind):
    space = data.draw(tied(kind=kind))
    floors = floors_near(data, space)
    found, true = acceptable(space, floors, limit), len(oracle.acceptable(space, floors))
    assert found.low <= true <= found.high
    assert found.exact == (found.low == found.high)


@pytest.mark.parametrize("parties", [1, 2, 3, 5])
@pytest.mark.parametrize("share", [0.35, 0.5, 0.65])
def test_brackets_of_fine_numbers_hold_the_number_and_say_something(parties, share):
    space = whole_space(parties, (6,) * 7, parties, 10**9)
    every = sums(space)
    floors = [int(np.quantile(column, share)) for column in every.T]
    true = int((every >= floors).all(axis=1).sum())
    widths = []
    for limit in (200, 2_000, 20_000):
        found = acceptable(space, floors, limit)
        assert found.low <= true <= found.high
        widths.append(found.high - found.low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < space.count * (0.1 if parties < 3 else 0.5)
    assert acceptable(space, floors) == Count(true, true, True)


def test_a_bracket_of_a_large_component_holds_the_number():
    rng = np.random.default_rng(3)
    tables = tuple(rng.integers(0, 10**8, (5, 2)) for _ in range(7))
    factors = tuple(
        Factor((at, at + 1), rng.integers(-(10**7), 10**7, (5, 5, 2))) for at in range(6)
    )
    rules = tuple(Rule((at, at + 1), rng.random((5, 5)) < 0.8) for at in (0, 2, 4))
    space = Space(tables, factors, rules)
    floors = [2 * 10**8, 17 * 10**7]
    exact = acceptable(space, floors)
    assert exact.exact
    grid = np.stack(np.meshgrid(*[range(5)] * 7, indexing="ij"), -1).reshape(-1, 7)
    total = sum(table[grid[:, at]] for at, table in enumerate(tables))
    total = total + sum(f.table[grid[:, f.scope[0]], grid[:, f.scope[1]]] for f in factors)
    obey = np.all([r.allowed[grid[:, r.scope[0]], grid[:, r.scope[1]]] for r in rules], axis=0)
    assert exact.low == int((obey & (total >= floors).all(axis=1)).sum())
    for limit in (300, 600, 1_000):
        found = acceptable(space, floors, limit)
        assert not found.exact
        assert 0 <= found.low <= exact.low <= found.high <= feasible(space)
    assert found.high - found.low < feasible(space) // 10


def test_rounding_as_sums_grow_drops_no_package_that_reaches_the_floors():
    """A chain of 9 issues whose best packages alone are acceptable: few, and at the very edge."""
    rng = np.random.default_rng(8)
    tables = tuple(rng.integers(0, 10**8, (4, 2)) for _ in range(9))
    factors = tuple(
        Factor((at, at + 1), rng.integers(-(10**7), 10**7, (4, 4, 2))) for at in range(8)
    )
    space = Space(tables, factors)
    grid = np.stack(np.meshgrid(*[range(4)] * 9, indexing="ij"), -1).reshape(-1, 9)
    total = sum(table[grid[:, at]] for at, table in enumerate(tables))
    total = total + sum(f.table[grid[:, f.scope[0]], grid[:, f.scope[1]]] for f in factors)
    for weight in (0, 1, 3):
        floors = total[(total @ [1, weight]).argmax()]
        true = int((total >= floors).all(axis=1).sum())
        for limit in (60, 90, 130, 200):
            found = acceptable(space, floors.tolist(), limit)
            assert found.low <= true <= found.high


@laws
@given(tied(most_issues=4), st.data())
def test_order_of_issues_and_parties_is_irrelevant(space, data):
    floors = floors_near(data, space)
    parties = data.draw(st.permutations(range(space.parties)))
    turned = Space(
        tuple(table[:, parties] for table in space.tables),
        tuple(Factor(f.scope, f.table[..., parties]) for f in space.factors),
        space.rules,
    )
    expected = acceptable(space, floors)
    assert acceptable(turned, [floors[party] for party in parties]) == expected
    last = len(space.tables) - 1

    def back(scope):
        return tuple(last - at for at in reversed(scope))

    reverse = Space(
        space.tables[::-1],
        tuple(
            Factor(
                back(f.scope), np.moveaxis(f.table, range(len(f.scope)), range(len(f.scope))[::-1])
            )
            for f in space.factors
        ),
        tuple(Rule(back(r.scope), r.allowed.T) for r in space.rules),
    )
    assert acceptable(reverse, floors) == expected


def test_what_reaches_a_floor_and_what_does_not_are_all():
    """30 issues of 10, one party and two: complements add up to what one floor less leaves."""
    space = whole_space(1, (10,) * 30, 2, 21)
    first = acceptable(space, [300, -inf])
    assert first.exact
    away = Space(tuple(table * [1, -1] for table in space.tables))
    assert (
        acceptable(Space(tuple(-t for t in space.tables)), [-299, -inf]).low == 10**30 - first.low
    )
    both, other = acceptable(space, [300, 310]), acceptable(away, [300, -309])
    assert both.exact
    assert other.exact
    assert both.low + other.low == first.low
    assert 0 < both.low < first.low


@pytest.mark.parametrize("issues", [10, 200])
def test_binomial_sums(issues):
    """Each issue gives one point to one of two parties; 2^200 is beyond every machine word."""
    coin = np.array([[1, 0], [0, 1]])
    low = issues * 2 // 5
    found = acceptable(Space((coin,) * issues), [low, low])
    true = sum(comb(issues, k) for k in range(low, issues - low + 1))
    assert found == Count(true, true, True)


def test_fine_numbers_of_two_parties_are_paired_exactly():
    """10^10 packages: compared with counting by one sorted half."""
    rng = np.random.default_rng(9)
    space = Space(tuple(rng.random((10, 2)) for _ in range(6)))
    every = np.sort(sums(Space(tuple(t[:, :1] for t in space.tables[:3])))[:, 0])
    assert len(every) == 1000
    floors = [Fraction(3), Fraction(16, 5)]
    exactly = [
        [sum(map(Fraction, row)) for row in zip(*combination, strict=True)]
        for combination in (
            [space.tables[0][a].tolist(), space.tables[1][b].tolist()]
            for a in range(10)
            for b in range(10)
        )
    ]
    small = Space(space.tables[:2])
    true = sum(x >= Fraction(9, 10) and y >= 1 for x, y in exactly)
    assert acceptable(small, [Fraction(9, 10), 1]).low == true
    total = sums(space)
    assert np.abs(total - [3, 3.2]).min() > 1e-12  # so float sums decide as exact ones do
    assert acceptable(space, floors).low == int((total >= [3, 3.2]).all(axis=1).sum())


def test_five_parties_with_merging_sums_are_exact():
    space = whole_space(11, (4,) * 8, 5, 6)
    floors = [20, 18, 16, 20, 14]
    true = int((sums(space) >= floors).all(axis=1).sum())
    assert acceptable(space, floors) == Count(true, true, True)
    assert true > 0


def test_many_parties_whose_halves_are_too_many_to_pair_are_counted_from_one_end():
    space = whole_space(12, (4_100, 4_100), 5, 1_000)
    first, second = space.tables
    floors = [900] * 5
    true = sum(int((second >= floors - row).all(axis=1).sum()) for row in first)
    assert acceptable(space, floors) == Count(true, true, True)
    assert true > 0


def test_a_tie_accepts_and_the_next_number_does_not():
    table = np.array([[0.1, 1.0], [0.2, 0.0]])
    space = Space((table, table))
    exact = Fraction(0.1) + Fraction(0.2)
    assert acceptable(space, [exact, 1]).low == 2
    assert acceptable(space, [exact + Fraction(1, 10**30), 1]).low == 0
    # 0.1 + 0.2 in floats is above the sum of the two binary fractions.
    assert acceptable(space, [0.1 + 0.2, 1]).low == 0


def different(sizes, pairs):
    """Issues with so many options, and pairs of issues that must differ."""
    tables = tuple(np.zeros((size, 1), dtype=np.int64) for size in sizes)
    rules = tuple(Rule(pair, ~np.eye(sizes[pair[0]], sizes[pair[1]], dtype=bool)) for pair in pairs)
    return Space(tables, (), rules)


def test_colourings_of_paths_rings_and_cliques():
    """Chromatic polynomials: Birkhoff 1912."""
    path = list(pairwise(range(60)))
    assert feasible(different((10,) * 60, path)) == 10 * 9**59
    assert feasible(different((4,) * 50, [*pairwise(range(50)), (0, 49)])) == 3**50 + 3
    clique = [(a, b) for b in range(5) for a in range(b)]
    assert feasible(different((6,) * 5, clique)) == 6 * 5 * 4 * 3 * 2
    assert feasible(different((4,) * 5, clique)) == 0


def test_rules_that_hang_together_too_densely_are_refused_with_their_number():
    clique = [(a, b) for b in range(9) for a in range(b)]
    space = different((10,) * 9, clique)
    with pytest.raises(TooLarge, match=r"table of 1,000,000,000 entries.* limit of 10,000,000"):
        feasible(space)
    assert acceptable(space, [-inf]) == Count(0, 10**9, False)


def test_dense_rules_leave_a_wide_bracket_that_still_holds():
    clique = [(a, b) for b in range(6) for a in range(b)]
    space = different((6,) * 6, clique)
    ranked = Space(tuple(np.arange(6)[:, None] for _ in range(6)), (), space.rules)
    found = acceptable(ranked, [15], limit=50)
    assert found.low <= 720 <= found.high
    assert acceptable(ranked, [15]) == Count(720, 720, True)


def test_no_floor_and_sure_floors_leave_what_the_rules_allow():
    space = different((3,) * 4, [(0, 1)])
    assert acceptable(space, [-inf]).low == feasible(space) == 54
    assert acceptable(space, [0]).low == 54
    assert acceptable(space, [inf]) == Count(0, 0, True)
    assert acceptable(space, [1]) == Count(0, 0, True)


def test_an_issue_without_options_leaves_nothing():
    space = Space((np.zeros((2, 1)), np.zeros((0, 1))))
    assert acceptable(space, [0]) == Count(0, 0, True)
    assert feasible(space) == 0


@pytest.mark.parametrize(
    ("table", "floors", "problem"),
    [
        ([[1.0, 2.0]], [nan, 0], "floor"),
        ([[1.0, 2.0]], [0], "1 floors for 2 parties"),
        ([[1.0, nan]], [0, 0], "not a finite number"),
        ([[1.0, inf]], [0, 0], "not a finite number"),
    ],
)
def test_numbers_that_cannot_be_compared_have_no_answer(table, floors, problem):
    with pytest.raises(NoAnswer, match=problem):
        acceptable(Space((np.array(table),)), floors)


def test_a_column_without_a_floor_is_not_looked_at():
    assert acceptable(Space((np.array([[1.0, nan]]),)), [1, -inf]) == Count(1, 1, True)


def test_the_space_is_left_as_it_was():
    space = whole_space(4, (3, 3), 2, 9)
    before = [table.copy() for table in space.tables]
    acceptable(space, [5, 5])
    assert all((a == b).all() for a, b in zip(space.tables, before, strict=True))
