"""From what a person fixes, or leaves open, to a general convolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symconv.calculus.facts import Facts
from symconv.calculus.polynomials import ONE_INDEX, read_index
from symconv.errors import SpecError, shown
from symconv.formulas import Condition, Entry, Formula, Name
from symconv.notation import IndexStyle, Notation, as_notation
from symconv.specs import ConvSpec, PaddingMode
from symconv.specs.normalise import MAX_RANK, is_sequence
from symconv.theorems.convolution import GeneralConv
from symconv.theorems.letters import (
    array_letters,
    index_letters,
    letters_given,
    per_axis,
    read_size,
    size_letter,
)
from symconv.theorems.sizes import Windows

_SIZES = tuple(option for option in ConvSpec.options if option.may_stay_open)
_NAMES = frozenset(option.name for option in ConvSpec.options)


def build_general_conv(
    rank: int = 2, *, notation: str | Notation = "index", **given: object
) -> GeneralConv:
    """Give a convolution whose sizes are numbers, letters of your own, or left open (None).

    Parameters
    ----------
    rank : number of spatial axes, 0 to 3
    notation : how it is written
    given : arguments of `ConvSpec` by name. A size is for every axis, or one per axis; padding also
        a (before, after) pair per axis. Sizes that are not given are left open, `groups` aside,
        which is 1 then

    Raises
    ------
    SpecError
        Naming the value and the rule.
    """
    if not _NAMES.issuperset(given):
        raise TypeError(f"{min(given.keys() - _NAMES)!r} is not an argument of a convolution")
    if isinstance(rank, bool) or not isinstance(rank, int) or not 0 <= rank <= MAX_RANK:
        raise SpecError(f"rank {shown(rank)} is not 0 to {MAX_RANK}")
    written = as_notation(notation)
    letters = index_letters(written, rank)
    sizes = {option.name: given.get(option.name) for option in _SIZES}
    sizes["groups"] = given.get("groups", 1)
    if rank == 0 and any(
        sizes[option.name] is not None for option in _SIZES if option.value.is_spatial
    ):
        raise SpecError("a layer of rank 0 has no spatial axes, and no sizes along them")
    reader = _Reader(rank, letters.all | _array_names(written), written, tuple(sizes.values()))
    conv = GeneralConv(
        reader.windows(sizes, written.base),
        in_channels=reader.count("channels", sizes["in_channels"], "C"),
        out_channels=reader.count("filters", sizes["out_channels"], "K"),
        groups=reader.count("groups", sizes["groups"], "G"),
        bias=bool(given.get("bias")),
        flip_filter=bool(given.get("flip_filter")),
        padding_mode=ConvSpec.option("padding_mode").value.take(
            "padding_mode", given.get("padding_mode", PaddingMode.ZEROS), {}
        ),
        notation=written,
        letters=letters,
    )
    _check_hypotheses(conv)
    return conv


def _check_hypotheses(conv: GeneralConv) -> None:
    """Raise `SpecError` if what is assumed cannot hold, such as a circular pad of 5 for 3."""
    facts = Facts().and_conditions(conv.windows.least_values)
    for condition in conv.hypotheses:
        if not isinstance(condition, Condition):
            continue
        left, right = read_index(condition.left), read_index(condition.right)
        if facts.prove_nonnegative(left - right - ONE_INDEX):
            raise SpecError(
                f"these sizes cannot be: a pad is too long for padding mode {conv.padding_mode}, "
                "or a window does not fit"
            )


def build_windows(rank: int, notation: Notation, dilation: object = None) -> Windows:
    """Give windows whose sizes are left open, all but the dilation if it is given."""
    letters = index_letters(notation, rank)
    reader = _Reader(rank, letters.all | _array_names(notation), notation, ())
    return reader.windows({"dilation": dilation}, notation.base)


def _array_names(notation: Notation) -> frozenset[Formula]:
    return frozenset(map(Name, array_letters(notation)))


_SPARE = "NMPQRSTUVWDEHIJYZ"
"""Letters of sizes left open whose own letters stand for something else."""


class _Reader:
    """Reads sizes for a rank, and knows which letters are taken."""

    def __init__(
        self,
        rank: int,
        taken: frozenset[Formula],
        notation: Notation,
        given: Sequence[object],
    ) -> None:
        self.rank = rank
        self.taken = taken
        self.given = frozenset(map(Name, letters_given(given)))
        """The letters that a person chose; those of sizes left open give way to them."""
        self.opened: dict[str, str] = {}
        self.layered = notation.index is IndexStyle.LAYERS

    def windows(self, sizes: Mapping[str, object], base: int) -> Windows:
        """Give the windows that the sizes describe; those that are missing are left open."""
        before, after = self.pads(sizes.get("padding"))
        return Windows(
            input_size=self.axes("input", sizes.get("input_size"), "n", 1),
            filter_size=self.axes("filter", sizes.get("filter_size"), "k", 1),
            stride=self.axes("stride", sizes.get("stride"), "s", 1),
            dilation=self.axes("dilation", sizes.get("dilation"), "d", 1),
            before=before,
            after=after,
            output_letters=tuple(self.open_letter("m", axis) for axis in range(self.rank)),
            base=base,
        )

    def open_letter(self, letter: str, axis: int) -> Formula:
        """Give the letter of a size that is left open."""
        if self.layered and letter == "k":
            size = "N" if Name("N") not in self.taken else self._free("n")
            return Entry(size, (Name("w"),))
        return size_letter(self._free(letter), axis, self.rank)

    def _free(self, letter: str) -> str:
        """Give a letter, or another that nothing else has; the same one whenever it is asked."""
        if letter not in self.opened:
            wanted = {"n": "N", "m": "M"}.get(letter, letter) if self.layered else letter
            taken = self.taken | self.given | set(map(Name, self.opened.values()))
            free = (other for other in (wanted, *_SPARE) if Name(other) not in taken)
            self.opened[letter] = next(free)
        return self.opened[letter]

    def axes(self, name: str, value: object, letter: str, least: int) -> tuple[Formula, ...]:
        """Give a size per axis."""
        return tuple(
            self.open_letter(letter, axis)
            if item is None
            else read_size(name, item, least, self.taken)
            for axis, item in enumerate(per_axis(name, value, self.rank))
        )

    def count(self, name: str, value: object, letter: str) -> Formula:
        """Give a number of channels, filters or groups."""
        if value is not None:
            return read_size(name, value, 1, self.taken)
        return Name(self._free(letter))

    def pads(self, value: object) -> tuple[tuple[Formula, ...], tuple[Formula, ...]]:
        """Give the pads before and after each axis."""
        if value is None:
            sides = (self.axes("padding", None, letter, 0) for letter in "pq")
            return next(sides), next(sides)
        pairs = [
            tuple(item) if is_sequence(item) else (item, item)
            for item in per_axis("padding", value, self.rank)
        ]
        if any(len(pair) != 2 for pair in pairs):
            raise SpecError(f"padding {shown(value)} is not a number or a (before, after) pair")
        both = [tuple(read_size("padding", side, 0, self.taken) for side in pair) for pair in pairs]
        return tuple(pair[0] for pair in both), tuple(pair[1] for pair in both)
