"""Names of several letters that nothing sets upright, as programs write them: oh, KH, src."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.reading.latex.tokens import Kind, Token


def with_long_names(tokens: Sequence[Token]) -> list[Token]:
    r"""Join letters that stand side by side to words, if the formula names things by words.

    It does where a sum counts over such a name, as in `\sum_{kh=0}`, or where one stands alone
    before an equals sign, as in `OH =`.
    """
    runs = list(_runs(tokens))
    if not any(_names_something(tokens, run) for run in runs):
        return list(tokens)
    found: list[Token] = []
    at = 0
    for start, stop in runs:
        found += tokens[at:start]
        text = "".join(token.text for token in tokens[start:stop])
        first, last = tokens[start], tokens[stop - 1]
        found.append(Token(Kind.WORD, text, first.start, last.stop, first.spaced))
        at = stop
    return found + list(tokens[at:])


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Give where two letters or more follow each other at once."""
    start = 0
    while start < len(tokens):
        stop = start + 1
        if _is_plain(tokens[start]):
            while stop < len(tokens) and _goes_on(tokens[stop - 1], tokens[stop]):
                stop += 1
            if stop - start > 1:
                yield start, stop
        start = stop


def _is_plain(token: Token) -> bool:
    return token.kind is Kind.LETTER and len(token.text) == 1


def _goes_on(before: Token, token: Token) -> bool:
    return _is_plain(token) and token.start == before.stop


def _names_something(tokens: Sequence[Token], run: tuple[int, int]) -> bool:
    start, stop = run
    after = tokens[stop].text if stop < len(tokens) else ""
    if after != "=":
        return False
    before = [token.text for token in tokens[max(start - 2, 0) : start]]
    if before == ["_", "{"]:
        return True
    alone = start == 0 or tokens[start - 1].text in ("row", "&", "quad")
    return alone and not (tokens[start].text == "d" and stop - start == 2)
