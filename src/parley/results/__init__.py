"""Answers and findings, frozen, as they are saved and shown. Knows no method and no picture."""

from parley.results.base import BANDS, Answer, Basis, Chance, Result, Spread
from parley.results.deal import (
    DealAnswer,
    FrontierPoint,
    Influence,
    NamedPoint,
    PackageRow,
    Shortfall,
)
from parley.results.findings import Findings
from parley.results.hold import (
    Guarantor,
    HeldPackage,
    HeldRow,
    HoldAnswer,
    Order,
    Remedy,
    Stage,
    StepFacts,
)
from parley.results.ratify import Ballot, PollRow, RatifiedPackage, RatifyAnswer, Shift
from parley.results.record import Coverage, Position, RecordAnswer
from parley.results.war import BurdenAhead, EndingChance, Moment, NoDeal, WarAnswer

__all__ = [
    "BANDS",
    "Answer",
    "Ballot",
    "Basis",
    "BurdenAhead",
    "Chance",
    "Coverage",
    "DealAnswer",
    "EndingChance",
    "Findings",
    "FrontierPoint",
    "Guarantor",
    "HeldPackage",
    "HeldRow",
    "HoldAnswer",
    "Influence",
    "Moment",
    "NamedPoint",
    "NoDeal",
    "Order",
    "PackageRow",
    "PollRow",
    "Position",
    "RatifiedPackage",
    "RatifyAnswer",
    "RecordAnswer",
    "Remedy",
    "Result",
    "Shift",
    "Shortfall",
    "Spread",
    "Stage",
    "StepFacts",
    "WarAnswer",
]
