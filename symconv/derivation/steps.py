"""The steps of a derivation as formulas, in the order in which the seeds teach them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import sympy

from symconv.derivation.closed_forms import ClosedForm
from symconv.derivation.engine import ChainRule
from symconv.derivation.matrix_form import write_matrix_form
from symconv.derivation.terms import write_terms
from symconv.derivation.words import explain
from symconv.formulas import (
    Add,
    Entry,
    Equation,
    Formula,
    Name,
    Partial,
    Product,
    Range,
    Sum,
    Writer,
)
from symconv.formulas.nodes import Number
from symconv.symbolic import FactorOrder, Notation, Role, SymbolicLayer, Upstream
from symconv.symbolic.notation import DELTA_LETTER

Text: TypeAlias = tuple[str | Formula, ...]


class StepKind(StrEnum):
    """What a step does."""

    FORWARD = "forward"
    LOCAL = "local"
    CHAIN_RULE = "chain-rule"
    EXPANDED = "expanded"
    SUBSTITUTED = "substituted"
    COLLECTED = "collected"
    MATRIX = "matrix"
    CLOSED = "closed-form"


@dataclass(frozen=True)
class Step:
    """A step: its equations, with a title and a note whose formulas are printed like the rest.

    `role` is the array that the step differentiates by; None for the forward pass.
    """

    kind: StepKind
    role: Role | None
    title: Text
    note: Text
    equations: tuple[Equation, ...]


def build_steps(
    layer: SymbolicLayer, chain_rule: ChainRule, closed_forms: Sequence[ClosedForm]
) -> tuple[Step, ...]:
    """Write every step of a derivation."""
    writer = StepWriter(layer, chain_rule)
    steps = [writer.forward()]
    for role in layer.wrt:
        steps += writer.gradient(role)
        steps += [
            step for form in closed_forms if form.role is role for step in _closed(layer, form)
        ]
    return tuple(steps)


@dataclass(frozen=True)
class StepWriter:
    """Writes the steps of one derivation, sharing what they have in common."""

    layer: SymbolicLayer
    chain_rule: ChainRule

    @property
    def notation(self) -> Notation:
        """The notation of the layer."""
        return self.layer.notation

    @property
    def loss(self) -> Name:
        """The loss L."""
        return Name(self.notation.loss)

    @cached_property
    def write(self) -> Callable[[sympy.Expr], Formula]:
        """Writes expressions in the symbols of the layer: filter entries order the terms."""
        letters = {
            symbol: formula
            for array in self.layer.wrt.values()
            for symbol, formula in zip(array.symbols, array.formulas, strict=True)
        }
        upstream_first = self.notation.factor_order is FactorOrder.UPSTREAM_FIRST
        return Writer(letters, last_factor_first=upstream_first).write

    def forward(self) -> Step:
        """Write every output entry."""
        entries = self.layer.output_entries
        return Step(
            StepKind.FORWARD,
            None,
            ("Forward pass",),
            ("Each entry of the output ", self.notation.whole(Role.OUTPUT), "."),
            tuple(map(Equation, entries, map(self.write, self.layer.outputs))),
        )

    def gradient(self, role: Role) -> Iterator[Step]:
        """Write the steps from local gradients to the substituted chain rule."""
        whole = self.notation.whole(role)
        output = self.notation.whole(Role.OUTPUT)
        parts = write_terms(self.layer, self.chain_rule, role, self.write, product=self.product)
        yield Step(
            StepKind.LOCAL,
            role,
            ("Local gradients ", Partial(output, whole)),
            ("Every entry of the output differentiated by every entry of ", whole,
             "; those not listed are zero."),
            parts.local,
        )  # fmt: skip
        yield self._chain_rule(role)
        yield Step(
            StepKind.EXPANDED,
            role,
            ("The sum written out",),
            ("Output entries that do not depend on the entry contribute nothing.",),
            parts.expanded,
        )
        yield Step(
            StepKind.SUBSTITUTED,
            role,
            ("Local gradients substituted",),
            ("The gradient ", Partial(self.loss, whole), ", entry by entry."),
            parts.substituted,
        )
        if parts.collected:
            yield Step(
                StepKind.COLLECTED,
                role,
                ("Terms collected",),
                ("Where several output entries meet the same entry, its factor stands once.",),
                parts.collected,
            )

    @cached_property
    def product(self) -> Callable[[Formula, Formula], Product]:
        """Writes upstream times local gradient in the notation's order."""
        if self.notation.factor_order is FactorOrder.UPSTREAM_FIRST:
            return lambda upstream, local: Product((upstream, local))
        return lambda upstream, local: Product((local, upstream))

    def _chain_rule(self, role: Role) -> Step:
        number, output, count = self._dummies()
        array, base = self.layer.wrt[role], self.notation.base
        outputs = len(self.layer.outputs)
        entry: Formula = self._numbered(role, number)
        entries = "entry" if outputs == 1 else "entries"
        note: Text = (output, " numbers the ", count, f" = {outputs} output {entries}")
        if len(array.symbols) == 1:
            entry = array.formulas[0]
        else:
            note += (", and ", number, " the entries of ", self.notation.whole(role))
        last: Formula = count if base else Add((count, Number(-1)))
        chain = Sum(self._link(output, entry), (Range(output, Number(base), last),))
        return Step(
            StepKind.CHAIN_RULE,
            role,
            ("Chain rule, for every element of ", self.notation.whole(role)),
            (*note, f", row by row from {base}.", *self._delta_note()),
            (Equation(Partial(self.loss, entry), chain),),
        )

    def _link(self, number: Name, entry: Formula) -> Product:
        """Write what the numbered output entry contributes to the gradient of an entry."""
        output = self._numbered(Role.OUTPUT, number)
        upstream: Formula = Partial(self.loss, output)
        if self.notation.upstream is Upstream.DELTA:
            upstream = replace(output, letter=DELTA_LETTER)
        return self.product(upstream, Partial(output, entry))

    def _delta_note(self) -> Text:
        """Say what δ stands for, where the notation writes it."""
        if self.notation.upstream is not Upstream.DELTA:
            return ()
        output = self.notation.whole(Role.OUTPUT)
        return (" Here ", Entry(DELTA_LETTER), " is ", Partial(self.loss, output), ".")

    def _numbered(self, role: Role, number: Name) -> Entry:
        return Entry(self.notation.letter(role), (number,))

    def _dummies(self) -> tuple[Name, Name, Name]:
        """Give letters for an entry's number, an output's number and their count, all unused."""
        used = {self.notation.letter(role) for role in Role} | {self.notation.loss}

        def free(letters: str) -> Name:
            return Name(next(letter for letter in letters if letter not in used))

        return free("ijpqrs"), free("kmnuvt"), free("MNPQRS")


def _closed(layer: SymbolicLayer, form: ClosedForm) -> Iterator[Step]:
    matrix = write_matrix_form(layer, form)
    whole = layer.notation.whole(form.role)
    if matrix:
        yield Step(
            StepKind.MATRIX,
            form.role,
            ("Matrix form",),
            ("The same sums, the arrays of each channel written out; ⋆ is cross-correlation.",),
            matrix,
        )
    verdict = "Proved" if form.proved else "NOT proved"
    yield Step(
        StepKind.CLOSED,
        form.role,
        ("Closed form",),
        (f"{verdict} for ", whole, f": {form.reason}. Here {explain(form.equation.right)}."),
        (form.equation,),
    )
