"""The answer to: what is on record, who said it, what is disputed?"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from parley.results.base import Answer, Result


class Position(Result):
    """What one party has said on one issue."""

    issue: str
    """The issue's id."""
    party: str
    """The party or body that spoke."""
    entry: str
    """The id of the entry of the record."""
    kind: str
    """Offer, demand, refusal, pledge, condition, agreement."""
    options: tuple[str, ...]
    """The option or options it named."""


class Coverage(Result):
    """Whether anything speaks to a topic that peace talks usually cover."""

    topic: str
    """The topic's id in the coverage list."""
    issues: tuple[str, ...]
    """Issues that cover it."""
    entries: tuple[str, ...]
    """Entries of the record that speak to it."""
    note: str | None
    """What the analyst says about the silence."""


class RecordAnswer(Answer):
    """What is on record, who said it, what is disputed?"""

    question: Literal["record"] = "record"
    """The question's word."""
    positions: tuple[Position, ...] = ()
    """By issue, then party, then in the order of the record."""
    others: tuple[str, ...] = ()
    """Ids of the entries that are neither positions, figures nor meetings."""
    figures: tuple[str, ...] = ()
    """Ids of the figures, each part behind its whole."""
    meetings: tuple[str, ...] = ()
    """Ids of the meetings, in the order of the record."""
    disputed: tuple[str, ...] = ()
    """Ids of the entries that some party disputes, or on which figures differ."""
    barred: tuple[str, ...] = ()
    """Ids of the entries that were kept from publication somewhere."""
    silent_issues: tuple[str, ...] = ()
    """Issues on which no party has a position on record."""
    coverage: tuple[Coverage, ...] = ()
    """Topics that peace talks usually cover."""
    uncited: tuple[str, ...] = ()
    """Ids of the entries without a citation."""
    citations: Mapping[str, int] = Field(default_factory=dict)
    """How many citations are in each state: found, summary, summary and original, not checked."""
