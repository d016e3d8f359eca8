"""Derivations for any size, and the published theorems, that print themselves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from symconv.collector import collector_paused
from symconv.errors import SpecError, shown
from symconv.notation import Notation
from symconv.printing.theorems import (
    build_document,
    render_theorem_json,
    render_theorem_latex,
    render_theorem_markdown,
    render_theorem_text,
)
from symconv.roles import Role
from symconv.specs import ConvSpec, PaddingMode
from symconv.theorems import (
    GeneralConv,
    Operation,
    Theorem,
    build_general_conv,
    derive_general_conv,
    published_theorems,
)
from symconv.theorems.instantiate import ROLES, instantiate


@dataclass(frozen=True)
class PrintedTheorem(Theorem):
    """A theorem that prints itself.

    `checked` says whether the lines are also checked on integers, which takes a moment.
    """

    def to_text(self, checked: bool = True) -> str:
        """Give the theorem and its derivation as plain Unicode text."""
        return render_theorem_text(build_document(self, checked))

    def to_latex(self, standalone: bool = False, checked: bool = True) -> str:
        r"""Give the theorem as LaTeX: a fragment (amsmath), or a whole document."""
        return render_theorem_latex(build_document(self, checked), standalone)

    def to_markdown(self, checked: bool = True) -> str:
        """Give the theorem as Markdown with LaTeX formulas."""
        return render_theorem_markdown(build_document(self, checked))

    def to_json(self, checked: bool = True) -> str:
        """Give the theorem as JSON: every line as a tree, with its rule and side conditions."""
        return render_theorem_json(self, checked)


@dataclass(frozen=True)
class GeneralDerivation(PrintedTheorem):
    """One operation of a convolution of any size."""

    conv: GeneralConv | None = None
    operation: Operation = Operation.FORWARD

    def instantiate(self, spec: ConvSpec) -> Any:
        """Give the result for one layer, from the last line, as a SymPy array of expressions.

        The symbols and the shape are those of `symconv.derive(spec)`.

        Raises
        ------
        SpecError
            If the layer is none of those that are described.
        """
        import sympy

        from symconv.derivation import derive

        if self.conv is None:
            raise SpecError("this theorem is about no layer")
        layer = derive(spec)
        arrays = {
            Role.INPUT: layer.input, Role.FILTER: layer.filter, Role.BIAS: layer.bias,
            Role.OUTPUT: layer.output_gradient,
        }  # fmt: skip

        def variable(role: Role, index: tuple[int, ...]) -> Any:
            return arrays[role][index]

        entries = instantiate(self.conv, self.operation, spec, variable)
        role = ROLES[self.operation]
        shape = arrays[role].shape
        return sympy.ImmutableDenseNDimArray(list(entries.values()), shape)


def derive_general(
    operation: str | Operation = Operation.GRAD_INPUT,
    rank: int = 2,
    *,
    input_size: object = None,
    filter_size: object = None,
    in_channels: object = None,
    out_channels: object = None,
    groups: object = 1,
    stride: object = None,
    dilation: object = None,
    padding: object = None,
    padding_mode: str | PaddingMode = PaddingMode.ZEROS,
    bias: bool = False,
    flip_filter: bool = False,
    notation: str | Notation = "index",
) -> GeneralDerivation:
    """Derive one operation of a convolution for any size, line by line, each line proved.

    Parameters
    ----------
    operation : "forward", "grad-filter", "grad-input" or "grad-bias"
    rank : number of spatial axes, 1 to 3; 0 is a dense layer
    input_size, filter_size, stride, dilation : a size for every axis or one per axis: a number,
        a letter such as "s" or "s_1", or None to leave it open
    padding : the same, or a (before, after) pair per axis
    in_channels, out_channels, groups : a number, a letter or None; channels are those of a group
    padding_mode, bias, flip_filter : as of `ConvSpec`
    notation : a Notation, a preset's name, or changes such as "index;base=1"

    Raises
    ------
    SpecError
        For a size that is no size, naming the value and the rule.
    NotationError
        For an unknown notation.

    Examples
    --------
    >>> theorem = derive_general("grad-filter", rank=1, stride="s", dilation=1, padding=0)
    >>> theorem.proved
    True
    >>> text = theorem.to_text(checked=False)
    >>> "∂L/∂F[f,c,u] = Σ{i=0..m-1} ∂L/∂O[f,i]·X[c,s·i+u]" in text
    True
    """
    given = locals()
    sizes = {name: given[name] for name in ConvSpec.call().names}
    try:
        chosen = Operation(operation)
    except ValueError:
        raise SpecError(
            f"operation {shown(operation)} is not one of {', '.join(Operation)}"
        ) from None
    sizes["bias"] = bias or chosen is Operation.GRAD_BIAS
    with collector_paused():
        conv = build_general_conv(rank, notation=notation, **sizes)
        theorem = derive_general_conv(conv, chosen)
    return GeneralDerivation(**_members(theorem), conv=conv, operation=chosen)


def theorems(notation: str | Notation | None = None) -> tuple[PrintedTheorem, ...]:
    """Give every general claim of the sources (docs/sources.md), proved or corrected.

    Parameters
    ----------
    notation : the notation of those that have none of their own; by default "index"

    Examples
    --------
    >>> [theorem.name for theorem in theorems()][:2]
    ['output-size', 'stride']
    """
    with collector_paused():
        return tuple(
            PrintedTheorem(**_members(theorem)) for theorem in published_theorems(notation)
        )


def _members(theorem: Theorem) -> dict[str, Any]:
    return {member.name: getattr(theorem, member.name) for member in fields(Theorem)}


__all__ = ["GeneralDerivation", "PrintedTheorem", "derive_general", "theorems"]
