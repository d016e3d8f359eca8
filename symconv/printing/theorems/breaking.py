"""Long formulas in LaTeX, broken into rows at factors and terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Formula,
    Indicator,
    Maximum,
    Number,
    Partial,
    Product,
    Quotient,
    Sum,
)
from symconv.formulas.walk import children
from symconv.printing.latex import LatexPrinter
from symconv.printing.text import TextPrinter

_SMALL = 0.52
_SIGN = 1.6


class Join(StrEnum):
    """What stands between a piece and the one before it."""

    NOTHING = ""
    TIMES = "times"
    PLUS = "plus"


@dataclass(frozen=True)
class Piece:
    """A part of a formula that is not broken."""

    text: str
    width: float
    join: Join = Join.NOTHING


class Breaker:
    """Breaks formulas into rows that fit a line."""

    def __init__(self, printer: LatexPrinter) -> None:
        self.printer = printer
        self.plain = TextPrinter(printer.notation)

    def rows(self, formula: Formula, first: float, others: float) -> list[str]:
        """Give a formula in rows, of which the first has less room, or more, than the others."""
        if self.width(formula) <= first:
            return [self.printer.write(formula)]
        rows: list[str] = []
        used, room = 0.0, first
        for piece in self.pieces(formula, others):
            if rows and used + _SIGN + piece.width <= room:
                rows[-1] += self._joined(piece)
                used += _SIGN + piece.width
                continue
            room = others if rows else first
            rows.append(self._starting(piece))
            used = piece.width
        return rows

    def _joined(self, piece: Piece) -> str:
        if piece.join is Join.PLUS and not piece.text.startswith("-"):
            return f" + {piece.text}"
        times = self.printer.times if piece.join is Join.TIMES else " "
        return f"{times}{piece.text}"

    def _starting(self, piece: Piece) -> str:
        if piece.join is Join.PLUS and not piece.text.startswith("-"):
            return f"+ {piece.text}"
        return rf"\cdot {piece.text}" if piece.join is Join.TIMES else piece.text

    def pieces(self, formula: Formula, room: float) -> Iterator[Piece]:
        """Give a formula in pieces: itself if it fits the room, else its terms or factors."""
        match formula:
            case Add(terms) if self.width(formula) > room / 2:
                for number, term in enumerate(terms):
                    yield from _joining(self.pieces(term, room), Join.PLUS if number else None)
            case Product(factors) if self.width(formula) > room * 0.9 or _has_sum(factors):
                yield from self._factors(factors, room)
            case Sum(body=body) if self.width(formula) > room / 2:
                yield from self._behind(self._sign_of(formula), self._enclosed(body, room))
            case Partial(of, by) if isinstance(of, Sum | Add | Product):
                operator = rf"\frac{{\partial}}{{\partial {self.printer.write(by)}}}"
                inner = _bracketed(list(self.pieces(of, room)))
                yield from self._behind((operator, self.width(by) + 1), inner)
            case _:
                yield Piece(self.printer.write(formula), self.width(formula))

    def _factors(self, factors: tuple[Formula, ...], room: float) -> Iterator[Piece]:
        minus = "-" if factors[0] == Number(-1) else ""
        for number, factor in enumerate(factors[bool(minus) :]):
            pieces = list(self._enclosed(factor, room))
            last = number == len(factors) - 1 - bool(minus)
            if isinstance(factor, Sum) and not last:
                pieces = _bracketed(pieces)
            if minus and number == 0:
                pieces[0] = replace(pieces[0], text=minus + pieces[0].text)
            yield from _joining(iter(pieces), Join.TIMES if number else None)

    def _enclosed(self, formula: Formula, room: float) -> Iterator[Piece]:
        pieces = list(self.pieces(formula, room))
        yield from _bracketed(pieces) if isinstance(formula, Add) else pieces

    def _sign_of(self, total: Sum) -> tuple[str, float]:
        written = self.printer.write(replace(total, body=Number(0)))
        below = [*total.ranges, *total.conditions]
        widths = [_SMALL * len(self.plain.write(part)) for part in below]
        return written.removesuffix("0"), max([2.0, *widths])

    def _behind(self, sign: tuple[str, float], pieces: Iterable[Piece]) -> Iterator[Piece]:
        text, width = sign
        for number, piece in enumerate(pieces):
            if number:
                yield piece
            else:
                yield Piece(text + piece.text, width + piece.width, piece.join)

    def width(self, formula: Formula) -> float:
        """Estimate how wide a formula is when typeset, in letters."""
        match formula:
            case Entry(arguments=arguments):
                text = self.plain.write(formula)
                behind = sum(len(self.plain.write(a)) if isinstance(a, Formula) else 1
                             for a in arguments)  # fmt: skip
                return 1 + _SMALL * (len(text) - behind) + 0.9 * behind
            case Partial(of, by) if not isinstance(of, Sum | Add | Product):
                return 1 + max(self.width(of), self.width(by))
            case Quotient(above, below):
                return max(self.width(above), self.width(below))
            case Sum() | Maximum():
                sign = self._sign_of(formula)[1] if isinstance(formula, Sum) else 4
                return sign + self.width(formula.body)
            case Indicator() | Apply():
                return 1 + 0.75 * len(self.plain.write(formula))
        inner = list(children(formula))
        return sum(map(self.width, inner)) + _SIGN * isinstance(formula, Add) * len(inner) or 1


def _has_sum(factors: tuple[Formula, ...]) -> bool:
    return any(isinstance(factor, Sum | Add) for factor in factors)


def _joining(pieces: Iterator[Piece], join: Join | None) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        yield replace(piece, join=join) if number == 0 and join is not None else piece


def _bracketed(pieces: list[Piece]) -> list[Piece]:
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return [replace(first, text=rf"\Bigl({first.text}\Bigr)", width=first.width + 1)]
    return [
        replace(first, text=rf"\Bigl({first.text}"),
        *pieces[1:-1],
        replace(last, text=rf"{last.text}\Bigr)"),
    ]
