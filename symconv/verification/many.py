"""Judging many documents, in this process, on workers of our own, or on somebody's executor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from symconv.errors import cut
from symconv.verification.judged import judge_path, name_of
from symconv.verification.options import SettingOptions
from symconv.verification.stages import USUAL, Stages
from symconv.verification.verdicts import JudgedDocument
from symconv.verification.workers import GUARD_SECONDS, WorkerError, WorkerPool

Take: TypeAlias = Callable[[], JudgedDocument]
"""Gives a document once it is judged."""


@contextmanager
def judging(
    paths: Sequence[Path],
    options: SettingOptions,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    stages: Stages = USUAL,
    guard: float = GUARD_SECONDS,
) -> Iterator[list[tuple[Path, Take]]]:
    """Give for each path, in order, the call that waits for its judged document.

    What an executor has not begun when the block ends is not begun any more.

    Raises `ValueError` for an executor and `jobs` at once, or less than 1 of these.
    """
    if executor is not None and jobs is not None:
        raise ValueError("jobs are processes of our own: give an executor or jobs, not both")
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs {jobs} is smaller than 1")
    if executor is not None:
        yield _submitted(executor, paths, options, stages)
    elif jobs is None or not paths:
        yield [(path, partial(judge_path, path, options, stages)) for path in paths]
    else:
        with WorkerPool(min(jobs, len(paths)), guard) as pool:
            yield _submitted(pool, paths, options, stages)


def _submitted(
    executor: Executor, paths: Sequence[Path], options: SettingOptions, stages: Stages
) -> list[tuple[Path, Take]]:
    futures = [executor.submit(judge_path, path, options, stages) for path in paths]
    return [
        (path, partial(_taken, future, path)) for path, future in zip(paths, futures, strict=True)
    ]


def _taken(future: Future[JudgedDocument], path: Path) -> JudgedDocument:
    """Give the judged document, or why there is none: a worker that ended is no verdict."""
    name = name_of(path)
    try:
        return future.result()
    except WorkerError as error:
        return JudgedDocument(name, error=str(error))
    except (BrokenExecutor, CancelledError):
        return JudgedDocument(name, error="the process that judged it has ended")
    except Exception as error:  # of somebody's executor: its own kinds, such as a lost worker's
        said = cut(" ".join(f"{type(error).__name__}: {error}".split()))
        return JudgedDocument(name, error=f"the executor could not judge it ({said})")
