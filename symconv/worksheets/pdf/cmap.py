"""Which letters a font has, read from the table of characters in its file."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_COLLECTION = b"ttcf"
_MOST_FACES = 64


@dataclass(frozen=True)
class Letters:
    """Runs of characters, first and last, that a font file has a glyph for."""

    runs: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, path: Path) -> Letters:
        """Give the letters of a font; none of a file that is no font, or a damaged one."""
        try:
            data = path.read_bytes()
            found = [run for face in _faces(data) for run in _runs(data, face)]
        except (OSError, struct.error, IndexError):
            return cls(())
        return cls(tuple(found))

    def among(self, letters: Collection[str]) -> set[str]:
        """Give those of the letters that the font has."""
        return {
            one for one in letters if any(first <= ord(one) <= last for first, last in self.runs)
        }


def _faces(data: bytes) -> Iterator[int]:
    """Give where each font of a file begins; a collection has several."""
    if data[:4] != _COLLECTION:
        yield 0
        return
    (count,) = struct.unpack_from(">I", data, 8)
    yield from struct.unpack_from(f">{min(count, _MOST_FACES)}I", data, 12)


def _runs(data: bytes, face: int) -> Iterator[tuple[int, int]]:
    table = _table(data, face)
    if table is None:
        return
    (count,) = struct.unpack_from(">H", data, table + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", data, table + 4 + 8 * number + 4)
        (kind,) = struct.unpack_from(">H", data, table + offset)
        if kind == 4:
            yield from _short(data, table + offset)
        elif kind == 12:
            yield from _long(data, table + offset)


def _table(data: bytes, face: int) -> int | None:
    """Give where the table of characters begins."""
    (count,) = struct.unpack_from(">H", data, face + 4)
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, face + 12 + 16 * number)
        if tag == b"cmap":
            return int(offset)
    return None


def _short(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Give the runs of a table of 16-bit characters."""
    (twice,) = struct.unpack_from(">H", data, at + 6)
    ends = struct.unpack_from(f">{twice // 2}H", data, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", data, at + 16 + twice)
    deltas = struct.unpack_from(f">{twice // 2}H", data, at + 16 + 2 * twice)
    offsets_at = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{twice // 2}H", data, offsets_at)
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if offsets[number] == 0:
            yield from _present(first, last, [(code + deltas[number]) % 65536
                                              for code in range(first, last + 1)])  # fmt: skip
        else:
            glyphs_at = offsets_at + 2 * number + offsets[number]
            glyphs = struct.unpack_from(f">{last - first + 1}H", data, glyphs_at)
            yield from _present(first, last, list(glyphs))


def _present(first: int, last: int, glyphs: list[int]) -> Iterator[tuple[int, int]]:
    """Give the characters of a run that have a glyph: glyph 0 stands for none."""
    if all(glyphs):
        yield first, last
        return
    yield from ((first + place,) * 2 for place, glyph in enumerate(glyphs) if glyph)


def _long(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Give the runs of a table of all characters."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    for number in range(count):
        first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * number)
        yield first, last
