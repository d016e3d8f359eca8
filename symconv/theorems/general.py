"""The front door of derivations for any size, and of the published theorems."""

from __future__ import annotations

from symconv.collector import collector_paused
from symconv.errors import SpecError
from symconv.notation import Notation
from symconv.specs import ConvSpec, PaddingMode
from symconv.specs.answers.foreign import PARTS
from symconv.suggestions import not_one_of
from symconv.theorems.build import build_general_conv
from symconv.theorems.conv_theorem import GeneralDerivation, derive_general_conv
from symconv.theorems.gradients import Operation
from symconv.theorems.published import Theorems, published_theorems


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
    >>> "∂L/∂F[f,c,u] = Σ{i=0..m−1} ∂L/∂O[f,i]·X[c,s·i+u]" in text
    True
    """
    given = locals()
    sizes = {name: given[name] for name in ConvSpec.call().names}
    try:
        chosen = Operation(operation)
    except ValueError:
        raise SpecError(not_one_of("operation", operation, Operation, PARTS)) from None
    sizes["bias"] = bias or chosen is Operation.GRAD_BIAS
    with collector_paused():
        conv = build_general_conv(rank, notation=notation, **sizes)
        return derive_general_conv(conv, chosen)


def theorems(notation: str | Notation | None = None) -> Theorems:
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
        return published_theorems(notation)
