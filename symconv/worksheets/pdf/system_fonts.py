"""Fonts of the system for letters that LaTeX's own fonts lack."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symconv.worksheets.pdf.scripts import script_of

_ASKED = 20.0
_ROW = "%{file}\t%{index}\t%{style}\n"
_REGULAR = ("Regular", "Book", "Roman", "Medium")
_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_VARIABLE = 0x10000
"""Indices from here on are named instances of variable fonts."""


@dataclass(frozen=True)
class Font:
    """A font by its file, and which one it is where a file has several."""

    path: Path
    index: int

    @property
    def suffix(self) -> str:
        """How the file's name ends."""
        return self.path.suffix.lower()


def fonts_for(foreign: Collection[str]) -> Mapping[str, Font] | None:
    """Give a font for each script of the letters; None if there is none for one of them."""
    fonts = {}
    for script in sorted(set(map(script_of, foreign))):
        font = _font_with("".join(sorted(one for one in foreign if script_of(one) == script)))
        if font is None:
            return None
        fonts[script] = font
    return fonts


@cache
def _font_with(letters: str) -> Font | None:
    """Give a font that has all letters, an upright one with serifs if possible."""
    codes = ":".join(f"charset={ord(one):x}" for one in letters)
    found = []
    for line in ask("fc-list", "-f", _ROW, f":{codes}").splitlines():
        path, index, styles = line.split("\t")
        if path.lower().endswith(_SUFFIXES) and int(index) < _VARIABLE:
            upright = any(style in styles for style in _REGULAR)
            found.append((not upright, "Mono" in path, "Serif" not in path, path, int(index)))
    return Font(Path(min(found)[3]), min(found)[4]) if found else None


def ask(program: str, *arguments: str) -> str:
    """Give what a program of the system answers; nothing if it is not there."""
    found = shutil.which(program)
    if found is None:
        return ""
    try:
        asked = subprocess.run(  # noqa: S603 - asks for files and fonts
            [found, *arguments],
            capture_output=True,
            check=False,
            timeout=_ASKED,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return ""
    return asked.stdout.decode(errors="replace")
