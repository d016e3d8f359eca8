"""`symconv generate`."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from symconv import ConvSpec, build_kernel, load_kernel
from symconv.generation import MARKER
from symconv.kernels import Kernel
from tests.cli.conftest import Run
from tests.cli.layers import LIST, write_list
from tests.cli.processes import in_shell
from tests.generation.folders import contents

LAYER = "--input 2x3x4 --filter 2x3"
SPEC = ConvSpec((3, 4), (2, 3), in_channels=2)
NAMES = ["small_taps.py", "small_im2col.py", "small.tex", "strided_taps.py"]


@pytest.fixture
def wrong_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Generate kernels whose forward pass gives twice what it should."""

    def doubled(spec: ConvSpec, strategy: str = "auto", **options: Any) -> Kernel:
        kernel = build_kernel(spec, strategy, **options)
        doubled_forward = {"forward": lambda *arrays: kernel.forward(*arrays) * 2}
        return replace(kernel, functions={**kernel.functions, **doubled_forward})

    monkeypatch.setattr("symconv.generation.produce.build_kernel", doubled)


def test_a_layer_gives_one_certified_kernel(run: Run, tmp_path: Path) -> None:
    outcome = run(f"generate {LAYER} --strategy taps -o kernels")
    kernel = build_kernel(SPEC, "taps")
    assert outcome.status == 0
    assert outcome.err == "2-D, 2 channels, 3×4; 1 filter 2×3; output 1×2×2\n"
    verdict, wrote = outcome.out.splitlines()
    assert verdict.startswith(f"{kernel.name}.py: proved (symbolic): ")
    assert wrote == f"wrote kernels/{kernel.name}.py"
    assert contents(tmp_path / "kernels") == {f"{kernel.name}.py": kernel.source.encode()}
    assert load_kernel(tmp_path / "kernels" / f"{kernel.name}.py").spec == SPEC


def test_this_folder_and_the_automatic_strategy_are_the_defaults(run: Run, tmp_path: Path) -> None:
    assert run(f"generate {LAYER}").status == 0
    assert contents(tmp_path) == {
        f"{build_kernel(SPEC).name}.py": build_kernel(SPEC).source.encode()
    }


def test_the_command_that_a_kernel_quotes_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    layer = (
        "--input 4x9x8 --filter 3x2 --filters 6 --groups 2 --stride 2x1 --dilation 1x3 "
        "--padding 0:1x2:0 --padding-mode circular --bias --flip-filter"
    )
    assert run(f"generate {layer} --strategy im2col --no-certify -o first").status == 0
    (first,) = (tmp_path / "first").iterdir()
    lines = first.read_text().replace("\\\n", " ").splitlines()
    command = next(line for line in lines if line.strip().startswith("symconv generate "))
    _, *arguments = shlex.split(command)
    assert run(*arguments, "--no-certify", "-o", "second").status == 0
    assert contents(tmp_path / "second") == contents(tmp_path / "first")


def test_the_type_of_sums_stands_in_the_command_and_in_the_file(run: Run, tmp_path: Path) -> None:
    assert run(f"generate {LAYER} --strategy taps --accumulate int32 -o out").status == 0
    (path,) = (tmp_path / "out").iterdir()
    kernel = build_kernel(SPEC, "taps", accumulate="int32")
    assert (path.name, path.read_text()) == (f"{kernel.name}.py", kernel.source)
    assert f"symconv generate {LAYER} --strategy taps --accumulate int32\n" in kernel.source
    certified = run("certify", str(path))
    assert certified.status == 0
    assert "where sums wrap, its results equal the reference's, summed in int32." in certified.out
    again = run(f"certify {LAYER} --strategy taps --accumulate int32")
    assert again.out == certified.out.replace(str(path), kernel.name)


def test_a_list_gives_all_that_it_asks_for_beside_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    write_list(tmp_path / "lists")
    outcome = run("generate --specs lists/layers.toml")
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert [": proved (symbolic): " in line for line in lines[:3]] == [True] * 3
    assert lines[8] == "3 certified: 3 proved"
    assert lines[9:] == [f"wrote lists/{name}" for name in NAMES]
    assert sorted(contents(tmp_path / "lists")) == sorted([*NAMES, "layers.toml"])
    assert outcome.err == ""


def test_the_derivations_of_a_list_have_a_limit_that_can_be_raised(
    run: Run, tmp_path: Path
) -> None:
    write_list(tmp_path)
    refused = run("generate --specs layers.toml --no-certify --max-terms 23")
    assert refused.status == 2
    assert refused.err.startswith(
        "symconv: error: layers.toml: layer 1 (small): outputs: 24 terms exceed max_terms=23 "
    )
    assert run("generate --specs layers.toml --no-certify --max-terms 24").status == 0


