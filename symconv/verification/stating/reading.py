"""What a piece of prose says of its layer."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.verification.facts import Fact, FactKind
from symconv.verification.stating.clauses import Clause, Found, Rule, sentences
from symconv.verification.stating.compounds import with_compounds
from symconv.verification.stating.concepts import Concept
from symconv.verification.stating.conventions import (
    based,
    counted_from,
    layer_operation,
    phrase,
    sign,
    sign_behind,
    undilated,
)
from symconv.verification.stating.lexing import items_of
from symconv.verification.stating.making import made
from symconv.verification.stating.roles import letter_after, letter_before
from symconv.verification.stating.settings import (
    border,
    letter_value,
    moved,
    no_padding,
    setting_value,
    sided_letter,
)
from symconv.verification.stating.shaping import with_shapes
from symconv.verification.stating.sizes import (
    bare_sizes,
    pooling,
    single_size,
    size_after,
    size_before,
)

_RULES: tuple[Rule, ...] = (
    size_before, size_after, bare_sizes, single_size, pooling, letter_before, letter_after,
    setting_value, sided_letter, letter_value, moved, no_padding, border, based, counted_from,
    sign, sign_behind, layer_operation, phrase, undilated, made,
)  # fmt: skip
_CASES = frozenset(
    (FactKind.STRIDE, FactKind.PADDING, FactKind.DILATION, FactKind.OPERATION, FactKind.BASE,
     FactKind.PADDED, FactKind.TOTAL_PADDING)
)  # fmt: skip
"""What a sentence about cases ("if the stride is 2") does not say of the layer."""
_LONGEST_WORDS = 120


def read_facts(text: str, line: int = 1) -> tuple[Fact, ...]:
    r"""Read what a piece of prose says of its document's layer, in the order of its words.

    `text` is a paragraph, a heading, an item of a list, a cell or a caption; mathematics inside
    stands between dollars or `\(` and `\)`. `line` is the line that it begins at. What is asked,
    denied, compared, or told of others' work gives no fact. At most the first 20,000 characters
    are read.

    >>> for fact in read_facts("A 3x3 input $X$ and a 2x2 filter F, stride 2."):
    ...     print(fact.kind, fact.subject, fact.value)
    shape X 3x3
    letter X input
    shape F 2x2
    letter F filter
    stride  2
    """
    items = with_compounds(with_shapes(items_of(text)))
    facts: dict[tuple[str, str, str, int], Fact] = {}
    for number, clause in enumerate(sentences(items)):
        for found in _found(clause):
            first = clause.items[found.at].first
            stop = clause.items[min(found.stop, len(clause.items)) - 1].stop
            words = " ".join(text[first:stop].split())[:_LONGEST_WORDS]
            at = line + text.count("\n", 0, first)
            fact = Fact(found.kind, found.subject, found.value, words, at)
            facts.setdefault((fact.kind, fact.subject, fact.value, number), fact)
    return tuple(facts.values())


def _found(clause: Clause) -> Iterator[Found]:
    cased = clause.has(Concept.HEDGE)
    for at in range(len(clause.items)):
        for rule in _RULES:
            for found in rule(clause, at):
                if not (cased and _is_case(found)):
                    yield found


def _is_case(found: Found) -> bool:
    numbers = found.value[:1].isdigit()
    if found.kind in (FactKind.SHAPE, FactKind.SIZE):
        return numbers
    return found.kind in _CASES and (numbers or found.kind is not FactKind.STRIDE)
