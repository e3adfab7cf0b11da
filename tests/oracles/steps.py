"""Carrying out a package as a game tree, and by optimal stopping. Knows Fractions and sets only.

A stage is told by the set of steps done. Before each step, and after the last, every party in
turn keeps to the package or goes back on it.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

ONE = Fraction(1)


@dataclass(frozen=True)
class Game:
    """Steps by number; what depends on what is done is a dictionary over frozensets."""

    parties: int
    after: list[set[int]]
    flow: dict[frozenset[int], list[Fraction]]
    outside: dict[frozenset[int], list[Fraction]]
    failed: dict[frozenset[int], list[Fraction]]
    entry: list[Fraction]
    discount: list[list[Fraction]]
    passes: list[dict[frozenset[int], Fraction]]
    punished: list[list[Fraction]]
    keeps: list[list[Fraction]] | None
    cost: list[Fraction]
    resettle: Fraction
    scale: Fraction


def orders(game: Game) -> list[tuple[int, ...]]:
    """Every order that respects what must come first: try all and drop the others."""
    steps = range(len(game.after))
    return [
        order
        for order in permutations(steps)
        if all(set(order[:place]) >= game.after[step] for place, step in enumerate(order))
    ]


def punishment(game: Game, order, k: int, party: int) -> Fraction:
    """Each done step's share, faded step by step."""
    total = Fraction(0)
    for place in range(k):
        share = game.punished[order[place]][party]
        for later in order[place + 1 : k]:
            share *= ONE if game.keeps is None else game.keeps[later][party]
        total += share
    return total


def reneging(game: Game, order, k: int, party: int, caught: bool = True) -> Fraction:
    """What going back at a stage is worth; or what it is worth to a party that did not."""
    if k == 0:
        return game.entry[party]
    done = frozenset(order[:k])
    room = max(Fraction(0), game.scale - sum(game.outside[done]))
    price = min(ONE, punishment(game, order, k, party)) * game.cost[party]
    settled = game.resettle * room / game.parties
    return game.outside[done][party] + settled - (price if caught else 0)


def tree(game: Game, order, k=0, party=0, so_far=None, weight=None):
    """The nodes: ("end", payoffs), ("chance", [(chance, node)]), ("party", who, keep, leave)."""
    everyone = range(game.parties)
    so_far = so_far or [Fraction(0) for _ in everyone]
    weight = weight or [ONE for _ in everyone]
    done = frozenset(order[:k])
    if party < game.parties:
        worth = [reneging(game, order, k, p, caught=p == party) for p in everyone]
        leave = ("end", [so_far[p] + weight[p] * worth[p] for p in everyone])
        return ("party", party, tree(game, order, k, party + 1, so_far, weight), leave)
    if k == len(order):
        return ("end", [so_far[p] + weight[p] * game.flow[done][p] for p in everyone])
    step = order[k]
    d = game.discount[step]
    so_far = [so_far[p] + weight[p] * (1 - d[p]) * game.flow[done][p] for p in everyone]
    weight = [weight[p] * d[p] for p in everyone]
    failed = ("end", [so_far[p] + weight[p] * game.failed[done][p] for p in everyone])
    passing = game.passes[step][done]
    on = tree(game, order, k + 1, 0, so_far, weight)
    return ("chance", [(passing, on), (1 - passing, failed)])


def solve(node) -> tuple[list[Fraction], bool]:
    """Backward induction: the values, and whether everybody keeps to it everywhere; ties keep."""
    if node[0] == "end":
        return node[1], True
    if node[0] == "chance":
        solved = [(chance, *solve(child)) for chance, child in node[1]]
        values = [sum(c * v[p] for c, v, _ in solved) for p in range(len(solved[0][1]))]
        return values, all(kept for _, _, kept in solved)
    _, party, keep, leave = node
    values, kept = solve(keep)
    if values[party] >= leave[1][party]:
        return values, kept
    return leave[1], False


def holds(game: Game, order) -> bool:
    """Whether everybody keeps to the package at every node."""
    return solve(tree(game, order))[1]


def going_on(game: Game, order, k: int, party: int) -> Fraction:
    """What keeping to the package for ever is worth from a stage on."""
    done = frozenset(order[:k])
    if k == len(order):
        return game.flow[done][party]
    later = going_on(game, order, k + 1, party)
    return tried(game, order, k, party, later)


def tried(game: Game, order, k: int, party: int, later: Fraction) -> Fraction:
    """What trying the next step is worth, given what the rest is worth if it passes."""
    done, step = frozenset(order[:k]), order[k]
    d, passing = game.discount[step][party], game.passes[step][done]
    then = passing * later + (1 - passing) * game.failed[done][party]
    return (1 - d) * game.flow[done][party] + d * then


def stopping(game: Game, order, k: int, party: int) -> Fraction:
    """What a stage is worth to a party that may go back at this or any later one."""
    back = reneging(game, order, k, party)
    if k == len(order):
        return max(back, game.flow[frozenset(order)][party])
    later = stopping(game, order, k + 1, party)
    return max(back, tried(game, order, k, party, later))


def slack(game: Game, order) -> list[list[Fraction]]:
    """The slacks by stage and party."""
    return [
        [
            going_on(game, order, k, party) - reneging(game, order, k, party)
            for party in range(game.parties)
        ]
        for k in range(len(order) + 1)
    ]


def least(game: Game, order) -> Fraction:
    """The smallest slack."""
    return min(map(min, slack(game, order)))


def ranking(game: Game) -> list[tuple[int, ...]]:
    """All orders, the largest smallest slack first, equal ones in ascending order."""
    return sorted(orders(game), key=lambda order: (-least(game, order), order))
