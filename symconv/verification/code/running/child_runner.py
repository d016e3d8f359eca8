"""Calling a function of a file in a child process, within limits of time and memory.

This is no sandbox: the file runs with the rights of the user.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symconv.errors import SymconvError
from symconv.suggestions import did_you_mean
from symconv.verification.code.running.facts import Facts
from symconv.verification.code.running.outcome import Inputs, Outcome, Trouble
from symconv.verification.code.running.plan import Plan
from symconv.verification.code.running.wire import WireError, read_reply, unpack, unpack_outcome

TIMEOUT = 60.0
MEMORY = 2_000
"""Seconds, and megabytes of address space, that a child process may take."""
_CHILD = "symconv.verification.code.running.child"
_FACTS = "facts"
_LONGEST_LINE = 200


class CodeFileError(SymconvError, ValueError):
    """A file of functions that cannot be run: names the file and says why."""


@dataclass(frozen=True)
class _Ended:
    """How a child ended: by itself, out of time, or otherwise, in words."""

    trouble: Trouble
    words: str


@dataclass(frozen=True)
class ChildRunner:
    """Calls a function of a file, each time in a new process with an empty folder of its own.

    Attributes
    ----------
    file, name : the file, and the function, class or method in it
    timeout, memory : seconds and megabytes that a process may take
    """

    file: Path
    name: str
    timeout: float = TIMEOUT
    memory: int = MEMORY

    @property
    def in_process(self) -> bool:
        """False: the function runs in a process of its own."""
        return False

    def describe(self) -> Facts:
        """Import the file and say what can be seen of the function.

        Raises `CodeFileError` for a file that cannot be imported, and one without the function.
        """
        with tempfile.TemporaryDirectory(prefix="symconv-") as folder:
            ended = self._run(folder, None, [])
            return self._facts(Path(folder), ended)

    def run(self, plan: Plan, calls: Sequence[Inputs]) -> list[Outcome]:
        """Carry the plan out for each of some inputs, all in one process."""
        with tempfile.TemporaryDirectory(prefix="symconv-") as folder:
            ended = self._run(folder, plan, calls)
            return [_outcome(Path(folder) / "job" / str(n), ended) for n in range(len(calls))]

    def _run(self, folder: str, plan: Plan | None, calls: Sequence[Inputs]) -> _Ended:
        job, work = Path(folder) / "job", Path(folder) / "work"
        job.mkdir()
        work.mkdir()
        data = {
            "file": str(self.file.absolute()),
            "name": self.name,
            "memory": self.memory * 1_000_000,
            "plan": None if plan is None else plan.as_data(),
            "symbols": [inputs.symbols for inputs in calls],
        }
        (job / "job.json").write_text(json.dumps(data), encoding="utf-8")
        arrays = {
            f"{number} {word}": array
            for number, inputs in enumerate(calls)
            for word, array in inputs.arrays.items()
        }
        np.savez(job / "inputs.npz", **arrays)  # type: ignore[arg-type]
        with (job / "output").open("wb") as output:
            return self._ended(job, work, output)

    def _ended(self, job: Path, work: Path, output: Any) -> _Ended:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", _CHILD, str(job)],
            cwd=work,
            env=_environment(work),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(self.timeout)
        except subprocess.TimeoutExpired:
            return _Ended(Trouble.TIME_OUT, f"it ran longer than {self.timeout:g} s")
        finally:
            _kill(process)
        words = _status_words(status, self.memory)
        last = _last_line(job / "output") if status else ""
        return _Ended(Trouble.ENDED, f"{words}: {last}" if last else words)

    def _facts(self, folder: Path, ended: _Ended) -> Facts:
        reply = read_reply(folder / "job" / _FACTS)
        name = self.file.name
        if reply is None:
            raise CodeFileError(f"{name} cannot be imported: {ended.words}")
        try:
            told, _ = unpack(reply)
            if "missing" in told:
                raise self._missing(told)
            if "error" in told:
                raise CodeFileError(f"{name} cannot be imported: {told['error']}")
            return Facts.of_data(told["facts"])
        except (WireError, KeyError, TypeError) as error:
            raise CodeFileError(
                f"{name} cannot be imported: its reply is damaged ({error})"
            ) from None

    def _missing(self, told: dict[str, Any]) -> CodeFileError:
        names = [str(each) for each in told["names"]]
        known = ", ".join(names[:20]) or "nothing"
        question = did_you_mean(self.name, names)
        return CodeFileError(f"{self.file.name}: {told['missing']}{question}; it has {known}")


def _environment(work: Path) -> dict[str, str]:
    """Give the environment of a child: no windows, no threads of BLAS, our package to import."""
    root = str(Path(__file__).resolve().parents[4])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(work),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(paths),
    }


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a child and the processes that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _last_line(output: Path) -> str:
    """Give the last line that a process wrote."""
    with suppress(OSError), output.open("rb") as stream:
        stream.seek(max(0, output.stat().st_size - _LONGEST_LINE))
        lines = stream.read(_LONGEST_LINE).decode(errors="replace").split("\n")
        return next((" ".join(line.split()) for line in reversed(lines) if line.strip()), "")
    return ""


def _status_words(status: int, memory: int) -> str:
    if status >= 0:
        return f"it ended the process, with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"the process was ended by {name} (it may take {memory:,} MB: --memory)"


def _outcome(path: Path, ended: _Ended) -> Outcome:
    reply = read_reply(path)
    if reply is None:
        return Outcome(trouble=ended.trouble, words=ended.words)
    try:
        return unpack_outcome(reply)
    except WireError as error:
        return Outcome(trouble=Trouble.ENDED, words=f"its reply is damaged: {error}")
