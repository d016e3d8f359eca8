"""`symconv.verify`, `judge` and `verify_many`, with small stages in the place of the real ones."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path

import pytest

import symconv
from symconv.verification.many import judging
from symconv.verification.options import SettingOptions
from symconv.verification.verdicts import VerdictKind
from symconv.verification.verify import TextError
from tests.verification.report.fakes import FAKES

verify = partial(symconv.verify, stages=FAKES)
judge = partial(symconv.judge, stages=FAKES)
verify_many = partial(symconv.verify_many, stages=FAKES)


def folder_of(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"d{number}.md" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return paths


def test_a_string_is_text_and_a_path_a_file(tmp_path: Path) -> None:
    (path,) = folder_of(tmp_path, "$BAD$ $x$")
    assert [it.verdict.kind for it in verify("$x$").equations] == [VerdictKind.PROVED]
    report = verify(path)
    assert [it.path for it in report.documents] == [path.as_posix()]
    assert [it.verdict.kind for it in report.equations] == [
        VerdictKind.REFUTED, VerdictKind.PROVED,
    ]  # fmt: skip

    class Like(os.PathLike[str]):
        def __fspath__(self) -> str:
            return str(path)

    assert verify(Like()) == report
    assert verify(tmp_path) == report


@pytest.mark.parametrize("name", ["chapter.md", " notes/a b.ipynb ", "/x/y.TEX", "page.html"])
def test_the_name_of_a_file_as_text_is_told(name: str) -> None:
    with pytest.raises(TextError, match=r"is the name of a file.*write pathlib\.Path\("):
        verify(name)


@pytest.mark.parametrize("text", ["", "x.md = y", "$a.md$", "line\nof.md", "See chapter.md.", "x"])
def test_other_texts_are_texts(text: str) -> None:
    assert verify(text).documents[0].error == ""


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    report = verify(tmp_path / "gone.md")
    assert not report
    assert report.documents[0].error == "no such file or directory"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "there is not enough memory for it"),
        (RecursionError(), "nested too deeply"),
        (
            KeyError("x" * 300),
            "a fault of symconv, please report it (KeyError",
        ),
    ],
)
def test_what_is_too_much_is_an_error_and_no_verdict(
    tmp_path: Path, error: BaseException, words: str
) -> None:
    def failing(*arguments: object) -> object:
        raise error

    report = symconv.verify("$x$", stages=replace(FAKES, judge_document=failing))
    assert words in report.documents[0].error
    (path,) = folder_of(tmp_path, "$x$")
    report = symconv.verify(path, stages=replace(FAKES, judge_document=failing))
    assert words in report.documents[0].error


def test_the_layer_and_the_notation_reach_the_judge() -> None:
    spec = symconv.ConvSpec((3, 4), (2, 3))
    assert verify("$x$", spec).documents[0].setting == (repr(spec),)
    seen = []

    def judging_formula(text: str, options: SettingOptions) -> object:
        seen.append(options)
        return FAKES.judge_formula(text, options)

    symconv.judge("x = y", spec, "slides", stages=replace(FAKES, judge_formula=judging_formula))
    assert seen == [SettingOptions(spec, symconv.notation.PRESETS["slides"])]


def test_notes_of_the_reader_are_passed_on() -> None:
    report = verify("noted: $x$")
    assert report.documents[0].notes == ("A note of the reader.",)
    assert "- A note of the reader." in report.to_text()


def test_one_formula() -> None:
    assert judge("x = y")
    assert not judge("x = BAD")
    assert judge("x = BAD").suggestion.replacement == "GOOD"


# -------------------------------------------------------------------------------- many documents

TEXTS = ["$a BAD$ $b$", "", "$c$ CRASH $CRASH$", "$d COND$", "$e LOST$"]


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return [*folder_of(tmp_path, *TEXTS), tmp_path / "gone.md"]


def test_results_do_not_depend_on_who_judges(paths: list[Path]) -> None:
    alone = verify_many(paths)
    assert [document.error for document in alone.documents] == [
        "", "", "this document is too large", "", "", "no such file or directory",
    ]  # fmt: skip
    assert alone.exit_status() == 2
    assert verify_many(paths, jobs=1) == alone
    assert verify_many(paths, jobs=3) == alone
    with ThreadPoolExecutor(2) as threads:
        assert verify_many(paths, executor=threads) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        many = verify_many(paths, executor=processes)
    assert many == alone
    for format_ in ("text", "html", "json", "sarif"):
        assert many.to(format_) == alone.to(format_)


def test_a_time_guard_ends_the_worker_and_nothing_else(tmp_path: Path) -> None:
    paths = folder_of(tmp_path, "$a$", "$SLOW$", "$b BAD$", "$c$")
    with judging(paths, SettingOptions(), jobs=2, stages=FAKES, guard=1.0) as results:
        documents = [take() for _, take in results]
    assert [bool(it.error) for it in documents] == [False, True, False, False]
    assert documents[1].error == "it took longer than 1 s and was given up"
    assert documents[1].equations == ()
    assert documents[2].equations[0].verdict.kind is VerdictKind.REFUTED


def test_a_process_that_ends_is_an_error_of_its_document_alone(tmp_path: Path) -> None:
    paths = folder_of(tmp_path, "$a$", "$DIE$", "$b$", "$DIE$", "$c$")
    report = verify_many(paths, jobs=1)
    assert [it.error for it in report.documents] == [
        "", "the process that judged it has ended", "", "the process that judged it has ended", "",
    ]  # fmt: skip


class Broken(Executor):
    def submit(self, fn, /, *arguments, **named):
        future: Future[object] = Future()
        future.set_exception(BrokenProcessPool())
        return future


def test_a_broken_executor_is_an_error(tmp_path: Path) -> None:
    report = verify_many(folder_of(tmp_path, "$a$"), executor=Broken())
    assert report.documents[0].error == "the process that judged it has ended"


class Lost(Executor):
    def submit(self, fn, /, *arguments, **named):
        future: Future[object] = Future()
        future.set_exception(LookupError("worker 3 is gone"))
        return future


def test_what_an_executor_raises_is_an_error(tmp_path: Path) -> None:
    report = verify_many(folder_of(tmp_path, "$a$"), executor=Lost())
    (document,) = report.documents
    assert document.error == "the executor could not judge it (LookupError: worker 3 is gone)"


def test_an_executor_and_jobs_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not both"):
        verify_many([tmp_path], executor=Broken(), jobs=2)
    with pytest.raises(ValueError, match="jobs 0 is smaller than 1"):
        verify_many([tmp_path], jobs=0)


def interrupt(paths: list[Path]) -> None:
    with judging(paths, SettingOptions(), jobs=2, stages=FAKES) as results:
        results[0][1]()
        raise KeyboardInterrupt


def test_leaving_early_ends_the_processes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt(folder_of(tmp_path, "$a$", *["$SLOW$"] * 5))
    assert not active_children()


def test_no_documents_give_an_empty_report() -> None:
    assert verify_many([], jobs=2).documents == ()
