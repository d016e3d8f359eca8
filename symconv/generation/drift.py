"""Drift: files that are not what their specs give now."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from symconv.errors import OutputError
from symconv.generation.files import GeneratedFile
from symconv.generation.ownership import is_ours

_SUFFIXES = (".py", ".tex")
_NO_NEWLINE = "\n\\ No newline at end of file\n"


class DriftKind(StrEnum):
    """How a file differs from what it should be."""

    DRIFTED = "drifted"
    MISSING = "missing"
    STALE = "stale"


@dataclass(frozen=True)
class Drift:
    """One file that is not as it should be; `found` and `expected` are its texts."""

    kind: DriftKind
    path: Path
    found: str
    expected: str

    def diff(self) -> str:
        """Give a unified diff from what was found to what is expected."""
        lines = difflib.unified_diff(
            self.found.splitlines(keepends=True),
            self.expected.splitlines(keepends=True),
            fromfile=f"{self.path} (found)",
            tofile=f"{self.path} (expected)",
        )
        return "".join(line if line.endswith("\n") else f"{line}{_NO_NEWLINE}" for line in lines)


def find_drift(
    folder: Path, files: Iterable[GeneratedFile], look_for_stale: bool = True
) -> Iterator[Drift]:
    """Compare the files in `folder` with what they should be, byte for byte.

    A file that is ours and is not expected is stale.
    """
    expected = {file.name: file for file in files}
    for name, file in expected.items():
        path = folder / name
        found = _read(path)
        if found is None:
            yield Drift(DriftKind.MISSING, path, "", file.text)
        elif found != file.text:
            yield Drift(DriftKind.DRIFTED, path, found, file.text)
    if not look_for_stale or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.suffix in _SUFFIXES and path.name not in expected and path.is_file():
            found = _read(path)
            if found is not None and is_ours(path.name, found):
                yield Drift(DriftKind.STALE, path, found, "")


def _read(path: Path) -> str | None:
    """Give a file's text with its line ends as they are; None if there is no such file.

    What is no regular file, such as a pipe, is not read: that may never end.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        return ""
    try:
        return path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"cannot read {path}: {error.strerror or error}") from None
