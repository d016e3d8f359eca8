"""A long formula in pieces: its terms, its factors, and the signs before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symconv.formulas import Add, Formula, Maximum, Number, Partial, Product, Sum
from symconv.formulas.walk import walk_paths
from symconv.printing.lines import Factor, Mark, Over, Part
from symconv.printing.measure import Measure

_MINUS_ONE = Number(-1)
_LEAST, _HALF, _MOST = 0.4, 0.5, 0.9


@dataclass(frozen=True)
class Piece:
    """Parts that are not broken, how wide they are, and what joins them to the piece before."""

    parts: tuple[Part, ...]
    width: float
    join: Mark | None = None


def sums_over_indices(formula: Formula) -> bool:
    """Tell whether a formula has a sum or a maximum over indices in it."""
    return any(isinstance(part, Sum | Maximum) for _, part in walk_paths(formula))


@dataclass(frozen=True)
class Cutter:
    """Cuts formulas into pieces."""

    measure: Measure

    def pieces(self, formula: Formula, room: float) -> Iterator[Piece]:
        """Give a formula in pieces: itself if it fits the room, else its terms or factors."""
        width = self.measure.width(formula)
        match formula:
            case Add(terms) if width > room * _HALF:
                for number, term in enumerate(terms):
                    yield from _joined(self.pieces(term, room), Mark.PLUS if number else None)
            case Product(factors) if width > room * _MOST or _has_sum(factors):
                yield from self._factors(factors, room)
            case Sum(body=body) | Maximum(body=body) if width > room * _HALF:
                own = width - self.measure.width(body)
                inner = self._enclosed(body, max(room - own, room * _LEAST))
                yield from _behind(Over(formula), own, inner)
            case Partial(Sum() | Maximum() | Add() | Product() as of):
                bracketed = _bracketed(list(self.pieces(of, room)), self.measure.bracket)
                own = width - self.measure.width(of) - 2 * self.measure.bracket
                yield from _behind(Over(formula), own, iter(bracketed))
            case _:
                yield Piece((formula,), width)

    def rows(self, formula: Formula, first: float, others: float) -> list[tuple[Part, ...]]:
        """Give a formula in rows, of which the first has less room, or more, than the others."""
        rows: list[tuple[Part, ...]] = []
        used, room = 0.0, first
        for piece in self.pieces(formula, others):
            join = () if piece.join is None else (piece.join,)
            gap = self.measure.times if piece.join is Mark.TIMES else self.measure.sign
            if rows and used + gap + piece.width <= room:
                rows[-1] += (*join, *piece.parts)
                used += gap + piece.width
                continue
            room = others if rows else first
            rows.append((*join, *piece.parts) if rows else piece.parts)
            used = piece.width
        return rows

    def _factors(self, factors: tuple[Formula, ...], room: float) -> Iterator[Piece]:
        negative = factors[0] == _MINUS_ONE and len(factors) > 1
        for number, factor in enumerate(factors[negative:]):
            pieces = list(self._enclosed(factor, room))
            if isinstance(factor, Sum | Maximum) and number < len(factors) - 1 - negative:
                pieces = _bracketed(pieces, self.measure.bracket)
            if len(pieces) == 1 and pieces[0].parts == (factor,):
                pieces = [replace(pieces[0], parts=(Factor(factor) if number else factor,))]
            if negative and number == 0:
                pieces[0] = replace(pieces[0], parts=(Mark.MINUS, *pieces[0].parts))
            yield from _joined(iter(pieces), Mark.TIMES if number else None)

    def _enclosed(self, formula: Formula, room: float) -> Iterator[Piece]:
        pieces = list(self.pieces(formula, room))
        is_sum = isinstance(formula, Add)
        yield from _bracketed(pieces, self.measure.bracket) if is_sum else pieces


def _has_sum(factors: tuple[Formula, ...]) -> bool:
    return any(isinstance(factor, Sum | Add) for factor in factors)


def _joined(pieces: Iterator[Piece], join: Mark | None) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        yield replace(piece, join=join) if number == 0 and join is not None else piece


def _behind(sign: Over, width: float, pieces: Iterator[Piece]) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        if number:
            yield piece
        else:
            yield Piece((sign, *piece.parts), width + piece.width, piece.join)


def _bracketed(pieces: list[Piece], bracket: float) -> list[Piece]:
    """Put a parenthesis of a width before the first piece and after the last."""
    first, *others = pieces
    opened = replace(first, parts=(Mark.OPEN, *first.parts), width=first.width + bracket)
    *before, last = [opened, *others]
    return [*before, replace(last, parts=(*last.parts, Mark.CLOSE), width=last.width + bracket)]
