"""What a drawing says, read back from its SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class DrawnCell:
    """A cell as the SVG has it."""

    panel: str
    row: int
    column: int
    fill: str
    mark: str
    entry: str
    met: tuple[str, ...]
    texts: tuple[str, ...]
    left: int
    top: int


@dataclass(frozen=True)
class DrawnLink:
    """An arrow as the SVG has it: which entries it says, and where it begins and ends."""

    starts: frozenset[str]
    ends: frozenset[str]
    begins: tuple[float, float]
    tip: tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """Everything that is read back."""

    cells: tuple[DrawnCell, ...]
    links: tuple[DrawnLink, ...]
    title: str
    alternative: str

    def panel(self, name: str) -> list[DrawnCell]:
        """Give the cells of the panels of an array."""
        return [cell for cell in self.cells if cell.panel.split()[0] == name]


def read(svg: str) -> Drawing:
    """Read a drawing; fails unless it is well-formed."""
    root = ET.fromstring(svg)
    groups = root.findall(f"{SVG}g")
    return Drawing(
        tuple(_cell(group) for group in groups if "data-panel" in group.attrib),
        tuple(_link(group) for group in groups if "data-starts" in group.attrib),
        root.findtext(f"{SVG}title", ""),
        root.findtext(f"{SVG}desc", ""),
    )


def _cell(group: ET.Element) -> DrawnCell:
    said, rect = group.attrib, group.find(f"{SVG}rect")
    return DrawnCell(
        said["data-panel"], int(said["data-row"]), int(said["data-column"]), said["data-fill"],
        said["data-mark"], said["data-entry"], tuple(filter(None, said["data-met"].split("; "))),
        tuple(text.text or "" for text in group.findall(f"{SVG}text")),
        int(rect.attrib["x"]), int(rect.attrib["y"]),
    )  # fmt: skip


def _link(group: ET.Element) -> DrawnLink:
    wire = next(p for p in group.findall(f"{SVG}path") if p.attrib["class"] == "wire")
    tip = next(p for p in group.findall(f"{SVG}path") if p.attrib["class"] == "tip")
    starts, ends = (group.attrib[f"data-{side}"].split("; ") for side in ("starts", "ends"))
    return DrawnLink(
        frozenset(filter(None, starts)), frozenset(filter(None, ends)),
        _first_point(wire.attrib["d"]), _first_point(tip.attrib["d"]),
    )  # fmt: skip


def _first_point(path: str) -> tuple[float, float]:
    x, y = path[1:].split("C")[0].split("L")[0].split()
    return float(x), float(y)
