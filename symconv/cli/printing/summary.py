"""What ends a run that certifies: a table of all verdicts, or all certificates as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from symconv.kernels import Certificate, NetworkCertificate

    Found: TypeAlias = Sequence[tuple[str, Certificate | NetworkCertificate]]

_HEADS = ("", "strategy", "verdict", "method", "as emitted")
_WORDS = ("proved", "holds", "FAILED")
_NETWORK = "(network)"
_OF_FORMULAS = ("notation", "sections")
"""What documents of formulas say in JSON, and certificates have none of."""
_GAP = "  "

Row: TypeAlias = tuple[str, ...]


def summary(found: Found) -> str:
    """Give a table of the verdicts, that of a network above those of its layers, and their counts.

    A single verdict has been read already: nothing is given for it.
    """
    rows = [row for name, certificate in found for row in _rows(name, certificate)]
    if len(rows) < 2:
        return ""
    table = [_HEADS, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return "\n".join(["", *lines, f"{len(found)} certified: {_counts(found)}", ""])


def certificates_as_json(found: Found) -> str:
    """Give the certificates as a JSON object, each with its name, and their counts."""
    from symconv.printing.formats import Format, write_documents

    records: list[dict[str, Any]] = []
    for name, certificate in found:
        document = certificate.document()
        named = replace(document, head={"name": name, **document.head})
        record = json.loads(write_documents([named], Format.JSON))
        records.append({key: value for key, value in record.items() if key not in _OF_FORMULAS})
    counts = _counted(found)
    data = {
        "certified": len(found),
        **{word.lower(): counts[word] for word in _WORDS},
        "certificates": records,
    }
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"


def _rows(name: str, certificate: Certificate | NetworkCertificate) -> Iterator[Row]:
    layers: dict[str, Certificate] = dict(getattr(certificate, "layers", {}))
    yield _row(name, certificate, _NETWORK if layers else certificate.strategy)  # type: ignore[union-attr]
    for layer, own in layers.items():
        yield _row(f"  {layer}", own, own.strategy)


def _row(name: str, certificate: Certificate | NetworkCertificate, strategy: str) -> Row:
    from symconv.kernels.certificates.document import verdict_words

    emitted = "yes" if certificate.as_emitted else "no"
    return name, strategy, verdict_words(certificate), certificate.method.value, emitted


def _counted(found: Found) -> Counter[str]:
    from symconv.kernels.certificates.document import verdict_words

    return Counter(verdict_words(certificate) for _, certificate in found)


def _counts(found: Found) -> str:
    counts = _counted(found)
    return ", ".join(f"{counts[word]} {word}" for word in _WORDS if counts[word])
