"""Kernels of pooling and unpooling layers: equal to the reference, proved, faults found."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symconv import KernelError, Pooling, PoolSpec, UnpoolSpec, build_kernel, certify, load_kernel
from symconv.kernels import Kernel, choose_strategy
from symconv.kernels.certificates.certificate import Method
from symconv.kernels.certificates.misfits import MISFITS
from symconv.kernels.emission.naming import kernel_name
from symconv.specs import LayerSpec
from tests.kernels.certificates.mutants import broken
from tests.layer_arrays import floats, integers, layer_arguments, run_reference
from tests.strategies_pool import drawn_pools

Array = np.ndarray[Any, Any]

# p-norms in float64, relative or of 1
TOLERANCE = 1e-12
OVERLAPPING = PoolSpec((5, 4), (3, 2), 2, padding=((1, 0), (0, 1)), storage_order=1)
LAYERS: dict[str, LayerSpec] = {
    "chapter": PoolSpec((4, 4), 2, stride=2),
    "overlapping": OVERLAPPING,
    "last": PoolSpec((5, 4), (3, 2), 2, padding=1, ties="last"),
    "last of all": PoolSpec((3, 2), "global", 2, "min", storage_order=1, ties="last"),
    "split": PoolSpec((5, 4), (3, 2), 2, "min", padding=1, ties="split"),
    "split among all": PoolSpec((3, 2), "global", 2, ties="split"),
    "3-D": PoolSpec((3, 4, 5), (2, 1, 3), 2, "min", (2, 1, 2), ceil_mode=True),
    "dilated": PoolSpec(8, 3, 1, "average", 2, 2, 1, True, True),
    "average": PoolSpec((5, 4), (3, 2), 2, "average", 2, padding=1),
    "mean of all": PoolSpec((3, 2), "global", 2, "average"),
    "divided by 5": PoolSpec((5, 4), (3, 2), 2, "average", 2, padding=1, divisor=5),
    "all divided by 4": PoolSpec((3, 2), "global", 2, "average", divisor=4),
    "maximum of all": PoolSpec((3, 4), "global", 2, storage_order=1),
    "norm of all": PoolSpec((3, 2), "global", 2, "lp", power=3),
    "norm": PoolSpec((4, 3), 2, 2, "lp", padding=1),
    "norm 3/2": PoolSpec((4, 3), 2, 2, "lp", padding=1, power=1.5),
    "norm 4/3 of all": PoolSpec((3, 2), "global", 2, "lp", power="4/3"),
    "sum": PoolSpec(6, 3, 2, "lp", 2, power=1),
    "cut off": PoolSpec((2, 3), (2, 3), 2, "max", 5, 3, ceil_mode=True),
    "average cut off": PoolSpec(2, 2, 1, "average", 4, 3, ceil_mode=True),
    "norm cut off": PoolSpec((3, 2), (3, 2), 1, "lp", 4, (1, 3), ceil_mode=True),
    "unpool": UnpoolSpec((2, 3), (4, 5), 2),
    "unpool to more": UnpoolSpec((2, 2), (5, 6), 2, (4, 4)),
}


def assert_agrees(kernel: Kernel, arrays: dict[str, Array], exact: bool = True) -> None:
    for function, expected in run_reference(kernel.spec, arrays).items():
        taken = (arrays[name] for name in kernel.spec.functions[function])
        given = getattr(kernel, function)(*taken)
        message = f"{function} of {kernel.name}"
        assert (given.dtype, given.shape) == (expected.dtype, expected.shape), message
        if exact:
            np.testing.assert_array_equal(given, expected, err_msg=message)
        else:
            pair = (array.astype(np.float64) for array in (given, expected))
            np.testing.assert_allclose(*pair, TOLERANCE, TOLERANCE, err_msg=message)


def test_drawn_layers_agree_with_the_reference() -> None:
    for seed, spec in enumerate(drawn_pools(150)):
        whole = seed % 2 == 1
        arrays = layer_arguments(spec, seed % 3, (integers if whole else floats)(seed))
        assert_agrees(build_kernel(spec), arrays, exact=whole and spec.operation.selects)


def fractions(seed: int) -> Any:
    """Draw thirds as fractions: seven different ones, so that ties are common."""
    rng = np.random.default_rng(seed)

    def draw(shape: tuple[int, ...]) -> Array:
        array = np.empty(shape, object)
        array[...] = rng.integers(-3, 4, shape)
        return array * Fraction(1, 3)

    return draw


def test_fractions_flow_through_exactly() -> None:
    drawn = drawn_pools(80, operations=("max", "min", "average"))
    for seed, spec in enumerate(drawn):
        kernel, arrays = build_kernel(spec), layer_arguments(spec, 2, fractions(seed))
        assert_agrees(kernel, arrays)
        entries = kernel.forward(arrays["x"]).ravel()
        assert all(isinstance(entry, Fraction | int) for entry in entries)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.float16, np.float32, object])
@pytest.mark.parametrize("name", [name for name in LAYERS if not name.startswith("unpool")])
def test_types_are_those_of_the_reference(name: str, dtype: type) -> None:
    spec = LAYERS[name]
    rng = np.random.default_rng(0)
    arrays = layer_arguments(spec, 2, lambda shape: rng.integers(0, 5, shape).astype(dtype))
    kernel = build_kernel(spec)
    for function, expected in run_reference(spec, arrays).items():
        given = getattr(kernel, function)(*(arrays[n] for n in spec.functions[function]))
        assert given.dtype == expected.dtype, function
        tolerance = 0.01 if dtype is np.float16 else 1e-6
        np.testing.assert_allclose(given.astype(float), expected.astype(float), tolerance)
    arrays["grad_o"] = arrays["grad_o"].astype(np.float64)
    assert_agrees(kernel, arrays, exact=False)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16])
def test_windows_of_more_entries_than_a_small_type_counts(dtype: type) -> None:
    spec = PoolSpec((20, 20), 12, operation="average", stride=4, padding=1)  # of 121 to 144
    above = np.ones((1, 1, *spec.output_size), dtype)
    gradient = build_kernel(spec).grad_input(above)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient.sum(), above.size)
    x = np.full((1, 1, 20, 20), 100, dtype)
    np.testing.assert_allclose(build_kernel(spec).forward(x), 100)


@pytest.mark.parametrize("spec", [OVERLAPPING, PoolSpec(5, 3), PoolSpec(5, 3, 1, "min"),
                                  PoolSpec(4, "global"),
                                  PoolSpec(5, 3, ties="last"), PoolSpec(4, "global", ties="last"),
                                  PoolSpec(6, 3, 1, "min", 3, ties="split"),
                                  PoolSpec(4, "global", ties="split")], ids=str)  # fmt: skip
def test_nan_is_treated_as_the_reference_treats_it(spec: PoolSpec) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        x = rng.integers(-2, 3, (2, *spec.input_shape)).astype(np.float32)
        x[rng.random(x.shape) < 0.2] = np.nan
        arrays = {"x": x, "grad_o": rng.integers(1, 9, (2, *spec.output_shape)).astype(np.float32)}
        assert_agrees(build_kernel(spec), arrays)


def test_infinite_gradients_stay_where_they_go() -> None:
    x = np.array([[[1.0, 2.0, 0.0]]])
    for spec in (PoolSpec(3, 2), PoolSpec(3, 3)):
        above = np.full((1, 1, *spec.output_size), np.inf)
        gradient = build_kernel(spec).grad_input(above, x)
        assert gradient.tolist() == [[[0, np.inf, 0]]]


def test_unpooling_agrees_with_the_reference() -> None:
    rng = np.random.default_rng(0)
    for name in ("unpool", "unpool to more"):
        spec = LAYERS[name]
        assert isinstance(spec, UnpoolSpec)
        kernel = build_kernel(spec)
        for batch in (0, 1, 3):
            arrays = layer_arguments(spec, batch, integers(batch))
            end = max(1, batch * int(np.prod(spec.index_shape)))
            arrays["i"] = rng.integers(0, end, arrays["i"].shape)  # many of them twice
            assert_agrees(kernel, arrays)
            assert_agrees(kernel, {**arrays, "i": arrays["i"].astype(np.uint16)})


def test_indices_out_of_range_are_refused() -> None:
    kernel = build_kernel(UnpoolSpec(2, 3))
    x = np.zeros((2, 1, 2))
    for index, function in ((6, "forward"), (-1, "grad_input")):
        i = np.full((2, 1, 2), index)
        array = x if function == "forward" else np.zeros((2, 1, 3))
        with pytest.raises(
            ValueError, match=rf"^i has the index {index}, which is not from 0 to 5"
        ):
            getattr(kernel, function)(array, i)
    with pytest.raises(TypeError, match="i has dtype float64, which does not hold whole numbers"):
        kernel.forward(x, x)


@pytest.mark.parametrize("name", LAYERS)
def test_every_kind_of_kernel_is_certified(name: str) -> None:
    spec = LAYERS[name]
    certificate = certify(build_kernel(spec))
    assert certificate.holds, certificate.failures
    assert certificate.proved == spec.polynomial
    assert certificate.method is (Method.SYMBOLIC if spec.polynomial else Method.SAMPLED)


def test_statements_tell_of_the_runs_at_the_edges() -> None:
    told = {name: certify(build_kernel(spec)).statement for name, spec in LAYERS.items()}
    refused = f", and refuses {MISFITS}"
    assert f"not every combination) and on entries that are NaN{refused}." in told["chapter"]
    assert f"and on entries of 1,000 and -1,000{refused}." in told["norm"]
    assert f"{refused} and indices out of range." in told["unpool"]
    assert f"not every combination){refused}." in told["average"]


def test_averages_are_proved_by_polynomials_too() -> None:
    for name in ("average", "mean of all", "dilated"):
        certificate = certify(build_kernel(LAYERS[name]), "exact")
        assert certificate.proved, certificate.failures


def test_the_whole_input_is_pooled_directly_and_windows_by_taps() -> None:
    for operation in Pooling:
        whole = PoolSpec((3, 4), "global", 2, operation)
        assert choose_strategy(whole) == "direct"
        arrays = layer_arguments(whole, 2, integers(0))
        for strategy in ("direct", "taps"):
            kernel = build_kernel(whole, strategy)
            assert_agrees(kernel, arrays, operation is not Pooling.LP)
        windows = PoolSpec((3, 4), 2, 2, operation)
        assert choose_strategy(windows) == "taps"
        with pytest.raises(KernelError, match="strategy direct pools the whole input, not windows"):
            build_kernel(windows, "direct")


def test_dilated_windows_as_large_as_the_input_are_no_whole_input() -> None:
    """Taps at 0 and 3: of an input of two entries the window has the first alone."""
    spec = PoolSpec(2, 2, stride=4, dilation=3, ceil_mode=True)
    assert build_kernel(spec).forward(np.array([[[1.0, 5.0]]])).tolist() == [[[1.0]]]
    for name in ("cut off", "average cut off", "norm cut off"):
        assert choose_strategy(LAYERS[name]) == "taps"
        with pytest.raises(KernelError, match="strategy direct pools the whole input, not windows"):
            build_kernel(LAYERS[name], "direct")


def test_an_emitted_file_is_the_same_kernel(tmp_path: Any) -> None:
    for name, spec in LAYERS.items():
        kernel = build_kernel(spec)
        path = tmp_path / f"{kernel.name}.py"
        path.write_text(kernel.source)
        again = load_kernel(path)
        assert (again.spec, again.strategy, again.source) == (spec, kernel.strategy, kernel.source)
        assert max(map(len, kernel.source.splitlines())) <= 100, name
        assert "\n\n\n\n" not in kernel.source


def test_names_differ_where_layers_differ() -> None:
    specs = drawn_pools(400)  # the draw that other tests share
    names = {kernel_name(spec, "taps") for spec in specs}
    assert len(names) == len(set(specs))
    assert all(name.isidentifier() and name.isascii() for name in names)
    assert kernel_name(OVERLAPPING, "taps") == "max_pool2d_2x5x4_k3x2_s1_p1_0x0_1_columns_taps"


# By name: a layer, and a fault planted in the source of its kernel, everywhere where it fits.
MUTANTS = {
    "last of ties": ("overlapping", "in np.ndindex(3, 2):", "in reversed([*np.ndindex(3, 2)]):"),
    "every tie": ("overlapping", "        waiting[windows] ^= chosen\n", ""),
    "first of ties": ("last", "reversed([*np.ndindex(3, 2)])", "np.ndindex(3, 2)"),
    "first of all": ("last of all", "5 - x.reshape(-1, 6)[:, ::-1].arg", "x.reshape(-1, 6).arg"),
    "not split": ("split", "grad_o / counts.astype(grad_o.dtype)", "grad_o"),
    "split in halves": ("split", "counts.astype(", "np.minimum(counts, 2).astype("),
    "split once too often": ("split", "counts[windows] += chosen", "counts[windows] += 1"),
    "not split among all": ("split among all", "grad_o / counts.astype(grad_o.dtype)", "grad_o"),
    "split in three at most": (
        "split among all",
        "counts.astype(",
        "np.minimum(counts, 3).astype(",
    ),
    "rows for columns": ("overlapping", ".reshape(4, 5).T", ".reshape(5, 4)"),
    "channels not counted": ("overlapping", " + 20 * channels", ""),
    "pad forgotten": ("overlapping", "_along_axis(u - 1,", "_along_axis(u,"),
    "a tap missing": ("chapter", "np.ndindex(2, 2)", "[(0, 0), (0, 1), (1, 0)]"),
    "minimum for maximum": ("chapter", "np.maximum", "np.minimum"),
    "zeros beyond the border": ("overlapping", "    return o\n", "    return np.maximum(o, 0)\n"),
    "gradient overwritten": ("overlapping", "grad_x[entries] += np", "grad_x[entries] = np"),
    "gradient to the batch": ("chapter", "grad_o[windows], 0)", "grad_o[windows], 0).sum(0)"),
    "stride of another axis": ("3-D", "_along_axis(t, 2, ", "_along_axis(t, 1, "),
    "padding counted": ("average", "counts[i, j] += 1", "counts[...] += 1"),
    "padding not counted": (
        "dilated",
        "i, _ = _along_axis(2 * u, 2, 4, 10)",
        "i, _ = _along_axis(2 * u - 1, 2, 4, 8)",
    ),
    "divided once more": (
        "mean of all",
        "(sums / 6)",
        "(sums / 36)",
    ),
    "gradient not divided": (
        "average",
        "shares = grad_o / _counts(grad_o.dtype)",
        "shares = grad_o",
    ),
    "other divisor": ("divided by 5", "(o / 5)", "(o / 6)"),
    "divided by their number": ("all divided by 4", "(sums / 4)", "(sums / 6)"),
    "dilation forgotten": ("dilated", "2 * u", "u"),
    "sign forgotten": ("norm", "(grad_x * np.sign(x))", "grad_x"),
    "zero window divides": ("norm", "    norms[norms == 0] = 1", "    norms == 0"),
    "zero window of all": ("norm of all", "norms[norms == 0] = 1", "norms[norms == 0] = np.nan"),
    "other power": ("norm of all", "sizes**3", "sizes**2"),
    "power rounded": ("norm 3/2", "sizes**1.5", "sizes**1"),
    "root rounded": ("norm 4/3 of all", "** (1 / (4 / 3))", "** (1 / 1)"),
    "slope of another power": ("norm 3/2", " ** 0.5", ""),
    "root forgotten": ("norm", " ** (1 / 2)", ""),
    "absolute value forgotten": ("sum", "np.abs(", "np.asarray("),
    "first of equal indices": (
        "unpool",
        "o[i.reshape(-1)] = x.reshape(-1)",
        "o[i.reshape(-1)[::-1]] = x.reshape(-1)[::-1]",
    ),
    "gradient of every equal index": (
        "unpool",
        "counts = last[places] ==",
        "counts = places * 0 + 1 + 0 *",
    ),
    "indices on the output": (
        "unpool to more",
        "o = o.reshape(len(x), 2, 4, 4)",
        "o = o.reshape(len(x), 2, 2, 8)[..., :4]",
    ),
    "NaN not chosen": ("chapter", " | (met != met)", ""),
    "NaN ignored": ("overlapping", "np.maximum(", "np.fmax("),
    "places unchecked": ("unpool", "    _check_places(i)\n    o =", "    o ="),
    "places unchecked, gradient": (
        "unpool to more",
        "    _check_places(i)\n    places",
        "    places",
    ),
    "floats only": ("chapter", "    return o\n", "    return o.astype(float)\n"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found(name: str) -> None:
    layer, old, new = MUTANTS[name]
    certificate = certify(broken(LAYERS[layer], old, new))
    assert not certificate.holds
    assert certificate.failures
