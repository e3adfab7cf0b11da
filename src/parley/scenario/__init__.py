"""What the analyst wrote, and where each claim comes from."""

from parley.scenario.conditions import (
    And,
    Condition,
    Is,
    Not,
    Or,
    Within,
    evaluate,
    holds,
    leaf_holds,
)
from parley.scenario.conditions import leaves as condition_leaves
from parley.scenario.conditions import text as condition_text
from parley.scenario.distributions import Distribution, Fixed, Known, Named
from parley.scenario.distributions import exact as as_fraction
from parley.scenario.read import FILE_NAME, examine, read
from parley.scenario.schema import (
    TOPICS,
    Checked,
    Entry,
    Issue,
    IssuePreference,
    Preferences,
    Rule,
    Scenario,
    Value,
    War,
)

__all__ = [
    "FILE_NAME",
    "TOPICS",
    "And",
    "Checked",
    "Condition",
    "Distribution",
    "Entry",
    "Fixed",
    "Is",
    "Issue",
    "IssuePreference",
    "Known",
    "Named",
    "Not",
    "Or",
    "Preferences",
    "Rule",
    "Scenario",
    "Value",
    "War",
    "Within",
    "as_fraction",
    "condition_leaves",
    "condition_text",
    "evaluate",
    "examine",
    "holds",
    "leaf_holds",
    "read",
]
