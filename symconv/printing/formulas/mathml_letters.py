"""Letters as MathML, of whose fonts only Unicode's mathematical letters are left."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from symconv.notation.letters import StyledLetter, styled_letter
from symconv.printing.markup import escape_markup

_ACCENTS: Mapping[str, str] = {"hat": "^", "tilde": "˜", "bar": "¯", "vec": "→", "dot": "˙"}
_FONTS: Mapping[str, str] = {
    "mathbf": "BOLD",
    "mathsf": "SANS-SERIF",
    "mathcal": "SCRIPT",
    "mathit": "ITALIC",
    "boldsymbol": "BOLD ITALIC",
}
_PLANCK = "\N{PLANCK CONSTANT}"
"""The italic h, which has a name of its own."""


def letter_to_mathml(letter: str) -> str:
    r"""Give a checked letter as one element.

    >>> letter_to_mathml("X"), letter_to_mathml("weight")
    ('<mi>X</mi>', '<mi>weight</mi>')
    >>> letter_to_mathml(r"\hat{y}")
    '<mover><mi>y</mi><mo stretchy="false">^</mo></mover>'
    """
    styled = styled_letter(letter)
    text = _dressed(styled)
    if styled.primes:
        text = f"<mrow>{text}<mo>{'′' * styled.primes}</mo></mrow>"
    return f"<mrow><mi>d</mi>{text}</mrow>" if styled.differential else text


def _dressed(styled: StyledLetter) -> str:
    plain, dress = styled.plain, styled.dress
    if dress in _ACCENTS:
        # not as an accent, which Chromium sets upon the letter instead of above it
        accent = f'<mo stretchy="false">{_ACCENTS[dress]}</mo>'
        return f"<mover><mi>{escape_markup(plain)}</mi>{accent}</mover>"
    if dress == "mathrm" and len(plain) == 1:
        return f'<mi mathvariant="normal">{plain}</mi>'
    font = _FONTS.get(dress)
    if font is None or (dress == "mathit" and len(plain) == 1):  # which is set in italics anyhow
        return f"<mi>{escape_markup(plain)}</mi>"
    return f"<mi>{''.join(_in_font(character, font) for character in plain)}</mi>"


def _in_font(character: str, font: str) -> str:
    """Give a mathematical letter, or the character where there is none in that font.

    >>> _in_font("X", "BOLD"), _in_font("B", "SCRIPT"), _in_font("δ", "SANS-SERIF")
    ('𝐗', 'ℬ', 'δ')
    """
    name = unicodedata.name(character).replace("LATIN ", "").replace("GREEK ", "")
    name = name.replace("LETTER ", "")
    if font == "ITALIC" and character == "h":
        return _PLANCK
    for full in (f"MATHEMATICAL {font} {name}", f"{font} {name}"):
        try:
            return unicodedata.lookup(full)
        except KeyError:
            continue
    return character
