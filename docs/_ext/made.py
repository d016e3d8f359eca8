"""`made`: what commands of symconv print and write when the site is built.

Each line of the directive is a command. They run one after another in an empty folder, from which
`examples` and `generated` can be reached; the files that they write are published with the page.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[2]
_REACHED = ("examples", "generated")
_LANGUAGES = {".py": "python", ".md": "markdown", ".tex": "latex", ".json": "json"}
_FOLDER = "made"


@dataclass(frozen=True)
class Made:
    """What commands left: what each printed, and the files by name."""

    printed: tuple[str, ...]
    files: dict[str, bytes]


def run_commands(commands: Sequence[str], statuses: Sequence[int]) -> Made:
    """Run commands of symconv. Raises `ValueError` for one that ends otherwise than expected."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for reached in _REACHED:
            (folder / reached).symlink_to(ROOT / reached)
        printed = tuple(_run(command, folder, statuses) for command in commands)
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.relative_to(folder).parts[0] not in _REACHED
        }
    return Made(printed, files)


def _run(command: str, folder: Path, statuses: Sequence[int]) -> str:
    program, *words = shlex.split(command)
    if program != "symconv":
        raise ValueError(f"{command!r} is no command of symconv")
    done = subprocess.run(
        [sys.executable, "-m", "symconv", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode not in statuses:
        raise ValueError(f"{command!r} ended with status {done.returncode}: {done.stdout}")
    return done.stdout


class MadeDirective(SphinxDirective):
    """Shows commands, what they print, and the files that they write."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "status": directives.nonnegative_int,
        "embed": directives.unchanged_required,
        "lines": directives.positive_int,
        "quiet": directives.flag,
        "alt": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Give the commands with what came of them."""
        commands = [line for line in self.content if line.strip()]
        try:
            made = run_commands(commands, [0, self.options.get("status", 0)])
        except (ValueError, OSError) as error:
            raise self.error(str(error)) from None
        self._note_dependencies()
        published = getattr(self.env, "symconv_made", {})
        published.setdefault(self.env.docname, {}).update(made.files)
        self.env.symconv_made = published
        text = "".join(self._shown(commands, made)).rstrip()
        return [
            nodes.literal_block(text, text, language="console"),
            *self._embedded(made),
            *self._links(made),
        ]

    def _note_dependencies(self) -> None:
        for path in sorted((ROOT / "symconv").rglob("*.py")):
            self.env.note_dependency(str(path))

    def _shown(self, commands: Sequence[str], made: Made) -> Iterator[str]:
        most = self.options.get("lines", 60)
        for command, printed in zip(commands, made.printed, strict=True):
            lines = [] if "quiet" in self.options else printed.splitlines()
            rest = ["…"] if len(lines) > most else []
            yield "\n".join([f"$ {command}", *lines[:most], *rest]) + "\n"

    def _embedded(self, made: Made) -> Iterator[nodes.Node]:
        name = self.options.get("embed")
        if name is None:
            return
        if name not in made.files:
            raise self.error(f"no command wrote {name}; they wrote {', '.join(made.files)}")
        suffix, where = Path(name).suffix, escape(self._address(name))
        if suffix == ".svg":
            alternative = escape(self.options.get("alt", name))
            tag = f'<img class="made-drawing" src="{where}" alt="{alternative}"/>'
            yield nodes.raw("", tag, format="html")
        elif suffix == ".html":
            tag = f'<iframe class="made-frame" src="{where}" title="{escape(name)}"></iframe>'
            yield nodes.raw("", tag, format="html")
        else:
            code = made.files[name].decode()
            yield nodes.literal_block(code, code, language=_LANGUAGES.get(suffix, "none"))

    def _links(self, made: Made) -> Iterator[nodes.Node]:
        if made.files:
            links = ", ".join(
                f'<a href="{escape(self._address(name))}">{escape(name)}</a>' for name in made.files
            )
            yield nodes.raw("", f'<p class="made-files">Written: {links}</p>', format="html")

    def _address(self, name: str) -> str:
        up = "../" * self.env.docname.count("/")
        return f"{up}{_FOLDER}/{self.env.docname}/{name}"


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    del app
    getattr(env, "symconv_made", {}).pop(docname, None)


def _merge(
    app: Sphinx, env: BuildEnvironment, docnames: Sequence[str], other: BuildEnvironment
) -> None:
    del app
    ours, theirs = getattr(env, "symconv_made", {}), getattr(other, "symconv_made", {})
    ours.update({name: theirs[name] for name in docnames if name in theirs})
    env.symconv_made = ours


def _publish(app: Sphinx, error: Exception | None) -> None:
    """Write what commands wrote beside the pages."""
    if error is not None or app.builder.format != "html":
        return
    for docname, files in sorted(getattr(app.env, "symconv_made", {}).items()):
        for name, data in files.items():
            path = Path(app.outdir) / _FOLDER / docname / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive, and what publishes files."""
    app.add_directive("made", MadeDirective)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("build-finished", _publish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
