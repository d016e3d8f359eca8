"""What `symconv generate` makes of its arguments, whatever they describe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symconv.generation import GeneratedFile
    from symconv.kernels import Kernel, NetworkKernel


@dataclass(frozen=True)
class Produced:
    """What is certified, each with its name, the files, and where they go unless -o says so.

    `echo` tells on standard error what was read, once nothing can be refused any more.
    """

    named: Sequence[tuple[str, Kernel | NetworkKernel]]
    files: Sequence[GeneratedFile]
    folder: Path
    echo: Callable[[], None] = lambda: None
