"""Judging whole documents and single formulas, with what a user says of the layer."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from symconv.formulas import Equation
from symconv.reading.latex import survey
from symconv.reading.written import ReadingError
from symconv.specs import ConvSpec, PoolSpec
from symconv.verification.facts import Array, Fact, FactKind, Operator
from symconv.verification.finding import Directive, Found, Prose, SourceDocument
from symconv.verification.judging.document import Context, Formulas, Macros, build_context
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.places import letter_of
from symconv.verification.judging.worlds.stacks import LayerSetting
from symconv.verification.judging.worlds.values import METER, UnboundError, UnjudgedError
from symconv.verification.mending.derived import correct
from symconv.verification.mending.lettering import letters_at, letters_of
from symconv.verification.mending.search import mend, stands_for
from symconv.verification.options import SettingOptions
from symconv.verification.pool_passages import judged_parts
from symconv.verification.proving import prove
from symconv.verification.read_as import read_as
from symconv.verification.stating import read_facts
from symconv.verification.subjects import Subject, subjects
from symconv.verification.told_layers import is_layer, told_layer
from symconv.verification.verdicts import Ground, Judged, JudgedDocument, Verdict, VerdictKind

if TYPE_CHECKING:
    from symconv.formulas import Formula
    from symconv.notation import Notation
    from symconv.specs import LayerSpec


def judge_document(source: SourceDocument, path: str, options: SettingOptions) -> JudgedDocument:
    """Judge every formula of a document, in the setting that it has fixed up to there."""
    told = None if options.spec is not None else told_layer(source)
    if told is not None:
        options = told.options or options
    given = facts_of_options(options, len(source.parts))
    overruled = {fact.kind for fact in given} & _OVERRULED
    facts = [fact for fact in facts_of_document(source) if fact.kind not in overruled] + given
    found = [(at, part) for at, part in enumerate(source.parts, 1) if isinstance(part, Found)]
    macros = {name: (macro.arguments, macro.body) for name, macro in source.macros.items()}
    inline = frozenset(at for at, part in found if not part.display)
    judge = Judge([(part.latex, at) for at, part in found], facts, macros, options.spec, inline)
    understanding = judge.context.understanding
    telling = any(fact.kind in _TELLING for fact in facts)
    worked = any(fit.fits for example in understanding.examples for fit in example.fits)
    evident = telling or understanding.slides or worked or bool(understanding.signs)
    windows = {fact.line for fact in facts if fact.kind is FactKind.WINDOW}
    topics = subjects(source, evident, windows)
    pools = judged_parts(source, facts)
    if isinstance(options.spec, PoolSpec):
        topics = (Subject.POOLING,) * len(topics)
        pools = frozenset(at for at, _ in found)
    if told is not None and told.options is None:
        topics = (Subject.OTHER,) * len(topics)
    judged = tuple(_judged(judge, found, topics, pools))
    notes = tuple(directive_notes(source))
    return JudgedDocument(path, read_as(understanding), judged, notes=notes)


def _judged(
    judge: Judge,
    found: Sequence[tuple[int, Found]],
    topics: Sequence[Subject],
    pools: Set[int],
) -> Iterable[Judged]:
    before: Formula | None = None
    for at, part in found:
        topic = topics[at - 1]
        verdict, left = judge(part.latex, at, before, topic, at in pools)
        before = left if part.display else before
        said = verdict.kind not in (VerdictKind.DEFINITION, VerdictKind.NOT_CHECKABLE)
        if said and topic is not Subject.CONVOLUTION:
            verdict = _of_another_layer(verdict, topic)
        yield Judged(
            part.number, part.line, part.column, part.latex, verdict, part.cell, part.ignored,
            part.start,
        )  # fmt: skip


def _of_another_layer(verdict: Verdict, topic: Subject) -> Verdict:
    """Give what is said of a formula that stands where no convolution is spoken of.

    Sizes are those of a pool, too, and what is false of one array's entries is false anywhere.
    """
    if topic is not Subject.POOLING and verdict.kind in _TRUE:
        return verdict
    if topic is not Subject.OTHER and (verdict.ground in _OF_POOLS or _is_identity(verdict)):
        return verdict
    words = f"it stands where the document speaks of {_NAMES[topic]}"
    return Verdict(VerdictKind.NOT_CHECKABLE, words, links=verdict.links)


_TELLING = (
    FactKind.SHAPE, FactKind.STRIDE, FactKind.PADDING, FactKind.DILATION, FactKind.WINDOW,
    FactKind.OPERATION,
)  # fmt: skip
"""Facts that only a document about convolutions, or pools, gives."""
_OVERRULED = {FactKind.SHAPE, FactKind.STRIDE, FactKind.WINDOW}
"""Facts of which those of a document do not count where a user gives some."""
_TRUE = (VerdictKind.PROVED, VerdictKind.HOLDS)
_OF_POOLS = (Ground.SIZE, Ground.POOL)
_NAMES = {
    Subject.POOLING: "pooling; it is judged if the pool is given with --kind pool",
    Subject.OTHER: "another layer",
    Subject.TRANSPOSED: "a transposed convolution",
}
_SAME = re.compile(
    r"\\partial\s*\{?\s*([A-Za-z])\s*_[^/]*?\}\s*\{\s*\\partial\s*\{?\s*([A-Za-z])\s*_"
)


def _is_identity(verdict: Verdict) -> bool:
    """Tell whether a false link differentiates an array's entry by one of the same array."""
    return any(
        link.kind is VerdictKind.REFUTED and _differentiates_itself(f"{link.left} {link.right}")
        for link in verdict.links
    )


