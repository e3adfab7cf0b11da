"""Numbers and conditions of steps and votes in words. Knows sections `hold` and `ratify`."""

from collections.abc import Iterator

from parley.brief.names import Names
from parley.brief.words import capital, clean
from parley.scenario import Condition, Is, Scenario, Value, condition_leaves, condition_text
from parley.scenario.schema.agreement import Poll, Step, Vote
from parley.scenario.schema.base import Traced

Found = tuple[str, Value | None, Traced | None]
# Words, the value, and the part around it that may hold the origin; None where nothing is there.

_VOTES = {
    "threshold": "share of yes above which it passes",
    "turnout_quorum": "share of voters that must take part",
    "approval_quorum": "share of voters that must say yes",
    "turnout": "expected turnout",
    "boycott": "how far turnout and yes move together",
    "support": "expected share of yes",
    "error": "error of polls beyond sampling, in logits",
    "by_value": "what a point of value moves, in logits",
}
_POLLS = {
    "yes": "in favour",
    "no": "against",
    "design_effect": "what its design does to its sampling error",
}
_WILLING = {
    "cost": "what acting costs it as a guarantor",
    "benefit": "what acting brings it as a guarantor",
    "reputation": "what not acting costs its name",
}
_PUNISHED = {
    "cost": "points that a punished breach costs it",
    "decay": "share of the deterrence lost in each period",
}


def _if_value(words: str, value: object, around: Traced | None = None) -> Found | None:
    return (words, value, around) if isinstance(value, Value) else None


def hold_number(rest: str, scenario: Scenario, names: Names) -> Found | None:
    """A number of section `hold`."""
    hold = scenario.hold
    if hold is None:
        return None
    match rest.split("."):
        case ["steps", step, *keys] if step in hold.steps:
            return _of_step(f"“{names.step(step)}”", hold.steps[step], keys, names)
        case ["punishment", party, ("cost" | "decay") as key] if party in hold.punishment:
            given = hold.punishment[party]
            return _if_value(f"{names.party(party)}: {_PUNISHED[key]}", getattr(given, key), given)
        case ["willingness", party, key] if party in hold.willingness and key in _WILLING:
            willing = hold.willingness[party]
            return _if_value(
                f"{names.party(party)}: {_WILLING[key]}", getattr(willing, key), willing
            )
        case ["resettle"]:
            return _if_value("Chance that a breach soon leads to a new settlement", hold.resettle)
    return None


def _of_step(name: str, step: Step, keys: list[str], names: Names) -> Found | None:
    match keys:
        case ["takes"] if step.takes:
            return _if_value(
                f"{name}: how long it takes, {step.takes.unit}", step.takes.value, step.takes
            )
        case ["passes"]:
            return _if_value(f"{name}: chance that it succeeds", step.passes)
        case ["implements", issue]:
            words = f"{name}: share of “{names.issue(issue)}” that it puts into effect"
            return _if_value(words, step.implements.get(issue))
        case ["gains", party]:
            words = f"{name}: points per period from then on for {names.party(party)}"
            return _if_value(words, step.gains.get(party))
        case ["guarantee", party]:
            words = f"{name}: what it adds to the chance that {names.party(party)} is punished"
            return _if_value(f"{words} for a breach", step.guarantee.get(party))
    return None  # fmt: skip


def vote_of(body: str, community: str | None, scenario: Scenario) -> Vote | None:
    """How a body, or a community within communities (`coast.north`), decides."""
    vote = scenario.ratify.votes.get(body) if scenario.ratify else None
    for name in community.split(".") if community else ():
        vote = vote.communities.get(name) if vote else None
    return vote


def poll_of(vote: Vote | None, poll: str) -> Poll | None:
    """A poll by its id."""
    return next((row for row in vote.polls if row.id == poll), None) if vote else None


