"""Chain rules that reach over more than one layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from symconv.derivation.step import Step, StepKind
from symconv.formulas import Add, Equation, Formula, Name, Partial, Product, substitute
from symconv.notation import FactorOrder, Notation
from symconv.roles import Role
from symconv.symbolic import PlacedLayer

if TYPE_CHECKING:
    from symconv.derivation.layer import Derivation

LONGEST_CHAIN = 7
"""Derivatives in one product of the overview."""
LONGEST_EXAMPLE = 24
"""Products in the chain rule of one entry through two layers."""
_WHOLE_ARRAYS = (
    "Whole arrays stand for their entries here; a product means the sum over all entries of the "
    "array between its factors, as the layers below write it out."
)


def chain_overview(placed: Sequence[PlacedLayer]) -> Iterator[Step]:
    """Write the gradients of whole arrays: layer by layer, and from the loss to every parameter.

    A chain longer than a line starts from the gradient of an array on its way. A network of a
    single layer has no links, and one without parameters no chains: nothing is written of them.
    """
    renaming = [at for at in placed if at.renames]
    links, parameters = tuple(_links_back(renaming)), tuple(_parameter_chains(renaming))
    note = _WHOLE_ARRAYS
    if links:
        yield Step(StepKind.OVERVIEW, None, ("Chain rule from layer to layer",), (note,), links)
        note = "The same in one line for each parameter."
    if parameters:
        title = ("Chain rule from the loss to every parameter",)
        yield Step(StepKind.OVERVIEW, None, title, (note,), parameters)


def _links_back(layers: Sequence[PlacedLayer]) -> Iterator[Equation]:
    """Write the gradient of what each layer takes from that of what it gives, last layer first.

    The first line of a layer whose gradient has a letter of its own says what it stands for.
    """
    for at in reversed(layers):
        output = at.notation.whole(Role.OUTPUT)
        written = at.notation.gradient(Role.OUTPUT, output)
        derivative = Partial(Name(at.notation.loss), output)
        if written != derivative and not _is_loss(at):
            yield Equation(written, derivative)
        if at is not layers[0] and not _is_loss(at):
            array = at.notation.whole(Role.INPUT)
            links = [Partial(output, array), written]
            yield Equation(Partial(Name(at.notation.loss), array), _product(links, at.notation))


def _parameter_chains(layers: Sequence[PlacedLayer]) -> Iterator[Equation]:
    """Write ∂L/∂(every parameter) as a product of derivatives, the last layer first."""
    for place in reversed(range(len(layers))):
        at = layers[place]
        for role in at.spec.parameter_shapes:
            whole = at.notation.whole(role)
            yield Equation(at.notation.gradient(role, whole), _chain(layers[place:], whole))


def _chain(layers: Sequence[PlacedLayer], whole: Formula) -> Formula:
    """Write the product from the loss, or the gradient given from above, to an array."""
    links: list[Formula] = []
    for number, at in enumerate(layers):
        output = at.notation.whole(Role.OUTPUT)
        links.append(Partial(output, whole))
        if _is_loss(at):
            break
        if number == len(layers) - 1 or len(links) == LONGEST_CHAIN - 1:
            links.append(at.notation.gradient(Role.OUTPUT, output))
            break
        whole = output
    return _product(links, layers[0].notation)


def first_entry_through(
    placed: Sequence[PlacedLayer],
    layers: Mapping[str, Derivation],
    place: int,
    role: Role,
) -> Iterator[Step]:
    """Write the chain rule of one entry of a parameter through the layer after it too.

    Nothing comes after the loss, nor where the sum would be long.
    """
    after = next((at for at in placed[place + 1 :] if at.renames), None)
    if after is None or _is_loss(after):
        return
    here, next_layer = layers[placed[place].name], layers[after.name]
    array = here.layer.wrt[role]
    symbol, entry = next(
        (pair for pair in zip(array.symbols, array.formulas, strict=True)
         if here.chain_rule.contributors[pair[0]]),
        (None, None),
    )  # fmt: skip
    if symbol is None or entry is None:
        return
    numbers = here.chain_rule.contributors[symbol]
    between = next_layer.layer.wrt[Role.INPUT].symbols
    if sum(len(next_layer.chain_rule.contributors[between[n]]) for n in numbers) > LONGEST_EXAMPLE:
        return
    terms = [_through(here, next_layer, number, entry) for number in numbers]
    output = here.notation.whole(Role.OUTPUT)
    gradient = here.notation.gradient(Role.OUTPUT, output)
    yield Step(
        StepKind.THROUGH,
        role,
        ("The chain rule of ", entry, f" through {after.name}"),
        ("Every entry of ", gradient, f" is itself a sum over what {after.name} gives. "
         "From here on it stands as one symbol."),
        (Equation(here.notation.gradient(role, entry), _sum(terms)),),
    )  # fmt: skip


def _through(here: Derivation, after: Derivation, number: int, entry: Formula) -> Formula:
    """Write what one output entry contributes, its own gradient as a sum over the next layer."""
    notation, between = here.notation, after.layer.wrt[Role.INPUT]
    first = Partial(here.layer.output_entries[number], entry)
    symbol, middle = between.symbols[number], between.formulas[number]
    links = [
        [Partial(after.layer.output_entries[n], middle), after.layer.upstream.formulas[n]]
        for n in after.chain_rule.contributors[symbol]
    ]
    if len(links) == 1:
        return _product([first, *links[0]], notation)
    return _product([first, _sum([_product(pair, notation) for pair in links])], notation)


def reaches_delta(at: PlacedLayer) -> bool:
    """Tell whether the gradient of a layer's input is written δ, and that of its output is not.

    There an activation, or a flattening, lies between two layers with a δ of their own.
    """
    output, array = at.notation.whole(Role.OUTPUT), at.notation.whole(Role.INPUT)
    above, below = (
        at.notation.gradient(Role.OUTPUT, output),
        at.notation.gradient(Role.INPUT, array),
    )
    return isinstance(above, Partial) and not isinstance(below, Partial) and not _is_loss(at)


def delta_through(
    placed: Sequence[PlacedLayer], layers: Mapping[str, Derivation], place: int
) -> Iterator[Step]:
    """Write δ of a layer in terms of the δ of the layer after its activation."""
    values = _gradients_above(placed, layers, place)
    if not values:
        return
    notation = placed[place].notation
    equations = tuple(
        Equation(equation.left, substitute(equation.right, values))
        for equation in _written_out(layers[placed[place].name])
    )
    upstream = notation.gradient(Role.OUTPUT, notation.whole(Role.OUTPUT))
    yield Step(
        StepKind.THROUGH,
        Role.INPUT,
        ("The recursion of ", notation.gradient(Role.INPUT, notation.whole(Role.INPUT))),
        ("The same, with ", upstream, " as the layer above gives it."),
        equations,
    )


def _gradients_above(
    placed: Sequence[PlacedLayer], layers: Mapping[str, Derivation], place: int
) -> dict[Formula, Formula]:
    """Give the gradients of a layer's output entries, down to the next δ or the loss."""
    values: dict[Formula, Formula] = {}
    for at in placed[place + 1 :]:
        found = {equation.left: equation.right for equation in _written_out(layers[at.name])}
        values = {left: substitute(right, found) for left, right in values.items()} or found
        whole = at.notation.whole(Role.OUTPUT)
        if _is_loss(at) or not isinstance(at.notation.gradient(Role.OUTPUT, whole), Partial):
            break
    return values


def _written_out(layer: Derivation) -> Iterator[Equation]:
    """Give the equations of the input's gradient, local gradients substituted."""
    for step in layer.steps:
        if step.role is Role.INPUT and step.kind is StepKind.SUBSTITUTED:
            yield from step.equations


def _is_loss(at: PlacedLayer) -> bool:
    return Role.TARGET in at.spec.data_shapes


def _product(factors: Sequence[Formula], notation: Notation) -> Formula:
    """Write factors, given from the parameter to the loss, in the notation's order."""
    if len(factors) == 1:
        return factors[0]
    upstream_first = notation.factor_order is FactorOrder.UPSTREAM_FIRST
    return Product(tuple(reversed(factors) if upstream_first else factors))


def _sum(terms: Sequence[Formula]) -> Formula:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))
