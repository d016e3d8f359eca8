"""Names of kernels: told from the layer and the strategy alone, different for different layers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from symconv.kernels.accumulate import Accumulate
from symconv.specs import ConvSpec, ConvTransposeSpec, LayerSpec, PoolSpec
from symconv.specs.flags import to_flags
from symconv.specs.kinds import kind_of
from symconv.specs.normalise import compact_axes
from symconv.specs.padding import compact_pads


def kernel_name(spec: LayerSpec, strategy: str, accumulate: Accumulate | None = None) -> str:
    """Give the name of a kernel, which is a Python identifier and a file name.

    Sizes are joined by x; an option that has its usual value is left out, the stride of a
    convolution aside.

    >>> kernel_name(ConvSpec((3, 3), (2, 2)), "taps")
    'conv2d_1x3x3_f1x2x2_s1_taps'
    >>> kernel_name(ConvSpec(9, 3, 4, 8, groups=2, padding=((0, 2),), bias=True), "im2col")
    'conv1d_4x9_f8x3_s1_p0_2_g2_bias_im2col'
    """
    return "_".join([*name_words(spec), strategy, *([accumulate.value] if accumulate else [])])


@singledispatch
def name_words(spec: LayerSpec) -> list[str]:
    """Give the words of a layer's name: those of its command line, the kind first."""
    words = [spec.kind]
    for flag in to_flags(spec)[2:]:
        word = flag.removeprefix("--").replace("-", "_") if flag.startswith("--") else flag
        words.append(plain_word(word))
    return words


def late_words(spec: LayerSpec) -> list[str]:
    """Give the words of options that are told only where they are not as usual: ties_last."""
    told = kind_of(spec).call.told(spec.shortest())
    return [
        f"{option.name}_{plain_word(str(told[option.name]))}"
        for option in spec.options
        if option.is_told_only and option.name in told
    ]


def plain_word(text: str) -> str:
    """Write numbers with letters instead of signs, so that a name can have them: 3over2."""
    return "".join(_SIGNS.get(sign, sign) for sign in text)


_SIGNS = {":": "_", ".": "p", "/": "over", "-": "m"}


def window_words(spec: ConvSpec | ConvTransposeSpec) -> list[str]:
    """Give the words of sizes, stride and pads."""
    words = [
        joined(spec.input_shape),
        f"f{joined((spec.out_channels, *spec.filter_size))}",
        f"s{compact(spec.stride)}",
    ]
    return [*words, f"p{pads_text(spec)}"] if any(map(any, spec.pads)) else words


def joined(sizes: Iterable[int]) -> str:
    """Write sizes joined by x."""
    return "x".join(map(str, sizes))


def compact(axes: tuple[int, ...]) -> str:
    """Write one size per axis, or the one of all axes."""
    sizes = compact_axes(axes)
    return str(sizes) if isinstance(sizes, int) else joined(sizes)


def pads_text(spec: ConvSpec | ConvTransposeSpec | PoolSpec) -> str:
    """Write pads as short as they can be told."""
    pads = compact_pads(spec.pads)
    if isinstance(pads, int):
        return str(pads)
    if any(before != after for before, after in spec.pads):
        return "x".join(f"{before}_{after}" for before, after in spec.pads)
    return joined(before for before, _ in spec.pads)
