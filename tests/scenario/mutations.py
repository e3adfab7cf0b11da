"""Scenarios with one thing changed, each with what is certain about it beforehand.

A mutant is *invalid* where the language forbids it whatever else the file says (an unknown key, a
score of 1e9), and not where it may be meant (a load of 1e9, an optional key that is left out).
It knows the lines on which parley may name it: the changed line itself; where something was taken
out, its container and the places that need it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from parley.errors import Mistake
from parley.scenario.located import Located, Route, loads
from parley.scenario.schema import Scenario
from parley.scenario.schema.base import Part, Value, Whole

ABSURD = ("1e9", "-5", "abc", "null", "[]", "{}", "true", "x" * 5000, "2999-12-31")
RANGE = re.compile(r"[-\d._]+\.\.[-\d._]+")
TAIL = re.compile(r"(^|[^\w.])([-\d._]+)((?:\.\.[-\d._]+){1,2})$")
DATES_OF_KNOWLEDGE = {"on", "published"}
# Which keys hold names that must be declared elsewhere.
REFERENCES = {
    "by", "to", "host", "barred_in", "disputed_by", "part_of", "of", "backs", "now", "ladder",
    "proposer", "audience", "base", "endorsed_by", "after", "topic", "status_quo",
}  # fmt: skip
# Which keys have conditions as their values.
CONDITIONS = {
    "when", "if", "then", "never", "always", "only_if", "only_when", "may_conclude_when",
}  # fmt: skip
# Which mappings have declared names as keys: a key that nobody declared is a mistake.
KEYED_BY_NAMES = {
    "next", "loads", "felt", "discount", "fighting", "beliefs", "implements", "gains",
    "guarantee", "punishment", "willingness", "votes", "statements", "package", "about", "topics",
    "no_deal", "preferences", "proposer",
}  # fmt: skip
# Which mappings declare the names that others use.
DECLARING = {
    ("parties",), ("issues",), ("sources",), ("bodies",), ("values",),
    ("war", "states"), ("war", "endings"), ("war", "burdens"), ("hold", "steps"),
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A changed file.

    Attributes:
        what: how it was changed.
        written: the file's bytes.
        invalid: whether it is certainly invalid.
        lines: where parley may name it; 0 stands for the file as a whole.
    """

    what: str
    written: bytes
    invalid: bool
    lines: frozenset[int]

    def named_by(self, mistakes: Iterable[Mistake]) -> bool:
        """Whether some message stands on one of the lines, or speaks of it."""
        for mistake in mistakes:
            spoken_of = map(int, re.findall(r"\bline (\d+)", mistake.problem))
            if not self.lines.isdisjoint((mistake.line, *spoken_of)):
                return True
        return False


