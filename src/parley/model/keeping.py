"""One package as a game of steps: who gets what while it is carried out. Knows slots and sets.

Works on draws in float64 and on the base case in fractions by the same lines. A set of steps is a
bit mask over the package's steps in the order of their ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.maths import markov, shifts
from parley.maths.extensions import reachable
from parley.maths.steps import ByMask, Steps
from parley.model.compiled import Chain, Model
from parley.model.drawing import quantile
from parley.model.numbers import (
    MOST_EXACT_STATES,
    base,
    completed,
    ending_worths,
    exact,
    exact_no_deal_values,
    flows,
    interaction_values,
    no_deal_values,
    option_values,
    package_values,
    transitions,
    war_values,
)
from parley.model.steps import Agreement, StepRow
from parley.model.votes import acceptances, endorsers, pass_chances
from parley.scenario import Condition, holds

Array = NDArray[Any]
WHOLE_SCALE = 100
MOST_EXACT_PERIODS = 150
"""In all; powers of fractions grow with them."""
GRID = 2_048
"""Points per number in the reckoning of a guarantor."""


@dataclass(frozen=True)
class Worths:
    """What there is without the agreement.

    Attributes:
        values: `(draw, input)`, the numbers it is made from.
        no_deal: per party, `(draw,)`: what not signing is worth.
        war: per party, `(draw, state)`: what war is worth from each state on, in its own view.
        single: whether it is the base case, which stands alone.
    """

    values: Array
    no_deal: Mapping[str, Array]
    war: Mapping[str, Array]
    single: bool = False


def drawn_worths(model: Model, values: Array) -> Worths:
    """What there is without the agreement, in every draw."""
    chain = _chain(model)
    war = {p: war_values(model, chain, values, p, own=True) for p in model.consenting}
    return Worths(values, no_deal_values(model, values), war)


def exact_worths(model: Model) -> Worths:
    """What there is without the agreement, in the base case, in fractions."""
    chain, values = _chain(model), exact(model)
    war: dict[str, Array] = {}
    for party in model.consenting:
        row = np.empty((1, len(chain.states)), dtype=object)
        if len(chain.states) <= MOST_EXACT_STATES:
            P, R = transitions(chain, values, party)
            flow = flows(model, chain, values, party)
            ending = ending_worths(model, chain, values, party)
            discount = values[0, chain.discount[party]]
            row[0, :] = markov.war_values_exact(P[0], R[0], flow[0], ending[0], discount)
        else:
            found = war_values(model, chain, values.astype(np.float64), party, own=True)
            row[0, :] = [Fraction(float(x)) for x in found[0]]
        war[party] = row
    no_deal = {}
    for party, value in exact_no_deal_values(model).items():
        no_deal[party] = np.array([value], dtype=object)
    return Worths(values, no_deal, war, single=True)


def _chain(model: Model) -> Chain:
    assert model.chain is not None  # noqa: S101 - asked only where there is a war
    return model.chain


@dataclass(frozen=True)
class Game:
    """One package, ready to be carried out on paper.

    Attributes:
        steps: the arrays.
        names: the steps, in the order of their ids.
        parties: whose slack is looked at.
        periods: `(draw, step)`, how long each takes.
    """

    steps: Steps
    names: tuple[str, ...]
    parties: tuple[str, ...]
    periods: Array


@dataclass(frozen=True)
class Carrier:
    """Turns packages into games.

    Attributes:
        model: the compiled scenario.
        agreement: its steps, as they are or with one of them in phases.
        acts: per guarantor: the chance that it would act.
        exact: the base case in fractions.
        base: the base case in float64.
    """

    model: Model
    agreement: Agreement
    acts: Mapping[str, float]
    exact: Worths
    base: Worths

    def base_game(self, package: Mapping[str, str], parties: Sequence[str]) -> Game:
        """The base case: in fractions where every step takes whole periods, else in float64."""
        rows = self.agreement.contained(package)
        lengths = [self._periods(row) for row in rows]
        whole = all(x.denominator == 1 for x in lengths) and sum(lengths) <= MOST_EXACT_PERIODS
        return self.game(package, parties, self.exact if whole else self.base)

    def _periods(self, row: StepRow) -> Fraction:
        takes = Fraction(1) if row.takes is None else self.exact.values[0, row.takes]
        return Fraction(takes * row.periods * row.share)

    def game(self, package: Mapping[str, str], parties: Sequence[str], worths: Worths) -> Game:
        """The game of carrying out one package."""
        rows = self.agreement.contained(package)
        return _Setup(self, package, rows, tuple(parties), worths).game

    def clipped(self, package: Mapping[str, str]) -> bool:
        """Whether some order of the package's steps would move the front beyond its end."""
        start, top = self.agreement.start, len(self.agreement.ladder) - 1
        if start is None:
            return False
        rows = self.agreement.contained(package)
        sets = reachable(waiting(rows)).masks
        places = np.full(len(sets), start)
        for at, row in enumerate(rows):
            places += (sets >> at & 1) * row.shifts
        return bool(((places < 0) | (places > top)).any())


