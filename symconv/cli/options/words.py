"""Words on the command line that are none of ours: what was meant by a flag, a command, a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import click

from symconv.errors import shown
from symconv.specs.flags import asked_plainly, flag_of, flags_meant
from symconv.specs.normalise import LARGEST_INTEGER
from symconv.suggestions import Meanings, bare, did_you_mean, not_one_of

_OPTIONS: Meanings = {
    "out": ["output"],
    "outfile": ["output"],
    "to": ["format"],
    "fmt": ["format"],
    "style": ["notation"],
    "model": ["onnx", "network"],
    "config": ["specs", "network"],
    "method": ["strategy"],
    "algorithm": ["strategy"],
    "overwrite": ["force"],
    "part": ["only"],
}
"""Words of others for flags that are not those of a layer, and ours."""


class Word(click.Choice):  # type: ignore[type-arg]  # generic in newer versions only
    """One of some words; the error asks for the one that may have been meant."""

    def __init__(self, words: Iterable[str], meanings: Meanings | None = None) -> None:
        super().__init__(list(words))
        self.meanings = meanings

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the word, or refuse it."""
        if value in self.choices:
            return value
        known = ", ".join(map(repr, self.choices))
        question = did_you_mean(value, self.choices, self.meanings)
        return self.fail(f"{shown(value)} is not one of {known}{question}", param, ctx)


class _Digits(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions only
    """A whole number of the ten digits, as sizes are; what Python reads besides is none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the number, or refuse what is none, and what is larger than any layer's."""
        if isinstance(value, str):
            if not _WHOLE.fullmatch(value):
                self.fail(f"{shown(value)} is not a valid integer", param, ctx)
            if len(value.lstrip("+-0")) > len(str(LARGEST_INTEGER)):
                self.fail(f"{shown(value)} is beyond 10**18", param, ctx)
        return super().convert(value, param, ctx)


class Whole(_Digits, click.types.IntParamType):
    """A whole number."""


class WholeRange(_Digits, click.IntRange):
    """A whole number within limits."""


WHOLE = Whole()
_WHOLE = re.compile(r"[+-]?[0-9]+", re.ASCII)


class Command(click.Command):
    """A command that takes each option once, unless it may be repeated; switches may be."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; refuses an option with two values, one of which would be lost."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        rest = super().parse_args(ctx, args)
        options = [it for it in order if isinstance(it, click.Option) and not it.is_flag]
        for option in options:
            if not option.multiple and options.count(option) > 1 and not ctx.resilient_parsing:
                ctx.fail(f"{max(option.opts, key=len)} is given twice")
        return rest


class Program(click.Group):
    """A group of commands; the error for one that there is not asks for the one meant."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Give the command that the first argument names."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            ctx.fail(f"No such command {shown(name)}{did_you_mean(name, self.list_commands(ctx))}.")
        return super().resolve_command(ctx, args)


def unknown_option(error: click.NoSuchOption) -> str:
    """Give the error for a flag that a command does not have."""
    name = error.option_name.lstrip("-")
    parameters = error.ctx.command.params if error.ctx is not None else []
    flags = [
        flag.removeprefix("--").replace("-", "_")
        for parameter in parameters
        for flag in parameter.opts
        if flag.startswith("--")
    ]
    theirs = [flag_of(flag) for flag in _OPTIONS.get(bare(name), ()) if flag in flags]
    question = asked_plainly(*(theirs[:1] or flags_meant(name, flags)))
    return f"No such option {shown(error.option_name)}{question}."


def check_words(
    flag: str, given: Iterable[str], known: Iterable[str], meanings: Meanings | None = None
) -> None:
    """Refuse a word that is none of those there are; raises `click.UsageError`."""
    names = list(known)
    for word in given:
        if word not in names:
            raise click.UsageError(not_one_of(flag, word, names, meanings))
