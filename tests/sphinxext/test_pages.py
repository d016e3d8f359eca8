"""The formulas of a book's own pages are judged; a false one is a warning at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sphinxext.books import Built, book

SETTING = (
    "A 3x4 input :math:`X`, a 2x3 filter :math:`F`, stride 1, no padding, not flipped; output "
    ":math:`O`, loss :math:`L`.\n\n"
)
RIGHT = r"\frac{\partial L}{\partial X_{13}} = \frac{\partial L}{\partial O_{11}} F_{13} + " + (
    r"\frac{\partial L}{\partial O_{12}} F_{12}"
)
WRONG = r"\frac{\partial L}{\partial X_{14}} = \frac{\partial L}{\partial O_{11}} F_{13}"
DAMAGED = r"\frac{\partial L}{\partial X_{14}} = \frac{\partial L}{O_{12}} F_{13}"
JUDGED = "symconv_verify = True\nshow_warning_types = True\n"
LAYER = "--input 3x4 --filter 2x3"


def page(*formulas: str) -> str:
    return SETTING + "".join(f".. math::\n\n   {formula}\n\n" for formula in formulas)


def refuted(built: Built) -> list[str]:
    return [line for line in built.warnings if "is refuted" in line]


def test_a_refuted_formula_is_a_warning_at_its_line(tmp_path: Path) -> None:
    built = book(tmp_path, {"index": page(RIGHT, WRONG)}, JUDGED).build()
    (warning,) = built.warnings
    lines = (tmp_path / "index.rst").read_text().splitlines()
    line = 1 + next(number for number, text in enumerate(lines) if WRONG in text)
    assert warning.startswith(f"{tmp_path}/index.rst:{line}: WARNING: formula ")
    assert "is refuted" in warning
    assert built.status == 0
    assert book(tmp_path, {"index": page(RIGHT, WRONG)}, JUDGED).build("html", "-W", "-E").status


def test_a_damaged_formula_is_told_with_its_repair(tmp_path: Path) -> None:
    (warning,) = book(tmp_path, {"index": page(RIGHT, DAMAGED)}, JUDGED).build().warnings
    assert "is damaged" in warning
    assert r"write \frac{\partial L}{\partial X_{14}} = \frac{\partial L}{\partial O_{12}}" in (
        warning
    )


def test_a_right_page_is_silent(tmp_path: Path) -> None:
    built = book(tmp_path, {"index": page(RIGHT)}, JUDGED).build("html", "-W")
    assert (built.status, built.warnings) == (0, [])


def test_nothing_is_judged_unless_the_book_asks(tmp_path: Path) -> None:
    assert book(tmp_path, {"index": page(WRONG)}).build().warnings == []


@pytest.mark.parametrize("kind", ["symconv.refuted", "symconv"])
def test_warnings_have_a_type_that_can_be_suppressed(tmp_path: Path, kind: str) -> None:
    made = book(tmp_path, {"index": page(WRONG)}, f'{JUDGED}suppress_warnings = ["{kind}"]\n')
    assert made.build("html", "-W").status == 0


def test_a_comment_accepts_a_finding(tmp_path: Path) -> None:
    accepted = page(RIGHT) + f".. symconv-ignore: as the book has it\n\n.. math:: {WRONG}\n"
    assert book(tmp_path, {"index": accepted}, JUDGED).build().warnings == []


def test_a_directive_shows_the_report_and_warns_once(tmp_path: Path) -> None:
    text = page(RIGHT, WRONG) + f".. symconv-verify:: {LAYER}\n   :all:\n"
    built = book(tmp_path, {"index": text}, JUDGED).build()
    assert len(refuted(built)) == 1
    html = built.page("index.html")
    assert "Report on index.rst" in html
    assert "symconv-fails" in html
    assert "symconv-holds" in html


def test_a_directive_can_be_hidden_or_quiet(tmp_path: Path) -> None:
    text = page(WRONG) + f".. symconv-verify:: {LAYER}\n"
    hidden = book(tmp_path / "a", {"index": f"{text}   :hidden:\n"}).build()
    quiet = book(tmp_path / "b", {"index": f"{text}   :no-warnings:\n"}).build()
    assert (len(refuted(hidden)), len(refuted(quiet))) == (1, 0)
    assert "Report on" not in hidden.page("index.html")
    assert "Report on" in quiet.page("index.html")


def test_another_file_is_judged_and_named_as_the_page_names_it(tmp_path: Path) -> None:
    made = book(tmp_path, {"index": f".. symconv-verify:: {LAYER}\n   :file: other/page.md\n"})
    made.write("other/page.md", f"We have $X$ and $F$.\n\n$${WRONG}$$\n")
    built = made.build()
    (warning,) = refuted(built)
    assert warning.startswith(f"{tmp_path}/other/page.md:3: WARNING")
    assert "Report on other/page.md" in built.page("index.html")
    assert str(tmp_path) not in built.page("index.html")


def test_a_file_that_cannot_be_read_is_one_warning(tmp_path: Path) -> None:
    built = book(tmp_path, {"index": ".. symconv-verify::\n   :file: missing.md\n"}).build()
    (warning,) = built.warnings
    assert warning.startswith(f"{tmp_path}/missing.md:1: WARNING: ")
    assert "does not exist" in warning


def test_processes_warn_of_the_same(tmp_path: Path) -> None:
    pages = {"index": page(WRONG), **{f"p{n}": page(RIGHT, WRONG) for n in range(7)}}
    made = book(tmp_path, pages, JUDGED)
    serial, parallel = made.build(where="one"), made.build("html", "-j", "2", where="two")
    assert len(refuted(serial)) == 8
    assert sorted(refuted(serial)) == sorted(refuted(parallel))
