"""One step of a scene as a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product
from typing import TypeAlias

from symconv.documents import Cell, Fill, GridFigure, Link, Mark, Panel
from symconv.formulas import Formula, Number
from symconv.notation.indexing import indices
from symconv.printing.formulas.text import TextPrinter
from symconv.roles import Role
from symconv.specs import PoolSpec
from symconv.worksheets.figures.layout import End, Sheet, link, place
from symconv.worksheets.figures.scenes import Contact, Drawn, Of, Scene
from symconv.worksheets.figures.slides import Ground
from symconv.worksheets.figures.words import alternative, caption, panel_title

Place: TypeAlias = tuple[int, ...]
_OWN = {Role.INPUT: Fill.INPUT, Role.FILTER: Fill.FILTER, Role.OUTPUT: Fill.OUTPUT}
_UNDER = "places"


@dataclass(frozen=True)
class Frame:
    """Draws one step.

    `tells` is whether entries that lie on each other are written, and the whole of what is made;
    without it a drawing shows places alone, and may stand on a sheet that asks for the rest.
    """

    scene: Scene
    made: Place
    step: int
    tells: bool = True

    @cached_property
    def contacts(self) -> Mapping[Place, list[Contact]]:
        """What lies on each place."""
        found: dict[Place, list[Contact]] = {}
        for contact in self.scene.contacts(self.made):
            found.setdefault(contact.place, []).append(contact)
        return found

    def draw(self) -> GridFigure:
        """Give the drawing."""
        scene = self.scene
        printer = TextPrinter(scene.notation)
        under, made = list(self._under()), list(self._made())
        columns = [under, made] if scene.of is not Of.SCATTER else [made, under]
        over = list(self._over())
        placed = place([over, *columns] if over else columns, printer)
        panels = {column[0].name.split()[0]: column for column in placed.columns}
        words = caption(scene, self.made, self.step, self.tells)
        return GridFigure(
            placed.width,
            placed.height,
            placed.panels,
            tuple(self._links(panels[_UNDER], panels[scene.made.key])),
            f"{scene.of.value}: step {self.step}" if self.tells else scene.of.value,
            words,
            alternative(scene, self.made, self.step, self.tells),
        )

    def _links(self, under: Sequence[Panel], made: Sequence[Panel]) -> Iterator[Link]:
        (single,) = [End(panel, panel.marked) for panel in made if panel.marked]
        for panel in under:
            if panel.marked:
                window = End(panel, panel.marked)
                yield link(*((single, window) if self.scene.of is Of.SCATTER else (window, single)))

    def _under(self) -> Iterator[Sheet]:
        scene = self.scene
        sizes = (scene.under.shape[0], *(len(slide.under) for slide in scene.slides))
        cells = {at: self._under_cell(at) for at in indices(sizes)}
        if not self.tells and scene.of is Of.SCATTER and scene.under.role is Role.OUTPUT:
            cells = {at: cell for at, cell in cells.items() if at in self.contacts}
        yield from _sheets(scene, scene.under, 1, cells, _UNDER)

    def _under_cell(self, at: Place) -> Cell:
        scene, here = self.scene, self.contacts.get(at, [])
        entry = scene.entry_at(at)
        over, met = self._laid(here)
        return Cell(
            *_row_and_column(at[1:]),
            self._fill(at),
            "" if entry is None else scene.under.name(entry),
            self._zero if entry is None else scene.write(scene.under, entry),
            Mark.WINDOW if here else Mark.NONE,
            over,
            met,
        )

    def _laid(self, here: Sequence[Contact]) -> tuple[Formula | None, tuple[str, ...]]:
        """Give what lies on a place, as its corner and data have it."""
        scene = self.scene
        if scene.over is None or not self.tells:
            return None, ()
        entries = [contact.entry for contact in here if contact.entry is not None]
        label = scene.write(scene.over, entries[0]) if len(entries) == 1 else None
        return label, tuple(map(scene.over.name, entries))

    def _fill(self, at: Place) -> Fill:
        grounds = {
            slide.under[place].ground
            for slide, place in zip(self.scene.slides, at[1:], strict=True)
        }
        if Ground.BORDER in grounds:
            return Fill.PADDING
        return Fill.BETWEEN if Ground.BETWEEN in grounds else fill_of(self.scene.under)

    @cached_property
    def _zero(self) -> Formula | None:
        """Give what stands in a place without an entry: a zero, if it counts as one."""
        spec = self.scene.spec
        counts = not isinstance(spec, PoolSpec) or spec.count_include_pad
        return Number(0) if counts and self.scene.of is not Of.SCATTER else None

    def _made(self) -> Iterator[Sheet]:
        scene, array = self.scene, self.scene.made
        shown = list(indices(array.shape)) if self.tells else [self.made]
        cells = {
            at: Cell(
                *_row_and_column(at[array.leads :]),
                fill_of(array),
                array.name(at),
                scene.write(array, at),
                Mark.CHOSEN if at == self.made else Mark.NONE,
            )
            for at in shown
        }
        yield from _sheets(scene, array, array.leads, cells, array.key)

    def _over(self) -> Iterator[Sheet]:
        """Give what slides over the places: those of its channels that meet something here."""
        scene, array = self.scene, self.scene.over
        if array is None:
            return
        cells: dict[Place, Cell] = {}
        for _, lead in scene.leads[self.made[: scene.made.leads]]:
            for at in product(*(range(len(slide.over)) for slide in scene.slides)):
                entries = [slide.over[p] for slide, p in zip(scene.slides, at, strict=True)]
                index = None if None in entries else (*lead, *(e for e in entries if e is not None))
                cells[(*lead, *at)] = Cell(
                    *_row_and_column(at),
                    Fill.BETWEEN if index is None else fill_of(array),
                    "" if index is None else array.name(index),
                    None if index is None else scene.write(array, index),
                )
        yield from _sheets(scene, array, array.leads, cells, array.key)


def fill_of(array: Drawn) -> Fill:
    """Give how the entries of an array look."""
    return Fill.GRADIENT if array.is_gradient else _OWN[array.role]


def _row_and_column(place: Place) -> tuple[int, int]:
    return (place[-2] if len(place) > 1 else 0, place[-1])


def _sheets(
    scene: Scene, array: Drawn, leads: int, cells: Mapping[Place, Cell], name: str
) -> Iterator[Sheet]:
    """Give the panels of an array: one for each channel, and for each slice of three axes."""

    def part(at: Place) -> Place:
        return at[:leads] + at[leads:-2]

    for key, places in groupby(cells, part):
        held = [cells[at] for at in places]
        top, left = min(cell.row for cell in held), min(cell.column for cell in held)
        slice_ = key[leads] if len(key) > leads else None
        yield Sheet(
            " ".join([name, *map(str, key)]),
            panel_title(scene, array, key[:leads], slice_),
            tuple(_shifted(cell, top, left) for cell in held),
        )


def _shifted(cell: Cell, top: int, left: int) -> Cell:
    return Cell(
        cell.row - top, cell.column - left, cell.fill, cell.entry, cell.label, cell.mark,
        cell.over, cell.met,
    )  # fmt: skip
