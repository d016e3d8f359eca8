"""Certificates as documents: what was certified, how, the verdict, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Data,
    Document,
    Outcome,
    Paragraph,
    Section,
    Table,
    Verdict,
)
from symconv.notation import Notation
from symconv.specs.flags import describe
from symconv.specs.network_words import describe_network

if TYPE_CHECKING:
    from symconv.kernels.certificates.certificate import Certificate
    from symconv.kernels.networks.certify import NetworkCertificate

_HEADS = (("layer",), ("strategy",), ("verdict",), ("method",))


def certificate_document(certificate: Certificate) -> Document:
    """Give what is shown of a kernel's certificate."""
    return Document(
        f"Certificate of a kernel: strategy {certificate.strategy}",
        Notation(),
        (Paragraph((describe(certificate.spec),)), *_found(certificate)),
        {"spec": repr(certificate.spec), "strategy": certificate.strategy, **_record(certificate)},
    )


def network_document(certificate: NetworkCertificate) -> Document:
    """Give what is shown of a network's certificate: the whole, and layer by layer."""
    layers: list[Data] = [
        {"name": name, "strategy": own.strategy, **_record(own)}
        for name, own in certificate.layers.items()
    ]
    rows = tuple(
        ((name,), (own.strategy,), (verdict_words(own),), (own.method.value,))
        for name, own in certificate.layers.items()
    )
    table = Table(_HEADS, (Align.LEFT,) * len(_HEADS), rows)
    return Document(
        f"Certificate of the network {certificate.spec.name}",
        Notation(),
        (
            Paragraph((describe_network(certificate.spec),)),
            *_found(certificate),
            Section(("Layers",), (table,)),
        ),
        {"spec": repr(certificate.spec), **_record(certificate), "layers": layers},
    )


def verdict_words(certificate: Certificate | NetworkCertificate) -> str:
    """Give the verdict in a word."""
    return "proved" if certificate.proved else "holds" if certificate.holds else "FAILED"


def _found(certificate: Certificate | NetworkCertificate) -> list[Block]:
    words = f"{verdict_words(certificate)} ({certificate.method}): {certificate.statement}"
    outcome = Outcome.HOLDS if certificate.holds else Outcome.FAILS
    found: list[Block] = [Verdict((words[0].upper() + words[1:],), outcome)]
    if certificate.failures:
        found.append(Bullets(tuple((failure,) for failure in certificate.failures)))
    return found


def _record(certificate: Certificate | NetworkCertificate) -> dict[str, Data]:
    return {
        "method": certificate.method.value,
        "holds": certificate.holds,
        "proved": certificate.proved,
        "error_bound": str(certificate.error_bound),
        "statement": certificate.statement,
        "as_emitted": certificate.as_emitted,
        "failures": list(certificate.failures),
    }
