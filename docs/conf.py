"""How the manual is built. `sphinx-build -W -b html docs docs/_build/html` from the project."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "parley"
author = "The parley founders"
project_copyright = "the parley founders. Apache-2.0"
version = release = installed("parley")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "generated",
]
exclude_patterns = ["_build", "reference/generated"]
source_suffix = {".md": "markdown"}
default_role = "code"  # single backticks in docstrings

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"parley {release}"
html_static_path = ["_static"]
html_css_files = ["parley.css"]
html_show_sphinx = False
html_copy_source = False
