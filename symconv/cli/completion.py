"""`symconv completion`: the script that teaches a shell to complete our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from symconv.cli.options.words import Word

PROGRAM = "symconv"
COMPLETION_VARIABLE = "_SYMCONV_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog="""\b
Examples:
  symconv completion bash > ~/.local/share/bash-completion/completions/symconv
  symconv completion zsh > ~/.zfunc/_symconv
  symconv completion fish > ~/.config/fish/completions/symconv.fish"""
)
@click.argument("shell", type=Word(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion script of a shell."""
    root = context.find_root()
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(root.command, {}, PROGRAM, COMPLETION_VARIABLE).source())
    return 0
