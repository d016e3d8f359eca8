"""Files that print, end the process, hang, or change what they can reach: the parent judges."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from symconv import ConvSpec
from symconv.cli.main import main
from symconv.verification.code.judging import judge
from symconv.verification.code.question import build_question
from symconv.verification.code.result import FunctionCertificate
from symconv.verification.code.running.child_runner import ChildRunner, CodeFileError
from symconv.verification.code.running.outcome import Inputs, Outcome, Trouble
from symconv.verification.code.running.plan import Call, Plan, Slot, Word
from symconv.verification.code.running.wire import (
    WireError,
    pack,
    pack_outcome,
    unpack,
    unpack_outcome,
)

SAMPLES = Path(__file__).parent / "samples"
SPEC = ConvSpec((4, 5), (2, 3), in_channels=2, out_channels=3)
RIGHT = """
import numpy as np
def gradient(dout, w):
    dx = np.zeros((len(dout), 2, 4, 5))
    for i in range(3):
        for j in range(3):
            dx[:, :, i:i+2, j:j+3] += np.tensordot(dout[:, :, i, j], w, axes=(1, 0))
    return dx
"""


def certified(folder: Path, source: str, timeout: float = 60) -> FunctionCertificate:
    file = folder / "mine.py"
    file.write_text(source, encoding="utf-8")
    question = build_question(SPEC, "grad_input")
    return judge(ChildRunner(file, "gradient", timeout), question)


def ran(folder: Path, source: str, timeout: float = 60) -> Outcome:
    """Call the function once."""
    file = folder / "mine.py"
    file.write_text(source, encoding="utf-8")
    plan = Plan(Call("gradient", (Slot("dout", Word.GRAD_O), Slot("w", Word.F))))
    inputs = Inputs({"grad_o": np.ones((2, 3, 3, 3)), "f": np.ones((3, 2, 2, 3))})
    return ChildRunner(file, "gradient", timeout).run(plan, [inputs])[0]


@pytest.mark.parametrize(
    "more",
    [
        "",
        "print('x' * 100_000); import sys; sys.stdout.close()",
        "import os; os.close(1); os.close(2)",
        "assert not __import__('sys').stdin.read()\n"
        "import os; assert not os.listdir('.'); open('left behind', 'w').close()\n"
        "assert os.environ['MPLBACKEND'] == 'Agg'",
        "np.save = np.load = np.savez = np.asarray = np.array = None\n"
        "import json; json.dumps = json.loads = None",
        "import os; os.open = os.write = os.replace = os._exit = None\n"
        "import builtins; builtins.open = builtins.print = None",
        "import threading, time; threading.Thread(target=time.sleep, args=(999,)).start()",
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'while 1: pass'])",
        "import sys; sys.path.clear(); import warnings; warnings.simplefilter('error')\n"
        "np.seterr(all='raise')\n"
        "if __name__ == '__main__': raise SystemExit(3)\n"
        "import atexit; atexit.register(lambda: __import__('os')._exit(9))",
    ],
)
def test_what_a_file_does_besides_leaves_its_function_as_it_is(tmp_path: Path, more: str) -> None:
    outcome = ran(tmp_path, RIGHT + more)
    assert outcome.words == ""
    assert outcome.arrays[""].sum() == 2 * 3 * 9 * 12
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine.py"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import os; os._exit(0)", "it ended the process, with status 0"),
        ("import os; os._exit(7)", "it ended the process, with status 7"),
        ("import sys; sys.exit(2)", "SystemExit: 2 (mine.py, line 4)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "ended by SIGSEGV"),
        ("return [0] * 10**10", "MemoryError (mine.py, line 4)"),
        ("return 1 / 0", "ZeroDivisionError: division by zero (mine.py, line 4)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("return np.zeros((2, 2)) @ np.zeros(3)", "mine.py, line 4"),
    ],
)
def test_a_crash_is_told_with_its_line(tmp_path: Path, body: str, words: str) -> None:
    outcome = ran(tmp_path, f"import numpy as np\n\ndef gradient(dout, w):\n    {body}")
    assert not outcome.arrays
    assert words in outcome.words


def test_a_time_out_is_a_finding(tmp_path: Path) -> None:
    source = "def gradient(dout, w):\n    while True: pass"
    certificate = certified(tmp_path, source, timeout=1.5)
    assert not certificate
    (finding,) = certificate.findings
    assert finding.cause == "crash"
    assert finding.words == "it ran longer than 1.5 s"
    assert not certificate.in_process


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import there_is_no_such", "ModuleNotFoundError: No module named 'there_is_no_such'"),
        ("def gradient(:", "SyntaxError"),
        ("import os; os._exit(0)", "it ended the process, with status 0"),
        ("raise SystemExit(1)", "SystemExit: 1 (mine.py, line 1)"),
        ("x = bytearray(5 * 10**9)", "MemoryError (mine.py, line 1)"),
        ("def gradients(): pass", "there is no 'gradient' (did you mean 'gradients'?)"),
        ("gradient = 3", "'gradient' is no function but a int"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused(tmp_path: Path, source: str, words: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(source, encoding="utf-8")
    with pytest.raises(CodeFileError) as raised:
        ChildRunner(file, "gradient").describe()
    assert words in str(raised.value)
    assert "mine.py" in str(raised.value)


def test_files_beside_it_are_found(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text(RIGHT, encoding="utf-8")
    assert certified(tmp_path, "from beside import gradient").holds


def test_symbols_come_back_from_a_child(tmp_path: Path) -> None:
    proved = certified(tmp_path, RIGHT.replace("5))", "5), dout.dtype)"))
    assert proved.proved
    read = certified(tmp_path, RIGHT)
    assert read.holds
    assert read.method == "unit arrays"


def test_replies_are_arrays() -> None:
    arrays = [np.arange(6.0).reshape(2, 3), np.array(3, np.int8), np.zeros((0, 2), bool)]
    text, back = unpack(pack({"a": [1, "ü"]}, arrays))
    assert text == {"a": [1, "ü"]}
    for given, found in zip(arrays, back, strict=True):
        assert given.dtype == found.dtype
        np.testing.assert_array_equal(given, found)
    outcome = unpack_outcome(pack_outcome(Outcome({"0.1": arrays[0]}, ("x",))))
    assert outcome.trouble is Trouble.NONE
    assert outcome.changed == ("x",)
    np.testing.assert_array_equal(outcome.arrays["0.1"], arrays[0])


def pickled() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.array([{}], dtype=object), allow_pickle=True)
    part = stream.getvalue()
    return len(part).to_bytes(8, "little") + part


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"nonsense",
        pickled(),
        pack({"places": ["a"]}, []),
        pack([1], []),
        pack({"places": [1], "changed": [], "trouble": "", "words": ""}, [np.zeros(1)]),
        pack({"places": [], "changed": [], "trouble": "none", "words": ""}, []),
        (2**62).to_bytes(8, "little") + b"x",
        pack("x", [np.zeros(2)])[:-3],
    ],
)
def test_damaged_replies_are_refused(reply: bytes) -> None:
    with pytest.raises(WireError):
        unpack_outcome(reply)


LAYER = ["--input", "2x5x6", "--filter", "3x2", "--filters", "3", "--stride", "2",
         "--padding", "1", "--bias"]  # fmt: skip
CACHED = f"{SAMPLES / 'cached.py'}:conv_backward_naive"


def test_the_command_certifies_a_function(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", CACHED, *LAYER, "--as", "backward", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is True
    assert told["parts"] == ["grad_input", "grad_filter", "grad_bias"]


def test_the_command_tells_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (SAMPLES / "cached.py").read_text(encoding="utf-8")
    file = tmp_path / "wrong.py"
    file.write_text(source.replace("axis=(0, 2, 3)", "axis=(0, 1, 2)"), encoding="utf-8")
    assert main(["certify", f"{file}:conv_backward_naive", *LAYER, "--as", "backward"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "bias summed over the wrong axes" in shown
    assert "the shape is (4,), expected (3,)" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([CACHED, "--as", "backward"], "conv_backward_naive of which layer?"),
        ([CACHED, "x.py", *LAYER, "--as", "backward"], "give one FILE.py:FUNCTION"),
        ([CACHED, *LAYER, "--as", "dx"], "(did you mean 'grad_input'?)"),
        ([CACHED, *LAYER, "--as", "backward", "--strategy", "taps"], "--strategy goes with"),
        ([*LAYER, "--as", "backward"], "--as goes with a function: name it as FILE.py:FUNCTION"),
        ([*LAYER, "--filter-layout", "HWIO"], "--filter-layout goes with a function"),
        (["there_is_no.py:f", *LAYER, "--as", "backward"], "there is no such file"),
        ([CACHED, *LAYER, "--as", "backward", "--layout", "NHHC"], "layout 'NHHC' is no order"),
        ([f"{CACHED}s", *LAYER, "--as", "backward"], "(did you mean 'conv_backward_naive'?)"),
        ([CACHED, *LAYER, "--as", "backward", "--arguments", "grad_o"], "--arguments has 1 words"),
    ],
)  # fmt: skip
def test_bad_usage_names_the_option(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["certify", *arguments]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""


def test_help_says_that_it_is_no_sandbox(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", "--help"]) == 0
    assert "no sandbox" in " ".join(capsys.readouterr().out.split())
