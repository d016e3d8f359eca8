"""The general derivations of a convolution: output, and gradients by filter, input and bias.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum

from symconv.calculus.arrays import Defined, places_of, whole_of
from symconv.calculus.polynomials import read_index
from symconv.calculus.rule import (
    Application,
    IndexDerivation,
    Rule,
    begin,
    context_at,
)
from symconv.calculus.rules import (
    Dilate,
    ExtendByZero,
    FlipIndex,
    InsertDelta,
    NameArray,
    OrderFactors,
    Turn,
    UseEquality,
)
from symconv.calculus.rules.sums import factors_of
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import SIMPLIFYING, derive_gradient, exhaust
from symconv.formulas import (
    ONE,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Product,
    Relation,
    Sum,
    at_path,
    walk_paths,
)
from symconv.notation import FactorOrder, Upstream
from symconv.notation.notation import DELTA_LETTER
from symconv.roles import Role
from symconv.specs import PaddingMode
from symconv.theorems.convolution import GeneralConv, dress
from symconv.theorems.letters import array_letters, letters_of_sizes


class Operation(StrEnum):
    """What of a convolution is derived."""

    FORWARD = "forward"
    GRAD_FILTER = "grad-filter"
    GRAD_INPUT = "grad-input"
    GRAD_BIAS = "grad-bias"


def derive_operation(conv: GeneralConv, operation: Operation) -> IndexDerivation:
    """Derive the output of a convolution of any size, or one of its gradients."""
    return _OPERATIONS[operation](conv)


def derive_output(conv: GeneralConv) -> IndexDerivation:
    """Derive the output as a correlation of the extended input with the filter.

    From the sum over the taps that meet the input. A flipped filter is then counted from the
    other end, which gives the sum that defines a true convolution ([blog] eq. 1).
    """
    derivation = begin(output_setting(conv), conv.own_entry(Role.OUTPUT), _first(conv))
    if _pads_zeros(conv):
        path = _only_sum(derivation)
        rule = ExtendByZero(conv.whole(Role.INPUT), conv.padded)
        derivation = derivation.then(Application(rule, path))
    if conv.flip_filter:
        path = _only_sum(derivation)
        derivation = _flip_taps(conv, derivation, path)
    return derivation


def _first(conv: GeneralConv) -> Formula:
    return conv.inside_definition if _pads_zeros(conv) else conv.definition.right


def output_setting(conv: GeneralConv) -> Setting:
    """Give the setting in which the output is defined by the taps that meet the input."""
    setting, output = conv.setting(), conv.whole(Role.OUTPUT)
    equation = Equation(conv.own_entry(Role.OUTPUT), _first(conv))
    defined = Defined(conv.axes(Role.OUTPUT), equation)
    return replace(setting, arrays={**setting.arrays, output: defined})


def _pads_zeros(conv: GeneralConv) -> bool:
    return conv.pads and conv.padding_mode is PaddingMode.ZEROS


def _only_sum(derivation: IndexDerivation) -> tuple[int, ...]:
    parts = walk_paths(derivation.equation.right)
    return next((path for path, part in parts if isinstance(part, Sum)), ())


def _flip_taps(
    conv: GeneralConv, derivation: IndexDerivation, path: tuple[int, ...] = ()
) -> IndexDerivation:
    total = at_path(derivation.equation.right, path)
    if not isinstance(total, Sum):
        return derivation
    flips, note = [], list[str | Formula]()
    for tap, size in zip(_taps_of(conv, total), conv.windows.filter_size, strict=True):
        if tap is not None and size != ONE:
            flips.append(Application(FlipIndex(tap), path))
            note += [" and " if note else "Put ", _other_end(conv, tap, size), " for ", tap]
    end = ", which runs through the same values." if len(flips) == 1 else (
        "; they run through the same values.")  # fmt: skip
    return derivation.then(*flips, note=(*note, end)) if flips else derivation


def _taps_of(conv: GeneralConv, total: Sum) -> Iterator[Name | None]:
    """Give, for each axis, the index of the sum that the filter is read by."""
    bound = {limits.index for limits in total.ranges}
    whole = conv.whole(Role.FILTER)
    entry = next(factor for factor in factors_of(total.body) if whole_of(factor) == whole)
    for place in places_of(entry)[-conv.rank :] if conv.rank else ():
        found = read_index(place).letters & bound
        yield next((name for name in found if isinstance(name, Name)), None)


def _other_end(conv: GeneralConv, tap: Name, size: Formula) -> Formula:
    windows = conv.windows
    ends = read_index(size) + read_index(2 * windows.base - 1)
    return windows.writer.write(ends - read_index(tap))


def derive_filter_gradient(conv: GeneralConv) -> IndexDerivation:
    """Derive ∂L/∂F: a correlation of the extended input with ∂L/∂O ([slides] P1)."""
    derivation = derive_gradient(conv.setting(Role.FILTER), conv.own_entry(Role.FILTER))
    return _in_the_notation(conv, derivation)


def derive_bias_gradient(conv: GeneralConv) -> IndexDerivation:
    """Derive ∂L/∂B: the sum of ∂L/∂O over every place."""
    derivation = derive_gradient(conv.setting(Role.BIAS), conv.own_entry(Role.BIAS))
    return _name_upstream(conv, derivation)


def derive_input_gradient(conv: GeneralConv) -> IndexDerivation:
    """Derive ∂L/∂X: first with its divisibility, then as a full correlation with rot180 F.

    [slides] P2 and P3; at stride s the gradient from above is dilated.
    """
    derivation = derive_gradient(conv.setting(Role.INPUT), conv.own_entry(Role.INPUT))
    if conv.pads and conv.padding_mode is not PaddingMode.ZEROS:
        derivation = _name_padded_places(conv, derivation)
    derivation = _in_the_notation(conv, derivation)
    derivation = _dilate(conv, derivation)
    derivation = _flip_taps(conv, derivation)
    if conv.flip_filter:
        return derivation
    return _turn_filter(conv, derivation)


def _in_the_notation(conv: GeneralConv, derivation: IndexDerivation) -> IndexDerivation:
    """Write the gradient from above with the notation's letter, and factors in its order."""
    derivation = _name_upstream(conv, derivation)
    if conv.notation.factor_order is not FactorOrder.LOCAL_FIRST:
        return derivation
    total = derivation.equation.right
    if isinstance(total, Sum) and len(factors_of(total.body)) == 2:
        return derivation.then(Application(OrderFactors((1, 0)), (0,)))
    return derivation