def ratify_number(rest: str, scenario: Scenario, names: Names) -> Found | None:
    """A number of section `ratify`."""
    ratify = scenario.ratify
    if ratify is None:
        return None
    if rest == "correlation":
        return _if_value("How far the errors of any two votes move together", ratify.correlation)
    section, _, place = rest.partition(".")
    body, _, keys = place.partition(".")
    vote = ratify.votes.get(body) if section == "votes" else None
    inside = []
    while vote and keys.startswith("communities."):
        name, _, keys = keys.removeprefix("communities.").partition(".")
        inside.append(name)
        vote = vote.communities.get(name)
    if vote is None:
        return None
    return _of_vote(names.body(body, ".".join(inside) or None), vote, keys, names)


def _of_vote(who: str, vote: Vote, keys: str, names: Names) -> Found | None:
    if keys in _VOTES:
        return _if_value(f"{who}: {_VOTES[keys]}", getattr(vote, keys))
    kind, _, place = keys.partition(".")
    if kind == "polls":
        poll, _, key = place.rpartition(".")
        known = poll_of(vote, poll)
        if known and key in _POLLS:
            around = Traced.model_construct(cite=known.cite, assume=known.assume)
            words = f"{who}: poll “{clean(poll)}”, {_POLLS[key]}"
            return _if_value(words, getattr(known, key), around)
    if kind == "effects":
        text, _, twin = place.partition("#")
        rows = [row for row in vote.effects if _spelled(row) == text]
        at = int(twin) - 1 if twin.isdigit() else 0
        if 0 <= at < len(rows):
            return _if_value(
                f"{who}: logits where {effect(text, names)[0]}", rows[at].logits, rows[at]
            )
    return None  # fmt: skip


def _spelled(effect_: object) -> str:
    """What an effect depends on, as in the path of its number."""
    when, by, after = (getattr(effect_, key) for key in ("when", "endorsed_by", "after"))
    parts = [condition_text(when)] if when else []
    parts += [f"endorsed_by={by}"] if by else []
    return " & ".join([*parts, *([f"after={after}"] if after else [])])


def effect(text: str, names: Names) -> tuple[str, list[str]]:
    """What moves support, in words, and the notes on the law of the options it names."""
    said, laws = [], []
    for part in text.split(" & "):
        key, _, word = part.partition("=")
        condition = next(
            (c for c in _conditions(names.scenario) if condition_text(c) == part), None
        )
        if condition is not None:
            said.append(names.condition(condition))
            laws += _laws(condition, names)
        elif key == "endorsed_by":
            said.append(endorsed(word, names))
        elif key == "after":
            said.append(voted_after(word, names))
        else:
            said.append(clean(part))
    return " and ".join(said), list(dict.fromkeys(laws))


def endorsed(word: str, names: Names) -> str:
    """Somebody speaks for a package."""
    return f"{names.party(word)} speaks for it"


def voted_after(step: str, names: Names) -> str:
    """The vote comes late."""
    return f"the vote comes after “{names.step(step)}”"


def _conditions(scenario: Scenario) -> Iterator[Condition]:
    waiting = list(scenario.ratify.votes.values()) if scenario.ratify else []
    while waiting:
        vote = waiting.pop()
        waiting += vote.communities.values()
        yield from (row.when for row in vote.effects if row.when is not None)


def _laws(condition: Condition, names: Names) -> list[str]:
    leaves = (leaf for leaf in condition_leaves(condition) if isinstance(leaf, Is))
    notes = (names.legal_note(leaf.issue, option) for leaf in leaves for option in leaf.options)
    return [clean(note.text) for note in notes if note]


def shift(what: str, of: str, body: str, names: Names) -> tuple[str, list[str]]:
    """One thing that moved support, in words, with the notes on the law."""
    if what == "value":
        known = names.scenario.bodies.get(body)
        return f"What the package is worth to {names.party(known.of if known else of)}", []
    key = {"endorsed_by": "endorsed_by=", "after": "after="}.get(what, "")
    plain = key and "=" not in of
    words, laws = effect(f"{key}{of}" if plain else of, names)
    return capital(words), laws
