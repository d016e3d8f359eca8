"""Locks on files and folders, held by the operating system for as long as a process lives.

A process that is killed loses its locks with everything else, so that none is ever left behind.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from errno import EACCES, EAGAIN, EWOULDBLOCK
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_HELD = (EACCES, EAGAIN, EWOULDBLOCK)


class Hold(StrEnum):
    """Who holds a lock; unknown where the system or the file system has none."""

    OURS = "ours"
    OTHERS = "others"
    UNKNOWN = "unknown"


@contextmanager
def locked(path: Path) -> Iterator[Hold]:
    """Lock what stands at a path until the end of the block, without waiting; say who holds it.

    Raises `OSError` if there is nothing that can be opened.
    """
    if sys.platform == "win32":
        yield Hold.UNKNOWN
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        hold = _lock(descriptor)
        if hold is Hold.OURS and not _is_at(descriptor, path):
            hold = Hold.OTHERS  # whoever removed it between the two calls had it
        yield hold
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> Hold:
    if sys.platform == "win32":
        return Hold.UNKNOWN
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return Hold.OTHERS if error.errno in _HELD else Hold.UNKNOWN
    return Hold.OURS


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
