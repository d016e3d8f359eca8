"""The sources' general claims: proved, checked, contradicted where they are false, printed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields, replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import sympy

import symconv
from symconv import documents
from symconv.calculus import Counterexample, Setting, begin, refute, rules
from symconv.calculus.checking import draw_sizes, integers
from symconv.calculus.evaluation import Evaluator
from symconv.documents import Outcome
from symconv.formulas import Entry, Equation, Formula, Name, Number, Partial, Product
from symconv.notation import as_notation
from symconv.theorems import Claim, Operation, Theorem, Verdict
from symconv.theorems.conv_theorems import filter_gradient_theorem
from tests.calculus.tampering import changes
from tests.latex_pages import lines_too_wide
from tests.plain import in_one_line
from tests.theorems.naive import Naive, NothingThereError

CORRECTED = {
    "filter-gradient": 1,
    "input-gradient": 1,
    "weight-gradient-storage": 1,
    "weight-gradient-rot180": 1,
    "delta-recursion-storage": 2,
    "undefined-rows": 1,
}
"""The theorems that correct their claim, and how many false claims each refutes."""
PROVED = [
    "output-size", "stride", "dilated-gradient", "strided-input-gradient", "bias-gradient", "flip",
    "max-pool-routing", "average-pool-gradient", "transposed-adjoint", "dense", "cross-entropy",
]  # fmt: skip
NAMES = [*PROVED, *CORRECTED]
NOT_NAIVE = {"max-pool-routing", "cross-entropy"}
"""Maxima and logarithms are no polynomials of symbols."""
FALSE = [(name, number) for name, count in CORRECTED.items() for number in range(count)]


@cache
def theorems() -> dict[str, Theorem]:
    return {theorem.name: theorem for theorem in symconv.theorems()}


def claim_of(name: str, number: int) -> Claim:
    return theorems()[name].refuted[number]


def test_every_claim_has_its_theorem() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert sorted(theorems()) == sorted(NAMES)
    for theorem in theorems().values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", theorem.name)
        assert theorem.title
        assert bool(theorem.source) == (theorem.name != "cross-entropy")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_proved_and_holds(name: str) -> None:
    theorem = theorems()[name]
    assert theorem.proved
    assert theorem.holds
    for part in theorem.parts:
        assert len(part.derivation.lines) >= 2
        assert part.checked_on.settings >= 2
        assert part.checked_on.places >= part.checked_on.settings
        assert all(line.rule for line in part.derivation.lines[1:])


def test_its_page_marks_what_corrects_a_claim_as_such() -> None:
    for name, theorem in theorems().items():
        (verdict,) = (block for block in theorem.document(checked=False).blocks
                      if isinstance(block, documents.Verdict))  # fmt: skip
        expected = Outcome.CORRECTED if name in CORRECTED else Outcome.HOLDS
        assert verdict.outcome is expected


@pytest.mark.parametrize("name", NAMES)
def test_its_verdict(name: str) -> None:
    theorem = theorems()[name]
    assert theorem.verdict is (Verdict.CORRECTED if name in CORRECTED else Verdict.PROVED)
    assert len(theorem.refuted) == CORRECTED.get(name, 0)
    assert bool(theorem.correction) == (name in CORRECTED)


def sizes_of(setting: Setting) -> list[dict[Formula, int]]:
    """Give three settings of the sizes, those with the fewest sizes of one among many drawn."""
    drawn = list(draw_sizes(setting, 25, 3, 5))
    return sorted(drawn, key=lambda sizes: (list(sizes.values()).count(1), repr(sizes)))[:3]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_NAIVE])
def test_the_statement_holds_for_symbols(name: str) -> None:
    """Left and right side as SymPy expressions, by loops and SymPy's own derivatives."""
    for part in theorems()[name].parts:
        setting, equation = part.derivation.final_setting, part.derivation.equation
        for base in sizes_of(setting):
            naive = Naive(setting, Evaluator(setting).use(base, integers()).sizes)
            points = list(naive.points())
            for at in {0: points[0], len(points) - 1: points[-1]}.values():
                left, right = (naive.value(side, at) for side in (equation.left, equation.right))
                assert sympy.expand(left - right) == 0, (naive.sizes, at)


