"""Equations of the sources in a normal form that leaves out what only the writing decides.

Two equations are the same if their left sides agree and their right sides have the same terms,
up to the order of factors, the product sign and parentheses.
"""

from __future__ import annotations

import re
from collections import Counter

Term = tuple[str, ...]
Normal = tuple[Term, frozenset[tuple[Term, int]]]

_ENTRY = (
    r"(?:\\hat\{[a-z]\}|\\delta|\\alpha|[A-Za-z])"
    r"(?:_(?:\{[^{}]*\}|\w))?(?:\^\{[^{}]*\})?(?:\(\d+(?:,\s*\d+)*\))?"
)
_DERIVATIVE = r"\\partial\s*(?:[^{}]|\{[^{}]*\})*"
_TOKEN = re.compile(
    rf"""
      \\frac\{{(?P<above>{_DERIVATIVE})\}}\{{(?P<below>{_DERIVATIVE})\}}
    | \\sum_\{{[^{{}}]*\}}\^\{{[^{{}}]*\}}
    | (?P<entry>{_ENTRY})
    | (?P<number>\d+)
    | (?P<sign>[-+])
    | (?P<skip>\\times|\\cdot|\\left|\\right|[*()\s])
    """,
    re.VERBOSE,
)


def normal_form(latex: str) -> Normal:
    """Give an equation as its left side and the multiset of the terms of its right side."""
    left, _, right = latex.partition("=")
    terms = read_terms(right)
    (subject,) = read_terms(left)
    return subject, frozenset(Counter(terms).items())


def read_terms(latex: str) -> list[Term]:
    """Give the terms of a sum, each as its factors in alphabetical order."""
    terms: list[list[str]] = [[]]
    at = 0
    while at < len(latex):
        match = _TOKEN.match(latex, at)
        if match is None:
            raise ValueError(f"cannot read {latex[at : at + 30]!r} in {latex!r}")
        at = match.end()
        if match["sign"]:
            terms.append([] if match["sign"] == "+" else ["-"])
        elif not match["skip"]:
            terms[-1].append(_plain(match[0]))
    return [tuple(sorted(term)) for term in terms]


def split_equations(latex: str) -> list[str]:
    """Give the equations that stand side by side on one line."""
    return [part for part in re.split(r"\\q?quad", latex) if part.strip()]


def _plain(token: str) -> str:
    token = re.sub(r"\s+", "", token)
    return re.sub(r"_(\w)(?!\w)", r"_{\1}", token)
