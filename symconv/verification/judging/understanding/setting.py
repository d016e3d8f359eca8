"""What a document fixes of its layer at a place of it, from what it says up to there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symconv.specs import ConvSpec
from symconv.verification.facts import Array, Fact, FactKind, Operator, Quantity
from symconv.verification.judging.reading import Meaning
from symconv.verification.judging.worlds.stacks import LayerSetting

_NUMBERS = re.compile(r"(\d+)(?:\s*[x×]\s*(\d+))?(?:\s*[x×]\s*(\d+))?")
_QUANTITIES = {
    Array.INPUT: Quantity.INPUT_SIZE,
    Array.FILTER: Quantity.FILTER_SIZE,
    Array.OUTPUT: Quantity.OUTPUT_SIZE,
    Array.GRADIENT: Quantity.OUTPUT_SIZE,
}

_STEPS = {
    FactKind.STRIDE: Quantity.STRIDE,
    FactKind.PADDING: Quantity.PADDING,
    FactKind.DILATION: Quantity.DILATION,
}


@dataclass(frozen=True)
class Stated:
    """What the facts of a document say up to a place."""

    facts: tuple[Fact, ...]
    letters: Mapping[str, Array]
    spec: ConvSpec | None = None
    used: Mapping[str, bool] = field(default_factory=dict)
    """Whether a sign flips, for signs with which the layer's own operation is written."""

    def last(self, kind: FactKind, subject: str | None = None) -> str | None:
        """Give the value that was said last; None if nothing was."""
        for fact in reversed(self.facts):
            if fact.kind is kind and subject in (None, fact.subject):
                return fact.value
        return None

    def any(self, kind: FactKind) -> bool:
        """Tell whether something of a kind is said."""
        return any(fact.kind is kind for fact in self.facts)

    def number(self, kind: FactKind) -> int | None:
        """Give the number that was said last; None for a letter."""
        value = self.last(kind)
        return int(value) if value is not None and value.isdecimal() and len(value) < 4 else None

    def shape(self, part: Array, rank: int) -> tuple[int, ...] | None:
        """Give the sizes that were said last of a part, positions only."""
        for fact in reversed(self.facts):
            if fact.kind is FactKind.SHAPE and self._is(fact.subject, part):
                sizes = tuple(int(n) for n in re.findall(r"\d+", fact.value))
                if re.fullmatch(r"[\d\sx×]+", fact.value) and len(sizes) >= rank:
                    return sizes[-rank:]
        return None

    def about(self, names: set[str]) -> Stated:
        """Give what is said, without the shapes of letters beside which others are meant."""
        subjects = {f.subject for f in self.facts if f.kind is FactKind.SHAPE}
        if not subjects & names:
            return self
        kept = [f for f in self.facts if f.kind is not FactKind.SHAPE or self._meant(f, names)]
        return replace(self, facts=tuple(kept))

    def _meant(self, fact: Fact, names: set[str]) -> bool:
        part = self.letters.get(fact.subject)
        if fact.subject in names or part is None:
            return True
        return not any(
            f.subject in names and self.letters.get(f.subject) is part
            for f in self.facts
            if f.kind is FactKind.SHAPE
        )

    def _is(self, subject: str, part: Array) -> bool:
        return subject == part.value or self.letters.get(subject) is part

    def size_letters(self, rank: int) -> dict[str, Meaning]:
        """Give the letters of sizes that shapes name: "m x n" of the input, stride s_1 x s_2."""
        found: dict[str, Meaning] = {}
        for fact in self.facts:
            quantity = self._quantity(fact)
            names = [name.strip() for name in re.split(r"[x×]", fact.value)]
            if quantity is None or not all(names) or any(n.isdecimal() for n in names):
                continue
            names = names[-max(rank, 2) :]
            for axis, name in enumerate(names):
                same = len(set(names)) == 1
                found.setdefault(name, Meaning(quantity, None if same else axis))
        return found

    def _quantity(self, fact: Fact) -> Quantity | None:
        """Give what the letters of a fact's value count along the axes."""
        if fact.kind is FactKind.PADDING and fact.subject == "after":
            return Quantity.PADDING_AFTER
        if fact.kind is not FactKind.SHAPE:
            return _STEPS.get(fact.kind) if " x " in fact.value else None
        part = self.letters.get(fact.subject)
        if part is None and fact.subject in set(Array):
            part = Array(fact.subject)
        return _QUANTITIES.get(part) if part is not None else None

    def layer(self, rank: int) -> LayerSetting:
        """Give what is fixed of the layer."""
        if self.spec is not None:
            return _as_given(self.spec, rank)
        sizes = self.shape(Array.INPUT, rank), self.shape(Array.FILTER, rank)
        free = set()
        for kind, quantity in _STEPS.items():
            value = self.last(kind)
            if value is not None and not value.isdecimal():
                free.add(quantity)
        if self.last(FactKind.PADDING, "after") is not None:
            free.add(Quantity.PADDING_AFTER)
        dilation = self.number(FactKind.DILATION)
        if dilation is not None and self.any(FactKind.DILATION_FROM_ZERO):
            dilation += 1
        padding = self.number(FactKind.PADDING)
        return LayerSetting(
            *sizes,
            output_size=self.shape(Array.OUTPUT, rank),
            stride=self.number(FactKind.STRIDE) or None,
            padding=padding,
            dilation=dilation or None,
            free=frozenset(free),
            divisible=self.any(FactKind.DIVISIBLE),
        )

    @property
    def flip(self) -> bool | None:
        """Whether the layer's filter is flipped; None if it is not said."""
        value = self.last(FactKind.OPERATION, "layer")
        if value == Operator.CONVOLUTION:
            return True
        return False if value == Operator.CORRELATION else None

    def sign(self, sign: str) -> Operator | None:
        """Give what a sign or a word does; None if it is not said."""
        value = self.last(FactKind.OPERATION, sign)
        if value == "layer":
            value = self.last(FactKind.OPERATION, "layer")
        if sign in self.used and value is None:
            return Operator.CONVOLUTION if self.used[sign] else Operator.CORRELATION
        return Operator(value) if value in set(Operator) else None

    def base(self) -> int | None:
        """Give where indices begin; None if it is not said."""
        value = self.last(FactKind.BASE, "")
        if value is None:
            said = {f.value for f in self.facts if f.kind is FactKind.BASE and f.subject in _PLACES}
            value = said.pop() if len(said) == 1 else None
        return int(value) if value in ("0", "1") else None


