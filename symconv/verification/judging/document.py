"""Judging a whole document: its formulas read, understood together, and judged one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from symconv.formulas import Equation, Formula
from symconv.formulas.written import Marked
from symconv.reading.latex import LetterUse, infer_style, read_statements, survey
from symconv.reading.written import Flaw, Joint, Member, ReadingError, Statement, Style
from symconv.specs import LayerSpec
from symconv.verification.facts import Fact
from symconv.verification.judging.claims.normal import normalised
from symconv.verification.judging.link import judge_link
from symconv.verification.judging.place import Place, Prover
from symconv.verification.judging.said import Said, say, worst
from symconv.verification.judging.understanding.cast import is_call
from symconv.verification.judging.understanding.pools import pool_of
from symconv.verification.judging.understanding.understand import Stands, Understanding, understand
from symconv.verification.judging.worlds.wholes import holds_call
from symconv.verification.verdicts import Ground, LinkVerdict, Verdict, VerdictKind

_RELATIONS = ("=", "≈", "≡", r"\equiv", r"\approx", r"\leftarrow")
_NOTHING = say(VerdictKind.NOT_CHECKABLE, "it states no equation", ground=Ground.NO_EQUATION)
Macros = Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class Formulas:
    """A formula of a document: its text, its line, and its statements or why it cannot be read."""

    text: str
    line: int
    statements: tuple[Statement, ...] = ()
    error: ReadingError | None = None


@dataclass(frozen=True)
class Context:
    """A document as it is read, ready to judge formulas of it."""

    understanding: Understanding
    style: Style
    macros: Macros = field(default_factory=dict)
    prover: Prover | None = None
    brief: bool = False
    """Whether it is enough to tell what is false."""

    def read(self, text: str, line: int) -> Formulas:
        """Read a formula in the document's style."""
        return read_formulas(text, line, self.style, self.macros)

    def left_side(self, formulas: Formulas, before: Formula | None) -> Formula | None:
        """Give the left side that a formula leaves for one that continues it."""
        for statement in formulas.statements:
            before = _left_of(statement, before)
        return before

    def judge(
        self, formulas: Formulas, before: Formula | None = None, pooled: bool = False
    ) -> Verdict:
        """Judge a formula; `before` is the left side that stands before it.

        It is one of a pool where the document speaks of pooling: `pooled`.
        """
        if has_blank(formulas.text):
            return Verdict(VerdictKind.NOT_CHECKABLE, "a blank is left in it")
        if formulas.error is not None:
            error = formulas.error
            if not any(sign in formulas.text for sign in _RELATIONS):
                return Verdict(_NOTHING.kind, _NOTHING.reason)
            return Verdict(
                VerdictKind.NOT_UNDERSTOOD,
                f"not understood: {error.found}",
                position=error.position,
            )
        line = formulas.line
        stated = self.understanding.stated(line)
        pool = pool_of(stated, self.understanding.reading.rank) if pooled else None
        place = Place(self.understanding, stated, line, self.prover, pool, self.brief)
        said: list[Said] = []
        links: list[LinkVerdict] = []
        for statement in formulas.statements:
            one, parts = _judge_statement(statement, formulas.text, place, before)
            said.append(one)
            links += parts
            before = _left_of(statement, before)
        return _verdict(said, links)


_BLANK = re.compile(r"\\underline\s*\{\s*\\hspace\*?\{[^{}]*\}\s*\}|_{3,}")


def has_blank(text: str) -> bool:
    r"""Tell whether a place is left for an answer in a formula.

    >>> has_blank(r"x = \underline{\hspace{2em}}_{(1)}"), has_blank(r"x = \underline{y}")
    (True, False)
    """
    return _BLANK.search(text) is not None


def read_formulas(text: str, line: int, style: Style, macros: Macros) -> Formulas:
    """Read a formula; what cannot be read is kept as an error."""
    try:
        statements = read_statements(text, style, macros)
    except ReadingError as error:
        return Formulas(text, line, error=error)
    return Formulas(text, line, tuple(map(_normal, statements)))


def _normal(statement: Statement) -> Statement:
    members = [replace(member, formula=normalised(member.formula)) for member in statement.members]
    return replace(statement, members=tuple(members))


def build_context(
    texts: Sequence[tuple[str, int]],
    facts: Iterable[Fact],
    macros: Macros | None = None,
    spec: LayerSpec | None = None,
    prover: Prover | None = None,
    inline: frozenset[int] = frozenset(),
) -> Context:
    """Read a document as a whole: `texts` are its formulas with their lines.

    `inline` are the lines of formulas within running text, with which no display goes on.
    """
    macros = macros or {}
    texts = [(text, line) for text, line in texts if not has_blank(text)]
    uses: list[LetterUse] = []
    for text, _ in texts:
        try:
            uses += survey(text, macros)
        except ReadingError:
            continue
    style = infer_style(uses)
    read = [read_formulas(text, line, style, macros) for text, line in texts]
    stands = [Stands(s, formulas.line) for formulas in read for s in formulas.statements]
    return Context(
        understand(list(_joined(stands, inline)), tuple(facts), spec), style, macros, prover
    )


