"""The specification of a network: layers one after the other, each sized by the one before it."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symconv.errors import SpecError, shown
from symconv.roles import Role
from symconv.specs.activation import ActivationFunction, ActivationSpec
from symconv.specs.kinds import KINDS, Kind, unknown_key, unknown_kind
from symconv.specs.layer import LayerSpec
from symconv.specs.normalise import as_integer, counted, is_sequence

MAX_AXES = 4
INPUT_FLAG = "input"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}", re.ASCII)


@dataclass(frozen=True)
class LayerOptions:
    """A layer of a network as a person gives it: its kind and options; its place gives its sizes.

    `name` is None where the network shall choose one.
    """

    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None

    def __repr__(self) -> str:
        words = [repr(self.kind), *(f"{key}={shown(value)}" for key, value in self.options.items())]
        words += [] if self.name is None else [f"name={self.name!r}"]
        return f"layer({', '.join(words)})"


def layer(kind: str, *, name: str | None = None, **options: Any) -> LayerOptions:
    """Give a layer for a `NetworkSpec`: a kind, and its arguments but sizes and channels.

    >>> layer("conv", filter_size=5, out_channels=6, bias=True)
    layer('conv', filter_size=5, out_channels=6, bias=True)
    """
    return LayerOptions(kind, options, name)


@dataclass(frozen=True)
class NamedLayer:
    """A layer at its place in a network."""

    name: str
    spec: LayerSpec

    def __repr__(self) -> str:
        return f"NamedLayer({self.name!r}, {self.spec!r})"


@dataclass(frozen=True, init=False, repr=False)
class NetworkSpec:
    """A network: an input shape and layers, each taking what the one before it gives.

    Parameters
    ----------
    input_shape : shape of one example, such as `(C, H, W)`
    layers : `LayerOptions` (see `layer`), whose sizes follow from their place, or whole
        specifications, whose input must have the shape that the layer before gives
    name : an identifier, for emitted files

    A layer without a name gets that of its kind and a number: conv1, pool1, conv2. A loss can only
    be the last layer. A flatten or dense layer may be anywhere. A softmax cannot stand right before
    a cross-entropy, which takes the softmax itself.

    Raises
    ------
    SpecError
        Naming the layer whose input does not fit, or whose options no layer can have.

    Examples
    --------
    >>> network = NetworkSpec((1, 8, 9), [
    ...     layer("conv", filter_size=3, out_channels=2), layer("conv", filter_size=2)])
    >>> [(at.name, at.spec.output_shape) for at in network.layers]
    [('conv1', (2, 6, 7)), ('conv2', (1, 5, 6))]
    """

    input_shape: tuple[int, ...]
    layers: tuple[NamedLayer, ...]
    name: str

    def __init__(
        self,
        input_shape: Sequence[int],
        layers: Sequence[LayerOptions | LayerSpec | NamedLayer],
        name: str = "network",
    ) -> None:
        shape = _as_shape(input_shape)
        object.__setattr__(self, "name", _as_name("network", name))
        object.__setattr__(self, "input_shape", shape)
        if not is_sequence(layers) or not layers:
            raise SpecError(f"layers {shown(layers)} are not a list of layers")
        object.__setattr__(self, "layers", tuple(_placed(shape, layers)))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of what the last layer gives for one example; () for a loss."""
        return self.layers[-1].spec.output_shape

    @property
    def loss(self) -> NamedLayer | None:
        """The loss, if the last layer is one."""
        last = self.layers[-1]
        return last if Role.TARGET in last.spec.data_shapes else None

    @property
    def hidden(self) -> tuple[NamedLayer, ...]:
        """The layers without the loss: they give the prediction."""
        return self.layers if self.loss is None else self.layers[:-1]

    @property
    def parameter_shapes(self) -> Mapping[tuple[str, Role], tuple[int, ...]]:
        """Shapes of all parameters by layer name and role, in the order of the layers."""
        return {
            (at.name, role): shape
            for at in self.layers
            for role, shape in at.spec.parameter_shapes.items()
        }

    @property
    def terms(self) -> int:
        """Terms of all layers together."""
        return sum(at.spec.terms for at in self.layers)

    @property
    def entries(self) -> int:
        """Entries of all layers together."""
        return sum(at.spec.entries for at in self.layers)

    def __repr__(self) -> str:
        counts: Counter[str] = Counter()
        layers = []
        for at in self.layers:
            counts[at.spec.kind] += 1
            is_default = at.name == f"{at.spec.kind}{counts[at.spec.kind]}"
            layers.append(repr(at.spec if is_default else at))
        return f"NetworkSpec({self.input_shape}, [{', '.join(layers)}], name={self.name!r})"


def _placed(
    shape: tuple[int, ...], given: Sequence[LayerOptions | LayerSpec | NamedLayer]
) -> list[NamedLayer]:
    """Size every layer by what the one before it gives."""
    counts: Counter[str] = Counter()
    placed: list[NamedLayer] = []
    for number, item in enumerate(given, 1):
        kind = _kind(item, number)
        counts[kind] += 1
        given_name = _given_name(item)
        default = f"{kind}{counts[kind]}"
        name = _as_name(f"layer {number}", default if given_name is None else given_name)
        where = f"layer {number} ({name})"
        if name in [other.name for other in placed]:
            raise SpecError(f"{where}: {_name_twice(name, given, placed)}")
        if placed and Role.TARGET in placed[-1].spec.data_shapes:
            raise SpecError(f"{where}: nothing can follow the loss {placed[-1].name}")
        try:
            spec = _sized(item, kind, shape)
        except SpecError as error:
            raise SpecError(f"{where}, input {shape}: {error}") from None
        _check_place(where, spec, shape, placed)
        placed.append(NamedLayer(name, spec))
        shape = spec.output_shape
    return placed


