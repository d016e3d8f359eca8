"""Shell completion: the scripts, and what they are answered."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from symconv.kernels import STRATEGIES
from symconv.notation import PRESETS
from tests.cli.conftest import Run
from tests.cli.processes import environment, in_process


def ask(line: str) -> list[str]:
    """Give the words that bash is offered for the last word of a line."""
    words = line.split(" ")
    question = environment(
        _SYMCONV_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)
    )
    answer = in_process(env=question)
    assert answer.stderr == ""
    return [offer.partition(",")[2] for offer in answer.stdout.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_ask_our_program(run: Run, shell: str) -> None:
    outcome = run(f"completion {shell}")
    assert outcome.status == 0
    assert f"_SYMCONV_COMPLETE={shell}_complete" in outcome.out
    assert "symconv" in outcome.out
    assert outcome.err == ""


def test_bash_takes_the_script(run: Run) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    script = run("completion bash").out + "\ncomplete -p symconv\n"
    read = subprocess.run([bash, "-c", script], capture_output=True, text=True, check=True)
    assert read.stdout == "complete -o nosort -F _symconv_completion symconv\n"


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("symconv ge", ["generate"]),
        ("symconv completion ", ["bash", "zsh", "fish"]),
        ("symconv derive --pad", ["--padding", "--padding-mode"]),
        ("symconv derive --format la", ["latex"]),
        ("symconv derive --notation ", list(PRESETS)),
        ("symconv derive --notation ch", ["chapter"]),
        ("symconv generate --padding-mode re", ["reflect", "replicate"]),
        ("symconv certify --strategy ", ["auto", *STRATEGIES]),
        ("symconv generate --strategy ta", ["taps"]),
        ("symconv certify --accumulate ", ["int32", "int64"]),
    ],
)
def test_what_is_offered(line: str, offers: list[str]) -> None:
    assert ask(line) == offers
