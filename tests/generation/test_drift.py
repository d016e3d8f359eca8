"""Drift: files that are changed, gone, or no longer asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import OutputError
from symconv.generation import MARKER, DriftKind, GeneratedFile, find_drift, write_files
from tests.generation.folders import contents

PYTHON = GeneratedFile("a.py", f"# {MARKER}\none = 1\ntwo = 2\n")
TEX = GeneratedFile("a.tex", f"% {MARKER}\nθ\n")
FILES = [PYTHON, TEX]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path, FILES)
    return tmp_path


def kinds(folder: Path, look_for_stale: bool = True) -> dict[str, DriftKind]:
    drifts = find_drift(folder, FILES, look_for_stale)
    return {str(drift.path.relative_to(folder)): drift.kind for drift in drifts}


def test_files_as_written_have_not_drifted(folder: Path) -> None:
    assert kinds(folder) == {}


CHANGES = {
    "a digit": lambda data: data.replace(b"two = 2", b"two = 3"),
    "line ends": lambda data: data.replace(b"\n", b"\r\n"),
    "one line end": lambda data: data.replace(b"one = 1\n", b"one = 1\r\n"),
    "a space at a line's end": lambda data: data.replace(b"one = 1", b"one = 1 "),
    "no line end at the end": lambda data: data[:-1],
    "a line more": lambda data: data + b"\n",
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "not UTF-8": lambda data: data + b"\xff",
    "nothing": lambda data: b"",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_changed_byte_is_drift(folder: Path, change: object) -> None:
    path = folder / PYTHON.name
    path.write_bytes(change(path.read_bytes()))
    (drift,) = find_drift(folder, FILES)
    assert (drift.kind, drift.path, drift.expected) == (DriftKind.DRIFTED, path, PYTHON.text)
    assert drift.diff()


def test_a_missing_file_and_a_missing_folder(folder: Path) -> None:
    (folder / TEX.name).unlink()
    assert kinds(folder) == {"a.tex": DriftKind.MISSING}
    assert kinds(folder / "none") == {"a.py": DriftKind.MISSING, "a.tex": DriftKind.MISSING}
    assert not (folder / "none").exists()


def test_stale_files_are_those_that_carry_our_marker(folder: Path) -> None:
    (folder / "old.py").write_text(f"# {MARKER}\n")
    (folder / "old.tex").write_text(f"% {MARKER}\r\n", newline="")
    (folder / "own.py").write_text("# mine\n")
    (folder / "quoting.py").write_text(f"# mine\n# {MARKER}\n")
    (folder / "notes.txt").write_text(f"# {MARKER}\n")
    (folder / "empty.py").touch()
    (folder / "binary.py").write_bytes(b"\xff\xfe\x00")
    (folder / "folder.py").mkdir()
    (folder / "folder.py" / "inner.py").write_text(f"# {MARKER}\n")
    before = contents(folder)
    assert kinds(folder) == {"old.py": DriftKind.STALE, "old.tex": DriftKind.STALE}
    assert kinds(folder, look_for_stale=False) == {}
    assert contents(folder) == before


def test_every_kind_at_once_in_order(folder: Path) -> None:
    (folder / "a.py").write_text("")
    (folder / "a.tex").unlink()
    (folder / "old.py").write_text(f"# {MARKER}\n")
    found = [(drift.kind, drift.path.name) for drift in find_drift(folder, FILES)]
    assert found == [
        (DriftKind.DRIFTED, "a.py"), (DriftKind.MISSING, "a.tex"), (DriftKind.STALE, "old.py"),
    ]  # fmt: skip


def test_the_diff_leads_from_what_is_found_to_what_is_expected(folder: Path) -> None:
    path = folder / PYTHON.name
    path.write_text(PYTHON.text.replace("two = 2\n", "two = 3"))
    (drift,) = find_drift(folder, FILES)
    assert drift.diff() == (
        f"--- {path} (found)\n+++ {path} (expected)\n@@ -1,3 +1,3 @@\n # {MARKER}\n one = 1\n"
        "-two = 3\n\\ No newline at end of file\n+two = 2\n"
    )


def test_the_diff_of_missing_and_stale_files_is_their_whole_text(folder: Path) -> None:
    (folder / TEX.name).unlink()
    (folder / "old.py").write_text(f"# {MARKER}\n")
    missing, stale = find_drift(folder, FILES)
    assert missing.diff().splitlines()[3:] == [f"+% {MARKER}", "+θ"]
    assert stale.diff().splitlines()[3:] == [f"-# {MARKER}"]


def test_what_cannot_be_read_is_an_error_and_not_drift(folder: Path) -> None:
    (folder / TEX.name).unlink()
    (folder / TEX.name).mkdir()
    with pytest.raises(OutputError, match=r"cannot read .*/a\.tex: Is a directory"):
        list(find_drift(folder, FILES))
    with pytest.raises(OutputError, match=r"cannot read .*/a\.py/a\.py: Not a directory"):
        list(find_drift(folder / "a.py", FILES))
