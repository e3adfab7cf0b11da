"""The named points of a survey, from its frontier or, where that is too large, without it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, Protocol, runtime_checkable

import numpy as np

from parley.errors import NoAnswer
from parley.maths import bargaining, convex, hulls, optima
from parley.maths.optima import NoneAcceptableError, NothingToGainError, Optimum
from parley.maths.spaces import Space
from parley.model import Model
from parley.model.surveys import Frontier, Package, Survey

MOST_TIED = 200
MOST_SORTED = 5_000
SECONDS = 20.0
DIGITS = 9
NO_GAIN = "Not determined: some party gains nothing from any acceptable package."
NO_PRODUCT = (
    "The highest product of gains is 0, so every acceptable package ties; the efficient ones are "
    "listed."
)
NO_PRODUCT_FOUND = (
    "The highest product of gains is 0, so every acceptable package ties; one of them is listed."
)
RULES: Mapping[str, Callable[..., Optimum]] = {
    "nash": optima.nash,
    "kalai_smorodinsky": optima.kalai_smorodinsky,
    "egalitarian": optima.egalitarian,
    "utilitarian": optima.utilitarian,
}
LOTTERIES: Mapping[str, Callable[..., convex.Point]] = {
    "nash": convex.nash,
    "kalai_smorodinsky": convex.kalai_smorodinsky,
    "egalitarian": convex.egalitarian,
    "raiffa": convex.raiffa,
    "perles_maschler": convex.perles_maschler,
}


@runtime_checkable
class InTerms(Protocol):
    """A survey that can say its allowed packages as terms over few issues each.

    Attributes:
        space: the packages that are feasible and cross no red line; the parties that always agree
            come first, in their order, then whoever else only has a floor.
        floors: what each accepts at least.
    """

    @property
    def space(self) -> Space:
        """The packages."""

    @property
    def floors(self) -> Sequence[Fraction]:
        """What each accepts at least."""


@dataclass(frozen=True)
class Named:
    """A named point: its values, and packages that reach it, in file order, up to `MOST_TIED`.

    Attributes:
        points: the values of its packages, for the parties that always agree.
        packages: the packages.
        tied: how many reach it.
        counted: whether that is all of them.
        gap: how much better a package might be, where that is not closed.
        note: what else there is to say.
    """

    points: frozenset[tuple[Fraction, ...]]
    packages: tuple[Package, ...]
    tied: int
    counted: bool = True
    gap: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class Mixed:
    """A point that a lottery over packages reaches.

    Attributes:
        values: per party.
        parts: one or two packages with their shares.
    """

    values: tuple[float, ...]
    parts: tuple[tuple[Package, float], ...]


def from_frontier(model: Model, survey: Survey, zone: Frontier) -> dict[str, Named]:
    """Every named point with the packages that tie for it.

    All of them lie on the frontier of the acceptable packages, save a highest product of 0.
    """
    if not len(zone.counts):
        return {}
    least = np.array([survey.no_deal[party] for party in model.parties], dtype=object)
    gains = zone.values - least
    best = [max(column) for column in gains.T]
    solvers: dict[str, Callable[[], Any]] = {
        "nash": lambda: bargaining.nash(gains),
        "kalai_smorodinsky": lambda: bargaining.kalai_smorodinsky(gains, best),
        "egalitarian": lambda: bargaining.egalitarian(gains),
        "utilitarian": lambda: bargaining.utilitarian(gains),
    }
    named: dict[str, Named] = {}
    for name, solve in solvers.items():
        try:
            named[name] = _on_frontier(model, zone, solve())
        except NoAnswer:
            named[name] = Named(frozenset(), (), 0, note=NO_GAIN)
    if all(0 in row for row in gains.tolist()):
        tied = survey.acceptable or named["nash"].tied
        named["nash"] = replace(named["nash"], tied=tied, note=NO_PRODUCT)
    return named


def _on_frontier(model: Model, zone: Frontier, points: Iterable[int]) -> Named:
    """The packages behind some points of the zone's frontier."""
    rows = list(points)
    behind = [package for at in rows for package in zone.packages[at]]
    return Named(
        points=frozenset(tuple(zone.values[at]) for at in rows),
        packages=tuple(sorted(behind, key=file_order(model))[:MOST_TIED]),
        tied=sum(zone.counts[at] for at in rows),
    )


def without_frontier(model: Model, terms: InTerms, seconds: float = SECONDS) -> dict[str, Named]:
    """Every named point by bounds and a search, for a zone whose frontier is too large.

    Args:
        model: the model.
        terms: its survey.
        seconds: the time for each point; then its gap is stated.

    Returns:
        Nothing where no package is acceptable.

    Raises:
        NoAnswer: in the time allowed no acceptable package was found, nor a proof of none.
    """
    heard = list(range(len(model.parties)))
    named: dict[str, Named] = {}
    for name, rule in RULES.items():
        solve = partial(rule, heard=heard, limit=MOST_SORTED, seconds=seconds)
        try:
            named[name] = _found(model, terms.floors, solve(terms.space, terms.floors))
        except NoneAcceptableError:
            return {}
        except NothingToGainError:
            named[name] = Named(frozenset(), (), 0, note=NO_GAIN)
        except NoAnswer as error:
            if name == "nash":
                raise
            named[name] = Named(frozenset(), (), 0, counted=False, note=str(error))
    return named


def _found(model: Model, floors: Sequence[Fraction], found: Optimum) -> Named:
    """What the search found, with its ties in file order."""
    parties = range(len(model.parties))
    flat = any(point[party] == 0 for point in found.points for party in parties)
    return Named(
        points=frozenset(tuple(point[p] + floors[p] for p in parties) for point in found.points),
        packages=tuple(sorted(found.packages, key=file_order(model))[:MOST_TIED]),
        tied=found.tied,
        counted=found.counted,
        gap=found.gap,
        note=NO_PRODUCT_FOUND if flat and "product is 0" in found.method else None,
    )


def file_order(model: Model) -> Callable[[Package], tuple[int, ...]]:
    """Sorts packages as the file orders issues and options."""
    columns = []
    for name, issue in model.scenario.issues.items():
        at = model.space.issues.index(name)
        in_file = issue.option_names(proposals=True)
        columns.append((at, [in_file.index(option) for option in model.space.options[at]]))
    return lambda package: tuple(places[package[at]] for at, places in columns)


def mixtures(edge: hulls.Hull, least: tuple[Fraction, Fraction]) -> dict[str, Mixed]:
    """The points that lotteries over two parties' packages reach, by the rules for convex sets.

    A lottery gives mean values; so do packages in turns over time. It is acceptable as a mixture,
    not each package on its own. Numbers are rounded to `DIGITS`, so that swapping the parties
    mirrors them to the bit.

    Args:
        edge: what lotteries reach.
        least: what no deal is worth to each.

    Returns:
        Nothing where no lottery is better than no deal for both.
    """
    if not edge.beats(*least):
        return {}
    points = [(float(x), float(y)) for x, y in edge.points]
    found: dict[str, Mixed] = {}
    for name, rule in LOTTERIES.items():
        values = rule(points, (float(least[0]), float(least[1])))
        parts = [(edge.packages[at], share) for at, share in hulls.mixture(points, values[0])]
        rounded = [(package, round(share, DIGITS)) for package, share in parts]
        found[name] = Mixed(
            values=tuple(round(value, DIGITS) for value in values),
            parts=tuple(sorted((row for row in rounded if row[1]), key=lambda row: (-row[1], row))),
        )
    return found
