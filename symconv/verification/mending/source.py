"""The parts of a formula's text that slips touch: entries, fractions, sums, members, terms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise

from symconv.reading.written import Span
from symconv.verification.mending.lexemes import Lexeme, Sort, lexemes

RELATIONS = ("=", r"\equiv", r"\approx", r"\triangleq", r"\coloneqq")
FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac")
PARTIALS = ("d", r"\partial", "∂", r"\mathrm{d}")
_SUMS = (r"\sum", "∑", "Σ")
_MATRIX = re.compile(
    r"\\begin\{(\w*matrix|array|cases)\}(?:\{[^{}]*\})?(.*?)\\end\{\1\}", re.DOTALL
)
_FONTS = frozenset(
    (
        r"\mathbf", r"\boldsymbol", r"\bm", r"\mathsf", r"\mathcal", r"\mathrm", r"\mathit",
        r"\hat",
        r"\tilde", r"\bar", r"\vec", r"\widehat", r"\widetilde", r"\overline", r"\mathbb", r"\pmb",
        r"\check", r"\dot",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A letter with its indices: where it begins and ends, where its letter and scripts stand.

    `below` and `above` are what stands in its scripts without braces, `arguments` what stands in
    the parentheses after it.
    """

    letter: Lexeme
    span: Span
    below: Span | None = None
    above: Span | None = None
    arguments: Span | None = None

    @property
    def indices(self) -> Span | None:
        """Where its indices stand."""
        return self.below or self.arguments


@dataclass(frozen=True, slots=True)
class Ratio:
    """A fraction: what stands above and below, without braces."""

    span: Span
    top: Span
    bottom: Span


@dataclass(frozen=True, slots=True)
class Summed:
    """A sum's sign, and what stands below and above it, without braces."""

    span: Span
    below: Span | None
    above: Span | None


