"""A run on floats of a normal distribution, to which every strategy makes a promise.

How close results come, and whether an example of a batch is computed as if it were alone, does not
show on small integers: their sums are exact, in whatever order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.kernels.certificates.numeric_trial import TOLERANCE
from symconv.kernels.certificates.trial import (
    BATCH,
    Arguments,
    Results,
    build_arguments,
    differ_beyond,
    differ_in_numbers,
    find_failures,
    reference_results,
    run_functions,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.promise import Numbers, Promise
from symconv.specs.layer import Argument

_PER_EXAMPLE = ("forward", "grad_input")
_SEED = 20_240_701


def run_on_floats(kernel: Kernel, promise: Promise) -> tuple[str, ...]:
    """Run a kernel on normally distributed floats; give a line per function that is wrong."""
    generator = np.random.default_rng(_SEED)
    arguments = build_arguments(kernel.spec, lambda shape, _: generator.normal(size=shape))
    results = run_functions(kernel, arguments)
    close = differ_beyond(promise.within(TOLERANCE), of_largest=True)
    expected = reference_results(kernel.spec, arguments)
    wrong = find_failures(results, expected, close)
    failures = tuple(f"{failure} (on normally distributed floats)" for failure in wrong)
    if failures or not promise.splits_alike:
        return failures
    return tuple(_unlike_alone(kernel, arguments, results))


def describe_float_runs(promise: Promise) -> str:
    """Say in a sentence or two what the strategy was held to on floats, and what it leaves out."""
    alone = ", and each example of a batch is computed as if alone, to the last bit"
    within = f"{promise.within(TOLERANCE):g} (of the largest entry, or of 1)"
    told = (
        f"On normally distributed floats its results are within {within} of the reference's"
        f"{alone * promise.splits_alike}."
    )
    left_out = [numbers for numbers in Numbers if numbers not in promise.exact]
    if not left_out:
        return told
    return f"{told} The strategy does not promise exact results on {' or '.join(left_out)}."


def _unlike_alone(kernel: Kernel, arguments: Arguments, results: Results) -> Iterator[str]:
    """Give a line per function that makes of an example alone what it does not in a batch."""
    for number in range(BATCH):
        part = slice(number, number + 1)

        def one(argument: Argument, array: Array, part: slice = part) -> Array:
            return array[part] if argument.batched else array

        alone = run_functions(kernel, arguments.mapped(one))
        whole = {name: np.asarray(results[name])[part] for name in _PER_EXAMPLE}
        wrong = find_failures(alone, whole, differ_in_numbers)
        yield from (f"{failure} (example {number} alone, and in a batch)" for failure in wrong)
