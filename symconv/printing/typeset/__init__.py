"""LaTeX that somebody else wrote, set as it looks: nothing of what it means is asked."""

from symconv.printing.typeset.typesetter import typeset_latex

__all__ = ["typeset_latex"]
