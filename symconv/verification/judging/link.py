"""Judging one link of a chain: what kind of claim it is, and whether it is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from symconv.formulas import (
    Add,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
    Product,
    Sum,
    children,
)
from symconv.formulas.written import (
    Marked,
    Operation,
)
from symconv.verification.facts import Array, FactKind, Quantity
from symconv.verification.judging.chains import judge_chain_rule
from symconv.verification.judging.conventions import variants
from symconv.verification.judging.definitions import (
    is_another,
    is_family,
    is_unplaced,
    judge_definition,
)
from symconv.verification.judging.dense import is_of_dense_layer
from symconv.verification.judging.dots import holds_dots, judge_dots
from symconv.verification.judging.einstein import with_sums
from symconv.verification.judging.evaluate import letters_in
from symconv.verification.judging.examples import counts_of, is_numeric, is_worked, setting_of
from symconv.verification.judging.mixed import lost_indices, without_positions
from symconv.verification.judging.normal import without_link
from symconv.verification.judging.places import letter_of
from symconv.verification.judging.placings import names_in
from symconv.verification.judging.reading import Reading, without_bias
from symconv.verification.judging.said import Said, is_unknown_letter, say
from symconv.verification.judging.setting import Stated
from symconv.verification.judging.shadows import is_index_letter, unshadowed
from symconv.verification.judging.shape_claims import judge_shapes
from symconv.verification.judging.size_claims import judge_arithmetic, judge_sizes
from symconv.verification.judging.trial import (
    Outcome,
    Trial,
    extents_of,
    free_index_names,
    numbers_only,
    try_link,
)
from symconv.verification.judging.understand import (
    Understanding,
    is_biased,
    is_centred,
    keys_in,
    scales_used,
)
from symconv.verification.judging.values import UnboundError, UnjudgedError
from symconv.verification.judging.whole_claims import judge_wholes
from symconv.verification.judging.wholes import is_labelled, is_whole
from symconv.verification.judging.windows import judge_windows
from symconv.verification.judging.world import Layer
from symconv.verification.judging.worlds import Extents, LayerSetting, example, general, shaped
from symconv.verification.verdicts import Counterexample, VerdictKind

Prover = Callable[[Equation, Reading, LayerSetting, frozenset[str]], str | None]


@dataclass(frozen=True)
class Place:
    """Where a formula stands: what is fixed up to there."""

    understanding: Understanding
    stated: Stated
    line: int | None = None
    prover: Prover | None = None
    """Proves an equation that held in all worlds for every size, and says by which rules."""
    brief: bool = False
    """Whether it is enough to tell what is false: no small numbers, no other bases of indices."""

    @property
    def reading(self) -> Reading:
        """How the document is read."""
        return self.understanding.reading

    @property
    def setting(self) -> LayerSetting:
        """What is fixed of the layer."""
        return self.stated.layer(self.reading.rank)

    def setting_for(self, equation: Equation) -> LayerSetting:
        """Give what is fixed of the layer that an equation speaks of."""
        letters = letters_in(equation.left, self.reading) + letters_in(equation.right, self.reading)
        names = {found.name for found in letters}
        stated = self.stated.about(names).layer(self.reading.rank)
        found = self.understanding
        if not is_worked(equation, self.reading):
            return stated
        example = found.example_of(names)
        return setting_of(example, stated, self.line, found.facts, found.examples)


_FINDINGS = (VerdictKind.REFUTED, VerdictKind.DAMAGED)


def judge_link(equation: Equation, place: Place) -> Said:
    """Judge one equation.

    Where a document says that it convolves, and no forward pass shows whether its layer or only
    its sign flips, what is false of a flipping layer may be true of one that does not.
    """
    shadowless = unshadowed(place.reading, equation)
    if shadowless is not place.reading:
        place = replace(place, understanding=replace(place.understanding, reading=shadowless))
    if place.reading.bases.is_mixed and is_numeric(equation, place.reading):
        numbered = replace(place.understanding, reading=place.understanding.worked)
        place = replace(place, understanding=numbered)
    said = _judge(equation, place)
    if not letters_in(equation.left, place.reading):
        said = replace(said, unknown=False)
        if said.kind is VerdictKind.DAMAGED:
            return say(VerdictKind.NOT_CHECKABLE, "it speaks of no array of a convolution")
    if said.kind in _FINDINGS and is_of_dense_layer(equation, place.reading):
        return say(VerdictKind.NOT_CHECKABLE, "it has the indices of a dense layer")
    open_flip = place.stated.flip is True and not place.understanding.own
    if said.kind is not VerdictKind.REFUTED or not open_flip or place.stated.spec is not None:
        return said
    bases = replace(place.reading.bases, unmoved=False)
    plain = replace(place.reading, flip=not place.reading.flip, bases=bases)
    other = replace(place, understanding=replace(place.understanding, reading=plain))
    again = _judge(equation, other)
    true = again.kind in (VerdictKind.PROVED, VerdictKind.HOLDS, VerdictKind.CONDITIONAL)
    words = "the layer is a cross-correlation, and only its sign is a true convolution"
    return _assuming(again, words) if true else said


def _judge(equation: Equation, place: Place) -> Said:
    left, right = equation.left, equation.right
    for judge in (_numbers, _sizes_and_dots):
        said = judge(equation, place)
        if said is not None:
            return said
    shortened, linked = without_link(right)
    if linked:
        return _assuming(
            judge_link(Equation(left, shortened), place), "what is between is one number"
        )
    for judge in (judge_definition, judge_sizes):
        said = judge(equation, place)
        if said is not None:
            return said
    if not letters_in(left, place.reading) and not letters_in(right, place.reading):
        return judge_chain_rule(equation, place.reading) or say(
            VerdictKind.NOT_CHECKABLE, "it speaks of no array of a convolution"
        )
    chained = judge_chain_rule(equation, place.reading)
    if chained is not None:
        return chained
    if is_whole(left, place.reading) or is_whole(right, place.reading):
        return _wholes(equation, place)
    if is_labelled(equation, place.reading):
        return _wholes(equation, place)
    return _entries(equation, place)


def _wholes(equation: Equation, place: Place) -> Said:
    """Judge an equation of whole arrays, and one that writes them with their positions."""
    windowed = judge_windows(equation, place.reading, _plain_stack(place))
    if windowed is not None:
        return windowed
    lost = lost_indices(equation, place.reading)
    if is_family(equation.right):
        return say(VerdictKind.DEFINITION, "a name for the matrix of the entries")
    if lost and all(map(is_index_letter, lost)):
        return say(
            VerdictKind.DAMAGED, f"the left side lacks the indices {', '.join(lost)} of the right"
        )
    plain = without_positions(equation, place.reading) or equation
    inward = replace(place.reading, inward=Array.INPUT)
    biased = is_biased(plain, place.reading, place.understanding.biased)
    setting = place.setting_for(plain)
    worked = is_numeric(plain, place.reading)
    first = judge_wholes(plain, place.reading, place.stated, setting, biased, worked)
    if first.kind is VerdictKind.REFUTED and biased and not _names_bias(plain, place.reading):
        again = judge_wholes(plain, place.reading, place.stated, setting, False, worked)
        if again.kind is not VerdictKind.REFUTED:
            return _assuming(again, "the bias is zero")
    if first.kind is VerdictKind.REFUTED and _has_inward(plain):
        second = judge_wholes(plain, inward, place.stated, setting, biased, worked)
        return first if second.kind is VerdictKind.REFUTED else second
    return first


def _names_bias(equation: Equation, reading: Reading) -> bool:
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    return any(found.part is Array.BIAS for found in letters)


def _plain_stack(place: Place) -> tuple[Layer, ...] | None:
    """Give a layer of one channel that a setting allows."""
    return next(iter(general(place.setting, place.reading, Extents(), True)), None)


def _has_inward(formula: Formula) -> bool:
    if isinstance(formula, Name | Entry) and formula.letter.endswith(("_{in}", "_{out}")):
        return True
    return any(_has_inward(part) for part in children(formula))


def _dots(equation: Equation, place: Place) -> Said:
    """Judge a sum whose dots stand for omitted terms."""
    biased = is_biased(equation, place.reading, place.understanding.biased)
    stacks = _stacks(equation, place.reading, place, True, biased)
    try:
        said = judge_dots(equation, place.reading, list(stacks))
    except (UnjudgedError, UnboundError) as error:
        return say(VerdictKind.NOT_CHECKABLE, f"it holds {error.args[0]}")
    return said or say(VerdictKind.NOT_CHECKABLE, "its dots stand for terms that are not written")


def _numbers(equation: Equation, place: Place) -> Said | None:
    """Judge what has numbers on the right: arithmetic, or an example."""
    if not numbers_only(equation.right):
        return None
    if numbers_only(equation.left):
        return judge_arithmetic(equation)
    if _claims_number(equation, place):
        return None
    return say(VerdictKind.NOT_CHECKABLE, "an example with numbers of its own")


def _sizes_and_dots(equation: Equation, place: Place) -> Said | None:
    return _dots(equation, place) if holds_dots(equation) else judge_shapes(equation)


def _assuming(said: Said, condition: str) -> Said:
    """Give what is said of a formula that is true only on a condition."""
    if said.kind in (VerdictKind.PROVED, VerdictKind.HOLDS):
        return replace(said, kind=VerdictKind.CONDITIONAL, condition=condition)
    return said


def _entries(equation: Equation, place: Place) -> Said:
    """Judge an equation between entries."""
    reading = place.reading
    unsummed = _without_sum(equation, place)
    if unsummed is not None:
        return unsummed
    numeric = is_numeric(equation, reading)
    worked = numeric or is_worked(equation, reading)
    biased = is_biased(equation, reading, place.understanding.biased)
    if is_unplaced(equation.left, reading):
        return say(VerdictKind.DEFINITION, "a name for the right side")
    first: Trial | None = None
    for tried, condition in _readings(place, numeric):
        stacks = _stacks(equation, tried, place, worked, biased)
        found = try_link(equation, tried, stacks, brief=place.brief)
        first = first or found
        if found.outcome is Outcome.TRUE:
            stacks = _stacks(equation, tried, place, worked, biased)
            exact = worked and try_link(equation, tried, stacks, True).outcome is Outcome.TRUE
            held = tried if biased else without_bias(tried)
            return _true(equation, held, found, condition, place, exact)
    if biased:
        found = try_link(equation, reading, _stacks(equation, reading, place, worked, False))
        if found.outcome is Outcome.TRUE:
            return _true(equation, reading, found, "the bias is zero", place, exact=False)
    found = first or Trial(Outcome.UNJUDGED, reason="no reading")
    meant: Said | None = None
    if found.outcome is Outcome.UNBOUND:
        meant = _with_sums(equation, place)
    elif found.outcome is Outcome.FALSE:
        meant = _softened(equation, place, biased, numeric)
    return meant or _not_true(found, equation, reading)


def _with_sums(equation: Equation, place: Place) -> Said | None:
    """Give what is said where repeated indices are summed; None where it is not true then."""
    summed = with_sums(equation, place.reading)
    if summed is None or place.brief:
        return None
    said = _entries(summed, place)
    if said.kind not in (VerdictKind.PROVED, VerdictKind.HOLDS, VerdictKind.CONDITIONAL):
        return said if place.stated.any(FactKind.SUMMED) else None
    if place.stated.any(FactKind.SUMMED):
        return said
    condition = f"repeated indices are summed{f' and {said.condition}' if said.condition else ''}"
    return replace(said, kind=VerdictKind.CONDITIONAL, condition=condition)


def _readings(place: Place, numeric: bool) -> Iterator[tuple[Reading, str]]:
    """Give the readings under which an equation is tried; other bases only if it is not brief."""
    reading, based = place.reading, place.understanding.based
    if numeric:
        yield reading, ""
        return
    for tried, condition in variants(reading, based):
        if not (place.brief and based and tried.bases.input != reading.bases.input):
            yield tried, condition


def _softened(equation: Equation, place: Place, biased: bool, numeric: bool) -> Said | None:
    """Give what is said of a false equation that speaks of another layer; None if it does not."""
    if counts_of(equation) - _extents_at(equation, place):
        return say(VerdictKind.NOT_CHECKABLE, "its limits are numbers of sizes that are not stated")
    if is_another(equation, place):
        return say(VerdictKind.DEFINITION, "an operation on arrays of its own")
    return None if numeric else _unscaled(equation, place, biased)


def _unscaled(equation: Equation, place: Place, biased: bool) -> Said | None:
    """Judge an equation without the stride that only words give, and no formula up to it has."""
    used = place.understanding.scales(place.line) | scales_used(equation, place.reading)
    setting = place.setting_for(equation)
    if Quantity.STRIDE in used or Quantity.STRIDE not in setting.free:
        return None
    setting = replace(setting, free=used)
    setting = shaped(setting, place.reading, keys_in(equation), is_centred(equation))
    extents = extents_of(equation, place.reading)
    stacks = list(islice(general(setting, place.reading, extents, biased), 4))
    found = try_link(equation, place.reading, stacks)
    if found.outcome is not Outcome.TRUE:
        return None
    return _true(equation, place.reading, found, "the stride is 1", place, exact=False)


def _extents_at(equation: Equation, place: Place) -> set[int]:
    """Give the sizes of the example that an equation with numbers as limits speaks of."""
    extents = extents_of(equation, place.reading)
    stack = example(place.setting_for(equation), place.reading, extents)
    if stack is None:
        return set()
    spec = stack[-1].spec
    sizes = {*spec.input_size, *spec.filter_size, *spec.output_size}
    return sizes | {spec.in_channels, spec.out_channels, stack[-1].batch}


def _without_sum(equation: Equation, place: Place) -> Said | None:
    """Refute a bias's gradient that is a whole map: the sum over its positions is missing."""
    left = letters_in(equation.left, place.reading)
    right = letter_of(equation.right, place.reading)
    if len(left) != 1 or left[0].part is not Array.BIAS or right is None or not right.gradient:
        return None
    if place.reading.bias_placed or len(right.indices) >= max(place.reading.rank, 2):
        return None
    return say(VerdictKind.REFUTED, "the sum over all positions of the output is missing")


