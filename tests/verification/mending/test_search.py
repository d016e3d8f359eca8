"""The slips that people make, each in a document, and the repair that is proved."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from symconv.verification.judging.document import Context, build_context
from symconv.verification.mending.lettering import letters_at, letters_of
from symconv.verification.mending.search import JUDGED, mend
from symconv.verification.stating import read_facts
from symconv.verification.verdicts import Suggestion, Verdict, VerdictKind

EXAMPLE = (
    r"O_{11} = X_{11}F_{11} + X_{12}F_{12} + X_{21}F_{21} + X_{22}F_{22}",
    r"\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} F_{11}",
    r"\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{11}} F_{12}"
    r" + \frac{\partial L}{\partial O_{12}} F_{11}",
)
GENERAL = (
    r"O_{i,j} = \sum_{m=0}^{M-1}\sum_{n=0}^{N-1} X_{i+m,j+n} F_{m,n}",
    r"\frac{\partial L}{\partial F_{m,n}} ="
    r" \sum_{i,j} \frac{\partial L}{\partial O_{i,j}} X_{i+m,j+n}",
)


@dataclass(frozen=True)
class Document:
    """Formulas that are right, the words around them, and how they are read."""

    prose: str
    formulas: tuple[str, ...]

    @property
    def context(self) -> Context:
        texts = [(text, 2 + at) for at, text in enumerate(self.formulas)]
        return build_context(texts, read_facts(self.prose))

    def mended(self, text: str, limit: int = JUDGED) -> Suggestion | None:
        context = self.context
        line = len(self.formulas) + 2
        texts = [(one, 2 + at) for at, one in enumerate((*self.formulas, text))]
        letters = letters_at(letters_of(context, texts), context, line)
        verdict = context.judge(context.read(text, line))
        assert verdict.kind not in (VerdictKind.PROVED, VerdictKind.HOLDS)

        def judged(one: str) -> Verdict:
            return context.judge(context.read(one, line))

        return mend(text, verdict, judged, letters, (), limit)


SMALL = Document("A 3x3 input $X$, a 2x2 filter $F$, a 2x2 output $O$, stride 1.", EXAMPLE)
ANY = Document(
    "The input $X$ and the filter $F$ of size $M \\times N$ give the output $O$.", GENERAL
)


@pytest.mark.parametrize(
    ("document", "wrong", "right", "cause"),
    [
        (
            SMALL,
            r"\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{12}} F_{12}",
            r"\frac{\partial L}{\partial X_{13}} = \frac{\partial L}{\partial O_{12}} F_{12}",
            "the left side is copied",
        ),
        (
            SMALL,
            r"\frac{\partial L}{X_{13}} = \frac{\partial L}{\partial O_{12}} F_{12}",
            r"\frac{\partial L}{\partial X_{13}} = \frac{\partial L}{\partial O_{12}} F_{12}",
            "a ∂ is lost",
        ),
        (
            SMALL,
            r"\frac{\partial L}{\partial X_{21}} = \frac{\partial L}{\partial Q_{11}} F_{21}"
            r" + \frac{\partial L}{\partial Q_{21}} F_{11}",
            r"\frac{\partial L}{\partial X_{21}} = \frac{\partial L}{\partial O_{11}} F_{21}"
            r" + \frac{\partial L}{\partial O_{21}} F_{11}",
            "a letter is another",
        ),
        (
            ANY,
            r"\frac{\partial L}{\partial X_{p,q}} ="
            r" \sum_{m,n} \frac{\partial L}{\partial O_{p+m,q+n}} F_{m,n}",
            r"\frac{\partial L}{\partial X_{p,q}} ="
            r" \sum_{m,n} \frac{\partial L}{\partial O_{p-m,q-n}} F_{m,n}",
            "a sign is wrong",
        ),
        (
            ANY,
            r"\frac{\partial L}{\partial X_{p,q}} = \sum_{m=1}^{M-1}\sum_{n=1}^{N-1}"
            r" \frac{\partial L}{\partial O_{p-m,q-n}} F_{m,n}",
            r"\frac{\partial L}{\partial X_{p,q}} = \sum_{m=0}^{M-1}\sum_{n=0}^{N-1}"
            r" \frac{\partial L}{\partial O_{p-m,q-n}} F_{m,n}",
            "a limit is off by one",
        ),
    ],
)  # fmt: skip
def test_the_right_repair_is_found(document: Document, wrong: str, right: str, cause: str) -> None:
    found = document.mended(wrong)
    assert found is not None
    assert (found.latex, found.cause) == (right, cause)
    assert wrong[: found.start] + found.replacement + wrong[found.stop :] == right


def test_nothing_is_suggested_where_nothing_near_is_right() -> None:
    wrong = r"\frac{\partial L}{\partial F_{m,n}} = \sum_{i,j} F_{i,j} F_{m,i} F_{j,n}"
    assert ANY.mended(wrong, 60) is None