@pytest.mark.parametrize("name", ["weight-gradient-storage", "delta-recursion-storage"])
def test_kernels_of_several_entries_are_among_those_sizes(name: str) -> None:
    kernel = Entry("N", (Name("w"),))
    for part in theorems()[name].parts:
        assert any(sizes[kernel] > 1 for sizes in sizes_of(part.derivation.setting))


@pytest.mark.parametrize(("name", "number"), FALSE)
def test_a_false_claim_differs_where_it_is_said_to(name: str, number: int) -> None:
    """At the sizes, indices and arrays that are shown, the sides are as stated."""
    claim = claim_of(name, number)
    found = refute(claim.setting, claim.equation)
    assert found is not None
    stated = claim.counterexample
    assert (found.sizes, found.indices) == (stated.sizes, stated.indices)
    assert (found.left, found.right) == (stated.left, stated.right)
    values = entries_of(stated)
    naive = Naive(claim.setting, stated.sizes)
    assert all(naive.holds(condition, {}) for condition in claim.setting.hypotheses)
    assert stated.indices in list(naive.points())
    left, right = (
        value_at(naive, side, stated, values)
        for side in (claim.equation.left, claim.equation.right)
    )
    assert (left, right) == (stated.left, stated.right)
    assert left != right


def entries_of(found: Counterexample) -> dict[tuple[Formula, tuple[int, ...]], int]:
    """Give the entries of the arrays that a counterexample shows, by array and place."""
    return {
        (whole, place): entry
        for whole, array in found.arrays.items()
        for place, entry in zip(
            product(*(range(low, high + 1) for low, high in array.limits)),
            array.entries,
            strict=True,
        )
    }


def test_the_arrays_of_a_false_claim_are_printed() -> None:
    """By hand: 75·54 + (−97)·(−65) against (−97)·54 + 75·(−65)."""
    text = theorems()["filter-gradient"].to_text(checked=False)
    assert "the left side is 10355, the right side −10113." in in_one_line(text)
    for shown in ("X = [[[54] [−65]] [[52] [−37]]]", "∂L/∂O = [[[75] [−97]]]"):
        assert shown in text
    for format_ in ("latex", "markdown", "html", "json"):
        assert "97" in theorems()["filter-gradient"].to(format_, checked=False)
    for name, number in FALSE:
        found = claim_of(name, number).counterexample
        assert bool(found.arrays) == (name != "undefined-rows")
        shown = theorems()[name].to_text(checked=False)
        for array in found.arrays.values():
            assert (
                f"[{' '.join(map(str, array.entries[: array.shape[-1]]))}]".replace("-", "−")
                in shown
            )


def value_at(naive: Naive, side: object, found: Counterexample, values: dict) -> int | None:
    """Give a side of a claim with integers for its symbols; None where nothing is read."""
    try:
        expression = naive.value(side, found.indices)
    except NothingThereError:
        return None
    numbers = {
        symbol: values[key]
        for key, symbol in naive.symbols.items()
        if symbol in expression.free_symbols
    }
    return int(expression.subs(numbers))


@pytest.mark.parametrize(("name", "number"), FALSE)
def test_what_is_false_is_not_the_statement(name: str, number: int) -> None:
    claim = claim_of(name, number)
    for part in theorems()[name].parts:
        setting, statement = part.derivation.final_setting, part.derivation.equation
        assert (claim.equation, claim.setting.arrays) != (statement, setting.arrays)
        assert refute(setting, statement, cases=6) is None


def test_undefined_rows_by_counting() -> None:
    found = claim_of("undefined-rows", 0).counterexample
    size, kernel = found.sizes[Name("N")], found.sizes[Entry("N", (Name("k"),))]
    undefined = sum(any(x - t < 0 for t in range(kernel)) for x in range(size))
    assert (found.left, found.right) == (undefined, kernel)
    assert undefined == kernel - 1


