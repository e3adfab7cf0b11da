"""What a number in a scenario can be: fixed, a range, a named distribution. Knows no draws.

Ways to write one:

    30                      fixed
    20..40                  anywhere between, equally likely (uniform)
    20..30..40              low, most likely, high (PERT, lambda 4)
    $urgency                the named value `values.urgency`, drawn once wherever it is used
    {normal: {mean: 3, sd: 1, low: 0}}       one of the named distributions below
"""

import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from parley.scenario.naming import unknown

_NUMBER = r"[-+]?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?"
_TO = r"\s*\.\.(?!\.)\s*"
_SPAN = re.compile(rf"^\s*({_NUMBER}){_TO}({_NUMBER})(?:{_TO}({_NUMBER}))?\s*$")
_ALONE = re.compile(rf"^\s*{_NUMBER}\s*$")
_NAME = re.compile(r"^\$([A-Za-z_][\w-]*)$")
LARGEST = 1e15  # whole numbers up to here are exact, and nothing made of them overflows
_AT_MOST = f"Write a number of at most {LARGEST:g}, or choose a larger unit."


_FLAT = 1e-6  # a stretch of the bell so short that its top is straight, in standard deviations


def exact(number: float) -> Fraction:
    """The decimal that the file holds, as a fraction: 0.1 is one tenth, not its nearest double."""
    return Fraction(repr(number))


@dataclass(frozen=True)
class Fixed:
    """One number, known or taken as known."""

    value: float
    word: ClassVar[str] = "fixed"

    @property
    def low(self) -> float:
        """The lowest value it can take."""
        return self.value

    @property
    def high(self) -> float:
        """The highest value it can take."""
        return self.value

    def mean(self) -> Fraction:
        """The mean, exact in the file's decimals."""
        return exact(self.value)

    def middle(self) -> Fraction:
        """The value its author would name if asked for one."""
        return exact(self.value)


@dataclass(frozen=True)
class Uniform:
    """Anywhere between low and high, equally likely."""

    low: float
    high: float
    word: ClassVar[str] = "uniform"

    def __post_init__(self) -> None:
        _ordered(self.low, self.high)

    def mean(self) -> Fraction:
        """Half way."""
        return (exact(self.low) + exact(self.high)) / 2

    def middle(self) -> Fraction:
        """Half way."""
        return self.mean()


@dataclass(frozen=True)
class Pert:
    """Low, most likely, high: a beta distribution with mean (low + 4 mode + high) / 6.

    Source: Malcolm, Roseboom, Clark and Fazar (1959); Vose (2008), lambda = 4.
    """

    low: float
    mode: float
    high: float
    word: ClassVar[str] = "pert"

    def __post_init__(self) -> None:
        _ordered(self.low, self.mode, self.high)

    def mean(self) -> Fraction:
        """(low + 4 mode + high) / 6."""
        return (exact(self.low) + 4 * exact(self.mode) + exact(self.high)) / 6

    def middle(self) -> Fraction:
        """The most likely value."""
        return exact(self.mode)


@dataclass(frozen=True)
class Triangular:
    """Low, most likely, high, with straight sides."""

    low: float
    mode: float
    high: float
    word: ClassVar[str] = "triangular"

    def __post_init__(self) -> None:
        _ordered(self.low, self.mode, self.high)

    def mean(self) -> Fraction:
        """The mean of the three corners."""
        return (exact(self.low) + exact(self.mode) + exact(self.high)) / 3

    def middle(self) -> Fraction:
        """The most likely value."""
        return exact(self.mode)


