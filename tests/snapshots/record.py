"""Record what the program gives: `python -m tests.snapshots.record [NAME]...`."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from symconv.cli.main import main
from tests.snapshots.cases import CASES, EXPECTED


def take(arguments: tuple[str, ...]) -> str:
    """Give what a run prints on standard output, and what it writes."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, chdir(folder), redirect_stdout(out):
        with redirect_stderr(io.StringIO()) as err:
            status = main(arguments)
        if status:
            raise RuntimeError(f"{arguments}: exit status {status}: {err.getvalue()}")
        files = [
            f"==> {path.name}\n{path.read_text(encoding='utf-8')}"
            for path in sorted(Path(folder).rglob("*"))
            if path.is_file()
        ]
    return "".join([out.getvalue(), *files])


def record(names: list[str]) -> None:
    """Write what the named runs give, or all of them."""
    EXPECTED.mkdir(exist_ok=True)
    for name in names or CASES:
        (EXPECTED / f"{name}.txt").write_text(take(CASES[name]), encoding="utf-8")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    record(sys.argv[1:])