def test_notations() -> None:
    slides = as_notation("slides")
    theorem = filter_gradient_theorem(slides)
    assert theorem.proved
    text = theorem.to_text(checked=False)
    assert "∂L/∂W" in text
    assert "∂L/∂F" not in text
    assert {part.notation for part in theorems().values()} == {
        as_notation("index"), as_notation("blog"),
    }  # fmt: skip


# -- printed ---------------------------------------------------------------------------------------

PRINTED = "strided-input-gradient"


def test_text_by_eye() -> None:
    text = theorems()[PRINTED].to_text()
    lines = text.splitlines()
    assert lines[0] == theorems()[PRINTED].title
    assert set(lines[1]) == {"="}
    numbered = [int(line[1 : line.index(")")]) for line in lines if re.match(r"\(\d+\) ", line)]
    assert numbered == list(range(1, len(theorems()[PRINTED].derivation.lines)))
    assert text.endswith("\n")
    assert "s₁ | (x + p₁ − d₁·u), 0 ≤ (x + p₁ − d₁·u)/s₁ ≤ m₁ − 1" in text
    assert "[f,x+p₁−d₁·(k₁−1−u),y+p₂−d₂·(k₂−1−v)]·" in text
    assert "\nProved: " in text


def test_markdown_by_eye() -> None:
    markdown = theorems()[PRINTED].to_markdown()
    assert markdown.startswith("#")
    assert markdown.count("$$") % 2 == 0
    assert r"\tilde{F}" in markdown
    assert r"\hat{G}" in markdown


def test_fragment_is_the_body_of_the_document() -> None:
    theorem = theorems()[PRINTED]
    fragment, document = theorem.to_latex(), theorem.to_latex(standalone=True)
    assert fragment.strip() in document
    assert r"\documentclass" not in fragment
    assert document.rstrip().endswith(r"\end{document}")


def test_what_was_checked_is_told_only_if_it_was() -> None:
    theorem = theorems()[PRINTED]
    for render in (theorem.to_text, theorem.to_markdown, theorem.to_latex):
        checked, unchecked = render(checked=True), render(checked=False)
        assert len(checked) > len(unchecked)
        assert "Checked" in checked
        assert "Checked" not in unchecked


@pytest.mark.parametrize("name", [PRINTED, "weight-gradient-storage", "cross-entropy"])
def test_json_has_every_line_with_its_rule(name: str) -> None:
    theorem = theorems()[name]
    data = json.loads(theorem.to_json())
    assert (data["name"], data["title"]) == (name, theorem.title)
    assert data["proved"] is True
    assert data["verdict"] == theorem.verdict
    assert len(data["parts"]) == len(theorem.parts)
    assert len(data["refuted"]) == len(theorem.refuted)
    for found, part in zip(data["parts"], theorem.parts, strict=True):
        assert found["checked_on"]["holds"] is True
        assert found["checked_on"]["places"] == part.checked_on.places
        first, *others = found["lines"]
        assert first["rule"] is None
        assert len(found["lines"]) == len(part.derivation.lines)
        for line, own in zip(others, part.derivation.lines[1:], strict=True):
            assert own.rule is not None
            assert line["rule"] == own.rule.__name__
            assert line["rule"] in rules.__all__
            assert len(line["applications"]) == len(own.applications)
            assert line["latex"]
            assert line["formula"]
    assert data["statement"]["latex"] == data["parts"][-1]["lines"][-1]["latex"]
    unchecked = json.loads(theorem.to_json(checked=False))
    assert [part["checked_on"] for part in unchecked["parts"]] == [None] * len(theorem.parts)


SCRIPT = """
import symconv
from symconv.theorems.weight_storage import weight_gradient_theorem
from symconv.notation import as_notation

for theorem in (
    symconv.derive_general("grad-input", 2, stride=("s", 2)),
    symconv.derive_general("grad-filter", 1, groups=None, bias=True, flip_filter=True),
):
    print(theorem.to_text(), theorem.to_latex(checked=False), theorem.to_markdown(checked=False))
    print(theorem.to_json(checked=False))
print(weight_gradient_theorem(as_notation("blog")).to_json(checked=False))
"""


