"""Correlation against true convolution: the same filter, as it is and flipped, side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from symconv.api import Derivation, derive
from symconv.collector import collector_paused
from symconv.derivation import DEFAULT_MAX_TERMS, Text
from symconv.derivation.comparison.claims import Claim
from symconv.derivation.comparison.comparing import ComparedPart, compare_layers
from symconv.derivation.comparison.words import describe_part, introduce, summarise
from symconv.derivation.words import explain
from symconv.errors import SpecError
from symconv.formulas import Equation
from symconv.notation import Notation
from symconv.printing.columns import (
    ColumnsDocument,
    ColumnsPart,
    Row,
    render_columns_json,
    render_columns_latex,
    render_columns_markdown,
    render_columns_text,
)
from symconv.roles import Role
from symconv.specs import ConvSpec
from symconv.specs.flags import describe

TITLE = "Correlation and convolution with the same filter"
HEADS = ("correlation", "convolution")
SUMMARY_TITLE = "What changes and what does not"


@dataclass(frozen=True)
class Comparison:
    """A layer without and with its filter flipped, entry by entry, with printing.

    Attributes
    ----------
    correlation, convolution : Derivation
        The derivations of both layers, in the same symbols.
    parts : tuple of ComparedPart
        The output and the gradient by filter, input and bias (where there is one): `role`,
        `entries`, `forms` (the closed forms), `claim`, and `differing`, the indices of the entries
        that differ.
    """

    correlation: Derivation
    convolution: Derivation
    parts: tuple[ComparedPart, ...]

    @property
    def spec(self) -> ConvSpec:
        """The layer whose filter is not flipped."""
        spec = self.correlation.spec
        if not isinstance(spec, ConvSpec):
            raise TypeError(f"{spec} is not a convolution")
        return spec

    @property
    def notation(self) -> Notation:
        """The notation that both layers are written in."""
        return self.correlation.notation

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the flip does to the output and to each gradient: equations between the layers."""
        return tuple(part.claim for part in self.parts)

    @property
    def proved(self) -> bool:
        """Whether every claim and every closed form was proved, entry by entry."""
        return all(part.claim.proved and part.forms.proved for part in self.parts)

    def differing(self, role: str) -> tuple[tuple[int, ...], ...]:
        """Give the indices, from zero, of what differs: "output", "filter", "input" or "bias".

        Of the output its entries, of an array those of the gradient by it.
        Raises `SpecError` for something that the layer does not have.
        """
        for part in self.parts:
            if part.role == role:
                return part.differing
        known = ", ".join(repr(part.role.value) for part in self.parts)
        raise SpecError(f"role {role!r} is not one of {known}: {self.spec}")

    def document(self, roles: Collection[str] | None = None) -> ColumnsDocument:
        """Give what is printed: the parts of all roles, or of those chosen."""
        spec, notation = self.spec, self.notation
        chosen = [part for part in self.parts if roles is None or part.role in roles]
        return ColumnsDocument(
            title=TITLE,
            layer=describe(spec),
            notation=notation,
            heads=HEADS,
            introduction=introduce(spec, notation),
            parts=tuple(self._printed(part) for part in chosen),
            summary_title=SUMMARY_TITLE,
            summary=summarise(self.parts, spec, notation),
        )

    def to_latex(self, standalone: bool = False, roles: Collection[str] | None = None) -> str:
        r"""Give the comparison as LaTeX: a fragment (amsmath, array, longtable), or a document."""
        with collector_paused():
            return render_columns_latex(self.document(roles), standalone)

    def to_markdown(self, roles: Collection[str] | None = None) -> str:
        """Give the comparison as Markdown with LaTeX formulas."""
        with collector_paused():
            return render_columns_markdown(self.document(roles))

    def to_text(self, roles: Collection[str] | None = None) -> str:
        """Give the comparison as plain Unicode text in two columns."""
        with collector_paused():
            return render_columns_text(self.document(roles))

    def to_json(self, roles: Collection[str] | None = None) -> str:
        """Give the comparison as JSON: specs, notation, and every equation as a tree."""
        with collector_paused():
            return render_columns_json(self.document(roles), self._about())

    def _printed(self, part: ComparedPart) -> ColumnsPart:
        notation = self.notation
        whole, forms, claim = notation.whole(part.role), part.forms, part.claim
        is_output = part.role is Role.OUTPUT
        title: Text = ("Output ", whole) if is_output else (
            f"Gradient of the {part.role.value} ", whole
        )  # fmt: skip
        both = Equation(forms.correlation.right, forms.convolution.right)
        return ColumnsPart(
            role=part.role.value,
            title=title,
            note=describe_part(part, self.spec, notation),
            rows=tuple(
                Row(entry.correlation, entry.convolution, entry.differs, entry.index)
                for entry in part.entries
            ),
            forms=Row(forms.correlation, forms.convolution, bool(part.differing)),
            forms_note=(f"{_verdict(forms.proved)} for both: {forms.reason}. "
                        f"Here {explain(both)}.",),
            claim=claim.equation,
            claim_note=(f"{_verdict(claim.proved)}: {claim.reason}.",),
        )  # fmt: skip

    def _about(self) -> dict[str, Any]:
        return {
            "spec": repr(self.spec),
            "proved": self.proved,
            "differing": {part.role.value: part.differing for part in self.parts},
        }


def _verdict(proved: bool) -> str:
    return "Proved" if proved else "NOT proved"


def compare(
    spec: ConvSpec, notation: str | Notation = "matrix", max_terms: int = DEFAULT_MAX_TERMS
) -> Comparison:
    """Compare correlation and true convolution: one layer with its filter as it is, and flipped.

    Parameters
    ----------
    spec : ConvSpec
        Any convolution layer; both are derived, whether it has `flip_filter` or not.
    notation : a Notation, a preset's name, or changes such as "slides;base=0"
    max_terms : the largest number of terms (and of array entries) of either layer

    Raises
    ------
    SpecError
        For something that is not a ConvSpec.
    TooLargeError
        Naming the number of terms and how to raise the limit.
    NotationError
        For an unknown notation.

    Examples
    --------
    >>> comparison = compare(ConvSpec((4, 5), 3))
    >>> comparison.proved
    True
    >>> len(comparison.differing("filter"))  # all but the entry in the middle
    8
    """
    if not isinstance(spec, ConvSpec):
        raise SpecError(f"only a convolution layer (ConvSpec) has a filter to flip: {spec!r}")
    with collector_paused():
        correlation, convolution = (
            derive(replace_flip(spec, flip), notation, max_terms) for flip in (False, True)
        )
        return Comparison(correlation, convolution, compare_layers(correlation, convolution))


def replace_flip(spec: ConvSpec, flip_filter: bool) -> ConvSpec:
    """Give a layer with its filter as it is, or flipped."""
    return ConvSpec(**{**spec.literal(), "flip_filter": flip_filter})


__all__ = ["Comparison", "compare"]
