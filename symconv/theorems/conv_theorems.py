"""What the sources claim of a convolution: stride, gradients, dilated gradients, the flip.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symconv.calculus.arrays import Defined, Whole, places_of, whole_of
from symconv.calculus.polynomials import ONE_INDEX, IndexPolynomial, read_index
from symconv.calculus.rule import Application, IndexDerivation, Words, begin, context_at
from symconv.calculus.rules import (
    ContractDelta,
    Dilate,
    DivideDelta,
    DropKnown,
    FlipIndex,
    Fold,
    InsertDelta,
    Turn,
)
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import everywhere
from symconv.formulas import (
    Entry,
    Equation,
    Formula,
    Index,
    Name,
    Number,
    Product,
    Sum,
    substitute,
    walk_paths,
)
from symconv.notation import Notation
from symconv.roles import Role
from symconv.theorems.build import build_general_conv
from symconv.theorems.claims import refuted_claim
from symconv.theorems.conv_theorem import derive_general_conv, given, subject_of
from symconv.theorems.convolution import GeneralConv, dress
from symconv.theorems.correlations import read_correlation
from symconv.theorems.gradients import Operation, derive_filter_gradient, upstream
from symconv.theorems.letters import array_letters, letters_of_sizes
from symconv.theorems.theorem import Part, Theorem, Verdict
from symconv.theorems.words import describe_domain, describe_reading


def _plain(notation: Notation) -> GeneralConv:
    """Give the convolution of [slides] eq. 16: stride 1, no dilation, no padding."""
    return build_general_conv(stride=1, dilation=1, padding=0, notation=notation)


def stride_theorem(notation: Notation) -> Theorem:
    """Derive that stride s gives every s-th entry of the output at stride 1 ([slides] T2)."""
    conv = build_general_conv(notation=notation)
    unit = build_general_conv(stride=1, notation=notation)
    strided = replace(conv.whole(Role.OUTPUT), superscript=Name("s"))
    plain = replace(conv.whole(Role.OUTPUT), superscript=1)
    arrays = dict(conv.setting().arrays)
    del arrays[conv.whole(Role.OUTPUT)]
    for whole, layer in ((strided, conv), (plain, unit)):
        left = replace(layer.own_entry(Role.OUTPUT), superscript=whole.superscript)
        arrays[whole] = Defined(layer.axes(Role.OUTPUT), Equation(left, layer.definition.right))
    setting = replace(conv.setting(), arrays=arrays, output=None)
    entry = replace(conv.own_entry(Role.OUTPUT), superscript=strided.superscript)
    places = tuple(
        conv.windows.writer.index(_window_start(conv, axis, index))
        for axis, index in enumerate(conv.letters.output)
    )
    derivation = begin(setting, entry, conv.definition.right)
    channels = conv.channels(Role.OUTPUT)
    derivation = derivation.then(Application(Fold(plain, (*channels, *places))))
    part = Part(
        ("Derivation",), derivation,
        (*tuple(given(conv, Operation.FORWARD)),
         (strided, " is the output at the strides ", *_joined(conv.windows.stride), ", ", plain,
          " the output at stride 1.")),
        cases=4, largest=3,
    )  # fmt: skip
    return Theorem(
        "stride",
        "Stride s drops entries of the output at stride 1",
        _for_every(setting),
        (part,),
        notation,
        source="[slides] T2, 'Interpreting Stride > 1'",
    )


def _window_start(conv: GeneralConv, axis: int, index: Name) -> IndexPolynomial:
    """Give the place of a window's first tap in the padded input."""
    windows = conv.windows
    place = windows.place(axis, index, read_index(windows.base))
    return place + read_index(windows.before[axis])


def _joined(formulas: Iterable[Formula]) -> Words:
    said: list[str | Formula] = []
    for number, formula in enumerate(formulas):
        said += [" and " if number else "", formula]
    return tuple(part for part in said if part != "")


