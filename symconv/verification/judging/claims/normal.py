"""Formulas brought into one form before they are judged, so that the judge meets fewer of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Formula,
    Index,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Range,
    Sum,
    children,
    transform,
)
from symconv.formulas.written import Bundle, Labelled, Marked, Operation, Words
from symconv.verification.judging.claims.worded import described, named_operation
from symconv.verification.judging.worlds.array_values import SLIDING_FUNCTIONS, steps_in

_LOSSES = frozenset({"L", "E", "J", "C"})
_WORDS_ABOVE = frozenset({"in", "out", "pad", "input", "output", "padded"})
_TURNED = frozenset({"rot180", "flip", "rot", "flipped", "ROT180", "Rot180", "rotated", "180"})
Change = Callable[[Formula], Formula | None]


def normalised(formula: Formula) -> Formula:
    """Give a formula with its indices, layers, entries of operations and labels in one form."""
    names = {name.letter.replace("{", "").replace("}", ""): name for name in _bound(formula)}

    def change(part: Formula) -> Formula | None:
        if isinstance(part, Entry) and part.superscript is None and len(part.indices) == 1:
            below = part.indices[0]
            if isinstance(below, Name) and not part.arguments:
                return names.get(f"{part.letter}_{below.letter}")
        for rule in _RULES:
            found = rule(part)
            if found is not None:
                return transform(found, change)
        return None

    return transform(formula, change)


def _label(part: Formula) -> Formula | None:
    """A brace that names a formula says nothing of it."""
    return part.of if isinstance(part, Labelled) else None


def _entry_below(part: Formula) -> Formula | None:
    """(δ_k)_{ij} is an entry with all its indices."""
    match part:
        case Marked(Entry(letter, indices, above, ()), (), (_, *_) as below):
            return Entry(letter, (*indices, *below), above)
        case Marked(Name(letter), (), (_, *_) as below):
            return Entry(letter, tuple(below))
    return None


def _layer_above(part: Formula) -> Formula | None:
    """(ω')^l is no power but ω' of layer l."""
    match part:
        case Power(base, exponent) if _is_layer(exponent):
            inner = _entry_below(base) or base
            if isinstance(inner, Name):
                return Entry(inner.letter, (), exponent)
            if isinstance(inner, Entry) and inner.superscript is None:
                return Entry(inner.letter, inner.indices, exponent, inner.arguments)
    return None


def _is_layer(formula: Formula) -> bool:
    match formula:
        case Name(letter):
            return letter in ("l", r"\ell", "L")
        case Add(terms):
            return any(_is_layer(term) for term in terms)
        case Bundle((inner,), _):
            return _is_layer(inner)
    return False


def _word_above(part: Formula) -> Formula | None:
    """A word above a letter, δ^{in}, is part of its name."""
    match part:
        case Marked(
            Name(letter) | Entry(letter, _, _, _) as inner, (Name() | Words() as word,), ()
        ):
            text = word.text if isinstance(word, Words) else word.letter
            if text in _TURNED:
                return Apply("rot180", (inner,))
            return _renamed(inner, f"{letter}_{{{text}}}") if text in _WORDS_ABOVE else None
        case Entry(letter, _, Product(factors), _):
            text = "".join(f.letter for f in factors if isinstance(f, Name))
            if text in _WORDS_ABOVE and len(text) == len(factors):
                return _renamed(part, f"{letter}_{{{text}}}")
        case Entry(letter, _, Name(text), _) if text in _WORDS_ABOVE:
            return _renamed(part, f"{letter}_{{{text}}}")
    return None


def _renamed(formula: Formula, letter: str) -> Formula:
    if isinstance(formula, Entry) and (formula.indices or formula.arguments):
        return Entry(letter, formula.indices, None, formula.arguments)
    return Name(letter)


def _parenthesised(part: Formula) -> Formula | None:
    """w(f)_{i,j} is the entry of w with indices f, i, j."""
    match part:
        case Product((Name(letter), inner)):
            layer: Index | None = None
            if isinstance(inner, Power) and _is_layer(inner.exponent):
                layer, inner = inner.exponent, inner.base
                if isinstance(inner, Name):
                    return Entry(letter, (inner,), layer)
            if isinstance(inner, Marked) and isinstance(inner.of, Name) and not inner.above:
                return Entry(letter, (inner.of, *inner.below), layer)
    return None


def _operated(part: Formula) -> Formula | None:
    """What stands in parentheses behind an operation is its entry."""
    match part:
        case Product((Operation() as inner, Bundle((_, _, *_) as parts, "()"))):
            return Marked(inner, (), tuple(parts))
        case Marked(Apply("inner", _) as inner, (), _):
            return inner
        case Marked(Operation() as inner, (), (Words(text),)) if not steps_in(text):
            return inner
        case Apply("rot90", (inner, Number(2))):
            return Apply("rot180", (inner,))
    return None


def _capitals(part: Formula) -> Formula | None:
    """Capitals beside each other in a limit or an index, FS or SH, are one name."""
    match part:
        case Range(index, lower, upper):
            joined = [_spelled(limit) for limit in (lower, upper)]
            if joined != [lower, upper]:
                return Range(index, *joined)
        case Entry(letter, indices, above, arguments):
            below, behind = (tuple(map(_spelled_index, part)) for part in (indices, arguments))
            if (below, behind) != (indices, arguments):
                return Entry(letter, below, above, behind)
    return None


def _spelled_index(index: Index) -> Index:
    return index if isinstance(index, int | Name) else _spelled(index) or index


def _spelled(formula: Formula | None) -> Formula | None:
    def change(part: Formula) -> Formula | None:
        if not isinstance(part, Product):
            return None
        factors: list[Formula] = []
        for factor in part.factors:
            last = factors[-1] if factors else None
            if isinstance(last, Name) and isinstance(factor, Name) and _is_capital(last, factor):
                factors[-1] = Name(last.letter + factor.letter)
            else:
                factors.append(factor)
        if len(factors) == len(part.factors):
            return None
        return factors[0] if len(factors) == 1 else Product(tuple(factors))

    return None if formula is None else transform(formula, change)


def _is_capital(*names: Name) -> bool:
    return all(len(name.letter) <= 2 and name.letter.isupper() for name in names)


def _applied(part: Formula) -> Formula | None:
    """f'(u) is the slope of a function, a(c_{ij}) its value at an entry; xcorr2(a, b) is known."""
    match part:
        case Entry(letter, (), None, (_, _, *_) as both) if letter in SLIDING_FUNCTIONS:
            return Apply(letter, tuple(a for a in both if isinstance(a, Formula)))
        case Entry(letter, (), None, (inner,)) if letter.endswith("'"):
            return Apply(letter, (inner,)) if isinstance(inner, Entry | Name) else None
        case Entry(letter, (), None, (Entry() as inner,)) if inner.superscript is not None or (
            len(inner.indices) + len(inner.arguments) > 1
        ):
            return Apply(letter, (inner,))
    return None


def _loss(part: Formula) -> Formula | None:
    """E_d below a ∂ is the loss of an example, no entry."""
    match part:
        case Partial(Entry(letter, (Name(below),), None, ()), by) if letter in _LOSSES:
            return Partial(Name(f"{letter}_{below}"), by)
        case Partial(Apply(letter, _), by) if letter in _LOSSES:
            return Partial(Name(letter), by)
        case Partial(Entry(letter, (), None, (_, *_)), by) if letter in _LOSSES:
            return Partial(Name(letter), by)
    return None


_RULES: tuple[Change, ...] = (
    _label, _entry_below, _layer_above, _word_above, _parenthesised, _operated, _loss,
    _applied, _capitals, described, named_operation,
)  # fmt: skip


def _bound(formula: Formula) -> Iterator[Name]:
    if isinstance(formula, Sum | Maximum):
        yield from (limits.index for limits in formula.ranges)
    for part in children(formula):
        yield from _bound(part)


def without_link(formula: Formula) -> tuple[Formula, bool]:
    """Give a formula in which ∂u/∂a · ∂L/∂u is ∂L/∂a, where u is one letter without indices.

    The second tells whether there was any: such a u is taken to be one number.
    """
    found = False

    def change(part: Formula) -> Formula | None:
        nonlocal found
        joined = _joined(part) if isinstance(part, Product) else None
        if joined is None:
            return None
        found = True
        return transform(joined, change)

    return transform(formula, change), found


def _joined(product: Product) -> Formula | None:
    factors = product.factors
    for at, first in enumerate(factors):
        for to, second in enumerate(factors):
            if at == to or not isinstance(first, Partial) or not isinstance(second, Partial):
                continue
            if not isinstance(first.of, Name) or first.of != second.by:
                continue
            if isinstance(first.by, Name):
                continue
            rest = [f for n, f in enumerate(factors) if n not in (at, to)]
            rest.insert(min(at, to), Partial(second.of, first.by))
            return Product(tuple(rest)) if len(rest) > 1 else rest[0]
    return None
