"""What every answer is made of: spreads, chances, what it rests on. Knows no question."""

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


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
    inner_low: float | None = None
    """One draw in four lies below; only where the number is followed over time."""
    inner_high: float | None = None
    """One draw in four lies above."""

    @model_serializer(mode="wrap")
    def _short(self, handler: SerializerFunctionWrapHandler) -> dict[str, float]:
        """Without the inner ends where there are none."""
        return {key: value for key, value in handler(self).items() if value is not None}


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