class Original:
    """A faultless file, and what is known of each of its places."""

    def __init__(self, text: str) -> None:
        self.text = text
        page, mistakes = loads(text, "scenario.yaml")
        assert page is not None
        assert not mistakes
        self.page: Located = page
        self.entries = [r for r in page.keys if r]
        self.scalars = [r for r in page.values if not isinstance(self.at(r), dict | list)]

    def at(self, route: Route) -> Any:
        data = self.page.data
        for step in route:
            data = data[step]
        return data

    def written(self, route: Route) -> str:
        span = self.page.values[route]
        return self.text[span.start : span.end]

    def line(self, route: Route) -> int:
        return self.page.line(route)

    def kinds(self, route: Route) -> list[Any]:
        """The types that can stand at a place, as far as the types tell."""
        here: list[Any] = [Scenario]
        for step in route:
            here = [kind for outer in here for kind in _inside(outer, step)]
        # A number with its origin: what may stand below `value` is said by what is around it.
        return self.kinds(route[:-1]) if route[-1:] == ("value",) and Any in here else here

    def field(self, route: Route) -> tuple[type[Part], str] | None:
        """The part and the field that a key is, or None where a key is anybody's name."""
        data = self.at(route[:-1])
        for kind in self.kinds(route[:-1]):
            if not (isinstance(kind, type) and issubclass(kind, Part) and isinstance(data, dict)):
                continue
            for name, field in kind.model_fields.items():
                if route[-1] in (name, field.alias):
                    return kind, name
        return None

    def in_flow(self, route: Route) -> bool:
        """Whether a place stands in brackets, where indentation means nothing."""
        return self.outermost_brackets(route) is not None

    def outermost_brackets(self, route: Route) -> Route | None:
        """The outermost value in brackets that a place stands in."""
        for at in range(1, len(route)):
            if self.text[self.page.values[route[:at]].start] in "[{":
                return route[:at]
        return None

    def declared_once(self, route: Route) -> bool:
        """Whether a name is declared here and nowhere else, as anything."""
        same = [r for r in self.entries if r[-1] == route[-1]]
        return [r for r in same if r[:-1] in DECLARING or r[-2:-1] == ("options",)] == [route]

    def in_condition(self, route: Route) -> bool:
        """Whether a place stands in a condition: below one of its keys, in a mapping."""
        ends = range(1, len(route))
        return any(
            route[at - 1] in CONDITIONS and isinstance(self.at(route[:at]), dict) for at in ends
        )

    def uses(self, name: str) -> frozenset[int]:
        """The lines on which a name stands as a key, a value, or the beginning of a citation."""
        lines = {self.line(r) for r in self.entries if r[-1] == name}
        for route in self.scalars:
            said = self.at(route)
            if isinstance(said, str) and re.fullmatch(rf"\$?{re.escape(name)}(#.*)?", said):
                lines.add(self.page.values[route].line)
        return frozenset(lines)

    def replaced(self, start: int, end: int, new: str) -> bytes:
        return (self.text[:start] + new + self.text[end:]).encode()

    def with_value(self, route: Route, new: str) -> bytes:
        span = self.page.values[route]
        return self.replaced(span.start, span.end, new)


def _inside(kind: Any, step: str | int) -> list[Any]:
    if isinstance(kind, type) and issubclass(kind, Part):
        for name, field in kind.model_fields.items():
            if step in (name, field.alias):
                return _branches(Annotated[field.annotation, *field.metadata, None])
        extra = kind.__annotations__.get("__pydantic_extra__")
        return _branches(get_args(extra)[1]) if extra else []
    if get_origin(kind) is dict:
        return _branches(get_args(kind)[1])
    if get_origin(kind) is tuple:
        return _branches(get_args(kind)[0])
    return []


