"""From a Scenario to a Model: every number gets a slot, every name an index.

Everything is walked in the order of ids, never of the file, so that the slots, and with them
every sum, do not depend on how the file is ordered.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from parley.model.compiled import (
    Chain,
    Consent,
    Hypothesis,
    IssueScores,
    Load,
    Model,
    Row,
    Shift,
    Space,
    Utility,
)
from parley.model.slots import Slots
from parley.model.steps import compile_steps
from parley.model.votes import compile_votes
from parley.scenario import (
    Condition,
    Fixed,
    Issue,
    IssuePreference,
    Not,
    Or,
    Preferences,
    Rule,
    Scenario,
    Value,
    War,
    condition_text,
)
from parley.scenario.distributions import write
from parley.scenario.schema.issues import Interaction
from parley.scenario.schema.war import Next


def compile(scenario: Scenario) -> Model:
    """Turn a checked scenario into labelled slots.

    Args:
        scenario: as `parley.read` returns it, without mistakes.
    """
    slots = Slots(scenario.values)
    issues = tuple(sorted(scenario.issues))
    space = Space(issues, tuple(_options(scenario.issues[i], proposals=True) for i in issues))
    utilities = {
        party: _utility(f"preferences.{party}", preferences, scenario.issues, slots)
        for party, preferences in sorted(scenario.preferences.items())
    }
    no_deal = {
        party: slots.of(f"no_deal.{party}", value)
        for party, value in sorted(scenario.no_deal.items())
        if party in utilities
    }
    chain = _chain(scenario.war, tuple(utilities), slots) if scenario.war else None
    steps = compile_steps(scenario, slots)
    votes = compile_votes(scenario, slots)
    return Model(
        scenario=scenario,
        inputs=tuple(slots.inputs),
        space=space,
        conditions=tuple(sorted(map(_rule, scenario.conditions), key=condition_text)),
        utilities=utilities,
        consents=_consents(scenario),
        no_deal=no_deal,
        chain=chain,
        steps=steps,
        votes=votes,
    )


def _rule(rule: Rule) -> Condition:
    if rule.if_ is not None and rule.then is not None:
        return Or((Not(rule.if_), rule.then))
    if rule.never is not None:
        return Not(rule.never)
    if rule.always is not None:
        return rule.always
    raise TypeError("a condition without a form does not pass the schema")


def _consents(scenario: Scenario) -> tuple[Consent, ...]:
    consents = []
    for name, party in sorted(scenario.parties.items()):
        preferences = scenario.preferences.get(name)
        if party.must_always_agree:
            when = None
        elif party.consent is None or isinstance(party.consent, str):
            continue
        else:
            when = party.consent.when
        lines = preferences.red_lines if preferences else ()
        red: list[Condition] = [Not(line.never) for line in lines if line.never]
        red += [line.only_if for line in lines if line.only_if]
        consents.append(Consent(name, when, tuple(red), preferences is not None))
    return tuple(consents)


def _utility(
    path: str, preferences: Preferences, issues: Mapping[str, Issue], slots: Slots
) -> Utility:
    scores = tuple(
        _issue_scores(f"{path}.{name}", issues[name], preferences.issues[name], slots)
        for name in sorted(issues)
    )
    interactions = []
    for label, row in _labelled(preferences.interactions):
        slot = slots.of(f"{path}.interactions.{label}", row.points)
        interactions.append((row.when, slot))
    spite = {
        other: slots.of(f"{path}.spite.{other}", value)
        for other, value in sorted(preferences.spite.items())
    }
    return Utility(scores, tuple(interactions), spite)


def _labelled(rows: Iterable[Interaction]) -> list[tuple[str, Interaction]]:
    """Interactions by the text of their conditions; equal texts get a number behind them."""
    keyed = [(condition_text(row.when), str(write(row.points.value)), row) for row in rows]
    ordered: list[tuple[str, Interaction]] = []
    seen: Counter[str] = Counter()
    for label, _, row in sorted(keyed, key=lambda found: found[:2]):
        seen[label] += 1
        ordered.append((f"{label}#{seen[label]}" if seen[label] > 1 else label, row))
    return ordered


def _options(issue: Issue, *, proposals: bool = False) -> tuple[str, ...]:
    """An issue's options by their ids; the numbers of a scale by size."""
    names = issue.option_names(proposals=proposals)
    return names if issue.scale else tuple(sorted(names))


def _score(path: str, value: Value, slots: Slots) -> int:
    """A bare 0 or 100 is the end of the scale by definition, not a claim."""
    bare = not (value.cite or value.elicited or value.assume)
    return slots.of(path, value, anchor=bare and value.value in (Fixed(0), Fixed(100)))


