"""Macros that a page gives MathJax or KaTeX in its settings."""

from __future__ import annotations

import re

from symconv.verification.finding.parts import Macro

_BEGIN = re.compile(r"""["']?[mM]acros["']?\s*:\s*\{""")
_ENTRY = re.compile(
    r"""["']?\\{0,2}(?P<name>[A-Za-z]+)["']?\s*:\s*
    (?: \[\s*(?P<list>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,\s*(?P<count>\d)[^\]]*\]
      | (?P<body>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*') )""",
    re.VERBOSE,
)
_MOST, _LONGEST = 200, 20_000


def mathjax_macros(text: str) -> dict[str, Macro]:
    r"""Read the macros of a page's settings: `macros: {R: "\\mathbb{R}", d: ["\\partial #1", 1]}`.

    >>> mathjax_macros(r'MathJax = {tex: {macros: {d: ["\\partial #1", 1]}}}')
    {'\\d': Macro(arguments=1, body='\\partial #1')}
    """
    found: dict[str, Macro] = {}
    for begin in _BEGIN.finditer(text):
        stop = _stop(text, begin.end())
        for entry in _ENTRY.finditer(text, begin.end(), stop):
            if len(found) == _MOST:
                return found
            quoted = entry["list"] or entry["body"]
            body = re.sub(r"\\(.)", r"\1", quoted[1:-1])
            found[f"\\{entry['name']}"] = Macro(int(entry["count"] or 0), body)
    return found


def _stop(text: str, start: int) -> int:
    """Give where the object that begins here ends; braces in strings are balanced, too."""
    depth = 1
    for at in range(start, min(len(text), start + _LONGEST)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return start
