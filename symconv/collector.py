"""Pausing the cyclic garbage collector while many acyclic objects are built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Leave the collector off inside the block, and as it was afterwards.

    A derivation makes hundreds of thousands of nodes that hold no cycles; each full collection
    would walk all of them and free nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
