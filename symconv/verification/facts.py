"""What a document says of its own layer, in words: letters, sizes, strides, conventions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact is about; its `subject` and `value` are said beside each."""

    LETTER = "letter"
    """subject: a letter as formulas have it; value: an `Array`."""
    SHAPE = "shape"
    """subject: a letter, or an `Array`; value: sizes, "3x3" (numbers) or "m x n" (letters)."""
    SIZE = "size"
    """subject: a letter of a number ("S", "n_H"); value: a `Quantity`, or a number ("2")."""
    STRIDE = "stride"
    """value: an int or a letter; likewise for padding and dilation."""
    PADDING = "padding"
    DILATION = "dilation"
    BASE = "base"
    """value: "0" or "1"; subject: "" for all indices, or the letter whose indices they are."""
    OPERATION = "operation"
    """subject: "layer", a sign of `formulas.written.SIGNS` or a word; value: an `Operator`."""
    PADDED = "padded"
    """What an operation between arrays does at the borders; value: "full", "valid" or "same"."""
    DIVISIBLE = "divisible"
    """The text demands that the stride divides (or i - k is a multiple of s)."""
    ZERO_EXTENSION = "zero extension"
    """Arrays are zero outside; subject: the letter, or "" for all."""
    TOTAL_PADDING = "total padding"
    """Padding counts both sides together."""
    ORIGIN = "origin"
    """The valid map is moved to the origin (stored from 0)."""
    WINDOW = "window"
    """Pooling: value: sizes of its window, "2x2"; subject: a `Pooling`, or ""."""
    SUMMED = "summed"
    """Repeated indices are summed (Einstein)."""
    SWAPPED = "swapped"
    """Indices of derivatives are reversed, or a Jacobian is column-wise; value: the words."""
    DILATION_FROM_ZERO = "dilation from zero"
    """A dilation of 0 means none."""
    MADE = "made"
    """subject: the letter of an array that is made of another; value: a `Making` and the letter of
    that one, "turned F", behind a ∂ where it is the gradient by it: "spread ∂O"; and 0 where its
    own indices count from zero, whatever others do."""


class Making(StrEnum):
    """How an array is made of another."""

    SAME = "same"
    TURNED = "turned"
    """By 180 degrees, along its positions."""
    SPREAD = "spread"
    """With stride - 1 zeros between its entries, and zero outside."""
    EXTENDED = "extended"
    """With zeros outside."""


class Array(StrEnum):
    """The part that a letter plays."""

    INPUT = "input"
    FILTER = "filter"
    BIAS = "bias"
    OUTPUT = "output"
    LOSS = "loss"
    GRADIENT = "gradient"
    """The gradient of the loss by the output, or by a layer's pre-activation (delta)."""
    ACTIVATED = "activated"
    """The output after its activation."""
    ACTIVATION = "activation"
    """The activation function itself."""
    TARGET = "target"
    RATE = "rate"


class Operator(StrEnum):
    """What a sign or a word does."""

    CORRELATION = "correlation"
    CONVOLUTION = "convolution"
    """With the filter flipped."""
    PRODUCT = "product"
    ENTRYWISE = "entrywise"
    KRONECKER = "kronecker"
    LAYER = "layer"
    """The convolution of the document's own layer, whether that flips or not."""


class Quantity(StrEnum):
    """A number that a letter stands for."""

    INPUT_SIZE = "input size"
    INPUT_HEIGHT = "input height"
    INPUT_WIDTH = "input width"
    FILTER_SIZE = "filter size"
    FILTER_HEIGHT = "filter height"
    FILTER_WIDTH = "filter width"
    OUTPUT_SIZE = "output size"
    OUTPUT_HEIGHT = "output height"
    OUTPUT_WIDTH = "output width"
    STRIDE = "stride"
    PADDING = "padding"
    """Before the first entry and, if nothing else is said, after the last."""
    PADDING_AFTER = "padding after"
    DILATION = "dilation"
    IN_CHANNELS = "in channels"
    OUT_CHANNELS = "out channels"
    BATCH = "batch"
    LAYERS = "layers"


@dataclass(frozen=True)
class Fact:
    """Something that a document says, and the words that say it, at their line (from 1)."""

    kind: FactKind
    subject: str
    value: str
    words: str
    line: int
