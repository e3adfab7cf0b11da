"""A package's steps as an extensive game in Gambit's .efg format. Knows the format, not verdicts.

Before every step, and after the last, each party in turn keeps to the package or goes back on it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from parley.errors import NoAnswer
from parley.maths.steps import Steps, exactly, laid

PROLOGUE = "EFG 2 R"
KEEP, LEAVE = "keep", "go back"
SUCCEED, FAIL = "succeeds", "fails"
NO_LABEL = '""'
"""For nodes: their labels would have to differ throughout the game."""


@dataclass(frozen=True, eq=False)
class Written:
    """What is written: the steps of one package in one order, one base case.

    Attributes:
        title: of the game.
        players: the parties' names.
        names: the steps' names.
        steps: the game; floats are written as the binary fractions that they are.
        order: every step once.
    """

    title: str
    players: tuple[str, ...]
    names: tuple[str, ...]
    steps: Steps
    order: tuple[int, ...]


def write_efg(game: Written) -> str:
    """The game as text that Gambit reads: exact rationals, nodes in prefix order.

    The payoffs are each party's normalised flows. A party that goes back gets what that is worth
    to it, less its expected punishment; the others get the same without punishment.

    Args:
        game: what to write.

    Returns:
        The text of an .efg file.

    Raises:
        NoAnswer: an order that does not name every step once, or names that do not fit.
    """
    _check(game)
    players = " ".join(map(quoted, game.players))
    return "\n".join([f"{PROLOGUE} {quoted(game.title)} {{ {players} }}", *_Tree(game).lines(), ""])


def _check(game: Written) -> None:
    """Refuse names and orders that do not fit the game."""
    steps = len(game.steps.after)
    if (len(game.names), len(game.players)) != (steps, game.steps.parties):
        raise NoAnswer("Name every party and every step, no more and no fewer.")
    if sorted(game.order) != list(range(steps)):
        raise NoAnswer(f"An order must name each of the {steps} steps once.")
    if len(set(map(quoted, (*game.names, *game.players)))) < steps + game.steps.parties:
        raise NoAnswer("Two parties or steps share a name, and Gambit could not tell them apart.")


def quoted(text: str) -> str:
    """Text as a label: on one line, quotation marks escaped.

    Gambit escapes nothing but quotation marks, so a backslash is written as a slash.
    """
    line = " ".join(text.split())
    return '"' + line.replace("\\", "/").replace('"', '\\"') + '"'


Payoffs = list[Fraction]


class _Tree:
    """Writes the nodes, and numbers information sets and outcomes on the way."""

    def __init__(self, game: Written) -> None:
        self.game = game
        self.steps = exactly(game.steps)
        self._outcomes = count(1)
        self._chances = count(1)

    def lines(self) -> Iterator[str]:
        nothing = [Fraction(0)] * self.steps.parties
        whole = [Fraction(1)] * self.steps.parties
        return self._stage(0, [Fraction(0)] * self.steps.parties, nothing, whole)

    def _stage(self, k: int, chance: Payoffs, so_far: Payoffs, weight: Payoffs) -> Iterator[str]:
        """The nodes from a stage on: what each has so far, and how much the rest weighs."""
        game, order = self.game, self.game.order
        table = laid(self.steps, [sum(1 << step for step in order[:k])])
        leaving = _column(table.leaving)
        prices = [
            min(g, Fraction(1)) * cost if k else Fraction(0)
            for g, cost in zip(chance, _values(table.cost[:, 0]), strict=True)
        ]
        where = f"before {game.names[order[k]]}" if k < len(order) else "at the end"
        for party, name in enumerate(game.players):
            yield (
                f"p {NO_LABEL} {party + 1} {k + 1} {quoted(f'{name}, {where}')} "
                f"{{ {quoted(KEEP)} {quoted(LEAVE)} }} 0"
            )
        yield from self._on(k, chance, so_far, weight)
        for party, name in reversed(list(enumerate(game.players))):
            worth = [
                r - (price if p == party else 0)
                for p, (r, price) in enumerate(zip(leaving, prices, strict=True))
            ]
            yield self._end(f"{name} goes back {where}", _plus(so_far, weight, worth))

    def _on(self, k: int, chance: Payoffs, so_far: Payoffs, weight: Payoffs) -> Iterator[str]:
        """The nodes that follow if all keep to the package at a stage."""
        game, order = self.game, self.game.order
        table = laid(self.steps, [sum(1 << step for step in order[:k])])
        flow = _column(table.flow)
        if k == len(order):
            yield self._end("all is done", _plus(so_far, weight, flow))
            return
        step = order[k]
        passing = Fraction(table.passes[step, 0, 0])
        discount = _values(table.discount[step, :, 0])
        so_far = _plus(so_far, weight, [(1 - d) * f for d, f in zip(discount, flow, strict=True)])
        weight = [w * d for w, d in zip(weight, discount, strict=True)]
        if 0 < passing < 1:
            yield (
                f"c {NO_LABEL} {next(self._chances)} {quoted(game.names[step])} "
                f"{{ {quoted(SUCCEED)} {passing} {quoted(FAIL)} {1 - passing} }} 0"
            )
        if passing > 0:
            yield from self._stage(k + 1, self._added(chance, step), so_far, weight)
        if passing < 1:
            failed = _plus(so_far, weight, _column(table.failed))
            yield self._end(f"{game.names[step]} fails", failed)

    def _added(self, chance: Payoffs, step: int) -> Payoffs:
        """The chance of punishment once a step is done."""
        added = _values(self.steps.punished[step])
        if self.steps.keeps is None:
            return [g + more for g, more in zip(chance, added, strict=True)]
        kept = _values(self.steps.keeps[step])
        return [g * share + more for g, share, more in zip(chance, kept, added, strict=True)]

    def _end(self, what: str, payoffs: Payoffs) -> str:
        """A terminal node."""
        number = next(self._outcomes)
        listed = ", ".join(map(str, payoffs))
        return f"t {NO_LABEL} {number} {quoted(what)} {{ {listed} }}"


def _values(numbers: Iterable[Any]) -> Payoffs:
    return [Fraction(number) for number in numbers]


def _column(table: Any) -> Payoffs:
    """`(1, n, 1)` as a list."""
    return _values(table[0, :, 0])


def _plus(so_far: Payoffs, weight: Payoffs, worth: Payoffs) -> Payoffs:
    """What each has in all."""
    return [a + w * x for a, w, x in zip(so_far, weight, worth, strict=True)]
