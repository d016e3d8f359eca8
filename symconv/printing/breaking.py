"""The one breaker of long lines: displays become lines that fit, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, islice

from symconv.documents import Columns, Display
from symconv.formulas import Add, Equation, Formula, Partial, Product
from symconv.formulas.chains import Chain, Held, Link, Sign, sign_between
from symconv.formulas.nodes import Number
from symconv.printing.lines import Beside, Factor, Line, Mark, Part, Row, Terms
from symconv.printing.measure import Measure
from symconv.printing.narrowing import Narrower, is_short, mean_as_product
from symconv.printing.pieces import Cutter, sums_over_indices
from symconv.printing.stacked import evenly

_MINUS_ONE = Number(-1)
_INDENT = 3.0
_TERMS_PER_LINE = 2
_MOST_LINES = 8
_LONGEST_LIST = 24
"""Longer lists of short equations go into columns."""
_MOST_COLUMNS = 4
_MOST_LOOSE = 2
"""How many times as many rows a new one for each derivative may take."""


@dataclass(frozen=True)
class Breaker:
    """Breaks displays into lines of a width; `stacks` tells that formulas may go over lines."""

    measure: Measure
    line: float
    stacks: bool = True

    @cached_property
    def _narrower(self) -> Narrower:
        return Narrower(self.measure)

    @cached_property
    def _cutter(self) -> Cutter:
        return Cutter(self.measure)

    def rows(self, display: Display) -> Iterator[Row]:
        """Give the lines of a display."""
        if display.beside:
            yield from self._beside(display.equations)
            return
        columns = self._columns(display)
        if columns > 1:
            for row in evenly(display.equations, columns):
                yield Beside(row, aligned=True)
            return
        equations = [e for e in display.equations if isinstance(e, Equation)]
        per_line = self.terms_per_line(equations)
        for equation in display.equations:
            first, *others = self.equation(equation, per_line, display.continued)
            yield replace(first, left=None) if display.continued else first
            yield from others

    def _columns(self, display: Display) -> int:
        """Give how many columns a long list of short equations is written in."""
        equations = display.equations
        if display.continued or len(equations) <= _LONGEST_LIST:
            return 1
        widest = 0.0
        for equation in equations:
            if not isinstance(equation, Equation) or isinstance(equation.right, Equation):
                return 1
            widest = max(widest, self.measure.width(equation))
            if widest > self.line / 2:
                return 1
        return min(_MOST_COLUMNS, self.measure.most_beside(widest, self.line))

    def equation(self, equation: Formula, per_line: int, continued: bool = False) -> Iterator[Line]:
        """Give an equation or chain in lines, its sum broken every `per_line` terms at most."""
        if isinstance(equation, Chain):
            yield from self._chain(equation)
            return
        if not isinstance(equation, Equation):
            raise TypeError(f"{type(equation).__name__} is no equation")
        sign = sign_between(equation)
        left = 0.0 if continued else self.measure.width(equation.left)
        room = self.line - left - self.measure.sign
        if isinstance(equation.right, Equation):
            yield from self._members(equation, room)
            return
        first, *others = self._lines(equation.right, room, per_line)
        yield replace(first, left=equation.left, sign=sign)
        yield from others

    def _lines(self, right: Formula, room: float, per_line: int) -> Iterator[Line]:
        """Give a right side in lines, after stacking what is too wide in it."""
        if isinstance(right, Add) and all(map(is_short, right.terms)):
            return _in_runs(right, per_line)  # most sums are such: no more is asked of them
        right = self._fit(right, room)
        return self._right(right, room, min(per_line, self._fitting(right, room)))

    def _fitting(self, right: Formula, room: float) -> int:
        """Give how many terms of a right side, if it is a sum, fit on each of its lines."""
        if not isinstance(right, Add) or not right.terms:
            return 1
        return self.measure.most_in_row(right.terms, self.measure.sign, room - _INDENT)

    def terms_per_line(self, equations: Sequence[Equation]) -> int:
        """Give how many terms of the sums in `equations` fit on a line."""
        terms = [
            term
            for direction in (iter(equations), reversed(equations))
            for right in islice((e.right for e in direction if isinstance(e.right, Add)), 1)
            for term in (right.terms[0], right.terms[-1])
        ]
        if not terms:
            return 1
        left, sign = self.measure.width(equations[-1].left), self.measure.sign
        widest = max(map(self.measure.width, terms))
        return max(1, int((self.line - left - sign) / (widest + sign)))

    def terms_in_columns(self, columns: Columns, line: float) -> int:
        """Give how many terms of every sum fit a line of a column; 0 if some term does not."""
        fitting, sign = int(line), self.measure.sign
        for equation in columns.equations:
            right = equation.right
            terms = right.terms if isinstance(right, Add) and right.terms else (right,)
            room = line - self.measure.width(equation.left) - sign
            widest = max(map(self.measure.width, terms))
            fitting = min(fitting, int((room + sign) // (widest + sign)))
        return max(0, fitting)

    def _beside(self, equations: Sequence[Formula]) -> Iterator[Row]:
        """Give short equations in rows that fit, a new row for each that is differentiated."""
        if not equations:
            return
        runs = [tuple(group) for _, group in groupby(equations, key=_subject)]
        together = -(-len(equations) // self._most_beside(equations))
        apart = sum(-(-len(run) // self._most_beside(run)) for run in runs)
        if all(len(run) == 1 for run in runs) or apart > _MOST_LOOSE * together:
            runs = [tuple(equations)]
        for run in runs:
            for row in evenly(run, self._most_beside(run)):
                if len(row) == 1 and self.measure.width(row[0]) > self.line:
                    yield from self.equation(row[0], 1)
                else:
                    yield Beside(row)

    def _most_beside(self, equations: Sequence[Formula]) -> int:
        """Give how many of short equations may stand on a line."""
        long = (e for e in equations if not (isinstance(e, Equation) and is_short(e.right)))
        widest = max(map(self.measure.width, (*long, equations[-1])))
        return max(1, self.measure.most_beside(widest, self.line))

    def _chain(self, chain: Chain) -> Iterator[Line]:
        """Give a chain in lines, as many of its links to each as fit."""
        start = self.measure.width(chain.left)
        lines: list[list[Link]] = []
        used = self.line
        for link in chain.links:
            own = self.measure.width(link) + 1
            if used + own > self.line:
                lines.append([])
                used = start
            lines[-1].append(link)
            used += own
        left: Formula | None = chain.left
        for links in lines:
            if len(links) == 1:
                room = self.line - start - self.measure.sign
                first, *others = self._right(
                    links[0].right, room, self._fitting(links[0].right, room)
                )
                yield replace(first, left=left, sign=links[0].sign)
                yield from others
            else:
                yield Line(left, None, tuple(links))
            left = None

    def _members(self, equation: Equation, room: float) -> Iterator[Line]:
        """Give a = b = c on one line if it fits, else a line to each member."""
        members: list[Formula] = []
        signs: list[Sign] = []
        rest: Formula = equation
        while isinstance(rest, Equation):
            members.append(rest.left)
            signs.append(sign_between(rest))
            rest = rest.right
        left, *members = [*members, rest]
        if self.measure.of_row(members, self.measure.sign) <= room:
            yield Line(left, signs[0], (equation.right,))
            return
        start: Formula | None = left
        for sign, member in zip(signs, members, strict=True):
            narrow = self._narrower.narrow(member, room) if self.stacks else member
            yield Line(start, sign, (narrow,))
            start = None

    def _fit(self, right: Formula, room: float) -> Formula:
        """Stack what is too wide in a right side that is not broken between its parts."""
        if not self.stacks or is_short(right) or sums_over_indices(right):
            return right
        if isinstance(right, Add):
            sign = self.measure.sign
            return Add(tuple(self._narrower.narrow(term, room - sign) for term in right.terms))
        if self.measure.width(right) <= room:
            return right
        right = mean_as_product(right)
        if isinstance(right, Product) and any(isinstance(f, Add) for f in right.factors):
            return right
        return self._narrower.narrow(right, room)

    def _right(self, right: Formula, room: float, per_line: int) -> Iterator[Line]:
        """Give a right side in lines; the first has no left side and no sign yet."""
        if isinstance(right, Add) and self._breaks_between_terms(right, room):
            yield from _in_runs(right, per_line)
            return
        if self.measure.width(right) <= room:
            yield Line(None, None, (right,))
            return
        right = mean_as_product(right)
        factored = self._factored(right, room)
        if factored is not None:
            yield from factored
            return
        others = self.line - 2 * _INDENT if self.stacks else room
        for parts in self._cutter.rows(right, room, others):
            yield Line(None, None, parts, 2)

    def _breaks_between_terms(self, right: Add, room: float) -> bool:
        """Tell whether a sum is broken between its terms only, as no term is too wide itself."""
        if sums_over_indices(right):
            return False
        return self.stacks or all(
            is_short(term) or self.measure.width(term) + self.measure.sign <= room
            for term in right.terms
        )

    def _factored(self, right: Formula, room: float) -> list[Line] | None:
        """Give a product with a sum too long for a line, the sum in even runs of its terms."""
        if not isinstance(right, Product) or right.factors[0] == _MINUS_ONE:
            return None
        sums = [factor for factor in right.factors if isinstance(factor, Add)]
        if not sums or sums_over_indices(right):
            return None
        longest = max(sums, key=self.measure.width)
        place = right.factors.index(longest)
        before, after = right.factors[:place], right.factors[place + 1 :]
        sign = self.measure.sign
        outside = sum(map(self.measure.width, before + after)) + sign + _INDENT
        if outside > room / 2:
            return None
        room -= outside
        widest = max(map(self.measure.width, longest.terms))
        runs = list(evenly(longest.terms, max(1, int(room / (widest + sign)))))
        if len(runs) == 1:
            return None
        opening = [part for factor in before for part in (Factor(factor), Mark.TIMES)]
        closing = [part for factor in after for part in (Mark.TIMES, Factor(factor))]
        first, *middle, last = runs
        return [
            Line(None, None, (*opening, Mark.OPEN, Terms(first))),
            *(Line(None, None, (Mark.PLUS, Terms(run)), 2) for run in middle),
            Line(None, None, (Mark.PLUS, Terms(last), Mark.CLOSE, *closing), 2),
        ]


def _in_runs(total: Add, per_line: int) -> Iterator[Line]:
    """Give a sum in lines of about equally many terms."""
    if not total.terms:
        yield Line(None, None, (total,))
        return
    for number, run in enumerate(evenly(total.terms, per_line)):
        start: tuple[Part, ...] = (Mark.PLUS,) if number else ()
        yield Line(None, None, (*start, Terms(run)))


def fits_beside(columns: Columns, per_line: int) -> bool:
    """Tell whether equations of which so many terms fit a line of a column go side by side.

    They do not if a sum would take one line per term, or very many lines.
    """
    sums = [e.right for e in columns.equations if isinstance(e.right, Add)]
    most = max((len(total.terms) for total in sums), default=1)
    return per_line >= min(most, max(_TERMS_PER_LINE, -(-most // _MOST_LINES)))


def _subject(equation: Formula) -> Formula:
    """Give what an equation differentiates."""
    left = equation.left if isinstance(equation, Equation | Chain) else equation
    return left.of if isinstance(left, Partial | Held) else left
