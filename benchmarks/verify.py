"""Times the judging of documents: a chapter of about a hundred formulas, and the parts of it.

    python benchmarks/verify.py [DOCUMENT…]

Without a document, the derivation of a layer as `symconv derive` prints it is judged, repeated
until it holds a hundred formulas. Processor times are printed, start-up aside, with the count of
terms that judging worked out, which does not depend on the machine.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import symconv
from symconv.verification.entrance import judge_document
from symconv.verification.finding import Format, SourceDocument, find_formulas, read_document
from symconv.verification.judging.worlds.values import METER
from symconv.verification.options import SettingOptions

FORMULAS = 100


def chapter() -> SourceDocument:
    """Give the derivation of a small layer as a document of about a hundred formulas."""
    text = symconv.derive(symconv.ConvSpec((3, 3), (2, 2))).to_html()
    once = find_formulas(text, Format.HTML)
    claims = [found.latex for found in once.formulas if "=" in found.latex]
    lines = ["A 3x3 input $X$ and a 2x2 filter $F$, stride 1, no padding, not flipped.", ""]
    for number in range(FORMULAS):
        lines += [f"$${claims[number % len(claims)]}$$", ""]
    return find_formulas("\n".join(lines), Format.MARKDOWN)


def main() -> None:
    """Print what judging costs."""
    documents = {path: read_document(Path(path)) for path in sys.argv[1:]}
    for name, source in (documents or {"chapter": chapter()}).items():
        begun, terms = time.process_time(), METER.count
        judged = judge_document(source, name, SettingOptions())
        spent = time.process_time() - begun
        kinds: dict[str, int] = {}
        for one in judged.equations:
            kinds[one.verdict.kind.value] = kinds.get(one.verdict.kind.value, 0) + 1
        words = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        print(
            f"{name}: {len(judged.equations)} formulas in {spent:.2f} s, "
            f"{METER.count - terms} terms worked out ({words})"
        )


if __name__ == "__main__":
    main()
