"""Reads documents from files: their characters, how these stand in the file, and their formulas."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from os import PathLike
from pathlib import Path

from symconv.errors import cut
from symconv.verification.finding.formats import find_formulas, guess_format
from symconv.verification.finding.parts import DocumentError, Encoding, Format, SourceDocument

MAX_BYTES = 20_000_000
READ = (
    "read are Markdown (.md), LaTeX (.tex), Jupyter notebooks (.ipynb), HTML (.html), "
    "reStructuredText (.rst) and plain text (.txt)"
)
"""The formats that are read, in words, for errors."""

_KNOWN = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, OpenDocument or other zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_document(path: str | PathLike[str], format: Format | None = None) -> SourceDocument:
    """Read a document and find its formulas; its format is guessed where it is not given.

    Raises DocumentError for a file that is missing, a folder, larger than `MAX_BYTES`, no text, or
    in an encoding other than UTF-8, or UTF-16 with its byte order mark.
    """
    name = cut(str(path))
    file = Path(path)
    try:
        if file.is_dir():
            raise DocumentError(f"{name} is a folder: name a document in it")
        if not file.is_file():
            found = "is no regular file" if file.exists() else "does not exist"
            raise DocumentError(f"{name} {found}: name a document")
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(_too_large(name, size))
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DocumentError(f"{name} cannot be read: {reason}") from None
    return decode_document(data, path, format)


def decode_document(
    data: bytes, path: str | PathLike[str], format: Format | None = None
) -> SourceDocument:
    """Find the formulas of a document given as bytes, such as standard input.

    `path` is named in errors, and its ending tells the format if `format` does not. Raises
    DocumentError as `read_document` does.
    """
    name = cut(str(path))
    if len(data) > MAX_BYTES:
        raise DocumentError(_too_large(name, len(data)))
    text, encoding = _decode(data, name)
    form = format if format is not None else guess_format(path, text)
    try:
        return replace(find_formulas(text, form), encoding=encoding)
    except DocumentError as error:
        raise DocumentError(f"{name}: {error}") from None


def _too_large(name: str, size: int) -> str:
    return f"{name} has {size} bytes, more than the {MAX_BYTES} that are read: split it"


def _decode(data: bytes, name: str) -> tuple[str, Encoding]:
    for mark, kind in _KNOWN:
        if data.startswith(mark):
            raise DocumentError(f"{name} is {kind}: {READ}")
    bom, codec = next(((m, c) for m, c in _MARKS if data.startswith(m)), (b"", "utf-8"))
    if codec == "utf-8" and b"\0" in data:
        place = data.index(b"\0")
        raise DocumentError(f"{name} is binary (byte {place} is zero): {READ}")
    try:
        text = data[len(bom) :].decode(codec)
    except UnicodeDecodeError as error:
        place = len(bom) + error.start
        line = data.count(b"\n", 0, place) + 1
        raise DocumentError(
            f"{name} is not in {codec.upper()}: byte {place} (line {line}) is "
            f"0x{data[place]:02x}: save it as UTF-8"
        ) from None
    return text, Encoding(codec, bool(bom), _newline(text))


def _newline(text: str) -> str:
    counts: dict[str, int] = {"\n": 0}
    for match in _LINE_END.finditer(text):
        counts[match[0]] = counts.get(match[0], 0) + 1
    return max(counts, key=lambda end: counts[end])
