"""What a best package is best at: products, sums, smallest gains. Knows gains, not packages.

Every goal is concave and never falls when a gain rises. So a lottery reaches at least as much as
any package, and a goal's level gives, for any prices, the least that gains of that level are
worth. Gains are in the parties' units, at least 0 where a party has a floor.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import floor, inf, lcm, log, prod
from typing import Any

import numpy as np

from parley.maths.prices import Floats

HALVINGS = 100
TIE = 1e-9
"""Levels closer than this are decided exactly."""


@dataclass(frozen=True)
class Programme:
    """A goal as a linear programme over the gains and a few more numbers.

    Attributes:
        costs: `(number,)` over gains, then the others; to be made small.
        rows: `(row, number)`, each at most `limits`.
        limits: `(row,)`.
        free: how many of the others may be below 0; they come first.
    """

    costs: Floats
    rows: Floats
    limits: Floats
    free: int


class Goal(ABC):
    """A goal."""

    @property
    @abstractmethod
    def heard(self) -> tuple[int, ...]:
        """The parties whose gains count."""

    @abstractmethod
    def score(self, gains: Floats) -> Floats:
        """`(package,)`: how good gains `(package, party)` are."""

    @abstractmethod
    def least(self, prices: Floats, level: float) -> Floats:
        """`(price,)`: what gains of at least this level are worth at least, `(party, price)`."""

    @abstractmethod
    def key(self, gains: Sequence[Fraction]) -> Any:
        """What exact gains are compared by; larger is better."""

    @abstractmethod
    def level(self, gains: Sequence[Fraction]) -> float:
        """The score of exact gains."""

    def step(self, gains: Sequence[Fraction], grid: Sequence[int]) -> float:
        """By how much the level of a better package is higher at least, 0 if that is unknown.

        Args:
            gains: the best known gains, exactly.
            grid: per party, a denominator of all differences of its gains.
        """
        del gains, grid
        return 0.0

    @abstractmethod
    def programme(self, parties: int, tangents: Floats) -> Programme:
        """The goal for lotteries; `tangents` are gains `(point, party)` near which it is close."""

    def most(self, prices: Floats, worth: float) -> float:
        """The highest level of gains that are worth no more than `worth` at prices `(party,)`."""
        column = prices[:, None]
        low, high = -1.0, 1.0
        while self.least(column, high)[0] <= worth and high < 2.0**60:
            low, high = high, high * 2
        while self.least(column, low)[0] > worth and low > -(2.0**60):
            low, high = low * 2, low
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.least(column, middle)[0] <= worth else (low, middle)
        return high


@dataclass(frozen=True)
class Product(Goal):
    """The product of gains to some powers, as the mean of logarithms.

    Attributes:
        powers: per party, whole numbers, 0 for one that is not heard.
        units: per party, the gain that counts as 1.
    """

    powers: tuple[int, ...]
    units: tuple[Fraction, ...]

    @property
    def heard(self) -> tuple[int, ...]:
        """The parties whose gains count."""
        return tuple(party for party, power in enumerate(self.powers) if power)

    @property
    def shares(self) -> Floats:
        """The powers, divided by their sum."""
        return np.array([power / sum(self.powers) for power in self.powers])

    def score(self, gains: Floats) -> Floats:
        """The weighted mean of the logarithms; -inf where a heard party gains nothing."""
        heard = self.shares > 0
        with np.errstate(divide="ignore"):
            logarithms = np.log(np.maximum(gains[:, heard], 0.0))
        return np.asarray(logarithms @ self.shares[heard])

    def least(self, prices: Floats, level: float) -> Floats:
        """At prices l, the cheapest gains with product e^level are n w / l: worth n altogether."""
        shares = self.shares
        heard = shares > 0
        if level == -inf:
            return np.full(prices.shape[1], -inf)
        with np.errstate(divide="ignore"):
            logarithms = np.log(prices[heard] / shares[heard][:, None])
        return np.asarray(np.exp(level + shares[heard] @ logarithms))

    def key(self, gains: Sequence[Fraction]) -> Fraction:
        """The product itself."""
        return prod((g**p for g, p in zip(gains, self.powers, strict=True)), start=Fraction(1))

    def level(self, gains: Sequence[Fraction]) -> float:
        """The mean of the logarithms, from whole numbers of any size."""
        total = 0.0
        for gain, share, unit in zip(gains, self.shares, self.units, strict=True):
            if share > 0:
                ratio = gain / unit
                if ratio <= 0:
                    return -inf
                total += share * (log(ratio.numerator) - log(ratio.denominator))
        return total

    def programme(self, parties: int, tangents: Floats) -> Programme:
        """The mean of y, with y_i below tangents of the logarithm of g_i."""
        heard = np.flatnonzero(self.shares)
        rows, limits = [], []
        for at, party in enumerate(heard):
            for gain in tangents[:, party]:
                row = np.zeros(parties + len(heard))
                row[party], row[parties + at] = -1 / gain, 1.0
                rows.append(row)
                limits.append(np.log(gain) - 1)
        costs = np.concatenate([np.zeros(parties), -self.shares[heard]])
        return Programme(costs, np.array(rows), np.array(limits), len(heard))


@dataclass(frozen=True)
class Sum(Goal):
    """A sum of gains, each times its weight.

    Attributes:
        weights: per party, at least 0.
        units: per party, the gain that counts as 1; one unit for all that are heard.
        floored: per party, whether its gain is known to be at least 0.
    """

    weights: tuple[int, ...]
    units: tuple[Fraction, ...]
    floored: tuple[bool, ...]

    @property
    def heard(self) -> tuple[int, ...]:
        """The parties whose gains count."""
        return tuple(party for party, weight in enumerate(self.weights) if weight)

    def score(self, gains: Floats) -> Floats:
        """The weighted sum."""
        return np.asarray(gains @ np.array(self.weights, dtype=np.float64))

    def least(self, prices: Floats, level: float) -> Floats:
        """The part of the prices in proportion to the weights is worth that much of the level."""
        if level == -inf:
            return np.full(prices.shape[1], -inf)
        weights = np.array(self.weights, dtype=np.float64)
        part = (prices[weights > 0] / weights[weights > 0][:, None]).min(axis=0)
        rest = prices - part * weights[:, None]
        unknown = (rest[~np.array(self.floored)] > 0).any(axis=0)
        return np.where(unknown, -inf, part * level)

    def key(self, gains: Sequence[Fraction]) -> Fraction:
        """The sum itself."""
        rows = zip(self.weights, gains, strict=True)
        return sum((weight * gain for weight, gain in rows), Fraction(0))

    def level(self, gains: Sequence[Fraction]) -> float:
        """The sum in units."""
        unit = next(u for u, weight in zip(self.units, self.weights, strict=True) if weight)
        return float(self.key(gains) / unit)

    def step(self, gains: Sequence[Fraction], grid: Sequence[int]) -> float:
        """Sums differ by multiples of one over the common denominator."""
        del gains
        summed = [(d, u) for d, u, w in zip(grid, self.units, self.weights, strict=True) if w]
        return float(1 / (lcm(*(d for d, _ in summed)) * summed[0][1]))

    def programme(self, parties: int, tangents: Floats) -> Programme:
        """As it is."""
        del tangents
        costs = -np.array(self.weights, dtype=np.float64)
        return Programme(costs, np.zeros((0, parties)), np.zeros(0), 0)


@dataclass(frozen=True)
class Smallest(Goal):
    """The sum of the few smallest gains in units; with all fewer, leximin.

    Leximin is to maximise the smallest gain, then the sum of the two smallest, and so on, each
    among the packages that are best so far (Ogryczak and Sliwinski 2003).

    Attributes:
        among: the parties whose gains count.
        units: per party, the gain that counts as 1.
        reached: the best sums of fewer smallest gains.
    """

    among: tuple[int, ...]
    units: tuple[Fraction, ...]
    reached: tuple[float, ...] = ()

    @property
    def heard(self) -> tuple[int, ...]:
        """The parties whose gains count."""
        return self.among

    @property
    def count(self) -> int:
        """How many of the smallest gains are added up."""
        return len(self.reached) + 1

    def score(self, gains: Floats) -> Floats:
        """The sum of the `count` smallest; -inf where sums of fewer fall short."""
        sums = np.cumsum(np.sort(gains[:, list(self.heard)], axis=1), axis=1)
        short = (sums[:, : len(self.reached)] < np.array(self.reached) - TIE).any(axis=1)
        return np.where(short, -inf, sums[:, self.count - 1])

    def least(self, prices: Floats, level: float) -> Floats:
        """The highest price meets the smallest gain: summed by parts (Abel).

        A sum of j smallest is at least j/i times the sum of i smallest for i below j.
        """
        if level == -inf:
            return np.full(prices.shape[1], -inf)
        known = [*self.reached, level]
        sums = [
            max(known[i] * ((j + 1) / (i + 1)) for i in range(min(j + 1, len(known))))
            if j >= len(known)
            else known[j]
            for j in range(len(self.heard))
        ]
        ordered = -np.sort(-prices[list(self.heard)], axis=0)
        steps = ordered - np.vstack([ordered[1:], np.zeros((1, prices.shape[1]))])
        return np.asarray(np.array(sums) @ steps)

    def key(self, gains: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """The gains in units, smallest first."""
        return tuple(sorted(gains[party] / self.units[party] for party in self.heard))

    def level(self, gains: Sequence[Fraction]) -> float:
        """The sum of the `count` smallest; -inf where sums of fewer fall short."""
        sums = list(accumulate(self.key(gains)))
        short = any(s < r - TIE for s, r in zip(sums, self.reached, strict=False))
        return -inf if short else float(sums[self.count - 1])

    def step(self, gains: Sequence[Fraction], grid: Sequence[int]) -> float:
        """With one smallest gain: until every party's gain is above it, on its own grid."""
        if self.reached:
            return 0.0
        least = self.key(gains)[0]
        steps = []
        for party in self.heard:
            unit, width = self.units[party], Fraction(1, grid[party])
            ahead = floor((least * unit - gains[party]) / width) + 1
            steps.append((gains[party] + ahead * width) / unit - least)
        return float(min(steps))

    def programme(self, parties: int, tangents: Floats) -> Programme:
        """For every count j, j t_j less what lies below t_j is at most the sum of j smallest."""
        del tangents
        heard, tiers = len(self.heard), self.count
        width = parties + tiers + tiers * heard
        rows, limits = [], []
        for tier in range(tiers):
            total = np.zeros(width)
            total[parties + tier] = -(tier + 1)
            for at, party in enumerate(self.heard):
                short = parties + tiers + tier * heard + at
                row = np.zeros(width)
                row[parties + tier], row[party], row[short] = 1.0, -1.0, -1.0
                total[short] = 1.0
                rows.append(row)
                limits.append(0.0)
            if tier < len(self.reached):
                rows.append(total)
                limits.append(-self.reached[tier])
        return Programme(total, np.array(rows), np.array(limits), tiers)
