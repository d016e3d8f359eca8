"""Deriving single entries of a layer: what the equations of these need, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sympy

from symconv.collector import collector_paused
from symconv.derivation.choosing import Entries, layer_chooser
from symconv.derivation.engine import ChainRule, derive_expressions
from symconv.derivation.layer import DEFAULT_MAX_TERMS, build_checked_layer
from symconv.derivation.layer_document import steps_document
from symconv.derivation.selection import is_entry, select_entries, select_part
from symconv.derivation.steps import build_steps
from symconv.documents import Document
from symconv.errors import NotationError
from symconv.notation import Notation
from symconv.reading.entries import SoughtEntry, read_entry
from symconv.specs import LayerSpec
from symconv.symbolic import SymbolicLayer


def derive_entries(
    spec: LayerSpec,
    entries: Sequence[str],
    notation: str | Notation = "matrix",
    max_terms: int = DEFAULT_MAX_TERMS,
    parts: Sequence[str] = (),
) -> Document | None:
    """Give the document of single entries: what the whole derivation's would show of them.

    No other gradient is derived, and no closed form proved. None if one of the entries, or of the
    parts that are asked for, has no equation, or an entry stands as it is printed, which only
    printing every equation can find.

    Parameters
    ----------
    spec, notation, max_terms : those of `derive`
    entries : such as "F[1,2]", as `select_entries` takes them
    parts : such as "grad-filter", as `select_part` takes them; all without any

    Raises
    ------
    TooLargeError, NotationError, SpecError
        As `derive` does.
    """
    sought = _named(entries)
    if sought is None:
        return None
    with collector_paused():
        layer = build_checked_layer(spec, notation, max_terms)
        if layer.is_loss:  # its steps speak of all entries at once
            return None
        steps = build_steps(layer, _chain_rule(layer, sought), ())
    if parts:
        kept = {id(step) for part in parts for step in select_part(steps, part)}
        if not all(select_part(steps, part) for part in parts):
            return None
        steps = tuple(step for step in steps if id(step) in kept)
    if not all(select_entries(steps, [entry]) for entry in entries):
        return None
    chooser = layer_chooser(layer, Entries.read("all"))
    return steps_document(layer, select_entries(steps, entries), chooser)


def _named(entries: Iterable[str]) -> list[SoughtEntry] | None:
    """Read the entries; None if one has not the form of a name with indices in brackets."""
    try:
        return list(map(read_entry, entries))
    except NotationError:
        return None


def _chain_rule(layer: SymbolicLayer, sought: Sequence[SoughtEntry]) -> ChainRule:
    """Give the chain rule of the sought entries.

    It has the local gradients of sought outputs by everything, and of everything by sought symbols.
    """
    symbols = [
        symbol
        for array in layer.wrt.values()
        for symbol, formula in zip(array.symbols, array.formulas, strict=True)
        if any(is_entry(one, formula) for one in sought)
    ]
    rule = derive_expressions(layer.outputs, symbols, layer.upstream.symbols)
    local = list(map(dict, rule.local))
    contributors = dict(rule.contributors)
    everything = [symbol for array in layer.wrt.values() for symbol in array.symbols]
    for number, output in enumerate(layer.output_entries):
        if any(is_entry(one, output) for one in sought):
            own = derive_expressions([layer.outputs[number]], everything, [sympy.S.One]).local[0]
            local[number] |= own
            for symbol in own:
                others = set(contributors.get(symbol, ()))
                contributors[symbol] = tuple(sorted(others | {number}))
    return replace(rule, local=tuple(local), contributors=contributors)
