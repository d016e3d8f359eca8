"""How students spell formulas: read in the key's notation, and given as the key would have them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from symconv.formulas import (
    Add,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
    Power,
    Product,
    children,
    rebuild,
    walk_paths,
)  # fmt: skip
from symconv.formulas.written import Bundle, Differential, Marked, Operation
from symconv.notation import Notation
from symconv.notation.letters import letter_to_text
from symconv.notation.notation import DELTA_LETTER
from symconv.reading.latex import read_members
from symconv.reading.written import ReadingError
from symconv.roles import Role

LONGEST = 2_000
"""Characters of an answer that is read in any case."""
_PRODUCTS = ("*", "×", "•", "∘", "⋅")
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HAT = re.compile(r"(?<![A-Za-z\\])(d?)([A-Za-z])_?hat(?![A-Za-z])")
_TIMES = re.compile(r"(?<=\s)x(?=\s)")
_RAISED = re.compile(r"\^(\d{2,})")


_CASES = re.compile(r"\{([^{};]+?) if ([^{};]+); ([^{};]+?) otherwise\}")


def _as_latex(cases: re.Match[str]) -> str:
    r"""Give {a if c; b otherwise} as LaTeX.

    >>> _as_latex(_CASES.fullmatch("{x if x > 0; 0 otherwise}"))
    '\\begin{cases} x & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}'
    """
    value, condition, other = cases.groups()
    return (
        rf"\begin{{cases}} {value} & \text{{if }} {condition} \\ "
        rf"{other} & \text{{otherwise}} \end{{cases}}"
    )


class Speller:
    """Reads answers of one key: it knows the letters, and how many indices each has."""

    def __init__(self, notation: Notation, known: Iterable[Formula]) -> None:
        self.notation = notation
        self.ranks: dict[str, set[int]] = defaultdict(set)
        self.layers: set[tuple[str, object]] = set()
        self.raised: set[tuple[str, object]] = set()
        self.whole: set[str] = set()
        self.letters = {notation.letter(role) for role in Role} | {notation.loss}
        for formula in known:
            for _, part in walk_paths(formula):
                self._learn(part)
        self._digits = self._with_digits()

    def _learn(self, part: Formula) -> None:
        if isinstance(part, Name):
            self.letters.add(part.letter)
        if not isinstance(part, Entry):
            return
        self.letters.add(part.letter)
        plain = _plain_index(part)
        if all(isinstance(index, int) for index in part.indices) and part.indices:
            self.ranks[part.letter].add(len(part.indices))
        if isinstance(plain.superscript, int):
            self.layers.add((part.letter, plain.superscript))
        elif plain.superscript is not None:
            self.raised.add((part.letter, plain.superscript))
        if not part.indices and not part.arguments:
            self.whole.add(part.letter)

    def _with_digits(self) -> re.Pattern[str]:
        r"""Give what finds X12, dO11, X_12 and X_1,2: a letter that has indices, and digits."""
        texts = {letter_to_text(letter) for letter in self.ranks}
        single = sorted(text for text in texts if len(text) == 1)
        signs = {*single, *(text.swapcase() for text in single)}
        letters = "".join(map(re.escape, sorted(signs))) or "(?!)"
        return re.compile(
            rf"(?<![A-Za-z\\{{])(?P<before>d|∂|\\partial\s*)?(?P<letter>[{letters}])_?"
            r"(?P<digits>\d+(?:,\d+)*)(?![,\d])"
        )

    def read(self, text: str) -> Formula:
        """Give the formula of an answer; of an equation the last member.

        Raises `ReadingError`.
        """
        try:
            members = read_members(self.respelled(text), self.notation)
        except ReadingError:
            # The position is looked for in what the student wrote.
            members = read_members(text, self.notation)
        except RecursionError:
            raise ReadingError(0, "it is nested too deeply") from None
        last = members[-1]
        while isinstance(last, Equation):
            last = last.right
        return self.settle(last)

    def respelled(self, text: str) -> str:
        """Give a text with indices where readers of documents look for them.

        >>> from symconv.formulas import Entry
        >>> Speller(Notation(), [Entry("X", (1, 2))]).respelled("X12 + X_1,2")
        'X₁₂ + X₁,₂'
        """
        text = text.strip().strip("$")
        text = _HAT.sub(lambda found: f"{found[1]}{found[2]}\u0302", text)
        if "x" not in self.letters:
            text = _TIMES.sub("×", text)
        text = self._digits.sub(
            lambda found: (
                (found["before"] or "") + found["letter"] + found["digits"].translate(_BELOW)
            ),
            text,
        )
        text = _CASES.sub(_as_latex, text)
        return _RAISED.sub(lambda found: found[1].translate(_ABOVE), text)

    def settle(self, formula: Formula) -> Formula:
        """Give a formula as the key would have it: letters, indices, layers, products."""
        parts = [self.settle(part) for part in children(formula)]
        formula = rebuild(formula, parts) if parts else formula
        match formula:
            case Name(letter):
                return self._name(letter)
            case Entry():
                return self._entry(_plain_index(formula))
            case Marked(of, (Number(value),), ()) if isinstance(of, Entry):
                return self._entry(Entry(of.letter, of.indices, int(value), of.arguments))
            case Power(Entry(superscript=None) as base, Number(value)):
                if (base.letter, value) in self.layers and isinstance(value, int):
                    return Entry(base.letter, base.indices, value, base.arguments)
            case Operation(sign, left, right) if sign in _PRODUCTS:
                return _product((left, right))
            case Product(factors):
                return _product(self._with_places(factors))
            case Add(terms):
                return Add(tuple(p for t in terms for p in getattr(t, "terms", (t,))))
            case Partial() | Differential():
                return self._gradient(formula)
        return formula

    def _name(self, letter: str) -> Formula:
        known = self._letter(letter)
        if known in self.whole and known != self.notation.loss:
            return Entry(known)
        return Name(known)

    def _letter(self, letter: str) -> str:
        """Give a letter of the key that is meant: of the other case, or spelled as a word."""
        if letter in self.letters:
            return letter
        for other in (letter.swapcase(), f"\\{letter}"):
            if other in self.letters or other == DELTA_LETTER:
                return other
        return letter

    def _entry(self, entry: Entry) -> Formula:
        letter = self._letter(entry.letter)
        indices = self._split(letter, entry.indices)
        above = entry.superscript
        if isinstance(above, int) and (letter, above) not in self.layers:
            return Power(Entry(letter, indices, None, entry.arguments), Number(above))
        if isinstance(above, Product):
            layer, power = _squared(above)
            if (letter, layer) in self.raised:
                return Power(Entry(letter, indices, layer, entry.arguments), power)
        if letter == self.notation.loss and not (indices or above or entry.arguments):
            return Name(letter)
        found = Entry(letter, indices, above, entry.arguments)
        return self._gradient(found)

    def _split(self, letter: str, indices: tuple[object, ...]) -> tuple[int | Formula, ...]:
        """Give 12 as the indices 1 and 2 where the letter has two, and no single one."""
        ranks = self.ranks.get(letter, set())
        kept: tuple[int | Formula, ...] = tuple(
            index for index in indices if isinstance(index, int | Formula)
        )
        if len(kept) != 1 or not isinstance(kept[0], int) or 1 in ranks:
            return kept
        digits = str(kept[0])
        return tuple(map(int, digits)) if len(digits) in ranks else kept

    def _with_places(self, factors: tuple[Formula, ...]) -> tuple[Formula, ...]:
        """Give X(1, 2), which is read as a product, as an entry."""
        found: list[Formula] = []
        for factor in factors:
            before = found[-1] if found else None
            places = _places(factor)
            if isinstance(before, Entry) and self._takes(before, places):
                found[-1] = Entry(before.letter, places, before.superscript)
            else:
                found.append(factor)
        return tuple(found)

    def _takes(self, entry: Entry, places: tuple[int, ...]) -> bool:
        ranks = self.ranks.get(entry.letter, set())
        return bool(places) and not entry.indices and len(places) in ranks

    def _gradient(self, formula: Formula) -> Formula:
        """Give a gradient of the output as the notation writes it: ∂L/∂O, δ or dO."""
        own = self.notation.upstream_letter
        output, loss = self.notation.output, self.notation.loss
        match formula:
            case Partial(Name(of), Entry(by) as entry) if own and of == loss and by == output:
                return Entry(own, entry.indices, entry.superscript, entry.arguments)
            case Entry(letter) if not own and letter == rf"\differential{{{output}}}":
                whole = Entry(output, formula.indices, formula.superscript, formula.arguments)
                return Partial(Name(loss), whole)
        return formula


def _squared(above: Product) -> tuple[Formula, Formula]:
    """Give a layer and a power, which stand side by side above a letter: cˡ²."""
    *layer, power = above.factors
    return layer[0] if len(layer) == 1 else Product(tuple(layer)), power


def _plain_index(entry: Entry) -> Entry:
    """Give an entry whose indices that are numbers are whole numbers of Python's."""

    def plain(index: object) -> object:
        if isinstance(index, Number) and isinstance(index.value, int):
            return index.value
        return index

    indices, arguments = (tuple(map(plain, part)) for part in (entry.indices, entry.arguments))
    above = plain(entry.superscript)
    return Entry(entry.letter, indices, above, arguments)  # type: ignore[arg-type]


def _places(formula: Formula) -> tuple[int, ...]:
    parts = formula.parts if isinstance(formula, Bundle) else ()
    places = [part.value for part in parts if isinstance(part, Number)]
    whole = [place for place in places if isinstance(place, int)]
    return tuple(whole) if len(whole) == len(parts) else ()


def _product(factors: Iterable[Formula]) -> Product:
    return Product(
        tuple(p for f in factors for p in (f.factors if isinstance(f, Product) else (f,)))
    )
