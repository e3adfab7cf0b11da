"""The first screen: short answers for a reader who sees nothing else. Knows every answer."""

from parley.brief import charts, words
from parley.brief.chapters import lasts
from parley.brief.chapters.references import states_in_words
from parley.brief.inputs import number
from parley.brief.names import ROLES, Names
from parley.brief.short import Short, missing
from parley.results import BurdenAhead, DealAnswer, Findings, PackageRow, RecordAnswer, WarAnswer

TRUST = {
    "illustration": "It shows how the method works; it predicts nothing and decides nothing.",
    "working": "Nobody has reviewed it yet.",
    "reviewed": "The scenario was reviewed.",
}
MOST_MEETINGS = 3
MOST_BURDENS = 2
MOST_ENDINGS = 4


def view(findings: Findings) -> list[Short]:
    """Who, whether, what, whether it lasts (if that was asked), else, how sure, on what."""
    names = Names(findings.scenario)
    return [
        _who(findings, names),
        _whether(findings, names),
        _what(findings, names),
        *lasts.view(findings, names),
        _otherwise(findings, names),
        _trust(findings),
        _ground(findings),
    ]


def _who(findings: Findings, names: Names) -> Short:
    scenario = findings.scenario
    must = [word for word, party in scenario.parties.items() if party.must_always_agree]
    others = names.in_order(word for word in scenario.parties if word not in must)
    issues = [names.issue(word) for word in scenario.issues]
    talk = (
        f"Every package needs the agreement of {names.parties(must)}"
        if must
        else "No party always has to agree"
    )
    are = "is" if len(issues) == 1 else "are"
    table = f"On the table {are} {words.counted(len(issues), 'issue')}: {words.listed(issues)}."
    text = [f"{talk}. {table}"]
    if others:
        shown = (f"{names.party(word)} ({_role(word, names)})" for word in others)
        text.append(f"Also involved: {words.listed(shown)}.")
    text += _next_meeting(findings, names)
    return Short("who", "record", "Who talks about what?", tuple(text))


def _role(word: str, names: Names) -> str:
    party = names.scenario.parties[word]
    return f"backing {names.parties(party.backs)}" if party.backs else ROLES[party.role]


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
    return [f"Meetings announced: {'; '.join(said)}."] if said else []


def _whether(findings: Findings, names: Names) -> Short:
    deal = findings.answer(DealAnswer)
    question = "Could there be a deal?"
    if deal is None:
        return Short("whether", "deal", question, ("This question was not asked in this run.",))
    text = [words.sentence(deal.finding)]
    if deal.determined and deal.zone_chance:
        held = words.capital(words.share_of_draws(deal.zone_chance))
        text.append(f"{held} of the uncertain numbers there is such a package.")
    if deal.determined:
        text.append("Nobody has accepted anything: this compares assumed preferences.")
    if deal.not_analysed and "not analysed" not in deal.finding:
        text.append(f"The consent of {names.parties(deal.not_analysed)} is not analysed.")
    text += missing(deal.missing)
    return Short("whether", "deal", question, tuple(text))


def leading(deal: DealAnswer) -> PackageRow | None:
    """The package to show where only one is shown: the first acceptable one."""
    return next((row for row in deal.packages if row.acceptable), None)


def _what(findings: Findings, names: Names) -> Short:
    deal = findings.answer(DealAnswer)
    question = "What could a deal look like?"
    package = leading(deal) if deal else None
    if deal is None or deal.verdict == "not determined":
        return Short("what", "deal", question, ("Not determined: see the question above.",))
    if package is None or deal.verdict == "no zone":
        text = ["There is no acceptable package to show, under these assumptions."]
        short = {row.party: row.short for row in deal.shortfalls if row.short is not None}
        for party in names.in_order(short):
            lacks = words.plain_points(short[party] or 0)
            text.append(
                f"At best among what the others accept, {names.party(party)} falls {lacks} points "
                "short of no deal."
                if (short[party] or 0) > 0
                else f"What the others accept crosses a red line of {names.party(party)}."
            )
        return Short("what", "deal", question, tuple(text))
    return Short(
        "what",
        "deal",
        question,
        (_one_of(deal, package, names),),
        tuple(names.package(package.options)),
        _worth(package, deal, names),
    )


def _one_of(deal: DealAnswer, package: PackageRow, names: Names) -> str:
    how_many = (
        "those" if deal.acceptable is None else f"the {words.number(deal.acceptable)} packages"
    )
    kind = f"that leave {names.parties(deal.parties)} no worse off than no deal"
    start = (
        f"The only package of those {kind}."
        if deal.acceptable == 1
        else f"One example of {how_many} {kind}."
    )
    why = (
        " A formula picked it: the highest product of their gains (Nash)."
        if "nash" in package.points and deal.acceptable != 1
        else ""
    )
    return f"{start}{why} It is no recommendation; whether it is just or lawful is not assessed:"


