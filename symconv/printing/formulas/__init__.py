"""Formulas as text: one printer for each way of writing mathematics."""

from symconv.printing.formulas.latex import LatexPrinter
from symconv.printing.formulas.mathml import MathmlPrinter
from symconv.printing.formulas.printer import Printer
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.formulas.typst import TypstPrinter
from symconv.printing.formulas.written import add_written

add_written()

__all__ = ["LatexPrinter", "MathmlPrinter", "Printer", "TextPrinter", "TypstPrinter"]
