"""The bundled notebook runs, and what its cells show is short and has no dumps of objects."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.requirements import require

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "tour.ipynb"
LONGEST_PAGE, LONGEST_LINE, LONGEST_TEXT = 150_000, 160, 3_000
DUMP = re.compile(r"\b(Entry|Partial|Product|Add|Step|Document|Section)\((letter|of|factors|kind)=")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Give what each cell that gives a result shows, by media type, in order."""
    nbformat, nbclient = require("nbformat"), require("nbclient")
    require("ipykernel")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    folder = tmp_path_factory.mktemp("notebook")
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", paths)
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        nbclient.NotebookClient(
            notebook, timeout=300, resources={"metadata": {"path": str(folder)}}
        ).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert all(output.output_type == "execute_result" for output in outputs), outputs
    return [output.data for output in outputs]


def test_the_notebook_is_kept_without_outputs() -> None:
    nbformat = require("nbformat")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells)


def test_every_cell_shows_something(shown: list[dict[str, Any]]) -> None:
    assert len(shown) == 10


def test_results_are_pages_and_formulas_are_formulas(shown: list[dict[str, Any]]) -> None:
    kinds = [set(data) - {"text/plain"} for data in shown]
    page, formula = {"text/html", "text/markdown"}, {"text/latex"}
    assert kinds[:5] == [page, formula, formula, page, page]
    assert kinds[5] == page | {"image/svg+xml"}


def test_nothing_is_long_or_a_dump(shown: list[dict[str, Any]]) -> None:
    for data in shown:
        text = data["text/plain"]
        assert len(text) < LONGEST_TEXT
        assert max(map(len, text.splitlines())) < LONGEST_LINE
        for value in data.values():
            assert len(value) < LONGEST_PAGE
            assert not DUMP.search(value)


def test_a_long_result_shows_its_beginning_and_says_so(shown: list[dict[str, Any]]) -> None:
    short, long = shown[0]["text/markdown"], shown[3]["text/markdown"]
    assert ".to\\_html()" in long
    assert long.count("\n## ") < short.count("\n## ") + 2
