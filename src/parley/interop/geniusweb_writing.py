"""A negotiation as GeniusWeb JSON: a domain file and a profile per party. Knows the format."""

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from parley.errors import InputError, TooLarge
from parley.interop.decimals import roughly, spelled, written
from parley.interop.domains import Domain, Matter, Profile
from parley.interop.fitting import CLOSE
from parley.interop.from_scenario import Exported
from parley.interop.geniusweb import DISCRETE, NUMBERS, SPACE, rounded

DOMAIN = "domain.json"
MOST_SUMS = 1_000_000
_DIGITS = 15  # which every float holds as they are


def files(exported: Exported) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files by name, and what is to be said of them.

    Raises:
        InputError: a reservation value above every outcome, which no bid can state.
        TooLarge: more distinct utilities than are searched for the reservation bid.
    """
    notes: list[str] = []
    domain = exported.domain
    linear = [_linear(domain, at) for at in range(len(domain.matters))]
    for matter, fits in zip(domain.matters, linear, strict=True):
        if matter.even and not fits:
            notes.append(
                f"issue '{matter.text}': written as a discrete issue, since GeniusWeb has only "
                "straight lines for numbers."
            )
    issues = {m.text: _values(m, fits) for m, fits in zip(domain.matters, linear, strict=True)}
    head = {"name": domain.text, "issuesValues": issues}
    found = {DOMAIN: _text(head)}
    for profile in domain.profiles:
        found[f"{profile.file}.json"] = _text(_profile(profile, domain, linear, head, notes))
    return found, tuple(notes)


def _linear(domain: Domain, at: int) -> bool:
    """Whether every party's table of an issue of numbers is a straight line."""
    matter = domain.matters[at]
    if not matter.even:
        return False
    return all(_on_a_line(matter.numbers(), p.tables[at]) for p in domain.profiles)


def _on_a_line(places: Sequence[Fraction], table: Sequence[Fraction]) -> bool:
    """Whether GeniusWeb, which rounds to 8 decimals, makes this table out of its two ends."""
    rise = (table[-1] - table[0]) / (places[-1] - places[0])
    pairs = zip(places, table, strict=True)
    return all(abs(rounded(table[0] + rise * (x - places[0])) - y) <= CLOSE for x, y in pairs)


def _values(matter: Matter, fits: bool) -> dict[str, Any]:
    if not fits:
        return {"values": [_label(value) for value in matter.values]}
    numbers = matter.numbers()
    return {"range": [_plain(n) for n in (numbers[0], numbers[-1], numbers[1] - numbers[0])]}


def _label(value: str | Fraction) -> str:
    return value if isinstance(value, str) else spelled(value)


def _plain(number: Fraction) -> int | float:
    return written(number)


def _profile(
    profile: Profile,
    domain: Domain,
    linear: Sequence[bool],
    head: dict[str, Any],
    notes: list[str],
) -> dict[str, Any]:
    total = sum(profile.weights, Fraction(0))
    if total != 1 or profile.bias:
        notes.append(
            f"{profile.file}: GeniusWeb utilities run from 0 to 1 with weights that sum to 1: "
            f"utility there = (utility here - {roughly(profile.bias)}) / {roughly(total)}."
        )
    if profile.extras.get("discount"):
        notes.append(f"{profile.file}: the discount factor is not mapped.")
    shares = _shares([weight / total for weight in profile.weights])
    utilities = {
        matter.text: _utilities(matter, table, fits)
        for matter, table, fits in zip(domain.matters, profile.tables, linear, strict=True)
    }
    weights = {m.text: share for m, share in zip(domain.matters, shares, strict=True)}
    said: dict[str, Any] = {
        "name": profile.text,
        "domain": head,
        "issueUtilities": utilities,
        "issueWeights": weights,
    }
    bid = _bid(profile, notes)
    if bid is not None:
        named = {}
        for at, matter, fits in zip(bid, domain.matters, linear, strict=True):
            value = matter.values[at]
            named[matter.text] = _plain(Fraction(value)) if fits else _label(value)
        said["reservationBid"] = {"issuevalues": named}
    return {SPACE: said}


def _utilities(matter: Matter, table: tuple[Fraction, ...], fits: bool) -> dict[str, Any]:
    if not fits:
        pairs = zip(matter.values, table, strict=True)
        return {DISCRETE[0]: {"valueUtilities": {_label(v): _plain(entry) for v, entry in pairs}}}
    ends = matter.numbers()
    line = (ends[0], table[0], ends[-1], table[-1])
    names = ("lowValue", "lowUtility", "highValue", "highUtility")
    return {NUMBERS[0]: dict(zip(names, map(_plain, line), strict=True))}


def _shares(weights: Sequence[Fraction]) -> list[float]:
    """Decimals near the weights that sum to exactly 1, as GeniusWeb demands."""
    unit = 10**_DIGITS
    wholes = [round(weight * unit) for weight in weights]
    largest = max(range(len(wholes)), key=lambda at: wholes[at])
    wholes[largest] += unit - sum(wholes)
    return [float(Decimal(whole).scaleb(-_DIGITS)) for whole in wholes]


def _bid(profile: Profile, notes: list[str]) -> list[int] | None:
    """The least outcome at or above the reservation value: the same outcomes stay acceptable."""
    if profile.reserve is None:
        return None
    if profile.reserve > profile.most:
        raise InputError.of_file(
            "scenario.yaml",
            f"no outcome is worth what '{profile.file}' reserves, so no bid can state it.",
            "Lower its `no_deal`, or take it out.",
            "geniusweb-bid",
        )
    best, utility = _least_above(profile)
    if utility != profile.reserve:
        notes.append(
            f"{profile.file}: GeniusWeb reserves by a bid; the least outcome at or above "
            f"{roughly(profile.reserve)} is worth {roughly(utility)} and stands for it."
        )
    return best


def _least_above(profile: Profile) -> tuple[list[int], Fraction]:
    """The outcome of the lowest utility that is at least the reservation value."""
    pairs = list(zip(profile.weights, profile.tables, strict=True))
    terms = [[weight * entry for entry in table] for weight, table in pairs]
    unit = lcm(*(term.denominator for row in terms for term in row))
    wholes = [[int(term * unit) for term in row] for row in terms]
    layers: list[dict[int, int]] = []
    reached = {0: 0}
    for row in wholes:
        reached = {total + term: at for total in reached for at, term in enumerate(row)}
        layers.append(reached)
        if len(reached) > MOST_SUMS:
            raise TooLarge(
                f"The reservation bid of '{profile.file}' is searched among more than "
                f"{MOST_SUMS:,} utilities. Take `no_deal` out, or export to another format."
            )
    floor = (profile.reserve or Fraction(0)) - profile.bias
    total = least = min(total for total in reached if Fraction(total, unit) >= floor)
    outcome = []
    for layer, row in zip(reversed(layers), reversed(wholes), strict=True):
        outcome.append(layer[total])
        total -= row[layer[total]]
    return outcome[::-1], profile.bias + Fraction(least, unit)


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
