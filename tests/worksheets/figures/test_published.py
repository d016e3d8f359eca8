"""Sizes that guides to convolution arithmetic and well-known networks publish."""

from __future__ import annotations

import pytest

from symconv import ConvSpec, ConvTransposeSpec, PoolSpec
from symconv.worksheets.figures import cases, layer_figure
from tests.worksheets.figures.drawings import read

CONVOLUTIONS = [
    # what is drawn or built, input, filter, stride, padding, dilation, output
    ("no padding, no strides", 4, 3, 1, 0, 1, 2),
    ("arbitrary padding, no strides", 5, 4, 1, 2, 1, 6),
    ("half padding, no strides", 5, 3, 1, 1, 1, 5),
    ("full padding, no strides", 5, 3, 1, 2, 1, 7),
    ("no padding, strides", 5, 3, 2, 0, 1, 2),
    ("padding, strides", 5, 3, 2, 1, 1, 3),
    ("padding, strides, odd", 6, 3, 2, 1, 1, 3),
    ("dilation", 7, 3, 1, 0, 2, 3),
    ("LeNet-5 C1", 32, 5, 1, 0, 1, 28),
    ("LeNet-5 C3", 14, 5, 1, 0, 1, 10),
    ("LeNet-5 C5", 5, 5, 1, 0, 1, 1),
    ("AlexNet conv1", 227, 11, 4, 0, 1, 55),
    ("AlexNet conv1 as in PyTorch", 224, 11, 4, 2, 1, 55),
    ("AlexNet conv2", 27, 5, 1, 2, 1, 27),
    ("AlexNet conv3", 13, 3, 1, 1, 1, 13),
    ("VGG, first", 224, 3, 1, 1, 1, 224),
    ("VGG, last", 14, 3, 1, 1, 1, 14),
    ("ResNet conv1", 224, 7, 2, 3, 1, 112),
    ("ResNet, stage 3 with stride", 56, 3, 2, 1, 1, 28),
    ("ResNet, shortcut with stride", 56, 1, 2, 0, 1, 28),
    ("Inception v3, first", 299, 3, 2, 0, 1, 149),
    ("Inception v3, second", 149, 3, 1, 0, 1, 147),
    ("MobileNet, first", 224, 3, 2, 1, 1, 112),
    ("ViT-B/16 patches", 224, 16, 16, 0, 1, 14),
    ("U-Net, first", 572, 3, 1, 0, 1, 570),
    ("DeepLab, rate 6", 65, 3, 1, 6, 6, 65),
    ("a filter over the whole input", 7, 7, 1, 0, 1, 1),
    ("a remainder is left over", 8, 3, 2, 0, 1, 3),
    ("Whisper, second layer", 3000, 3, 2, 1, 1, 1500),
]
TRANSPOSED = [
    ("no padding, no strides, transposed", 2, 3, 1, 0, 0, 4),
    ("arbitrary padding, no strides, transposed", 6, 4, 1, 2, 0, 5),
    ("half padding, no strides, transposed", 5, 3, 1, 1, 0, 5),
    ("full padding, no strides, transposed", 7, 3, 1, 2, 0, 5),
    ("no padding, strides, transposed", 2, 3, 2, 0, 0, 5),
    ("padding, strides, transposed", 3, 3, 2, 1, 0, 5),
    ("padding, strides, odd, transposed", 3, 3, 2, 1, 1, 6),
    ("DCGAN, first", 1, 4, 1, 0, 0, 4),
    ("DCGAN, second", 4, 4, 2, 1, 0, 8),
    ("U-Net, up", 28, 2, 2, 0, 0, 56),
]
POOLS = [
    ("pooling of 3 by 3 over 5 by 5", 5, 3, 1, 0, 3),
    ("LeNet-5 S2", 28, 2, 2, 0, 14),
    ("AlexNet pool1", 55, 3, 2, 0, 27),
    ("VGG pool5", 14, 2, 2, 0, 7),
    ("ResNet pool1", 112, 3, 2, 1, 56),
]
_DRAWN = 9
"""Layers of at most as many entries are drawn, too."""


@pytest.mark.parametrize("row", CONVOLUTIONS, ids=lambda row: row[0])
def test_a_convolution_has_the_published_size(row: tuple[str, *tuple[int, ...]]) -> None:
    _, size, taps, stride, padding, dilation, output = row
    spec = ConvSpec((size, size), taps, stride=stride, padding=padding, dilation=dilation)
    assert spec.output_size == (output, output)
    if size < _DRAWN:
        _check_drawn(spec, output)


@pytest.mark.parametrize("row", TRANSPOSED, ids=lambda row: row[0])
def test_a_transposed_convolution_has_the_published_size(
    row: tuple[str, *tuple[int, ...]],
) -> None:
    _, size, taps, stride, padding, extra, output = row
    spec = ConvTransposeSpec(
        (size, size), taps, stride=stride, padding=padding, output_padding=extra
    )
    assert spec.output_size == (output, output)
    if size < _DRAWN:
        _check_drawn(spec, output)


@pytest.mark.parametrize("row", POOLS, ids=lambda row: row[0])
def test_a_pooling_has_the_published_size(row: tuple[str, *tuple[int, ...]]) -> None:
    _, size, taps, stride, padding, output = row
    spec = PoolSpec((size, size), taps, stride=stride, padding=padding)
    assert spec.output_size == (output, output)
    if size < _DRAWN:
        _check_drawn(spec, output)


def _check_drawn(spec: ConvSpec | ConvTransposeSpec | PoolSpec, output: int) -> None:
    drawing = read(layer_figure(spec).to_svg())
    drawn = drawing.panel("output")
    assert len(drawn) == output**2
    assert (max(cell.row for cell in drawn), max(cell.column for cell in drawn)) == (
        output - 1, output - 1,
    )  # fmt: skip
    words = "1 row and 1 column" if output == 1 else f"{output} rows and {output} columns"
    assert f"output O, which has {words}." in drawing.alternative


def test_the_gallery_has_every_case_of_the_guide_and_the_way_back() -> None:
    found = {case.title: case for case in cases()}
    drawn = [row for row in CONVOLUTIONS if row[0].capitalize() in found]
    assert len(drawn) == 8
    for name, size, taps, stride, _, dilation, output in drawn:
        spec = found[name.capitalize()].spec
        assert (spec.input_size, spec.output_size) == ((size,) * 2, (output,) * 2)
        assert (spec.filter_size, spec.stride, spec.dilation) == (
            (taps,) * 2, (stride,) * 2, (dilation,) * 2,
        )  # fmt: skip
        back = found[f"{name.capitalize()}, transposed"]
        assert (back.spec.input_size, back.spec.output_size) == ((output,) * 2, (size,) * 2)
        assert f"output 1×{size}×{size}" in back.caption
