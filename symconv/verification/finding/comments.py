"""What a document says to symconv in comments: settings, and findings that are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from symconv.verification.finding.parts import Directive, Found, Part

_COMMENT = re.compile(r"symconv(-ignore)?\s*:(.*)", re.DOTALL)
_REACH = 2


@dataclass(frozen=True)
class Ignored:
    """A `symconv-ignore` comment: its reason, and the lines on which it stands."""

    reason: str
    first: int
    last: int
    cell: int | None = None


def read_comment(content: str, first: int, last: int) -> Directive | Ignored | None:
    """Read what stands in a comment; None for one that does not speak to symconv.

    >>> read_comment(" symconv: --stride 2 ", 3, 3)
    Directive(text='--stride 2', line=3, cell=None)
    """
    match = _COMMENT.fullmatch(content.strip())
    if match is None:
        return None
    text = " ".join(match[2].split())
    if match[1]:
        return Ignored(text or "no reason given", first, last)
    return Directive(text, first)


def mark_ignored(
    parts: Iterable[Part], places: Iterable[tuple[int, int]], ignored: Iterable[Ignored]
) -> tuple[Part, ...]:
    """Give formulas the reason of the comment beside them, or on the lines before them.

    `places` are the first and last lines of the parts, delimiters included. A comment reaches the
    formulas that touch its own lines; where there are none, those of the next line that has any,
    at most two lines below.
    """
    marked = list(parts)
    first: dict[int, list[int]] = {}
    last: dict[int, list[int]] = {}
    for index, (part, place) in enumerate(zip(marked, places, strict=True)):
        if isinstance(part, Found):
            first.setdefault(place[0], []).append(index)
            last.setdefault(place[1], []).append(index)
    for comment in ignored:
        own = {comment.first, comment.last}
        reached = [i for line in own for i in (*first.get(line, ()), *last.get(line, ()))]
        below = range(comment.last + 1, comment.last + 1 + _REACH)
        following = next((first[line] for line in below if line in first), [])
        for index in reached or following:
            part = marked[index]
            if isinstance(part, Found):
                marked[index] = replace(part, ignored=comment.reason)
    return tuple(marked)
