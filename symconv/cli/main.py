"""The program `symconv`: its commands, and how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from symconv import __version__
from symconv.cli.certify import certify
from symconv.cli.completion import completion
from symconv.cli.derive import derive
from symconv.cli.generate import generate
from symconv.cli.lists import notations, strategies
from symconv.errors import SymconvError

USAGE_ERROR = 2
INTERRUPTED = 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  symconv derive --input 3x3 --filter 2x2
  symconv generate --input 3x32x32 --filter 5x5 --filters 6 --strategy taps -o kernels
  symconv certify kernels/*.py
  symconv COMMAND --help

Exit status: 0 all well, 1 findings, 2 wrong usage or input.""",
)
@click.version_option(__version__, prog_name="symconv", message="%(prog)s %(version)s")
def cli() -> None:
    """Derive the gradients of a convolution layer, print every step, and generate NumPy kernels
    that are proved equal to the derivation.
    """


for command in (derive, generate, certify, notations, strategies, completion):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and give its exit status."""
    try:
        result = cli.main(args=arguments, prog_name="symconv", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE_ERROR
    except click.ClickException as error:
        return _fail(_command_path(error), error.format_message())
    except SymconvError as error:
        return _fail("symconv", str(error))
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return 0


def run() -> NoReturn:
    """Run the program and exit."""
    sys.exit(main())


def _fail(program: str, message: str) -> int:
    click.echo(f"{program}: error: {' '.join(message.split())}", err=True)
    return USAGE_ERROR


def _command_path(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "symconv"


def _silence_stdout() -> None:
    """Keep the interpreter from writing to a closed pipe once more when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
