"""What jupyterquiz shows of a sheet in a notebook, answered right and wrong in Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from symconv.worksheets import write_export
from tests.browser import Browser
from tests.requirements import require, require_tool
from tests.worksheets.exports.sheets import mixed_sheet

nbclient = require("nbclient")
jupyterquiz = require("jupyterquiz")

CELL = "from jupyterquiz import display_quiz\ndisplay_quiz('quiz.json', shuffle_answers=False)"
ANSWERED = """(() => {
  const said = [];
  for (const quiz of document.querySelectorAll('.Quiz')) {
    const told = quiz.querySelector('.Feedback');
    for (const label of quiz.querySelectorAll('.MCButton')) {
      label.querySelector('span').click();
      said.push([label.dataset.correct === 'true', told.classList.contains('correct')]);
    }
    const input = quiz.querySelector('.Input-text');
    for (const [text, right] of input ? answers : []) {
      input.value = text;
      input.onkeypress(Object.assign(new KeyboardEvent('keypress', {keyCode: 13})));
      said.push([right(quiz), told.classList.contains('correct')]);
    }
  }
  return said;
})()"""
NUMBERS = """const whole = quiz => quiz.textContent.includes('(4)');
const answers = [['-7', whole], ['1/3', quiz => !whole(quiz)], ['5', quiz => false]];
"""


def page_of(notebook: nbformat.NotebookNode, path: Path) -> Path:
    """Write what a notebook's cell shows as a page: its HTML, then its script."""
    shown = [output["data"] for output in notebook.cells[0].outputs]
    html = "".join(data.get("text/html", "") for data in shown)
    script = "".join(data.get("application/javascript", "") for data in shown)
    safe = script.replace("</", "<\\/")
    path.write_text(f"<!doctype html><meta charset=utf-8>{html}</div><script>{safe}</script>")
    return path


@pytest.mark.filterwarnings("default")
def test_each_question_takes_the_right_answer_and_no_wrong_one(tmp_path: Path) -> None:
    executable = require_tool("chromium")
    questions = write_export(mixed_sheet(), "jupyterquiz")
    (tmp_path / "quiz.json").write_text(questions)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    client = nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    with Browser(executable, tmp_path / "profile") as browser:
        browser.load(page_of(notebook, tmp_path / "page.html"), 800)
        assert browser.value("document.querySelectorAll('.Quiz').length") == 7
        said = browser.value(NUMBERS + ANSWERED)
        assert "X_{11}" in browser.value("document.body.textContent")
    chosen = sum(len(each["answers"]) for each in json.loads(questions)
                 if each["type"] == "multiple_choice")  # fmt: skip
    assert len(said) == chosen + 2 * 3
    assert all(right == taken for right, taken in said), said
    assert sum(right for right, _ in said) == 7
