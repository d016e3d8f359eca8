"""Generated files, written whole or not at all, by one run at a time, and over none but ours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from symconv.errors import OutputError
from symconv.generation.locks import Hold, locked
from symconv.generation.ownership import MARKER, check_ours
from symconv.generation.staging import write_all

__all__ = [
    "MARKER",
    "ClaimedFolder",
    "GeneratedFile",
    "check_folder",
    "claim_folder",
    "write_bytes",
    "write_files",
    "write_text",
]


@dataclass(frozen=True)
class GeneratedFile:
    """A file name and the text that it should hold."""

    name: str
    text: str


@dataclass(frozen=True)
class ClaimedFolder:
    """A folder into which no other run writes as long as it is claimed."""

    path: Path

    def check(self, files: Iterable[GeneratedFile]) -> None:
        """Refuse files in whose place something stands that is not ours; raises `OutputError`."""
        check_ours(self.path / file.name for file in files)

    def write(self, files: Iterable[GeneratedFile], force: bool = False) -> list[Path]:
        """Write files and give their paths.

        No file is changed before all texts are on the disk, and each file is complete or untouched
        at every moment. A file that is not ours is replaced with `force` only.

        Raises `OutputError`.
        """
        files = list(files)
        if not force:
            self.check(files)
        return write_all([(self.path / file.name, file.text) for file in files])


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made or written in, before any work is done for it.

    Raises `OutputError` naming the folder.
    """
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise OutputError(f"cannot write to the folder {folder}: {nearest} is not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise OutputError(f"cannot write to the folder {folder}: {nearest} is not writable")


@contextmanager
def claim_folder(folder: Path) -> Iterator[ClaimedFolder]:
    """Keep other runs from writing into a folder, made if need be, until the block ends.

    A folder that was made goes again if nothing was written into it.

    Raises `OutputError` for a folder that cannot be written in, and if another run has it.
    """
    check_folder(folder)
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            hold = stack.enter_context(locked(folder.resolve()))
        except OSError as error:
            raise OutputError(
                f"cannot write to the folder {folder}: {error.strerror or error}"
            ) from None
        if hold is Hold.OTHERS:
            raise OutputError(
                f"another run of symconv writes into the folder {folder}; nothing was written, "
                "try again once it has ended"
            )
        stack.callback(_remove_empty, missing)
        yield ClaimedFolder(folder)


def _remove_empty(folders: Sequence[Path]) -> None:
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def write_files(folder: Path, files: Iterable[GeneratedFile], force: bool = False) -> list[Path]:
    """Write files into `folder`, made if need be; gives their paths.

    No file is changed before all texts are on the disk, and each file is complete or untouched
    at every moment. A file that is not ours is replaced with `force` only.

    Raises `OutputError`, also while another run writes into the folder.
    """
    with claim_folder(folder) as claimed:
        return claimed.write(files, force)


def write_text(path: Path, text: str) -> Path:
    """Write `text` to `path` by way of a temporary file beside it; gives the path.

    What is no regular file, such as a pipe or `/dev/null`, is written to and not replaced.

    Raises `OutputError` naming the path; the old file is then as it was.
    """
    return write_all([(path, text)])[0]


def write_bytes(path: Path, data: bytes) -> Path:
    """Write bytes to `path` as `write_text` does a text; gives the path.

    Raises `OutputError` naming the path; the old file is then as it was.
    """
    return write_all([(path, data)])[0]
