"""A document's own commands, replaced by what they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from symconv.reading.latex.lexicon import WRAPPERS
from symconv.reading.latex.names import with_long_names
from symconv.reading.latex.tokens import Kind, Lexer, Token
from symconv.reading.written import ReadingError

Macro: TypeAlias = tuple[int, str]
"""How many arguments a macro takes, and its body, in which #1 stands for the first."""
Macros: TypeAlias = Mapping[str, Macro] | Iterable[tuple[str, Macro]]
MAX_EXPANSIONS = 500
MAX_TOKENS = 20_000


def tokens_of(text: str, macros: Macros = ()) -> list[Token]:
    """Give the tokens of a formula, its macros expanded; what they give stands at their place.

    Raises `ReadingError` for a macro that lacks arguments, and for too many expansions.
    """
    known = {name.lstrip("\\"): macro for name, macro in dict(macros).items()}
    tokens = list(Lexer(text, known).tokens())
    if any(token.kind is Kind.MACRO for token in tokens):
        tokens = _expanded(tokens, known)
    return with_long_names(_unwrapped(tokens))


def _unwrapped(tokens: list[Token]) -> list[Token]:
    r"""Leave out commands such as \mathbin and the braces around what they print."""
    found: list[Token] = []
    depth, wrapped, opening = 0, set(), False
    for token in _unboxed(tokens):
        if token.kind is Kind.COMMAND and token.text in WRAPPERS:
            opening = True
            continue
        depth += token.text == "{"
        if token.text == "{" and opening:
            wrapped.add(depth)
        elif token.text == "}" and depth in wrapped:
            wrapped.discard(depth)
            depth -= 1
        else:
            depth -= token.text == "}"
            found.append(token)
        opening = False
    return found


_BOXES = {"resizebox": 2, "scalebox": 1, "adjustbox": 1}
"""Commands that print their last argument at another size, with how many stand before it."""


def _unboxed(tokens: list[Token]) -> Iterator[Token]:
    r"""Leave out the sizes that \resizebox has before what it prints, and make it a wrapper."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        sizes = _BOXES.get(token.text, 0) if token.kind is Kind.COMMAND else 0
        yield replace(token, text="mathord") if sizes else token
        place += 1
        for _ in range(sizes):
            stop = next(
                (at for at in range(place, len(tokens)) if tokens[at].text == "}"), place - 1
            )
            place = stop + 1


def _expanded(tokens: list[Token], macros: Mapping[str, Macro]) -> list[Token]:
    waiting = tokens[::-1]
    done: list[Token] = []
    expansions = 0
    while waiting:
        token = waiting.pop()
        if token.kind is not Kind.MACRO:
            done.append(token)
            continue
        expansions += 1
        if expansions > MAX_EXPANSIONS or len(waiting) + len(done) > MAX_TOKENS:
            raise ReadingError(token.start, rf"the macro \{token.text} is expanded without end")
        count, body = macros[token.text]
        stop = token.stop
        arguments = []
        for _ in range(count):
            argument, stop = _argument(waiting, token)
            arguments.append(argument)
        whole = token.at(token.start, stop)
        waiting += _replacement(body, arguments, whole, macros)[::-1]
    return done


def _argument(waiting: list[Token], macro: Token) -> tuple[list[Token], int]:
    if not waiting:
        raise ReadingError(macro.start, rf"the macro \{macro.text} lacks an argument")
    first = waiting.pop()
    if first.text != "{":
        return [first], first.stop
    argument: list[Token] = []
    depth = 1
    while waiting:
        token = waiting.pop()
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            return argument, token.stop
        argument.append(token)
    raise ReadingError(first.start, "a brace that is not closed")


def _replacement(
    body: str, arguments: list[list[Token]], macro: Token, macros: Mapping[str, Macro]
) -> list[Token]:
    given: list[Token] = []
    for token in Lexer(body, macros).tokens():
        if token.kind is Kind.PARAMETER and 0 < int(token.text) <= len(arguments):
            given += arguments[int(token.text) - 1]
        else:
            given.append(token.at(macro.start, macro.stop))
    return given
