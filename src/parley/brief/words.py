"""Numbers, chances, dates and lists as plain words. Knows results, not scenarios or pages."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date

from parley.results import BANDS, Basis, Chance, Spread
from parley.scenario.schema.record import Count

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_QUALIFIERS = {
    "exactly": "",
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "almost": "almost ",
    "at_most": "at most ",
}
_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
# Shares that are said in words, and how.
_FRACTIONS = (
    (0.05, "1 of 20"), (0.1, "1 of 10"), (0.2, "1 of 5"), (0.25, "1 of 4"), (0.3, "3 of 10"),
    (1 / 3, "1 of 3"), (0.4, "2 of 5"), (0.5, "1 of 2"), (0.6, "3 of 5"), (2 / 3, "2 of 3"),
    (0.7, "7 of 10"), (0.75, "3 of 4"), (0.8, "4 of 5"), (0.9, "9 of 10"), (0.95, "19 of 20"),
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """One line without control characters and direction overrides, safe to print."""
    return " ".join(_CONTROL.sub("", text).split())


def listed(items: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    rows = list(items)
    if len(rows) < 2:
        return "".join(rows)
    return f"{', '.join(rows[:-1])} {last} {rows[-1]}"


def counted(count: float, one: str, many: str | None = None) -> str:
    """`1 package`, `12 packages`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def day(when: date) -> str:
    """`28 March 2022`, whatever the machine's language."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def number(value: float, step: float | None = None) -> str:
    """A number rounded to a step, with thousands marked and millions in words."""
    if not math.isfinite(value):
        return "not determined"
    if step:
        value = round(value / step) * step
    for size, word in _LARGE:
        if abs(value) >= size and (step or _short(value / size)):
            return f"{_trimmed(value / size)} {word}"
    decimals = _decimals(value, step)
    shown = f"{value:,.{decimals}f}"
    return "0" if shown.strip("-0.") == "" else shown.replace("-", "\N{MINUS SIGN}")


def _trimmed(value: float) -> str:
    """At most three decimals, without zeros at the end."""
    return f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")


def _short(value: float) -> bool:
    return math.isclose(value, float(f"{value:.3g}"), rel_tol=1e-9)


def _decimals(value: float, step: float | None) -> int:
    if step:
        return max(0, -math.floor(math.log10(step) + 1e-9))
    if value == round(value):
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))


def step_for(width: float, finest: float = 0.0) -> float:
    """The rounding that a range of this width supports: a tenth of it, as 1 or 5 times 10^n."""
    if not (math.isfinite(width) and width > 0):
        return finest
    power = 10.0 ** math.floor(math.log10(width / 10))
    step = 5 * power if width / 10 >= 5 * power else power
    return max(step, finest)


def spread(value: Spread, unit: str = "", finest: float = 0.0) -> str:
    """`about 45 (30 to 60) points`; without a range, just the number."""
    return _behind(f"{about(value, finest)}{between(value, finest)}", unit)


def about(value: Spread, finest: float = 0.0) -> str:
    """`about 45`, rounded to what the range supports; `45` where there is no range."""
    step = step_for(value.high - value.low, finest)
    if value.high == value.low:
        return number(value.base, finest or None)
    return f"about {number(value.base, step)}"


def between(value: Spread, finest: float = 0.0) -> str:
    """` (30 to 60)`, or nothing where there is no range."""
    if value.high == value.low:
        return ""
    step = step_for(value.high - value.low, finest)
    low, high = number(value.low, step), number(value.high, step)
    word = high.partition(" ")[2]
    return f" ({low.removesuffix(f' {word}') if word else low} to {high})"


def points(value: Spread) -> str:
    """Points on a party's scale: never finer than one tenth."""
    return spread(value, finest=0.1 if value.high - value.low < 5 else 1.0)


def plain_points(value: float) -> str:
    """A single number of points, in whole points from 10 on."""
    return number(value, 1.0 if abs(value) >= 10 else 0.1)


def signed(value: float) -> str:
    """`+12` or `−3`."""
    shown = plain_points(value)
    return shown if shown.startswith("\N{MINUS SIGN}") or shown == "0" else f"+{shown}"


def duration(value: Spread, period: str | None) -> str:
    """`about 14 weeks (4 to 40 weeks)`."""
    word = period or "period"
    if value.high == value.low:
        return counted(value.base, word)
    step = step_for(value.high - value.low, 1.0)
    low, high = number(value.low, step), counted(round(value.high / step) * step, word)
    return f"{about(value, 1.0)} {word}s ({low} to {high})"


def _behind(shown: str, unit: str) -> str:
    return f"{shown} {unit}" if unit else shown


def odds(chance: float) -> str:
    """A chance in words that nobody takes for a measurement: `about 7 in 10`."""
    if chance < 0.05:
        return "less than 1 in 20"
    if chance > 0.95:
        return "more than 19 in 20"
    return f"about {max(1, min(9, round(chance * 10)))} in 10"


def odds_spread(value: Spread) -> str:
    """`about 7 in 10 (5 to 9 in 10)`."""
    low, high = (round(end * 10) for end in (value.low, value.high))
    if low == high:
        return odds(value.base)
    return f"{odds(value.base)} ({low} to {high} in 10)"


_BANDS = tuple(band for band in BANDS if not band[1].startswith("in "))