def _differentiates_itself(text: str) -> bool:
    return any(of == by for of, by in _SAME.findall(text))


def _of_any_array(verdict: Verdict) -> Verdict:
    """Give what is said of a formula where only what is false of any array counts."""
    said = {
        link.kind
        for link in verdict.links
        if _differentiates_itself(link.left) and link.right.strip().isdecimal()
    }
    true = bool(said) and said <= {VerdictKind.PROVED, VerdictKind.HOLDS}
    return replace(verdict, kind=VerdictKind.HOLDS if true else VerdictKind.REFUTED)


def judge_formula(text: str, options: SettingOptions) -> Verdict:
    """Judge one formula for a layer; without one, for what it says itself."""
    pooled = isinstance(options.spec, PoolSpec)
    topic = Subject.POOLING if pooled else Subject.CONVOLUTION
    judge = Judge([(text, 1)], facts_of_options(options, 1), {}, options.spec)
    return judge(text, 1, None, topic, pooled)[0]


_MENDING = 250_000
"""What the search for a repair may cost, in terms worked out."""
_FEWEST_CANDIDATES, _MOST_CANDIDATES = 12, 600
_MOST_READ = 90
"""With how many repairs of one formula the document is read anew."""
_FEW_FORMULAS = 12
"""The most formulas of a document that is read anew with a repair."""
_MOST_CHARACTERS = 5_000
"""The longest formula that is mended."""


