"""Which texts may be letters, and how they are set."""

from __future__ import annotations

import pytest

from symconv import Notation, NotationError
from symconv.notation.letters import check_letter, letter_to_latex, letter_to_text

ALLOWED = {
    "X": ("X", "X"),
    "w": ("w", "w"),
    "weight": (r"\mathrm{weight}", "weight"),
    "in_1": (r"\mathrm{in\_1}", "in_1"),
    "a" * 32: (rf"\mathrm{{{'a' * 32}}}", "a" * 32),
    r"\delta": (r"\delta", "δ"),
    "δ": (r"\delta", "δ"),
    "Ω": (r"\Omega", "Ω"),
    r"\lambda": (r"\lambda", "λ"),
    r"\ell": (r"\ell", "ℓ"),
    r"\hat{y}": (r"\hat{y}", "y\N{COMBINING CIRCUMFLEX ACCENT}"),
    r"\mathbf{X}": (r"\mathbf{X}", "X"),
    r"\bar{\theta}": (r"\bar{\theta}", "θ\N{COMBINING MACRON}"),
}

REFUSED = [
    "", " ", "X ", " X", "X\n", "X Y", "X,Y", "X;Y", "X=1", "1", "1X", "_X", "X'", "X^2", "X_{1}",
    "$x$", "{X}", "}", "\\", "\\\\", "%", "&", "#", "~", "a" * 33, "a" * 200,
    r"X}\input{/etc/passwd}", r"\input{/etc/passwd}", r"\input", r"\write18{ls}", r"\def\x{}",
    r"\omicron", r"\alphabet", r"\hat", r"\hat{}", r"\hat{x}}", r"\hat{\hat{x}}", r"\hat{x_1}",
    r"\mathbf{\input}", r"\mathbf{x}\input{y}", r"\mathbf {x}", r"\textbf{x}", r"\hat{δ}",
    "__import__('os')", "os.system", "lambda: 0", "eval(x)", "<script>", "x\x00",
    "x́", "ж", "Ｘ", "x²", "ä", "一", "\u202ex", "x\u200b",
    None, 3, b"X", ["X"], ("X",), object,
]  # fmt: skip


@pytest.mark.parametrize("letter", ALLOWED)
def test_letters_that_are_taken(letter: str) -> None:
    kept = check_letter("input", letter)
    assert (letter_to_latex(kept), letter_to_text(kept)) == ALLOWED[letter]


@pytest.mark.parametrize("letter", REFUSED, ids=ascii)
@pytest.mark.parametrize("name", ["input", "filter", "bias", "output", "loss"])
def test_anything_else_is_refused(name: str, letter: object) -> None:
    with pytest.raises(NotationError) as caught:
        Notation(**{name: letter})
    message = str(caught.value)
    assert message.startswith(f"{name} letter ")
    assert message.endswith(
        r" is neither an identifier nor a known LaTeX letter (such as X, weight, \delta, \hat{y})"
    )
    assert "\n" not in message
    assert len(message) < 200


def test_every_known_greek_letter_is_one_sign() -> None:
    names = (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
    )
    commands = [rf"\{name}" for name in names.split(" ")]
    signs = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
    assert "".join(letter_to_text(check_letter("x", command)) for command in commands) == signs
    assert [check_letter("x", sign) for sign in signs] == commands
