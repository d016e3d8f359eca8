"""Pages in a browser: nothing is cut, nothing is asked for, nothing is complained of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import symconv
from symconv.documents import Document
from symconv.printing.formats import write_documents
from tests.browser import Browser
from tests.latex_pages import lines_too_wide
from tests.requirements import require_tool

WIDTHS = (400, 1200)
NETWORK = symconv.NetworkSpec((1, 4, 3), [
    symconv.layer("conv", filter_size=(3, 2), out_channels=2, bias=True),
    symconv.layer("activation", function="relu"),
    symconv.layer("pool", pool_size=(1, 2)),
    symconv.layer("flatten"),
    symconv.layer("dense", units=3),
    symconv.layer("loss", function="cross_entropy"),
])  # fmt: skip
GRAPH = "h = 2.5 x + y^2 + 17; g = exp(h) / (1 + exp(h)); loss = relu(g - x) h + max(x, y)"
CUT = """
[...document.querySelectorAll('.symconv-document *')].filter(element => {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.right <= innerWidth + 1) return false;
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(around).overflowX)) return false;
  }
  return true;
}).map(element => element.tagName).join()
"""
"""What stands beyond the right edge and in no box that scrolls."""
LEFT_SIDES = """
[...document.querySelectorAll('.symconv-lines')].map(table =>
  [...table.children].map(row => row.children[0]).filter(cell => cell.children.length).map(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return Math.round(range.getBoundingClientRect().right);
  }))
"""


def documents() -> dict[str, list[Document]]:
    spec = symconv.ConvSpec((3, 4), (2, 2), 2, 2, padding=1, bias=True)
    return {
        "layer": [symconv.derive(spec).document()],
        "network": [symconv.derive(NETWORK).document()],
        "theorems": [
            symconv.derive_general(operation=operation).document()
            for operation in ("grad-filter", "grad-input")
        ],
        "comparison": [symconv.compare(symconv.ConvSpec((3, 3), (2, 2), padding=1)).document()],
        "graph": [symconv.derive_graph(GRAPH, {"x": -2, "y": 5}).document()],
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    paths = {}
    for name, several in documents().items():
        paths[name] = folder / f"{name}.html"
        text = write_documents(several, "html", standalone=True)
        paths[name].write_text(text, encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(require_tool("chromium"), tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["layer", "network", "theorems", "comparison", "graph"])
def test_a_page_fits(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    page = browser.load(pages[name], width, dark=width == WIDTHS[0])
    assert page.requests == [pages[name].as_uri()]
    assert page.complaints == []
    assert browser.value("document.scrollingElement.scrollWidth") <= width
    assert browser.value(CUT) == ""
    assert browser.value("document.querySelectorAll('math').length") > 5


def test_left_sides_end_where_the_signs_begin(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    text = symconv.derive_graph("q = x + y; product = q z", {"x": 1, "y": 2, "z": 3})
    path.write_text(text.to_html(standalone=True), encoding="utf-8")
    browser.load(path, 800)
    sides = [set(ends) for ends in browser.value(LEFT_SIDES) if len(ends) > 1]
    assert sides
    assert {len(ends) for ends in sides} == {1}


def long_display() -> symconv.GraphDerivation:
    """Give a display of many lines whose left sides are short at first and long at the end."""
    lines = [f"a{n} = x + {n}" for n in range(1, 40)]
    total = " + ".join(f"a{n}" for n in range(1, 40))
    return symconv.derive_graph("; ".join([*lines, f"average_of_all = ({total}) / 39"]))


def test_a_long_display_keeps_one_alignment(browser: Browser, tmp_path: Path) -> None:
    """Its tables each fit a page, and their signs stand below each other."""
    path = tmp_path / "long.html"
    path.write_text(long_display().to_html(standalone=True), encoding="utf-8")
    browser.load(path, 1200)
    in_displays = (
        "[...document.querySelectorAll('.symconv-display')].map(display =>"
        " [...display.querySelectorAll('.symconv-lines')].map(table =>"
        " Math.round(table.rows ? 0 : table.querySelector('mtr:last-child>mtd:last-child')"
        ".getBoundingClientRect().left)))"
    )
    displays = [signs for signs in browser.value(in_displays) if len(signs) > 1]
    assert displays
    assert [len(set(signs)) for signs in displays] == [1] * len(displays)
    heights = "[...document.querySelectorAll('mpadded')].map(e => e.closest('mtr').clientHeight)"
    assert max(browser.value(heights)) <= 2


def test_a_long_display_is_one_alignment_in_latex(tmp_path: Path) -> None:
    text = long_display().to_latex(standalone=True)
    assert lines_too_wide(text, tmp_path) == []
    assert r"\resizebox{!}{0.85\textheight}" in text  # of forty boxes below each other
    for section in text.split(r"\section*")[1:]:
        assert section.count(r"\begin{align*}") <= 1


def test_dark_pages_are_dark(browser: Browser, pages: dict[str, Path]) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    drawn = "getComputedStyle(document.querySelector('.symconv-drawing .back')).fill"
    seen = []
    for dark in (False, True):
        browser.load(pages["graph"], 800, dark=dark)
        seen.append((browser.value(ground), browser.value(drawn)))
    assert seen == [("rgb(255, 255, 255)",) * 2, ("rgb(22, 25, 31)",) * 2]


def test_a_drawing_stands_whole_on_a_wide_page(browser: Browser, pages: dict[str, Path]) -> None:
    browser.load(pages["graph"], WIDTHS[-1])
    hidden = "[...document.querySelectorAll('figure *')].map(e => e.scrollWidth - e.clientWidth)"
    wide = "Math.round(document.querySelector('figure svg').getBoundingClientRect().right)"
    page = "Math.round(document.querySelector('main').getBoundingClientRect().right)"
    assert max(browser.value(hidden)) <= 0
    assert browser.value(wide) <= browser.value(page)


def test_what_is_compared_lines_up_on_a_narrow_page(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.load(pages["comparison"], WIDTHS[0])
    lefts = (
        "[...document.querySelectorAll('.symconv-columns [data-head] math')]"
        ".map(cell => Math.round(cell.getBoundingClientRect().left))"
    )
    assert len(set(browser.value(lefts))) == 1
