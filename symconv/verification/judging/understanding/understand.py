"""How a document is read: all its formulas and all that it says, put together once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Equation,
    Formula,
    Number,
    children,
)
from symconv.formulas.written import Bundle, Marked, Operation
from symconv.reading.written import Joint, Statement
from symconv.specs import ConvSpec, LayerSpec
from symconv.verification.facts import Array, Fact, Quantity
from symconv.verification.judging.linear import less, linear
from symconv.verification.judging.reading import Meaning, Reading
from symconv.verification.judging.understanding.cast import cast, is_call
from symconv.verification.judging.understanding.conventions import (
    forward_passes,
    is_bias,
    is_biased,
    is_centred,
    keys_in,
    own_forward,
    own_passes,
    scales_used,
    with_convention,
)
from symconv.verification.judging.understanding.dense import (
    holds_sliding,
    with_dense,
    with_shared_axes,
)
from symconv.verification.judging.understanding.examples import (
    Example,
    bound_in,
    find_examples,
    is_numeric,
)
from symconv.verification.judging.understanding.extents import infer_sizes, scales_in
from symconv.verification.judging.understanding.forms import forward_forms, letter, spots
from symconv.verification.judging.understanding.making import with_defined, with_makings
from symconv.verification.judging.understanding.placings import infer_placings, infer_rank, names_in
from symconv.verification.judging.understanding.setting import Stated, stated_up_to
from symconv.verification.judging.understanding.shadows import indexed_with
from symconv.verification.judging.worlds.places import Letter, letter_of, letters_in, whole_number
from symconv.verification.judging.worlds.stacks import LayerSetting

_FEW = 2
_LENGTHS = frozenset("HNMSPDhnmspoi")
"""Letters of lengths by habit: no arrays where the document gives them as sizes."""
_ARRAYS = frozenset({Array.INPUT, Array.FILTER, Array.BIAS, Array.OUTPUT, Array.ACTIVATED})
_PARAMETERS = (Array.INPUT, Array.FILTER, Array.OUTPUT, Array.GRADIENT, Array.ACTIVATED)


@dataclass(frozen=True)
class Understanding:
    """A document's reading, what it says, and what is known of its indices' base."""

    reading: Reading
    facts: tuple[Fact, ...]
    based: bool
    """Whether the document shows or says where its indices begin."""
    forward: tuple[tuple[int, frozenset[Quantity]], ...]
    """What each forward pass leaves to a letter (stride, padding, dilation), with its line."""
    biased: frozenset[str]
    """The outputs of which some forward pass adds a bias."""
    spec: ConvSpec | None = None
    """The layer, where a user says which it is."""
    examples: tuple[Example, ...] = ()
    """The layers that the document works out entry by entry."""
    own: frozenset[str] = frozenset()
    """The letters of filters in the forward passes of the layer itself."""
    slides: bool = False
    """Whether something slides over an array in its formulas: by an index or by a sign."""
    from_zero: bool = False
    """Whether an index that is a number is zero somewhere."""
    signs: frozenset[str] = frozenset()
    """The signs with which the document writes the layer's own operation."""

    @property
    def worked(self) -> Reading:
        """How entries with numbers are read: all arrays count from where the first of them does."""
        return _unmixed(self.reading, 0 if self.from_zero else 1)

    def stated(self, line: int | None) -> Stated:
        """Give what is said up to a line."""
        found = stated_up_to(self.facts, self.reading.letters, line, self.spec)
        return replace(found, used=dict.fromkeys(self.signs, self.reading.flip))

    def example_of(self, names: Iterable[str]) -> Example | None:
        """Give the worked-out layer to which letters belong."""
        wanted = set(names)
        return max(self.examples, key=lambda e: len(e.letters & wanted), default=None)

    def scales(self, line: int | None) -> frozenset[Quantity]:
        """Give what the last forward pass up to a line leaves to letters."""
        found = [free for at, free in self.forward if line is None or at <= line]
        return found[-1] if found else frozenset()

    def setting(self, line: int | None) -> LayerSetting:
        """Give what is fixed of the layer up to a line."""
        return self.stated(line).layer(self.reading.rank)


@dataclass(frozen=True)
class Stands:
    """A statement and the line where it stands."""

    statement: Statement
    line: int


def equations_of(stands: Iterable[Stands]) -> list[tuple[Equation, int]]:
    """Give the equations between neighbours of every chain, and with its first member."""
    found: list[tuple[Equation, int]] = []
    for one in stands:
        members = one.statement.members
        for before, after in pairwise(members):
            if after.joint in (Joint.BECOMES, Joint.NEARLY):
                continue
            found.append((Equation(before.formula, after.formula), one.line))
            if before is not members[0]:
                found.append((Equation(members[0].formula, after.formula), one.line))
    return found