def _branches(kind: Any) -> list[Any]:
    if get_origin(kind) is Annotated:
        whole = get_args(Whole)[1] in get_args(kind)
        return [Whole] if whole else _branches(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [inner for branch in get_args(kind) for inner in _branches(branch)]
    return [kind]


def mutants(text: str, count: int, seed: int) -> Iterator[Mutant]:
    """Change a faultless text in many ways, each kind of change equally often."""
    original, random = Original(text), Random(seed)
    made = 0
    while made < count:
        change = CHANGES[made % len(CHANGES)]
        mutant = change(original, random)
        if mutant is not None and mutant.written != text.encode():
            made += 1
            yield mutant


# --- keys


def drop_key(o: Original, random: Random) -> Mutant | None:
    route = random.choice(o.entries)
    start, end = _extent(o, route)
    lines = {o.line(route[:-1]), o.page.values[route[:-1]].line, o.line(route)}
    invalid = _is_needed(o, route)
    if route[:-1] in DECLARING:
        uses = o.uses(str(route[-1])) - {o.line(route)}
        invalid = bool(uses) and o.declared_once(route)
        lines |= {line - _rows(o, start, end) for line in uses} | uses
    if len(o.at(route[:-1])) == 1:
        invalid = False  # a section of which nothing is left may count as left out
    return Mutant(f"drop {route}", o.replaced(start, end, ""), invalid, frozenset(lines))


def _rows(o: Original, start: int, end: int) -> int:
    return o.text.count("\n", start, end)


def _extent(o: Original, route: Route) -> tuple[int, int]:
    """An entry with what separates it from the next one."""
    start, end = o.page.keys[route].start, o.page.values[route].end
    before, after = o.text[:start], o.text[end:]
    if comma := re.match(r"\s*,\s*", after):
        return start, end + comma.end()
    if comma := re.search(r",\s*$", before):
        return comma.start(), end
    line = before.rfind("\n") + 1
    rest = after.find("\n") + 1
    if before[line:].strip() in ("", "-") and rest and "{" not in before[line:]:
        if before[line:].strip() == "-":  # the next key takes the place of the first of an item
            return start, end + len(re.match(r"[^\n]*\n\s*", after)[0])  # type: ignore[index]
        return line, end + rest
    return start, end


def _is_needed(o: Original, route: Route) -> bool:
    """Whether the types, or the completeness of preferences, need a key."""
    found = o.field(route)
    parents = [kind for kind in o.kinds(route[:-1]) if kind is not NoneType]
    if found and len(parents) == 1:
        kind, name = found
        return kind.model_fields[name].is_required()
    section = route[0]
    if section == "preferences" and len(route) in (3, 4) and not found:
        return True
    return route[:2] == ("war", "discount") and len(route) == 3 and route[2] in _valued(o)


def _valued(o: Original) -> Mapping[str, Any]:
    valued: Mapping[str, Any] = o.page.data.get("preferences", {})
    return valued


def rename_key(o: Original, random: Random) -> Mutant | None:
    route = random.choice(o.entries)
    span = o.page.keys[route]
    name = _misspelt(str(route[-1]), random)
    if any(other[-1] == name for other in o.entries):
        return None
    lines = {span.line}
    invalid = o.field(route) is not None or o.in_condition(route) or _is_reference_key(route)
    if route[:-1] in DECLARING:
        uses = o.uses(str(route[-1])) - lines
        invalid, lines = bool(uses) and o.declared_once(route), lines | uses
    written = o.replaced(span.start, span.end, name)
    return Mutant(f"rename {route} to {name}", written, invalid, frozenset(lines))


def _is_reference_key(route: Route) -> bool:
    if route[0] == "preferences":
        return len(route) in (2, 3, 4) and "curve" not in route
    return len(route) > 1 and route[-2] in KEYED_BY_NAMES


def _misspelt(name: str, random: Random) -> str:
    at = random.randrange(len(name))
    return random.choice(
        (
            name[:at] + "q" + name[at:],
            name[:at] + name[at] + name[at:],
            (name[:at] + name[at + 1 :]) or "q",
            name + "_zq",
        )
    )


def duplicate_key(o: Original, random: Random) -> Mutant | None:
    route = random.choice(o.entries)
    key, value = o.page.keys[route], o.page.values[route]
    entry = o.text[key.start : value.end]
    if re.match(r"\s*[,}]", o.text[value.end :]):
        lines = {value.end_line + 0}
        written = o.replaced(value.end, value.end, f", {key_text(o, route)}: 1")
    elif "\n" in entry or "#" in o.text[value.end :].split("\n", 1)[0]:
        return None
    else:
        row = f"\n{' ' * (key.column - 1)}{entry}"
        lines = {value.end_line + 1}
        written = o.replaced(value.end, value.end, row)
    return Mutant(f"duplicate {route}", written, True, frozenset(lines))


def key_text(o: Original, route: Route) -> str:
    span = o.page.keys[route]
    return o.text[span.start : span.end]


# --- values


def make_absurd(o: Original, random: Random) -> Mutant | None:
    route = random.choice(o.scalars)
    new = random.choice(ABSURD)
    if route not in o.page.values or not route or o.in_condition(route):
        return None
    invalid = _is_absurd(o, route, new)
    written = o.with_value(route, new)
    return Mutant(
        f"{route} becomes {new[:20]}", written, invalid, frozenset({_value_line(o, route)})
    )


def _value_line(o: Original, route: Route) -> int:
    return o.page.values[route].line


def _is_absurd(o: Original, route: Route, new: str) -> bool:
    kinds = o.kinds(route)
    if not kinds or (new == "null" and (NoneType in kinds or _in_plain(o, route))):
        return False
    numbers = [k for k in kinds if isinstance(k, type) and issubclass(k, Value)]
    if numbers and all(k in (*numbers, NoneType) or get_origin(k) is Literal for k in kinds):
        number = {"1e9": 1e9, "-5": -5.0}.get(new)
        if number is None:
            return True
        return not any(k.least <= number <= k.most for k in numbers)
    if all(k in (str, NoneType) for k in kinds):
        field = o.field(route)
        return new in ("[]", "{}", "true", "null", "1e9", "-5") and field is not None
    if all(get_origin(k) is Literal or k is NoneType for k in kinds):
        return True
    return kinds == [bool] and new not in ("true",)


def _in_plain(o: Original, route: Route) -> bool:
    """Fields whose own reader decides what nothing means."""
    return bool(route) and route[-1] in ("cite",)


def break_range(o: Original, random: Random) -> Mutant | None:
    route = random.choice(o.scalars)
    written = o.written(route)
    if not RANGE.fullmatch(written):
        return None
    parts = written.split("..")
    new = "..".join(reversed(parts))
    return Mutant(f"{route} becomes {new}", o.with_value(route, new), True,
                  frozenset({_value_line(o, route)}))  # fmt: skip


def swap_values(o: Original, random: Random) -> Mutant | None:
    first = random.choice(o.scalars)
    others = [r for r in o.scalars if r[:-1] == first[:-1] and r != first]
    if not others or not first:
        return None
    second = random.choice(others)
    a, b = sorted((o.page.values[first], o.page.values[second]), key=lambda span: span.start)
    text = o.text
    if a.end > b.start or a.start == a.end or b.start == b.end:
        return None
    swapped = (
        text[: a.start] + text[b.start : b.end] + text[a.end : b.start] + text[a.start : a.end]
        + text[b.end :]
    )  # fmt: skip
    invalid = any(
        _is_fixed_word(o, here) and o.at(there) not in _words(o, here)
        for here, there in ((first, second), (second, first))
    )
    lines = frozenset({a.line, b.line})
    return Mutant(f"swap {first} and {second[-1]}", swapped.encode(), invalid, lines)


def _is_fixed_word(o: Original, route: Route) -> bool:
    kinds = o.kinds(route)
    return bool(kinds) and all(get_origin(k) is Literal or k is NoneType for k in kinds)


def _words(o: Original, route: Route) -> list[Any]:
    return [w for kind in o.kinds(route) if get_origin(kind) is Literal for w in get_args(kind)]


def replace_reference(o: Original, random: Random) -> Mutant | None:
    route = random.choice(o.scalars)
    said = o.at(route)
    if not isinstance(said, str) or said in ("talks", "all", "nothing"):
        return None
    keys = [step for step in route[-2:] if isinstance(step, str)]
    refers = keys[-1:] and keys[-1] in REFERENCES and "exact" not in keys
    in_package = len(route) > 1 and route[-2] in ("about", "package")
    if not (refers or in_package or said.startswith("$") or o.in_condition(route)):
        return None
    new = "$zq_nobody" if said.startswith("$") else "zq_nobody"
    return Mutant(f"{route} becomes {new}", o.with_value(route, new), True,
                  frozenset({_value_line(o, route)}))  # fmt: skip


def change_citation(o: Original, random: Random) -> Mutant | None:
    cites = [r for r in o.scalars if "cite" in r[-2:] and isinstance(o.at(r), str)]
    route = random.choice(cites)
    source, _, place = str(o.at(route)).partition("#")
    new = random.choice(
        (f"zq_{source}#{place}", f"{source}#p99", f"{source}#", f"{source}#q1", "5")
    )
    checked = "file" in o.page.data["sources"].get(source, {})
    invalid = new != f"{source}#p99" or checked
    quoted = "'" + new.replace("'", "''") + "'" if new != "5" else new
    lines = frozenset({_value_line(o, route), o.line(_cite_key(route))})
    return Mutant(f"{route} becomes {new}", o.with_value(route, quoted), invalid, lines)


def _cite_key(route: Route) -> Route:
    return route[: route.index("cite") + 1] if "cite" in route else route


def move_date(o: Original, random: Random) -> Mutant | None:
    dates = [r for r in o.scalars if re.fullmatch(r"\d{4}-\d\d-\d\d", str(o.at(r)))]
    route = random.choice(dates)
    new = random.choice(("2999-01-01", "2022-02-30", "yesterday", "1900-01-01", "28.3.2022"))
    of_round = route[:1] == ("talks",) or route[-1] == "planned_for"
    later = new == "2999-01-01" and route[-1] in DATES_OF_KNOWLEDGE and not of_round
    lines = {_value_line(o, route)}
    if route == ("as_of",) and new == "1900-01-01":
        lines |= {_value_line(o, r) for r in dates}
    invalid = new not in ("2999-01-01", "1900-01-01") or later or len(lines) > 1
    return Mutant(f"{route} becomes {new}", o.with_value(route, new), invalid, frozenset(lines))


# --- the text itself


def break_indentation(o: Original, random: Random) -> Mutant | None:
    """A key of a block that is neither its first nor alone stands one column too far right."""
    route = random.choice(o.entries)
    key = o.page.keys[route]
    start = key.start - (key.column - 1)
    if o.text[start : key.start].strip() or o.in_flow(route):
        return None
    siblings = [r for r in o.entries if r[:-1] == route[:-1]]
    invalid = siblings[0] != route
    return Mutant(f"indent {route}", o.replaced(start, start, " "), invalid, frozenset({key.line}))


def insert_tab(o: Original, random: Random) -> Mutant | None:
    route = random.choice(o.entries)
    key = o.page.keys[route]
    start = key.start - (key.column - 1)
    if key.column == 1 or o.text[start : key.start].strip() or o.in_flow(route):
        return None
    return Mutant(f"tab before {route}", o.replaced(start, key.start, "\t"), True,
                  frozenset({key.line}))  # fmt: skip


def insert_control(o: Original, random: Random) -> Mutant | None:
    at = random.randrange(len(o.text))
    new = random.choice("\x00\x07\x1b\x7f\x80\ufffe")
    line = o.text.count("\n", 0, at) + 1
    return Mutant(f"{new!r} at {at}", o.replaced(at, at, new), True, frozenset({line, 0}))


def change_encoding(o: Original, random: Random) -> Mutant | None:
    at = random.randrange(len(o.text))
    line = o.text.count("\n", 0, at) + 1
    before, after = o.text[:at].encode(), o.text[at:].encode()
    written, lines = random.choice(
        (
            (before + b"\xff" + after, {line}),
            (before + b"\xc3(" + after, {line}),
            (o.text.encode("utf-16"), {0}),
            (o.text.encode("utf-32"), {0, 1}),
        )
    )
    return Mutant(f"other bytes at {at}", written, True, frozenset(lines))


def unbalance(o: Original, random: Random) -> Mutant | None:
    """A closing bracket is taken out; which bracket then stays open is the parser's to say."""
    flows = [r for r, span in o.page.values.items() if r and o.text[span.end - 1] in "]}"]
    route = random.choice(flows)
    span = o.page.values[route]
    if span.line != span.end_line or o.text[span.start] not in "[{":
        return None
    outer = o.page.values[o.outermost_brackets(route) or route]
    written = o.replaced(span.end - 1, span.end, "")
    lines = frozenset(range(outer.line, outer.end_line + 2))
    return Mutant(f"unbalance line {span.line}", written, True, lines)


def cut_off(o: Original, random: Random) -> Mutant | None:
    at = random.randrange(len(o.text))
    return Mutant(f"cut at {at}", o.text[:at].encode(), False, frozenset())


def shuffle_lines(o: Original, random: Random) -> Mutant | None:
    rows = o.text.splitlines(keepends=True)
    first, second = random.sample(range(len(rows)), 2)
    rows[first], rows[second] = rows[second], rows[first]
    return Mutant(f"swap lines {first} {second}", "".join(rows).encode(), False, frozenset())


Change = Callable[[Original, Random], Mutant | None]
CHANGES: tuple[Change, ...] = (
    drop_key, rename_key, duplicate_key, make_absurd, break_range, swap_values,
    replace_reference, change_citation, move_date, make_absurd, break_indentation, insert_tab,
    insert_control, change_encoding, unbalance, cut_off, shuffle_lines, drop_key, rename_key,
    make_absurd,
)  # fmt: skip