_PLACES = frozenset("ijmnuvxypqhwst")


def _as_given(spec: ConvSpec, rank: int) -> LayerSetting:
    if len(spec.filter_size) != rank:
        return LayerSetting()
    return LayerSetting(
        spec.input_size, spec.filter_size, spec.output_size, spec.stride[0], spec.pads[0][0],
        spec.dilation[0], spec.in_channels, spec.out_channels, spec=spec,
    )  # fmt: skip


def stated_up_to(
    facts: Sequence[Fact],
    letters: Mapping[str, Array],
    line: int | None,
    spec: ConvSpec | None = None,
) -> Stated:
    """Give what is said up to a line; what is said only later of conventions counts, too."""
    if line is None:
        return Stated(tuple(facts), letters, spec)
    before = [fact for fact in facts if fact.line <= line]
    lasting = [fact for fact in facts if fact.line > line and fact.kind in _LASTING]
    known = {(fact.kind, fact.subject) for fact in before}
    late = [fact for fact in lasting if (fact.kind, fact.subject) not in known]
    return Stated((*late, *before), letters, spec)


_LASTING = frozenset(
    {
        FactKind.LETTER, FactKind.SIZE, FactKind.OPERATION, FactKind.BASE, FactKind.DIVISIBLE,
        FactKind.ZERO_EXTENSION, FactKind.TOTAL_PADDING, FactKind.SUMMED,
        FactKind.DILATION_FROM_ZERO, FactKind.PADDED,
    }
)  # fmt: skip


def with_letters(setting: LayerSetting, free: Iterable[Quantity]) -> LayerSetting:
    """Give a setting in which formulas leave some quantities to letters."""
    return replace(setting, free=setting.free | frozenset(free))
