"""Names of kernels: told from the layer and the strategy alone, different for different layers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from symconv.specs import (
    ActivationFunction,
    ActivationSpec,
    ConvSpec,
    ConvTransposeSpec,
    DenseSpec,
    FlattenSpec,
    LayerSpec,
    LossSpec,
    PaddingMode,
    Pooling,
    PoolSpec,
)
from symconv.specs.kinds import kind_of
from symconv.specs.normalise import compact_axes
from symconv.specs.padding import compact_pads


def kernel_name(spec: LayerSpec, strategy: str) -> str:
    """Give the name of a kernel, which is a Python identifier and a file name.

    Sizes are joined by x; an option that has its usual value is left out, the stride of a
    convolution aside.

    >>> kernel_name(ConvSpec((3, 3), (2, 2)), "taps")
    'conv2d_1x3x3_f1x2x2_s1_taps'
    >>> kernel_name(ConvSpec(9, 3, 4, 8, groups=2, padding=((0, 2),), bias=True), "im2col")
    'conv1d_4x9_f8x3_s1_p0_2_g2_bias_im2col'
    """
    return "_".join([*name_words(spec), strategy])


@singledispatch
def name_words(spec: LayerSpec) -> list[str]:
    """Give the words of a layer's name: those of its command line, the kind first."""
    words = [spec.kind]
    for flag in kind_of(spec).flags.write(spec):
        word = flag.removeprefix("--").replace("-", "_") if flag.startswith("--") else flag
        words.append("".join(_SIGNS.get(sign, sign) for sign in word))
    return words


_SIGNS = {":": "_", ".": "p", "/": "over", "-": "m"}


@name_words.register
def conv_name_words(spec: ConvSpec) -> list[str]:
    """Give the words of a convolution's name."""
    words = [f"conv{spec.rank}d", *_window_words(spec)]
    if spec.padding_mode is not PaddingMode.ZEROS:
        words.append(spec.padding_mode.value)
    if set(spec.dilation) != {1}:
        words.append(f"d{_compact(spec.dilation)}")
    if spec.groups > 1:
        words.append(f"g{spec.groups}")
    return words + ["bias"] * spec.bias + ["flip"] * spec.flip_filter


@name_words.register
def conv_transpose_name_words(spec: ConvTransposeSpec) -> list[str]:
    """Give the words of a transposed convolution's name."""
    words = [f"conv_transpose{spec.rank}d", *_window_words(spec)]
    if any(spec.output_padding):
        words.append(f"op{_compact(spec.output_padding)}")
    if set(spec.dilation) != {1}:
        words.append(f"d{_compact(spec.dilation)}")
    if spec.groups > 1:
        words.append(f"g{spec.groups}")
    return words + ["bias"] * spec.bias


@name_words.register
def pool_name_words(spec: PoolSpec) -> list[str]:
    """Give the words of a pooling layer's name; ceil, pads and columns name options."""
    power = str(spec.power) if spec.operation is Pooling.LP else ""
    words = [
        f"{spec.operation.value}{power}_pool{spec.rank}d",
        _joined(spec.input_shape),
        f"k{_joined(spec.pool_size)}",
        f"s{_compact(spec.stride)}",
    ]
    if any(map(any, spec.pads)):
        words.append(f"p{_pads(spec)}")
    if set(spec.dilation) != {1}:
        words.append(f"d{_compact(spec.dilation)}")
    words += ["ceil"] * spec.ceil_mode + ["pads"] * spec.count_include_pad
    return words + ["columns"] * (spec.storage_order == 1)


def _window_words(spec: ConvSpec | ConvTransposeSpec) -> list[str]:
    """Give the words of sizes, stride and pads."""
    words = [
        _joined(spec.input_shape),
        f"f{_joined((spec.out_channels, *spec.filter_size))}",
        f"s{_compact(spec.stride)}",
    ]
    return [*words, f"p{_pads(spec)}"] if any(map(any, spec.pads)) else words


@name_words.register
def dense_name_words(spec: DenseSpec) -> list[str]:
    """Give the words of a dense layer's name: dense_120to84_bias."""
    return ["dense", f"{spec.inputs}to{spec.units}"] + ["bias"] * spec.bias


@name_words.register
def flatten_name_words(spec: FlattenSpec) -> list[str]:
    """Give the words of a flatten layer's name: flatten_16x5x5."""
    return ["flatten", _joined(spec.shape)]


@name_words.register
def activation_name_words(spec: ActivationSpec) -> list[str]:
    """Give the words of an activation's name: relu_6x28x28, leaky_relu_3_slope1over5."""
    words = [spec.function.value, _joined(spec.shape)]
    if spec.function is ActivationFunction.LEAKY_RELU:
        words.append(f"slope{str(spec.slope).replace('-', 'm').replace('/', 'over')}")
    return words + [f"axis{spec.axis}"] * bool(spec.axis)


@name_words.register
def loss_name_words(spec: LossSpec) -> list[str]:
    """Give the words of a loss's name: cross_entropy_10."""
    return [spec.function.value, _joined(spec.shape)]


def _joined(sizes: Iterable[int]) -> str:
    return "x".join(map(str, sizes))


def _compact(axes: tuple[int, ...]) -> str:
    compact = compact_axes(axes)
    return str(compact) if isinstance(compact, int) else _joined(compact)


def _pads(spec: ConvSpec | ConvTransposeSpec | PoolSpec) -> str:
    compact = compact_pads(spec.pads)
    if isinstance(compact, int):
        return str(compact)
    if any(before != after for before, after in spec.pads):
        return "x".join(f"{before}_{after}" for before, after in spec.pads)
    return _joined(before for before, _ in spec.pads)
