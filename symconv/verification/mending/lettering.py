"""What a document's formulas show of its letters: how it writes arrays, sizes, layers and signs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from symconv.verification.facts import Array, FactKind, Quantity
from symconv.verification.judging.document import Context
from symconv.verification.judging.worlds.places import letters_in
from symconv.verification.mending.derived import deriving
from symconv.verification.mending.derived_sums import summing
from symconv.verification.mending.known import Letters, plain
from symconv.verification.mending.lexemes import Sort, lexemes
from symconv.verification.mending.slips.operations import SIGNS, turns_in
from symconv.verification.mending.slips.sums import uppers
from symconv.verification.mending.source import Source

_LAYER = re.compile(r"\s*([A-Za-z]|\\ell)\s*(?:[+-]\s*1)?\s*")
_SCALES = (Quantity.STRIDE, Quantity.PADDING, Quantity.DILATION)


def letters_of(context: Context, texts: Sequence[tuple[str, int]]) -> Letters:
    """Give what the search for slips has to know of a document.

    `texts` are its formulas with their lines, as the context was built of them.
    """
    reading = context.understanding.reading
    arrays = {_bare(letter): part for letter, part in reading.letters.items()}
    words = frozenset(letter for letter in arrays if letter.isalpha() and len(letter) > 1)
    sizes = {key for key in reading.sizes if not key.startswith("\\")}
    words |= {key for key in sizes if key.isalpha() and len(key) > 1}
    sources = [Source(text, words) for text, _ in texts]
    written = _written_sizes(sources, tuple(reading.sizes))
    scale = {written[key]: reading.sizes[key].quantity for key in written}
    return Letters(
        arrays=arrays,
        counts=_counts(sources) | _read_counts(context, texts),
        uses=Counter(e.letter.text for source in sources for e in source.arrays),
        base=reading.bases.input,
        sizes=tuple(dict.fromkeys((*_sizes(scale), *_limits(sources)))),
        strides=tuple(text for text, quantity in scale.items() if quantity is Quantity.STRIDE),
        dilations=tuple(text for text, quantity in scale.items() if quantity is Quantity.DILATION),
        layers=_layers(sources) if reading.layered else (),
        indices=_indices(sources),
        turns=tuple(dict.fromkeys(turn for source in sources for turn in turns_in(source))),
        signs=tuple(
            dict.fromkeys(x.text for source in sources for x in source.solid if x.text in SIGNS)
        ),
        words=words,
        texts=tuple(texts),
        others=frozenset(plain(text) for text, _ in texts),
    )


def letters_at(letters: Letters, context: Context, line: int) -> Letters:
    """Add what a document has fixed up to a line: its example's sizes, its stride."""
    stated = context.understanding.stated(line)
    setting = stated.layer(context.understanding.reading.rank)
    extents: dict[Array, tuple[int, ...]] = {}
    if setting.input_size is not None and setting.filter_size is not None:
        extents = {Array.INPUT: setting.input_size, Array.FILTER: setting.filter_size}
        step, pad, spread = setting.stride or 1, setting.padding or 0, setting.dilation or 1
        pairs = zip(setting.input_size, setting.filter_size, strict=True)
        out = tuple((n + 2 * pad - spread * (k - 1) - 1) // step + 1 for n, k in pairs)
        extents |= dict.fromkeys((Array.OUTPUT, Array.GRADIENT, Array.ACTIVATED), out)
    strides, dilations = list(letters.strides), list(letters.dilations)
    for kind, found in ((FactKind.STRIDE, strides), (FactKind.DILATION, dilations)):
        value = stated.last(kind)
        if value not in (None, "0", "1", *found):
            found.append(str(value))
    made = replace(letters, extents=extents, strides=tuple(strides), dilations=tuple(dilations))
    return replace(made, right=deriving(context, made, line), sums=summing(context, made, line))


def _bare(letter: str) -> str:
    r"""Give a letter without its accents and fonts: \hat{I} is written by its I."""
    return next((x.text for x in lexemes(letter, (letter,)) if x.sort is Sort.LETTER), letter)


def _counts(sources: Iterable[Source]) -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for source in sources:
        for entry in source.arrays:
            count = 0 if entry.indices is None else len(source.items(entry.indices))
            found[entry.letter.text].add(count)
    return {letter: frozenset(counts) for letter, counts in found.items()}


def _read_counts(context: Context, texts: Sequence[tuple[str, int]]) -> dict[str, frozenset[int]]:
    """Give how many indices each array's letter is read with: a flat number is one."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    reading = context.understanding.reading
    for text, line in texts:
        for statement in context.read(text, line).statements:
            for member in statement.members:
                for letter in letters_in(member.formula, reading):
                    found[_bare(letter.name)].add(len(letter.indices))
    return {letter: frozenset(counts) for letter, counts in found.items()}


def _written_sizes(sources: Sequence[Source], keys: tuple[str, ...]) -> dict[str, str]:
    """Give how each size is written first."""
    found: dict[str, str] = {}
    for source in sources:
        for entry in source.entries:
            below = "" if entry.below is None else "_" + source.of(entry.below)
            key = entry.letter.text + "".join(below.split())
            if key in keys:
                found.setdefault(key, source.of(entry.span))
    return {key: found.get(key, _braced(key)) for key in keys}


def _braced(key: str) -> str:
    head, _, tail = key.partition("_")
    return f"{head}_{{{tail}}}" if len(tail) > 1 else key


def _sizes(scale: Mapping[str, Quantity]) -> Iterator[str]:
    return (text for text, quantity in scale.items() if quantity not in _SCALES)


def _limits(sources: Iterable[Source]) -> Iterator[str]:
    """Give the letters that stand as upper limits of sums."""
    for source in sources:
        for span in uppers(source):
            inside = source.within(span)
            found = [e for e in source.entries if e.letter in inside[:1]]
            if found and found[0].span.stop <= span.stop:
                yield source.of(found[0].span)


def _layers(sources: Iterable[Source]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for source in sources:
        for entry in source.arrays:
            match = None if entry.above is None else _LAYER.fullmatch(source.of(entry.above))
            if match is not None and match[1] != "T":
                found.setdefault(match[1])
    return tuple(found)


def _indices(sources: Iterable[Source]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for source in sources:
        for items in source.indices:
            for item in items:
                inside = source.within(item)
                if len(inside) == 1 and inside[0].sort is Sort.LETTER:
                    found.setdefault(inside[0].text)
    return tuple(found)
