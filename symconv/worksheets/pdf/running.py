"""Running a program that sets pages: in a folder of its own, for a while, and no longer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from symconv.errors import WorksheetError

SECONDS = 60.0
_MOST_BYTES = 200_000_000
"""Of a file that the program writes."""
_TAIL = 4_000
_SAID = "said.txt"
_KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL")
"""What a program is told of the world outside."""


@dataclass(frozen=True)
class Ran:
    """How a program ended, and the end of what it said."""

    status: int
    said: str


def run(
    command: Sequence[str],
    folder: Path,
    settings: Mapping[str, str],
    given: bytes = b"",
    seconds: float = SECONDS,
) -> Ran:
    """Run a program in a folder, with what is given to it to read.

    It sees no variables but `settings` and those that it cannot do without; its home is the
    folder. It is ended with all that it started when its time is up.

    Raises
    ------
    WorksheetError
        If its time is up.
    """
    known = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # a file, and no pipe: the program may say more than anybody reads
    with (folder / _SAID).open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603 - one of ours, its text escaped
            command,
            cwd=folder,
            env={**known, "HOME": str(folder), **settings},
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _limit_files(process.pid)
        try:
            process.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise WorksheetError(
                f"{Path(command[0]).name} did not finish the pages within {seconds:g} s; "
                "ask for fewer topics, or fewer entries"
            ) from None
        said.seek(max(0, said.seek(0, os.SEEK_END) - _TAIL))
        return Ran(process.returncode, said.read().decode(errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # nothing of it is left
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limit_files(process: int) -> None:
    """Let the program write no endless files, where the system can see to it."""
    if sys.platform != "linux":
        return
    import resource

    with suppress(ProcessLookupError, PermissionError, ValueError):  # it ended, or has less
        resource.prlimit(process, resource.RLIMIT_FSIZE, (_MOST_BYTES, _MOST_BYTES))
