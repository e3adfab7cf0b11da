"""The worked case of a sequence of steps, as our games. Knows the file of cases."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from parley.maths.commitment import Steps
from parley.maths.markov import war_values_exact
from parley.maths.phases import Additive, divided
from tests.maths.published import cases, fractions
from tests.oracles import chains

CASE = cases("commitment")["sequence"]
WHOLE = tuple(sorted(CASE["steps"]))
VARIANTS = CASE["variants"]


def exact(values):
    return np.array(fractions(values), dtype=object)


def war(flows):
    """`(rung, party)`: what war is worth to each from each rung."""
    ladder = chains.ladder(CASE["rungs"], Fraction(CASE["p"]))
    columns = [
        war_values_exact(
            *ladder, [flow] * len(ladder[0]), fractions(ending), Fraction(CASE["discount"])
        )
        for flow, ending in zip(flows, CASE["endings"], strict=True)
    ]
    return np.array(columns, dtype=object).T


def additive(variant, flows=None) -> Additive:
    """One variant: with the guarantee or without, the withdrawal at once or in two phases."""
    rows = [CASE["steps"][name] for name in WHOLE]
    given = CASE["guaranteed"] if variant["guaranteed"] else {}
    game = Additive(
        after=tuple(sum(1 << WHOLE.index(name) for name in row["after"]) for row in rows),
        base=exact(CASE["base"]),
        gains=exact([row["gains"] for row in rows]),
        shifts=np.array([row["shift"] for row in rows]),
        values=war(fractions(CASE["flows"]) if flows is None else flows),
        start=CASE["rung"] - 1,
        discount=exact([[CASE["discount"]] * 2] * len(rows)),
        passes=exact([row["passes"] for row in rows]),
        punished=exact([given.get(name, ["0", "0"]) for name in WHOLE]),
        cost=exact(CASE["cost"]),
    )
    phases = variant["phases_of_W"]
    return divided(game, WHOLE.index("W"), phases, variant["waits"]) if phases else game


def names(variant) -> tuple[str, ...]:
    """The steps' names; phases are called W1 and W2."""
    return ("G", "N", "R", "W1", "W2") if variant["phases_of_W"] else WHOLE


def order(variant, text) -> tuple[int, ...]:
    """An order written with names."""
    return tuple(names(variant).index(name) for name in text.split())


def in_floats(steps: Steps) -> Steps:
    """The same game in float64."""
    fields = ("flow", "outside", "entry", "discount", "passes", "failed", "punished", "cost")
    floats = {name: np.asarray(getattr(steps, name)).astype(float) for name in fields}
    keeps = None if steps.keeps is None else np.asarray(steps.keeps).astype(float)
    return replace(steps, **floats, keeps=keeps, resettle=np.asarray(float(steps.resettle)))
