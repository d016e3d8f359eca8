"""Theorems that count: the output's size, and the entries that a convolution leaves undefined.

Sources: docs/sources.md.
"""

from __future__ import annotations

from symconv.calculus.arrays import Defined
from symconv.calculus.refuting import refute
from symconv.calculus.rule import Application, IndexDerivation, begin
from symconv.calculus.rules import (
    AddUp,
    CollectNumbers,
    NarrowRange,
    SolveInequality,
    WorstCase,
)
from symconv.calculus.setting import Setting
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Condition,
    Entry,
    Equation,
    ForEvery,
    Formula,
    Name,
    Number,
    Product,
    Range,
    Relation,
    Restriction,
    Sum,
    at_path,
)
from symconv.notation import Notation
from symconv.theorems.claims import refuted_claim
from symconv.theorems.theorem import Part, Theorem, Verdict

_N, _K, _S, _D, _P, _Q = map(Name, ("n", "k", "s", "d", "p", "q"))
_I, _U = Name("i"), Name("u")


def _at_most(left: Formula, right: Formula) -> Condition:
    return Condition(left, Relation.AT_MOST, right)


def _minus(formula: Formula) -> Formula:
    return Product((Number(-1), formula))


def output_size_theorem(notation: Notation) -> Theorem:
    """Derive the output's size as the count of the places where a window fits.

    [slides] eq. 7; [chapter] eq. 18 and 19 (there without padding and dilation, and
    without the floor).
    """
    last_tap = Add((Product((_S, _I)), Product((_D, _U))))
    last_place = Add((_N, _P, _Q, Number(-1)))
    taps = (Range(_U, ZERO, Add((_K, Number(-1)))),)
    fits = ForEvery(_at_most(last_tap, last_place), taps)
    room = Add((_N, _P, _Q, Number(-1), Product((Number(-1), _D, Add((_K, Number(-1)))))))
    hypotheses = [_at_most(ONE, size) for size in (_N, _K, _S, _D)]
    hypotheses += [_at_most(ZERO, size) for size in (_P, _Q, room)]
    size = Entry("m")
    count = Sum(ONE, (Range(_I, ZERO),), (fits,))
    setting = _counting(size, count, tuple(hypotheses), (_N, _K, _P, _Q), (_S, _D))
    derivation = begin(setting, size, count).then(Application(WorstCase(fits)))
    derivation = _solve(derivation, _I)
    derivation = derivation.then(Application(CollectNumbers(_I)))
    part = Part(
        ("Derivation",), derivation,
        (
            ("An axis of the input has ", _N, " entries, ", _P, " of padding before them and ",
             _Q, " after; a window of ", _K, " taps has the stride ", _S, " and the dilation ",
             _D, "."),
            ("Window ", _I, " meets the places ", last_tap, " of the padded axis, counted from "
             "zero; ", size, " is the number of windows all of whose taps lie on it. Sizes are at "
             "least 1, pads at least 0, one window fits."),
        ),
        (
            ("With the extent e = d(k − 1) + 1 of a window this is ⌊(n + p + q − e) / s⌋ + 1.",),
        ),
        cases=40, largest=7,
    )  # fmt: skip
    return Theorem(
        "output-size",
        "The size of a convolution's or a pool's output",
        ("For every input size, filter size, stride, dilation and padding with which one window "
         "fits:",),
        (part,),
        notation,
        source="[slides] eq. 7; [chapter] eq. 18 and 19",
    )  # fmt: skip


def undefined_theorem(notation: Notation) -> Theorem:
    """Derive how many rows of a convolution are undefined: one less than the kernel has.

    [blog] eq. 2 says N_k.
    """
    size, kernel = Name("N"), Entry("N", (Name("k"),))
    place, index = Name("x"), Name("t")
    taps = (Range(index, ZERO, Add((kernel, Number(-1)))),)
    inside = ForEvery(_at_most(ZERO, Add((place, _minus(index)))), taps)
    defined = Sum(ONE, (Range(place, ZERO, Add((size, Number(-1)))),), (inside,))
    count = Add((size, _minus(defined)))
    hypotheses = (_at_most(ONE, kernel), _at_most(kernel, size))
    left = Entry("U")
    setting = _counting(left, count, hypotheses, (size, kernel), ())
    path = (1, 1)
    derivation = begin(setting, left, count).then(Application(WorstCase(inside), path))
    derivation = _solve(derivation, place, path)
    derivation = derivation.then(Application(CollectNumbers(place), path))
    derivation = derivation.then(Application(AddUp()))
    claim = Equation(left, kernel)
    part = Part(
        ("Derivation",), derivation,
        (
            ("An image has ", size, " rows, a kernel ", kernel, ". Row ", place, " of the result "
             "reads the rows ", Add((place, _minus(index))), " of the image."),
            (left, " is the number of rows for which one of them lies outside; so it is with "
             "columns."),
        ),
        cases=40, largest=9,
    )  # fmt: skip
    found = refute(setting, claim)
    return Theorem(
        "undefined-rows",
        "How many rows and columns of a true convolution are undefined",
        ("For every image and kernel that fits into it:",),
        (part,),
        notation,
        source="[blog] eq. 2 to 4",
        verdict=Verdict.CORRECTED,
        correction=(Add((kernel, Number(-1))), " rows and as many columns are undefined, "
                    "numbers 0 to ", Add((kernel, Number(-2))), ", not ", kernel, "."),
        refuted=refuted_claim(("that there are as many as the kernel has rows",), claim, setting,
                              found),
    )  # fmt: skip


def _counting(
    left: Entry,
    count: Formula,
    hypotheses: tuple[Restriction, ...],
    sizes: tuple[Formula, ...],
    scales: tuple[Formula, ...],
) -> Setting:
    defined = Defined((), Equation(left, count))
    return Setting({left: defined}, hypotheses, scales=frozenset(scales), sizes=frozenset(sizes))


def _solve(derivation: IndexDerivation, index: Name, path: tuple[int, ...] = ()) -> IndexDerivation:
    """Solve the only condition of a sum for its index, and make it a limit."""
    derivation = derivation.then(
        Application(SolveInequality(index, _only_condition(derivation, path)), path)
    )
    return derivation.then(Application(NarrowRange(index, _only_condition(derivation, path)), path))


def _only_condition(derivation: IndexDerivation, path: tuple[int, ...]) -> Condition:
    total = at_path(derivation.equation.right, path)
    if not isinstance(total, Sum) or not isinstance(total.conditions[0], Condition):
        raise TypeError("there is no inequality to solve")
    return total.conditions[0]
