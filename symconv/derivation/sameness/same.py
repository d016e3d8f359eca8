"""Whether two expressions, or arrays of them, are equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from numbers import Rational
from typing import Any, TypeAlias

import sympy

from symconv.derivation.sameness.compare import TOO_DEEP, Comparer
from symconv.derivation.sameness.limits import NoVerdictError, Work
from symconv.derivation.sameness.read_formulas import FormulaReader
from symconv.derivation.sameness.read_sympy import SympyReader
from symconv.derivation.sameness.result import Sameness, SameVerdict
from symconv.derivation.sameness.terms import Chosen, Const, Free, Term, parts_of
from symconv.errors import ArrayShapeError, DerivationError, shown
from symconv.formulas import Equation, Formula, Grid

Side: TypeAlias = sympy.Expr | Formula | Fraction
_TAKEN = "SymPy expressions, formulas, exact numbers, and arrays of these"


def same(a: Any, b: Any) -> Sameness:
    """Decide exactly whether two expressions are equal, or two arrays in every entry.

    Both sides become quotients of polynomials with rational coefficients: in symbols, entries,
    derivatives of the loss, and in the values of functions such as an exponential or a maximum,
    two of which are one if their arguments are the same. Symbols stand for real numbers that may
    be chosen freely, as far as their assumptions allow.

    Sums, brackets and maxima of formulas are read as derivations for any size read them: a sum over
    an empty range is 0, a maximum over one has no value, and what a condition that is false
    multiplies or bounds is not looked at. (A sum of SymPy's that ends more than one before its
    start has no value here.)

    Parameters
    ----------
    a, b : SymPy expressions, formulas of symconv, exact numbers; or arrays of these, of one shape
        (SymPy's, NumPy's, nested lists, grids). A symbol of a derivation is the entry whose LaTeX
        is its name.

    Returns
    -------
    Sameness
        True only if the two are proved equal: wherever both have a value. It names the
        denominators that must not be zero, and in `conditions` what else is assumed: that the range
        of a sum which was counted, such as that of n ones, is not of negative length. If they
        differ, it has numbers for the symbols with the exact values of both sides; if neither is
        found, it is undecided and says why.

    Raises
    ------
    DerivationError
        For text, floats, equations, and whatever else is no expression.
    ArrayShapeError
        For arrays of different shapes.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> same((x + y)**2, x**2 + 2*x*y + y**2)
    <Sameness equal: wherever both have a value>
    >>> same((x**2 - y**2)/(x - y), x + y)
    <Sameness equal: wherever both have a value: x - y ≠ 0>
    >>> same(x*y, x + y)
    <Sameness different: 2 against 3 where x = 1, y = 2>
    """
    left, right = _read_array("a", a), _read_array("b", b)
    if left.shape != right.shape:
        raise ArrayShapeError(
            f"same compares arrays of one shape, given {left.shape} and {right.shape}"
        )
    found = list(_compare_all(left, right))
    different = [each for each in found if each.different]
    undecided = [each for each in found if each.undecided]
    for worse in (*different, *undecided):
        return worse
    return _all_equal(found, left.shape)


def same_within(a: Formula, b: Formula, steps: int) -> Sameness:
    """Decide whether two formulas are equal, with at most so many steps of work; see `same`.

    >>> from symconv.formulas import Name, Product
    >>> same_within(Product((Name("a"), Name("b"))), Product((Name("b"), Name("a"))), 1000)
    <Sameness equal: wherever both have a value>
    """
    left, right = _read_array("a", a), _read_array("b", b)
    if left.shape or right.shape:
        return Sameness(SameVerdict.UNDECIDED, "one of them is an array that is written out")
    return next(_compare_all(left, right, Work(in_all=steps)))


@dataclass(frozen=True)
class _Array:
    """What is compared, row by row; () is the shape of a single expression."""

    shape: tuple[int, ...]
    entries: tuple[Side, ...]


def _compare_all(left: _Array, right: _Array, work: Work | None = None) -> Iterator[Sameness]:
    """Compare entry by entry, up to the first that differ."""
    work = work or Work()
    sympy_reader = SympyReader(work)
    pairs = list(zip(left.entries, right.entries, strict=True))
    terms = {id(side): _read(side, sympy_reader) for pair in pairs for side in pair
             if not isinstance(side, Formula)}  # fmt: skip
    reader = FormulaReader(work, sympy_reader.symbols)
    terms |= {id(side): _read(side, reader) for pair in pairs for side in pair
              if isinstance(side, Formula)}  # fmt: skip
    doubt = _doubt(sympy_reader.ambiguous, pairs, terms)
    comparer = Comparer(work)
    for index, (one, other) in zip(_indices(left.shape), pairs, strict=True):
        sides = [terms[id(side)] for side in (one, other)]
        found = _compare(comparer, sides, _alike(one, other), doubt)
        yield found.at(index, left.shape) if left.shape else found
        if found.different:
            return


def _compare(comparer: Comparer, sides: Sequence[Term | str], alike: bool, doubt: str) -> Sameness:
    left, right = sides
    for side in sides:
        if isinstance(side, str):
            return Sameness(SameVerdict.UNDECIDED, side)
    assert isinstance(left, Term)
    assert isinstance(right, Term)
    return comparer.compare(left, right, alike, doubt)


def _read(side: Side, reader: Any) -> Term | str:
    """Give a side as a term, or why it cannot be."""
    if isinstance(side, Fraction):
        return Const(side)
    reader.work.begin()
    try:
        term: Term = reader.read(side)
    except NoVerdictError as why:
        return str(why)
    except RecursionError:
        return TOO_DEEP
    return term


def _alike(one: Side, other: Side) -> bool:
    """Tell whether both are given as the same expression."""
    try:
        return bool(one == other)
    except RecursionError:
        return False


def _doubt(
    ambiguous: set[str], pairs: Sequence[tuple[Side, Side]], terms: dict[int, Term | str]
) -> str:
    """Give why a point may not tell sides apart: the names in them may not be what they seem."""
    if ambiguous:
        return f"several different symbols are called {min(ambiguous)}"
    if _foreign_names(pairs, terms):
        return (
            "they differ, unless names in the formulas mean what symbols of other names in the "
            "expressions do"
        )
    return ""


def _foreign_names(pairs: Sequence[tuple[Side, Side]], terms: dict[int, Term | str]) -> bool:
    """Tell whether symbols on one side and formulas on the other have names of their own.

    Then a name of the one may mean what another name of the other does.
    """
    names: tuple[set[object], set[object]] = set(), set()
    for pair in pairs:
        for side in pair:
            term = terms[id(side)]
            if not isinstance(side, Fraction) and isinstance(term, Term):
                names[isinstance(side, Formula)].update(_names(term))
    symbols, leaves = names
    return bool(symbols - leaves) and bool(leaves - symbols)


def _names(term: Term) -> Iterator[object]:
    seen: set[int] = set()
    waiting = [term]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Free):
            yield part.key
        elif isinstance(part, Chosen):
            values = [each.value if isinstance(each, Const) else None for each in part.arguments]
            alias = part.alias_at(values)
            yield part.key if alias is None else alias.key
        waiting += parts_of(part)


def _all_equal(found: Sequence[Sameness], shape: tuple[int, ...]) -> Sameness:
    if not shape:
        return found[0]
    denominators = dict.fromkeys(each for one in found for each in one.denominators)
    conditions = dict.fromkeys(each for one in found for each in one.conditions)
    count = f"{prod(shape):,} entries" if prod(shape) != 1 else "the one entry"
    reason = f"in {count}, wherever both have a value"
    return Sameness(
        SameVerdict.EQUAL,
        reason,
        tuple(denominators),
        shape=shape,
        conditions=tuple(conditions),
    )


# What is given


def _read_array(name: str, value: Any) -> _Array:
    """Give what is compared as an array; nothing is read from text."""
    if isinstance(value, Grid):
        return _Array(value.shape, tuple(_side(name, entry) for entry in value.entries))
    if hasattr(value, "tolist") and (not isinstance(value, sympy.Expr) or _is_array(value)):
        shape = tuple(map(int, getattr(value, "shape", ())))
        value = value.tolist()
        entries = tuple(_side(name, entry) for entry in _flat(value, len(shape)))
        return _Array(shape, entries)
    if isinstance(value, list | tuple):
        return _nested(name, value)
    return _Array((), (_side(name, value),))


def _nested(name: str, values: Sequence[Any]) -> _Array:
    parts = [_read_array(name, value) for value in values]
    shapes = {part.shape for part in parts}
    if len(shapes) > 1:
        raise ArrayShapeError(f"{name} is nested unevenly: its parts have the shapes {shapes}")
    inner = shapes.pop() if shapes else ()
    return _Array((len(parts), *inner), tuple(entry for part in parts for entry in part.entries))


def _flat(values: Any, depth: int) -> Iterator[Any]:
    if depth == 0:
        yield values
        return
    for value in values:
        yield from _flat(value, depth - 1)


def _side(name: str, value: Any) -> Side:
    if isinstance(value, str | bytes):
        raise DerivationError(f"same takes {_TAKEN}; {name} is the text {shown(value)}")
    if isinstance(value, Equation):
        raise DerivationError(f"same takes the two sides, not an equation: {name} is {value}")
    if isinstance(value, Formula) or (isinstance(value, sympy.Expr) and not _is_array(value)):
        return value
    if isinstance(value, Rational) and value is not True and value is not False:
        return Fraction(int(value.numerator), int(value.denominator))
    raise DerivationError(f"same takes {_TAKEN}; {name} is {shown(value)}")


def _is_array(value: sympy.Expr) -> bool:
    return isinstance(value, sympy.MatrixExpr | sympy.NDimArray)


def _indices(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return product(*map(range, shape))
