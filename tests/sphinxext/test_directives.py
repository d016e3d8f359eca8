"""Every directive prints what symconv derives, in every kind of book."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv.printing.writers.html_style import DOCUMENT_STYLE
from tests.requirements import require
from tests.sphinxext.books import Built, book

NETWORK = """[network]
input_shape = [1, 4, 5]
[[network.layer]]
kind = "conv"
filter_size = [2, 3]
[[network.layer]]
kind = "activation"
name = "act"
function = "relu"
"""
PAGES = {
    "index": """
.. symconv-derivation:: --input 3x4 --filter 2x3
   :only: grad-input
   :entry: X[1,2]
   :no-title:

.. symconv-derivation::
   :kind: pool
   :input: 4x6
   :pool: 2x3
   :only: output

   --stride 2x3

.. symconv-derivation:: --network net.toml
   :layer-name: act

.. symconv-derivation:: --input 2x3x4 --filter 2x2
   :filters: 3
   :bias:
   :only: grad-bias
""",
    "sheets": """
.. symconv-worksheet:: --input 3x4 --filter 2x2
   :topics: substituted
   :blanks: term 1/2
   :seed: 3
   :title: The second row

.. symconv-worksheet:: --input 3x4 --filter 2x2
   :topics: substituted
   :no-solutions:
   :no-hints:
   :no-title:
""",
    "figures": """
.. symconv-graph:: q = x + y; f = q z
   :at: x=-2, y=5, z=-4
   :drawing:

.. symconv-graph::
   :no-drawing:

   r = a b
   s = r + c
""",
    "code": """
.. symconv-kernel:: --input 3x4 --filter 2x3 --bias
   :strategy: taps
   :show: grad_filter

.. symconv-kernel:: --layer list.toml#small
   :certificate:
""",
}
LIST = '[[layer]]\nname = "small"\nkind = "conv"\ninput_size = [3, 4]\nfilter_size = [2, 3]\n'


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Build the book as HTML, LaTeX and text; a warning would be an error."""
    made = book(tmp_path_factory.mktemp("book"), PAGES)
    made.write("net.toml", NETWORK)
    made.write("list.toml", LIST)
    return {name: made.build(name, "-W") for name in ("html", "latex", "text", "xml", "singlehtml")}


def test_every_builder_takes_the_book(whole: dict[str, Built]) -> None:
    for built in whole.values():
        assert built.status == 0, built.said
        assert built.warnings == []


def test_a_derivation_is_that_of_the_layer(whole: dict[str, Built]) -> None:
    text = whole["text"].page("index.txt")
    assert "∂L/∂X₁₂ = ∂L/∂O₁₁·F₁₂ + ∂L/∂O₁₂·F₁₁" in text
    assert "∂L/∂O₁₂·F₁₂" not in text
    assert "O₁₁ = max(X₁₁, X₁₂, X₁₃, X₂₁, X₂₂, X₂₃)" in text
    assert "∂L/∂B₃ = ∂L/∂O₃₁₁" in text
    assert text.count("Derivation of a convolution layer's gradients") == 1


def test_pages_have_mathematics_and_its_style_once(whole: dict[str, Built]) -> None:
    for name in ("index", "sheets", "figures"):
        page = whole["html"].page(f"{name}.html")
        assert page.count(DOCUMENT_STYLE) == 1, name
        assert "<math" in page
    assert whole["singlehtml"].page("index.html").count(DOCUMENT_STYLE) == 1


def test_solutions_are_folded_or_left_out(whole: dict[str, Built]) -> None:
    page = whole["html"].page("sheets.html")
    first, second = page.split("The second row")[1].split("The layer:")[1:]
    assert first.count('<details class="symconv-solution">') == 2
    assert "<summary>Hint 1</summary>" in first
    assert "<details" not in second
    assert "Name:" not in page


def test_figures_are_drawn_with_what_they_show_in_words(whole: dict[str, Built]) -> None:
    page = whole["html"].page("figures.html")
    assert page.count("<svg") == 1
    assert 'role="img"' in page
    assert r"\begin{tikzpicture}" in whole["latex"].page("book.tex")
    assert r"\usetikzlibrary{arrows.meta}" in whole["latex"].page("book.tex")
    assert "∂s/∂a" in whole["text"].page("figures.txt")


def test_a_kernel_is_code_and_a_verdict(whole: dict[str, Built]) -> None:
    text = whole["text"].page("code.txt")
    assert "def grad_filter(grad_o, x):" in text
    assert text.count("def grad_filter(") == 2
    assert text.count("proved (symbolic)") == 2
    assert "Run on the derivation's own symbols" in " ".join(text.split())


def test_latex_has_our_latex(whole: dict[str, Built]) -> None:
    assert r"\frac{\partial L}{\partial X_{12}} &= \frac{\partial L}{\partial O_{11}}" in (
        whole["latex"].page("book.tex")
    )


def test_a_book_chooses_the_notation(tmp_path: Path) -> None:
    pages = {"index": ".. symconv-derivation:: --input 5x6 --filter 3x3\n   :only: output\n"}
    built = book(tmp_path, pages, 'symconv_notation = "chapter"\n').build("text", "-W")
    assert "z₁ = w₁ × a₁" in built.page("index.txt")


def test_a_page_is_made_anew_when_its_file_changes(tmp_path: Path) -> None:
    made = book(tmp_path, {"index": ".. symconv-derivation:: --layer list.toml\n   :only: output"})
    made.write("list.toml", LIST)
    first = made.build("text", "-W").page("index.txt")
    made.write("list.toml", LIST.replace("[2, 3]", "[2, 2]"))
    second = made.build("text", "-W").page("index.txt")
    assert "X₁₃·F₁₃" in first
    assert "F₁₃" not in second


def test_several_processes_make_the_same_book(tmp_path: Path) -> None:
    made = book(tmp_path, {**PAGES, **{f"more{n}": PAGES["index"] for n in range(6)}})
    made.write("net.toml", NETWORK)
    made.write("list.toml", LIST)
    serial, parallel = made.build(where="one"), made.build("html", "-j", "2", where="two")
    assert (serial.status, parallel.status) == (0, 0), parallel.said
    assert "not safe for parallel" not in parallel.said
    pages = sorted(path.name for path in serial.folder.glob("*.html"))
    assert len(pages) >= 10
    for name in pages:
        assert serial.page(name) == parallel.page(name), name


def test_markdown_pages_have_the_same_directives(tmp_path: Path) -> None:
    require("myst_parser")
    made = book(tmp_path, {"index": ""}, 'extensions.append("myst_parser")\n')
    (tmp_path / "index.rst").unlink()
    made.write(
        "index.md",
        "# Book\n\n```{symconv-derivation} --input 3x4 --filter 2x3\n:only: grad-input\n"
        ":entry: X[1,2]\n```\n\n```{symconv-worksheet}\n:input: 3x4\n:filter: 2x2\n"
        ":topics: forward\n```\n",
    )
    built = made.build("text", "-W")
    assert built.status == 0, built.said
    assert "∂L/∂O₁₁·F₁₂ + ∂L/∂O₁₂·F₁₁" in built.page("index.txt")
    assert "Exercise 1" in built.page("index.txt")
