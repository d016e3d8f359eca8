"""How the site is built: `make docs`, or `sphinx-build -W -b html docs build/site`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "symconv"
author = "The symconv developers"
copyright = author

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "symconv.sphinxext",
    "docstrings",
    "made",
]
exclude_patterns = ["_ext"]
myst_heading_anchors = 3
default_role = "code"
highlight_language = "none"

autosummary_generate = False
autodoc_default_options = {"exclude-members": "options, finish"}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "symconv"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