def _stacks(
    equation: Equation, reading: Reading, place: Place, numeric: bool, biased: bool
) -> Iterator[tuple[Layer, ...]]:
    setting, extents = place.setting_for(equation), extents_of(equation, reading)
    if numeric:
        stack = example(setting, reading, extents, biased)
        if stack is not None:
            yield stack
            return
        if is_numeric(equation, reading) and not _is_of_one_array(equation, reading):
            return  # the numbers of an example whose sizes are not known
    free = place.understanding.scales(place.line) | scales_used(equation, reading)
    free |= setting.free
    free -= _fixed(setting) - scales_used(equation, reading)
    free_names = {*free_index_names(equation.left, reading)}
    small = len(free_names) > 4 or len(free_names) + _deepest(equation) > 7
    setting = replace(setting, free=free, small=small)
    setting = shaped(setting, reading, keys_in(equation), is_centred(equation))
    yield from islice(general(setting, reading, extents, biased), 9)


def _fixed(setting: LayerSetting) -> frozenset[Quantity]:
    """Give what a document says is one number."""
    said = {
        Quantity.STRIDE: setting.stride,
        Quantity.PADDING: setting.padding,
        Quantity.DILATION: setting.dilation,
    }
    return frozenset(quantity for quantity, value in said.items() if value is not None)


