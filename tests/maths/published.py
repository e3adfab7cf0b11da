"""The worked cases of tests/cases, with their exact fractions. Knows files, not kernels."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent.parent / "cases"


def cases(name: str) -> Any:
    """One file of cases; text that is a number becomes a Fraction only through `fractions`."""
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def fractions(value: Any) -> Any:
    """The value with every number in it, quoted or not, as a Fraction; lists stay lists."""
    return [fractions(item) for item in value] if isinstance(value, list) else Fraction(value)


def label(case: dict[str, Any]) -> str:
    """What a case is called in the test report."""
    return " ".join(str(case[key]) for key in ("rule", "name", "source") if key in case)
