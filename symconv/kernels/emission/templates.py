"""Jinja templates: where they are, and rendering that accepts exactly the keys a template uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import jinja2
from jinja2 import meta

from symconv.errors import KernelError
from symconv.kernels.emission.layout import break_line

Data: TypeAlias = str | int | bool | list["Data"]

STANDALONE = "kernels/frame.py.jinja"
"""The frame of a module of its own: header, constants, checks of arguments."""
MEMBER = "kernels/member.py.jinja"
"""The frame of a layer in the module of a network: its functions alone."""

_FRAME_KEY = "frame"
_PACKAGE = Path(__file__).resolve().parents[2]


def templates_folder() -> Path:
    """Give the folder of all templates.

    A wheel carries it inside the package; a checkout, and so an editable install, beside it.

    Raises
    ------
    KernelError
        If neither is there: the installation is damaged.
    """
    for folder in (_PACKAGE / "_templates", _PACKAGE.parent / "templates"):
        if (folder / "kernels").is_dir():
            return folder
    raise KernelError(f"symconv's templates are missing from {_PACKAGE}: install symconv again")


def render_template(name: str, data: Mapping[str, Data], frame: str = STANDALONE) -> str:
    """Render the template `name` (its path below the templates folder).

    `frame` is the template that it extends, where it leaves that open by `{% extends frame %}`.

    Raises
    ------
    KernelError
        If `data` lacks a key that the template uses, or holds one that it does not.
    """
    used = template_keys(name, frame)
    if used != data.keys():
        missing = ", ".join(sorted(used - data.keys())) or "none"
        unused = ", ".join(sorted(data.keys() - used)) or "none"
        raise KernelError(f"template {name}: missing keys {missing}; unused keys {unused}")
    return _environment().get_template(name).render({**data, _FRAME_KEY: frame})


@lru_cache(maxsize=128)
def template_keys(name: str, frame: str = STANDALONE) -> frozenset[str]:
    """Give the keys that a template uses, those of its parents and includes among them.

    Raises `KernelError` for a template that refers to others by its data.
    """
    environment = _environment()
    path = templates_folder() / name
    tree = environment.parse(path.read_text(encoding="utf-8"))
    keys = set(meta.find_undeclared_variables(tree))
    for referenced in meta.find_referenced_templates(tree):
        if referenced is None and _FRAME_KEY not in keys:
            raise KernelError(f"template {name} refers to a template that only its data names")
        keys |= template_keys(referenced or frame, frame)
    return frozenset(keys - {_FRAME_KEY})


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder()),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (what is rendered is Python, not HTML)
    )
    environment.filters["fitted"] = _fitted
    return environment


def _fitted(text: str) -> str:
    """Break the lines of a statement that names might make too long; a filter of templates."""
    return "\n".join(part for line in text.split("\n") for part in break_line(line))
