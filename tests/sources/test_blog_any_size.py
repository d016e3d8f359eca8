"""The index sums of [blog] for any size: what is true is proved, what is false is refuted.

A row is stated in the letters of [blog]. Its convolution c(x, y) = Σ o(x - x', y - y') w(x', y')
is defined from x = N_w - 1 on; its result is stored where the definition puts it ("unshifted"),
or from zero on ("moved to the top left"). No way of storing it makes all the rows true, so rows
that hold under one convention only are proved under it and refuted under the other.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from symconv.calculus import (
    Counterexample,
    ProvedClaim,
    RuleError,
    Setting,
    prove_equal,
    refute,
)
from symconv.formulas import Add, Entry, Equation, Formula, Name, Number, Rot180
from symconv.notation import PRESETS
from symconv.printing.formulas import LatexPrinter
from tests.sources.index_formulas import Letters, read_setting
from tests.sources.sum_writing import has_limits, plain_sums

ROWS = {
    row["n"]: row["latex"]
    for row in map(
        json.loads, (Path(__file__).parent / "blog_sums.jsonl").read_text("utf-8").splitlines()
    )
}
LATEX = LatexPrinter(PRESETS["blog"])
LAYER = Name("l")
BEFORE, ABOVE = (Add((LAYER, Number(step))) for step in (-1, 1))


def letter(name: str, layer: Formula | None = LAYER) -> Entry:
    return Entry(name, superscript=layer)


SIZE = {"N_w": Entry("N", (Name("w"),))}
# One layer, from units n of l - 1 to units m of l.
ONE = Letters(
    SIZE
    | {name: letter(name) for name in "wbcVT"}
    | {"o": letter("o", BEFORE), "oz": letter(r"\bar{o}", BEFORE)}
    | {"delta": letter(r"\delta"), "single": letter("i")},
    {"o": 1, "oz": 1, "w": 2, "b": 1, "c": 1, "delta": 1, "single": 2, "V": 2, "T": 2},
)
# The layer above it, from units m of l to units o of l + 1; `unit` is the index o.
TWO = Letters(
    SIZE
    | {"o": letter("o"), "c": letter("c"), "delta": letter(r"\delta"), "unit": Name("o")}
    | {"w": letter("w", ABOVE), "b": letter("b", ABOVE), "up": letter("c", ABOVE)}
    | {"delta_up": letter(r"\delta", ABOVE)},
    {"o": 1, "c": 1, "delta": 1, "w": 2, "b": 1, "up": 1, "delta_up": 1},
)
PLAIN = Letters(
    {f"{name}_k": Name(f"{name}_{{k}}") for name in "xy"}
    | {"N_k": Entry("N", (Name("k"),))}
    | {name: Entry(name) for name in "ikvl"},
    dict.fromkeys("ikvl", 0),
)

IMAGE = """
    sizes N_w H W
    assume N_w <= H
    assume N_w <= W
    loss E"""
LAYER_ONE = f"""{IMAGE}
    sizes C K
    array o over 0..C-1, 0..H-1, 0..W-1
    array oz extends o
    array w over 0..C-1, 0..K-1, 0..N_w-1, 0..N_w-1
    array T turns w 2
    array b over 0..K-1"""
TAPS = "(x_, 0, N_w-1), (y_, 0, N_w-1)"
UNSHIFTED = f"""{LAYER_ONE}
    array c[m,x,y] over 0..K-1, N_w-1..H-1, N_w-1..W-1 is \
        sum(o[n,x-x_,y-y_] * w[n,m,x_,y_], (n, 0, C-1), {TAPS}) + b[m]
    array delta names d(E, c)
    output c"""
FROM_ZERO = f"""{LAYER_ONE}
    array c[m,x,y] over 0..K-1, 0..H-N_w, 0..W-N_w is \
        sum(o[n,x+N_w-1-x_,y+N_w-1-y_] * w[n,m,x_,y_], (n, 0, C-1), {TAPS}) + b[m]
    array delta names d(E, c)
    output c"""
AT_WEIGHT = """
    free n in 0..C-1
    free m in 0..K-1
    free x y in 0..N_w-1"""
PLACES = "(x_, N_w-1, H-1), (y_, N_w-1, W-1)"
PLACES_FROM_ZERO = "(x_, 0, H-N_w), (y_, 0, W-N_w)"

LAYER_TWO = f"""{IMAGE}
    sizes K M
    array c over 0..K-1, 0..H-1, 0..W-1
    array o[m,x,y] over 0..K-1, 0..H-1, 0..W-1 is a(c[m,x,y])
    array w over 0..K-1, 0..M-1, 0..N_w-1, 0..N_w-1
    array b over 0..M-1
    output up"""
UNSHIFTED_TWO = f"""{LAYER_TWO}
    array up[unit,x,y] over 0..M-1, N_w-1..H-1, N_w-1..W-1 is \
        sum(o[m_,x-x_,y-y_] * w[m_,unit,x_,y_], (m_, 0, K-1), {TAPS}) + b[unit]
    array delta_up extends d(E, up)
    array delta[m,x,y] over 0..K-1, 0..H-1, 0..W-1 is d(E, c[m,x,y])
    free m in 0..K-1
    free x in 0..H-1
    free y in 0..W-1"""
FROM_ZERO_TWO = f"""{LAYER_TWO}
    array up[unit,x,y] over 0..M-1, 0..H-N_w, 0..W-N_w is \
        sum(o[m_,x+N_w-1-x_,y+N_w-1-y_] * w[m_,unit,x_,y_], (m_, 0, K-1), {TAPS}) + b[unit]
    array delta_up extends d(E, up)
    array delta[m,x,y] over 0..K-1, 0..H-1, 0..W-1 is d(E, c[m,x,y])
    free m in 0..K-1
    free x in 0..H-1
    free y in 0..W-1"""
# Eq. 17 differentiates c of l + 1 at (x + x', y + y'), which must be one of its places.
AT_TAP = f"""{UNSHIFTED_TWO}
    free unit in 0..M-1
    free x_ y_ in 0..N_w-1
    where N_w-1 <= x+x_ <= H-1
    where N_w-1 <= y+y_ <= W-1"""


@cache
def setting(text: str, two: bool = False) -> Setting:
    return read_setting(text, TWO if two else ONE)


def proved(where: Setting, claim: Equation) -> ProvedClaim:
    """Prove a claim; its proof is replayed, and no counterexample contradicts it."""
    found = prove_equal(where, claim)
    assert found is not None, LATEX.write(claim)
    assert found.proved
    assert refute(where, claim, cases=3, largest=3) is None
    return found


def refuted(where: Setting, claim: Equation) -> Counterexample:
    """Refute a claim by a counterexample whose two sides have values; it is not proved, too."""
    found = refute(where, claim, cases=12, largest=3)
    assert found is not None, LATEX.write(claim)
    assert None not in (found.left, found.right)
    assert found.left != found.right
    assert prove_equal(where, claim) is None
    return found


def assert_written_as(formula: Formula, row: str) -> None:
    """Compare a formula, as it is printed, with the row."""
    limits = has_limits(row)
    # A bound index has no index of its own in a formula: x_k is a name of one letter there.
    printed = re.sub(r"\\mathrm\{(\w)\\_\{k\}\}", r"\1_{k}", LATEX.write(formula))
    assert plain_sums(printed, limits) == plain_sums(row, limits)


def right_of(row: str) -> str:
    """Give the right side of a row that begins with its left side, or with `&=`."""
    return row.split("=", 1)[1] if "\\frac" in row.split("=", 1)[0] else row.lstrip("&= ")


@pytest.mark.parametrize(
    ("n", "name", "sign", "low"), [("1", "v", "-", "N_k-1"), ("5", "l", "+", "0")]
)
def test_definitions_of_convolution_and_correlation(n: str, name: str, sign: str, low: str) -> None:
    high = "{}-1" if sign == "-" else "{}-N_k"
    over = ", ".join(f"{low}..{high.format(size)}" for size in "HW")
    body = f"sum(i[x{sign}x_k,y{sign}y_k] * k[x_k,y_k], (x_k, 0, N_k-1), (y_k, 0, N_k-1))"
    other = body.replace("x_k", "u").replace("y_k", "t")
    where = read_setting(
        f"""sizes N_k H W
            assume N_k <= H
            assume N_k <= W
            array i over 0..H-1, 0..W-1
            array k over 0..N_k-1, 0..N_k-1
            array {name}[x,y] over {over} is {other}
            free x in {over.split(",")[0]}
            free y in {over.split(",")[1]}""",
        PLAIN,
    )
    claim = PLAIN.equation(f"{name}[x,y] = {body}")
    proved(where, claim)
    assert_written_as(claim, ROWS[n])


SINGLE = f"sum(o[n,x-x_,y-y_] * w[n,m,x_,y_], {TAPS})"
SINGLES = f"""{UNSHIFTED}
    array single[n,m,x,y] over 0..C-1, 0..K-1, N_w-1..H-1, N_w-1..W-1 is {SINGLE}
    free m in 0..K-1
    free x in N_w-1..H-1
    free y in N_w-1..W-1"""


def test_6_single_input_of_a_unit() -> None:
    claim = ONE.equation(f"single[n,m,x,y] = {SINGLE}")
    proved(setting(f"{SINGLES}\n    free n in 0..C-1"), claim)
    assert_written_as(claim, ROWS["6"])


def test_7_complete_input_of_a_unit() -> None:
    first, second = ROWS["7"].split(r"\\", 1)
    claim = ONE.equation("c[m,x,y] = sum(single[n,m,x,y], (n, 0, C-1)) + b[m]")
    proved(setting(SINGLES), claim)
    assert_written_as(claim, first)
    second_claim = ONE.equation(
        f"c[m,x,y] = sum(o[n,x-x_,y-y_] * w[n,m,x_,y_], (n, 0, C-1), {TAPS}) + b[m]"
    )
    proved(setting(SINGLES), second_claim)
    assert_written_as(second_claim.right, right_of(second.strip()))
    proved(setting(SINGLES), Equation(claim.right, second_claim.right))


@pytest.mark.parametrize(
    ("storage", "places"), [(UNSHIFTED, PLACES), (FROM_ZERO, PLACES_FROM_ZERO)]
)
def test_10_chain_rule_for_a_weight(storage: str, places: str) -> None:
    claim = ONE.equation(
        f"d(E, w[n,m,x,y]) = sum(d(E, c[m,x_,y_]) * d(c[m,x_,y_], w[n,m,x,y]), {places})"
    )
    proved(setting(storage + AT_WEIGHT), claim)
    assert_written_as(claim, ROWS["10"])


AT_LOCAL = f"""{UNSHIFTED}{AT_WEIGHT}
    free x_ in N_w-1..H-1
    free y_ in N_w-1..W-1"""
LOCAL = "d(c[m,x_,y_], w[n,m,x,y])"
SECOND_TAPS = "(x__, 0, N_w-1), (y__, 0, N_w-1)"


def test_11a_the_bound_n_must_be_another_n() -> None:
    claim = ONE.equation(
        f"{LOCAL} = d(sum(o[n_,x_-x__,y_-y__] * w[n_,m,x__,y__], (n_, 0, C-1), {SECOND_TAPS})"
        " + b[m], w[n,m,x,y])"
    )
    proved(setting(AT_LOCAL), claim)
    printed = LATEX.write(claim).replace("n'", "n")  # the row calls both of them n
    assert plain_sums(printed, False) == plain_sums(ROWS["11a"], False)


def test_11a_is_false_if_the_weight_is_summed_over_too() -> None:
    captured = ONE.equation(
        f"{LOCAL} = sum(d(o[n,x_-x__,y_-y__] * w[n,m,x__,y__], w[n,m,x,y]),"
        f" (n, 0, C-1), {SECOND_TAPS})"
    )
    assert refute(setting(AT_LOCAL), captured, cases=12, largest=3) is not None
    with pytest.raises(RuleError, match="n is bound"):
        prove_equal(setting(AT_LOCAL), captured)


def parted(term: str, own: str, ranges: str) -> str:
    """Give a sum over units and taps as the terms before its own term, that term, those after.

    This is what "... + own + ..." says: units before, rows before, places before, and so on.
    """
    unit, count, index = ranges.split()
    rows, row = "(x__, 0, N_w-1), (y__, 0, N_w-1)", "(y__, 0, N_w-1)"
    here = term.replace(f"[{index},", f"[{unit},").replace(f"({index}", f"({unit}")
    line = here.replace("x__", "(X)")
    before = [
        f"sum({term}, ({index}, 0, {unit}-1), {rows})",
        f"sum({here}, (x__, 0, X-1), {row})",
        f"sum({line}, (y__, 0, Y-1))",
    ]
    after = [
        f"sum({line}, (y__, Y+1, N_w-1))",
        f"sum({here}, (x__, X+1, N_w-1), {row})",
        f"sum({term}, ({index}, {unit}+1, {count}-1), {rows})",
    ]
    return " + ".join([*before, own, *after])


def test_11b_the_sum_written_out() -> None:
    term = "o[n_,x_-x__,y_-y__] * w[n_,m,x__,y__]"
    own = "o[n,x_-x,y_-y] * w[n,m,x,y]"
    written = parted(term, own, "n C n_").replace("X", "x").replace("Y", "y")
    proved(setting(AT_LOCAL), ONE.equation(f"{LOCAL} = d({written} + b[m], w[n,m,x,y])"))
    first = "o[0,x_-0,y_-0] * w[0,m,0,0]"
    row = plain_sums(ROWS["11b"], False)
    for shown in (first, own, "b[m]"):
        assert plain_sums(LATEX.write(ONE.read(shown)), False) in row


def test_11c_the_derivative_by_a_weight() -> None:
    claim = ONE.equation(f"{LOCAL} = o[n,x_-x,y_-y]")
    proved(setting(AT_LOCAL), claim)
    assert_written_as(claim.right, right_of(ROWS["11c"]))


def test_12_holds_for_the_unshifted_storage_only() -> None:
    claim = ONE.equation(f"d(E, w[n,m,x,y]) = sum(o[n,x_-x,y_-y] * delta[m,x_,y_], {PLACES})")
    proved(setting(UNSHIFTED + AT_WEIGHT), claim)
    assert_written_as(claim, ROWS["12"])
    shifted = f"sum(oz[n,x_-x,y_-y] * delta[m,x_,y_], {PLACES_FROM_ZERO})"
    refuted(setting(FROM_ZERO + AT_WEIGHT), ONE.equation(f"d(E, w[n,m,x,y]) = {shifted}"))


def test_13_the_offset_of_the_storage_from_zero() -> None:
    inside = """
        free x_ in 0..H-N_w
        free y_ in 0..W-N_w"""
    entry = "o[n,x_+N_w-1-x,y_+N_w-1-y]"
    claim = ONE.equation(f"{LOCAL} = {entry}")
    proved(setting(FROM_ZERO + AT_WEIGHT + inside), claim)
    assert_written_as(claim.right, ROWS["13"])
    corrected = f"sum({entry} * delta[m,x_,y_], {PLACES_FROM_ZERO})"
    proved(setting(FROM_ZERO + AT_WEIGHT), ONE.equation(f"d(E, w[n,m,x,y]) = {corrected}"))
    extended = ONE.equation(f"{LOCAL} = {entry.replace('o[', 'oz[')}")
    refuted(setting(AT_LOCAL), extended)


def test_14_the_kernel_upside_down() -> None:
    claim = ONE.equation("T[n,m,x,y] = w[n,m,N_w-1-x,N_w-1-y]")
    proved(setting(UNSHIFTED + AT_WEIGHT), claim)
    place, _, words = ROWS["14"].partition(" references")
    assert words.strip() == "the kernel upside down"
    assert plain_sums(LATEX.write(claim.right), False).endswith(plain_sums(place, False))


def test_15_holds_for_the_storage_from_zero_only() -> None:
    def correlation(image: str, places: str) -> str:
        return f"sum({image}[n,x+x_,y+y_] * delta[m,x_,y_], {places})"

    def turned(storage: str, total: str) -> Setting:
        axes = "0..C-1, 0..K-1, 0..N_w-1, 0..N_w-1"
        own = f"\n    array V[n,m,x,y] over {axes} is {total}\n    array T turns V 2"
        return setting(storage.replace("\n    array T turns w 2", "") + own + AT_WEIGHT)

    claim = ONE.equation("d(E, w[n,m,x,y]) = T[n,m,x,y]")
    body = correlation("o", PLACES_FROM_ZERO)
    proved(turned(FROM_ZERO, body), claim)
    assert_written_as(Equation(claim.left, Rot180(ONE.read(body), 2)), ROWS["15"])
    refuted(turned(UNSHIFTED, correlation("oz", PLACES)), claim)


UNITS = "(unit, 0, M-1)"
INSIDE = "N_w-1 <= x+x_ <= H-1, N_w-1 <= y+y_ <= W-1"
ABOVE_TAP = "up[unit,x+x_,y+y_]"
CHAIN = f"d(E, {ABOVE_TAP}) * d({ABOVE_TAP}, c[m,x,y])"


def test_16_holds_for_taps_from_zero() -> None:
    claim = TWO.equation(f"d(E, c[m,x,y]) = sum({CHAIN}, {UNITS}, {TAPS}, {INSIDE})")
    proved(setting(UNSHIFTED_TWO, True), claim)
    delta = TWO.equation(f"delta[m,x,y] = sum({CHAIN}, {UNITS}, {TAPS}, {INSIDE})")
    proved(setting(UNSHIFTED_TWO, True), delta)
    head, rest = ROWS["16"].split("=", 1)
    assert_written_as(claim, rest)
    assert_written_as(delta.left, head)


@pytest.mark.parametrize(
    ("storage", "taps", "inside"),
    [
        (UNSHIFTED_TWO, "(x_, 1, N_w), (y_, 1, N_w)", INSIDE),
        (FROM_ZERO_TWO, TAPS, "0 <= x+x_ <= H-N_w, 0 <= y+y_ <= W-N_w"),
    ],
    ids=["taps from one", "stored from zero"],
)
def test_16_is_false_otherwise(storage: str, taps: str, inside: str) -> None:
    claim = TWO.equation(f"d(E, c[m,x,y]) = sum({CHAIN}, {UNITS}, {taps}, {inside})")
    refuted(setting(storage, True), claim)


LOCAL_TWO = f"d({ABOVE_TAP}, c[m,x,y])"


@pytest.mark.parametrize("n", ["17a", "17b"])
def test_17_what_is_differentiated(n: str) -> None:
    entry = "o[m_,{}]" if n == "17a" else "a(c[m_,{}])"
    factor = entry.format("x+x_-x__,y+y_-y__")
    total = f"sum({factor} * w[m_,unit,x__,y__], (m_, 0, K-1), {SECOND_TAPS})"
    claim = TWO.equation(f"{LOCAL_TWO} = d({total}, c[m,x,y])")
    proved(setting(AT_TAP, True), claim)
    if n == "17a":
        assert_written_as(claim, ROWS[n])
    else:
        assert_written_as(claim.right, right_of(ROWS[n]))


def test_17c_names_the_wrong_terms() -> None:
    where = setting(AT_TAP + "\n    free x__ y__ in 0..N_w-1", True)
    slope = "d(a(c[m,x,y]), c[m,x,y])"
    first = "w[0,unit,0,0] * a(c[0,x_-0,y_-0])"
    own = "w[m,unit,x__,y__] * a(c[m,x,y])"
    row = plain_sums(ROWS["17c"], False)
    for shown in (first, own):
        assert plain_sums(LATEX.write(TWO.read(shown)), False) in row
    refuted(where, TWO.equation(f"w[0,unit,0,0] * a(c[0,x+x_-0,y+y_-0]) = {first}"))
    refuted(where, TWO.equation(f"{LOCAL_TWO} = d({own}, c[m,x,y])"))
    refuted(where, TWO.equation(f"{LOCAL_TWO} = w[m,unit,x__,y__] * {slope}"))
    term = "w[m_,unit,x__,y__] * a(c[m_,x+x_-x__,y+y_-y__])"
    corrected = parted(term, "w[m,unit,x_,y_] * a(c[m,x,y])", "m K m_")
    corrected = corrected.replace("X", "x_").replace("Y", "y_")
    proved(setting(AT_TAP, True), TWO.equation(f"{LOCAL_TWO} = d({corrected}, c[m,x,y])"))


def test_17d_reads_the_weight_at_the_wrong_place() -> None:
    slope = "d(a(c[m,x,y]), c[m,x,y])"
    claim = TWO.equation(f"{LOCAL_TWO} = w[m,unit,x+x_,y+y_] * {slope}")
    assert_written_as(claim.right, right_of(ROWS["17d"]))
    refuted(setting(AT_TAP, True), claim)
    proved(setting(AT_TAP, True), TWO.equation(f"{LOCAL_TWO} = w[m,unit,x_,y_] * {slope}"))


def test_18_holds_for_the_unshifted_storage_only() -> None:
    def recursion(place: str) -> Equation:
        total = f"sum(delta_up[unit,{place}] * w[m,unit,x_,y_], {UNITS}, {TAPS})"
        return TWO.equation(f"delta[m,x,y] = {total} * d(a(c[m,x,y]), c[m,x,y])")

    claim = recursion("x+x_,y+y_")
    proved(setting(UNSHIFTED_TWO, True), claim)
    assert_written_as(claim, ROWS["18"])
    refuted(setting(FROM_ZERO_TWO, True), claim)
    proved(setting(FROM_ZERO_TWO, True), recursion("x+x_-(N_w-1),y+y_-(N_w-1)"))


def test_every_index_sum_of_the_blog_is_here() -> None:
    assert list(ROWS) == [
        *("1", "5", "6", "7", "10", "11a", "11b", "11c", "12", "13", "14", "15", "16"),
        *("17a", "17b", "17c", "17d", "18"),
    ]  # fmt: skip
