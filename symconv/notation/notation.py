"""Notations: letters, index base, index style, product sign and order of factors.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from math import prod
from string import ascii_letters

from symconv.errors import NotationError, shown
from symconv.formulas import Add, Entry, Formula, Index, Name, Number, Partial
from symconv.notation.indexing import row_major
from symconv.notation.letters import check_letter, differential_of, letter_to_text
from symconv.notation.styles import (
    PRODUCT_SIGNS,
    FactorOrder,
    IndexStyle,
    UpdateStyle,
    Upstream,
    member,
    plain,
    zero_or_one,
)
from symconv.roles import Role
from symconv.suggestions import Meanings, did_you_mean

__all__ = [
    "DELTA_LETTER",
    "LAYER_LETTER",
    "PRODUCT_SIGNS",
    "FactorOrder",
    "IndexStyle",
    "Notation",
    "UpdateStyle",
    "Upstream",
]

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
    upstream : "partial", "delta" or "differential"
    weight, target, indices : str
        Letters of what some layers have besides: the weights of a dense layer, which may share
        the filter's letter, the target of a loss, the indices of an unpooling. A letter left as it
        is gives way to the other letters.
    prediction : str
        The letter of what a network gives to its loss; "" for that of any other output.
    rate : str
        The letter of the learning rate, which gives way likewise.
    update : "arrow" or "new"
        Gradient descent as `w ← w − α ∂L/∂w`, or as `new w = w − α ∂L/∂w`.

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
    prediction: str = ""
    rate: str = r"\alpha"
    update: str = UpdateStyle.ARROW

    def __post_init__(self) -> None:
        optional = () if self.prediction == "" else ("prediction",)
        for name in (*_LETTER_FIELDS, *_SPARE_LETTERS, *optional):
            object.__setattr__(self, name, check_letter(name, getattr(self, name)))
        object.__setattr__(self, "index", member(IndexStyle, "index", self.index))
        order = member(FactorOrder, "factor_order", self.factor_order)
        object.__setattr__(self, "factor_order", order)
        object.__setattr__(self, "upstream", member(Upstream, "upstream", self.upstream))
        object.__setattr__(self, "update", member(UpdateStyle, "update", self.update))
        if not isinstance(self.product, str) or self.product not in PRODUCT_SIGNS:
            raise NotationError(
                rf"product {shown(self.product)} is not one of '', '*', '\times', '\cdot'"
                f"{did_you_mean(self.product, PRODUCT_SIGNS, _PRODUCTS)}"
            )
        object.__setattr__(self, "product", PRODUCT_SIGNS[self.product])
        object.__setattr__(self, "base", zero_or_one(self.base))
        self._make_way()
        self._check_letters_differ()

    def _main_letters(self) -> list[str]:
        """Give the letters that every derivation may use."""
        letters = [getattr(self, name) for name in _LETTER_FIELDS]
        if self.prediction:
            letters.append(self.prediction)
        if self.upstream_letter:
            letters.append(self.upstream_letter)
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
            f"{field.name}={plain(value)!r}"
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        ]
        return f"Notation({', '.join(shown)})"

    def letter(self, role: Role) -> str:
        """Give the letter of an array."""
        letter: str = getattr(self, role.value)
        return letter

    @property
    def upstream_letter(self) -> str:
        """The letter of the output gradient; none where it is written as a derivative."""
        if self.upstream is Upstream.DIFFERENTIAL:
            return differential_of(self.output)
        return DELTA_LETTER if self.upstream is Upstream.DELTA else ""

    def entry(self, role: Role, shape: tuple[int, ...], index: tuple[int, ...]) -> Entry:
        """Give the entry at the zero-based `index` of an array of `shape`, as it is written."""
        letter, above = self.letter(role), self.superscript(role)
        if self.index is IndexStyle.FLAT:
            return Entry(letter, self._flat_indices(shape, index), above)
        below, places = self._places(role, shape, index)
        return Entry(letter, below, above, places)

    def superscript(self, role: Role) -> Index | None:
        """Give what stands above the entries of an array: its layer, if layers are counted."""
        if self.index is not IndexStyle.LAYERS or role is Role.TARGET:
            return None
        layer = Name(LAYER_LETTER)
        return Add((layer, Number(-1))) if role is Role.INPUT else layer

    def whole(self, role: Role) -> Entry:
        """Give the whole array, as closed forms speak of it."""
        return Entry(self.letter(role))

    def numbered(self, role: Role, number: Name) -> Entry:
        """Give the entry that a letter numbers, as chain rules speak of it."""
        return Entry(self.letter(role), (number,))

    def unused_letter(self, candidates: str) -> Name:
        """Give the first letter that stands for no array, of the candidates or any other."""
        used = {getattr(self, role.value) for role in Role} | {self.loss}
        return Name(next(letter for letter in candidates + ascii_letters if letter not in used))

    def gradient(self, role: Role, array: Formula) -> Formula:
        """Give ∂L/∂(an array, or an entry of it), or δ or dO, as the notation writes it."""
        if isinstance(array, Entry) and role is Role.OUTPUT and self.upstream_letter:
            return replace(array, letter=self.upstream_letter)
        return Partial(Name(self.loss), array)

    def _places(
        self, role: Role, shape: tuple[int, ...], index: tuple[int, ...]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Give the indices that stand below the letter, and those in parentheses after it."""
        channels = min(_CHANNEL_AXES[role], len(shape))
        hideable = 0 if role is Role.WEIGHT else channels
        shown = tuple(
            i + self.base
            for axis, (i, length) in enumerate(zip(index, shape, strict=True))
            if axis >= hideable or length > 1
        )
        if self.index is not IndexStyle.LAYERS:
            return shown, ()
        hidden = sum(length == 1 for length in shape[:hideable])
        below, places = shown[: channels - hidden], shown[channels - hidden :]
        if role in (Role.FILTER, Role.WEIGHT):
            below = below[::-1]  # [blog] eq. 6 writes w_{n,m}: from unit n to unit m
        return below, places

    def _flat_indices(self, shape: tuple[int, ...], index: tuple[int, ...]) -> tuple[int, ...]:
        if prod(shape) == 1 and len(shape) <= 1:
            return ()
        return (row_major(shape, index) + self.base,)

    def resolved(self, shapes: Iterable[tuple[int, ...]]) -> Notation:
        """Give the notation with commas if digits would be ambiguous for arrays of these shapes."""
        longest = max((length for shape in shapes for length in shape), default=1)
        if self.index is IndexStyle.DIGITS and longest - 1 + self.base > LARGEST_ONE_DIGIT:
            return replace(self, index=IndexStyle.COMMA)
        return self


_PRODUCTS: Meanings = {
    "dot": ["cdot"],
    "x": ["times"],
    "cross": ["times"],
    "star": ["*"],
    "asterisk": ["*"],
    "empty": ["none"],
    "space": ["none"],
}
_LETTER_FIELDS = ("input", "filter", "bias", "output", "loss")
_SPARE_LETTERS: Mapping[str, tuple[str, ...]] = {
    "weight": ("W", "V", "U", "P", "Q", "R", "S", "Y", "Z"),
    "target": ("T", "t", "Y", "y", "D", "G", "H", "M"),
    "indices": ("I", "J", "K", "i", "j", "k", "m", "n"),
    "rate": (
        r"\alpha", r"\eta", r"\epsilon", r"\gamma", r"\mu", r"\lambda", r"\rho", r"\tau",
        r"\kappa", r"\nu",
    ),
}  # fmt: skip
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