def likely(value: Spread) -> str:
    """A chance and its range as verbal bands: `unlikely or likely`."""
    low, high = (
        next((at for at, band in enumerate(_BANDS) if x <= band[0]), len(_BANDS) - 1)
        for x in (value.low, value.high)
    )
    if low == high:
        return _BANDS[low][1]
    if high == low + 1:
        return f"{_BANDS[low][1]} or {_BANDS[high][1]}"
    return f"anywhere from {_BANDS[low][1]} to {_BANDS[high][1]}"


def share_of_draws(chance: Chance) -> str:
    """`in about 3 of 4 draws`."""
    share = chance.share
    if share <= 0:
        return "in no draw"
    if share >= 1:
        return "in every draw"
    if share < 0.035:
        return "in fewer than 1 of 20 draws"
    if share > 0.965:
        return "in more than 19 of 20 draws"
    return f"in about {min(_FRACTIONS, key=lambda row: abs(row[0] - share))[1]} draws"


def chance(value: Chance) -> str:
    """The verbal band, then the share of draws: `likely, in about 3 of 4 draws`."""
    shown = share_of_draws(value)
    return shown if value.words == shown else f"{value.words}, {shown}"


def needed(chance: float) -> str:
    """A chance that is needed, rounded up: `a chance of at least 1 in 3`, or `certainty`."""
    said = next((said for share, said in _FRACTIONS if share >= chance - 1e-9), "99 of 100")
    return "certainty" if chance > 0.99 else f"a chance of at least {said.replace(' of ', ' in ')}"


def margin(slack: float) -> str:
    """`2.3 points to spare`, `2.3 points short`."""
    if slack == 0:
        return "nothing to spare"
    size = plain_points(abs(slack)) if abs(slack) >= 0.05 else "less than 0.1"
    return f"{size} {'point' if size == '1' else 'points'} {'to spare' if slack > 0 else 'short'}"


def in_100(value: Spread) -> str:
    """A share as a count: `about 58 in 100 (45 to 70)`."""
    hundred = Spread(base=100 * value.base, low=100 * value.low, high=100 * value.high)
    return f"{about(hundred, 1.0)} in 100{between(hundred, 1.0)}"


def swing(logits: Spread) -> str:
    """What logits do to an even vote, in votes of 100: `about +10 (+2 to +19) in 100`."""
    base, low, high = (100 * (_even(end) - 0.5) for end in (logits.base, logits.low, logits.high))
    if logits.low == logits.high:
        return f"{_plus(base)} in 100"
    return f"about {_plus(base)} ({_plus(low)} to {_plus(high)}) in 100"


def swing_size(logits: float) -> str:
    """The size of a swing at an even vote, in votes of 100."""
    return number(100 * (_even(abs(logits)) - 0.5), 1.0)


def tenths_of(share: float) -> str:
    """A share of a whole: `about 3 tenths`."""
    if share >= 0.95:
        return "all or nearly all"
    return f"about {counted(round(share * 10), 'tenth')}" if share >= 0.05 else "hardly any"


def in_hundred(share: float) -> str:
    """A share as `about 37 in 100`."""
    return f"about {round(100 * share)} in 100"


def points_up(value: float) -> str:
    """Points that are needed: rounded up to tenths, from 10 on to whole ones."""
    step = 1.0 if value >= 10 else 0.1
    return number(math.ceil(value / step - 1e-9) * step, step)


def _even(logits: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, logits))))


def _plus(value: float) -> str:
    shown = number(value, 1.0)
    return shown if shown == "0" or value < 0 else f"+{shown}"


def small(count_: int) -> str:
    """A small number as a word: `two`."""
    said = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return said[count_] if 0 <= count_ < len(said) else number(count_)


def count(value: Count) -> str:
    """A figure with the qualifier of its source: `more than 10 million`."""
    if value.words is not None:
        return value.words
    if value.between is not None:
        return f"{number(value.between[0])} to {number(value.between[1])}"
    return f"{_QUALIFIERS[value.qualifier]}{number(value.number or 0.0)}"


def assumed(basis: Basis) -> str:
    """`41 of 44 decisive numbers are assumed`."""
    if not basis.count:
        return "no decisive number is in the scenario"
    verb = "number is" if basis.count == 1 else "numbers are"
    return f"{len(basis.assumed)} of {basis.count} decisive {verb} assumed"


def origins(basis: Basis) -> str:
    """How many numbers there are of each origin."""
    sourced, elicited, assumed_ = (
        len(paths) or "none" for paths in (basis.sourced, basis.elicited, basis.assumed)
    )
    return f"{sourced} sourced, {elicited} elicited and {assumed_} assumed"


def correlation(value: float) -> str:
    """How closely a number moves together with another, in words."""
    bands = ((0.15, "barely"), (0.35, "weakly"), (0.6, "clearly"), (math.inf, "strongly"))
    strength = next(word for end, word in bands if abs(value) < end)
    return f"{strength}, {'more' if value > 0 else 'less'} room when it is higher"


def letters(count_: int) -> Sequence[str]:
    """Names for the columns of a table: A, B, ... Z, AA, AB ..."""
    alphabet = [chr(65 + at) for at in range(26)]
    pairs = [a + b for a in alphabet for b in alphabet]
    return (alphabet + pairs)[:count_]


def capital(text: str) -> str:
    """The first letter as a capital."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With a capital at its start and a full stop at its end."""
    ended = text.rstrip()
    return capital(ended if ended.endswith((".", "!", "?", "…")) else f"{ended}.")
