"""The grammar of assignments, of its own, so that nothing written in it is ever evaluated.

Assignments stand on lines of their own or between semicolons; `#` starts a comment.
Operators: + - * / ^ (or **, both bind to the right), unary minus, parentheses, functions,
and bars, as in |x - 1|, which no product without its sign begins with.
A space is a product where only a product can be meant: `q z`, `2 x`, `2 (x + y)`.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

from symconv.errors import GraphError, shown
from symconv.reading.assignments import Assignment, Reader
from symconv.reading.limits import MAX_CHARACTERS
from symconv.reading.names import FUNCTIONS

GRAMMAR = rf"""
start: assignment? (_SEP assignment?)*
assignment: NAME _EQUALS sum
sum: term ((PLUS | MINUS) term)*
?term: unary
     | term TIMES unary -> times
     | term DIVIDE unary -> divide
     | term besides -> beside
?unary: power | MINUS unary -> negative
?power: atom | atom POWER unary -> power
?besides: closed | closed POWER unary -> power
?atom: NUMBER -> number | closed | BAR sum BAR -> absolute
?closed: NAME -> name
       | FUNCTION LPAR sum (COMMA sum)* RPAR -> call
       | LPAR sum RPAR -> group

FUNCTION.2: /({"|".join(FUNCTIONS)})(?![A-Za-z0-9_])/
NAME: /\\?[A-Za-z][A-Za-z0-9_]*|[\u0370-\u03ff]/
NUMBER: /([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+−-]?[0-9]+)?/
PLUS: "+"
MINUS: "-" | "−"
POWER.2: "**" | "^"
TIMES: "*" | "·" | "×" | "⋅"
DIVIDE: "/"
LPAR: "("
RPAR: ")"
BAR: "|"
COMMA: ","
_EQUALS: "="
_SEP: /;|\r?\n/
%ignore /[ \t\f]+/
%ignore /#[^\n]*/
"""

_WORDS = {
    "LPAR": "'('", "RPAR": "')'", "BAR": "'|'", "COMMA": "','", "_EQUALS": "'='",
    "_SEP": "the end of the line",
}  # fmt: skip


@dataclass(frozen=True)
class Program:
    """The assignments of a text; `decimals` tells that numbers were written with a point."""

    assignments: tuple[Assignment, ...]
    decimals: bool


def read_assignments(text: object) -> Program:
    """Read assignments.

    Raises
    ------
    GraphError
        With line, column, and what was expected there; for a text that is too long or deep, too.
    """
    if not isinstance(text, str):
        raise GraphError(f"{shown(text)} is not a text of assignments")
    if len(text) > MAX_CHARACTERS:
        raise GraphError(
            f"the text has {len(text)} characters; at most {MAX_CHARACTERS} are possible"
        )
    reader = Reader()
    try:
        assignments = reader.transform(_parser().parse(text))
    except UnexpectedCharacters as error:
        raise GraphError(
            f"line {error.line}, column {error.column}: unexpected character {error.char!a}"
        ) from None
    except UnexpectedToken as error:
        _fail(error, text)
    except VisitError as error:
        if isinstance(error.orig_exc, GraphError):
            raise error.orig_exc from None
        raise
    if not assignments:
        raise GraphError("there is no assignment (such as q = x + y)")
    return Program(assignments, reader.decimals)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False)


def _fail(error: UnexpectedToken, text: str) -> NoReturn:
    """Say what was expected, and what stands there."""
    token = error.token
    if token.type == "$END":
        before = text[: len(text.rstrip())]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        found = "the end"
    else:
        line, column = token.line or 1, token.column or 1
        found = "the end of the line" if token.type == "_SEP" else repr(str(token))
    raise GraphError(
        f"line {line}, column {column}: expected {_expected(error.accepts)}, not {found}"
    ) from None


def _expected(kinds: AbstractSet[str]) -> str:
    """Give the kinds of token that may follow, in words."""
    if "NUMBER" in kinds:
        words, skipped = ["a number", "a name", "a function", "'('"], {"LPAR", "BAR"}
    elif "NAME" in kinds and "PLUS" not in kinds:
        words, skipped = ["a name"], {"LPAR", "_SEP"}
    elif not kinds.isdisjoint({"PLUS", "RPAR", "_SEP"}):
        words, skipped = ["an operator"], {"LPAR"}
    else:
        words, skipped = [], set()
    words += [word for kind, word in _WORDS.items() if kind in kinds and kind not in skipped]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
