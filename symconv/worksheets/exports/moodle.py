r"""Sheets as Moodle XML: a question for each blank, in a category that is called like the sheet.

Numbers are numerical questions, entries are typed, longer formulas are chosen. Formulas stand in
\( \) and \[ \], which Moodle's MathJax filter shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symconv.documents import Text
from symconv.printing.formulas import TextPrinter
from symconv.printing.markup import escape_markup
from symconv.worksheets.exports.items import Item, ItemOption, items_of
from symconv.worksheets.exports.mathjax import MathJaxWriter
from symconv.worksheets.sheet import Key, Worksheet

_PENALTY = "0.3333333"
_LONGEST_NAME = 250
_TYPED = "Type an entry with its indices below it, such as X_12, and a derivative as dL/dX_12."


def write(shown: Worksheet | Key) -> str:
    """Give a sheet as a question bank in Moodle XML."""
    sheet = shown.sheet if isinstance(shown, Key) else shown
    writer = _BankWriter(sheet)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *writer.category()]
    for item in items_of(sheet):
        lines += writer.question(item)
    return "\n".join((*lines, "</quiz>")) + "\n"


class _BankWriter:
    """Writes the questions of one sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.html = MathJaxWriter(sheet.notation)
        self.plain = TextPrinter(sheet.notation)

    def category(self) -> Iterator[str]:
        """Give the category: the course, and in it the sheet."""
        names = [name for name in (self.sheet.options.course, self.sheet.title) if name.strip()]
        path = "/".join(("$course$/top", *map(category_name, names)))
        yield '<question type="category">'
        yield f"<category><text>{escape_markup(path)}</text></category>"
        yield f'<info format="html"><text>{cdata(self.html.said(self._about()))}</text></info>'
        yield f"<idnumber>symconv-{self.sheet.identity}</idnumber>"
        yield "</question>"

    def _about(self) -> Text:
        return (f"Sheet {self.sheet.identity}: {self.sheet.subject}",)

    def question(self, item: Item) -> Iterator[str]:
        """Give a question with all that Moodle asks for."""
        kind, own = self._kind(item)
        yield f'<question type="{kind}">'
        yield f"<name><text>{escape_markup(self._name(item))}</text></name>"
        yield from self._told("questiontext", self.html.html(item.blocks) + own)
        yield from self._told("generalfeedback", self.html.html(item.solution))
        yield f"<defaultgrade>{item.points}</defaultgrade>"
        yield f"<penalty>{_PENALTY}</penalty>"
        yield "<hidden>0</hidden>"
        yield f"<idnumber>{escape_markup(f'{self.sheet.identity}-{item.name}')}</idnumber>"
        yield from _BODIES[kind](self, item)
        for hint in item.hints:
            yield from self._told("hint", self.html.said(hint))
        yield "</question>"

    def _kind(self, item: Item) -> tuple[str, str]:
        """Give the type of a question, and what is said below it."""
        if item.number is not None:
            return "numerical", ""
        if item.spellings or not item.options:
            typed = len(item.spellings) > 1
            return "shortanswer", f"\n{self.html.said((_TYPED,))}" if typed else ""
        return "multichoice", ""

    def _name(self, item: Item) -> str:
        title = "".join(
            part if isinstance(part, str) else self.plain.write(part) for part in item.title
        )
        return " ".join(f"{title} [{item.name}]".split())[-_LONGEST_NAME:]

    def _told(self, tag: str, html: str) -> Iterator[str]:
        yield f'<{tag} format="html"><text>{cdata(html)}</text></{tag}>'

    def _answer(self, right: bool, text: str, feedback: str, within: Sequence[str] = ()) -> str:
        fraction = "100" if right else "0"
        form = "html" if text.startswith("<![CDATA[") else "moodle_auto_format"
        said = f'<feedback format="html"><text>{cdata(feedback)}</text></feedback>'
        return (f'<answer fraction="{fraction}" format="{form}"><text>{text}</text>'
                f"{said}{''.join(within)}</answer>")  # fmt: skip

    def _multichoice(self, item: Item) -> Iterator[str]:
        yield "<single>true</single>"
        yield "<shuffleanswers>true</shuffleanswers>"
        yield "<answernumbering>abc</answernumbering>"
        yield "<showstandardinstruction>0</showstandardinstruction>"
        yield from map(self._option, item.options)

    def _option(self, option: ItemOption) -> str:
        text = cdata(self.html.said(option.text))
        return self._answer(option.right, text, self.html.said((option.feedback,)))

    def _shortanswer(self, item: Item) -> Iterator[str]:
        yield "<usecase>1</usecase>"
        said = self.html.said(("Right.",))
        for spelling in item.spellings:
            yield self._answer(True, escape_markup(spelling.replace("*", r"\*")), said)
        yield self._answer(False, "*", self.html.said(("That is not it.",)))

    def _numerical(self, item: Item) -> Iterator[str]:
        number = item.number or 0
        whole = number.denominator == 1
        tolerance = "<tolerance>0</tolerance>" if whole else "<tolerance>0.001</tolerance>"
        said = self.html.said(("Right.",))
        shown = str(number.numerator) if whole else repr(float(number))
        yield self._answer(True, shown, said, (tolerance,))
        yield self._answer(False, "*", self.html.said(("That is not it.",)),
                           ("<tolerance>0</tolerance>",))  # fmt: skip
        yield "<unitgradingtype>0</unitgradingtype>"
        yield "<unitpenalty>0.1000000</unitpenalty>"
        yield "<showunits>3</showunits>"
        yield "<unitsleft>0</unitsleft>"


_BODIES = {
    "multichoice": _BankWriter._multichoice,
    "shortanswer": _BankWriter._shortanswer,
    "numerical": _BankWriter._numerical,
}


def cdata(html: str) -> str:
    """Give HTML as character data that an XML file may hold.

    >>> cdata("a ]]> b")
    '<![CDATA[a ]]]]><![CDATA[> b]]>'
    """
    return f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>" if html else ""


def category_name(name: str) -> str:
    """Give a name as one step of a category's path, in which / is written twice.

    >>> category_name(" Networks  1/2 ")
    'Networks 1//2'
    """
    return re.sub("/", "//", " ".join(name.split()))
