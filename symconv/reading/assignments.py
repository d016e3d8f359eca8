"""From the parse tree of assignments to formulas, from the bottom up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn, TypeVar

from lark import Token
from lark.visitors import Transformer_NonRecursive, v_args

from symconv.errors import GraphError
from symconv.formulas import Add, Apply, Formula, Number, Power, Product, Quotient
from symconv.reading.limits import (
    MAX_DEPTH,
    MAX_OPERATIONS,
    MAX_OPERATIONS_IN_TEXT,
    read_number,
)
from symconv.reading.names import FUNCTIONS, check_name, write_name
from symconv.suggestions import Meanings, did_you_mean

T = TypeVar("T")


@dataclass(frozen=True)
class Use:
    """A name and where it stands."""

    name: str
    line: int
    column: int


@dataclass(frozen=True)
class Assignment:
    """`target = body` as written; `uses` are the names in the body, in the order of reading."""

    target: Use
    body: Formula
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class _Piece:
    """A formula on its way up.

    `first` is where it begins; `last_name` its last factor, if that is a bare name; `divided`
    tells that its last factor stands below a `/`.
    """

    formula: Formula
    first: Token
    depth: int = 0
    operations: int = 0
    last_name: Token | None = None
    divided: bool = False


_FOREIGN: Meanings = {
    "logistic": ["sigmoid"],
    "sigma": ["sigmoid"],
    "sine": ["sin"],
    "cosine": ["cos"],
    "ln": ["log"],
    "maximum": ["max"],
    "minimum": ["min"],
    "rectifier": ["relu"],
    "root": ["sqrt"],
    "tgh": ["tanh"],
}
"""Words of others for functions, and ours."""


@v_args(inline=True)
class Reader(Transformer_NonRecursive[Token, Any]):
    """Builds the assignments of a tree, and refuses what is too deep, too long or ambiguous."""

    def __init__(self) -> None:
        super().__init__()
        self.decimals = False
        self._operations = 0
        self._uses: list[Use] = []

    def start(self, *assignments: Assignment) -> tuple[Assignment, ...]:
        """Collect the assignments."""
        return assignments

    def assignment(self, target: Token, body: _Piece) -> Assignment:
        """Read one assignment."""
        self._operations += body.operations
        if self._operations > MAX_OPERATIONS_IN_TEXT:
            _refuse(target, f"the text has more than {MAX_OPERATIONS_IN_TEXT} operations")
        uses = tuple(sorted(self._uses, key=lambda use: (use.line, use.column)))
        self._uses = []
        return Assignment(_use(target), body.formula, uses)

    def sum(self, first: _Piece, *rest: Any) -> _Piece:
        """Read a sum; a term after a minus is multiplied by -1."""
        if not rest:
            return first
        terms = [first.formula]
        for sign, term in zip(rest[::2], rest[1::2], strict=True):
            terms.append(term.formula if sign.type == "PLUS" else _negative(term.formula))
        return _join(Add(tuple(terms)), [first, *rest[1::2]])

    def times(self, left: _Piece, _sign: Token, right: _Piece) -> _Piece:
        """Read a product that is written with its sign."""
        return replace(_multiply(left, right), last_name=right.last_name)

    def beside(self, left: _Piece, right: _Piece) -> _Piece:
        """Read a product that is written with a space, if it can only be one."""
        if left.divided:
            _refuse(
                right.first,
                f"a product after '/' can be read in two ways before {right.first.value!r}; "
                "write * or parentheses",
            )
        if left.last_name is not None and right.first.type == "LPAR":
            _refuse(
                left.last_name,
                f"{left.last_name.value!r} is not a function (there are {', '.join(FUNCTIONS)})"
                f"{did_you_mean(left.last_name.value, FUNCTIONS, _FOREIGN)}; "
                "a product before '(' is written with *",
            )
        return replace(_multiply(left, right), last_name=right.last_name)

    def divide(self, left: _Piece, _sign: Token, right: _Piece) -> _Piece:
        """Read a quotient."""
        joined = _join(Quotient(left.formula, right.formula), [left, right])
        return replace(joined, last_name=right.last_name, divided=True)

    def negative(self, sign: Token, body: _Piece) -> _Piece:
        """Read what follows a minus."""
        joined = replace(_join(_negative(body.formula), [body]), first=sign)
        return replace(joined, last_name=body.last_name)

    def power(self, base: _Piece, _sign: Token, exponent: _Piece) -> _Piece:
        """Read a power."""
        return _join(Power(base.formula, exponent.formula), [base, exponent])

    def number(self, token: Token) -> _Piece:
        """Read a number exactly."""
        value = _at(token, read_number)
        self.decimals = self.decimals or not token.isdigit()
        return _Piece(Number(value.numerator if value.denominator == 1 else value), token)

    def name(self, token: Token) -> _Piece:
        """Read a name, and note where it is used."""
        use = _use(token)
        self._uses.append(use)
        return _Piece(write_name(use.name), token, last_name=token)

    def call(self, function: Token, *rest: Any) -> _Piece:
        """Read a function of its arguments."""
        arguments = [part for part in rest if isinstance(part, _Piece)]
        fewest, most = FUNCTIONS[function]
        if not fewest <= len(arguments) <= most:
            wanted = "1 argument" if most == 1 else f"{fewest} to {most} arguments"
            _refuse(function, f"{function} takes {wanted}, not {len(arguments)}")
        formulas = tuple(argument.formula for argument in arguments)
        return replace(_join(Apply(str(function), formulas), arguments), first=function)

    def absolute(self, opened: Token, body: _Piece, _closed: Token) -> _Piece:
        """Read what stands between bars."""
        return replace(_join(Apply("abs", (body.formula,)), [body]), first=opened)

    def group(self, opened: Token, body: _Piece, _closed: Token) -> _Piece:
        """Read what stands in parentheses."""
        return _Piece(body.formula, opened, body.depth, body.operations)


def _use(token: Token) -> Use:
    return Use(_at(token, check_name), token.line or 1, token.column or 1)


def _at(token: Token, read: Callable[[str], T]) -> T:
    """Read a token's text; an error says where it stands."""
    try:
        return read(str(token))
    except GraphError as error:
        _refuse(token, str(error))


def _refuse(token: Token, reason: str) -> NoReturn:
    raise GraphError(f"line {token.line}, column {token.column}: {reason}")


def _join(formula: Formula, parts: Sequence[_Piece]) -> _Piece:
    """Give the piece that an operation makes of its parts, if it is not too large."""
    depth = 1 + max(part.depth for part in parts)
    operations = max(1, len(parts) - 1) + sum(part.operations for part in parts)
    return _checked(_Piece(formula, parts[0].first, depth, operations))


def _checked(piece: _Piece) -> _Piece:
    if piece.depth > MAX_DEPTH:
        _refuse(piece.first, f"operations are nested more than {MAX_DEPTH} deep")
    if piece.operations > MAX_OPERATIONS:
        _refuse(
            piece.first,
            f"one assignment has more than {MAX_OPERATIONS} operations; give its parts names",
        )
    return piece


def _multiply(left: _Piece, right: _Piece) -> _Piece:
    """Give a product; factors of a product stand side by side and not within each other."""
    if not isinstance(left.formula, Product):
        return _join(Product((left.formula, right.formula)), [left, right])
    product = Product((*left.formula.factors, right.formula))
    depth = max(left.depth, right.depth + 1)
    return _checked(_Piece(product, left.first, depth, left.operations + right.operations + 1))


def _negative(formula: Formula) -> Formula:
    if isinstance(formula, Number):
        return Number(-formula.value)
    return Product((Number(-1), formula))
