"""What an answer on holding says in words: verdict, stages, weakest point. Knows no page."""

from parley.brief import words
from parley.brief.names import Names
from parley.results import HeldPackage, HeldRow, Spread

Held = HeldPackage | HeldRow


def stage(steps: tuple[str, ...], at: int, names: Names) -> str:
    """`at the signing` or `after “Ceasefire”`."""
    if at <= 0:
        return "at the signing"
    return f"after “{names.step(steps[at - 1])}”" if at <= len(steps) else f"after step {at}"


def slack(package: HeldPackage, party: str, at: int) -> Spread | None:
    """By how much going on beats walking away, for one party at one stage."""
    return package.stages[at].slack.get(party) if 0 <= at < len(package.stages) else None


def weakest(package: Held, names: Names) -> str:
    """`Borea after “Ceasefire”, 2.3 points to spare`."""
    party, at = package.binding
    where = stage(package.best.steps, at, names)
    return f"{names.party(party)} {where}, {words.margin(package.best.least)}"


def verdict(package: Held, names: Names, *, lower: bool = False) -> str:
    """Whether it is signed and kept, and if not, who leaves and when."""
    said = _verdict(package, names)
    return f"{said[:1].lower()}{said[1:]}" if lower else said


def _verdict(package: Held, names: Names) -> str:
    if package.verdict == "holds":
        return "Signed and kept by all"
    if package.verdict == "not acceptable":
        return "Not signed: some party prefers no deal"
    if package.verdict == "not allowed":
        return "Not signed: it breaks a condition or crosses a red line"
    if package.verdict == "not signed":
        return f"Not signed: {_refusers(package, names)} would not sign"
    party, at = leaver(package)
    where = stage(package.best.steps, at, names)
    return f"Signed but not kept: {names.party(party)} would walk away {where}"


def _refusers(package: Held, names: Names) -> str:
    walks = package.walks if isinstance(package, HeldPackage) else ()
    return names.parties({party for party, at in walks if at == 0} or {package.binding[0]})


def leaver(package: Held) -> tuple[str, int]:
    """Who walks away first, and at which stage; the weakest point where nobody does."""
    walks = package.walks if isinstance(package, HeldPackage) else ()
    return min(walks, key=lambda walk: (walk[1], walk[0]), default=package.binding)
