"""Texts of others, such as names in a model and of files, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable


def printable(text: str) -> str:
    r"""Give a text on one line, without characters that could steer a terminal.

    >>> printable("a\nb\x1b[31m")
    'a b\\x1b[31m'
    """
    signs: Iterable[str] = " ".join(text.split())
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in signs)
