"""The setting of a general derivation: its arrays, its sizes, what is assumed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from symconv.calculus.arrays import (
    Attained,
    Declaration,
    Defined,
    Dilated,
    Extended,
    Given,
    Named,
    Turned,
    Whole,
    places_of,
    whole_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.facts import Facts
from symconv.calculus.polynomials import IndexPolynomial, IndexWriter, read_index
from symconv.calculus.properties.integers import Integers
from symconv.calculus.scopes import inner_names
from symconv.calculus.validating import check_setting
from symconv.errors import DerivationError
from symconv.formulas import (
    Entry,
    Equation,
    ForEvery,
    Formula,
    Index,
    Maximum,
    Name,
    Partial,
    Range,
    Restriction,
    Sum,
    Within,
    children,
)
from symconv.formulas.walk import walk_paths


@dataclass(frozen=True)
class Setting:
    """What the letters of a derivation mean, and what is assumed.

    `arrays` gives every array by its letter; `loss` is the scalar that is differentiated, and
    `output` the array whose gradient is given from above; `hypotheses` hold throughout; `domain`
    are the limits of the free indices of the statement, which are assumed only where a line says
    so. `scales` are the strides and dilations, `sizes` every other letter that is no index.

    Raises `RuleError` where they do not fit together: see `check_setting`.
    """

    arrays: Mapping[Whole, Declaration]
    hypotheses: tuple[Restriction, ...] = ()
    domain: tuple[Restriction, ...] = ()
    loss: Name = field(default_factory=lambda: Name("L"))
    output: Whole | None = None
    scales: frozenset[Formula] = frozenset()
    sizes: frozenset[Formula] = frozenset()
    derived: tuple[tuple[Formula, Formula], ...] = ()
    """Sizes that follow from others, with the formula of each, in order."""
    equations: tuple[Equation, ...] = ()
    """What is assumed besides, such as that the targets add up to one."""

    def __post_init__(self) -> None:
        check_setting(self)

    @cached_property
    def writer(self) -> IndexWriter:
        """Writes polynomials in indices."""
        return IndexWriter(self.scales, self.sizes)

    @cached_property
    def facts(self) -> Facts:
        """What is assumed throughout."""
        return Facts(integers=self.integers).and_conditions(self.hypotheses)

    @cached_property
    def integers(self) -> Integers:
        """Tells which letters are integers."""
        letters = (*self.sizes, *self.scales, *(letter for letter, _ in self.derived))
        return Integers(
            frozenset(letter for letter in letters if isinstance(letter, Entry)),
            frozenset(w for w, declared in self.arrays.items() if isinstance(declared, Attained)),
            frozenset({self.loss}),
        )

    @cached_property
    def names(self) -> frozenset[Formula]:
        """The names of sizes and of the loss, which no index may take."""
        letters = (*self.sizes, *self.scales, *(letter for letter, _ in self.derived), self.loss)
        return frozenset(letter for letter in letters if isinstance(letter, Name))

    @cached_property
    def known(self) -> frozenset[Formula]:
        """The letters of sizes and of the loss."""
        derived = (letter for letter, _ in self.derived)
        return frozenset({*self.sizes, *self.scales, *derived, self.loss})

    @cached_property
    def indices(self) -> frozenset[Formula]:
        """The free indices: the names that the domain limits."""
        values = (c.value for c in self.domain if isinstance(c, Within))
        return frozenset(value for value in values if isinstance(value, Name))

    @cached_property
    def taken(self) -> frozenset[Formula]:
        """The names that no index may take, those within the letters of arrays included."""
        return inner_names((*self.known, *self.arrays))

    def index(self, value: Index | IndexPolynomial) -> Index:
        """Give an index in the form in which it is written."""
        return self.writer.index(value if isinstance(value, IndexPolynomial) else read_index(value))

    def limit(self, value: Index | IndexPolynomial) -> Formula:
        """Give a limit or a side of a condition in the form in which it is written."""
        return self.writer.write(value if isinstance(value, IndexPolynomial) else read_index(value))

    def declaration(self, whole: Formula | None) -> Declaration | None:
        """Give what an array is; None for a letter that is no array."""
        if whole is None:
            return None
        if isinstance(whole, Partial):
            return self.arrays.get(whole) or self._gradient(whole)
        return self.arrays.get(whole)

    def _gradient(self, whole: Partial) -> Given | None:
        """Give the gradient from above as an array: it has the shape of what it is by."""
        by = self.arrays.get(whole.by)
        if whole.of != self.loss or by is None or whole.by != self.output:
            return None
        return Given(by.axes)

    def entry(self, formula: Formula) -> tuple[Whole, Declaration] | None:
        """Give the array that an entry belongs to and what it is; None for anything else.

        Raises `DerivationError` for an entry with more indices than its array has axes, or fewer.
        """
        whole = whole_of(formula)
        declared = self.declaration(whole)
        if whole is None or declared is None:
            return None
        if len(places_of(formula)) != len(declared.axes):
            raise DerivationError(f"{formula} has not as many indices as its array")
        return whole, declared

    def depends(self, formula: Formula, on: Whole) -> bool:
        """Tell whether a formula changes with the entries of an array."""
        return any(on in self.sources(whole) for whole in self._wholes(formula))

    def _wholes(self, formula: Formula) -> Iterator[Whole]:
        for _, part in walk_paths(formula):
            whole = whole_of(part)
            if whole is not None and self.declaration(whole) is not None:
                yield whole

    def sources(self, whole: Whole) -> frozenset[Whole]:
        """Give the arrays that an array is made of, itself included."""
        known = self._known_sources.get(whole)
        if known is None:
            known = frozenset({whole}) | self._made_of(self.declaration(whole))
            self._known_sources[whole] = known
        return known

    @cached_property
    def _known_sources(self) -> dict[Whole, frozenset[Whole]]:
        return {}

    def _made_of(self, declared: Declaration | None) -> frozenset[Whole]:
        match declared:
            case Extended(of=of) | Dilated(of=of) | Turned(of=of) | Named(of=of):
                return self.sources(of)
            case Defined(equation=equation):
                wholes = set(self._wholes(equation.right))
                return frozenset().union(*map(self.sources, wholes))
        return frozenset()

    def with_array(self, whole: Whole, declared: Declaration) -> Setting:
        """Give the setting with one more array; an array that is there must be the same.

        Raises `RuleError` for a letter that stands for a size, `DerivationError` for another array.
        """
        sizes = {size.letter for size in (*self.sizes, *self.scales) if isinstance(size, Entry)}
        if isinstance(whole, Entry) and (
            whole in self.sizes | self.scales or whole.letter in sizes
        ):
            raise RuleError(f"{whole} stands for a size already")
        there = self.arrays.get(whole)
        if there is not None and there != declared:
            raise DerivationError(f"{whole} stands for another array already")
        return replace(self, arrays={**self.arrays, whole: declared})

    def definition_of(
        self, whole: Whole, places: tuple[Index, ...]
    ) -> tuple[Formula, Mapping[Formula, Formula]]:
        """Give the right side of an array's definition, and what its indices become."""
        declared = self.declaration(whole)
        if not isinstance(declared, Defined):
            raise RuleError(f"{whole} has no definition")
        names = places_of(declared.equation.left)
        values = {
            name: self.limit(place)
            for name, place in zip(names, places, strict=True)
            if isinstance(name, Formula)
        }
        return declared.equation.right, values


def free_letters(formula: Formula) -> frozenset[Formula]:
    """Give the names in a formula that are not bound by a sum in it."""
    if isinstance(formula, Name):
        return frozenset({formula})
    found: set[Formula] = set()
    bound: set[Formula] = set()
    for part in children(formula):
        if isinstance(part, Range):
            bound.add(part.index)
            for limit in (part.lower, part.upper):
                found |= frozenset() if limit is None else free_letters(limit)
        else:
            found |= free_letters(part)
    return frozenset(found - bound)


def bound_names(formula: Formula) -> tuple[Name, ...]:
    """Give the indices that sums, maxima and conditions in a formula bind, in the order written."""
    found = [
        limits.index
        for _, part in walk_paths(formula)
        if isinstance(part, Sum | Maximum | ForEvery)
        for limits in part.ranges
    ]
    return tuple(dict.fromkeys(found))