class Judge:
    """Judges and mends the formulas of one document.

    `inline` are the lines of those within running text: no display goes on with one of them.
    """

    def __init__(
        self,
        texts: Sequence[tuple[str, int]],
        facts: Sequence[Fact],
        macros: Macros,
        spec: LayerSpec | None,
        inline: frozenset[int] = frozenset(),
    ) -> None:
        self.context = build_context(texts, facts, macros, spec, prove_in_words, inline)
        self._texts, self._facts = tuple(texts), tuple(facts)
        self._macros, self._spec, self._inline = macros, spec, inline
        self._quick = replace(self.context, prover=None, brief=True)
        short = [(text, line) for text, line in texts if len(text) <= _MOST_CHARACTERS]
        self._letters = letters_of(self.context, short)
        self._uses = _uses_of(short, macros)

    def __call__(
        self,
        text: str,
        line: int,
        before: Formula | None,
        topic: Subject = Subject.CONVOLUTION,
        pooled: bool = False,
    ) -> tuple[Verdict, Formula | None]:
        """Give a formula's verdict with its repair, and the left side for what continues it.

        Where the document speaks of pooling, only what is false of any array is mended. If
        `pooled`, it describes the pool well enough to judge by it.

        A fault of ours in one formula is said of it; the others are judged.
        """
        try:
            return self._judge(text, line, before, topic, pooled)
        except _FAULTS as error:
            words = f"a fault of symconv, please report it ({type(error).__name__})"
            return Verdict(VerdictKind.NOT_CHECKABLE, words), before

    def _judge(
        self, text: str, line: int, before: Formula | None, topic: Subject, pooled: bool
    ) -> tuple[Verdict, Formula | None]:
        formulas, begun = self.context.read(text, line), METER.count
        verdict = self.context.judge(formulas, before, pooled and topic is Subject.POOLING)
        cost = METER.count - begun
        wanted = verdict.kind.is_finding or verdict.kind is VerdictKind.NOT_CHECKABLE
        if wanted and topic is Subject.CONVOLUTION:
            verdict = self._mended(text, line, before, formulas, verdict, cost)
        elif topic is Subject.POOLING and _is_identity(verdict):
            verdict = self._mended(text, line, before, formulas, verdict, cost, _of_any_array)
        return verdict, self.context.left_side(formulas, before)

    def _with(self, text: str, line: int, repaired: str) -> Context:
        """Read the document anew, with another text in the place of one."""
        texts = [(repaired if one == (text, line) else one[0], one[1]) for one in self._texts]
        context = build_context(texts, self._facts, self._macros, self._spec, None, self._inline)
        return replace(context, brief=True)

    def _misleads(self, formulas: Formulas) -> bool:
        """Tell whether a slip may mislead the reader of a short document: in a forward pass."""
        members = [member for one in formulas.statements for member in one.members]
        reading = self.context.understanding.reading
        made = letter_of(members[0].formula, reading) if members else None
        forward = made is not None and made.part is Array.OUTPUT and not made.gradient
        return forward and len(self._texts) <= _FEW_FORMULAS

    def _is_rare(self, verdict: Verdict) -> bool:
        """Tell whether the letter that a formula is not understood for may be a slip."""
        found = _HELD.match(verdict.reason)
        return found is None or self._uses[found[1]] <= _RARE

    def _mended(
        self,
        text: str,
        line: int,
        before: Formula | None,
        formulas: Formulas,
        verdict: Verdict,
        cost: int,
        seen: Callable[[Verdict], Verdict] = lambda verdict: verdict,
    ) -> Verdict:
        """Give a verdict with its repair; what only a repair makes a claim of is damaged."""
        if len(text) > _MOST_CHARACTERS or cost > _MENDING:
            return verdict
        if not verdict.kind.is_finding and not (verdict.unknown and self._is_rare(verdict)):
            return verdict
        flaws = [flaw for statement in formulas.statements for flaw in statement.flaws]
        known = letters_at(self._letters, self.context, line)

        def judged(repaired: str) -> Verdict:
            return seen(self._quick.judge(self._quick.read(repaired, line), before))

        limit = min(_MOST_CANDIDATES, max(_FEWEST_CANDIDATES, _MENDING // max(cost, 1)))
        begun = METER.count

        def is_spent() -> bool:
            return METER.count - begun > _MENDING

        left = itertools.count()

        def reread(repaired: str) -> Verdict:
            if next(left) >= _MOST_READ:
                return judged(repaired)
            context = self._with(text, line, repaired)
            return seen(context.judge(context.read(repaired, line), before))

        found = mend(
            text, verdict, judged, known, flaws, limit,
            reread=reread if self._misleads(formulas) else None, is_spent=is_spent,
        )  # fmt: skip
        right = correct(self.context, known, line, text) if verdict.kind.is_finding else ""
        if found is None:
            return replace(verdict, correct=right)
        kind = verdict.kind if verdict.kind.is_finding else VerdictKind.DAMAGED
        meant = stands_for(text, found)
        reason = f"{verdict.reason}; what is written is {meant}" if meant else verdict.reason
        return replace(verdict, kind=kind, reason=reason, suggestion=found, correct=right)


_FAULTS = (ArithmeticError, LookupError, RecursionError, TypeError, UnboundError, UnjudgedError,
           ValueError)  # fmt: skip
_HELD = re.compile(r"it holds (?:a derivative by )?(\\?[A-Za-z]+)")
_RARE = 2


def _uses_of(texts: Sequence[tuple[str, int]], macros: Macros) -> Counter[str]:
    """Give in how many formulas each letter stands."""
    found: Counter[str] = Counter()
    for text, _ in texts:
        try:
            found.update({use.letter for use in survey(text, macros)})
        except ReadingError:
            continue
    return found


def prove_in_words(
    equation: Equation, reading: Reading, setting: LayerSetting, outside: frozenset[str]
) -> str | None:
    """Prove an equation for all sizes; the rules by which, in words."""
    found = prove(equation, reading, setting, outside)
    return None if found is None else "; ".join(found.rules)


def facts_of_document(source: SourceDocument) -> list[Fact]:
    """Give what the words of a document say; a fact's line is the number of its part."""
    facts: list[Fact] = []
    for at, part in enumerate(source.parts, 1):
        if isinstance(part, Prose):
            facts += read_facts(part.text, at)
        elif isinstance(part, Directive) and not is_layer(part):
            facts += _directed(part, at)
    return facts


def _directed(directive: Directive, at: int) -> list[Fact]:
    """Give what a comment says of the layer: `--stride 2`, and words like those of the text."""
    words = directive.text.split()
    facts = list(read_facts(directive.text.replace("--", " "), at))
    for flag, value in itertools.pairwise(words):
        kind = _FLAGS.get(flag)
        if kind is not None:
            subject, fact = kind
            facts.append(Fact(fact, subject, value, directive.text, at))
    return facts


_FLAGS = {
    "--input": (Array.INPUT.value, FactKind.SHAPE),
    "--filter": (Array.FILTER.value, FactKind.SHAPE),
    "--stride": ("", FactKind.STRIDE),
    "--padding": ("", FactKind.PADDING),
    "--dilation": ("", FactKind.DILATION),
    "--base": ("", FactKind.BASE),
}


def directive_notes(source: SourceDocument) -> Iterable[str]:
    """Say which options in comments are not understood: they change nothing."""
    for part in source.parts:
        if not isinstance(part, Directive) or is_layer(part):
            continue
        words = part.text.split()
        for at, word in enumerate(words):
            if not word.startswith("--"):
                continue
            value = words[at + 1] if at + 1 < len(words) else ""
            if word not in _FLAGS:
                known = ", ".join(_FLAGS)
                yield f"line {part.line}: {word} in a comment is not known; known are {known}"
            elif not _VALUE.fullmatch(value):
                yield f"line {part.line}: {word} {value} in a comment is no size; write {word} 2"


_VALUE = re.compile(r"\d+(?:[x×:]\d+)*")


def facts_of_options(options: SettingOptions, last: int) -> list[Fact]:
    """Give what a user says as facts that overrule all others."""
    return [
        Fact(kind, subject, value, "as given", line)
        for kind, subject, value in _given(options.spec, options.notation)
        for line in (0, last + 1)
    ]


def _given(
    spec: LayerSpec | None, notation: Notation | None
) -> Iterable[tuple[FactKind, str, str]]:
    if notation is not None:
        for part in (Array.INPUT, Array.FILTER, Array.BIAS, Array.OUTPUT, Array.LOSS):
            yield FactKind.LETTER, getattr(notation, part.value), part.value
        yield FactKind.BASE, "", str(notation.base)
    if isinstance(spec, PoolSpec):
        yield from _of_pool(spec)
    elif isinstance(spec, ConvSpec):
        operator = Operator.CONVOLUTION if spec.flip_filter else Operator.CORRELATION
        yield FactKind.OPERATION, "layer", operator.value


def _of_pool(spec: PoolSpec) -> Iterable[tuple[FactKind, str, str]]:
    yield FactKind.WINDOW, spec.operation.value, _times(spec.pool_size)
    yield FactKind.STRIDE, "pool", str(spec.stride[0])
    yield FactKind.SHAPE, Array.INPUT.value, _times(spec.input_size)


def _times(sizes: tuple[int, ...]) -> str:
    return " x ".join(map(str, sizes))
