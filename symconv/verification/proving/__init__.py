"""Equations of a document proved for all sizes, with the index calculus."""

from symconv.verification.proving.proof import Proof, prove

__all__ = ["Proof", "prove"]
