"""Pages and fragments of HTML: whole, safe, and no burden to the page around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

import pytest

import symconv
from symconv.documents import (
    Align,
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Display,
    Document,
    Edge,
    Figure,
    Matrices,
    Node,
    Outcome,
    Paragraph,
    Section,
    Table,
    Text,
    Verdict,
)
from symconv.formulas import Add, Entry, Equation, Formula, Grid, Name, Number, Product
from symconv.notation import Notation
from symconv.printing.formats import write_documents
from symconv.printing.formulas import TextPrinter
from symconv.printing.writers.html import LINE
from symconv.printing.writers.html_style import DOCUMENT_STYLE
from symconv.printing.writers.svg import write_svg
from tests.printing.formulas.mathml_core import faults, said

X, Y, Z = Name("x"), Name("y"), Name("z")
HOSTILE = "<script>alert(1)</script> & \"'\x00"
MINUS_Z = Product((Number(-1), Z))
LONG = Add(tuple(term for n in range(1, 40) for term in (Entry("X", (n,)), MINUS_Z)))
FIGURE = Figure(
    300, 100,
    (Node((50, 50), 60, 40, X, above=Number(-2)), Node((250, 50), 60, 40, Y, below=Z, strong=True)),
    (Edge(X, Y, ((80, 50), (220, 50)), Z, (150, 50)),),
    f"Figure {HOSTILE}", ("what ", X, " does"), (f"Alternative {HOSTILE}",),
)  # fmt: skip
BLOCKS: tuple[Block, ...] = (
    Paragraph((f"Prose {HOSTILE} with ", Equation(X, Y), "."), label=f"({HOSTILE})"),
    Display((Equation(X, LONG), Equation(Y, Z))),
    Display((Equation(X, Y), Equation(Y, Z)), beside=True),
    Verdict((f"Proved {HOSTILE}",), Outcome.HOLDS),
    Verdict(("Corrected",), Outcome.CORRECTED),
    Verdict(("Refuted",), Outcome.FAILS),
    Bullets((("one ", X), ("two",))),
    Matrices((Equation(X, Add((Grid((2, 2), (X, Y, Z, X)), Grid((1, 2), (Y, Z))))),)),
    Columns((HOSTILE, "right"), (ColumnsRow((Equation(X, Y), Equation(X, Z)), marked=True),)),
    Columns(("a", "b"), (ColumnsRow((Equation(X, LONG), Equation(X, LONG))),)),
    Table(
        (("name",), ("value ", X)), (Align.LEFT, Align.RIGHT), (((X,), ("1",)), ((HOSTILE,), ()))
    ),
    FIGURE,
    Section((f"Section {HOSTILE}",), (Section(("Inner ", X), (Paragraph(("deep",)),)),)),
)
MARKS = {Outcome.HOLDS: "✓", Outcome.CORRECTED: "≠", Outcome.FAILS: "✗"}
DOCUMENT = Document(f"Title {HOSTILE}", Notation(), BLOCKS)
SHOWN_HOSTILE = HOSTILE.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def fragment(*documents: Document) -> str:
    return write_documents(documents, "html")


def page(*documents: Document) -> str:
    return write_documents(documents, "html", standalone=True)


def tree(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


def elements(text: str, name: str) -> list[ElementTree.Element]:
    return list(tree(text).iter(name))


def document_of(*blocks: Block) -> Document:
    return Document("Title", Notation(), blocks)


LAYERS = {
    "conv": symconv.derive(symconv.ConvSpec((3, 3), (2, 2), bias=True)).document(),
    "channels": symconv.derive(symconv.ConvSpec((3, 4), 2, 2, 2, padding=1), "blog").document(),
    "compared": symconv.compare(symconv.ConvSpec((3, 3), (2, 2))).document(),
    "graph": symconv.derive_graph("q = x + y; f = q z", {"x": -2, "y": 5, "z": -4}).document(),
    "every block": DOCUMENT,
}


@pytest.mark.parametrize("name", LAYERS)
def test_fragments_are_well_formed_mathml_core(name: str) -> None:
    maths = elements(fragment(LAYERS[name]), "math")
    assert maths
    assert [fault for math in maths for fault in faults(math)] == []


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("write", [fragment, page])
def test_nothing_is_loaded_and_nothing_runs(name: str, write: object) -> None:
    text = write(LAYERS[name])  # type: ignore[operator]
    for forbidden in ("http", "url(", "src=", "@import", "<script", "<link", "javascript:"):
        assert forbidden not in text
    for element in tree(text).iter():
        assert not [attribute for attribute in element.attrib if attribute.startswith("on")]


@pytest.mark.parametrize("name", LAYERS)
def test_fragments_have_no_ids_and_classes_of_one_prefix(name: str) -> None:
    for element in tree(fragment(LAYERS[name])).iter():
        assert "id" not in element.attrib
        assert all(kind.startswith("symconv-") for kind in element.get("class", "").split()) or (
            element.tag in {"rect", "path", "text"}
        )


def selectors(style: str) -> Iterator[str]:
    """Give the selectors of a style, lists within parentheses left whole."""
    style = re.sub(r"@media[^{]*\{|^\}$", "", style, flags=re.MULTILINE)
    for group in re.findall(r"([^{}]+)\{", style):
        yield from re.split(r",(?![^(]*\))", group.strip())


def test_styles_of_fragments_touch_nothing_else() -> None:
    drawing = re.search("<style>(.*)</style>", write_svg(FIGURE, Notation(), alone=False))
    assert drawing
    found = [*selectors(DOCUMENT_STYLE), *selectors(drawing[1])]
    assert len(found) > 40
    for selector in found:
        within = re.fullmatch(r":is\(([^)]*)\)(.*)", selector)
        for first in within[1].split(",") if within else [selector]:
            assert first.startswith(".symconv-"), selector


def test_drawings_have_no_ids_and_say_what_they_show() -> None:
    for alone in (True, False):
        text = write_svg(FIGURE, Notation(), alone=alone)
        svg = ElementTree.fromstring(text.encode())
        assert " id=" not in text
        assert svg.get("role") == "img"
        first, second = list(svg)[:2]
        assert (first.text, second.text) == (
            f"Figure {SHOWN_HOSTILE}",
            f"Alternative {SHOWN_HOSTILE}",
        )
        assert ("light-dark(" in text) is not alone


def test_what_is_said_is_escaped_and_whole() -> None:
    for write in (fragment, page):
        text = write(DOCUMENT)
        assert text.count(SHOWN_HOSTILE) == 0
        shown = "".join(tree(text).itertext())
        for words in ("Title", "Prose", "Proved", "Section", "Figure", "Alternative"):
            assert f"{words} {SHOWN_HOSTILE}" in shown
        assert "\x00" not in text


def words(blocks: Iterable[Block]) -> Iterator[Text]:
    """Give all that blocks say, a formula or a text at a time."""
    for block in blocks:
        match block:
            case Section(title, inner):
                yield title
                yield from words(inner)
            case Paragraph(text, label):
                yield (label, *text)
            case Verdict(text, outcome):
                yield (MARKS[outcome], *text)
            case Display(equations, continued=False) | Matrices(equations):
                yield equations
            case Columns(_, rows):  # their heads stand once, or once for each row
                for row in rows:
                    yield ("≠" if row.marked else "", *row.cells)
            case _:
                assert isinstance(block, Bullets)
                yield from block.items


@pytest.mark.parametrize("name", ["conv", "channels", "compared"])
def test_nothing_is_lost(name: str) -> None:
    document = LAYERS[name]
    printer = TextPrinter(document.notation)
    expected: Counter[str] = said(document.title)
    for text in words(document.blocks):
        for part in text:
            expected += said(printer.write(part) if isinstance(part, Formula) else part)
    root = tree(fragment(document))
    for element in (*root.iter("style"), *root.iter("th")):
        element.text = ""
    for element in [*root.iter("mpadded")]:  # what is not seen
        element.clear()
    assert said("".join(root.itertext())) == expected


def test_equations_are_lined_up_at_their_signs() -> None:
    (table,) = elements(fragment(document_of(Display((Equation(X, Y), Equation(Y, Z))))), "mtable")
    rows = [["".join(cell.itertext()) for cell in row] for row in table]
    assert rows == [["x", "=y"], ["y", "=z"]]
    assert table.get("class") == "symconv-lines"
    assert ".symconv-lines>mtr>mtd:first-child{text-align:right;" in DOCUMENT_STYLE


def test_long_displays_break_at_the_measure_and_keep_both_signs() -> None:
    text = fragment(document_of(Display((Equation(X, LONG),))))
    rows = elements(text, "mtr")
    assert len(rows) > 4
    said_of = ["".join(row.itertext()) for row in rows]
    assert all(len(line) < 1.5 * LINE for line in said_of)
    assert "".join(said_of).count("−z") == 39
    assert "".join(said_of).count("+X") == 38
    assert {row.find("mtd/mspace") is not None for row in rows[1:]} == {True}


def test_displays_of_many_lines_are_several_tables_so_that_pages_break() -> None:
    total = Add(tuple(Entry("X", (n,)) for n in range(9)))
    equations = tuple(Equation(Entry("X", (n,)), total) for n in range(30))
    tables = elements(fragment(document_of(Display(equations))), "mtable")
    assert [len(table) for table in tables] == [1 + 12, 1 + 12, 1 + 6]
    for table in tables:  # the first row is not seen: it keeps the alignment
        assert table[0][0][0].tag == "mpadded"
        assert "".join(table[0].itertext()) == "X10"


def test_long_lists_of_short_equations_fill_columns() -> None:
    equations = tuple(Equation(Entry("X", (n,)), Y) for n in range(30))
    (listed,) = [
        block
        for block in elements(fragment(document_of(Display(equations))), "div")
        if block.get("class") == "symconv-listed"
    ]
    assert [math.tag for math in listed] == ["math"] * 30
    assert re.fullmatch(r"--symconv-cell:\d+em", listed.get("style", ""))


def test_wide_matrices_say_how_much_print_shrinks_them() -> None:
    wide = Equation(X, Grid((1, 60), (Y,) * 60))
    styles = [
        math.get("style", "") for math in elements(fragment(document_of(Matrices((wide,)))), "math")
    ]
    assert len(styles) == 1
    assert re.fullmatch(r"--symconv-fit:0\.\d\d", styles[0])


def test_verdicts_have_a_mark_besides_their_colour() -> None:
    kinds = {
        block.get("class"): "".join(block.itertext())[0]
        for block in elements(fragment(DOCUMENT), "p")
        if "symconv-verdict" in block.get("class", "")
    }
    assert kinds == {
        "symconv-verdict symconv-holds": "✓",
        "symconv-verdict symconv-corrected": "≠",
        "symconv-verdict symconv-fails": "✗",
    }


def test_headings_suit_where_they_stand() -> None:
    for write, title in ((fragment, 3), (page, 1)):
        root = tree(write(DOCUMENT))
        levels = [int(e.tag[1]) for e in root.iter() if re.fullmatch("h[1-6]", e.tag)]
        assert levels == [title, title + 1, title + 2]


def test_pages_are_complete() -> None:
    text = page(DOCUMENT)
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n')
    root = tree(text)
    metas = [element.attrib for element in root.iter("meta")]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in metas
    assert next(title.text for title in root.iter("title")) == f"Title {SHOWN_HOSTILE}"
    assert "prefers-color-scheme:dark" in text
    assert "@media print" in text


def test_pages_of_several_documents_link_to_each() -> None:
    root = tree(page(document_of(), DOCUMENT, document_of()))
    targets = [element.get("id") for element in root.iter() if "id" in element.attrib]
    links = [element.get("href", "") for element in root.iter("a")]
    assert links == [f"#{target}" for target in targets]
    assert len(links) == len(set(links)) == 3
    assert not list(tree(page(DOCUMENT)).iter("nav"))


def test_fragments_of_several_documents_style_once() -> None:
    text = fragment(document_of(), document_of())
    assert text.count("<style>") == 1
    assert text.count('<div class="symconv-document">') == 2


def test_a_small_layer_is_a_small_fragment() -> None:
    assert len(symconv.derive(symconv.ConvSpec((3, 3), (2, 2))).to_html().encode()) < 60_000


def test_headings_go_no_deeper_than_html_has_them() -> None:
    block: Block = Paragraph(("inside",))
    for depth in range(8):
        block = Section((f"depth {depth}",), (block,))
    page = write_documents([Document("Deep", Notation(), (block,))], "html")
    assert set(re.findall(r"<h(\d)", page)) <= set("123456")
    assert "<h6>depth 0</h6>" in page


def test_a_page_of_several_documents_says_how_many() -> None:
    pages = [Document(f"Page {n}", Notation(), ()) for n in range(3)]
    written = write_documents(pages, "html", standalone=True)
    assert "<title>Page 0, and 2 more</title>" in written
    assert "<title>Page 0</title>" in write_documents(pages[:1], "html", standalone=True)
