"""A suggested repair, as lines of the source that go and lines that come."""

from __future__ import annotations

from dataclasses import dataclass

from symconv.verification.verdicts import Judged, Suggestion


@dataclass(frozen=True)
class LineChange:
    """Lines of a formula as they are, and as they would be; `line` is that of the first."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def marked(self) -> tuple[str, ...]:
        """The lines with a sign before each: - goes, + comes."""
        return (*(f"- {line}" for line in self.before), *(f"+ {line}" for line in self.after))


def repaired(text: str, suggestion: Suggestion) -> str:
    """Give a formula's text with the suggested replacement made.

    >>> repaired("a_11", Suggestion("a_{11}", 2, 4, "{11}", "lost braces"))
    'a_{11}'
    """
    return text[: suggestion.start] + suggestion.replacement + text[suggestion.stop :]


def line_change(judged: Judged) -> LineChange | None:
    """Give what a suggestion changes, by lines; None if none is made, or it is out of the text."""
    suggestion, text = judged.verdict.suggestion, judged.latex
    if suggestion is None or not 0 <= suggestion.start <= suggestion.stop <= len(text):
        return None
    first = text.rfind("\n", 0, suggestion.start) + 1
    last = text.find("\n", suggestion.stop)
    last = len(text) if last < 0 else last
    before, after = text[first:last], repaired(text, suggestion)
    after = after[first : len(after) - (len(text) - last)]
    line = judged.line + text.count("\n", 0, first)
    return LineChange(line, tuple(before.split("\n")), tuple(after.split("\n")))
