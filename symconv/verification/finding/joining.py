"""Joins a displayed formula to the words beside it that are its left side or its right side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.verification.finding.spans import Span
from symconv.verification.finding.wording import words_of

_LEFT = re.compile(r"(?:^|[.:;,!?]\s|\n)[ \t]*([^.:;!?$\n=|]{1,60})=[ \t]*\n?[ \t]*$")
_TOO_SPECIAL = re.compile(r"[\\{}$%&#_^~]+")
_MAX_LEFT_WORDS = 5
_MAX_RIGHT = 400


def left_side_of(prose: str) -> tuple[str, str]:
    """Split words that end in "Output Width =" into what stands before, and the left side.

    >>> left_side_of("Its size: Output Width = ")
    ('Its size: ', 'Output Width')
    >>> left_side_of("we get")
    ('we get', '')
    """
    match = _LEFT.search(prose[-200:])
    if match is None or not 1 <= len(match[1].split()) <= _MAX_LEFT_WORDS:
        return prose, ""
    cut = max(0, len(prose) - 200) + match.start(1)
    return prose[:cut], match[1].strip()


def worded(left: str) -> str:
    r"""Write a left side in words for a reader of TeX.

    >>> worded("Output Width")
    '\\text{Output Width} = '
    """
    plain = _TOO_SPECIAL.sub(" ", left).strip()
    return f"{plain} = " if len(plain) == 1 else f"\\text{{{plain}}} = "


def continuation_of(text: str, start: int, stop: int, spans: Sequence[Span]) -> tuple[str, int]:
    r"""Give the right side "= Convolution (X, $\delta$)" after a displayed left side, and its end.

    Empty, and `start`, where the text does not go on with "=". It ends with its line, and before
    the next displayed formula.
    """
    head = re.compile(r"[ \t]*+(?:\r?\n)?+[ \t]*+=(?!=)[ \t]*").match(text, start, stop)
    if head is None:
        return "", start
    ends = [stop, head.end() + _MAX_RIGHT]
    newline = text.find("\n", head.end(), stop)
    ends += [newline] if newline >= 0 else []
    ends += [span.start for span in spans if span.dollars][:1]
    end = min(ends)
    pieces, position = [" = "], head.end()
    for span in spans:
        if span.start < position or span.stop > end:
            continue
        pieces += (_quoted(text[position : span.start]), text[span.inner : span.end].strip())
        position = span.stop
    pieces.append(_quoted(text[position:end]))
    right = "".join(pieces)
    return (right, end) if right.strip() != "=" else ("", start)


def _quoted(words: str) -> str:
    plain = _TOO_SPECIAL.sub(" ", words_of(words))
    return f"\\text{{{plain} }}" if plain else ""
