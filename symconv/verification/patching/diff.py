"""Repairs as a patch, in bytes: a document keeps its encoding and its line ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import diff_bytes, unified_diff
from pathlib import Path

from symconv.verification.patching.mend import Mended

_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def patch_of(mended: Mended) -> bytes:
    r"""Give a unified patch that `patch -p0` and `git apply -p0` take, in the folder of the run.

    >>> patch_of(Mended(Path("a.md"), b"x\ny\n", b"x\nz\n", ())).decode().splitlines()[2:]
    ['@@ -1,2 +1,2 @@', ' x', '-y', '+z']
    """
    return b"".join(_lines(mended))


def _lines(mended: Mended) -> Iterator[bytes]:
    name = os.fsencode(Path(os.path.relpath(mended.path)).as_posix())
    if b" " in name:
        name += b"\t"  # ends the name, where a reader would end it at the space
    before, after = map(_split, (mended.before, mended.after))
    for line in diff_bytes(unified_diff, before, after, name, name, lineterm=b"\n"):
        yield line if line.endswith(b"\n") else line + _NO_NEWLINE


def _split(data: bytes) -> list[bytes]:
    """Give lines as patches have them: only a line feed ends one."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])
