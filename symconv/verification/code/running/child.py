"""The child process: imports somebody's file, calls its function, and writes what comes of it.

`python -m symconv.verification.code.running.child JOB` reads job.json and inputs.npz in the folder
JOB. All that is asked of NumPy and the system is taken before the file is run, which may change it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from symconv.verification.code.running.executing import crash_words, execute
from symconv.verification.code.running.facts import NotFoundError, describe
from symconv.verification.code.running.outcome import Array, Inputs, Outcome, Trouble
from symconv.verification.code.running.plan import Plan
from symconv.verification.code.running.wire import pack, pack_outcome, write_reply

FACTS = "facts"
_end = os._exit
_LARGEST_FILE = 2**29


def main(folder: str) -> None:
    """Do the job that lies in a folder; never returns."""
    job: dict[str, Any] = json.loads((Path(folder) / "job.json").read_text(encoding="utf-8"))
    _limit(job["memory"])
    calls = _calls(folder, job)
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    try:
        namespace = _imported(job["file"])
    except BaseException as error:  # a file of others may raise anything
        write_reply(f"{folder}/{FACTS}", pack({"error": crash_words(error, job["file"])}, []))
        _end(0)
    try:
        facts: dict[str, Any] = {"facts": describe(namespace, job["name"]).as_data()}
    except NotFoundError as error:
        facts = {"missing": str(error), "names": _names(namespace)}
    except BaseException as error:
        facts = {"error": crash_words(error, job["file"])}
    write_reply(f"{folder}/{FACTS}", pack(facts, []))
    if job["plan"] is not None:
        plan = Plan.of_data(job["plan"])
        for number, inputs in enumerate(calls):
            write_reply(f"{folder}/{number}", _carried_out(namespace, plan, inputs, job["file"]))
    _end(0)  # threads of the file do not keep the process


def _carried_out(namespace: dict[str, Any], plan: Plan, inputs: Inputs, file: str) -> bytes:
    try:
        return pack_outcome(execute(namespace, plan, inputs, file))
    except BaseException as error:  # an interrupt is theirs, too, and an array may be an odd one
        return pack_outcome(Outcome(trouble=Trouble.CRASH, words=crash_words(error, file)))


def _limit(memory: int) -> None:
    """Limit the memory of the process, in bytes, and the files that it writes."""
    try:
        import resource
    except ImportError:  # there are no such limits on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _calls(folder: str, job: dict[str, Any]) -> list[Inputs]:
    if any(job["symbols"]):
        import symconv.verification.code.running.symbols  # noqa: F401  # before the file is run
    with np.load(f"{folder}/inputs.npz", allow_pickle=False) as stored:
        arrays: dict[str, Array] = {name: stored[name] for name in stored.files}
    calls: list[dict[str, Array]] = [{} for _ in job["symbols"]]
    for name, array in arrays.items():
        number, _, word = name.partition(" ")
        calls[int(number)][word] = array
    return [Inputs(given, symbols) for given, symbols in zip(calls, job["symbols"], strict=True)]


def _imported(file: str) -> dict[str, Any]:
    """Import a file as a module of its own name."""
    path = Path(file)
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return vars(module)


def _names(namespace: dict[str, Any]) -> list[str]:
    """Give the functions and classes of a file."""
    own = namespace.get("__name__")
    return sorted(
        name
        for name, value in namespace.items()
        if callable(value) and not name.startswith("_") and getattr(value, "__module__", own) == own
    )


if __name__ == "__main__":
    main(sys.argv[1])
