"""What people write besides, as text, LaTeX and typst: signs of open meaning, marks, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
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
from symconv.printing.formulas.typst import TypstPrinter
from symconv.printing.formulas.typst_elements import attached, enclose, matrix, string

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


def _operation_typst(printer: Printer, node: Operation) -> str:
    sign = "∗" if node.sign == "*" else node.sign
    return _operation(printer, replace(node, sign=sign))


def _differential_typst(printer: Printer, node: Differential) -> str:
    return f"{node.sign} {_closed(printer, node.of)}"


def _marked_typst(printer: Printer, node: Marked) -> str:
    text = printer.write(node.of)
    if isinstance(node.of, Entry | Marked):
        text = f"lr({text})"  # a group of its own, to which other scripts are attached
    elif not isinstance(node.of, Name):
        text = printer.parenthesise(text)
    return attached(text, _listed_typst(printer, node.below), _listed_typst(printer, node.above))


def _listed_typst(printer: Printer, parts: Iterable[Formula]) -> str:
    return r"\, ".join(map(printer.write, parts))


def _matrix_typst(printer: Printer, node: Matrix) -> str:
    return matrix([list(map(printer.write, row)) for row in node.rows], "[")


def _bundle_typst(printer: Printer, node: Bundle) -> str:
    left, right = (rf"\{sign}" for sign in (node.brackets[0], node.brackets[1]))  # need not match
    return f"{left} {_listed_typst(printer, node.parts)} {right}"


def _labelled_typst(printer: Printer, node: Labelled) -> str:
    return f"underbrace({printer.write(node.of)}, {printer.write(node.label)})"


def _best_typst(printer: Printer, node: Best) -> str:
    word = f"op({string(node.word)}, limits: #true)"
    return f"{attached(word, _listed_typst(printer, node.indices))} {_closed(printer, node.body)}"


def _words_typst(_: Printer, node: Words) -> str:
    return string(node.text)


def _dots_typst(_: Printer, __: Ellipsis) -> str:
    return "…"


def _ceiling_typst(printer: Printer, node: Ceiling) -> str:
    return enclose("⌈", printer.write(node.body), "⌉")


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
_TYPST: dict[type[Formula], Rule] = {
    **_BOTH,
    Operation: _operation_typst,
    Differential: _differential_typst,
    Marked: _marked_typst,
    Bundle: _bundle_typst,
    Best: _best_typst,
    Matrix: _matrix_typst,
    Labelled: _labelled_typst,
    Words: _words_typst,
    Ellipsis: _dots_typst,
    Ceiling: _ceiling_typst,
}


def add_written() -> None:
    """Let the printers of text, LaTeX and typst write these nodes."""
    TextPrinter.rules = {**TextPrinter.rules, **_TEXT}
    LatexPrinter.rules = {**LatexPrinter.rules, **_LATEX}
    TypstPrinter.rules = {**TypstPrinter.rules, **_TYPST}
