"""What every question is asked with, and how draws become spreads and chances."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from parley.maths.sampling import estimated_share
from parley.model import Draws, Model
from parley.model.surveys import Report, silent
from parley.results import Answer, Basis, Chance, Spread

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Options:
    """How a question is asked.

    Attributes:
        draws: of every number; None where nothing is uncertain.
        report: told which share of the work is done.
        packages: those that the reader wants to see, each with an option of every issue.
    """

    draws: Draws | None
    report: Report = silent
    packages: tuple[Mapping[str, str], ...] = ()


class Question(Protocol):
    """A question: its word, the questions whose answers it needs, and how it is answered."""

    word: str
    needs: tuple[str, ...]
    answer: Callable[[Model, Mapping[str, Answer], Options], Answer]


def spread(base: Any, drawn: Floats | None) -> Spread:
    """The base case with the middle nine tenths of the draws."""
    if drawn is None:
        return Spread(base=float(base), low=float(base), high=float(base))
    low, high = np.quantile(drawn, (0.05, 0.95))
    return Spread(base=float(base), low=float(low), high=float(high))


def fans(base: Floats, drawn: Floats | None) -> list[Spread]:
    """`spread` of one number after another, with the middle half of the draws as well.

    Args:
        base: `(moment,)`.
        drawn: `(draw, moment)`; their ends are told with six digits.
    """
    if drawn is None:
        return [spread(value, None) for value in base]
    ends = np.quantile(drawn, (0.05, 0.25, 0.75, 0.95), axis=0).T
    found = []
    for value, row in zip(base, ends, strict=True):
        low, inner_low, inner_high, high = (float(f"{end:.6g}") for end in row)
        inner = {"inner_low": inner_low, "inner_high": inner_high}
        found.append(Spread(base=float(value), low=low, high=high, **inner))
    return found


def chance(flags: NDArray[np.bool_], draws: Draws) -> Chance:
    """How often something holds over the draws."""
    found = estimated_share(flags, draws.replicate)
    return Chance(**found._asdict(), draws=len(draws))


def package_id(options: Mapping[str, str]) -> str:
    """A short name that depends on the package alone."""
    text = "|".join(f"{issue}={options[issue]}" for issue in sorted(options))
    return hashlib.blake2b(text.encode(), digest_size=3).hexdigest()


def basis(model: Model, slots: Iterable[int]) -> Basis:
    """What the numbers in these slots rest on; those that only fix a scale are left out."""
    by_origin: dict[str, list[str]] = {"sourced": [], "elicited": [], "assumed": []}
    for slot in sorted(slots, key=lambda at: model.inputs[at].path):
        number = model.inputs[slot]
        if number.anchor:
            continue
        by_origin[number.value.origin].append(number.path)
    return Basis(**{origin: tuple(paths) for origin, paths in by_origin.items()})
