r"""Makes of a formula's source what a reader of TeX should see, where there is no doubt about it.

Line prefixes of quotations go, `\r\n` becomes `\n`, and what a blog's writer had to escape from the
Markdown processor (`w\\_1`, `\\{`, rows that end in `\\\\`) becomes what the page's TeX receives.
Damage stays as it is: an underscore that became `*` is lost on the page, too.
"""

from __future__ import annotations

import re

from symconv.verification.finding.places import Traced

_LINE_END = re.compile(r"\r\n?")
_QUOTATION = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
_ENTITIES = tuple(
    (re.compile(re.escape(name)), sign)
    for name, sign in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "))
)
_FOUR_SLASHES = re.compile(r"\\\\(?=\\\\)")
_ESCAPED_UNDERSCORE = re.compile(r"\\\\(?=_)")
_ESCAPED_SIGN = re.compile(r"(?<!\\)\\(?=[=+*])")
r"""`\=` and `\+` are no signs of mathematics, `\*` prints nothing; Markdown needs none of them."""
_NAMES = (
    "alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|sigma|phi|nabla|partial|frac|dfrac|sum|prod"
    "|left|right|cdot|times|star|ast|otimes|odot|circ|text|mathbf|mathrm|mathcal|hat|bar|tilde"
    "|quad|qquad|ldots|cdots|dots|lfloor|rfloor|lceil|rceil|max|min|sqrt|in|leq|geq|le|ge|neq"
)
_ESCAPED_COMMAND = re.compile(rf"\\(?=\\(?:[{{}},;!:|%&#]|(?:{_NAMES})(?![A-Za-z])))")
_ROWS = re.compile(r"\\begin\b|\\substack\b|\\\\\s*(?:\n|$)|\\cr\b")
_ESCAPED_SUBSCRIPT = re.compile(r"\\(?=_)")
_SUBSCRIPT = re.compile(r"(?<!\\)_")


def clean(source: str, *, quoted: bool = False, escaped_subscripts: bool = False) -> Traced:
    r"""Give what a reader of TeX should see, with the origin of each character.

    `quoted` takes `>` off the beginnings of lines; `escaped_subscripts` reads `\_` as `_`.

    >>> clean(r"w \= \\{ w\\_1 \\}").text
    'w = \\{ w_1 \\}'
    """
    traced = Traced.of(source)
    if "\r" in source:
        traced = traced.replace(_LINE_END, "\n")
    if quoted:
        traced = traced.replace(_QUOTATION, "")
    if "&" in source:
        for entity, sign in _ENTITIES:
            traced = traced.replace(entity, sign)
    if "\\" in source:
        traced = _unescape(traced, escaped_subscripts)
    return traced.strip()


def _unescape(traced: Traced, escaped_subscripts: bool) -> Traced:
    traced = traced.replace(_FOUR_SLASHES, "").replace(_ESCAPED_UNDERSCORE, "")
    traced = traced.replace(_ESCAPED_SIGN, "")
    if escaped_subscripts:
        traced = traced.replace(_ESCAPED_SUBSCRIPT, "")
    if not _ROWS.search(traced.text):
        traced = traced.replace(_ESCAPED_COMMAND, "")
    return traced


def escapes_every_subscript(sources: list[str]) -> bool:
    r"""Whether a document's writer escaped every subscript from Markdown, three or more of them.

    One plain `_` shows that the page's TeX receives underscores as they stand.
    """
    escaped = sum(len(re.findall(r"[A-Za-z}]\\_[{A-Za-z0-9]", source)) for source in sources)
    return escaped >= 3 and not any(_SUBSCRIPT.search(source) for source in sources)
