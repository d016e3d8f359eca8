"""A small Jupyter Book 1 builds with the extension, and says what is wrong in a chapter.

Jupyter Book needs an older Sphinx than the site does, and so an environment of its own:
`SYMCONV_JUPYTER_BOOK` names its program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.pages import ROOT
from tests.requirements import missing

PROGRAM = "SYMCONV_JUPYTER_BOOK"
CONFIG = """title: A book
author: Nobody
execute:
  execute_notebooks: "off"
sphinx:
  extra_extensions:
    - symconv.sphinxext
  config:
    symconv_verify: true
    symconv_notation: chapter
"""
TOC = "format: jb-book\nroot: intro\nchapters:\n  - file: chapter\n  - file: exercises\n"
INTRO = """# A book

```{symconv-derivation} --input 5x5 --filter 3x3 --stride 2
:only: grad-filter
:entry: w[2]
:no-title:
```
"""
EXERCISES = """# Exercises

```{symconv-worksheet} --input 3x4 --filter 2x2
:topics: substituted
```

```{symconv-graph} q = x + y; f = q z
:at: x=-2, y=5, z=-4
:drawing:
```
"""


def test_a_book_builds_and_its_chapter_is_judged(tmp_path: Path) -> None:
    program = os.environ.get(PROGRAM)
    if not program:
        missing(f"{PROGRAM} is not set")
    for name, text in {
        "_config.yml": CONFIG, "_toc.yml": TOC, "intro.md": INTRO, "exercises.md": EXERCISES,
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "examples" / "chapter.md", tmp_path)
    run = subprocess.run(
        [program, "build", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    warnings = [line for line in run.stdout.splitlines() if "WARNING" in line]
    assert len(warnings) == 3
    for line, told in ((23, "is damaged"), (31, "is refuted"), (33, "is refuted")):
        assert any(f"chapter.md:{line}: WARNING" in each and told in each for each in warnings)
    pages = tmp_path / "_build" / "html"
    intro = (pages / "intro.html").read_text("utf-8")
    assert "Local gradients" in intro
    assert "<mi>w</mi><mn>2</mn>" in intro
    exercises = (pages / "exercises.html").read_text("utf-8")
    assert '<details class="symconv-solution">' in exercises
    assert "<svg" in exercises
