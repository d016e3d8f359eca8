"""What is compared: terms, into which SymPy expressions and formulas of ours are both read.

Terms are compared by identity, so that what a tree shares is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from fractions import Fraction

from symconv.formulas import Range

_Number = int | Fraction


def _anything(value: Fraction) -> bool:  # noqa: ARG001
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Base of every node."""


@dataclass(frozen=True, slots=True, eq=False)
class Const(Term):
    """An exact number."""

    value: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Free(Term):
    """A number that may be chosen: `key` tells which, `name` is how it is written."""

    key: Hashable
    name: str
    allows: Callable[[Fraction], bool] = _anything


@dataclass(frozen=True, slots=True, eq=False)
class Bound(Term):
    """The index of a sum; `level` counts the sums around that sum."""

    level: int


@dataclass(frozen=True, slots=True, eq=False)
class Chosen(Term):
    """A value that may be chosen for each value of the arguments: an entry, a function f(x).

    The arguments of entries are places: integers that are not negative. `alias` may know what an
    entry at numbered places is called besides, and `written` how it is written there.
    """

    key: Hashable
    name: str
    arguments: tuple[Term, ...]
    is_entry: bool
    alias: Callable[[tuple[int, ...]], Free | None] | None = None
    written: Callable[[tuple[int, ...]], str] | None = None

    def name_at(self, values: Sequence[Fraction]) -> str:
        """Write it at numbers."""
        if self.written is not None:
            return self.written(tuple(map(int, values)))
        inside = ", ".join(map(str, values))
        return f"{self.name}[{inside}]" if self.is_entry else f"{self.name}({inside})"

    def alias_at(self, values: Sequence[Fraction | None]) -> Free | None:
        """Give what stands for the entry at these places, if they are numbers and it is known."""
        places = [int(value) for value in values if value is not None and value.denominator == 1]
        if self.alias is None or len(places) != len(values):
            return None
        return self.alias(tuple(places))


@dataclass(frozen=True, slots=True, eq=False)
class Plus(Term):
    """A sum."""

    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Times(Term):
    """A product."""

    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Raised(Term):
    """A base with its exponent; `source` is the base as it was given, for what is said of it."""

    base: Term
    exponent: Term
    source: object = None


class Known(Enum):
    """The functions of one argument whose values are known."""

    EXP = "exp"
    LOG = "log"
    SIN = "sin"
    COS = "cos"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True, eq=False)
class Call(Term):
    """A known function of its argument."""

    function: Known
    argument: Term


@dataclass(frozen=True, slots=True, eq=False)
class Largest(Term):
    """The largest of its parts."""

    parts: tuple[Term, ...]


class Side(Enum):
    """What a number is compared with zero for."""

    POSITIVE = ">"
    ZERO = "="


@dataclass(frozen=True, slots=True, eq=False)
class Test(Term):
    """One where the argument is positive, or is zero, else zero."""

    __test__ = False

    side: Side
    argument: Term


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Term):
    """The value of the first test that is one, or the last value; the others are not looked at."""

    tests: tuple[Term, ...]
    values: tuple[Term, ...]
    otherwise: Term | None


@dataclass(frozen=True, slots=True, eq=False)
class Bracketed(Term):
    """A product of a test and a value, which is zero where the test is, whatever the value is."""

    test: Term
    value: Term


@dataclass(frozen=True, slots=True, eq=False)
class Total(Term):
    """The sum of a body over the index of a level, from one integer to another, both inclusive.

    With a `source`, the range as it was given, a sum over an empty range is zero. Without, one that
    ends more than one before its start has no value.
    """

    level: int
    lower: Term
    upper: Term
    body: Term
    source: Range | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Valueless(Term):
    """What has no value, and why."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Opaque(Term):
    """What is known only to be a function `key` of its arguments."""

    key: Hashable
    name: str
    arguments: tuple[Term, ...] = field(default=())


NEVER_ZERO = "never zero"
"""The source of a base that is not zero anywhere, though its form may not show it."""
ZERO, ONE, MINUS = Const(Fraction(0)), Const(Fraction(1)), Const(Fraction(-1))


def number(value: _Number) -> Const:
    """Give an exact number."""
    return Const(Fraction(value))


def minus(left: Term, right: Term) -> Term:
    """Give a difference."""
    return Plus((left, Times((MINUS, right))))


def over(above: Term, below: Term, source: object = None) -> Term:
    """Give a quotient; `source` is the denominator as it was given."""
    return Times((above, Raised(below, MINUS, source)))


def smallest(parts: tuple[Term, ...]) -> Term:
    """Give the smallest of several."""
    return Times((MINUS, Largest(tuple(Times((MINUS, part)) for part in parts))))


def negation(test: Term) -> Term:
    """Give one where a test is zero, and zero where it is one."""
    return minus(ONE, test)


def exponential(argument: Term) -> Term:
    """Give the exponential."""
    return Call(Known.EXP, argument)


def positive(argument: Term) -> Term:
    """Give one where a number is positive."""
    return Test(Side.POSITIVE, argument)


def is_zero(argument: Term) -> Term:
    """Give one where a number is zero."""
    return Test(Side.ZERO, argument)


def parts_of(term: Term) -> Iterator[Term]:
    """Give the terms directly below one."""
    for name in _names(type(term)):
        value = getattr(term, name)
        if isinstance(value, Term):
            yield value
        elif isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Term))


def put_number(term: Term, level: int, value: int, work: Callable[[], None]) -> Term:
    """Give a term with a number for the index of a level; `work` is told of each part."""
    done: dict[int, Term] = {}

    def put(part: Term) -> Term:
        found = done.get(id(part))
        if found is None:
            work()
            found = done[id(part)] = changed(part)
        return found

    def changed(part: Term) -> Term:
        if isinstance(part, Bound):
            return number(value) if part.level == level else part
        changes: dict[str, object] = {}
        for name in _names(type(part)):
            old = getattr(part, name)
            if isinstance(old, Term):
                new: object = put(old)
                differs = new is not old
            elif isinstance(old, tuple):
                new = tuple(put(item) if isinstance(item, Term) else item for item in old)
                differs = any(a is not b for a, b in zip(new, old, strict=True))
            else:
                continue
            if differs:
                changes[name] = new
        return replace(part, **changes) if changes else part

    return put(term)


_NAMES: dict[type[Term], tuple[str, ...]] = {}


def _names(kind: type[Term]) -> tuple[str, ...]:
    """Give the names of the fields of a node, looked up once for each kind."""
    known = _NAMES.get(kind)
    if known is None:
        known = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return known
