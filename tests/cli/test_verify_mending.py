"""`symconv verify --diff` and `--fix`, with small stages in the place of the real ones."""

from __future__ import annotations

import codecs
import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.verification.report.fakes import FAKES, read_bytes

STAGES = "symconv.cli.verifying.documents.STAGES"


@pytest.fixture(autouse=True)
def _fake_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STAGES, FAKES)


def put(folder: Path, data: str | bytes, name: str = "a.md") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def notebook(*sources: object, **more: object) -> dict[str, object]:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    return {"cells": cells, "metadata": {"BAD": "$BAD$"}, "nbformat": 4, **more}


# ------------------------------------------------------------------------------------ --diff


@pytest.mark.parametrize("tool", [["patch", "-p0"], ["git", "apply", "-p0"]], ids=lambda t: t[0])
def test_a_patch_can_be_applied(run: Run, tmp_path: Path, tool: list[str]) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"there is no {tool[0]}")
    first = put(tmp_path, "one\r\n$x = BAD_1$ and $z = WIDE$\r\n\r\nlast: $LOST$", "my notes/a.md")
    second = put(tmp_path, "$y = y$\n$BAD$\n", "b.md")
    outcome = run("verify", "my notes", "b.md", "--diff")
    assert outcome.status == 1
    assert outcome.err == "4 repairs in 2 documents\n"
    assert "--- my notes/a.md\t\n+++ my notes/a.md\t\n" in outcome.out
    assert str(tmp_path) not in outcome.out
    patch = run("verify", "my notes", "b.md", "--diff", "-o", "p.patch")
    assert (patch.status, patch.out) == (1, "")
    data = (tmp_path / "p.patch").read_bytes()
    options = ["--binary"] if tool[0] == "patch" else []
    subprocess.run([*tool, *options], input=data, cwd=tmp_path, check=True, capture_output=True)
    expected = b"one\r\n$x = GOOD_1$ and $z = NARROW$\r\n\r\nlast: $FOUND FOUND$"
    assert first.read_bytes() == expected
    assert second.read_bytes() == b"$y = y$\n$GOOD$\n"


def test_nothing_is_written_by_diff_and_no_repair_is_an_empty_patch(
    run: Run, tmp_path: Path
) -> None:
    path = put(tmp_path, "$BAD$\n")
    run("verify a.md --diff")
    assert path.read_bytes() == b"$BAD$\n"
    put(tmp_path, "$x = x$ $BAD$ <!-- ignore: meant so -->\n")
    outcome = run("verify a.md --diff")
    assert (outcome.status, outcome.out) == (0, "")


def test_of_wide_encodings_there_is_no_patch(run: Run, tmp_path: Path) -> None:
    put(tmp_path, codecs.BOM_UTF16_LE + "$BAD$".encode("utf-16-le"))
    outcome = run("verify a.md --diff")
    assert (outcome.status, outcome.out) == (2, "")
    assert "a.md: it is in utf-16-le, of which there is no patch: use --fix" in outcome.err


def test_findings_without_a_place_are_counted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def placeless(data: bytes, name: str) -> object:
        source = read_bytes(data, name)
        return replace(source, formulas=[replace(it, start=None) for it in source.formulas])

    monkeypatch.setattr(STAGES, replace(FAKES, read_bytes=placeless))
    put(tmp_path, "$BAD$ $WIDE$\n")
    outcome = run("verify a.md --diff")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == "0 repairs in 0 documents; 2 findings left, which the report tells\n"


# ------------------------------------------------------------------------------------- --fix


def test_only_safe_repairs_are_written(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "$a BAD$ $b WIDE$ $c LOST$ $d BAD$ <!-- ignore: so -->\n")
    outcome = run("verify a.md --fix")
    assert outcome.status == 1
    assert path.read_text() == "$a GOOD$ $b WIDE$ $c FOUND FOUND$ $d BAD$ <!-- ignore: so -->\n"
    assert outcome.err.splitlines() == [
        "fixed a.md:1:2: a BAD -> a GOOD",
        "fixed a.md:1:19: c LOST -> c FOUND FOUND",
    ]


def test_nothing_to_fix_is_no_change(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "$x = y$\n")
    before = path.stat()
    assert run("verify a.md --fix").status == 0
    assert path.stat() == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbf$BAD$\r\n\xc3\xa9\r\n", b"\xef\xbb\xbf$GOOD$\r\n\xc3\xa9\r\n"),
        (b"mixed\r\n$BAD$\nlines\r", b"mixed\r\n$GOOD$\nlines\r"),
        (
            codecs.BOM_UTF16_LE + "é $BAD$\r\n".encode("utf-16-le"),
            codecs.BOM_UTF16_LE + "é $GOOD$\r\n".encode("utf-16-le"),
        ),
    ],
)
def test_encoding_mark_and_line_ends_stay(
    run: Run, tmp_path: Path, before: bytes, after: bytes
) -> None:
    path = put(tmp_path, before)
    path.chmod(0o640)
    assert run("verify a.md --fix").status == 1
    assert path.read_bytes() == after
    assert path.stat().st_mode & 0o777 == 0o640
    assert [it.name for it in tmp_path.iterdir()] == ["a.md"]


