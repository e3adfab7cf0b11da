"""Games written for Gambit: read back by a reader of its own, and solved backwards."""

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import NoAnswer
from parley.interop.efg import Written, quoted, write_efg
from parley.maths.commitment import self_enforcing, slacks
from tests.maths.games import as_steps, games
from tests.maths.sequences import VARIANTS, additive, in_floats, names, order
from tests.maths.spaces import laws
from tests.oracles import steps as oracle

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]|[^\s{},"]+')
LETTERS = "abcdefgh"


class Reader:
    """Reads one game; nodes are ("t", payoffs), ("c", chances, nodes), ("p", player, nodes)."""

    def __init__(self, text):
        self.tokens = TOKEN.findall(text)
        self.place = 0
        self.information = {}
        self.outcomes, self.names = set(), set()
        assert [self.next() for _ in range(3)] == ["EFG", "2", "R"]
        self.title = self.label()
        self.players = self.braced(self.label)
        self.root = self.node()
        assert self.place == len(self.tokens)

    def next(self):
        self.place += 1
        return self.tokens[self.place - 1]

    def label(self):
        token = self.next()
        assert token[0] == token[-1] == '"'
        return re.sub(r"\\(.)", r"\1", token[1:-1])

    def braced(self, item):
        assert self.next() == "{"
        items = []
        while self.tokens[self.place] != "}":
            items.append(item())
        self.place += 1
        return items

    def node(self):
        kind = self.next()
        assert self.label() == ""  # Gambit wants all node labels to differ, or to be empty
        if kind == "t":
            outcome = self.next()
            assert outcome not in self.outcomes
            name = self.label()
            assert name not in self.names
            self.outcomes.add(outcome)
            self.names.add(name)
            return "t", self.braced(lambda: Fraction(self.next()))
        player = 0 if kind == "c" else int(self.next())
        number = int(self.next())
        name = self.label()
        assert (player, name) not in self.names
        self.names.add((player, name))
        if kind == "c":
            actions = self.braced(lambda: (self.label(), Fraction(self.next())))
            known = actions
        else:
            actions = self.braced(self.label)
            known = (player, actions)
        assert (kind, player, number) not in self.information  # each node is a set of its own
        self.information[kind, player, number] = known
        assert self.next() == "0"
        nodes = [self.node() for _ in actions]
        return (kind, [c for _, c in actions] if kind == "c" else player - 1, nodes)


def solved(node):
    """The values, and whether every party takes its first action everywhere; ties take it."""
    if node[0] == "t":
        return node[1], True
    kind, who, nodes = node
    values = [solved(child) for child in nodes]
    if kind == "c":
        assert sum(who) == 1
        assert min(who) > 0
        mixed = [
            sum(c * v[party] for c, (v, _) in zip(who, values, strict=True))
            for party in range(len(values[0][0]))
        ]
        return mixed, all(kept for _, kept in values)
    (first, kept), (second, _) = values
    return (first, kept) if first[who] >= second[who] else (second, False)


def written(steps, walk, title="a game"):
    players = tuple(f"party {LETTERS[p]}" for p in range(steps.parties))
    return write_efg(Written(title, players, tuple(LETTERS[: len(steps.after)]), steps, walk))


@laws
@given(games(low=True), st.data())
def test_the_file_solved_backwards_gives_our_verdict_and_values(game, data):
    walk = data.draw(st.sampled_from(oracle.orders(game)))
    steps = as_steps(game)
    read = Reader(written(steps, walk))
    values, kept = solved(read.root)
    slack = slacks(steps, walk)
    # After a step that is sure to fail nothing is written, so nothing there can go wrong.
    sure = [k for k, s in enumerate(walk) if game.passes[s][frozenset(walk[:k])] == 0]
    reached = slack[: sure[0] + 1] if sure else slack
    assert kept == self_enforcing(reached)
    if kept:
        assert values == list(slack[0] + steps.entry)


@laws
@given(games(), st.data())
def test_the_file_holds_the_payoffs_of_the_oracles_tree(game, data):
    walk = data.draw(st.sampled_from(oracle.orders(game)))

    def plain(node):
        match node:
            case ("end", payoffs):
                return "t", payoffs
            case ("chance", children):
                likely = [(chance, plain(child)) for chance, child in children if chance > 0]
                if len(likely) == 1:
                    return likely[0][1]
                return "c", [c for c, _ in likely], [child for _, child in likely]
            case (_, party, keep, leave):
                return "p", party, [plain(keep), plain(leave)]

    assert Reader(written(as_steps(game), walk)).root == plain(oracle.tree(game, walk))


@pytest.mark.parametrize("variant", VARIANTS, ids=[v["name"] for v in VARIANTS])
def test_the_worked_sequence(variant):
    steps = additive(variant).steps()
    for text, least in variant["orders"]:
        walk = order(variant, text)
        given = Written("steps", ("A", "B"), names(variant), steps, walk)
        assert solved(Reader(write_efg(given)).root)[1] == (Fraction(least) >= 0)


def test_floats_are_written_as_fractions_whose_chances_sum_to_one():
    steps = in_floats(additive(VARIANTS[0]).steps())
    passes = np.array([0.1, 0.3, 0.7, 1.0])
    text = written(replace(steps, passes=passes), (0, 3, 2, 1))
    solved(Reader(text).root)
    assert "." not in re.sub(r'"[^"]*"', "", text)


def test_labels_are_escaped():
    assert quoted('a "b" \\ c\n  d') == '"a \\"b\\" / c d"'
    steps = additive(VARIANTS[0]).steps()
    names = ('the "G" step', "N { 1 }", "R\\", "W\nW")
    text = write_efg(Written('say "peace"', ("A { }", 'B "b"'), names, steps, (0, 3, 2, 1)))
    read = Reader(text)
    assert read.title == 'say "peace"'
    assert read.players == ["A { }", 'B "b"']
    assert all(line.count("\n") == 0 for line in text.splitlines())
    assert "before W W" in text


@pytest.mark.parametrize(
    ("players", "names", "walk", "message"),
    [
        (("A",), "GNRW", (0, 3, 2, 1), "Name every party"),
        (("A", "B"), "GNR", (0, 3, 2, 1), "Name every party"),
        (("A", "B"), "GNRW", (0, 3, 2), "each of the 4 steps once"),
        (("A", "B"), "GNRW", (0, 3, 2, 2), "each of the 4 steps once"),
        (("A", "B"), "GNRG", (0, 3, 2, 1), "share a name"),
        (("A", "A\n"), "GNRW", (0, 3, 2, 1), "share a name"),
    ],
)
def test_what_does_not_fit_together(players, names, walk, message):
    steps = additive(VARIANTS[0]).steps()
    with pytest.raises(NoAnswer, match=message):
        write_efg(Written("", players, tuple(names), steps, walk))
