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
NEVER_SIGNED = "in no order of the steps would every party sign"
TOO_SURE = "some order holds, but only where its success is less sure than now"


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
            why="" if order else self._why("however likely a breach is punished"),
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
            why="" if order else self._why("however much a punished breach costs"),
        )

    def _why(self, however: str) -> str:
        if not passing.some_signed(self._game.steps):
            return NEVER_SIGNED
        return f"in every order that all would sign, some party walks away later, {however}"

    def _passes(self) -> Iterator[Remedy]:
        """For each step that can fail: the least chance of success with which some order holds."""
        steps, done = self._game.steps, 0
        for step in self._found.best:
            given = steps.passes
            now = (given(done) if callable(given) else given)[step]
            done |= 1 << step
            if now == 1:
                continue
            least, order = passing.least_pass(steps, step)
            enough = least is not None and least > now
            why = "even if it were sure to succeed, no order would hold"
            yield Remedy(
                kind="passes",
                step=self._game.names[step],
                possible=enough,
                now=float(now),
                needed=float(least) if enough else None,
                order=self._named(order if enough else None),
                why="" if enough else TOO_SURE if order else why,
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
        beside = ", alone or with a guarantee beside it" if self._alone == inf else " by itself"
        why = f"of the splits of one step into up to {MOST_PHASES} phases, none tried is enough"
        yield from found or [Remedy(kind="phases", possible=False, why=f"{why}{beside}")]

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
