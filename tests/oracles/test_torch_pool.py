"""The reference and the kernels of pooling and unpooling layers against PyTorch, in float64.

Compared is what PyTorch knows: pads of at most half a pool and equal on both sides, averages
without dilation, p-norms of even p without padding and with whole windows; windows wider than their
input where it takes them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symconv import Pooling, PoolSpec, SpecError, UnpoolSpec, build_kernel, reference
from tests.requirements import require
from tests.strategies_pool import drawn_pools

torch = require("torch")
functional = torch.nn.functional

Array = np.ndarray[Any, Any]

# of one result, relative to its largest entry or to 1: sums of some tens of numbers, one root
TOLERANCE = 1e-13
LEAST = 60


def pads_of(spec: PoolSpec) -> tuple[int, ...]:
    return tuple(before for before, _ in spec.pads)


def adapted(spec: PoolSpec) -> PoolSpec:
    """Give a layer with the options that PyTorch has: pads cut, dilation and the like left out."""
    options = spec.literal() | {"storage_order": 0, "ties": "first"}
    pools = zip(spec.pads, spec.pool_size, strict=True)
    options["padding"] = tuple((pad, pad) for pads, k in pools for pad in [min(*pads, k // 2)])
    if not spec.operation.selects:
        # averages of volumes and p-norms refuse windows wider than their input
        sizes = zip(spec.pool_size, spec.input_size, strict=True)
        options |= {"dilation": 1, "pool_size": tuple(map(min, sizes))}
    if spec.operation is Pooling.LP:
        axes = min(spec.rank, 2)
        options |= {"power": 2 + int(spec.power) % 2 * 2, "padding": 0, "ceil_mode": False}
        options |= {name: options[name][:axes] for name in ("input_size", "pool_size", "stride")}
    return PoolSpec(**options)


def pooled(spec: PoolSpec, x: Any) -> Any:
    """Give PyTorch's output; a minimum is the maximum of the negative."""
    options = {"stride": spec.stride, "ceil_mode": spec.ceil_mode}
    if spec.operation is Pooling.LP:
        pool = (functional.lp_pool1d, functional.lp_pool2d)[spec.rank - 1]
        sizes = {"stride": spec.stride[0]} if spec.rank == 1 else {"stride": spec.stride}
        size = spec.pool_size[0] if spec.rank == 1 else spec.pool_size
        return pool(x, float(spec.power), size, **sizes)
    if spec.operation is Pooling.AVERAGE:
        pool = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)[spec.rank - 1]
        counts = {"count_include_pad": spec.count_include_pad}
        if spec.divisor is not None and spec.rank == 1:  # lines have no divisor of their own there
            (size,), (stride,), (pad,) = spec.pool_size, spec.stride, pads_of(spec)
            options |= {"stride": (1, stride), "divisor_override": spec.divisor}
            rows = x.unsqueeze(-2)
            return functional.avg_pool2d(rows, (1, size), padding=(0, pad), **options).squeeze(-2)
        if spec.divisor is not None:
            counts["divisor_override"] = spec.divisor
        return pool(x, spec.pool_size, padding=pads_of(spec), **options, **counts)
    pool = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)[spec.rank - 1]
    sign = 1 if spec.operation is Pooling.MAX else -1
    options |= {"padding": pads_of(spec), "dilation": spec.dilation}
    output = pool(sign * x, spec.pool_size, return_indices=spec.operation is Pooling.MAX, **options)
    return output if spec.operation is Pooling.MAX else sign * output


def close(given: Array, expected: Array, spec: PoolSpec) -> None:
    assert (given.shape, given.dtype) == (expected.shape, np.float64), spec
    bound = TOLERANCE * max(1, np.abs(expected).max(initial=0))
    assert np.abs(given - expected).max(initial=0) <= bound, spec


@pytest.mark.parametrize("operation", Pooling)
def test_equals_autograd(operation: Pooling) -> None:
    specs = list(dict.fromkeys(map(adapted, drawn_pools(80, operations=(operation.value,)))))
    assert len(specs) >= LEAST
    for seed, spec in enumerate(specs):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((2, *spec.input_shape))
        above = rng.standard_normal((2, *spec.output_shape))
        tensor = torch.tensor(x, requires_grad=True)
        output = pooled(spec, tensor)
        if operation is Pooling.MAX:
            output, places = output
            check_indices(spec, reference.indices(spec, x), places.numpy())
        output.backward(torch.tensor(above))
        kernel = build_kernel(spec)
        others = () if operation is Pooling.AVERAGE else (x,)
        for forward, grad_input in (
            (reference.forward(spec, x), reference.grad_input(spec, above, *others)),
            (kernel.forward(x), kernel.grad_input(above, *others)),
        ):
            close(forward, output.detach().numpy(), spec)
            close(grad_input, tensor.grad.numpy(), spec)


