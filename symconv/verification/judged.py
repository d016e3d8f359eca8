"""Judging one document: what goes wrong with it is said of it, and stops no other."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from symconv.errors import SymconvError, cut
from symconv.verification.options import SettingOptions
from symconv.verification.stages import USUAL, Source, Stages
from symconv.verification.verdicts import JudgedDocument


def judge_path(path: Path, options: SettingOptions, stages: Stages = USUAL) -> JudgedDocument:
    """Judge a file; one that cannot be read, or is too large, has an error and no formulas.

    So has one at which the judge itself fails: other documents are judged all the same.
    """
    name = name_of(path)
    try:
        return _judged(stages.read_path(path), name, options, stages)
    except Exception as error:
        return JudgedDocument(name, error=why(error, name))


def _judged(source: Source, name: str, options: SettingOptions, stages: Stages) -> JudgedDocument:
    """Judge what was read; what is to be known of the reading stands before other notes."""
    document = stages.judge_document(source, name, options)
    notes = (*source.notes, *(note for note in document.notes if note not in source.notes))
    return replace(document, notes=notes)


def name_of(path: Path) -> str:
    """Give a path as reports have it: with slashes, and characters that any text may hold."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def judge_text(
    text: str | bytes, name: str, options: SettingOptions, stages: Stages = USUAL
) -> JudgedDocument:
    """Judge a document that is given as text, or as the bytes of a file."""
    try:
        source = stages.read_text(text) if isinstance(text, str) else stages.read_bytes(text, name)
        return _judged(source, name, options, stages)
    except Exception as error:
        return JudgedDocument(name, error=why(error, name))


def why(error: BaseException, name: str) -> str:
    """Give in one line why a document was not judged, without its name."""
    match error:
        case MemoryError():
            return "there is not enough memory for it"
        case RecursionError():
            return "it is nested too deeply"
        case OSError():
            return (error.strerror or str(error)).removeprefix(f"{name}: ").lower()
        case SymconvError():
            return " ".join(str(error).split()).removeprefix(f"{name}: ")
    said = cut(" ".join(f"{type(error).__name__}: {error}".split()))
    return f"a fault of symconv, please report it ({said})"
