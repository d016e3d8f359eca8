"""A page of a sheet in headless Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.requirements import require, require_tool
from tests.worksheets.page.sheets import small_sheet


@dataclass
class Driven:
    """A loaded page, and what it asked for and complained of."""

    page: Any
    path: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def said(self, number: int) -> str:
        return str(self.page.text_content(f"#symconv-said-{number}"))

    def fill(self, number: int, text: str) -> None:
        self.page.fill(f"#symconv-field-{number}", text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = require("playwright.sync_api")
    executable = require_tool("chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sheet_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "sheet.html"
    path.write_text(small_sheet().to_html(standalone=True), encoding="utf-8")
    return path


@pytest.fixture
def driven(chromium: Any, sheet_path: Path) -> Iterator[Driven]:
    with_page = load(chromium, sheet_path)
    yield with_page
    with_page.page.context.close()
    assert with_page.complaints == []
    assert set(with_page.requests) == {sheet_path.as_uri()}


def load(chromium: Any, path: Path, before: str = "") -> Driven:
    """Open a page in a profile of its own; `before` runs ahead of the page's script."""
    page = chromium.new_context(accept_downloads=True).new_page()
    driven = Driven(page, path)
    page.on("console", lambda message: driven.complaints.append(message.text))
    page.on("pageerror", lambda error: driven.complaints.append(str(error)))
    page.on("request", lambda request: driven.requests.append(request.url))
    if before:
        page.add_init_script(before)
    page.goto(path.as_uri())
    return driven
