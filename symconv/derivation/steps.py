"""The steps of a derivation as formulas, in the order in which [slides] teaches them.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import sympy

from symconv.derivation.algebra.matrices import has_product, write_matrix_form
from symconv.derivation.closed_forms import ClosedForm
from symconv.derivation.engine import ChainRule
from symconv.derivation.step import Derived, Step, StepKind, adapt_steps
from symconv.derivation.terms import GradientTerms, write_terms
from symconv.derivation.words import explain
from symconv.documents import Text
from symconv.formulas import (
    Add,
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
from symconv.notation import FactorOrder, Notation
from symconv.roles import Role
from symconv.symbolic import SymbolicLayer

__all__ = ["Step", "StepKind", "StepWriter", "build_steps"]


def build_steps(
    layer: SymbolicLayer, chain_rule: ChainRule, closed_forms: Sequence[ClosedForm]
) -> tuple[Step, ...]:
    """Write every step of a derivation."""
    writer = StepWriter(layer, chain_rule)
    steps = [writer.forward(), *_all_closed(layer, closed_forms, Role.OUTPUT)]
    for role in layer.wrt:
        steps += writer.gradient(role)
        steps += _all_closed(layer, closed_forms, role)
    return adapt_steps(layer.spec, tuple(steps), Derived(layer, chain_rule, writer.write))


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
        return self._writer(frozenset())

    def _writer(self, spelt_out: AbstractSet[sympy.Expr]) -> Callable[[sympy.Expr], Formula]:
        """Give what writes expressions; named values are written by name, but those spelt out."""
        letters: dict[sympy.Expr, Formula] = {
            symbol: formula
            for array in (*self.layer.wrt.values(), *self.layer.data.values())
            for symbol, formula in zip(array.symbols, array.formulas, strict=True)
        }
        upstream_first = self.notation.factor_order is FactorOrder.UPSTREAM_FIRST
        for named in self.layer.named:
            pairs = list(zip(named.expressions, named.formulas, strict=True))
            letters.update(reversed(pairs) if upstream_first else pairs)
        for expression in spelt_out:
            letters.pop(expression, None)
        return Writer(letters, last_factor_first=upstream_first).write

    def forward(self) -> Step:
        """Write every output entry."""
        entries = self.layer.output_entries
        write = self.write
        if self.layer.named:
            functions = {output for output in self.layer.outputs if output.is_Function}
            write = self._writer(functions)
        return Step(
            StepKind.FORWARD,
            None,
            ("Forward pass",),
            self._forward_note(),
            tuple(map(Equation, entries, map(write, self.layer.outputs))),
        )

    def _forward_note(self) -> Text:
        if self.layer.is_loss:
            return ("The sum written out.",)
        return ("Each entry of the output ", self.notation.whole(Role.OUTPUT), ".")

    def gradient(self, role: Role) -> Iterator[Step]:
        """Write the steps from local gradients to the substituted chain rule."""
        whole = self.notation.whole(role)
        output = self.notation.whole(Role.OUTPUT)
        parts = write_terms(self.layer, self.chain_rule, role, self.write, product=self.product)
        if self.layer.is_loss:
            yield self._gradient_of_loss(role, parts)
            return
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
            ("The gradient ", self.notation.gradient(role, whole), ", entry by entry."),
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

    def _gradient_of_loss(self, role: Role, parts: GradientTerms) -> Step:
        """Write the derivatives of the loss, which nothing from above multiplies."""
        gradient = Partial(self.loss, self.notation.whole(role))
        note: Text = ("The output is the loss itself, so that nothing from above multiplies its "
                      "derivatives ", gradient, ".")  # fmt: skip
        return Step(
            StepKind.SUBSTITUTED, role, ("The gradient, entry by entry",), note, parts.local
        )

    @cached_property
    def product(self) -> Callable[[Formula, Formula], Product]:
        """Writes upstream times local gradient in the notation's order."""
        if self.notation.factor_order is FactorOrder.UPSTREAM_FIRST:
            return lambda upstream, local: Product((upstream, local))
        return lambda upstream, local: Product((local, upstream))

    def _chain_rule(self, role: Role) -> Step:
        notation = self.notation
        entry, entries = self._any_entry(role)
        chain, outputs = self._over_outputs(entry)
        counted: Text = outputs or entries
        if outputs and entries:
            number, _, *of = entries
            counted = (*outputs, ", and ", number, " the", *of)
        order: Text = (f", row by row from {notation.base}.",) if counted else ()
        return Step(
            StepKind.CHAIN_RULE,
            role,
            ("Chain rule, for every element of ", notation.whole(role)),
            (*counted, *order, *self._upstream_note(" " if counted else "")),
            (Equation(notation.gradient(role, entry), chain),),
        )

    def _any_entry(self, role: Role) -> tuple[Formula, Text]:
        """Give the entry that a letter numbers, and what it numbers; or the only entry."""
        array = self.layer.wrt[role]
        if len(array.symbols) == 1:
            return array.formulas[0], ()
        number = self.notation.unused_letter("ijpqrs")
        words: Text = (number, " numbers the", " entries of ", self.notation.whole(role))
        return self.notation.numbered(role, number), words

    def _over_outputs(self, entry: Formula) -> tuple[Formula, Text]:
        """Give the chain rule of an entry as a sum, and over what it runs; or its only term."""
        outputs, base = self.layer.output_entries, self.notation.base
        if len(outputs) == 1:
            return self._link(outputs[0], entry), ()
        number, count = map(self.notation.unused_letter, ("kmnuvt", "MNPQRS"))
        link = self._link(self.notation.numbered(Role.OUTPUT, number), entry)
        last: Formula = count if base else Add((count, Number(-1)))
        words: Text = (number, " numbers the ", count, f" = {len(outputs)} output entries")
        return Sum(link, (Range(number, Number(base), last),)), words

    def _link(self, output: Formula, entry: Formula) -> Product:
        """Write what an output entry contributes to the gradient of an entry."""
        upstream = self.notation.gradient(Role.OUTPUT, output)
        return self.product(upstream, Partial(output, entry))

    def _upstream_note(self, start: str) -> Text:
        """Say what δ (or dO) stands for, where the notation writes it."""
        output = self.notation.whole(Role.OUTPUT)
        written = self.notation.gradient(Role.OUTPUT, output)
        derivative = Partial(self.loss, output)
        known = written == derivative
        return () if known else (f"{start}Here ", written, " is ", derivative, ".")


