"""symconv in books: directives of Sphinx for derivations, worksheets, figures and verdicts.

Put `symconv.sphinxext` among the `extensions` of `conf.py`. The directives print what symconv
derives when the book is built; nothing that a page holds is run.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from symconv import __version__
from symconv.sphinxext.block import PlaceBlocks, PlacedBlock, add_drawing_packages
from symconv.sphinxext.directives import DIRECTIVES
from symconv.sphinxext.pages import judge_page
from symconv.sphinxext.settings import Setting

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives, the settings and what places their output to a book."""
    app.add_node(PlacedBlock)
    app.add_post_transform(PlaceBlocks)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    for setting in Setting:
        app.add_config_value(setting.value, setting.default, "env", [type(setting.default)])
    app.connect("config-inited", add_drawing_packages)
    app.connect("doctree-read", judge_page)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
