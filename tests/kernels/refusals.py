"""What loading does with a file that is not ours, or was changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from symconv.errors import KernelError


def refusal(load: Callable[[Path], object], text: str, path: Path) -> str:
    """Give the one line in which a file with this text is refused."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KernelError) as caught:
        load(path)
    line = str(caught.value)
    assert "\n" not in line
    return line


def assert_not_run(load: Callable[[Path], object], source: str, path: Path) -> None:
    """Hold that a file is refused before any of it is run."""
    trace = path.with_name("trace")
    refusal(load, f"{source}\nopen({str(trace)!r}, 'w')\n", path)
    assert not trace.exists()
