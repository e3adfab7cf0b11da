"""Checks on the votes of bodies that must approve an agreement."""

from collections.abc import Iterator

from parley.scenario.check.agreement import told_apart
from parley.scenario.check.context import Context, Problem
from parley.scenario.conditions import holds
from parley.scenario.conditions import leaves as condition_leaves
from parley.scenario.distributions import Named
from parley.scenario.located import Route
from parley.scenario.schema.agreement import Vote
from parley.scenario.walking import parts

_RULE = ("threshold", "turnout_quorum", "approval_quorum", "turnout", "boycott")


def votes(context: Context) -> Iterator[tuple[Route, Vote]]:
    """Every vote, of bodies and of communities, with its place."""
    for route, part in parts(context.scenario.ratify, ("ratify",)):
        if isinstance(part, Vote):
            yield route, part


def support_said_once(context: Context) -> Iterator[Problem]:
    """A vote says how much support there is, in one way: polls, or an expected share."""
    for route, vote in votes(context):
        if vote.support and vote.polls:
            yield Problem(
                (*route, "support"),
                "support is said twice: here, and by `polls`.",
                "Take one of them out.",
                rests_on=(route,),
            )
        if vote.support or vote.polls:
            continue
        if not vote.communities:
            yield Problem(
                route,
                "nothing says how many would vote yes.",
                "Add `polls:`, or `support:` with the share you expect.",
            )
        for key in _RULE if vote.communities else ():
            if getattr(vote, key) is not None:
                yield Problem(
                    (*route, key),
                    f"`{key}` decides nothing here: the communities vote, each by its own rule.",
                    "Write it in each community, or add `support:` for a vote of the whole body.",
                    rests_on=(route,),
                )


def quorums_need_turnout(context: Context) -> Iterator[Problem]:
    """Where a quorum counts voters, the vote says how many are expected."""
    for route, vote in votes(context):
        quorum = next((k for k in ("turnout_quorum", "approval_quorum") if getattr(vote, k)), None)
        if quorum and vote.turnout is None:
            yield Problem(
                (*route, quorum),
                "nothing says how many would vote.",
                "Add `turnout: ...`.",
                rests_on=(route,),
            )


def reference_without_effects(context: Context) -> Iterator[Problem]:
    """What support and polls already speak of does not move them once more."""
    issues = context.scenario.issues
    quo = {name: issue.status_quo for name, issue in issues.items()}
    for route, vote in votes(context):
        known = vote.reference is not None and all(name in issues for name in vote.reference)
        for at, effect in enumerate(vote.effects if known else ()):
            named = {leaf.issue for leaf in condition_leaves(effect.when)} if effect.when else set()
            alone = effect.when and not (effect.endorsed_by or effect.after)
            if not alone or not effect.when or not named <= set(quo):
                continue
            if holds(effect.when, {**quo, **(vote.reference or {})}):
                yield Problem(
                    (*route, "effects", at, "when"),
                    "this holds for `reference` too, so the polls already speak of it.",
                    "Take it out, or write with `not` what is lost without it.",
                )


def votes_said_once(context: Context) -> Iterator[Problem]:
    """A body with a vote in `ratify` votes once on a package, with the chance found there."""
    hold, ratify = context.scenario.hold, context.scenario.ratify
    steps: dict[str, list[str]] = {}
    for name, step in hold.steps.items() if hold and ratify else ():
        if ratify is None or step.by is None or step.by not in ratify.votes:
            continue
        route: Route = ("hold", "steps", name)
        if step.passes is not None:
            yield Problem(
                (*route, "passes"),
                f"the chance is said twice: here, and by `ratify.votes.{step.by}`.",
                "Take `passes` out.",
            )
        twin = next((n for n in steps.get(step.by, ()) if _together(context, n, name)), None)
        if twin:
            yield Problem(
                (*route, "by"),
                f"a package can contain this step and '{twin}', and '{step.by}' votes once.",
                "Tell them apart by `only_when`, or give each vote a body of its own.",
            )
        steps.setdefault(step.by, []).append(name)


def _together(context: Context, one: str, other: str) -> bool:
    """Whether some choice of options puts both steps into a package."""
    hold = context.scenario.hold
    rows = [hold.steps[name] for name in (one, other)] if hold else []
    conditions = [step.only_when for step in rows if step.only_when]
    return any(all(holds(w, p) for w in conditions) for p in told_apart(context, rows))


def errors_can_go_apart(context: Context) -> Iterator[Problem]:
    """The errors of more than two votes do not all go against each other."""
    ratify = context.scenario.ratify
    if ratify is None or ratify.correlation is None:
        return
    value = ratify.correlation.value
    if isinstance(value, Named):
        found = context.scenario.values.get(value.name)
        if found is None:
            return
        value = found.value
    count = sum(bool(vote.support or vote.polls) for _, vote in votes(context))
    if count > 2 and value.low < 0:
        yield Problem(
            ("ratify", "correlation"),
            f"the errors of {count} votes cannot all go against each other.",
            "Write a correlation of 0 or more.",
        )
