"""Arrays of symbols: each entry once as a SymPy symbol and once as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from symconv.formulas import Entry, Formula, Index
from symconv.formulas.nodes import Add, Apply, Floor, Name, Number, Product, Quotient
from symconv.symbolic.indexing import indices, row_major
from symconv.symbolic.letters import letter_has_arrow, letter_to_latex
from symconv.symbolic.notation import IndexStyle, Notation

_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")


@dataclass(frozen=True)
class SymbolArray:
    """Symbols in row-major order, with the formula each is written as."""

    shape: tuple[int, ...]
    symbols: tuple[sympy.Symbol, ...]
    formulas: tuple[Formula, ...]

    @cached_property
    def as_sympy(self) -> Any:
        """The symbols as a SymPy array of this shape."""
        return sympy.ImmutableDenseNDimArray(self.symbols, self.shape)

    def at(self, index: tuple[int, ...]) -> sympy.Symbol:
        """Give the symbol at a zero-based index."""
        return self.symbols[row_major(self.shape, index)]


def build_array(
    shape: tuple[int, ...],
    write: Callable[[tuple[int, ...]], Formula],
    name: Callable[[Formula], str],
) -> SymbolArray:
    """Give an array whose entries are written and named as the functions say."""
    written = tuple(write(index) for index in indices(shape))
    return SymbolArray(shape, tuple(sympy.Symbol(name(entry)) for entry in written), written)


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