def understand(
    stands: Sequence[Stands], facts: Sequence[Fact], spec: LayerSpec | None = None
) -> Understanding:
    """Read a document as a whole; `spec` is the layer where a user says which it is."""
    placed = equations_of(stands)
    equations = [equation for equation, _ in placed]
    letters = cast(equations, facts)
    placed = [
        (e, line)
        for e, line in placed
        if not is_call(e.left, letters) and not is_call(e.right, letters)
    ]
    equations = [equation for equation, _ in placed]
    stated = Stated(tuple(facts), letters, _convolution(spec))
    used = [spot for e in equations for side in (e.left, e.right) for spot in spots(side)]
    indexed = frozenset(spot.letter for spot in used if spot.count or spot.differentiated)
    counting = indexed_with(equations) - indexed
    letters = {n: a for n, a in letters.items() if n not in counting or a not in _ARRAYS}
    reading = Reading(letters=letters, layered=_layered(equations, letters), indexed=indexed)
    reading = replace(reading, activated=_activated(equations, reading))
    many = Counter(spot.letter for spot in used if spot.count > 1)
    reading = replace(reading, paired=frozenset(name for name, n in many.items() if n > _FEW))
    rank = _given_rank(stated) or infer_rank(equations, reading) or _said_rank(stated) or 2
    reading = replace(reading, rank=rank)
    reading = with_dense(replace(reading, placings=infer_placings(equations, reading)), equations)
    reading = with_shared_axes(reading, equations)
    rank = reading.rank
    worded = any(
        n.endswith(("_{in}", "_{out}")) and p is not Array.GRADIENT for n, p in letters.items()
    )
    reading = replace(reading, inward=Array.INPUT if worded else Array.OUTPUT)
    reading = with_makings(replace(reading, turned=_turned(letters)), facts)
    reading = replace(reading, bias_placed=_bias_placed(equations, reading))
    shift, bias_shift = _shifts(equations, reading)
    reading = replace(reading, filter_shift=shift, bias_shift=bias_shift)
    sizes = {**infer_sizes(equations, reading, facts)}
    sizes.update(stated.size_letters(rank))
    scales = scales_in(equations, reading)
    for name, quantity in scales.items():
        sizes.setdefault(name, Meaning(quantity))
    letters = {
        name: part
        for name, part in reading.letters.items()
        if not (name in sizes and name in _LENGTHS and name not in indexed)
    }
    reading = replace(reading, sizes=sizes, letters=letters)
    base = stated.base()
    shown = _shown_base(equations, reading)
    biased = _biased(equations, reading)
    known = base if base is not None else shown
    reading = with_convention(reading, equations, stated, known, biased)
    reading = with_defined(reading, equations)
    own = own_passes(list(forward_passes(equations, reading)), equations, reading)
    forward = tuple(
        (line, scales_used(equation, reading))
        for equation, line in placed
        if any(equation is one for one in own)
    )
    signs = frozenset(_signs_of_layer(equations, reading))
    return Understanding(
        reading,
        tuple(facts),
        known is not None,
        forward,
        biased,
        stated.spec,
        find_examples(placed, _unmixed(reading, shown or 0)),
        frozenset(
            found.name
            for equation in own
            for found in letters_in(equation.right, reading)
            if found.part is Array.FILTER
        ),
        infer_rank(equations, reading) is not None
        or any(holds_sliding(equation, reading) for equation in equations),
        shown == 0,
        signs if own or stated.flip is not None else frozenset(),
    )


def _unmixed(reading: Reading, base: int) -> Reading:
    """Give a reading whose arrays begin alike: an example does not mix what formulas may.

    Its outputs are numbered from their first on.
    """
    bases = replace(reading.bases, unmoved=False)
    if bases.is_mixed:
        bases = replace(bases, input=base, filter=base, output=base)
    return reading if bases == reading.bases else replace(reading, bases=bases)


def _signs_of_layer(equations: Sequence[Equation], reading: Reading) -> Iterator[str]:
    """Give the signs in output = input sign filter, between whole arrays or at a position."""
    for equation in equations:
        left, right = letter_of(equation.left, reading), equation.right
        while isinstance(right, Add | Marked | Bundle):
            right = next(children(right))
        if left is None or left.part is not Array.OUTPUT or not isinstance(right, Operation):
            continue
        if not isinstance(equation.right, Marked):
            continue
        parts = {one.part for side in (right.left, right.right) for one in _whole(side, reading)}
        if Array.FILTER in parts and parts & {Array.INPUT, Array.ACTIVATED}:
            yield right.sign


def _whole(formula: Formula, reading: Reading) -> list[Letter]:
    found = letter_of(formula, reading)
    return [] if found is None or len(found.indices) >= max(reading.rank, 2) else [found]


