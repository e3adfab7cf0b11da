"""The right way to go through a space of packages, however large. Knows the ways, not their work.

Two ways, one interface: a small space is listed package by package; a large one is folded issue by
issue, with whatever ties its issues together. The base case is exact in both.
"""

from functools import lru_cache

from parley.model.compiled import Model
from parley.model.folded import Folded
from parley.model.listed import Listed
from parley.model.packages import MOST_LISTED
from parley.model.surveying import Frontier, Package, Report, Sampled, Survey, silent

__all__ = [
    "Folded",
    "Frontier",
    "Listed",
    "Package",
    "Report",
    "Sampled",
    "Survey",
    "silent",
    "survey",
]


@lru_cache(maxsize=2)
def survey(model: Model) -> Survey:
    """Go through a space in the way that fits it; several questions of one study share the work.

    Raises:
        TooLarge: more packages than can be listed, and a condition over too many issues at once.
    """
    return Listed(model) if model.space.count <= MOST_LISTED else Folded(model)
