"""Single entries that are derived alone read as they do in the whole derivation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import symconv
from symconv.derivation import engine
from symconv.derivation.layer_document import entry_words
from symconv.derivation.selection import select_entries, select_part
from symconv.derivation.single_entries import derive_entries
from symconv.printing import write_documents
from symconv.specs import LayerSpec

SPECS: list[tuple[LayerSpec, str]] = [
    (symconv.ConvSpec((5, 4), (3, 2), in_channels=2, out_channels=3, stride=2, padding=1,
                      bias=True), "matrix"),
    (symconv.ConvSpec((6,), (3,), padding=2, padding_mode="circular"), "blog"),
    (symconv.ConvSpec((3, 11), (2, 3), flip_filter=True), "slides"),
    (symconv.ConvTransposeSpec((3, 2), (2, 3), stride=2), "chapter"),
    (symconv.DenseSpec(4, 3, bias=True), "matrix"),
    (symconv.PoolSpec((4, 5), 2), "matrix"),
    (symconv.PoolSpec((4, 5), 2, stride=2, operation="average"), "matrix"),
    (symconv.PoolSpec((4, 5), 2, ties="split"), "matrix"),
    (symconv.AdaptivePoolSpec((5, 7), (2, 3), operation="max"), "matrix"),
    (symconv.ActivationSpec((5,), "relu"), "matrix"),
    (symconv.ActivationSpec((4,), "softmax"), "matrix"),
    (symconv.FlattenSpec((2, 3)), "matrix"),
    (symconv.LossSpec((4,), "mean_squared_error"), "matrix"),
]  # fmt: skip


def words(derivation: symconv.Derivation) -> Iterator[str]:
    """Give the first and the last entry of the output and of each array."""
    layer = derivation.layer
    for formulas in (layer.output_entries, *(array.formulas for array in layer.wrt.values())):
        for formula in {formulas[0]: None, formulas[-1]: None}:
            yield entry_words(formula)


@pytest.mark.parametrize(("spec", "notation"), SPECS, ids=str)
def test_each_entry_alone_reads_as_in_the_whole(spec: LayerSpec, notation: str) -> None:
    derivation = symconv.derive(spec, notation)
    names = list(words(derivation))
    for entries in (*([name] for name in names), names):
        steps = select_entries(derivation.steps, entries)
        alone = derive_entries(spec, entries, notation)
        if alone is None:
            assert isinstance(spec, symconv.LossSpec)
            continue
        for format_ in ("text", "latex", "html"):
            whole = write_documents([derivation.document(steps, "all")], format_)
            assert write_documents([alone], format_) == whole


def test_parts_are_chosen_as_in_the_whole() -> None:
    spec = symconv.ConvSpec((4, 5), (2, 3), bias=True)
    derivation = symconv.derive(spec)
    entries = ["F[1,2]", "O[1,1]"]
    for parts in (["grad-filter"], ["local"], ["output", "grad-filter"]):
        kept = [step for step in derivation.steps
                if any(step in select_part(derivation.steps, part) for part in parts)]  # fmt: skip
        whole = derivation.document(select_entries(kept, entries), "all").blocks
        alone = derive_entries(spec, entries, parts=parts)
        if all(select_entries(kept, [entry]) for entry in entries):
            assert alone is not None
            assert alone.blocks == whole
        else:
            assert alone is None


@pytest.mark.parametrize(
    ("entries", "parts"),
    [(["F[9,9]"], []), (["F[1,1]", "Q[1]"], []), (["F[1,1]"], ["grad-bias"]),
     (["F[1,1]"], ["grad-input"])],
    ids=str,
)  # fmt: skip
def test_what_is_not_there_gives_nothing(entries: list[str], parts: list[str]) -> None:
    assert derive_entries(symconv.ConvSpec((3, 4), (2, 2)), entries, parts=parts) is None


def test_only_what_is_printed_is_differentiated(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[int] = []
    differentiate = engine.differentiate

    def counting(expression: object, symbols: frozenset[object]) -> object:
        wanted.append(len(symbols))
        return differentiate(expression, symbols)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "differentiate", counting)
    spec = symconv.ConvSpec((8, 9), (3, 2))
    assert derive_entries(spec, ["X[2,3]"]) is not None
    assert max(wanted) == 1
    wanted.clear()
    assert derive_entries(spec, ["O[2,3]"]) is not None
    assert sum(number == 8 * 9 + 3 * 2 for number in wanted) == 1
