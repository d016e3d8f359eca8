"""The program as a process: help, version, what it loads, pipes, signals and exit statuses."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

import symconv
from symconv.cli.main import cli, main
from tests.cli.conftest import Run
from tests.cli.processes import environment, in_process, in_shell

LAYER = ["--input", "3x4", "--filter", "2x3"]
HEAVY = ("sympy", "numpy", "jinja2", "rich", "mpmath")
COMMANDS = sorted(cli.commands)


def test_the_commands_of_this_part_are_there() -> None:
    assert COMMANDS == [
        "certify", "compare", "completion", "derive", "figure", "generate", "grade", "graph",
        "notations", "strategies", "theorems", "verify", "worksheet",
    ]  # fmt: skip


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_of_the_program_names_every_command(run: Run, flag: str) -> None:
    outcome = run(flag)
    assert (outcome.status, outcome.err) == (0, "")
    assert "Examples:\n" in outcome.out
    assert "Exit status: 0 all well, 1 findings, 2 wrong usage or input." in outcome.out
    for command in COMMANDS:
        assert f"\n  {command} " in outcome.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_shows_examples(run: Run, command: str) -> None:
    outcome = run(command, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    examples = outcome.out.partition("Examples:\n")[2].splitlines()
    assert any(line.strip().startswith(f"symconv {command}") for line in examples)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_is_understood(run: Run, tmp_path: Path, command: str) -> None:
    text = run(command, "--help").out.partition("Examples:\n")[2]
    lines = [line.strip() for line in text.splitlines()]
    for line in lines:
        if line.startswith(f"symconv {command}"):
            words = shlex.split(line.partition(" > ")[0])[2:]
            cli.commands[command].make_context(command, words)


def test_version(run: Run) -> None:
    assert run("--version").out == f"symconv {symconv.__version__}\n"


def test_no_arguments_show_the_help_as_a_usage_error(run: Run) -> None:
    outcome = run()
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("Usage: symconv ")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)],
    ids=" ".join,
)
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from symconv.cli.main import main; status = main(sys.argv[1:]); "
        f"print(status, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, *arguments]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "0 []"


def test_bad_flags_are_refused_before_anything_heavy_is_loaded() -> None:
    code = (
        "import sys; from symconv.cli.main import main; "
        "main(['derive', '--input', '3x3', '--filter', '2x2', '--stride', '0']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


def test_the_module_and_the_script_are_the_same_program() -> None:
    script = shutil.which("symconv", path=Path(sys.executable).parent)
    assert script is not None
    by_script = subprocess.run(
        [script, "derive", *LAYER], capture_output=True, text=True, check=True, env=environment()
    )
    by_module = in_process("derive", *LAYER)
    assert by_module.stdout == symconv.derive(symconv.ConvSpec((3, 4), (2, 3))).to_text()
    assert (by_script.stdout, by_script.stderr) == (by_module.stdout, by_module.stderr)
    assert in_process("derive", "--help").stdout.startswith("Usage: symconv derive ")


def test_exit_statuses_reach_the_shell(tmp_path: Path) -> None:
    assert in_process("derive", *LAYER).returncode == 0
    assert in_process("generate", *LAYER, "--check", cwd=tmp_path).returncode == 1
    assert in_process("derive", "--input", "3x4").returncode == 2


def test_what_a_pipe_reads_is_plain() -> None:
    colourful = environment(TERM="xterm-256color", FORCE_COLOR="1")
    for arguments in (["derive", *LAYER], ["notations"], ["strategies"], ["derive", "--help"]):
        shown = in_process(*arguments, env=colourful)
        assert shown.returncode == 0
        assert "\x1b" not in shown.stdout + shown.stderr
    refused = in_process("derive", *LAYER, "--stride", "0", env=colourful)
    assert "\x1b" not in refused.stderr


LARGE = "symconv derive --input 16x17 --filter 5x4"
SMALL = f"symconv derive {' '.join(LAYER)}"


@pytest.mark.parametrize(
    "command",
    [
        f"{LARGE} | head -1",
        f"{LARGE} | true",
        f"{SMALL} | true",
        f"{SMALL} 2>&1 | true",
        "symconv derive --help | true",
        "symconv --version | true",
        "symconv notations | true",
        "symconv completion bash | true",
        "_SYMCONV_COMPLETE=bash_source symconv | true",
    ],
)
def test_a_closed_pipe_ends_silently(command: str) -> None:
    shown = in_shell(f"{command}; echo ${{PIPESTATUS[0]}}")
    assert shown.stdout.splitlines()[-1] == "0"
    assert shown.stderr == "" or shown.stderr.startswith("2-D, 1 channel, ")
    assert shown.stderr.count("\n") <= 1


@pytest.mark.parametrize(
    ("command", "status", "error"),
    [
        (f"{SMALL} >/dev/full", 2, "symconv: error: standard output: No space left on device\n"),
        (f"{LARGE} >/dev/full", 2, "symconv: error: standard output: No space left on device\n"),
        ("symconv --version >/dev/full", 2,
         "symconv: error: standard output: No space left on device\n"),
        (f"{SMALL} >&-", 0, ""),
        (f"{SMALL} 2>&-", 0, ""),
        (f"{SMALL} -o /dev/null 2>/dev/full", 2, ""),
        (f"{SMALL} --stride 0 2>/dev/full", 2, ""),
        (f"{SMALL} --stride 0 2>&-", 2, ""),
    ],
)  # fmt: skip
def test_output_that_cannot_be_written(command: str, status: int, error: str) -> None:
    shown = in_shell(command)
    assert shown.returncode == status
    lines = shown.stderr.splitlines(keepends=True)
    assert "".join(line for line in lines if not line.startswith("2-D, 1 channel, ")) == error


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("graph - <&-", "symconv: error: cannot read standard input: it is closed\n"),
        (
            "graph - 0>/dev/null",
            "symconv: error: cannot read standard input: Bad file descriptor\n",
        ),
    ],
)
def test_standard_input_that_cannot_be_read(command: str, error: str) -> None:
    shown = in_shell(f"symconv {command}")
    assert (shown.returncode, shown.stdout, shown.stderr) == (2, "", error)


def test_what_asks_for_a_terminal_runs_where_the_streams_are_closed(tmp_path: Path) -> None:
    kernels = tmp_path / "kernels"
    written = f"symconv generate --input 4x3 --filter 2x3 -o {kernels}"
    two = f"{written}; {written} --strategy explicit; symconv certify {kernels} 2>&-"
    for line in ("symconv notations >&- 2>&-", "symconv strategies >&-", f"({two}) 2>&-"):
        shown = in_shell(line)
        assert (shown.returncode, shown.stderr) == (0, ""), line
    assert len(list(kernels.glob("*.py"))) == 2
    assert shown.stdout.count("proved") >= 2


def test_an_encoding_without_the_signs_is_said_in_one_line() -> None:
    latin = {"env": environment(PYTHONIOENCODING="latin-1"), "encoding": "latin-1"}
    shown = in_process("derive", *LAYER, **latin)
    assert shown.returncode == 2
    line = shown.stderr.splitlines()[-1]
    assert line.startswith("symconv: error: standard output is latin-1, which has no '\\u")
    assert "PYTHONIOENCODING=utf-8" in line
    assert in_process("derive", *LAYER, "--format", "latex", **latin).returncode == 0


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()], ids=repr)
def test_an_interrupted_run_gives_130(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr("symconv.derivation.derive", stop)
    outcome = run("derive", *LAYER)
    assert (outcome.status, outcome.out) == (130, "")
    assert outcome.err.strip() == ""


def test_control_c_gives_130_without_a_traceback(tmp_path: Path) -> None:
    arguments = ["derive", "--input", "64x64", "--filter", "7x7", "-o", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTING, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        # a background job of a shell, as these tests may be, inherits that it ignores Ctrl-C
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "deriving\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out.strip(), err.strip()) == ("", "")
    assert list(tmp_path.iterdir()) == []


# tells when it has begun to derive, so that the signal comes in the midst of it
INTERRUPTING = """
import sys
import symconv.derivation.layer as layer
from symconv.__main__ import run
build = layer.build_layer
def announced(*arguments):
    print("deriving", flush=True)
    return build(*arguments)
layer.build_layer = announced
run()
"""


def test_control_c_while_the_program_loads_is_as_quiet() -> None:
    code = """
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from symconv.__main__ import run
run()
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (shown.returncode, shown.stdout, shown.stderr) == (130, b"", b"")


def test_arguments_default_to_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["anything", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == f"symconv {symconv.__version__}\n"
