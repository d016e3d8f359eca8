"""Writing texts whole or not at all: in a folder of their own first, then each into its place."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from errno import EISDIR
from functools import partial
from pathlib import Path
from typing import TypeAlias

from symconv.errors import OutputError
from symconv.generation.locks import Hold, locked

_PREFIX = ".symconv-"
_TEMPORARY = re.compile(r"\.symconv-[a-z0-9_]{8}", re.ASCII)
_MOST_TRIES = 10

Commit: TypeAlias = Callable[[], object]
"""Puts one text into its place."""


def write_all(texts: Sequence[tuple[Path, str | bytes]]) -> list[Path]:
    """Write every text to a temporary file, then put each in its place; gives the paths.

    Texts are written as UTF-8, bytes as they are.

    What runs that were killed left beside them is removed.

    Raises `OutputError` naming the path.
    """
    with ExitStack() as leftovers:
        staging = _Staging(leftovers)
        commits = []
        for path, text in texts:
            with _as_output_error(path):
                commits.append((path, staging.stage(path, text)))
        for path, commit in commits:
            with _as_output_error(path):
                commit()
    return [path for path, _ in texts]


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of runs that were killed.

    Those of a run that goes on are locked by it, and stay.
    """
    with suppress(OSError):
        found = [path for path in folder.iterdir() if _TEMPORARY.fullmatch(path.name)]
        for path in found:
            with suppress(OSError), locked(path) as hold:
                if hold is Hold.OURS:
                    _remove(path)


def _remove(path: Path) -> None:
    """Remove a temporary file, or a folder of such; one that holds folders is none of ours."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    inside = list(path.iterdir())
    if any(child.is_dir() for child in inside):
        return
    for child in inside:
        child.unlink(missing_ok=True)
    path.rmdir()


@dataclass
class _Staging:
    """The temporary folders of one run, one beside every place where it writes.

    `leftovers` removes them at the end, with what is still in them.
    """

    leftovers: ExitStack
    folders: dict[Path, Path] = field(default_factory=dict)
    count: int = 0

    def stage(self, path: Path, text: str | bytes) -> Commit:
        """Write `text` to a temporary file; gives the call that puts it in place.

        A symbolic link leads to the target.
        """
        data = text.encode("utf-8") if isinstance(text, str) else text
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        if path.exists() and not path.is_file():
            return partial(path.write_bytes, data)
        target = path.resolve()
        self.count += 1
        temporary = self._beside(target) / str(self.count)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        return partial(temporary.replace, target)

    def _beside(self, target: Path) -> Path:
        folder = target.parent
        if folder not in self.folders:
            remove_leftovers(folder)
            self.folders[folder] = self._make(folder)
        return self.folders[folder]

    def _make(self, folder: Path) -> Path:
        """Make a temporary folder and lock it, anew if another run tidied it away in between."""
        for _ in range(_MOST_TRIES):
            made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
            self.leftovers.callback(_try_to_remove, made)
            with suppress(FileNotFoundError):
                if self.leftovers.enter_context(locked(made)) is not Hold.OTHERS:
                    return made
        raise OSError(f"another run removes what is written in {folder}")


def _try_to_remove(path: Path) -> None:
    with suppress(OSError):
        _remove(path)


@contextmanager
def _as_output_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, RuntimeError) as error:  # RuntimeError: a symbolic link to itself
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"cannot write {path}: {reason}") from None


def _mode(path: Path) -> int:
    """Give the mode of the file that is replaced, or what a new file would have."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
