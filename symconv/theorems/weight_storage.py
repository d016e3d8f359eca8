"""The weight gradient of [blog] (docs/sources.md), in both storages; where rot180 comes from."""

from __future__ import annotations

from symconv.calculus.arrays import Defined
from symconv.calculus.polynomials import read_index
from symconv.calculus.rule import Application, IndexDerivation, Words
from symconv.calculus.rules import Fold, NameArray, OrderFactors, Turn
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import derive_gradient
from symconv.formulas import (
    Add,
    Entry,
    Equation,
    Formula,
    Number,
    Partial,
    Product,
    Range,
    Sum,
)
from symconv.notation import Notation
from symconv.theorems.claims import refuted_claim
from symconv.theorems.storage_theorems import (
    BEFORE,
    IMAGE,
    KERNEL,
    PLACES,
    TAPS,
    UNIT,
    Storage,
    StoredLayer,
)
from symconv.theorems.theorem import Part, Theorem, Verdict
from symconv.theorems.words import BRACKET

TURNED = Entry("V")


def weight_gradient_theorem(notation: Notation) -> Theorem:
    """Derive ∂E/∂w for both storages ([blog] eq. 10 to 13)."""
    unshifted, from_zero = (StoredLayer(notation, storage) for storage in Storage)
    parts = tuple(
        Part(
            (f"The result stored {words}",),
            weight_gradient(layer),
            given_layer(layer),
            cases=4, largest=3,
        )
        for layer, words in ((unshifted, "where the definition puts it"),
                             (from_zero, "from zero on"))
    )  # fmt: skip
    claim = Equation(gradient_by(from_zero), twelfth(from_zero, from_zero.extended_input))
    return Theorem(
        "weight-gradient-storage",
        "The gradient of a true convolution's kernel, for both ways of storing the result",
        ("For every kernel and image, with ", KERNEL, " rows and columns in the kernel:"),
        parts,
        notation,
        source="[blog] eq. 10 to 13",
        verdict=Verdict.CORRECTED,
        correction=("[blog] eq. 12 holds for the unshifted storage; for the one that the post "
                    "goes on with, from zero, it is the last line above, with its offset.",),
        refuted=refuted_claim(
            ("[blog] eq. 12 with δ stored from zero (the image zero outside)",),
            claim, _setting(from_zero),
        ),
    )  # fmt: skip


def rotation_theorem(notation: Notation) -> Theorem:
    """Derive ∂E/∂w as rot180 of a correlation ([blog] eq. 13 to 15)."""
    layer = StoredLayer(notation, Storage.FROM_ZERO)
    wrong = StoredLayer(notation, Storage.UNSHIFTED)
    derivation = weight_gradient(layer, correlated=True)
    units = (BEFORE, UNIT)
    offset = _from_the_end(layer)
    derivation = derivation.then(Application(Fold(TURNED, (*units, *offset))))
    derivation = derivation.then(Application(Turn(TURNED, Entry(r"\tilde{V}"), 2)))
    correlation = _correlation(layer).equation
    part = Part(
        ("Derivation",),
        derivation,
        (*given_layer(layer), ("The cross-correlation of the image with δ is", correlation)),
        (("So ", Partial(layer.loss, layer.weights), " is rot180 of the cross-correlation.",),),
        cases=4, largest=3,
    )  # fmt: skip
    refuted = Equation(gradient_by(wrong), _rotated(wrong))
    return Theorem(
        "weight-gradient-rot180",
        "The gradient of a true convolution's kernel is a correlation, rotated by 180 degrees",
        ("For every kernel and image, the result stored from zero:",),
        (part,),
        notation,
        source="[blog] eq. 13 to 15",
        verdict=Verdict.CORRECTED,
        correction=("[blog] eq. 15 holds for the storage from zero; with δ stored unshifted, as "
                    "eq. 12 and 18 need it, it does not.",),
        refuted=refuted_claim(
            ("[blog] eq. 15 with δ unshifted (the image zero outside)",),
            refuted, _setting(wrong),
        ),
    )  # fmt: skip


