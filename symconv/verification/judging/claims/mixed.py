"""Whole arrays written with indices: w * σ(z_{x,y}) at x, y is w * σ(z)."""

from __future__ import annotations

from symconv.formulas import Apply, Entry, Equation, Formula, Name, Number, Product, transform
from symconv.formulas.written import Differential, Marked, Operation
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.placings import names_in
from symconv.verification.judging.worlds.places import letter_of


def without_positions(equation: Equation, reading: Reading) -> Equation | None:
    """Give an equation of whole arrays for one whose entries all have the same positions.

    Negative positions, w_{-x,-y}, are the turned array. None where other indices are left over.
    """
    names = _positions(equation, reading)
    if names is None:
        return None
    left, right = (_stripped(side, names, reading) for side in (equation.left, equation.right))
    if _has_positions(left, names) or _has_positions(right, names):
        return None
    return Equation(left, right)


def _positions(equation: Equation, reading: Reading) -> tuple[str, ...] | None:
    """Give the letters that stand as positions of an entry of the equation."""
    found: list[tuple[str, ...]] = []

    def look(part: Formula) -> Formula | None:
        if isinstance(part, Entry) and len(_indices(part)) >= reading.rank:
            last = _indices(part)[-reading.rank :]
            if all(isinstance(index, Name) for index in last):
                found.append(tuple(i.letter for i in last if isinstance(i, Name)))
        if isinstance(part, Marked) and isinstance(part.of, Operation) and part.below:
            found.append(tuple(i.letter for i in part.below if isinstance(i, Name)))
        return None

    transform(equation.left, look)
    transform(equation.right, look)
    wanted = {names for names in found if len(names) == reading.rank}
    return wanted.pop() if len(wanted) == 1 else None


def _indices(entry: Entry) -> tuple[int | Formula, ...]:
    return (*entry.indices, *entry.arguments)


def _stripped(formula: Formula, names: tuple[str, ...], reading: Reading) -> Formula:
    plain = tuple(Name(name) for name in names)
    negative = tuple(Product((Number(-1), name)) for name in plain)

    def change(part: Formula) -> Formula | None:
        if isinstance(part, Marked) and isinstance(part.of, Operation) and part.below == plain:
            return _stripped(part.of, names, reading)
        if not isinstance(part, Entry):
            return None
        indices = _indices(part)
        labels, last = indices[: -reading.rank], indices[-reading.rank :]
        whole = Entry(part.letter, labels, part.superscript)
        if last == plain:
            return whole
        if last == negative:
            return Apply("rot180", (whole,))
        return None

    return transform(formula, change)


def _has_positions(formula: Formula, names: tuple[str, ...]) -> bool:
    return bool(names_in(formula) & set(names)) or _entries_use(formula, names)


def _entries_use(formula: Formula, names: tuple[str, ...]) -> bool:
    found = False

    def look(part: Formula) -> Formula | None:
        nonlocal found
        if isinstance(part, Entry):
            used = {name for index in _indices(part) for name in names_in(index)}
            found = found or bool(used & set(names))
        return None

    transform(formula, look)
    return found


def lost_indices(equation: Equation, reading: Reading) -> tuple[str, ...]:
    """Give the free indices of the right side where the left side is a whole array."""
    from symconv.verification.judging.worlds.names import free_index_names

    left = equation.left
    inner = left.of if isinstance(left, Differential) else left
    whole = isinstance(inner, Name) or (isinstance(inner, Entry) and not _indices(inner))
    part = reading.part(inner.letter) if isinstance(inner, Name | Entry) else None
    if not whole or part in (None, Array.BIAS, Array.LOSS):
        return ()
    letter = letter_of(left, reading)
    above = set() if letter is None or letter.layer is None else names_in(letter.layer)
    return tuple(name for name in free_index_names(equation.right, reading) if name not in above)
