"""How entries are written in LaTeX, which also names their symbols."""

from __future__ import annotations

import re

from symconv.formulas import Entry, Formula, Index
from symconv.formulas.nodes import Add, Apply, Floor, Name, Number, Product, Quotient
from symconv.notation.letters import letter_has_arrow, letter_to_latex
from symconv.notation.notation import Notation
from symconv.notation.styles import IndexStyle

_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")


def write_entry(entry: Entry, notation: Notation) -> str:
    """Give an entry in LaTeX; it is also the name of its symbol.

    >>> write_entry(Entry("X", (1, 2)), Notation())
    'X_{12}'
    """
    text = letter_to_latex(entry.letter)
    if entry.indices:
        separator = "" if notation.index is IndexStyle.DIGITS else ","
        if any(not isinstance(index, int) for index in entry.indices):
            separator = ","
        if any(isinstance(index, Add | Product | Quotient) for index in entry.indices):
            separator = r",\,"  # long indices are told apart by a little space
        text += f"_{{{separator.join(map(_write_index, entry.indices))}}}"
    if entry.superscript is not None:
        above = _write_index(entry.superscript)
        if is_bracketed(entry.superscript, notation):
            above = f"({above})"
        if letter_has_arrow(entry.letter):
            above = rf"\,{above}"
        text += f"^{{{above}}}"
    if entry.arguments:
        text += f"({', '.join(map(_write_index, entry.arguments))})"
    return text


def is_bracketed(superscript: Index, notation: Notation) -> bool:
    """Tell whether the number of a layer stands in brackets, lest it be read as an exponent.

    It does where the notation does not count layers everywhere.
    """
    return isinstance(superscript, int | Name) and notation.index is not IndexStyle.LAYERS


def _write_index(index: Index) -> str:
    match index:
        case int():
            return str(index)
        case Name(letter):
            return letter_to_latex(letter)
        case Number(value):
            return str(value)
        case Entry(letter, below) if not (index.superscript or index.arguments):
            text = ",".join(map(_write_index, below))
            return f"{letter_to_latex(letter)}_{{{text}}}" if below else letter_to_latex(letter)
        case Add(terms):
            return "+".join(map(_write_index, terms)).replace("+-", "-")
        case Product(factors):
            return _write_index_product(factors)
        case Quotient(numerator, denominator):
            return f"{_write_index_part(numerator)}/{_write_index_part(denominator)}"
        case Floor(body):
            return rf"\lfloor {_write_index(body)} \rfloor"
        case Apply(function, arguments):
            inside = ", ".join(map(_write_index, arguments))
            return rf"\operatorname{{{letter_to_latex(function)}}}({inside})"
    raise TypeError(f"{index} cannot be written as an index")


def _write_index_product(factors: tuple[Formula, ...]) -> str:
    """Write factors side by side, a minus for -1; a command's name does not run into a letter."""
    minus = factors[0] == Number(-1) and len(factors) > 1
    text = ""
    for factor in factors[minus:]:
        part = _write_index_part(factor)
        text += f" {part}" if _ENDS_IN_COMMAND.search(text) and part[0].isalpha() else part
    return f"-{text}" if minus else text


def _write_index_part(index: Index) -> str:
    text = _write_index(index)
    return f"({text})" if isinstance(index, Add) or text.startswith("-") else text
