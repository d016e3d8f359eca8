"""The words and signs of answers, as students type them; the page's script is given the same."""

from __future__ import annotations

import unicodedata

from symconv.documents import Data

PRIME_FIELD = (1 << 61) - 1
"""Values are whole numbers modulo this prime."""
POINTS = 4
"""At how many points an answer is looked at; as a matrix, its two rows."""
MOST_CHARACTERS = 4000
MOST_TOKENS = 2000
MOST_DEPTH = 80
MOST_HEIGHT = 100
MOST_TERMS = 200
"""Above, a product of sums stays one term."""
MOST_EXPONENT = 64
MOST_DIGITS = 30

SPACES = " \t\n\r\f\v\u00a0\u2002\u2003\u2005\u2006\u2009\u200a\u200b\u202f\u3000$~&"
"""What stands between signs and says nothing, the marks of LaTeX's columns among them."""

GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega",
)  # fmt: skip
_CAPITAL = ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Upsilon", "Phi", "Psi", "Omega")


def _greek(name: str) -> str:
    size = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {size} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")


LETTERS: dict[str, str] = {
    **{_greek(name): name for name in (*GREEK, *_CAPITAL)},
    "ℓ": "ell", "ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta", "ς": "sigma",
}  # fmt: skip
"""Letters that are known by a name."""

ACCENTS = {
    "\N{COMBINING CIRCUMFLEX ACCENT}": "hat",
    "\N{COMBINING TILDE}": "tilde",
    "\N{COMBINING MACRON}": "bar",
    "\N{COMBINING RIGHT ARROW ABOVE}": "vec",
    "\N{COMBINING DOT ABOVE}": "dot",
}
SIGNS = {
    **dict.fromkeys("*·⋅×∗∙", "*"), **dict.fromkeys("-−–—", "-"), **dict.fromkeys("/÷∕", "/"),
    **dict.fromkeys("⋆★☆", "⋆"), **dict.fromkeys("⊙∘", "⊙"),
    **{sign: sign for sign in "+()[]{},;|=<>≤≥≠∂√⌊⌋"}, "⩽": "≤", "⩾": "≥", "∑": "Σ", "Σ": "Σ",
}  # fmt: skip
"""Signs of one character; those that mean the same, by one of them."""
LONG_SIGNS = {"..": "..", "…": "..", "<=": "≤", ">=": "≥", "!=": "≠", "==": "=", "**": "^"}

COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "star": "⋆", "odot": "⊙", "partial": "∂", "sum": "Σ",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "lt": "<", "gt": ">",
    "lfloor": "⌊", "rfloor": "⌋", "frac": "frac", "dfrac": "frac", "tfrac": "frac", "ldots": "..",
    "dots": "..", "lvert": "|", "rvert": "|", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
NAMED = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "ell": "ell"}
SKIPPED = (
    "left", "right", "displaystyle", "textstyle", "big", "Big", "bigl", "bigr", "Bigl", "Bigr",
    "bigg", "Bigg", "biggl", "biggr", "quad", "qquad", "limits", "nolimits",
)  # fmt: skip
WRAPPERS = (
    "operatorname", "mathrm", "mathbf", "mathsf", "mathit", "text", "textrm", "boldsymbol",
    "mathbin", "mathcal",
)  # fmt: skip
LINEAR = ("pad", "spread", "rot180", "swap", "fold", "first", "sum", "reshape")
"""What acts on whole arrays, and adds up where arrays add up."""
FUNCTIONS = (
    *LINEAR, "exp", "log", "ln", "sin", "cos", "tan", "tanh", "sqrt", "abs", "sigmoid", "relu",
    "leaky_relu", "softmax", "max", "min", "floor", "transpose",
)  # fmt: skip
RESERVED = ("if", "otherwise", "new", "rot", "star", "partial")

LOW = {
    **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True)),
}
HIGH = {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˡʲᵏᵐⁿⁱ", "0123456789+-()ljkmni", strict=True))}


def tables() -> dict[str, Data]:
    """Give all of it as data, for the page's script."""
    return {
        "prime": str(PRIME_FIELD),
        "points": POINTS,
        "most": {
            "characters": MOST_CHARACTERS, "tokens": MOST_TOKENS, "depth": MOST_DEPTH,
            "height": MOST_HEIGHT,
            "terms": MOST_TERMS, "exponent": MOST_EXPONENT, "digits": MOST_DIGITS,
        },
        "spaces": SPACES,
        "greek": [*GREEK, *_CAPITAL],
        "letters": dict(LETTERS), "accents": dict(ACCENTS), "signs": dict(SIGNS),
        "longSigns": dict(LONG_SIGNS), "commands": dict(COMMANDS), "named": dict(NAMED),
        "skipped": list(SKIPPED), "wrappers": list(WRAPPERS), "linear": list(LINEAR),
        "functions": list(FUNCTIONS), "reserved": list(RESERVED), "low": dict(LOW),
        "high": dict(HIGH),
    }  # fmt: skip


CAPITAL = _CAPITAL
