"""Gradients derived by the chain rule, their steps and their closed forms."""

from symconv.derivation import (  # noqa: F401 (they register)
    activation,
    conv,
    conv_transpose,
    dense,
    loss,
    pool,
)
from symconv.derivation.closed_forms import ClosedForm
from symconv.derivation.engine import ChainRule, derive_expressions
from symconv.derivation.layer import (
    DEFAULT_MAX_TERMS,
    LayerDerivation,
    check_size,
    derive_built,
    derive_layer,
)
from symconv.derivation.network import NetworkChain, derive_network
from symconv.derivation.steps import Step, StepKind, Text

__all__ = [
    "DEFAULT_MAX_TERMS",
    "ChainRule",
    "ClosedForm",
    "LayerDerivation",
    "NetworkChain",
    "Step",
    "StepKind",
    "Text",
    "check_size",
    "derive_built",
    "derive_expressions",
    "derive_layer",
    "derive_network",
]
