"""The steps of a package as arrays over sets of steps. Knows layouts, not what to conclude.

A set of steps is a bit mask. Leading axes are draws; a `Table` has them last, where arithmetic on
many draws is fastest. Integers and Fractions (dtype object) stay exact.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.maths.exact import is_exact

Array = NDArray[Any]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]
REACH = 1e-9
"""Share of the scale within which a float slack counts as 0: far above rounding."""
ByMask = Callable[[int], Array]
"""Gives what an array holds at one set of steps, so that not all sets need to be listed."""


@dataclass(frozen=True, eq=False)
class Steps:
    """The game of carrying out one package: m steps, n parties, `...` draws (none, or some).

    A set of steps is a bit mask: step s is done where bit s is set. Everything indexed by a set
    may also be a function of the mask that returns what stands there.

    Attributes:
        after: per step, the mask of the steps that must come first.
        flow: `(..., 2**m, n)`, value per period once this set is done; set 0 is right after
            signing.
        outside: `(..., 2**m, n)`, what going back on the package is worth at this set.
        entry: `(..., n)`, what not signing is worth.
        discount: `(..., m, n)`, each party's factor over the duration of the step.
        passes: `(..., m)`, the chance that the step succeeds, or `(..., m, 2**m)` where it
            depends on the set done before; as a function of the mask it returns `(..., m)`.
        failed: `(..., 2**m, n)`, value for good if a step fails that is tried at this set.
        punished: `(..., m, n)`, what the step adds to the chance that going back is punished.
        cost: `(..., n)`, what the punishment costs.
        keeps: `(..., m, n)`, the share of a guarantee's strength that is left over the duration
            of this step; None where strength does not fade.
        resettle: `(...)`, the chance that going back leads to a quick new settlement.
        scale: what the whole is worth, for the room that a new settlement would share.
    """

    after: tuple[int, ...]
    flow: Array | ByMask
    outside: Array | ByMask
    entry: Array
    discount: Array
    passes: Array | ByMask
    failed: Array | ByMask
    punished: Array
    cost: Array
    keeps: Array | None
    resettle: Array
    scale: float | Fraction = 1

    @property
    def full(self) -> int:
        """The mask of all steps."""
        return (1 << len(self.after)) - 1

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return int(np.shape(self.cost)[-1])

    @property
    def exact(self) -> bool:
        """Whether every number is an integer or a Fraction."""
        return all(is_exact(values) for values in _sampled(self))


def listed_by_set(steps: Steps) -> bool:
    """Whether the chances of passing are listed by the set done before (by definition)."""
    return not callable(steps.passes) and np.shape(steps.passes)[-1] == steps.full + 1


def exactly(steps: Steps) -> Steps:
    """The same game in Fractions; a float stands for the binary fraction it is (by definition)."""
    by_set = listed_by_set(steps)
    return replace(
        steps,
        flow=_fractions_by_mask(steps.flow, -2),
        outside=_fractions_by_mask(steps.outside, -2),
        failed=_fractions_by_mask(steps.failed, -2),
        passes=_fractions_by_mask(steps.passes, -1 if by_set else None),
        entry=_as_fractions(steps.entry),
        discount=_as_fractions(steps.discount),
        punished=_as_fractions(steps.punished),
        cost=_as_fractions(steps.cost),
        keeps=None if steps.keeps is None else _as_fractions(steps.keeps),
        resettle=_as_fractions(steps.resettle),
        scale=Fraction(steps.scale),
    )


def _as_fractions(values: ArrayLike) -> Array:
    """The array with Fractions for its numbers."""
    given = np.asarray(values)
    found = np.empty(given.shape, dtype=object)
    found.reshape(-1)[:] = [Fraction(value) for value in given.ravel().tolist()]
    return found


def _fractions_by_mask(values: Array | ByMask, axis: int | None) -> Array | ByMask:
    """The values in Fractions, set by set: what stands at sets never reached may be anything."""
    if callable(values):
        given = values
        return lambda mask: _as_fractions(given(mask))
    if axis is None:
        return _as_fractions(values)
    array = np.asarray(values)
    return lambda mask: _as_fractions(array.take(mask, axis=axis))


def _sampled(steps: Steps) -> list[Array]:
    """The arrays of a game; of what is given as a function, its value at the empty set."""
    named = [steps.flow, steps.outside, steps.failed, steps.passes, steps.entry, steps.discount]
    named += [steps.punished, steps.cost, steps.resettle]
    named += [] if steps.keeps is None else [steps.keeps]
    return [np.asarray(values(0) if callable(values) else values) for values in named]


@dataclass(frozen=True, eq=False)
class Table:
    """A game at some sets of steps, with the draws as one last axis.

    Attributes:
        lead: the draw axes as they were.
        flow, failed: `(set, n, draw)`.
        leaving: `(set, n, draw)`, what going back is worth before any punishment.
        discount, punished: `(m, n, draw)`; keeps likewise, or None.
        passes: `(m, set or 1, draw)`.
        cost: `(n, draw)`.
        given: `(set, n, draw)`, the chance of punishment where it does not fade.
    """

    lead: tuple[int, ...]
    flow: Array
    failed: Array
    leaving: Array
    discount: Array
    punished: Array
    keeps: Array | None
    passes: Array
    cost: Array
    given: Array

    def of_draws(self, block: slice) -> "Table":
        """The same at some of the draws."""
        names = ("flow", "failed", "leaving", "discount", "punished", "passes", "cost", "given")
        parts = {name: getattr(self, name)[..., block] for name in names}
        return replace(self, **parts, keeps=None if self.keeps is None else self.keeps[..., block])

    def moving(self, place: Places, step: Places) -> tuple[Array, Array]:
        """What trying a step at a set gives for sure, and the weight of what follows.

        Args:
            place: `(pair,)`, which of the sets.
            step: `(pair,)`, the step tried there.

        Returns:
            Both `(pair, n, draw)`: `H(k) = sure + weight * H(k + 1)`.
        """
        discount = self.discount[step]
        passing = self.passes[step, place if self.passes.shape[1] > 1 else 0][:, None]
        failing = discount * (1 - passing) * self.failed[place]
        return (1 - discount) * self.flow[place] + failing, discount * passing

    def reneging(self, place: Places, chance: Array) -> Array:
        """What going back is worth at these sets, given the chance of punishment there."""
        price = np.minimum(chance, 1) * self.cost
        return np.asarray(self.leaving[place] - price)


def laid(steps: Steps, sets: Sequence[int], exact: bool = True) -> Table:
    """The game at these sets, in one layout, in float64 unless all of it is exact (by definition).

    Args:
        steps: the game.
        sets: masks.
        exact: whether an exact game stays exact.
    """
    kind = np.dtype(object) if exact and steps.exact else np.dtype(np.float64)
    axes = {"flow": 2, "failed": 2, "outside": 2, "discount": 2, "punished": 2, "passes": 2}
    axes |= {"entry": 1, "cost": 1, "resettle": 0}
    arrays = {name: _of(getattr(steps, name), sets, kind) for name in ("flow", "failed", "outside")}
    for name in ("entry", "discount", "punished", "cost", "resettle"):
        arrays[name] = np.asarray(getattr(steps, name), dtype=kind)
    if callable(steps.passes) or listed_by_set(steps):
        arrays["passes"] = _of(steps.passes, sets, kind, axis=-1)
    else:
        arrays["passes"] = np.asarray(steps.passes, dtype=kind)[..., :, None]
    if steps.keeps is not None:
        axes["keeps"], arrays["keeps"] = 2, np.asarray(steps.keeps, dtype=kind)
    lead = np.broadcast_shapes(*(a.shape[: a.ndim - axes[name]] for name, a in arrays.items()))
    last = {name: _last(array, lead, axes[name]) for name, array in arrays.items()}
    done = np.array([[mask >> s & 1 for mask in sets] for s in range(len(steps.after))], dtype=bool)
    signed = np.array([mask > 0 for mask in sets], dtype=bool)
    return Table(
        lead=lead,
        flow=last["flow"],
        failed=last["failed"],
        leaving=_leaving(last, signed, steps.scale),
        discount=last["discount"],
        punished=last["punished"],
        keeps=last.get("keeps"),
        passes=last["passes"],
        cost=last["cost"],
        given=_added(done.reshape(-1, len(sets)), last["punished"], last["cost"]),
    )


def _of(values: Array | ByMask, sets: Sequence[int], kind: np.dtype[Any], axis: int = -2) -> Array:
    """The values at these sets, the sets standing on this axis."""
    if callable(values):
        return np.stack([np.asarray(values(mask), dtype=kind) for mask in sets], axis=axis)
    return np.take(np.asarray(values), sets, axis=axis).astype(kind)


def _last(values: Array, lead: tuple[int, ...], axes: int) -> Array:
    """`(..., *axes)` as `(*axes, draw)`, all draws on one axis."""
    core = values.shape[values.ndim - axes :]
    draws = int(np.prod(lead, dtype=np.int64))
    return np.moveaxis(np.broadcast_to(values, lead + core).reshape(draws, *core), 0, -1)


def _leaving(last: dict[str, Array], signed: Bools, scale: float | Fraction) -> Array:
    """`(set, n, draw)`: what going back is worth before any punishment; `entry` at set 0.

    Sorted before they are summed, so that the order of the parties changes no bit.
    """
    outside = last["outside"]
    parties = outside.shape[1]
    whole = Fraction(scale) if outside.dtype == object else float(scale)
    room = np.maximum(whole - np.sort(outside, axis=1).sum(axis=1, keepdims=True), 0)
    share = Fraction(1, parties) if outside.dtype == object else 1 / parties
    settled = outside + last["resettle"] * room * share
    return np.where(signed[:, None, None], settled, last["entry"])


def _added(done: Bools, punished: Array, cost: Array) -> Array:
    """`(set, n, draw)`: what the steps done `(m, set)` add to the chance of punishment."""
    total = np.zeros((done.shape[-1], *cost.shape), dtype=cost.dtype)
    for here, added in zip(done, punished, strict=True):
        total[here] += added
    return total
