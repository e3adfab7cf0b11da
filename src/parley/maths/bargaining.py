"""The named points of a finite set of packages, as tie sets. Knows gains, not who gains.

Every function takes gains `(package, party)`: utility less the value of no deal, over the
acceptable packages only, so at least 0. It returns all packages that tie for the best, as
ascending indices.

Integers and Fractions are decided exactly: float64 with a safe margin screens out what is clearly
worse, and whole numbers of any size decide among the rest. float64 gains are decided in
float64; within each package the parties' terms are sorted before they are combined, so that
the order of the parties changes no bit.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf, lcm, log, prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.errors import NoAnswer
from parley.maths.exact import Rational, Whole, is_exact, multipliers, whole

Packages = NDArray[np.intp]
"""Ascending indices of the packages that tie, `(tie,)`."""

MARGIN = 1e-12
"""Relative width of the screen: far above the rounding of float64, far below a real difference."""


def nash(gains: ArrayLike, weights: Sequence[Rational] | None = None) -> Packages:
    """The packages with the highest product of gains, each gain to the power of its weight.

    Nash (1950), "The Bargaining Problem"; with weights Harsanyi and Selten (1972). Where every
    product is 0, all packages tie. Multiplying one party's gains by a constant changes nothing.

    Args:
        gains: `(package, party)`, at least 0.
        weights: `(party,)`, at least 0, default all equal. Integers and Fractions keep exact
            gains exact; with float weights the decision is made in float64, on logarithms.

    Returns:
        The packages that tie.

    Raises:
        NoAnswer: no package, a negative gain, a negative weight or none above 0.
    """
    numbers = _acceptable(gains)
    powers = _ones(numbers) if weights is None else list(weights)
    if min(powers) < 0 or max(powers) == 0:
        raise NoAnswer("Bargaining weights must be at least 0, and one of them above 0.")
    heard = [party for party, power in enumerate(powers) if power > 0]
    numbers, powers = numbers[:, heard], [powers[party] for party in heard]
    if is_exact(numbers) and not any(isinstance(power, float) for power in powers):
        return _nash_exact(whole(numbers)[0], powers)
    return _highest(_products(numbers) if weights is None else _log_products(numbers, powers))


def kalai_smorodinsky(gains: ArrayLike, best: Sequence[Rational]) -> Packages:
    """The packages whose worst-off party gets the largest share of its best gain, then leximin.

    Kalai and Smorodinsky (1975), "Other Solutions to Nash's Bargaining Problem"; for finite
    sets and several parties the leximin form of Imai (1983). Multiplying one party's gains, and
    its best, by a constant changes nothing.

    Args:
        gains: `(package, party)`, at least 0.
        best: `(party,)`, each party's best gain over the acceptable packages.

    Returns:
        The packages that tie.

    Raises:
        NoAnswer: no package, a negative gain, or a party that can gain nothing.
    """
    for party, most in enumerate(best):
        if most <= 0:
            raise NoAnswer(
                f"Not determined: party {party} gains nothing from any acceptable package, "
                "so its share of its best gain has no meaning."
            )
    return _leximin(_acceptable(gains), best)


def egalitarian(gains: ArrayLike, scale: Sequence[Rational] | None = None) -> Packages:
    """The packages whose smallest gain is largest, then the second smallest, and so on.

    Kalai (1977), "Proportional Solutions to Bargaining Situations", in the leximin form. It
    compares gains between parties, so it depends on their units.

    Args:
        gains: `(package, party)`, at least 0.
        scale: `(party,)`, above 0: the gain meant is `gains[:, party] / scale[party]`.

    Returns:
        The packages that tie.

    Raises:
        NoAnswer: no package, or a negative gain.
    """
    numbers = _acceptable(gains)
    return _leximin(numbers, _ones(numbers) if scale is None else scale)


def utilitarian(gains: ArrayLike, scale: Sequence[Rational] | None = None) -> Packages:
    """The packages with the highest sum of gains.

    Harsanyi (1955), "Cardinal Welfare, Individualistic Ethics, and Interpersonal Comparisons of
    Utility". It compares gains between parties, so it depends on their units.

    Args:
        gains: `(package, party)`, at least 0.
        scale: `(party,)`, above 0: the gain meant is `gains[:, party] / scale[party]`.

    Returns:
        The packages that tie.

    Raises:
        NoAnswer: no package, or a negative gain.
    """
    numbers = _acceptable(gains)
    units = _ones(numbers) if scale is None else scale
    if not is_exact(numbers):
        return _highest(_total(_measured(numbers, units)))
    near, comparable = _near_the_best(numbers, units, np.sum)
    return near[_highest(comparable.sum(axis=1))]


def _acceptable(gains: ArrayLike) -> NDArray[Any]:
    """The gains as an array, once it is sure that they allow an answer."""
    numbers = np.asarray(gains)
    if len(numbers) == 0:
        raise NoAnswer("No package is acceptable, so none can be singled out.")
    refused = np.argwhere(~(numbers >= 0))  # negative, or NaN
    if len(refused):
        package, party = refused[0]
        raise NoAnswer(
            f"Package {package} gives party {party} less than no deal; "
            "the named points are defined over acceptable packages only."
        )
    return numbers


def _ones(gains: NDArray[Any]) -> list[Rational]:
    """A unit of one for every party."""
    return [1] * gains.shape[1]


def _highest(scores: NDArray[Any]) -> NDArray[np.intp]:
    """Ascending indices of the largest score."""
    return np.flatnonzero(scores == scores.max())


def _nash_exact(gains: Whole, weights: Sequence[Rational]) -> Packages:
    """Screen by logarithms, then compare products of whole numbers."""
    common = lcm(*(Fraction(weight).denominator for weight in weights))
    powers = [int(Fraction(weight) * common) for weight in weights]
    scores = _log_products(gains, powers)
    near = np.flatnonzero(scores >= scores.max() - MARGIN * (1 + abs(scores.max())))
    products = np.empty(len(near), dtype=object)
    products[:] = [prod(map(pow, package, powers)) for package in gains[near].tolist()]
    return near[_highest(products)]


def _log_products(gains: NDArray[Any], weights: Sequence[Rational]) -> NDArray[np.float64]:
    """Logarithms of the weighted products of the gains, -inf for 0."""
    if gains.dtype == object:
        logarithms = np.vectorize(_logarithm, otypes=[np.float64])(gains)
    else:
        with np.errstate(divide="ignore"):
            logarithms = np.log(gains.astype(np.float64))
    return _total(logarithms * np.array([float(weight) for weight in weights]))


def _logarithm(gain: int | Fraction) -> float:
    """The natural logarithm of a number of any size."""
    ratio = Fraction(gain)
    return log(ratio.numerator) - log(ratio.denominator) if ratio else -inf


def _products(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Products of the gains over a power of two near the largest: no underflow, no overflow."""
    fractions, exponents = np.frexp(np.sort(gains, axis=1))
    fraction = np.cumprod(fractions, axis=1)[:, -1]
    exponent = exponents.sum(axis=1)
    largest = exponent.max(where=fraction > 0, initial=exponent.min())
    return np.asarray(np.ldexp(fraction, exponent - largest))


