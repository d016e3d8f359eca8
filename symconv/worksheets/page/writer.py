"""A sheet's elements for a page that is filled in on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.documents import Block, Document, Exercise, Field, Lines
from symconv.formulas import Blank
from symconv.printing.writers.html import IGNORED, HtmlWriter
from symconv.worksheets.page.vocabulary import formulas_in

_WIDE = 34
"""Width from which an answer has a line of its own."""


class PageWriter(HtmlWriter):
    """Writes fields with labels and places for what is said of them, and options as buttons."""

    def __init__(self, document: Document, letters: frozenset[int]) -> None:
        super().__init__(document)
        self.letters = letters
        """The numbers of the fields that take the letter of an option."""

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        """Give lines to write on as fields."""
        del level, following
        yield '<p class="symconv-form">'
        for label in block.labels:
            name = self.escape(label.rstrip(": "))
            yield (
                f'<label class="symconv-line">{self.escape(label)} <input type="text" '
                f'data-line="{name}" autocomplete="off"/></label>'
            )
        yield "</p>"

    def _options(self, block: Exercise) -> Iterator[str]:
        """Leave options to the field that takes one of them, if there is one."""
        if not self._choosing(block):
            yield from super()._options(block)

    def _choosing(self, block: Exercise) -> Field | None:
        chosen = (field for field in block.fields if field.number in self.letters)
        return next(chosen, None) if block.options else None

    def _fields(self, block: Exercise) -> Iterator[str]:
        choosing = self._choosing(block)
        within = {one.number for one in formulas_in(block.blocks) if isinstance(one, Blank)}
        lines = [field for field in block.fields if field != choosing]
        yield '<div class="symconv-fields">'
        if choosing is not None:
            yield from self._choice(block, choosing)
        yield from (self._line(field, field.number not in within) for field in lines)
        yield "</div>"

    def _line(self, field: Field, apart: bool) -> str:
        """Give a field to write in; `apart` if no formula has a blank for it."""
        number, letter = field.number, field.number in self.letters
        kinds = "symconv-field"
        kinds += " symconv-apart" if apart else ""
        kinds += " symconv-wide" if field.width > _WIDE else ""
        what = "Letter for blank " if letter else "Answer for blank "
        return (
            f'<div class="{kinds}"><label for="symconv-field-{number}">'
            f'<span class="symconv-unseen">{what}</span>({number})</label>'
            f'<input type="text" id="symconv-field-{number}" data-field="{number}" '
            f'aria-describedby="symconv-said-{number}" placeholder=" " autocomplete="off" '
            f'autocapitalize="off" spellcheck="false"/>{_said(number)}</div>'
        )

    def _choice(self, block: Exercise, field: Field) -> Iterator[str]:
        """Give options as buttons of which one is chosen."""
        number = field.number
        yield (
            f'<fieldset class="symconv-choice" data-field="{number}">'
            f"<legend>Choose one ({number})</legend>"
        )
        for option in block.options:
            letter = self.escape(option.letter)
            yield (
                f'<label><input type="radio" name="symconv-choice-{number}" value="{letter}" '
                f'aria-describedby="symconv-said-{number}"/> <span>{letter}. '
                f"{IGNORED}{self.prose(option.text)}</span></label>"
            )
        yield f"{_said(number)}</fieldset>"
        if any(option.right is not None for option in block.options):
            yield from self._judged(block)

    def _judged(self, block: Exercise) -> Iterator[str]:
        """Give what is known of the options, folded: they are marked for self-study alone."""
        yield '<details class="symconv-solution"><summary>Options</summary><ul>'
        for option in block.options:
            mark = "✓" if option.right else "✗"
            yield f"<li>{self.escape(option.letter)} {mark} {self.prose(option.feedback)}</li>"
        yield "</ul></details>"


def _said(number: int) -> str:
    return f'<span class="symconv-said" id="symconv-said-{number}" role="status"></span>'
