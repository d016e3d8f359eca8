"""Mathematics as documents write it, in LaTeX or as plain text."""

from symconv.reading.latex.macros import Macro, Macros
from symconv.reading.latex.printed import read_formula, read_members
from symconv.reading.latex.read import read_statements, survey
from symconv.reading.latex.uses import LetterUse, infer_style

__all__ = [
    "LetterUse",
    "Macro",
    "Macros",
    "infer_style",
    "read_formula",
    "read_members",
    "read_statements",
    "survey",
]