@dataclass(frozen=True)
class Normal:
    """Bell-shaped, cut off below `low` and above `high` where they are given."""

    mean_: float
    sd: float
    low: float = -math.inf
    high: float = math.inf
    word: ClassVar[str] = "normal"

    def __post_init__(self) -> None:
        if not self.sd > 0:
            raise ValueError("the standard deviation `sd` must be above 0")
        if not self.low <= self.mean_ <= self.high or self.low == self.high:
            raise ValueError("the mean must lie between low and high")

    def mean(self) -> Fraction:
        """The mean after the cut: mu + sd (phi(a) - phi(b)) / (Phi(b) - Phi(a))."""
        a, b = (self.low - self.mean_) / self.sd, (self.high - self.mean_) / self.sd
        if b - a < _FLAT:
            return (exact(self.low) + exact(self.high)) / 2
        share = _phi_cdf(b) - _phi_cdf(a)
        shift = (_phi(a) - _phi(b)) / share
        return exact(self.mean_) if shift == 0 else exact(self.mean_ + self.sd * shift)

    def middle(self) -> Fraction:
        """The mean before the cut, where the bell has its top."""
        return exact(self.mean_)


@dataclass(frozen=True)
class Beta:
    """A beta distribution, stretched from 0..1 to low..high."""

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0
    word: ClassVar[str] = "beta"

    def __post_init__(self) -> None:
        if not (self.alpha > 0 and self.beta > 0):
            raise ValueError("alpha and beta must be above 0")
        if not self.low < self.high:
            raise ValueError("low must be below high")

    def mean(self) -> Fraction:
        """Low + (high - low) alpha / (alpha + beta)."""
        share = exact(self.alpha) / (exact(self.alpha) + exact(self.beta))
        return exact(self.low) + (exact(self.high) - exact(self.low)) * share

    def middle(self) -> Fraction:
        """The mean."""
        return self.mean()


@dataclass(frozen=True)
class Lognormal:
    """Above 0; 9 in 10 values lie between median / factor and median x factor."""

    median: float
    factor: float
    word: ClassVar[str] = "lognormal"
    low: ClassVar[float] = 0.0
    high: ClassVar[float] = math.inf

    def __post_init__(self) -> None:
        if not self.median > 0:
            raise ValueError("the median must be above 0")
        if not self.factor > 1:
            raise ValueError("the factor must be above 1")

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.log(self.factor) / 1.6448536269514722  # the normal's 95 % point

    def mean(self) -> Fraction:
        """Median x exp(sigma^2 / 2)."""
        return exact(self.median * math.exp(self.sigma**2 / 2))

    def middle(self) -> Fraction:
        """The median."""
        return exact(self.median)


@dataclass(frozen=True)
class Named:
    """A reference to an entry of `values`: drawn once, wherever it is used."""

    name: str
    word: ClassVar[str] = "named"
    low: ClassVar[float] = -math.inf
    high: ClassVar[float] = math.inf


Known = Fixed | Uniform | Pert | Triangular | Normal | Beta | Lognormal
Distribution = Known | Named
NAMED: tuple[type[Known], ...] = (Uniform, Pert, Triangular, Normal, Beta, Lognormal)
_BY_WORD = {kind.word: kind for kind in NAMED}
_HOW = "Write a number, `20..40`, `20..30..40` or `$name`"


def number(raw: object) -> float | None:
    """The number that `raw` is or spells (`10_000_000`), or None; none is beyond `LARGEST`."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str) and _ALONE.match(raw):
        plain = float(raw)
        whole = abs(plain) <= LARGEST and not re.search(r"[.eE]", raw)
        raw = int(plain) if whole else plain
    if isinstance(raw, int | float) and abs(raw) <= LARGEST:
        return raw
    return None


def parse(raw: object) -> Distribution:
    """Read any of the ways to write a number.

    Raises:
        ValueError: with what is wrong and what to write instead.
    """
    if isinstance(raw, Distribution):
        return raw
    plain = number(raw)
    if plain is not None:
        return Fixed(plain)
    if isinstance(raw, str):
        return _spelled(raw)
    if isinstance(raw, Mapping):
        return _by_word(raw)
    if raw is None:
        raise ValueError(f"a number is missing. {_HOW}.")
    if isinstance(raw, int | float) and abs(raw) > LARGEST:
        raise ValueError(f"{shown(raw)} is too large. {_AT_MOST}")
    raise ValueError(f"this is not a number: {shown(raw)}. {_HOW}.")


def write(distribution: Distribution) -> Any:
    """The shortest way to write it, in the scenario's own language."""
    match distribution:
        case Fixed(value):
            return value
        case Uniform(low, high):
            return f"{low!r}..{high!r}"
        case Pert(low, mode, high):
            return f"{low!r}..{mode!r}..{high!r}"
        case Named(name):
            return f"${name}"
        case _:
            given = {
                _key(f): getattr(distribution, f.name)
                for f in fields(distribution)
                if f.default is MISSING or getattr(distribution, f.name) != f.default
            }
            return {distribution.word: given}


