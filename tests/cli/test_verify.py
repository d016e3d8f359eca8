"""`symconv verify`, with small stages in the place of those that read and judge."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from symconv.errors import SymconvError
from tests.cli.conftest import Outcome, Run
from tests.cli.processes import environment
from tests.cli.test_lists import read_terminal
from tests.verification.report.fakes import FAKES

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _fake_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symconv.cli.verifying.documents.STAGES", FAKES)


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text)


def test_a_document_without_findings(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a="We have $x = y$ and $NAME it$.")
    outcome = run("verify a.md")
    assert (outcome.status, outcome.err) == (0, "")
    assert "2 formulas judged, no finding." in outcome.out
    assert "Read as: X 3×3, F 2×2; stride 1" in outcome.out
    assert "x = y" not in outcome.out
    assert "x = y" in run("verify a.md --all").out


def test_findings_are_shown_with_place_word_mark_and_repair(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a="One:\n  $x = BAD y$\nand $z LOST$.")
    outcome = run("verify a.md")
    assert outcome.status == 1
    assert "✗ a.md:2:4 (formula 1) refuted: BAD is wrong." in outcome.out
    assert "! a.md:3:6 (formula 2) damaged: LOST is wrong." in outcome.out
    assert "- Counterexample: X 3×3, F 2×2: left 5, right 2" in outcome.out
    assert "    - x = BAD y\n    + x = GOOD y\n" in outcome.out


@pytest.mark.parametrize(
    ("text", "usual", "strict"),
    [
        ("$x = y$", 0, 0), ("$COND$", 0, 0), ("$ODD$", 0, 1), ("no formula", 0, 1), ("$BAD$", 1, 1),
        ("$LOST$", 1, 1), ("$BAD$ <!-- ignore: meant so -->", 0, 0),
        ("$ODD$ <!-- ignore: not ours -->", 0, 0),
    ],
)  # fmt: skip
def test_exit_status(run: Run, tmp_path: Path, text: str, usual: int, strict: int) -> None:
    write(tmp_path, a=text)
    assert run("verify a.md").status == usual
    assert run("verify a.md --strict").status == strict


def test_what_is_not_understood_and_no_formula_are_said(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a="nothing", b="$x ODD$")
    outcome = run("verify a.md b.md")
    assert "No formula was found." in outcome.out
    assert "? b.md:1:2 (formula 1) not understood: ODD it is." in outcome.out
    assert "From character 4: DD" in outcome.out
    assert "a.md: no formula was found" in run("verify a.md --format json").err


def test_an_error_outranks_findings_and_the_report_is_printed(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a="$BAD$", c="$x = y$")
    (tmp_path / "b.md").write_bytes(b"\xc3\x28")
    outcome = run("verify b.md gone.md a.md c.md")
    assert outcome.status == 2
    assert outcome.err.splitlines() == [
        "symconv verify: error: b.md: not UTF-8 (byte 1)",
        "symconv verify: error: gone.md: no such file or directory",
    ]
    assert "a.md:1:2 (formula 1) refuted" in outcome.out
    assert "? Not judged: no such file or directory" in outcome.out


def test_a_folder_is_walked_in_order_without_hidden_ones(run: Run, tmp_path: Path) -> None:
    for name in ("b/z.md", "b/a.tex", "a.rst", "b/.git/x.md", "b/code.py", ".hidden.md", "c.TXT"):
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("$x$")
    again = str(tmp_path / "docs" / "a.rst")
    data = json.loads(run(f"verify docs docs/a.rst {again} --format json").out)
    paths = [document["path"] for document in data["documents"]]
    assert paths == ["docs/a.rst", "docs/b/a.tex", "docs/b/z.md", "docs/c.TXT"]


def test_a_folder_without_documents_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path, a="$x$")
    outcome = run("verify empty a.md")
    assert outcome.status == 2
    assert "empty: no document in this folder; read are .md, .markdown," in outcome.err
    assert "1 formula judged" in outcome.out


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(data: bytes) -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return run("verify -")

    assert "<standard input>:1:2 (formula 1) refuted" in piped(b"$BAD$").out
    wrong = piped(b"ab\xff")
    assert wrong.status == 2
    assert wrong.err == "symconv verify: error: <standard input>: not UTF-8 (byte 1)\n"


def test_json_has_the_keys_of_the_contract(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a="$x = y$\n$BAD$")
    data = json.loads(run("verify a.md --format json").out)
    assert list(data) == ["schema_version", "documents"]
    (document,) = data["documents"]
    assert {"path", "setting", "equations"} <= set(document)
    keys = {
        "number", "line", "column", "latex", "verdict", "reason", "condition", "suggestion",
        "counterexample", "links",
    }  # fmt: skip
    for equation in document["equations"]:
        assert keys <= set(equation)
    right, wrong = document["equations"]
    assert (right["verdict"], right["suggestion"]) == ("proved", None)
    assert (wrong["number"], wrong["line"], wrong["column"]) == (2, 2, 2)
    assert wrong["suggestion"]["replacement"] == "GOOD"


@pytest.mark.parametrize("format_", ["json", "sarif", "html", "markdown", "latex", "text"])
def test_bytes_do_not_depend_on_the_number_of_processes(
    run: Run, tmp_path: Path, format_: str
) -> None:
    for number in range(5):
        write(tmp_path, **{f"d{number}": f"$x = {number}$ and $BAD_{number}$ and $ODD$"})
    files = " ".join(f"d{number}.md" for number in range(5))
    alone = run(f"verify {files} --format {format_}")
    if format_ == "json":
        many = run(f"verify {files} --format {format_} --jobs 2")
        assert (many.status, many.out) == (alone.status, alone.out)
    assert run(f"verify {files} --format {format_} -o out.x").status == 1
    assert (tmp_path / "out.x").read_text() == alone.out


def test_a_formula(run: Run) -> None:
    outcome = run("verify", "--formula", "x = BAD y", "--input", "3x3", "--filter", "2x2")
    assert outcome.status == 1
    assert outcome.out.startswith("Verdict on a formula\n")
    assert "✗ refuted: BAD is wrong." in outcome.out
    assert outcome.err.startswith("2-D, ")
    data = json.loads(run("verify", "--formula", "x = y", "--format", "json").out)
    assert data["documents"][0]["equations"][0]["verdict"] == "proved"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SymconvError("it is too long"), "it is too long"),
        (RecursionError(), "it is nested too deeply"),
        (KeyError("x"), "a fault of symconv, please report it (KeyError: 'x')"),
    ],
)
def test_a_formula_that_cannot_be_judged_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def failing(*arguments: object) -> object:
        raise error

    stages = replace(FAKES, judge_formula=failing)
    monkeypatch.setattr("symconv.cli.verifying.documents.STAGES", stages)
    outcome = run("verify", "--formula", "x = y")
    expected = f"symconv: error: the formula was not judged: {words}\n"
    assert (outcome.status, outcome.out, outcome.err) == (2, "", expected)


def test_options_of_a_layer_reach_the_judge(run: Run, tmp_path: Path) -> None:
    write(tmp_path, a="$x = y$")
    outcome = run("verify a.md --input 3x4 --filter 2x3 --stride 2")
    assert "Read as: ConvSpec((3, 4), (2, 3), stride=2)" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "give documents, or --formula"),
        ("a.md --formula x", "give documents, or --formula"),
        ("a.md --diff --fix", "exclude each other"),
        ("--formula x --diff", "--diff goes with documents"),
        ("- --fix", "standard input has no name"),
        ("--formula x --jobs 2", "--jobs goes with documents"),
        ("a.md --jobs 0", "0 is not in the range x>=1"),
        ("a.md --diff --format json", "--diff prints a patch"),
        ("a.md --input 3x3", "--filter"),
    ],
)
def test_wrong_usage_is_one_line(run: Run, arguments: str, words: str) -> None:
    outcome = run(f"verify {arguments}")
    assert (outcome.status, outcome.out) == (2, "")
    assert words in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_nothing_steers_a_terminal(run: Run, tmp_path: Path) -> None:
    name = "a\x1b[31m.md"
    (tmp_path / name).write_text("$BAD \x1b[2J$")
    outcome = run("verify", name)
    assert outcome.status == 1
    assert "\x1b" not in outcome.out + outcome.err


@pytest.mark.skipif(sys.platform == "darwin", reason="names there are Unicode")
def test_a_name_that_is_no_text(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff.md")
    (tmp_path / name).write_text("$BAD$")
    outcome = run("verify", name, "--format", "json")
    assert outcome.status == 1
    assert json.loads(outcome.out)["documents"][0]["path"] == r"a\xff.md"


@pytest.mark.parametrize(("no_color", "escapes"), [("1", False), (None, True)])
def test_a_terminal_gets_a_table_and_coloured_verdicts(
    tmp_path: Path, no_color: str | None, escapes: bool
) -> None:
    write(tmp_path, a="$x = y$ and $[red]BAD$", b="")
    code = (
        "import symconv.cli.verifying.documents as module, sys; "
        "from tests.verification.report.fakes import FAKES; module.STAGES = FAKES; "
        "from symconv.cli.main import main; sys.exit(main(['verify', 'a.md', 'b.md']))"
    )
    variables = {} if no_color is None else {"NO_COLOR": no_color}
    variables |= {"TERM": "xterm-256color", "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    reader, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=terminal, stderr=subprocess.DEVNULL, cwd=tmp_path,
        env=environment(**variables),
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    while chunk := read_terminal(reader):
        shown += chunk
    os.close(reader)
    assert process.wait() == 1
    text = shown.decode()
    assert "┃" in text
    assert "✗ a.md:1:14 (formula 2) refuted: BAD is wrong." in text
    assert "[red]GOOD" in text
    assert ("\x1b[1;31m✗" in text) is escapes
    assert ("\x1b" in text) is escapes
