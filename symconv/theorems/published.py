"""The general claims of the sources (docs/sources.md), proved or corrected."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.documents import Align, Document, Table, Text
from symconv.notation import Notation, as_notation
from symconv.printing.shown import Shown
from symconv.theorems.adjoint_theorems import adjoint_theorem, dense_theorem
from symconv.theorems.conv_theorems import (
    bias_gradient_theorem,
    filter_gradient_theorem,
    flip_theorem,
    input_gradient_theorem,
    stride_theorem,
    strided_filter_theorem,
    strided_input_theorem,
)
from symconv.theorems.counting_theorems import output_size_theorem, undefined_theorem
from symconv.theorems.delta_storage import delta_theorem
from symconv.theorems.loss_theorems import cross_entropy_theorem
from symconv.theorems.pool_theorems import average_pool_theorem, max_pool_theorem
from symconv.theorems.theorem import Theorem
from symconv.theorems.weight_storage import rotation_theorem, weight_gradient_theorem


class Theorems(tuple[Theorem, ...], Shown):
    """Theorems in order, each of which shows itself; together they are written one after another.

    In a notebook they are listed: their names, verdicts and titles.
    """

    def document(self) -> Document:
        """Give the list: the name of each, whether it was proved or corrected, and its title."""
        heads: tuple[Text, ...] = (("name",), ("verdict",), ("title",))
        rows = tuple(((t.name,), (t.found,), (t.title,)) for t in self)
        table = Table(heads, (Align.LEFT,) * len(heads), rows)
        return Document("What holds for any size", Notation(), (table,))

    def written_documents(self, checked: bool = True) -> Sequence[Document]:
        """Give each theorem; without `checked`, lines are proved but not checked on integers."""
        return [theorem.document(checked) for theorem in self]

    def __repr__(self) -> str:
        return f"<Theorems: {', '.join(theorem.name for theorem in self)}>"


def published_theorems(notation: str | Notation | None = None) -> Theorems:
    """Give every general claim of the sources, in the order in which they build on each other."""
    own = as_notation("index" if notation is None else notation)
    blog = as_notation("blog")
    return Theorems(
        (
            output_size_theorem(own),
            stride_theorem(own),
            filter_gradient_theorem(own),
            input_gradient_theorem(own),
            strided_filter_theorem(own),
            strided_input_theorem(own),
            bias_gradient_theorem(own),
            flip_theorem(own),
            weight_gradient_theorem(blog),
            rotation_theorem(blog),
            delta_theorem(blog),
            undefined_theorem(blog),
            max_pool_theorem(own),
            average_pool_theorem(own),
            adjoint_theorem(own),
            dense_theorem(own),
            cross_entropy_theorem(own),
        )
    )
