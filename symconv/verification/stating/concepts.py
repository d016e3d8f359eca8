"""What words of prose can be about, whatever their language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from symconv.verification.facts import Array, Quantity


class Concept(StrEnum):
    """What an item of prose is: the meaning of a word or phrase, or a piece of notation."""

    # The parts of a layer.
    INPUT = auto()
    IMAGE = auto()
    """An input, where a letter or a filter beside it says so."""
    FILTER = auto()
    BIAS = auto()
    OUTPUT = auto()
    LOSS = auto()
    ERROR = auto()
    """A loss or a gradient: its letter decides."""
    GRADIENT = auto()
    UPSTREAM = auto()
    """The gradient that comes from the next layer."""
    ACTIVATED = auto()
    ACTIVATION = auto()
    TARGET = auto()
    RATE = auto()
    # Numbers.
    STRIDE = auto()
    PADDING = auto()
    DILATION = auto()
    SIZE = auto()
    HEIGHT = auto()
    WIDTH = auto()
    CHANNELS = auto()
    BATCH = auto()
    LAYERS = auto()
    AMOUNT = auto()
    """ "number of"."""
    NO_PADDING = auto()
    UNIT = auto()
    TOTAL = auto()
    # Operations.
    CORRELATION = auto()
    CONVOLUTION = auto()
    TRUE = auto()
    FLIP = auto()
    PRODUCT = auto()
    ENTRYWISE = auto()
    KRONECKER = auto()
    OPERATION = auto()
    FORWARD = auto()
    BACKWARD = auto()
    VALID = auto()
    FULL = auto()
    SAME = auto()
    POOL = auto()
    MAX = auto()
    MEAN = auto()
    WINDOW = auto()
    # Conventions.
    INDEX = auto()
    START = auto()
    BASED = auto()
    DIVISIBLE = auto()
    ZERO_OUTSIDE = auto()
    ORIGIN = auto()
    SUMMED = auto()
    COLUMN_WISE = auto()
    REVERSED = auto()
    MEANS = auto()
    # What joins.
    IS = auto()
    DENOTES = auto()
    DENOTE = auto()
    BY = auto()
    OF = auto()
    WITH = auto()
    FROM = auto()
    ON = auto()
    AND = auto()
    OR = auto()
    ARTICLE = auto()
    NOUN = auto()
    """A noun that changes nothing: matrix, tensor, map."""
    PART = auto()
    """A noun that makes something else of what stands before it: index, element, pixel."""
    USE = auto()
    HERE = auto()
    MOVE = auto()
    EXAMPLE = auto()
    PREVIOUS = auto()
    NEXT = auto()
    LAST = auto()
    """The last layer of a network, which is not the layer that is told of."""
    EMPTY = auto()
    """A word that is passed over: actually, simply."""
    # What makes a sentence say less.
    NOT = auto()
    NO = auto()
    CONTRAST = auto()
    INSTEAD = auto()
    HEDGE = auto()
    ELSEWHERE = auto()
    # Notation.
    NUMBER = auto()
    LETTER = auto()
    SHAPE = auto()
    SIGN = auto()
    TIMES = auto()
    EQUALS = auto()
    MEMBER = auto()
    COLON = auto()
    DASH = auto()
    COMMA = auto()
    OPEN = auto()
    CLOSE = auto()
    BAR = auto()
    ARITHMETIC = auto()
    DOTS = auto()
    MATH = auto()
    STOP = auto()
    QUESTION = auto()
    WORD = auto()
    # Made of several items.
    QUANTITY = auto()
    OTHER = auto()


ARRAYS: dict[Concept, Array] = {
    Concept.INPUT: Array.INPUT,
    Concept.IMAGE: Array.INPUT,
    Concept.FILTER: Array.FILTER,
    Concept.BIAS: Array.BIAS,
    Concept.OUTPUT: Array.OUTPUT,
    Concept.LOSS: Array.LOSS,
    Concept.UPSTREAM: Array.GRADIENT,
    Concept.GRADIENT: Array.GRADIENT,
    Concept.ACTIVATED: Array.ACTIVATED,
    Concept.ACTIVATION: Array.ACTIVATION,
    Concept.TARGET: Array.TARGET,
    Concept.RATE: Array.RATE,
}
"""The part of a layer that a concept names; an error is told apart by its letter."""

SETTINGS: dict[Concept, Quantity] = {
    Concept.STRIDE: Quantity.STRIDE,
    Concept.PADDING: Quantity.PADDING,
    Concept.DILATION: Quantity.DILATION,
}


@dataclass(frozen=True, slots=True)
class Item:
    """A word, phrase or piece of notation; `value` is its number, letter, sizes or sign.

    `first` and `stop` are the characters of the text that it covers. `weak` marks a plain letter
    that may be a word (a, I); `math` what stands between the marks of mathematics.
    """

    concept: Concept
    value: str
    first: int
    stop: int
    weak: bool = False
    math: bool = False
