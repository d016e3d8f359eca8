"""What a document says of its layer is not overruled by a formula that is to be judged."""

from __future__ import annotations

import pytest

import symconv
from symconv.verification.verdicts import Verdict, VerdictKind

K = VerdictKind
TRUE = (K.PROVED, K.HOLDS)
S = "The input $X$ is 3×3, the filter $F$ is 2×2, stride 1.\n\n"
TT = "X_{11}F_{11}+X_{12}F_{12}+X_{21}F_{21}+X_{22}F_{22}"
GENERAL = r"$$O_{i,j} = \sum_{m,n} X_{i+m,j+n} F_{m,n}$$" + "\n\n"


def said(text: str) -> list[Verdict]:
    return [e.verdict for e in symconv.verify(text).equations if "=" in e.latex]


def kinds(text: str) -> list[VerdictKind]:
    return [verdict.kind for verdict in said(text)]


def test_the_outputs_size_rules_out_a_padding() -> None:
    claim = (
        r"$$\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial Y_{11}} K_{22} + "
        r"\frac{\partial L}{\partial Y_{12}} K_{21} + \frac{\partial L}{\partial Y_{21}} K_{12} + "
        r"\frac{\partial L}{\partial Y_{22}} K_{11}$$"
    )
    for sizes in ("Input $X$ 4×4, kernel $K$ 3×3, output $Y$ 2×2, 1-based.",
                  "Input $X$ 4×4, kernel $K$ 3×3, 1-based."):  # fmt: skip
        (found,) = said(f"{sizes}\n\n{claim}\n")
        assert found.kind is K.REFUTED
        assert found.correct.endswith(r"\frac{\partial L}{\partial Y_{11}} K_{11}")


def test_the_outputs_size_tells_a_stride() -> None:
    claim = (
        r"$$\frac{\partial L}{\partial K_{11}} = \frac{\partial L}{\partial Y_{11}} X_{11} + "
        r"\frac{\partial L}{\partial Y_{12}} X_{13} + \frac{\partial L}{\partial Y_{21}} X_{31} + "
        r"\frac{\partial L}{\partial Y_{22}} X_{33}$$"
    )
    sizes = "Input $X$ 5×5, kernel $K$ 3×3, output $Y$ 2×2, 1-based."
    assert kinds(f"{sizes}\n\n{claim}\n") == [K.PROVED]


def test_a_stated_correlation_is_not_overruled() -> None:
    text = (
        "The input $X$ is 3×3, the filter $F$ is 2×2, stride 1, cross-correlation.\n\n"
        f"$$O_{{11}} = {TT}$$\n\n" + r"$$O_{ij}=\sum_m\sum_n X_{i-m+1,j-n+1}F_{mn}$$" + "\n"
    )
    assert kinds(text) == [K.PROVED, K.REFUTED]


def test_a_stated_convolution_is_not_overruled() -> None:
    text = (
        "The layer computes a true convolution (kernel flipped), valid, stride 1, 0-based.\n\n"
        r"$$\frac{\partial L}{\partial x_{p,q}} = "
        r"\sum_{i,j} \frac{\partial L}{\partial y_{i,j}} w_{p-i,q-j}$$" + "\n"
    )
    assert kinds(text) == [K.CONDITIONAL]


def test_outputs_of_an_example_are_numbered_from_the_first() -> None:
    text = (
        "The layer is a true convolution. Input $X$ 4×4, kernel $K$ 2×2, stride 1, no padding, "
        "1-based.\n\n"
        r"$$\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial Y_{11}} K_{22}$$" + "\n"
    )
    assert kinds(text) == [K.PROVED]


def test_a_transposed_filter_is_a_slip_of_the_forward_pass() -> None:
    (found,) = said(S + r"$$O_{ij}=\sum_m\sum_n X_{i+m-1,j+n-1}F_{nm}$$" + "\n")
    assert found.kind is K.REFUTED
    assert found.suggestion is not None
    assert found.suggestion.latex.endswith("F_{mn}")


def test_a_stride_that_comes_later_is_none_before() -> None:
    text = (
        "X 5×5, F 3×3.\n\n"
        r"$$O_{ij} = \sum_{m=1}^{3}\sum_{n=1}^{3} X_{i+m-1,j+n-1} F_{mn}$$"
        "\n\n## Stride 2 from here on\n\n"
        "$$O_{12}=X_{13}F_{11}+X_{14}F_{12}+X_{15}F_{13}+X_{23}F_{21}+X_{24}F_{22}+X_{25}F_{23}"
        "+X_{33}F_{31}+X_{34}F_{32}+X_{35}F_{33}$$\n"
    )
    assert kinds(text) == [K.PROVED, K.PROVED]


@pytest.mark.parametrize(
    "middle",
    ["Q_7+3", r"X_{11}^2", r"\mathrm{foo}(X)", r"\frac{\partial L}{\partial L} X_{12}"],
)
def test_no_chain_is_proved_past_what_is_unknown_or_false(middle: str) -> None:
    (found,) = said(f"{S}$$O_{{11}} = {middle} = {TT}$$\n")
    assert found.kind not in TRUE