def _name_twice(
    name: str,
    given: Sequence[LayerOptions | LayerSpec | NamedLayer],
    before: Sequence[NamedLayer],
) -> str:
    """Say that the layer after those before it has the name of one of them, and who gave it."""
    first, second = [other.name for other in before].index(name), len(before)
    unnamed = [number for number in (first, second) if _given_name(given[number]) is None]
    if not unnamed:
        return f"name {name!r} is given to two layers"
    (number,) = unnamed
    (named,) = {first, second} - {number}
    return (
        f"name {name!r} is given to layer {named + 1}, and layer {number + 1}, which is given "
        "none, is called so by its kind and number; give one of them another name"
    )


def _check_place(
    where: str, spec: LayerSpec, shape: tuple[int, ...], before: Sequence[NamedLayer]
) -> None:
    """Refuse a layer that cannot stand after those before it, which give this shape."""
    if spec.input_shape != shape:
        raise SpecError(
            f"{where} takes an input of shape {spec.input_shape}, but is given {shape}: {spec}"
        )
    if Role.INDICES in spec.data_shapes:
        raise SpecError(f"{where}: a layer that takes indices cannot stand in a chain: {spec}")
    twice = _softmax_taken_twice([*(at.spec for at in before), spec])
    if twice is not None:
        name = before[twice].name
        raise SpecError(
            f"{where}: a cross entropy takes the softmax itself, after that of {name} once more; "
            f"leave {name} out"
        )


def _softmax_taken_twice(specs: Sequence[LayerSpec]) -> int | None:
    """Give the place of a softmax of which the last layer, a cross-entropy, takes the softmax.

    It is the layer before the loss, or only flattening and identities come between; both are
    over the same entries. That is a network like any other, but nobody's: a cross-entropy
    contains the softmax so that it is not given twice.
    """
    *before, loss = specs
    if not loss.takes_softmax:
        return None
    for place in reversed(range(len(before))):
        spec = before[place]
        if isinstance(spec, ActivationSpec) and spec.function is ActivationFunction.SOFTMAX:
            same_entries = spec.axis == 0 and spec.shape[0] == loss.input_shape[0]
            return place if same_entries else None
        if not spec.passes_on:
            return None
    return None


def _kind(item: object, number: int) -> str:
    match item:
        case LayerOptions(kind=kind) if isinstance(kind, str) and kind in KINDS:
            return kind
        case LayerOptions(kind=kind):
            raise SpecError(f"layer {number}: {unknown_kind(kind)}")
        case NamedLayer(spec=spec) | (LayerSpec() as spec):
            return spec.kind
    raise SpecError(f"layer {number}: {shown(item)} is not a layer")


def _given_name(item: LayerOptions | LayerSpec | NamedLayer) -> str | None:
    return None if isinstance(item, LayerSpec) else item.name


def _sized(
    item: LayerOptions | LayerSpec | NamedLayer, kind: str, shape: tuple[int, ...]
) -> LayerSpec:
    if isinstance(item, LayerSpec):
        return item
    if isinstance(item, NamedLayer):
        return item.spec
    row = KINDS[kind]
    for key in item.options:
        if key not in row.call.names:
            raise SpecError(unknown_key(key, f"a layer of kind {kind!r} here", _told_here(row)))
    try:
        spec: LayerSpec = row.spec.sized_for(shape, item.options)
    except TypeError as error:  # an option that is missing, or one that its place gives
        raise SpecError(f"{_wrong_option(item, row, error)}: {item!r}") from None
    return spec


def _told_here(row: Kind) -> list[str]:
    """Give the options that do not follow from the place in the network."""
    placed = row.flags[INPUT_FLAG]
    follow = (placed.name, getattr(placed.value, "channels", ""))
    return [name for name in row.call.names if name not in follow]


def _wrong_option(item: LayerOptions, row: Kind, error: TypeError) -> str:
    """Say which option Python's own error is about."""
    quoted = re.findall(r"'(\w+)'", str(error))
    for name in row.call.names:
        if name in quoted:
            given = name in item.options
            return f"key {name!r} {'follows from its place' if given else 'is missing'}"
    return f"options that {item.kind} cannot have"


def _as_name(what: str, name: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise SpecError(f"{what}: name {shown(name)} is not an identifier (letters, digits, _)")
    return name


def _as_shape(value: object) -> tuple[int, ...]:
    if not is_sequence(value):
        raise SpecError(f"input_shape {shown(value)} is not a shape such as (1, 28, 28)")
    shape = tuple(as_integer("input_shape", size, 1) for size in value)
    if not 1 <= len(shape) <= MAX_AXES:
        raise SpecError(
            f"input_shape {shown(value)} has {counted(len(shape), 'axis', 'axes')}; "
            f"1 to {MAX_AXES} are possible"
        )
    return shape
