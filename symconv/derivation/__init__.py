"""Gradients derived by the chain rule, their steps and their closed forms."""

from symconv.derivation import (  # noqa: F401 (they register)
    activation_closed_forms,
    activation_steps,
    conv_closed_forms,
    conv_transpose_closed_forms,
    dense_closed_forms,
    loss_closed_forms,
    loss_steps,
    pool_closed_forms,
    pool_steps,
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
