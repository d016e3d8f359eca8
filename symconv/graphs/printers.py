"""Formulas of graphs as LaTeX and as plain text: numbers that are filled in need more signs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symconv.formulas import (
    Apply,
    Entry,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
)
from symconv.formulas.chains import Chain, Held, Link, Rounded, Sign
from symconv.graphs.names import name_to_text
from symconv.notation import Notation
from symconv.printing import LatexPrinter, TextPrinter
from symconv.printing.formulas.printer import Printer

_LONGEST_DECIMAL = 12
_KNOWN_FUNCTIONS = frozenset({"exp", "log", "sin", "cos", "tanh", "max", "min"})
_TEXT_SIGNS = {"*": "*", r"\times": "×", r"\cdot": "·"}


class GraphLatexPrinter(LatexPrinter):
    """Writes the formulas of a graph as LaTeX."""

    def __init__(self, notation: Notation, decimals: bool = False) -> None:
        super().__init__(notation)
        self.decimals = decimals

    def number(self, node: Number) -> str:
        """Write an exact number, as a decimal where the text has decimals."""
        return as_decimal(node, self.decimals) or super().number(node)

    def rounded(self, node: Rounded) -> str:
        """Write a rounded number."""
        digits, _, exponent = node.digits.partition("e")
        return rf"{digits} \cdot 10^{{{exponent}}}" if exponent else digits

    def held(self, node: Held) -> str:
        """Write a derivative with what is held fixed below a bar."""
        partial = self.write(Partial(node.of, node.by))
        return rf"\left.{partial}\right|_{{{', '.join(map(self.write, node.fixed))}}}"

    def power(self, node: Power) -> str:
        """Write a base with its exponent."""
        base = self.write(node.base)
        if not isinstance(node.base, Name | Entry) and not _is_plain_number(base):
            base = self.parenthesise(base)
        return f"{base}^{{{self.write(node.exponent)}}}"

    def apply(self, node: Apply) -> str:
        """Write a function of its arguments."""
        arguments = ", ".join(map(self.write, node.arguments))
        if node.function == "sqrt":
            return rf"\sqrt{{{arguments}}}"
        known = node.function in _KNOWN_FUNCTIONS
        name = rf"\{node.function}" if known else rf"\operatorname{{{node.function}}}"
        return name + self.parenthesise(arguments)

    def link(self, node: Link) -> str:
        """Write a sign and what follows it."""
        return f"{'=' if node.sign is Sign.EQUAL else chr(92) + 'approx'} {self.write(node.right)}"

    def chain(self, node: Chain) -> str:
        """Write left = a = b."""
        return " ".join(map(self.write, (node.left, *node.links)))


class GraphTextPrinter(TextPrinter):
    """Writes the formulas of a graph as plain text."""

    def __init__(self, notation: Notation, decimals: bool = False) -> None:
        super().__init__(notation)
        self.decimals = decimals

    def entry(self, node: Entry) -> str:
        """Write a name with its index."""
        return name_to_text(node)

    def number(self, node: Number) -> str:
        """Write an exact number, as a decimal where the text has decimals."""
        return as_decimal(node, self.decimals) or super().number(node)

    def rounded(self, node: Rounded) -> str:
        """Write a rounded number."""
        return node.digits

    def held(self, node: Held) -> str:
        """Write a derivative with what is held fixed after a bar."""
        return f"{self.write(Partial(node.of, node.by))}|{','.join(map(self.write, node.fixed))}"

    @property
    def product_sign(self) -> str:
        """The sign between factors."""
        return _TEXT_SIGNS[self.notation.product]

    def product(self, node: Product) -> str:
        """Write factors with a sign and spaces between them."""
        return self.write_factors(node, f" {self.product_sign} ")

    def power(self, node: Power) -> str:
        """Write a base with its exponent: x², 2^x, x^(1/2)."""
        if isinstance(node.exponent, Name | Entry):
            return f"{self._atom(node.base)}^{self.write(node.exponent)}"
        return super().power(node)

    def quotient(self, node: Quotient) -> str:
        """Write a quotient on one line; powers need no parentheses in it."""
        above, below = (
            self.write(part) if isinstance(part, Power) else self._atom(part)
            for part in (node.numerator, node.denominator)
        )
        return f"{above}/{below}"

    def _atom(self, formula: Formula) -> str:
        text = self.write(formula)
        is_plain = isinstance(formula, Entry | Name | Apply | Indicator) or _is_plain_number(text)
        return text if is_plain else f"({text})"

    def link(self, node: Link) -> str:
        """Write a sign and what follows it."""
        return f"{node.sign.value} {self.write(node.right)}"

    def chain(self, node: Chain) -> str:
        """Write left = a = b."""
        return " ".join(map(self.write, (node.left, *node.links)))


def _is_plain_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def as_decimal(node: Number, decimals: bool) -> str | None:
    """Give a fraction as a decimal that ends soon, if decimals are wanted and there is one."""
    value = Fraction(node.value)
    if not decimals or value.denominator == 1:
        return None
    scaled, places = value, 0
    while scaled.denominator != 1:
        scaled, places = scaled * 10, places + 1
        if places > _LONGEST_DECIMAL or abs(scaled) > 10**_LONGEST_DECIMAL:
            return None
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _rules(printer: Any, base: type[Printer]) -> dict[type[Formula], Callable[[Any, Any], str]]:
    """Give the rules of a printer: those it inherits, with its own in their place."""
    inherited = {kind: getattr(printer, rule.__name__) for kind, rule in base.rules.items()}
    own = {Chain: printer.chain, Link: printer.link, Held: printer.held, Rounded: printer.rounded}
    return inherited | own


GraphLatexPrinter.rules = _rules(GraphLatexPrinter, LatexPrinter)
GraphTextPrinter.rules = _rules(GraphTextPrinter, TextPrinter)
