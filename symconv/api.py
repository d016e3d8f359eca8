"""The front door: a spec goes in, a derivation that prints itself comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from symconv.collector import collector_paused
from symconv.derivation import DEFAULT_MAX_TERMS, LayerDerivation, Step, derive_layer
from symconv.formulas import Entry
from symconv.printing import (
    Document,
    render_json,
    render_latex,
    render_markdown,
    render_text,
)
from symconv.printing.document import into_sections
from symconv.printing.json_format import formula_data
from symconv.specs import LayerSpec
from symconv.specs.flags import describe
from symconv.specs.kinds import kind_of
from symconv.symbolic import Notation

Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True)
class Derivation(LayerDerivation):
    """A layer's derivation, with printing.

    `input`, `filter`, `bias`, `output_gradient` are SymPy arrays of symbols; `output`,
    `grad_input`, `grad_filter`, `grad_bias` of expressions (bias None when absent).
    """

    def document(self, steps: Steps | None = None) -> Document:
        """Give what is printed: every step, or those chosen."""
        chosen = self.steps if steps is None else steps
        title, layer = kind_of(self.spec).title, describe(self.spec)
        return Document(title, layer, self.notation, into_sections(chosen, self.notation))

    def to_latex(self, standalone: bool = False, steps: Steps | None = None) -> str:
        r"""Give the derivation as LaTeX: a fragment (amsmath, graphicx), or a whole document."""
        with collector_paused():
            return render_latex(self.document(steps), standalone)

    def to_markdown(self, steps: Steps | None = None) -> str:
        """Give the derivation as Markdown with LaTeX formulas."""
        with collector_paused():
            return render_markdown(self.document(steps))

    def to_text(self, steps: Steps | None = None) -> str:
        """Give the derivation as plain Unicode text."""
        with collector_paused():
            return render_text(self.document(steps))

    def to_json(self, steps: Steps | None = None) -> str:
        """Give the derivation as JSON: spec, notation, closed forms, and every step as trees."""
        with collector_paused():
            return render_json(self.document(steps), self._about())

    def example_entry(self) -> str:
        """Give an entry the way `symconv derive --entry` takes it."""
        entry = next(iter(self.layer.wrt.values())).formulas[-1]
        if not isinstance(entry, Entry):
            raise TypeError(f"{entry} is not an entry")
        return f"{entry.letter}[{','.join(map(str, (*entry.indices, *entry.arguments)))}]"

    def _about(self) -> dict[str, Any]:
        return {
            "spec": repr(self.spec),
            "terms": self.spec.terms,
            "closed_forms": [
                {
                    "role": form.role.value,
                    "applies": form.applies,
                    "proved": form.proved,
                    "reason": form.reason,
                    "formula": formula_data(form.equation),
                }
                for form in self.closed_forms
            ],
        }


def derive(
    spec: LayerSpec,
    notation: str | Notation = "matrix",
    max_terms: int = DEFAULT_MAX_TERMS,
) -> Derivation:
    """Derive every gradient of a layer, its steps and its proved closed forms.

    Parameters
    ----------
    spec : ConvSpec, or another layer's specification
    notation : a Notation, a preset's name, or changes such as "slides;base=0"
    max_terms : the largest number of terms (and of array entries) to derive

    Raises
    ------
    TooLargeError
        Naming the number of terms and how to raise the limit.
    NotationError
        For an unknown notation.
    SpecError
        For something that is not a layer specification.

    Examples
    --------
    >>> from symconv.specs import ConvSpec
    >>> d = derive(ConvSpec((3, 3), (2, 2)))
    >>> d.grad_input[0, 0, 1] == d.filter[0, 0, 0, 1] * d.output_gradient[0, 0, 0] + (
    ...     d.filter[0, 0, 0, 0] * d.output_gradient[0, 0, 1])
    True
    >>> [form.proved for form in d.closed_forms]
    [True, True]
    """
    with collector_paused():
        layer = derive_layer(spec, notation, max_terms)
        derivation = Derivation(
            layer.layer, layer.chain_rule, layer.output, layer.output_gradient, layer.gradients
        )
        _ = derivation.steps
    return derivation


__all__ = ["Derivation", "derive"]
