"""Whole derivations in every format, and what they must have in common."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

import symconv
from symconv.formulas import Equation
from symconv.graphs import read_graph
from symconv.graphs.arithmetic import Arithmetic
from symconv.graphs.evaluate import Evaluator
from symconv.graphs.layers import arrange
from symconv.graphs.numerals import is_exact
from symconv.graphs.values import Value
from symconv.notation import Notation
from symconv.printing.breaking import Breaker
from symconv.printing.formulas import TextPrinter
from symconv.printing.measure import PlainMeasure
from symconv.reading.names import write_name
from tests.graphs.graphs import Drawn, graphs
from tests.latex_pages import lines_too_wide
from tests.steps import steps_at_most

NEURON = "f = 1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
NEURON_AT = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
NETWORK = """
h1 = tanh(w_a*x1 + b1)        # a layer
h2 = relu(beta*x2 - b1/x1)
out = sigmoid(h1 + max(h2, x1, 0.5) * h1^3)
my_loss = -(t*log(out) + (1 - t)*log(1 - out)) + sqrt(w_a^2 + beta^2)
"""
NETWORK_AT = {"w_a": 0.1, "x1": 1, "b1": "-2/3", "beta": 0.7, "x2": 3, "t": 1}
GRAPHS = {
    "slides": symconv.derive_graph("q = x + y; f = q z", {"x": -2, "y": 5, "z": -4}),
    "symbols": symconv.derive_graph(NETWORK),
    "neuron": symconv.derive_graph(NEURON, NEURON_AT, split=True, digits=3),
    "network": symconv.derive_graph(NETWORK, NETWORK_AT, product="cdot"),
    "held": symconv.derive_graph("p = x^2; q = p x; f = p q x - x/y", {"x": "1/3", "y": 7}),
    "long": symconv.derive_graph(
        "; ".join(f"s{n + 1} = s{n} + a{n} * x" for n in range(64)),
        {"s0": 0, "x": "0.25"} | {f"a{n}": n for n in range(64)},
    ),
    "tiny": symconv.derive_graph("f = exp(-x) / 3", {"x": 1000}),
    "constant": symconv.derive_graph("f = 3"),
    "wide": symconv.derive_graph("f = " + " + ".join(f"long_name{n} * x{n}" for n in range(12))),
}
SLIDES_TEXT = """\
The chain rule on a graph
=========================
Output f; inputs x = −2, y = 5, z = −4.

  from  to
  ----  --
  x     q
  y     q
  q     f
  z     f

Forward
-------
Every assignment, with its numbers, from the inputs on.
  q = x + y = −2 + 5 = 3
  f = q * z = 3 * (−4) = −12

Local gradients
---------------
Each assignment differentiated by every name that it uses.
  ∂q/∂x = 1        ∂q/∂y = 1
  ∂f/∂q = z = −4   ∂f/∂z = q = 3

Chain rule
----------
From the output back, whose own gradient is 1: for every name, the sum over the names that use it of
their gradient times the local gradient.
  ∂f/∂q = z = −4
  ∂f/∂x = ∂f/∂q * ∂q/∂x = −4 * 1 = −4
  ∂f/∂y = ∂f/∂q * ∂q/∂y = −4 * 1 = −4
  ∂f/∂z = q = 3

Values and gradients
--------------------
  name  value  gradient of f
  ----  -----  -------------
  x        −2             −4
  y         5             −4
  z        −4              3
  q         3             −4
  f       −12              1
