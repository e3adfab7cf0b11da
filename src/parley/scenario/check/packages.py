"""Checks on issues, conditions and preferences."""

from collections.abc import Iterator

from parley.scenario.check.context import Context, Problem
from parley.scenario.check.people import RESERVED_OPTIONS
from parley.scenario.conditions import Is, leaves
from parley.scenario.distributions import Named
from parley.scenario.located import Route
from parley.scenario.naming import unknown
from parley.scenario.schema.agreement import Failure
from parley.scenario.schema.base import Value
from parley.scenario.schema.issues import Issue, IssuePreference
from parley.scenario.schema.record import Entry
from parley.scenario.schema.war import Ending, State
from parley.scenario.walking import conditions, parts


def status_quo_is_option(context: Context) -> Iterator[Problem]:
    """Every issue's status quo is one of its options, and one that an agreement can leave."""
    for name, issue in context.scenario.issues.items():
        route = ("issues", name, "status_quo")
        yield from context.option(name, issue.status_quo, route, proposals=True)


def conditions_name_options(context: Context) -> Iterator[Problem]:
    """Every condition is about issues and options that exist."""
    for route, condition in conditions(context.scenario):
        for leaf in leaves(condition):
            place = (*route, *leaf.route)
            if isinstance(leaf, Is):
                for option in leaf.options:
                    yield from context.option(leaf.issue, option, place)
                continue
            yield from context.known("issue", leaf.issue, context.names.issues, place)
            issue = context.issue(leaf.issue)
            if issue and not issue.scale:
                yield Problem(
                    place,
                    f"'{leaf.issue}' has options, not numbers.",
                    f"Name one of its options: {', '.join(issue.options)}.",
                )


def packages_name_options(context: Context) -> Iterator[Problem]:
    """Every package names issues and options that exist."""
    for route, part in parts(context.scenario):
        if isinstance(part, Entry) and isinstance(part.about, dict):
            yield from context.package(part.about, (*route, "about"))
        elif isinstance(part, State | Ending | Failure) and part.package:
            yield from context.package(part.package, (*route, "package"))


def interactions_join_issues(context: Context) -> Iterator[Problem]:
    """An interaction is about two issues or more; a single issue has its scores."""
    for party, preferences in context.scenario.preferences.items():
        for at, interaction in enumerate(preferences.interactions):
            if len({leaf.issue for leaf in leaves(interaction.when)}) < 2:
                yield Problem(
                    ("preferences", party, "interactions", at),
                    "an interaction needs options of two or more issues.",
                    "Change the score of the option instead.",
                )


def preferences_complete(context: Context) -> Iterator[Problem]:
    """A party that has preferences has them on every issue and every option."""
    for party, preferences in context.scenario.preferences.items():
        route: Route = ("preferences", party)
        for name in preferences.issues:
            words = (*context.names.issues, "interactions", "red_lines", "note")
            if name not in context.names.issues:
                yield Problem((*route, name), *unknown("issue", name, words))
        for name, issue in context.scenario.issues.items():
            given = preferences.issues.get(name)
            if given is None:
                yield Problem(
                    route,
                    f"nothing is said on issue '{name}'.",
                    f"Add `{name}:` with a weight and scores, or weight 0 if it does not matter.",
                )
            else:
                yield from _scored(name, issue, given, (*route, name))


def _scored(name: str, issue: Issue, given: IssuePreference, route: Route) -> Iterator[Problem]:
    if issue.scale:
        yield from _curve(issue, given, route)
        return
    if given.curve:
        yield Problem(
            (*route, "curve"),
            f"'{name}' has options, so it takes a score for each, not a curve.",
            f"Write a score for {', '.join(issue.options)}.",
        )
    for option in given.scores:
        if option not in issue.options:
            words = (*issue.options, *RESERVED_OPTIONS)
            yield Problem((*route, option), *unknown(f"option of '{name}'", option, words))
    for option in issue.options:
        if option not in given.scores:
            yield Problem(
                route,
                f"option '{option}' has no score.",
                f"Add `{option}:` with a score from 0 to 100.",
            )


def _curve(issue: Issue, given: IssuePreference, route: Route) -> Iterator[Problem]:
    scale = issue.scale
    assert scale is not None  # noqa: S101 - for the type checker
    for option in given.scores:
        yield Problem(
            (*route, option),
            f"'{option}' is not a key here: the issue is numeric.",
            "Write `curve: {number: score, ...}`.",
        )
    try:
        knots = sorted(float(knot) for knot in given.curve)
    except ValueError:
        yield Problem((*route, "curve"), "a curve has numbers as keys.", "Write `{0: 100, 12: 0}`.")
        return
    if not knots or knots[0] > scale.start or knots[-1] < scale.to:
        yield Problem(
            (*route, "curve") if given.curve else route,
            f"the curve does not cover {scale.start:g} to {scale.to:g}.",
            f"Add a score at {scale.start:g} and at {scale.to:g}.",
        )


def weights_sum(context: Context) -> Iterator[Problem]:
    """A party's weights sum to something, whatever is drawn."""
    for party, preferences in context.scenario.preferences.items():
        weights = [given.weight for given in preferences.issues.values()]
        if weights and all(_can_be_zero(context, weight) for weight in weights):
            yield Problem(
                ("preferences", party),
                "the weights sum to nothing, or can.",
                "Give at least one issue a weight that stays above 0.",
            )


def _can_be_zero(context: Context, weight: Value) -> bool:
    value = weight.value
    if isinstance(value, Named):
        named = context.scenario.values.get(value.name)
        if named is None or isinstance(named.value, Named):
            return False
        value = named.value
    return value.low <= 0


def named_values(context: Context) -> Iterator[Problem]:
    """A `$name` stands for an entry of `values`, fits the place, and does not name another."""
    for route, part in parts(context.scenario):
        if not isinstance(part, Value) or not isinstance(part.value, Named):
            continue
        name = part.value.name
        if route[0] == "values":
            yield Problem(route, "a named value cannot name another.", "Write the number itself.")
            continue
        yield from context.known("value", name, context.names.values, route)
        found = context.scenario.values.get(name)
        if found is None or isinstance(found.value, Named):
            continue
        if found.value.low < part.least or found.value.high > part.most:
            yield Problem(
                route,
                f"'${name}' can leave the bounds of a {part.kind}.",
                f"Name a value that stays {part.bounds_in_words().replace('a number ', '')}.",
            )
