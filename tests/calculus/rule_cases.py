"""For every rule, formulas that it is applied to, and ways in which its side conditions fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from symconv.calculus import Rule, Setting
from symconv.calculus.arrays import (
    Attained,
    Axis,
    Defined,
    Dilated,
    Extended,
    Extension,
    Named,
    Turned,
)
from symconv.calculus.rules import (
    AddUp,
    ChainRule,
    ChangeIndex,
    CollectNumbers,
    ConstantFactor,
    ContractDelta,
    DifferentiateEntry,
    DifferentiateFunction,
    DifferentiateMaximum,
    DifferentiateSum,
    Dilate,
    DivideDelta,
    DropConstant,
    DropImpossible,
    DropKnown,
    ExtendByZero,
    FlipIndex,
    Fold,
    InsertDelta,
    LogOfShare,
    MergeSums,
    NameArray,
    NarrowRange,
    NestSum,
    OneFraction,
    OrderFactors,
    OrderTerms,
    ProductRule,
    PullOut,
    PutEqual,
    ReadDilated,
    ReadInside,
    ReadNamed,
    ReadTurned,
    Recount,
    Rename,
    RestrictSum,
    SolveInequality,
    SplitRange,
    SplitSum,
    Turn,
    Unfold,
    UnfoldEntry,
    UseEquality,
    WorstCase,
)
from symconv.formulas import (
    ONE,
    ZERO,
    Apply,
    Condition,
    Entry,
    Equation,
    Floor,
    ForEvery,
    Formula,
    Indicator,
    Maximum,
    Number,
    Partial,
    Power,
    Quotient,
    Range,
    Relation,
    Restriction,
    Within,
)
from symconv.formulas.walk import Path
from tests.calculus.writing import (
    FILTER,
    IMAGE,
    LOSS,
    OUTPUT,
    SETTING,
    TABLE,
    UPSTREAM,
    I,
    J,
    K,
    N,
    P,
    S,
    T,
    U,
    V,
    X,
    at,
    at_most,
    below,
    divides,
    equal,
    free,
    given,
    inside,
    minus,
    plus,
    times,
    total,
    upstream,
)

Domain = tuple[Restriction, ...]


@dataclass(frozen=True)
class Case:
    """A rule and what it is applied to."""

    formula: Formula
    rule: Rule
    domain: Domain = ()
    setting: Setting = SETTING
    path: Path = ()


@dataclass(frozen=True)
class RuleCases:
    """Cases in which a rule holds, and, by what fails, those in which it does not."""

    holds: Sequence[Case]
    fails: dict[str, Case] = field(default_factory=dict)


def with_arrays(**arrays: object) -> Setting:
    """Give the setting with more arrays, by their letters."""
    setting = SETTING
    for letter, declared in arrays.items():
        setting = setting.with_array(Entry(letter), declared)  # type: ignore[arg-type]
    return setting


SPARE, SHORT = Entry("Z"), Entry("Xz")
"""Letters that stand for nothing yet."""
AT_X, AT_U = free((X, N)), free((U, K))
BY_X, BY_U = at("X", X), at("F", U)
IMAGES = total(at("X", I), below(I, N))
PRODUCTS = total(times(at("F", U), at("X", plus(I, U))), below(U, K))
AT_I = (Within(ZERO, I, minus(N, K)),)
EXTENDED = with_arrays(
    Xz=Extended(IMAGE, (Axis(ZERO, minus(N, 1)),), 1),
    Xc=Extended(IMAGE, (Axis(ZERO, minus(N, 1)),), 1, Extension.CIRCULAR),
    Xr=Extended(IMAGE, (Axis(ZERO, minus(N, 1)),), 1, Extension.REFLECT),
    Az=Extended(TABLE, TABLE_AXES := (Axis(ZERO, minus(N, 1)), Axis(ZERO, minus(K, 1))), 2),
)
ALIASES = with_arrays(
    Xn=Named(IMAGE, (Axis(ZERO, minus(N, 1)),)),
    Xt=Turned(IMAGE, (Axis(ZERO, minus(N, 1)),), 1),
    Xd=Dilated(IMAGE, (Axis(ZERO, times(S, minus(N, 1))),), (S,)),
)
# a max pool over windows of k, and where its maxima are; B is the same over the table's rows
LARGEST = Maximum(at("X", plus(I, U)), (below(U, K),))
POOLED = Equation(at("B", I), LARGEST)
TWICE = Equation(at("C", I), Maximum(times(2, at("X", plus(I, U))), (below(U, K),)))
_PLACES = (Axis(ZERO, minus(N, K)),)
POOL = with_arrays(
    B=Defined(_PLACES, POOLED),
    C=Defined(_PLACES, TWICE),
    R=Attained(_PLACES, POOLED, 0),
    R2=Attained(_PLACES, TWICE, 0),
)
LAYERED = replace(
    with_arrays(
        H=given(N, K),
        E=Defined((Axis(ZERO, minus(N, 1)),), Equation(at("E", I), Apply("a", (at("X", I),)))),
    ),
    output=Entry("E"),
)  # an activation of the image, whose gradient is given
SQUARE = replace(
    with_arrays(
        W=Defined(
            (Axis(ZERO, minus(N, 1)),) * 2, Equation(at("W", I, J), times(at("X", I), at("X", J)))
        )
    ),
    output=Entry("W"),
)
WINDOW = ForEvery(at_most(plus(I, U), minus(N, 1)), (below(U, K),))
COUNTED = total(ONE, Range(I, ZERO), where=(WINDOW,))
WHOLE = Equation(total(at("X", T), below(T, N)), ONE)
SUMS_TO_ONE = replace(SETTING, equations=(WHOLE,))
SHARE = Apply(
    "log",
    (Quotient(Apply("exp", (BY_X,)), total(Apply("exp", (at("X", J),)), below(J, N))),),
)
TURNED_TABLE = with_arrays(
    At=Turned(TABLE, TABLE_AXES, 2),
    Ad=Dilated(TABLE, (TABLE_AXES[0], Axis(ZERO, times(S, minus(K, 1)))), (S,)),
)
LESS, UNEQUAL = Relation.LESS, Relation.UNEQUAL
HALF = Quotient(X, Number(2))
DELTA = equal(plus(I, U), X)
STRIDED = equal(times(S, I), X)
ROW = total(times(at("A", I, U), at("X", I)), below(I, N))


def over(body: Formula, *where: Restriction) -> Formula:
    """Give a sum over an entry's index i of the image, with conditions."""
    return total(body, below(I, N), where=where)


