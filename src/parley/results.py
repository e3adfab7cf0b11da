"""Answers and findings, frozen, as they are saved and shown. Knows no method and no picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    SkipValidation,
    ValidationError,
    model_validator,
)

from parley.errors import InputError
from parley.scenario import Scenario


class Result(BaseModel):
    """A frozen piece of findings."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class Spread(Result):
    """A number in the base case, and where nine in ten draws put it."""

    base: float
    """With every input at its mean."""
    low: float
    """One draw in twenty lies below."""
    high: float
    """One draw in twenty lies above."""


class Chance(Result):
    """A share of the draws, with its numerical error."""

    share: float
    """The share of draws for which it holds."""
    error: float
    """Standard error from independent replicates."""
    low: float
    """Lower end of what the draws support (95 in 100)."""
    high: float
    """Upper end of what the draws support (95 in 100)."""
    draws: int
    """How many draws it rests on."""

    @property
    def words(self) -> str:
        """The verbal band; "not determined" where the error spans more than two bands."""
        low, middle, high = (_band(share) for share in (self.low, self.share, self.high))
        if max(abs(BANDS.index(end) - BANDS.index(middle)) for end in (low, high)) > 1:
            return "not determined"
        return middle[1]


# Upper end of each band and its words; after the scale of the UK's Professional Head of
# Intelligence Assessment, with the gaps closed.
BANDS: tuple[tuple[float, str], ...] = (
    (0.0, "in no draw"),
    (0.05, "remote"),
    (0.20, "highly unlikely"),
    (0.40, "unlikely"),
    (0.60, "about as likely as not"),
    (0.80, "likely"),
    (0.95, "highly likely"),
    (0.999999999, "almost certain"),
    (1.0, "in every draw"),
)


def _band(share: float) -> tuple[float, str]:
    return next((band for band in BANDS if share <= band[0]), BANDS[-1])


class Basis(Result):
    """What an answer rests on."""

    sourced: tuple[str, ...] = ()
    """Paths of the numbers that cite a passage."""
    elicited: tuple[str, ...] = ()
    """Paths of the numbers that somebody gave."""
    assumed: tuple[str, ...] = ()
    """Paths of the numbers that are assumed."""

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return len(self.sourced) + len(self.elicited) + len(self.assumed)


class Answer(Result):
    """The answer to one question.

    Attributes of every answer: the question's word, whether it is determined, one sentence that
    states the finding, and what it rests on.
    """

    question: str
    """The question's one word, the same everywhere."""
    determined: bool = True
    """False where the scenario does not hold what the question needs."""
    finding: str
    """The finding in one sentence, under the scenario's assumptions."""
    missing: tuple[str, ...] = ()
    """What to add to the scenario for a fuller answer."""
    basis: Basis = Basis()
    """The numbers it rests on."""
    method: str = ""
    """How it was found: exact, or with which error."""


class Position(Result):
    """What one party has said on one issue."""

    issue: str
    """The issue's id."""
    party: str
    """The party or body that spoke."""
    entry: str
    """The id of the entry of the record."""
    kind: str
    """Offer, demand, refusal, pledge, condition, agreement."""
    options: tuple[str, ...]
    """The option or options it named."""


class Coverage(Result):
    """Whether anything speaks to a topic that peace talks usually cover."""

    topic: str
    """The topic's id in the coverage list."""
    issues: tuple[str, ...]
    """Issues that cover it."""
    entries: tuple[str, ...]
    """Entries of the record that speak to it."""
    note: str | None
    """What the analyst says about the silence."""


class RecordAnswer(Answer):
    """What is on record, who said it, what is disputed?"""

    question: Literal["record"] = "record"
    """The question's word."""
    positions: tuple[Position, ...] = ()
    """By issue, then party, then in the order of the record."""
    others: tuple[str, ...] = ()
    """Ids of the entries that are neither positions, figures nor meetings."""
    figures: tuple[str, ...] = ()
    """Ids of the figures, each part behind its whole."""
    meetings: tuple[str, ...] = ()
    """Ids of the meetings, in the order of the record."""
    disputed: tuple[str, ...] = ()
    """Ids of the entries that some party disputes, or on which figures differ."""
    barred: tuple[str, ...] = ()
    """Ids of the entries that were kept from publication somewhere."""
    silent_issues: tuple[str, ...] = ()
    """Issues on which no party has a position on record."""
    coverage: tuple[Coverage, ...] = ()
    """Topics that peace talks usually cover."""
    uncited: tuple[str, ...] = ()
    """Ids of the entries without a citation."""
    citations: Mapping[str, int] = Field(default_factory=dict)
    """How many citations are in each state: found, summary, summary and original, not checked."""


