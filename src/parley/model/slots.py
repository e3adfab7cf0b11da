"""One slot per number of a scenario. Knows paths and values, not what they are used for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parley.scenario import Fixed, Known, Named, Value


@dataclass(frozen=True)
class Input:
    """One number of the scenario that some answer uses.

    Attributes:
        path: its place, with the parties' ids in it: `preferences.ukraine.alignment.weight`.
        value: the number with its origin.
        distribution: what it can be; never a reference.
        anchor: whether it only fixes a scale (the best and the worst score, the load at which
            points are stated), and so claims nothing.
    """

    path: str
    value: Value
    distribution: Known
    anchor: bool = False

    @property
    def uncertain(self) -> bool:
        """Whether it is drawn."""
        return self.distribution.word != "fixed"


@dataclass
class Slots:
    """Hands out one slot per number; a named value has one slot wherever it is used."""

    named: Mapping[str, Value]
    inputs: list[Input] = field(default_factory=list)
    where: dict[str, int] = field(default_factory=dict)

    def of(self, path: str, value: Value, *, anchor: bool = False) -> int:
        """The slot of a number; one that is a range, or named, is more than an anchor."""
        spread, anchor = value.value, anchor and isinstance(value.value, Fixed)
        if isinstance(spread, Named):
            path, value = f"values.{spread.name}", self.named[spread.name]
            spread = value.value
        if isinstance(spread, Named):
            raise TypeError("a named value that names another does not pass the checks")
        if path not in self.where:
            self.where[path] = len(self.inputs)
            self.inputs.append(Input(path, value, spread, anchor))
        return self.where[path]
