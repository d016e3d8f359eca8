"""Every result shows itself: in every format, in a notebook, and on one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import symconv
from symconv.formulas import Name, Quotient
from symconv.printing.formats import FRAMED, Format, write_documents
from symconv.printing.shown import Shown

NETWORK = symconv.NetworkSpec((1, 3, 4), [
    symconv.layer("conv", filter_size=2),
    symconv.layer("activation", function="relu"),
    symconv.layer("flatten"),
], name="tiny")  # fmt: skip
CONV = symconv.ConvSpec((3, 4), (2, 2))
RESULTS: dict[str, Callable[[], Any]] = {
    "derivation": lambda: symconv.derive(CONV),
    "network": lambda: symconv.derive(NETWORK),
    "comparison": lambda: symconv.compare(CONV),
    "graph": lambda: symconv.derive_graph("q = x + y; f = q z", {"x": 1, "y": 2, "z": 3}),
    "theorem": lambda: symconv.derive_general("grad-bias", rank=1),
    "certificate": lambda: symconv.certify(symconv.build_kernel(CONV)),
    "network certificate": lambda: symconv.certify(symconv.build_network(NETWORK)),
    "sameness": lambda: symconv.same(Name("x"), Quotient(Name("y"), Name("x"))),
}
KEYS = {
    "derivation": {"title", "spec", "terms", "closed_forms", "notation", "steps"},
    "network": {"title", "spec", "terms", "layers", "notation", "steps"},
    "comparison": {
        "title", "spec", "proved", "differing", "notation", "introduction", "parts", "summary",
    },
    "graph": {"title", "output", "digits", "unused", "nodes", "edges", "steps"},
    "theorem": {
        "name", "title", "claim", "source", "verdict", "correction", "proved", "statement", "parts",
        "refuted",
    },
    "certificate": {"spec", "strategy", "method", "error_bound", "statement", "failures"},
    "network certificate": {"spec", "layers", "method", "statement", "failures"},
    "sameness": {"verdict", "reason", "nonzero", "entry", "shape", "counterexample"},
}  # fmt: skip
RECORDS = {
    "derivation": ("steps", {"kind", "role", "title", "note", "equations"}),
    "network": ("steps", {"layer", "kind", "role", "title", "note", "equations"}),
    "comparison": ("parts", {"role", "title", "note", "closed_forms", "claim", "entries"}),
    "graph": ("steps", {"kind", "title", "note", "equations"}),
    "theorem": (
        "parts",
        {"title", "given", "hypotheses", "domain", "lines", "reading", "proved", "checked_on"},
    ),
}


@pytest.fixture(scope="module", params=RESULTS)
def named(request: pytest.FixtureRequest) -> tuple[str, Any]:
    return request.param, RESULTS[request.param]()


@pytest.mark.parametrize("format_", Format)
def test_every_format_has_a_writer(format_: Format) -> None:
    document = RESULTS["derivation"]().document()
    alone = write_documents([document], format_, standalone=format_ in FRAMED)
    assert alone.endswith("\n")
    assert document.title.split("'")[0] in alone


def test_a_result_is_written_in_every_format(named: tuple[str, Any]) -> None:
    name, result = named
    assert isinstance(result, Shown), name
    assert result.to("text") == result.to_text()
    assert result.to(Format.MARKDOWN) == result.to_markdown()
    assert r"\begin{document}" in result.to_latex(standalone=True)
    assert result.to_html(standalone=True).startswith("<!DOCTYPE html>")
    assert "<html" not in result.to_html()


def test_json_keeps_its_keys(named: tuple[str, Any]) -> None:
    name, result = named
    data = json.loads(result.to_json())
    assert data["schema_version"] == 1
    assert KEYS[name] <= set(data)
    if name in RECORDS:
        series, keys = RECORDS[name]
        assert data[series]
        for record in data[series]:
            assert keys - {"layer"} <= set(record)
        assert keys <= set(data[series][-1]) or keys - {"layer"} <= set(data[series][-1])


def test_a_notebook_shows_a_page_and_one_line(named: tuple[str, Any]) -> None:
    name, result = named
    assert "<" in result._repr_html_()
    assert result._repr_markdown_().startswith("# ")
    assert "\n" not in repr(result)
    assert len(repr(result)) < 200
    assert repr(result).startswith(f"<{type(result).__name__}"), name
    assert not hasattr(result, "_repr_latex_")


def test_long_results_show_their_beginning() -> None:
    long = symconv.derive(symconv.ConvSpec((6, 7), (3, 3), in_channels=2, out_channels=3))
    assert len(long._repr_markdown_()) < len(long.to_markdown()) / 2
    assert r".to\_html()" in long._repr_markdown_()


@pytest.mark.parametrize(
    "spec",
    [
        symconv.ConvSpec((32, 31), (5, 4)),
        symconv.ConvSpec((9, 8), (3, 2), in_channels=16, out_channels=4, bias=True),
        symconv.ConvSpec((30, 29), (30, 29)),
    ],
)
def test_what_a_notebook_shows_is_short_however_long_its_sums_are(spec: symconv.ConvSpec) -> None:
    result = symconv.derive(spec)
    assert 2_000 < len(result._repr_html_()) < 100_000
    assert len(result._repr_markdown_()) < 20_000


def test_a_choice_that_there_is_not_is_refused(named: tuple[str, Any]) -> None:
    _, result = named
    with pytest.raises(TypeError, match="nonsense"):
        result.to_text(nonsense=True)


def test_theorems_refuse_to_choose_entries() -> None:
    with pytest.raises(TypeError, match="no choice 'entries' here: GeneralDerivation has checked"):
        RESULTS["theorem"]().to_text(entries="all")


@pytest.mark.parametrize("format_", [format_ for format_ in Format if format_ not in FRAMED])
def test_what_has_no_frame_does_not_stand_alone(format_: Format) -> None:
    with pytest.raises(symconv.NotationError, match="standalone goes with latex and html"):
        RESULTS["graph"]().to(format_, standalone=True)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(symconv.NotationError, match="format 'pdf' is not one of text, latex"):
        RESULTS["graph"]().to("pdf")


def test_an_unknown_format_or_choice_is_answered_with_the_one_meant() -> None:
    result = RESULTS["theorem"]()
    with pytest.raises(symconv.NotationError, match=r"\(did you mean 'latex'\?\)"):
        result.to("tex")
    with pytest.raises(TypeError, match=r"no choice 'cheked' here \(did you mean 'checked'\?\)"):
        result.to_text(cheked=True)


def test_the_theorems_are_listed_and_written_one_after_another() -> None:
    theorems = symconv.theorems()
    listed = theorems._repr_markdown_()
    assert [f"| {theorem.name} | {theorem.found} |" in listed for theorem in theorems] == (
        [True] * len(theorems)
    )
    assert len(theorems._repr_html_()) < 10_000
    assert theorems.to_json(checked=False).startswith("[\n{")
    with pytest.raises(TypeError, match="no choice 'entries' here: Theorems has checked"):
        theorems.to_text(entries="all")


def test_formulas_show_as_formulas() -> None:
    derivation = RESULTS["derivation"]()
    equation = derivation.steps[0].equations[0]
    assert str(equation).startswith("O₁₁ = X₁₁·F₁₁ + ")
    assert equation._repr_latex_().startswith(r"$\displaystyle O_{11} = X_{11} F_{11} + ")
    form = derivation.closed_forms[0]
    assert form._repr_latex_() == form.equation._repr_latex_()
    assert "∂L/∂F = X ⋆ ∂L/∂O" in repr(form)
