"""Letters of names: which ones need a font of their own, and of which script they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from symconv.documents import Document
from symconv.errors import WorksheetError
from symconv.printing.writers.latex import LatexWriter, is_printed

_NEVER_SEEN = ("C", "Z")
_RIGHT_TO_LEFT = ("R", "AL")
_MOST_NAMED = 5


def is_foreign(character: str) -> bool:
    """Tell whether a character is to be seen and pdfLaTeX has no letter for it.

    >>> [is_foreign(one) for one in "éδЖ中"]
    [False, False, True, True]
    """
    return not is_printed(character) and not unicodedata.category(character).startswith(_NEVER_SEEN)


def foreign_letters(documents: Iterable[Document]) -> frozenset[str]:
    """Give the letters of documents that need a font of their own."""
    found: set[str] = set()
    for document in documents:
        listener = _Listener(document)
        for _ in listener.lines(document):
            pass
        found |= set(filter(is_foreign, listener.heard))
    return frozenset(found)


class _Listener(LatexWriter):
    """Hears every text that a document writes."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.heard: set[str] = set()

    def escape(self, text: str) -> str:
        self.heard.update(text)
        return super().escape(text)


def script_of(character: str) -> str:
    """Give the first word of what Unicode calls a letter: CYRILLIC, ARABIC, CJK.

    >>> script_of("Ж"), script_of("中")
    ('CYRILLIC', 'CJK')
    """
    return unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]


def is_right_to_left(text: str) -> bool:
    """Tell whether a text runs from right to left."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Give a text in runs of one script, "" for what needs no font of its own.

    Spaces and signs between letters of a script belong to it.

    >>> list(runs("Group Б 1: Ян Ли"))
    [('', 'Group '), ('CYRILLIC', 'Б'), ('', ' 1: '), ('CYRILLIC', 'Ян Ли')]
    """
    scripts: list[str | None] = [
        script_of(one) if is_foreign(one) else None if not one.isalnum() else "" for one in text
    ]
    between = _joined(scripts)
    for script, group in groupby(zip(between, text, strict=True), key=lambda pair: pair[0]):
        yield script, "".join(character for _, character in group)


def _joined(scripts: Sequence[str | None]) -> list[str]:
    """Give signs the script of the letters at both their sides, or none."""
    before = [""] * len(scripts)
    last = ""
    for place, script in enumerate(scripts):
        last = last if script is None else script
        before[place] = last
    after = ""
    for place in range(len(scripts) - 1, -1, -1):
        script = scripts[place]
        after = after if script is None else script
        if script is None and before[place] != after:
            before[place] = ""
    if scripts and scripts[-1] is None:  # signs at the end have nothing after them
        place = len(scripts) - 1
        while place >= 0 and scripts[place] is None:
            before[place] = ""
            place -= 1
    return before


def refusal(letters: Iterable[str]) -> WorksheetError:
    """Give the error for letters that no font here has."""
    listed = sorted(letters)
    names = ", ".join(f"{one} (U+{ord(one):04X})" for one in listed[:_MOST_NAMED])
    more = f" and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
    return WorksheetError(
        f"the sheet's text has letters that no font here can print: {names}{more}; install a font "
        "for them, such as Noto, and the extra symconv[pdf], or write Latin letters"
    )
