"""Transposed convolution as the adjoint of a convolution, and a dense layer as its special case.

Sources: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import replace

from symconv.calculus.arrays import Declaration, Defined, Given, Whole, whole_of
from symconv.calculus.polynomials import read_index
from symconv.calculus.rule import (
    Application,
    IndexDerivation,
    Rule,
    Words,
    begin,
    context_at,
)
from symconv.calculus.rules import (
    ContractDelta,
    DropKnown,
    Fold,
    MergeSums,
    NestSum,
    ReadInside,
    RestrictSum,
    Unfold,
)
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import everywhere
from symconv.formulas import (
    Condition,
    Entry,
    Equation,
    Formula,
    Name,
    Product,
    Range,
    Relation,
    Sum,
    walk_paths,
)
from symconv.formulas.walk import Path
from symconv.notation import Notation
from symconv.roles import Role
from symconv.theorems.build import build_general_conv
from symconv.theorems.conv_theorem import derive_general_conv, given
from symconv.theorems.convolution import GeneralConv
from symconv.theorems.gradients import Operation
from symconv.theorems.theorem import Part, Theorem
from symconv.theorems.words import describe_domain

OTHER, TRANSPOSED, INNER = Entry("Y"), Entry("T"), Entry("S")


def adjoint_theorem(notation: Notation) -> Theorem:
    """Derive that a transposed convolution is the adjoint of the convolution.

    The sum of Y times conv(X) is the sum of X times convT(Y), for any X and Y.
    """
    conv = build_general_conv(notation=notation)
    setting, definition = _setting(conv)
    derivation = _derive(conv, setting)
    part = Part(
        ("Derivation",), derivation,
        (*_without_gradient(conv),
         ("For any ", OTHER, " of the output's shape, the transposed convolution of ", OTHER,
          " is", definition),
         ("The inner product of ", OTHER, " with the output is",
          Equation(INNER, _inner_product(conv)))),
        (("The last line is the inner product of ", conv.whole(Role.INPUT), " with ", TRANSPOSED,
          ": the transposed convolution is the adjoint. If ", OTHER, " is ", conv.gradient, ", ",
          TRANSPOSED, " is the gradient by the input (strided-input-gradient).",),),
        cases=5, largest=3,
    )  # fmt: skip
    return Theorem(
        "transposed-adjoint",
        "A transposed convolution is the adjoint of the convolution",
        ("For every input, filter and ", OTHER, ":"),
        (part,),
        notation,
        source="[slides] P2 and P3, as an operation of its own",
    )


def _without_gradient(conv: GeneralConv) -> list[Words]:
    return [*given(conv, Operation.FORWARD), ("The output is", conv.definition)]


def _inner_product(conv: GeneralConv) -> Sum:
    names = (*conv.channels(Role.OUTPUT), *conv.letters.output)
    axes = conv.axes(Role.OUTPUT)
    ranges = tuple(
        Range(name, axis.lower, axis.upper) for name, axis in zip(names, axes, strict=True)
    )
    return Sum(Product((Entry(OTHER.letter, names), conv.own_entry(Role.OUTPUT))), ranges)


def _setting(conv: GeneralConv) -> tuple[Setting, Equation]:
    """Give the setting with Y, its inner product S and its transposed convolution T."""
    base = conv.setting(Role.INPUT)
    names = (*conv.channels(Role.OUTPUT), *conv.letters.output)
    windows = conv.windows
    own = (*conv.channels(Role.INPUT), *conv.letters.input)
    left = Entry(TRANSPOSED.letter, own)
    ranges = (
        *(Range(name, axis.lower, axis.upper)
          for name, axis in zip(names, conv.axes(Role.OUTPUT), strict=True)),
        *map(windows.range, conv.letters.tap, windows.filter_size),
    )  # fmt: skip
    filters = conv.own_entry(Role.FILTER)
    meets = tuple(
        Condition(place, Relation.EQUAL, name)
        for place, name in zip(_places(conv), conv.letters.input, strict=True)
    )
    right = Sum(Product((Entry(OTHER.letter, names), filters)), ranges, meets)
    definition = Equation(left, right)
    arrays: dict[Whole, Declaration] = {
        **base.arrays,
        OTHER: Given(conv.axes(Role.OUTPUT)),
        TRANSPOSED: Defined(conv.axes(Role.INPUT), definition),
        INNER: Defined((), Equation(INNER, _inner_product(conv))),
    }
    return replace(base, arrays=arrays, domain=(), output=None), definition


def _places(conv: GeneralConv) -> list[Formula]:
    windows = conv.windows
    return [
        windows.writer.write(windows.place(axis, index, read_index(tap)))
        for axis, (index, tap) in enumerate(zip(conv.letters.output, conv.letters.tap, strict=True))
    ]


def _derive(conv: GeneralConv, setting: Setting) -> IndexDerivation:
    derivation = begin(setting, INNER, _inner_product(conv))
    derivation = _at_entry(derivation, conv.whole(Role.OUTPUT))
    path = _path_of(derivation, conv.padded)
    channels = conv.channels(Role.INPUT)
    fresh = context_at(derivation.equation, path, derivation.final_setting).fresh
    names = [fresh(name) for name in (*channels, *conv.letters.input)]
    inside: Rule = ReadInside(conv.whole(Role.INPUT), tuple(names))
    derivation = derivation.then(Application(inside, path))
    for rule in (MergeSums, ContractDelta, DropKnown, RestrictSum):
        if rule is ContractDelta:
            derivation = _contract_channels(derivation, channels)
        else:
            derivation = everywhere(derivation, rule)
    inner = (*conv.channels(Role.OUTPUT), *conv.letters.output, *conv.letters.tap)
    derivation = derivation.then(Application(NestSum(inner)))
    nested = _path_to_sum(derivation)
    places = tuple(names)
    return derivation.then(Application(Fold(TRANSPOSED, places), nested))


def _contract_channels(derivation: IndexDerivation, channels: tuple[Name, ...]) -> IndexDerivation:
    """Contract the deltas of the channels; those of the places stay as conditions."""
    total = derivation.equation.right
    for _, part in walk_paths(total):
        if isinstance(part, Condition) and part.left in channels:
            assert isinstance(part.left, Name)
            return derivation.then(Application(ContractDelta(part.left, part)))
    return derivation


def _at_entry(derivation: IndexDerivation, whole: Whole) -> IndexDerivation:
    path = _path_of(derivation, whole)
    context = context_at(derivation.equation, path, derivation.final_setting)
    return derivation.then(Application(Unfold.freshly(whole, context), path))


def _path_of(derivation: IndexDerivation, whole: Whole) -> Path:
    parts = walk_paths(derivation.equation.right)
    return next(path for path, part in parts if whole_of(part) == whole)


def _path_to_sum(derivation: IndexDerivation) -> Path:
    parts = walk_paths(derivation.equation.right)
    return next(path for path, part in parts if path and isinstance(part, Sum))


def dense_theorem(notation: Notation) -> Theorem:
    """Derive the gradients of a dense layer: a convolution without spatial axes."""
    conv = build_general_conv(0, bias=True, notation=notation)
    titles = {
        Operation.GRAD_FILTER: "By the weights",
        Operation.GRAD_INPUT: "By the input",
        Operation.GRAD_BIAS: "By the bias",
    }
    parts = []
    for operation, title in titles.items():
        theorem = derive_general_conv(conv, operation)
        parts.append(replace(theorem.parts[0], title=(title,), reading=()))
    statement = parts[0].derivation
    return Theorem(
        "dense",
        "A dense layer is a convolution without spatial axes",
        (*describe_domain(statement.setting.domain), ", and likewise for the others:"),
        (*parts[1:], parts[0]),
        notation,
        source="[blog] 'The idea of CNNs, in short', fully-connected layers",
    )
