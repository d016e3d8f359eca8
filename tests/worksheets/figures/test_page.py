"""The page on which one steps through drawings, driven in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from symconv import ConvSpec, WorksheetError
from symconv.worksheets.figures import layer_figure
from tests.browser import Browser
from tests.requirements import require_tool

SPEC = ConvSpec((3, 4), 2)
_STEPS = 6
_SHOWN = """[...document.querySelectorAll("figure[data-step]")]
  .filter((frame) => !frame.hidden).map((frame) => frame.dataset.step).join()"""
_SAID = 'document.querySelector("[data-part=said]").textContent'


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "steps.html"
    path.write_text(layer_figure(SPEC, step=None).to_page(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(require_tool("chromium"), tmp_path_factory.mktemp("profile")) as started:
        yield started


def _press(browser: Browser, key: str) -> None:
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                     windowsVirtualKeyCode=_CODES[key])  # fmt: skip


_CODES = {"ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, "Enter": 13, "Tab": 9}


def _click(browser: Browser, part: str) -> None:
    browser.value(f'document.querySelector("[data-part={part}]").click()')


def test_buttons_slider_and_keys_step_through(browser: Browser, page: Path) -> None:
    loaded = browser.load(page, 1100)
    assert browser.value(_SHOWN) == "1"
    _click(browser, "on")
    _click(browser, "on")
    assert browser.value(_SHOWN) == "3"
    assert browser.value(_SAID).startswith("Step 3 of 6. The input X has 3 rows and 4 columns")
    _click(browser, "back")
    assert browser.value(_SHOWN) == "2"
    browser.value(
        'const s = document.querySelector("[data-part=slider]"); s.value = "5";'
        's.dispatchEvent(new Event("input"))'
    )
    assert browser.value(_SHOWN) == "5"
    browser.value('document.querySelector(".symconv-player").focus()')
    for key, step in (("ArrowRight", "6"), ("ArrowRight", "6"), ("ArrowLeft", "5"),
                      ("Home", "1"), ("End", "6")):  # fmt: skip
        _press(browser, key)
        assert browser.value(_SHOWN) == step
    assert browser.value('document.querySelector("[data-part=shown]").textContent') == "6 of 6"
    assert browser.value('document.querySelector("[data-part=on]").disabled') is True
    assert loaded.requests == [page.as_uri()]
    assert loaded.complaints == []


def test_playing_says_nothing_until_it_ends(browser: Browser, page: Path) -> None:
    browser.load(page, 1100)
    browser.value("window.setInterval = (act) => { window.act = act; return 7; }")
    _click(browser, "play")
    assert browser.value('document.querySelector("[data-part=play]").textContent') == "Pause"
    for _ in range(_STEPS - 1):
        browser.value("window.act()")
    assert (browser.value(_SHOWN), browser.value(_SAID)) == ("6", "")
    browser.value("window.act()")
    assert browser.value(_SAID).startswith("Step 6 of 6.")
    assert browser.value('document.querySelector("[data-part=play]").textContent') == "Play"


def test_who_wants_no_motion_is_offered_none(browser: Browser, page: Path) -> None:
    browser.load(page, 1100)
    hidden = 'document.querySelector("[data-part=play]").hidden'
    assert browser.value(hidden) is False
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.call("Emulation.setEmulatedMedia", features=features)
    browser.call("Page.captureScreenshot")  # the page is told of it with its next picture
    assert browser.value(hidden) is True


def test_every_part_has_a_name_and_the_page_fits(browser: Browser, page: Path) -> None:
    browser.load(page, 400)
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    named = {
        (node["role"]["value"], node.get("name", {}).get("value"))
        for node in nodes
        if not node.get("ignored") and "role" in node
    }
    for name in ("First step", "Previous step", "Next step", "Last step", "Play"):
        assert ("button", name) in named
    assert ("slider", "Step") in named
    assert ("region", "How an output entry is made") in named
    assert browser.value("document.documentElement.scrollWidth <= window.innerWidth") is True


def test_without_its_script_the_page_shows_all(browser: Browser, page: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.load(page, 1100)
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.value(_SHOWN) == "1,2,3,4,5,6"


def test_the_page_loads_nothing_and_is_the_same_each_time() -> None:
    text = layer_figure(SPEC, step=None).to_page()
    assert text == layer_figure(SPEC, step=None).to_page()
    assert "default-src 'none'" in text
    script = text.rpartition("<script>")[2]
    assert not re.search(r"https?:|src=|@import|url\(", text)
    assert not re.search(r"innerHTML|\beval\b|\bFunction\b", script)
    assert text.count("<figure data-step=") == _STEPS
    with pytest.raises(WorksheetError, match="a page has at most"):
        layer_figure(ConvSpec((18, 18), 2), step=None).to_page()
