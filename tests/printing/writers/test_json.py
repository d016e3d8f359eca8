"""What JSON says: the keys that readers lean on, every entry, a record to each line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import symconv
from symconv.formulas import Entry, Number, Product
from symconv.notation import Notation
from symconv.printing.writers.json import SCHEMA_VERSION, formula_data

KEYS: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "json_keys.json").read_text(encoding="utf-8")
)
"""By kind of document, the place of everything that readers may look for.

`steps[].kind` is the member "kind" of each of the steps. A place that goes away, or is renamed,
raises `SCHEMA_VERSION`.
"""
OF_SOME = {("network", "steps[].layer")}
"""What only some objects have: steps of the whole network belong to no layer."""
NETWORK = symconv.NetworkSpec((1, 3, 3), [
    symconv.layer("conv", filter_size=2, bias=True),
    symconv.layer("flatten"),
    symconv.layer("loss", function="squared_error"),
])  # fmt: skip
RESULTS: dict[str, Callable[[], Any]] = {
    "layer": lambda: symconv.derive(symconv.ConvSpec((3, 4), 2, bias=True)),
    "network": lambda: symconv.derive(NETWORK),
    "comparison": lambda: symconv.compare(symconv.ConvSpec((3, 4), 2, bias=True)),
    "theorem": lambda: symconv.derive_general("grad-filter", 1, stride="s", padding="p"),
    "graph": lambda: symconv.derive_graph("q = x + y; f = q z", {"x": 1, "y": 2, "z": "1/3"}),
}


def members(data: Any, place: list[str], of_some: bool) -> Iterator[Any]:
    """Give what stands at a place of each of the objects on the way there, or of some of them."""
    if not place:
        yield data
        return
    key, *rest = place
    if of_some and key.removesuffix("[]") not in data:
        return
    value = data[key.removesuffix("[]")]
    if not key.endswith("[]"):
        yield from members(value, rest, of_some)
        return
    assert isinstance(value, list)
    for item in value:
        yield from members(item, rest, of_some)


@pytest.mark.parametrize("name", RESULTS)
def test_everything_stands_at_its_place(name: str) -> None:
    data = json.loads(RESULTS[name]().to_json())
    assert data["schema_version"] == SCHEMA_VERSION
    for place in KEYS[name]:
        assert list(members(data, place.split("."), (name, place) in OF_SOME)), place


def test_there_are_places_for_every_kind() -> None:
    assert set(KEYS) == set(RESULTS)


@pytest.mark.parametrize("name", RESULTS)
def test_each_record_has_a_line_or_a_line_to_each_formula(name: str) -> None:
    result = RESULTS[name]()
    document = result.document()
    lines = result.to_json().splitlines()
    series = json.loads(result.to_json())[document.series]
    assert len(series) == len(list(document.records))
    alone = [json.loads(line.removesuffix(",")) for line in lines if line.startswith('{"latex": ')]
    for record in series:
        if "equations" in record:
            assert all(equation in alone for equation in record["equations"])
        else:
            text = json.dumps(record, ensure_ascii=False)
            assert text in (line.removesuffix(",") for line in lines)


def test_all_entries_are_there_whatever_is_chosen() -> None:
    derivation = symconv.derive(symconv.ConvSpec((9, 10), (3, 2)))
    assert "and likewise the other" in derivation.to_text(entries="corner")
    assert derivation.to_json(entries="corner") == derivation.to_json(entries="all")
    for step, record in zip(
        derivation.steps, json.loads(derivation.to_json())["steps"], strict=True
    ):
        assert len(record["equations"]) == len(step.equations)


def test_several_documents_are_a_list() -> None:
    from symconv.printing.formats import write_documents

    documents = [RESULTS[name]().document() for name in ("graph", "layer")]
    titles = [data["title"] for data in json.loads(write_documents(documents, "json"))]
    assert titles == [document.title for document in documents]


def test_the_tree_of_a_formula_names_its_nodes_and_fields() -> None:
    assert formula_data(Product((Number(2), Entry("X", (1,))))) == {
        "node": "Product",
        "factors": [
            {"node": "Number", "value": 2},
            {"node": "Entry", "letter": "X", "indices": [1], "superscript": None, "arguments": []},
        ],
    }


def test_the_notation_is_said_field_by_field() -> None:
    data = json.loads(symconv.derive(symconv.ConvSpec(3, 2), "slides;base=0").to_json())
    assert data["notation"]["base"] == 0
    assert data["notation"]["filter"] == "W"
    assert set(data["notation"]) == set(Notation.__dataclass_fields__)
