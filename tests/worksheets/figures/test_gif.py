"""Drawings as an animation."""

from __future__ import annotations

import sys
from io import BytesIO
from types import ModuleType

import pytest

from symconv import ConvSpec, PoolSpec, WorksheetError
from symconv.worksheets.figures import layer_figure
from symconv.worksheets.figures.gif import plain_letters
from tests.requirements import require

SPEC = ConvSpec((4, 3), 2, padding=((0, 1), (1, 0)))


@pytest.fixture
def image() -> ModuleType:
    return require("PIL.Image")


def test_every_step_is_a_picture_of_its_own(image: ModuleType) -> None:
    data = layer_figure(SPEC, of="grad-input", step=None).to_gif()
    with image.open(BytesIO(data)) as gif:
        assert (gif.format, gif.n_frames) == ("GIF", 12)
        pictures = []
        for frame in range(gif.n_frames):
            gif.seek(frame)
            pictures.append(gif.convert("RGB").tobytes())
    assert len(set(pictures)) == 12
    assert data == layer_figure(SPEC, of="grad-input", step=None).to_gif()


def test_the_window_moves_where_it_is_drawn(image: ModuleType) -> None:
    figure = layer_figure(PoolSpec((2, 4), 2, stride=2), step=None)
    with image.open(BytesIO(figure.to_gif())) as gif:
        for number, frame in enumerate(figure.grids):
            gif.seek(number)
            picture, panel = gif.convert("L"), frame.panels[0]
            boxes = {cell.column: panel.box(cell) for cell in panel.cells if cell.row == 0}
            # the line on the left of the second cell of each window; those set off have thick ones
            dark = [
                picture.getpixel((boxes[at].left + 1, boxes[at].top + 12)) < 45 for at in (1, 3)
            ]
            assert dark == [number == 0, number == 1]


def test_without_its_font_an_animation_has_plain_letters(
    image: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_font = layer_figure(SPEC, of="grad-input").to_gif()
    monkeypatch.setattr("symconv.worksheets.figures.gif._FONT", "no such font.ttf")
    plain = layer_figure(SPEC, of="grad-input").to_gif()
    assert plain.startswith((b"GIF89a", b"GIF87a"))
    assert plain != with_font or not _has_font()


def _has_font() -> bool:
    font = require("PIL.ImageFont")
    try:
        font.truetype("DejaVuSans.ttf", 12)
    except OSError:
        return False
    return True


def test_without_pillow_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(WorksheetError, match="a GIF needs Pillow, which is not installed"):
        layer_figure(SPEC, step=None).to_gif()


def test_an_animation_too_large_is_refused(image: ModuleType) -> None:
    with pytest.raises(WorksheetError, match="too large for a GIF"):
        layer_figure(ConvSpec((21, 21), 2), step=None).to_gif()


def test_letters_that_a_font_lacks_have_plain_ones() -> None:
    assert plain_letters("∂L/∂X₁₂ = δˡ⁻¹ · é") == "dL/dX12 = ?l-1 * e"