def test_another_encoding_stays(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "é $BAD$".encode("latin-1"), "latin.md")
    assert run("verify latin.md --fix").status == 1
    assert path.read_bytes() == "é $GOOD$".encode("latin-1")


def refused(run: Run, path: Path, words: str) -> None:
    before = path.read_bytes()
    outcome = run("verify", path.name, "--fix")
    assert outcome.status == 2
    assert outcome.err == f"symconv verify: error: {path.name}: {words}\n"
    assert path.read_bytes() == before
    assert "refuted" in outcome.out


def test_a_symbolic_link_is_refused(run: Run, tmp_path: Path) -> None:
    target = put(tmp_path, "$BAD$", "target.md")
    (tmp_path / "a.md").symlink_to(target)
    refused(run, tmp_path / "a.md", "it is a symbolic link; give the file that it leads to")


def test_a_file_that_is_read_only_is_refused(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "$BAD$")
    path.chmod(0o444)
    refused(run, path, "it is read-only")


def test_a_file_that_changes_meanwhile_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "$BAD$")

    def changing(source: object, name: str, options: object) -> object:
        path.write_bytes(b"$BAD$ and more")
        return FAKES.judge_document(source, name, options)

    monkeypatch.setattr(STAGES, replace(FAKES, judge_document=changing))
    outcome = run("verify a.md --fix")
    assert outcome.status == 2
    assert "it was changed since it was read" in outcome.err
    assert path.read_bytes() == b"$BAD$ and more"


def test_a_file_that_changes_while_repairs_are_judged_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "$BAD$")
    calls: list[int] = []

    def changing(source: object, name: str, options: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            path.write_bytes(b"$BAD$ and more")
        return FAKES.judge_document(source, name, options)

    monkeypatch.setattr(STAGES, replace(FAKES, judge_document=changing))
    assert run("verify a.md --fix").status == 2
    assert path.read_bytes() == b"$BAD$ and more"


def test_a_repair_that_proves_wrong_is_not_written(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "$STUCK$ $BAD$")
    outcome = run("verify a.md --fix")
    assert outcome.status == 1
    assert path.read_text() == "$STUCK$ $GOOD$"
    assert outcome.err.splitlines() == [
        "not fixed a.md:1:2: its repair has no place in the file, or is not right in the document",
        "fixed a.md:1:10: BAD -> GOOD",
    ]


def test_a_repair_that_harms_another_formula_is_not_written(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "$SPREADS$ $FRAGILE$ $BAD$")
    outcome = run("verify a.md --fix")
    assert path.read_text() == "$SPREADS$ $FRAGILE$ $GOOD$"
    assert outcome.err.splitlines()[1:] == ["fixed a.md:1:22: BAD -> GOOD"]


@pytest.mark.parametrize("indent", [1, 2, None])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("source", [['δ "q"\n', "$\\tau BAD$\n", "end 𝑎"], "δ\n$\\tau BAD$ 𝑎"])
def test_in_a_notebook_only_the_source_of_the_cell_changes(
    run: Run, tmp_path: Path, source: object, ascii_only: bool, indent: int | None
) -> None:
    def text(source: object) -> str:
        data = notebook("$x$", source, extra={"source": "$BAD$"})
        return json.dumps(data, indent=indent, ensure_ascii=ascii_only) + "\n"

    path = put(tmp_path, text(source), "n.ipynb")
    outcome = run("verify n.ipynb --fix")
    assert outcome.status == 1
    fixed = (
        source.replace("BAD", "GOOD")
        if isinstance(source, str)
        else [line.replace("BAD", "GOOD") for line in source]
    )
    assert path.read_text() == text(fixed)
    assert "fixed n.ipynb:cell 2:2:2: \\tau BAD -> \\tau GOOD" in outcome.err


def test_what_html_writes_as_references_is_written_so(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "<p>$A &amp; B$ &amp; $x$</p>", "a.html")

    outcome = run("verify a.html --fix")
    assert outcome.status == 1
    assert path.read_text() == "<p>$P &amp; Q$ &amp; $x$</p>"


def test_files_are_fixed_one_by_one_and_errors_stop_no_other(run: Run, tmp_path: Path) -> None:
    put(tmp_path, "$BAD$", "ro.md").chmod(0o444)
    path = put(tmp_path, "$BAD$", "z.md")
    outcome = run("verify ro.md gone.md z.md --fix")
    assert outcome.status == 2
    assert path.read_text() == "$GOOD$"
    assert len(outcome.err.splitlines()) == 3


@pytest.mark.skipif(os.name != "posix", reason="needs a folder that cannot be written in")
def test_no_file_is_left_half_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "$BAD$")

    def failing(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", failing)
    outcome = run("verify a.md --fix")
    assert outcome.status == 2
    assert "No space left on device".lower() in outcome.err.lower()
    assert path.read_bytes() == b"$BAD$"
    assert [it.name for it in tmp_path.iterdir()] == ["a.md"]
