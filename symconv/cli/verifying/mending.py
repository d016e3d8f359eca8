"""`symconv verify --diff` and `--fix`: repairs as a patch, or in the files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.printing.printable import printable
from symconv.errors import SymconvError
from symconv.generation.files import write_bytes
from symconv.specs.normalise import counted
from symconv.verification.judged import name_of, why
from symconv.verification.patching.diff import patch_of
from symconv.verification.patching.files import check_writable
from symconv.verification.patching.mend import Mended, Mender, is_safe, is_suggested, mender
from symconv.verification.reporting.repairs import line_change
from symconv.verification.reporting.words import place_of
from symconv.verification.verdicts import Judged, JudgedDocument

if TYPE_CHECKING:
    from symconv.verification.options import SettingOptions
    from symconv.verification.report import Report
    from symconv.verification.stages import Stages


_LEFT = "its repair has no place in the file, or is not right in the document"


def read_all(paths: Sequence[Path]) -> dict[Path, bytes]:
    """Give the bytes of files before they are judged; what cannot be read is told by judging."""
    found = {}
    for path in paths:
        try:
            found[path] = path.read_bytes()
        except OSError:
            continue
    return found


@dataclass
class Repairs:
    """The repairs of a run: of which documents, and what stood in the way of others."""

    bytes_read: Mapping[Path, bytes]
    setting: SettingOptions
    stages: Stages
    errors: list[str] = field(default_factory=list)

    def make(
        self,
        files: Sequence[Path],
        report: Report,
        wanted: Callable[[Judged], bool],
        make: Callable[[Mender], Mended],
    ) -> Iterator[Mended]:
        """Make repairs in each document for which there are any."""
        for path, document in zip(files, report.documents, strict=True):
            if not any(map(wanted, document.equations)):
                continue
            mended = self._tried(path, document, make)
            if mended is not None:
                yield mended

    def _tried(
        self, path: Path, document: JudgedDocument, make: Callable[[Mender], Mended]
    ) -> Mended | None:
        before = self.bytes_read[path]
        try:
            return make(mender(path, before, document, self.setting, self.stages))
        except Exception as error:
            self.fail(path, error)
        return None

    def fail(self, path: Path, error: Exception) -> None:
        """Note why a document is not mended."""
        name = name_of(path)
        self.errors.append(f"{name}: {why(error, name)}")


def print_patch(
    repairs: Repairs, files: Sequence[Path], report: Report, options: dict[str, Any]
) -> None:
    """Print the suggested repairs of all documents as one patch, or write it to a file."""
    tried = repairs.make(files, report, is_suggested, Mender.suggest)
    made = [mended for mended in tried if mended.repairs]
    patch = b"".join(map(patch_of, made))
    if options["output"] is not None:
        write_bytes(options["output"], patch)
    else:
        _print_bytes(patch)
    count = sum(len(mended.repairs) for mended in made)
    findings = len(report.findings)
    rest = findings - count
    left = f"; {counted(rest, 'finding')} left, which the report tells" if rest else ""
    click.echo(f"{counted(count, 'repair')} in {counted(len(made), 'document')}{left}", err=True)


def _print_bytes(data: bytes) -> None:
    """Print bytes as they are, in the encodings of the documents."""
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        click.echo(data.decode("utf-8", "replace"), nl=False)
        return
    stream.write(data)
    stream.flush()


def write_repairs(repairs: Repairs, files: Sequence[Path], report: Report) -> bool:
    """Write the safe repairs into their files and say which; tells whether any file changed."""
    changed = False
    for mended in repairs.make(files, report, is_safe, _checked_fix):
        for judged in mended.left:
            place = place_of(name_of(mended.path), judged)
            click.echo(printable(f"not fixed {place}: {_LEFT}"), err=True)
        if not mended.repairs:
            continue
        try:
            check_writable(mended.path, mended.before)
            write_bytes(mended.path, mended.after)
        except (SymconvError, OSError) as error:
            repairs.fail(mended.path, error)
            continue
        changed = True
        for judged in mended.repairs:
            click.echo(_told(mended.path, judged), err=True)
    return changed


def _checked_fix(mender: Mender) -> Mended:
    """Refuse a file that may not be written before any work is done for it."""
    check_writable(mender.path, mender.before)
    return mender.fix()


def _told(path: Path, judged: Judged) -> str:
    change = line_change(judged)
    lines = "" if change is None else f": {' '.join(change.before)} -> {' '.join(change.after)}"
    return printable(f"fixed {place_of(name_of(path), judged)}{lines}")
