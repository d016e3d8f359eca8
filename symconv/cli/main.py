"""The program `symconv`: its commands, and how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click
from click.shell_completion import shell_complete

from symconv import __version__
from symconv.cli.certify import certify
from symconv.cli.compare import compare
from symconv.cli.completion import COMPLETION_VARIABLE, PROGRAM, completion
from symconv.cli.derive import derive
from symconv.cli.figure import figure
from symconv.cli.generate import generate
from symconv.cli.grade import grade
from symconv.cli.graph import graph
from symconv.cli.lists import notations, strategies
from symconv.cli.options.words import Program, unknown_option
from symconv.cli.printing.printable import printable
from symconv.cli.theorems import theorems
from symconv.cli.verify import verify
from symconv.cli.worksheet import worksheet
from symconv.errors import SymconvError, cut

USAGE_ERROR = 2
INTERRUPTED = 130
_LONGEST_WORD, _LONGEST_LINE = 300, 3000


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  symconv derive --input 3x3 --filter 2x2
  symconv generate --input 3x32x32 --filter 5x5 --filters 6 --strategy taps -o kernels
  symconv certify kernels
  symconv verify chapter.md
  symconv COMMAND --help

Exit status: 0 all well, 1 findings, 2 wrong usage or input.""",
)
@click.version_option(__version__, prog_name="symconv", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Derive the gradients of a convolution layer, print every step, and generate NumPy kernels
    that are proved equal to the derivation.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(USAGE_ERROR)


COMMANDS = (
    derive, theorems, compare, generate, certify, verify, worksheet, grade, figure, graph,
    notations,
    strategies, completion,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and give its exit status."""
    try:
        status = _run_command(sys.argv[1:] if arguments is None else list(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.NoSuchOption as error:
        return _fail(_command_path(error), unknown_option(error))
    except click.ClickException as error:
        return _fail(_command_path(error), error.format_message())
    except SymconvError as error:
        return _fail("symconv", str(error))
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _silence_broken_streams()
        return 0
    except MemoryError:
        return _fail("symconv", "there is not enough memory for a layer of this size")
    except OSError as error:
        return _fail("symconv", f"{error.filename or 'standard output'}: {error.strerror or error}")
    except UnicodeEncodeError as error:
        character = error.object[error.start : error.end]
        return _fail(
            "symconv",
            f"standard output is {error.encoding}, which has no {character!a}; "
            "set PYTHONIOENCODING=utf-8, or write to a file with -o",
        )
    return status


def _run_command(arguments: list[str]) -> int:
    """Run a command, or answer a shell that asks for completions.

    Not by way of click's own `main`: it turns a closed pipe into exit status 1, our "findings".
    """
    question = os.environ.get(COMPLETION_VARIABLE)
    if question:
        return shell_complete(cli, {}, PROGRAM, COMPLETION_VARIABLE, question)
    try:
        with cli.make_context(PROGRAM, arguments) as context:
            status = cli.invoke(context)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    return status if isinstance(status, int) else 0


def _fail(program: str, message: str) -> int:
    """Print one line, if it can be; characters that are not printable stand as their escapes.

    What nobody reads to its end, such as the name of a file of thousands of letters, is cut.
    """
    words = message.split()
    line = " ".join(word if len(word) <= _LONGEST_WORD else cut(word) for word in words)
    if len(line) > _LONGEST_LINE:
        line = f"{line[:_LONGEST_WORD]} ... {line[-_LONGEST_WORD:]}"
    with suppress(OSError):
        click.echo(f"{program}: error: {printable(line)}", err=True)
    _silence_broken_streams()
    return USAGE_ERROR


def _command_path(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "symconv"


def _silence_broken_streams() -> None:
    """Keep the interpreter from writing once more, when it exits, to what cannot be written."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
