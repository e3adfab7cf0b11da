"""parley: from what is publicly known about a conflict to an analysis one can argue with.

scenario = parley.read(parley.example("istanbul-2022"))
findings = parley.study(scenario, draws=2000, seed=1)
print(findings.answers["deal"].finding)
findings.save("findings.json")
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from parley._version import __version__

if TYPE_CHECKING:
    from parley.errors import InputError, Mistake, NoAnswer, ParleyError, TooLarge
    from parley.examples import example, examples
    from parley.model import Model, compile, draw
    from parley.results import Findings
    from parley.scenario import Scenario, examine, read
    from parley.study import study

__all__ = [
    "Findings",
    "InputError",
    "Mistake",
    "Model",
    "NoAnswer",
    "ParleyError",
    "Scenario",
    "TooLarge",
    "__version__",
    "compile",
    "draw",
    "examine",
    "example",
    "examples",
    "read",
    "study",
]

# Rooms are entered when a name is first used, so that `import parley` costs nothing.
_HOMES = {
    "parley.errors": ("InputError", "Mistake", "NoAnswer", "ParleyError", "TooLarge"),
    "parley.examples": ("example", "examples"),
    "parley.model": ("Model", "compile", "draw"),
    "parley.results": ("Findings",),
    "parley.scenario": ("Scenario", "examine", "read"),
    "parley.study": ("study",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'parley' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


class _Front(ModuleType):
    """Keeps a room from hiding the public name that it shares its own name with."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Front


def __dir__() -> list[str]:
    return sorted(__all__)
