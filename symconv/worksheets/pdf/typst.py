"""PDF by typst, which comes as a Python package: no TeX is needed."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path

from symconv.documents import Document
from symconv.errors import WorksheetError
from symconv.printing.writers.typst import write_documents
from symconv.worksheets.pdf.cmap import Letters
from symconv.worksheets.pdf.engines import Engine, Pdf
from symconv.worksheets.pdf.running import run
from symconv.worksheets.pdf.scripts import refusal

_PROGRAM = """
import sys
import typst

root, packages, output = sys.argv[1:]
try:
    compiler = typst.Compiler(
        sys.stdin.buffer.read(), root=root, package_path=packages, package_cache_path=packages
    )
except TypeError:
    sys.exit("it is too old; pip install -U 'symconv[pdf]' brings a newer one")
try:
    compiler.compile(output=output, format="pdf")
except typst.TypstError as error:
    sys.exit(str(error.message))
"""
_FONTS = """
import typst

for path in sorted({font.path for font in typst.Fonts().fonts() if font.path}):
    print(path)
"""
_NOWHERE = "http://127.0.0.1:9"
"""A proxy that is none, lest anything be fetched."""
_EMBEDDED = ((0x0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF))
"""Letters that typst's own fonts have: Latin, Greek and Cyrillic ones."""


def has_typst() -> bool:
    """Tell whether the package is there."""
    return find_spec("typst") is not None


def typst_pdf(documents: Sequence[Document], foreign: Collection[str]) -> Pdf:
    """Set documents, in which these letters are `foreign` to LaTeX.

    typst sees an empty folder, and no packages.

    Raises
    ------
    WorksheetError
        If a letter is in no font, or the pages take too long.
    """
    missing = letters_missing(foreign)
    if missing:
        raise refusal(missing)
    text = write_documents(documents, standalone=True)
    with tempfile.TemporaryDirectory(prefix="symconv-") as name:
        folder = Path(name)
        root, packages, output = (folder / part for part in ("root", "packages", "sheet.pdf"))
        root.mkdir()
        packages.mkdir()
        arguments = [str(root), str(packages), str(output)]
        ran = _run(_PROGRAM, arguments, folder, text.encode())
        if ran or not output.is_file():
            raise WorksheetError(f"typst could not set the pages: {ran}")
        return Pdf(output.read_bytes(), Engine.TYPST)


def letters_missing(foreign: Collection[str]) -> set[str]:
    """Give the letters that no font has which typst finds."""
    missing = {one for one in foreign if not any(a <= ord(one) <= b for a, b in _EMBEDDED)}
    if not missing:
        return set()
    with tempfile.TemporaryDirectory(prefix="symconv-") as name:
        folder = Path(name)
        _run(_FONTS, [], folder, b"")
        paths = (folder / "said.txt").read_text(encoding="utf-8").splitlines()
    for path in map(Path, paths):
        if not missing:
            break
        missing -= Letters.of(path).among(missing)
    return missing


def _run(program: str, arguments: list[str], folder: Path, given: bytes) -> str:
    """Run a program with the package; give what it said if it failed."""
    found = find_spec("typst")
    if found is None or found.origin is None:
        raise WorksheetError("typst is not installed; pip install 'symconv[pdf]' brings it")
    settings = {
        "PYTHONPATH": str(Path(found.origin).parent.parent),
        "SOURCE_DATE_EPOCH": "0",
        "HTTP_PROXY": _NOWHERE,
        "HTTPS_PROXY": _NOWHERE,
        "ALL_PROXY": _NOWHERE,
    }
    for name in ("XDG_DATA_DIRS", "FONTCONFIG_FILE"):  # where the system's fonts are
        if name in os.environ:
            settings[name] = os.environ[name]
    ran = run([sys.executable, "-s", "-c", program, *arguments], folder, settings, given)
    if ran.status == 0:
        return ""
    return (ran.said.strip().splitlines() or [f"it ended with status {ran.status}"])[-1]
