"""Kernels with a fault planted in their source, each on a layer that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from symconv.kernels import Kernel, build_kernel
from symconv.kernels.load import load_source
from symconv.specs import ConvSpec, LayerSpec

SQUARE = ConvSpec((5, 4), (2, 2), 1, 2)
FLIPPED = ConvSpec((5, 4), (2, 2), 1, 2, flip_filter=True)
DILATED = ConvSpec((7, 6), (2, 2), 1, 2, dilation=2)
PADDED = ConvSpec((4, 3), (2, 2), 1, 2, padding=1)
LEFT_OVER = ConvSpec((6, 5), (3, 2), 1, 2, stride=2)
CIRCULAR = ConvSpec((4, 3), (2, 2), 1, 2, padding=1, padding_mode="circular")
REPLICATED = ConvSpec((4, 3), (2, 2), 1, 2, padding=2, padding_mode="replicate")
BIASED = ConvSpec((4, 3), (2, 2), 1, 2, bias=True)
GROUPED = ConvSpec((4, 3), (2, 2), 4, 4, groups=2)


@dataclass(frozen=True)
class Mutant:
    """A kernel and the replacements in its source that break it, all occurrences of each."""

    spec: LayerSpec
    strategy: str
    replacements: tuple[tuple[str, str], ...]

    def build(self) -> Kernel:
        source = build_kernel(self.spec, self.strategy).source
        for old, new in self.replacements:
            if old not in source:
                raise AssertionError(f"the source has no {old!r}")
            source = source.replace(old, new)
        return load_source(source, "mutant")


def broken(spec: LayerSpec, old: str, new: str) -> Kernel:
    """Give the kernel of the strategy that is chosen by rule, with one fault."""
    return Mutant(spec, "auto", ((old, new),)).build()


def taps(spec: LayerSpec, *replacements: tuple[str, str]) -> Mutant:
    return Mutant(spec, "taps", replacements)


def im2col(spec: LayerSpec, *replacements: tuple[str, str]) -> Mutant:
    return Mutant(spec, "im2col", replacements)


def explicit(spec: LayerSpec, *replacements: tuple[str, str]) -> Mutant:
    return Mutant(spec, "explicit", replacements)


MUTANTS = {
    "swapped axis, taps": taps(SQUARE, ("u : u + 4, v : v + 3", "v : v + 4, u : u + 3")),
    "swapped axis, im2col": im2col(SQUARE, ("(0, 1, 4, 5, 2, 3)", "(0, 1, 5, 4, 2, 3)")),
    "swapped axis, explicit": explicit(
        SQUARE, ("f_0_0_1 = f[:, 0, 0, 0, 1]", "f_0_0_1 = f[:, 0, 0, 1, 0]")
    ),
    "swapped channels": taps(GROUPED, ("(f[..., u, v], met", "(f[..., u, v].swapaxes(2, 1), met")),
    "unflipped filter, taps": taps(FLIPPED, ("1 - u, 1 - v", "u, v")),
    "unflipped filter, im2col": im2col(FLIPPED, ("[:, :, ::-1, ::-1]", "")),
    "unflipped filter gradient": im2col(FLIPPED, ("grad_f[:, :, ::-1, ::-1]", "grad_f")),
    "half flipped filter": taps(FLIPPED, ("1 - u, 1 - v", "1 - u, v")),
    "missing dilation, taps": taps(DILATED, ("2 * u :", "u :"), ("2 * u +", "u +")),
    "missing dilation, im2col": im2col(DILATED, ("[:, :, :, :, ::2, ::2]", "[:, :, :, :, :2, :2]")),
    "missing dilation of a gradient": im2col(DILATED, ("2 * v : 2 * v +", "v : v +")),
    "missing stride": taps(LEFT_OVER, ("u : u + 3 : 2", "u : u + 2")),
    "off-by-one pad": taps(PADDED, ("padded[:, :, 1:5, 1:4] = x", "padded[:, :, 0:4, 1:4] = x")),
    "off-by-one crop": im2col(
        PADDED, ("return grad[:, :, 1:5, 1:4]", "return grad[:, :, 1:5, 2:5]")
    ),
    "wrong border": taps(CIRCULAR, ("[:, :, 0] = padded[:, :, 4]", "[:, :, 0] = padded[:, :, 1]")),
    "border gradient lost": taps(CIRCULAR, ("    grad[:, :, 4] += grad[:, :, 0]\n", "")),
    "border gradient not summed": im2col(
        REPLICATED, ("grad[:, :, 0:2].sum(axis=2, dtype=grad.dtype)", "grad[:, :, 0]")
    ),
    "dropped remainder row": taps(LEFT_OVER, ("return grad_x", "return grad_x[:, :, :-1]")),
    "remainder row at the front": taps(LEFT_OVER, ("u : u + 3 : 2", "u + 1 : u + 4 : 2")),
    "remainder row cut off at the front": im2col(
        LEFT_OVER, ("sliding_window_view(x,", "sliding_window_view(x[:, :, 1:],")
    ),
    "batch leak, forward": taps(SQUARE, ("* met", "* met.sum(axis=0, keepdims=True)")),
    "batch exchanged, forward": im2col(SQUARE, (", _columns(x))\n", ", _columns(x[::-1]))\n")),
    "batch leak, input gradient": explicit(
        SQUARE, ("    return grad_x", "    grad_x[1] += grad_x[0]\n    return grad_x")
    ),
    "batch entry lost, filter gradient": taps(
        SQUARE, ("products.sum(axis=0, dtype=x.dtype)", "products[0]")
    ),
    "batch leak, explicit": explicit(SQUARE, ("x_1_1 = x[:, 0, 1, 1]", "x_1_1 = x[:1, 0, 1, 1]")),
    "one tap missing, taps": taps(
        SQUARE, ("in np.ndindex(2, 2)", "in list(np.ndindex(2, 2))[:-1]")
    ),
    "one tap missing, im2col": im2col(
        SQUARE, ("return windows.", "return (windows * np.array([[1, 1], [1, 0]])).")
    ),
    "one tap missing, explicit": explicit(SQUARE, ("f_1_1_1 = f", "f_1_1_1 = 0 * f")),
    "one term twice": explicit(SQUARE, ("o[:, 0, 0, 0] = x_0_0", "o[:, 0, 0, 0] = 2 * x_0_0")),
    "one term lost": explicit(SQUARE, (" + g_1_3_2 * x_4_3", "")),
    "bias lost": taps(BIASED, (" + b.reshape(-1, 1, 1)", "")),
    "bias exchanged": im2col(BIASED, ("+ b.reshape(", "+ b[::-1].reshape(")),
    "bias gradient of one entry": taps(SQUARE, ("return grad_o.sum(", "return grad_o[:1].sum(")),
    "groups exchanged": taps(GROUPED, ("(f[..., u, v], met", "(f[::-1, ..., u, v], met")),
    "not bilinear": taps(SQUARE, ("return o.reshape", "return (o * o).reshape")),
    "a constant added": im2col(SQUARE, ("return o.reshape", "return 1 + o.reshape")),
    "zero output": im2col(SQUARE, ("return o.reshape", "return 0 * o.reshape")),
    "argument modified": taps(PADDED, ("    x = _pad(x)\n", "    x[...] = 0\n    x = _pad(x)\n")),
    "raises": taps(SQUARE, ("    o = np.zeros(", "    o = np.missing(")),
    "no array": taps(SQUARE, ("    return o.reshape", "    return None and o.reshape")),
    "not exact": taps(SQUARE, ("return o.reshape", "return 1.0 * o.reshape")),
    # Wrong on some arrays only: right on symbols, polynomials and integers.
    "floats doubled": taps(
        SQUARE, ("return o.reshape", "return (o * (1 + (o.dtype.kind == 'f'))).reshape")
    ),
    "complex numbers conjugated": im2col(
        SQUARE, ("[array.", "[(array if dtype.kind == 'O' else array.conj()).")
    ),
    "objects negated": explicit(
        BIASED, ("    return o.astype", "    return -o if type(o.flat[0]) is int else o.astype")
    ),
    "always objects": taps(SQUARE, ("return grad_x.astype(dtype", "return grad_x.astype(object")),
    "never objects": im2col(
        SQUARE, ("OUTPUT_SHAPE).astype(dtype", "OUTPUT_SHAPE).astype(np.result_type(*o.flat)")
    ),
    "type of the first argument": taps(SQUARE, ("np.result_type(*arrays)", "arrays[0].dtype")),
    "type of all but the bias": explicit(
        BIASED, ("x, f, b = _in_common_type(x, f, b)", "x, f = _in_common_type(x, f)")
    ),
    "batch of 3 lost": taps(SQUARE, ("    n = len(x)\n", "    n = len(x)\n    x = x * (n != 3)\n")),
    "batch of 1 lost": explicit(SQUARE, ("return grad_f", "return (len(x) != 1) * grad_f")),
    "no empty batch": im2col(SQUARE, ("return o.reshape", "o[0]\n    return o.reshape")),
    "shapes unchecked, taps": taps(SQUARE, ("    if not fits:", "    if False:")),
    "shapes unchecked, im2col": im2col(SQUARE, ("    if not fits:", "    if False:")),
    "shapes unchecked, explicit": explicit(BIASED, ("    if not fits:", "    if False:")),
    "shape of the bias unchecked": taps(BIASED, ('    b = _checked("b", b, BIAS_SHAPE)\n', "")),
    "other error": taps(SQUARE, ('raise ValueError(f"{name} has', 'raise TypeError(f"{name} has')),
    "batches unchecked": im2col(SQUARE, ("if len(grad_o) != len(x):", "if False:")),
    "bias ignored": explicit(SQUARE, ("if b is not None:", "if False:")),
}
"""By name."""
