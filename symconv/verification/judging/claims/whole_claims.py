"""Judging formulas between whole arrays under each usual meaning of their signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from symconv.formulas import Equation, Formula, children
from symconv.formulas.written import Operation
from symconv.verification.facts import FactKind, Operator
from symconv.verification.judging.claims.sizing import letters_of_sizes
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.said import Said, say, unjudged
from symconv.verification.judging.understanding.examples import bound_in
from symconv.verification.judging.understanding.setting import Stated
from symconv.verification.judging.worlds.array_values import (
    SLIDING_FUNCTIONS,
    SLIDINGS,
    Border,
    Sliding,
    Whole,
    number,
)
from symconv.verification.judging.worlds.evaluate import Evaluator
from symconv.verification.judging.worlds.indices import IndexReader
from symconv.verification.judging.worlds.names import (
    extents_of,
    free_index_names,
    highest_layer,
    layer_letters,
    lowest_layer,
)
from symconv.verification.judging.worlds.places import letters_in
from symconv.verification.judging.worlds.sizes import known_size
from symconv.verification.judging.worlds.stacks import (
    LayerSetting,
    example,
    general,
)
from symconv.verification.judging.worlds.values import OutsideError, UnboundError, UnjudgedError
from symconv.verification.judging.worlds.wholes import WholeWorker, borders_in, holds_call, signs_in
from symconv.verification.judging.worlds.world import Layer, World, world_of
from symconv.verification.verdicts import Counterexample, Ground, VerdictKind

_ENTRYWISE = frozenset("⊙∘•×")
_OPEN = frozenset({"upsample", "up", "Upsample", "unpool", "pool"})
"""Functions that pooling has, too: what they do depends on its kind."""


@dataclass(frozen=True)
class _Meaning:
    """What the signs of a formula do, and whether that is what the document says."""

    slidings: dict[str, Sliding]

    @property
    def words(self) -> str:
        said = {s: m.words for s, m in self.slidings.items()}
        return ", ".join(f"{sign} is the {words}" for sign, words in said.items())


def judge_wholes(
    equation: Equation,
    reading: Reading,
    stated: Stated,
    setting: LayerSetting,
    biased: bool = True,
    worked: bool = False,
) -> Said:
    """Judge an equation between whole arrays of a layer that has a bias, or none.

    `worked` tells whether it writes out the entries of the document's example.
    """
    if _labels(equation.left, reading) != _labels(equation.right, reading):
        return say(VerdictKind.NOT_CHECKABLE, "it holds arrays with different labels")
    signs = sorted({s for side in (equation.left, equation.right) for s in signs_in(side)})
    sliding = [sign for sign in signs if sign not in _ENTRYWISE]
    if len(sliding) > _MOST_SIGNS or _operations(equation) > _MOST_OPERATIONS:
        return say(VerdictKind.NOT_CHECKABLE, "it holds more operations than are worked out")
    stacks = list(_stacks(equation, reading, setting, biased, worked))
    reasons: list[UnjudgedError] = []
    true: list[_Meaning] = []
    failed: Counterexample | None = None
    borders = {**borders_in(equation.left), **borders_in(equation.right)}
    for meaning in _meanings(sliding, borders):
        found = _try(equation, reading, meaning, stacks)
        if found is True:
            true.append(meaning)
        elif isinstance(found, Counterexample):
            failed = failed or found
        elif isinstance(found, UnjudgedError):
            reasons.append(found)
    if true:
        return _true(equation, true, sliding, stated, reading)
    return _not_true(equation, reading, signs, failed, reasons)


def _not_true(
    equation: Equation,
    reading: Reading,
    signs: list[str],
    failed: Counterexample | None,
    reasons: list[UnjudgedError],
) -> Said:
    """Say what is known of a claim that is true under no usual meaning of its signs."""
    unknown = next((r for r in reasons if r.ground is Ground.ONE_LAYER), None)
    if unknown is not None:
        return unjudged(unknown.reason, unknown.ground)
    misfits = [r for r in reasons if r.ground in (Ground.UNFIT, Ground.UNLIKE)]
    if failed is not None or misfits:
        unsaid = _what_is_open(equation, reading, signs)
        if unsaid and (failed is not None or unsaid == _OPEN_SIGNS):
            return say(VerdictKind.NOT_CHECKABLE, unsaid)
    if failed is not None or (misfits and len(misfits) == len(reasons)):
        return say(
            VerdictKind.REFUTED, "it is true under no usual meaning of its signs",
            counterexample=failed,
        )  # fmt: skip
    first = reasons[0] if reasons else UnjudgedError("no claim")
    return unjudged(first.reason, first.ground)


_MOST_SIGNS, _MOST_OPERATIONS = 2, 8


def _operations(formula: Formula) -> int:
    return isinstance(formula, Operation) + sum(map(_operations, children(formula)))


def _labels(formula: Formula, reading: Reading) -> frozenset[str]:
    """Give the free letters that tell channels, filters or examples of whole arrays apart."""
    return frozenset(free_index_names(formula, reading))


_OPEN_SIGNS = "it is open what its signs do between whole arrays"


def _what_is_open(equation: Equation, reading: Reading, signs: list[str]) -> str:
    """Say what leaves a claim open that is false under the usual meanings; "" for nothing."""
    if "×" in signs or holds_call(equation, _OPEN):
        return _OPEN_SIGNS
    return "it holds matrices of several channels" if _counts_channels(equation, reading) else ""


def _counts_channels(equation: Equation, reading: Reading) -> bool:
    """Tell whether entries that are written out have more indices than positions."""
    letters = (*letters_in(equation.left, reading), *letters_in(equation.right, reading))
    return any(len(letter.indices) > reading.rank for letter in letters)


def _meanings(signs: list[str], borders: Mapping[str, Border]) -> Iterator[_Meaning]:
    """Give what signs may mean; `borders` are those that calls of functions name."""
    usual = [[s for s in SLIDINGS if borders.get(sign, s.border) is s.border] for sign in signs]
    for chosen in product(*usual):
        yield _Meaning(dict(zip(signs, chosen, strict=True)))


def _stacks(
    equation: Equation, reading: Reading, setting: LayerSetting, biased: bool, worked: bool
) -> Iterator[tuple[Layer, ...]]:
    setting = replace(setting, free=frozenset())
    extents = extents_of(equation, reading)
    own = example(setting, reading, extents, biased)
    if own is not None and (worked or not reading.layered):
        yield own
        return
    for at, stack in enumerate(general(setting, reading, extents, bias=biased)):
        if at < 2:
            yield stack


def _try(
    equation: Equation, reading: Reading, meaning: _Meaning, stacks: list[tuple[Layer, ...]]
) -> bool | Counterexample | UnjudgedError:
    """Give True, where it fails, or what has no meaning."""
    for seed, stack in enumerate(stacks):
        world = world_of(stack, reading.activated, seed)
        found: bool | Counterexample | UnjudgedError = UnjudgedError("no layer", Ground.NO_LAYER)
        for layer in range(world.top, lowest_layer(equation, reading) - 1, -1):
            found = _try_at(equation, reading, meaning, world, layer)
            if not isinstance(found, UnjudgedError) or found.ground is not Ground.NO_LAYER:
                break
        if found is not True:
            return found
    return True if stacks else UnjudgedError("no layer of these sizes")


def _try_at(
    equation: Equation, reading: Reading, meaning: _Meaning, world: World, layer: int
) -> bool | Counterexample | UnjudgedError:
    layers = dict.fromkeys(layer_letters(equation, reading), layer)
    layer += highest_layer(equation, reading)

    def size(key: str, at: int | None) -> int | None:
        return known_size(reading, key, world, at, layer)

    indices = IndexReader(size, frozenset(bound_in(equation)), layers)
    evaluator = Evaluator(reading, world, indices, layer)
    worker = WholeWorker(reading, world, layer, meaning.slidings, evaluator)
    try:
        left, right = worker.work(equation.left), worker.work(equation.right)
    except UnjudgedError as error:
        return error
    except (UnboundError, OutsideError) as error:
        return UnjudgedError(str(error.args[0]) if error.args else "an entry outside")
    left, right = _alike(left, right)
    return True if left == right else _difference(left, right)


def _alike(left: Whole, right: Whole) -> tuple[Whole, Whole]:
    """Give both sides; an array of one entry beside a number as the number that it is."""
    for one, other in ((left, right), (right, left)):
        if not one.shape and other.shape and len(other.entries) == 1:
            single = number(next(iter(other.entries.values())))
            return (one, single) if one is left else (single, one)
    return left, right


def _difference(left: Whole, right: Whole) -> Counterexample:
    if left.shape != right.shape:
        sizes = ["x".join(map(str, shape)) or "a number" for shape in (left.shape, right.shape)]
        return Counterexample("the sizes", *sizes)
    at = next(i for i in sorted(left.entries) if left.entries[i] != right.entries[i])
    where = ", ".join(str(n + 1) for n in at)
    return Counterexample(f"entry ({where})", str(left.entries[at]), str(right.entries[at]))


def _true(
    equation: Equation, true: list[_Meaning], signs: list[str], stated: Stated, reading: Reading
) -> Said:
    if not signs:
        return say(VerdictKind.HOLDS, "equal to the derivation at all sizes tried")
    allowed = [meaning for meaning in true if _is_allowed(meaning, stated, reading)]
    pinned = all(_pinned(sign, stated) is not None for sign in signs)
    if not allowed:
        if all(_flips(sign, stated) is not None for sign in signs):
            return say(
                VerdictKind.REFUTED,
                f"true only if {true[0].words}, which is not what the document says",
            )
        allowed = true
    plain = [m for m in allowed if not any(s.swapped for s in m.slidings.values())]
    best = (plain or allowed)[0]
    turned = sorted((reading.turned - reading.told) & set(letters_of_sizes(equation)))
    padded = stated.any(FactKind.PADDED) or not _opens_border(true, signs)
    if pinned and plain and padded and not turned and not _labelled(equation):
        return say(VerdictKind.HOLDS, f"true as {best.words}")
    condition = " and ".join([best.words, *(f"{n} is turned by 180°" for n in turned)])
    return say(VerdictKind.CONDITIONAL, "true under one usual meaning", condition=condition)


def _opens_border(true: list[_Meaning], signs: list[str]) -> bool:
    """Tell whether a function of two arrays must go over the borders, and does not say so."""
    functions = [sign for sign in signs if sign in SLIDING_FUNCTIONS]
    borders = [{meaning.slidings[name].border for meaning in true} for name in functions]
    return any(Border.VALID not in found for found in borders)


def _labelled(equation: Equation) -> bool:
    """Tell whether sums run over channels, filters or examples, which are tried as one."""
    return any(True for _ in bound_in(equation))


def _is_allowed(meaning: _Meaning, stated: Stated, reading: Reading) -> bool:
    for sign, sliding in meaning.slidings.items():
        flip = _flips(sign, stated)
        if flip is not None and flip is not sliding.flip:
            return False
    border = stated.last(FactKind.PADDED)
    del reading
    if border is None:
        return True
    return any(s.border.value == border for s in meaning.slidings.values()) or border == "valid"


def _flips(sign: str, stated: Stated) -> bool | None:
    """Give whether a sign or a function flips, where the document says so or its name does."""
    said = _pinned(sign, stated)
    return SLIDING_FUNCTIONS.get(sign) if said is None else said


def _pinned(sign: str, stated: Stated) -> bool | None:
    """Give whether a sign flips, where the document says so."""
    operator = stated.sign(sign)
    if operator is Operator.CONVOLUTION:
        return True
    if operator is Operator.CORRELATION:
        return False
    return stated.flip if stated.flip is not None and sign in "*⋆⊗⊛" else None
