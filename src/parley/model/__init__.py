"""The scenario as labelled arrays: compile, draw, and the numbers of one draw or many."""

from parley.model.compiled import Model, Space
from parley.model.compiling import compile
from parley.model.drawing import Draws, draw
from parley.model.numbers import base, exact
from parley.model.slots import Input

__all__ = ["Draws", "Input", "Model", "Space", "base", "compile", "draw", "exact"]
