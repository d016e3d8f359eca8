"""Layers as members of a network's module: their kernels' templates, with names of their own."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symconv.errors import KernelError, SymconvError
from symconv.kernels.build import choose_strategy
from symconv.kernels.emission.header import layer_text, shape_texts
from symconv.kernels.emission.heads import member_head
from symconv.kernels.emission.layout import INDENT, WIDTH, assign_string
from symconv.kernels.emission.templates import MEMBER, Data, render_template
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import LOWERINGS
from symconv.kernels.networks.names import LayerNames, TakenNames
from symconv.kernels.networks.plan import LayerUse, plan_network
from symconv.specs import LayerSpec
from symconv.specs.network import NamedLayer, NetworkSpec
from symconv.suggestions import did_you_mean, not_one_of

_DEFINED = re.compile(r"^def (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Member:
    """A layer in its network's module.

    Attributes
    ----------
    names : what it is called there
    use : which of its functions are called
    strategy : the strategy of its kernel
    constants : the constants that its functions use, each as the text of its value
    text : its functions
    formula : what it computes, as lines of a comment
    """

    names: LayerNames
    use: LayerUse
    strategy: str
    constants: Mapping[str, str]
    text: str
    formula: tuple[str, ...]

    @property
    def constant_lines(self) -> list[str]:
        """The lines that assign its constants."""
        return [line for item in self.constants.items() for line in _assignment(*item)]

    @property
    def defined(self) -> set[str]:
        """The names of its functions and constants."""
        return {*_DEFINED.findall(self.text), *self.constants}


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
            known = ["auto", *LOWERINGS]
            raise KernelError(f"layer {layer.name}: {not_one_of('strategy', strategy, known)}")
        strategies[layer.name] = strategy
    for name in given:
        layers = [layer.name for layer in network.layers]
        raise KernelError(
            f"a strategy is given for {name!r}; the layers are {', '.join(layers)}"
            f"{did_you_mean(name, layers)}"
        )
    return strategies


def build_members(
    network: NetworkSpec, strategies: Mapping[str, str], gives_grad_x: bool
) -> tuple[Member, ...]:
    """Lower every layer, and write what the network's module needs of it under free names.

    Raises `SymconvError`, naming the layer, if a strategy cannot compute it.
    """
    taken = TakenNames()
    members = []
    for number, use in enumerate(plan_network(network, gives_grad_x), 1):
        strategy = strategies[use.layer.name]
        lowered = _lower(use.layer, strategy)
        for names in taken.offered(use.layer, number):
            member = _write(names, use, strategy, lowered)
            if taken.take(names, member.defined):
                members.append(member)
                break
    return tuple(members)


def _lower(layer: NamedLayer, strategy: str) -> Lowered:
    try:
        return LOWERINGS[strategy](layer.spec)
    except SymconvError as error:
        raise type(error)(f"layer {layer.name}: {error}") from None


def _write(names: LayerNames, use: LayerUse, strategy: str, lowered: Lowered) -> Member:
    """Write a layer's functions from its kernel's template, in the frame of a member."""
    frame: dict[str, Data] = {
        "prefix": names.prefixed(""),
        "functions": list(use.functions),
        "heads": [list(member_head(names.spec, at, names.layer.name)) for at in use.functions],
    }
    text = render_template(lowered.template, {**lowered.data, **frame}, MEMBER).strip("\n")
    constants = {names.prefixed(name): value for name, value in _constants(names.spec).items()}
    used = {name: value for name, value in constants.items() if name in text}
    return Member(names, use, strategy, used, text, tuple(_formula(lowered)))


def _constants(spec: LayerSpec) -> dict[str, str]:
    """Give the constants of a layer's own module, each as the text of its value."""
    return {**shape_texts(spec), "LAYER": layer_text(spec)}


def _assignment(name: str, value: str) -> list[str]:
    return [f"{name} = {value}"] if value.startswith("(") else assign_string(name, value)


def _formula(lowered: Lowered) -> Iterator[str]:
    """Give what a layer computes, for a comment; lines that are too long are broken."""
    for text in lowered.formula:
        indent = text[: len(text) - len(text.lstrip())]
        yield from textwrap.wrap(
            text.lstrip(), WIDTH, initial_indent=f"# {indent}",
            subsequent_indent=f"# {indent}{INDENT}",
            break_long_words=False, break_on_hyphens=False,
        ) or ["#"]  # fmt: skip
