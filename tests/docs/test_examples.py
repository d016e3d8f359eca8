"""The examples of the tutorials and the how-to pages are run, in the order of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages import ROOT, Example, check_console, check_python, console_examples

DOCS = ROOT / "docs"
PAGES = sorted([DOCS / "index.md", *DOCS.glob("tutorials/*.md"), *DOCS.glob("howto/*.md")])
IN_PYTHON = [page for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]


def name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    for folder in ("examples", "generated"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for example in console_examples(page):
        check_console(example, tmp_path)


@pytest.mark.parametrize("page", IN_PYTHON, ids=name)
def test_python_gives_what_the_page_shows(page: Path) -> None:
    assert check_python(page) > 0


def test_every_user_has_a_tutorial_with_commands() -> None:
    tutorials = [page for page in PAGES if page.parent.name == "tutorials"]
    assert len(tutorials) == 3
    assert all(len(console_examples(page)) >= 2 for page in tutorials)
    assert len(IN_PYTHON) >= 6


def test_a_wrong_example_is_found(tmp_path: Path) -> None:
    example = Example("symconv derive --input 3x3 --filter 2x2 --only output", "...\nO₁₁ = X₁₂\n")
    with pytest.raises(AssertionError, match="O₁₁ = X₁₁·F₁₁"):
        check_console(example, tmp_path)
