"""Passages about a pool of which every word is understood: only there pools are judged.

What a pool does is said in many ways (windows that overlap, padding of minus infinity, steps per
axis, a rectifier in between), of which facts hold few. A formula is judged by a pool that a
document describes only where nothing else is said of it; a pool that a user gives needs no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from symconv.verification.facts import Fact, FactKind
from symconv.verification.finding import Prose, SourceDocument

_CONVOLUTION = re.compile(r"convol|\bconv|\bcnn|correlat", re.IGNORECASE)
_KINDS = (re.compile("max", re.IGNORECASE), re.compile("mean|average", re.IGNORECASE))
_OF_POOLS = re.compile(
    r"pool|window|region|patch|strid|step|\bpad|dilat|overlap|subsampl", re.IGNORECASE
)
_PHRASES = re.compile(
    r"\$[A-Za-z]\$"
    r"|\bnon[- ]?overlapping\b"
    r"|\b\d+\s*(?:[x×]|by|\$?\\times\$?)\s*\d+\b"
    r"|\bstrides?(?:\s+of|\s+is|-|\s)\s*\$?\d+\$?(?!\s*[x×,/])"
    r"|\b(?:start|begin|count)s?(?:ing|ed)?\s+(?:at|from|with)\s+(?:0|1|zero|one)\b",
    re.IGNORECASE,
)
_WORDS = frozenset({
    "a", "all", "an", "and", "applied", "applies", "apply", "are", "array", "as", "average",
    "averages", "axis", "back", "backpropagation", "backward", "be", "by", "call", "called",
    "chain", "compute", "computed", "computes", "consider", "denote", "denoted", "denotes",
    "derivative", "each", "element", "elements", "entries", "entry", "equation", "every",
    "feature", "first", "following", "follows", "for", "formula", "forward", "from", "get",
    "gets", "give", "given", "gives", "gradient", "gradients", "has", "have", "hence", "here",
    "image", "in", "index", "indices", "input", "inputs", "into", "is", "it", "its", "largest",
    "layer", "let", "letter", "loss", "map", "matrix", "max", "maximal", "maximum", "mean",
    "name", "named", "network", "next", "now", "of", "on", "operation", "output",
    "outputs", "over", "pass", "pool", "pooled", "pooling", "pools", "produce",
    "produces", "propagation", "respect", "rule", "size", "so", "stride", "take", "takes",
    "that", "the", "then", "this", "to", "use", "uses", "using", "value", "values", "we",
    "where", "which", "window", "windows", "with", "write", "yield", "yields",
})  # fmt: skip


def judged_parts(source: SourceDocument, facts: Iterable[Fact]) -> frozenset[int]:
    """Give the numbers of parts, from 1, at which formulas of a described pool are judged."""
    prose = [part for part in source.parts if isinstance(part, Prose)]
    said = {(f.subject, f.value) for f in facts if f.kind is FactKind.WINDOW}
    strides = {f.value for f in facts if f.kind is FactKind.STRIDE and f.subject == "pool"}
    if len(said) != 1 or len(strides) > 1 or any(_CONVOLUTION.search(one.text) for one in prose):
        return frozenset()
    if all(any(kind.search(one.text) for one in prose) for kind in _KINDS):
        return frozenset()
    if not all(is_plain(one.text) for one in prose if _OF_POOLS.search(one.text)):
        return frozenset()
    return frozenset(_plain_parts(source.parts))


def _plain_parts(parts: Sequence[object]) -> Iterable[int]:
    plain = True
    for at, part in enumerate(parts, 1):
        if isinstance(part, Prose):
            plain = is_plain(part.text) and (plain or part.heading is not None)
        if plain:
            yield at


def is_plain(text: str) -> bool:
    """Tell whether each word of a text about a pool is one that changes nothing of it."""
    rest = _PHRASES.sub(" ", text)
    words = re.findall(r"[^\W\d_]+|[^\s.,:;()'\"`*#-]", rest)
    return all(word.lower() in _WORDS or (len(word) == 1 and word.isalpha()) for word in words)