def _name_upstream(conv: GeneralConv, derivation: IndexDerivation) -> IndexDerivation:
    if conv.notation.upstream is Upstream.PARTIAL:
        return derivation
    return derivation.then(Application(NameArray(conv.gradient, upstream_letter(conv))))


def upstream_letter(conv: GeneralConv) -> Entry:
    """Give the letter of ∂L/∂O in a notation that has one, such as δ with its layer."""
    letter = conv.notation.upstream_letter or DELTA_LETTER
    return Entry(letter, superscript=conv.whole(Role.OUTPUT).superscript)


def upstream(conv: GeneralConv) -> tuple[Formula, Entry]:
    """Give the gradient from above as it is written, and a letter to put accents on."""
    if conv.notation.upstream is Upstream.PARTIAL:
        return conv.gradient, _spare_letter(conv)
    letter = upstream_letter(conv)
    return letter, letter


def _spare_letter(conv: GeneralConv) -> Entry:
    used = array_letters(conv.notation) | letters_of_sizes(conv.setting().sizes)
    return Entry(next(letter for letter in "GDHQ" if letter not in used))


def _dilate(conv: GeneralConv, derivation: IndexDerivation) -> IndexDerivation:
    """Read the gradient from above with zeros between its entries, and outside."""
    total = derivation.equation.right
    whole, letter = upstream(conv)
    if not isinstance(total, Sum) or not total.conditions:
        return derivation
    stride = conv.windows.stride
    rule: Rule = (
        ExtendByZero(whole, dress(letter, "bar"))
        if all(step == ONE for step in stride)
        else Dilate(whole, dress(letter, "hat"), stride)
    )
    return derivation.then(Application(rule))


def _turn_filter(conv: GeneralConv, derivation: IndexDerivation) -> IndexDerivation:
    whole = conv.whole(Role.FILTER)
    if all(size == ONE for size in conv.windows.filter_size):
        return derivation
    path = next(p for p, part in walk_paths(derivation.equation.right) if whole_of(part) == whole)
    turn = Turn(whole, dress(whole, "tilde"), conv.rank)
    return derivation.then(Application(turn, path))


def _name_padded_places(conv: GeneralConv, derivation: IndexDerivation) -> IndexDerivation:
    """Give the place in the padded input an index, so that its own deltas can be contracted.

    The source of a place outside the input is no linear function of it, so the derivation stops
    at deltas such as reflect(s·i + d·u - p) = x.
    """
    windows, setting = conv.windows, derivation.setting
    insertions: list[Application] = []
    for axis, condition in enumerate(_source_conditions(derivation.equation.right)):
        source = condition.left
        assert isinstance(source, Apply)
        name = context_at(derivation.equation, (), setting).fresh(conv.letters.input[axis])
        lower = setting.limit(_shift(windows.base, windows.before[axis], -1))
        size = windows.input_size[axis]
        upper = setting.limit(Add((windows.limits(size)[1], windows.after[axis])))
        place = source.arguments[0]
        insertions.append(Application(InsertDelta(name, lower, upper, place)))
        equality = Condition(place, Relation.EQUAL, name)
        insertions.append(Application(UseEquality(equality)))
    derivation = derivation.then(*insertions)
    return exhaust(derivation, SIMPLIFYING)


def _shift(base: int, pad: Formula, sign: int) -> Formula:
    return Add((Number(base), Product((Number(sign), pad))))


def _source_conditions(formula: Formula) -> list[Condition]:
    if not isinstance(formula, Sum):
        return []
    return [c for c in formula.conditions if isinstance(c, Condition) and isinstance(c.left, Apply)]


_OPERATIONS: dict[Operation, Callable[[GeneralConv], IndexDerivation]] = {
    Operation.FORWARD: derive_output,
    Operation.GRAD_FILTER: derive_filter_gradient,
    Operation.GRAD_INPUT: derive_input_gradient,
    Operation.GRAD_BIAS: derive_bias_gradient,
}
