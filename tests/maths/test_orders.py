"""The best order of steps: the worked sequence, every order of small games, and the searches."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parley.errors import NoAnswer, TooLarge
from parley.maths import orders as kernel
from parley.maths.commitment import least_cost, least_guarantee, self_enforcing, slacks
from parley.maths.extensions import reachable
from parley.maths.orders import best_order, count_orders, least_over_orders, orders
from parley.maths.searching import board
from parley.maths.settling import Settling
from parley.maths.setwise import ceiling
from tests.maths.games import as_steps, games, mask
from tests.maths.sequences import VARIANTS, additive, in_floats, names, order
from tests.maths.spaces import fewer, laws
from tests.oracles import steps as oracle

ONE, HALF = Fraction(1), Fraction(1, 2)
variants = pytest.mark.parametrize("variant", VARIANTS, ids=[v["name"] for v in VARIANTS])


@variants
def test_the_worked_sequence(variant):
    steps = additive(variant).steps()
    found = best_order(steps, names(variant))
    expected = [(order(variant, text), Fraction(least)) for text, least in variant["orders"]]
    assert [(row.steps, row.least) for row in found.top] == expected
    assert found.count == len(expected)
    assert found.enforcing == variant["enforcing"]
    assert [row.enforcing for row in found.top] == [least >= 0 for _, least in expected]
    assert (found.best, found.least) == expected[0]
    assert found.entry == Fraction(variant["entry"])
    assert found.compliance == Fraction(variant["compliance"])
    assert found.binding == tuple(variant["binding"])
    assert (found.table == slacks(steps, found.best)).all()
    assert found.at_most == found.least
    assert found.exact
    assert found.how == kernel.ALL


@variants
def test_the_worked_sequence_in_floats(variant):
    found = best_order(in_floats(additive(variant).steps()))
    expected = [(order(variant, text), float(Fraction(x))) for text, x in variant["orders"]]
    assert [row.steps for row in found.top] == [walk for walk, _ in expected]
    assert [row.least for row in found.top] == pytest.approx([x for _, x in expected], abs=1e-12)
    assert found.enforcing == variant["enforcing"]
    assert found.binding == tuple(variant["binding"])


@variants
def test_the_least_guarantee_over_the_orders_of_the_worked_sequence(variant):
    least, walk, exact = least_over_orders(additive(variant).steps(), "guarantee", names(variant))
    expected = variant["least_guarantee"]
    assert least.value == (None if expected is None else Fraction(expected))
    assert exact
    if expected is None:
        assert (least.reason, walk) == ("signing", None)
    else:
        assert walk == order(variant, variant["orders"][0][0])


@laws
@given(games())
def test_orders_are_those_that_respect_what_must_come_first(game):
    after = tuple(map(mask, game.after))
    expected = oracle.orders(game)
    assert list(orders(after)) == expected
    assert count_orders(after) == len(expected)


def test_many_orders_are_counted_without_listing_them():
    assert count_orders((0,) * 12) == factorial(12)
    assert count_orders([0] * 11 + [(1 << 11) - 1]) == factorial(11)
    chains = [0 if step % 8 == 0 else 1 << (step - 1) for step in range(24)]
    assert count_orders(chains) == factorial(24) // factorial(8) ** 3
    assert count_orders(()) == 1
    assert list(orders(())) == [()]


def test_steps_that_wait_for_one_another():
    for ask in (count_orders, reachable):
        with pytest.raises(NoAnswer, match="circle"):
            ask((0b010, 0b001, 0))
    assert list(orders((0b010, 0b001, 0))) == []


def test_too_many_combinations_of_steps():
    with pytest.raises(TooLarge, match="first"):
        count_orders((0,) * 20)


def shown(found):
    return [(row.steps, row.least, row.enforcing) for row in found.top]


def brute(game, top):
    return [
        (walk, oracle.least(game, walk), oracle.least(game, walk) >= 0)
        for walk in oracle.ranking(game)[:top]
    ]


@laws
@given(games(), st.integers(1, 30))
def test_the_best_orders_are_those_of_trying_all(game, top):
    found = best_order(as_steps(game), top=top)
    assert shown(found) == brute(game, top)
    assert found.count == len(oracle.orders(game))
    assert found.enforcing == sum(oracle.least(game, walk) >= 0 for walk in oracle.orders(game))
    assert found.exact
    least = oracle.least(game, found.best)
    table = oracle.slack(game, found.best)
    ties = [(p, k) for k, row in enumerate(table) for p, slack in enumerate(row) if slack == least]
    assert list(found.bindings) == ties
    assert found.compliance == (min(map(min, table[1:])) if game.after else None)


@pytest.fixture
def sifting(monkeypatch):
    """Even small games are first looked at for a floor, and by few ends."""
    monkeypatch.setattr(kernel, "FEW", 0)
    monkeypatch.setattr(kernel, "WIDTH", 6)


@pytest.mark.usefixtures("sifting")
@laws
@given(games(free=True), st.integers(1, 6))
def test_a_floor_drops_nothing_that_counts(game, top):
    found = best_order(as_steps(game), top=top)
    assert shown(found) == brute(game, top)
    assert found.enforcing == sum(oracle.least(game, walk) >= 0 for walk in oracle.orders(game))


@laws
@given(games())
def test_floats_find_as_good_an_order(game):
    found = best_order(as_steps(game, float), top=100)
    ranked = oracle.ranking(game)
    values = [float(oracle.least(game, walk)) for walk in ranked]
    assert found.best == ranked[0]
    assert [row.least for row in found.top] == pytest.approx(values, abs=1e-9)
    assert found.enforcing == sum(value >= -1e-12 for value in values)


@laws
@given(games(), st.data())
def test_among_equals_the_first_by_name_wins(game, data):
    label = data.draw(st.permutations("abcdefg"[: len(game.after)]))
    found = best_order(as_steps(game), label)
    expected = min(
        oracle.orders(game),
        key=lambda walk: (-oracle.least(game, walk), [label[step] for step in walk]),
    )
    assert found.best == expected


@pytest.fixture
def by_sets(monkeypatch):
    """No game is small enough to look at every order."""
    monkeypatch.setattr(kernel, "MOST_ORDERS", 0)


@pytest.mark.usefixtures("by_sets")
@laws
@given(games(fades=False))
def test_programming_over_sets_finds_the_best_and_first(game):
    found = best_order(as_steps(game))
    best, least, enforcing = brute(game, 1)[0]
    assert (found.best, found.least) == (best, least)
    assert found.exact
    assert found.how == kernel.SETS
    assert found.enforcing == (None if enforcing else 0)
    assert len({row.steps for row in found.top}) == len(found.top)


@pytest.mark.usefixtures("by_sets")
@laws
@given(games(), st.integers(1, 4))
def test_a_bounded_search_says_what_it_is(game, width):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "WIDTH", width)
        patch.setattr(kernel, "best_by_sets", lambda game, floor: None)
        found = best_order(as_steps(game), top=2)
    best = oracle.least(game, oracle.ranking(game)[0])
    assert found.best in oracle.orders(game)
    assert found.least == oracle.least(game, found.best)
    assert found.exact == (found.how == kernel.PROVED)
    assert found.how in (kernel.PROVED, kernel.SOME)
    assert found.least <= best <= found.at_most + 1e-9
    if found.exact:
        assert found.least == best
    if found.enforcing is not None:
        assert found.enforcing == 0
        assert best < 0


@pytest.mark.usefixtures("by_sets")
def test_too_many_ends_for_sets_leave_a_bounded_search(monkeypatch):
    steps = random_steps(np.random.default_rng(7), 5)
    assert best_order(steps).how == kernel.SETS
    monkeypatch.setattr("parley.maths.setwise.MOST_ENDS", 2)
    assert best_order(steps).how in (kernel.SOME, kernel.PROVED)


@laws
@given(games(fades=None))
def test_no_order_exceeds_the_ceiling(game):
    steps = as_steps(game)
    bound = ceiling(board(steps, range(len(game.after))))
    assert oracle.least(game, oracle.ranking(game)[0]) <= bound + 1e-9


def test_the_ceiling_is_not_always_reached():
    """Two parties that want opposite orders: each alone could have a better one."""
    assert strict_ceilings() > 0


def strict_ceilings():
    rng = np.random.default_rng(3)
    return sum(
        best_order(steps).least < ceiling(board(steps, range(4))) - 1e-6
        for steps in (random_steps(rng, 4) for _ in range(20))
    )


def random_steps(rng, m, n=2, shift=0.0):
    """Steps of fine-grained numbers, without ties."""
    done = (np.arange(1 << m)[:, None] >> np.arange(m) & 1).astype(float)
    outside = done @ rng.normal(0, 0.2, (m, n))
    return kernel.Steps(
        after=(0,) * m,
        flow=done @ rng.uniform(-0.3, 0.7, (m, n)) + shift,
        outside=outside,
        entry=outside[0],
        discount=np.full((m, n), 0.9),
        passes=rng.uniform(0.7, 1, m),
        failed=outside,
        punished=rng.uniform(0, 0.3, (m, n)),
        cost=rng.uniform(0, 0.5, n),
        keeps=None,
        resettle=np.array(0.1),
    )


@pytest.mark.parametrize("fades", [False, True])
def test_six_steps_by_every_search(fades, monkeypatch):
    rng = np.random.default_rng(8)
    steps = random_steps(rng, 6)
    if fades:
        steps = replace(steps, keeps=rng.uniform(0.5, 1, (6, 2)))
    walks = np.array(list(permutations(range(6))))
    values = kernel._least_slacks(steps, walks)
    best = values.max()
    every = best_order(steps)
    assert every.least == best
    assert every.enforcing == (values >= 0).sum()
    assert [row.least for row in every.top] == sorted(values, reverse=True)[:30]
    monkeypatch.setattr(kernel, "MOST_ORDERS", 0)
    large = best_order(steps)
    assert large.exact == (not fades)
    if fades:
        assert large.least <= best <= large.at_most
    else:
        assert (large.best, large.least) == (every.best, best)


def flat(worths):
    """One party, three steps in any order; going back is worth 1 less the given at each set."""
    sets = [frozenset(s for s in range(3) if m >> s & 1) for m in range(8)]
    flow = {done: [ONE] for done in sets}
    outside = {done: [ONE - worths.get(tuple(sorted(done)), 1)] for done in sets}
    return oracle.Game(
        1, [set()] * 3, flow, outside, flow, [Fraction(0)], [[HALF]] * 3,
        [dict.fromkeys(sets, ONE)] * 3, [[Fraction(0)]] * 3, None, [ONE], 0 * ONE, ONE,
    )  # fmt: skip


TINY = Fraction(1, 10**30)


def test_what_rounding_hides_is_decided_exactly():
    game = flat({(0,): -TINY, (1,): Fraction(0), (2,): TINY, (0, 1): 2 * TINY})
    found = best_order(as_steps(game))
    assert shown(found) == brute(game, 6)
    assert found.best == (2, 0, 1)
    assert found.enforcing == 4
    assert [row.enforcing for row in found.top] == [True] * 4 + [False] * 2
    assert best_order(as_steps(game, float)).enforcing == 6
    for top in range(1, 6):
        assert shown(best_order(as_steps(game), top=top)) == brute(game, top)


def test_orders_that_are_bound_alike_are_not_all_worked_out(monkeypatch):
    game = flat({(0, 1): Fraction(1, 4), (0, 2): Fraction(1, 4), (1, 2): Fraction(1, 4)})
    asked = []
    true = Settling.least
    monkeypatch.setattr(Settling, "least", lambda s, walk: asked.append(walk) or true(s, walk))
    assert best_order(as_steps(game), top=2).best == (0, 1, 2)
    assert asked == [(0, 1, 2), (0, 2, 1)]


def test_where_too_much_is_within_rounding_it_says_so(monkeypatch):
    game = flat({(0,): -TINY, (1,): Fraction(0), (2,): TINY})
    monkeypatch.setattr("parley.maths.settling.MOST_SETTLED", 1)
    found = best_order(as_steps(game))
    assert found.how == kernel.ROUNDED
    assert found.enforcing == 6


def test_guarantees_that_fade_are_settled_order_by_order(monkeypatch):
    game = flat({(0,): -TINY, (1,): Fraction(0)})
    game = replace(game, keeps=[[ONE]] * 3)
    found = best_order(as_steps(game))
    assert shown(found) == brute(game, 6)
    assert found.enforcing == 4
    asked = Counter()
    true = Settling.least
    monkeypatch.setattr(Settling, "least", lambda s, walk: asked.update([walk]) or true(s, walk))
    best_order(as_steps(game), top=1)
    assert asked


@laws
@given(games(free=True), st.data())
def test_more_precedence_cannot_raise_the_best(game, data):
    assume(len(game.after) > 1)
    before = best_order(as_steps(game))
    pair = data.draw(st.permutations(range(len(game.after))))[:2]
    after = [set(waits) for waits in game.after]
    after[pair[0]].add(pair[1])
    bound = best_order(replace(as_steps(game), after=tuple(map(mask, after))))
    assert bound.count == before.count // 2
    assert bound.least <= before.least
    assert bound.enforcing <= before.enforcing


@laws
@given(games(low=True), st.sampled_from(["guarantee", "addition", "factor"]))
def test_the_least_remedy_over_all_orders(game, remedy):
    steps = as_steps(game)
    least, walk, exact = least_over_orders(steps, remedy)

    def alone(order):
        if remedy == "guarantee":
            return least_guarantee(steps, order)
        return least_cost(steps, order, remedy)

    values = [alone(order).value for order in oracle.orders(game)]
    known = [value for value in values if value is not None]
    assert exact
    assert least.value == min(known, default=None)
    assert (walk is None) == (not known)
    if walk is None:
        assert least.reason == alone(best_order(steps).best).reason
    else:
        assert alone(walk) == least


@fewer
@given(games(low=True, free=True))
def test_the_least_remedy_of_a_bounded_search_is_enough(game):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "MOST_ORDERS", 0)
        patch.setattr(kernel, "WIDTH", 2)
        steps = as_steps(game)
        least, walk, exact = least_over_orders(steps)
    assert not exact
    if walk is not None:
        assert least == least_guarantee(steps, walk)


def test_swapping_the_parties_swaps_the_bindings():
    rng = np.random.default_rng(4)
    steps = random_steps(rng, 4)
    swapped = {
        name: getattr(steps, name)[..., ::-1]
        for name in ("flow", "outside", "entry", "discount", "failed", "punished", "cost")
    }
    one, other = best_order(steps), best_order(replace(steps, **swapped))
    assert one.best == other.best
    assert (one.table == other.table[:, ::-1]).all()
    assert one.bindings == tuple((1 - party, k) for party, k in other.bindings)


def test_the_best_order_is_for_one_base_case():
    steps = random_steps(np.random.default_rng(5), 3)
    with pytest.raises(NoAnswer, match="base case"):
        best_order(replace(steps, cost=np.ones((7, 2))))


def test_eight_free_steps_are_all_looked_at():
    steps = random_steps(np.random.default_rng(6), 8)
    found = best_order(steps)
    walks = np.array(list(permutations(range(8))))
    values = kernel._least_slacks(steps, walks)
    assert found.count == factorial(8)
    assert found.least == values.max()
    assert found.enforcing == (values >= 0).sum()
    assert self_enforcing(slacks(steps, found.best)) == (found.least >= 0)
    assert [row.least for row in found.top] == sorted(values, reverse=True)[:30]
