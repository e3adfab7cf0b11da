"""The named points of bargaining theory in a space of any size. Knows gains, not who gains.

A lottery's prices bound what packages can reach, a search in depth proves which is best, and what
comes within rounding of it is decided in whole numbers. Nothing is listed and no frontier is
needed, so 10^30 packages take no longer than the gap between lotteries and packages asks for.
`bargaining` finds the same points in a list of packages.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf, lcm
from time import monotonic

from parley.errors import NoAnswer
from parley.maths.exact import Rational
from parley.maths.goals import Product, Smallest, Sum
from parley.maths.prices import Problem, prepare
from parley.maths.solving import (
    Extreme,
    FlatError,
    Gains,
    NoneAcceptableError,
    Optimum,
    Package,
    Solver,
)
from parley.maths.spaces import Space

__all__ = [
    "Extreme",
    "NoneAcceptableError",
    "NothingToGainError",
    "Optimum",
    "best",
    "efficient",
    "egalitarian",
    "kalai_smorodinsky",
    "nash",
    "room",
    "utilitarian",
]

SECONDS = 60.0
LIMIT = 200
LARGEST_POWER = 10_000


class NothingToGainError(NoAnswer):
    """Some party gains nothing from any acceptable package."""


def nash(
    space: Space,
    floors: Sequence[Rational],
    weights: Sequence[int | Fraction] | None = None,
    heard: Sequence[int] | None = None,
    limit: int = LIMIT,
    seconds: float = SECONDS,
) -> Optimum:
    """The acceptable packages with the highest product of gains, each to the power of its weight.

    Nash (1950), "The Bargaining Problem"; with weights Harsanyi and Selten (1972). At the best
    lottery's prices, one over each gain, no package is worth more than the lottery: that bounds
    every option, and a search in depth closes it. Where the highest product is 0, all acceptable
    packages tie, and one of them is returned.

    Args:
        space: the packages.
        floors: `(party,)`, the least acceptable values; equality accepts.
        weights: `(party,)`, at least 0, default all equal.
        heard: the parties whose gains count, default all; the others only have floors.
        limit: how many packages to list.
        seconds: the time after which to stop and state the gap.

    Raises:
        NoneAcceptableError: no package is acceptable.
        NoAnswer: none was found, nor a proof that there is none; weights below 0, all 0, or in no
            simple ratio.
    """
    parties, listened = range(space.parties), _listened(space, heard)
    given = [1] * len(parties) if weights is None else list(weights)
    powers = _powers([w if p in listened else 0 for p, w in zip(parties, given, strict=True)])
    counted = [party for party in parties if powers[party]]
    _floors_needed(floors, counted)
    problem = prepare(space, floors, heard=counted)
    units = tuple(map(Fraction, problem.units))
    ends = monotonic() + seconds
    try:
        return Solver(problem, Product(powers, units), ends, limit).optimum()
    except FlatError as flat:
        found = flat.found
    return Optimum(
        points=(problem.gains(problem.place(found.package)),),
        packages=(found.package,),
        tied=1,
        counted=False,
        gap=None if found.gap is None else inf,
        method="the highest product is 0, so every acceptable package ties",
    )


def kalai_smorodinsky(
    space: Space,
    floors: Sequence[Rational],
    heard: Sequence[int] | None = None,
    limit: int = LIMIT,
    seconds: float = SECONDS,
) -> Optimum:
    """The acceptable packages whose worst-off party gets the largest share of its best gain.

    Kalai and Smorodinsky (1975), "Other Solutions to Nash's Bargaining Problem"; for finite sets
    and several parties the leximin form of Imai (1983). A party's best gain is over the
    acceptable packages.

    Args, returns: as `nash`; the gap is in shares of a best gain.

    Raises:
        NoneAcceptableError: no package is acceptable.
        NothingToGainError: a party can gain nothing.
        NoAnswer: time ran out before that, or before a party's best gain, was known.
    """
    ends = monotonic() + seconds
    listened = _listened(space, heard)
    units: list[Fraction | None] = [None] * space.parties
    _floors_needed(floors, listened)
    for party in listened:
        top = best(space, floors, party, seconds=ends - monotonic())
        if top.value == Fraction(floors[party]):
            raise NothingToGainError(
                f"Not determined: party {party} gains nothing from any acceptable package, "
                "so its share of its best gain has no meaning."
            )
        if top.gap is not None:
            raise NoAnswer(
                f"Not determined: the best acceptable package of party {party} was not found in "
                f"{seconds:.0f} seconds. Allow more time, or narrow the space."
            )
        units[party] = top.value - Fraction(floors[party])
    return _leximin(space, floors, units, listened, ends, limit, 1.0)


def egalitarian(
    space: Space,
    floors: Sequence[Rational],
    heard: Sequence[int] | None = None,
    limit: int = LIMIT,
    seconds: float = SECONDS,
) -> Optimum:
    """The acceptable packages whose smallest gain is largest, then the second smallest, and so on.

    Kalai (1977), "Proportional Solutions to Bargaining Situations", in the leximin form. It
    compares gains between parties, so it depends on their units.

    Args, returns and errors: as `nash`; the gap is in points.
    """
    listened = _listened(space, heard)
    _floors_needed(floors, listened)
    unit = _common_unit(space, floors, listened)
    units = [unit if party in listened else None for party in range(space.parties)]
    ends = monotonic() + seconds
    return _leximin(space, floors, units, listened, ends, limit, float(unit))


def utilitarian(
    space: Space,
    floors: Sequence[Rational],
    heard: Sequence[int] | None = None,
    limit: int = LIMIT,
    seconds: float = SECONDS,
) -> Optimum:
    """The acceptable packages with the highest sum of gains.

    Harsanyi (1955), "Cardinal Welfare, Individualistic Ethics, and Interpersonal Comparisons of
    Utility". It compares gains between parties, so it depends on their units.

    Args, returns and errors: as `nash`; the gap is in points.
    """
    listened = _listened(space, heard)
    unit = _common_unit(space, floors, listened)
    units = [unit if party in listened else None for party in range(space.parties)]
    problem = prepare(space, floors, units, listened)
    goal = _sum(problem, listened, [unit] * space.parties)
    return Solver(problem, goal, monotonic() + seconds, limit, float(unit)).optimum()


def best(space: Space, floors: Sequence[Rational], party: int, seconds: float = SECONDS) -> Extreme:
    """The most that one party gets in an acceptable package.

    By definition. Where the party's own floor is -inf, it is the most that the others accept.

    Args:
        space: the packages.
        floors: `(party,)`, the least acceptable values; -inf for none.
        party: whose value.
        seconds: the time after which to stop and state the gap.

    Raises:
        NoAnswer: no package is acceptable.
    """
    problem = prepare(space, floors, heard=[party])
    units = list(map(Fraction, problem.units))
    goal, ends = _sum(problem, [party], units), monotonic() + seconds
    solver = Solver(problem, goal, ends, measure=float(units[party]))
    return solver.extreme(problem.origin[party])


def room(
    space: Space,
    floors: Sequence[Rational],
    heard: Sequence[int] | None = None,
    seconds: float = SECONDS,
) -> Extreme:
    """The largest smallest gain that any package gives; below 0, what acceptance lacks.

    By definition. All packages that the rules allow count, acceptable or not; floors are finite.

    Raises:
        NoAnswer: the rules allow no package.
    """
    listened = _listened(space, heard)
    _floors_needed(floors, listened)
    unit = _common_unit(space, floors, listened)
    units = [unit if party in listened else None for party in range(space.parties)]
    problem = prepare(space, floors, units, listened).unfloored()
    goal = Smallest(tuple(listened), (unit,) * space.parties)
    ends = monotonic() + seconds
    return Solver(problem, goal, ends, measure=float(unit)).extreme(Fraction(0))


def efficient(
    space: Space,
    package: Package,
    heard: Sequence[int] | None = None,
    floors: Sequence[Rational] | None = None,
    seconds: float = SECONDS,
) -> bool | None:
    """Whether no other package is as good for every party that is heard, and better for one.

    By definition, as the question whether any package has a higher sum of gains over this one's.

    Args:
        space: the packages.
        package: an allowed one of them.
        heard: the parties that count, default all.
        floors: `(party,)`, what the other packages must reach too, default nothing.
        seconds: the time after which to stop.

    Returns:
        The answer; None where time ran out.
    """
    listened = _listened(space, heard)
    values = _exact_values(space, package)
    least: list[Rational] = [-inf] * space.parties if floors is None else list(floors)
    for party in listened:
        least[party] = max(least[party], values[party])
    unit = _common_unit(space, [0] * space.parties, listened)
    units = [unit if party in listened else None for party in range(space.parties)]
    problem = prepare(space, least, units, listened)
    try:
        start = problem.place(package)
    except ValueError:  # an option that another beats outright
        return False
    goal = _sum(problem, listened, [unit] * space.parties)
    better = Solver(problem, goal, monotonic() + seconds).better(start)
    return None if better is None else not better


def _exact_values(space: Space, package: Package) -> Gains:
    """What a package is worth to each party."""
    problem = prepare(space, [0] * space.parties, heard=[])
    return problem.gains(problem.place(package))


def _listened(space: Space, heard: Sequence[int] | None) -> list[int]:
    return list(range(space.parties)) if heard is None else list(heard)


def _leximin(
    space: Space,
    floors: Sequence[Rational],
    units: Sequence[Fraction | None],
    heard: Sequence[int],
    ends: float,
    limit: int,
    measure: float,
) -> Optimum:
    problem = prepare(space, floors, units, heard)
    goal = Smallest(tuple(heard), tuple(unit or Fraction(1) for unit in units))
    return Solver(problem, goal, ends, limit, measure).optimum()


def _sum(problem: Problem, heard: Sequence[int], units: Sequence[Fraction]) -> Sum:
    weights = tuple(int(party in heard) for party in range(len(problem.units)))
    return Sum(weights, tuple(units), tuple(problem.floored.tolist()))


def _powers(weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Whole numbers in the ratio of the weights."""
    if min(weights) < 0 or max(weights) == 0:
        raise NoAnswer("Bargaining weights must be at least 0, and one of them above 0.")
    common = lcm(*(Fraction(weight).denominator for weight in weights))
    powers = tuple(int(Fraction(weight) * common) for weight in weights)
    if max(powers) > LARGEST_POWER:
        raise NoAnswer("Bargaining weights must be in a simple ratio. Round them.")
    return powers


def _common_unit(space: Space, floors: Sequence[Rational], heard: Sequence[int]) -> Fraction:
    """The widest difference of any party that is heard, as one unit for all of them."""
    units = prepare(space, floors, heard=[]).units
    return Fraction(float(units[list(heard)].max()))


def _floors_needed(floors: Sequence[Rational], heard: Sequence[int]) -> None:
    """Gains are over floors, so whoever is heard has one."""
    if any(floors[party] == -inf for party in heard):
        raise NoAnswer("A party without a floor has no gains to compare. Give it one.")


def _some(point: Gains, parties: Sequence[int]) -> list[Fraction]:
    return [point[party] for party in parties]
