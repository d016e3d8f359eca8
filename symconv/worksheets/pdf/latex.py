r"""PDF by LaTeX, which runs no other programs, and reads and writes nothing elsewhere."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from symconv.documents import Document
from symconv.errors import WorksheetError
from symconv.printing.writers.latex import LatexWriter, frame, write_documents
from symconv.worksheets.pdf.engines import Engine, Pdf
from symconv.worksheets.pdf.running import run
from symconv.worksheets.pdf.scripts import is_right_to_left, runs
from symconv.worksheets.pdf.system_fonts import Font, ask, fonts_for

_NEEDED = {Engine.PDFLATEX: ("amsmath.sty", "geometry.sty"),
           Engine.LUALATEX: ("fontspec.sty", "luaotfload.sty")}  # fmt: skip
_REPRODUCIBLE = {
    Engine.PDFLATEX: r"\pdfinfoomitdate=1\pdftrailerid{}\pdfsuppressptexinfo=-1",
    Engine.LUALATEX: r"\pdfvariable suppressoptionalinfo 1023 ",
}
"""No date, no folder, no version in the file."""
_FLAGS = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-jobname=sheet")
_SETTINGS = {
    "openin_any": "p",
    "openout_any": "p",
    "shell_escape": "f",
    "SOURCE_DATE_EPOCH": "0",
    "FORCE_SOURCE_DATE": "1",
    "max_print_line": "1000",
}
_JOINED = (
    "ARABIC", "HEBREW", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "TAMIL",
    "TELUGU", "KANNADA", "MALAYALAM", "THAI", "KHMER",
)  # fmt: skip
_ERROR = re.compile(r"^! (.*)$", re.MULTILINE)


@cache
def has_latex(engine: Engine) -> bool:
    """Tell whether an engine is there with the packages that sheets need."""
    if shutil.which(engine.value) is None:
        return False
    needed = _NEEDED[engine]
    found = ask("kpsewhich", f"-progname={engine}", *needed).splitlines()
    return len(found) == len(needed)


def latex_pdf(documents: Sequence[Document], foreign: Collection[str], engine: Engine) -> Pdf:
    """Set documents, in which these letters need fonts of their own.

    Raises
    ------
    WorksheetError
        If LaTeX complains, or the pages take too long.
    """
    fonts = fonts_for(foreign) or {}
    with tempfile.TemporaryDirectory(prefix="symconv-") as name:
        folder = Path(name)
        for script, font in fonts.items():  # LaTeX reads nothing outside its folder
            shutil.copyfile(font.path, folder / _font_name(script, font))
        text = _scripted(documents, fonts) if fonts else write_documents(documents, standalone=True)
        (folder / "sheet.tex").write_text(text, encoding="utf-8")
        own = {"TEXMFVAR": "var", "TEXMFCONFIG": "config", "TEXMFHOME": "home"}
        settings = {**_SETTINGS, **{key: str(folder / part) for key, part in own.items()}}
        start = rf"{_REPRODUCIBLE[engine]}\input{{sheet.tex}}"
        ran = run([engine.value, *_FLAGS, start], folder, settings)
        pdf = folder / "sheet.pdf"
        if ran.status != 0 or not pdf.is_file():
            error = _ERROR.search(ran.said)
            why = error[1] if error else f"it ended with status {ran.status}"
            raise WorksheetError(f"{engine} could not set the pages: {why}; engine typst may do")
        return Pdf(pdf.read_bytes(), engine)


def _scripted(documents: Sequence[Document], fonts: Mapping[str, Font]) -> str:
    body = "".join(
        f"{line}\n" for document in documents for line in _ScriptWriter(document).lines(document)
    )
    load = r"\newfontfamily%s[Path=./,Renderer=HarfBuzz,FontIndex=%d%s]{%s}" + "\n"
    families = "".join(
        load % (_command(script), font.index, _shaping(script), _font_name(script, font))
        for script, font in fonts.items()
    )
    return frame(body, documents, needed=r"\usepackage{fontspec}" + "\n" + families)


class _ScriptWriter(LatexWriter):
    """Writes letters in the font of their script, in the direction in which it runs."""

    def escape(self, text: str) -> str:
        return "".join(
            self._in_script(script, run) if script else super(_ScriptWriter, self).escape(run)
            for script, run in runs(text)
        )

    def _in_script(self, script: str, text: str) -> str:
        direction = r"\textdir TRT" if is_right_to_left(text) else ""
        shown = "".join(
            one if one.isalnum() or ord(one) > 127 else super(_ScriptWriter, self).escape(one)
            for one in text
        )
        return rf"{{{direction}{_command(script)} {shown}}}"


def _command(script: str) -> str:
    return rf"\script{''.join(filter(str.isalpha, script)).lower()}"


def _shaping(script: str) -> str:
    """Give the option with which letters of a script are joined as it joins them."""
    return f",Script={script.capitalize()}" if script in _JOINED else ""


def _font_name(script: str, font: Font) -> str:
    return f"script{script.lower()}{font.suffix}"
