"""Inner products of whole arrays, written out: ⟨∂L/∂O, ∂O/∂F_ij⟩ is a sum over O's entries."""

from __future__ import annotations

from symconv.formulas import (
    Apply,
    Entry,
    Equation,
    Formula,
    Name,
    Product,
    Range,
    Sum,
    transform,
    walk_paths,
)
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.places import letter_of
from symconv.verification.judging.worlds.world import Family
from symconv.verification.proving.layouts import fresh
from symconv.verification.proving.network import UnstatedError

_PLACES = "xyz"


def written_out(equation: Equation, reading: Reading) -> Equation:
    """Give an equation with its inner products as sums over positions.

    Raises `UnstatedError` for one of arrays other than outputs.
    """
    used = {p.letter for _, p in walk_paths(equation) if isinstance(p, Name | Entry)}
    names = tuple(Name(fresh(letter, used)) for letter in _PLACES[: reading.rank])

    def change(part: Formula) -> Formula | None:
        match part:
            case Apply("inner", (one, other)):
                factors = tuple(transform(side, indexed) for side in (one, other))
                return Sum(Product(factors), tuple(map(Range, names)))
        return None

    def indexed(part: Formula) -> Formula | None:
        letter = letter_of(part, reading)
        if letter is None or letter.indices:
            return part if letter is not None else None
        if letter.family is not Family.PRE or not isinstance(part, Name | Entry):
            raise UnstatedError("an inner product of arrays other than outputs")
        return Entry(part.letter, names, part.superscript if isinstance(part, Entry) else None)

    return Equation(transform(equation.left, change), transform(equation.right, change))
