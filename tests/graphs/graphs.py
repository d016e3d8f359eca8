"""Graphs that Hypothesis draws, each with what it computes written out in SymPy."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy
from hypothesis import strategies as st

INPUTS = ("x", "y", "z")


@dataclass(frozen=True)
class Drawn:
    """A text, every name's expression in the inputs alone, and numbers for the inputs."""

    text: str
    expanded: dict[str, sympy.Expr]
    at: dict[str, Fraction]

    @property
    def output(self) -> str:
        """The name assigned last."""
        return list(self.expanded)[-1]


Part = tuple[str, sympy.Expr]


def _number(value: Fraction) -> Part:
    text = f"{value.numerator}" if value.denominator == 1 else f"({value})"
    return text, sympy.Rational(value.numerator, value.denominator)


def _join(sign: str, left: Part, right: Part) -> Part:
    parts = {"+": left[1] + right[1], "-": left[1] - right[1], "*": left[1] * right[1]}
    if sign == "*":
        return f"({left[0]}) * ({right[0]})", parts[sign]
    return f"({left[0]}) {sign} ({right[0]})", parts[sign]


def _beside(left: Part, right: Part) -> Part:
    return f"({left[0]}) ({right[0]})", left[1] * right[1]


def _power(base: Part, exponent: int) -> Part:
    return f"({base[0]})^{exponent}", base[1] ** exponent


def _quotient(above: Part, below: Part) -> Part:
    """Divide by something that is never zero."""
    return f"({above[0]}) / (1 + ({below[0]})**2)", above[1] / (1 + below[1] ** 2)


def _function(name: str, part: Part) -> Part:
    functions = {
        "exp": lambda x: sympy.exp(x / (1 + x**2)),
        "log": lambda x: sympy.log(1 + x**2),
        "sin": sympy.sin,
        "cos": sympy.cos,
        "tanh": sympy.tanh,
        "sqrt": lambda x: sympy.sqrt(2 + x**2),
        "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    }
    texts = {
        "exp": f"exp(({part[0]})/(1 + ({part[0]})^2))",
        "log": f"log(1 + ({part[0]})^2)",
        "sqrt": f"sqrt(2 + ({part[0]})^2)",
    }
    return texts.get(name, f"{name}({part[0]})"), functions[name](part[1])


NUMBERS = st.builds(Fraction, st.integers(-7, 7), st.sampled_from([1, 1, 2, 3, 4]))


@st.composite
def graphs(
    draw: st.DrawFn, quotients: bool = False, functions: bool = False, longest: int = 4
) -> Drawn:
    """Draw up to `longest` assignments, each of names before it."""
    known: dict[str, sympy.Expr] = {name: sympy.Symbol(name) for name in INPUTS}
    lines = []
    for count in range(draw(st.integers(2, longest))):
        leaves = st.one_of(
            st.sampled_from(list(known.items())),
            st.sampled_from(list(known.items())[-3:]),
            st.builds(_number, NUMBERS),
        )
        text, expression = draw(st.recursive(leaves, _grow(quotients, functions), max_leaves=4))
        known[f"p{count}"] = expression
        lines.append(f"p{count} = {text}")
    assigned = {name: known[name] for name in known if name not in INPUTS}
    text = draw(st.sampled_from(["\n", "; "])).join(lines)
    at = {name: draw(NUMBERS) for name in INPUTS if re.search(rf"\b{name}\b", text)}
    return Drawn(text, assigned, at)


def _grow(
    quotients: bool, functions: bool
) -> Callable[[st.SearchStrategy[Part]], st.SearchStrategy[Part]]:
    def grow(parts: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
        ways = [
            st.builds(_join, st.sampled_from("+-*"), parts, parts),
            st.builds(_beside, parts, parts),
            st.builds(_power, parts, st.integers(2, 3)),
        ]
        if quotients:
            ways.append(st.builds(_quotient, parts, parts))
        if functions:
            names = ["exp", "log", "sin", "cos", "tanh", "sqrt", "sigmoid"]
            ways.append(st.builds(_function, st.sampled_from(names), parts))
        return st.one_of(ways)

    return grow
