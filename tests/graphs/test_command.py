"""`symconv graph`: its options, its input, and how it refuses."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import symconv
from symconv.cli.main import main
from tests.cli.conftest import Outcome, Run, run
from tests.cli.processes import in_process, in_shell

TEXT = "q = x + y; f = q z"
AT = {"x": -2, "y": 5, "z": -4}
NUMBERS = ("--at", "x=-2", "--at", "y=5", "--at", "z=-4")

__all__ = ["run"]


def test_it_prints_what_the_library_prints(run: Run) -> None:
    derivation = symconv.derive_graph(TEXT, AT)
    for format_, text in {
        "text": derivation.to_text(),
        "latex": derivation.to_latex(),
        "markdown": derivation.to_markdown(),
        "json": derivation.to_json(),
        "svg": derivation.to_svg(),
    }.items():
        assert run("graph", TEXT, *NUMBERS, "--format", format_) == Outcome(0, text, "")
    assert run("graph", TEXT, *NUMBERS).out == derivation.to_text()


def test_options_reach_the_library(run: Run) -> None:
    text = "e = exp(x y) + x; f = 2 e; g = y"
    expected = symconv.derive_graph(text, {"x": 1, "y": 2}, "f", True, 9, "cdot")
    words = ("--at", "x=1, y = 2", "--of", "f", "--split", "--digits", "9", "--product", "cdot")
    outcome = run("graph", text, *words)
    assert outcome == Outcome(0, expected.to_text(), "not used by f: g\n")
    latex = run("graph", text, *words, "--format", "latex", "--standalone", "--no-drawing").out
    assert latex == expected.to_latex(standalone=True, drawing=False)


def test_without_numbers_it_stays_in_symbols(run: Run) -> None:
    assert run("graph", TEXT).out == symconv.derive_graph(TEXT).to_text()


def test_assignments_from_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "assignments.txt"
    path.write_text("# a comment\nq = x + y\r\nf = q α\n", encoding="utf-8-sig")
    assert run("graph", "--file", str(path)).out == symconv.derive_graph("q=x+y; f=q α").to_text()


def test_assignments_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert run("graph", "-").out == symconv.derive_graph(TEXT).to_text()


def test_assignments_through_a_pipe() -> None:
    shown = in_shell(f'echo "{TEXT}" | symconv graph - --at x=1,y=2,z=3 | tail -1')
    assert shown.stdout == "  f         9              1\n"


def test_output_to_a_file(run: Run, tmp_path: Path) -> None:
    outcome = run("graph", TEXT, "--format", "svg", "-o", "graph.svg")
    assert outcome == Outcome(0, "", "")
    assert (tmp_path / "graph.svg").read_text() == symconv.derive_graph(TEXT).to_svg()


REFUSED = {
    (): 'give either assignments (such as "q = x + y; f = q z"), "-" or --file',
    (TEXT, "--file", "there.txt"): "give either assignments",
    ("--file", "none.txt"): "cannot read none.txt: No such file or directory",
    ("--file", "."): "cannot read .: Is a directory",
    ("--file", "latin.txt"): "latin.txt is not UTF-8 text: byte 5 is wrong",
    ("--file", "long.txt"): "long.txt is longer than 100000 bytes",
    ("f = x +",): "line 1, column 8: expected a number, a name",
    ("f = x $ 1",): "line 1, column 7: unexpected character '$'",
    ("f = 9^9^9^9",): "f: a number that is too large",
    ("f = x / y", "--at", "x=1,y=0"): "f has no value here: division by zero",
    ("f = log(x)", "--at", "x=-1"): "f has no value here: the logarithm of a negative number",
    ("f = x y", "--at", "x=1"): "no number for y",
    ("f = x", "--at", "x"): "--at 'x' is not NAME=NUMBER, such as x=-2",
    ("f = x", "--at", "=3"): "--at '=3' is not NAME=NUMBER",
    ("f = x", "--at", "x=1,"): "--at '' is not NAME=NUMBER",
    ("f = x", "--at", "x=1", "--at", "x=2"): "--at gives 'x' two numbers",
    ("f = x", "--at", "x=one"): "x: 'one' is not a number (such as -2, 0.5",
    ("f = x", "--at", "w=1"): "'w' is not an input; the inputs are: x",
    ("f = x", "--of", "x"): "'x' is not assigned; f can be differentiated",
    ("f = x", "--of", "a b"): "'a b' is not a name",
    ("f = x", "--digits", "0"): "'--digits': 0 is not in the range 1<=x<=50",
    ("f = x", "--product", "x"): "'--product': 'x' is not one of '*', 'times', 'cdot'",
    ("f = x", "--format", "png"): "'--format': 'png' is not one of 'text', 'latex'",
    ("f = x", "--standalone"): "--standalone goes with --format latex",
    (
        "f = x",
        "--no-drawing",
        "--format",
        "svg",
    ): "--format svg is the drawing; leave out --no-drawing",
    ("f = x", "-o", "no/such/folder"): "cannot write no/such/folder",
    ("f = x", "g = y"): "unexpected extra argument",
    (f"f = {'+'.join(f'x{n}' for n in range(70))}", "--format", "svg"): "at most 60 nodes",
}


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: " ".join(words)[:40] or "nothing")
def test_bad_input_is_one_line_and_status_2(run: Run, tmp_path: Path, words: tuple[str]) -> None:
    (tmp_path / "there.txt").write_text(TEXT)
    (tmp_path / "latin.txt").write_bytes(b"f = \n\xe4")
    (tmp_path / "long.txt").write_bytes(b"#" * 200_000)
    outcome = run("graph", *words)
    assert (outcome.status, outcome.out) == (2, "")
    assert REFUSED[words] in outcome.err
    assert outcome.err.startswith("symconv")
    assert outcome.err.count("\n") == 1


def test_control_characters_are_shown_and_not_sent(run: Run) -> None:
    outcome = run("graph", "f = \x1b[31m")
    assert outcome.status == 2
    assert "\x1b" not in outcome.err


def test_a_closed_pipe_ends_silently() -> None:
    shown = in_shell(f'symconv graph "{TEXT}" | true; echo ${{PIPESTATUS[0]}}')
    assert (shown.stdout, shown.stderr) == ("0\n", "")


def test_as_a_process() -> None:
    shown = in_process("graph", TEXT, *NUMBERS)
    assert (shown.returncode, shown.stdout) == (0, symconv.derive_graph(TEXT, AT).to_text())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["graph", "--help"], ["graph", "f = x", "--at", "x"]]
)
def test_what_needs_no_graph_loads_nothing_heavy(arguments: list[str]) -> None:
    heavy = ("sympy", "numpy", "lark", "mpmath")
    code = (
        "import sys; from symconv.cli.main import main; main(sys.argv[1:]); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, *arguments]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_the_library_loads_no_grammar_until_it_is_used() -> None:
    code = "import sys, symconv; symconv.ConvSpec(3, 2); print('lark' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"


def test_the_command_is_known() -> None:
    assert main(["graph", "--help"]) == 0
