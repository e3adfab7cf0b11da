"""Named points without a list or a frontier, against listing every package in Fractions."""

from fractions import Fraction
from math import inf, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.maths import bargaining, branching, convex, layers, optima, pareto, solving
from parley.maths.goals import Product, Smallest, Sum
from parley.maths.hulls import hull, mixture, of_points
from parley.maths.prices import arrange, bound, prepare
from parley.maths.spaces import Factor, Rule, Space
from tests.maths.published import cases, fractions
from tests.maths.spaces import fewer, laws, positive, ratios
from tests.oracles import optima as oracle
from tests.oracles.packages import dominates

HUGE = 10**20
WIDE = branching.BEAM, branching.CHUNK
KINDS = {
    "int64": (st.integers(-3, 4), np.int64),
    "float64": (st.integers(-16, 16).map(lambda n: n / 8), np.float64),
    "object": (ratios, object),
    "huge": (st.integers(-3, 3).map(lambda n: Fraction(n * HUGE + abs(n), 3)), object),
}
RULES = (
    optima.nash,
    optima.kalai_smorodinsky,
    optima.egalitarian,
    optima.utilitarian,
)


@pytest.fixture(autouse=True, scope="module")
def narrow():
    """Nothing is found by luck: the first look sees one package, and the search goes by twos."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branching, "BEAM", 1)
        patch.setattr(branching, "CHUNK", 2)
        yield


@pytest.fixture
def wide(monkeypatch):
    """As it is used."""
    monkeypatch.setattr(branching, "BEAM", WIDE[0])
    monkeypatch.setattr(branching, "CHUNK", WIDE[1])


@st.composite
def spaces(draw, least=1, most=6, kinds=tuple(KINDS), ties=True):
    """A space of few packages with its floors: small numbers, many ties, factors and rules."""
    parties = draw(st.integers(least, most))
    kind = draw(st.sampled_from(kinds))
    values, dtype = KINDS[kind]
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))

    def table(shape):
        size = int(np.prod(shape)) * parties
        rows = draw(st.lists(values, min_size=size, max_size=size))
        array = np.empty(size, dtype=object)
        array[:] = rows
        return array.reshape(*shape, parties).astype(dtype)

    def scopes(least, most):
        return draw(
            st.lists(
                st.sets(st.integers(0, len(sizes) - 1), min_size=least, max_size=3).map(
                    lambda scope: tuple(sorted(scope))
                ),
                max_size=most,
            )
        )

    wide = len(sizes) > 1 and ties
    factors = [Factor(s, table([sizes[at] for at in s])) for s in (scopes(2, 2) if wide else [])]
    rules = []
    for scope in scopes(1, 2) if ties else []:
        shape = [sizes[at] for at in scope]
        flags = draw(
            st.lists(st.integers(0, 4), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))
        )
        rules.append(Rule(scope, np.array(flags).reshape(shape) > 0))
    scale = HUGE if kind == "huge" else 1
    floors = draw(st.lists(st.integers(-7, 1), min_size=parties, max_size=parties))
    halves = [Fraction(floor * scale, 2) for floor in floors]
    return Space(tuple(table([size]) for size in sizes), tuple(factors), tuple(rules)), halves


def some(draw, parties):
    """A few of the parties."""
    return sorted(draw(st.sets(st.integers(0, parties - 1), min_size=1)))


def check(found, gains, tied):
    """All ties, all points, and a proof."""
    assert found.exact
    assert found.counted
    assert found.tied == len(tied)
    assert list(found.packages) == tied[: optima.LIMIT]
    assert found.points == tuple(sorted({gains[package] for package in tied}, reverse=True))


def refused(rule, *given, **options):
    with pytest.raises(NoAnswer, match=r"acceptable|no package|no option"):
        rule(*given, **options)


@fewer
@given(spaces(), st.data())
def test_nash(given_, data):
    space, floors = given_
    gains = oracle.acceptable(space, floors)
    powers = [data.draw(st.integers(0, 3)) for _ in floors]
    powers[0] = powers[0] or 1
    if not gains:
        refused(optima.nash, space, floors)
        refused(optima.nash, space, floors, powers)
        return
    for given_powers in (None, powers, [Fraction(power, 7) for power in powers]):
        found = optima.nash(space, floors, given_powers)
        whole = [1] * len(floors) if given_powers is None else powers
        tied = oracle.nash(gains, whole)
        if prod(g**p for g, p in zip(gains[tied[0]], whole, strict=True)) > 0:
            check(found, gains, tied)
        else:
            assert "highest product is 0" in found.method
            assert found.exact
            assert not found.counted
            assert found.points == (gains[found.packages[0]],)


@fewer
@given(spaces(), st.data())
def test_kalai_smorodinsky(given_, data):
    space, floors = given_
    gains = oracle.acceptable(space, floors)
    heard = some(data.draw, len(floors))
    if not gains:
        refused(optima.kalai_smorodinsky, space, floors)
        return
    best = [max(row[party] for row in gains.values()) for party in range(len(floors))]
    for parties in (list(range(len(floors))), heard):
        if min(best[party] for party in parties) == 0:
            with pytest.raises(NoAnswer, match=r"Not determined: party \d gains nothing"):
                optima.kalai_smorodinsky(space, floors, heard=parties)
            continue
        found = optima.kalai_smorodinsky(space, floors, heard=parties)
        check(found, gains, oracle.leximin(gains, parties, best))


@fewer
@given(spaces(), st.data())
def test_egalitarian_and_utilitarian(given_, data):
    space, floors = given_
    gains = oracle.acceptable(space, floors)
    heard = some(data.draw, len(floors))
    if not gains:
        refused(optima.egalitarian, space, floors)
        refused(optima.utilitarian, space, floors)
        return
    for parties in (list(range(len(floors))), heard):
        ones = [1] * len(floors)
        found = optima.egalitarian(space, floors, parties)
        check(found, gains, oracle.leximin(gains, parties, ones))
        found = optima.utilitarian(space, floors, parties)
        check(found, gains, oracle.utilitarian(gains, parties))
    asked = [None if data.draw(st.booleans()) else floor for floor in floors]
    gains = oracle.acceptable(space, asked)
    found = optima.utilitarian(space, [-inf if floor is None else floor for floor in asked])
    check(found, gains, oracle.utilitarian(gains, list(range(len(floors)))))


@fewer
@given(spaces(), st.data())
def test_the_best_for_one_party(given_, data):
    space, floors = given_
    party = data.draw(st.integers(0, len(floors) - 1))
    own = floors[party] if data.draw(st.booleans()) else None
    asked = [own if at == party else floor for at, floor in enumerate(floors)]
    given_floors = [-inf if floor is None else floor for floor in asked]
    rows = oracle.values(space)
    values = {package: rows[package][party] for package in oracle.acceptable(space, asked)}
    if not values:
        refused(optima.best, space, given_floors, party)
        return
    found = optima.best(space, given_floors, party)
    assert found.gap is None
    assert found.value == max(values.values()) == values[found.package]


@fewer
@given(spaces(), st.data())
def test_room(given_, data):
    space, floors = given_
    heard = some(data.draw, len(floors))
    rows = oracle.values(space)
    if not rows:
        refused(optima.room, space, floors)
        return
    for parties in (list(range(len(floors))), heard):
        found = optima.room(space, floors, parties)
        least = {k: min(row[p] - floors[p] for p in parties) for k, row in rows.items()}
        assert found.gap is None
        assert found.value == max(least.values()) == least[found.package]


whole = st.lists(st.integers(0, 6), min_size=3, max_size=3).map(np.array)


def goals_for(units):
    """Goals for three parties, as they follow each other."""
    sums = Sum((1, 1, 0), units, (True,) * 3)
    return (
        Product((1, 2, 0), units),
        sums,
        Smallest((0, 1, 2), units),
        Smallest((0, 1, 2), units, (1.5,)),
        Smallest((0, 1, 2), units, (1.0, 2.5)),
    )


@fewer
@given(st.lists(whole, min_size=1, max_size=6), whole, st.integers(1, 3))
def test_a_level_is_worth_no_more_at_any_prices_than_gains_that_reach_it(rows, prices, unit):
    gains = np.array(rows, dtype=float)
    column = prices[:, None].astype(float)
    for goal in goals_for((Fraction(unit),) * 3):
        for row, score in zip(gains, goal.score(gains), strict=True):
            assert goal.least(column, score)[0] <= prices @ row + 1e-9
            assert goal.most(prices.astype(float), prices @ row) >= score - 1e-9
            exact = goal.level([Fraction(int(gain)) * unit for gain in row])
            assert exact == pytest.approx(score)


@laws
@given(st.lists(whole, min_size=1, max_size=6), st.data())
def test_better_packages_are_a_step_better(rows, data):
    grid = [data.draw(st.integers(1, 3)) for _ in range(3)]
    units = tuple(data.draw(positive) for _ in range(3))
    gains = [[Fraction(int(n), d) for n, d in zip(row, grid, strict=True)] for row in rows]
    for goal in (Smallest((0, 1, 2), units), Sum((1, 1, 0), units[:1] * 3, (True,) * 3)):
        levels = [goal.level(row) for row in gains]
        for row, level in zip(gains, levels, strict=True):
            assert all(
                better >= level + goal.step(row, grid) - 1e-12
                for better in levels
                if (better > level + 1e-12)
            )


@fewer
@given(spaces(), st.booleans())
def test_bounds_are_never_below_what_completions_are_worth(given_, split):
    """Exactly so where no table is split."""
    space, floors = given_
    problem = prepare(space, floors, heard=[])
    rng = np.random.default_rng(len(floors))
    prices = rng.random((len(floors), 2))
    order = arrange(problem, prices[:, 0])
    bounds = bound(problem, order, prices, 1 if split else 10**6)
    chosen, rest = np.zeros((1, 0), dtype=np.uint16), bounds.root[None]
    allowed = oracle.values(Space(problem.tables, problem.factors, problem.rules))
    worth = {p: (problem.base + np.array(row, dtype=float)) @ prices for p, row in allowed.items()}
    for at, issue in enumerate(order):
        children = bounds.after(at, chosen, rest)
        rows, options = np.nonzero(children[:, :, 0] > -inf)
        taken = bounds.taken(at, chosen[rows], options, rest[rows])
        assert (taken == children[rows, options]).all()
        chosen = np.concatenate([chosen[rows], options[:, None]], axis=1)
        rest = taken
        known = {}
        for package, value in worth.items():
            key = tuple(package[order[place]] for place in range(at + 1))
            known[key] = np.maximum(known.get(key, value), value)
        reached = dict(zip(map(tuple, chosen.tolist()), rest, strict=True))
        assert set(known) <= set(reached)
        for key, value in known.items():
            assert (reached[key] >= value - 1e-6).all()
            if not split:
                assert reached[key] == pytest.approx(value, rel=1e-9, abs=1e-6)
        assert split or set(known) == set(reached)
        assert issue in order


@fewer
@given(spaces(), st.data())
def test_what_is_efficient(given_, data):
    space, floors = given_
    rows = oracle.values(space)
    if not rows:
        return
    package = data.draw(st.sampled_from(sorted(rows)))
    heard = some(data.draw, len(floors))
    for parties in (list(range(len(floors))), heard):
        here = [rows[package][party] for party in parties]
        others = [[row[party] for party in parties] for row in rows.values()]
        assert optima.efficient(space, package, parties) == (
            not any(dominates(other, here) for other in others)
        )
    inside = [list(row) for row in oracle.acceptable(space, floors).values()]
    gains = [x - floor for x, floor in zip(rows[package], floors, strict=True)]
    expected = not any(dominates(other, gains) for other in inside)
    if min(gains) >= 0:
        assert optima.efficient(space, package, floors=floors) == expected


@fewer
@given(spaces(least=2, most=4, kinds=("object",)), st.data())
def test_units_decide_neither_nash_nor_kalai_smorodinsky(given_, data):
    """Stretching and shifting a party's scale changes no package."""
    space, floors = given_
    by = [data.draw(positive) for _ in floors]
    if not oracle.acceptable(space, floors):
        return
    stretched = Space(
        tuple(table * np.array(by, dtype=object) for table in space.tables),
        tuple(Factor(f.scope, f.table * np.array(by, dtype=object)) for f in space.factors),
        space.rules,
    )
    new = [floor * factor for floor, factor in zip(floors, by, strict=True)]
    for rule in (optima.nash, optima.kalai_smorodinsky):
        try:
            found = rule(space, floors)
        except NoAnswer:
            with pytest.raises(NoAnswer):
                rule(stretched, new)
            continue
        other = rule(stretched, new)
        assert other.counted == found.counted
        if found.counted:
            assert other.packages == found.packages


