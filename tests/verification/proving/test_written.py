"""What a proof says, and what is written in another way than as an index sum."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symconv import ConvSpec
from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Equation,
    Floor,
    Formula,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Sum,
)
from symconv.formulas.written import (
    Bundle,
    Differential,
    Ellipsis,
    Labelled,
    Marked,
    Operation,
    Words,
)
from symconv.verification.facts import Array, Quantity
from symconv.verification.judging.reading import FLAT, Meaning
from symconv.verification.judging.worlds.stacks import LayerSetting
from symconv.verification.proving import prove
from tests.verification.proving.claims import BIASED, CHANNELS, PLAIN, Document, document

DF = "d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i, _), (j, _))"
FLAT_CHAIN = Document(
    replace(
        document("X input; F filter; O output; L loss").reading,
        sizes={"M": Meaning(Quantity.OUTPUT_SIZE, FLAT)},
    )
)


def proved(written: Document, text: str, setting: LayerSetting | None = None) -> bool:
    found = prove(written.equation(text), written.reading, setting or written.setting)
    return found is not None


def test_the_rules_are_named_once_each() -> None:
    found = prove(PLAIN.equation(DF), PLAIN.reading, PLAIN.setting)
    assert found is not None
    assert found.rules[0] == "chain rule"
    assert len(set(found.rules)) == len(found.rules)


def test_the_letters_are_the_document_s() -> None:
    text = "d(L,F[m,n]) = sum(G[i,j]*X[i*s+m,j*s+n], (i,0,P-1), (j,0,Q-1))"
    found = prove(PLAIN.equation(text), PLAIN.reading, PLAIN.setting)
    assert found is not None
    assert str(found.claim.claim.left) == "∂L/∂F[m,n]"
    assert {"1 ≤ P", "1 ≤ Q", "1 ≤ s"} <= set(found.assumptions)
    assert found.claim.statement.startswith("Proved: ∂L/∂F[m,n] = Σ")


@pytest.mark.parametrize("sign", ["*", "×", "⊙", "∘"])
def test_a_sign_between_numbers_is_a_product(sign: str) -> None:
    m, n, i, j = map(Name, "mnij")
    right = Operation(sign, Entry("G", (i, j)), PLAIN.letters.read("X[i+m,j+n]"))
    named = Labelled(right, Name("d"))
    claim = Equation(PLAIN.letters.read("d(L,F[m,n])"), Sum(named, (Range(i), Range(j))))
    assert prove(claim, PLAIN.reading, PLAIN.setting) is not None
    swapped = Operation(sign, Entry("G", (j, i)), PLAIN.letters.read("X[i+m,j+n]"))
    wrong = Equation(claim.left, Sum(swapped, (Range(i), Range(j))))
    assert prove(wrong, PLAIN.reading, PLAIN.setting) is None
    assert m != n


@pytest.mark.parametrize("by", ["F", "X"])
def test_a_chain_rule_over_entries_with_one_number(by: str) -> None:
    assert proved(FLAT_CHAIN, f"d(L,{by}[i]) = sum(d(L,O[k])*d(O[k],{by}[i]), (k, 0, M-1))")
    assert proved(FLAT_CHAIN, f"d(L,{by}[i]) = sum(d(L,O[k])*d(O[k],{by}[i]), (k, _))")
    assert not proved(FLAT_CHAIN, f"d(L,{by}[i]) = sum(d(L,O[k])*d(O[i],{by}[k]), (k, _))")
    assert not proved(FLAT_CHAIN, f"d(L,{by}[i]) = sum(d(L,O[k])*d(O[k],{by}[i]), (k, 1, M-1))")


def test_one_number_says_nothing_of_values() -> None:
    assert not proved(FLAT_CHAIN, "O[k] = sum(X[k]*F[i], (i, _))")
    assert not proved(FLAT_CHAIN, "d(O[k],F[i]) = X[k]")
    assert not proved(FLAT_CHAIN, "O[k] = sum(d(O[k],F[i])*F[i], (i, _))")


def test_what_a_setting_leaves_free_is_not_taken_to_be_one() -> None:
    free = LayerSetting(free=frozenset({Quantity.STRIDE}))
    assert proved(PLAIN, DF)
    assert not proved(PLAIN, DF, free)
    assert not proved(PLAIN, DF, LayerSetting(padding=1))
    assert not proved(PLAIN, DF, LayerSetting(dilation=2))
    chain = "d(L,F[m,n]) = sum(G[i,j]*d(O[i,j],F[m,n]), (i, _), (j, _))"
    assert proved(PLAIN, chain, free)


@pytest.mark.parametrize(
    ("stride", "padding", "dilation"), [(2, 0, 1), (1, 1, 1), (3, 2, 1), (2, 1, 2)]
)
def test_numbers_that_a_setting_fixes(stride: int, padding: int, dilation: int) -> None:
    setting = LayerSetting(stride=stride, padding=padding, dilation=dilation)
    place = "X[i*{0}+m*{2}-{1},j*{0}+n*{2}-{1}]"
    text = "d(L,F[m,n]) = sum(G[i,j]*{}, (i, _), (j, _))"
    right = text.format(place.format(stride, padding, dilation))
    assert proved(PLAIN, right, setting)
    for wrong in ((stride + 1, padding, dilation), (stride, padding + 1, dilation)):
        assert not proved(PLAIN, text.format(place.format(*wrong)), setting)


def test_the_layer_of_a_user_fixes_its_steps() -> None:
    def spec(**changes: object) -> LayerSetting:
        return LayerSetting(spec=ConvSpec((5, 6), (2, 3), **changes))  # type: ignore[arg-type]

    text = "d(L,F[m,n]) = sum(G[i,j]*X[i*2+m,j*2+n], (i, _), (j, _))"
    assert proved(PLAIN, text, spec(stride=2))
    assert not proved(PLAIN, text, spec())
    assert not proved(PLAIN, text, spec(stride=(2, 3)))
    assert not proved(PLAIN, DF, spec(padding=1, padding_mode="circular"))


def test_a_stride_that_divides() -> None:
    text = "d(L,F[m,n]) = sum(G[i,j]*X[i*s+m,j*s+n], (i,0,(H-k)/s), (j,0,(W-h)/s))"
    assert not proved(PLAIN, text)


def test_a_bias_that_is_left_out_is_missed() -> None:
    assert not proved(BIASED, "Z[i,j] = sum(A[i+m,j+n]*W[m,n], (m, _), (n, _))")


def test_an_index_that_nothing_binds_is_not_any_index() -> None:
    text = "d(L,b) = sum(d(L,Z[i,j])*d(Z[{},j],b), (i, _), (j, _))"
    assert proved(BIASED, text.format("i"))
    assert not proved(BIASED, text.format("q"))


def test_channels_are_counted_by_every_array() -> None:
    text = "O[f,i,j] = sum(X[i+m,j+n]*F[f,m,n], (m, _), (n, _)) + b[f]"
    assert proved(CHANNELS, text)
    assert not proved(CHANNELS, text.replace("X[", "X[c,").replace("(m, _)", "(c, _), (m, _)"))


def test_what_has_no_meaning_is_not_proved() -> None:
    for text in (
        "O[i,j] = f(X[i,j])",
        "O[i,j] = sum(X[i+m,j+n]*F[m,n], (m,0,z), (n,0,z))",
        "d(L,Y[i]) = d(L,Y[i])",
        "O[i] = X[i]",
        "q = q",
        "d(G[i,j],F[m,n]) = 0",
    ):
        assert not proved(PLAIN, text), text
    assert prove(Equation(Product(()), Name("q")), PLAIN.reading, PLAIN.setting) is None


def test_parts_of_a_document_that_names_no_arrays() -> None:
    bare = replace(PLAIN.reading, letters={"L": Array.LOSS})
    assert prove(PLAIN.equation(DF), bare, PLAIN.setting) is None


def test_an_inner_product_of_whole_arrays() -> None:
    assert proved(PLAIN, "d(L,F[m,n]) = inner(d(L,O), d(O,F[m,n]))")
    assert proved(PLAIN, "d(L,X[m,n]) = inner(G, d(O,X[m,n]))")
    assert not proved(PLAIN, "d(L,F[m,n]) = inner(d(L,O), d(O,F[n,m]))")
    assert not proved(PLAIN, "d(L,F[m,n]) = inner(d(L,O), O)")
    assert not proved(PLAIN, "d(L,F[m,n]) = inner(X, d(O,F[m,n]))")


OUTSIDE = [
    ("d(L,X[a,c]) = sum(G[a-m,c-n]*F[m,n], (m,0,k-1), (n,0,h-1))", "G"),
    ("d(L,X[a,c]) = sum(G[a-m,c-n]*F[m,n], (m,0,k), (n,0,h))", "GF"),
    ("d(L,X[a,c]) = sum(G[i,j]*F[a-i,c-j], (i,0,H-k), (j,0,W-h))", "F"),
    ("d(O[i,j],X[a,c]) = F[a-i,c-j]", "F"),
    ("d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i,0,H-1), (j,0,W-1))", "GX"),
]


@pytest.mark.parametrize(("text", "letters"), OUTSIDE)
def test_arrays_that_are_said_to_be_zero_outside(text: str, letters: str) -> None:
    equation, reading, setting = PLAIN.equation(text), PLAIN.reading, PLAIN.setting
    found = prove(equation, reading, setting, frozenset(letters))
    assert found is not None
    for left_out in letters:
        assert prove(equation, reading, setting, frozenset(letters) - {left_out}) is None
    wrong = PLAIN.equation(text.replace("F[m,n]", "F[n,m]").replace("F[a-i,c-j]", "F[a-i,j-c]"))
    assert prove(wrong, reading, setting, frozenset("GFX")) is None


def test_an_index_that_is_loose_leaves_the_others_tight() -> None:
    """The sum over f has no limits, but those over m and n read G outside, at any f."""
    text = "d(L,X[c,a,q]) = sum(sum(G[f,a-m,q-n]*F[f,c,m,n], {}), (f, _))"
    assert not proved(CHANNELS, text.format("(m,0,k-1), (n,0,h-1)"))
    assert proved(CHANNELS, text.format("(m,_), (n,_)"))
    equation = CHANNELS.equation(text.format("(m,0,k-1), (n,0,h-1)"))
    zeros = frozenset({"G"})
    assert prove(equation, CHANNELS.reading, CHANNELS.setting, zeros) is not None


def test_a_layer_without_a_bias_in_a_document_with_one() -> None:
    equation = BIASED.equation("Z[i,j] = sum(A[i+m,j+n]*W[m,n], (m, _), (n, _))")
    assert prove(equation, BIASED.reading, BIASED.setting) is None
    assert prove(equation, BIASED.reading, BIASED.setting, biased=False) is not None


def test_letters_of_an_array_turned() -> None:
    plain = document(
        "X input; K filter; K' filter; O output; L loss; G gradient",
        "k filter size 0; h filter size 1",
        letters={"K_": Entry("K'")},
    )
    turned = replace(plain.reading, turned=frozenset({"K'"}))
    written = replace(plain, reading=turned)
    taps = "(m, _), (n, _)"
    assert proved(written, f"d(L,X[a,c]) = sum(G[a-k+1+m,c-h+1+n]*K_[m,n], {taps})")
    assert not proved(written, f"d(L,X[a,c]) = sum(G[a-k+1+m,c-h+1+n]*K[m,n], {taps})")
    assert proved(written, "d(O[i,j],K_[m,n]) = X[i+k-1-m,j+h-1-n]")
    assert proved(written, "K_[m,n] = K[k-1-m,h-1-n]")
    assert not proved(written, "K_[m,n] = K[m,n]")


def test_an_entry_of_an_array_turned() -> None:
    taps = "(m, _), (n, _)"
    text = f"d(L,X[a,c]) = sum(G[a-k+1+m,c-h+1+n]*rot180(F[m,n]), {taps})"
    assert proved(PLAIN, text)
    assert not proved(PLAIN, text.replace("rot180", ""))
    assert not proved(PLAIN, text.replace("c-h+1+n", "c-n"))
    assert proved(PLAIN, "rot180(F[m,n]) = F[k-1-m,h-1-n]")
    assert not proved(PLAIN, "rot180(F[m,n]) = F[m,n]")


def test_windows_around_their_middle() -> None:
    reading = document("g input; w filter; h output; E loss; b bias", "n filter size").reading
    centred = replace(reading, bases=replace(reading.bases, centred=True))
    total = "sum(g[i+m-{0},j+l-{0}]*w[m,l], (m,0,n-1), (l,0,n-1)) + b"
    for half in ("(n-1)/2", "n//2", "(n-1)//2"):
        assert proved(Document(centred), f"h[i,j] = {total.format(half)}")
        assert not proved(Document(reading), f"h[i,j] = {total.format(half)}")
    for half in ("n/2", "(n+1)/2", "(n+1)//2"):
        assert not proved(Document(centred), f"h[i,j] = {total.format(half)}")


X, F = (Entry(letter, (Name("i"), Name("j"))) for letter in "XF")
ODD: list[Formula] = [
    Ellipsis(),
    Words("for all i"),
    Bundle((X, F)),
    Differential(X),
    Marked(X, (Name("l"), Name("m"))),
    Marked(Operation("*", X, F), (), (Name("i"), Name("j"))),
    Apply("rot180", (Product((F, F)),)),
    Power(X, Name("n")),
    Quotient(X, Number(0)),
    Sum(X, (Range(Name("i")), Range(Name("i")))),
    Sum(Sum(X, (Range(Name("i")),)), (Range(Name("i")),)),
    Sum(X, (Range(Name("q")),)),
    Sum(X, (Range(Name("i"), Name("i"), Name("i")),)),
    Entry("X", (Floor(Quotient(Name("i"), Number(0))), Name("j"))),
    Entry("X", (Apply("mod", (Name("i"), Number(2))), Name("j"))),
    Partial(X, X),
    Partial(X, Number(1)),
    Partial(Partial(Name("L"), X), F),
    Maximum(X, (Range(Name("i")),)),
    Add(()),
    Entry("X", (0, 1, 2, 3, 4, 5)),
    Entry("X", (Name("i"), Name("j")), Name("l")),
]


@pytest.mark.parametrize("odd", ODD, ids=[f"{at}" for at in range(len(ODD))])
def test_nothing_is_raised_and_nothing_odd_is_proved(odd: Formula) -> None:
    for left, right in ((odd, Number(5)), (Entry("O", (Name("i"), Name("j"))), odd), (odd, F)):
        for written in (PLAIN, BIASED, CHANNELS):
            assert prove(Equation(left, right), written.reading, written.setting) is None


def test_a_long_formula_ends_soon() -> None:
    names = [Name(f"i_{at}") for at in range(40)]
    body: Formula = Product(tuple(Entry("X", (name, name)) for name in names))
    deep = body
    for name in names:
        deep = Sum(deep, (Range(name),))
    for right in (Sum(body, tuple(map(Range, names))), deep, Product((body,) * 200)):
        claim = Equation(PLAIN.letters.read("d(L,F[m,n])"), right)
        assert prove(claim, PLAIN.reading, PLAIN.setting) is None
