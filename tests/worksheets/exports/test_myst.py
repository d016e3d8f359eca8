"""A sheet as a page of a book: labels, folded hints, and no markup that a person gave."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from symconv.worksheets import write_export
from tests.worksheets.exports.sheets import HOSTILE, mixed_sheet, sheet_of


def directives(text: str) -> list[str]:
    tokens = MarkdownIt().parse(text)
    return [token.info for token in tokens if token.type == "fence"]


def test_every_display_has_a_label_of_its_own_that_names_the_sheet() -> None:
    sheet = sheet_of("padding")
    labels = re.findall(r"^:label: (.*)$", write_export(sheet, "myst"), re.MULTILINE)
    keys = re.findall(r"^:label: (.*)$", write_export(sheet.key, "myst"), re.MULTILINE)
    assert len({*labels, *keys}) == len(labels) + len(keys) > 15
    assert all(label.startswith(f"sheet-{sheet.identity}-") for label in labels)
    assert all(label.startswith(f"key-{sheet.identity}-") for label in keys)


def test_hints_are_folded_and_solutions_only_on_a_sheet_for_self_study() -> None:
    plain = directives(write_export(sheet_of("conv"), "myst"))
    hints = sum(len(question.hints) for question in sheet_of("conv").questions)
    assert [info for info in plain if "Hint" in info] == [
        info for info in plain if info.startswith("{admonition} Hint ")
    ]
    assert len([info for info in plain if "Hint" in info]) == hints > 5
    assert "{admonition} Solution" not in plain
    solved = directives(write_export(sheet_of("conv", self_study=True), "myst"))
    assert solved.count("{admonition} Solution") == len(sheet_of("conv").questions)


def test_a_key_is_open_and_tells_the_answers() -> None:
    key = write_export(mixed_sheet().key, "myst")
    assert "{admonition}" not in key
    assert r"**Answers:** (6) $X_{11} F_{11}$; (7) $X_{13} F_{13}$" in key
    assert r"\underline" not in key


def test_what_a_person_gave_is_neither_directive_nor_role_nor_citation() -> None:
    text = write_export(mixed_sheet(title=HOSTILE, course=":::{raw} html"), "myst")
    head = text.splitlines()[:3]
    assert r"\{\{ env \}\} \@x" in head[0]
    assert r"\</script\>\<b\>\$x\$ \\input\{a\} \[z\]" in head[0]
    assert head[2] == r"\:::\{raw\} html"
    for course in ("- a", "+++", "1. a", "% a", "(a)=", "# a", "```{raw} html", "> a"):
        line = write_export(mixed_sheet(course=course), "myst").splitlines()[2]
        tokens = [token.type for token in MarkdownIt().parse(line)]
        assert tokens == ["paragraph_open", "inline", "paragraph_close"]
        assert "\\" in line
