"""Generated NumPy kernels: built from a spec, loaded from a file, certified."""

from symconv.kernels.build import AUTO_DESCRIPTION, build_kernel, choose_strategy
from symconv.kernels.certificates import Certificate, Method
from symconv.kernels.certification import certify
from symconv.kernels.kernel import Kernel
from symconv.kernels.load import load_kernel
from symconv.kernels.lowering import STRATEGIES, strategies_of

__all__ = [
    "AUTO_DESCRIPTION",
    "STRATEGIES",
    "Certificate",
    "Kernel",
    "Method",
    "build_kernel",
    "certify",
    "choose_strategy",
    "load_kernel",
    "strategies_of",
]
