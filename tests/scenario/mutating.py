"""What becomes of mutants: refused with their place, or studied; never a traceback."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from parley import study
from parley.brief import html
from parley.errors import Mistake, ParleyError
from parley.scenario import FILE_NAME, examine

from . import mutations

STUDIED = 12


@dataclass(frozen=True)
class Outcomes:
    """What parley said to every mutant, and how many of the accepted ones gave a brief."""

    told: tuple[tuple[mutations.Mutant, tuple[Mistake, ...]], ...]
    briefs: int
    refusals: int

    def invalid(self):
        return [(mutant, mistakes) for mutant, mistakes in self.told if mutant.invalid]

    def misses(self):
        return [(m, said) for m, said in self.invalid() if not m.named_by(said)]


def outcomes(source: Path, folder: Path, count: int, seed: int) -> Outcomes:
    """Examine mutants of a scenario, and make briefs of the first that are accepted."""
    shutil.copytree(source, folder)
    told, briefs, refusals = [], 0, 0
    text = (source / FILE_NAME).read_text(encoding="utf-8")
    for mutant in mutations.mutants(text, count, seed):
        (folder / FILE_NAME).write_bytes(mutant.written)
        scenario, mistakes = examine(folder)
        told.append((mutant, tuple(mistakes)))
        assert mistakes or scenario is not None
        if not mistakes and briefs + refusals < STUDIED:
            try:
                page = html.render(study(scenario, draws=20))
                assert page.startswith("<!doctype html>")
                briefs += 1
            except ParleyError:  # beyond its size, or no answer: it says so
                refusals += 1
    return Outcomes(tuple(told), briefs, refusals)


def shown(misses) -> str:
    """The mutants that slipped through, for the reader of a failed test."""
    rows = [f"{m.what} on {sorted(m.lines)}: {[*map(str, said)][:3]}" for m, said in misses]
    return "\n".join(rows)
