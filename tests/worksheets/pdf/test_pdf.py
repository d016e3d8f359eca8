"""Sheets as PDF by both engines: what stands on the pages, and what may not get there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import symconv
from symconv.documents import Document
from symconv.errors import WorksheetError
from symconv.worksheets.pdf import Engine, Pdf, latex, make, to_pdf, typst
from symconv.worksheets.pdf.latex import has_latex
from symconv.worksheets.pdf.running import run
from symconv.worksheets.pdf.scripts import foreign_letters, refusal, runs
from symconv.worksheets.pdf.system_fonts import fonts_for
from symconv.worksheets.pdf.typst import letters_missing
from tests.requirements import missing, require, require_tool
from tests.typst_pages import page_count, text_of, words_beyond_margins
from tests.worksheets.pdf.sheets import LAYERS, sheet

ENGINES = ("latex", "typst")
MARGIN = 55.0
HOSTILE = [
    r"\input{/etc/passwd}",
    r"\immediate\write18{touch owned} \openout5=owned",
    r"\csname end\endcsname{document} % \fi \else $x$ & # ~ ^ _",
    r"\directlua{os.execute('touch owned')} \catcode`\%=0",
    '#read("/etc/passwd") #eval("1")',
    '#import "@preview/cetz:0.2.2": * // /* <a> @b',
]
NAMES = {"Cyrillic": "Имя: Ян Ли", "Arabic": "اسم الطالب", "Chinese": "中文名"}


def needs(engine: str) -> None:
    if engine == "typst":
        require("typst")
    else:
        require_tool("pdflatex")


def letters(text: str) -> str:
    """Give a text without spaces and with the signs that it was typed with.

    LaTeX draws the underscore, and has other letters for accents and quotes.
    """
    signs = str.maketrans("’‘`“”˜ˆ", "'''\"\"~^", "_")
    return "".join(text.split()).translate(signs)


def path_of(pdf: Pdf, folder: Path) -> Path:
    path = folder / "sheet.pdf"
    path.write_bytes(pdf.data)
    return path


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("engine", ENGINES)
def test_pages_have_every_question_and_nothing_in_the_margins(
    engine: str, name: str, tmp_path: Path
) -> None:
    needs(engine)
    made = sheet(name, course="Deep learning")
    pdf = path_of(to_pdf(made, engine), tmp_path)
    text = text_of(pdf)
    for part in ("Deep learning", "Name:", "Date:", f"Sheet {made.identity}"):
        assert part in text
    numbers = [int(found) for found in re.findall(r"Exercise (\d+):", text)]
    assert numbers == list(range(1, len(made.questions) + 1))
    assert words_beyond_margins(pdf, MARGIN) == []
    assert "Solution" not in text
    assert 1 < page_count(pdf) < 4 * len(made.questions)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("engine", ENGINES)
def test_no_page_ends_with_a_heading(engine: str, name: str, tmp_path: Path) -> None:
    needs(engine)
    pdf = path_of(to_pdf(sheet(name), engine), tmp_path)
    pages = raw_pages(pdf)
    assert len(pages) > 1
    for page in pages:
        last = [line for line in page.splitlines() if line.strip()][-3:]
        assert not any(line.startswith(("Exercise", "Fill", "Complete")) for line in last), last


def raw_pages(pdf: Path) -> list[str]:
    tool = str(require_tool("pdftotext"))
    read = subprocess.run([tool, "-layout", str(pdf), "-"], capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_key_has_solutions_and_the_same_bytes_each_time(engine: str, tmp_path: Path) -> None:
    needs(engine)
    made = sheet("dense")
    pdf = to_pdf(made.key, engine)
    assert to_pdf(sheet("dense").key, engine) == pdf
    text = text_of(path_of(pdf, tmp_path))
    assert text.count("Solution") == len(made.questions)
    assert "seed 0" in text
    assert str(tmp_path).encode() not in pdf.data
    assert not re.search(rb"/(CreationDate|ModDate)", pdf.data)


@pytest.mark.parametrize("engine", ENGINES)
def test_any_result_and_several_documents_are_set(engine: str, tmp_path: Path) -> None:
    needs(engine)
    graph = symconv.derive_graph("q = x + y; f = q z", {"x": -2, "y": 5, "z": -4})
    assert "Chain rule" in text_of(to_pdf(graph, engine).data, tmp_path)
    first, second = (sheet(title=title).document() for title in ("First sheet", "Second sheet"))
    both = to_pdf([first, second], engine)
    text = text_of(both.data, tmp_path)
    assert text.index("First sheet") < text.index("Second sheet")
    assert to_pdf(first, engine).data != both.data


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_person_gave_is_printed_and_never_run(
    engine: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs(engine)
    monkeypatch.chdir(tmp_path)
    made = sheet(title=text, course=text)
    read = text_of(to_pdf(made, engine).data, tmp_path)
    assert letters(read).count(letters(text)) == 2
    assert "root:" not in read
    assert sorted(path.name for path in tmp_path.iterdir()) == ["read.pdf"]


@pytest.mark.parametrize("script", NAMES)
def test_names_in_typst_are_printed_or_refused_in_one_line(script: str, tmp_path: Path) -> None:
    require("typst")
    name = NAMES[script]
    made = sheet(title=name)
    absent = letters_missing(foreign_letters([made.document()]))
    if absent:
        with pytest.raises(WorksheetError, match="no font here can print") as error:
            to_pdf(made, "typst")
        assert "\n" not in str(error.value)
        assert min(absent) in str(error.value)
        return
    read = text_of(to_pdf(made, "typst").data, tmp_path)
    assert set(name.replace(" ", "")) <= set(read)


@pytest.mark.parametrize("script", NAMES)
def test_names_in_latex_are_printed_or_refused_in_one_line(script: str, tmp_path: Path) -> None:
    require_tool("pdflatex")
    name = NAMES[script]
    made = sheet(title=name, course="Group 1")
    if not has_latex(Engine.LUALATEX) or fonts_for(foreign_letters([made.document()])) is None:
        with pytest.raises(WorksheetError, match="no font here can print") as error:
            to_pdf(made, "latex")
        assert "\n" not in str(error.value)
        return
    pdf = to_pdf(made, "latex")
    assert pdf.engine is Engine.LUALATEX
    assert set(name.replace(" ", "")) <= set(text_of(pdf.data, tmp_path))


def test_a_name_that_latex_cannot_print_is_left_to_typst() -> None:
    require("typst")
    if has_latex(Engine.LUALATEX):
        missing("LuaLaTeX prints it here")
    assert to_pdf(sheet(title="Имя"), "auto").engine is Engine.TYPST
    assert to_pdf(sheet(title="name"), "auto").engine is not None


def test_what_is_missing_is_said_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "has_latex", lambda engine: False)
    monkeypatch.setattr(make, "has_typst", lambda: False)
    for engine, said in {"auto": "neither LaTeX", "latex": "pdflatex) is not installed"}.items():
        with pytest.raises(WorksheetError, match=re.escape(said)):
            to_pdf(sheet(), engine)
    with pytest.raises(WorksheetError, match="engine 'word'"):
        to_pdf(sheet(), "word")
    monkeypatch.setattr(typst, "find_spec", lambda name: None)
    with pytest.raises(WorksheetError, match=re.escape("pip install 'symconv[pdf]'")):
        to_pdf(sheet(), "typst")


def test_letters_that_nothing_prints_are_named() -> None:
    said = str(refusal("中文"))
    assert "中 (U+4E2D), 文 (U+6587)" in said
    assert "and 3 more" in str(refusal("一丁七万丈三上下"))


def test_runs_of_scripts_give_the_text_back() -> None:
    text = "Ян, Ли — (中文) é اسم_1"
    assert "".join(part for _, part in runs(text)) == text
    assert [script for script, _ in runs(text) if script] == ["CYRILLIC", "CJK", "ARABIC"]


def test_a_program_that_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    endless = f"import os, time; os.fork(); open({str(child)!r}, 'w').write(str(os.getpid())); "
    program = [sys.executable, "-c", endless + "time.sleep(60)"]
    started = time.monotonic()
    with pytest.raises(WorksheetError, match="did not finish the pages within 1 s"):
        run(program, tmp_path, {}, seconds=1)
    assert time.monotonic() - started < 20
    time.sleep(0.2)
    state = Path(f"/proc/{child.read_text()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_program_sees_no_variables_of_the_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_MINE", "1")
    program = "import os; print(sorted(os.environ)); print('x' * 100000)"
    ran = run([sys.executable, "-c", program], tmp_path, {"openin_any": "p"})
    assert len(ran.said) <= 4000
    ran = run([sys.executable, "-c", "import os; print(sorted(os.environ))"], tmp_path, {})
    assert "SECRET_OF_MINE" not in ran.said
    assert os.environ["SECRET_OF_MINE"] == "1"


@pytest.mark.parametrize(
    "line",
    [
        r"\input{FOLDER/secret.tex}",
        r"\immediate\write18{touch FOLDER/owned}",
        r"\newwrite\w\immediate\openout\w=FOLDER/owned.txt",
    ],
)
def test_latex_itself_reaches_nothing_outside(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a command ever to slip through, it would do no harm: one is written here on purpose."""
    require_tool("pdflatex")
    (tmp_path / "secret.tex").write_text("secretword ")
    own = line.replace("FOLDER", str(tmp_path))
    whole = latex.write_documents

    def leaky(documents: Sequence[Document], *, standalone: bool) -> str:
        begin = r"\begin{document}"
        return whole(documents, standalone=standalone).replace(begin, begin + own)

    monkeypatch.setattr(latex, "write_documents", leaky)
    try:
        read = text_of(to_pdf(sheet(), "latex").data, tmp_path)
    except WorksheetError as error:
        read = str(error)
    assert "secretword" not in read
    assert list(tmp_path.glob("owned*")) == []
