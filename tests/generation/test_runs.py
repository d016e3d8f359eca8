"""Runs that meet in one folder, and runs that are killed: real processes, real kills."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from symconv import ConvSpec, build_kernel
from symconv.generation import MARKER
from tests.cli.processes import environment, in_process
from tests.generation.folders import contents

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs locks on folders, and kills")

LAYER = ["generate", "--input", "3x4", "--filter", "2x3", "--no-certify", "-o", "out"]
FIRST, SECOND = ("taps", "im2col")
LIST = f"""
[[layer]]
name = "a"
input_size = [3, 4]
filter_size = [2, 3]
strategies = ["{FIRST}", "{SECOND}"]
"""

STOPPED = """
import os, sys, time
from pathlib import Path
from symconv.cli.main import main

place, left = sys.argv[1].split(":")
real, calls = getattr(os, place), []

def stopping(*arguments, **options):
    calls.append(arguments)
    if len(calls) > int(left):
        Path("reached").touch()
        time.sleep(600)
    return real(*arguments, **options)

setattr(os, place, stopping)
sys.exit(main(sys.argv[2:]))
"""
"""Runs the program up to one call of a function of `os`, and sleeps there."""


@contextmanager
def stopped_at(place: str, folder: Path, arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Give a run that has come to a place in its work, and stays there; it is killed at the end."""
    command = [sys.executable, "-c", STOPPED, place, *arguments]
    with subprocess.Popen(command, cwd=folder, env=environment()) as process:
        try:
            while not (folder / "reached").exists():
                assert process.poll() is None
                time.sleep(0.02)
            (folder / "reached").unlink()
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def files_in(folder: Path) -> dict[str, bytes | None]:
    return contents(folder) if folder.exists() else {}


def test_the_second_run_into_a_folder_says_so_and_the_first_goes_on(tmp_path: Path) -> None:
    with stopped_at("fsync:0", tmp_path, [*LAYER, "--strategy", FIRST]):
        loser = in_process(*LAYER, "--strategy", SECOND, cwd=tmp_path)
        assert loser.returncode == 2
        assert loser.stdout == ""
        assert loser.stderr == (
            "symconv: error: another run of symconv writes into the folder out; nothing was "
            "written, try again once it has ended\n"
        )
        elsewhere = in_process(*LAYER[:-1], "other", "--strategy", SECOND, cwd=tmp_path)
        assert elsewhere.returncode == 0, elsewhere.stderr
    kernel = build_kernel(ConvSpec((3, 4), (2, 3)), SECOND)
    assert files_in(tmp_path / "other") == {f"{kernel.name}.py": kernel.source.encode()}


def test_a_page_is_written_into_a_folder_that_a_run_has(tmp_path: Path) -> None:
    with stopped_at("fsync:0", tmp_path, [*LAYER, "--strategy", FIRST]):
        page = in_process(
            "derive", "--input", "3", "--filter", "2", "-o", "out/page.txt", cwd=tmp_path
        )
        assert page.returncode == 0, page.stderr
        (staging,) = (tmp_path / "out").glob(".symconv-*")
        assert list(staging.iterdir()), "the run that goes on keeps its temporary files"


@pytest.mark.parametrize("place", ["fsync:0", "fsync:1", "chmod:1", "replace:0", "replace:1"])
def test_a_killed_run_tears_no_file_and_what_it_left_goes_with_the_next(
    tmp_path: Path, place: str
) -> None:
    (tmp_path / "layers.toml").write_text(LIST)
    (tmp_path / "out").mkdir()
    old = f"# {MARKER}\nold\n".encode()
    names = [f"a_{strategy}.py" for strategy in (FIRST, SECOND)]
    for name in names:
        (tmp_path / "out" / name).write_bytes(old)
    (tmp_path / "out" / ".symconv-abcd_123").write_text("left by a run long ago")
    arguments = ["generate", "--specs", "layers.toml", "--no-certify", "-o", "out"]
    new = {
        f"a_{strategy}.py": build_kernel(ConvSpec((3, 4), (2, 3)), strategy).source.encode()
        for strategy in (FIRST, SECOND)
    }
    with stopped_at(place, tmp_path, arguments):
        pass
    left = files_in(tmp_path / "out")
    assert all(left[name] in (old, new[name]) for name in names)
    assert any(name.startswith(".symconv-") for name in left)
    after = in_process(*arguments, cwd=tmp_path)
    assert (after.returncode, after.stderr) == (0, "")
    assert files_in(tmp_path / "out") == new


def test_a_page_removes_what_a_killed_run_left_and_nothing_of_anybody_else(
    tmp_path: Path,
) -> None:
    page = ["derive", "--input", "3", "--filter", "2", "-o", "page.txt"]
    with stopped_at("fsync:0", tmp_path, page):
        pass
    own = [tmp_path / ".symconv-notes", tmp_path / ".symconv-mine_123" / "deep"]
    for folder in own:
        folder.mkdir(parents=True)
        (folder / "kept.txt").write_text("mine")
    assert len(list(tmp_path.glob(".symconv-*"))) == 3
    assert in_process(*page, cwd=tmp_path).returncode == 0
    left = files_in(tmp_path)
    assert left.pop("page.txt")
    assert sorted(name for name, data in left.items() if data is not None) == [
        ".symconv-mine_123/deep/kept.txt",
        ".symconv-notes/kept.txt",
    ]


def test_two_runs_at_once_leave_the_files_of_one_list_or_of_the_other(tmp_path: Path) -> None:
    sources = {}
    for number, size in enumerate(("[3, 4]", "[4, 5]"), 1):
        (tmp_path / f"{number}.toml").write_text(LIST.replace("[3, 4]", size))
        arguments = ["generate", "--specs", f"{number}.toml", "--no-certify", "-o", f"own{number}"]
        assert in_process(*arguments, cwd=tmp_path).returncode == 0
        sources[number] = files_in(tmp_path / f"own{number}")
    assert sources[1] != sources[2]
    for attempt in range(2):
        command = [sys.executable, "-m", "symconv", "generate", "--no-certify", "-o", "out"]
        runs = [
            subprocess.Popen(
                [*command, "--specs", f"{number}.toml"], cwd=tmp_path, env=environment(),
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            for number in sources
        ]  # fmt: skip
        errors = [run.communicate()[1] for run in runs]
        assert any(run.returncode == 0 for run in runs), attempt
        for run, error in zip(runs, errors, strict=True):
            assert run.returncode == 0 or "another run of symconv writes" in error
        assert files_in(tmp_path / "out") in sources.values()
