"""Issues that two parties could share out between them: for the chapter on the deal."""

from parley.errors import NoAnswer
from parley.maths.division import adjusted_winner, applies, at_stake
from parley.model import Model, exact
from parley.model.terms import Terms, parts
from parley.results import Divided

FEWEST = 2


def divided(model: Model) -> Divided | None:
    """The issues that nothing ties to others, shared out by adjusted winner, in the base case.

    None where more or fewer than two parties must agree, or fewer than two issues can be shared.
    """
    if len(model.parties) != 2 or model.consenting != model.parties:
        return None
    terms = Terms(model)
    columns = {party: parts(model, party, exact(model)) for party in model.parties}
    space = terms.space(columns, terms.allowed, {})
    chosen = [at for at, fits in enumerate(applies(space)) if fits]
    if len(chosen) < FEWEST:
        return None
    try:
        first, second = at_stake([space.tables[at] for at in chosen])
        found = adjusted_winner(first, second)
    except NoAnswer:
        return None
    one, other = model.parties
    issues = [model.space.issues[at] for at in chosen]
    return Divided(
        shares={
            issue: {one: float(share), other: float(1 - share)}
            for issue, share in zip(issues, found.shares, strict=True)
        },
        points={
            issue: {one: float(mine), other: float(theirs)}
            for issue, mine, theirs in zip(issues, first, second, strict=True)
        },
        divided=None if found.divided is None else issues[found.divided],
        totals={one: float(found.totals[0]), other: float(found.totals[1])},
        left_out=tuple(name for name in model.space.issues if name not in issues),
    )
