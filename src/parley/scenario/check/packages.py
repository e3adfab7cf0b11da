"""Checks on issues, conditions and preferences."""

from collections.abc import Iterable, Iterator, Sequence

from parley.scenario.check.context import Context, Problem
from parley.scenario.check.people import RESERVED_ISSUES, RESERVED_OPTIONS
from parley.scenario.conditions import Is, Within, leaf_holds, leaves
from parley.scenario.distributions import Named
from parley.scenario.located import Route
from parley.scenario.naming import unknown
from parley.scenario.schema.agreement import Failure, Vote
from parley.scenario.schema.base import Value
from parley.scenario.schema.issues import Issue, IssuePreference, Scale
from parley.scenario.schema.record import Entry
from parley.scenario.schema.war import Ending, State
from parley.scenario.walking import conditions


def status_quo_is_option(context: Context) -> Iterator[Problem]:
    """Every issue's status quo is one of its options, and one that an agreement can leave."""
    for name, issue in context.scenario.issues.items():
        route = ("issues", name, "status_quo")
        yield from context.option(name, issue.status_quo, route, proposals=True)


def conditions_name_options(context: Context) -> Iterator[Problem]:
    """Every condition is about issues and options that exist."""
    for route, condition in conditions(context.parts):
        for leaf in leaves(condition):
            place = (*route, *leaf.route)
            if isinstance(leaf, Is):
                for option in leaf.options:
                    yield from context.option(leaf.issue, option, place)
                continue
            yield from context.named("issue", leaf.issue, place)
            issue = context.issue(leaf.issue)
            if issue:
                yield from _within(leaf, issue, place)


def _within(leaf: Within, issue: Issue, route: Route) -> Iterator[Problem]:
    """Bounds are for numbers, and some number of the scale lies within them."""
    if not issue.scale:
        yield Problem(
            route,
            f"'{leaf.issue}' has options, not numbers.",
            f"Name one of its options: {', '.join(issue.options)}.",
        )
    elif not any(leaf_holds(leaf, option) for option in issue.option_names()):
        yield Problem(
            route,
            f"no number on the scale of '{leaf.issue}' lies within these bounds.",
            f"It has numbers from {issue.scale.start:g} to {issue.scale.to:g} "
            f"in steps of {issue.scale.step:g}.",
        )


def packages_name_options(context: Context) -> Iterator[Problem]:
    """Every package names issues and options that exist."""
    for route, part in context.parts:
        if isinstance(part, Entry) and isinstance(part.about, dict):
            yield from context.package(part.about, (*route, "about"))
        elif isinstance(part, State | Ending | Failure) and part.package:
            yield from context.package(part.package, (*route, "package"))
        elif isinstance(part, Vote) and part.reference:
            yield from context.package(part.reference, (*route, "reference"))


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
    known = tuple(name for name in context.names.issues if name not in RESERVED_ISSUES)
    for party, preferences in context.scenario.preferences.items():
        route: Route = ("preferences", party)
        strangers = [name for name in preferences.issues if name not in known]
        for name in strangers if "issue" not in context.names.unread else ():
            words = (*known, "interactions", "red_lines", "spite", "note")
            yield Problem((*route, name), *unknown("issue", name, words))
        for name in _left_out(known, preferences.issues, strangers):
            yield Problem(
                route,
                f"nothing is said on issue '{name}'.",
                f"Add `{name}:` with a weight and scores, or weight 0 if it does not matter.",
                rests_on=((*route, name), ("issues", name)),
            )
        for name, given in preferences.issues.items():
            issue, options = context.issue(name), context.options(name)
            if issue and options is not None:
                yield from _scored(name, issue, options, given, (*route, name))


def _left_out(known: Sequence[str], given: Iterable[str], strangers: Sequence[str]) -> list[str]:
    """What is missing, unless that many names are misspelt."""
    missing = [name for name in known if name not in set(given)]
    return missing if len(missing) > len(strangers) else []


def _scored(
    name: str, issue: Issue, options: Sequence[str], given: IssuePreference, route: Route
) -> Iterator[Problem]:
    if issue.scale:
        yield from _curve(issue.scale, given, route)
        return
    known = tuple(option for option in options if option not in RESERVED_OPTIONS)
    if given.curve:
        yield Problem(
            (*route, "curve"),
            f"'{name}' has options, so it takes a score for each, not a curve.",
            f"Write a score for {', '.join(known)}.",
        )
    strangers = [option for option in given.scores if option not in known]
    for option in strangers:
        words = (*known, *RESERVED_OPTIONS)
        yield Problem((*route, option), *unknown(f"option of '{name}'", option, words))
    for option in _left_out(known, given.scores, strangers):
        yield Problem(
            route,
            f"option '{option}' has no score.",
            f"Add `{option}:` with a score from 0 to 100.",
            rests_on=((*route, option),),
        )


def _curve(scale: Scale, given: IssuePreference, route: Route) -> Iterator[Problem]:
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
            f"Write `curve:` with a score at {scale.start:g} and at {scale.to:g}.",
            rests_on=((*route, "curve"),),
        )


def spite_fits(context: Context) -> Iterator[Problem]:
    """Spite is felt towards other parties, whose points are known."""
    likes = context.scenario.preferences
    misspelt = set(likes) - set(context.names.parties)
    for party, preferences in likes.items():
        for other in preferences.spite:
            route: Route = ("preferences", party, "spite", other)
            if other == party:
                yield Problem(route, "spite is felt towards others.", "Name another party.")
            elif other in context.names.parties and other not in likes and not misspelt:
                yield Problem(
                    route,
                    f"what packages are worth to '{other}' is not in the scenario.",
                    "Add its preferences, or take the spite towards it out.",
                    rests_on=(route, ("preferences", other)),
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
    for route, part in context.parts:
        if not isinstance(part, Value) or not isinstance(part.value, Named):
            continue
        name = part.value.name
        if route[0] == "values":
            yield Problem(route, "a named value cannot name another.", "Write the number itself.")
            continue
        yield from context.named("value", name, route)
        found = context.scenario.values.get(name)
        if found is None or isinstance(found.value, Named):
            continue
        if found.value.low < part.least or found.value.high > part.most:
            yield Problem(
                route,
                f"'${name}' can leave the bounds of {part.kind}.",
                f"Name a value that is always {part.bounds_in_words()}.",
            )
