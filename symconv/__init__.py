"""Gradients of convolutional layers, derived and printed, and kernels proved equal to them.

Everything public is here; the parts that need SymPy or NumPy are loaded when first used.

>>> import symconv
>>> spec = symconv.ConvSpec((3, 3), (2, 2))
>>> print(symconv.derive(spec).grad_filter.shape)
(1, 1, 2, 2)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from symconv.errors import (
    ArrayShapeError,
    ArrayTypeError,
    ArrayValueError,
    DerivationError,
    GraphError,
    KernelError,
    NotationError,
    OutputError,
    SpecError,
    SpecFileError,
    SymconvError,
    TooLargeError,
    WorksheetError,
)
from symconv.specs import (
    ActivationFunction,
    ActivationSpec,
    ConvSpec,
    ConvTransposeSpec,
    DenseSpec,
    FlattenSpec,
    LossFunction,
    LossSpec,
    PaddingMode,
    Pooling,
    PoolSpec,
    UnpoolSpec,
)
from symconv.specs.adaptive_pool import AdaptivePooling, AdaptivePoolSpec
from symconv.specs.network import NamedLayer, NetworkSpec, layer

if TYPE_CHECKING:
    from symconv import reference
    from symconv.derivation import (
        ChainRule,
        ClosedForm,
        Derivation,
        NetworkDerivation,
        derive,
        derive_expressions,
    )
    from symconv.derivation.comparison import Comparison, compare
    from symconv.derivation.sameness import Sameness, SameVerdict, same
    from symconv.graphs import GraphDerivation, ScalarGraph, derive_graph
    from symconv.kernels import (
        Certificate,
        Kernel,
        NetworkCertificate,
        NetworkKernel,
        build_kernel,
        build_network,
        certify,
        load_kernel,
        load_network,
    )
    from symconv.notation import Notation
    from symconv.theorems import GeneralDerivation, Theorem, derive_general, theorems
    from symconv.verification.code import FunctionCertificate, certify_function
    from symconv.verification.report import Judgement, Report
    from symconv.verification.verify import judge, verify, verify_many
    from symconv.worksheets import Blanks, Key, Topic, Worksheet, WorksheetOptions, build_worksheet
    from symconv.worksheets.grading import Graded, grade

__version__ = "0.1.0"

_LATE = {
    "Blanks": "symconv.worksheets",
    "Certificate": "symconv.kernels",
    "ChainRule": "symconv.derivation",
    "ClosedForm": "symconv.derivation",
    "Comparison": "symconv.derivation.comparison",
    "Derivation": "symconv.derivation",
    "FunctionCertificate": "symconv.verification.code",
    "GeneralDerivation": "symconv.theorems",
    "Graded": "symconv.worksheets.grading",
    "GraphDerivation": "symconv.graphs",
    "Judgement": "symconv.verification.report",
    "Kernel": "symconv.kernels",
    "Key": "symconv.worksheets",
    "NetworkCertificate": "symconv.kernels",
    "NetworkDerivation": "symconv.derivation",
    "NetworkKernel": "symconv.kernels",
    "Notation": "symconv.notation",
    "Report": "symconv.verification.report",
    "SameVerdict": "symconv.derivation.sameness",
    "Sameness": "symconv.derivation.sameness",
    "Theorem": "symconv.theorems",
    "Topic": "symconv.worksheets",
    "Worksheet": "symconv.worksheets",
    "WorksheetOptions": "symconv.worksheets",
    "ScalarGraph": "symconv.graphs",
    "build_kernel": "symconv.kernels",
    "build_network": "symconv.kernels",
    "build_worksheet": "symconv.worksheets",
    "certify": "symconv.kernels",
    "certify_function": "symconv.verification.code",
    "compare": "symconv.derivation.comparison",
    "derive": "symconv.derivation",
    "derive_expressions": "symconv.derivation",
    "derive_general": "symconv.theorems",
    "derive_graph": "symconv.graphs",
    "grade": "symconv.worksheets.grading",
    "judge": "symconv.verification.verify",
    "load_kernel": "symconv.kernels",
    "load_network": "symconv.kernels",
    "same": "symconv.derivation.sameness",
    "theorems": "symconv.theorems",
    "verify": "symconv.verification.verify",
    "verify_many": "symconv.verification.verify",
}

__all__ = [
    "ActivationFunction",
    "ActivationSpec",
    "AdaptivePoolSpec",
    "AdaptivePooling",
    "ArrayShapeError",
    "ArrayTypeError",
    "ArrayValueError",
    "Blanks",
    "Certificate",
    "ChainRule",
    "ClosedForm",
    "Comparison",
    "ConvSpec",
    "ConvTransposeSpec",
    "DenseSpec",
    "Derivation",
    "DerivationError",
    "FlattenSpec",
    "FunctionCertificate",
    "GeneralDerivation",
    "Graded",
    "GraphDerivation",
    "GraphError",
    "Judgement",
    "Kernel",
    "KernelError",
    "Key",
    "LossFunction",
    "LossSpec",
    "NamedLayer",
    "NetworkCertificate",
    "NetworkDerivation",
    "NetworkKernel",
    "NetworkSpec",
    "Notation",
    "NotationError",
    "OutputError",
    "PaddingMode",
    "PoolSpec",
    "Pooling",
    "Report",
    "SameVerdict",
    "Sameness",
    "ScalarGraph",
    "SpecError",
    "SpecFileError",
    "SymconvError",
    "Theorem",
    "TooLargeError",
    "Topic",
    "UnpoolSpec",
    "Worksheet",
    "WorksheetError",
    "WorksheetOptions",
    "__version__",
    "build_kernel",
    "build_network",
    "build_worksheet",
    "certify",
    "certify_function",
    "compare",
    "derive",
    "derive_expressions",
    "derive_general",
    "derive_graph",
    "grade",
    "judge",
    "layer",
    "load_kernel",
    "load_network",
    "reference",
    "same",
    "theorems",
    "verify",
    "verify_many",
]


def __getattr__(name: str) -> Any:
    if name == "reference":
        return import_module("symconv.reference")
    if name not in _LATE:
        raise AttributeError(f"module 'symconv' has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)


def __dir__() -> list[str]:
    return __all__
