"""The convention that a document obeys: told by its forward passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from symconv.formulas import Entry, Equation, Formula, Index, Number, Quotient, Sum, children
from symconv.verification.facts import Array, Quantity
from symconv.verification.judging.reading import Bases, Reading, size_key
from symconv.verification.judging.understanding.forms import forward_forms, letter, spots
from symconv.verification.judging.understanding.setting import Stated
from symconv.verification.judging.worlds.names import extents_of
from symconv.verification.judging.worlds.places import letter_of, letters_in
from symconv.verification.judging.worlds.stacks import general, shaped
from symconv.verification.judging.worlds.trial import Outcome, try_link


def is_bias(term: Formula, reading: Reading) -> bool:
    """Tell whether a formula is a bias, or an entry of one."""
    found = letter_of(term, reading)
    return found is not None and found.part is Array.BIAS


def is_biased(equation: Equation, reading: Reading, biased: frozenset[str]) -> bool:
    """Tell whether the layer that an equation speaks of has a bias."""
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    outputs = {found.name for found in letters if found.part is Array.OUTPUT}
    if any(found.part is Array.BIAS for found in letters):
        return True
    return bool(outputs & biased) if outputs else bool(biased)


def scales_used(equation: Equation, reading: Reading) -> frozenset[Quantity]:
    """Give which of stride, padding and dilation an equation leaves to letters."""
    names = keys_in(equation)
    found = {m.quantity for name, m in reading.sizes.items() if name in names}
    return frozenset(found) & _SCALES


def keys_in(formula: Formula) -> set[str]:
    """Give the names of sizes that a formula may speak of."""
    key = size_key(formula)
    found = set() if key is None else {key}
    for part in children(formula):
        found |= keys_in(part)
    return found


_SCALES = frozenset({Quantity.STRIDE, Quantity.PADDING, Quantity.PADDING_AFTER, Quantity.DILATION})


def own_passes(
    forward: list[Equation], equations: Sequence[Equation], reading: Reading
) -> list[Equation]:
    """Give the forward passes of the layer itself, whose filter occurs in other formulas, too.

    Others define an operation on arrays of their own.
    """
    elsewhere = [e for e in equations if not any(e is f for f in forward)]
    if not elsewhere:
        return forward
    used = {
        found.name
        for equation in elsewhere
        for side in (equation.left, equation.right)
        for found in letters_in(side, reading)
    } | {
        spot.letter
        for equation in elsewhere
        for side in (equation.left, equation.right)
        for spot in spots(side)
    }
    return [
        equation
        for equation in forward
        if used & {f.name for f in letters_in(equation.right, reading) if f.part is Array.FILTER}
    ]


def own_forward(
    equations: Iterable[Equation], reading: Reading, own: frozenset[str]
) -> Iterator[Equation]:
    """Give the equations whose filter is one of the layer itself."""
    for equation in equations:
        letters = letters_in(equation.right, reading)
        if own & {found.name for found in letters if found.part is Array.FILTER}:
            yield equation


def _conventions(stated: Stated, base: int | None, centred: bool) -> list[tuple[bool, Bases]]:
    """Give the conventions that a document may have, the likeliest first."""
    firsts = (base,) if base is not None else (0, 1)
    plain = [Bases(b, b, b) for b in firsts]
    if stated.spec is not None:
        return [(stated.spec.flip_filter, bases) for bases in plain]
    others = [Bases(b, b, b) for b in (0, 1) if b not in firsts]
    mixed = [Bases(0, 1, 0), Bases(1, 0, 0), Bases(1, 0, 1), Bases(0, 1, 1)]
    corr = [(False, bases) for bases in plain]
    flipped = [(True, replace(bases, unmoved=True)) for bases in plain]
    moved = [(True, bases) for bases in plain]
    if centred:
        middle = [(False, replace(bases, centred=True)) for bases in plain]
        plain_ones = [(False, bases) for bases in plain]
        return [*plain_ones, *middle]
    said = [bases for bases in mixed if bases.input == bases.output == base]
    rest = [(False, bases) for bases in dict.fromkeys((*said, *others, *mixed))]
    if stated.flip:
        return [*flipped, *moved, *corr, *rest]
    return [*corr, *flipped, *moved, *rest]


def forward_passes(equations: Iterable[Equation], reading: Reading) -> Iterator[Equation]:
    """Give the forward passes among equations: entries of the output, by general indices."""
    for form in forward_forms(equations):
        if (
            reading.part(letter(form.output)) is Array.OUTPUT
            and form.equation is not None
            and _is_general(form.equation)
            and isinstance(form.output, Entry)
        ):
            yield form.equation


def with_convention(
    reading: Reading,
    equations: Sequence[Equation],
    stated: Stated,
    base: int | None,
    biased: frozenset[str],
) -> Reading:
    """Give the reading with the convention that most forward passes of the document obey."""
    forward = own_passes(list(forward_passes(equations, reading)), equations, reading)
    claims = forward or [e for e in equations if _is_general(e)][:12]
    conventions = _conventions(stated, base, any(map(is_centred, equations)))
    if stated.flip is False or (not forward and not stated.flip):
        conventions = [pair for pair in conventions if not pair[0]]
    elif stated.flip and not forward:
        conventions = [pair for pair in conventions if pair[0]]
    if not forward and base is not None:
        conventions = [pair for pair in conventions if pair[1].input == pair[1].filter == base]
    best, most = conventions[0], -1
    for flip, bases in conventions:
        tried = replace(reading, flip=flip, bases=bases)
        score = sum(_obeys(claim, tried, stated, biased) for claim in claims)
        if score > most:
            best, most = (flip, bases), score
    return replace(reading, flip=best[0], bases=best[1])


def is_centred(formula: Formula) -> bool:
    """Tell whether an index holds half of something, as windows around their middle do."""
    if isinstance(formula, Entry):
        return any(_halves(index) for index in (*formula.indices, *formula.arguments))
    return any(is_centred(part) for part in children(formula))


def _halves(index: Index) -> bool:
    if isinstance(index, int):
        return False
    halved = isinstance(index, Quotient) and index.denominator == Number(2)
    return halved or any(_halves(part) for part in children(index))


def _is_general(equation: Equation) -> bool:
    return _has_sum(equation.right) or _has_sum(equation.left)


def _has_sum(formula: Formula) -> bool:
    return isinstance(formula, Sum) or any(_has_sum(part) for part in children(formula))


def _obeys(claim: Equation, reading: Reading, stated: Stated, biased: frozenset[str]) -> int:
    setting = stated.layer(reading.rank)
    setting = replace(setting, free=setting.free | scales_used(claim, reading))
    setting = shaped(setting, reading, keys_in(claim), is_centred(claim))
    stacks = list(
        general(setting, reading, extents_of(claim, reading), is_biased(claim, reading, biased))
    )[:2]
    found = try_link(claim, reading, stacks)
    if found.outcome is not Outcome.TRUE:
        return 0
    return 2 if not found.extended else 1


def variants(reading: Reading, based: bool) -> Iterator[tuple[Reading, str]]:
    """Give the readings under which an index formula may be true, with what each assumes.

    `based` tells whether the document shows where its indices begin.
    """
    yield reading, ""
    if reading.flip and reading.bases.unmoved:
        moved = replace(reading.bases, unmoved=False)
        yield replace(reading, bases=moved), "the valid map is stored from its first entry on"
    elif reading.flip:
        unmoved = replace(reading.bases, unmoved=True)
        yield replace(reading, bases=unmoved), "the valid map keeps the indices of its definition"
    for bases in (Bases(0, 0, 0), Bases(1, 1, 1), Bases(0, 1, 0)):
        if replace(bases, unmoved=reading.bases.unmoved) == reading.bases:
            continue
        words = "" if not based else _base_words(bases)
        yield replace(reading, bases=replace(bases, unmoved=reading.bases.unmoved)), words


def _base_words(bases: Bases) -> str:
    if bases.input == bases.filter:
        return f"indices count from {bases.input}"
    return "the filter's indices count from 1 and all others from 0"
