"""The committed kernels and derivations are what their list gives, and hold what they say."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from symconv import build_kernel, certify, load_kernel
from symconv.cli.main import main
from symconv.generation import find_drift, produce_list
from symconv.specs.listing import read_spec_list

FOLDER = Path(__file__).parents[2] / "generated"
KERNELS = sorted(FOLDER.glob("*.py"))
AFFORDABLE_TERMS = 40_000


def test_nothing_has_drifted() -> None:
    _, files = produce_list(read_spec_list(FOLDER / "specs.toml"))
    drifts = list(find_drift(FOLDER, files))
    assert not drifts, "\n".join(
        [f"{drift.kind.value}: {drift.path}" for drift in drifts]
        + ["write anew with: symconv generate --specs generated/specs.toml"]
    )


def test_the_command_says_so_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--specs", str(FOLDER / "specs.toml"), "--check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_kernel_loads_and_is_what_its_own_command_gives(path: Path, tmp_path: Path) -> None:
    kernel = load_kernel(path)
    source = path.read_text(encoding="utf-8")
    assert kernel.source == source == build_kernel(kernel.spec, kernel.strategy).source
    lines = source.split("Regenerate with:")[1].split('"""')[0].replace("\\\n", " ")
    program, *arguments = shlex.split(lines)
    assert program == "symconv"
    assert main([*arguments, "--no-certify", "-o", str(tmp_path)]) == 0
    assert (tmp_path / f"{kernel.name}.py").read_text(encoding="utf-8") == source


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_kernel_is_proved_as_far_as_its_layer_allows(path: Path) -> None:
    kernel = load_kernel(path)
    if kernel.spec.terms > AFFORDABLE_TERMS:
        certificate = certify(kernel, method="probabilistic")
        assert certificate.holds
        assert 0 < certificate.error_bound < 1e-6
    else:
        certificate = certify(kernel)
        assert certificate.holds
        assert certificate.proved == kernel.spec.polynomial
