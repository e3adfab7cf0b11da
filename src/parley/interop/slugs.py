"""Ids for texts that may hold anything. Knows letters, not what they name."""

import re
import unicodedata
from collections.abc import Iterable

from parley.scenario.conditions import option_name
from parley.scenario.distributions import number
from parley.scenario.schema.base import ID, OPTION_ID

_LONGEST = 60
RESERVED = frozenset(
    ("and", "or", "not", "interactions", "red_lines", "note", "all", "nothing", "weight", "curve")
)


def ids(texts: Iterable[str], kind: str, *, option: bool = False) -> tuple[str, ...]:
    """One id for each text, no two alike, in the order given.

    An id is the text's own letters and digits, without accents and in small letters; where
    none are left it is the kind with a number. The same texts always give the same ids.

    Args:
        texts: what the ids stand for.
        kind: what to call those that have no letters: `issue`, `option`, `party`.
        option: whether an id may begin with a digit, as those of options may.
    """
    found: list[str] = []
    taken: set[str] = set(RESERVED)
    for at, text in enumerate(texts, start=1):
        plain = slug(text) if option else slug(text).replace(".", "_")
        if not plain:
            plain = f"{kind}_{at}"
        if not _allowed(plain, option=option):
            plain = f"{kind}_{plain}"
        fresh, count = plain, 1
        while fresh in taken:
            count += 1
            fresh = f"{plain}_{count}"
        taken.add(fresh)
        found.append(fresh)
    return tuple(found)


def slug(text: str) -> str:
    """Letters, digits and single underscores; a number keeps its point."""
    plain = text.strip()
    if plain[:1] == "-" and number(plain) is not None:
        return f"minus_{slug(plain[1:])}"
    if number(plain) is not None and re.fullmatch(OPTION_ID, plain):
        return plain
    letters = (
        unicodedata.normalize("NFKD", text[:400].casefold()).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:_LONGEST].strip("_")


def _allowed(plain: str, *, option: bool) -> bool:
    if not re.fullmatch(OPTION_ID if option else ID, plain):
        return False
    value = number(plain)
    return value is None or option_name(value) == plain


def shown(text: str) -> str:
    """The text as a name: on one line, without control characters, of bearable length."""
    words = one_line(text)
    return words if len(words) <= 200 else f"{words[:197]}..."


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
