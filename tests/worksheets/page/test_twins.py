"""The script in the page and its twin in Python read and judge alike."""

from __future__ import annotations

import random
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from symconv import ActivationSpec, ConvSpec, DenseSpec, PoolSpec
from symconv.printing.formulas import LatexPrinter, TextPrinter
from symconv.worksheets import Blanks, Topic, Worksheet, WorksheetOptions, build_worksheet
from symconv.worksheets.page import Said, check_answer, checks_of, page, write_page
from symconv.worksheets.page.data import Expected, Mode, PageChecks
from symconv.worksheets.page.nodes import UnreadError
from symconv.worksheets.page.reader import read_answer
from tests.worksheets.answer_set import cases, names, sheet_named
from tests.worksheets.page.conftest import load

PIECES = (
    "X_11", "F_12", "X", "F22", "dL/dO_11", "∂L/∂O₁₂", r"\frac{\partial L}{\partial O_{21}}", " + ",
    " - ", "−", "*", "·", " ", "/", "(", ")", "2", "0.25", "^2", "²", "^{-1}", "√", "max(", ",",
    "1[", "]", ">", "=", "Σ{k=1..M}", "O_k", r"\sum_{k=1}^{M}", "⋆", "⋆[stride 2]", "pad[1](",
    "rot180(", "^T", "exp(", "e^", "sigma(", "|", "⌊", "⌋", "{", "}", "[[", "]]", "\\", "_", "^",
    "é",
    "\N{MATHEMATICAL ITALIC CAPITAL X}", "ŷ", "if", "otherwise", ";", "d", "l-1", r"\cdot", r"\,",
    r"\mathrm{F}", r"\hat{y}", "\N{GRINNING FACE}", "'", "..", "<=", "**", "1", r"\frac12",
    "^{1/2}", "√X_11", "new ", r"^{\frac{3}{2}}", "0",
)  # fmt: skip
DRAWN = 400


def compare(
    chromium: Any, folder: Path, sheet: Worksheet, typed: list[tuple[int, str]]
) -> list[Any]:
    """Give what the two say differently of answers."""
    path = folder / f"{sheet.identity}.html"
    path.write_text(write_page(sheet), encoding="utf-8")
    driven = load(chromium, path)
    told = driven.page.evaluate(
        "typed => typed.map(([number, text]) => window.symconvSheet.check(number, text))", typed
    )
    driven.page.context.close()
    assert driven.complaints == []
    checks = checks_of(sheet)
    ours = [plain(check_answer(checks, number, text)) for number, text in typed]
    theirs = [{key: each[key] for key in ours[0]} for each in told]
    return [triple for triple in zip(typed, ours, theirs, strict=True) if triple[1] != triple[2]]


def plain(said: Said) -> dict[str, Any]:
    data = asdict(said)
    return {**data, "state": said.state.value, "wrong": [*said.wrong], "signs": [*said.signs]}


@pytest.mark.parametrize("name", names())
def test_of_the_set_both_say_the_same(chromium: Any, tmp_path: Path, name: str) -> None:
    typed = [(case.number, case.text) for case in cases(name)]
    assert compare(chromium, tmp_path, sheet_named(name), typed) == []


@pytest.mark.parametrize("notation", ["matrix", "slides", "chapter", "blog"])
@pytest.mark.parametrize(
    "spec",
    [
        ConvSpec((3, 4), (2, 2), in_channels=2, out_channels=3, padding=1, bias=True),
        PoolSpec((4, 6), (2, 3), operation="lp", stride=2),
        DenseSpec(4, 2, bias=True),
        ActivationSpec(3, "softmax"),
        ActivationSpec(2, "leaky_relu"),
    ],
    ids=lambda spec: type(spec).__name__,
)
def test_what_is_printed_is_right(chromium: Any, tmp_path: Path, spec: Any, notation: str) -> None:
    """As text and as LaTeX, by the script and by its twin."""
    options = WorksheetOptions(tuple(Topic), Blanks.read("side 1"))
    sheet = build_worksheet(spec, notation, options)
    typed = []
    for question in sheet.questions:
        for answer in question.answers:
            if answer.formula is None:
                typed.append((answer.number, answer.letter))
                continue
            text = TextPrinter(sheet.notation).write(answer.formula)
            latex = LatexPrinter(sheet.notation).write(answer.formula)
            written = (text,) if "array" in latex or "=" in text else (text, latex)
            typed += [(answer.number, each) for each in written]
    checks = checks_of(sheet)
    states = {text: check_answer(checks, number, text).state for number, text in typed}
    assert [text for text, state in states.items() if state != "right"] == []
    assert compare(chromium, tmp_path, sheet, typed) == []


def drawn(seed: int) -> list[str]:
    draw = random.Random(seed)
    return ["".join(draw.choices(PIECES, k=draw.randint(1, 9))) for _ in range(DRAWN)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_typed_both_say_the_same(chromium: Any, tmp_path: Path, seed: int) -> None:
    sheet = sheet_named("a strided convolution, whole sides" if seed < 3 else names()[-1])
    number = sheet.questions[seed].answers[0].number
    typed = [(number, text) for text in drawn(seed)]
    assert compare(chromium, tmp_path, sheet, typed) == []


@pytest.mark.parametrize("mode", [Mode.FORMULA, Mode.MATRICES])
def test_whatever_is_read_has_the_same_values(
    chromium: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    """Each text is right on a page that expects the values that the twin gives it."""
    sheet = sheet_named(names()[-1])
    checks = checks_of(sheet)
    texts = [text for seed in (4, 5, 6, 7) for text in drawn(seed)]
    texts += ["x'", "x′ y''", "Σ{i=1..n, j=1..i} X_ij", "max{k} X_k", "{1 if x > 0; x otherwise}"]
    expected = {}
    for number, text in enumerate(texts, 1000):
        try:
            values = checks.evaluator(mode).values(read_answer(text, checks.vocabulary))
        except UnreadError:
            continue
        expected[number] = Expected(number, mode, (values,))
    assert len(expected) > 100
    told = PageChecks(sheet.identity, checks.vocabulary, {**checks.expected, **expected})
    monkeypatch.setattr(page, "checks_of", lambda _: told)
    monkeypatch.setattr(sys.modules[__name__], "checks_of", lambda _: told)
    typed = [(number, texts[number - 1000]) for number in expected]
    assert {check_answer(told, number, text).state for number, text in typed} == {"right"}
    assert compare(chromium, tmp_path, sheet, typed) == []


@pytest.mark.parametrize(
    "text",
    ["(" * 3000, "√" * 1500, "-" * 1500 + "1", "X/" * 900 + "X", "X" + "²" * 500, "X_11" * 900,
     r"\frac" * 700, "(X_11+F_11)" * 300, "[[" * 900, "|" * 700, "9" * 3000, "X^64" * 400,
     "exp(" * 200, "2^" * 300, "e^{" * 100, "\\" * 999, "_" * 999, "Σ{k=1..M}" * 300],
)  # fmt: skip
def test_what_is_hostile_is_answered_at_once(chromium: Any, tmp_path: Path, text: str) -> None:
    sheet = sheet_named("a strided convolution, whole sides")
    assert compare(chromium, tmp_path, sheet, [(1, text)]) == []
