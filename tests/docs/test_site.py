"""The site builds without a warning, holds what the toolkit made, and every public name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import symconv
from tests.browser import Browser
from tests.pages import ROOT, console_examples
from tests.requirements import require, require_tool

DOCS = ROOT / "docs"
REFERENCE = "\n".join(path.read_text("utf-8") for path in (DOCS / "reference").glob("*.md"))


def build(docs: Path, output: Path) -> subprocess.CompletedProcess[str]:
    for module in ("sphinx", "myst_parser", "furo"):
        require(module)
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-b", "html", "-q"]
    return subprocess.run(
        [*command, "-d", str(output) + ".doctrees", str(docs), str(output)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("docs") / "site"
    run = build(DOCS, output)
    assert run.returncode == 0, run.stdout
    assert run.stdout == ""
    return output


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    executable = require_tool("chromium")
    with Browser(executable, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.mark.slow
def test_the_start_page_has_a_derivation_and_a_kernel(site: Path) -> None:
    page = (site / "index.html").read_text("utf-8")
    assert '<div class="symconv-document">' in page
    assert "proved (symbolic)" in page
    assert ">grad_input<" in page


@pytest.mark.slow
def test_the_gallery_is_made_by_its_commands(site: Path) -> None:
    made = site / "made" / "gallery"
    for sheet in ("slides", "blog", "chapter"):
        assert "Exercise 1" in (made / "worksheets" / f"{sheet}.html").read_text("utf-8")
        assert "Made by" in (made / "worksheets" / f"{sheet}-key.html").read_text("utf-8")
    assert "<svg" in (made / "figures" / "sum.svg").read_text("utf-8")
    (kernel,) = (made / "kernels" / "kernels").glob("*.py")
    assert "def grad_input(grad_o, f):" in kernel.read_text("utf-8")
    report = (made / "verdicts" / "report.html").read_text("utf-8")
    assert "18 formulas judged, 3 findings." in report
    assert 'src="../made/gallery/verdicts/report.html"' in (
        (site / "gallery" / "verdicts.html").read_text("utf-8")
    )


@pytest.mark.slow
def test_every_public_name_has_its_entry(site: Path) -> None:
    pages = "".join(path.read_text("utf-8") for path in (site / "reference").glob("*.html"))
    entries = set(re.findall(r'id="(symconv\.[\w.]+)"', pages))
    for name in symconv.__all__:
        if not name.startswith("__"):
            assert entries & {f"symconv.{name}", f"symconv.{name}.{name}"} or (
                f"module-symconv.{name}" in pages
            ), name
    assert 'href="../sources.html"' in pages


@pytest.mark.slow
@pytest.mark.parametrize("width", [1300, 400])
def test_pages_ask_for_nothing_else_and_fit_their_screen(
    site: Path, browser: Browser, width: int
) -> None:
    pages = sorted(site.rglob("*.html"))
    for path in (page for page in pages if page.name not in ("genindex.html", "search.html")):
        page = browser.load(path, width)
        assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
        assert page.complaints == [], path
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert browser.value(overflow) <= 0, path


@pytest.mark.slow
def test_a_command_of_the_gallery_that_fails_stops_the_build(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("conf.py", "_ext", "_static"):
        (docs / name).symlink_to(DOCS / name)
    text = "# Site\n\n```{made}\nsymconv derive --input 3x3 --filter 5x5\n```\n"
    (docs / "index.md").write_text(text, encoding="utf-8")
    run = build(docs, tmp_path / "site")
    assert run.returncode != 0
    assert "ended with status 2" in run.stdout


@pytest.mark.parametrize("name", [name for name in symconv.__all__ if not name.startswith("__")])
def test_every_public_name_is_listed(name: str) -> None:
    assert re.search(rf"^   (\w+\.)?{name}$|auto\w+:: symconv\.{name}$", REFERENCE, re.MULTILINE)


def test_the_commands_of_three_sources_stand_in_the_gallery() -> None:
    page = (DOCS / "gallery" / "worksheets.md").read_text("utf-8")
    for words in ("--input 3x3 --filter 2x2 ", "seed_blog.toml", "seed_chapter.toml"):
        assert re.search(rf"^symconv worksheet .*{re.escape(words)}.*--key", page, re.MULTILINE)


def test_what_the_readme_left_out_stands_in_the_pages() -> None:
    pages = [*DOCS.glob("howto/*.md"), *DOCS.glob("tutorials/*.md")]
    commands = {example.command.split()[1] for page in pages for example in console_examples(page)}
    assert commands >= {"derive", "generate", "certify", "graph", "verify", "worksheet"}
    text = "".join(page.read_text("utf-8") for page in pages)
    for told in ("How far a proof goes", "padding modes zeros", "float16 is summed", "undecided"):
        assert told in text
