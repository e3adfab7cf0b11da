"""The first screen: six short answers for a reader who sees nothing else. Knows every answer."""

from dataclasses import dataclass

from parley.brief import charts, words
from parley.brief.chapters.references import states_in_words
from parley.brief.inputs import number
from parley.brief.names import ROLES, Names
from parley.results import BurdenAhead, DealAnswer, Findings, PackageRow, RecordAnswer, WarAnswer

TRUST = {
    "illustration": "It shows what the method does and decides nothing.",
    "working": "Nobody has reviewed it yet.",
    "reviewed": "The scenario was reviewed.",
}
MOST_MEETINGS = 3
MOST_BURDENS = 2


@dataclass(frozen=True)
class Short:
    """One short answer.

    Attributes:
        word: the chapter that says more.
        question: the question in plain words.
        text: the answer, one sentence each.
        items: a list below it, such as a package option by option.
        after: what follows the list.
    """

    word: str
    question: str
    text: tuple[str, ...]
    items: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def view(findings: Findings) -> list[Short]:
    """Who, whether, what, else, how sure, on what."""
    names = Names(findings.scenario)
    return [
        _who(findings, names),
        _whether(findings, names),
        _what(findings, names),
        _otherwise(findings, names),
        _trust(findings),
        _ground(findings),
    ]


def _who(findings: Findings, names: Names) -> Short:
    scenario = findings.scenario
    must = [word for word, party in scenario.parties.items() if party.must_always_agree]
    others = names.in_order(word for word in scenario.parties if word not in must)
    issues = [names.issue(word) for word in scenario.issues]
    talk = f"{names.parties(must)} must agree" if must else "No party always has to agree"
    text = [f"{talk}, on {words.counted(len(issues), 'issue')}: {words.listed(issues)}."]
    if others:
        shown = (f"{names.party(word)} ({ROLES[scenario.parties[word].role]})" for word in others)
        text.append(f"Also involved: {words.listed(shown)}.")
    text += _next_meeting(findings, names)
    return Short("record", "Who talks about what?", tuple(text))


def _next_meeting(findings: Findings, names: Names) -> list[str]:
    planned = sorted(
        (entry.planned_for, entry.venue or "", entry.host or "")
        for entry in findings.scenario.record
        if entry.kind == "meeting" and entry.planned_for
    )
    said = []
    for when, venue, host in planned[:MOST_MEETINGS]:
        where = f" in {words.clean(venue)}" if venue else ""
        by = f", hosted by {names.party(host)}" if host else ""
        said.append(f"{words.day(when)}{where}{by}")
    return [f"Expected meetings on record: {'; '.join(said)}."] if said else []


def _whether(findings: Findings, names: Names) -> Short:
    deal = findings.answer(DealAnswer)
    question = "Is there a deal?"
    if deal is None:
        return Short("deal", question, ("This question was not asked in this run.",))
    text = [words.sentence(deal.finding)]
    if deal.determined and deal.zone_chance:
        held = words.chance(deal.zone_chance)
        text.append(f"How often some package is acceptable: {held} of the uncertain numbers.")
    if deal.not_analysed and "not analysed" not in deal.finding:
        text.append(f"Consent of {names.parties(deal.not_analysed)} not analysed.")
    text += missing(deal.missing)
    return Short("deal", question, tuple(text))


def missing(rows: tuple[str, ...]) -> list[str]:
    """What to add to the scenario, as a sentence."""
    return [f"To answer more, add: {'; '.join(map(words.clean, rows))}."] if rows else []


def leading(deal: DealAnswer) -> PackageRow | None:
    """The package to show where only one is shown: the first acceptable one."""
    return next((row for row in deal.packages if row.acceptable), None)


def _what(findings: Findings, names: Names) -> Short:
    deal = findings.answer(DealAnswer)
    question = "What would it look like?"
    package = leading(deal) if deal else None
    if deal is None or deal.verdict == "not determined":
        return Short("deal", question, ("Not determined: see the question above.",))
    if package is None or deal.verdict == "no zone":
        text = ["There is no acceptable package to show, under these assumptions."]
        short = {row.party: row.short for row in deal.shortfalls if row.short is not None}
        for party in names.in_order(short):
            lacks = words.plain_points(short[party] or 0)
            text.append(f"{names.party(party)} falls {lacks} points short of no deal, at best.")
        return Short("deal", question, tuple(text))
    return Short(
        "deal",
        question,
        (_one_of(deal, package),),
        tuple(names.package(package.options)),
        _worth(package, deal, names),
    )


