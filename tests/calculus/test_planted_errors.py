"""Wrong lines and wrong rules are caught: by the proof, or else by the check on integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache

import pytest

from symconv.calculus import (
    Application,
    Context,
    IndexDerivation,
    Rewritten,
    Rule,
    RuleError,
    begin,
    check_derivation,
)
from symconv.calculus.arrays import Dilated, Extended, Extension, Turned
from symconv.calculus.rule import Discharged
from symconv.calculus.rules import (
    ChainRule,
    ContractDelta,
    DifferentiateEntry,
    DifferentiateSum,
    Dilate,
    DivideDelta,
    DropConstant,
    DropKnown,
    ExtendByZero,
    FlipIndex,
    InsertDelta,
    MergeSums,
    ProductRule,
    Turn,
    Unfold,
)
from symconv.errors import DerivationError
from symconv.formulas import (
    ZERO,
    Add,
    Condition,
    Entry,
    Formula,
    Indicator,
    Name,
    Partial,
    Product,
    Range,
    Relation,
    Sum,
    Within,
    substitute,
    walk_paths,
)
from symconv.theorems import Operation, build_general_conv
from symconv.theorems.gradients import derive_operation
from tests.calculus.rule_cases import CASES, Case
from tests.calculus.tampering import changes, tampered
from tests.calculus.writing import D, I, P, S, U, minus, plus, stepped, times

FORWARD, GRAD_FILTER, GRAD_INPUT, GRAD_BIAS = Operation


@cache
def derived(operation: Operation, **sizes: object) -> IndexDerivation:
    """Derive an operation with one channel and filter, and every other size left open."""
    options: dict[str, object] = {"rank": 1, "in_channels": 1, "out_channels": 1, **sizes}
    conv = build_general_conv(**options)  # type: ignore[arg-type]
    return derive_operation(conv, operation)


def flipped() -> IndexDerivation:
    return derived(FORWARD, flip_filter=True)


DERIVATIONS: dict[str, Callable[[], IndexDerivation]] = {
    "output": flipped,
    "filter gradient": lambda: derived(GRAD_FILTER, out_channels=None),
    "input gradient": lambda: derived(GRAD_INPUT),
    "input gradient, channels": lambda: derived(GRAD_INPUT, in_channels=None, dilation=1),
    "input gradient, filters": lambda: derived(GRAD_INPUT, out_channels=None, padding=0),
    "input gradient at stride 1": lambda: derived(GRAD_INPUT, stride=1),
    "input gradient, circular": lambda: derived(GRAD_INPUT, padding_mode="circular"),
    "bias gradient": lambda: derived(GRAD_BIAS, bias=True, out_channels=None),
}


SLOW_TO_CHECK = ("input gradient, filters",)


@pytest.mark.parametrize("name", DERIVATIONS)
def test_the_derivations_themselves_are_proved_and_hold(name: str) -> None:
    derivation = DERIVATIONS[name]()
    assert derivation.proved
    assert check_derivation(derivation, cases=8, largest=3).holds


@pytest.mark.parametrize("name", DERIVATIONS)
def test_every_tampered_line_is_refused(name: str) -> None:
    derivation = DERIVATIONS[name]()
    planted = 0
    for number in range(1, len(derivation.lines)):
        for what, wrong in changes(derivation, number):
            assert not wrong.follows(number), (what, number)
            planted += 1
    assert planted >= 20


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW_TO_CHECK))
        for name in DERIVATIONS
    ],
)
def test_every_tampered_result_is_contradicted_by_the_check(name: str) -> None:
    derivation = DERIVATIONS[name]()
    number = len(derivation.lines) - 1
    planted: Counter[str] = Counter()
    true_all_the_same = 0
    for what, wrong in changes(derivation, number):
        assert not wrong.proved
        found = check_derivation(wrong, cases=30, largest=4).counterexample
        if found is None:
            true_all_the_same += 1
            continue
        assert found.line == number, what
        planted[what] += 1
    # no window reaches the entry after the padding, so that a circular sum may go on to it
    assert true_all_the_same == (name == "input gradient, circular")
    assert planted["upper limit too high"]
    assert planted["upper limit too low"]


def lines_of(derivation: IndexDerivation, rule: type[Rule]) -> int:
    """Give the number of the first line that a rule gives."""
    return next(n for n, line in enumerate(derivation.lines) if line.rule is rule)


@pytest.mark.parametrize(
    ("name", "rule", "binding"),
    [
        ("output", ExtendByZero, {"letter": Entry("Z")}),
        ("output", ExtendByZero, {"array": Entry("F")}),
        ("output", FlipIndex, {"index": I}),
        ("filter gradient", ChainRule, {"indices": (Name("f'"), U)}),
        ("filter gradient", Unfold, {"names": ()}),
        ("filter gradient", ContractDelta, {"index": I}),
        ("filter gradient", DropKnown, {"condition": Within(ZERO, U, minus(Name("k"), 2))}),
        ("input gradient", DivideDelta, {"index": U}),
        ("input gradient", Dilate, {"strides": (D,)}),
        ("input gradient", Dilate, {"strides": ()}),
        ("input gradient", Turn, {"spatial": 0}),
        ("input gradient", Turn, {"array": Entry("X")}),
        ("input gradient, circular", InsertDelta, {"upper": minus(Name("n"), 1)}),
        ("input gradient, circular", InsertDelta, {"value": times(S, I)}),
        ("input gradient at stride 1", ExtendByZero, {"letter": Entry("X")}),
        ("bias gradient", ContractDelta, {"index": Name("f")}),
    ],
)
def test_wrong_bindings_are_refused(
    name: str, rule: type[Rule], binding: dict[str, object]
) -> None:
    derivation = DERIVATIONS[name]()
    number = lines_of(derivation, rule)
    line = derivation.lines[number]
    first, *others = line.applications
    bound = replace(first.rule, **binding)  # type: ignore[type-var]
    assert bound != first.rule
    wrong = replace(line, applications=(replace(first, rule=bound), *others))
    assert not tampered(derivation, number, wrong).follows(number)


@pytest.mark.parametrize("name", DERIVATIONS)
def test_what_is_told_of_a_line_is_proved_too(name: str) -> None:
    """Its rules, their paths, its side conditions and the arrays it introduces."""
    derivation = DERIVATIONS[name]()
    for number, line in enumerate(derivation.lines):
        if not number:
            continue
        wrong = [replace(line, applications=())]
        wrong += [replace(line, applications=line.applications[:-1])]
        wrong += [replace(line, applications=(*line.applications, line.applications[0]))]
        for path in ((*line.applications[0].path, 9), (1, 0, 0)):
            elsewhere = replace(line.applications[0], path=path)
            wrong += [replace(line, applications=(elsewhere, *line.applications[1:]))]
        held = line.discharged
        wrong += [replace(line, discharged=replace(held, uses_domain=not held.uses_domain))]
        if held.conditions:
            wrong += [replace(line, discharged=Discharged())]
        if line.arrays:
            wrong += [replace(line, arrays={})]
            letter = next(iter(line.arrays))
            others = (
                Extended(Entry("X"), (), 0),
                Dilated(Entry("O"), (), (D,)),
                Turned(Entry("F"), (), 2),
            )
            wrong += [replace(line, arrays={letter: declared}) for declared in others]
        for other in wrong:
            assert not tampered(derivation, number, other).follows(number)
        assert tampered(derivation, number, replace(line, note=("said otherwise",))).follows(number)


# -- rules that are wrong themselves ---------------------------------------------------------------

Change = Callable[[Formula, Context, Rewritten], Formula | Rewritten]


@dataclass(frozen=True)
class Plant:
    """A rule that does one thing wrong, and the derivation that it is planted in."""

    name: str
    rule: type[Rule]
    change: Change
    sizes: tuple[tuple[str, object], ...] = ()

    @property
    def derivation(self) -> IndexDerivation:
        """The right derivation."""
        if not self.sizes:
            return DERIVATIONS[self.name]()
        sizes = dict(self.sizes)
        return derived(sizes.pop("operation"), **sizes)  # type: ignore[arg-type]


def wrong_rule(rule: type[Rule], change: Change) -> type[Rule]:
    """Give a rule that does what `rule` does, and then something wrong."""

    def rewrite(self: Rule, formula: Formula, context: Context) -> Rewritten:
        right = rebound(self, rule).rewrite(formula, context)
        changed = change(formula, context, right)
        return changed if isinstance(changed, Rewritten) else replace(right, formula=changed)

    return type(f"Wrong{rule.__name__}", (rule,), {"rewrite": rewrite})


def rebound(rule: Rule, kind: type[Rule]) -> Rule:
    """Give a rule of another class, bound to the same."""
    return kind(**{f.name: getattr(rule, f.name) for f in fields(rule)})  # type: ignore[arg-type]


def planted(derivation: IndexDerivation, wrong: type[Rule]) -> IndexDerivation:
    """Give the lines up to the first that a wrong rule changes, with the wrong rule."""
    right = wrong.__bases__[0]
    found = begin(derivation.setting, derivation.left, derivation.lines[0].right)
    for line in derivation.lines[1:]:
        applications = tuple(
            Application(rebound(a.rule, wrong) if type(a.rule) is right else a.rule, a.path)
            for a in line.applications
        )
        if line.rule is right:
            applications = applications[:1]
            return found.then(*applications)
        found = found.then(*applications)
    raise AssertionError(f"{right} does not occur")


def put(**values: Formula) -> Change:
    """Replace names in what the rule gives, by their letters; none that a sum binds."""
    names: dict[Formula, Formula] = {Name(letter): value for letter, value in values.items()}

    def changed(formula: Formula, context: Context, right: Rewritten) -> Formula:
        bound = {part.index for _, part in walk_paths(right.formula) if isinstance(part, Range)}
        assert not bound & names.keys()
        return substitute(right.formula, names)

    return changed


def in_sum(change: Callable[[Sum], Formula]) -> Change:
    """Change the first sum in what the rule gives."""

    def changed(formula: Formula, context: Context, right: Rewritten) -> Formula:
        found = next(p for _, p in walk_paths(right.formula) if isinstance(p, Sum))
        return substitute(right.formula, {found: change(found)})

    return changed


def shorter(found: Sum, by: int = 1) -> Sum:
    """Give a sum without the last value of its last index."""
    *before, limits = found.ranges
    assert limits.upper is not None
    return replace(found, ranges=(*before, replace(limits, upper=minus(limits.upper, by))))


def without(kind: Callable[[Formula], bool]) -> Change:
    """Leave out the conditions of a kind."""
    return in_sum(
        lambda found: replace(found, conditions=tuple(c for c in found.conditions if not kind(c)))
    )


def is_divisibility(condition: Formula) -> bool:
    return isinstance(condition, Condition) and condition.relation is Relation.DIVIDES


def entry_of(letter: str) -> Callable[[Formula], bool]:
    return lambda part: isinstance(part, Entry) and part.letter == letter


def in_entry(letter: str, change: Callable[[Formula], Formula]) -> Change:
    """Change the last index of the entries of an array."""

    def changed(formula: Formula, context: Context, right: Rewritten) -> Formula:
        entries = {p for _, p in walk_paths(right.formula) if entry_of(letter)(p)}
        values = {
            entry: replace(entry, indices=(*entry.indices[:-1], change(entry.indices[-1])))
            for entry in entries
            if isinstance(entry, Entry)
        }
        return substitute(right.formula, dict(values))

    return changed


def arrays(change: Callable[[object], object]) -> Change:
    """Change what the rule says of the array that it introduces."""

    def changed(formula: Formula, context: Context, right: Rewritten) -> Rewritten:
        introduced = {letter: change(declared) for letter, declared in right.arrays.items()}
        return replace(right, arrays=introduced)  # type: ignore[arg-type]

    return changed


def forgotten_delta(formula: Formula, context: Context, right: Rewritten) -> Formula:
    """Leave out the last condition of the indicator."""
    assert isinstance(right.formula, Indicator)
    return Indicator(right.formula.conditions[:-1])


def flip_of_one_factor(formula: Formula, context: Context, right: Rewritten) -> Formula:
    """Flip the index in the second factor alone."""
    assert isinstance(formula, Sum)
    assert isinstance(right.formula, Sum)
    assert isinstance(formula.body, Product)
    assert isinstance(right.formula.body, Product)
    factors = (formula.body.factors[0], right.formula.body.factors[1])
    return replace(right.formula, body=Product(factors))


def product_of_derivatives(formula: Formula, context: Context, right: Rewritten) -> Formula:
    assert isinstance(formula, Partial)
    assert isinstance(formula.of, Product)
    return Product(tuple(Partial(factor, formula.by) for factor in formula.of.factors))


def first_term(formula: Formula, context: Context, right: Rewritten) -> Formula:
    assert isinstance(right.formula, Add)
    return right.formula.terms[0]


def first_shorter(formula: Formula, context: Context, right: Rewritten) -> Formula:
    """Forget the last value of the first index."""
    found = right.formula
    assert isinstance(found, Sum)
    first, *others = found.ranges
    assert first.upper is not None
    return replace(found, ranges=(replace(first, upper=minus(first.upper, 1)), *others))


K, N = Name("k"), Name("n")
RANK_2 = {"rank": 2, "dilation": 1, "padding": 0, "stride": 1}
PLANTS = {
    # the output of a true convolution
    "zeros outside: the gradient goes round instead": Plant(
        "input gradient at stride 1", ExtendByZero,
        arrays(lambda d: replace(d, extension=Extension.CIRCULAR)),
    ),
    "zeros outside: padding of the other sign": Plant("output", ExtendByZero, put(p=times(-1, P))),
    "zeros outside: read one further": Plant(
        "output", ExtendByZero, in_entry(r"\bar{X}", lambda place: plus(place, 1))
    ),
    "flip: the filter alone": Plant("output", FlipIndex, flip_of_one_factor),
    "flip: from k in the place of k - 1": Plant(
        "output", FlipIndex, in_entry(r"\bar{X}", lambda place: plus(place, D))
    ),
    "flip: the last tap is lost": Plant("output", FlipIndex, in_sum(shorter)),
    # the filter's gradient
    "chain rule: the last place is lost": Plant("filter gradient", ChainRule, in_sum(shorter)),
    "chain rule: a filter is forgotten": Plant("input gradient, filters", ChainRule, first_shorter),
    "definition: stride and dilation swapped": Plant("filter gradient", Unfold, put(s=D, d=S)),
    "definition: padding added": Plant("filter gradient", Unfold, put(p=times(-1, P))),
    "definition: padding forgotten": Plant("filter gradient", Unfold, put(p=ZERO)),
    "sum: the last tap is lost": Plant("filter gradient", DifferentiateSum, in_sum(shorter)),
    "product: derivative of each factor": Plant(
        "filter gradient", ProductRule, product_of_derivatives
    ),
    "product: the first term alone": Plant("filter gradient", ProductRule, first_term),
    "entries: a delta is forgotten": Plant("filter gradient", DifferentiateEntry, forgotten_delta),
    "entries: an index of the other sign": Plant(
        "filter gradient", DifferentiateEntry, put(**{"u'": times(-1, Name("u'"))})
    ),
    "sums joined: a range is shorter": Plant("filter gradient", MergeSums, in_sum(shorter)),
    "delta: solved with the other sign": Plant(
        "filter gradient", ContractDelta, in_entry(r"\bar{X}", lambda place: times(-1, place))
    ),
    # the input's gradient
    "entries: the padding is forgotten": Plant("input gradient", DifferentiateEntry, put(p=ZERO)),
    "entries: stride and dilation swapped": Plant(
        "input gradient", DifferentiateEntry, put(s=D, d=S)
    ),
    "division: where the stride does not divide, too": Plant(
        "input gradient", DivideDelta, without(is_divisibility)
    ),
    "division: the range is forgotten": Plant(
        "input gradient", DivideDelta, without(lambda c: isinstance(c, Within))
    ),
    "division: the last place is lost": Plant(
        "input gradient", DivideDelta, put(m=minus(Name("m"), 1))
    ),
    "division: by the dilation": Plant("input gradient", DivideDelta, put(s=D)),
    "dilation: by the wrong step": Plant(
        "input gradient", Dilate, arrays(lambda d: replace(d, steps=(D,)))
    ),
    "dilation: a zero too many": Plant(
        "input gradient", Dilate, arrays(lambda d: replace(d, steps=(plus(S, 1),)))
    ),
    "dilation: no zeros": Plant(
        "input gradient", Dilate, arrays(lambda d: replace(d, steps=(plus(1),)))
    ),
    "flip of the taps: from k": Plant("input gradient", FlipIndex, put(k=plus(K, 1))),
    "rot180: the index is not flipped": Plant(
        "input gradient", Turn, in_entry(r"\tilde{F}", lambda place: minus(K, 1, place))
    ),
    "rot180: the filter itself": Plant(
        "input gradient", Turn, arrays(lambda d: replace(d, spatial=0))
    ),
    "delta at stride 1: the range that remains is forgotten": Plant(
        "input gradient at stride 1", ContractDelta, without(lambda c: isinstance(c, Within))
    ),
    "delta at stride 1: the range that remains is too long": Plant(
        "input gradient at stride 1", ContractDelta, put(n=plus(N, 1))
    ),
    "rot180 of an image: one axis alone": Plant(
        "", Turn, arrays(lambda d: replace(d, spatial=1)),
        (("operation", GRAD_INPUT), *RANK_2.items()),
    ),
    "circular: the padded place lies inside": Plant(
        "input gradient, circular", InsertDelta, in_sum(lambda found: shorter(found, 2))
    ),
    # the bias's gradient
    "sum: the bias is forgotten": Plant("bias gradient", DifferentiateSum, first_term),
    "bias: every filter's": Plant("bias gradient", DifferentiateEntry, forgotten_delta),
}  # fmt: skip


def test_there_are_many_plants_of_every_kind() -> None:
    assert len(PLANTS) >= 35
    assert len({plant.rule for plant in PLANTS.values()}) >= 13


@pytest.mark.parametrize("name", PLANTS)
def test_a_wrong_rule_that_proves_its_line_is_contradicted_by_the_check(name: str) -> None:
    plant = PLANTS[name]
    wrong = planted(plant.derivation, wrong_rule(plant.rule, plant.change))
    number = len(wrong.lines) - 1
    assert wrong.proved  # by its own rule: so a proof alone would not do
    found = check_derivation(wrong, cases=30, largest=4).counterexample
    assert found is not None
    assert found.line == number
    assert found.left != found.right


@pytest.mark.parametrize("name", PLANTS)
def test_the_right_rule_does_not_give_the_wrong_line(name: str) -> None:
    plant = PLANTS[name]
    wrong = planted(plant.derivation, wrong_rule(plant.rule, plant.change))
    number = len(wrong.lines) - 1
    right = plant.derivation.lines[number].applications[:1]
    line = replace(wrong.lines[number], applications=right)
    honest = tampered(wrong, number, line)
    assert not honest.follows(number)
    assert not honest.proved


def test_a_letter_is_not_declared_as_another_array() -> None:
    """The extended input is there already, so a wrong one is refused rather than contradicted."""
    round_ = arrays(lambda declared: replace(declared, extension=Extension.CIRCULAR))
    with pytest.raises(DerivationError, match="stands for another array already"):
        planted(flipped(), wrong_rule(ExtendByZero, round_))


def test_a_constant_that_is_none() -> None:
    """A derivative dropped without the side condition."""

    class WrongDropConstant(DropConstant):
        def rewrite(self, formula: Formula, context: Context) -> Rewritten:
            return Rewritten(ZERO)

    derivation = derived(GRAD_INPUT)
    number = lines_of(derivation, DropConstant)
    before = replace(derivation, lines=derivation.lines[:number])
    path = next(
        path
        for path, part in walk_paths(before.equation.right)
        if isinstance(part, Partial) and entry_of(r"\bar{X}")(part.of)
    )
    with pytest.raises(RuleError, match="depends on"):
        before.then(Application(DropConstant(), path))
    wrong = before.then(Application(WrongDropConstant(), path))
    assert wrong.proved
    found = check_derivation(wrong).counterexample
    assert found is not None
    assert found.line == number


def not_proved(case: Case) -> bool:
    """Tell whether it is a side condition that is not proved for which a rule is refused."""
    try:
        stepped(case.formula, case.rule, case.domain, case.setting, case.path)
    except RuleError as error:
        return str(error).startswith("not known to hold")
    return False


NEEDED = {
    f"{rule.__name__}: {why}": case
    for rule, cases in CASES.items()
    for why, case in cases.fails.items()
    if not_proved(case)
    and why != "a negative coefficient"  # it divides, too
    and why != "it is known of an outer index of the name"  # no line may hide an index, either
}


def contradicted(derivation: IndexDerivation) -> bool:
    """Tell whether the check finds a line that is false, or divides by zero."""
    try:
        return not check_derivation(derivation, cases=40, largest=5).holds
    except ZeroDivisionError:
        return True


@pytest.mark.parametrize("name", NEEDED)
def test_lines_that_a_side_condition_would_refuse_are_false(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules without `Context.require`: the lines that it would refuse are false."""
    case = NEEDED[name]
    monkeypatch.setattr(Context, "require", lambda self, condition: Discharged())
    wrong = stepped(case.formula, case.rule, case.domain, case.setting, case.path)
    assert wrong.proved
    assert contradicted(wrong)
    monkeypatch.undo()
    assert not replace(wrong).proved