def given_layer(layer: StoredLayer) -> tuple[Words, ...]:
    """Say what the letters mean, what the layer is, and where its result lies."""
    ranges = tuple(
        Range(place, axis.lower, axis.upper)
        for place, axis in zip(PLACES, layer.output_axes[1:], strict=True)
    )
    storage: Words = ("Its places are ", ranges[0], " and ", ranges[1], ".")
    return (
        *_letters(layer), ("The complete input of a unit is", layer.definition), storage, BRACKET,
    )  # fmt: skip


def _letters(layer: StoredLayer) -> tuple[Words, ...]:
    source, target = layer.source, layer.target
    return (
        (layer.loss, " is the error; numbers above letters count layers and are no powers. "
         "Units are numbered ", source, " from 0 to ", layer.units(source).upper,
         " below the layer, and ", target, " from 0 to ", layer.units(target).upper, " in it."),
        ("An image has ", IMAGE[0], " rows and ", IMAGE[1], " columns, a kernel ", KERNEL,
         " of each, which is at most either; all count from 0."),
        (layer.delta, " is ", layer.gradient, ", and known."),
    )  # fmt: skip


def gradient_by(layer: StoredLayer) -> Partial:
    """Give ∂E/∂w of one weight."""
    return Partial(layer.loss, layer.at(layer.weights, (BEFORE, UNIT), PLACES))


def _setting(layer: StoredLayer) -> Setting:
    return layer.setting(layer.at(layer.weights, (BEFORE, UNIT), PLACES), layer.weight_axes)


def weight_gradient(layer: StoredLayer, correlated: bool = False) -> IndexDerivation:
    """Derive ∂E/∂w, with δ for ∂E/∂c and o before it."""
    setting = _setting(layer)
    if correlated:
        setting = setting.with_array(TURNED, _correlation(layer))
    derivation = derive_gradient(setting, layer.at(layer.weights, (BEFORE, UNIT), PLACES))
    derivation = derivation.then(Application(NameArray(layer.gradient, layer.delta)))
    return derivation.then(Application(OrderFactors((1, 0)), (0,)))


def twelfth(layer: StoredLayer, image: Entry) -> Formula:
    """Give the right side of [blog] eq. 12, over the places of the layer's δ."""
    return _over_places(layer, image, tuple(
        Add((tap, Product((Number(-1), place)))) for tap, place in zip(TAPS, PLACES, strict=True)
    ))  # fmt: skip


def _rotated(layer: StoredLayer) -> Formula:
    """Give the right side of [blog] eq. 15 over the places of the layer's δ."""
    offset = _from_the_end(layer)
    return _over_places(layer, layer.extended_input, tuple(
        Add((tap, place)) for tap, place in zip(TAPS, offset, strict=True)
    ))  # fmt: skip


def _from_the_end(layer: StoredLayer) -> tuple[Formula, ...]:
    return tuple(Add((layer.reach, Product((Number(-1), place)))) for place in PLACES)


def _over_places(layer: StoredLayer, image: Entry, places: tuple[Formula, ...]) -> Sum:
    body = Product((
        layer.at(image, (BEFORE,), places), layer.at(layer.delta, (UNIT,), TAPS)
    ))  # fmt: skip
    axes = layer.output_axes[1:]
    ranges = (Range(tap, a.lower, a.upper) for tap, a in zip(TAPS, axes, strict=True))
    return Sum(body, tuple(ranges))


def _correlation(layer: StoredLayer) -> Defined:
    """Give V(x, y) = Σ o(x + x', y + y') δ(x', y'), the cross-correlation."""
    places = tuple(
        layer.writer.write(read_index(place) + read_index(tap))
        for place, tap in zip(PLACES, TAPS, strict=True)
    )
    left = Entry(TURNED.letter, (BEFORE, UNIT), None, PLACES)
    return Defined(layer.weight_axes, Equation(left, _over_places(layer, layer.input, places)))
