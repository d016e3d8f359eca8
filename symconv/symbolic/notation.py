"""Notations: letters, index base, index style, product sign and order of factors."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from math import prod
from typing import TypeVar

from symconv.errors import NotationError
from symconv.formulas import Add, Entry, Name, Number
from symconv.specs.normalise import shown
from symconv.specs.roles import Role
from symconv.symbolic.indexing import row_major
from symconv.symbolic.letters import check_letter, letter_to_text


class IndexStyle(StrEnum):
    """How an entry shows its place: `X_{11}`, `X_{1,1}`, `a_7`, or `o_n^{l-1}(x, y)`."""

    DIGITS = "digits"
    COMMA = "comma"
    FLAT = "flat"
    LAYERS = "layers"


class FactorOrder(StrEnum):
    """Which factor comes first.

    `upstream-first` writes ∂L/∂O before the local gradient and the input before the filter
    (first seed, equations 16 and 24); `local-first` is its mirror image (third seed,
    equations 1 and 7).
    """

    UPSTREAM_FIRST = "upstream-first"
    LOCAL_FIRST = "local-first"


class Upstream(StrEnum):
    r"""How the output gradient is written: ∂L/∂O_{11} or δ_{11}."""

    PARTIAL = "partial"
    DELTA = "delta"


PRODUCT_SIGNS: Mapping[str, str] = {
    "": "",
    "*": "*",
    r"\times": r"\times",
    r"\cdot": r"\cdot",
    "times": r"\times",
    "cdot": r"\cdot",
    "×": r"\times",
    "·": r"\cdot",
    "none": "",
}
E = TypeVar("E", bound=StrEnum)
DELTA_LETTER = r"\delta"
LAYER_LETTER = "l"
LARGEST_ONE_DIGIT = 9


@dataclass(frozen=True, repr=False)
class Notation:
    r"""The way a derivation is written.

    Parameters
    ----------
    input, filter, bias, output, loss : str
        Letters, all different to the eye: identifiers or known LaTeX letters.
    index : "digits", "comma", "flat" or "layers"
        `digits` turns to commas throughout a derivation in which an index needs two digits.
    base : 0 or 1
        The first index.
    product : "", "*", r"\times" or r"\cdot"
    factor_order : "upstream-first" or "local-first"
    upstream : "partial" or "delta"
    weight, target, indices : str
        Letters of what some layers have besides: the weights of a dense layer, which may share
        the filter's letter, the target of a loss, the indices of an unpooling. A letter left as it
        is gives way to the other letters.

    Raises
    ------
    NotationError
        Naming the field, the value and what is allowed.

    Examples
    --------
    >>> Notation().entry(Role.INPUT, (1, 3, 3), (0, 1, 0))
    Entry(letter='X', indices=(2, 1), superscript=None, arguments=())
    """

    input: str = "X"
    filter: str = "F"
    bias: str = "B"
    output: str = "O"
    loss: str = "L"
    index: str = IndexStyle.DIGITS
    base: int = 1
    product: str = ""
    factor_order: str = FactorOrder.UPSTREAM_FIRST
    upstream: str = Upstream.PARTIAL
    weight: str = "W"
    target: str = "T"
    indices: str = "I"

    def __post_init__(self) -> None:
        for name in (*_LETTER_FIELDS, *_SPARE_LETTERS):
            object.__setattr__(self, name, check_letter(name, getattr(self, name)))
        object.__setattr__(self, "index", _member(IndexStyle, "index", self.index))
        order = _member(FactorOrder, "factor_order", self.factor_order)
        object.__setattr__(self, "factor_order", order)
        object.__setattr__(self, "upstream", _member(Upstream, "upstream", self.upstream))
        if not isinstance(self.product, str) or self.product not in PRODUCT_SIGNS:
            raise NotationError(
                rf"product {shown(self.product)} is not one of '', '*', '\times', '\cdot'"
            )
        object.__setattr__(self, "product", PRODUCT_SIGNS[self.product])
        object.__setattr__(self, "base", _zero_or_one(self.base))
        self._make_way()
        self._check_letters_differ()

    def _main_letters(self) -> list[str]:
        """Give the letters that every derivation may use."""
        letters = [getattr(self, name) for name in _LETTER_FIELDS]
        if self.upstream is Upstream.DELTA:
            letters.append(DELTA_LETTER)
        if self.index is IndexStyle.LAYERS:
            letters.append(LAYER_LETTER)
        return letters

    def _make_way(self) -> None:
        """Replace spare letters that nobody chose and that stand for something else already."""
        taken = set(map(letter_to_text, self._main_letters()))
        for name, candidates in _SPARE_LETTERS.items():
            chosen = getattr(self, name)
            if name == "weight" and chosen == self.filter:
                continue
            if chosen == candidates[0] and letter_to_text(chosen) in taken:
                free = [letter for letter in candidates if letter_to_text(letter) not in taken]
                object.__setattr__(self, name, free[0])
            taken.add(letter_to_text(getattr(self, name)))

    def _check_letters_differ(self) -> None:
        letters = self._main_letters()
        spare = [getattr(self, name) for name in _SPARE_LETTERS]
        letters += spare[1:] if self.weight == self.filter else spare
        # plain text shows no fonts, and has one sign for variants of a Greek letter
        texts = list(map(letter_to_text, letters))
        for letter, text, place in zip(letters, texts, range(len(texts)), strict=True):
            first = letters[texts.index(text)]
            if letter != first:
                raise NotationError(f"letters {first!r} and {letter!r} read the same in plain text")
            if texts.index(text) < place:
                raise NotationError(f"letter {letter!r} stands for two things in one notation")

    def __repr__(self) -> str:
        shown = [
            f"{field.name}={_plain(value)!r}"
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        ]
        return f"Notation({', '.join(shown)})"

    def letter(self, role: Role) -> str:
        """Give the letter of an array."""
        letter: str = getattr(self, role.value)
        return letter

    def entry(self, role: Role, shape: tuple[int, ...], index: tuple[int, ...]) -> Entry:
        """Give the entry at the zero-based `index` of an array of `shape`, as it is written."""
        return self._entry(role, self.letter(role), shape, index)

    def delta(self, shape: tuple[int, ...], index: tuple[int, ...]) -> Entry:
        """Give the output gradient at `index` as an entry of δ."""
        return self._entry(Role.OUTPUT, DELTA_LETTER, shape, index)

    def whole(self, role: Role) -> Entry:
        """Give the whole array, as closed forms speak of it."""
        return Entry(self.letter(role))

    def _entry(
        self, role: Role, letter: str, shape: tuple[int, ...], index: tuple[int, ...]
    ) -> Entry:
        if self.index is IndexStyle.FLAT:
            return self._flat_entry(letter, shape, index)
        channels = min(_CHANNEL_AXES[role], len(shape))
        hideable = 0 if role is Role.WEIGHT else channels
        shown = tuple(
            i + self.base
            for axis, (i, length) in enumerate(zip(index, shape, strict=True))
            if axis >= hideable or length > 1
        )
        if self.index is not IndexStyle.LAYERS:
            return Entry(letter, shown)
        hidden = sum(length == 1 for length in shape[:hideable])
        below, places = shown[: channels - hidden], shown[channels - hidden :]
        if role in (Role.FILTER, Role.WEIGHT):
            below = below[::-1]  # the second seed writes w_{n,m}: from unit n to unit m
        layer = Name(LAYER_LETTER)
        above = Add((layer, Number(-1))) if role is Role.INPUT else layer
        return Entry(letter, below, above, places)

    def _flat_entry(self, letter: str, shape: tuple[int, ...], index: tuple[int, ...]) -> Entry:
        if prod(shape) == 1 and len(shape) == 1:
            return Entry(letter)
        return Entry(letter, (row_major(shape, index) + self.base,))

    def resolved(self, shapes: Iterable[tuple[int, ...]]) -> Notation:
        """Give the notation with commas if digits would be ambiguous for arrays of these shapes."""
        longest = max((max(shape) for shape in shapes), default=1)
        if self.index is IndexStyle.DIGITS and longest - 1 + self.base > LARGEST_ONE_DIGIT:
            return replace(self, index=IndexStyle.COMMA)
        return self


_LETTER_FIELDS = ("input", "filter", "bias", "output", "loss")
_SPARE_LETTERS: Mapping[str, tuple[str, ...]] = {
    "weight": ("W", "V", "U", "P", "Q", "R", "S", "Y", "Z"),
    "target": ("T", "t", "Y", "y", "D", "G", "H", "M"),
    "indices": ("I", "J", "K", "i", "j", "k", "m", "n"),
}
"""Letters of what only some layers have, in the order in which they are tried."""
_CHANNEL_AXES: Mapping[Role, int] = {
    Role.INPUT: 1,
    Role.FILTER: 2,
    Role.WEIGHT: 2,
    Role.BIAS: 1,
    Role.OUTPUT: 1,
    Role.TARGET: 1,
    Role.INDICES: 1,
}


def _zero_or_one(base: object) -> int:
    try:
        number = -1 if isinstance(base, bool) else operator.index(base)  # type: ignore[arg-type]
    except TypeError:
        number = -1
    if number not in (0, 1):
        raise NotationError(f"base {shown(base)} is not 0 or 1")
    return number


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value


def _member(kind: type[E], name: str, value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(repr(member.value) for member in kind)
        raise NotationError(f"{name} {shown(value)} is not one of {allowed}") from None
