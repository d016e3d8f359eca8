"""Documents in a few lines: their formulas, read, understood and judged without mending."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.formulas import Equation, Formula
from symconv.reading.latex import read_statements
from symconv.verification.entrance import prove_in_words
from symconv.verification.judging.document import Context, build_context
from symconv.verification.judging.reading import Reading
from symconv.verification.stating import read_facts
from symconv.verification.verdicts import Verdict


def context(formulas: Sequence[str], prose: str = "") -> Context:
    """Give a document whose prose stands first, and whose formulas follow, a line each."""
    texts = [(text, line) for line, text in enumerate(formulas, 2)]
    return build_context(texts, read_facts(prose, 1), prover=prove_in_words)


def reading(formulas: Sequence[str], prose: str = "") -> Reading:
    """Give how a document is read."""
    return context(formulas, prose).understanding.reading


def verdicts(formulas: Sequence[str], prose: str = "") -> list[Verdict]:
    """Judge every formula of a document, one after the other."""
    made = context(formulas, prose)
    found: list[Verdict] = []
    before: Formula | None = None
    for line, text in enumerate(formulas, 2):
        read = made.read(text, line)
        found.append(made.judge(read, before))
        before = made.left_side(read, before)
    return found


def verdict(formula: str, around: Sequence[str] = (), prose: str = "") -> Verdict:
    """Judge a formula that stands last in a document."""
    return verdicts([*around, formula], prose)[-1]


def kinds(formulas: Sequence[str], prose: str = "") -> list[str]:
    """Give the kind of verdict of every formula."""
    return [one.kind.value for one in verdicts(formulas, prose)]


def equation(text: str) -> Equation:
    """Read an equation."""
    (statement,) = read_statements(text)
    left, right = statement.members
    return Equation(left.formula, right.formula)


def formula(text: str) -> Formula:
    """Read a formula that states nothing."""
    (statement,) = read_statements(text)
    (member,) = statement.members
    return member.formula
