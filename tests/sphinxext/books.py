"""Small books that tests write and build, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.requirements import require

ROOT = Path(__file__).parents[2]
CONF = 'extensions = ["symconv.sphinxext"]\nproject = "Book"\nhtml_copy_source = False\n'


@dataclass(frozen=True)
class Built:
    """A book that was built: what Sphinx ended with and said, and where its pages are."""

    status: int
    said: str
    folder: Path

    def page(self, name: str) -> str:
        """Give the text of a page."""
        return (self.folder / name).read_text(encoding="utf-8")

    @property
    def warnings(self) -> list[str]:
        """The lines that warn."""
        return [line for line in self.said.splitlines() if "WARNING" in line or "ERROR" in line]


@dataclass(frozen=True)
class Book:
    """A book in a folder."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        """Write a file of the book."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self, builder: str = "html", *options: str, where: str = "") -> Built:
        """Build it; a second time only what has changed."""
        require("sphinx")
        output = self.folder / "_build" / (where or builder)
        command = [sys.executable, "-m", "sphinx", "-b", builder, *options]
        run = subprocess.run(
            [*command, "-d", str(output) + ".doctrees", str(self.folder), str(output)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip
        return Built(run.returncode, run.stdout, output)


def book(folder: Path, pages: dict[str, str], more: str = "") -> Book:
    """Write a book of reStructuredText; its pages by name, the first of them `index`."""
    made = Book(folder)
    made.write("conf.py", f'{CONF}exclude_patterns = ["_build"]\n{more}')
    others = "".join(f"   {name}\n" for name in pages if name != "index")
    toctree = f"\n\n.. toctree::\n\n{others}" if others else ""
    for name, text in pages.items():
        heading = f"{name.title()}\n{'=' * len(name)}\n\n"
        made.write(f"{name}.rst", f"{heading}{text}{toctree if name == 'index' else ''}\n")
    return made
