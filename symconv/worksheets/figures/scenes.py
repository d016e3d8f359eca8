"""What a drawing of a layer shows: three arrays, and which of their entries meet at each step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product
from math import prod

from symconv.errors import WorksheetError
from symconv.formulas import Add, Equation, Formula, Product
from symconv.notation import Notation
from symconv.notation.indexing import indices
from symconv.notation.styles import FactorOrder
from symconv.roles import Role
from symconv.specs import ConvTransposeSpec, LayerSpec
from symconv.suggestions import Meanings, not_one_of
from symconv.symbolic.conv_transpose import write_transposed_entry
from symconv.worksheets.figures.slides import Slide


class Of(StrEnum):
    """What a figure shows of a layer."""

    FORWARD = "forward"
    """How an output entry is made."""
    GRAD_INPUT = "grad-input"
    """How the gradient of an input entry is made."""
    GRAD_FILTER = "grad-filter"
    """How the gradient of a filter entry is made."""
    SCATTER = "scatter"
    """Where one entry goes: a gradient back through a window, an input entry of a transposed
    convolution onto the output."""

    @classmethod
    def read(cls, name: object) -> Of:
        """Give what a name stands for; raises `WorksheetError` for an unknown one.

        >>> Of.read("grad-input") is Of.GRAD_INPUT
        True
        """
        try:
            return cls(str(name))
        except ValueError:
            raise WorksheetError(not_one_of("of", name, map(str, cls), _MEANT)) from None


_MEANT: Meanings = {
    "input": ["grad-input"],
    "filter": ["grad-filter"],
    "weight": ["grad-filter"],
    "kernel": ["grad-filter"],
    "pool": ["forward"],
    "window": ["forward"],
    "routing": ["grad-input"],
    "backward": ["grad-input", "grad-filter"],
    "gradwindow": ["scatter"],
}


@dataclass(frozen=True)
class Drawn:
    """An array that is drawn: itself or the gradient of it; its first `leads` axes are channels."""

    role: Role
    shape: tuple[int, ...]
    leads: int
    is_gradient: bool = False

    @property
    def key(self) -> str:
        """What it is called in data: input, or grad_input."""
        return f"grad_{self.role.value}" if self.is_gradient else self.role.value

    def name(self, index: tuple[int, ...]) -> str:
        """Give what an entry is called in data.

        >>> Drawn(Role.OUTPUT, (1, 2, 3), 1, is_gradient=True).name((0, 1, 2))
        'grad_output 0 1 2'
        """
        return " ".join([self.key, *map(str, index)])

    @property
    def size(self) -> tuple[int, ...]:
        """Its sizes without channels."""
        return self.shape[self.leads :]


@dataclass(frozen=True)
class Contact:
    """A place of the array below, channel first, and the entry that lies on it; None in pools."""

    place: tuple[int, ...]
    entry: tuple[int, ...] | None


@dataclass(frozen=True)
class Scene:
    """What is drawn of a layer.

    Attributes
    ----------
    under : the array on whose places something lies, spread and padded as `slides` says
    over : what lies on it; None in pools, whose windows have no entries
    made : the array of which each step makes an entry; with `Of.SCATTER` it gives one away
    slides : the axes
    leads : for each channel index of `made`, the channels of `under` and `over` that meet
    """

    spec: LayerSpec
    of: Of
    notation: Notation
    under: Drawn
    over: Drawn | None
    made: Drawn
    slides: tuple[Slide, ...]
    leads: Mapping[tuple[int, ...], tuple[tuple[int, tuple[int, ...]], ...]]

    def steps(self) -> Iterator[tuple[int, ...]]:
        """Give the entries that are made, in order."""
        return indices(self.made.shape)

    @property
    def count(self) -> int:
        """How many steps there are."""
        return prod(self.made.shape)

    def contacts(self, made: tuple[int, ...]) -> Iterator[Contact]:
        """Give what meets at a step, those on zeros too."""
        lead, position = made[: self.made.leads], made[self.made.leads :]
        per_axis = [slide.steps[at] for slide, at in zip(self.slides, position, strict=True)]
        for channel, over in self.leads[lead]:
            for touches in product(*per_axis):
                place = (channel, *(touch.place for touch in touches))
                entry = (*over, *(touch.entry for touch in touches))
                yield Contact(place, None if self.over is None else entry)

    def entry_at(self, place: tuple[int, ...]) -> tuple[int, ...] | None:
        """Give the entry that stands at a place of the array below; None is a zero."""
        channel, *spots = place
        entries = [slide.under[at].entry for slide, at in zip(self.slides, spots, strict=True)]
        if any(entry is None for entry in entries):
            return None
        return (channel, *(entry for entry in entries if entry is not None))

    def write(self, array: Drawn, index: tuple[int, ...]) -> Formula:
        """Give an entry as the notation writes it; frames ask for the same ones many times."""
        key = (array.key, index)
        if key not in self._written:
            self._written[key] = self._write(array, index)
        return self._written[key]

    @cached_property
    def _written(self) -> dict[tuple[str, tuple[int, ...]], Formula]:
        return {}

    def _write(self, array: Drawn, index: tuple[int, ...]) -> Formula:
        transposed = isinstance(self.spec, ConvTransposeSpec)
        write = write_transposed_entry if transposed else Notation.entry
        entry = write(self.notation, array.role, array.shape, index)
        return self.notation.gradient(array.role, entry) if array.is_gradient else entry

    def whole(self, array: Drawn) -> Formula:
        """Give a whole array as the notation writes it."""
        whole = self.notation.whole(array.role)
        return self.notation.gradient(array.role, whole) if array.is_gradient else whole

    def equation(self, made: tuple[int, ...]) -> Equation | None:
        """Give what is made at a step as a sum of products; None for pools and scattering.

        An output entry has its bias besides, which meets nothing.
        """
        if self.over is None or self.of is Of.SCATTER:
            return None
        terms: list[Formula] = []
        for contact in self.contacts(made):
            entry = self.entry_at(contact.place)
            if entry is not None and contact.entry is not None:
                factors = (self.write(self.under, entry), self.write(self.over, contact.entry))
                terms.append(Product(factors if self._under_first else factors[::-1]))
        bias = self.bias(made)
        terms += [] if bias is None else [bias]
        return Equation(self.write(self.made, made), Add(tuple(terms)))

    def bias(self, made: tuple[int, ...]) -> Formula | None:
        """Give the bias that an output entry has; None where there is none."""
        shape = self.spec.parameter_shapes.get(Role.BIAS)
        if shape is None or self.of is not Of.FORWARD:
            return None
        return self.notation.entry(Role.BIAS, shape, made[:1])

    @property
    def _under_first(self) -> bool:
        """Whether factors below stand first: inputs before filters, gradients before what is local.

        A notation that has local factors first turns both round.
        """
        upstream_first = self.notation.factor_order is FactorOrder.UPSTREAM_FIRST
        over_is_upstream = self.over is not None and self.over.is_gradient
        return upstream_first is not over_is_upstream
