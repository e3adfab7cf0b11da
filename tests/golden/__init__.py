"""Findings small enough to read, worked out by hand; `python -m tests.golden` writes them anew."""

import json
from pathlib import Path
from typing import Any

import parley

HERE = Path(__file__).parent
SCENARIO = HERE / "small.yaml"
GOLDEN = HERE / "small.json"
LEFT_OUT = ("versions", "scenario", "method", "coverage", "missing", "basis")
WIDTH = 96
MOMENTS = (0, 1, 4, 8, 13, 26, 39, 52)
"""The weeks that are looked at; findings hold every one."""


def found() -> dict[str, Any]:
    """What is found in the small scenario, as far as a reader would check it by hand."""
    findings = parley.study(parley.read(SCENARIO))
    raw = json.loads(findings.to_json())
    brief: dict[str, Any] = short(raw)
    return brief | {"rests_on": raw["basis"]["assumed"]}


def short(value: Any) -> Any:
    """Without what is empty, and without the ends of ranges that are points."""
    if isinstance(value, list):
        return [short(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"base", "low", "high"} and value["low"] == value["high"] == value["base"]:
        return value["base"]
    if "course" in value:
        value = value | {"course": [row for row in value["course"] if row["periods"] in MOMENTS]}
    if "by_moment" in value:
        rows = value["by_moment"].items()
        value = value | {"by_moment": {at: row for at, row in rows if int(at) in MOMENTS}}
    kept = {key: short(item) for key, item in value.items() if key not in LEFT_OUT}
    return {key: item for key, item in kept.items() if item not in (None, [], {}, "")}


def shown(value: Any, depth: int = 0) -> str:
    """JSON with every part on one line that fits on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + depth <= WIDTH or not isinstance(value, dict | list):
        return line
    inner, outer = " " * (depth + 1), " " * depth
    if isinstance(value, list):
        rows = [shown(item, depth + 1) for item in value]
        return "[\n" + ",\n".join(inner + row for row in rows) + f"\n{outer}]"
    rows = [f"{json.dumps(key)}: {shown(item, depth + 1)}" for key, item in value.items()]
    return "{\n" + ",\n".join(inner + row for row in rows) + f"\n{outer}}}"


def write() -> None:
    """Put what is found now in the place of the golden file."""
    GOLDEN.write_text(shown(found()) + "\n", encoding="utf-8")
