"""The directives, each in a module of its own, by the names that pages call them."""

from __future__ import annotations

from symconv.sphinxext.directives.derivation import DerivationDirective
from symconv.sphinxext.directives.directive import BookDirective
from symconv.sphinxext.directives.figure import FigureDirective, GraphDirective
from symconv.sphinxext.directives.kernel import KernelDirective
from symconv.sphinxext.directives.verify import VerifyDirective
from symconv.sphinxext.directives.worksheet import WorksheetDirective

DIRECTIVES: dict[str, type[BookDirective]] = {
    "symconv-derivation": DerivationDirective,
    "symconv-worksheet": WorksheetDirective,
    "symconv-figure": FigureDirective,
    "symconv-graph": GraphDirective,
    "symconv-kernel": KernelDirective,
    "symconv-verify": VerifyDirective,
}
