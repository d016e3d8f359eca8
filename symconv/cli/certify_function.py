"""`symconv certify FILE.py:FUNCTION`: hold a function that somebody wrote to its layer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from symconv.cli.options.layer import LayerChoice
from symconv.cli.options.words import WholeRange, Word
from symconv.errors import OutputError

Command = TypeVar("Command", bound=Callable[..., Any])
FINDINGS = 1
_ROLES = ("forward", "grad_input", "grad_filter", "grad_weight", "grad_bias", "backward")
_ROLE_WORDS = {"gradinput": ["grad_input"], "dx": ["grad_input"], "dw": ["grad_filter"],
               "df": ["grad_filter"], "db": ["grad_bias"], "gradients": ["backward"]}  # fmt: skip
_NAMED = re.compile(r"(?P<file>.+\.py):(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?)", re.DOTALL)
_OWN = ("as_", "arguments", "returns", "layout", "filter_layout", "reduction", "timeout", "memory")

_OPTIONS = (
    click.option(
        "--as", "as_", type=Word(_ROLES, _ROLE_WORDS),
        help="With FILE.py:FUNCTION: what it gives; backward is every gradient that it gives.  "
        "[default: by its name, as of conv_backward]",
    ),
    click.option(
        "--arguments", metavar="WORDS",
        help="What it takes, in order: grad_o, x, f, w, b, cache, stride, padding, numbers, ..., "
        "as in grad_o,cache.  [default: by the names of its parameters]",
    ),
    click.option(
        "--returns", metavar="WORDS",
        help="What it gives, in order: grad_input, grad_filter, grad_bias, output, or _.  "
        "[default: by names, shapes, order]",
    ),
    click.option(
        "--layout", metavar="AXES",
        help="The axes of its arrays: NCHW, NHWC, CHW, HWC, HW, ...  [default: NCHW]",
    ),
    click.option(
        "--filter-layout", metavar="AXES",
        help="The axes of its filter: OIHW, HWIO, OHWI, ...  [default: the layer's own]",
    ),
    click.option(
        "--reduction", type=Word(("sum", "mean")), metavar="WORD",
        help="sum or mean: gradients of parameters over a batch.  [default: sum]",
    ),
    click.option(
        "--timeout", type=WholeRange(min=1), metavar="S",
        help="Seconds that it may run.  [default: 60]",
    ),
    click.option(
        "--memory", type=WholeRange(min=200), metavar="MB",
        help="Megabytes that it may take.  [default: 2000]",
    ),
)  # fmt: skip


def function_options(command: Command) -> Command:
    """Add the options of a function of others to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_function(
    files: tuple[Path, ...], options: dict[str, Any]
) -> tuple[Path, str, dict[str, Any]] | None:
    """Take a function's options out of `options`; None if no function is named."""
    own = {name: options.pop(name) for name in _OWN}
    named = [_NAMED.fullmatch(str(path)) for path in files if not path.exists()]
    found = [match for match in named if match is not None]
    if not found:
        told = next((name for name in _OWN if own[name] is not None), None)
        if told is not None:
            flag = f"--{told.strip('_').replace('_', '-')}"
            raise click.UsageError(f"{flag} goes with a function: name it as FILE.py:FUNCTION")
        return None
    if len(files) > 1:
        raise click.UsageError("give one FILE.py:FUNCTION, and nothing besides")
    if own["as_"] is None:
        own["as_"] = _role_of(found[0]["name"])
    if own["as_"] is None:
        raise click.UsageError(f"say what {found[0]['name']} gives with --as: {', '.join(_ROLES)}")
    return Path(found[0]["file"]), found[0]["name"], own


_NAMES = (
    (re.compile(r"backward|backprop|bprop|_bwd"), "backward"),
    (re.compile(r"forward|_fwd"), "forward"),
    (re.compile(r"grad_?input|d_?input|d_?x(?![a-z])"), "grad_input"),
    (re.compile(r"grad_?(?:filter|kernel)|d_?(?:filter|kernel)|d_?[wfk](?![a-z])"), "grad_filter"),
    (re.compile(r"grad_?bias|d_?bias|d_?b(?![a-z])"), "grad_bias"),
)
"""What the name of a function says that it gives."""


def _role_of(name: str) -> str | None:
    """Give what a function gives by its name, where that says one thing."""
    last = name.rpartition(".")[2].lower()
    found = [role for pattern, role in _NAMES if pattern.search(last)]
    if len(found) != 1:
        return None
    click.echo(f"taken as --as {found[0]}, by its name", err=True)
    return found[0]


def certify_function(
    file: Path, name: str, own: dict[str, Any], choice: LayerChoice, options: dict[str, Any]
) -> int:
    """Certify a function of a file in a child process, print what was found, give the status."""
    from symconv.verification.code.judging import judge
    from symconv.verification.code.question import build_question
    from symconv.verification.code.running.child_runner import MEMORY, TIMEOUT, ChildRunner

    if not file.is_file():
        raise OutputError(f"{click.format_filename(file)}: there is no such file")
    question = build_question(
        choice.spec,
        own["as_"],
        own["arguments"],
        own["returns"],
        own["layout"],
        own["filter_layout"],
        own["reduction"] or "sum",
        choice.take_notation(options["notation"]),
    )
    runner = ChildRunner(file, name, own["timeout"] or TIMEOUT, own["memory"] or MEMORY)
    certificate = judge(runner, question)
    choice.echo(printed=options["format_"] == "text")
    click.echo(certificate.to(options["format_"]), nl=False)
    return 0 if certificate.holds else FINDINGS
