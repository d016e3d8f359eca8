"""Slips planted in formulas for any size, as theorems print them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache

from symconv.notation.presets import PRESETS
from symconv.printing.formulas.latex import LatexPrinter
from symconv.theorems.general import derive_general
from tests.verification.mending.planting import TRUE, Document, Planted, judged, understood

OPERATIONS = ("forward", "grad-filter", "grad-bias")
SETTINGS: tuple[dict[str, int], ...] = (
    {"stride": 1, "dilation": 1, "padding": 0, "in_channels": 1, "out_channels": 1},
    {"stride": 1, "dilation": 1, "padding": 0},
    {"dilation": 1, "padding": 0},
)


@cache
def general(notation: str, number: int) -> Document:
    """Write what holds for layers of any size as a document; `number` is that of the setting."""
    printer, chosen = LatexPrinter(PRESETS[notation]), PRESETS[notation]
    shown = tuple(
        printer.write(derive_general(operation, notation=notation, **SETTINGS[number]).statement)
        for operation in OPERATIONS
    )
    size = r"N_1 \times N_2" if notation == "blog" else r"n_1 \times n_2"
    stride = "stride 1" if "stride" in SETTINGS[number] else "stride $s$"
    words = f"The input ${chosen.input}$ is ${size}$, {stride}. Indices count from {chosen.base}."
    context, letters = understood(words, shown)
    document = Document(shown, shown, context, letters)
    true = tuple(text for text in shown if judged(document, text).kind in TRUE)
    return Document(true, shown, context, letters)


def one_of(pattern: str, replacement: str) -> Callable[[str, random.Random], str | None]:
    """Give what replaces one match of a pattern."""

    def plant(text: str, source: random.Random) -> str | None:
        found = list(re.finditer(pattern, text))
        if not found:
            return None
        one = source.choice(found)
        return text[: one.start()] + one.expand(replacement) + text[one.end() :]

    return plant


SLIPS: dict[str, Callable[[str, random.Random], str | None]] = {
    "sign of an offset": one_of(r"(?<=[a-z'}])\+(?=[a-z])(?!.*substack)", "-"),
    "lower limit": one_of(r"1 \\leq", r"2 \\leq"),
    "lower limit from zero": one_of(r"0 \\leq", r"1 \\leq"),
    "upper limit": one_of(r"(\\leq (?:k|m|N|M)_\{\w\}) - 1", r"\1 - 2"),
    "row for column": one_of(r"(?<=[cf],)i(?=,)|(?<=_\{)i(?=,)", "j"),
    "exchanged indices": one_of(r"(?<=[,{])u,v(?=\})", "v,u"),
    "exchanged indices of a layer": one_of(r"\(x', y'\)", "(y', x')"),
    "lost stride": one_of(r"s_\{\d\}(?=[a-z])", ""),
    "wrong letter": one_of(r"(?<=\\partial )[OZzc](?=[_^])", "Q"),
    "lost partial": one_of(r"(?<=\}\{)\\partial ", ""),
}


def planted(count: int, seed: int = 0) -> Iterator[Planted]:
    """Plant slips of every kind in turn."""
    number = made = 0
    names = list(SLIPS)
    while made < count:
        source = random.Random(f"general slip {seed} {number}")
        slip = names[number % len(names)]
        document = general(source.choice(list(PRESETS)), source.randrange(len(SETTINGS)))
        number += 1
        if not document.formulas:
            continue
        right = source.choice(document.formulas)
        wrong = SLIPS[slip](right, source)
        if wrong is not None and wrong != right:
            made += 1
            yield Planted(slip, wrong, right, document)