def _issue_scores(path: str, issue: Issue, given: IssuePreference, slots: Slots) -> IssueScores:
    weight = slots.of(f"{path}.weight", given.weight)
    options = _options(issue)
    if issue.scale is None:
        knots = tuple(_score(f"{path}.{option}", given.scores[option], slots) for option in options)
        lines = tuple((at, at, Fraction(0)) for at in range(len(options)))
        return IssueScores(weight, knots, lines, options)
    at = sorted(given.curve, key=Fraction)
    knots = tuple(_score(f"{path}.curve.{knot}", given.curve[knot], slots) for knot in at)
    places = [Fraction(knot) for knot in at]
    lines = tuple(_between(Fraction(option), places) for option in options)
    return IssueScores(weight, knots, lines, options)


def _between(x: Fraction, places: list[Fraction]) -> tuple[int, int, Fraction]:
    """The knots to the left and right of a point, and how much of the way lies behind it."""
    right = min(bisect_right(places, x), len(places) - 1)
    left = right - 1
    return left, right, (x - places[left]) / (places[right] - places[left])


def _chain(war: War, parties: tuple[str, ...], slots: Slots) -> Chain:
    states, endings = tuple(sorted(war.states)), tuple(sorted(war.endings))
    targets = {name: at for at, name in enumerate(states + endings)}

    def row(path: str, chances: Mapping[str, str | Value]) -> Row:
        drawn = tuple(
            (targets[name], slots.of(f"{path}.{name}", chance))
            for name, chance in sorted(chances.items())
            if isinstance(chance, Value)
        )
        rest = [targets[name] for name, chance in chances.items() if isinstance(chance, str)]
        return Row(drawn, rest[0] if rest else None)

    rows = tuple(row(f"war.states.{s}.next", war.states[s].next) for s in states)

    def instead(path: str, given: Mapping[str, Next]) -> tuple[Row, ...]:
        """The common rows, but for those that a view replaces."""
        return tuple(
            row(f"{path}.{s}", given[s]) if s in given else common
            for s, common in zip(states, rows, strict=True)
        )

    own_rows = {
        party: instead(f"war.beliefs.{party}", beliefs.states)
        for party, beliefs in sorted(war.beliefs.items())
    }
    hypotheses = tuple(
        Hypothesis(
            name,
            slots.of(f"war.hypotheses.{name}.prior", given.prior),
            instead(f"war.hypotheses.{name}", given.states),
        )
        for name, given in sorted(war.hypotheses.items())
    )
    valued = {e: war.endings[e].value for e in endings}
    return Chain(
        states=states,
        endings=endings,
        now=states.index(war.now),
        rows=rows,
        own_rows=own_rows,
        shifts=_shifts(war, states, targets, slots),
        state_packages=tuple(war.states[s].package for s in states),
        ending_packages=tuple(war.endings[e].package for e in endings),
        ending_values={
            party: tuple(
                slots.of(f"war.endings.{e}.value.{party}", valued[e][party])
                if party in valued[e]
                else None
                for e in endings
            )
            for party in parties
        },
        burdens=_burdens(war, states, parties, slots),
        discount={p: slots.of(f"war.discount.{p}", war.discount[p]) for p in parties},
        fighting={
            p: slots.of(f"war.fighting.{p}", war.fighting[p]) for p in parties if p in war.fighting
        },
        hypotheses=hypotheses,
        course=tuple(states.index(seen.state) for seen in war.course),
    )


def _shifts(
    war: War, states: tuple[str, ...], targets: Mapping[str, int], slots: Slots
) -> tuple[Shift, ...]:
    shifts = []
    for name, support in sorted(war.support.items()):
        level = slots.of(f"war.support.{name}.level", support.level)
        for state, moved in sorted(support.shifts.items()):
            path = f"war.support.{name}.{state}"
            drawn = tuple(
                (targets[to], slots.of(f"{path}.{to}", v)) for to, v in sorted(moved.items())
            )
            shifts.append(Shift(level, states.index(state), drawn))
    return tuple(shifts)


def _load(path: str, load: Value | str | None, slots: Slots) -> int | None:
    if isinstance(load, str):
        raise TypeError("a load from a table of figures is filled in when the files are read")
    return None if load is None else slots.of(path, load)


def _burdens(
    war: War, states: tuple[str, ...], parties: tuple[str, ...], slots: Slots
) -> tuple[Load, ...]:
    burdens = []
    for name, burden in sorted(war.burdens.items()):
        loads = tuple(
            _load(f"war.states.{s}.loads.{name}", war.states[s].loads.get(name), slots)
            for s in states
        )
        path = f"war.burdens.{name}.felt"
        felt = {
            party: (
                slots.of(f"{path}.{party}.points", given.points),
                slots.of(f"{path}.{party}.per", given.per, anchor=True),
            )
            for party, given in sorted(burden.felt.items())
            if party in parties
        }
        burdens.append(Load(name, loads, felt))
    return tuple(burdens)
