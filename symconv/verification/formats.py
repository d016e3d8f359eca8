"""Which files are documents that can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".md", ".markdown", ".tex", ".ipynb", ".html", ".htm", ".rst", ".txt")
"""How files end that are read."""

_NAME = re.compile(r"[^\n$=\\{}]{1,250}")


def is_name_of_file(text: str) -> bool:
    """Tell a text that is the name of a document and no document.

    >>> is_name_of_file("chapter.md"), is_name_of_file("See chapter.md: $x = y$.")
    (True, False)
    """
    name = text.strip()
    return _NAME.fullmatch(name) is not None and Path(name).suffix.lower() in SUFFIXES


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Give files as they are, and of each folder the documents in it, by name.

    Folders whose names begin with a dot are left out, and files, too; links to folders are not
    followed.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(_in_folder(path), key=lambda found: found.parts)
        else:
            yield path


def _in_folder(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(root) / name
