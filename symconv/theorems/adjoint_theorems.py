"""Transposed convolution as the adjoint of a convolution, and a dense layer as its special case.

Sources: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from symconv.theorems.letters import array_letters, letters_of_sizes, with_places_apart
from symconv.theorems.theorem import Part, Theorem
from symconv.theorems.words import describe_domain


@dataclass(frozen=True)
class _Arrays:
    """The arrays besides those of the convolution, whose letters give way to its letters."""

    other: Entry
    """Any array of the output's shape."""
    transposed: Entry
    """The transposed convolution of it."""
    inner: Entry
    """Its inner product with the output."""


def _arrays_beside(conv: GeneralConv) -> _Arrays:
    used = array_letters(conv.notation) | letters_of_sizes(conv.setting().sizes)
    used |= {name.letter for name in conv.letters.all if isinstance(name, Name)}
    chosen: list[str] = []
    for candidates in ("Y", "T", "S"):
        free = (letter for letter in f"{candidates}UVPQRHJA" if letter not in used)
        chosen.append(next(free))
        used |= {chosen[-1]}
    return _Arrays(*map(Entry, chosen))


def adjoint_theorem(notation: Notation) -> Theorem:
    """Derive that a transposed convolution is the adjoint of the convolution.

    The sum of Y times conv(X) is the sum of X times convT(Y), for any X and Y.
    """
    conv = build_general_conv(notation=notation)
    taken = array_letters(notation) | letters_of_sizes(conv.setting().sizes)
    conv = replace(conv, letters=with_places_apart(conv.letters, taken))
    arrays = _arrays_beside(conv)
    other, transposed, inner = arrays.other, arrays.transposed, arrays.inner
    setting, definition = _setting(conv, arrays)
    derivation = _derive(conv, setting, arrays)
    part = Part(
        ("Derivation",), derivation,
        (*_without_gradient(conv),
         ("For any ", other, " of the output's shape, the transposed convolution of ", other,
          " is", definition),
         ("The inner product of ", other, " with the output is",
          Equation(inner, _inner_product(conv, other)))),
        (("The last line is the inner product of ", conv.whole(Role.INPUT), " with ", transposed,
          ": the transposed convolution is the adjoint. If ", other, " is ", conv.gradient, ", ",
          transposed, " is the gradient by the input (strided-input-gradient).",),),
        cases=5, largest=3,
    )  # fmt: skip
    return Theorem(
        "transposed-adjoint",
        "A transposed convolution is the adjoint of the convolution",
        ("For every input, filter and ", other, ":"),
        (part,),
        notation,
        source="[slides] P2 and P3, as an operation of its own",
    )


def _without_gradient(conv: GeneralConv) -> list[Words]:
    return [*given(conv, Operation.FORWARD), ("The output is", conv.definition)]


def _inner_product(conv: GeneralConv, other: Entry) -> Sum:
    names = (*conv.channels(Role.OUTPUT), *conv.letters.output)
    axes = conv.axes(Role.OUTPUT)
    ranges = tuple(
        Range(name, axis.lower, axis.upper) for name, axis in zip(names, axes, strict=True)
    )
    return Sum(Product((Entry(other.letter, names), conv.own_entry(Role.OUTPUT))), ranges)


def _setting(conv: GeneralConv, added: _Arrays) -> tuple[Setting, Equation]:
    """Give the setting with the arrays that are added to those of the convolution."""
    base = conv.setting(Role.INPUT)
    names = (*conv.channels(Role.OUTPUT), *conv.letters.output)
    windows = conv.windows
    own = (*conv.channels(Role.INPUT), *conv.letters.input)
    left = Entry(added.transposed.letter, own)
    ranges = (
        *(Range(name, axis.lower, axis.upper)
          for name, axis in zip(names, conv.axes(Role.OUTPUT), strict=True)),
        *map(windows.range, conv.letters.tap, windows.filter_size),
    )  # fmt: skip
    filters = conv.entry(conv.whole(Role.FILTER), conv.channels(Role.FILTER), conv.letters.tap)
    meets = tuple(
        Condition(place, Relation.EQUAL, name)
        for place, name in zip(_places(conv), conv.letters.input, strict=True)
    )
    right = Sum(Product((Entry(added.other.letter, names), filters)), ranges, meets)
    definition = Equation(left, right)
    arrays: dict[Whole, Declaration] = {
        **base.arrays,
        added.other: Given(conv.axes(Role.OUTPUT)),
        added.transposed: Defined(conv.axes(Role.INPUT), definition),
        added.inner: Defined((), Equation(added.inner, _inner_product(conv, added.other))),
    }
    return replace(base, arrays=arrays, domain=(), output=None), definition


def _places(conv: GeneralConv) -> list[Formula]:
    windows = conv.windows
    return [
        windows.writer.write(windows.place(axis, index, read_index(tap)))
        for axis, (index, tap) in enumerate(zip(conv.letters.output, conv.letters.tap, strict=True))
    ]


def _derive(conv: GeneralConv, setting: Setting, added: _Arrays) -> IndexDerivation:
    derivation = begin(setting, added.inner, _inner_product(conv, added.other))
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
    return derivation.then(Application(Fold(added.transposed, places), nested))


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