@pytest.mark.slow
def test_every_process_prints_the_same() -> None:
    printed = []
    for seed in ("0", "1"):
        environment = {"PYTHONHASHSEED": seed, "PATH": "", "PYTHONIOENCODING": "utf-8"}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, check=False, env=environment,
            cwd=Path(symconv.__file__).parents[1],
        )  # fmt: skip
        assert run.returncode == 0, run.stderr.decode()[-1000:]
        printed.append(run.stdout)
    assert printed[0] == printed[1]
    assert len(printed[0]) > 10_000


@pytest.mark.parametrize("name", [PRINTED, "weight-gradient-storage"])
def test_no_line_is_wider_than_the_page(name: str, tmp_path: Path) -> None:
    assert lines_too_wide(theorems()[name].to_latex(standalone=True), tmp_path) == []


def test_a_part_of_a_theorem_that_is_not_proved_is_told() -> None:
    """A theorem with a line that does not follow neither is proved nor holds."""
    theorem = theorems()["bias-gradient"]
    (part,) = theorem.parts
    *lines, last = part.derivation.lines
    wrong = replace(last, right=Partial(Name("L"), Entry("B")))
    broken = replace(part, derivation=replace(part.derivation, lines=(*lines, wrong)))
    members = {f.name: getattr(theorem, f.name) for f in fields(Theorem)} | {"parts": (broken,)}
    found = Theorem(**members)
    assert not found.proved
    assert not found.holds
    assert json.loads(found.to_json(checked=False))["proved"] is False
    assert "not proved" in found.to_text(checked=False).lower()


def test_they_can_be_asked_for_once_the_package_of_their_name_is_loaded() -> None:
    code = "import symconv.theorems; print(symconv.theorems('matrix')[0].name)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["output-size"]


# -- what is stated is what is proved --------------------------------------------------------------


def twice(formula: Formula) -> Formula:
    return Product((Number(2), formula))


@pytest.mark.parametrize("name", NAMES)
def test_a_theorem_states_what_its_derivation_ends_in(name: str) -> None:
    theorem = theorems()[name]
    stated = theorem.statement
    assert replace(theorem, stated=stated).proved
    assert not replace(theorem, stated=Equation(stated.left, twice(stated.right))).proved
    assert not replace(theorem, stated=Equation(twice(stated.left), stated.right)).proved
    assert not replace(theorem, parts=()).proved


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_begins_with_the_definition(name: str) -> None:
    """Another left side, or another first line, is the definition of nothing."""
    theorem = theorems()[name]
    for at, part in enumerate(theorem.parts):
        derivation = part.derivation
        first, *others = derivation.lines
        forged = [
            replace(derivation, left=twice(derivation.left)),
            replace(derivation, lines=(replace(first, right=twice(first.right)),)),
            replace(derivation, lines=(replace(first, right=twice(first.right)), *others)),
            replace(derivation, lines=()),
            begin(derivation.setting, derivation.left, Number(42)),
        ]
        for wrong in forged:
            assert not wrong.proved
            parts = list(theorem.parts)
            parts[at] = replace(part, derivation=wrong)
            assert not replace(theorem, parts=tuple(parts)).proved


@pytest.mark.parametrize("name", NAMES)
def test_every_tampered_first_line_is_refused(name: str) -> None:
    planted = 0
    for part in theorems()[name].parts:
        for what, wrong in changes(part.derivation, 0):
            assert not wrong.proved, what
            planted += 1
    assert planted >= 2


def test_a_theorem_about_another_operation_is_not_proved() -> None:
    theorem = symconv.derive_general("grad-filter", 1)
    assert theorem.proved
    assert not replace(theorem, operation=Operation.GRAD_INPUT).proved
    other = symconv.derive_general("grad-filter", 1, flip_filter=True)
    assert other.proved
    assert not replace(theorem, conv=other.conv).proved
    assert not replace(theorem, parts=other.parts).proved
