"""Checks on the war: the chain of states, its endings, burdens and patience."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from parley.scenario.check.context import Context, Problem
from parley.scenario.distributions import Known, Named
from parley.scenario.located import Route
from parley.scenario.schema.base import Chance, Value
from parley.scenario.schema.war import Next, State, War

CLOSE = Fraction(1, 10**9)


def chances_sum(context: Context) -> Iterator[Problem]:
    """In every row of chances the middle values sum to 1, or one entry is `rest`."""
    war = context.scenario.war
    if war is None:
        return
    rows: list[tuple[Route, Mapping[str, str | Chance]]] = [
        (("war", "states", name, "next"), state.next) for name, state in war.states.items()
    ]
    for place, view in _views(war):
        rows += [((*place, "states", name), row) for name, row in view.items()]
    for route, row in rows:
        yield from _row(context, route, row)


def _views(war: War) -> Iterator[tuple[Route, Mapping[str, Next]]]:
    """The rows that replace common ones: in parties' beliefs and in hypotheses, with places."""
    for party, beliefs in war.beliefs.items():
        yield ("war", "beliefs", party), beliefs.states
    for name, hypothesis in war.hypotheses.items():
        yield ("war", "hypotheses", name), hypothesis.states


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
    common = {name: _possible(context, state.next) for name, state in war.states.items()}
    stuck = _dead_ends(war, common)
    for name in stuck:
        yield _no_ending(war, name, ("war", "states", name, "next"))
    for place, view in _views(war):
        own = {name: _possible(context, row) for name, row in view.items()}
        for name in _dead_ends(war, common | own):
            if name not in stuck:
                yield _no_ending(war, name, place)


def _possible(context: Context, row: Mapping[str, str | Chance]) -> set[str]:
    """Where a row can lead: the entries whose chance can be above 0."""
    spreads = {
        name: _spread(context, chance)
        for name, chance in row.items()
        if not isinstance(chance, str)
    }
    least = sum(Fraction(repr(spread.low)) for spread in spreads.values() if spread)
    possible = {name for name, spread in spreads.items() if spread is None or spread.high > 0}
    return possible | {name for name in row if name not in spreads and least < 1}


def _dead_ends(war: War, rows: Mapping[str, set[str]]) -> list[str]:
    """The states from which no ending can be reached."""
    ends = set(war.endings)
    while reach := {name for name, row in rows.items() if name not in ends and ends & row}:
        ends |= reach
    return [name for name in war.states if name not in ends]


def _no_ending(war: War, name: str, route: Route) -> Problem:
    rows: tuple[Route, ...] = tuple(("war", "states", state, "next") for state in war.states)
    return Problem(
        route,
        f"from '{name}' no ending can be reached.",
        "Give some state on its way a chance of an ending.",
        rests_on=(route, *rows, ("war", "endings")),
    )


def war_names_apart(context: Context) -> Iterator[Problem]:
    """States and endings have names of their own, and the ladder names each state once."""
    war = context.scenario.war
    if war is None:
        return
    for name in sorted(set(war.states) & set(war.endings)):
        route = ("war", "endings", name)
        yield Problem(route, f"'{name}' is a state and an ending.", "Choose another id for one.")
    misspelt = set(war.ladder) - set(context.names.states)
    if war.ladder and not misspelt and sorted(war.ladder) != sorted(context.names.states):
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
    missing = [party for party in context.scenario.preferences if party not in war.discount]
    misspelt = set(war.discount) - set(context.names.parties)
    if missing and not misspelt and set(missing) <= set(context.names.parties):
        yield Problem(
            ("war", "discount") if war.discount else ("war",),
            f"nothing says what a point one {war.period} later is worth to {', '.join(missing)}.",
            f"Add `discount: {{{': ..., '.join(missing)}: ...}}`, at most 1 each.",
            rests_on=tuple(("war", "discount", party) for party in missing),
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
                rests_on=(("war", "states"),),
            )
        if burden.base in context.names.entries and burden.base not in figures:
            yield Problem(
                (*route, "base"),
                f"'{burden.base}' is not a figure.",
                "Name an entry of kind figure.",
            )
    for name, state in war.states.items():
        yield from _unloaded(war, name, state)


def _unloaded(war: War, name: str, state: State) -> Iterator[Problem]:
    """A state that counts some burdens counts all."""
    missing = [burden for burden in war.burdens if burden not in state.loads]
    misspelt = set(state.loads) - set(war.burdens)
    for burden in missing if state.loads and not misspelt else ():
        route = ("war", "states", name, "loads")
        yield Problem(
            route,
            f"nothing is said on '{burden}' in '{name}'.",
            f"Add `{burden}: ...`, 0 if there is none.",
            rests_on=((*route, burden),),
        )


