"""Writes presentation MathML as TeX, for pages that give no source of their formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MAX_DEPTH = 100
_MAX_ELEMENTS = 20_000

_SIGNS = {
    "∂": "\\partial", "∑": "\\sum", "∏": "\\prod", "·": "\\cdot", "⋅": "\\cdot", "×": "\\times",
    "⋆": "\\star", "∗": "*", "−": "-", "⊗": "\\otimes", "⊙": "\\odot", "∘": "\\circ",
    "⊛": "\\circledast", "⌊": "\\lfloor", "⌋": "\\rfloor", "⌈": "\\lceil", "⌉": "\\rceil",
    "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "≈": "\\approx", "≡": "\\equiv", "∈": "\\in",
    "∞": "\\infty", "…": "\\dots", "⋯": "\\cdots", "⋮": "\\vdots", "⋱": "\\ddots", "→": "\\to",
    "←": "\\leftarrow", "∇": "\\nabla", "′": "'", "″": "''", "\u2061": "", "\u2062": " ",
    "\u2063": ",", "\u2064": "+", "\u00a0": " ", "{": "\\{", "}": "\\}", "%": "\\%", "#": "\\#",
    "&": "\\&", "_": "\\_", "$": "\\$", "\\": "\\backslash", "^": "\\wedge", "~": "\\sim",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ϵ": "epsilon",
    "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon",
    "φ": "varphi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "bar", "―": "bar",
    "→": "vec", "⃗": "vec", "˙": "dot", ".": "dot",
}  # fmt: skip
_FUNCTIONS = frozenset({"max", "min", "exp", "log", "ln", "tanh", "sin", "cos", "arg", "det"})
_FONTS = {"bold": "mathbf", "bold-italic": "boldsymbol", "script": "mathcal", "normal": "mathrm"}
_LARGE = ("\\sum", "\\prod", "\\max", "\\min")


@dataclass
class Element:
    """An element of MathML: its name, attributes, and what stands in it."""

    name: str
    given: dict[str, str] = field(default_factory=dict)
    parts: list[Element] = field(default_factory=list)
    text: str = ""


class MathTree:
    """Puts the elements of one formula together as they are opened and closed."""

    def __init__(self) -> None:
        self.root = Element("mrow")
        self._open = [self.root]
        self._count = 0
        self._whole = True

    def start(self, name: str, given: dict[str, str]) -> None:
        """Open an element; beyond the limits the formula is given up."""
        self._count += 1
        if len(self._open) > MAX_DEPTH or self._count > _MAX_ELEMENTS:
            self._whole = False
            return
        element = Element(name, given)
        self._open[-1].parts.append(element)
        self._open.append(element)

    def end(self, name: str) -> None:
        """Close the innermost element of a name, and those in it."""
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].name == name:
                del self._open[index:]
                return

    def add(self, text: str) -> None:
        """Add text to the element that is open."""
        self._open[-1].text += text

    def latex(self) -> str:
        """Give the formula as TeX, or nothing where it was given up."""
        return _row(self.root.parts).strip() if self._whole else ""


def _row(parts: Sequence[Element]) -> str:
    return _joined([_written(part) for part in parts])


def _joined(pieces: Sequence[str]) -> str:
    """Join pieces, a space after a command that a letter follows."""
    result = ""
    for piece in pieces:
        after_command = result[-1:].isalpha() and "\\" in result[-20:].split(" ")[-1]
        result += " " * (after_command and piece[:1].isalpha()) + piece
    return result


def _written(element: Element) -> str:
    writer = _WRITERS.get(element.name)
    return writer(element) if writer else _row(element.parts)


def _symbols(text: str) -> str:
    pieces = []
    for letter in text:
        name = f"\\{_GREEK[letter]}" if letter in _GREEK else _SIGNS.get(letter, letter)
        pieces.append(name)
    return _joined(pieces)


def _identifier(element: Element) -> str:
    text = element.text.strip()
    if text in _FUNCTIONS:
        return f"\\{text}"
    if len(text) > 1 and text.replace("_", "a").isalpha():
        word = text.replace("_", r"\_")
        return f"\\mathrm{{{word}}}"
    font = _FONTS.get(element.given.get("mathvariant", ""))
    return f"\\{font}{{{_symbols(text)}}}" if font and font != "mathrm" else _symbols(text)


def _sign(element: Element) -> str:
    text = element.text.strip()
    if len(text) > 1 and text.isalpha():
        return f"\\{text}" if text in _FUNCTIONS else f"\\operatorname{{{text}}}"
    written = "\\sum" if text == "Σ" else _symbols(text)
    return f" {written} " if text in ("=", "≤", "≥", "≠", "≈", "≡", "∈") else written


def _text(element: Element) -> str:
    if element.given.get("class") == "symconv-blank":
        return r"\underline{\hspace{1em}}"
    plain = "".join(letter for letter in element.text if letter not in "\\{}$%&#_^~")
    return f"\\text{{{plain}}}" if plain.strip() else plain


def _fraction(element: Element) -> str:
    above, below = _arguments(element, 2)
    return f"\\frac{{{above}}}{{{below}}}"


def _root(element: Element) -> str:
    return f"\\sqrt{{{_row(element.parts)}}}"


def _scripts(below: int | None, above: int | None) -> Callable[[Element], str]:
    def write(element: Element) -> str:
        arguments = _arguments(element, 1 + (below is not None) + (above is not None))
        base = arguments[0]
        simple = len(base) == 1 or base.startswith("\\math") or _is_command(base)
        written = base.strip() if simple else f"{{{base}}}"
        if below is not None:
            written += f"_{{{arguments[below]}}}"
        if above is not None:
            raised = arguments[above]
            written += raised if set(raised) == {"'"} else f"^{{{raised}}}"
        return written

    return write


def _is_command(written: str) -> bool:
    return written.startswith("\\") and written[1:].isalpha()


def _over(element: Element) -> str:
    base = _arguments(element, 1)[0]
    accent = element.parts[1].text.strip() if len(element.parts) > 1 else ""
    if accent in _ACCENTS:
        return f"\\{_ACCENTS[accent]}{{{base}}}"
    return _scripts(None, 1)(element) if base.strip() in _LARGE else base


def _under(element: Element) -> str:
    base = _arguments(element, 2)[0]
    return _scripts(1, None)(element) if base.strip() in _LARGE else base


def _table(element: Element) -> str:
    rows = [
        [_row(cell.parts).strip() for cell in row.parts]
        for row in element.parts
        if row.name in ("mtr", "mlabeledtr")
    ]
    aligned = any(cell.startswith("=") for row in rows for cell in row)
    name = "aligned" if aligned else "matrix"
    lines = " \\\\ ".join(" & ".join(row) for row in rows)
    return f"\\begin{{{name}}} {lines} \\end{{{name}}}"


def _arguments(element: Element, count: int) -> list[str]:
    written = [_written(part).strip() for part in element.parts[:count]]
    return written + [""] * (count - len(written))


def _fenced(element: Element) -> str:
    opening, closing = element.given.get("open", "("), element.given.get("close", ")")
    inside = ", ".join(_written(part) for part in element.parts)
    return f"{_symbols(opening)}{inside}{_symbols(closing)}"


def _nothing(_element: Element) -> str:
    return ""


_WRITERS: dict[str, Callable[[Element], str]] = {
    "mi": _identifier,
    "mn": lambda element: element.text.strip(),
    "mo": _sign,
    "mtext": _text,
    "ms": _text,
    "mspace": lambda _element: " ",
    "mfrac": _fraction,
    "msqrt": _root,
    "msub": _scripts(1, None),
    "msup": _scripts(None, 1),
    "msubsup": _scripts(1, 2),
    "munderover": _scripts(1, 2),
    "munder": _under,
    "mover": _over,
    "mtable": _table,
    "mfenced": _fenced,
    "mphantom": _nothing,
    "annotation": _nothing,
    "annotation-xml": _nothing,
}