def _spelled(raw: str) -> Distribution:
    if found := _NAME.match(raw):
        return Named(found[1])
    if found := _SPAN.match(raw):
        ends = [_end(part) for part in found.groups() if part is not None]
        return Uniform(*ends) if len(ends) == 2 else Pert(*ends)
    raise ValueError(f"this is not a number or a range: {shown(raw)}. {_HOW}.")


def _by_word(raw: Mapping[str, object]) -> Known:
    if len(raw) != 1:
        raise ValueError(f"this is not a distribution. {_HOW}.")
    ((word, given),) = raw.items()
    if word not in _BY_WORD:
        raise ValueError(" ".join(unknown("distribution", str(word), (*_BY_WORD, "value"))))
    kind = _BY_WORD[word]
    names = parameters(kind)
    needed = [name for name in names if names[name]]
    form = ", ".join(f"{name}: ..." for name in needed)
    how = f"Write `{{{word}: {{{form}}}}}`."
    if not isinstance(given, Mapping):
        raise ValueError(f"`{word}` takes {', '.join(names)}. {how}")  # noqa: TRY004 - for pydantic
    for name in given:
        if name not in names:
            raise ValueError(" ".join(unknown(f"number of `{word}`", str(name), names)))
    for name in needed:
        if name not in given:
            raise ValueError(f"`{name}` of `{word}` is missing. {how}")
    plain = {name: _parameter(word, name, raw) for name, raw in given.items()}
    return kind(**{f.name: plain[_key(f)] for f in fields(kind) if _key(f) in plain})


def parameters(kind: type[Known]) -> Mapping[str, bool]:
    """What a named distribution takes, and whether it needs it."""
    return {_key(f): f.default is MISSING for f in fields(kind)}


def _key(parameter: Field[float]) -> str:
    return parameter.name.rstrip("_")  # `mean_` makes room for the method


def _parameter(word: str, name: str, raw: object) -> float:
    plain = number(raw)
    if plain is None:
        raise ValueError(f"`{name}` of `{word}` is not a number: {shown(raw)}. Write a number.")
    return plain


def _end(text: str) -> float:
    plain = number(text)
    if plain is None:
        raise ValueError(f"{text} is too large. {_AT_MOST}")
    return plain


def _ordered(*ends: float) -> None:
    if any(a > b for a, b in pairwise(ends)) or ends[0] == ends[-1]:
        shown = "..".join(f"{end:g}" for end in ends)
        better = "..".join(f"{end:g}" for end in sorted(ends))
        if ends[0] == ends[-1]:
            raise ValueError(f"the range {shown} is a single number. Write {ends[0]:g}.")
        raise ValueError(f"the range {shown} is out of order. Write {better}.")


def shown(raw: object) -> str:
    """What was written, as messages repeat it: short, on one line, in the file's language."""
    match raw:
        case None:
            return "nothing"
        case bool():
            return str(raw).lower()
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            text = repr(raw)
            return text if len(text) <= 60 else f"{text[:57]}..."


def _phi(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi) if math.isfinite(x) else 0.0


def _phi_cdf(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))
