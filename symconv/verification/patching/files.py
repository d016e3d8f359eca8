"""The bytes of documents: a text in its encoding, and files that may be written."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from symconv.errors import SymconvError
from symconv.verification.stages import Source

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class PatchError(SymconvError, ValueError):
    """A document into which nothing can be written: says why, without its name."""


def encode(source: Source, text: str, before: bytes) -> bytes:
    """Give a text as the bytes of the file that a document was read from.

    Encoding, byte order mark and line ends stay as they are.

    Raises `PatchError` where the document's own text does not give back its bytes, or a letter is
    not to be had in its encoding.
    """
    for newline in ("\n", "\r\n", "\r"):
        if _encoded(source, source.text, newline) == before:
            return _encoded(source, text, newline)
    raise PatchError("its bytes are not those of the text that was read; nothing was written")


def _encoded(source: Source, text: str, newline: str) -> bytes:
    if newline != "\n":
        text = text.replace("\n", newline)
    name = codecs.lookup(source.encoding.name).name
    mark = _MARKS.get(name, b"") if source.encoding.bom else b""
    try:
        return mark + text.encode(name)
    except UnicodeEncodeError as error:
        raise PatchError(
            f"its encoding, {name}, has no {error.object[error.start : error.end]}"
        ) from None


def check_writable(path: Path, before: bytes) -> None:
    """Refuse a file that is a symbolic link, read-only, or changed since it was read.

    Raises `PatchError`.
    """
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise PatchError("it is a symbolic link; give the file that it leads to")
        if not stat.S_ISREG(mode):
            raise PatchError("it is no regular file")
        if not mode & _WRITABLE or not os.access(path, os.W_OK):
            raise PatchError("it is read-only")
        if path.read_bytes() != before:
            raise PatchError("it was changed since it was read; nothing was written")
    except OSError as error:
        raise PatchError((error.strerror or str(error)).lower()) from None
