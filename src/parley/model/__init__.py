"""The scenario as labelled arrays: compile, draw, and the numbers of one draw or many."""

from parley.model.compiled import Input, Model, Space
from parley.model.compiling import compile
from parley.model.drawing import Draws, draw
from parley.model.numbers import base, exact

__all__ = ["Draws", "Input", "Model", "Space", "base", "compile", "draw", "exact"]
