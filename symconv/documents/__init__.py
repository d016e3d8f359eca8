"""The one document model: what is printed, before any format."""

from symconv.documents.blocks import (
    Align,
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Display,
    Document,
    Matrices,
    Outcome,
    Paragraph,
    Section,
    Source,
    Table,
    Text,
    Verdict,
)
from symconv.documents.data import Bare, Data, Keyed, Prose, Tree
from symconv.documents.exercise import Exercise, Field, Lines, Option
from symconv.documents.figure import Edge, Figure, Node, Point, curve_point

__all__ = [
    "Align",
    "Bare",
    "Block",
    "Bullets",
    "Columns",
    "ColumnsRow",
    "Data",
    "Display",
    "Document",
    "Edge",
    "Exercise",
    "Field",
    "Figure",
    "Keyed",
    "Lines",
    "Matrices",
    "Node",
    "Option",
    "Outcome",
    "Paragraph",
    "Point",
    "Prose",
    "Section",
    "Source",
    "Table",
    "Text",
    "Tree",
    "Verdict",
    "curve_point",
]
