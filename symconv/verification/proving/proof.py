"""Equations of a document proved for all sizes, with the index calculus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.calculus import IndexDerivation, ProvedClaim, Setting, prove_equal
from symconv.calculus.steps import steps_limited
from symconv.errors import DerivationError
from symconv.formulas import Entry, Equation, Formula, Name, Range, transform, walk_paths
from symconv.formulas.written import Labelled
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading, without_bias
from symconv.verification.judging.understanding.examples import bound_in
from symconv.verification.judging.understanding.understand import is_centred
from symconv.verification.judging.worlds.makers import is_loss
from symconv.verification.judging.worlds.names import free_index_names
from symconv.verification.judging.worlds.stacks import LayerSetting
from symconv.verification.judging.worlds.values import UnboundError, UnjudgedError
from symconv.verification.proving.flat import FlatLayer, flattened, is_flat
from symconv.verification.proving.indices import IndexWords
from symconv.verification.proving.inner import written_out
from symconv.verification.proving.layer import Layer
from symconv.verification.proving.layouts import fresh, layouts
from symconv.verification.proving.lengths import Measured, counted, lengths, of_spec
from symconv.verification.proving.network import UnstatedError, letters_of, network, numbering
from symconv.verification.proving.stating import Stating

MOST_STEPS = 6_000
"""The steps that a proof may take: an equation of two-dimensional layers takes up to 2500."""
MOST_INDICES = 20
MOST_ENTRIES = 100
"""How many bound indices and entries an equation may have that is worked with."""


@dataclass(frozen=True)
class Proof:
    """An equation proved: the rules by which, in order, and what is assumed, both in words."""

    rules: tuple[str, ...]
    assumptions: tuple[str, ...]
    claim: ProvedClaim


def prove(
    equation: Equation,
    reading: Reading,
    setting: LayerSetting,
    zero_outside: frozenset[str] = frozenset(),
    biased: bool = True,
) -> Proof | None:
    """Prove an equation for every size that a setting allows; None where no proof is found.

    The layer has a bias if the reading has a letter for one, unless `biased` says that it has none.
    `zero_outside` are the letters of arrays that are said to be zero outside their limits; a sum
    that reads any other array there is not proved. Nothing is raised: what cannot be stated is not
    proved either.
    """
    try:
        reading = reading if biased else without_bias(reading)
        with steps_limited(MOST_STEPS):
            stated, claim = state(equation, reading, setting, zero_outside)
        found = prove_equal(stated, claim, MOST_STEPS)
    except (DerivationError, UnjudgedError, UnboundError, RecursionError):
        return None
    if found is None or not found.proved:
        return None
    rules = (title for side in (found.left, found.right) for title in _titles(side))
    return Proof(tuple(dict.fromkeys(rules)), tuple(map(str, found.hypotheses)), found)


def _titles(derivation: IndexDerivation) -> Iterator[str]:
    for line in derivation.lines:
        for application in line.applications:
            yield type(application.rule).title.partition(":")[0]


def state(
    equation: Equation,
    reading: Reading,
    setting: LayerSetting,
    zero_outside: frozenset[str] = frozenset(),
) -> tuple[Setting, Equation]:
    """Give an equation as a claim of the calculus, with its setting.

    Raises `UnstatedError`, or another `DerivationError`, for what cannot be stated, and
    `UnjudgedError` for entries whose indices have no meaning.
    """
    equation = Equation(_unlabelled(equation.left), _unlabelled(equation.right))
    equation = written_out(equation, reading)
    _require_small(equation)
    if reading.bases.centred and (reading.layered or reading.bases.unmoved):
        raise UnstatedError("windows around their middle in several layers")
    odd = setting.odd_filter or reading.bases.centred or is_centred(equation)
    flat = is_flat(equation, reading)
    if flat:
        reading = flattened(reading)
    numbers = numbering(equation, reading)
    net = network(equation, numbers)
    arrays = layouts(equation, numbers, net)
    bound = frozenset(bound_in(equation))
    above = frozenset({numbers.letter} if numbers.letter is not None else ())
    used = free_index_names(equation, reading)
    free = tuple(name for name in used if name not in reading.sizes and name not in above)
    if not set(free) <= set(free_index_names(equation.left, reading)):
        raise UnstatedError("an index that nothing binds")
    names = _names(equation) | {layout.whole.letter for layout in arrays.values()}
    measured = Measured(reading, of_spec(setting), net, numbers, names, counted(arrays), odd)
    sizes = lengths(equation, bound | set(free), measured, flat)
    of_sizes = frozenset(name for size in sizes.letters for name in _names(size))
    loss = Name(fresh(_loss(equation, reading), bound | set(free) | of_sizes))
    kind = FlatLayer if flat else Layer
    zeros = frozenset(
        numbers.key(letter)
        for letter in letters_of(equation, reading)
        if letter.name in zero_outside
    )
    layer = kind(reading, net, arrays, sizes, names | of_sizes, loss, _activation(reading), zeros)
    taken = {*free, *of_sizes, *above, loss.letter}
    words = IndexWords(layer, setting.divisible)
    return Stating(layer, numbers, words, free, taken).claim(equation)


def _require_small(equation: Equation) -> None:
    parts = [type(part) for _, part in walk_paths(equation)]
    if parts.count(Range) > MOST_INDICES or parts.count(Entry) > MOST_ENTRIES:
        raise UnstatedError("more indices or entries than are worked with")


def _unlabelled(formula: Formula) -> Formula:
    """Give a formula without the braces that name its parts."""
    return transform(formula, lambda part: _inner(part) if isinstance(part, Labelled) else None)


def _inner(labelled: Labelled) -> Formula:
    return _unlabelled(labelled.of)


def _names(formula: Formula) -> frozenset[str]:
    return frozenset(
        part.letter for _, part in walk_paths(formula) if isinstance(part, Name | Entry)
    )


def _loss(equation: Equation, reading: Reading) -> str:
    for _, part in walk_paths(equation):
        if is_loss(part, reading):
            return str(getattr(part, "letter", "") or getattr(part, "function", ""))
    return "L"


def _activation(reading: Reading) -> str:
    names = [n for n, part in reading.letters.items() if part is Array.ACTIVATION]
    return min(names, default=r"\sigma")


__all__ = ["Proof", "UnstatedError", "prove", "state"]
