"""The errors a person can meet: each says the value, the rule and the spec in one line."""

from __future__ import annotations

_SHOWN_LENGTH = 60


class SymconvError(Exception):
    """Root of every error that symconv raises on purpose."""


class SpecError(SymconvError, ValueError):
    """A layer specification that no layer can have."""


class SpecFileError(SpecError):
    """A spec list that cannot be read: names the file and the key."""


class NotationError(SymconvError, ValueError):
    """A notation, or a letter of one, that cannot be printed safely."""


class TooLargeError(SymconvError, ValueError):
    """A derivation or kernel with more terms than the stated limit."""


class DerivationError(SymconvError, ValueError):
    """Expressions that the chain-rule engine cannot differentiate as asked."""


class ArrayShapeError(SymconvError, ValueError):
    """An array argument of the wrong shape."""


class ArrayTypeError(SymconvError, TypeError):
    """An argument that is not an array of numbers."""


class ArrayValueError(SymconvError, ValueError):
    """An array argument with an entry that it may not have, such as an index out of range."""


class KernelError(SymconvError, ValueError):
    """A strategy or kernel file that is unknown or damaged."""


class OutputError(SymconvError, OSError):
    """A file or folder that cannot be read or written."""


class GraphError(SymconvError, ValueError):
    """Assignments, or numbers for them, from which no graph can be derived."""


class WorksheetError(SymconvError, ValueError):
    """A worksheet that cannot be made, or answers that cannot be marked, as asked."""


class OnnxError(SymconvError, ValueError):
    """An ONNX model that cannot be read: names the file, and the node if it is one."""


def shown(value: object) -> str:
    """Give `value` as an error shows it: on one line, cut when long."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python does not write integers of thousands of digits
        return "(too long to show)"
    return cut(text)


def cut(text: str) -> str:
    """Give the start of a text that is too long for an error."""
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 3] + "..."
