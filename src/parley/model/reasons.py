"""The same scenario with one circumstance changed: why a costly war may leave no zone.

Knows changed models, not what they are called. Each change is one of the reasons of the
literature on bargaining before war; whether it opens a zone is found on the base case.
"""

from dataclasses import replace
from fractions import Fraction

from parley.model.compiled import Model
from parley.model.surveys import survey

FEWEST_GROUP = 3


def room(model: Model) -> Fraction | None:
    """In the base case, the largest gain that some allowed package gives all whom it asks."""
    return survey(model).room()


def fought(model: Model) -> tuple[str, ...]:
    """The parties whose consent counts and whose no-deal value is the war's."""
    return tuple(p for p in model.consenting if model.chain and p not in model.no_deal)


def hopeful(model: Model) -> tuple[str, ...]:
    """Those of them with a view of the war of their own."""
    return tuple(p for p in fought(model) if model.chain and p in model.chain.own_rows)


def with_common_beliefs(model: Model) -> Model:
    """As if every party saw the war in the common view."""
    assert model.chain is not None  # noqa: S101 - for the type checker
    return replace(model, chain=replace(model.chain, own_rows={}))


def unlike_patient(model: Model) -> tuple[str, ...]:
    """The parties whose no-deal value is the war's, where they are not equally patient."""
    chain, parties = model.chain, fought(model)
    if chain is None:
        return ()
    patience = {model.inputs[chain.discount[p]].distribution.mean() for p in parties}
    return parties if len(patience) > 1 else ()


def as_patient_as(model: Model, party: str) -> Model:
    """As if every party had the patience of one."""
    chain = model.chain
    assert chain is not None  # noqa: S101 - for the type checker
    same = dict.fromkeys(chain.discount, chain.discount[party])
    return replace(model, chain=replace(chain, discount=same))


def spiteful(model: Model) -> tuple[str, ...]:
    """The parties that feel spite and whose no-deal value is the war's."""
    return tuple(
        party
        for party in fought(model)
        if any(
            model.inputs[slot].distribution.mean() for slot in model.utilities[party].spite.values()
        )
    )


def without_spite(model: Model) -> Model:
    """As if nobody felt spite; where no deal is given outright, all stays as it is."""
    changed = {
        party: utility if party in model.no_deal else replace(utility, spite={})
        for party, utility in model.utilities.items()
    }
    return replace(model, utilities=changed)


def several(model: Model) -> tuple[str, ...]:
    """The parties that must always agree, where they are three or more."""
    return model.parties if len(model.parties) >= FEWEST_GROUP else ()


def without_party(model: Model, party: str) -> Model:
    """As if a party's agreement were not needed."""
    consents = tuple(consent for consent in model.consents if consent.party != party)
    return replace(model, consents=consents)
