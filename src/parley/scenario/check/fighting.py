"""Checks on the war: the chain of states, its endings, burdens and patience."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from parley.scenario.check.context import Context, Problem
from parley.scenario.distributions import Known, Named
from parley.scenario.located import Route
from parley.scenario.schema.base import Chance, Value
from parley.scenario.schema.war import War

CLOSE = Fraction(1, 10**9)


def chances_sum(context: Context) -> Iterator[Problem]:
    """In every row of chances the middle values sum to 1, or one entry is `rest`."""
    war = context.scenario.war
    if war is None:
        return
    rows: list[tuple[Route, Mapping[str, str | Chance]]] = [
        (("war", "states", name, "next"), state.next) for name, state in war.states.items()
    ]
    for party, beliefs in war.beliefs.items():
        rows += [
            (("war", "beliefs", party, "states", name), row) for name, row in beliefs.states.items()
        ]
    for route, row in rows:
        yield from _row(context, route, row)


def _row(context: Context, route: Route, row: Mapping[str, str | Chance]) -> Iterator[Problem]:
    chances = [_spread(context, c) for c in row.values() if not isinstance(c, str)]
    rests = len(row) - len(chances)
    known = [value for value in chances if value is not None]
    if len(known) < len(chances):
        return  # an unknown `$name`, reported already
    if rests > 1:
        yield Problem(route, "two entries are `rest`.", "Write `rest` once.")
    elif rests == 1:
        most = sum(Fraction(repr(float(value.high))) for value in known)
        if most > 1 + CLOSE:
            yield Problem(
                route,
                f"the chances beside `rest` can sum to {float(most):g}, more than 1.",
                "Lower them, so that their highest values leave room.",
            )
    else:
        total = sum((value.middle() for value in known), Fraction(0))
        if abs(total - 1) > CLOSE:
            yield Problem(
                route,
                f"the chances sum to {float(total):g}, not to 1.",
                "Change them, or write `rest` for one of them.",
            )


def _spread(context: Context, chance: Value) -> Known | None:
    value = chance.value
    if not isinstance(value, Named):
        return value
    named = context.scenario.values.get(value.name)
    return None if named is None or isinstance(named.value, Named) else named.value


def war_ends(context: Context) -> Iterator[Problem]:
    """From every state of the war an ending can be reached, in every view of it."""
    war = context.scenario.war
    if war is None:
        return
    yield from _dead_ends(war, {name: tuple(s.next) for name, s in war.states.items()}, ())
    for party, beliefs in war.beliefs.items():
        rows = {name: tuple(state.next) for name, state in war.states.items()}
        rows |= {name: tuple(row) for name, row in beliefs.states.items()}
        yield from _dead_ends(war, rows, (party,))


def _dead_ends(
    war: War, rows: Mapping[str, tuple[str, ...]], view: tuple[str, ...]
) -> Iterator[Problem]:
    ends = set(war.endings)
    while True:
        reach = {name for name, row in rows.items() if name not in ends and ends & set(row)}
        if not reach:
            break
        ends |= reach
    for name in war.states:
        if name not in ends:
            route = ("war", "beliefs", *view) if view else ("war", "states", name, "next")
            yield Problem(
                route,
                f"from '{name}' no ending can be reached.",
                "Give some state on its way a chance of an ending.",
            )


def war_names_apart(context: Context) -> Iterator[Problem]:
    """States and endings have names of their own, and the ladder names each state once."""
    war = context.scenario.war
    if war is None:
        return
    for name in sorted(set(war.states) & set(war.endings)):
        route = ("war", "endings", name)
        yield Problem(route, f"'{name}' is a state and an ending.", "Choose another id for one.")
    if war.ladder and sorted(war.ladder) != sorted(context.names.states):
        yield Problem(
            ("war", "ladder"),
            "the ladder does not name each state once.",
            f"Order these: {', '.join(context.names.states)}.",
        )


def endings_have_worth(context: Context) -> Iterator[Problem]:
    """Every ending says what it is worth, as a package or per party."""
    war = context.scenario.war
    if war is None:
        return
    valued = tuple(context.scenario.preferences)
    for name, ending in war.endings.items():
        missing = [party for party in valued if party not in ending.value]
        if ending.package is None and (missing or not ending.value):
            yield Problem(
                ("war", "endings", name),
                f"nothing says what '{name}' is worth to {', '.join(missing) or 'the parties'}.",
                "Add `package:` with the options then in effect, or `value:` per party.",
            )


def patience_given(context: Context) -> Iterator[Problem]:
    """A party with preferences has a discount, so that war can be valued."""
    war = context.scenario.war
    if war is None:
        return
    for party in context.scenario.preferences:
        if party in context.names.parties and party not in war.discount:
            yield Problem(
                ("war", "discount") if war.discount else ("war",),
                f"'{party}' has no discount.",
                f"Add `discount: {{{party}: ...}}`: what a point one {war.period} later is worth.",
            )


def burdens_counted(context: Context) -> Iterator[Problem]:
    """A burden has a load in some state, and the figure it starts from is a figure."""
    war = context.scenario.war
    if war is None:
        return
    figures = {row.id: row for row in context.scenario.record if row.kind == "figure"}
    for name, burden in war.burdens.items():
        route = ("war", "burdens", name)
        if not any(name in state.loads for state in war.states.values()):
            yield Problem(
                route,
                f"no state says how large '{name}' is.",
                f"Add `loads: {{{name}: ...}}` to the states.",
            )
        if burden.base in context.names.entries and burden.base not in figures:
            yield Problem(
                (*route, "base"),
                f"'{burden.base}' is not a figure.",
                "Name an entry of kind figure.",
            )
    for name, state in war.states.items():
        for burden_name in war.burdens:
            if state.loads and burden_name not in state.loads:
                yield Problem(
                    ("war", "states", name, "loads"),
                    f"nothing is said on '{burden_name}' in '{name}'.",
                    f"Add `{burden_name}: ...`, 0 if there is none.",
                )


def felt_per_load(context: Context) -> Iterator[Problem]:
    """Points felt are stated per a load above 0."""
    war = context.scenario.war
    for name, burden in (war.burdens if war else {}).items():
        for party, felt in burden.felt.items():
            spread = _spread(context, felt.per)
            if spread is not None and spread.low <= 0:
                yield Problem(
                    ("war", "burdens", name, "felt", party, "per"),
                    "the reference load can be 0.",
                    "Write the load, above 0, at which the points are felt.",
                )


def support_shifts_sum(context: Context) -> Iterator[Problem]:
    """What support adds to some chances it takes from others."""
    war = context.scenario.war
    for name, support in (war.support if war else {}).items():
        for state, row in support.shifts.items():
            known = [spread for value in row.values() if (spread := _spread(context, value))]
            total = sum((spread.middle() for spread in known), Fraction(0))
            if len(known) == len(row) and abs(total) > CLOSE:
                yield Problem(
                    ("war", "support", name, "shifts", state),
                    f"the shifts sum to {float(total):g}, not to 0.",
                    "What some chances gain, others lose.",
                )


def cycle(after: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names on a circle of `after`, or none."""
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        return tuple(str(name) for name in error.args[1])
    return ()