def _is_of_one_array(equation: Equation, reading: Reading) -> bool:
    """Tell whether an entry is differentiated by one of the same array, whatever its size."""
    for side in (equation.left, equation.right):
        if isinstance(side, Partial):
            of, by = letter_of(side.of, reading), letter_of(side.by, reading)
            if of is not None and by is not None and of.name == by.name:
                return True
    return False


def _deepest(formula: Formula) -> int:
    """Give how many indices run at once, those of sums within sums together."""
    own = len(formula.ranges) if isinstance(formula, Sum) else 0
    return own + max(map(_deepest, children(formula)), default=0)


def _claims_number(equation: Equation, place: Place) -> bool:
    """Tell whether a number on the right is a claim: a local gradient, a setting, or zero."""
    left = equation.left
    if equation.right == Number(0):
        found = letter_of(left, place.reading)
        return found.gradient if found is not None else not isinstance(left, Add | Entry | Name)
    if isinstance(left, Partial):
        inner = letter_of(left.of, place.reading)
        return inner is not None and bool(inner.indices)
    return not isinstance(left, Product | Operation | Add | Sum) and not (
        isinstance(left, Entry) and letter_of(left, place.reading) is not None
    )


def _true(
    equation: Equation, reading: Reading, found: Trial, condition: str, place: Place, exact: bool
) -> Said:  # fmt: skip
    conditions = [condition] if condition else []
    if not condition and reading.bases.is_mixed and reading.bases == place.reading.bases:
        conditions.append(f"indices count as they do here: {reading.bases.words}")
    turned = sorted((reading.turned - reading.told) & _names(equation))
    conditions += [f"{name} is {name.rstrip(chr(39))} turned by 180°" for name in turned]
    extended = found.extended - reading.beyond
    if extended and not place.stated.any(FactKind.ZERO_EXTENSION):
        names = " and ".join(sorted(extended))
        verb = "are" if len(extended) > 1 else "is"
        conditions.append(f"{names} {verb} zero outside the limits")
    method = "; ".join(found.tried)
    if conditions:
        return say(
            VerdictKind.CONDITIONAL, "true if what it assumes is meant",
            condition=" and ".join(conditions), method=method,
        )  # fmt: skip
    if exact:
        return say(VerdictKind.PROVED, "equal to the derivation as a polynomial", method=method)
    rules = None
    if place.prover is not None:
        rules = place.prover(equation, reading, place.setting_for(equation), found.extended)
    if rules is not None:
        return say(VerdictKind.PROVED, "proved for all sizes", method=rules)
    return say(VerdictKind.HOLDS, "equal to the derivation at all sizes tried", method=method)


