"""Which letters of an index expression are integers.

Names of sizes and indices are, and so are floors, sizes written as entries (N_w), and the places
where maxima are attained. Entries of other arrays, powers, functions, quotients and derivatives
are numbers of any kind: what follows from j < a for integers need not hold for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symconv.calculus.arrays import Extension, Whole, whole_of
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.formulas import Apply, Entry, Floor, Formula, Index, Name, Number

_EXTENSIONS = frozenset(extension.value for extension in Extension)


@dataclass(frozen=True)
class Integers:
    """Tells integers from other numbers.

    `sizes` are the sizes written as entries, `places` the arrays whose entries are values of
    indices, `numbers` the names that stand for no integer, such as the loss.
    """

    sizes: frozenset[Formula] = frozenset()
    places: frozenset[Whole] = frozenset()
    numbers: frozenset[Formula] = frozenset()

    def include(self, value: Index | IndexPolynomial) -> bool:
        """Tell whether a value is known to be an integer, if it has a value at all.

        >>> j, entry = Name("j"), Entry("X", (0,))
        >>> Integers().include(j), Integers().include(entry), Integers().include(Floor(entry))
        (True, False, True)
        """
        polynomial = value if isinstance(value, IndexPolynomial) else read_index(value)
        return all(map(self._is_integer, polynomial.letters))

    def _is_integer(self, letter: Formula) -> bool:
        match letter:
            case Name():
                return letter not in self.numbers
            case Floor():
                return True
            case Number(Fraction() as value):
                return value.denominator == 1
            case Entry():
                return letter in self.sizes or whole_of(letter) in self.places
            case Apply(function, arguments) if function in _EXTENSIONS:
                return all(map(self.include, arguments))
        return False
