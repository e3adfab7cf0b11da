"""Named points of spaces with factors and rules, by listing every package. Knows Fractions only."""

from fractions import Fraction
from itertools import pairwise, product
from math import prod


def values(space):
    """Every package that the rules allow, in ascending order, with its exact values."""
    found = {}
    for package in product(*(range(len(table)) for table in space.tables)):
        if all(rule.allowed[tuple(package[at] for at in rule.scope)] for rule in space.rules):
            rows = [table[option] for table, option in zip(space.tables, package, strict=True)]
            rows += [f.table[tuple(package[at] for at in f.scope)] for f in space.factors]
            columns = zip(*(row.tolist() for row in rows), strict=True)
            found[package] = tuple(sum(map(Fraction, column), Fraction(0)) for column in columns)
    return found


def acceptable(space, floors):
    """The acceptable packages with their gains; a floor of None asks nothing."""
    return {
        package: tuple(x - (floor or 0) for x, floor in zip(row, floors, strict=True))
        for package, row in values(space).items()
        if all(floor is None or x >= floor for x, floor in zip(row, floors, strict=True))
    }


def ties(gains, key):
    """All packages whose gains have the largest key, ascending."""
    keys = {package: key(row) for package, row in gains.items()}
    return sorted(package for package, found in keys.items() if found == max(keys.values()))


def nash(gains, powers):
    return ties(gains, lambda row: prod(g**p for g, p in zip(row, powers, strict=True)))


def leximin(gains, heard, scale):
    return ties(gains, lambda row: sorted(row[party] / scale[party] for party in heard))


def utilitarian(gains, heard):
    return ties(gains, lambda row: sum(row[party] for party in heard))


def corners(points):
    """The points of a set, two parties, that are the only best ones at some prices above 0."""
    every = set(points)
    points = {p for p in every if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in every)}
    directions = {(x1 - x0, y1 - y0) for x0, y0 in points for x1, y1 in points}
    slopes = sorted({-dx / dy for dx, dy in directions if dx * dy < 0})
    prices = [(1, r) for r in between(slopes)]
    found = set()
    for price in prices:
        worth = {p: p[0] * price[0] + p[1] * price[1] for p in points}
        best = [p for p in points if worth[p] == max(worth.values())]
        if len(best) == 1:
            found.add(best[0])
    return sorted(found)


def between(slopes):
    """A ratio below, between and above the given ones, each above 0."""
    if not slopes:
        return [Fraction(1)]
    middles = [(a + b) / 2 for a, b in pairwise(slopes)]
    return [slopes[0] / 2, *middles, slopes[-1] * 2]