@dataclass(frozen=True)
class Source:
    """A formula's text and its parts; `words` are its letters of several characters."""

    text: str
    words: frozenset[str] = frozenset()
    spaced: tuple[Lexeme, ...] = field(init=False, repr=False, compare=False)
    solid: tuple[Lexeme, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = lexemes(self.text, self.words)
        object.__setattr__(self, "spaced", found)
        solid = tuple(lexeme for lexeme in found if lexeme.sort is not Sort.SPACE)
        object.__setattr__(self, "solid", solid)

    def of(self, span: Span) -> str:
        """Give the text of a span."""
        return self.text[span.start : span.stop]

    def within(self, span: Span) -> tuple[Lexeme, ...]:
        """Give the lexemes that stand in a span, spaces left out."""
        first = bisect_left(self.starts, span.start)
        after = bisect_left(self.starts, span.stop)
        return tuple(x for x in self.solid[first:after] if x.stop <= span.stop)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each solid lexeme begins."""
        return tuple(lexeme.start for lexeme in self.solid)

    @cached_property
    def partners(self) -> dict[int, int]:
        """Which bracket closes which, by their places among the solid lexemes."""
        found: dict[int, int] = {}
        waiting: list[int] = []
        for at, lexeme in enumerate(self.solid):
            if lexeme.sort is Sort.OPEN:
                waiting.append(at)
            elif lexeme.sort is Sort.CLOSE and waiting:
                found[waiting.pop()] = at
        return found

    def group(self, at: int) -> tuple[Span, int] | None:
        """Give what stands in the braces that open at a place, or the one lexeme there."""
        if at >= len(self.solid):
            return None
        lexeme = self.solid[at]
        if lexeme.text == "{":
            close = self.partners.get(at)
            if close is None:
                return None
            return Span(lexeme.stop, self.solid[close].start), close + 1
        if lexeme.sort in (Sort.LETTER, Sort.NUMBER, Sort.COMMAND) or lexeme.text == "*":
            one = lexeme.sort is Sort.NUMBER and not self.is_plain
            return Span(lexeme.start, lexeme.start + 1 if one else lexeme.stop), at + 1
        return None

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is written without any command, as people type formulas."""
        return "\\" not in self.text and "{" not in self.text

    @cached_property
    def entries(self) -> tuple[Written, ...]:
        """Every letter with its scripts and arguments, in order."""
        found = []
        for at, lexeme in enumerate(self.solid):
            if lexeme.sort is Sort.LETTER and not self._is_differential(at):
                found.append(self._entry(at, lexeme))
        return tuple(found)

    @cached_property
    def arrays(self) -> tuple[Written, ...]:
        """The letters that stand in no index, superscript or limit."""
        scripts = [span for e in self.entries for span in (e.below, e.above, e.arguments)]
        scripts += [span for one in self.sums for span in (one.below, one.above)]
        depth = [0] * (len(self.text) + 1)
        for span in scripts:
            if span is not None:
                depth[span.start] += 1
                depth[span.stop] -= 1
        inside = tuple(accumulate(depth))
        return tuple(e for e in self.entries if not inside[e.letter.start])

    @cached_property
    def indexed(self) -> tuple[Written, ...]:
        """The arrays, those twice that have indices below and in parentheses."""
        found = []
        for entry in self.arrays:
            found.append(entry)
            if entry.below is not None and entry.arguments is not None:
                found.append(replace(entry, below=None))
        return tuple(found)

    @cached_property
    def indices(self) -> tuple[tuple[Span, ...], ...]:
        """Where the indices of every letter that has some stand, one by one."""
        return tuple(self.items(e.indices) for e in self.indexed if e.indices is not None)

    def items(self, span: Span) -> tuple[Span, ...]:
        """Split indices: at commas, else run-together digits and letters one by one."""
        inside = self.within(span)
        if not inside:
            return ()
        floor = min(self.depths[x.start] for x in inside)
        commas = [x for x in inside if x.text == "," and self.depths[x.start] == floor]
        if commas:
            starts = [span.start, *(x.stop for x in commas)]
            stops = [*(x.start for x in commas), span.stop]
            pairs = zip(starts, stops, strict=True)
            return tuple(self.trimmed(Span(start, stop)) for start, stop in pairs)
        if all(x.sort in (Sort.LETTER, Sort.NUMBER) for x in inside):
            return tuple(self._singles(inside))
        return (self.trimmed(span),)

    @staticmethod
    def _singles(inside: tuple[Lexeme, ...]) -> Iterator[Span]:
        for lexeme in inside:
            if lexeme.sort is Sort.NUMBER:
                yield from (Span(at, at + 1) for at in range(lexeme.start, lexeme.stop))
            else:
                yield Span(lexeme.start, lexeme.stop)

    def _is_differential(self, at: int) -> bool:
        """Tell whether a d stands for a derivative: before a letter at a fraction's border."""
        if self.solid[at].text != "d" or at + 1 >= len(self.solid):
            return False
        after = self.solid[at + 1]
        starts = after.text == "{" or after.text in _FONTS or after.sort is Sort.LETTER
        before = self.solid[at - 1].text if at else ""
        return starts and before in ("{", "/", "", "=", "(", "+", *FRACTIONS)

    def _entry(self, at: int, lexeme: Lexeme) -> Written:
        first, after = at, at + 1
        while True:
            opened = first - 1
            if (
                opened >= 0
                and self.solid[opened].text == "{"
                and self.partners.get(opened) == after
            ):
                before = self.solid[opened - 1].text if opened else ""
                if before not in _FONTS and (before in ("_", "^") or before in FRACTIONS):
                    break
                if before == "}":
                    break
                first, after = opened, after + 1
                if before in _FONTS:
                    first -= 1
                continue
            if opened >= 0 and self.solid[opened].text in _FONTS and first == at:
                first = opened
            break
        if first and first == at and self.solid[at - 1].sort is Sort.SCRIPT:
            return Written(lexeme, Span(lexeme.start, lexeme.stop))
        below, above, after = self._scripts(after)
        arguments = None
        called = self._called(after, listed=below is not None)
        if called is not None:
            arguments, after = called
            behind, raised, after = self._scripts(after)
            below, above = below or behind, above or raised
        span = Span(self.solid[first].start, self.solid[after - 1].stop)
        return Written(lexeme, span, below, above, arguments)

    def _called(self, at: int, listed: bool) -> tuple[Span, int] | None:
        """Give what parentheses right behind an entry hold; behind indices they hold a list."""
        close = self.partners.get(at) if at < len(self.solid) else None
        if close is None or self.solid[at].text != "(":
            return None
        if self.solid[at].start != self.solid[at - 1].stop:
            return None
        inside = Span(self.solid[at].stop, self.solid[close].start)
        if listed and not any(x.text == "," for x in self.within(inside)):
            return None
        return inside, close + 1

    def _scripts(self, after: int) -> tuple[Span | None, Span | None, int]:
        below = above = None
        while after < len(self.solid):
            sign = self.solid[after]
            if sign.text == "'":
                after += 1
                continue
            if sign.sort is not Sort.SCRIPT:
                break
            group = self.group(after + 1)
            if group is None:
                break
            if sign.text == "_":
                below = below or group[0]
            else:
                above = above or group[0]
            after = group[1]
        return below, above, after

    @cached_property
    def ratios(self) -> tuple[Ratio, ...]:
        """Every fraction, in order; of plain text, every quotient of two derivatives."""
        found = []
        for at, lexeme in enumerate(self.solid):
            if lexeme.text in FRACTIONS:
                top = self.group(at + 1)
                bottom = None if top is None else self.group(top[1])
                if top is not None and bottom is not None:
                    stop = self.solid[bottom[1] - 1].stop
                    found.append(Ratio(Span(lexeme.start, stop), top[0], bottom[0]))
            elif lexeme.text == "/":
                found += self._quotient(lexeme)
        return tuple(sorted(found, key=lambda ratio: ratio.span.start))

    def _quotient(self, slash: Lexeme) -> list[Ratio]:
        before = [e for e in self.entries if e.span.stop <= slash.start]
        after = [e for e in self.entries if e.span.start >= slash.stop]
        if not before or not after:
            return []
        top, bottom = before[-1], after[0]
        signs = [x for x in self.solid if x.stop == top.span.start and x.text in PARTIALS]
        lower = self.text[slash.stop : bottom.span.start].strip()
        if not signs or lower not in PARTIALS or self.text[top.span.stop : slash.start].strip():
            return []
        start = signs[0].start
        over = Span(start, top.span.stop)
        under = Span(slash.stop, bottom.span.stop)
        return [Ratio(Span(start, bottom.span.stop), over, under)]

    @cached_property
    def sums(self) -> tuple[Summed, ...]:
        """Every sum's sign with its limits, in order."""
        found = []
        for at, lexeme in enumerate(self.solid):
            if lexeme.text in _SUMS:
                below, above, after = self._scripts(at + 1)
                stop = self.solid[after - 1].stop
                found.append(Summed(Span(lexeme.start, stop), below, above))
        return tuple(found)

    @cached_property
    def depths(self) -> dict[int, int]:
        """How deep in brackets each solid lexeme stands, by its start."""
        found, depth = {}, 0
        for lexeme in self.solid:
            if lexeme.sort is Sort.CLOSE:
                depth = max(0, depth - 1)
            found[lexeme.start] = depth
            if lexeme.sort is Sort.OPEN:
                depth += 1
        return found

    @cached_property
    def members(self) -> tuple[Span, ...]:
        """What stands between the equality signs outside all brackets."""
        cuts = [0]
        for lexeme in self.solid:
            if self.depths[lexeme.start] == 0 and lexeme.text in RELATIONS:
                cuts += [lexeme.start, lexeme.stop]
        cuts.append(len(self.text))
        pairs = zip(cuts[::2], cuts[1::2], strict=True)
        return tuple(self.trimmed(Span(start, stop)) for start, stop in pairs)

    def trimmed(self, span: Span) -> Span:
        """Give a span without spaces, alignment, tags and punctuation at its ends."""
        inside = [
            x
            for x in self.within(span)
            if x.sort is not Sort.ALIGN and not (x.sort is Sort.OPAQUE and "tag" in x.text[:5])
        ]
        while inside and inside[-1].text in (",", ".", ";", ":"):
            inside.pop()
        if not inside:
            return Span(span.start, span.start)
        return Span(inside[0].start, inside[-1].stop)

    @cached_property
    def matrices(self) -> tuple[Span, ...]:
        """Where the entries of written matrices stand."""
        return tuple(Span(*found.span(2)) for found in _MATRIX.finditer(self.text))

    def terms(self, member: Span) -> tuple[Span, ...]:
        """Give the terms of a member: what stands between its signs + and - outside brackets."""
        inside = self.within(member)
        if not inside:
            return ()
        floor = min(self.depths[x.start] for x in inside)
        starts = [inside[0].start]
        stops = []
        for before, lexeme in pairwise(inside):
            if lexeme.text in "+-" and self.depths[lexeme.start] == floor:
                stops.append(before.stop)
                starts.append(lexeme.stop)
        stops.append(inside[-1].stop)
        pairs = zip(starts, stops, strict=True)
        return tuple(self.trimmed(Span(start, max(start, stop))) for start, stop in pairs)
