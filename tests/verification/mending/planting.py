"""True derivations as documents, and one slip planted in a formula of theirs.

The slips are planted in the text by plain patterns, with no code of what looks for them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import symconv
from symconv import ConvSpec
from symconv.derivation.step import StepKind
from symconv.notation.presets import PRESETS
from symconv.printing.formulas.latex import LatexPrinter
from symconv.verification.judging.document import Context, build_context
from symconv.verification.mending.known import Letters, plain
from symconv.verification.mending.lettering import letters_at, letters_of
from symconv.verification.mending.search import mend
from symconv.verification.stating import read_facts
from symconv.verification.verdicts import Suggestion, Verdict, VerdictKind

KINDS = (StepKind.FORWARD, StepKind.LOCAL, StepKind.SUBSTITUTED)
SHOWN = 14
"""How many formulas of each step stand in the document."""


@dataclass(frozen=True)
class Document:
    """Formulas that are true, and how they and what is said of them are read."""

    formulas: tuple[str, ...]
    shown: tuple[str, ...]
    context: Context
    letters: Letters

    def letters_without(self, text: str) -> Letters:
        """Give how it writes, as if one of its formulas were not there."""
        return replace(self.letters, others=self.letters.others - {plain(text)})

    @property
    def line(self) -> int:
        """The line behind all formulas."""
        return len(self.shown) + 2


@dataclass(frozen=True)
class Derivation(Document):
    """The derivation of a layer of numbers."""

    spec: ConvSpec
    notation: str


def understood(words: str, shown: tuple[str, ...]) -> tuple[Context, Letters]:
    """Read a document."""
    texts = [(text, 2 + at) for at, text in enumerate(shown)]
    context = build_context(texts, read_facts(words))
    return context, letters_at(letters_of(context, texts), context, len(texts) + 2)


@cache
def derivation(
    sizes: tuple[int, int], filters: tuple[int, int], stride: int, notation: str
) -> Derivation:
    """Derive a layer and write its derivation as a document."""
    spec = ConvSpec(sizes, filters, stride=stride)
    made = symconv.derive(spec, notation=notation)
    printer = LatexPrinter(PRESETS[notation])
    steps = [
        [printer.write(equation) for equation in step.equations]
        for step in made.steps
        if step.kind in KINDS
    ]
    shown = tuple(text for step in steps for text in step[:SHOWN])
    formulas = tuple(text for step in steps for text in step)
    return Derivation(formulas, shown, *understood(prose(spec, notation), shown), spec, notation)


def prose(spec: ConvSpec, notation: str) -> str:
    """Give the sentence that says what layer it is."""
    chosen = PRESETS[notation]
    sizes = [
        f"a {'x'.join(map(str, size))} {word} ${letter}$"
        for size, word, letter in (
            (spec.input_size, "input", chosen.input),
            (spec.filter_size, "filter", chosen.filter),
            (spec.output_size, "output", chosen.output),
        )
    ]
    stride, base = spec.stride[0], chosen.base
    return f"The layer has {', '.join(sizes)}, stride {stride}. Indices count from {base}."


@dataclass(frozen=True)
class Planted:
    """A formula with a slip: what it is, the wrong text and the right one."""

    slip: str
    wrong: str
    right: str
    document: Document


Plant = Callable[[str, random.Random, Derivation], str | None]

_ENTRY = re.compile(
    r"(?P<letter>[A-Za-z]|\\delta)(?:\^\{[^{}]*\})?"
    r"(?:_\{(?P<below>[\d,\s\\]+)\}|\((?P<inside>\d+, \d+)\))"
)


def entries(text: str, start: int = 0) -> list[re.Match[str]]:
    """Give the entries that stand from a place on."""
    return list(_ENTRY.finditer(text, start))


def _right(text: str) -> int:
    return text.index("=")


def _numbers(entry: re.Match[str]) -> tuple[int, int]:
    group = "below" if entry["below"] is not None else "inside"
    return entry.span(group)


def _other(numbers: str, source: random.Random, largest: int) -> str:
    """Change one number of some indices."""
    digits = list(re.finditer(r"\d+" if "," in numbers else r"\d", numbers))
    if len(digits) == 1 or ("," not in numbers and len(numbers) > 2):
        digits = list(re.finditer(r"\d+", numbers))
    one = source.choice(digits)
    choices = [n for n in range(largest + 1) if str(n) != one.group()]
    return numbers[: one.start()] + str(source.choice(choices)) + numbers[one.end() :]


def wrong_index(text: str, source: random.Random, document: Derivation) -> str | None:
    """One index of an entry on the right is another number that the array has."""
    found = entries(text, _right(text))
    return None if not found else _with_other(text, source.choice(found), source, document)


def copied_left(text: str, source: random.Random, document: Derivation) -> str | None:
    """One index of what the left side differentiates by, or of the output, is another."""
    found = [entry for entry in entries(text) if entry.start() < _right(text)]
    return _with_other(text, found[-1], source, document)


def _with_other(
    text: str, entry: re.Match[str], source: random.Random, document: Derivation
) -> str | None:
    start, stop = _numbers(entry)
    extents = _extents(entry["letter"], document)
    base = PRESETS[document.notation].base
    numbers = text[start:stop]
    parts = _split(numbers, len(extents))
    if parts is None:
        total = base
        for extent in extents:
            total *= extent
        count = extents[0] * extents[1]
        choices = [n for n in range(base, base + count) if str(n) != numbers]
        return None if not choices else text[:start] + str(source.choice(choices)) + text[stop:]
    axis = source.randrange(len(extents))
    choices = [n for n in range(base, base + extents[axis]) if n != int(parts[axis])]
    if not choices:
        return None
    parts[axis] = str(source.choice(choices))
    between = ", " if ", " in numbers else "," if "," in numbers else ""
    return text[:start] + between.join(parts) + text[stop:]


def _split(numbers: str, count: int) -> list[str] | None:
    """Split indices; None for a flat number."""
    if "," in numbers:
        return [part.strip() for part in numbers.split(",")]
    return list(numbers) if len(numbers) == count and count > 1 else None


def _extents(letter: str, document: Derivation) -> tuple[int, ...]:
    chosen, spec = PRESETS[document.notation], document.spec
    if letter == chosen.input:
        return spec.input_size
    return spec.filter_size if letter == chosen.filter else spec.output_size


def wrong_letter(text: str, source: random.Random, document: Derivation) -> str | None:
    """The letter of one array is one that the document does not have, everywhere."""
    found = entries(text, _right(text))
    letters = sorted({entry["letter"] for entry in found})
    if not letters:
        return None
    letter, other = source.choice(letters), source.choice("QTVHR")
    return re.sub(rf"(?<![A-Za-z\\]){re.escape(letter)}(?=[_^(])", other, text)


def lost_partial(text: str, source: random.Random, document: Derivation) -> str | None:
    """A ∂ below is lost."""
    found = list(re.finditer(r"(?<=\}\{)\\partial ", text))
    if not found:
        return None
    one = source.choice(found)
    return text[: one.start()] + text[one.end() :]


def lost_braces(text: str, source: random.Random, document: Derivation) -> str | None:
    """Braces around two digits are lost."""
    found = list(re.finditer(r"_\{(\d\d)\}", text))
    if not found:
        return None
    one = source.choice(found)
    return text[: one.start()] + "_" + one[1] + text[one.end() :]


def eaten_subscript(text: str, source: random.Random, document: Derivation) -> str | None:
    """Every _ was turned into *."""
    return text.replace("_{", "*{") if "_{" in text else None


def lost_term(text: str, source: random.Random, document: Derivation) -> str | None:
    """One term of several is left out."""
    left, terms = text.split(" = ")[0], text.split(" = ")[1].split(" + ")
    if len(terms) < 2:
        return None
    del terms[source.randrange(len(terms))]
    return f"{left} = {' + '.join(terms)}"


def double_sign(text: str, source: random.Random, document: Derivation) -> str | None:
    """A plus stands twice."""
    found = [at for at in range(len(text)) if text.startswith(" + ", at)]
    if not found:
        return None
    at = source.choice(found)
    return text[:at] + " + +" + text[at + 2 :]


def wrong_sign(text: str, source: random.Random, document: Derivation) -> str | None:
    """A minus stands for a plus."""
    found = [at for at in range(len(text)) if text.startswith(" + ", at)]
    if not found:
        return None
    at = source.choice(found)
    return text[:at] + " - " + text[at + 3 :]


def copied_denominator(text: str, source: random.Random, document: Derivation) -> str | None:
    """On the right, something is differentiated by what the left side is differentiated by."""
    left = re.match(r"\\frac\{[^=]*?\}\{(\\partial .*)\} = ", text)
    found = list(
        re.finditer(r"\\frac\{\\partial (?:L|E)\}\{(\\partial [^{}]*(?:\{[^{}]*\})?[^{}]*)\}", text)
    )
    found = [one for one in found if one.start() > _right(text)]
    if left is None or not found:
        return None
    one = source.choice(found)
    return text[: one.start(1)] + left[1] + text[one.end(1) :]


def exchanged_indices(text: str, source: random.Random, document: Derivation) -> str | None:
    """Row and column of an entry on the right are exchanged, where both exist."""
    choices = []
    for entry in entries(text, _right(text)):
        start, stop = _numbers(entry)
        extents = _extents(entry["letter"], document)
        parts = _split(text[start:stop], len(extents))
        base = PRESETS[document.notation].base
        if parts is None or parts[0] == parts[1] or int(parts[1]) - base >= extents[0]:
            continue
        if int(parts[0]) - base < extents[1]:
            choices.append((start, stop, parts))
    if not choices:
        return None
    start, stop, parts = source.choice(choices)
    between = text[start + len(parts[0]) : stop - len(parts[1])]
    return text[:start] + between.join(reversed(parts)) + text[stop:]


SLIPS: tuple[Plant, ...] = (
    wrong_index, copied_left, wrong_letter, lost_partial, lost_braces, eaten_subscript, lost_term,
    double_sign, wrong_sign, copied_denominator, exchanged_indices,
)  # fmt: skip


def drawn(number: int) -> Derivation:
    """Draw a layer and a notation."""
    source = random.Random(f"derivation {number}")
    notation = list(PRESETS)[number % len(PRESETS)]
    sizes = source.choice(((3, 4), (4, 3), (5, 4), (3, 3), (4, 5), (6, 5), (5, 6), (6, 6)))
    filters = source.choice(((2, 2), (2, 3), (3, 2), (1, 2), (3, 3)))
    return derivation(sizes, filters, source.choice((1, 1, 2)), notation)


def planted(count: int, seed: int = 0, documents: int = 40) -> Iterator[Planted]:
    """Plant slips of every kind in turn, in so many documents."""
    number = made = 0
    while made < count:
        source = random.Random(f"slip {seed} {number}")
        slip = SLIPS[number % len(SLIPS)]
        document = drawn(source.randrange(documents))
        right = source.choice(document.formulas)
        wrong = None if right.endswith("= 0") else slip(right, source, document)
        number += 1
        if wrong is not None and wrong != right:
            made += 1
            yield Planted(slip.__name__, wrong, right, document)


def judged(document: Document, text: str) -> Verdict:
    """Judge a formula behind all those of a document."""
    return document.context.judge(document.context.read(text, document.line))


@dataclass(frozen=True)
class Outcome:
    """What became of a planted slip: what was said of it, and its repair."""

    planted: Planted
    verdict: Verdict
    suggestion: Suggestion | None

    @property
    def fault(self) -> str:
        """What went wrong, in words; "" if the slip was found and mended."""
        if self.verdict.kind in TRUE or self.verdict.kind is VerdictKind.CONDITIONAL:
            return f"said to be {self.verdict.kind.value}"
        if self.suggestion is None:
            return "not mended"
        made, wrong = self.suggestion, self.planted.wrong
        if wrong[: made.start] + made.replacement + wrong[made.stop :] != made.latex:
            return "an edit that does not give the repaired formula"
        again = judged(self.planted.document, made.latex)
        return "" if again.kind in TRUE else f"mended to what is {again.kind.value}"


TRUE = (VerdictKind.PROVED, VerdictKind.HOLDS)


def outcome(one: Planted) -> Outcome:
    """Judge a planted slip and mend it."""
    document = one.document
    formulas = document.context.read(one.wrong, document.line)
    verdict = document.context.judge(formulas)
    flaws = [flaw for statement in formulas.statements for flaw in statement.flaws]
    letters = document.letters_without(one.right)
    found = mend(one.wrong, verdict, lambda text: judged(document, text), letters, flaws)
    return Outcome(one, verdict, found)
