"""What is said of a function: what ran, what came of it, and what that leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.verification.code.result import FunctionCertificate, Method
from symconv.verification.code.trials import Reduction, Trial, describe_trials


def state(certificate: FunctionCertificate, trials: Sequence[Trial], reduction: Reduction) -> str:
    """Say what was run and compared, and what came of it."""
    parts = ", ".join(part.value for part in certificate.parts)
    if certificate.findings:
        first = certificate.findings[0]
        return f"{first.part.value}: {first.words}"
    runs = describe_trials(trials) if certificate.batches else "numbers, one example at a time"
    verb = "agrees" if len(certificate.parts) == 1 else "agree"
    told = f"{parts} {verb} with the layer on {runs} (float64 and float32)"
    if reduction is Reduction.MEAN:
        told += ", gradients of parameters divided by the batch's size"
    return f"{told}. {_READ[certificate.method]}"


_READ = {
    Method.SYMBOLS: "On symbols it gives the derived polynomial in every entry, for the shapes "
    "that ran.",
    Method.UNITS: "Every factor was read off unit arrays, which fix a function only if it is "
    "bilinear: that it is was seen on the numbers that ran.",
    Method.NUMBERS: "Only these numbers were run.",
}
