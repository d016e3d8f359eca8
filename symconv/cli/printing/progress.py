"""Progress on a terminal: a line on standard error that the next one replaces."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO, TypeVar

Item = TypeVar("Item")

_CLEAR = "\r\x1b[K"


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a person watches a stream; one that is closed is None, and nobody does."""
    return stream is not None and stream.isatty()


def with_progress(what: str, items: Iterable[tuple[str, Item]]) -> Iterator[tuple[str, Item]]:
    """Give named items, and say which of how many is at work; nothing if it is one, or piped.

    The line is cleared before anything follows the item.
    """
    listed: Sequence[tuple[str, Item]] = list(items)
    shows = len(listed) > 1 and is_terminal(sys.stderr)
    for number, (name, item) in enumerate(listed, 1):
        if shows:
            sys.stderr.write(f"{_CLEAR}{what} {number} of {len(listed)}: {name[:60]}")
            sys.stderr.flush()
        yield name, item


def clear_progress() -> None:
    """Take the line away."""
    if is_terminal(sys.stderr):
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
