"""How adaptive pooling layers are computed: one window after another.

Windows differ in size and distance, so that there is no tap that meets them all.
"""

from __future__ import annotations

from math import lcm, prod

from symconv.kernels.certificates.sampling import most_terms, multiple
from symconv.kernels.emission.layout import INDENT, shape_text
from symconv.kernels.emission.naming import joined, name_words
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import direct
from symconv.kernels.lowering.parts.letters import POSITION_LETTERS, sizes_text
from symconv.specs.adaptive_pool import AdaptivePoolSpec


@name_words.register
def adaptive_pool_name_words(spec: AdaptivePoolSpec) -> list[str]:
    """Give the words of an adaptive pool's name: adaptive_max_pool2d_3x7x8_to2x3."""
    head = f"adaptive_{spec.operation.value}_pool{spec.rank}d"
    return [head, joined(spec.input_shape), f"to{joined(spec.output_size)}"]


@multiple.register
def multiple_of_adaptive_pool(spec: AdaptivePoolSpec) -> int:
    """Give, for an average, a multiple of the sizes of all windows."""
    return prod(lcm(*lengths) for lengths in spec.window_lengths) if spec.polynomial else 0


@most_terms.register
def most_adaptive_pool_terms(spec: AdaptivePoolSpec) -> int:
    """Give the entries of the largest window, or the windows of one entry if they are more."""
    return max(spec.taps, spec.most_windows)


@direct.lower.register
def lower_adaptive_pool(spec: AdaptivePoolSpec) -> Lowered:
    """Lower an adaptive pooling to a loop over the windows."""
    letters = POSITION_LETTERS[spec.rank]
    sizes = sizes_text(spec.output_size)
    spans = zip(letters, spec.input_size, spec.output_size, strict=True)
    data: dict[str, Data] = {
        "averages": spec.polynomial,
        "place": ", ".join(letters),
        "places": f"range({sizes})" if spec.rank == 1 else f"np.ndindex({sizes})",
        "window": ", ".join(f"x_{letter}" for letter in letters),
        "spans": [
            [f"x_{letter}", f"slice({letter} * {n} // {m}, -(-({letter} + 1) * {n} // {m}))"]
            for letter, n, m in spans
        ],
        "spatial_axes": shape_text(range(2, 2 + spec.rank)),
        "new_axes": ", np.newaxis" * spec.rank,
        "channels": spec.channels,
        "channel_entries": prod(spec.input_size),
        "numbers_shape": sizes_text(spec.input_size),
    }
    words = f"{spec.rank}-D adaptive {'average' if spec.polynomial else 'max'} pooling layer"
    template = "kernels/adaptive_pool_direct.py.jinja"
    return Lowered(template, data, words, "one window after another", _formula(spec))


def _formula(spec: AdaptivePoolSpec) -> list[str]:
    """Write what gives an output entry, as indented ASCII lines, and which entries a window has."""
    letters = POSITION_LETTERS[spec.rank]
    word = "average" if spec.polynomial else "maximum"
    lines = [
        f"{INDENT}o[n, c, {', '.join(letters)}] = the {word} of its window in x[n, c]",
        "",
        "where the window has, along each axis,",
    ]
    for letter, n, m in zip(letters, spec.input_size, spec.output_size, strict=True):
        first, end = f"floor({letter}*{n} / {m})", f"ceil(({letter} + 1)*{n} / {m})"
        lines.append(f"{INDENT}the entries from {first} up to, and without, {end}")
    if not spec.polynomial:
        lines.append("Of equal entries the first, row by row, has the index and the gradient.")
    return lines