def _total(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Row sums that do not depend on the order of the columns."""
    totals: NDArray[np.float64] = np.cumsum(np.sort(terms, axis=1), axis=1)[:, -1]
    return totals


def _measured(gains: NDArray[Any], units: Sequence[Rational]) -> NDArray[np.float64]:
    """The gains in multiples of each party's unit, in float64."""
    measured: NDArray[np.float64] = gains / np.array([float(unit) for unit in units])
    return measured


def _leximin(gains: NDArray[Any], units: Sequence[Rational]) -> Packages:
    """The packages whose gains in each party's unit, sorted, come last in lexicographic order."""
    if is_exact(gains):
        near, comparable = _near_the_best(gains, units, np.min)
    else:
        near, comparable = np.arange(len(gains)), _measured(gains, units)
    ordered = np.sort(comparable, axis=1)
    for rank in range(ordered.shape[1]):
        best = _highest(ordered[:, rank])
        near, ordered = near[best], ordered[best]
    return near


def _near_the_best(
    gains: NDArray[Any], units: Sequence[Rational], score: Callable[..., Any]
) -> tuple[Packages, NDArray[Any]]:
    """The packages whose score is within the margin of the best, and their gains on one scale.

    Returns:
        The packages `(near,)`, and Python integers `(near, party)` in proportion to
        `gains[near] / units`.
    """
    numbers, denominators = whole(gains)
    factors = multipliers([Fraction(unit) * d for unit, d in zip(units, denominators, strict=True)])
    near = np.arange(len(numbers))
    if numbers.dtype == np.int64:
        largest = max(factors)
        scores = score(numbers * np.array([factor / largest for factor in factors]), axis=1)
        near = np.flatnonzero(scores >= scores.max() * (1 - MARGIN))
    return near, numbers[near].astype(object) * np.array(factors, dtype=object)
