"""What can be written, how it is read, and what is refused in one clear line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import symconv
from symconv.graphs import read_graph
from symconv.graphs.numerals import Numerals
from symconv.notation import Notation
from symconv.printing.formulas import LatexPrinter, TextPrinter
from tests.steps import steps_at_most

NOTATION = Notation(product="*")


def shown(body: str, decimals: bool = False) -> str:
    """Read `f = body` and print the body."""
    graph = read_graph(f"f = {body}")
    body_as_printed = Numerals(6, decimals).in_decimals(graph.by_name["f"].body)
    return TextPrinter(NOTATION).write(body_as_printed)


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("q z", "q * z"),
        ("2 x", "2 * x"),
        ("2x", "2 * x"),
        ("2 (x + y)", "2 * (x + y)"),
        ("(x + y)(x - y)", "(x + y) * (x − y)"),
        ("x^2 y", "x² * y"),
        ("2^x y", "2^x * y"),
        ("x exp(y) z", "x * exp(y) * z"),
        ("x y / z", "(x * y)/z"),
        ("x / y / z", "(x/y)/z"),
        ("x / y * z", "x/y * z"),
        ("x - y - z", "x − y − z"),
        ("x - (y - z)", "x − (y − z)"),
        ("-x^2", "−x²"),
        ("(-x)^2", "(−x)²"),
        ("x^-2", "x^(−2)"),
        ("x^y^z", "x^(y^z)"),
        ("x**y**z", "x^(y^z)"),
        ("(x^y)^z", "(x^y)^z"),
        ("--x", "−(−x)"),
        ("x * -y", "x * (−y)"),
        ("x − y × z ⋅ w", "x − y * z * w"),
        ("1e-3 x", "1/1000 * x"),
        (".5 + 2.", "1/2 + 2"),
        ("abs(x - 1)^2 + |y|", "|x − 1|² + |y|"),
        ("2 * |x - |y||", "2 * |x − |y||"),
        ("ln(x) tan(y)", "ln(x) * tan(y)"),
        ("max(x, 2 y, -1)", "max(x, 2 * y, −1)"),
        ("((((x))))", "x"),
        ("expx + logarithm", "expx + logarithm"),
        ("w0 x_1 + w_i alpha - θ", "w₀ * x₁ + w_i * α − θ"),
        ("sqrt(x)^2", "sqrt(x)²"),
    ],
)
def test_reading(body: str, printed: str) -> None:
    assert shown(body) == printed


@pytest.mark.parametrize("body", ["x y / z", "x^y^z", "-(x - y)", "1/(1 + exp(-x))", "x**2 y"])
def test_what_is_printed_reads_as_the_same(body: str) -> None:
    assert shown(shown(body).replace("²", "^2")) == shown(body)


def test_numbers_print_as_they_are_wanted() -> None:
    assert shown("0.5 x + 1e-3", decimals=True) == "0.5 * x + 0.001"
    assert shown("0.5 x + 1e-3") == "1/2 * x + 1/1000"


def test_lines_semicolons_and_comments() -> None:
    text = "# first\n\nq = x + y  # a sum; not an end\r\n;; f = q z;\n"
    graph = read_graph(text)
    assert [node.name for node in graph.nodes] == ["x", "y", "z", "q", "f"]
    assert graph.output == "f"


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("x1", "x_{1}"),
        ("x_10", "x_{10}"),
        ("w_i", "w_{i}"),
        ("alpha", r"\alpha"),
        ("α", r"\alpha"),
        (r"\alpha", r"\alpha"),
        ("beta2", r"\beta_{2}"),
        ("loss", r"\mathrm{loss}"),
        ("my_loss", r"\mathrm{my\_loss}"),
        ("x01", r"\mathrm{x01}"),
        ("out3", r"\mathrm{out}_{3}"),
    ],
)
def test_names(name: str, latex: str) -> None:
    (node, _) = read_graph(f"f = {name}").nodes
    assert LatexPrinter(NOTATION).write(node.written) == latex


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("w0*x0 + w1*x1 + w2", ["w₀ * x₀", "w₁ * x₁", "t₁ + t₂", "t₃ + w₂"]),
        ("1/(1 + exp(-x))", ["−x", "exp(t₁)", "1 + t₂", "1/t₃"]),
        ("x - y z + 2", ["y * z", "x − t₁", "t₂ + 2"]),
        ("-(x + y) z", ["x + y", "−t₁", "t₂ * z"]),
        ("2 x^2", ["x²", "2 * t₁"]),
        ("max(x + y, 0, z)", ["x + y", "max(t₁, 0, z)"]),
        ("x", ["x"]),
        ("3", ["3"]),
        ("t y", ["t * y"]),
    ],
)
def test_split_gives_one_operation_a_node(body: str, parts: list[str]) -> None:
    graph = read_graph(f"f = {body}", split=True)
    printer = TextPrinter(NOTATION)
    bodies = [printer.write(node.body) for node in graph.nodes if node.body is not None]
    assert [text.replace("u", "t") for text in bodies] == parts


def test_new_names_are_not_taken() -> None:
    graph = read_graph("t1 = x + y; f = t1 * (x - 1)", split=True)
    assert [node.name for node in graph.nodes] == ["x", "y", "t1", "u1", "f"]
    with pytest.raises(symconv.GraphError, match="to split operations, a letter of t, u"):
        read_graph("f = t u v s h k + 1", split=True)


BAD = {
    # what is not in the grammar
    "": "there is no assignment",
    "# nothing": "there is no assignment",
    "f": "line 1, column 2: expected '=', not the end",
    "f =": "line 1, column 4: expected a number, a name, a function or '(', not the end",
    "= 3": "line 1, column 1: expected a name, not '='",
    "x + y": "line 1, column 3: expected '=', not '+'",
    "q = x\nf = q +": "line 2, column 8: expected a number, a name, a function or '('",
    "q = (x + y\nf = q": "line 1, column 11: expected an operator or ')', not the end of the line",
    "f = x)": "line 1, column 6: expected an operator or the end of the line, not ')'",
    "f = x 2": "line 1, column 7: expected an operator or the end of the line, not '2'",
    "f = x = y": "line 1, column 7: expected an operator or the end of the line, not '='",
    "f = max(x,": "line 1, column 11: expected a number, a name",
    "f = exp x": "line 1, column 9: expected '(', not 'x'",
    "exp = 3": "line 1, column 1: expected a name, not 'exp'",
    "f = x $ y": "line 1, column 7: unexpected character '$'",
    "f = x ! y": "line 1, column 7: unexpected character '!'",
    "f = 'x'": 'line 1, column 5: unexpected character "\'"',
    "f = x\x00": r"line 1, column 6: unexpected character '\x00'",
    "f = x[0]": "line 1, column 6: unexpected character '['",
    "f = __import__('os')": "line 1, column 5: unexpected character '_'",
    r"f = \input{x}": "unexpected character '{'",
    r"f = \frac + 1": r"line 1, column 5: '\\frac' is not a name",
    "f = " + "a" * 40: "is not a name",
    "f = ϖ": "line 1, column 5: 'ϖ' is not a name",
    # what can be read in two ways
    "f = x (y + 1)": "'x' is not a function (there are exp, log, ln, sin",
    "f = foo(x)": "line 1, column 5: 'foo' is not a function",
    "f = a / b c": "a product after '/' can be read in two ways before 'c'",
    "f = exp(x, y)": "line 1, column 5: exp takes 1 argument, not 2",
    "f = max(x)": "line 1, column 5: max takes 2 to 10 arguments, not 1",
    # names
    "q = x; q = y": "line 1, column 8: 'q' is assigned twice, first in line 1",
    "f = q\nq = x": "line 1, column 5: 'q' is used before it is assigned in line 2",
    "f = f + 1": "line 1, column 5: 'f' is used in its own assignment",
    "f = x1 + x_1": "names 'x1' and 'x_1' look the same in print: x₁",
    # numbers that are none, or too large
    "f = 1/0": "f: division by zero",
    "f = x + 1/(2 - 2)": "f: division by zero",
    "f = x / (y - y)": "f: it has no value, whatever its names stand for",
    "f = log(0 x)": "f: it has no value, whatever its names stand for",
    "f = sqrt(-1) x": "f: the square root of a negative number",
    "f = (-8)^(1/3)": "f: a negative number to a power that is not whole",
    "f = 0^0": "f: zero to the power zero",
    "f = log(-2)": "f: the logarithm of a negative number",
    "f = 9^9^9^9": "f: a number that is too large",
    "f = x^(9^9)": "f: an exponent is beyond 1000",
    "f = (2x)^(10^6)": "f: an exponent is beyond 1000",
    "f = x^sqrt(10^18)": "f: an exponent is beyond 1000",
    "f = ((2x)^1000)^1000": "f: its numbers grow too large",
    "f = exp(10^9 * log(2) + x)": "f: its numbers grow too large",
    "f = exp(exp(exp(9)))": "f: a number that is too large",
    "f = 1e999": "line 1, column 5: number '1e999': an exponent beyond 300",
    "f = " + "9" * 100: "has 100 characters; at most 80 are possible",
    # what is too deep or too long
    "f = " + "(" * 9000 + "x" + ")" * 8999: "line 1, column 18005: expected an operator or ')'",
    "f = " + "-" * 5000 + "x": "operations are nested more than 40 deep",
    "f = " + "exp(" * 3000 + "x" + ")" * 3000: "operations are nested more than 40 deep",
    "f = " + "x^" * 5000 + "x": "operations are nested more than 40 deep",
    "f = " + "x/" * 5000 + "x": "operations are nested more than 40 deep",
    "f = " + "x+" * 5000 + "x": "one assignment has more than 150 operations",
    "\n".join(
        f"a{n} = x*x*x*x*x*x*x" for n in range(400)
    ): "the text has more than 2000 operations",
    ";".join(f"a{n + 1} = a{n} x" for n in range(300)): "the graph has 302 nodes; at most 200",
    "x" * 20_001: "the text has 20001 characters; at most 20000 are possible",
}


STEPS_OF_BAD_INPUT = 3_000_000  # calls; importing SymPy, which the first takes part in, is 800,000


@pytest.mark.parametrize("text", BAD, ids=lambda text: repr(text[:24]))
def test_bad_input_is_one_clear_line(text: str) -> None:
    with steps_at_most(STEPS_OF_BAD_INPUT), pytest.raises(symconv.GraphError) as error:
        symconv.derive_graph(text)
    message = str(error.value)
    assert BAD[text] in message
    assert "\n" not in message
    assert len(message) < 250


@pytest.mark.parametrize("text", [None, 7, b"f = x", ["f = x"], Path("f")], ids=repr)
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(symconv.GraphError, match="is not a text of assignments"):
        symconv.derive_graph(text)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"of": "x"}, "'x' is not assigned; q, f can be differentiated"),
        ({"of": "g"}, "'g' is not assigned; q, f can be differentiated"),
        ({"of": ""}, "'' is not a name"),
        ({"of": 3}, "3 is not assigned"),
        ({"digits": 0}, "digits 0 is not an integer from 1 to 50"),
        ({"digits": 51}, "digits 51"),
        ({"digits": True}, "digits True"),
        ({"digits": "6"}, "digits '6'"),
        ({"product": ""}, "a product sign is needed"),
    ],
)
def test_bad_options_are_refused(options: dict[str, object], part: str) -> None:
    with pytest.raises(symconv.GraphError) as error:
        symconv.derive_graph("q = x + y; f = q z", **options)
    assert part in str(error.value)


def test_an_unknown_product_sign_is_a_matter_of_notation() -> None:
    with pytest.raises(symconv.NotationError, match="product '@' is not one of"):
        symconv.derive_graph("f = x y", product="@")


def test_deep_input_neither_hangs_nor_crashes() -> None:
    deep = "f = " + "(" * 9990 + "x" + ")" * 9990
    code = f"import symconv; print(symconv.derive_graph({deep!r}).gradients)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "{'x': 1, 'f': 1}\n"
