"""Absorbing chains by determinants, by paths and by waiting. Knows Fractions and loops only."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product

Matrix = Sequence[Sequence[Fraction]]


def ladder(rungs: int, p: Fraction, stay: Fraction = Fraction(0)) -> tuple[Matrix, Matrix]:
    """Rungs 1..rungs-1 as states; ending 0 below the first, ending 1 above the last."""
    size = rungs - 1
    moves = [[Fraction(0)] * size for _ in range(size)]
    endings = [[Fraction(0)] * 2 for _ in range(size)]
    for state in range(size):
        moves[state][state] = stay
        for chance, target in ((p, state + 1), (1 - p, state - 1)):
            row, place = (moves, target) if 0 <= target < size else (endings, int(target > 0))
            row[state][place] += (1 - stay) * chance
    return moves, endings


def solve(matrix: Matrix, right: Sequence[Fraction]) -> list[Fraction]:
    """Cramer's rule."""
    whole = determinant(matrix)
    rows = list(zip(matrix, right, strict=True))
    return [
        determinant([[*row[:k], value, *row[k + 1 :]] for row, value in rows]) / whole
        for k in range(len(right))
    ]


def determinant(matrix: Matrix) -> Fraction:
    """Laplace's expansion along the first row."""
    if not matrix:
        return Fraction(1)
    return sum(
        (-1) ** k * entry * determinant([[*row[:k], *row[k + 1 :]] for row in matrix[1:]])
        for k, entry in enumerate(matrix[0])
    )


def discounted(moves: Matrix, discount: Fraction) -> Matrix:
    """The matrix I - discount P."""
    return [
        [(row == column) - discount * chance for column, chance in enumerate(chances)]
        for row, chances in enumerate(moves)
    ]


def war_values(
    moves: Matrix,
    endings: Matrix,
    flow: Sequence[Fraction],
    ending: Sequence[Fraction],
    discount: Fraction,
) -> list[Fraction]:
    """The values of war from each state, by Cramer's rule."""
    right = [
        (1 - discount) * f + discount * sum(r * t for r, t in zip(row, ending, strict=True))
        for f, row in zip(flow, endings, strict=True)
    ]
    return solve(discounted(moves, discount), right)


def war_values_by_waiting(moves, endings, flow, ending, discount, periods=10_000):
    """The same in float, by letting the war run period after period from the end backwards."""
    values = [0.0] * len(flow)
    for _ in range(periods):
        before, values = (
            values,
            [
                (1 - discount) * flow[state]
                + discount * sum(p * v for p, v in zip(moves[state], values, strict=True))
                + discount * sum(r * t for r, t in zip(endings[state], ending, strict=True))
                for state in range(len(flow))
            ],
        )
        if max(abs(a - b) for a, b in zip(before, values, strict=True)) < 1e-15:
            break
    return values


def course(moves, endings, start, periods):
    """The chances after `periods` periods, by adding up every path of the war."""
    states = range(len(moves))
    alive = [Fraction(0)] * len(moves)
    ended = [Fraction(0)] * len(endings[0])
    for length in range(1, periods + 2):
        for path in product(states, repeat=length):
            chance = start[path[0]]
            for here, there in pairwise(path):
                chance *= moves[here][there]
            if length == periods + 1:
                alive[path[-1]] += chance
            else:
                for place, end in enumerate(endings[path[-1]]):
                    ended[place] += chance * end
    return alive, ended


def can_end(moves, endings) -> bool:
    """Whether every state leads to some ending."""
    alive = {state for state, row in enumerate(endings) if any(row)}
    for _ in moves:
        alive |= {s for s, row in enumerate(moves) if any(row[t] for t in alive)}
    return len(alive) == len(moves)
