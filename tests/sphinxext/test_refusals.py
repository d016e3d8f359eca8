"""What a directive cannot mean is one error at its line; hostile text is text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sphinxext.books import book

LAYER = "--input 3x4 --filter 2x3"
REFUSED = {
    ".. symconv-derivation:: --inptu 3x4": "is no flag of a layer (did you mean --input?)",
    ".. symconv-derivation::": "no layer: give --input and --filter",
    ".. symconv-derivation:: 3x4": "'3x4' is no flag of a layer",
    f".. symconv-derivation:: {LAYER} --input 5x5": "--input is given twice",
    f".. symconv-derivation:: {LAYER}\n   :input: 5x5": "given in the text and as an option",
    f".. symconv-derivation:: {LAYER} --bias=yes": "--bias is a switch",
    ".. symconv-derivation:: --input 3x4 --filter 2x2 --filters two": "'two' is no whole number",
    ".. symconv-derivation:: --input": "--input has no value",
    ".. symconv-derivation:: --input 3x4 --filter '2x3": "cannot be split into flags",
    ".. symconv-derivation:: --input 3x3 --filter 5x5": "filter 5 exceeds",
    f".. symconv-derivation:: {LAYER}\n   :only: grad-fitler": "did you mean 'grad-filter'?",
    f".. symconv-derivation:: {LAYER}\n   :entry: X[9,9]": "entries are written like",
    f".. symconv-derivation:: {LAYER}\n   :layer-name: conv1": "there is no layer conv1",
    f".. symconv-derivation:: {LAYER}\n   :notation: slidse": "did you mean",
    ".. symconv-derivation:: --layer none.toml": "none.toml",
    ".. symconv-derivation:: --network none.toml --bias": "leave out --bias",
    f".. symconv-worksheet:: {LAYER}\n   :topics: forwards": "did you mean",
    f".. symconv-worksheet:: {LAYER}\n   :blanks: 130%": "at most 1",
    f".. symconv-kernel:: {LAYER}\n   :show: backward": "the kernel has no function backward",
    f".. symconv-kernel:: {LAYER}\n   :strategy: fast": "fast",
    ".. symconv-graph::": "no assignments",
    ".. symconv-graph:: f = x y\n   :at: x": "gives no name its number",
    ".. symconv-graph:: f = x +": "column 8: expected a number",
    ".. symconv-verify:: --kind dense --input 3 --units 2": "are not judged",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Build one page of all directives that are refused; give what was said of each."""
    text = "\n\n".join(REFUSED)
    built = book(tmp_path_factory.mktemp("book"), {"index": text}).build()
    assert built.status == 0
    assert "Traceback" not in built.said
    return built.warnings


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=list(REFUSED))
def test_each_is_one_line_that_says_what_is_wrong(told: list[str], number: int) -> None:
    assert len(told) == len(REFUSED)
    directive, expected = list(REFUSED.items())[number]
    name = directive.split("::")[0].removeprefix(".. ")
    assert f"ERROR: {name}: " in told[number]
    assert expected in told[number]
    line = 4 + sum(len(each.splitlines()) + 1 for each in list(REFUSED)[:number])
    assert f"index.rst:{line}: " in told[number]


HOSTILE = '<script>alert(1)</script> \\input{/etc/passwd} $x$ "><img src=x onerror=alert(2)>'


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    pages = {
        "index": f".. symconv-worksheet:: {LAYER}\n   :topics: forward\n   :title: {HOSTILE}\n\n"
        f".. symconv-derivation:: {LAYER}\n   :entry: {HOSTILE}\n\n"
        f".. symconv-derivation:: {LAYER}\n   :only: {HOSTILE}\n\n"
        f".. symconv-graph:: f = {HOSTILE}\n\n"
        f".. symconv-verify::\n   :file: {HOSTILE[:8]}.md\n"
    }
    made = book(tmp_path, pages)
    html, latex = made.build().page("index.html"), made.build("latex").page("book.tex")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "<img" not in html
    assert r"\textbackslash{}input\{/etc/passwd\}" in latex
    assert r"\input{/etc/passwd}" not in latex


def test_nothing_of_a_page_is_run(tmp_path: Path) -> None:
    trace = tmp_path / "run"
    code = f"__import__('pathlib').Path('{trace}').touch()"
    pages = {
        "index": f".. symconv-derivation:: --input {code} --filter $(touch${{IFS}}{trace})\n\n"
        f".. symconv-graph:: f = {code}\n\n"
        f".. symconv-derivation:: {LAYER}\n   :values: {code}\n\n"
        f".. math::\n\n   O_{{11}} = {code}\n\n"
        f".. code-block:: python\n\n   {code}\n"
    }
    built = book(tmp_path / "book", pages, "symconv_verify = True\n").build()
    assert built.status == 0
    assert not trace.exists()
