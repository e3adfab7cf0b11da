"""What would make a package hold that does not: for the chapter on holding. Knows one package."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Literal

from parley.maths import orders, passing
from parley.model.keeping import Carrier, Game
from parley.model.steps import in_phases
from parley.results import Remedy

MOST_PHASES = 4
MOST_ORDERS = 50_000
"""Orders among which a remedy is sought."""

Waits = Literal["last", "first"]
WAITS: tuple[Waits, ...] = ("last", "first")
WHY = {
    "signing": "in no order of the steps would every party sign",
    "no cost": "a breach would cost nothing even if it were punished for sure",
    "never punished": "no step brings a guarantee before the moment that it would be needed",
    "above certainty": "even certain punishment would not be enough",
}


@dataclass(frozen=True)
class Remedies:
    """Single changes to how one package is carried out, each the smallest of its kind.

    Attributes:
        carrier: what turns the package into a game.
        package: its options.
        parties: whose slack is looked at.
    """

    carrier: Carrier
    package: Mapping[str, str]
    parties: tuple[str, ...]

    def all(self) -> tuple[Remedy, ...]:
        """Every kind that applies: guarantees, their cost, a surer step, a step in phases."""
        if orders.count_orders(self._game.steps.after) > MOST_ORDERS:
            return ()
        return (self._guarantee(), *self._cost(), *self._passes(), *self._phases())

    @cached_property
    def _game(self) -> Game:
        return self.carrier.base_game(self.package, self.parties)

    def _guarantee(self) -> Remedy:
        least, order, _ = orders.least_over_orders(self._game.steps, "guarantee")
        return Remedy(
            kind="guarantee",
            possible=order is not None,
            needed=None if order is None else float(least.value),
            order=self._named(order),
            why="" if order is not None else WHY.get(least.reason, ""),
        )

    def _cost(self) -> Iterator[Remedy]:
        """Only where some guarantee is there to be made dearer to break."""
        if not self._game.steps.punished.any():
            return
        least, order, _ = orders.least_over_orders(self._game.steps, "addition")
        yield Remedy(
            kind="cost",
            possible=order is not None,
            needed=None if order is None else float(least.value),
            order=self._named(order),
            why="" if order is not None else WHY.get(least.reason, ""),
        )

    def _passes(self) -> Iterator[Remedy]:
        """For each step that can fail: the least chance of success with which some order holds."""
        steps = self._game.steps
        given = steps.passes
        chances = given(0) if callable(given) else given
        for step, name in enumerate(self._game.names):
            if chances[step] == 1:
                continue
            least, order = passing.least_pass(steps, step)
            yield Remedy(
                kind="passes",
                step=name,
                possible=order is not None,
                now=float(chances[step]),
                needed=None if least is None else float(least),
                order=self._named(order),
                why="" if order else "even if it were sure to succeed, no order would hold",
            )

    def _phases(self) -> Iterator[Remedy]:
        """For each step that cannot fail: the fewest phases with which some order holds.

        Where neither phases nor a guarantee are enough alone, the phases that need the smallest
        guarantee beside them.
        """
        found = []
        for row in self.carrier.agreement.contained(self.package):
            moves = row.shifts or row.implements or row.gains
            if row.vote is None and row.passes is None and moves:
                found += self._phased(row.name)
        yield from found or [
            Remedy(
                kind="phases",
                possible=False,
                why=f"no split of one step into {MOST_PHASES} phases or fewer is enough, whatever "
                "the guarantee beside it",
            )
        ]

    def _phased(self, name: str) -> list[Remedy]:
        """More phases are tried as long as they bring the best order nearer to holding."""
        beside: list[tuple[float, Remedy]] = []
        nearest = float(self._found.least)
        for count in range(2, MOST_PHASES + 1):
            splits = [split for waits in WAITS if (split := self._split(name, count, waits))]
            if enough := next((split for split in splits if split.holds), None):
                return [enough.remedy(None)]
            if self._alone == inf:
                beside += [row for split in splits if (row := split.beside())]
            best = max((split.least for split in splits), default=-inf)
            if best <= nearest:
                break
            nearest = best
        return [min(beside, key=lambda row: row[0])[1]] if beside else []

    @cached_property
    def _found(self) -> orders.Found:
        return orders.best_order(self._game.steps, top=1)

    @cached_property
    def _alone(self) -> float:
        """The guarantee that is enough without phases; infinite if none is."""
        found = self._guarantee()
        return inf if found.needed is None else found.needed

    def _split(self, name: str, count: int, waits: Waits) -> "_Split | None":
        """The package with a step in phases; None where that has too many orders to go through."""
        agreement = in_phases(self.carrier.agreement, name, count, waits)
        carrier = replace(self.carrier, agreement=agreement)
        game = carrier.base_game(self.package, self.parties)
        if orders.count_orders(game.steps.after) > MOST_ORDERS:
            return None
        return _Split(name, count, waits, game, orders.best_order(game.steps, top=1))

    def _named(self, order: tuple[int, ...] | None) -> tuple[str, ...]:
        return () if order is None else tuple(self._game.names[step] for step in order)


@dataclass(frozen=True)
class _Split:
    """One step in phases, and the best order then."""

    step: str
    count: int
    waits: Waits
    game: Game
    found: orders.Found

    @property
    def least(self) -> float:
        return float(self.found.least)

    @property
    def holds(self) -> bool:
        return bool(self.found.enforcing)

    def remedy(self, guarantee: float | None, order: tuple[int, ...] | None = None) -> Remedy:
        """As it is told, with the guarantee that it takes as well."""
        return Remedy(
            kind="phases",
            possible=True,
            step=self.step,
            needed=self.count,
            waits=self.waits,
            guarantee=guarantee,
            order=tuple(self.game.names[at] for at in order or self.found.best),
        )

    def beside(self) -> tuple[float, Remedy] | None:
        """With the smallest guarantee beside it, if any is enough."""
        least, order, _ = orders.least_over_orders(self.game.steps, "guarantee")
        if order is None:
            return None
        return float(least.value), self.remedy(float(least.value), order)
