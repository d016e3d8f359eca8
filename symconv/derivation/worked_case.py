"""A worked case: numbers put into a derivation, and what becomes of its formulas.

Functions that have branches, such as a maximum, say which of them they are at the numbers given;
indicators take their values. Whatever is not given stays a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Protocol, runtime_checkable

import sympy

from symconv.derivation.case_values import read_case
from symconv.derivation.step import Step, StepKind
from symconv.derivation.steps import StepWriter
from symconv.documents import Text
from symconv.errors import DerivationError
from symconv.formulas import (
    ZERO,
    Add,
    Entry,
    Equation,
    Formula,
    Grid,
    Partial,
    transform,
)
from symconv.roles import Role
from symconv.symbolic import SymbolArray
from symconv.symbolic.pool_functions import ChosenExtreme


@runtime_checkable
class HasBranches(Protocol):
    """A SymPy function of ours that is one of several smooth expressions, by its arguments."""

    args: tuple[sympy.Expr, ...]

    def branch(self, values: tuple[sympy.Expr, ...]) -> sympy.Expr:
        """Give the expression in its arguments that it is where they have these values."""


def build_worked_case(
    writer: StepWriter, values: object, convention: Callable[[Role], str]
) -> tuple[Step, ...]:
    """Write the steps of a worked case.

    Parameters
    ----------
    writer : the writer of the derivation's steps
    values : numbers for the input, row by row, or a mapping from the names of arguments (x, f, w,
        b, t, i, grad_o) to numbers; see `read_case`
    convention : gives what the local gradients by an array are read by where there is no
        derivative; said where the numbers may be such a place

    Raises
    ------
    DerivationError
        For an unknown name, a wrong count, what is not an exact number, and an output gradient of
        a loss other than 1.
    """
    given = read_case(writer.layer, values)
    if writer.layer.is_loss and given.pop(Role.OUTPUT, (1,)) != (1,):
        raise DerivationError(
            "values: nothing from above multiplies the gradient of a loss; leave grad_o out: "
            f"{writer.layer.spec}"
        )
    return tuple(_CaseWriter(writer, given, convention).steps())


@dataclass(frozen=True)
class _CaseWriter:
    """Writes the steps of one case; `given` has the numbers of each array that is given."""

    writer: StepWriter
    given: Mapping[Role, tuple[sympy.Rational, ...]]
    convention: Callable[[Role], str]

    @cached_property
    def _arrays(self) -> dict[Role, SymbolArray]:
        layer = self.writer.layer
        return {**layer.wrt, **layer.data, Role.OUTPUT: layer.upstream}

    @cached_property
    def _numbers(self) -> dict[sympy.Expr, sympy.Rational]:
        """The number of each symbol that is given."""
        return {
            symbol: number
            for role, numbers in self.given.items()
            for symbol, number in zip(self._arrays[role].symbols, numbers, strict=True)
        }

    @cached_property
    def _number_formulas(self) -> dict[Formula, Formula]:
        """The number of each entry that is given, as it is written."""
        return {
            formula: self.writer.write(number)
            for role, numbers in self.given.items()
            for formula, number in zip(self._arrays[role].formulas, numbers, strict=True)
        }

    @cached_property
    def _cases(self) -> list[sympy.Expr]:
        """Each output as what it is at the numbers, in letters."""
        return [self._resolve(output) for output in self.writer.layer.outputs]

    def steps(self) -> Iterator[Step]:
        """Give the numbers, the output, and for each array local gradients and gradients."""
        yield self._values()
        yield self._outputs()
        for role in self.writer.layer.wrt:
            local = self._local(role)
            if local.equations:
                yield local
            yield self._gradient(role)

    def _values(self) -> Step:
        equations = tuple(
            Equation(self._whole(role), self._grid(role, numbers))
            for role, numbers in self.given.items()
        )
        return Step(StepKind.WORKED, None, ("Numbers",), (), equations)

    def _outputs(self) -> Step:
        entries = self.writer.layer.output_entries
        branches = self._cases != list(self.writer.layer.outputs)
        note: Text = (
            "A function that has cases, such as a maximum, is written as what it is here.",
            *self._tie_note(),
        )
        equations = tuple(
            Equation(entry, _chain([said for said in self._evaluated(case) if said != entry]))
            for entry, case in zip(entries, self._cases, strict=True)
        )
        title: Text = ("Output of the worked case",)
        return Step(StepKind.WORKED, None, title, note if branches else (), equations)

    def _tie_note(self) -> Text:
        """Say which entry counts if several of a window have its value at the numbers."""
        outputs = self.writer.layer.outputs
        for extreme in {part for output in outputs for part in output.atoms(ChosenExtreme)}:
            values = tuple(value.xreplace(self._numbers) for value in extreme.args)
            known = all(value.is_comparable for value in values)
            if known and len(extreme.winners(values)) > 1:
                return (
                    f" Several entries of a window have its value here: the {extreme.which_word} "
                    "of them, row by row, counts.",
                )
        return ()

    def _local(self, role: Role) -> Step:
        """Write each local gradient that the numbers decide."""
        layer, chain_rule = self.writer.layer, self.writer.chain_rule
        array = layer.wrt[role]
        equations = []
        for number, (output, case) in enumerate(
            zip(layer.output_entries, self._cases, strict=True)
        ):
            partials = chain_rule.local[number]
            for symbol, entry in zip(array.symbols, array.formulas, strict=True):
                local = partials.get(symbol, sympy.S.Zero)
                value = local.xreplace(self._numbers)
                if value == local:
                    continue
                steps = [self.writer.write(local)]
                if case.is_Symbol:
                    steps = [Partial(self.writer.write(case), entry)]
                chain = _chain([*steps, self.writer.write(value)])
                equations.append(Equation(Partial(output, entry), chain))
        title: Text = ("Local gradients of the worked case",)
        note: Text = ("Those not listed have none of the numbers in them.",)
        convention = self.convention(role) if self._may_be_at_a_kink(role) else ""
        return Step(StepKind.WORKED, role, title, note, tuple(equations), convention=convention)

    def _may_be_at_a_kink(self, role: Role) -> bool:
        """Tell whether a number of an array is 0 or there twice, and the output has not said so."""
        numbers = self.given.get(role, ())
        told = any(output.has(ChosenExtreme) for output in self.writer.layer.outputs)
        return not told and (0 in numbers or len(set(numbers)) < len(numbers))

    def _gradient(self, role: Role) -> Step:
        array, loss = self.writer.layer.wrt[role], self.writer.loss
        equations = tuple(
            Equation(Partial(loss, entry), _chain(self._gradient_of(symbol)))
            for symbol, entry in zip(array.symbols, array.formulas, strict=True)
        )
        whole = self.writer.notation.whole(role)
        title: Text = ("Gradient ", Partial(loss, whole), " of the worked case")
        return Step(StepKind.WORKED, role, title, (), equations)

    def _gradient_of(self, symbol: sympy.Symbol) -> list[Formula]:
        """Give the chain-rule sum of the numbers, and its value where the upstream is given."""
        chain_rule, upstream = self.writer.chain_rule, self.writer.layer.upstream
        terms: list[Formula] = []
        total = sympy.S.Zero
        for number in chain_rule.contributors[symbol]:
            value = chain_rule.local[number][symbol].xreplace(self._numbers)
            total += value * upstream.symbols[number].xreplace(self._numbers)
            if value != 0:
                terms.append(self._term(upstream.formulas[number], value))
        written_sum = _sum(terms)
        if Role.OUTPUT not in self.given:
            return [written_sum]
        return [written_sum, self._in_numbers(written_sum), self.writer.write(total)]

    def _term(self, above: Formula, value: sympy.Expr) -> Formula:
        """Write upstream times local gradient; a factor of one, as ∂L/∂L is, is not written."""
        if isinstance(above, Partial) and above.of == above.by:
            return self.writer.write(value)
        return above if value == 1 else self.writer.product(above, self.writer.write(value))

    def _evaluated(self, expression: sympy.Expr) -> list[Formula]:
        """Give an expression in letters, in numbers, and its value."""
        written = self.writer.write(expression)
        value = self.writer.write(expression.xreplace(self._numbers))
        return [written, self._in_numbers(written), value]

    def _resolve(self, expression: sympy.Expr) -> sympy.Expr:
        """Give an expression with every function that has branches as the one that it is."""
        if not expression.args or not expression.has(sympy.Function):
            return expression
        if isinstance(expression, HasBranches):
            values = tuple(part.xreplace(self._numbers) for part in expression.args)
            if all(value.is_comparable for value in values):
                return self._resolve(expression.branch(values))
        args = [self._resolve(part) for part in expression.args]
        changed = any(new is not old for new, old in zip(args, expression.args, strict=True))
        return expression.func(*args) if changed else expression

    def _in_numbers(self, formula: Formula) -> Formula:
        """Give a formula with numbers for the entries that are given."""
        return transform(formula, self._number_formulas.get, leaves=(Partial, Entry))

    def _whole(self, role: Role) -> Formula:
        if role is not Role.OUTPUT:
            return self.writer.notation.whole(role)
        letter = self.writer.notation.upstream_letter
        return Entry(letter) if letter else Partial(
            self.writer.loss, self.writer.notation.whole(role)
        )  # fmt: skip

    def _grid(self, role: Role, numbers: tuple[sympy.Rational, ...]) -> Grid:
        """Give numbers as an array; first axes of extent 1 are not shown."""
        shape = self._arrays[role].shape
        while len(shape) > 1 and shape[0] == 1:
            shape = shape[1:]
        return Grid(shape, tuple(map(self.writer.write, numbers)))


def _chain(formulas: list[Formula]) -> Formula:
    """Give a = b = c, where what is said twice in a row is said once."""
    different = [formula for formula, _ in groupby(formulas)]
    result = different[-1]
    for formula in reversed(different[:-1]):
        result = Equation(formula, result)
    return result


def _sum(terms: list[Formula]) -> Formula:
    if not terms:
        return ZERO
    return terms[0] if len(terms) == 1 else Add(tuple(terms))
