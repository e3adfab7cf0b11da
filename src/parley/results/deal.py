"""The answer to: is there a deal, which packages are efficient, which are fair?"""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    SkipValidation,
    model_serializer,
    model_validator,
)

from parley.results.base import Answer, Chance, Result, Spread


class PackageRow(Result):
    """One package, with what it is worth and how often it holds."""

    id: str
    """A short name, the same for the same package."""
    options: Mapping[str, str]
    """The option per issue."""
    values: Mapping[str, float]
    """Per party: points in the base case."""
    gains: Mapping[str, float]
    """Per party: points above (or below) no deal."""
    share_of_best: Mapping[str, float | None]
    """Per party: how far it gets from no deal (0) to its best acceptable package (1)."""
    acceptable: bool
    """Acceptable in the base case to every party whose preferences are known."""
    efficient: bool
    """No feasible package is better for one party and worse for none."""
    efficient_in_zone: bool = False
    """The same among acceptable packages only."""
    points: tuple[str, ...]
    """The named points it is: nash, kalai_smorodinsky, egalitarian, utilitarian."""
    holds: Chance | None
    """How often it is acceptable over the draws."""


class FrontierPoint(Result):
    """One point of the frontier."""

    values: tuple[float, ...]
    """Points per party, in the order of `parties`."""
    acceptable: bool
    """Whether a package behind it is acceptable."""
    packages: int
    """How many packages are behind it."""


class NamedPoint(Result):
    """A named point of bargaining theory: all packages that reach it."""

    name: str
    """nash, kalai_smorodinsky, egalitarian or utilitarian."""
    packages: tuple[str, ...]
    """Ids of the packages, in file order; empty where not determined."""
    tied: int
    """How many packages reach it; those beyond the first are listed up to a limit."""
    comparison: bool
    """Whether it rests on comparing points between parties."""
    note: str | None = None
    """Why it is not determined."""
    counted: bool = True
    """Whether `tied` is all of them; otherwise there are at least so many. Left out where true."""
    gap: float | None = None
    """Left out where no package can be better; otherwise by how much one might be: in points, as
    a share of a party's best gain for kalai_smorodinsky, as a share of the product for nash."""

    @model_serializer(mode="wrap")
    def _short(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what only a search leaves open."""
        plain = {"counted": True, "gap": None}
        return {k: v for k, v in handler(self).items() if k not in plain or v != plain[k]}


class Mixture(Result):
    """A package with its share in a lottery, or of the time in which packages take turns."""

    id: str
    """The package's id."""
    options: Mapping[str, str]
    """The option per issue."""
    share: float
    """Its share; the shares of a lottery add up to 1."""


class Lottery(Result):
    """A point between two packages that a rule of fair division singles out.

    A lottery over packages gives mean values, and so do packages in turns over time. It is better
    than no deal for both parties on average; a package in it need not be.
    """

    name: str
    """nash, kalai_smorodinsky, egalitarian, raiffa or perles_maschler."""
    values: Mapping[str, float]
    """Per party: mean points."""
    parts: tuple[Mixture, ...]
    """One package, or two."""


class Divided(Result):
    """Issues shared out between two parties so that both count the same points.

    The procedure of adjusted winner, on the issues that no condition, red line or interaction
    ties to others and on which the two want opposite things. It asks for no red line and knows no
    alternative of no deal; a share of an issue is taken to be worth that share of its points.
    """

    shares: Mapping[str, Mapping[str, float]]
    """Per issue and party: how much of its way the party gets, from 0 to 1."""
    points: Mapping[str, Mapping[str, float]]
    """Per issue and party: what its way is worth to it, of 100 over these issues."""
    divided: str | None
    """The one issue of which both get a part."""
    totals: Mapping[str, float]
    """Per party: the points of what it gets; they are equal."""
    left_out: tuple[str, ...] = ()
    """Issues that cannot be shared out one by one."""


class Shortfall(Result):
    """How far a party is from agreement where there is no zone."""

    party: str
    """The party's id."""
    best: float | None
    """Its best value among packages that all others accept; None where they accept none."""
    no_deal: float
    """What no deal is worth to it, in the base case."""
    short: float | None
    """How many points that lies below its no-deal value."""


class Influence(Result):
    """How one uncertain number moves together with the room for a deal."""

    path: str
    """The number's place in the scenario."""
    correlation: float
    """Rank correlation over the draws (Spearman)."""
    origin: str
    """Sourced, elicited or assumed."""


class DealAnswer(Answer):
    """Is there a deal? Which packages, which are efficient, which are fair?"""

    question: Literal["deal"] = "deal"
    """The question's word."""
    parties: tuple[str, ...] = ()
    """The parties whose agreement every package needs and whose preferences are known."""
    verdict: Literal["zone", "no zone", "not determined"] = "not determined"
    """In the base case."""
    not_analysed: tuple[str, ...] = ()
    """Parties whose consent some package needs but whose preferences are not in the scenario."""
    size: int = 0
    """How many packages there are before conditions."""
    feasible: int | None = None
    """How many satisfy the conditions."""
    acceptable: int | None = None
    """How many are acceptable; None where they were not counted."""
    zone_chance: Chance | None = None
    """How often there is a zone."""
    no_deal: Mapping[str, float] = Field(default_factory=dict)
    """Per party: the base case."""
    frontier: tuple[FrontierPoint, ...] = ()
    """The Pareto frontier over feasible packages."""
    frontier_size: int = 0
    """How many points it has; the list above may be thinned."""
    cloud: tuple[tuple[float, ...], ...] = ()
    """Values of some other feasible packages, for the chart."""
    packages: tuple[PackageRow, ...] = ()
    """The leading packages."""
    named_points: tuple[NamedPoint, ...] = ()
    """The named points of bargaining theory, over acceptable packages."""
    lotteries: tuple[Lottery, ...] = ()
    """For exactly two parties: what lotteries over packages, or turns taken, could reach."""
    divided: Divided | None = None
    """Issues that two parties could share out between them, where there are such issues."""
    shortfalls: tuple[Shortfall, ...] = ()
    """Where there is no zone."""
    room: Spread | None = None
    """The largest gain, in points, that some package gives every party at once."""
    influences: tuple[Influence, ...] = ()
    """The numbers that move the room most."""
    per_draw: SkipValidation[Mapping[str, tuple[float, ...]]] = Field(
        default_factory=dict, exclude=True, repr=False
    )
    """Draw by draw, for the table of draws; not saved."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Every package and every point speaks of all issues and parties."""
        issues = [set(row.options) for row in self.packages]
        known = [set(row.values) & set(row.gains) & set(row.share_of_best) for row in self.packages]
        points = [*self.cloud, *(point.values for point in self.frontier)]
        if (
            any(names != issues[0] for names in issues)
            or any(not set(self.parties) <= names for names in known)
            or any(len(point) != len(self.parties) for point in points)
        ):
            raise ValueError("a package or a point lacks an issue or a party.")
        return self