def _all_closed(layer: SymbolicLayer, forms: Sequence[ClosedForm], role: Role) -> Iterator[Step]:
    """Write the closed forms of the gradient by an array, or of the output."""
    for form in forms:
        if form.role is role:
            yield from _closed(layer, form)


def _closed(layer: SymbolicLayer, form: ClosedForm) -> Iterator[Step]:
    matrix = write_matrix_form(layer, form)
    whole = layer.notation.whole(form.role)
    role = None if form.role is Role.OUTPUT else form.role
    if matrix:
        yield Step(
            StepKind.MATRIX,
            role,
            ("Matrix form",),
            (_matrix_note(form),),
            matrix,
        )
    verdict = "Proved" if form.proved else "NOT proved"
    words = explain(form.equation.right)
    remark: Text = (" ", *form.remark) if form.remark else ()
    yield Step(
        StepKind.CLOSED,
        role,
        ("Closed form",),
        (f"{verdict} for ", whole, f": {form.reason}." + (f" Here {words}." if words else ""),
         *remark),
        (form.equation,),
    )  # fmt: skip


def _matrix_note(form: ClosedForm) -> str:
    if has_product(form.equation.right):
        return "The same sums as a product of matrices."
    note = "The same sums, the arrays of each channel written out; ⋆ is cross-correlation"
    biased = isinstance(form.equation.right, Add)
    return note + (", and the number at the end is added to every entry." if biased else ".")
