"""How a document was read, in words: its layers, its letters, its conventions."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.verification.facts import Array, FactKind
from symconv.verification.judging.understanding.examples import Example, setting_of
from symconv.verification.judging.understanding.understand import Understanding

_SHOWN = (
    Array.INPUT, Array.FILTER, Array.BIAS, Array.OUTPUT, Array.GRADIENT, Array.LOSS,
    Array.ACTIVATION,
)  # fmt: skip


def read_as(understanding: Understanding) -> tuple[str, ...]:
    """Give the lines that say how a document was read."""
    lines = [_example(example, understanding) for example in understanding.examples]
    return tuple(
        line for line in (*lines, _conventions(understanding), _letters(understanding)) if line
    )


def _example(example: Example, understanding: Understanding) -> str:
    """Say the sizes of a layer that is worked out entry by entry: "X 3×3, F 2×2, stride 1"."""
    if Array.FILTER not in example.extents or not example.fits:
        return ""
    line = example.fits[-1].line
    stated = understanding.stated(line).about(set(example.letters))
    layer = stated.layer(understanding.reading.rank)
    found = setting_of(example, layer, line, understanding.facts, understanding.examples)
    if found.input_size is None or found.filter_size is None:
        return ""
    sizes = {Array.INPUT: found.input_size, Array.FILTER: found.filter_size}
    words = [
        f"{_letter(part, example, understanding)} {'×'.join(map(str, size))}"
        for part, size in sizes.items()
    ]
    words.append(f"stride {found.stride or 1}")
    if found.padding:
        words.append(f"padding {found.padding}")
    return ", ".join(words)


def _letter(part: Array, example: Example, understanding: Understanding) -> str:
    letters = understanding.reading.letters
    named = sorted(name for name in example.letters if letters.get(name) is part)
    return named[0] if named else part.value


def _conventions(understanding: Understanding) -> str:
    reading, stated = understanding.reading, understanding.stated(None)
    words = ["true convolution" if reading.flip else "correlation", reading.bases.words]
    if reading.bases.unmoved:
        words.append("outputs keep the indices of their definition")
    stride = stated.last(FactKind.STRIDE)
    if not understanding.examples and stride is not None:
        words.insert(0, f"stride {stride}")
    return ", ".join(words)


def _letters(understanding: Understanding) -> str:
    letters, used = understanding.reading.letters, understanding.reading.indexed

    def named(part: Array) -> Iterator[str]:
        yield from (name for name, found in sorted(letters.items()) if found is part)

    words = []
    for part in _SHOWN:
        names = [name for name in named(part) if name in used or part in (Array.LOSS, Array.BIAS)]
        if names:
            words.append(f"{part.value} {', '.join(names)}")
    return "; ".join(words)
