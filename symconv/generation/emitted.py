"""The kernels and networks that lie in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from symconv.errors import OutputError
from symconv.generation.ownership import is_ours, read_head


@dataclass(frozen=True)
class EmittedFiles:
    """The generated Python files of a folder, in order, and how many others there are."""

    files: tuple[Path, ...]
    others: int


def find_emitted(folder: Path) -> EmittedFiles:
    """Give the generated Python files in a folder and in those within it; hidden ones are left out.

    Only first lines are read: nothing is run.

    Raises `OutputError` for a folder or file that cannot be read, and if no file is ours.
    """
    try:
        found = list(_python_files(folder))
        files = tuple(path for path in found if is_ours(path.name, read_head(path)))
    except OSError as error:
        raise OutputError(f"cannot read {error.filename}: {error.strerror or error}") from None
    if not files:
        raise OutputError(f"the folder {folder} holds no generated Python file")
    return EmittedFiles(files, len(found) - len(files))


def _python_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _python_files(path)
        elif path.suffix == ".py" and path.is_file():
            yield path
