"""Drawings in every format: they say what they show, and nothing given by a person acts in them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from math import prod
from pathlib import Path

import pytest

from symconv import (
    ConvSpec,
    ConvTransposeSpec,
    DenseSpec,
    NetworkSpec,
    Notation,
    PoolSpec,
    WorksheetError,
    layer,
)
from symconv.documents import Document, GridFigure, Section
from symconv.printing.formats import write_documents
from symconv.specs.adaptive_pool import AdaptivePoolSpec
from symconv.worksheets.figures import LayerFigure, gallery, layer_figure, sheet_figures
from tests.latex_pages import lines_too_wide
from tests.worksheets.figures.drawings import read
from tests.worksheets.figures.drawn_specs import filter_specs, pool_specs

CONV = ConvSpec((5, 4), (3, 2), stride=(2, 1), padding=((1, 0), (0, 1)))
HOSTILE = "</desc><script>alert(1)</script> \\input{/etc/passwd} $x$ ``` \x00 & \"'"
NETWORK = NetworkSpec(
    (1, 6, 7),
    [
        layer("conv", filter_size=(3, 2), out_channels=2, bias=True),
        layer("pool", pool_size=2, stride=2),
        layer("flatten"),
        layer("dense", units=3),
        layer("loss", function="cross_entropy"),
    ],
)


def test_every_drawing_says_in_words_what_it_shows() -> None:
    for spec in (*filter_specs(40, seed=5), *pool_specs(10, seed=5)):
        drawing = read(layer_figure(spec).to_svg())
        words = drawing.alternative
        assert drawing.title == "forward: step 1"
        assert words.startswith(f"Step 1 of {prod(spec.output_shape)}. The input X has ")
        assert all(f"{size} " in words for size in (*spec.input_size, *spec.output_size))


def test_words_have_sizes_borders_and_places() -> None:
    words = read(layer_figure(CONV, step=2).to_svg()).alternative
    assert words == (
        "Step 2 of 8. The input X has 5 rows and 4 columns, with a border of 1 before and 0 after "
        "the rows and 0 before and 1 after the columns. The filter F, 3 rows and 2 columns, lies "
        "on rows 1 to 3 and columns 2 and 3 of what is drawn; 2 of its 6 places are zeros. It "
        "makes O₁₂, row 1, column 2, of the output O, which has 2 rows and 4 columns."
    )


def test_captions_have_the_sum_that_is_drawn() -> None:
    figure = layer_figure(CONV, step=2)
    assert "Step 2 of 8: O₁₂ = X₁₂·F₂₁ + X₁₃·F₂₂ + X₂₂·F₃₁ + X₂₃·F₃₂." in figure.to_text()
    backward = layer_figure(CONV, "chapter", of="grad-filter", step=1).to_text()
    assert "∂L/∂w₁ = a₁ × ∂L/∂z₅ + a₂ × ∂L/∂z₆" not in backward
    assert "∂L/∂w₁ = a₅ × ∂L/∂z₅ + a₆ × ∂L/∂z₆ + a₇ × ∂L/∂z₇ + a₈ × ∂L/∂z₈." in backward


@pytest.mark.parametrize("spec", [CONV, ConvTransposeSpec((3, 2), (2, 3), stride=2, padding=1)])
def test_sheets_are_told_places_alone(spec: ConvSpec | ConvTransposeSpec) -> None:
    blocks = sheet_figures(spec)
    assert blocks
    output = f"{spec.output_size[0]} rows and {spec.output_size[1]} columns"
    for format_ in ("html", "latex", "markdown", "text"):
        text = write_documents([Document("Sheet", Notation(), blocks)], format_)
        assert output not in text
        assert "Step 1" not in text
        assert "·F" not in text
        assert "F_{11} +" not in text
    for block in blocks:
        assert isinstance(block, GridFigure)
        cells = [cell for panel in block.panels for cell in panel.cells]
        assert not any(cell.met or cell.over for cell in cells)
        shown = {cell.entry for cell in cells if "output" in cell.entry}
        assert len(shown) < spec.output_size[0] * spec.output_size[1]


def test_a_sheet_has_no_figure_of_what_cannot_be_drawn() -> None:
    assert sheet_figures(DenseSpec(4, 3)) == ()
    assert sheet_figures(ConvSpec((224, 224), 3)) == ()
    assert len(sheet_figures(PoolSpec((4, 5), 2))) == 1
    assert len(sheet_figures(NETWORK)) == 1


@pytest.mark.parametrize("format_", ["html", "latex", "markdown", "text", "json"])
def test_every_format_prints_a_drawing(format_: str) -> None:
    figure = layer_figure(CONV, of="grad-input", step=3)
    text = figure.to(format_)
    assert text == layer_figure(CONV, of="grad-input", step=3).to(format_)
    signs = {
        "html": '<svg class="symconv-grid"', "latex": r"\begin{tikzpicture}",
        "markdown": "```text\nFilter F, turned", "text": "<∂L/∂X₁₃>", "json": '"title"',
    }  # fmt: skip
    assert signs[format_] in text


def _hostile() -> Document:
    (frame,) = layer_figure(CONV).frames
    assert isinstance(frame, GridFigure)
    panels = tuple(replace(panel, title=(HOSTILE,), name=HOSTILE) for panel in frame.panels)
    drawn = replace(frame, title=HOSTILE, caption=(HOSTILE,), alternative=(HOSTILE,), panels=panels)
    return Document(HOSTILE, Notation(), (Section(("Within",), (drawn,)),))


def test_hostile_words_are_printed_as_words(tmp_path: Path) -> None:
    document = _hostile()
    section = document.blocks[0]
    assert isinstance(section, Section)
    (drawn,) = section.blocks
    assert isinstance(drawn, GridFigure)
    svg = LayerFigure("t", Notation(), (drawn,)).to_svg()
    root = ET.fromstring(svg)
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert "<script>" not in write_documents([document], "html")
    markdown = write_documents([document], "markdown")
    assert "\n````text\n" in markdown
    assert "\n```\n" not in markdown
    latex = write_documents([document], "latex", standalone=True)
    assert r"\input{" not in latex
    lines_too_wide(latex, tmp_path)


def test_tikz_compiles(tmp_path: Path) -> None:
    figures = [layer_figure(CONV, of=of, step=2) for of in ("forward", "grad-input", "grad-filter")]
    figures += [
        layer_figure(ConvSpec((3, 3), 2, 2, 4, groups=2), "slides", of="scatter"),
        layer_figure(ConvTransposeSpec((2, 2, 3), 2, stride=2), "blog"),
        layer_figure(PoolSpec((4, 5), 2, stride=2), "chapter", of="grad-input", step=None),
        layer_figure(CONV, step=None).strip(),
        layer_figure(NETWORK, "chapter"),
    ]
    documents = [figure.document() for figure in figures]
    latex = write_documents(documents, "latex", standalone=True)
    assert lines_too_wide(latex, tmp_path) == []


def test_a_strip_has_every_step() -> None:
    frames = layer_figure(CONV, step=None)
    strip = read(frames.strip().to_svg())
    made = [cell.entry for cell in strip.cells if cell.mark == "chosen"]
    assert made == [f"output 0 {i} {j}" for i in range(2) for j in range(4)]
    assert len(strip.links) == 8
    corners = {(cell.left, cell.top) for cell in strip.cells}
    assert len(corners) == len(strip.cells)


def test_cells_and_arrows_lie_within_the_drawing() -> None:
    for spec in (*filter_specs(30, seed=8), *pool_specs(10, seed=8)):
        for figure in (layer_figure(spec), layer_figure(spec, of="grad-input")):
            (frame,) = figure.frames
            assert isinstance(frame, GridFigure)
            boxes = [panel.box(cell) for panel in frame.panels for cell in panel.cells]
            assert min(box.left for box in boxes) >= 0
            assert max(box.right for box in boxes) <= frame.width
            assert max(box.bottom for box in boxes) <= frame.height
            points = [point for link in frame.links for point in link.points]
            assert all(0 <= x <= frame.width and 0 <= y <= frame.height for x, y in points)


def test_a_network_is_boxes_in_the_order_of_its_layers() -> None:
    figure = layer_figure(NETWORK)
    root = ET.fromstring(figure.to_svg())
    texts = [e.text for e in root.iter() if e.tag.endswith("text") and e.text]
    layers = [text.split("(")[0] for text in texts if "(" in text and text[0].islower()]
    assert layers == [at.name for at in NETWORK.layers]
    assert "conv1 (conv) gives 2×4×6." in figure.to_svg()
    with pytest.raises(WorksheetError, match="boxes"):
        layer_figure(NETWORK, of="grad-input")
    with pytest.raises(WorksheetError, match="do not move"):
        figure.to_page()


def test_adaptive_windows_are_drawn() -> None:
    spec = AdaptivePoolSpec((5, 7), (2, 3), operation="max")
    drawing = read(layer_figure(spec, step=2).to_svg())
    marked = {c.entry for c in drawing.panel("places") if c.mark == "window"}
    assert marked == {f"input 0 {i} {j}" for i in range(3) for j in range(2, 5)}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"of": "grad-bias"}, "of 'grad-bias' is not one of"),
        ({"step": 0}, "step 0 is not one of 1 to 8"),
        ({"step": 9}, "step 9 is not one of 1 to 8"),
        ({"step": True}, "step True is not one of"),
    ],
)
def test_what_a_layer_has_not_is_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(WorksheetError, match=message):
        layer_figure(CONV, **arguments)


def test_what_cannot_be_looked_at_is_refused() -> None:
    with pytest.raises(WorksheetError, match=r"at most 1,500 cells, and this would have"):
        layer_figure(ConvSpec((224, 224), 3))
    with pytest.raises(WorksheetError, match="steps, and a figure shows at most"):
        layer_figure(ConvSpec((24, 24), 2), step=None)
    with pytest.raises(WorksheetError, match="holds one drawing, and here are 8"):
        layer_figure(CONV, step=None).to_svg()
    with pytest.raises(WorksheetError, match="a strip has at most"):
        layer_figure(ConvSpec((10, 10), 2), step=None).strip()
    with pytest.raises(WorksheetError, match="a pooling has no scatter"):
        layer_figure(PoolSpec((4, 4), 2), of="scatter")


def test_figures_show_themselves_in_a_notebook() -> None:
    figure = layer_figure(CONV)
    assert '<svg class="symconv-grid"' in figure._repr_html_()
    assert repr(figure) == "<LayerFigure 'How an output entry is made': 1 drawing>"


def test_the_gallery_is_one_document() -> None:
    html = write_documents([gallery(step=2)], "html", standalone=True)
    assert html.count('<svg class="symconv-grid"') == 18
    assert html == write_documents([gallery(step=2)], "html", standalone=True)
