"""Two-party bargaining on a grid of the frontier. Knows pairs of points and plain steps."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import sqrt

Point = tuple[Fraction, Fraction]


def height(points: Sequence[Point], x: Fraction) -> Fraction | None:
    """The best second utility where the first is at least x, over all mixtures of two points."""
    pure = [q[1] for q in points if q[0] >= x]
    mixed = [
        p[1] + (q[1] - p[1]) * (x - p[0]) / (q[0] - p[0])
        for p, q in product(points, repeat=2)
        if p[0] < x < q[0]
    ]
    return max(pure + mixed, default=None)


def grid(points: Sequence[Point], d: Point, steps: int) -> list[Point]:
    """Points of the frontier that give each party at least d, from left to right."""
    right = max(p[0] for p in points)
    shares = [d[0] + (right - d[0]) * Fraction(k, steps) for k in range(steps + 1)]
    edge = [(x, height(points, x)) for x in shares]
    return [(x, y) for x, y in edge if y >= d[1]]


def nash(points: Sequence[Point], d: Point, weight: float, steps: int) -> float:
    """The highest weighted product of gains on the grid."""
    return max(
        float(x - d[0]) ** weight * float(y - d[1]) ** (1 - weight)
        for x, y in grid(points, d, steps)
    )


def perles_maschler(points: Sequence[Point], d: Point, steps: int) -> Point:
    """Two parties step towards each other, always the one who has conceded less."""
    edge = grid(points, d, steps)
    low, high, left, right = 0, len(edge) - 1, 0.0, 0.0
    while low < high:
        if left <= right:
            left += _cost(edge[low], edge[low + 1])
            low += 1
        else:
            right += _cost(edge[high - 1], edge[high])
            high -= 1
    return edge[low]


def raiffa(points: Sequence[Point], d: Point, rounds: int) -> tuple[float, float]:
    """Half way to each party's best, which a bisection finds, again and again."""
    x, y = d
    for _ in range(rounds):
        low, high = x, max(p[0] for p in points)
        if height(points, high) < y:
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (middle, high) if height(points, middle) >= y else (low, middle)
            high = low
        x, y = Fraction(float((x + high) / 2)), Fraction(float((y + height(points, x)) / 2))
    return float(x), float(y)


def _cost(a: Point, b: Point) -> float:
    return sqrt(float((b[0] - a[0]) * (a[1] - b[1])))