class NoDeal(Result):
    """What a party can expect if the talks fail."""

    value: Spread
    """Points on the party's scale of 0 to 100."""
    origin: Literal["war", "given"]
    """Solved from the war, or given in the file."""
    own_view: bool = False
    """Whether the party's own beliefs were used."""
    common: Spread | None = None
    """In the common view, where the party has its own."""
    fighting: Spread | None = None
    """What one period of fighting is worth to it in the present state."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about this number."""


class EndingChance(Result):
    """How one ending of the war comes about."""

    ending: str
    """The ending's id."""
    chance: Spread
    """Its chance if the talks fail and the war is fought out."""


class Moment(Result):
    """The war after some periods without a deal."""

    periods: int
    """How many war periods from now."""
    going_on: Spread
    """The chance that it still goes on."""
    endings: Mapping[str, Spread]
    """The chance of each ending by then."""


class BurdenAhead(Result):
    """What the war still costs without a deal, in the burden's own units."""

    burden: str
    """The burden's id."""
    kind: Literal["flow", "stock"]
    """What happens anew in each period, or a level."""
    so_far: float | None
    """The figure of the record it starts from, where that is a number."""
    so_far_entry: str | None
    """The entry of the record that holds the figure."""
    per_period: Spread
    """In the present state: how much a period (flow), or how many at a time (stock)."""
    ahead: Spread
    """Flow: the total until the war ends. Stock: the mean level while it lasts."""
    by_moment: Mapping[int, Spread]
    """Flow: the total after some periods. Stock: the mean level then, if the war still goes on."""


class WarAnswer(Answer):
    """What happens, and what is it worth to each side, if the talks fail?"""

    question: Literal["war"] = "war"
    """The question's word."""
    period: str | None = None
    """The war's clock."""
    now: str | None = None
    """The present state."""
    no_deal: Mapping[str, NoDeal] = Field(default_factory=dict)
    """Per party: what it can expect."""
    endings: tuple[EndingChance, ...] = ()
    """The chance of each ending, fought to the finish."""
    duration: Spread | None = None
    """Periods until the war ends."""
    course: tuple[Moment, ...] = ()
    """Chances over time."""
    burdens: tuple[BurdenAhead, ...] = ()
    """The human ones first."""
    warnings: tuple[str, ...] = ()
    """What a reader needs to know about these numbers."""


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


A = TypeVar("A", bound=Answer)


class Findings(Result):
    """All that one run found: enough to draw the brief again without computing."""

    KINDS: ClassVar[Mapping[str, type[Answer]]] = {
        "record": RecordAnswer,
        "war": WarAnswer,
        "deal": DealAnswer,
    }

    format: Literal[1] = 1
    """The version of this file's layout."""
    notice: str
    """What must stand on the first screen: the status, and how much is assumed."""
    private: bool
    """Whether private preferences went into it."""
    seed: int | None
    """Where the random streams started; null for draws that were handed in."""
    draws: int
    """How many draws were made."""
    versions: dict[str, str]
    """Of parley and of what it computes with."""
    scenario: Scenario
    """The scenario as it was read, with what its citations opened."""
    answers: dict[str, SerializeAsAny[Answer]]
    """Per question, its answer."""
    not_analysed: tuple[str, ...] = ()
    """Sections of the scenario that no question of this version reads."""
    basis: Basis = Basis()
    """The decisive numbers: those that any answer is computed from."""

    def answer(self, kind: type[A]) -> A | None:
        """The answer of a kind, if that question was asked."""
        return next((a for a in self.answers.values() if isinstance(a, kind)), None)

    def check_names(self) -> None:
        """Raise ValueError where the deal speaks of issues that the scenario does not hold."""
        deal = self.answer(DealAnswer)
        for row in deal.packages if deal else ():
            if set(row.options) != set(self.scenario.issues):
                raise ValueError("a package does not name the scenario's issues.")

    def to_json(self) -> str:
        """The file's text, the same for the same findings."""
        return self.model_dump_json(indent=1, by_alias=True) + "\n"

    def save(self, path: Path | str) -> None:
        """Write them to a file."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read them back.

        Raises:
            InputError: where the file is not findings of this format.
        """
        try:
            raw = _Raw.model_validate_json(Path(path).read_bytes())
            kinds = cls.KINDS
            answers = {word: kinds[word].model_validate(body) for word, body in raw.answers.items()}
            found = cls.model_validate({**raw.model_dump(), "answers": answers})
            found.check_names()
        except OSError as error:
            raise InputError.of_file(
                path, f"it cannot be read ({error.strerror}).", "Name a findings.json.", "findings"
            ) from error
        except (ValidationError, ValueError, KeyError) as error:
            raise InputError.of_file(
                path,
                "this is not a findings file of this version of parley.",
                "Make it again with `parley brief`.",
                "findings",
            ) from error
        return found


class _Raw(BaseModel):
    """Findings before their answers are told apart."""

    model_config = ConfigDict(extra="allow")
    answers: dict[str, dict[str, Any]]


Question = Annotated[str, Field(pattern="^[a-z]+$")]
