"""The letters of a sheet, by which answers are read: X11F11 is a product of two entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property

from symconv.documents import Data
from symconv.formulas import Entry, Formula, Name
from symconv.formulas.nodes import PRIME
from symconv.notation import IndexStyle, Notation
from symconv.notation.letters import letter_to_text, styled_letter
from symconv.worksheets.page.tables import ACCENTS, CAPITAL, FUNCTIONS, GREEK, LETTERS, RESERVED


@dataclass(frozen=True)
class Vocabulary:
    """What may be told by the eye on a sheet, whoever fills it in.

    Attributes
    ----------
    letters : the names of all letters: X, delta, hat(y)
    split : whether indices that stand without commas are one digit each
    layered : the letters that a layer may stand above
    called : the letters whose indices may stand in parentheses behind them
    scalars : the letters that are numbers also where products of matrices are meant
    """

    letters: tuple[str, ...]
    split: bool = True
    layered: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    scalars: tuple[str, ...] = ()

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What can be typed, and the letter that it means, longest first."""
        spelled = {word: word for word in (*FUNCTIONS, *RESERVED, *GREEK, *CAPITAL)}
        for letter in self.letters:
            spelled.update(dict.fromkeys(_spellings(letter), letter))
        return dict(sorted(spelled.items(), key=lambda item: (-len(item[0]), item[0])))

    def data(self) -> dict[str, Data]:
        """Give it as the page's script takes it."""
        return {
            "letters": list(self.letters),
            "split": self.split,
            "layered": list(self.layered),
            "called": list(self.called),
            "scalars": list(self.scalars),
        }


def _spellings(letter: str) -> Iterator[str]:
    yield letter
    dress, opened, rest = letter.partition("(")
    if opened and dress in ACCENTS.values():
        yield from (f"{rest[:-1]}{dress}", f"{rest[:-1]}_{dress}")


def canonical_letter(letter: str) -> str:
    r"""Give a letter of a notation as answers name it.

    >>> canonical_letter(r"\delta"), canonical_letter(r"\hat{y}"), canonical_letter("Pool_Height")
    ('delta', 'hat(y)', 'Pool_Height')
    """
    styled = styled_letter(letter)
    plain = LETTERS.get(styled.plain, styled.plain)
    if styled.dress in ACCENTS.values():
        plain = f"{styled.dress}({plain})"
    return ("d" if styled.differential else "") + plain


def vocabulary_of(notation: Notation, shown: object) -> Vocabulary:
    """Give the vocabulary of formulas, which may lie anywhere in what is shown."""
    letters, layered, called = {canonical_letter(notation.loss)}, set[str](), set[str]()
    for formula in formulas_in(shown):
        if isinstance(formula, Name | Entry):
            if not letter_to_text(formula.letter):
                continue
            letter = canonical_letter(formula.letter.rstrip(PRIME))
            letters.add(letter)
            if isinstance(formula, Entry) and formula.superscript is not None:
                layered.add(letter)
            if isinstance(formula, Entry) and formula.arguments:
                called.add(letter)
    return Vocabulary(
        tuple(sorted(letters)),
        notation.index is not IndexStyle.FLAT,
        tuple(sorted(layered)),
        tuple(sorted(called)),
        (canonical_letter(notation.rate),),
    )


def formulas_in(shown: object) -> Iterator[Formula]:
    """Give every formula, and every part of one, within blocks, questions or lists of these."""
    if isinstance(shown, Formula):
        yield shown
    if is_dataclass(shown) and not isinstance(shown, type):
        yield from _each(getattr(shown, field.name) for field in fields(shown))
    elif isinstance(shown, Mapping):
        yield from _each(shown.values())
    elif isinstance(shown, Sequence) and not isinstance(shown, str):
        yield from _each(shown)


def _each(parts: Iterable[object]) -> Iterator[Formula]:
    for part in parts:
        yield from formulas_in(part)
