"""One node per operation: what an assignment works out on its way gets names of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from symconv.errors import GraphError
from symconv.formulas import Add, Entry, Formula, Name, Number, Product
from symconv.formulas.walk import children, rebuild
from symconv.reading.assignments import Assignment, Use
from symconv.reading.names import write_name

_LETTERS = "tuvshk"


def split_assignments(
    assignments: Sequence[Assignment], names: Collection[str]
) -> tuple[Assignment, ...]:
    """Give assignments with one operation each; numbers stay in the operation that uses them.

    New names are t1, t2, … or another letter with a number that no name in the text looks like.

    Raises `GraphError` if every letter for new names begins a name in the text.
    """
    free = [letter for letter in _LETTERS if not any(name.startswith(letter) for name in names)]
    if not free:
        raise GraphError(
            f"to split operations, a letter of {', '.join(_LETTERS)} has to begin no name"
        )
    splitter = _Splitter(free[0])
    return tuple(part for assignment in assignments for part in splitter.split(assignment))


@dataclass
class _Splitter:
    """Splits assignments, numbering what it names."""

    letter: str
    count: int = 0
    parts: list[Assignment] = field(default_factory=list)

    def split(self, assignment: Assignment) -> Iterator[Assignment]:
        """Give an assignment as several of one operation each, the last of them with its name."""
        self.parts = []
        where: dict[Formula, Use] = {write_name(use.name): use for use in assignment.uses}
        body, uses = self._operate(assignment.body, where, assignment.target)
        yield from self.parts
        yield Assignment(assignment.target, body, uses)

    def _operate(
        self, formula: Formula, where: dict[Formula, Use], target: Use
    ) -> tuple[Formula, tuple[Use, ...]]:
        """Give one operation on names and numbers, after naming what it works on."""
        formula = _binary(formula)
        operands: list[Formula] = []
        for operand in children(formula):
            if isinstance(operand, Name | Entry | Number):
                operands.append(operand)
                continue
            if isinstance(formula, Add) and _is_negation(operand):
                inner = self._named(_negated(operand), where, target)
                operands.append(Product((Number(-1), inner)))
            else:
                operands.append(self._named(operand, where, target))
        body = rebuild(formula, operands)
        return body, tuple(where[leaf] for leaf in _leaves(body))

    def _named(self, formula: Formula, where: dict[Formula, Use], target: Use) -> Formula:
        """Give the name of a part: what it is, or a new one assigned to it."""
        if isinstance(formula, Name | Entry | Number):
            return formula
        body, uses = self._operate(formula, where, target)
        self.count += 1
        use = Use(f"{self.letter}{self.count}", target.line, target.column)
        self.parts.append(Assignment(use, body, uses))
        written = write_name(use.name)
        where[written] = use
        return written


def _binary(formula: Formula) -> Formula:
    """Give a sum or product with two parts, all but the last of them together."""
    if isinstance(formula, Add) and len(formula.terms) > 2:
        return Add((Add(formula.terms[:-1]), formula.terms[-1]))
    if isinstance(formula, Product) and len(formula.factors) > 2:
        return Product((Product(formula.factors[:-1]), formula.factors[-1]))
    return formula


def _is_negation(formula: Formula) -> bool:
    return isinstance(formula, Product) and formula.factors[0] == Number(-1)


def _negated(formula: Formula) -> Formula:
    """Give what a negation negates."""
    factors = formula.factors[1:] if isinstance(formula, Product) else ()
    return factors[0] if len(factors) == 1 else Product(factors)


def _leaves(formula: Formula) -> Iterator[Formula]:
    """Give the names in a formula of one operation, in the order in which they are written."""
    if isinstance(formula, Name | Entry):
        yield formula
        return
    for part in children(formula):
        yield from _leaves(part)
