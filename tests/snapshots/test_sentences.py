"""Every sentence that is printed stands in a list that was read through: a changed word is seen.

The lists say what is printed; the code is searched for sentences that no list has.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import symconv
from tests.snapshots.sentences import LISTS, SOURCES, gather

PACKAGES = ("derivation", "graphs", "theorems")
NEVER = {
    "is not the shape": "a closed form that is false, which none is",
    "is not the": "a closed form that is false",
    "it depends on an array that is not among its arguments": "a claim that cannot be read",
    "the sides have shapes": "a comparison that is false",
    "the sides differ in entry": "a comparison that is false",
    "proved closed form": "a repr",
    "(a product is written": "an error",
    "For every size": "a statement without free indices, of which none is published",
    "A check CONTRADICTS it": "a derivation that is false",
    "neither side has a value": "no published claim is such",
    "side has no value, such as where an array is read outside": "no published claim is such",
    "SymPy expressions, formulas, exact numbers, and arrays of these": "an error",
    "a fraction of about": "a number of more than 60 digits",
    "it is nested too deeply": "a limit of comparing expressions",
    "steps of work is met": "a limit of comparing expressions",
    "the limit of": "a limit of comparing expressions",
    "the one entry": "an array against a number",
    "no point was found at which both have a value": "expressions with few values",
    "they differ, unless names in the formulas mean what symbols of other names in the expressions "
    "do": "a formula against an expression",
    "How many positions the filter has along each axis": "on worksheets",
    "one of them is an array that is written out": "an answer of another form than the right one",
    "channels of a group": "an error",
    "filters of a group": "an error",
    "it is not a real number, whatever the names stand for": "a case with no known example",
}
"""Sentences of the code that are not in the lists, and why."""


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_printed_is_in_the_list(source: str) -> None:
    known = (LISTS / f"{source}.txt").read_text(encoding="utf-8").splitlines()
    assert known == sorted(set(known))
    found = gather(source)
    changed = [f"+ {line}" for line in found if line not in known]
    changed += [f"- {line}" for line in known if line not in found]
    assert not changed, "\n".join([
        *changed, "If this is meant, record it: python -m tests.snapshots.sentences"])  # fmt: skip


def test_every_sentence_of_the_code_is_in_a_list() -> None:
    lists = "\n".join((LISTS / f"{source}.txt").read_text(encoding="utf-8") for source in SOURCES)
    missing = {sentence for sentence in _sentences_of_code() if sentence not in lists}
    assert missing == set(NEVER)


def _sentences_of_code() -> Iterator[str]:
    """Give the texts in the code, of three words or more, that are no docstrings and no errors."""
    root = Path(symconv.__file__).parent
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
                plain = re.sub(r"\d+(?:[.,]\d+)*", "#", " ".join(text.split()))
                for sentence in re.split(r"(?<=[.:;]) ", plain):
                    bare = sentence.strip(" .:;,")
                    is_pattern = "(?P<" in bare
                    words = re.findall(r"[A-Za-z]{2,}", bare)
                    if len(words) >= 3 and " " in bare and not is_pattern:
                        yield bare


def _texts(tree: ast.Module) -> Iterator[str]:
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Assert):
            passed |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in passed
        ):
            yield node.value
