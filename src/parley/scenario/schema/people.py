"""Sections `sources`, `parties`, `bodies`: who speaks, who must agree, and what it all rests on."""

from typing import ClassVar, Literal

from parley.scenario.schema.base import Day, Id, Ids, Part, Text, When


class SummaryOf(Part):
    """The original that one of our summaries stands for."""

    title: Text
    """What the original is."""
    publisher: Text | None = None
    """Who published it."""
    published: Day
    """The day it was published."""
    file: Text | None = None
    """Where the original lies if the analyst has it; its passages are then checked too."""


class Source(Part):
    """A document. Listed without its file, its citations count as not checked."""

    title: Text
    """What it is."""
    published: Day | None = None
    """The day it was published; later than `as_of` is an error."""
    publisher: Text | None = None
    """Who published it."""
    author: Text | None = None
    """Who wrote it."""
    url: Text | None = None
    """Where it can be found. Never fetched."""
    file: Text | None = None
    """Its text, as a path beside the scenario file."""
    summary_of: SummaryOf | None = None
    """Given when this is our own summary of something else."""
    note: Text | None = None
    """Anything a reader needs to know about it."""


Role = Literal["belligerent", "host", "mediator", "guarantor", "backer", "observer", "other"]


class ConsentWhen(Part):
    """Consent that is needed only for some packages."""

    when: When
    """The packages that commit this party."""


class Party(Part):
    """Somebody in or around the talks."""

    short: ClassVar[str | None] = "name"

    name: Text
    """How a reader knows it."""
    role: Role = "belligerent"
    """What it is in this conflict."""
    consent: Literal["always", "never"] | ConsentWhen | None = None
    """Whether it must agree to a package: `always`, `never`, or `{when: condition}`. Belligerents
    always must. Guarantors and backers say it outright."""
    backs: Ids = ()
    """The party or parties it supports."""
    note: Text | None = None
    """Anything a reader needs to know about it."""

    @property
    def must_always_agree(self) -> bool:
        """Whether no package is agreed without it."""
        return self.role == "belligerent" or self.consent == "always"


class Body(Part):
    """A body that ratifies what the parties sign: voters, a parliament, a court."""

    name: Text
    """How a reader knows it."""
    of: Id
    """The party whose signature it ratifies."""
    decides_by: Literal["referendum", "parliament", "court", "decree"] = "referendum"
    """How it decides. The details stand in section `ratify`."""
    note: Text | None = None
    """Anything a reader needs to know about it."""