def _one_of(deal: DealAnswer, package: PackageRow) -> str:
    if deal.acceptable == 1:
        return "The only acceptable package is this one; that is no recommendation:"
    many = "several" if deal.acceptable is None else words.number(deal.acceptable)
    why = (
        "it is fair by the product of gains (Nash)"
        if "nash" in package.points
        else "it leads the list"
    )
    return (
        f"This is one of {many} acceptable packages, shown because {why}; it is no recommendation:"
    )


def _worth(package: PackageRow, deal: DealAnswer, names: Names) -> tuple[str, ...]:
    gains = words.listed(
        f"{names.party(p)} {words.signed(package.gains[p])}"
        for p in names.in_order(p for p in deal.parties if p in package.gains)
    )
    text = [f"Compared with no deal, in points of each party's own scale: {gains}."]
    if package.holds:
        text.append(f"How often it is acceptable: {words.chance(package.holds)}.")
    return tuple(text)


def _otherwise(findings: Findings, names: Names) -> Short:
    war = findings.answer(WarAnswer)
    question = "What happens without one?"
    if war is None:
        return Short("war", question, ("This question was not asked in this run.",))
    if not war.determined:
        return Short("war", question, (words.sentence(war.finding), *missing(war.missing)))
    text = [_human(b, names) for b in _human_first(war, names)[:MOST_BURDENS]]
    if war.duration:
        text.append(f"The war would last {words.duration(war.duration, war.period)} more.")
    if war.endings:
        likely = max(war.endings, key=lambda row: row.chance.base)
        ended = f"“{names.state(likely.ending)}”, {words.odds_spread(likely.chance)}"
        text.append(f"The most likely of its {len(war.endings)} endings: {ended}.")
    if war.no_deal:
        worth = words.listed(
            f"{names.party(p)} {words.points(war.no_deal[p].value)}"
            for p in names.in_order(war.no_deal)
        )
        text.append(f"No deal in points, each party on its own scale of 0 to 100: {worth}.")
    return Short("war", question, tuple(text) or (words.sentence(war.finding),))


def _human_first(war: WarAnswer, names: Names) -> list[BurdenAhead]:
    ordered = charts.in_order(war, names)
    return [b for b in ordered if names.human(b.burden)] or ordered


def _human(burden: BurdenAhead, names: Names) -> str:
    entry = names.entry(burden.so_far_entry) if burden.so_far_entry else None
    so_far = ""
    if entry and entry.value:
        what = f" ({words.clean(entry.what)})" if entry.what else ""
        so_far = f"On record so far: {words.count(entry.value)}{what}."
    name = names.burden(burden.burden)
    ahead = names.amount(words.spread(burden.ahead), burden.burden)
    until = "more until the war ends" if burden.kind == "flow" else "on average while the war lasts"
    return f"{name}: {ahead} {until}. {so_far}".rstrip()


def _trust(findings: Findings) -> Short:
    text = [f"{words.sentence(findings.notice)} {TRUST[findings.scenario.status]}"]
    counts = f"{words.capital(words.assumed(findings.basis))}."
    if words.assumed(findings.basis) not in findings.notice:
        text.append(counts)
    deal = findings.answer(DealAnswer)
    if deal and deal.influences:
        top = [number(row.path, findings.scenario).words for row in deal.influences[:2]]
        text.append(f"What moves the room for a deal most: {words.listed(top)}.")
    text.append(
        "Ranges in brackets hold nine draws in ten; a change of assumptions can change a finding."
    )
    return Short("method", "How far can this be trusted?", tuple(text))


def _ground(findings: Findings) -> Short:
    sources = findings.scenario.sources
    text = [f"Decisive numbers: {words.origins(findings.basis)}."]
    if sources:
        titles = words.listed(words.clean(source.title) for source in sources.values())
        text.append(f"{words.capital(words.counted(len(sources), 'source'))}: {titles}.")
    else:
        text.append("No source is listed.")
    record = findings.answer(RecordAnswer)
    if record and record.citations:
        text.append(f"Citations: {states_in_words(record.citations.items())}.")
    return Short("rests-on", "What does it rest on?", tuple(text))
