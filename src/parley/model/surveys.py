"""The right way to go through a space of packages, however large. Knows the ways, not their work.

Two ways, one interface: a small space is listed package by package; a large one without
interactions and conditions is folded issue by issue. The base case is exact in both.
"""

from parley.errors import TooLarge
from parley.model.compiled import Model
from parley.model.folded import Folded
from parley.model.listed import Listed
from parley.model.packages import MOST_LISTED, is_additive
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


def survey(model: Model) -> Survey:
    """Go through a space in the way that fits it.

    Raises:
        TooLarge: more packages than can be listed, and interactions or conditions between them.
    """
    if model.space.count <= MOST_LISTED:
        return Listed(model)
    if is_additive(model):
        return Folded(model)
    raise TooLarge(
        f"{model.space.count:,} packages with conditions or interactions between issues are more "
        f"than the {MOST_LISTED:,} that this version lists. Join or leave out issues, or take the "
        "conditions and interactions out."
    )