def waiting(rows: Sequence[StepRow]) -> tuple[int, ...]:
    """Per step, the set of those that must come first, as far as the package contains them."""
    names = [row.name for row in rows]
    return tuple(sum(1 << names.index(name) for name in row.after if name in names) for row in rows)


def carrier(model: Model, agreement: Agreement) -> Carrier:
    """What turns packages into games."""
    acts = {
        party: chance_to_act(model, rows) for party, rows in sorted(agreement.willingness.items())
    }
    plain = replace(drawn_worths(model, base(model)), single=True)
    return Carrier(model, agreement, acts, exact_worths(model), plain)


def chance_to_act(model: Model, rows: tuple[int, int, int | None]) -> float:
    """The chance that acting costs a guarantor no more than it brings, over the ranges given.

    The parties do not know the guarantor's numbers either: to them its willingness is a chance,
    the same in the base case and in every draw.
    """
    middles = (np.arange(GRID) + 0.5) / GRID
    grids = [
        np.zeros(1) if slot is None else quantile(model.inputs[slot].distribution, middles)
        for slot in rows
    ]
    return float(shifts.willingness(*grids))


@dataclass(frozen=True)
class _Setup:
    """One package's numbers, one by one, each with draws as its first axis."""

    carrier: Carrier
    package: Mapping[str, str]
    rows: tuple[StepRow, ...]
    parties: tuple[str, ...]
    worths: Worths

    @property
    def model(self) -> Model:
        return self.carrier.model

    @property
    def values(self) -> Array:
        return self.worths.values

    @property
    def game(self) -> Game:
        """All of them together; what depends on the steps done as functions of their set."""
        agreement, names = self.carrier.agreement, [row.name for row in self.rows]
        resettle = self._fixed(0) if agreement.resettle is None else self._slot(agreement.resettle)
        out = self._out
        flow = cache(lambda mask: out(self._flow(mask)))
        outside = cache(lambda mask: out(self._outside(mask)))
        failed = {"war": outside, "frozen": flow}.get(str(agreement.failure), self._fallback)
        steps = Steps(
            after=waiting(self.rows),
            flow=flow,
            outside=outside,
            entry=out(self._by_party([self.worths.no_deal[party] for party in self.parties])),
            discount=out(self._discounts),
            passes=self._passes,
            failed=failed,
            punished=out(self._punished),
            cost=out(self._by_party([self._cost(party) for party in self.parties])),
            keeps=out(self._keeps) if self._fades else None,
            resettle=out(resettle),
            scale=WHOLE_SCALE,
        )
        return Game(steps, tuple(names), self.parties, self._periods)

    def _out(self, numbers: Array) -> Array:
        """As the game wants them: the base case stands alone, without an axis for draws."""
        return np.asarray(numbers[0] if self.worths.single else numbers)

    def _as(self, number: Fraction) -> Any:
        return number if self.values.dtype == object else float(number)

    def _fixed(self, number: int) -> Array:
        """`(draw,)`, the same number in each."""
        return np.full(len(self.values), self._as(Fraction(number)), dtype=self.values.dtype)

    def _slot(self, slot: int) -> Array:
        return self.values[:, slot]

    def _by_party(self, columns: Sequence[Array]) -> Array:
        """One array with the parties as the last axis."""
        return np.stack(columns, axis=-1)

    def _by_step(self, columns: Sequence[Array], shape: tuple[int, ...]) -> Array:
        """One array with the steps as the second axis; also where there is no step."""
        if not columns:
            return np.empty((len(self.values), 0, *shape), dtype=self.values.dtype)
        return np.stack(columns, axis=1)

    @cached_property
    def _periods(self) -> Array:
        """`(draw, step)` in periods of the war."""
        columns = []
        for row in self.rows:
            periods = self._fixed(1) if row.takes is None else self._slot(row.takes)
            columns.append(periods * self._as(row.periods * row.share))
        return self._by_step(columns, ())

    @property
    def _discounts(self) -> Array:
        chain = _chain(self.model)
        columns = [self._slot(chain.discount[party]) for party in self.parties]
        return self._powers(self._by_party(columns))

    @property
    def _fades(self) -> bool:
        """Whether the strength of guarantees can fade."""
        punishment = self.carrier.agreement.punishment
        slots = [punishment[p][1] for p in self.parties if p in punishment]
        return any(slot is not None and self._slot(slot).any() for slot in slots)

    @property
    def _keeps(self) -> Array:
        """The share of a guarantee's strength that is kept while each step lasts."""
        punishment = self.carrier.agreement.punishment
        columns = []
        for party in self.parties:
            decay = punishment[party][1] if party in punishment else None
            columns.append(self._fixed(1) - (0 if decay is None else self._slot(decay)))
        return self._powers(self._by_party(columns))

    def _powers(self, base: Array) -> Array:
        """`(draw, step, party)`: a factor per period over the length of each step."""
        powers = [_power(base, self._periods[:, at, None]) for at in range(len(self.rows))]
        return self._by_step(powers, (len(self.parties),))

    @cached_property
    def _implementing(self) -> dict[str, list[tuple[int, Array]]]:
        """Per issue: the steps that put it into effect, with their shares, which sum to 1."""
        found: dict[str, list[tuple[int, Array]]] = {}
        for at, row in enumerate(self.rows):
            for issue, slot in row.implements.items():
                if self.model.inputs[slot].distribution.mean() > 0:
                    share = self._slot(slot) * self._as(row.share)
                    found.setdefault(issue, []).append((at, share))
        for issue, shares in found.items():
            total = shares[0][1]
            for _, share in shares[1:]:
                total = total + share
            found[issue] = [(at, share / total) for at, share in shares]
        return found

    def _flow(self, mask: int) -> Array:
        """`(draw, party)`: points per period once the steps of a set are done."""
        columns, seen = [], self._in_effect(mask)
        for party in self.parties:
            start, added, joined = self._terms[party]
            total = start
            for at, step in enumerate(added):
                if mask >> at & 1:
                    total = total + step
            for condition, points in joined:
                if holds(condition, seen):
                    total = total + points
            columns.append(total)
        return self._by_party(columns)

    @cached_property
    def _terms(self) -> dict[str, tuple[Array, list[Array], list[tuple[Condition, Array]]]]:
        """Per party: what it has right after the signing, what each step adds, what is joint."""
        return {party: self._terms_of(party) for party in self.parties}

    def _terms_of(self, party: str) -> tuple[Array, list[Array], list[tuple[Condition, Array]]]:
        model, issues = self.model, self.model.space.issues
        tables = option_values(model, party, self.values)
        scores = model.utilities[party].issues
        start, added = self._fixed(0), [self._fixed(0) for _ in self.rows]
        for issue, table, score in zip(issues, tables, scores, strict=True):
            agreed = table[:, score.options.index(self.package[issue])]
            before = table[:, score.options.index(model.scenario.issues[issue].status_quo)]
            steps = self._implementing.get(issue, ())
            start = start + (before if steps else agreed)
            for at, share in steps:
                added[at] = added[at] + share * (agreed - before)
        for at, row in enumerate(self.rows):
            if party in row.gains:
                added[at] = added[at] + self._slot(row.gains[party]) * self._as(row.share)
        return start, added, interaction_values(model, party, self.values)

    def _in_effect(self, mask: int) -> dict[str, str]:
        """The package as far as it is in effect in full; the rest at its status quo."""
        seen = {}
        for issue in self.model.space.issues:
            steps = self._implementing.get(issue, ())
            complete = all(mask >> at & 1 for at, _ in steps)
            agreed = self.package[issue]
            seen[issue] = agreed if complete else self.model.scenario.issues[issue].status_quo
        return seen

    def _outside(self, mask: int) -> Array:
        """`(draw, party)`: what war is worth where it would resume after a set of steps."""
        agreement, chain = self.carrier.agreement, _chain(self.model)
        state = chain.now
        if agreement.start is not None:
            done = [row.shifts for at, row in enumerate(self.rows) if mask >> at & 1]
            place = min(max(agreement.start + sum(done), 0), len(agreement.ladder) - 1)
            state = agreement.ladder[place]
        return self._by_party([self.worths.war[party][:, state] for party in self.parties])

    @property
    def _passes(self) -> Array | ByMask:
        """`(draw, step)`, as a function of the steps done before where a vote looks at them."""
        names = [row.completes for row in self.rows]
        awaited = {name for row in self.rows for name in self._awaited(row)} & set(names)

        def known(done: frozenset[str]) -> Array:
            return self._out(self._by_step([self._pass(row, done) for row in self.rows], ()))

        if not awaited:
            return known(frozenset())
        remembered = cache(known)
        return lambda mask: remembered(
            frozenset(n for at, n in enumerate(names) if mask >> at & 1 and n in awaited)
        )

    def _awaited(self, row: StepRow) -> tuple[str, ...]:
        """The steps that move the vote that a step is."""
        votes = self.model.votes
        counts = votes.bodies[row.vote] if row.vote and votes else ()
        return tuple(m.after for count in counts for m in count.effects if m.after)

    def _pass(self, row: StepRow, done: frozenset[str]) -> Array:
        if row.vote is None:
            return self._fixed(1) if row.passes is None else self._slot(row.passes)
        said = self._endorsed[row.vote]
        chance = pass_chances(self.model, row.vote, self.package, self.values, done, said)
        if self.values.dtype != object:
            return chance
        return np.array([Fraction(float(number)) for number in chance], dtype=object)

    @cached_property
    def _endorsed(self) -> dict[str, dict[str, bool]]:
        """Per body that votes: who speaks for the package, in the base case."""
        bodies = {row.vote for row in self.rows if row.vote}
        least = {party: worth[0] for party, worth in self.carrier.exact.no_deal.items()}
        return {
            body: acceptances(self.model, self.package, endorsers(self.model, [body]), least)
            for body in bodies
        }

    def _fallback(self, mask: int) -> Array:
        """What each gets for good if a step fails, where that is a package of its own."""
        del mask  # whatever was done before
        failure = self.carrier.agreement.failure
        package = completed(self.model, failure if isinstance(failure, Mapping) else {})
        return self._out(
            self._by_party(
                [package_values(self.model, p, self.values, package) for p in self.parties]
            )
        )

    @property
    def _punished(self) -> Array:
        """`(draw, step, party)`: what each step adds to the chance that a breach is punished."""
        columns = []
        for row in self.rows:
            acts = self._as(Fraction(self.carrier.acts.get(row.by or "", 1.0)) * row.share)
            chances = [
                self._slot(row.guarantee[party]) * acts
                if party in row.guarantee
                else self._fixed(0)
                for party in self.parties
            ]
            columns.append(self._by_party(chances))
        return self._by_step(columns, (len(self.parties),))

    def _cost(self, party: str) -> Array:
        punishment = self.carrier.agreement.punishment
        return self._slot(punishment[party][0]) if party in punishment else self._fixed(0)


def _power(base: Array, exponent: Array) -> Array:
    """`base ** exponent`; in fractions exact for whole exponents, else as float64 has it."""
    if base.dtype != object:
        return np.asarray(base**exponent)
    result = np.empty(np.broadcast_shapes(base.shape, exponent.shape), dtype=object)
    pairs = zip(*map(np.ravel, np.broadcast_arrays(base, exponent)), strict=True)
    result.ravel()[:] = [
        b ** int(n) if n.denominator == 1 else Fraction(float(b) ** float(n)) for b, n in pairs
    ]
    return result
