"""Random games of carrying out steps: few values, many ties. Knows the oracle's form and ours."""

from fractions import Fraction
from itertools import chain, combinations

import numpy as np
from hypothesis import strategies as st

from parley.maths.commitment import Steps
from tests.oracles.steps import Game

ONE = Fraction(1)
worths = st.sampled_from([Fraction(n, 4) for n in range(-2, 5)])
factors = st.sampled_from([Fraction(1, 2), Fraction(9, 10), ONE])
chances = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), ONE])
small = st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 4), Fraction(1, 2)])
costs = st.sampled_from([Fraction(0), Fraction(1, 2), ONE, Fraction(3)])


def subsets(steps):
    return map(
        frozenset, chain.from_iterable(combinations(range(steps), k) for k in range(steps + 1))
    )


def reachable(after):
    """The sets that hold, with each step, what must come before it."""
    return [done for done in subsets(len(after)) if all(after[step] <= done for step in done)]


@st.composite
def games(draw, most_steps=4, fades=None, free=False, low=False, least_parties=1):
    """A game of the oracle's form; with `low`, going back is worth little, so that many hold."""
    parties = draw(st.integers(least_parties, 3))
    steps = draw(st.integers(0, most_steps))
    everyone = st.lists(worths, min_size=parties, max_size=parties)
    of = lambda values: st.lists(values, min_size=parties, max_size=parties)  # noqa: E731
    label = draw(st.permutations(range(steps)))
    earlier = [
        set()
        if free
        else draw(st.sets(st.sampled_from(range(place)), max_size=2))
        if place
        else set()
        for place in range(steps)
    ]
    after: list[set[int]] = [set() for _ in range(steps)]
    for place, waits in enumerate(earlier):
        after[label[place]] = {label[other] for other in waits}
    sets = reachable(after)
    sink = Fraction(1 if low else 0)
    depends = draw(st.booleans())
    passes = []
    for _ in range(steps):
        same = draw(chances)
        passes.append({done: draw(chances) if depends else same for done in subsets(steps)})
    fading = draw(st.booleans()) if fades is None else fades
    return Game(
        parties=parties,
        after=after,
        flow={done: draw(everyone) for done in sets},
        outside={done: [x - sink for x in draw(everyone)] for done in sets},
        failed={done: draw(everyone) for done in sets},
        entry=[x - sink for x in draw(everyone)],
        discount=[draw(of(factors)) for _ in range(steps)],
        passes=passes,
        punished=[draw(of(small)) for _ in range(steps)],
        keeps=[draw(of(factors)) for _ in range(steps)] if fading else None,
        cost=draw(of(costs)),
        resettle=draw(small),
        scale=ONE,
    )


def mask(done):
    return sum(1 << step for step in done)


def as_steps(game, kind=object):
    """The game in our form; what stands at sets that are never reached is not a number."""
    steps = len(game.after)

    def of(values, *shape):
        array = np.empty(shape, dtype=object)
        array.reshape(-1)[:] = list(np.array(values, dtype=object).ravel())
        return array.astype(kind)

    def by_set(values):
        rows = np.full((1 << steps, game.parties), None, dtype=object)
        for done, row in values.items():
            rows[mask(done)] = row
        return rows.astype(kind)

    passes = [[chances[done] for done in sorted(chances, key=mask)] for chances in game.passes]
    return Steps(
        after=tuple(map(mask, game.after)),
        flow=by_set(game.flow),
        outside=by_set(game.outside),
        entry=of(game.entry, game.parties),
        discount=of(game.discount, steps, game.parties),
        passes=of(passes, steps, 1 << steps),
        failed=by_set(game.failed),
        punished=of(game.punished, steps, game.parties),
        cost=of(game.cost, game.parties),
        keeps=None if game.keeps is None else of(game.keeps, steps, game.parties),
        resettle=of([game.resettle], 1)[0] if kind is float else np.array(game.resettle),
        scale=game.scale,
    )
