"""How a reader knows parties, issues and options. Knows the scenario, not results."""

import re
from collections.abc import Iterable, Mapping

from parley.brief.words import capital, clean, listed
from parley.scenario import (
    And,
    Condition,
    Entry,
    Is,
    Not,
    Or,
    Rule,
    Scenario,
    Within,
    condition_leaves,
    holds,
)
from parley.scenario.schema.issues import LegalNote

ROLES = {
    "belligerent": "at war",
    "host": "host",
    "mediator": "mediator",
    "guarantor": "guarantor",
    "backer": "backer",
    "observer": "observer",
    "other": "other",
}
POINTS = {
    "nash": "highest product of gains (Nash)",
    "kalai_smorodinsky": "equal shares of what each could gain at best (Kalai-Smorodinsky)",
    "egalitarian": "equal gains in points (egalitarian)",
    "utilitarian": "highest sum of points (joint value)",
}


def spoken(word: str) -> str:
    """An id as words: `guarantees_for_ukraine` as `Guarantees for ukraine`."""
    return capital(word.replace("_", " ").replace("-", " ").strip() or word)


def _phase(word: str) -> tuple[str, str]:
    """A step's id and which phase of it this is."""
    found = re.fullmatch(r"(.+?)( \(\d+ of \d+\))", word)
    return (found[1], found[2]) if found else (word, "")


class Names:
    """Looks up names in one scenario; an unknown id is shown as it stands."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._entries = {entry.id: entry for entry in scenario.record}

    def party(self, word: str) -> str:
        """A party, a body, or whoever bears this id."""
        known = self.scenario.parties.get(word) or self.scenario.bodies.get(word)
        return clean(known.name) if known else spoken(word)

    def parties(self, words: Iterable[str]) -> str:
        """Several, in alphabetical order, as a list in words."""
        return listed(sorted((self.party(word) for word in words), key=str.casefold))

    def in_order(self, words: Iterable[str]) -> list[str]:
        """Ids in the alphabetical order of the names that readers see."""
        return sorted(words, key=lambda word: (self.party(word).casefold(), word))

    def step(self, word: str) -> str:
        """A step of carrying out an agreement, or one phase of it: `withdrawal (1 of 2)`."""
        hold = self.scenario.hold
        base, phase = (word, "") if hold and word in hold.steps else _phase(word)
        known = hold.steps.get(base) if hold else None
        return f"{clean(known.name) if known and known.name else spoken(base)}{phase}"

    def actor(self, step: str) -> str:
        """Who takes a step; "" where the scenario does not say."""
        hold = self.scenario.hold
        known = (hold.steps.get(step) or hold.steps.get(_phase(step)[0])) if hold else None
        return self.party(known.by) if known and known.by else ""

    def body(self, body: str, community: str | None) -> str:
        """A body that approves, or one community of it."""
        return f"{self.party(body)}: {spoken(community)}" if community else self.party(body)

    def issue(self, word: str) -> str:
        """An issue's short name."""
        known = self.scenario.issues.get(word)
        return clean(known.name) if known and known.name else spoken(word)

    def option(self, issue: str, option: str) -> str:
        """An option's name, with the unit of a numeric issue."""
        known = self.scenario.issues.get(issue)
        if known is None or (known.scale is None and option not in known.options):
            return spoken(option)
        return clean(known.label(option))

    def legal_note(self, issue: str, option: str) -> LegalNote | None:
        """The note on the law that stands wherever the option is named."""
        known = self.scenario.issues.get(issue)
        found = known.options.get(option) if known else None
        return found.legal_note if found else None

    def package(self, options: Mapping[str, str]) -> list[str]:
        """Option by option, in the order of the file, with what the law says of it."""
        return [f"{self.issue(i)}: {self.with_law(i, o)}" for i, o in self.by_issue(options)]

    def with_law(self, issue: str, option: str) -> str:
        """An option's name with its note on the law behind it."""
        note = self.legal_note(issue, option)
        law = f" (legal note: {clean(note.text)})" if note else ""
        return f"{self.option(issue, option)}{law}"

    def by_issue(self, options: Mapping[str, str]) -> list[tuple[str, str]]:
        """The options in the order of the issues in the file."""
        known = [(issue, options[issue]) for issue in self.scenario.issues if issue in options]
        return known + [(i, o) for i, o in options.items() if i not in self.scenario.issues]

    def state(self, word: str) -> str:
        """A state or an ending of the war."""
        war = self.scenario.war
        known = (war.states.get(word) or war.endings.get(word)) if war else None
        return clean(known.name) if known and known.name else spoken(word)

    def burden(self, word: str) -> str:
        """A burden of the war."""
        known = self.scenario.war.burdens.get(word) if self.scenario.war else None
        return clean(known.name) if known and known.name else spoken(word)

    def unit(self, burden: str) -> str:
        """What a burden counts."""
        known = self.scenario.war.burdens.get(burden) if self.scenario.war else None
        return clean(known.unit) if known else ""

    def human(self, burden: str) -> bool:
        """Whether a burden counts people."""
        known = self.scenario.war.burdens.get(burden) if self.scenario.war else None
        return bool(known and known.human)

    def needs(self, party: str, package: Mapping[str, str]) -> bool:
        """Whether a package needs this party's consent."""
        known = self.scenario.parties[party]
        when = getattr(known.consent, "when", None)
        return known.must_always_agree or (when is not None and holds(when, package))

    def amount(self, shown: str, burden: str) -> str:
        """A number of a burden with its unit; a long unit in brackets."""
        unit = self.unit(burden)
        if not unit:
            return shown
        return f"{shown} ({unit})" if len(unit) > 20 or "," in unit else f"{shown} {unit}"

    def entry(self, word: str) -> Entry | None:
        """An entry of the record."""
        return self._entries.get(word)

    def condition(self, condition: Condition) -> str:
        """A condition in words."""
        match condition:
            case Is(issue, options):
                named = listed((self.option(issue, option) for option in options), "or")
                return f"{self.issue(issue)}: {named}"
            case Within(issue, low, high):
                ends = [f"at least {low:g}"] if low is not None else []
                ends += [f"at most {high:g}"] if high is not None else []
                return f"{self.issue(issue)}: {' and '.join(ends)}"
            case And(parts):
                return " and ".join(self._inner(part) for part in parts)
            case Or(parts):
                return " or ".join(self._inner(part) for part in parts)
            case Not(part):
                return f"not {self._inner(part)}"

    def _inner(self, condition: Condition) -> str:
        shown = self.condition(condition)
        return f"({shown})" if isinstance(condition, And | Or) else shown

    def laws(self, rule: Rule) -> list[str]:
        """The notes on the law of every option that a rule names."""
        parts = (
            part for part in (rule.if_, rule.then, rule.never, rule.always) if part is not None
        )
        leaves = (leaf for part in parts for leaf in condition_leaves(part) if isinstance(leaf, Is))
        named = (self.legal_note(leaf.issue, option) for leaf in leaves for option in leaf.options)
        return list(dict.fromkeys(clean(note.text) for note in named if note))

    def rule(self, rule: Rule) -> str:
        """What cannot be agreed apart, or together."""
        if rule.if_ is not None and rule.then is not None:
            return f"If {self.condition(rule.if_)}, then {self.condition(rule.then)}."
        if rule.never is not None:
            return f"Never {self.condition(rule.never)}."
        return f"Always {self.condition(rule.always)}." if rule.always is not None else ""
