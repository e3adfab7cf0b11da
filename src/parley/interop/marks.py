"""What a scenario keeps of an imported file, inside its own notes. Knows text, not formats.

Where an id cannot hold what a file says (its own text, a scale factor, a cost that nobody uses),
a note holds it as JSON behind a fixed phrase; exporting reads it there.
"""

import json
from collections.abc import Mapping
from typing import Any

PHRASE = "In the imported file: "
NOTHING_RESERVED = "The imported file reserves nothing, so every package is accepted."
_LONGEST = 3_500


def mark(said: Mapping[str, Any], before: str = "") -> str | None:
    """The note that keeps these; None where there is nothing to keep."""
    kept = {
        key: value for key, value in said.items() if value not in (None, "", {}) or key == "text"
    }
    if not kept:
        return before or None
    return f"{before} {PHRASE}{json.dumps(kept)}".strip()


def fits(note: str | None) -> bool:
    """Whether the scenario language has room for a note."""
    return note is None or len(note) <= _LONGEST


def marked(note: str | None) -> dict[str, Any]:
    """What a note keeps; nothing where it is none of ours, or was changed beyond reading."""
    if not note or PHRASE not in note:
        return {}
    try:
        found, _ = json.JSONDecoder().raw_decode(note[note.index(PHRASE) + len(PHRASE) :])
    except (json.JSONDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
