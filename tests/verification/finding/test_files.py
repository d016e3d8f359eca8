"""Documents as files: encodings, line ends, and one clear line for what cannot be read."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from symconv.errors import SymconvError
from symconv.verification.finding import (
    DocumentError,
    Encoding,
    Format,
    decode_document,
    files,
    read_document,
)

TEXT = "A größe $x_1$\nund\n$$a = b$$\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), Encoding("utf-8", False, "\n")),
        (codecs.BOM_UTF8 + TEXT.encode(), Encoding("utf-8", True, "\n")),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), Encoding("utf-16-le", True, "\n")),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), Encoding("utf-16-be", True, "\n")),
        (TEXT.replace("\n", "\r\n").encode(), Encoding("utf-8", False, "\r\n")),
        (TEXT.replace("\n", "\r").encode(), Encoding("utf-8", False, "\r")),
        (TEXT.replace("\n", " ").encode(), Encoding("utf-8", False, "\n")),
    ],
)
def test_characters_and_line_ends_are_known_for_a_writer(
    tmp_path: Path, data: bytes, encoding: Encoding
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    document = read_document(path)
    assert document.encoding == encoding
    assert document.format is Format.MARKDOWN
    assert [formula.latex for formula in document.formulas] == ["x_1", "a = b"]
    for formula in document.formulas:
        assert formula.start is not None
        assert document.text[formula.start :].startswith(formula.source)
    bom = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE,
           "utf-16-be": codecs.BOM_UTF16_BE}[encoding.name]  # fmt: skip
    assert bom * encoding.bom + document.text.encode(encoding.name) == data


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.7\n", "is a PDF"),
        ("a.docx", b"PK\x03\x04....", "Word"),
        ("a.md", b"PK\x03\x04....", "Markdown (.md)"),
        ("a.png", b"\x89PNG\r\n", "is an image"),
        ("a.md", b"abc\0def", "is binary (byte 3 is zero)"),
        ("a.md", b"a\nb \xe9 c", "byte 4 (line 2) is 0xe9"),
        ("a.md", codecs.BOM_UTF16_LE + b"a\0b", "is not in UTF-16-LE"),
        ("a.ipynb", b"no json", "a.ipynb: this is no Jupyter notebook"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(name: str, data: bytes, words: str) -> None:
    with pytest.raises(DocumentError) as refused:
        decode_document(data, name)
    assert words in str(refused.value)
    assert str(refused.value).startswith(name)
    assert "\n" not in str(refused.value)
    assert isinstance(refused.value, SymconvError)
    assert isinstance(refused.value, ValueError)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        read_document(tmp_path / "none.md")
    with pytest.raises(DocumentError, match="is a folder"):
        read_document(tmp_path)
    with pytest.raises(DocumentError, match=r"cannot be read|does not exist"):
        read_document("a\0b.md")


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(DocumentError, match="no regular file"):
        read_document(path)


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    path = tmp_path / "a.md"
    path.write_text("x" * 101, encoding="utf-8")
    with pytest.raises(DocumentError, match="101 bytes, more than the 100"):
        read_document(path)
    with pytest.raises(DocumentError, match="101 bytes"):
        decode_document(b"x" * 101, "-")


def test_the_format_may_be_said(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("\\newcommand{\\x}{y} $z$ % $w$", encoding="utf-8")
    assert len(read_document(path, Format.LATEX).formulas) == 1
    assert len(read_document(path).formulas) == 2
