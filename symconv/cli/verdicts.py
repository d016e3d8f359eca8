"""Certifying kernels and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from symconv.kernels import Certificate, Kernel


def certify_all(named: Iterable[tuple[str, Kernel]]) -> bool:
    """Certify kernels one by one, print a line for each, and tell whether all hold."""
    from symconv.kernels import certify

    hold = True
    for name, kernel in named:
        certificate = certify(kernel)
        click.echo(verdict_line(name, certificate))
        for failure in certificate.failures:
            click.echo(f"  {failure}")
        hold = hold and certificate.holds
    return hold


def verdict_line(name: str, certificate: Certificate) -> str:
    """Give one line: what was certified, the verdict, the method and the statement."""
    verdict = "proved" if certificate.proved else "holds" if certificate.holds else "FAILED"
    return f"{name}: {verdict} ({certificate.method}): {certificate.statement}"
