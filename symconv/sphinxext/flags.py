"""The flags of a layer, as a directive has them: in its text and among its options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from enum import StrEnum

from symconv.errors import shown
from symconv.specs.flags import FLAGS, asked_plainly, flag_of, flags_meant
from symconv.specs.options.values import FlagValue
from symconv.sphinxext.errors import DirectiveOptionError

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


class Source(StrEnum):
    """What says which layer is meant, besides the flags of a layer itself."""

    KIND = "kind"
    LAYER = "layer"
    NETWORK = "network"
    NOTATION = "notation"


def is_switch(name: str) -> bool:
    """Tell a flag that has no value."""
    return name in FLAGS and FLAGS[name].option.value.is_switch


def read_words(text: str) -> dict[str, FlagValue]:
    """Read flags as a command line has them; by name, each once.

    Raises `DirectiveOptionError` for what is no flag of a layer.

    >>> read_words("--input 3x3 --filter 2x2 --bias")
    {'input': '3x3', 'filter': '2x2', 'bias': True}
    """
    try:
        words = iter(shlex.split(text))
    except ValueError as error:
        raise DirectiveOptionError(f"{shown(text)} cannot be split into flags: {error}") from None
    given: dict[str, FlagValue] = {}
    for word in words:
        name, value = _flag(word, words)
        if name in given:
            raise DirectiveOptionError(f"{flag_of(name)} is given twice")
        given[name] = value
    return given


def _flag(word: str, following: Iterator[str]) -> tuple[str, FlagValue]:
    typed, equals, value = word.partition("=")
    name = typed.removeprefix("--").replace("-", "_")
    if not typed.startswith("--") or name not in {*FLAGS, *Source}:
        question = asked_plainly(*flags_meant(name, FLAGS))
        raise DirectiveOptionError(
            f"{shown(typed)} is no flag of a layer{question}; write flags as the command line has "
            "them, such as --input 3x3 --filter 2x2"
        )
    if is_switch(name):
        if equals:
            raise DirectiveOptionError(f"{flag_of(name)} is a switch: leave out {shown(value)}")
        return name, True
    if not equals:
        value = next(following, "")
    if not value:
        raise DirectiveOptionError(f"{flag_of(name)} has no value")
    return name, read_value(name, value)


def read_value(name: str, text: str) -> FlagValue:
    """Give the value of a flag: of a switch that it is set, of a count its number.

    Raises `DirectiveOptionError` for a count that is no whole number.

    >>> read_value("filters", "6"), read_value("input", "3x4")
    (6, '3x4')
    """
    if is_switch(name):
        return True
    if name not in FLAGS or not FLAGS[name].option.value.is_integer:
        return text
    if not _WHOLE.fullmatch(text):
        raise DirectiveOptionError(f"{flag_of(name)} {shown(text)} is no whole number")
    return int(text)


def join_flags(
    words: Mapping[str, FlagValue], options: Mapping[str, FlagValue]
) -> dict[str, FlagValue]:
    """Give the flags of a text and of options together.

    Raises `DirectiveOptionError` for one that both give.
    """
    for name in words:
        if name in options:
            raise DirectiveOptionError(f"{flag_of(name)} is given in the text and as an option")
    return {**words, **options}