def test_a_list_can_be_written_elsewhere(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    assert run("generate --specs layers.toml --no-certify -o here/and/there").status == 0
    assert sorted(contents(tmp_path / "here/and/there")) == sorted(NAMES)


def test_a_layer_of_a_list(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    outcome = run("generate --layer layers.toml#strided --no-certify -o out")
    assert outcome.err == "1-D, 1 channel, 7; 1 filter 2, stride 3, bias; output 1×2\n"
    kernel = build_kernel(ConvSpec(7, 2, stride=3, bias=True))
    assert contents(tmp_path / "out") == {f"{kernel.name}.py": kernel.source.encode()}


@pytest.mark.usefixtures("wrong_kernels")
def test_a_failed_certificate_writes_nothing(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    before = contents(tmp_path)
    for command in (f"generate {LAYER} -o out", "generate --specs layers.toml -o out"):
        outcome = run(command)
        assert outcome.status == 1
        assert ": FAILED (symbolic): " in outcome.out
        assert "wrote" not in outcome.out
        assert outcome.err.endswith("nothing was written\n")
        assert contents(tmp_path) == before


@pytest.mark.usefixtures("wrong_kernels")
def test_kernels_are_written_unproved_when_asked(run: Run) -> None:
    outcome = run(f"generate {LAYER} --no-certify -o out")
    assert outcome.status == 0
    assert outcome.out == f"wrote out/{build_kernel(SPEC).name}.py\n"


def test_check_tells_what_is_not_up_to_date_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    assert run("generate --specs layers.toml --no-certify").status == 0
    clean = run("generate --specs layers.toml --check")
    assert (clean.status, clean.out, clean.err) == (0, "", "")
    (tmp_path / "small_taps.py").write_text("# mine now\n")
    (tmp_path / "small.tex").unlink()
    (tmp_path / "old.py").write_text(f"# {MARKER}\n")
    (tmp_path / "own.py").write_text("own = 1\n")
    before = contents(tmp_path)
    outcome = run("generate --specs layers.toml --check")
    assert outcome.status == 1
    assert outcome.out.splitlines() == [
        "drifted: small_taps.py", "missing: small.tex", "stale: old.py",
    ]  # fmt: skip
    assert contents(tmp_path) == before


def test_check_shows_how_files_differ(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    run("generate --specs layers.toml --no-certify")
    path = tmp_path / "small_taps.py"
    text = path.read_text()
    path.write_text(text.replace("\n", "\n\n", 1))
    outcome = run("generate --specs layers.toml --check --diff")
    assert outcome.status == 1
    assert outcome.out.splitlines()[:3] == [
        "drifted: small_taps.py", "--- small_taps.py (found)", "+++ small_taps.py (expected)",
    ]  # fmt: skip
    changed = [line for line in outcome.out.splitlines()[3:] if line[0] in "+-"]
    assert changed == ["-"]


def test_check_of_one_layer_looks_at_its_file_only(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(f"# {MARKER}\n")
    name = f"{build_kernel(SPEC, 'taps').name}.py"
    missing = run(f"generate {LAYER} --strategy taps --check")
    assert (missing.status, missing.out) == (1, f"missing: {name}\n")
    run(f"generate {LAYER} --strategy taps --no-certify")
    checked = run(f"generate {LAYER} --strategy taps --check")
    assert (checked.status, checked.out) == (0, "")


def test_line_ends_that_were_changed_are_drift(run: Run, tmp_path: Path) -> None:
    run(f"generate {LAYER} --no-certify")
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    outcome = run(f"generate {LAYER} --check")
    assert (outcome.status, outcome.out) == (1, f"drifted: {path.name}\n")


def test_files_that_a_list_no_longer_asks_for_are_pointed_out(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    run("generate --specs layers.toml --no-certify")
    write_list(tmp_path, LIST.replace('"strided"', '"stepped"'))
    outcome = run("generate --specs layers.toml --no-certify")
    assert outcome.status == 0
    assert outcome.err == "stale: strided_taps.py is generated, but not in the list\n"
    assert "strided_taps.py" in contents(tmp_path)


def test_a_layer_too_large_to_certify_says_how_to_write_it(run: Run, tmp_path: Path) -> None:
    flags = ["--input", "9999999999", "--filter", "3", "-o", str(tmp_path)]
    outcome = run("generate", *flags)
    assert outcome.status == 2
    assert "--no-certify writes it unproved" in outcome.err
    assert list(tmp_path.iterdir()) == []
    assert run("generate", *flags, "--no-certify").status == 0
    assert len(list(tmp_path.iterdir())) == 1


def test_a_notation_is_checked_and_changes_no_kernel(run: Run, tmp_path: Path) -> None:
    flags = ["generate", "--input", "3x4", "--filter", "2x2", "--no-certify", "-o"]
    assert run(*flags, str(tmp_path / "a")).status == 0
    assert run(*flags, str(tmp_path / "b"), "--notation", "slides").status == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    refused = run(*flags, str(tmp_path / "c"), "--notation", "slide")
    assert (refused.status, (tmp_path / "c").exists()) == (2, False)
    assert "'slide' is not one of" in refused.err


@pytest.mark.parametrize("option", ["network", "specs"])
def test_what_is_no_file_has_no_folder_to_write_to(tmp_path: Path, option: str) -> None:
    layer = 'name = "a"\ninput_size = [4, 5]\n' if option == "specs" else 'kind = "conv"\n'
    table = "[[layer]]" if option == "specs" else "[[network.layer]]"
    head = "" if option == "specs" else "[network]\ninput_shape = [1, 4, 5]\n"
    given = tmp_path / "given.toml"
    given.write_text(f"{head}{table}\n{layer}filter_size = [2, 3]\n")
    for source, line in (
        ("/dev/stdin", f"symconv generate --{option} /dev/stdin < {given}"),
        ("/dev/stdin", f"cat {given} | symconv generate --{option} /dev/stdin --check"),
        ("/dev/fd/", f"symconv generate --{option} <(cat {given})"),
    ):
        shown = in_shell(line)
        assert (shown.returncode, shown.stdout) == (2, "")
        assert f"--{option} {source}" in shown.stderr
        assert shown.stderr.endswith("stands in no folder of yours; give -o DIR\n")
    folder = tmp_path / "kernels"
    written = in_shell(f"symconv generate --{option} /dev/stdin -o {folder} < {given}")
    assert written.returncode == 0
    assert len(list(folder.glob("*.py"))) == 1
