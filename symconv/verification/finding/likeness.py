"""Whether text between delimiters is mathematics, and whether a line of plain text is an equation.

Dollar signs also mark money and shell variables, and escaped brackets citations.
"""

from __future__ import annotations

import re

_MAX_INLINE = 4000
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_WORDING = re.compile(r"\\(?:text|mathrm|operatorname|mbox)\w*\*?\s*\{[^{}]*\}")
_COMMAND = re.compile(r"\\[A-Za-z]+|\\[,;:!|{}]")
_MARK = re.compile(r"\\[A-Za-z]|[_^]|\\[{}]")
_RELATION = re.compile(r"(?<![=!<>:+*/-])=(?![=>])|[<>≤≥≈≡∈→]|:=")
_PROSE = re.compile(r"(?:\b[^\W\d_]{2,}[,;:]?\s+){3}[^\W\d_]{2,}")
_TWO_WORDS = re.compile(r"\b[^\W\d_]{3,}[,;:.]?\s+[^\W\d_]{2,}")
_CODE = re.compile(
    r"""["';]|\b(?:import|def|return|class|print|self|np|torch|tf|function|var|let|const|if|elif
    |else|while|lambda|None|True|False)\b|[+\-*/%]=|==|->|=>|\#|\w\.[A-Za-z_]\w*\(|\\n|[$@`]""",
    re.VERBOSE,
)
_LEFT_SIDE = re.compile(r"[^=]{1,80}")
_ARITHMETIC = re.compile(r"[-+*/×·∗⋅∑Σ∂^_\[\]()]|\d|[₀-₉]|\b[A-Za-z]\b")


def is_inline_mathematics(content: str, after: str) -> bool:
    """Whether what stands between two single dollar signs is a formula.

    `after` is the character that follows the closing sign, if any.
    """
    stripped = content.strip()
    if not stripped or len(content) > _MAX_INLINE or _BLANK_LINE.search(content):
        return False
    if _MARK.search(content):
        return not _has_prose(content)
    lopsided = content[0].isspace() != content[-1].isspace()
    if lopsided or "\n" in stripped or after.isdigit() or _TWO_WORDS.search(content):
        return False
    return not (content[0].isdigit() and after.isalpha())


def is_bracketed_mathematics(content: str) -> bool:
    r"""Whether what stands between \( and \), or \[ and \], is a formula and no escaped bracket."""
    if not content.strip():
        return False
    return not _has_prose(content) and not (
        _TWO_WORDS.search(content) and not _MARK.search(content)
    )


def is_displayed_mathematics(content: str) -> bool:
    """Whether what stands between two `$$` is one formula, blank lines in it or not."""
    if not content.strip():
        return False
    return not (_BLANK_LINE.search(content) and _has_prose(content))


def is_equation(line: str) -> bool:
    """Whether a line of plain text is an equation, and neither a sentence nor code.

    >>> is_equation("Output Width = [(W_{in} - W_k + 2P) // (S)] + 1")
    True
    >>> is_equation("x = np.zeros(3)"), is_equation("we see that this = what we had said before")
    (False, False)
    """
    relation = _RELATION.search(line)
    if relation is None or len(line) > _MAX_INLINE or _CODE.search(line):
        return False
    left, right = line[: relation.start()].strip(), line[relation.end() :].strip()
    if not left or not right or "=" not in line or len(left.split()) > 6:
        return False
    return bool(_ARITHMETIC.search(right)) and not _has_prose(line)


def has_relation(latex: str) -> bool:
    """Whether a formula relates two sides."""
    return bool(_RELATION.search(latex)) or "\\approx" in latex or "\\le" in latex


def _has_prose(content: str) -> bool:
    return bool(_PROSE.search(_COMMAND.sub(" \\\\ ", _WORDING.sub(" ", content))))
