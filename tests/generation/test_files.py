"""Writing files: whole or not at all, nothing left behind."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from symconv import OutputError
from symconv.generation import MARKER, GeneratedFile, check_folder, write_files, write_text
from tests.generation.folders import contents


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_text_is_written_as_utf8_with_its_own_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert write_text(path, "∂\n\r\nlast") == path
    assert path.read_bytes() == "∂\n\r\nlast".encode()
    assert contents(tmp_path) == {"a.txt": "∂\n\r\nlast".encode()}


def test_files_are_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    paths = write_files(folder, [GeneratedFile("a.py", "a"), GeneratedFile("b.py", "b")])
    assert paths == [folder / "a.py", folder / "b.py"]
    assert contents(folder) == {"a.py": b"a", "b.py": b"b"}


def test_the_mode_of_a_file_is_kept_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    path = tmp_path / "a.sh"
    with umask(0o027):
        write_text(path, "old")
        assert mode_of(path) == 0o640
        path.chmod(0o755)
        write_text(path, "new")
    assert mode_of(path) == 0o755
    assert path.read_text() == "new"


def test_the_process_s_umask_is_left_as_it_was(tmp_path: Path) -> None:
    with umask(0o031):
        write_text(tmp_path / "a", "")
        assert os.umask(0o031) == 0o031


def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "real" / "a.txt", tmp_path / "link.txt"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert contents(target.parent) == {"a.txt": b"new"}


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    write_text(pipe, "through\n")
    reader.join(10)
    assert read == ["through\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


OLD = f"# {MARKER}\nold\n"
FAILING = ["fsync", "chmod", "replace", "mkdtemp", "write"]


def break_step(monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException) -> None:
    """Make one step of writing fail, the first time that it is taken for b.py or for the disk."""

    def fail(*_: object, **__: object) -> None:
        raise error

    match step:
        case "fsync":
            monkeypatch.setattr(os, "fsync", fail)
        case "write":
            real = Path.open

            def failing(path: Path, mode: str = "r", **options: str) -> IO[str]:
                file = real(path, mode, **options)
                file.write = fail
                return file

            monkeypatch.setattr(Path, "open", failing)
        case "mkdtemp":
            monkeypatch.setattr(tempfile, "mkdtemp", fail)
        case _:
            monkeypatch.setattr(Path, step, fail)


@pytest.mark.parametrize("step", FAILING)
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_in_the_middle_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(OLD + name)
    before = contents(tmp_path)
    break_step(monkeypatch, step, error)
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as caught:
        write_files(tmp_path, [GeneratedFile("a.py", "new"), GeneratedFile("b.py", "new")])
    monkeypatch.undo()
    assert contents(tmp_path) == before
    if expected is OutputError:
        assert str(caught.value) == f"cannot write {tmp_path}/a.py: No space left on device"


def test_no_file_changes_before_all_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text(OLD)
    real, synced = os.fsync, []

    def second_fails(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", second_fails)
    with pytest.raises(OutputError, match=r"cannot write .*b\.py: No space left on device"):
        write_files(tmp_path, [GeneratedFile("a.py", "new"), GeneratedFile("b.py", "new")])
    assert contents(tmp_path) == {"a.py": OLD.encode()}


def test_one_file_that_cannot_be_written_keeps_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(OLD)
    (tmp_path / "b.py").mkdir()
    files = [GeneratedFile("a.py", "new"), GeneratedFile("b.py", "new")]
    with pytest.raises(OutputError, match=r"cannot write .*/b\.py: Is a directory"):
        write_files(tmp_path, files)
    assert contents(tmp_path) == {"a.py": OLD.encode(), "b.py": None}


@pytest.mark.parametrize("below", ["", "sub", "sub/deeper"])
def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, below: str) -> None:
    file = tmp_path / "file.txt"
    file.write_text("mine")
    folder = file / below
    for write in (lambda: check_folder(folder), lambda: write_files(folder, [])):
        with pytest.raises(OutputError) as caught:
            write()
        assert str(caught.value) == (f"cannot write to the folder {folder}: {file} is not a folder")
    assert contents(tmp_path) == {"file.txt": b"mine"}


def test_a_folder_without_write_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(OutputError, match=f"{tmp_path}/new: {tmp_path} is not writable"):
        check_folder(tmp_path / "new")


def test_a_folder_that_can_be_made_is_checked_without_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in (Path("a/b/c"), Path(), tmp_path / "x", Path("../up")):
        check_folder(folder)
    assert contents(tmp_path) == {}


def test_paths_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    reasons = {
        tmp_path / "none" / "a.txt": "No such file or directory",
        tmp_path: "Is a directory",
        tmp_path / ("n" * 300): "File name too long",
        Path("/dev/full"): "No space left on device",
    }
    for path, reason in reasons.items():
        with pytest.raises(OutputError) as caught:
            write_text(path, "text")
        assert str(caught.value) == f"cannot write {path}: {reason}"
    with pytest.raises(OutputError, match=r"cannot write .*loop"):
        write_text(loop, "text")
    assert contents(tmp_path) == {"loop": None}
