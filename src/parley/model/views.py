"""The war followed from now to its end, as one view of it has it. Knows arrays, not answers."""

import numpy as np
from numpy.typing import NDArray

from parley.maths import markov
from parley.model.compiled import Chain, Load, Row
from parley.model.numbers import blocks, transitions_by

Floats = NDArray[np.float64]


class View:
    """The war seen through some rows of chances, in the base case or over the draws.

    Attributes:
        duration: `(draw,)` periods.
        endings: `(draw, ending)`, the chance of each.
        totals: per burden `(draw,)`, its expected sum until the war ends.
        going_on: `(draw, moment)`, the chance that the war goes on.
        ended: `(draw, moment, ending)`, the chance that it has ended so.
        sums: per burden `(draw, moment)`, its expected sum up to then.
        levels: the same as a level, 0 where the war is over.
    """

    def __init__(
        self, chain: Chain, rows: tuple[Row, ...], values: Floats, moments: tuple[int, ...]
    ) -> None:
        parts = [_followed(chain, rows, some, moments) for some in blocks(chain, values)]
        joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
        totals, self.going_on, self.ended, sums, levels = joined
        ends = totals[:, 1 : 1 + len(chain.endings)]
        self.duration = totals[:, 0]
        self.endings = ends / ends.sum(axis=1, keepdims=True)  # 1 but for rounding
        names = [burden.name for burden in chain.burdens]
        self.totals = dict(zip(names, totals[:, 1 + len(chain.endings) :].T, strict=True))
        self.sums = dict(zip(names, np.moveaxis(sums, 2, 0), strict=True))
        self.levels = dict(zip(names, np.moveaxis(levels, 2, 0), strict=True))


def _followed(
    chain: Chain, rows: tuple[Row, ...], values: Floats, moments: tuple[int, ...]
) -> tuple[Floats, ...]:
    """What a view holds, for some draws: totals, then the course at each moment."""
    P, R = (np.asarray(part, dtype=np.float64) for part in transitions_by(chain, rows, values))
    shape = (len(values), len(chain.states))
    loads = np.zeros((*shape, len(chain.burdens)))
    for at, burden in enumerate(chain.burdens):
        loads[:, :, at] = loads_of(burden, values)
    counted = np.concatenate([np.ones((*shape, 1)), R, loads], axis=2)
    totals = markov.expected_totals(P, counted)[:, chain.now]  # refuses wars without end
    start = np.zeros(len(chain.states))
    start[chain.now] = 1.0
    fought, ended = markov.course(P, R, start, moments[-1])
    met = np.einsum("dts,dsb->dtb", fought, loads)
    before = np.concatenate([np.zeros_like(met[:, :1]), np.cumsum(met, axis=1)[:, :-1]], axis=1)
    told = list(moments)
    return totals, fought.sum(axis=2)[:, told], ended[:, told], before[:, told], met[:, told]


def loads_of(load: Load, values: Floats) -> Floats:
    """`(draw, state)`, 0 where a state does not count the burden."""
    zero = np.zeros(len(values))
    return np.stack([zero if at is None else values[:, at] for at in load.loads], axis=1)
