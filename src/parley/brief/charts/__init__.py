"""Charts as data: findings in, Vega-Lite specs out. Knows no browser and draws nothing itself."""

from collections.abc import Callable

from parley.brief.charts.look import COLOURS, Picture, Spec
from parley.brief.charts.of_deal import frontier_picture, no_deal_picture
from parley.brief.charts.of_hold import keeping_picture, timeline_picture
from parley.brief.charts.of_ratify import votes_picture
from parley.brief.charts.of_war import burdens_picture, course_picture, in_order
from parley.results import Findings

__all__ = [
    "COLOURS",
    "PICTURES",
    "Picture",
    "Spec",
    "alt",
    "burdens",
    "course",
    "frontier",
    "in_order",
    "keeping",
    "no_deal",
    "picture",
    "timeline",
    "votes",
]  # fmt: skip

PICTURES: dict[str, Callable[[Findings], Picture | None]] = {
    "frontier": frontier_picture,
    "course": course_picture,
    "no_deal": no_deal_picture,
    "burdens": burdens_picture,
    "timeline": timeline_picture,
    "keeping": keeping_picture,
    "votes": votes_picture,
}


def picture(findings: Findings, which: str) -> Picture | None:
    """A chart with its title, text alternative and table; None where the findings hold none."""
    return PICTURES[which](findings)


def alt(findings: Findings, which: str) -> str:
    """What a chart shows, for readers who do not see it; "" where there is no chart."""
    found = picture(findings, which)
    return found.alt if found else ""


def frontier(findings: Findings) -> Spec | None:
    """Both sides' values: the zone, the frontier and the named points."""
    return _spec(findings, "frontier")


def course(findings: Findings) -> Spec | None:
    """The chances over time that the war goes on or has ended, if the talks fail."""
    return _spec(findings, "course")


def no_deal(findings: Findings) -> Spec | None:
    """Per party: what no deal is worth, beside what the efficient packages are worth."""
    return _spec(findings, "no_deal")


def burdens(findings: Findings) -> Spec | None:
    """The burdens of the war over time, if the talks fail."""
    return _spec(findings, "burdens")


def timeline(findings: Findings) -> Spec | None:
    """The steps of the leading package in time, in their best order."""
    return _spec(findings, "timeline")


def keeping(findings: Findings) -> Spec | None:
    """Per party and stage: by how much going on is worth more than walking away."""
    return _spec(findings, "keeping")


def votes(findings: Findings) -> Spec | None:
    """Per package and body: what can come out of the vote, against what is needed."""
    return _spec(findings, "votes")


def _spec(findings: Findings, which: str) -> Spec | None:
    found = picture(findings, which)
    return found.spec if found else None
