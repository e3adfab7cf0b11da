"""A chart as PNG or SVG, drawn without a browser. Knows Vega-Lite specs, not findings."""

import json
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from parley.errors import ParleyError


def _library() -> ModuleType:
    try:
        import vl_convert
    except ImportError as error:
        raise ParleyError(
            "Charts as PNG or SVG files need the extra `images`, which is not installed. "
            "Install it: pip install 'parley[images]'. The charts inside brief.html need nothing."
        ) from error
    return vl_convert


def png(spec: Mapping[str, Any], scale: float = 2.0) -> bytes:
    """The chart as a PNG.

    Raises:
        ParleyError: where the extra `images` is not installed.
    """
    drawn: bytes = _library().vegalite_to_png(json.dumps(spec), scale=scale)
    return drawn


def svg(spec: Mapping[str, Any]) -> str:
    """The chart as an SVG.

    Raises:
        ParleyError: where the extra `images` is not installed.
    """
    drawn: str = _library().vegalite_to_svg(json.dumps(spec))
    return drawn
