"""Equations whose arrays bear their sizes: A^{(10×8)} * W^{(5×5)} = Z^{(6×4)}."""

from __future__ import annotations

from symconv.formulas import Add, Entry, Equation, Formula, Index, Number, Product
from symconv.formulas.written import Bundle, Marked, Operation
from symconv.verification.judging.linear import Coefficients, less, linear
from symconv.verification.judging.said import Said, say
from symconv.verification.verdicts import Counterexample, VerdictKind

Sizes = list[Coefficients]


def judge_shapes(equation: Equation) -> Said | None:
    """Judge the sizes of a valid operation without stride; None where none are written."""
    sides = [_operands(equation.left), _operands(equation.right)]
    (result,) = next((s for s in sides if len(s) == 1), [None])
    operands = next((s for s in sides if len(s) == 2), None)
    if result is None or operands is None:
        return None
    given = [_sizes(one) for one in (*operands, result)]
    if any(one is None for one in given):
        return None
    first, second, made = (one or [] for one in given)
    if not len(first) == len(second) == len(made):
        return None
    for i, k, o in zip(first, second, made, strict=True):
        left_over = less(less(less(i, k), o), {"": -1})
        if left_over:
            right = _words(less(i, less(k, {"": 1})))
            return say(
                VerdictKind.REFUTED, "an operation without padding gives input - filter + 1",
                counterexample=Counterexample("the sizes", _words(o), right),
            )  # fmt: skip
    return say(VerdictKind.PROVED, "the sizes are input - filter + 1")


def _words(size: Coefficients) -> str:
    parts = [f"{v} {k}".strip() if k == "" or v != 1 else k for k, v in size.items()]
    return " + ".join(parts) or "0"


def _operands(formula: Formula) -> list[Formula]:
    match formula:
        case Operation(_, left, right):
            return [left, right]
        case Add((Operation(_, left, right), *_)):
            return [left, right]
        case Bundle((inner,), _):
            return _operands(inner)
    return [formula]


def _sizes(formula: Formula) -> Sizes | None:
    """Give the sizes that stand above or below an array."""
    match formula:
        case Entry(_, (only,), None, ()) if not isinstance(only, int):
            return _pair(only)
        case Entry(_, (), above, ()) if isinstance(above, Formula):
            return _pair(above)
        case Marked(_, (above,), ()):
            return _pair(above)
        case Marked(_, (), (below,)):
            return _pair(below)
    return None


def _pair(formula: Index) -> Sizes | None:
    match formula:
        case Operation("×", left, right):
            parts = [linear(_bare(left)), linear(_bare(right))]
        case Product((Number() as left, Number() as right)):
            parts = [linear(left), linear(right)]
        case Bundle((inner,), _):
            return _pair(inner)
        case _:
            return None
    return None if None in parts else [part for part in parts if part is not None]


def _bare(formula: Formula) -> Formula:
    return formula.parts[0] if isinstance(formula, Bundle) and len(formula.parts) == 1 else formula
