"""Repairs in documents of every format, found by the real readers and judged by a small judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symconv.verification.stages import Stages
from tests.cli.conftest import Run
from tests.requirements import require
from tests.verification.report.fakes import FAKES

require("symconv.verification.finding")

DOCUMENTS = {
    "lines.md": (
        "# T\r\n\r\nLet $x = BAD_{1}$ and\r\n\r\n$$\r\ny = LOST\r\n$$\r\n",
        "# T\r\n\r\nLet $x = GOOD_{1}$ and\r\n\r\n$$\r\ny = FOUND FOUND\r\n$$\r\n",
    ),
    "quoted.md": ("> quote\n> $$\n> z = BAD\n> $$\n", "> quote\n> $$\n> z = GOOD\n> $$\n"),
    "escaped.md": ("x \\\\(x\\\\_1 = BAD\\\\_2\\\\)\n", None),
    "page.html": (
        "<html><body><p>\\(a &lt; BAD\\) &amp; \\(A &amp; B\\)</p></body></html>",
        "<html><body><p>\\(a &lt; GOOD\\) &amp; \\(P &amp; Q\\)</p></body></html>",
    ),
    "paper.tex": (
        "\\documentclass{article}\\begin{document}\n\\newcommand{\\q}{BAD}\n"
        "\\begin{equation}\n x = BAD_{12} % BAD\n\\end{equation}\n\\end{document}\n",
        "\\documentclass{article}\\begin{document}\n\\newcommand{\\q}{BAD}\n"
        "\\begin{equation}\n x = GOOD_{12} % BAD\n\\end{equation}\n\\end{document}\n",
    ),
    "page.rst": (
        ".. math::\n\n   x = BAD\n\ntext :math:`y = LOST`\n",
        ".. math::\n\n   x = GOOD\n\ntext :math:`y = FOUND FOUND`\n",
    ),
    "plain.txt": ("so $$x = BAD$$ is\n", "so $$x = GOOD$$ is\n"),
}


@pytest.fixture(autouse=True)
def _small_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = Stages(judge_document=FAKES.judge_document, judge_formula=FAKES.judge_formula)
    monkeypatch.setattr("symconv.cli.verifying.documents.STAGES", stages)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_repair_changes_its_formula_and_nothing_else(run: Run, tmp_path: Path, name: str) -> None:
    before, after = DOCUMENTS[name]
    path = tmp_path / name
    path.write_bytes(before.encode())
    assert run("verify", name, "--fix").status == 1
    expected = before.replace("BAD", "GOOD") if after is None else after
    # What is escaped may be written plainly where it is read the same.
    assert path.read_bytes().decode().replace("\\\\_", "_") == expected.replace("\\\\_", "_")
    assert run("verify", name).status == 0


def test_a_notebook_keeps_all_but_the_source(run: Run, tmp_path: Path) -> None:
    def text(word: str) -> str:
        cells = [
            {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {},
             "outputs": [], "source": ["x = 'BAD'"]},
            {"cell_type": "markdown", "id": "b", "metadata": {},
             "source": ["# δ\n", "\n", f"$$\\alpha {word}$$\n"]},
        ]  # fmt: skip
        data = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    path = tmp_path / "n.ipynb"
    path.write_text(text("BAD"))
    assert run("verify n.ipynb --fix").status == 1
    assert path.read_text() == text("GOOD")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.7", "a.pdf is a PDF: read are Markdown (.md), LaTeX (.tex)"),
        ("a.docx", b"PK\x03\x04", "a.docx is a Word"),
        ("a.md", b"\xff\xfa", "a.md is not in UTF-8"),
        ("b.md", b"a\x00b", "b.md is binary"),
        ("n.ipynb", b"{}", "n.ipynb"),
    ],
)
def test_what_is_no_document_is_one_line(
    run: Run, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "right.md").write_text("$x = y$")
    outcome = run("verify", name, "gone.md", "right.md")
    assert outcome.status == 2
    first, second = outcome.err.splitlines()
    assert first.startswith(f"symconv verify: error: {words}")
    assert second.startswith("symconv verify: error: gone.md does not exist")
    assert "1 formula judged" in outcome.out