def recount(value: Formula, inverse: Formula, limits: Range, *conditions: Restriction) -> Recount:
    """Give the rule that counts by t in the place of i."""
    return Recount(((I, value),), ((T, inverse),), (limits,), conditions)


CASES: dict[type[Rule], RuleCases] = {
    # differentiation
    ChainRule: RuleCases(
        [
            Case(Partial(LOSS, BY_X), ChainRule((I,)), AT_X),
            Case(times(2, Partial(LOSS, BY_U)), ChainRule((V,)), AT_U, path=(1,)),
            Case(Partial(LOSS, BY_X), ChainRule((I, J)), AT_X, SQUARE),
        ],
        {
            "no loss is differentiated": Case(Partial(at("O", 0), BY_X), ChainRule((I,)), AT_X),
            "there is no output": Case(
                Partial(LOSS, BY_X), ChainRule((I,)), AT_X, replace(SETTING, output=None)
            ),
            "the index occurs": Case(Partial(LOSS, BY_X), ChainRule((X,)), AT_X),
            "the index is a size": Case(Partial(LOSS, BY_X), ChainRule((K,)), AT_X),
            "an index twice": Case(Partial(LOSS, BY_X), ChainRule((I, I)), AT_X, SQUARE),
            "an index too many": Case(Partial(LOSS, BY_X), ChainRule((I, J)), AT_X),
        },
    ),
    DifferentiateSum: RuleCases(
        [
            Case(Partial(PRODUCTS, at("F", V)), DifferentiateSum(), (*AT_I, *free((V, K)))),
            Case(Partial(plus(BY_X, times(3, at("X", 0)), 4), BY_X), DifferentiateSum(), AT_X),
            Case(
                Partial(over(times(at("X", I), at("X", I)), at_most(I, X)), BY_X),
                DifferentiateSum(), AT_X,
            ),
        ],
        {
            "a bound index occurs below": Case(
                Partial(PRODUCTS, BY_U), DifferentiateSum(), (*AT_I, *AT_U)
            ),
            "a condition depends on it": Case(
                Partial(over(ONE, at_most(at("X", I), 3)), BY_X), DifferentiateSum(), AT_X
            ),
            "a limit depends on it": Case(
                Partial(total(at("F", U), Range(U, ZERO, at("X", 0))), BY_X),
                DifferentiateSum(), AT_X,
            ),
            "no sum": Case(Partial(at("X", 0), BY_X), DifferentiateSum(), AT_X),
            "no derivative": Case(PRODUCTS, DifferentiateSum(), AT_I),
        },
    ),
    ProductRule: RuleCases(
        [
            Case(Partial(times(BY_X, at("X", 0), at("F", 0)), BY_X), ProductRule(), AT_X),
            Case(Partial(times(5, BY_X, BY_X, BY_X), BY_X), ProductRule(), AT_X),
        ],
        {
            "no product": Case(Partial(plus(BY_X, at("X", 0)), BY_X), ProductRule(), AT_X),
            "no derivative": Case(times(BY_X, BY_X), ProductRule(), AT_X),
        },
    ),
    ConstantFactor: RuleCases(
        [
            Case(Partial(times(3, BY_X, N, at("X", 0)), BY_X), ConstantFactor(), AT_X),
            Case(Partial(times(Quotient(ONE, K), BY_X), BY_X), ConstantFactor(), AT_X),
        ],
        {
            "another array's entry": Case(
                Partial(times(at("F", 0), BY_X), BY_X), ConstantFactor(), AT_X
            ),
            "an index": Case(Partial(times(X, BY_X), BY_X), ConstantFactor(), AT_X),
            "nothing but constants": Case(Partial(times(3, N), BY_X), ConstantFactor(), AT_X),
            "no product": Case(Partial(plus(3, BY_X), BY_X), ConstantFactor(), AT_X),
            "no derivative": Case(times(3, BY_X), ConstantFactor(), AT_X),
        },
    ),
    DropConstant: RuleCases(
        [
            Case(Partial(times(3, at("F", 0), at("A", X, 0)), BY_X), DropConstant(), AT_X),
        ],
        {
            "it is of the array": Case(Partial(at("X", 0), BY_X), DropConstant(), AT_X),
            "an array in it is made of the array": Case(
                Partial(at("O", 0), BY_X), DropConstant(), AT_X
            ),
            "it is the array extended": Case(
                Partial(at("Xz", 0), BY_X), DropConstant(), AT_X, EXTENDED
            ),
            "it is the loss": Case(Partial(LOSS, BY_X), DropConstant(), AT_X),
            "the loss is in it": Case(Partial(times(2, LOSS), BY_X), DropConstant(), AT_X),
            "by the array under another name": Case(
                Partial(at("X", 0), at("Xn", X)), DropConstant(), AT_X, ALIASES
            ),
            "by the array turned": Case(
                Partial(at("X", 0), at("Xt", X)), DropConstant(), AT_X, ALIASES
            ),
        },
    ),
    DifferentiateEntry: RuleCases(
        [
            Case(Partial(at("X", 1), BY_X), DifferentiateEntry(), AT_X,
                 replace(SETTING, hypotheses=(*SETTING.hypotheses, at_most(2, N)))),
            Case(Partial(at("Xz", minus(X, 1)), BY_X), DifferentiateEntry(), AT_X, EXTENDED),
            Case(Partial(at("Xc", plus(X, 1)), BY_X), DifferentiateEntry(), AT_X, EXTENDED),
            Case(Partial(at("A", X, U), at("A", X, U)), DifferentiateEntry(), (*AT_X, *AT_U)),
            Case(Partial(at("A", X, 0), at("A", X, U)), DifferentiateEntry(), (*AT_X, *AT_U)),
        ],
        {
            "entries of two arrays": Case(Partial(BY_U, BY_X), DifferentiateEntry(),
                                          (*AT_X, *AT_U)),
            "by an entry that may lie outside": Case(
                Partial(at("Xz", plus(X, 1)), at("X", plus(X, 1))), DifferentiateEntry(), AT_X,
                EXTENDED,
            ),
            "by an entry of a defined array": Case(
                Partial(at("O", 0), at("O", I)), DifferentiateEntry(), AT_I
            ),
            "another array extended": Case(
                Partial(at("Az", 0, X), BY_X), DifferentiateEntry(), AT_X, EXTENDED
            ),
            "no entry": Case(Partial(times(BY_X, BY_X), BY_X), DifferentiateEntry(), AT_X),
        },
    ),
    DifferentiateFunction: RuleCases(
        [
            Case(Partial(Apply("a", (times(2, BY_X, BY_X),)), BY_X), DifferentiateFunction(), AT_X),
            Case(Partial(Power(plus(BY_X, 1), Number(3)), BY_X), DifferentiateFunction(), AT_X),
            Case(Partial(Power(times(3, BY_X), Number(2)), BY_X), DifferentiateFunction(), AT_X),
            Case(Partial(Quotient(times(BY_X, BY_X), at("F", 0)), BY_X),
                 DifferentiateFunction(), AT_X),
            Case(Partial(Quotient(at("F", 0), plus(times(BY_X, BY_X), 1)), BY_X),
                 DifferentiateFunction(), AT_X),
        ],
        {
            "by the number itself": Case(
                times(2, Partial(Apply("a", (BY_X,)), BY_X)), DifferentiateFunction(), AT_X,
                path=(1,),
            ),
            "an exponent that is no number": Case(
                Partial(Power(BY_X, K), BY_X), DifferentiateFunction(), AT_X
            ),
            "a negative exponent": Case(
                Partial(Power(BY_X, Number(-1)), BY_X), DifferentiateFunction(), AT_X
            ),
            "two arguments": Case(
                Partial(Apply("a", (BY_X, at("X", 0))), BY_X), DifferentiateFunction(), AT_X
            ),
            "no function": Case(Partial(BY_X, BY_X), DifferentiateFunction(), AT_X),
        },
    ),
    DifferentiateMaximum: RuleCases(
        [
            Case(Partial(LARGEST, BY_X), DifferentiateMaximum((at("R", I),)), (*AT_I, *AT_X), POOL),
        ],
        {
            "a place that is not where it is attained": Case(
                Partial(LARGEST, BY_X), DifferentiateMaximum((ZERO,)), (*AT_I, *AT_X), POOL
            ),
            "the place of another maximum": Case(
                Partial(LARGEST, BY_X), DifferentiateMaximum((at("R2", I),)), (*AT_I, *AT_X), POOL
            ),
            "the place of another window": Case(
                Partial(LARGEST, BY_X), DifferentiateMaximum((at("R", plus(I, 1)),)),
                (*AT_I, *AT_X), POOL,
            ),
            "a place too many": Case(
                Partial(LARGEST, BY_X), DifferentiateMaximum((at("R", I), at("R", I))),
                (*AT_I, *AT_X), POOL,
            ),
            "a bound index occurs below": Case(
                Partial(LARGEST, at("X", U)), DifferentiateMaximum((at("R", I),)),
                (*AT_I, *AT_U), POOL,
            ),
            "no maximum": Case(
                Partial(PRODUCTS, BY_X), DifferentiateMaximum((at("R", I),)), (*AT_I, *AT_X), POOL
            ),
        },
    ),
    # deltas
    ContractDelta: RuleCases(
        [
            Case(over(times(at("X", I), at("A", I, U)), equal(I, U)), ContractDelta(I, equal(I, U)),
                 AT_U),
            Case(total(times(at("X", I), at("F", U)), below(I, N), below(U, K), where=(DELTA,)),
                 ContractDelta(U, DELTA), AT_X),
            Case(total(times(Indicator((DELTA,)), at("X", I)), below(I, N)),
                 ContractDelta(I, DELTA), (*AT_X, *AT_U)),
            Case(total(at("X", I), Range(I, minus(X, 1), X), where=(equal(minus(X, I), 0),)),
                 ContractDelta(I, equal(minus(X, I), 0)), AT_X),
        ],
        {
            "an inequality": Case(over(at("X", I), at_most(I, X)), ContractDelta(I, at_most(I, X)),
                                  AT_X),
            "a coefficient other than 1": Case(
                over(at("X", I), STRIDED), ContractDelta(I, STRIDED), AT_X
            ),
            "a side that is no integer": Case(
                over(at("X", I), equal(I, HALF)), ContractDelta(I, equal(I, HALF)), AT_X
            ),
            "an index that is not linear": Case(
                over(at("X", I), equal(times(I, I), X)), ContractDelta(I, equal(times(I, I), X)),
                AT_X,
            ),
            "an index in a floor": Case(
                over(at("X", I), equal(I, Floor(Quotient(I, Number(2))))),
                ContractDelta(I, equal(I, Floor(Quotient(I, Number(2))))),
            ),
            "a delta that is not there": Case(IMAGES, ContractDelta(I, equal(I, X)), AT_X),
            "an index that is not bound": Case(
                over(at("X", I), equal(I, X)), ContractDelta(X, equal(I, X)), AT_X
            ),
            "no sum": Case(Indicator((equal(X, 1),)), ContractDelta(X, equal(X, 1)), AT_X),
            "a value that an inner index would capture": Case(
                total(times(at("X", I), total(at("A", I, U), below(U, K))), below(I, N),
                      where=(equal(I, U),)),
                ContractDelta(I, equal(I, U)), AT_U,
            ),
            "a value that a condition's own index would capture": Case(
                over(at("X", I), equal(I, U), ForEvery(at_most(plus(I, U), N), (below(U, K),))),
                ContractDelta(I, equal(I, U)), AT_U,
            ),
        },
    ),
    DivideDelta: RuleCases(
        [
            Case(over(at("X", I), STRIDED), DivideDelta(I, STRIDED), free((X, times(S, N)))),
            Case(over(at("X", I), equal(times(3, I), plus(X, P))),
                 DivideDelta(I, equal(times(3, I), plus(X, P))), AT_X),
            Case(total(at("X", I), Range(I, ONE, minus(N, 1)), where=(STRIDED,)),
                 DivideDelta(I, STRIDED), free((X, times(S, N)))),
        ],
        {
            "an inequality": Case(
                over(at("X", I), at_most(times(3, I), X)), DivideDelta(I, at_most(times(3, I), X)),
                AT_X,
            ),
            "a coefficient that may be zero": Case(
                over(at("X", I), equal(times(P, I), X)), DivideDelta(I, equal(times(P, I), X)), AT_X
            ),
            "a negative coefficient": Case(
                over(at("X", I), equal(times(-2, I), X)), DivideDelta(I, equal(times(-2, I), X)),
                AT_X,
            ),
            "a side that is no integer": Case(
                over(at("X", I), equal(times(2, I), HALF)),
                DivideDelta(I, equal(times(2, I), HALF)), AT_X,
            ),
            "an index without limits": Case(
                total(at("X", X), Range(I, ZERO), where=(STRIDED,)), DivideDelta(I, STRIDED), AT_X
            ),
            "a delta that is not there": Case(IMAGES, DivideDelta(I, STRIDED), AT_X),
        },
    ),
    DropKnown: RuleCases(
        [
            Case(over(at("X", I), at_most(0, I), at_most(I, X)), DropKnown(at_most(0, I)), AT_X),
            Case(over(at("X", I), inside(minus(N, 1, I), N)), DropKnown(inside(minus(N, 1, I), N))),
            Case(times(Indicator((at_most(X, N), equal(X, 1))), BY_X), DropKnown(at_most(X, N)),
                 AT_X, path=(0,)),
            Case(over(at("X", I), at_most(I, X)), DropKnown(at_most(I, X)),
                 (Within(minus(N, 1), X, minus(N, 1)),)),
        ],
        {
            "it does not follow": Case(
                over(at("X", I), at_most(1, I)), DropKnown(at_most(1, I))
            ),
            "it is only true of most": Case(
                over(at("X", I), at_most(I, minus(N, 2))), DropKnown(at_most(I, minus(N, 2)))
            ),
            "it is not there": Case(IMAGES, DropKnown(at_most(0, I))),
            "it is known of an outer index of the name": Case(
                over(total(at("X", I), below(I, N), where=(at_most(1, I),)), at_most(1, I)),
                DropKnown(at_most(1, I)), path=(0,),
            ),
            "it is known of a free index of the name": Case(
                total(at("X", X), below(X, N), where=(at_most(X, minus(K, 1)),)),
                DropKnown(at_most(X, minus(K, 1))), free((X, K)),
            ),
        },
    ),
    InsertDelta: RuleCases(
        [
            Case(IMAGES, InsertDelta(T, ZERO, minus(N, 1), I)),
            Case(IMAGES, InsertDelta(T, ZERO, times(S, minus(N, 1)), times(S, I))),
        ],
        {
            "it may lie outside": Case(IMAGES, InsertDelta(T, ONE, minus(N, 1), I)),
            "it may lie beyond": Case(IMAGES, InsertDelta(T, ZERO, minus(N, 2), I)),
            "it need be no integer": Case(
                IMAGES, InsertDelta(T, ZERO, minus(N, 1), Quotient(I, Number(2)))
            ),
            "the name occurs": Case(IMAGES, InsertDelta(I, ZERO, minus(N, 1), I)),
            "the name is a size": Case(IMAGES, InsertDelta(S, ZERO, minus(N, 1), I)),
        },
    ),
    UseEquality: RuleCases(
        [
            Case(over(times(at("X", I), at("A", I, 0)), equal(I, X)), UseEquality(equal(I, X)),
                 AT_X),
            Case(total(at("X", plus(I, U)), below(I, N), below(U, K), where=(DELTA,)),
                 UseEquality(DELTA), AT_X),
        ],
        {
            "an inequality": Case(over(at("X", I), at_most(I, X)), UseEquality(at_most(I, X)),
                                  AT_X),
            "what is not equal": Case(
                over(at("X", I), Condition(I, UNEQUAL, X)), UseEquality(Condition(I, UNEQUAL, X)),
                AT_X,
            ),
            "an equality that is not there": Case(IMAGES, UseEquality(equal(I, X)), AT_X),
            "a letter that is bound inside": Case(
                over(times(at("X", I), total(at("X", I), below(I, N))), equal(I, X)),
                UseEquality(equal(I, X)), AT_X,
            ),
            "a letter that would be captured": Case(
                over(total(at("A", I, U), below(U, K)), equal(I, U)), UseEquality(equal(I, U)),
                AT_U,
            ),
        },
    ),
    # sums
    MergeSums: RuleCases(
        [
            Case(over(times(at("X", I), total(at("A", I, U), below(U, K)))), MergeSums()),
            Case(times(2, total(at("F", U), below(U, K), where=(at_most(U, 2),)), at("X", 0)),
                 MergeSums()),
            Case(over(total(times(at("A", I, U), at("F", U)), below(U, K)), at_most(I, X)),
                 MergeSums(), AT_X),
        ],
        {
            "an index bound inside is free beside": Case(
                times(BY_U, total(at("F", U), below(U, K))), MergeSums(), AT_U
            ),
            "an index bound inside is free in a condition": Case(
                over(total(at("F", U), below(U, K)), at_most(I, U)), MergeSums(), AT_U
            ),
            "an index bound inside is free in a limit": Case(
                total(total(at("F", U), below(U, K)), Range(I, ZERO, U)), MergeSums(), AT_U
            ),
            "an index is bound twice": Case(over(over(at("X", I))), MergeSums()),
            "no sum inside": Case(IMAGES, MergeSums()),
            "a sum of terms": Case(over(plus(at("X", I), at("F", 0))), MergeSums()),
        },
    ),
    SplitSum: RuleCases(
        [
            Case(over(plus(at("X", I), times(2, at("A", I, 0)), 1), at_most(I, X)), SplitSum(),
                 AT_X),
            Case(times(at("F", 0), plus(at("X", 0), IMAGES), 3), SplitSum()),
        ],
        {
            "one term": Case(IMAGES, SplitSum()),
            "no sum among the factors": Case(times(2, IMAGES), SplitSum()),
        },
    ),
    SplitRange: RuleCases(
        [
            Case(IMAGES, SplitRange(I, minus(K, 1))),
            Case(IMAGES, SplitRange(I, Number(-1))),
            Case(total(at("A", I, U), below(I, N), below(U, K)), SplitRange(U, ZERO)),
            Case(IMAGES, SplitRange(I, X), AT_X),
        ],
        {
            "the end may lie beyond": Case(IMAGES, SplitRange(I, N)),
            "the end may lie before": Case(IMAGES, SplitRange(I, Number(-2))),
            "no upper limit": Case(total(ONE, Range(I, ZERO), where=(at_most(I, 3),)),
                                   SplitRange(I, ONE)),
            "an index that is not bound": Case(IMAGES, SplitRange(U, ZERO), AT_U),
        },
    ),
    PullOut: RuleCases(
        [
            Case(over(times(at("X", I), BY_U, 3)), PullOut(), AT_U),
            Case(over(times(at("X", I), BY_U, 3)), PullOut(after=True), AT_U),
        ],
        {
            "every factor mentions an index": Case(over(times(at("X", I), at("A", I, 0))),
                                                   PullOut()),
            "no factor mentions one": Case(over(times(2, BY_U)), PullOut(), AT_U),
            "no sum": Case(times(2, BY_U), PullOut(), AT_U),
        },
    ),
    RestrictSum: RuleCases(
        [
            Case(over(times(Indicator((at_most(I, X), at_most(1, I))), at("X", I))), RestrictSum(),
                 AT_X),
            Case(over(times(Indicator((at_most(I, X),)), Indicator((at_most(1, I),))),
                      at_most(I, X)),
                 RestrictSum(), AT_X),
        ],
        {
            "no indicator": Case(over(at("X", I), at_most(I, X)), RestrictSum(), AT_X),
            "an indicator that is no factor": Case(
                over(plus(Indicator((at_most(I, X),)), at("X", I))), RestrictSum(), AT_X
            ),
        },
    ),
    Rename: RuleCases(
        [
            Case(over(times(at("X", I), total(at("A", I, U), Range(U, ZERO, I))), at_most(I, 0)),
                 Rename(I, T)),
            Case(total(at("A", I, U), below(U, K), Range(I, U, minus(N, 1))), Rename(U, V)),
        ],
        {
            "the name is free": Case(over(at("X", I), at_most(I, X)), Rename(I, X), AT_X),
            "the name is bound beside": Case(
                total(at("A", I, U), below(I, N), below(U, K)), Rename(I, U)
            ),
            "the name is bound inside": Case(
                over(times(at("X", I), total(at("A", I, U), below(U, K)))), Rename(I, U)
            ),
            "the name is a size": Case(IMAGES, Rename(I, K)),
            "the name is the loss": Case(IMAGES, Rename(I, LOSS)),
            "the index is free": Case(IMAGES, Rename(X, T), AT_X),
        },
    ),
    ChangeIndex: RuleCases(
        [
            Case(over(times(at("X", I), at("A", I, 0)), at_most(I, X)),
                 ChangeIndex(I, T, minus(X, T)), AT_X),
            Case(total(at("A", I, U), below(U, K), Range(I, U, minus(N, 1))),
                 ChangeIndex(U, U, minus(K, 1, U))),
            Case(IMAGES, ChangeIndex(I, I, plus(I, times(2, P)))),
        ],
        {
            "a coefficient other than 1": Case(IMAGES, ChangeIndex(I, T, times(2, T))),
            "no new index": Case(IMAGES, ChangeIndex(I, T, X), AT_X),
            "a power": Case(IMAGES, ChangeIndex(I, T, plus(T, times(T, T)))),
            "the index itself": Case(IMAGES, ChangeIndex(I, T, plus(T, I))),
            "a rest that is no integer": Case(IMAGES, ChangeIndex(I, T, plus(T, HALF)), AT_X),
            "the name is free": Case(over(at("X", I), at_most(I, X)),
                                     ChangeIndex(I, X, plus(X, 1)), AT_X),
            "the name is a size": Case(IMAGES, ChangeIndex(I, S, plus(S, 1))),
            "an index that is bound inside": Case(
                over(times(at("X", I), total(at("A", I, U), below(U, K)))),
                ChangeIndex(I, T, plus(T, U)), AT_U,
            ),
        },
    ),
    FlipIndex: RuleCases(
        [
            Case(over(times(at("X", I), at("A", I, 0)), at_most(I, X)), FlipIndex(I), AT_X),
            Case(total(at("A", I, U), below(U, K), Range(I, U, minus(N, 1))), FlipIndex(I)),
        ],
        {
            "no upper limit": Case(total(ONE, Range(I, ZERO), where=(at_most(I, 3),)),
                                   FlipIndex(I)),
            "an index that is not bound": Case(IMAGES, FlipIndex(X), AT_X),
        },
    ),
    OrderFactors: RuleCases(
        [Case(times(2, BY_X, at("F", 0)), OrderFactors((2, 0, 1)), AT_X)],
        {
            "a factor twice": Case(times(BY_X, at("F", 0)), OrderFactors((0, 0)), AT_X),
            "a factor left out": Case(times(2, BY_X, at("F", 0)), OrderFactors((1, 0)), AT_X),
            "a factor too many": Case(times(BY_X, at("F", 0)), OrderFactors((1, 0, 2)), AT_X),
        },
    ),
    OrderTerms: RuleCases(
        [Case(plus(2, BY_X, at("F", 0)), OrderTerms((2, 0, 1)), AT_X)],
        {
            "a term twice": Case(plus(BY_X, at("F", 0)), OrderTerms((0, 0)), AT_X),
            "a term left out": Case(plus(2, BY_X, at("F", 0)), OrderTerms((1, 0)), AT_X),
            "a product": Case(times(BY_X, at("F", 0)), OrderTerms((1, 0)), AT_X),
        },
    ),
    CollectNumbers: RuleCases(
        [
            Case(total(at("X", I), below(I, N), below(U, K)), CollectNumbers(U)),
            Case(total(BY_X, below(U, K), where=(at_most(X, 2),)), CollectNumbers(U), AT_X),
        ],
        {
            "the term mentions it": Case(IMAGES, CollectNumbers(I)),
            "a condition mentions it": Case(total(ONE, below(I, N), where=(at_most(I, 2),)),
                                            CollectNumbers(I)),
            "another limit mentions it": Case(
                total(at("F", U), below(I, K), Range(U, ZERO, I)), CollectNumbers(I)
            ),
            "its limit mentions another": Case(
                total(at("F", I), below(I, K), Range(T, ZERO, minus(I, 1))), CollectNumbers(T)
            ),
            "the range may be turned around": Case(total(ONE, below(I, minus(P, 1))),
                                                   CollectNumbers(I)),
            "no upper limit": Case(total(ONE, Range(I, ZERO)), CollectNumbers(I)),
        },
    ),
    NestSum: RuleCases(
        [
            Case(total(times(at("X", I), at("A", I, U), at("F", U)), below(I, N), below(U, K),
                       where=(at_most(I, X), at_most(U, I))),
                 NestSum((U,)), AT_X),
            Case(total(at("X", I), below(I, N), below(U, K)), NestSum((U,))),
        ],
        {
            "an outer limit mentions an inner index": Case(
                total(at("A", I, U), below(U, K), Range(I, U, minus(N, 1))), NestSum((U,))
            ),
            "an index that is not bound": Case(IMAGES, NestSum((U,)), AT_U),
        },
    ),
    # counting
    WorstCase: RuleCases(
        [
            Case(COUNTED, WorstCase(WINDOW)),
            Case(total(ONE, below(I, N), where=(
                falls := ForEvery(at_most(0, minus(I, U)), (below(U, K),)),)), WorstCase(falls)),
            Case(total(ONE, below(I, N), where=(
                rises := ForEvery(at_most(2, plus(I, U)), (below(U, K),)),)), WorstCase(rises)),
        ],
        {
            "it is not known which end is worst": Case(
                total(ONE, below(I, N), where=(
                    either := ForEvery(at_most(times(minus(P, 1), U), I), (below(U, K),)),)),
                WorstCase(either),
            ),
            "the range may be empty": Case(
                total(ONE, below(I, N), where=(
                    empty := ForEvery(at_most(plus(I, U, 4), N), (below(U, P),)),)),
                WorstCase(empty),
            ),
            "it is not linear": Case(
                total(ONE, below(I, N), where=(
                    square := ForEvery(at_most(times(U, minus(K, U)), I), (below(U, K),)),)),
                WorstCase(square),
            ),
            "the index is in a floor": Case(
                total(ONE, below(I, N), where=(
                    floor := ForEvery(
                        at_most(I, Floor(Quotient(U, Number(2)))), (below(U, K),)),)),
                WorstCase(floor),
            ),
            "no limits": Case(
                total(ONE, below(I, N), where=(
                    wide := ForEvery(at_most(U, I), (Range(U, ZERO),)),)),
                WorstCase(wide),
            ),
            "it is not there": Case(total(ONE, below(I, N)), WorstCase(WINDOW)),
            "another relation": Case(
                total(ONE, below(I, N), where=(
                    less := ForEvery(Condition(plus(I, U), LESS, N), (below(U, K),)),)),
                WorstCase(less),
            ),
        },
    ),
    SolveInequality: RuleCases(
        [
            Case(total(ONE, below(I, plus(N, P)), where=(at_most(times(S, I), N),)),
                 SolveInequality(I, at_most(times(S, I), N))),
            Case(over(at("X", I), at_most(2, minus(I, P))),
                 SolveInequality(I, at_most(2, minus(I, P)))),
            Case(over(at("X", I), at_most(plus(times(3, I), 1), X)),
                 SolveInequality(I, at_most(plus(times(3, I), 1), X)), AT_X),
        ],
        {
            "a coefficient that may be zero": Case(
                over(at("X", I), at_most(times(P, I), N)),
                SolveInequality(I, at_most(times(P, I), N)),
            ),
            "a negative coefficient": Case(
                over(at("X", I), at_most(times(-2, I), N)),
                SolveInequality(I, at_most(times(-2, I), N)),
            ),
            "a power": Case(
                over(at("X", I), at_most(times(I, I), N)),
                SolveInequality(I, at_most(times(I, I), N)),
            ),
            "the index in a floor": Case(
                over(at("X", I), at_most(I, Floor(Quotient(I, Number(2))))),
                SolveInequality(I, at_most(I, Floor(Quotient(I, Number(2))))),
            ),
            "another relation": Case(
                over(at("X", I), Condition(times(3, I), LESS, N)),
                SolveInequality(I, Condition(times(3, I), LESS, N)),
            ),
            "it is not there": Case(IMAGES, SolveInequality(I, at_most(times(3, I), N))),
        },
    ),
    NarrowRange: RuleCases(
        [
            Case(over(at("X", I), at_most(I, minus(K, 1))),
                 NarrowRange(I, at_most(I, minus(K, 1)))),
            Case(over(at("X", I), at_most(X, I)), NarrowRange(I, at_most(X, I)), AT_X),
            Case(total(ONE, Range(I, ZERO), where=(at_most(I, N),)),
                 NarrowRange(I, at_most(I, N))),
        ],
        {
            "it may lie beyond the range": Case(
                over(at("X", I), at_most(I, N)), NarrowRange(I, at_most(I, N))
            ),
            "it may lie before the range": Case(
                over(at("X", I), at_most(-1, I)), NarrowRange(I, at_most(-1, I))
            ),
            "a strict inequality": Case(
                over(at("X", I), Condition(I, LESS, minus(K, 1))),
                NarrowRange(I, Condition(I, LESS, minus(K, 1))),
            ),
            "an equality": Case(over(at("X", I), equal(I, X)), NarrowRange(I, equal(I, X)), AT_X),
            "an index of the sum": Case(
                total(ONE, Range(I, ZERO), below(U, K), where=(at_most(I, U),)),
                NarrowRange(I, at_most(I, U)),
            ),
            "another index": Case(
                over(at("X", I), at_most(X, minus(N, 1))), NarrowRange(I, at_most(X, minus(N, 1))),
                AT_X,
            ),
        },
    ),
    # definitions
    Unfold: RuleCases(
        [
            Case(at("O", I), Unfold(OUTPUT), AT_I),
            Case(total(times(at("F", U), at("O", minus(U, U))), below(U, K)),
                 Unfold(OUTPUT, ((U, V),)), path=(0, 1)),
            Case(Partial(at("O", I), BY_X), Unfold(OUTPUT), (*AT_I, *AT_X)),
        ],
        {
            "a bound name occurs already": Case(at("O", U), Unfold(OUTPUT),
                                                (Within(ZERO, U, minus(N, K)),)),
            "a new name occurs already": Case(at("O", I), Unfold(OUTPUT, ((U, I),)), AT_I),
            "a new name is a size": Case(at("O", I), Unfold(OUTPUT, ((U, K),)), AT_I),
            "an entry of another array": Case(BY_X, Unfold(OUTPUT), AT_X),
            "no definition": Case(BY_X, Unfold(IMAGE), AT_X),
        },
    ),
    Fold: RuleCases(
        [
            Case(PRODUCTS, Fold(OUTPUT, (I,)), AT_I),
            Case(times(2, total(times(at("F", V), at("X", V)), below(V, K))), Fold(OUTPUT, (0,)),
                 path=(1,)),
        ],
        {
            "another formula": Case(
                total(times(at("F", U), at("X", plus(I, U, 1))), below(U, minus(K, 1))),
                Fold(OUTPUT, (I,)), AT_I,
            ),
            "another place": Case(PRODUCTS, Fold(OUTPUT, (plus(I, 1),)), AT_I),
            "the entry may lie outside": Case(PRODUCTS, Fold(OUTPUT, (I,)), free((I, N))),
            "an index too many": Case(PRODUCTS, Fold(OUTPUT, (I, I)), AT_I),
            "no definition": Case(BY_X, Fold(IMAGE, (X,)), AT_X),
            "the name that is bound is free": Case(
                total(times(at("F", V), at("X", plus(I, U))), below(V, K)), Fold(OUTPUT, (I,)),
                (*AT_I, *AT_U),
            ),
        },
    ),
    ExtendByZero: RuleCases(
        [
            Case(total(times(at("F", U), at("X", minus(X, U))), below(U, K),
                       where=(inside(minus(X, U), N),)),
                 ExtendByZero(IMAGE, SPARE), free((X, plus(N, K)))),
            Case(total(times(at("A", I, minus(X, I)), at("X", I)), below(I, N),
                       where=(inside(minus(X, I), K),)),
                 ExtendByZero(TABLE, SPARE), AT_X),
        ],
        {
            "another axis may be left": Case(
                total(at("A", plus(I, 1), minus(X, I)), below(I, N),
                      where=(inside(minus(X, I), K),)),
                ExtendByZero(TABLE, SPARE), AT_X,
            ),
            "the entry is no factor": Case(
                over(plus(at("F", 0), at("X", minus(X, I))), inside(minus(X, I), N)),
                ExtendByZero(IMAGE, SPARE), AT_X,
            ),
            "two entries": Case(
                over(times(at("X", I), at("X", minus(X, I))), inside(minus(X, I), N)),
                ExtendByZero(IMAGE, SPARE), AT_X,
            ),
            "no sum": Case(times(2, BY_X), ExtendByZero(IMAGE, SPARE), AT_X),
            "another array would be read outside": Case(
                over(times(at("X", minus(X, I)), at("A", minus(X, I), 0)), inside(minus(X, I), N)),
                ExtendByZero(IMAGE, SPARE), AT_X,
            ),
        },
    ),
    Dilate: RuleCases(
        [
            Case(
                total(times(at("F", U), at("X", Quotient(minus(X, U), S))), below(U, K),
                      where=(divides(S, minus(X, U)), inside(Quotient(minus(X, U), S), N))),
                Dilate(IMAGE, SPARE, (S,)), free((X, times(S, N))),
            ),
            Case(
                total(times(at("F", U), at("X", minus(X, U))), below(U, K),
                      where=(inside(minus(X, U), N),)),
                Dilate(IMAGE, SPARE, (ONE,)), AT_X,
            ),
        ],
        {
            "no divisibility": Case(
                total(times(at("F", U), at("X", Quotient(minus(X, U), S))), below(U, K),
                      where=(inside(Quotient(minus(X, U), S), N),)),
                Dilate(IMAGE, SPARE, (S,)), AT_X,
            ),
            "another stride": Case(
                total(times(at("F", U), at("X", Quotient(minus(X, U), S))), below(U, K),
                      where=(divides(S, minus(X, U)), inside(Quotient(minus(X, U), S), N))),
                Dilate(IMAGE, SPARE, (Number(2),)), AT_X,
            ),
            "a place that may lie outside": Case(
                total(times(at("F", U), at("X", Quotient(minus(X, U), S))), below(U, K),
                      where=(divides(S, minus(X, U)),)),
                Dilate(IMAGE, SPARE, (S,)), AT_X,
            ),
            "the entry is no factor": Case(
                total(plus(at("F", U), at("X", Quotient(minus(X, U), S))), below(U, K),
                      where=(divides(S, minus(X, U)), inside(Quotient(minus(X, U), S), N))),
                Dilate(IMAGE, SPARE, (S,)), AT_X,
            ),
            "another array would be read outside": Case(
                over(times(at("X", minus(X, I)), at("A", minus(X, I), 0)), inside(minus(X, I), N)),
                Dilate(IMAGE, SPARE, (ONE,)), AT_X,
            ),
        },
    ),
    Turn: RuleCases(
        [
            Case(total(at("F", minus(K, 1, U)), Range(U, ZERO, minus(K, 1))),
                 Turn(FILTER, SPARE, 1), path=(0,)),
            Case(at("A", X, U), Turn(TABLE, SPARE, 1), (*AT_X, *AT_U)),
            Case(at("A", X, U), Turn(TABLE, SPARE, 2), (*AT_X, *AT_U)),
        ],
        {
            "an entry of another array": Case(BY_X, Turn(FILTER, SPARE, 1), AT_X),
            "no entry": Case(times(2, BY_X), Turn(IMAGE, SPARE, 1), AT_X),
        },
    ),
    ReadInside: RuleCases(
        [
            Case(at("Xz", minus(X, P)), ReadInside(IMAGE, (T,)), AT_X, EXTENDED),
            Case(at("Az", minus(X, 1), plus(X, 1)), ReadInside(TABLE, (I, T)), AT_X, EXTENDED),
        ],
        {
            "an index that occurs": Case(at("Xz", minus(X, P)), ReadInside(IMAGE, (X,)), AT_X,
                                         EXTENDED),
            "an index that is a size": Case(at("Xz", minus(X, P)), ReadInside(IMAGE, (S,)), AT_X,
                                            EXTENDED),
            "an index twice": Case(at("Az", X, X), ReadInside(TABLE, (T, T)), AT_X, EXTENDED),
            "an index too few": Case(at("Az", X, X), ReadInside(TABLE, (T,)), AT_X, EXTENDED),
            "an extension other than zeros": Case(at("Xc", plus(X, 1)), ReadInside(IMAGE, (T,)),
                                                  AT_X, EXTENDED),
            "the array itself": Case(BY_X, ReadInside(IMAGE, (T,)), AT_X, EXTENDED),
        },
    ),
    NameArray: RuleCases(
        [
            Case(total(times(upstream(I), at("F", 0)), Range(I, ZERO, minus(N, K))),
                 NameArray(UPSTREAM, SPARE)),
            Case(IMAGES, NameArray(IMAGE, SPARE)),
        ],
        {
            "it is differentiated by": Case(Partial(at("O", 0), BY_X), NameArray(IMAGE, SPARE),
                                            AT_X),
            "no array": Case(IMAGES, NameArray(SPARE, SHORT)),
        },
    ),
    UnfoldEntry: RuleCases(
        [Case(at("O", I), UnfoldEntry(OUTPUT, ((U, V),)), AT_I)],
        {
            "a bound name occurs already": Case(at("O", U), UnfoldEntry(OUTPUT),
                                                (Within(ZERO, U, minus(N, K)),)),
            "a new name is a size": Case(at("O", I), UnfoldEntry(OUTPUT, ((U, K),)), AT_I),
        },
    ),
    ReadNamed: RuleCases(
        [Case(times(2, at("Xn", X)), ReadNamed(), AT_X, ALIASES, (1,))],
        {"an array of its own": Case(BY_X, ReadNamed(), AT_X, ALIASES)},
    ),
    ReadTurned: RuleCases(
        [
            Case(total(at("Xt", I), below(I, K)), ReadTurned(), (), ALIASES, (0,)),
            Case(at("At", X, U), ReadTurned(), (*AT_X, *AT_U), TURNED_TABLE),
        ],
        {"an array that is not turned": Case(BY_X, ReadTurned(), AT_X, ALIASES)},
    ),
    ReadDilated: RuleCases(
        [
            Case(at("Xd", minus(X, P)), ReadDilated((T,)), free((X, times(S, N))), ALIASES),
            Case(at("Ad", X, U), ReadDilated((T, V)), (*AT_X, *AT_U), TURNED_TABLE),
        ],
        {
            "an index that occurs": Case(at("Xd", X), ReadDilated((X,)), AT_X, ALIASES),
            "an index that is a size": Case(at("Xd", X), ReadDilated((N,)), AT_X, ALIASES),
            "an index twice": Case(at("Ad", X, U), ReadDilated((T, T)), (*AT_X, *AT_U),
                                   TURNED_TABLE),
            "an index too few": Case(at("Ad", X, U), ReadDilated((T,)), (*AT_X, *AT_U),
                                     TURNED_TABLE),
            "an array that is not dilated": Case(BY_X, ReadDilated((T,)), AT_X, ALIASES),
        },
    ),
    # which terms there are
    DropImpossible: RuleCases(
        [
            Case(over(at("X", I), at_most(I, X), equal(I, plus(N, P))),
                 DropImpossible(equal(I, plus(N, P))), AT_X),
            Case(over(ONE, inside(plus(I, N), N)), DropImpossible(inside(plus(I, N), N))),
            Case(plus(BY_X, times(Indicator((equal(X, N),)), at("X", 0))),
                 DropImpossible(equal(X, N)), AT_X, path=(1, 0)),
        ],
        {
            "it may hold": Case(over(at("X", I), equal(I, minus(N, 1))),
                                DropImpossible(equal(I, minus(N, 1)))),
            "it may hold within limits": Case(over(ONE, inside(plus(I, minus(N, 1)), N)),
                                              DropImpossible(inside(plus(I, minus(N, 1)), N))),
            "it is not there": Case(IMAGES, DropImpossible(equal(I, N))),
            "it is impossible for an outer index of the name": Case(
                over(total(at("X", I), below(I, N), where=(equal(I, 0),)), at_most(1, I)),
                DropImpossible(equal(I, 0)), path=(0,),
            ),
        },
    ),
    Recount: RuleCases(
        [
            Case(over(at("X", I), inside(minus(X, I), K)),
                 recount(minus(X, T), minus(X, I), Range(T, ZERO, minus(K, 1)),
                         inside(minus(X, T), N)),
                 AT_X),
            Case(over(at("X", I)), recount(plus(T, P), minus(I, P),
                                           Range(T, times(-1, P), minus(N, P, 1)))),
            Case(total(times(at("F", U), at("X", I)), below(I, N), below(U, K)),
                 Recount(((I, minus(T, U)), (U, U)), ((T, plus(I, U)), (U, U)),
                         (below(U, K), Range(T, U, plus(U, minus(N, 1)))), ())),
        ],
        {
            "a limit too high": Case(
                over(at("X", I)),
                recount(plus(T, P), minus(I, P), Range(T, times(-1, P), minus(N, P))),
            ),
            "a limit too low": Case(
                over(at("X", I)),
                recount(plus(T, P), minus(I, P), Range(T, times(-1, P), minus(N, P, 2))),
            ),
            "a condition left out": Case(
                over(at("X", I), at_most(I, X)), recount(T, I, below(T, N)), AT_X
            ),
            "a condition more": Case(
                over(at("X", I)), recount(T, I, below(T, N), at_most(T, X)), AT_X
            ),
            "not one to one": Case(
                over(at("X", I)), recount(times(2, T), I, Range(T, ZERO, minus(N, 1)))
            ),
            "a sign of the inverse": Case(
                over(at("X", I)),
                recount(minus(X, T), plus(X, I), Range(T, minus(plus(X, 1), N), X)), AT_X,
            ),
            "a new index that is free": Case(
                over(at("X", I), at_most(I, X)),
                Recount(((I, X),), ((X, I),), (below(X, N),), (at_most(X, X),)), AT_X,
            ),
            "a new index that is a size": Case(
                over(at("X", I)), Recount(((I, S),), ((S, I),), (below(S, N),), ())
            ),
            "an index without a value": Case(
                total(at("A", I, U), below(I, N), below(U, K)), recount(T, I, below(T, N))
            ),
        },
    ),
    # algebra
    LogOfShare: RuleCases(
        [Case(SHARE, LogOfShare(), AT_X)],
        {
            "what it is divided by may be negative": Case(
                Apply("log", (Quotient(Apply("exp", (BY_X,)), IMAGES),)), LogOfShare(), AT_X
            ),
            "no exponential": Case(
                Apply("log", (Quotient(BY_X, Apply("exp", (BY_X,))),)), LogOfShare(), AT_X
            ),
            "terms left out": Case(
                Apply("log", (Quotient(
                    Apply("exp", (BY_X,)),
                    total(Apply("exp", (at("X", J),)), below(J, N), where=(at_most(J, 0),)),
                ),)),
                LogOfShare(), AT_X,
            ),
        },
    ),
    OneFraction: RuleCases(
        [
            Case(times(3, BY_X, Quotient(ONE, at("F", 0)), BY_X), OneFraction(), AT_X),
            Case(times(BY_X, Quotient(ONE, at("F", 0))), OneFraction(), AT_X),
        ],
        {"no factor one over something": Case(times(2, Quotient(BY_X, at("F", 0))), OneFraction(),
                                              AT_X)},
    ),
    PutEqual: RuleCases(
        [],
        {
            "it is not assumed": Case(IMAGES, PutEqual(Equation(IMAGES, ONE)),
                                      setting=SUMS_TO_ONE),
            "another formula": Case(total(at("F", U), below(U, K)), PutEqual(WHOLE),
                                    setting=SUMS_TO_ONE),
        },
    ),
    AddUp: RuleCases(
        [
            Case(plus(N, 1, times(-1, plus(minus(N, K), 1))), AddUp()),
            Case(times(2, plus(K, 1), P), AddUp()),
        ],
        {"nothing to add": Case(N, AddUp())},
    ),
}  # fmt: skip
