r"""The commands that a document defines: `\newcommand`, `\def`, `\DeclareMathOperator`, `\let`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symconv.verification.finding.parts import Macro

_MAX_BODY = 2000
_MAX_MACROS = 2000
_MAX_FAILURES = 50
_DEFINITION = re.compile(
    r"\\(?P<how>(?:re|provide)?newcommand|providecommand|DeclareRobustCommand"
    r"|DeclareMathOperator|DeclarePairedDelimiter|[gex]?def|let)(?P<star>\*?)(?![A-Za-z])\s*"
)
_NAME = re.compile(r"\{\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s]))\s*\}|(\\(?:[A-Za-z@]+|[^A-Za-z\s]))")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_PARAMETERS = re.compile(r"\s*((?:#[1-9])*)\s*(?=\{)")
_LET = re.compile(r"\s*=?\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s])|[^\s\\{}])")
_BRACE = re.compile(r"\\.|[{}\[\]]", re.DOTALL)


@dataclass
class Definitions:
    """Macros by name (with the backslash), and where their definitions stand in the text."""

    macros: dict[str, Macro] = field(default_factory=dict)
    stretches: list[tuple[int, int]] = field(default_factory=list)


def definitions(text: str) -> Definitions:
    r"""Read the macros that a text defines; the last definition of a name counts.

    >>> definitions(r"\newcommand{\d}[2]{\frac{\partial #1}{\partial #2}} \let\ot=\otimes").macros
    {'\\d': Macro(arguments=2, body='\\frac{\\partial #1}{\\partial #2}'), '\\ot': Macro(arguments=0, body='\\otimes')}
    """  # noqa: E501 - one line is what Python prints
    result = Definitions()
    failures = position = 0
    while failures < _MAX_FAILURES and len(result.macros) < _MAX_MACROS:
        match = _DEFINITION.search(text, position)
        if match is None:
            break
        read = _definition(text, match)
        if read is None:
            failures += 1
            position = match.end()
            continue
        name, macro, position = read
        if match["how"] != "providecommand" or name not in result.macros:
            result.macros[name] = macro
        result.stretches.append((match.start(), position))
    return result


def _definition(text: str, match: re.Match[str]) -> tuple[str, Macro, int] | None:
    named = _NAME.match(text, match.end())
    if named is None:
        return None
    name, position = named[1] or named[2], named.end()
    how = match["how"]
    if how == "let":
        meaning = _LET.match(text, position)
        return (name, Macro(0, meaning[1]), meaning.end()) if meaning else None
    if how.endswith("def"):
        read = _parameters(text, position)
    elif how == "DeclarePairedDelimiter":
        return _delimiters(text, name, position)
    else:
        read = _arguments(text, position)
    if read is None:
        return None
    count, default, position = read
    body = group(text, position)
    if body is None:
        return None
    content = text[body[0] : body[1]]
    if how == "DeclareMathOperator":
        content = f"\\operatorname{match['star']}{{{content}}}"
    if default is not None:
        count, content = count - 1, _with_default(content, default)
    return name, Macro(count, content), body[1] + 1


def _parameters(text: str, position: int) -> tuple[int, str | None, int] | None:
    match = _PARAMETERS.match(text, position)
    return (len(match[1]) // 2, None, match.end()) if match else None


def _arguments(text: str, position: int) -> tuple[int, str | None, int]:
    count = _COUNT.match(text, position)
    if count is None:
        return 0, None, position
    default = group(text, count.end(), "[")
    if default is None:
        return int(count[1]), None, count.end()
    return int(count[1]), text[default[0] : default[1]], default[1] + 1


def _delimiters(text: str, name: str, position: int) -> tuple[str, Macro, int] | None:
    left = group(text, position)
    right = group(text, left[1] + 1) if left else None
    if left is None or right is None:
        return None
    opening, closing = text[left[0] : left[1]], text[right[0] : right[1]]
    return name, Macro(1, f"{opening} #1 {closing}"), right[1] + 1


def _with_default(body: str, default: str) -> str:
    """Put the default in the place of the first argument, and count the others from 1."""

    def shifted(match: re.Match[str]) -> str:
        number = int(match[1])
        return default if number == 1 else f"#{number - 1}"

    return re.sub(r"#([1-9])", shifted, body)


def group(
    text: str, position: int, opening: str = "{", limit: int = _MAX_BODY
) -> tuple[int, int] | None:
    """Give where the content of a group begins and ends, after white space; None if there is none.

    >>> group("  {a{b}}c", 0)
    (3, 7)
    """
    while position < len(text) and text[position].isspace():
        position += 1
    if not text.startswith(opening, position):
        return None
    closing = "}" if opening == "{" else "]"
    depth = 0
    for match in _BRACE.finditer(text, position, min(len(text), position + limit)):
        depth += (match[0] == "{") - (match[0] == "}")
        depth += (opening == match[0] == "[") - (opening == "[" and match[0] == "]")
        if depth == 0 and match[0] == closing:
            return position + 1, match.start()
    return None
