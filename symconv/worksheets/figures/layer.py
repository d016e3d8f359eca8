"""From a layer to its figure: one step, or all of them."""

from __future__ import annotations

from math import prod

from symconv.errors import WorksheetError, shown
from symconv.notation import Notation, as_notation
from symconv.specs import LayerSpec
from symconv.specs.adaptive_pool import AdaptivePoolSpec
from symconv.specs.network import NetworkSpec
from symconv.specs.pool import PoolSpec
from symconv.worksheets.figures.building import build_scene
from symconv.worksheets.figures.figure import LayerFigure
from symconv.worksheets.figures.frames import Frame
from symconv.worksheets.figures.network import network_figure
from symconv.worksheets.figures.routing import Example, routing_figure
from symconv.worksheets.figures.scenes import Of, Scene
from symconv.worksheets.figures.slides import sizes

MOST_CELLS = 1500
"""A drawing of more cells cannot be looked at."""
MOST_STEPS = 400
"""As many drawings make one figure."""

_TITLES = {
    Of.FORWARD: "How an output entry is made",
    Of.GRAD_INPUT: "How the gradient of an input entry is made",
    Of.GRAD_FILTER: "How the gradient of a filter entry is made",
    Of.SCATTER: "Where an entry goes",
}


def layer_figure(
    spec: LayerSpec | NetworkSpec,
    notation: str | Notation = "matrix",
    of: str | Of = Of.FORWARD,
    step: int | None = 1,
    *,
    tells: bool = True,
    example: Example | None = None,
) -> LayerFigure:
    """Draw a step of a layer, or the layers of a network as boxes.

    Parameters
    ----------
    spec : a convolution, a transposed convolution, a pooling, or a network
    notation : how entries are written
    of : what is shown, see `Of`; a network has only "forward"
    step : which step, from 1, in the order of what is made; None for all of them
    tells : whether the drawing says which entries lie on each other, what they give, and how many
        entries are made; without it, it may stand on a sheet that asks for this
    example : numbers for the gradient of a pooling, see `example_of`; drawn unless they are given

    Raises
    ------
    WorksheetError
        For a layer that has no such figure, one too large to be drawn, a step it has not, and
        numbers that are not those of the layer.
    NotationError
        For a notation that there is not.

    >>> from symconv.specs import ConvSpec
    >>> layer_figure(ConvSpec((3, 4), 2, padding=1), step=None)
    <LayerFigure 'How an output entry is made': 20 drawings>
    """
    of, notation = Of.read(of), as_notation(notation)
    if isinstance(spec, NetworkSpec):
        return _network(spec, notation, of, step)
    scene = build_scene(spec, notation, of)
    check_size(scene)
    numbers = chosen_steps(scene, step)
    if of is Of.GRAD_INPUT and isinstance(spec, PoolSpec | AdaptivePoolSpec):
        return routing_figure(scene, numbers, example)
    made = list(scene.steps())
    frames = (Frame(scene, made[number - 1], number, tells).draw() for number in numbers)
    return LayerFigure(_TITLES[of], scene.notation, tuple(frames))


def _network(spec: NetworkSpec, notation: Notation, of: Of, step: int | None) -> LayerFigure:
    if of is not Of.FORWARD or step not in (1, None):
        raise WorksheetError(
            "a network is drawn as boxes, in one step; draw a layer of it by itself for the rest"
        )
    return network_figure(spec, notation)


def check_size(scene: Scene) -> None:
    """Refuse what is too large to be drawn."""
    cells = scene.under.shape[0] * prod(sizes(scene.slides)) + prod(scene.made.shape)
    if cells > MOST_CELLS:
        raise WorksheetError(
            f"a drawing has at most {MOST_CELLS:,} cells, and this would have {cells:,}; "
            f"draw a smaller layer of the same kind: {scene.spec}"
        )


def chosen_steps(scene: Scene, step: int | None) -> list[int]:
    """Give the numbers of the steps that are drawn; refuses one that there is not."""
    if step is None:
        if scene.count > MOST_STEPS:
            raise WorksheetError(
                f"there are {scene.count:,} steps, and a figure shows at most {MOST_STEPS}; "
                f"choose one of them: {scene.spec}"
            )
        return list(range(1, scene.count + 1))
    if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= scene.count:
        raise WorksheetError(f"step {shown(step)} is not one of 1 to {scene.count}: {scene.spec}")
    return [step]
