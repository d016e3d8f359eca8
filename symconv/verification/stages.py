"""The stages that a verification calls: reading documents, and judging them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from symconv.verification.options import SettingOptions
from symconv.verification.verdicts import JudgedDocument, Verdict


class Written(Protocol):
    """How the characters of a file stand in it."""

    @property
    def name(self) -> str:
        """The encoding."""

    @property
    def bom(self) -> bool:
        """Whether the file begins with a byte order mark."""


class Place(Protocol):
    """A formula that was found: what of it is mended where it stands in the file."""

    @property
    def number(self) -> int:
        """Its running number."""

    @property
    def latex(self) -> str:
        """What is judged."""

    @property
    def source(self) -> str:
        """The same as it stands in the file."""

    @property
    def start(self) -> int | None:
        """Where that begins, in a notebook in its cell; None if it does not stand there so."""

    @property
    def offsets(self) -> Sequence[int] | None:
        """For each character of `latex` its place in `source`; None where the two are equal."""

    @property
    def cell(self) -> int | None:
        """The cell of a notebook, from 1."""


class Source(Protocol):
    """A document that was read."""

    @property
    def format(self) -> str:
        """How it is written."""

    @property
    def text(self) -> str:
        """Its characters, line ends as they are."""

    @property
    def encoding(self) -> Written:
        """How they stand in the file."""

    @property
    def formulas(self) -> Sequence[Place]:
        """Its formulas in order."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how it was read."""


ReadPath: TypeAlias = Callable[[Path], Source]
ReadText: TypeAlias = Callable[[str], Source]
ReadBytes: TypeAlias = Callable[[bytes, str], Source]
"""Reads the bytes of a document that is named so."""
JudgeDocument: TypeAlias = Callable[[Source, str, SettingOptions], JudgedDocument]
JudgeFormula: TypeAlias = Callable[[str, SettingOptions], Verdict]


def _read_path(path: Path) -> Source:
    source: Source = _finding().read_document(path)
    return source


def _read_text(text: str) -> Source:
    finding = _finding()
    source: Source = finding.find_formulas(text, finding.guess_format(None, text))
    return source


def _read_bytes(data: bytes, name: str) -> Source:
    source: Source = _finding().decode_document(data, name)
    return source


def _judge_document(source: Source, path: str, options: SettingOptions) -> JudgedDocument:
    document: JudgedDocument = _judging().judge_document(source, path, options)
    return document


def _judge_formula(text: str, options: SettingOptions) -> Verdict:
    verdict: Verdict = _judging().judge_formula(text, options)
    return verdict


def _finding() -> Any:
    return import_module("symconv.verification.finding")


def _judging() -> Any:
    return import_module("symconv.verification.entrance")


@dataclass(frozen=True)
class Stages:
    """How documents are read and judged; functions of modules, so that workers find them."""

    read_path: ReadPath = _read_path
    read_text: ReadText = _read_text
    read_bytes: ReadBytes = _read_bytes
    judge_document: JudgeDocument = _judge_document
    judge_formula: JudgeFormula = _judge_formula


USUAL = Stages()
