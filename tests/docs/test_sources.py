"""Sources are cited by the keys that `docs/sources.md` explains, and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from symconv.notation.presets import PRESET_SOURCES
from symconv.theorems import published_theorems

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sources.md"
KEYS = {*re.findall(r"^\| \[(\w+)\] \|", PAGE.read_text("utf-8"), re.MULTILINE)}
# What follows the key says that a source is cited: `[slides] eq. 16`, `[slides] P1`, a quotation,
# an operator's name.
CITED = re.compile(r"(?<![\w\])])\[([a-z]+)\](?= eq\. \d| [PT]\d| ['\"]\w| [A-Z][a-z]+[A-Z. ])")
ANY_KEY = re.compile(rf"(?<![\w\])\"'])\[(?:{'|'.join(KEYS)})\]")
OLD = re.compile(
    r"\b(?:first|second|third|three|each) seeds?\b|\bseed's|\bthe seeds\b"
    r"|\b(?:in|of|by|as) the seed\b(?! of the)", re.IGNORECASE,
)  # fmt: skip


def pages() -> Iterator[Path]:
    """Give what a reader may read: the code, the docs, spec lists, templates, tests."""
    yield ROOT / "README.md"
    for folder, kinds in {
        "symconv": ("py",), "docs": ("md",), "templates": ("jinja",), "tests": ("py", "toml"),
        "generated": ("toml",), "examples": ("py", "toml"), "benchmarks": ("py",),
    }.items():  # fmt: skip
        for kind in kinds:
            yield from sorted((ROOT / folder).rglob(f"*.{kind}"))


PAGES = [page for page in pages() if page != Path(__file__)]


def test_the_page_has_a_section_for_every_key() -> None:
    assert {"slides", "blog", "chapter", "onnx", "he", "glorot"} == KEYS
    headings = " ".join(re.findall(r"^## (.*)$", PAGE.read_text("utf-8"), re.MULTILINE))
    assert {*re.findall(r"\[(\w+)\]", headings)} == KEYS


def test_every_key_that_is_cited_is_on_the_page() -> None:
    cited = {
        (key, page.relative_to(ROOT))
        for page in PAGES
        for key in CITED.findall(page.read_text("utf-8"))
    }
    assert {key for key, _ in cited} == KEYS
    assert len({page for _, page in cited}) > 30


def test_a_module_that_cites_says_where_the_keys_are_explained() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        if page.is_relative_to(ROOT / "symconv") and ANY_KEY.search(text):
            assert "docs/sources.md" in text, page


@pytest.mark.parametrize("text", ["[book] eq. 3 says", "([lecture] P1)", "[guide] 'Pooling'"])
def test_a_key_without_an_entry_would_be_found(text: str) -> None:
    (key,) = CITED.findall(text)
    assert key not in KEYS


def test_no_source_is_called_a_seed() -> None:
    told = [(page, OLD.findall(page.read_text("utf-8"))) for page in PAGES]
    assert [(page, words) for page, words in told if words] == []
    for words in ("the third seed, equation 8", "as in the seed", "the seed's equation"):
        assert OLD.search(words)
    for words in ("the same for the same seed", "a fixed seed", "the hash seed"):
        assert not OLD.search(words)


def test_what_is_printed_for_users_cites_by_key() -> None:
    printed = [*PRESET_SOURCES.values(), *(theorem.source for theorem in published_theorems())]
    without = [source for source in printed if source and not ANY_KEY.search(source)]
    assert without == [PRESET_SOURCES["index"]]