def _for_every(setting: Setting) -> Words:
    domain = describe_domain(setting.domain)
    return (*domain, ":") if domain else ("For every size:",)


def filter_gradient_theorem(notation: Notation) -> Theorem:
    """Derive ∂L/∂F as a correlation of X with ∂L/∂O ([slides] P1), not a convolution."""
    conv = _plain(notation)
    theorem = derive_general_conv(conv, Operation.GRAD_FILTER)
    derivation = theorem.derivation
    claim = Equation(derivation.left, _convolved(conv, derivation))
    return replace(
        theorem,
        name="filter-gradient",
        title="The gradient by the filter is a correlation of the input with ∂L/∂O",
        source="[slides] P1, 'nothing but the convolution between Input X and Loss Gradient'",
        verdict=Verdict.CORRECTED,
        correction=("it is a cross-correlation: ∂L/∂O is not flipped. With a flipped ∂L/∂O, as "
                    "in a true convolution, it is false.",),
        refuted=refuted_claim(
            ("read as a true convolution, in which ∂L/∂O is flipped",), claim,
            derivation.final_setting,
        ),
    )  # fmt: skip


def _convolved(conv: GeneralConv, derivation: IndexDerivation) -> Formula:
    """Give the filter gradient with ∂L/∂O counted from the other end."""
    total = derivation.equation.right
    if not isinstance(total, Sum):
        raise TypeError("the gradient is no sum")
    flipped = derivation
    for limits in total.ranges:
        flipped = flipped.then(Application(FlipIndex(limits.index)))
    changed = flipped.equation.right
    if not isinstance(changed, Sum):
        raise TypeError("the gradient is no sum")
    above, _ = upstream(conv)
    mixed = (
        new if whole_of(old) == above else old
        for new, old in zip(_factors(changed), _factors(total), strict=True)
    )
    return Sum(Product(tuple(mixed)), total.ranges)


def _factors(total: Sum) -> tuple[Formula, ...]:
    return total.body.factors if isinstance(total.body, Product) else (total.body,)


def input_gradient_theorem(notation: Notation) -> Theorem:
    """Derive ∂L/∂X as the full correlation of ∂L/∂O with rot180 F ([slides] P2 and P3)."""
    conv = _plain(notation)
    theorem = derive_general_conv(conv, Operation.GRAD_INPUT)
    return replace(
        theorem,
        name="input-gradient",
        title="The gradient by the input is a full correlation with the turned filter",
        source="[slides] P2 and P3, '∂L/∂X as a Full Convolution'",
        verdict=Verdict.CORRECTED,
        correction=("'full convolution' with the turned filter is a full correlation with it, "
                    "that is, a full convolution with the filter as it is.",),
        refuted=refuted_claim(
            ("with the turned filter flipped once more, as in a true convolution",),
            Equation(theorem.statement.left, _without_turn(conv, theorem)),
            theorem.derivation.final_setting,
        ),
    )  # fmt: skip


def _without_turn(conv: GeneralConv, theorem: Theorem) -> Formula:
    """Give the input gradient with F in the place of rot180 F."""
    turned = dress(conv.whole(Role.FILTER), "tilde")
    entries: dict[Formula, Formula] = {
        part: replace(part, letter=conv.notation.filter)
        for _, part in walk_paths(theorem.statement.right)
        if isinstance(part, Entry) and part.letter == turned.letter
    }
    return substitute(theorem.statement.right, entries)


def strided_filter_theorem(notation: Notation) -> Theorem:
    """Derive ∂L/∂F at stride s as a correlation with the dilated ∂L/∂O ([chapter] P1)."""
    conv = build_general_conv(notation=notation, dilation=1, padding=0)
    derivation = derive_filter_gradient(conv)
    derivation = _spread_output(conv, derivation)
    reading = describe_reading(
        read_correlation(derivation, conv.rank), subject_of(conv, Operation.GRAD_FILTER)
    )
    part = Part(
        ("Derivation",), derivation, tuple(given(conv, Operation.GRAD_FILTER)),
        () if reading is None else (reading,), cases=4, largest=3,
    )  # fmt: skip
    return Theorem(
        "dilated-gradient",
        "At stride s the gradient by the filter is a correlation with the dilated ∂L/∂O",
        _for_every(derivation.setting),
        (part,),
        notation,
        source="[chapter] P1, 'a dilated version of the output gradient tensor, where the stride "
        "is set to 1'",
    )


