"""Processes that work for this one, each watched: one that takes too long is ended and replaced."""

from __future__ import annotations

import multiprocessing
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, ParamSpec, TypeVar

from symconv.errors import SymconvError

P = ParamSpec("P")
T = TypeVar("T")

GUARD_SECONDS = 600.0
"""Far more than the limits in steps let any document take, on any machine."""


class WorkerError(SymconvError, RuntimeError):
    """A call that a worker could not finish: it took too long, or the process ended."""


@dataclass
class _Task:
    future: Future[Any]
    call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class WorkerPool(Executor):
    """An executor of processes that outlives each of them.

    A call that takes more than `guard` seconds, the start of a process aside, raises `WorkerError`
    in its future, as does one whose process ends; a new process takes the next call, and those of
    others go on. Functions, arguments and results must be picklable.
    """

    def __init__(self, workers: int, guard: float = GUARD_SECONDS) -> None:
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._workers = [_Worker(self._tasks, guard) for _ in range(workers)]
        for worker in self._workers:
            worker.thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Put a call in the queue."""
        future: Future[T] = Future()
        self._tasks.put(_Task(future, (fn, args, kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: once all calls are done, or now, if futures are cancelled."""
        if cancel_futures:
            while True:
                try:
                    task = self._tasks.get_nowait()
                except queue.Empty:
                    break
                if task is not None:
                    task.future.cancel()
            for worker in self._workers:
                worker.end()
        for _ in self._workers:
            self._tasks.put(None)
        if wait:
            for worker in self._workers:
                worker.thread.join()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.shutdown(cancel_futures=kind is not None)


@dataclass
class _Worker:
    """A thread that hands calls to a process of its own, started when there is one."""

    tasks: queue.SimpleQueue[_Task | None]
    guard: float
    process: SpawnProcess | None = None
    pipe: Connection | None = None
    thread: threading.Thread = field(init=False)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        while (task := self.tasks.get()) is not None:
            if task.future.set_running_or_notify_cancel():
                self._do(task)
        self.end()

    def _do(self, task: _Task) -> None:
        try:
            pipe = self._connected()
            pipe.send(task.call)
            if not pipe.poll(self.guard):
                raise WorkerError(f"it took longer than {self.guard:.0f} s and was given up")
            worked, result = pipe.recv()
        except WorkerError as error:
            self.end()
            task.future.set_exception(error)
        except (EOFError, OSError):
            self.end()
            task.future.set_exception(WorkerError("the process that judged it has ended"))
        except Exception as error:  # what cannot be pickled, here or there
            task.future.set_exception(error)
        else:
            (task.future.set_result if worked else task.future.set_exception)(result)

    def _connected(self) -> Connection:
        """Give the pipe to the process; a new one is waited for until it is ready."""
        if self.pipe is None:
            spawning = multiprocessing.get_context("spawn")
            with self.lock:
                self.pipe, theirs = spawning.Pipe()
                self.process = spawning.Process(target=_serve, args=(theirs,), daemon=True)
                self.process.start()
                theirs.close()
            self.pipe.recv()
        return self.pipe

    def end(self) -> None:
        """End the process, whatever it does."""
        with self.lock:
            process, pipe, self.process, self.pipe = self.process, self.pipe, None, None
        if process is not None:
            process.kill()
            process.join()
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _serve(pipe: Connection) -> None:
    """Answer calls, in a worker, until the pipe is closed; Ctrl-C is the parent's to answer."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe.send(None)
    while True:
        try:
            function, arguments, named = pipe.recv()
        except EOFError:
            return
        answer: tuple[bool, Any]
        try:
            answer = (True, function(*arguments, **named))
        except Exception as error:
            answer = (False, error)
        pipe.send(answer)
