"""Arrays of symbols: each entry once as a SymPy symbol and once as it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from symconv.formulas import Formula
from symconv.notation.indexing import indices, row_major


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