def test_a_repair_does_not_hide_behind_what_is_not_judged() -> None:
    text = (
        S
        + "$O_{12}=X_{12}F_{11}+X_{13}F_{12}+X_{22}F_{21}+X_{23}F_{22}, "
        + (r"\quad O_{21}=X_{21}F_{11}+X_{22}F_{12}$" + "\n")
    )
    (found,) = said(text)
    assert found.kind is K.REFUTED
    assert found.suggestion is None or "L_{21}" not in found.suggestion.latex


def test_a_zero_is_no_copy() -> None:
    text = (
        "Input $X$ 3×3, filter $F$ 2×2, output $O$.\n\n"
        r"$$\frac{\partial O_{22}}{\partial X_{33}} = 0$$" + "\n"
    )
    (found,) = said(text)
    assert found.kind is K.REFUTED
    assert found.suggestion is None or found.suggestion.latex.endswith("= F_{22}")


LAYERS = {
    "depthwise": (
        r"$$y_{c,i,j} = \sum_{m,n} w_{c,m,n} x_{c,i+m,j+n}$$",
        r"$$\frac{\partial L}{\partial w_{c,m,n}} = "
        r"\sum_{i,j} \frac{\partial L}{\partial y_{c,i,j}} x_{c,i+m,j+n}$$",
        ("x_{c,i+m,j+n}$$", "x_{c,i+n,j+m}$$"),
    ),
    "pointwise": (
        r"$$y_{k,i,j} = \sum_{c} w_{k,c} x_{c,i,j}$$",
        r"$$\frac{\partial L}{\partial w_{k,c}} = "
        r"\sum_{i,j} x_{c,i,j} \frac{\partial L}{\partial y_{k,i,j}}$$",
        ("x_{c,i,j}", "x_{c,j,i}"),
    ),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_layers_whose_filters_have_fewer_axes(kind: str) -> None:
    forward, gradient, (right, wrong) = LAYERS[kind]
    head = f"A {kind} convolution, 0-based, stride 1:\n\n{forward}\n\n"
    assert set(kinds(f"{head}{gradient}\n")) <= set(TRUE)
    assert kinds(f"{head}{gradient.replace(right, wrong)}\n")[1] is K.REFUTED


def test_forms_that_people_write() -> None:
    kronecker = (
        r"$$\frac{\partial O_{ij}}{\partial X_{pq}}=\sum_{m,n}F_{mn}\delta_{p,i+m}\delta_{q,j+n}$$"
    )
    assert kinds(GENERAL + kronecker)[-1] in TRUE
    assert kinds(GENERAL + kronecker.replace("p,i+m", "p,i-m"))[-1] is K.REFUTED
    implied = (
        rf"$$O_{{11}}={TT} \Rightarrow \frac{{\partial O_{{11}}}}{{\partial X_{{11}}}}=F_{{11}}$$"
    )
    assert kinds(S + implied) == [K.PROVED]
    flipped = r"$$O_{hw}=\sum_{i=0}^{F-1}\sum_{j=0}^{F-1}X_{h+i,w+j}K_{F-1-i,F-1-j}$$"
    assert kinds("0-based.\n\n" + flipped)[0] in TRUE
    run = r"$$O_{nkij}=\sum_c\sum_r\sum_s X_{n,c,i+r,j+s}F_{kcrs}$$"
    assert kinds("Stride 1, 0-based.\n\n" + run)[0] in TRUE
    rows = rf"$$\begin{{array}}{{rcl}} O_{{11}} &=& {TT} \end{{array}}$$"
    assert kinds(S + rows) == [K.PROVED]
    lone = (
        r"$$\frac{\partial L}{\partial F_{m,n}}$$"
        + "\n\nis\n\n"
        + (r"$$= \sum_{i,j} \frac{\partial L}{\partial O_{i,j}} X_{i+m,j+n}$$")
    )
    assert kinds(GENERAL + lone)[-1] in TRUE


def test_a_filter_that_an_equation_turns() -> None:
    text = (
        "0-based, filter $F$ of size $k \\times k$.\n\n"
        + GENERAL
        + r"$$\tilde F_{m,n} = F_{k-1-m,k-1-n}$$"
        + "\n\n"
        + r"$$\frac{\partial L}{\partial X_{i,j}} = "
        r"\sum_{m,n} \frac{\partial L}{\partial O_{i+m-k+1,j+n-k+1}} \tilde F_{m,n}$$" + "\n"
    )
    assert kinds(text)[-1] in (*TRUE, K.CONDITIONAL)
    assert kinds(text.replace(r"\tilde F_{m,n}$$", "F_{m,n}$$"))[-1] is K.REFUTED


def test_transposed_convolutions_are_no_findings() -> None:
    text = (
        "A transposed convolution layer with stride 2. Input $x$, kernel $w$, output $y$; 0-based."
        "\n\n"
        + r"$$y_{a,b} = \sum_{i}\sum_{j} x_{i,j}\, w_{a-2i,b-2j}$$"
        + "\n\n$$o = s(i-1)+k-2p$$\n"
    )
    assert kinds(text) == [K.NOT_CHECKABLE, K.CONDITIONAL]


def test_options_in_comments_that_are_not_understood_are_said() -> None:
    text = (
        "<!-- symconv: --strid 2 -->\n<!-- symconv: --stride two -->\n\n$$O_{11}=X_{11}F_{11}$$\n"
    )
    first, second = symconv.verify(text).documents[0].notes
    assert "--strid in a comment is not known" in first
    assert "--stride two in a comment is no size" in second