def _worth(package: PackageRow, deal: DealAnswer, names: Names) -> tuple[str, ...]:
    heard = [p for p in package.gains if p in deal.parties or names.needs(p, package.options)]
    gains = words.listed(
        f"{names.party(p)} {words.signed(package.gains[p])}" for p in names.in_order(heard)
    )
    text = []
    asked = [p for p in deal.not_analysed if names.needs(p, package.options)]
    if asked:
        text.append(f"It also needs the consent of {names.parties(asked)}, which is not analysed.")
    text.append(
        f"Gains over no deal, in points of each party's own scale, not to be compared: {gains}."
    )
    if package.holds:
        held = words.capital(words.share_of_draws(package.holds))
        sure = package.holds.share in (0, 1)
        rest = "" if sure else "; in the others some party does better without"
        text.append(f"{held} it leaves them no worse off{rest}.")
    return tuple(text)


def _otherwise(findings: Findings, names: Names) -> Short:
    war = findings.answer(WarAnswer)
    question = "What happens without a deal?"
    if war is None:
        return Short("otherwise", "war", question, ("This question was not asked in this run.",))
    if not war.determined:
        return Short(
            "otherwise", "war", question, (words.sentence(war.finding), *missing(war.missing))
        )
    text = [_human(b, names) for b in _human_first(war, names)[:MOST_BURDENS]]
    if war.duration:
        text.append(f"The war would last {words.duration(war.duration, war.period)} more.")
    if war.endings:
        ordered = sorted(war.endings, key=lambda row: (-row.chance.base, row.ending))
        ends = [f"“{names.state(e.ending)}” {words.odds_spread(e.chance)}" for e in ordered]
        text.append(f"How it ends, of what the scenario lists: {'; '.join(ends[:MOST_ENDINGS])}.")
    if war.no_deal:
        worth = words.listed(
            f"{names.party(p)} {words.points(war.no_deal[p].value)}"
            for p in names.in_order(war.no_deal)
        )
        text.append(f"What no deal is worth, each party on its own scale of 0 to 100: {worth}.")
    return Short("otherwise", "war", question, tuple(text) or (words.sentence(war.finding),))


def _human_first(war: WarAnswer, names: Names) -> list[BurdenAhead]:
    ordered = charts.in_order(war, names)
    return [b for b in ordered if names.human(b.burden)] or ordered


def _human(burden: BurdenAhead, names: Names) -> str:
    entry = names.entry(burden.so_far_entry) if burden.so_far_entry else None
    name, unit = names.burden(burden.burden), names.unit(burden.burden)
    ahead = words.spread(burden.ahead)
    if unit and unit.lower() not in name.lower():
        ahead = names.amount(ahead, burden.burden)
    until = "more until the war ends" if burden.kind == "flow" else "on average while the war lasts"
    so_far = f"; on record so far: {words.count(entry.value)}" if entry and entry.value else ""
    return f"{name}: {ahead} {until}{so_far}."


def _trust(findings: Findings) -> Short:
    text = [f"{words.sentence(findings.notice)} {TRUST[findings.scenario.status]}"]
    counts = f"{words.capital(words.assumed(findings.basis))}."
    if words.assumed(findings.basis) not in findings.notice:
        text.append(counts)
    deal = findings.answer(DealAnswer)
    if deal and deal.influences:
        top = [number(row.path, findings.scenario).words for row in deal.influences[:2]]
        text.append(f"What the room for a deal depends on most: {words.listed(top)}.")
    text.append(
        "Figures in brackets hold nine draws in ten of the ranges assumed; they do not measure how "
        "well the ranges fit the world."
    )
    return Short("trust", "method", "How far can this be trusted?", tuple(text))


def _ground(findings: Findings) -> Short:
    sources = findings.scenario.sources
    count = words.counted(findings.basis.count, "decisive number")
    text = [f"Of {count}, {words.origins(findings.basis)}."]
    if sources:
        titles = words.listed(words.clean(source.title) for source in sources.values())
        text.append(f"{words.capital(words.counted(len(sources), 'source'))}: {titles}.")
    else:
        text.append("No source is listed.")
    record = findings.answer(RecordAnswer)
    if record and record.citations:
        text.append(f"Citations: {states_in_words(record.citations.items())}.")
    return Short("ground", "rests-on", "What does it rest on?", tuple(text))
