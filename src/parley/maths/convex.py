"""Two-party bargaining over a convex set. Knows its frontier, not the lotteries behind it.

The set is given by points `(vertex, 2)`; it is their convex hull with free disposal, so only
the frontier from one party's best point to the other's matters. `d` is the value of no deal.
Every solution asks, as Nash (1950) did, that some point be better than `d` for both parties.
"""

from collections.abc import Callable
from fractions import Fraction
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.errors import NoAnswer
from parley.maths.exact import Rational
from parley.maths.pareto import nondominated

Point = tuple[float, float]
ORIGIN: Point = (0.0, 0.0)
HALVINGS = 64
GOLDEN = (sqrt(5) - 1) / 2
NARROWINGS = 80


def frontier(points: ArrayLike) -> NDArray[np.float64]:
    """The vertices of the upper right edge of the convex hull: what lotteries can reach.

    The monotone chain of Andrew (1979).

    Args:
        points: `(point, 2)`, larger is better.

    Returns:
        `(vertex, 2)`, rising in the first party's utility, falling in the second's; no vertex
        lies between its neighbours on a line.
    """
    numbers = np.asarray(points, dtype=np.float64)
    efficient = np.unique(numbers[nondominated(numbers)], axis=0)
    hull: list[NDArray[np.float64]] = []
    for point in efficient:
        while len(hull) > 1 and not _turns_right(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return np.array(hull)


def _turns_right(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> np.bool_:
    """Whether the path from a over b to c bends to the right."""
    return np.bool_((b[0] - a[0]) * (c[1] - a[1]) < (b[1] - a[1]) * (c[0] - a[0]))


def nash(vertices: ArrayLike, d: Point = ORIGIN, weight: float = 0.5) -> Point:
    """The point with the highest product of gains, `(x - d0)^weight (y - d1)^(1 - weight)`.

    Nash (1950), "The Bargaining Problem"; weights after Kalai (1977). On a straight frontier
    the first party gets the share `weight` of the way to its intercept, so on a polygon the
    answer is the first such point that lies before the right end of its edge.

    Args:
        vertices: `(vertex, 2)`.
        d: the value of no deal to each party.
        weight: the first party's bargaining weight, in 0..1.

    Returns:
        The utilities of the two parties.

    Raises:
        NoAnswer: no point is better than `d` for both.
    """
    x, y = _zone(vertices, d)
    for k in range(len(x) - 1):
        intercept = x[k] + (y[k] - d[1]) * (x[k + 1] - x[k]) / (y[k] - y[k + 1])
        best = d[0] + weight * (intercept - d[0])
        if best < x[k + 1]:
            return _at(x, y, max(best, x[k]))
    return _at(x, y, x[-1])


def kalai_smorodinsky(vertices: ArrayLike, d: Point = ORIGIN) -> Point:
    """The point where both parties get the same share of their best gain.

    Kalai and Smorodinsky (1975), "Other Solutions to Nash's Bargaining Problem": where the line
    from `d` to the ideal point, each party's best in the zone, meets the frontier.

    Args, returns and errors: as `nash`.
    """
    x, y = _zone(vertices, d)
    return _on_ray(x, y, d, (x[-1] - d[0], y[0] - d[1]))


def egalitarian(vertices: ArrayLike, d: Point = ORIGIN) -> Point:
    """The point where both parties gain the same, or else the smaller gain is largest.

    Kalai (1977), "Proportional Solutions to Bargaining Situations", in the leximin form. It
    compares gains between parties, so it depends on their units.

    Args, returns and errors: as `nash`.
    """
    x, y = _zone(vertices, d)
    return _on_ray(x, y, d, (1.0, 1.0))


def raiffa(vertices: ArrayLike, d: Point = ORIGIN) -> Point:
    """Where interim agreements half way to each party's best lead in the end.

    The sequential solution of Raiffa (1953), "Arbitration Schemes for Generalized Two-Person
    Games": both utilities move half way to the best that the other's leaves open, again and
    again. The distance to the limit halves each time.

    Args, returns and errors: as `nash`.
    """
    x, y = _zone(vertices, d)
    here = d
    for _ in range(HALVINGS):
        ideal = np.interp(here[1], y[::-1], x[::-1]), np.interp(here[0], x, y)
        here = float(here[0] + ideal[0]) / 2, float(here[1] + ideal[1]) / 2
    return here


def perles_maschler(vertices: ArrayLike, d: Point = ORIGIN) -> Point:
    """The meeting point of two parties who concede along the frontier at equal cost.

    Perles and Maschler (1981), "The Super-Additive Solution for the Nash Bargaining Game": the
    point that halves the integral of sqrt(-dx dy) along the frontier of the zone.

    Args, returns and errors: as `nash`.
    """
    x, y = _zone(vertices, d)
    walked = np.append(0.0, np.cumsum(np.sqrt(-np.diff(x) * np.diff(y))))
    half = walked[-1] / 2
    return float(np.interp(half, walked, x)), float(np.interp(half, walked, y))


def nash_split(
    total: Rational, d: tuple[Rational, Rational], weight: Rational = Fraction(1, 2)
) -> tuple[Rational, Rational]:
    """Share a total of transferable utility: each its value of no deal, and its part of the rest.

    Nash (1950) on a straight frontier, `x0 = d0 + weight (total - d0 - d1)`. Exact in, exact out.

    Args:
        total: what there is to share.
        d: the value of no deal to each party, in the same unit.
        weight: the first party's bargaining weight, in 0..1.

    Returns:
        What each party gets; together, the total.

    Raises:
        NoAnswer: the values of no deal add up to more than the total.
    """
    surplus = total - d[0] - d[1]
    if surplus < 0:
        raise NoAnswer(f"The values of no deal add up to {-surplus} more than there is to share.")
    first = d[0] + weight * surplus
    return first, total - first


def nash_division(
    first: Callable[[float], float],
    second: Callable[[float], float],
    d: Point = ORIGIN,
    weight: float = 0.5,
) -> float:
    """How to divide one unit so that the (weighted) product of gains is highest.

    Nash (1950), for any two concave utilities. Golden section search (Kiefer 1953): where the
    gains are negative it climbs by the smaller one, where they are positive by the product;
    together these rise to one peak. The result is good to about 1e-8, half the digits of
    float64, since a product is flat at its peak.

    Args:
        first: the first party's utility of its own share in 0..1, concave and rising.
        second: the second party's utility of the *first* party's share, concave and falling.
        d: the value of no deal to each party.
        weight: the first party's bargaining weight, strictly between 0 and 1.

    Returns:
        The first party's share.

    Raises:
        NoAnswer: no division is better than `d` for both.
    """

    def height(share: float) -> float:
        gains = first(share) - d[0], second(share) - d[1]
        return min(gains) if min(gains) < 0 else gains[0] ** weight * gains[1] ** (1 - weight)

    low, high = 0.0, 1.0
    for _ in range(NARROWINGS):
        step = GOLDEN * (high - low)
        if height(high - step) < height(low + step):
            low = high - step
        else:
            high = low + step
    share = (low + high) / 2
    if height(share) <= 0:
        raise NoAnswer("No division is better than no deal for both parties.")
    return share


def _zone(vertices: ArrayLike, d: Point) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The part of the frontier that gives each party at least `d`: its x rising, its y falling."""
    x, y = frontier(vertices).T
    low_x, low_y = max(d[0], x[0]), max(d[1], y[-1])
    if not (d[0] < x[-1] and d[1] < np.interp(low_x, x, y)):
        raise NoAnswer("No point is better than no deal for both parties.")
    high_x, high_y = np.interp(low_y, y[::-1], x[::-1]), np.interp(low_x, x, y)
    if low_x >= high_x:  # one point is best for both
        return np.array([low_x]), np.array([high_y])
    inner = (low_x < x) & (x < high_x)
    return np.array([low_x, *x[inner], high_x]), np.array([high_y, *y[inner], low_y])


def _at(x: NDArray[np.float64], y: NDArray[np.float64], here: float) -> Point:
    """The point of the line through `(x, y)` at `here`, x rising."""
    return float(here), float(np.interp(here, x, y))


def _on_ray(x: NDArray[np.float64], y: NDArray[np.float64], d: Point, direction: Point) -> Point:
    """Where the ray from `d` meets the frontier, or the end of it that the ray passes by."""
    right_of_ray = (x - d[0]) * direction[1] - (y - d[1]) * direction[0]
    return float(np.interp(0, right_of_ray, x)), float(np.interp(0, right_of_ray, y))
