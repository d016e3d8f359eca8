"""Facts told back to a person: how the document was read."""

from __future__ import annotations

from collections.abc import Iterable

from symconv.notation.letters import letter_to_text
from symconv.verification.facts import Fact, FactKind
from symconv.verification.stating.letters import letter_of


def describe(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Tell how a document was read: the last fact of each kind and subject, in one line each.

    >>> from symconv.verification.stating import read_facts
    >>> describe(read_facts("3x3 input X, 2x2 filter F, stride 1, cross-correlation, 1-based"))
    ('read as: X 3×3, F 2×2, stride 1, correlation, 1-based', 'letters: X input, F filter')
    """
    last = {(fact.kind, fact.subject, _names(fact)): fact for fact in facts}
    told = [
        _told(fact)
        for kind in _ORDER
        for fact in last.values()
        if fact.kind is kind and not _names(fact)
    ]
    letters = [
        f"{_plain(fact.subject)} {fact.value}"
        for fact in last.values()
        if fact.kind is FactKind.LETTER or _names(fact)
    ]
    lines = [f"read as: {', '.join(told)}"] if told else []
    return (*lines, *([f"letters: {', '.join(letters)}"] if letters else []))


_ORDER = (
    FactKind.SHAPE, FactKind.SIZE, FactKind.WINDOW, FactKind.STRIDE, FactKind.PADDING,
    FactKind.DILATION, FactKind.PADDED, FactKind.OPERATION, FactKind.BASE,
    FactKind.DIVISIBLE, FactKind.ZERO_EXTENSION, FactKind.TOTAL_PADDING, FactKind.ORIGIN,
    FactKind.SUMMED, FactKind.SWAPPED, FactKind.DILATION_FROM_ZERO,
)  # fmt: skip
_PLAIN = {
    FactKind.DIVISIBLE: "the stride divides",
    FactKind.TOTAL_PADDING: "padding counts both sides",
    FactKind.ORIGIN: "the output stored from 0",
    FactKind.SUMMED: "repeated indices summed",
    FactKind.DILATION_FROM_ZERO: "dilation 0 is none",
}


def _names(fact: Fact) -> bool:
    """Tell whether a fact says which number a letter stands for, not how large it is."""
    return fact.kind is FactKind.SIZE and not fact.value.isdigit()


def _plain(letter: str) -> str:
    """Give a letter as a terminal shows it."""
    checked = letter_of(letter)
    return letter_to_text(checked) if checked else letter


def _told(fact: Fact) -> str:
    subject = _plain(fact.subject)
    match fact.kind:
        case FactKind.SHAPE:
            return f"{subject} {fact.value.replace(' x ', '×').replace('x', '×')}"
        case FactKind.SIZE:
            return f"{subject} = {fact.value}"
        case FactKind.WINDOW:
            return f"{subject} pooling {fact.value.replace('x', '×')}".strip()
        case FactKind.STRIDE | FactKind.PADDING | FactKind.DILATION:
            return f"{subject} {fact.kind} {fact.value}".strip()
        case FactKind.BASE:
            return f"{subject} {fact.value}-based".strip()
        case FactKind.OPERATION:
            return fact.value if subject == "layer" else f"{subject} is {fact.value}"
        case FactKind.PADDED:
            return fact.value if subject == "layer" else f"{subject} is {fact.value}"
        case FactKind.ZERO_EXTENSION:
            return f"{subject or 'arrays'} zero outside"
        case FactKind.SWAPPED:
            return fact.value
        case _:
            return _PLAIN[fact.kind]
