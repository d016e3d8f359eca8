"""Certifying kernels and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, TypeAlias

import click

from symconv.cli.printing.printable import printable
from symconv.cli.printing.progress import clear_progress, with_progress
from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.kernels import Certificate, Kernel, NetworkCertificate, NetworkKernel

    Named: TypeAlias = Iterable[tuple[str, Kernel | NetworkKernel]]

LONG_WORK = 200_000_000
"""Terms of a convolution whose certificate takes more than about ten seconds."""
_TERMS_OF_A_CHOICE = 25
_TERMS_OF_A_WINDOW = 4_000
"""What the terms of a layer that is no polynomial, and an adaptive window, take beside those."""


@dataclass
class Unable:
    """What could not be certified, by name, and why: the others still are."""

    reasons: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, error: SymconvError) -> None:
        """Take a reason down."""
        self.reasons[name] = str(error)

    def tell(self) -> None:
        """Print a line for each on standard error."""
        for name, reason in self.reasons.items():
            click.echo(f"not certified: {name}: {printable(reason)}", err=True)


def certified(
    named: Named, unable: Unable | None = None
) -> Iterator[tuple[str, Certificate | NetworkCertificate]]:
    """Certify kernels and networks one by one, with progress on a terminal.

    One that cannot be certified is noted in `unable`; without that, its error is raised.
    """
    from symconv.kernels import certify

    listed = list(named)
    _say_if_long(listed)
    for name, kernel in with_progress("certifying", listed):
        try:
            certificate = certify(kernel)
        except SymconvError as error:
            if unable is None:
                raise
            unable.note(name, error)
            continue
        finally:
            clear_progress()
        yield name, certificate


def _say_if_long(named: Named) -> None:
    """Say on standard error which kernels keep a user waiting; those beyond the limit do not."""
    from symconv.kernels.certificates.certify import CERTIFY_MAX_TERMS

    for name, kernel in named:
        terms = kernel.spec.terms
        if _work(kernel) > LONG_WORK and terms <= CERTIFY_MAX_TERMS:
            click.echo(f"{name}: certifying takes long, {terms:,} terms in every run", err=True)


def _work(kernel: Kernel | NetworkKernel) -> int:
    """Give about how many terms of a convolution take as long as those of a layer, or of all."""
    from symconv.specs import LayerSpec

    spec = kernel.spec
    if not isinstance(spec, LayerSpec):
        return spec.terms
    windows = prod(spec.output_shape) if spec.kind == "adaptive_pool" else 0
    work = spec.terms * (1 if spec.polynomial else _TERMS_OF_A_CHOICE)
    return work + windows * _TERMS_OF_A_WINDOW


def certify_all(named: Named, unable: Unable | None = None) -> bool:
    """Certify kernels and networks one by one, print a line for each, tell whether all hold.

    Below that of a network stands a line for each of its layers; a table of all verdicts ends them.
    """
    from symconv.cli.printing.summary import summary
    from symconv.kernels import NetworkCertificate

    found: list[tuple[str, Certificate | NetworkCertificate]] = []
    for name, certificate in certified(named, unable):
        click.echo(verdict_line(name, certificate))
        if isinstance(certificate, NetworkCertificate):
            for layer, own in certificate.layers.items():
                click.echo(f"  {layer}: {verdict_words(own)}")
        for failure in certificate.failures:
            click.echo(f"  {failure}")
        found.append((name, certificate))
    click.echo(summary(found), nl=False)
    return all(certificate.holds for _, certificate in found)


def verdict_line(name: str, certificate: Certificate | NetworkCertificate) -> str:
    """Give one line: what was certified, the verdict, the method and the statement."""
    return f"{name}: {verdict_words(certificate)}: {certificate.statement}"


def verdict_words(certificate: Certificate | NetworkCertificate) -> str:
    """Give the verdict and the method."""
    from symconv.kernels.certificates.document import verdict_words as verdict

    return f"{verdict(certificate)} ({certificate.method})"
