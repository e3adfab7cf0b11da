"""Draws of the uncertain numbers: named, stratified streams. Knows distributions, not politics.

Every uncertain number has a stream of its own, named after its path, so that adding or
removing one leaves every other column equal to the bit.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from parley.model.compiled import Model
from parley.scenario import Known
from parley.scenario.distributions import Beta, Fixed, Lognormal, Normal, Pert, Triangular, Uniform

Floats = NDArray[np.float64]
FEWEST = 20
SMALLEST = 2.0**-53


@dataclass(frozen=True)
class Draws:
    """Draws of every number of a model.

    Attributes:
        values: `(draw, input)`.
        replicate: `(draw,)`, which independent Latin hypercube a draw belongs to.
        seed: where the streams started; None for draws that were handed in.
    """

    values: Floats
    replicate: NDArray[np.int64]
    seed: int | None

    def __len__(self) -> int:
        """How many draws there are."""
        return len(self.values)


def draw(model: Model, draws: int, seed: int) -> Draws:
    """Draw every uncertain number, stratified within independent replicates.

    Args:
        model: the compiled scenario.
        draws: at least how many; rounded up to whole replicates.
        seed: a whole number from 0.

    Returns:
        Latin hypercube draws (McKay, Beckman and Conover 1979), one stream per number.
    """
    replicates = 20 if draws >= 20 * FEWEST else 10
    size = -(-max(draws, FEWEST) // replicates)
    values = np.empty((replicates * size, len(model.inputs)))
    for slot, number in enumerate(model.inputs):
        if number.uncertain:
            uniforms = [_column(number.path, seed, r, size) for r in range(replicates)]
            values[:, slot] = quantile(number.distribution, np.concatenate(uniforms))
        else:
            values[:, slot] = float(number.distribution.mean())
    return Draws(values, np.repeat(np.arange(replicates), size), seed)


def injected(model: Model, columns: Mapping[str, Floats]) -> Draws:
    """Draws made elsewhere, by path; numbers without a column stay at their means."""
    size = len(next(iter(columns.values())))
    values = np.empty((size, len(model.inputs)))
    for slot, number in enumerate(model.inputs):
        values[:, slot] = columns.get(number.path, float(number.distribution.mean()))
    return Draws(values, np.arange(size) % min(size, 10), None)


def _column(path: str, seed: int, replicate: int, size: int) -> Floats:
    """One stratum per draw, in a shuffled order: the number's own stream."""
    name = hashlib.blake2b(f"{seed}|{replicate}|{path}".encode(), digest_size=16).digest()
    stream = np.random.Generator(np.random.PCG64(int.from_bytes(name, "little")))
    shares = (stream.permutation(size) + stream.random(size)) / size
    return np.clip(shares, SMALLEST, 1 - SMALLEST)  # so that no bell has an infinite tail


def quantile(distribution: Known, u: Floats) -> Floats:
    """The value below which a share `u` of the distribution lies; `u` in (0, 1)."""
    match distribution:
        case Fixed(value):
            return np.full_like(u, value)
        case Uniform(low, high):
            return low + (high - low) * u
        case Pert(low, mode, high):
            a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
            return _within(low + (high - low) * special.betaincinv(a, b, u), low, high)
        case Triangular(low, mode, high):
            return _triangular(low, mode, high, u)
        case Normal(mean, sd, low, high):
            below, above = special.ndtr((low - mean) / sd), special.ndtr((high - mean) / sd)
            return _within(mean + sd * special.ndtri(below + (above - below) * u), low, high)
        case Beta(alpha, beta, low, high):
            return _within(low + (high - low) * special.betaincinv(alpha, beta, u), low, high)
        case Lognormal(median, _):
            return np.asarray(median * np.exp(distribution.sigma * special.ndtri(u)))


def _triangular(low: float, mode: float, high: float, u: Floats) -> Floats:
    width, share = high - low, (mode - low) / (high - low)
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u < share, rising, falling)


def _within(x: Floats, low: float, high: float) -> Floats:
    return np.clip(x, low, high)