def check_indices(spec: PoolSpec, ours: Array, theirs: Array) -> None:
    """PyTorch counts the entries of each channel by themselves, row by row."""
    entries, ones = int(np.prod(spec.input_size)), (1,) * spec.rank
    channels = np.arange(2 * spec.channels).reshape(2, spec.channels, *ones)
    assert (ours == theirs + entries * channels).all(), spec


@pytest.mark.parametrize("operation", ["max", "min"])
def test_ties_go_to_the_first_entry_there_too(operation: str) -> None:
    rng = np.random.default_rng(0)
    for stride in (1, 2, 3):
        spec = PoolSpec((7, 8), 3, 2, operation, stride=stride)
        x = rng.integers(0, 3, (4, *spec.input_shape)).astype(float)
        above = rng.integers(-9, 9, (4, *spec.output_shape)).astype(float)
        tensor = torch.tensor(x, requires_grad=True)
        output = pooled(spec, tensor)
        (output[0] if operation == "max" else output).backward(torch.tensor(above))
        assert (reference.grad_input(spec, above, x) == tensor.grad.numpy()).all()


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_unpooling_where_indices_differ(rank: int) -> None:
    rng = np.random.default_rng(rank)
    pool = PoolSpec((6, 5, 7)[:rank], 2, 3, stride=2)
    spec = UnpoolSpec.of_pool(pool)
    x = rng.standard_normal((2, *pool.input_shape))
    tensor = torch.tensor(x)
    maxima, places = pooled(pool, tensor)
    maxima = maxima.detach().requires_grad_()
    unpool = getattr(functional, f"max_unpool{rank}d")
    theirs = unpool(maxima, places, 2, 2, output_size=pool.input_size)
    above = rng.standard_normal(theirs.shape)
    theirs.backward(torch.tensor(above))
    indices, values = reference.indices(pool, x), maxima.detach().numpy()
    kernel = build_kernel(spec)
    for functions in (
        (reference.forward(spec, values, indices), reference.grad_input(spec, above, indices)),
        (kernel.forward(values, indices), kernel.grad_input(above, indices)),
    ):
        assert (functions[0] == theirs.detach().numpy()).all()
        assert (functions[1] == maxima.grad.numpy()).all()


def test_where_pytorch_departs() -> None:
    # odd p: the cubes of negative entries are negative there
    x = np.array([[[-1.0, 2.0]]])
    ours = reference.forward(PoolSpec(2, 2, operation="lp", power=3), x)
    np.testing.assert_allclose(ours, [[[9 ** (1 / 3)]]])
    theirs = functional.lp_pool1d(torch.tensor(x), 3.0, 2).numpy()
    np.testing.assert_allclose(theirs, [[[7 ** (1 / 3)]]])


def test_of_several_nan_pytorch_takes_the_last() -> None:
    x = np.array([[[np.nan, 1.0, np.nan, 2.0]]])
    assert reference.indices(PoolSpec(4, 4), x).tolist() == [[[0]]]
    assert build_kernel(PoolSpec(4, 4)).indices(x).tolist() == [[[0]]]
    _, places = functional.max_pool1d(torch.tensor(x), 4, return_indices=True)
    assert places.tolist() == [[[2]]]


def test_padding_counts_in_averages_there_unless_told() -> None:
    x = np.array([[[6.0, 12.0]]])
    assert reference.forward(PoolSpec(2, 2, operation="average", padding=1), x)[0, 0, 0] == 6
    assert functional.avg_pool1d(torch.tensor(x), 2, 1, 1)[0, 0, 0] == 3


def test_a_maximum_of_padding_alone_is_not_refused_there() -> None:
    with pytest.raises(SpecError, match="meets only padding"):
        PoolSpec(1, 2, dilation=2, padding=1)
    given = functional.max_pool1d(torch.ones(1, 1, 1), 2, 1, 1, 2)
    assert given.tolist() == [[[-np.inf]]]
