"""What commands, signs and words of written mathematics stand for."""

from __future__ import annotations

import unicodedata


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SMALL = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
_CAPITAL = [
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
]
_VARIANTS = ["ell", "varepsilon", "varphi", "vartheta", "varsigma", "varrho"]
LETTER_COMMANDS = frozenset(_SMALL + _CAPITAL + _VARIANTS)
"""Commands that print a letter."""


def _greek(name: str) -> str:
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {size} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")


LETTER_OF_CHARACTER: dict[str, str] = {
    **{_greek(name): rf"\{name}" for name in _SMALL + _CAPITAL},
    "ℓ": r"\ell", "ϵ": r"\epsilon", "ϕ": r"\phi", "φ": r"\phi",
}  # fmt: skip

SIGN_OF_COMMAND: dict[str, str] = {
    "partial": "∂", "nabla": "∇", "bigtriangledown": "∇", "triangledown": "∇",
    "sum": "Σ", "cdot": "·", "times": "×", "ast": "*", "star": "⋆",
    "otimes": "⊗", "circledast": "⊛", "odot": "⊙", "circ": "∘", "bullet": "•", "pm": "±",
    "cdotp": "·", "div": "/", "bigodot": "⊙", "bigotimes": "⊗", "bigoplus": "⊕",
    "oplus": "⊕", "bigstar": "⋆", "asterisk": "*",
    "ldots": "…", "cdots": "…", "dots": "…", "dotsc": "…", "dotsb": "…", "vdots": "…",
    "ddots": "…", "dotsm": "…", "dotso": "…", "hdots": "…",
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠",
    "ne": "≠", "lt": "<", "gt": ">", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆",
    "to": "→", "rightarrow": "→", "longrightarrow": "→", "Rightarrow": "⇒", "implies": "⇒",
    "mapsto": "→", "Longrightarrow": "⇒", "iff": "⇔", "Leftrightarrow": "⇔", "propto": "∝",
    "sim": "∼", "cong": "≅", "leftarrow": "←", "gets": "←", "longleftarrow": "←",
    "equiv": "≡", "approx": "≈", "simeq": "≈", "coloneqq": ":=", "triangleq": ":=",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩",
    "lbrace": r"\{", "rbrace": r"\}", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")",
    "vert": "|", "lvert": "|", "rvert": "|", "mid": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖",
    "prime": "'", "infty": "∞", "top": "⊤", "intercal": "⊤", "forall": "∀", "colon": ":",
    "quad": "quad", "qquad": "quad", "newline": "row", "cr": "row", "over": "over", "cap": "∩",
    "cup": "∪", "wedge": "∧", "land": "∧", "setminus": "∖", "dagger": "†", "bmod": "mod",
    "mod": "mod", "prod": "Π", "therefore": "⇒", "Longleftrightarrow": "⇔", "tfrac12": "½",
    "ltimes": "⋉", "rtimes": "⋊", "boxtimes": "⊠", "thickapprox": "≈", "dotsi": "…",
}  # fmt: skip
SIGN_OF_CHARACTER: dict[str, str] = {
    "∂": "∂", "∇": "∇", "∑": "Σ", "Σ": "Σ", "·": "·", "⋅": "·", "∙": "·", "×": "×", "*": "*",
    "∗": "*", "⋆": "⋆", "★": "⋆", "☆": "⋆", "⊗": "⊗", "⊛": "⊛", "⊙": "⊙", "∘": "∘",
    "•": "•", "±": "±", "…": "…", "⋯": "…", "≤": "≤", "⩽": "≤", "≥": "≥", "⩾": "≥", "≠": "≠",
    "∈": "∈", "→": "→", "⇒": "⇒", "←": "←", "≡": "≡", "≈": "≈", "≔": ":=", "⌊": "⌊", "⌋": "⌋",
    "⌈": "⌈", "⌉": "⌉", "⟨": "⟨", "⟩": "⟩", "−": "-", "–": "-", "-": "-", "+": "+", "=": "=",
    "′": "'", "’": "'", "'": "'", "∞": "∞", "⊤": "⊤", "∀": "∀", "|": "|", "∣": "|", "÷": "/",
    "/": "/", "<": "<", ">": ">", "(": "(", ")": ")", "[": "[", "]": "]", "{": "{", "}": "}",
    "_": "_", "^": "^", "&": "&", ",": ",", ";": ";", ":": ":", ".": ".", "°": "∘", "𝟙": "𝟙",
    "，": ",", "（": "(", "）": ")", "！": "!", "!": "!", "？": "?", "?": "?", "𝟏": "𝟙", "√": "√",
    "⊕": "⊕", "∏": "Π", "∝": "∝", "∼": "∼", "≃": "≈", "；": ";", "：": ":", "。": ".", "%": "%",
}  # fmt: skip

