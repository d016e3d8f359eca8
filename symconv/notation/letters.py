"""The letters of a notation: which texts may stand for an array, in LaTeX and in plain text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from symconv.errors import NotationError, shown
from symconv.formulas.nodes import PRIME

_SMALL = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega",
)  # fmt: skip
_CAPITAL = (
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
)  # fmt: skip
_GREEK: dict[str, str] = {
    rf"\{name}": unicodedata.lookup(
        f"GREEK {'CAPITAL' if name[0].isupper() else 'SMALL'} LETTER "
        f"{name.upper().replace('LAMBDA', 'LAMDA')}"
    )
    for name in _SMALL + _CAPITAL
}
_LATEX: dict[str, str] = {**_GREEK, r"\ell": "ℓ", r"\varepsilon": "ε", r"\varphi": "φ"}
_FROM_UNICODE: dict[str, str] = {text: command for command, text in _GREEK.items()}

_ACCENTS: dict[str, str] = {
    "hat": "\N{COMBINING CIRCUMFLEX ACCENT}",
    "tilde": "\N{COMBINING TILDE}",
    "bar": "\N{COMBINING MACRON}",
    "vec": "\N{COMBINING RIGHT ARROW ABOVE}",
    "dot": "\N{COMBINING DOT ABOVE}",
}
_FONTS = frozenset({"mathbf", "mathrm", "mathsf", "mathcal", "mathit", "boldsymbol"})
_DRESSED = re.compile(r"\\([a-z]+)\{(\\?[A-Za-z]+)\}", re.ASCII)
_DIFFERENTIAL = r"\differential"
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}", re.ASCII)


def check_letter(name: str, letter: object) -> str:
    r"""Give `letter` as it is kept, or raise `NotationError`.

    A letter is an ASCII identifier (`X`, `weight`), a Greek letter (`\delta` or `δ`), `\ell`,
    or one of these in an accent or font (`\hat{y}`, `\mathbf{X}`). Nothing else reaches
    LaTeX or a symbol's name.
    """
    if isinstance(letter, str):
        letter = _FROM_UNICODE.get(letter, letter)
        dressed = _DRESSED.fullmatch(letter)
        if dressed and dressed[1] in _FONTS | set(_ACCENTS) and _is_plain(dressed[2]):
            return letter
        if _is_plain(letter):
            return letter
    raise NotationError(
        f"{name} letter {shown(letter)} is neither an identifier nor a known LaTeX letter "
        r"(such as X, weight, \delta, \hat{y})"
    )


def differential_of(letter: str) -> str:
    r"""Give the letter dY of a checked letter Y; it is kept as \differential{Y}."""
    return rf"{_DIFFERENTIAL}{{{letter}}}"


def vector_of(letter: str) -> str | None:
    r"""Give a checked letter with an arrow, as in \vec{X}; None where it cannot carry one."""
    dressed = rf"\vec{{{letter}}}"
    return dressed if _DRESSED.fullmatch(dressed) else None


def letter_has_arrow(letter: str) -> bool:
    """Tell whether a checked letter carries an arrow, which a superscript must keep clear of."""
    return letter.startswith(r"\vec{")


def letter_to_latex(letter: str) -> str:
    """Give a checked letter as LaTeX; a word is set upright and its underscores escaped."""
    if letter.startswith(_DIFFERENTIAL):
        return f"d{letter_to_latex(letter[len(_DIFFERENTIAL) + 1 : -1])}"
    if letter.endswith(PRIME):
        return letter_to_latex(letter[:-1]) + PRIME
    if len(letter) == 1 or letter.startswith("\\"):
        return letter
    escaped = letter.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


def letter_to_text(letter: str) -> str:
    """Give a checked letter as plain Unicode."""
    styled = styled_letter(letter)
    before = "d" if styled.differential else ""
    return f"{before}{styled.plain}{_ACCENTS.get(styled.dress, '')}{PRIME * styled.primes}"


@dataclass(frozen=True)
class StyledLetter:
    """A letter in plain Unicode, its accent or font apart.

    Attributes
    ----------
    plain : the letter or word alone
    dress : the accent or font, as LaTeX names it: "hat", "mathbf"; "" for none
    differential : whether it is the d of something
    primes : how many primes end it
    """

    plain: str
    dress: str = ""
    differential: bool = False
    primes: int = 0


@lru_cache(maxsize=256)
def styled_letter(letter: str) -> StyledLetter:
    r"""Take a checked letter apart.

    >>> styled_letter(r"\hat{\delta}")
    StyledLetter(plain='δ', dress='hat', differential=False, primes=0)
    """
    if letter.startswith(_DIFFERENTIAL):
        return replace(styled_letter(letter[len(_DIFFERENTIAL) + 1 : -1]), differential=True)
    alone = letter.rstrip(PRIME)
    primes = len(letter) - len(alone)
    dressed = _DRESSED.fullmatch(alone)
    dress, plain = (dressed[1], dressed[2]) if dressed else ("", alone)
    return StyledLetter(_LATEX.get(plain, plain), dress, primes=primes)


def _is_plain(letter: str) -> bool:
    return letter in _LATEX or _IDENTIFIER.fullmatch(letter) is not None
