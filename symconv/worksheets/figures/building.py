"""From a layer to the scene that is drawn of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symconv.errors import WorksheetError
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs import ConvSpec, ConvTransposeSpec, LayerSpec, PoolSpec
from symconv.specs.adaptive_pool import AdaptivePoolSpec
from symconv.symbolic.geometry import ChannelMeeting, FilterSpec, channel_meetings
from symconv.worksheets.figures.scenes import Drawn, Of, Scene
from symconv.worksheets.figures.slides import (
    Slide,
    adaptive_slide,
    full_slide,
    kernel_slide,
    pool_slide,
    window_slide,
)


def build_scene(spec: LayerSpec, notation: Notation, of: Of) -> Scene:
    """Give what is drawn of a layer.

    Raises
    ------
    WorksheetError
        For a layer that has no windows, and for what a layer does not have.
    """
    if isinstance(spec, ConvSpec | ConvTransposeSpec):
        return _filter_scene(spec, _resolved(spec, notation), of)
    if isinstance(spec, PoolSpec | AdaptivePoolSpec):
        return _pool_scene(spec, _resolved(spec, notation), of)
    raise WorksheetError(
        "figures of windows show a convolution, a transposed convolution or a pooling; "
        f"draw a network with this layer as boxes: {spec}"
    )


def _resolved(spec: LayerSpec, notation: Notation) -> Notation:
    return notation.resolved([spec.input_shape, spec.output_shape, *spec.parameter_shapes.values()])


Make = Callable[[FilterSpec, int], Slide]
_CONV: Mapping[Of, tuple[Make, str, str, str]] = {
    Of.FORWARD: (window_slide, "input", "filter", "output"),
    Of.GRAD_INPUT: (full_slide, "grad_output", "filter", "grad_input"),
    Of.GRAD_FILTER: (kernel_slide, "input", "grad_output", "grad_filter"),
    Of.SCATTER: (window_slide, "grad_input", "filter", "grad_output"),
}
_TRANSPOSED: Mapping[Of, tuple[Make, str, str, str]] = {
    Of.FORWARD: (full_slide, "input", "filter", "output"),
    Of.GRAD_INPUT: (window_slide, "grad_output", "filter", "grad_input"),
    Of.GRAD_FILTER: (kernel_slide, "grad_output", "input", "grad_filter"),
    Of.SCATTER: (window_slide, "output", "filter", "input"),
}
"""How an axis is made, and the arrays below, above, and made."""


def _filter_scene(spec: FilterSpec, notation: Notation, of: Of) -> Scene:
    make, *keys = (_TRANSPOSED if isinstance(spec, ConvTransposeSpec) else _CONV)[of]
    under, over, made = (_drawn(spec, key) for key in keys)
    leads: dict[tuple[int, ...], list[tuple[int, tuple[int, ...]]]] = {}
    for meeting in channel_meetings(spec):
        (channel,) = _lead(under, meeting)
        leads.setdefault(_lead(made, meeting), []).append((channel, _lead(over, meeting)))
    slides = tuple(make(spec, axis) for axis in range(spec.rank))
    met = {lead: tuple(pairs) for lead, pairs in leads.items()}
    return Scene(spec, of, notation, under, over, made, slides, met)


def _drawn(spec: FilterSpec, key: str) -> Drawn:
    role = Role(key.removeprefix("grad_"))
    shapes = {
        Role.INPUT: spec.input_shape,
        Role.FILTER: spec.filter_shape,
        Role.OUTPUT: spec.output_shape,
    }
    return Drawn(role, shapes[role], 2 if role is Role.FILTER else 1, key != role.value)


def _lead(array: Drawn, meeting: ChannelMeeting) -> tuple[int, ...]:
    match array.role:
        case Role.INPUT:
            return (meeting.input_channel,)
        case Role.OUTPUT:
            return (meeting.output_channel,)
    return meeting.filter_index


def _pool_scene(spec: PoolSpec | AdaptivePoolSpec, notation: Notation, of: Of) -> Scene:
    if of not in (Of.FORWARD, Of.GRAD_INPUT):
        raise WorksheetError(f"a pooling has no {of}; it has forward and grad-input: {spec}")
    slides = tuple(
        pool_slide(spec, axis) if isinstance(spec, PoolSpec) else adaptive_slide(spec, axis)
        for axis in range(len(spec.input_size))
    )
    return Scene(
        spec,
        of,
        notation,
        Drawn(Role.INPUT, spec.input_shape, 1),
        None,
        Drawn(Role.OUTPUT, spec.output_shape, 1),
        slides,
        {(channel,): ((channel, ()),) for channel in range(spec.channels)},
    )