def _convolution(spec: LayerSpec | None) -> ConvSpec | None:
    return spec if isinstance(spec, ConvSpec) else None


def _biased(equations: Sequence[Equation], reading: Reading) -> frozenset[str]:
    """Give the letters of outputs to which a bias is added somewhere."""
    return frozenset(
        letter(form.output)
        for form in forward_forms(equations)
        if any(is_bias(term, reading) for term in form.rest)
    )


def _turned(letters: dict[str, Array]) -> frozenset[str]:
    """Give the primed letters of filters that stand beside the same letter without a prime."""
    return frozenset(
        name
        for name, part in letters.items()
        if part is Array.FILTER and name.endswith("'") and name.rstrip("'") in letters
    )


def _bias_placed(equations: Sequence[Equation], reading: Reading) -> bool:
    return any(
        found.part is Array.BIAS and len(found.indices) >= max(reading.rank, 2)
        for equation in equations
        for side in (equation.left, equation.right)
        for found in letters_in(side, reading)
    )


def _layered(equations: Sequence[Equation], letters: dict[str, Array]) -> bool:
    found = [part for e in equations for part in _arrays(e, letters)]
    marked = [part for part in found if part.superscript is not None]
    summed = {name for equation in equations for name in bound_in(equation)}
    return any(
        isinstance(part.superscript, Formula)
        and not isinstance(part.superscript, Number)
        and not names_in(part.superscript) <= summed
        for part in marked
    )


def _arrays(formula: Formula, letters: dict[str, Array]) -> Iterator[Entry]:
    if isinstance(formula, Entry) and formula.letter in letters:
        yield formula
    for part in children(formula):
        yield from _arrays(part, letters)


def _activated(equations: Sequence[Equation], reading: Reading) -> bool:
    return any(_has_activation(equation, reading) for equation in equations)


def _has_activation(formula: Formula, reading: Reading) -> bool:
    if isinstance(formula, Apply) and len(formula.arguments) == 1:
        base = formula.function.rstrip("'")
        inner = letter_of(formula.arguments[0], reading)
        if reading.part(base) is Array.ACTIVATION and inner is not None:
            return True
    return any(_has_activation(part, reading) for part in children(formula))


def _given_rank(stated: Stated) -> int | None:
    return None if stated.spec is None else len(stated.spec.filter_size)


def _said_rank(stated: Stated) -> int | None:
    for rank in (2, 1):
        if stated.shape(Array.INPUT, rank) and stated.shape(Array.FILTER, rank):
            return rank
    return None


def _shifts(equations: Sequence[Equation], reading: Reading) -> tuple[int, int]:
    """Give what is added to the superscripts of filters and biases to give the output's."""
    found: dict[Array, int] = {}
    if reading.layered:
        for form in forward_forms(equations):
            output = letter_of(form.output, reading)
            if output is not None and output.part is Array.OUTPUT:
                for factor in (form.first, form.second, *form.rest):
                    _note_shift(found, output, letter_of(factor, reading))
        for equation in equations:
            _note_gradient(found, equation, reading)
    return found.get(Array.FILTER, 0), found.get(Array.BIAS, 0)


def _note_gradient(found: dict[Array, int], equation: Equation, reading: Reading) -> None:
    """See the layer of a filter in its gradient, which has the layer of the delta in it."""
    left = letters_in(equation.left, reading)
    deltas = [one for one in letters_in(equation.right, reading) if one.gradient]
    if len(left) == 1 and left[0].part in (Array.FILTER, Array.BIAS) and deltas:
        _note_shift(found, deltas[0], left[0])


def _note_shift(found: dict[Array, int], output: Letter, other: Letter | None) -> None:
    if other is None or other.part not in (Array.FILTER, Array.BIAS) or other.part in found:
        return
    if output.layer is None or other.layer is None:
        return
    made, own = linear(output.layer), linear(other.layer)
    if made is not None and own is not None:
        difference = less(made, own)
        if not set(difference) - {""}:
            found[other.part] = int(difference.get("", 0))


def _shown_base(equations: Sequence[Equation], reading: Reading) -> int | None:
    """Give where indices begin by the numbers that stand as indices; None if there are few."""
    seen: list[int] = []
    for equation in equations:
        for side in (equation.left, equation.right):
            for found in letters_in(side, reading):
                if found.part in _PARAMETERS:
                    numbers = [whole_number(index) for index in found.indices]
                    seen += [number for number in numbers if number is not None]
    if len(seen) < 4 and not (seen and all(is_numeric(e, reading) for e in equations)):
        return None
    return 0 if 0 in seen else 1


__all__ = [
    "Stands",
    "Understanding",
    "equations_of",
    "is_biased",
    "is_centred",
    "keys_in",
    "own_forward",
    "scales_used",
    "understand",
]
