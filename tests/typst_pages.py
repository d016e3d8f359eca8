"""Pages set by typst, and text read back from PDF."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.requirements import require, require_tool


def compiled(markup: str, folder: Path) -> Path:
    """Compile markup in an empty folder; give the PDF."""
    typst = require("typst")
    root = folder / "root"
    root.mkdir(exist_ok=True)
    output = folder / "page.pdf"
    compiler = typst.Compiler(markup.encode(), root=str(root))
    output.write_bytes(compiler.compile(format="pdf"))
    return output


def text_of(pdf: Path | bytes, folder: Path | None = None) -> str:
    """Give the text of a PDF, its runs of spaces as one."""
    if isinstance(pdf, bytes):
        assert folder is not None
        path = folder / "read.pdf"
        path.write_bytes(pdf)
    else:
        path = pdf
    tool = require_tool("pdftotext")
    run = subprocess.run([str(tool), str(path), "-"], capture_output=True, check=True)
    return re.sub(r"\s+", " ", run.stdout.decode())


def words_beyond_margins(pdf: Path, margin: float) -> list[str]:
    """Give the words that stand in the margins at the left or right, but for page numbers."""
    tool = require_tool("pdftotext")
    run = subprocess.run([str(tool), "-bbox", str(pdf), "-"], capture_output=True, check=True)
    html, found, width = run.stdout.decode(), [], 0.0
    for line in html.splitlines():
        if page := re.search(r'<page width="([\d.]+)"', line):
            width = float(page[1])
        word = re.search(r'<word xMin="([-\d.]+)" .*xMax="([-\d.]+)".*>(.*)</word>', line)
        if word and (float(word[1]) < margin or float(word[2]) > width - margin):
            found.append(word[3])
    return found


def page_count(pdf: Path) -> int:
    """Give how many pages a PDF has."""
    run = subprocess.run([str(require_tool("pdfinfo")), str(pdf)], capture_output=True, check=True)
    pages = re.search(r"^Pages:\s+(\d+)", run.stdout.decode(), re.MULTILINE)
    assert pages is not None
    return int(pages[1])
