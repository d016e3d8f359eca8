"""Results that show themselves: in every format, in a notebook, and on one line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from inspect import signature
from typing import TYPE_CHECKING, Any

from symconv.collector import collector_paused
from symconv.suggestions import did_you_mean

if TYPE_CHECKING:
    from symconv.documents import Document
    from symconv.printing.formats import Format


class Shown(ABC):
    """A result that builds a document of itself and shows it.

    The choices that the methods take besides are those of `document`.
    """

    @abstractmethod
    def document(self) -> Document:
        """Give what is shown, before any format; a kind of result takes choices here."""

    def written_documents(self, *args: Any, **choices: Any) -> Sequence[Document]:
        """Give what is written, one after another: a result that is made of several gives each."""
        return [self.document(*args, **choices)]

    def to_text(self, **choices: Any) -> str:
        """Give the result as plain Unicode text."""
        return self._written("text", **choices)

    def to_latex(self, standalone: bool = False, **choices: Any) -> str:
        r"""Give the result as LaTeX: a fragment, or a whole document.

        A fragment needs amsmath and graphicx; one with a figure TikZ and its library arrows.meta.
        """
        return self._written("latex", standalone, **choices)

    def to_typst(self, standalone: bool = False, **choices: Any) -> str:
        """Give the result as typst: a fragment, or a document with its page and letters set."""
        return self._written("typst", standalone, **choices)

    def to_markdown(self, **choices: Any) -> str:
        """Give the result as Markdown with LaTeX formulas."""
        return self._written("markdown", **choices)

    def to_html(self, standalone: bool = False, **choices: Any) -> str:
        """Give the result as HTML with MathML formulas: a fragment, or a page that works offline.

        A fragment has one prefix for its classes and no ids, and leaves a page's look alone.
        """
        return self._written("html", standalone, **choices)

    def to_json(self, **choices: Any) -> str:
        """Give the result as JSON: every equation as LaTeX and as a tree, whatever is chosen."""
        return self._written("json", **choices)

    def to(self, format_: str | Format, standalone: bool = False, **choices: Any) -> str:
        """Give the result in a format by its name; raises `NotationError` for an unknown one."""
        return self._written(str(format_), standalone, **choices)

    def _written(self, format_: str, standalone: bool = False, **choices: Any) -> str:
        from symconv.printing.formats import write_documents

        self._check(choices)
        with collector_paused():
            return write_documents(
                self.written_documents(**choices), format_, standalone=standalone
            )

    def _check(self, choices: Mapping[str, object]) -> None:
        """Refuse a choice that this result does not have."""
        of_several = type(self).written_documents is not Shown.written_documents
        known = [*signature(self.written_documents if of_several else self.document).parameters]
        for name in choices:
            if name not in known:
                has = f"has {' and '.join(known)}" if known else "has none"
                question = did_you_mean(name, known)
                raise TypeError(
                    f"there is no choice {name!r} here{question}: {type(self).__name__} {has}"
                )

    def _repr_html_(self) -> str:
        """Show the beginning of the result in a notebook."""
        return self._excerpt("html")

    def _repr_markdown_(self) -> str:
        """Show the beginning of the result where a notebook shows Markdown."""
        return self._excerpt("markdown")

    def _excerpt(self, format_: str) -> str:
        from symconv.documents.excerpt import excerpt
        from symconv.printing.formats import write_documents

        with collector_paused():
            return write_documents([excerpt(self.document())], format_)
