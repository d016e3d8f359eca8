"""What people write besides, as text and as LaTeX: signs of open meaning, marks, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from symconv.formulas import Add, Entry, Equation, Formula, Index, Name, Product
from symconv.formulas.written import (
    Best,
    Bundle,
    Ceiling,
    Differential,
    Ellipsis,
    Labelled,
    Marked,
    Matrix,
    Operation,
    Relate,
    Words,
)
from symconv.notation.letters import letter_to_latex
from symconv.printing.formulas.latex import LatexPrinter
from symconv.printing.formulas.printer import Printer
from symconv.printing.formulas.text import TextPrinter

Rule: TypeAlias = Callable[[Any, Any], str]

_SIGNS = {
    "*": r"\ast", "⋆": r"\star", "⊗": r"\otimes", "⊛": r"\circledast", "⊙": r"\odot",
    "∘": r"\circ", "•": r"\bullet", "×": r"\times", "→": r"\to", "∈": r"\in", "≠": r"\neq",
    "≤": r"\leq", "≥": r"\geq", "≈": r"\approx", "≡": r"\equiv", "⇒": r"\Rightarrow",
    "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∝": r"\propto", "∼": r"\sim",
    "≅": r"\cong", "⇔": r"\Leftrightarrow", "∂": r"\partial ",
}  # fmt: skip
_ESCAPED = str.maketrans({sign: rf"\{sign}" for sign in "_#%&${}"} | {"\\": "", "^": "", "~": " "})
_LOOSE = (Operation, Add, Product, Relate, Equation)


def _sign(printer: Printer, sign: str) -> str:
    return _SIGNS.get(sign, sign) if isinstance(printer, LatexPrinter) else sign


def _closed(printer: Printer, formula: Formula, loose: tuple[type[Formula], ...] = _LOOSE) -> str:
    text = printer.write(formula)
    return printer.parenthesise(text) if isinstance(formula, loose) else text


def _listed(printer: Printer, parts: Iterable[Formula]) -> str:
    return ", ".join(map(printer.write, parts))


def _operation(printer: Printer, node: Operation) -> str:
    left = _closed(printer, node.left, (Add, Relate))
    right = _closed(printer, node.right, (Add, Relate, Operation))
    return f"{left} {_sign(printer, node.sign)} {right}"


def _relate(printer: Printer, node: Relate) -> str:
    return f"{printer.write(node.left)} {_sign(printer, node.sign)} {printer.write(node.right)}"


def _differential(printer: Printer, node: Differential) -> str:
    return _sign(printer, node.sign) + _closed(printer, node.of)


def _marked(printer: Printer, node: Marked) -> str:
    text = printer.write(node.of)
    if isinstance(node.of, Entry | Marked) and isinstance(printer, LatexPrinter):
        text = f"{{{text}}}"
    elif not isinstance(node.of, Name | Entry | Marked):
        text = printer.parenthesise(text)
    for parts, place in ((node.below, "_"), (node.above, "^")):
        if parts:
            text += f"{place}{{{_listed(printer, parts)}}}"
    return text


def _matrix_text(printer: Printer, node: Matrix) -> str:
    return f"[{'; '.join(_listed(printer, row) for row in node.rows)}]"


def _matrix_latex(printer: Printer, node: Matrix) -> str:
    body = r" \\ ".join(" & ".join(map(printer.write, row)) for row in node.rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _bundle(printer: Printer, node: Bundle) -> str:
    body = _listed(printer, node.parts)
    escape = "\\" if node.brackets == "{}" and isinstance(printer, LatexPrinter) else ""
    return f"{escape}{node.brackets[0]}{body}{escape}{node.brackets[1]}"


def _labelled_text(printer: Printer, node: Labelled) -> str:
    return f"{_closed(printer, node.of)} [{printer.write(node.label)}]"


def _labelled_latex(printer: Printer, node: Labelled) -> str:
    return rf"\underbrace{{{printer.write(node.of)}}}_{{{printer.write(node.label)}}}"


def _best(printer: Printer, node: Best) -> str:
    word = rf"\operatorname{{{node.word}}}" if isinstance(printer, LatexPrinter) else node.word
    if node.indices:
        word += f"_{{{_listed(printer, node.indices)}}}"
    return f"{word} {_closed(printer, node.body)}"


def _words_text(_: Printer, node: Words) -> str:
    return node.text


def _words_latex(_: Printer, node: Words) -> str:
    return rf"\text{{{node.text.translate(_ESCAPED)}}}"


def _dots_text(_: Printer, __: Ellipsis) -> str:
    return "…"


def _dots_latex(_: Printer, __: Ellipsis) -> str:
    return r"\ldots"


def _ceiling_text(printer: Printer, node: Ceiling) -> str:
    return f"⌈{printer.write(node.body)}⌉"


def _ceiling_latex(printer: Printer, node: Ceiling) -> str:
    return rf"\left\lceil {printer.write(node.body)} \right\rceil"


def _entry_latex(printer: LatexPrinter, node: Entry) -> str:
    """Write an entry whose indices are more than sums and products, too."""
    try:
        return LatexPrinter.entry(printer, node)
    except TypeError:
        text = letter_to_latex(node.letter)
    below, above = node.indices, () if node.superscript is None else (node.superscript,)
    for indices, place in ((below, "_{%s}"), (above, "^{%s}"), (node.arguments, "(%s)")):
        if indices:
            text += place % ", ".join(map(_index(printer), indices))
    return text


def _index(printer: Printer) -> Callable[[Index], str]:
    return lambda index: str(index) if isinstance(index, int) else printer.write(index)


_BOTH: dict[type[Formula], Rule] = {
    Operation: _operation,
    Relate: _relate,
    Differential: _differential,
    Marked: _marked,
    Bundle: _bundle,
    Best: _best,
}
_TEXT: dict[type[Formula], Rule] = {
    **_BOTH,
    Matrix: _matrix_text,
    Labelled: _labelled_text,
    Words: _words_text,
    Ellipsis: _dots_text,
    Ceiling: _ceiling_text,
}
_LATEX: dict[type[Formula], Rule] = {
    **_BOTH,
    Entry: _entry_latex,
    Matrix: _matrix_latex,
    Labelled: _labelled_latex,
    Words: _words_latex,
    Ellipsis: _dots_latex,
    Ceiling: _ceiling_latex,
}


def add_written() -> None:
    """Let the printers of text and LaTeX write these nodes."""
    TextPrinter.rules = {**TextPrinter.rules, **_TEXT}
    LatexPrinter.rules = {**LatexPrinter.rules, **_LATEX}