def _names(formula: Formula) -> set[str]:
    found = {formula.letter} if isinstance(formula, Name | Entry) else set()
    for part in children(formula):
        found |= _names(part)
    return found


def _has_marks(formula: Formula) -> bool:
    """Tell whether an entry bears several marks above, one of which may be a label: w^{l,m}."""
    if isinstance(formula, Marked) and len(formula.above) > 1:
        return True
    return any(map(_has_marks, children(formula)))


def _not_true(found: Trial, equation: Equation, reading: Reading) -> Said:
    if found.outcome is Outcome.FALSE:
        return say(
            VerdictKind.REFUTED,
            f"the left side is {found.left}, the right side {found.right}",
            counterexample=Counterexample(found.place, found.left, found.right),
        )
    lacks = found.reason.startswith(("an entry without its c", "an entry without its k"))
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    placed = all(len(one.indices) >= reading.rank for one in letters if one.part is not Array.BIAS)
    if lacks and placed and not _has_marks(equation):
        return say(VerdictKind.REFUTED, f"it holds {found.reason}")
    counted = {name for one in letters for index in one.indices for name in names_in(index)}
    above = {name for one in letters if one.layer is not None for name in names_in(one.layer)}
    counted -= above
    if found.outcome is Outcome.UNBOUND and found.reason in filter(is_index_letter, counted):
        return say(VerdictKind.DAMAGED, f"{found.reason} is bound nowhere")
    said = say(VerdictKind.NOT_CHECKABLE, f"it holds {found.reason}")
    return replace(said, unknown=is_unknown_letter(found.reason))