FONTS = _set(
    "mathbf boldsymbol mathsf mathcal mathscr mathfrak bm bf rm it cal mathnormal pmb mathbfit "
    "vec overrightarrow boldmath symbf symbfit"
) - {"vec", "overrightarrow"}
"""Commands that only change the font."""
UPRIGHT = _set(
    "text textrm textbf textit mathrm operatorname mbox mathit texttt textsf mathtt hbox "
    "textnormal operatorname* textup DeclareMathOperator emph fbox"
)
"""Commands whose argument is a word or text."""
ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar",
    "overline": "bar", "dot": "dot", "vec": "vec", "overrightarrow": "vec", "check": "check",
    "underline": "underline", "ddot": "ddot",
}  # fmt: skip
COMBINING = {
    "\N{COMBINING CIRCUMFLEX ACCENT}": "hat",
    "\N{COMBINING TILDE}": "tilde",
    "\N{COMBINING MACRON}": "bar",
    "\N{COMBINING RIGHT ARROW ABOVE}": "vec",
    "\N{COMBINING DOT ABOVE}": "dot",
}
IGNORED = _set(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm "
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag boxed "
    "mathopen mathclose space allowbreak nobreak hfill noindent "
    "strut null ensuremath hline small large Large normalsize centering thinspace medspace "
    "thickspace negthinspace enspace smash allowdisplaybreaks"
)
"""Commands that print nothing, or whose argument prints as it stands."""
IGNORED_WITH_ARGUMENT = _set(
    "color textcolor colorbox label ref eqref tag tag* hspace vspace phantom hphantom vphantom "
    "mspace kern cellcolor hskip mathchoice require bbox"
)
"""Commands that are left out together with their first argument."""
WRAPPERS = frozenset({"mathop", "mathrel", "mathbin", "mathord"})
"""Commands that print their argument as a sign."""
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"})
FUNCTIONS = _set("exp log ln sin cos tan tanh cosh sinh max min arg argmax argmin sgn sign det dim")
"""Commands that print their own name upright."""

KNOWN_WORDS = _set(
    "relu pad rot180 rot90 conv conv2 conv2d conv1d convolution corr crosscorrelation floor "
    "ceil int max min argmax argmin upsample sigmoid tanh exp log ln sin cos net stride "
    "padding flip mod abs sum new and for where with otherwise else rot full valid same "
    "softmax sqrt width height out img col row im2col col2im sgn sign vec avg mean pool "
    "maxpool unpool dilate crop conv3d trace fliplr flipud up down dot inner reshape "
)
"""Runs of letters that are read as a word; longer ones that can be spoken are words, too."""
SUBSCRIPT_WORDS = _set(
    "in out pad prev new old conv pool max min full valid row col img padded next start end total "
    "input output kernel filter stride up down top left right eff slice curr"
)
"""Words that belong to the letter above them although nothing sets them upright."""
SEPARATORS = _set(
    "for where with and if when otherwise else or since so hence thus then as forall while "
    "because let such that given s.t s.t."
)
"""Words that begin a remark beside a formula."""
FLOORS = {"floor": "floor", "int": "floor", "ceil": "ceil"}

SUBSCRIPT_CHARACTERS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True)
)
SUPERSCRIPT_CHARACTERS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ˡⁿⁱʲᵏᵐᵀᴸ", "0123456789+-=()lnijkmTL", strict=True)
)
MATRICES = _set("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array")
STACKS = _set(
    "aligned align align* split gather gather* gathered eqnarray eqnarray* equation equation* "
    "multline multline* alignat alignat* alignedat displaymath math subequations flalign "
    "flalign*"
)
"""Environments of rows that are statements, or pieces of one."""
