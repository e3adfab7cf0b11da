"""The random scenarios are valid, varied, and what is done to them keeps their meaning."""

import random

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import parley
from parley.model.packages import is_additive
from tests.oracles.scenarios import Implied
from tests.strategies import (
    PARTIES,
    fewer,
    laws,
    scenario,
    scenarios,
    shuffled,
    swapped,
    text,
)


@fewer
@given(scenarios(ranges=True, most_issues=4))
def test_every_scenario_is_read_without_a_mistake(data):
    assert set(scenario(data).parties) == set(data["parties"])
    assert yaml.safe_load(text(data)) == data


def test_the_scenarios_are_varied():
    """Among 150: zones and none, ties at the threshold, every kind of consent, wars, red lines."""
    seen: set[str] = set()

    @settings(laws, max_examples=150)
    @given(scenarios())
    def look(data):
        implied = Implied(data)
        seen.add(f"parties {len(data['parties'])}")
        seen.update(f"consent {row.get('consent')!r:.6}" for row in data["parties"].values())
        seen.update(word for word in ("conditions", "war") if word in data)
        seen.update(word for word in data.get("war", {}) if data["war"][word])
        seen.update(key for row in data["preferences"].values() for key in row)
        seen.update(key for issue in data["issues"].values() for key in issue)
        seen.add(f"feasible {bool(implied.feasible)}")
        seen.add(f"acceptable {bool(implied.acceptable)}")
        for package in implied.acceptable:
            if any(implied.value(p, package) == implied.no_deal[p] for p in implied.asked(package)):
                seen.add("tie")
        silent = set(data["parties"]) - set(data["preferences"])
        seen.update({"silent"} if silent else set())

    look()
    assert seen >= {
        *(f"parties {n}" for n in (2, 3, 4, 5)),
        *("consent None", "consent 'alway", "consent {'when"),
        *("conditions", "war", "beliefs", "support", "fighting", "burdens"),
        *("interactions", "red_lines", "scale", "silent", "tie"),
        *("feasible True", "feasible False", "acceptable True", "acceptable False"),
    }


@fewer
@given(scenarios(additive=True))
def test_additive_scenarios_are_additive(data):
    assert is_additive(parley.compile(scenario(data)))


@fewer
@given(scenarios(valued=True, war=True))
def test_what_is_asked_for_is_there(data):
    assert set(data["preferences"]) == set(data["parties"])
    assert "war" in data


@fewer
@given(scenarios(), st.integers(0, 9))
def test_shuffling_and_swapping_keep_the_meaning(data, seed):
    implied, mixed = Implied(data), Implied(shuffled(data, seed))
    assert implied.no_deal == mixed.no_deal
    assert sorted(map(sorted_items, implied.acceptable)) == sorted(
        map(sorted_items, mixed.acceptable)
    )
    other = Implied(swapped(data))
    names = dict(zip(PARTIES[:2], reversed(PARTIES[:2]), strict=True))
    assert other.no_deal == {names.get(p, p): worth for p, worth in implied.no_deal.items()}
    assert other.acceptable == implied.acceptable
    assert swapped(swapped(data)) == data


def sorted_items(package):
    return sorted(package.items())


def test_shuffling_shuffles():
    data = {str(k): list(range(9)) for k in range(9)}
    mixed = shuffled(data, random.Random(0).randrange(9))
    assert list(mixed) != list(data)
    assert mixed["3"] != data["3"]
    assert {key: sorted(row) for key, row in mixed.items()} == data
