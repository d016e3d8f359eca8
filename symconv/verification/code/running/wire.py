"""Arrays between processes: the format of .npy files, written without what a file may have changed.

A reply is a run of arrays, each behind its length; the first is the text, in JSON, that says what
the others are. Nothing is pickled, and nobody unpickles.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from symconv.verification.code.running.outcome import MOST_BYTES, Array, Outcome, Trouble

_MAGIC = b"\x93NUMPY\x01\x00"
_ALIGN = 64
_KINDS = "biufc"
_dumps, _frombuffer, _BYTE = json.dumps, np.frombuffer, np.dtype(np.uint8)
_open, _write, _close, _replace = os.open, os.write, os.close, os.replace
"""What a child writes with, taken before a file is run."""
_MOST_TEXT = 4_000_000
_MOST_HEADER = 10_000
_LENGTH = 8


class WireError(ValueError):
    """A reply that is not what a child writes."""


def pack(text: Any, arrays: Sequence[Array]) -> bytes:
    """Give a reply: what JSON says, and arrays of numbers."""
    words = _frombuffer(_dumps(text).encode(), _BYTE)
    parts = [_as_npy(array) for array in (words, *arrays)]
    return b"".join(len(part).to_bytes(_LENGTH, "little") + part for part in parts)


def _as_npy(array: Array) -> bytes:
    shape = tuple(map(int, array.shape))
    head = f"{{'descr': {array.dtype.str!r}, 'fortran_order': False, 'shape': {shape!r}, }}"
    rest = -(len(_MAGIC) + 2 + len(head) + 1) % _ALIGN
    line = head.encode() + b" " * rest + b"\n"
    return _MAGIC + len(line).to_bytes(2, "little") + line + array.tobytes()


def unpack(reply: bytes) -> tuple[Any, list[Array]]:
    """Give what a reply says; raises `WireError` for one that a child does not write."""
    if len(reply) > 2 * MOST_BYTES:
        raise WireError("a reply is too long")
    arrays, place = [], 0
    while place < len(reply):
        length = int.from_bytes(reply[place : place + _LENGTH], "little")
        place += _LENGTH
        arrays.append(_array(reply[place : place + length]))
        place += length
    if not arrays or arrays[0].dtype != np.uint8 or arrays[0].size > _MOST_TEXT:
        raise WireError("a reply does not begin with its text")
    try:
        return json.loads(arrays[0].tobytes()), arrays[1:]
    except (ValueError, RecursionError):
        raise WireError("the text of a reply is damaged") from None


def _array(part: bytes) -> Array:
    try:
        array = np.lib.format.read_array(
            io.BytesIO(part), allow_pickle=False, max_header_size=_MOST_HEADER
        )
    except (ValueError, EOFError, OSError, MemoryError, SyntaxError, TypeError) as error:
        raise WireError(f"an array of a reply is damaged: {error}") from None
    if array.dtype.kind not in _KINDS or array.dtype.itemsize > 32:
        raise WireError(f"an array of a reply has dtype {array.dtype}")
    return array


def pack_outcome(outcome: Outcome) -> bytes:
    """Give an outcome as a reply."""
    text = {
        "places": list(outcome.arrays),
        "changed": list(outcome.changed),
        "trouble": outcome.trouble.value,
        "words": outcome.words,
    }
    return pack(text, list(outcome.arrays.values()))


def unpack_outcome(reply: bytes) -> Outcome:
    """Give the outcome that a reply tells; raises `WireError`."""
    text, arrays = unpack(reply)
    if not isinstance(text, Mapping):
        raise WireError("the text of a reply is not an outcome")
    places = _texts(text.get("places"))
    if len(places) != len(arrays):
        raise WireError("a reply has other arrays than it says")
    try:
        trouble = Trouble(str(text.get("trouble")))
    except ValueError:
        raise WireError("a reply has a trouble that there is not") from None
    words = str(text.get("words"))
    return Outcome(
        dict(zip(places, arrays, strict=True)), tuple(_texts(text.get("changed"))), trouble, words
    )


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise WireError("a reply does not name its arrays")
    return value


def write_reply(path: str, reply: bytes) -> None:
    """Write a reply so that it is there as a whole or not at all."""
    part = f"{path}.part"
    number = _open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    rest = memoryview(reply)
    while rest:
        rest = rest[_write(number, rest) :]
    _close(number)
    _replace(part, path)


def read_reply(path: Path) -> bytes | None:
    """Give a reply that is there and not too long; a link is none."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 2 * MOST_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None