def figures_fit(context: Context) -> Iterator[Problem]:
    """A load from figures has its table, and nothing in it counts after the day of knowledge."""
    war, as_of = context.scenario.war, context.scenario.as_of
    if war is None:
        return
    for name, state in war.states.items():
        for burden, load in state.loads.items():
            if load == "figures" and burden in war.burdens and not war.burdens[burden].figures:
                yield Problem(
                    ("war", "states", name, "loads", burden),
                    f"the burden '{burden}' has no table of figures.",
                    "Add `figures:` to it, or write the load.",
                    rests_on=(("war", "burdens", burden),),
                )
    for name, burden_ in war.burdens.items():
        until = burden_.figures.until if burden_.figures else None
        if until and until > as_of:
            yield Problem(
                ("war", "burdens", name, "figures", "until"),
                f"{until} is later than the day of knowledge, {as_of}.",
                "Write an earlier day, or leave it out.",
                rests_on=(("as_of",),),
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


def support_leaves_room(context: Context) -> Iterator[Problem]:
    """At the middle values, no support takes more from a chance than there is of it."""
    left: dict[tuple[str, str], Fraction] = {}
    for name, state, target, amount in _moved(context):
        here = (state, target)
        left[here] = left.get(here, _middle(context, state, target)) + amount
        if left[here] < -CLOSE:
            yield Problem(
                ("war", "support", name, "shifts", state, target),
                f"this takes the chance of '{target}' down to {float(left[here]):g}.",
                "Lower the level or the shift, so that it stays at 0 or above.",
                rests_on=(("war", "states", state, "next"),),
            )


def priors_sum(context: Context) -> Iterator[Problem]:
    """There are two hypotheses or more, and their priors sum to 1 at the middle values."""
    war = context.scenario.war
    hypotheses = war.hypotheses if war else {}
    route: Route = ("war", "hypotheses")
    if len(hypotheses) == 1:
        yield Problem(route, "one hypothesis is weighed against none.", "Add another, or none.")
        return
    known = [spread for row in hypotheses.values() if (spread := _spread(context, row.prior))]
    total = sum((spread.middle() for spread in known), Fraction(0))
    if hypotheses and len(known) == len(hypotheses) and abs(total - 1) > CLOSE:
        yield Problem(
            route, f"the priors sum to {float(total):g}, not to 1.", "Change one of them."
        )


def course_leads_to_now(context: Context) -> Iterator[Problem]:
    """The course observed is one of states, ends with the present one, and can have happened."""
    war = context.scenario.war
    if war is None or not war.course:
        return
    strangers = False
    for at, seen in enumerate(war.course):
        for problem in context.named("state", seen.state, ("war", "course", at)):
            strangers = True
            yield problem
    if not war.hypotheses:
        yield Problem(
            ("war", "course"),
            "a course tells hypotheses apart, and there are none.",
            "Add `hypotheses:`, or take the course out.",
            rests_on=(("war", "course"), ("war", "hypotheses")),
        )
    last = len(war.course) - 1
    known = war.now in context.names.states and not strangers
    if war.course[last].state != war.now and known:
        yield Problem(
            ("war", "course", last),
            f"the course ends with '{war.course[last].state}', and `now` is '{war.now}'.",
            "Write the states in order of time, the present one last.",
            rests_on=(("war", "course"), ("war", "now")),
        )
    yield from _possible_steps(context, war) if not strangers else ()


def _possible_steps(context: Context, war: War) -> Iterator[Problem]:
    """Every step observed is possible under some hypothesis."""
    helped = {
        (state, target)
        for support in war.support.values()
        for state, row in support.shifts.items()
        for target in row
    }
    rows = [
        {s: h.states.get(s, state.next) for s, state in war.states.items()}
        for h in war.hypotheses.values()
    ]
    for at, (here, there) in enumerate(pairwise(seen.state for seen in war.course)):
        if here not in war.states or there not in war.states or (here, there) in helped:
            continue
        if rows and not any(there in _possible(context, view[here]) for view in rows):
            yield Problem(
                ("war", "course", at + 1),
                f"under no hypothesis does '{there}' follow '{here}'.",
                "Give that step a chance in some hypothesis, or correct the course.",
                rests_on=(("war", "course"), ("war", "hypotheses"), ("war", "states", here)),
            )


def _moved(context: Context) -> Iterator[tuple[str, str, str, Fraction]]:
    """By how much each support moves the chance of a state's next state, at the middle values."""
    war = context.scenario.war
    for name, support in (war.support if war else {}).items():
        level = _spread(context, support.level)
        for state, row in support.shifts.items():
            for target, value in row.items():
                shift = _spread(context, value)
                known = target in context.names.of("state or ending")
                if known and level and shift:
                    yield name, state, target, level.middle() * shift.middle()


def _middle(context: Context, state: str, target: str) -> Fraction:
    """A chance at its middle value; 1 where it is not known."""
    war = context.scenario.war
    if war is None or state not in war.states:
        return Fraction(1)
    chances = war.states[state].next
    spreads = {
        name: _spread(context, chance)
        for name, chance in chances.items()
        if not isinstance(chance, str)
    }
    if target not in spreads:
        stated = sum((spread.middle() for spread in spreads.values() if spread), Fraction(0))
        return 1 - stated if target in chances else Fraction(0)
    spread = spreads[target]
    return spread.middle() if spread else Fraction(1)


def cycle(after: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names on a circle of `after`, or none."""
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        return tuple(str(name) for name in error.args[1])
    return ()
