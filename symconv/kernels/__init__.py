"""Generated NumPy kernels and networks: built from a spec, loaded from a file, certified."""

from symconv.kernels.build import AUTO_DESCRIPTION, build_kernel, choose_strategy
from symconv.kernels.certificates.certificate import Certificate, Method
from symconv.kernels.kernel import Kernel
from symconv.kernels.load import load_kernel
from symconv.kernels.lowering import STRATEGIES, strategies_of
from symconv.kernels.networks.build import build_network
from symconv.kernels.networks.certify import NetworkCertificate, certify
from symconv.kernels.networks.load import load_module, load_network
from symconv.kernels.networks.network import NetworkKernel
from symconv.specs.kinds import load_kinds

__all__ = [
    "AUTO_DESCRIPTION",
    "STRATEGIES",
    "Certificate",
    "Kernel",
    "Method",
    "NetworkCertificate",
    "NetworkKernel",
    "build_kernel",
    "build_network",
    "certify",
    "choose_strategy",
    "load_kernel",
    "load_module",
    "load_network",
    "strategies_of",
]

load_kinds(f"{__name__}.kinds")
