"""Pages set by LaTeX, and what LaTeX says of them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.requirements import require_tool


def lines_too_wide(document: str, folder: Path) -> list[float]:
    """Compile a document that stands alone; give by how many points lines run over."""
    pdflatex = require_tool("pdflatex")
    (folder / "page.tex").write_text(document, encoding="utf-8")
    command = [str(pdflatex), "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = run.stdout.decode(errors="replace")
    assert run.returncode == 0, log[-2000:]
    return [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