def _spread_output(conv: GeneralConv, derivation: IndexDerivation) -> IndexDerivation:
    """Sum over the places s·i of the dilated gradient in the place of i."""
    windows, setting = conv.windows, derivation.final_setting
    above, letter = upstream(conv)
    used = array_letters(conv.notation) | letters_of_sizes(setting.sizes)
    spread = Name(next(letter for letter in "tehr" if letter not in used))
    for axis, place in enumerate(_places_of(derivation, above)[-conv.rank :]):
        new = context_at(derivation.equation, (), setting).fresh(spread)
        step = windows.stride[axis]
        last = read_index(step) * (read_index(windows.output_size[axis]) - ONE_INDEX)
        start = read_index(place) - read_index(windows.base)
        value = setting.limit(read_index(step) * start)
        insertion = InsertDelta(new, Number(0), setting.limit(last), value)
        derivation = derivation.then(Application(insertion))
    for rule in (ContractDelta, DivideDelta, DropKnown):
        derivation = everywhere(derivation, rule)
    return derivation.then(Application(Dilate(above, dress(letter, "hat"), windows.stride)))


def _places_of(derivation: IndexDerivation, whole: Whole) -> tuple[Index, ...]:
    """Give the places at which the last line reads an array."""
    parts = walk_paths(derivation.equation.right)
    return next(places_of(part) for _, part in parts if whole_of(part) == whole)


def strided_input_theorem(notation: Notation) -> Theorem:
    """Derive ∂L/∂X at stride s, dilation d and padding p."""
    conv = build_general_conv(notation=notation)
    theorem = derive_general_conv(conv, Operation.GRAD_INPUT)
    return replace(
        theorem,
        name="strided-input-gradient",
        title="At stride s the gradient by the input is a correlation of the dilated ∂L/∂O",
        source="[slides] P2 and P3, for every stride, dilation and padding",
    )


def bias_gradient_theorem(notation: Notation) -> Theorem:
    """Derive ∂L/∂B as the sum of ∂L/∂O."""
    conv = build_general_conv(notation=notation, bias=True)
    theorem = derive_general_conv(conv, Operation.GRAD_BIAS)
    return replace(
        theorem,
        name="bias-gradient",
        title="The gradient by the bias is the sum of ∂L/∂O",
        source="the bias of [slides] eq. 4 and [blog] eq. 7, for every size",
    )


def flip_theorem(notation: Notation) -> Theorem:
    """Derive that a true convolution is a correlation with the turned filter."""
    conv = build_general_conv(notation=notation, flip_filter=True)
    correlated = begin(conv.setting(), conv.own_entry(Role.OUTPUT), conv.definition.right)
    whole = conv.whole(Role.FILTER)
    correlated = correlated.then(
        Application(Turn(whole, dress(whole, "tilde"), conv.rank), _filter_path(correlated, whole))
    )
    forward = derive_general_conv(conv, Operation.FORWARD)
    first = Part(
        ("As a correlation",), correlated, tuple(given(conv, Operation.FORWARD)),
        cases=4, largest=3,
    )  # fmt: skip
    second = replace(forward.parts[0], title=("As the sum that defines a convolution",))
    return Theorem(
        "flip",
        "A true convolution is a correlation with the turned filter",
        _for_every(correlated.setting),
        (first, second),
        notation,
        source="[blog] eq. 1 and 5",
    )


def _filter_path(derivation: IndexDerivation, whole: Whole) -> tuple[int, ...]:
    parts = walk_paths(derivation.equation.right)
    return next(path for path, part in parts if whole_of(part) == whole)
