"""The update of the parameters by gradient descent."""

from __future__ import annotations

from collections.abc import Mapping

from symconv.derivation.step import Step, StepKind
from symconv.documents import Text
from symconv.formulas import Add, Assignment, Equation, Formula, Name, Number, Product, Renewed
from symconv.notation import Notation, UpdateStyle
from symconv.roles import Role
from symconv.symbolic import SymbolArray


def update_step(notation: Notation, learned: Mapping[Role, SymbolArray]) -> Step:
    """Write gradient descent for the parameters of one layer.

    The entries of an array are numbered by a letter, as in w_i ← w_i − α ∂L/∂w_i.
    """
    number = notation.unused_letter("ijpqrs")
    entries = {
        role: array.formulas[0] if len(array.symbols) == 1 else notation.numbered(role, number)
        for role, array in learned.items()
    }
    counts = [
        (f"{len(learned[role].symbols):,} of ", notation.whole(role))
        for role, entry in entries.items()
        if entry != learned[role].formulas[0]
    ]
    note: Text = (Name(notation.rate), " is the learning rate")
    if counts:
        note += ("; ", number, f" numbers the entries, row by row from {notation.base}: ")
        note += tuple(part for count in counts for part in (", ", *count))[1:]
    equations = tuple(_update(notation, role, entry) for role, entry in entries.items())
    return Step(StepKind.UPDATE, None, ("Gradient descent",), (*note, "."), equations)


def _update(notation: Notation, role: Role, entry: Formula) -> Equation:
    """Write the new value of an entry."""
    step = Product((Number(-1), Name(notation.rate), notation.gradient(role, entry)))
    value = Add((entry, step))
    if notation.update is UpdateStyle.NEW:
        return Equation(Renewed(entry), value)
    return Assignment(entry, value)
