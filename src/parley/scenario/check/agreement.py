"""Checks on the steps of an agreement, on votes, rounds and public words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from math import prod

from parley.scenario.check.context import Context, Problem
from parley.scenario.check.fighting import CLOSE, cycle
from parley.scenario.conditions import holds
from parley.scenario.conditions import leaves as condition_leaves
from parley.scenario.distributions import Named
from parley.scenario.schema.agreement import Step, Vote
from parley.scenario.walking import parts

BINDING = ("demand", "refusal", "pledge")


def steps_in_order(context: Context) -> Iterator[Problem]:
    """The steps of an agreement do not wait for each other in a circle."""
    hold = context.scenario.hold
    if hold is None:
        return
    known = {
        name: tuple(s for s in step.after if s in hold.steps) for name, step in hold.steps.items()
    }
    circle = cycle(known)
    if circle:
        yield Problem(
            ("hold", "steps", circle[1], "after"),
            f"these steps wait for each other: {' -> '.join(reversed(circle))}.",
            "Take one `after` out.",
        )


def shares_sum(context: Context) -> Iterator[Problem]:
    """In every package, the shares of an issue that its steps put into effect sum to 1."""
    hold = context.scenario.hold
    if hold is None:
        return
    by_issue: dict[str, dict[str, Step]] = defaultdict(dict)
    for name, step in hold.steps.items():
        for issue in step.implements:
            by_issue[issue][name] = step
    for issue, steps in by_issue.items():
        shares = {}
        for name, step in steps.items():
            share = step.implements[issue].value
            if not isinstance(share, Named):
                shares[name] = share.middle()
        if len(shares) < len(steps):
            continue
        for package in told_apart(context, steps.values()):
            within = [n for n, s in steps.items() if not s.only_when or holds(s.only_when, package)]
            total = sum((shares[name] for name in within), Fraction(0))
            if within and abs(total - 1) > CLOSE:
                where = ", ".join(f"{key}: {option}" for key, option in package.items())
                of = f" in a package with {where}" if where else ""
                yield Problem(
                    ("hold", "steps", within[0], "implements", issue),
                    f"the steps put {float(total):g} of '{issue}' into effect{of}, not 1.",
                    "Change the shares, so that they sum to 1.",
                    rests_on=tuple(
                        ("hold", "steps", step, "implements", issue) for step in context.names.steps
                    ),
                )
                break


MOST_PACKAGES = 4_096


def told_apart(context: Context, steps: Iterable[Step]) -> Iterator[dict[str, str]]:
    """The options that decide which of these steps a package contains, in every combination."""
    conditions = [step.only_when for step in steps if step.only_when]
    named = sorted({leaf.issue for when in conditions for leaf in condition_leaves(when)})
    issues = context.scenario.issues
    if any(name not in issues for name in named):
        return
    options = [issues[name].option_names(proposals=True) for name in named]
    if prod(map(len, options)) <= MOST_PACKAGES:
        for chosen in product(*options):
            yield dict(zip(named, chosen, strict=True))


def failure_in_one_form(context: Context) -> Iterator[Problem]:
    """What follows a failed step is said in one way."""
    hold = context.scenario.hold
    if hold and (hold.failure.then is None) == (hold.failure.package is None):
        yield Problem(
            ("hold", "failure"), "`then` or `package` is needed, not both.", "Write `{then: war}`."
        )


def effects_say_when(context: Context) -> Iterator[Problem]:
    """An effect on a vote says on what it depends."""
    for route, vote in parts(context.scenario.ratify, ("ratify",)):
        if not isinstance(vote, Vote):
            continue
        for at, effect in enumerate(vote.effects):
            if not (effect.when or effect.endorsed_by or effect.after):
                yield Problem(
                    (*route, "effects", at),
                    "nothing says when this effect is there.",
                    "Add `when:`, `endorsed_by:` or `after:`.",
                )
        for at, poll in enumerate(vote.polls):
            if poll.yes.value.high <= 0 and poll.no.value.high <= 0:
                yield Problem(
                    (*route, "polls", at), "nobody answered.", "Write the percent of yes and of no."
                )


def proposers_sum(context: Context) -> Iterator[Problem]:
    """The chances of who proposes sum to 1."""
    talks = context.scenario.talks
    for at, round_ in enumerate(talks.rounds if talks else ()):
        if isinstance(round_.proposer, dict):
            values = [c.value for c in round_.proposer.values()]
            known = [v.middle() for v in values if not isinstance(v, Named)]
            total = sum(known, Fraction(0))
            if len(known) == len(values) and abs(total - 1) > CLOSE:
                yield Problem(
                    ("talks", "rounds", at, "proposer"),
                    f"the chances sum to {float(total):g}, not to 1.",
                    "Change them, so that they sum to 1.",
                )


def rounds_in_order(context: Context) -> Iterator[Problem]:
    """Rounds of talks stand in the order of their dates."""
    talks = context.scenario.talks
    last = None
    for at, round_ in enumerate(talks.rounds if talks else ()):
        if last and round_.on and round_.on < last:
            yield Problem(
                ("talks", "rounds", at, "on"),
                f"{round_.on} comes before the round above it.",
                "Put the rounds in the order of their dates.",
            )
        last = round_.on or last


def signals_bind_speaker(context: Context) -> Iterator[Problem]:
    """Only a party's own demands, refusals and pledges can bind it."""
    entries = {row.id: row for row in reversed(context.scenario.record)}
    for name in context.scenario.signals.statements if context.scenario.signals else ():
        row = entries.get(name)
        of_body = row and row.by in context.names.bodies and row.by not in context.names.parties
        if row and (row.kind not in BINDING or of_body):
            yield Problem(
                ("signals", "statements", name),
                f"'{name}' is no party's own demand, refusal or pledge, so it binds nobody.",
                "Name one that is.",
            )