def _joined(stands: Iterable[Stands], inline: frozenset[int]) -> Iterator[Stands]:
    """Give statements, those that continue a chain with the left side from above."""
    left: Member | None = None
    for one in stands:
        statement = one.statement
        if statement.continues and left is not None:
            yield Stands(replace(statement, members=(left, *statement.members)), one.line)
        else:
            yield one
            if one.line not in inline:
                left = statement.members[0] if statement.members else left


def _left_of(statement: Statement, before: Formula | None) -> Formula | None:
    if statement.continues or not statement.members:
        return before
    return statement.members[0].formula


def _judge_statement(
    statement: Statement, text: str, place: Place, before: Formula | None
) -> tuple[Said, list[LinkVerdict]]:
    members = tuple(m for m in statement.members if not is_call(m.formula, place.reading.letters))
    pairs: list[tuple[Formula, Member, str]] = []
    if statement.continues and before is not None and members:
        pairs.append((before, members[0], ""))
    for left, right in pairwise(members):
        start = members[0] if _is_operation(left, right) and members[0] is not left else left
        pairs.append((start.formula, right, text[start.span.start : start.span.stop]))
    if not pairs:
        return _NOTHING, []
    said = [_judge_link(left, right, members[0], place) for left, right, _ in pairs]
    if any(holds_call(member.formula, _OTHER_LAYERS) for member in members):
        said = [_unclaimed(one) for one in said]
    links = [
        LinkVerdict(
            words, text[r.span.start : r.span.stop], one.kind, one.reason, one.counterexample
        )
        for (_, r, words), one in zip(pairs, said, strict=True)
    ]
    return _with_flaws(_chain(said), statement.flaws), links


_OTHER_LAYERS = frozenset({"log", "ln", "exp", "softmax", "Softmax", "argmin"})


def _unclaimed(said: Said) -> Said:
    """Give no finding of a formula that speaks of a softmax or a loss."""
    if said.kind not in (VerdictKind.REFUTED, VerdictKind.DAMAGED):
        return said
    return say(VerdictKind.NOT_CHECKABLE, "it speaks of another layer, or of the loss")


def _is_operation(left: Member, right: Member) -> bool:
    """Tell whether a side is an entry of an operation, which is compared with the first member."""
    return isinstance(left.formula, Marked) or isinstance(right.formula, Marked)


def _judge_link(left: Formula, right: Member, first: Member, place: Place) -> Said:
    """Judge a link; one that cannot be judged is compared with the first member instead."""
    said = _judge_pair(left, right, place)
    if said.kind is VerdictKind.NOT_CHECKABLE and first.formula not in (left, right.formula):
        again = _judge_pair(first.formula, right, place)
        return said if again.kind is VerdictKind.NOT_CHECKABLE else again
    return said


def _judge_pair(left: Formula, right: Member, place: Place) -> Said:
    if right.joint is Joint.BECOMES:
        return say(VerdictKind.DEFINITION, "an update")
    if right.joint is Joint.NEARLY:
        return say(VerdictKind.NOT_CHECKABLE, "an approximation")
    return judge_link(Equation(left, right.formula), place)


def _chain(said: list[Said]) -> Said:
    """Give the verdict of a chain, that of its worst link.

    A link that leads over whole arrays or numbers, and cannot be judged, does not count where the
    one after it is judged with the first member: the chain then leads past it. One that holds
    something unknown counts.
    """
    judged = [
        one for at, one in enumerate(said) if at == len(said) - 1 or one.ground not in _PASSED
    ]
    found = worst(judged or said)
    unknown = any(one.unknown for one in judged if one.kind is VerdictKind.NOT_CHECKABLE)
    return replace(found, unknown=found.unknown or unknown)


_PASSED = (Ground.NO_ENTRIES, Ground.UNFIT)
"""Why a link that is not judged may be passed over: its sides are no entries."""


def _with_flaws(said: Said, flaws: tuple[Flaw, ...]) -> Said:
    if not flaws:
        return said
    words = " and ".join(dict.fromkeys(flaw.kind.value for flaw in flaws))
    return say(VerdictKind.DAMAGED, f"it is damaged: {words}", counterexample=said.counterexample)


def _verdict(said: list[Said], links: list[LinkVerdict]) -> Verdict:
    if not said:
        return Verdict(VerdictKind.NOT_CHECKABLE, "it states nothing")
    claims = [one for one in said if one.ground is not Ground.NO_EQUATION]
    one = worst(claims or said)
    return Verdict(
        one.kind,
        one.reason,
        one.condition,
        one.method,
        one.counterexample,
        links=tuple(links),
        unknown=one.unknown,
        ground=one.ground,
    )
