"""Generated NumPy kernels: built from a spec, loaded from a file, certified."""

from symconv.kernels.build import build_kernel, choose_strategy
from symconv.kernels.kernel import Kernel
from symconv.kernels.lowering import STRATEGIES

__all__ = ["STRATEGIES", "Kernel", "build_kernel", "choose_strategy"]
