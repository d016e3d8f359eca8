"""The parts of `docs/layers.md`, and what its tables are drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from symconv.specs.flags import flag_of
from symconv.specs.kinds import KINDS
from symconv.specs.layer import LayerSpec, takes_bias

PAGE = Path(__file__).parents[2] / "docs" / "layers.md"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """The text under one heading."""

    title: str
    text: str

    def blocks(self, language: str) -> list[str]:
        """Give the fenced blocks in a language."""
        return [body for name, body in _FENCE.findall(self.text) if name == language]

    @property
    def tables(self) -> list[str]:
        """The tables, each as it stands."""
        return _TABLE.findall(self.text)


def read_sections() -> dict[str, Section]:
    """Give the sections of the page by title."""
    pieces = re.split(r"^## (.*)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        title: Section(title, text) for title, text in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def draw_kinds() -> str:
    """Draw the table of kinds: what each must and may be given, in Python and as flags."""
    rows = []
    for name, kind in KINDS.items():
        required = kind.call.required
        optional = [argument for argument in kind.call.names if argument not in required]
        rows.append(
            [
                f"[`{name}`](#{name})",
                f"`{kind.spec.__name__}`",
                _named(required),
                _named(optional),
                _named(map(flag_of, kind.required_flags)),
                _named(flag_of(name) for name in kind.flags if name not in kind.required_flags),
            ]
        )
    heads = ["kind", "class", "must be given", "may be given", "flags it must have", "may have"]
    return _draw(heads, rows)


def draw_functions(spec: LayerSpec) -> str:
    """Draw the table of a layer's functions: what each takes, with shapes.

    Where an average of the same sizes takes something else, a row of its own says what.
    """
    rows = [[f"`{function}`", _taken(spec, function)] for function in spec.functions]
    if getattr(spec, "operation", "average") != "average":
        average = _as_average(spec)
        rows += [
            [f"`{function}` of an average", _taken(average, function)]
            for function in average.functions
            if _taken(average, function) != _taken(spec, function)
        ]
    return _draw(["function", "takes"], rows)


def _taken(spec: LayerSpec, function: str) -> str:
    arguments = spec.arguments
    return ", ".join(
        f"`{name}` {_shape(arguments[name].shape, arguments[name].batched)}"
        for name in spec.functions[function]
    )


def _as_average(spec: LayerSpec) -> LayerSpec:
    """Give the same pool as an average."""
    given = {name: getattr(spec, name) for name in type(spec).call().names}
    return type(spec)(**{**given, "operation": "average"})


def has_bias_to_show(spec: LayerSpec) -> bool:
    """Tell whether an example shows all arguments: a layer that can have a bias has one."""
    return not takes_bias(spec) or bool(getattr(spec, "bias", False))


def _shape(shape: tuple[int, ...], batched: bool) -> str:
    sizes = (["N"] if batched else []) + [str(size) for size in shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _draw(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
