"""Formulas as code, and the layout of lines."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symconv.errors import KernelError
from symconv.formulas import Add, Entry, Formula, Name, Number, Power, Product, Quotient
from symconv.kernels.emission.formula_code import write_code, write_terms
from symconv.kernels.emission.layout import (
    LONGEST_SUM,
    WIDTH,
    assign_string,
    assign_sum,
    break_line,
    in_brackets,
)

A, B, C = Name("a"), Name("b"), Name("c")
VALUES = {"a": 2, "b": 3, "c": 5}


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        (A, "a"),
        (Number(-3), "-3"),
        (Add((A, B, C)), "a + b + c"),
        (Add((A, Product((Number(-1), B)))), "a - b"),
        (Add((A, Product((Number(-2), B, C)))), "a - 2 * b * c"),
        (Product((A, Add((B, C)))), "a * (b + c)"),
        (Product((Add((A, B)), C)), "(a + b) * c"),
        (Product((A, Number(-2))), "a * (-2)"),
        (Product((Number(Fraction(1, 4)), A)), "1 / 4 * a"),
        (Product((A, Number(Fraction(1, 4)))), "a * (1 / 4)"),
        (Quotient(Add((A, B)), Product((B, C))), "(a + b) / (b * c)"),
        (Quotient(A, Power(B, Number(2))), "a / b**2"),
        (Power(Add((A, B)), Number(3)), "(a + b)**3"),
        (Power(Number(-2), Number(2)), "(-2)**2"),
    ],
)
def test_code_keeps_order_and_value(formula: Formula, code: str) -> None:
    assert write_code(formula) == code


def test_terms_are_those_of_the_sum() -> None:
    assert write_terms(Add((A, Product((B, C))))) == ["a", "b * c"]
    assert write_terms(Product((A, Add((B, C))))) == ["a * (b + c)"]


@pytest.mark.parametrize("formula", [Entry("X", (1,)), Power(A, B), Add(()), Product(())])
def test_what_has_no_code_is_refused(formula: Formula) -> None:
    with pytest.raises(KernelError, match="cannot be written as code"):
        write_code(formula)


def test_long_sums_are_broken_and_split() -> None:
    assert assign_sum("o", ["a", "-b"]) == ["    o = a - b"]
    middling = assign_sum("o[:, 0]", ["x_0_0 * f_0_0_0"] * 5)
    assert middling[0] == "    o[:, 0] = ("
    assert len(middling) == 3
    long = assign_sum("o", [f"x_{i}" for i in range(2 * LONGEST_SUM + 1)])
    assert max(map(len, long)) <= WIDTH
    assert [line for line in long if "=" in line] == ["    o = (", "    o += (", "    o += x_1000"]


def test_long_strings_and_brackets_are_broken() -> None:
    text = " ".join(["word"] * 40)
    lines = assign_string("LAYER", text)
    names: dict[str, str] = {}
    exec("\n".join(lines), names)
    assert names["LAYER"] == text
    assert max(map(len, lines)) <= WIDTH
    assert in_brackets("f(", ["a", "b"], ")") == ["    f(a, b)"]
    assert in_brackets("f(", ["a" * 40] * 2, ")") == [
        "    f(a, b)".replace("a, b", f"{'a' * 40}, {'a' * 40}")
    ]
    assert len(in_brackets("return np.s_[", ["a" * 29] * 3, "]")) == 3
    assert len(in_brackets("return np.s_[", ["a" * 50] * 3, "]")) == 5


def test_long_lines_are_broken_at_their_last_brackets_that_fit() -> None:
    long = "a" * 60
    assert break_line(f"    x = f({long}, {long})") == [f"    x = f({long}, {long})"]
    assert break_line(f"    x = f({long}, (1, 2), axis=(22222, 3333333))") == [
        "    x = f(",
        f"        {long}, (1, 2), axis=(22222, 3333333)",
        "    )",
    ]
    # the brackets at the end are not broken where the line does not fit before them
    assert break_line(f"    return x.sum(axis=0, dtype=x.dtype).reshape({long})[:, ::-1]") == [
        "    return x.sum(axis=0, dtype=x.dtype).reshape(",
        f"        {long}",
        "    )[:, ::-1]",
    ]
    assert break_line(f"x = {long}{long}()") == [f"x = {long}{long}()"]
