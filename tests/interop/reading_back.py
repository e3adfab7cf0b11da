"""What a written scenario says each package is worth, by the slow oracle. Knows no interop code."""

import json
from fractions import Fraction
from pathlib import Path

import yaml

import parley
from tests.oracles.scenarios import Implied

PHRASE = "In the imported file: "


class Written:
    """A scenario that an import has written, with the file's own units."""

    def __init__(self, folder: Path) -> None:
        scenario, mistakes = parley.examine(folder)
        assert mistakes == []
        assert scenario is not None
        data = yaml.safe_load((folder / "scenario.yaml").read_text(encoding="utf-8"))
        self.scenario, self.implied = scenario, Implied(data)
        self.parties = list(data["parties"])
        self.packages = self.implied.packages

    def units(self, party: str) -> tuple[Fraction, Fraction]:
        """Factor and offset of the file's utility."""
        note = self.implied.data["preferences"][party].get("note", "")
        said = json.loads(note.split(PHRASE, 1)[1]) if PHRASE in note else {}
        return Fraction(said.get("factor", 1)), Fraction(said.get("offset", 0))

    def utility(self, party: str, package: dict[str, str]) -> Fraction:
        factor, offset = self.units(party)
        return offset + factor * self.implied.value(party, package) / 100

    def accepts(self, party: str, package: dict[str, str]) -> bool:
        floor = self.implied.mean(self.implied.data["no_deal"][party])
        return self.implied.value(party, package) >= floor

    def reserve(self, party: str) -> Fraction:
        factor, offset = self.units(party)
        floor = self.implied.mean(self.implied.data["no_deal"][party])
        return offset + factor * floor / 100
