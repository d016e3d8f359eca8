"""The words of marked-up text: emphasis, links, tags and entities taken off."""

from __future__ import annotations

import html
import re

_LINKED_FORMULA = re.compile(r"\[((?:\$[^$]{1,500}\$\s?){1,3})\]\([^()\s]{0,500}\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()]{0,1000}\)")
_LINK = re.compile(r"(?<!\w)\[([^\[\]]{0,500})\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,200}\])")
_STRONG = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*_]{1,500}?)(?<=\S)\1(?![\w*])")
_LEADER = re.compile(
    r"^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,3}[.)][ \t]+)?", re.MULTILINE
)
_RULER = re.compile(r"^[ \t|:=~^*_-]+$", re.MULTILINE)
_DANGLING = re.compile(r"\*{2,3}|_{2,3}(?=\W|$)|^\*(?=\s|$)|(?<=\s)\*$")
_DATA = re.compile(r"[A-Za-z0-9+/=]{100,}")
_HARD_BREAK = re.compile(r"\\$", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ROLE = re.compile(r"\{[\w:-]{1,40}\}(?=`)")


def words_of(text: str) -> str:
    r"""Give the words of a stretch of Markdown or HTML that holds no mathematics.

    >>> words_of("A **3x3** [filter](a.md) &amp;\n> `stride` 2")
    'A 3x3 filter & stride 2'
    """
    text = _RULER.sub("", text)
    text = _LEADER.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _TAG.sub(" ", text)
    text = _HARD_BREAK.sub("", _ROLE.sub("", text))
    text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text)).replace("`", "")
    text = _DATA.sub("", _DANGLING.sub("", text))
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    return squeeze(text)


def unlinked(text: str) -> str:
    r"""Take the address off a link whose words are formulas.

    >>> unlinked("see [$x$](a.md) of $y[i](j)$")
    'see $x$ of $y[i](j)$'
    """
    return _LINKED_FORMULA.sub(r"\1", text)


def squeeze(text: str) -> str:
    """Put one space for each run of white space, none at the ends."""
    return " ".join(text.split())
