"""Layers as members of a network's module: their kernels' own code under names of their own."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symconv.errors import KernelError, SymconvError
from symconv.kernels.build import choose_strategy
from symconv.kernels.emission.heads import member_head
from symconv.kernels.emission.layout import INDENT, WIDTH, assign_string, shape_text
from symconv.kernels.emission.templates import MEMBER, Data, render_template, template_keys
from symconv.kernels.lowering import LOWERINGS
from symconv.kernels.lowering.parts.lowered import Lowered
from symconv.kernels.networks.names import LayerNames, name_layers
from symconv.kernels.networks.plan import LayerUse, plan_network
from symconv.kernels.networks.source import Piece, ReadPiece, reachable, read_pieces, rename
from symconv.specs import LayerSpec
from symconv.specs.network import NamedLayer, NetworkSpec

_REGENERATE = "Regenerate with:"


@dataclass(frozen=True)
class Member:
    """A layer in its network's module.

    Attributes
    ----------
    names : what it is called there
    use : which of its functions are called
    strategy : the strategy of its kernel
    constants : lines that assign the constants that it uses
    pieces : its functions, renamed
    formula : what it computes, as lines of a comment
    """

    names: LayerNames
    use: LayerUse
    strategy: str
    constants: tuple[str, ...]
    pieces: tuple[Piece, ...]
    formula: tuple[str, ...]


def choose_strategies(network: NetworkSpec, given: Mapping[str, str] | None) -> dict[str, str]:
    """Give the strategy of every layer by name: the one given, or else chosen by rule.

    Raises `KernelError` for a name that no layer has, and for an unknown strategy.
    """
    given = dict(given or {})
    strategies = {}
    for layer in network.layers:
        strategy = given.pop(layer.name, "auto")
        if strategy == "auto":
            strategy = choose_strategy(layer.spec)
        if not isinstance(strategy, str) or strategy not in LOWERINGS:
            known = ", ".join(["auto", *LOWERINGS])
            raise KernelError(f"layer {layer.name}: strategy {strategy!r} is not one of {known}")
        strategies[layer.name] = strategy
    for name in given:
        known = ", ".join(layer.name for layer in network.layers)
        raise KernelError(f"a strategy is given for {name!r}; the layers are {known}")
    return strategies


def build_members(
    network: NetworkSpec, strategies: Mapping[str, str], gives_grad_x: bool
) -> tuple[Member, ...]:
    """Lower every layer, and name and choose what the network's module needs of it.

    Raises `SymconvError`, naming the layer, if a strategy cannot compute it.
    """
    uses = plan_network(network, gives_grad_x)
    rendered = [_lower(layer, strategies[layer.name]) for layer in network.layers]
    pieces = [
        reachable(read_pieces(_render(layer, lowered)), use.functions)
        for layer, lowered, use in zip(network.layers, rendered, uses, strict=True)
    ]
    constants = [_constants(layer.spec) for layer in network.layers]
    used = [_used(each) for each in pieces]
    defined = [
        frozenset(piece.name for piece in each) | (used_here & own.keys())
        for each, used_here, own in zip(pieces, used, constants, strict=True)
    ]
    members = zip(name_layers(network, defined), uses, rendered, pieces, constants, strict=True)
    return tuple(
        _member(names, use, strategies[names.layer.name], lowered, own_pieces, own_constants)
        for names, use, lowered, own_pieces, own_constants in members
    )


def _member(
    names: LayerNames,
    use: LayerUse,
    strategy: str,
    lowered: Lowered,
    pieces: Sequence[ReadPiece],
    constants: Mapping[str, str],
) -> Member:
    defined = {piece.name for piece in pieces} | constants.keys()
    foreign = sorted(_used(pieces) - defined)
    if foreign:
        raise KernelError(
            f"layer {names.layer.name}: its functions use {foreign[0]}, which the module of a "
            "network does not define"
        )
    used = _used(pieces)
    return Member(
        names,
        use,
        strategy,
        tuple(
            line
            for name, value in constants.items()
            if name in used
            for line in _assignment(names.prefixed(name), value)
        ),
        tuple(rename(piece, defined, names.prefixed) for piece in pieces),
        tuple(_formula(lowered)),
    )


def _lower(layer: NamedLayer, strategy: str) -> Lowered:
    try:
        return LOWERINGS[strategy](layer.spec)
    except SymconvError as error:
        raise type(error)(f"layer {layer.name}: {error}") from None


def _render(layer: NamedLayer, lowered: Lowered) -> str:
    """Render a layer's template in the frame of a member: functions without their checks."""
    heads: dict[str, Data] = {
        f"{function}_head": list(member_head(layer.spec, function, layer.name))
        for function in layer.spec.functions
    }
    keys = template_keys(lowered.template, MEMBER)
    data = {key: value for key, value in {**lowered.data, **heads}.items() if key in keys}
    text = render_template(lowered.template, data, MEMBER)
    return text.replace('."""\n\n', '."""\n')  # there are no checks between


def _used(pieces: Sequence[ReadPiece]) -> frozenset[str]:
    return frozenset(name for piece in pieces for name in piece.uses)


def _constants(spec: LayerSpec) -> dict[str, str]:
    """Give the constants of a layer's own module, each as the text of its value."""
    shapes = {
        f"{argument.role.name}_SHAPE": shape_text(argument.shape)
        for argument in spec.arguments.values()
    }
    return {**shapes, "LAYER": repr(spec).replace('"', "'")}


def _assignment(name: str, value: str) -> list[str]:
    return [f"{name} = {value}"] if value.startswith("(") else assign_string(name, value)


def _formula(lowered: Lowered) -> list[str]:
    """Give what a layer computes, as its own module's header says it, for a comment."""
    about = list(map(str, lowered.data["about"]))  # type: ignore[arg-type]
    text = "\n".join(about[: about.index(_REGENERATE)])
    _, _, *paragraphs = text.split("\n\n")
    lines = "\n\n".join(paragraphs).strip("\n").splitlines()
    return [line for text in lines for line in _comment(text)]


def _comment(text: str) -> list[str]:
    """Give a line as one of a comment, broken where it is too long."""
    indent = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(
        text.lstrip(), WIDTH, initial_indent=f"# {indent}", subsequent_indent=f"# {indent}{INDENT}",
        break_long_words=False, break_on_hyphens=False,
    ) or ["#"]  # fmt: skip
