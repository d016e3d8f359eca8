"""Mending: the slips that people make in formulas, and the repair of a formula's own text.

`letters_of` and `letters_at` say how a document writes, `mend` looks for the repair of a formula,
`correct` writes the right formula for a left side, and `stands_for` says which left side the
right side of a formula belongs to.
"""

from symconv.verification.mending.derived import correct
from symconv.verification.mending.known import Letters
from symconv.verification.mending.lettering import letters_at, letters_of
from symconv.verification.mending.search import JUDGED, mend, stands_for

__all__ = ["JUDGED", "Letters", "correct", "letters_at", "letters_of", "mend", "stands_for"]