"""


def test_text_by_eye() -> None:
    assert GRAPHS["slides"].to_text() == SLIDES_TEXT


def test_the_neuron_of_the_lecture() -> None:
    lines = GRAPHS["neuron"].to_text().splitlines()
    for line in (
        "  t₃ = t₁ + t₂ = −2 + 6 = 4",
        "  f = 1/t₇ ≈ 1/1.37 ≈ 0.731",
        "  ∂f/∂t₇ = −1/t₇² ≈ −0.534",
        "  ∂f/∂t₅ = ∂f/∂t₆ * ∂t₆/∂t₅ ≈ −0.534 * 0.368 ≈ −0.197",
        "  ∂f/∂w₁ = ∂f/∂t₂ * ∂t₂/∂w₁ ≈ 0.197 * (−2) ≈ −0.393",
    ):
        assert line in lines


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def evaluated(text: str, values: dict[str, Value]) -> Fraction:
    """Read a printed formula by the grammar, and give its value."""
    plain = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "^" + m[0].translate(SUPERSCRIPTS), text)
    body = read_graph(f"member = {plain.translate(PLAIN)}").by_name["member"].body
    named = {write_name(name): value for name, value in values.items()}
    return Evaluator(Arithmetic(128), named).evaluate(body).rational


@settings(max_examples=40, deadline=None, derandomize=True)
@given(graphs(quotients=True, longest=3))
def test_every_member_of_a_chain_has_the_same_value(drawn: Drawn) -> None:
    derivation = symconv.derive_graph(drawn.text, drawn.at)
    printer = TextPrinter(Notation(product="*"))
    for chain in (chain for step in derivation.steps for chain in step.equations):
        exact = [printer.write(link.right) for link in chain.links if is_exact(link.right)]
        members = [text for text in exact if "∂" not in text]
        assert len({evaluated(text, derivation.flow.values) for text in members}) <= 1, members
        assert members or not is_exact(chain)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(graphs(quotients=True, longest=3))
def test_a_broken_formula_reads_as_the_whole(drawn: Drawn) -> None:
    derivation = symconv.derive_graph(drawn.text, drawn.at)
    printer = TextPrinter(Notation(product="*"))
    breaker = Breaker(PlainMeasure(printer), 18, stacks=False)
    for node in derivation.graph.nodes:
        if node.body is None:
            continue
        lines = breaker.equation(Equation(node.written, node.body), 9)
        text = " ".join(printer.parts(line.parts) for line in lines)
        value = evaluated(text, derivation.flow.values)
        assert value == derivation.flow.values[node.name].rational


def test_symbols_only() -> None:
    text = symconv.derive_graph("q = x + y; f = q z").to_text()
    assert "Output f; inputs x, y, z." in text
    assert "  ∂f/∂x = ∂f/∂q * ∂q/∂x = z * 1 = z" in text.splitlines()
    assert "value" not in text


@pytest.mark.parametrize("name", GRAPHS)
def test_text_keeps_to_its_width(name: str) -> None:
    for line in GRAPHS[name].to_text().splitlines():
        assert len(line) <= 100, line
        assert line == line.rstrip()


@pytest.mark.parametrize("name", GRAPHS)
def test_latex_compiles(name: str, tmp_path: Path) -> None:
    overfull = lines_too_wide(GRAPHS[name].to_latex(standalone=True), tmp_path)
    assert max(overfull, default=0) < 30


def test_the_fragment_is_the_body_of_the_document() -> None:
    derivation = GRAPHS["network"]
    fragment, document = derivation.to_latex(), derivation.to_latex(standalone=True)
    assert fragment in document
    assert r"\documentclass" not in fragment
    assert r"\begin{tikzpicture}" in fragment
    plain = derivation.to_latex(standalone=True, drawing=False)
    assert "tikz" not in plain
    assert plain.count(r"\begin{align*}") == document.count(r"\begin{align*}")


def test_a_graph_too_large_for_a_drawing_is_printed_without_it() -> None:
    document = GRAPHS["long"].to_latex(standalone=True)
    assert "tikz" not in document
    assert r"s_{64}" in document
    with pytest.raises(symconv.GraphError, match="shows at most 60 nodes; this graph has 130"):
        GRAPHS["long"].to_svg()


def test_markdown_has_the_equations_of_the_latex() -> None:
    derivation = GRAPHS["network"]
    markdown = derivation.to_markdown()
    assert markdown.count("$$") == 2 * markdown.count(r"\begin{aligned}") > 0
    rows = {row.removesuffix(r" \\") for row in derivation.to_latex().splitlines() if " &= " in row}
    assert rows <= {row.removesuffix(r" \\") for row in markdown.splitlines()}
    values = markdown.partition("## Values")[2]
    table = [line for line in values.splitlines() if line.startswith("|")]
    assert len(table) == 2 + len(derivation.graph.nodes)
    assert all(line.count("|") == 4 for line in table)
    plain = derivation.to_markdown(drawing=False).partition("## Values")[0]
    assert "|" not in plain.replace(r"\right|", "")


@pytest.mark.parametrize("name", GRAPHS)
def test_json_agrees_with_the_mappings(name: str) -> None:
    derivation = GRAPHS[name]
    data = json.loads(derivation.to_json())
    assert [node["name"] for node in data["nodes"]] == list(derivation.graph.by_name)
    assert data["output"] == derivation.graph.output
    assert [step["kind"] for step in data["steps"]] == ["forward", "local", "backward"]
    for step, printed in zip(derivation.steps, data["steps"], strict=True):
        assert len(step.equations) == len(printed["equations"])
    for node in data["nodes"]:
        if node["value"] is None:
            assert derivation.flow is None
        elif node["value"]["exact"] is not None:
            assert node["value"]["exact"] == str(derivation.values[node["name"]])
            assert node["gradient_value"] is not None
    for edge in data["edges"]:
        assert edge["from"] in derivation.graph.by_name[edge["to"]].arguments


def test_json_of_numbers() -> None:
    data = json.loads(symconv.derive_graph("e = exp(x); f = e/3", {"x": 1}, digits=3).to_json())
    values = {node["name"]: node["value"] for node in data["nodes"]}
    assert values == {
        "x": {"exact": "1", "decimal": "1"},
        "e": {"exact": None, "decimal": "2.72"},
        "f": {"exact": None, "decimal": "0.906"},
    }
    (edge,) = [edge for edge in data["edges"] if edge["from"] == "e"]
    assert edge["local_value"] == {"exact": "1/3", "decimal": "0.333"}


def test_the_product_sign() -> None:
    text = {
        sign: symconv.derive_graph("f = x y", {"x": 2, "y": 3}, product=sign).to_latex()
        for sign in ("*", "times", "cdot")
    }
    assert "f &= x * y = 2 * 3 = 6" in text["*"]
    assert r"f &= x \times y = 2 \times 3 = 6" in text["times"]
    assert r"f &= x \cdot y = 2 \cdot 3 = 6" in text["cdot"]


SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [name for name in GRAPHS if name != "long"]


@pytest.mark.parametrize("name", DRAWN)
def test_the_drawing_is_well_formed_and_shows_everything(name: str) -> None:
    derivation = GRAPHS[name]
    root = ElementTree.fromstring(derivation.to_svg().encode())
    boxes = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class", "").startswith("box")]
    paths = list(root.iter(f"{SVG}path"))
    wires = [path for path in paths if "wire" in path.get("class", "")]
    arguments = sum(len(node.arguments) for node in derivation.graph.nodes)
    assert len(boxes) == len(derivation.graph.nodes)
    assert len(wires) == arguments
    names = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "name"]
    for node, shown in zip(derivation.graph.nodes, names, strict=True):
        assert shown.split(" = ")[0] == node.text
    values = [text for text in root.iter(f"{SVG}text") if text.get("class") == "value"]
    assert len(values) == (0 if derivation.flow is None else len(boxes))


@pytest.mark.parametrize("name", DRAWN)
def test_boxes_lie_apart_within_the_drawing_and_left_of_their_users(name: str) -> None:
    derivation = GRAPHS[name]
    root = ElementTree.fromstring(derivation.to_svg().encode())
    width, height = int(root.get("width")), int(root.get("height"))
    sides = []
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("class", "").startswith("box"):
            x, y, w, h = (int(rect.get(key)) for key in ("x", "y", "width", "height"))
            sides.append((x, y, x + w, y + h))
            assert 0 <= x < x + w <= width
            assert 0 <= y < y + h <= height
    for place, (left, top, right, bottom) in enumerate(sides):
        for other in sides[:place]:
            assert (
                right < other[0] or left > other[2] or bottom + 40 < other[1] or top > other[3] + 40
            )
    where = dict(zip(derivation.graph.by_name, sides, strict=True))
    for node in derivation.graph.nodes:
        for argument in node.arguments:
            assert where[argument][2] < where[node.name][0]


def test_parts_of_a_gradient_stand_on_wires() -> None:
    derivation = symconv.derive_graph("u = x^2; v = 3 x; f = u v", {"x": 5})
    root = ElementTree.fromstring(derivation.to_svg().encode())
    parts = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "part"]
    assert sorted(map(int, parts)) == [75, 150]
    assert sum(map(int, parts)) == derivation.gradients["x"]
    assert "on wires: what a user adds to it" in derivation.to_svg()


def crossings(text: str) -> int:
    """Count the pairs of wires that cross, column by column."""
    layers = arrange(read_graph(text))
    rows = {waypoint: row for column in layers.columns for row, waypoint in enumerate(column)}
    where = {waypoint: at for at, column in enumerate(layers.columns) for waypoint in column}
    pieces = [pair for route in layers.routes.values() for pair in pairwise(route)]
    assert all(where[right] == where[left] + 1 for left, right in pieces)
    return sum(
        where[a] == where[c] and rows[a] < rows[c] and rows[b] > rows[d]
        for (a, b), (c, d) in permutations(pieces, 2)
    )


@pytest.mark.parametrize(
    ("text", "fewest"),
    [
        ("u = x + 1; v = y + 1; a = v + 1; b = u + 1; f = a b", 0),
        ("a = p1 + q1; b = p2 + q2; c = p3 + q3; f = c + b; g = a f", 0),
        ("a = x + y; b = y + z; c = x + z; f = a b c", 2),  # a cycle of six
        ("a = x; b = a + x; c = b + x; d = c + x; f = d x", 0),
    ],
)
def test_wires_cross_no_more_than_they_must(text: str, fewest: int) -> None:
    assert crossings(text) == fewest


def test_notebooks_show_the_drawing() -> None:
    assert GRAPHS["slides"]._repr_svg_() == GRAPHS["slides"].to_svg()
    assert GRAPHS["long"]._repr_svg_() is None


def test_output_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "import symconv, hashlib\n"
        f"d = symconv.derive_graph({NETWORK!r}, {NETWORK_AT!r}, split=True)\n"
        f"s = symconv.derive_graph({NETWORK!r})\n"
        "text = ''.join(x.to_latex(True) + x.to_json() + x.to_text() + x.to_markdown()\n"
        "               + x.to_svg() for x in (d, s))\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(digests) == 1


STEPS_OF_NESTED = 12_000_000  # calls; the most of these formulas takes 3,200,000


@pytest.mark.parametrize("part", ["relu(1 - ", "sigmoid(-", "1/(x + ", "2^(1 - ", "max(y - 1, "])
def test_deeply_nested_formulas_are_printed_in_time(part: str) -> None:
    depth = 13
    with steps_at_most(STEPS_OF_NESTED):
        derivation = symconv.derive_graph(f"f = {part * depth}x{')' * depth}")
        assert derivation.to_text()
        assert derivation.to_latex()


def test_what_cannot_be_broken_is_shrunk_to_the_page(tmp_path: Path) -> None:
    arguments = ", ".join(f"a{n} * b{n} + c" for n in range(9))
    at = {f"{letter}{n}": n - 5 for letter in "ab" for n in range(9)} | {"c": "0.5"}
    derivation = symconv.derive_graph(f"f = max({arguments}) / (1 + exp(-c))", at)
    assert lines_too_wide(derivation.to_latex(standalone=True), tmp_path) == []
