"""Correlation against true convolution: the same filter, as it is and flipped, side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from symconv.collector import collector_paused
from symconv.derivation.choosing import Chooser, Entries, layer_chooser
from symconv.derivation.comparison.claims import Claim
from symconv.derivation.comparison.comparing import ComparedPart, compare_layers, compared_step
from symconv.derivation.comparison.words import describe_part, introduce, summarise
from symconv.derivation.derive import derive
from symconv.derivation.layer import DEFAULT_MAX_TERMS, Derivation
from symconv.derivation.words import explain
from symconv.documents import (
    Bare,
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Data,
    Display,
    Document,
    Paragraph,
    Prose,
    Section,
    Text,
    Tree,
)
from symconv.errors import SpecError
from symconv.formulas import Equation
from symconv.notation import Notation
from symconv.printing.shown import Shown
from symconv.roles import Role
from symconv.specs import ConvSpec
from symconv.specs.flags import describe
from symconv.suggestions import did_you_mean

TITLE = "Correlation and convolution with the same filter"
HEADS = ("correlation", "convolution")
SUMMARY_TITLE = "What changes and what does not"


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """A layer without and with its filter flipped, entry by entry; it shows itself.

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
        question = did_you_mean(role, [part.role.value for part in self.parts])
        raise SpecError(f"role {role!r} is not one of {known}{question}: {self.spec}")

    def __repr__(self) -> str:
        differing = ", ".join(part.role.value for part in self.parts if part.differing)
        proved = "proved" if self.proved else "NOT proved"
        return f"<Comparison of {self.spec!r}: {proved}, differing in {differing or 'nothing'}>"

    def document(self, roles: Collection[str] | None = None, entries: str = "chosen") -> Document:
        """Give what is shown: the parts of all roles, or of those given.

        `entries` are those of `Derivation.document`, chosen alike for both layers.

        Raises `NotationError` for other `entries`.
        """
        choose = layer_chooser(self.correlation.layer, Entries.read(entries))
        spec, notation = self.spec, self.notation
        chosen = [part for part in self.parts if roles is None or part.role in roles]
        introduction = introduce(spec, notation)
        summary = summarise(self.parts, spec, notation)
        return Document(
            TITLE,
            notation,
            (
                Paragraph((describe(spec),)),
                Paragraph(introduction),
                *(self._section(part, choose) for part in chosen),
                Section((SUMMARY_TITLE,), (Bullets(summary),)),
            ),
            head={**self._about(), "introduction": Prose(introduction)},
            series="parts",
            foot={"summary": list(map(Prose, summary))},
        )

    def _section(self, part: ComparedPart, choose: Chooser) -> Section:
        notation, forms, claim = self.notation, part.forms, part.claim
        start = "Output " if part.role is Role.OUTPUT else f"Gradient of the {part.role.value} "
        title: Text = (start, notation.whole(part.role))
        note = describe_part(part, self.spec, notation)
        both = Equation(forms.correlation.right, forms.convolution.right)
        forms_note: Text = (
            f"{_verdict(forms.proved)} for both: {forms.reason}. Here {explain(both)}.",
        )
        claim_note: Text = (f"{_verdict(claim.proved)}: {claim.reason}.",)
        rows = tuple(
            ColumnsRow((entry.correlation, entry.convolution), entry.differs)
            for entry in part.entries
        )
        closed = ColumnsRow((forms.correlation, forms.convolution), bool(part.differing))
        record: Mapping[str, Data] = {
            "role": part.role.value,
            "title": Prose(title),
            "note": Prose(note),
            "closed_forms": {**_row_data(closed), "note": Prose(forms_note)},
            "claim": {**_equation_data(claim.equation), "note": Prose(claim_note)},
            "entries": [
                {"index": entry.index, **_row_data(row)}
                for entry, row in zip(part.entries, rows, strict=True)
            ],
        }
        printed, rest = choose(compared_step(self.correlation, part.role))
        numbers = set(map(id, printed))
        shown_rows = tuple(row for row in rows if id(row.cells[0]) in numbers)
        others: list[Block] = [Paragraph((rest,))] if rest else []
        blocks = (
            Paragraph(note),
            Columns(HEADS, shown_rows),
            *others,
            Section(("Closed forms",), (Paragraph(forms_note), Columns(HEADS, (closed,), True))),
            Section(("What the flip does",), (Paragraph(claim_note), Display((claim.equation,)))),
        )
        return Section(title, blocks, record)

    def _about(self) -> dict[str, Any]:
        return {
            "spec": repr(self.spec),
            "proved": self.proved,
            "differing": {part.role.value: part.differing for part in self.parts},
        }


def _row_data(row: ColumnsRow) -> dict[str, Data]:
    cells = {head: _equation_data(cell) for head, cell in zip(HEADS, row.cells, strict=True)}
    return {"differs": row.marked, **cells}


def _equation_data(equation: Equation) -> dict[str, Data]:
    return {"latex": Bare(equation), "formula": Tree(equation)}


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