@fewer
@given(spaces(least=2, most=5), st.data())
def test_the_order_of_the_parties_changes_nothing(given_, data):
    space, floors = given_
    if not oracle.acceptable(space, floors):
        return
    turn = data.draw(st.permutations(range(len(floors))))
    turned = Space(
        tuple(table[:, turn] for table in space.tables),
        tuple(Factor(f.scope, f.table[..., turn]) for f in space.factors),
        space.rules,
    )
    for rule in RULES:
        try:
            found = rule(space, floors)
        except NoAnswer:
            continue
        other = rule(turned, [floors[party] for party in turn])
        if found.counted:
            assert other.packages == found.packages
            points = {tuple(point[party] for party in turn) for point in found.points}
            assert set(other.points) == points


def random_space(seed, parties, issues, options, coarse=False):
    """Weighted scores of some size, additive, as a scenario gives them."""
    rng = np.random.default_rng(seed)
    tables = []
    weights = rng.integers(1, 10 if coarse else 10_000, (issues, parties))
    for weight in weights:
        scores = (
            rng.integers(0, 11, (options, parties)) * 10
            if coarse
            else (rng.integers(0, 101, (options, parties)))
        )
        tables.append(scores * weight)
    space = Space(tuple(tables))
    most = np.sum([table.max(axis=0) for table in tables], axis=0)
    return space, [int(value) * 2 // 5 for value in most]


@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize(("parties", "issues"), [(2, 12), (3, 8), (4, 6)])
def test_larger_spaces_agree_with_their_frontier(parties, issues, coarse):
    """Folding lists the whole frontier, with the packages behind it."""
    space, floors = random_space(parties, parties, issues, 6, coarse)
    folded = pareto.fold(space.tables, floors)
    gains = np.array(folded.points.tolist(), dtype=object) - np.array(floors, dtype=object)
    best = [max(column) for column in gains.T]
    expected = {
        optima.nash: bargaining.nash(gains),
        optima.kalai_smorodinsky: bargaining.kalai_smorodinsky(gains, best),
        optima.egalitarian: bargaining.egalitarian(gains),
        optima.utilitarian: bargaining.utilitarian(gains),
    }
    for rule, rows in expected.items():
        found = rule(space, floors)
        assert found.exact
        assert set(found.points) == {tuple(gains[row]) for row in rows}
        packages = sorted(p for row in rows for p in folded.packages(row, 10**6))
        assert (found.tied, list(found.packages)) == (len(packages), packages[: optima.LIMIT])
    for party in range(parties):
        assert optima.best(space, floors, party).value == best[party] + floors[party]
    assert optima.room(space, floors).value == max(map(min, gains.tolist()))


def test_ties_by_the_million_are_counted_and_the_first_few_listed():
    """Twenty issues that give one of two parties 1: every even division ties."""
    space = Space(tuple(np.array([[1, 0], [0, 1]]) for _ in range(20)))
    for rule in (optima.nash, optima.egalitarian, optima.kalai_smorodinsky):
        found = rule(space, [0, 0])
        assert found.points == ((10, 10),)
        assert (found.tied, found.counted, found.exact) == (184_756, True, True)
    found = optima.utilitarian(space, [0, 0])
    assert (found.tied, found.counted, len(found.points)) == (2**20, True, 21)
    few = optima.nash(Space(space.tables[:4]), [0, 0], limit=3)
    assert (few.tied, few.packages) == (6, ((0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0)))


def test_an_option_that_only_the_unheard_prefer_ties():
    found = optima.nash(Space((np.array([[1, 2], [1, 1]]),)), [0, 0], heard=[0])
    assert (found.tied, found.packages) == (2, ((0,), (1,)))


@pytest.mark.parametrize("seed", range(6))
def test_unequal_numbers_of_ties_are_counted(seed):
    rng = np.random.default_rng(seed)
    space = Space(tuple(rng.integers(0, 3, (4, 2)) for _ in range(5)))
    gains = oracle.acceptable(space, [0, 0])
    check(optima.egalitarian(space, [0, 0]), gains, oracle.leximin(gains, [0, 1], [1, 1]))
    check(optima.utilitarian(space, [0, 0]), gains, oracle.utilitarian(gains, [0, 1]))


def test_ties_by_unlike_ways_are_counted():
    """Five issues give (2, 0), (0, 2) or (1, 1): a central trinomial coefficient."""
    space = Space(tuple(np.array([[2, 0], [0, 2], [1, 1]]) for _ in range(5)))
    for rule in (optima.nash, optima.egalitarian):
        found = rule(space, [0, 0])
        assert (found.points, found.tied, len(found.packages)) == (((5, 5),), 51, 51)


def test_sums_longer_than_a_machine_word_are_carried():
    """2^40 - 1 and 1 make 2^40, beside a number that does not fit a word."""
    tables = [[[0], [2**40 - 1], [2**40]], [[1], [0]], [[0], [2**70]]]
    few = Rule((0, 1), np.array([[False, False], [True, False], [False, True]]))
    kept = Rule((1, 2), np.ones((2, 2), dtype=bool))
    space = Space(tuple(np.array(t, dtype=object) for t in tables), (), (few, kept))
    found = optima.utilitarian(space, [0])
    assert found.points == ((2**70 + 2**40,),)
    assert (found.tied, found.packages) == (2, ((1, 0, 1), (2, 1, 1)))


def test_differences_longer_than_a_machine_word():
    """One party may have the lowest and the highest number that a word holds."""
    far = np.array([[-(2**62) - 5, 1], [2**62 + 5, 0]])
    found = optima.utilitarian(Space((far,)), [-(2**63), 0])
    assert found.points == ((2**63 + 2**62 + 5, 0),)


def test_what_float64_cannot_tell_apart_is_decided_all_the_same():
    """Gains of -1, 0 and -2 next to 10^20, where nothing may be left out beforehand."""
    far = [[10**20 - 1], [10**20], [10**20 - 2]]
    anything = Rule((0, 1), np.ones((3, 1), dtype=bool))
    space = Space((np.array(far, dtype=object), np.array([[0]], dtype=object)), (), (anything,))
    assert optima.egalitarian(space, [10**20]).packages == ((1, 0),)
    assert optima.best(space, [10**20], 0).value == 10**20
    with pytest.raises(optima.NoneAcceptableError):
        optima.egalitarian(space, [10**20 + 1])


def test_time_can_run_out_before_anything_is_known(monkeypatch):
    """Only one of 3^8 packages is acceptable."""
    rng = np.random.default_rng(2)
    space = Space(tuple(rng.integers(0, 50, (3, 4)) for _ in range(8)))
    room = optima.room(space, [150] * 4)
    floors = [150 + int(room.value)] * 4
    assert optima.nash(space, floors).exact
    monkeypatch.setattr(branching, "monotonic", lambda: inf)
    monkeypatch.setattr(branching.Search, "_likely", lambda _, nodes, __: np.arange(len(nodes)))
    with pytest.raises(NoAnswer, match="nor a proof") as refusal:
        optima.nash(space, floors)
    assert not isinstance(refusal.value, optima.NoneAcceptableError)


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("rule", RULES)
def test_a_space_of_10_to_the_30(rule):
    """What is proved best is no worse than the best of its neighbours, by one issue or two."""
    space, floors = random_space(7, 5, 30, 10)
    found = rule(space, floors)
    assert space.count == 10**30
    assert found.exact
    package = found.packages[0]
    assert found.points[0] == tuple(
        Fraction(int(value)) - floor
        for value, floor in zip(space.value(package), floors, strict=True)
    )
    best = [optima.best(space, floors, party).value for party in range(5)]
    ideal = [value - floor for value, floor in zip(best, floors, strict=True)]
    measure = {
        optima.nash: prod,
        optima.kalai_smorodinsky: lambda row: sorted(
            g / b for g, b in zip(row, ideal, strict=True)
        ),
        optima.egalitarian: sorted,
        optima.utilitarian: sum,
    }[rule]
    here = measure(found.points[0])
    for issue in range(30):
        for option in range(10):
            for second in (issue + 1) % 30, (issue + 7) % 30:
                other = list(package)
                other[issue], other[second] = option, (option * 3 + 1) % 10
                row = [
                    Fraction(int(v)) - f for v, f in zip(space.value(other), floors, strict=True)
                ]
                assert min(row) < 0 or measure(row) <= here


def test_the_search_in_depth_and_its_tiers_find_the_same(monkeypatch):
    """Where ties are too many to join, sums of ever more smallest gains decide."""
    space, floors = random_space(3, 3, 8, 5, coarse=True)
    expected = optima.egalitarian(space, floors)
    calls = []

    def refusing(search, level, most=layers.MOST_NODES):
        calls.append(level)
        return None if len(calls) < 3 else layers.layers(search, level, most)

    monkeypatch.setattr(solving, "layers", refusing)
    found = optima.egalitarian(space, floors)
    assert (found.points, found.packages) == (expected.points, expected.packages)
    assert len(calls) == 3


def test_uncounted_ties_are_said_to_be_so(monkeypatch):
    space, floors = random_space(3, 3, 8, 5)
    expected = optima.nash(space, floors)
    monkeypatch.setattr(solving, "layers", lambda *_: None)
    found = optima.nash(space, floors)
    assert found.points == expected.points
    assert (found.counted, found.tied) == (False, 1)
    assert 0 < found.gap < 1e-8
    assert "ties not counted" in found.method
    assert optima.utilitarian(space, floors).gap is None  # whole numbers: 1 apart or equal


def test_a_search_cut_short_states_a_true_gap(monkeypatch):
    """The best is no better than what was found and the gap."""
    rules = {optima.nash: prod, optima.egalitarian: min, optima.utilitarian: sum}
    spaces = [(random_space(seed, 5, 12, 6)[0], [0] * 5) for seed in range(8)]
    asked = [(space, rule) for space in spaces for rule in rules]
    best = [rules[rule](rule(space, floors).points[0]) for (space, floors), rule in asked]
    monkeypatch.setattr(branching, "monotonic", lambda: inf)
    monkeypatch.setattr(branching.Search, "_likely", lambda _, nodes, __: np.arange(len(nodes)))
    worse = set()
    for ((space, floors), rule), most in zip(asked, best, strict=True):
        found = rule(space, floors)
        here = rules[rule](found.points[0])
        assert here <= most
        gap = found.gap or 0
        assert most <= (here * (1 + gap) if rule is optima.nash else here + gap)
        if here < most:
            assert "cut short" in found.method
            worse.add(rule)
    assert worse == set(rules)


def test_small_tables_still_give_true_bounds(monkeypatch):
    """Where tables are split, bounds are looser and the answer is the same."""
    rng = np.random.default_rng(5)
    tables = tuple(rng.integers(0, 9, (3, 3)) for _ in range(7))
    scopes = [(0, 1, 2), (1, 3, 4), (2, 4, 5), (3, 5, 6), (0, 6)]
    factors = tuple(Factor(s, rng.integers(-4, 5, (*(3,) * len(s), 3))) for s in scopes)
    rules = (Rule((2, 6), rng.random((3, 3)) < 0.7), Rule((1, 5), rng.random((3, 3)) < 0.7))
    space, floors = Space(tables, factors, rules), [20, 20, 20]
    expected = [rule(space, floors) for rule in RULES]
    gains = oracle.acceptable(space, floors)
    check(expected[0], gains, oracle.nash(gains, [1, 1, 1]))
    monkeypatch.setattr(branching, "MOST_ONE", 9)
    monkeypatch.setattr(branching, "MOST_ALL", 9)
    found = [rule(space, floors) for rule in RULES]
    assert [(f.points, f.packages, f.tied) for f in found] == [
        (f.points, f.packages, f.tied) for f in expected
    ]


def test_what_cannot_be_asked():
    space = Space((np.array([[1, 2], [2, 1]]),))
    for weights in ([0, 0], [1, -1]):
        with pytest.raises(NoAnswer, match="at least 0"):
            optima.nash(space, [0, 0], weights)
    with pytest.raises(NoAnswer, match="simple ratio"):
        optima.nash(space, [0, 0], [1, Fraction(1, 10_007)])
    for rule in (optima.nash, optima.kalai_smorodinsky, optima.egalitarian):
        with pytest.raises(NoAnswer, match="without a floor"):
            rule(space, [0, -inf])
    nothing = Space(space.tables, rules=(Rule((0,), np.zeros(2, dtype=bool)),))
    with pytest.raises(NoAnswer, match="leave no package"):
        optima.room(nothing, [0, 0])


def barter():
    """Nash's nine goods: each stays or changes hands."""
    goods = cases("bargaining")["barter"]["goods"]
    signs = [np.array([-1, 1]), np.array([1, -1])]
    tables = [[[0, 0], (signs[g["owner"]] * g["worth"]).tolist()] for g in goods]
    return Space(tuple(map(np.array, tables))), [g["good"] for g in goods]


def test_nash_1950_barter():
    space, goods = barter()
    case = cases("bargaining")["barter"]
    found = optima.nash(space, [0, 0])
    assert found.points == (tuple(case["nash_gains"]),)
    traded = sorted(good for good, o in zip(goods, found.packages[0], strict=True) if o)
    assert traded == sorted(case["nash_traded"])
    assert found.tied == 1
    edge = hull(space)
    assert convex.nash([list(map(float, p)) for p in edge.points]) == pytest.approx(
        case["nash_gains"], abs=1e-9
    )
    assert set(edge.points) <= {*map(tuple, case["frontier_in_zone"])} | {
        point for point in edge.points if min(point) < 0
    }


@pytest.mark.parametrize(
    "case", [c for c in cases("bargaining")["polygons"] if c["rule"] == "kalai_smorodinsky"]
)
def test_published_sets_as_packages_without_lotteries(case):
    """A package per vertex: the rule takes the vertex that the rule over lists takes."""
    points = [row for row in fractions(case["vertices"]) if min(row) >= 0]
    table = np.array(points, dtype=object)
    found = optima.kalai_smorodinsky(Space((table,)), [0, 0])
    best = [max(column) for column in table.T]
    listed = bargaining.kalai_smorodinsky(table, best)
    assert [package[0] for package in found.packages] == listed.tolist()


@fewer
@given(spaces(least=2, most=2))
def test_the_hull(given_):
    space, _ = given_
    rows = oracle.values(space)
    if not rows:
        with pytest.raises(NoAnswer, match="no package"):
            hull(space)
        return
    found = hull(space)
    assert list(found.points) == oracle.corners(rows.values())
    behind = zip(found.points, found.packages, strict=True)
    assert all(rows[package] == point for point, package in behind)
    listed = of_points(np.array([*rows.values()], dtype=object), [*rows])
    assert listed.points == found.points
    assert all(rows[p] == point for p, point in zip(listed.packages, listed.points, strict=True))


def test_what_some_lottery_beats():
    edge = of_points(np.array([[0, 10], [4, 8], [8, 0]]), [(0,), (1,), (2,)])
    beaten = [(-1, 9), (0, 9), (3, 8), (4, 7), (5, 5), (7, 1), (-5, -5)]
    unbeaten = [(-1, 10), (0, 10), (2, 9), (4, 8), (5, 6), (8, -1), (9, -9)]
    assert all(edge.beats(Fraction(x), Fraction(y)) for x, y in beaten)
    assert not any(edge.beats(Fraction(x), Fraction(y)) for x, y in unbeaten)
    assert not of_points(np.zeros((0, 2), dtype=object), []).beats(Fraction(0), Fraction(0))


def test_the_hull_of_a_large_space_is_the_hull_of_its_frontier():
    space, _ = random_space(2, 2, 14, 6)
    points = pareto.fold(space.tables).points
    edge = convex.frontier(points)
    assert [tuple(map(float, p)) for p in hull(space).points] == [*map(tuple, edge.tolist())]
    for rule in (convex.nash, convex.perles_maschler):
        assert rule([list(map(float, p)) for p in hull(space).points]) == rule(points)


def test_mixtures_of_neighbours():
    points = [(0, 10), (4, 8), (8, 0)]
    assert mixture(points, -1.0) == ((0, 1.0),)
    assert mixture(points, 0.0) == ((0, 1.0),)
    assert mixture(points, 4.0) == ((1, 1.0),)
    assert mixture(points, 5.0) == ((1, 0.75), (2, 0.25))
    assert mixture(points, 8.0) == ((2, 1.0),)
    assert mixture(points, 9.0) == ((2, 1.0),)


def test_a_vertex_that_stands_out_by_little():
    points = ((0, 3), (2, 2), (3, 0))
    assert hull(Space((np.array(points),))).points == points


def test_the_hull_obeys_rules_and_ends_where_neither_gains_for_free():
    tables = tuple(np.array(rows) for rows in ([(0, 3), (1, 3), (3, 0), (3, 1)], [(0, 0), (9, 9)]))
    allowed = np.array([[True, False]] * 4)
    assert hull(Space(tables, (), (Rule((0, 1), allowed),))).points == ((1, 3), (3, 1))


def test_no_hull_for_three():
    with pytest.raises(NoAnswer, match="two parties"):
        hull(Space((np.ones((2, 3), dtype=int),)))
