"""`symconv certify`."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import ConvSpec, build_kernel
from tests.cli.conftest import Run
from tests.cli.layers import write_list

SPEC = ConvSpec((3, 4), (2, 3))


@pytest.fixture
def emitted(tmp_path: Path) -> list[Path]:
    paths = []
    for strategy in ("taps", "im2col"):
        paths.append(tmp_path / f"{strategy}.py")
        paths[-1].write_text(build_kernel(SPEC, strategy).source)
    return paths


def test_files_are_certified_one_by_one(run: Run, emitted: list[Path]) -> None:
    outcome = run("certify taps.py im2col.py")
    assert outcome.status == 0
    first, second = outcome.out.splitlines()
    assert first.startswith("taps.py: proved (symbolic): ")
    assert second.startswith("im2col.py: proved (symbolic): ")


def test_a_file_that_computes_something_else_fails(run: Run, emitted: list[Path]) -> None:
    source = emitted[0].read_text()
    damaged = source.replace(" + ", " - ").replace("+=", "-=")
    assert damaged != source
    emitted[0].write_text(damaged)
    outcome = run("certify taps.py im2col.py")
    assert outcome.status == 1
    first, *reasons, last = outcome.out.splitlines()
    assert first.startswith("taps.py: FAILED (symbolic): ")
    assert reasons
    assert all(reason.startswith("  ") for reason in reasons)
    assert last.startswith("im2col.py: proved ")


def test_a_layer_is_certified_without_a_file(run: Run, tmp_path: Path) -> None:
    outcome = run("certify --input 3x4 --filter 2x3 --strategy im2col")
    assert outcome.status == 0
    assert outcome.out.startswith(f"{build_kernel(SPEC, 'im2col').name}: proved (symbolic): ")
    assert outcome.err == "2-D, 1 channel, 3×4; 1 filter 2×3; output 1×2×2\n"
    assert list(tmp_path.iterdir()) == []


def test_a_layer_of_a_list_is_certified(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    assert run("certify --layer layers.toml#strided").status == 0


def test_one_bad_file_keeps_all_from_being_run(run: Run, emitted: list[Path]) -> None:
    Path("broken.py").write_text(emitted[0].read_text().partition("def ")[0])
    outcome = run("certify taps.py broken.py")
    assert (outcome.status, outcome.out) == (2, "")
    assert "broken.py is damaged" in outcome.err


def test_a_file_that_is_not_ours_is_not_run(run: Run, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    Path("foreign.py").write_text(f"open({str(ran)!r}, 'w')\n")
    outcome = run("certify foreign.py")
    assert outcome.status == 2
    assert "kernel foreign.py is not ours" in outcome.err
    assert not ran.exists()
