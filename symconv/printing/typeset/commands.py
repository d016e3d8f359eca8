"""What commands of LaTeX look like."""

from __future__ import annotations

from collections.abc import Mapping

_GREEK = (
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon "
    "chi psi omega"
)
_LETTERS = dict(zip(_GREEK.split(), "αβγδζηθικλμνξπρστυχψω", strict=True))
LETTERS: Mapping[str, str] = {
    **_LETTERS,
    "epsilon": "ϵ", "varepsilon": "ε", "phi": "ϕ", "varphi": "φ", "vartheta": "ϑ", "varrho": "ϱ",
    "varsigma": "ς", "ell": "ℓ", "partial": "∂", "nabla": "∇", "infty": "∞", "hbar": "ℏ",
    "emptyset": "∅", "imath": "ı", "jmath": "ȷ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
SIGNS: Mapping[str, str] = {
    "cdot": "⋅", "times": "×", "ast": "∗", "star": "⋆", "circ": "∘", "bullet": "∙", "div": "÷",
    "otimes": "⊗", "oplus": "⊕", "odot": "⊙", "ominus": "⊖", "circledast": "⊛", "pm": "±",
    "mp": "∓", "cup": "∪", "cap": "∩", "setminus": "∖", "wedge": "∧", "vee": "∨", "land": "∧",
    "lor": "∨", "neg": "¬", "le": "≤", "leq": "≤", "leqslant": "⩽", "ge": "≥", "geq": "≥",
    "geqslant": "⩾", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃",
    "cong": "≅", "propto": "∝", "ll": "≪", "gg": "≫", "in": "∈", "notin": "∉", "ni": "∋",
    "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "gets": "←", "Rightarrow": "⇒", "Leftarrow": "⇐", "implies": "⟹",
    "iff": "⟺", "Leftrightarrow": "⇔", "leftrightarrow": "↔", "mapsto": "↦", "longrightarrow": "⟶",
    "forall": "∀", "exists": "∃", "therefore": "∴", "because": "∵", "mid": "∣", "vert": "|",
    "Vert": "‖", "colon": ":", "coloneqq": "≔", "triangleq": "≜", "dots": "…", "ldots": "…",
    "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "dotsc": "…", "dotsb": "⋯", "dotsm": "⋯",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩",
    "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "lvert": "|", "rvert": "|",
    "lVert": "‖", "rVert": "‖", "{": "{", "}": "}", "|": "‖", "%": "%", "#": "#", "$": "$",
    "&": "&", "_": "_", "prime": "′", "top": "⊤", "bot": "⊥", "perp": "⊥", "dagger": "†",
    "uparrow": "↑", "downarrow": "↓", "backslash": "∖", "boxtimes": "⊠", "square": "□",
    "blacksquare": "■", "Box": "□", "intercal": "⊺",
}  # fmt: skip
BIG: Mapping[str, str] = {
    "sum": "∑", "prod": "∏", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂",
    "int": "∫", "coprod": "∐",
}  # fmt: skip
BESIDE = ("int",)
"""Big signs whose limits stand beside them."""
_WORDS = (
    "log ln exp sin cos tan sinh cosh tanh arg det dim ker deg gcd Pr min max lim sup inf argmax "
    "argmin limsup liminf"
)
WORDS = tuple(_WORDS.split())
ABOVE_AND_BELOW = ("min", "max", "lim", "sup", "inf", "argmax", "argmin", "limsup", "liminf", "det")
"""Words whose limits stand below them."""
SPACES: Mapping[str, str] = {
    ",": ".17em", ":": ".22em", ">": ".22em", ";": ".28em", " ": ".33em", "quad": "1em",
    "qquad": "2em", "enspace": ".5em", "thinspace": ".17em", "medspace": ".22em",
    "thickspace": ".28em", "!": "",
}  # fmt: skip
ACCENTS: Mapping[str, str] = {
    "hat": "^", "tilde": "˜", "bar": "¯", "vec": "→", "dot": "˙", "ddot": "¨", "widehat": "^",
    "widetilde": "˜", "overline": "¯", "overrightarrow": "→", "check": "ˇ", "breve": "˘",
    "overbrace": "⏞",
}  # fmt: skip
UNDER: Mapping[str, str] = {"underline": "_", "underbrace": "⏟"}
FONTS: Mapping[str, str] = {
    "mathbf": "BOLD", "bold": "BOLD", "bf": "BOLD", "textbf": "BOLD", "boldsymbol": "BOLD ITALIC",
    "bm": "BOLD ITALIC", "pmb": "BOLD ITALIC", "mathcal": "SCRIPT", "cal": "SCRIPT",
    "mathscr": "SCRIPT", "mathbb": "DOUBLE-STRUCK", "mathfrak": "FRAKTUR",
    "mathsf": "SANS-SERIF", "mathit": "ITALIC", "mathtt": "MONOSPACE", "mathrm": "", "rm": "",
    "mathnormal": "ITALIC", "operatorname": "", "mathop": "", "mathbin": "", "mathrel": "",
}  # fmt: skip
"""Fonts, and what Unicode calls their letters; upright ones have no name."""
TEXTS = ("text", "textrm", "textit", "textsf", "texttt", "textup", "mbox", "hbox", "textnormal")
FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac")
SIZES = [
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "bigm",
    "Bigm",
    "middle",
]
_UNSEEN = (
    "displaystyle textstyle scriptstyle limits nolimits nonumber notag hfill noindent "
    "allowbreak hline strut mathstrut break"
)
UNSEEN = tuple(_UNSEEN.split())
DROPPED = ("label", "hspace", "vspace", "color", "phantom", "hphantom", "vphantom")
"""Commands that are not seen, with what is given to them."""
MATRICES: Mapping[str, tuple[str, str]] = {
    "matrix": ("", ""), "smallmatrix": ("", ""), "array": ("", ""), "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
    "cases": ("{", ""), "dcases": ("{", ""),
}  # fmt: skip
_LINES = (
    "align align* aligned alignat alignat* alignedat split gather gather* gathered eqnarray "
    "eqnarray* equation equation* multline multline* displaymath math flalign flalign*"
)
LINES = tuple(_LINES.split())
WITH_COLUMNS = ("array", "alignat", "alignat*", "alignedat")
