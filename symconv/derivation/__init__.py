"""Gradients derived by the chain rule, their steps and their closed forms."""

from symconv.derivation.closed_forms import ClosedForm
from symconv.derivation.derive import derive
from symconv.derivation.engine import ChainRule, derive_expressions
from symconv.derivation.layer import (
    DEFAULT_MAX_TERMS,
    Derivation,
    check_size,
    derive_built,
    derive_layer,
)
from symconv.derivation.networks.network import NetworkDerivation, derive_network
from symconv.derivation.steps import Step, StepKind
from symconv.specs.kinds import load_kinds

__all__ = [
    "DEFAULT_MAX_TERMS",
    "ChainRule",
    "ClosedForm",
    "Derivation",
    "NetworkDerivation",
    "Step",
    "StepKind",
    "check_size",
    "derive",
    "derive_built",
    "derive_expressions",
    "derive_layer",
    "derive_network",
]

load_kinds(__name__)  # each registers its closed forms, and the steps that only it has
