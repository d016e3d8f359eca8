"""What is asked of a function, with every choice that it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symconv.kernels.certificates.certify import check_size
from symconv.notation import Notation, as_notation
from symconv.specs import LayerSpec
from symconv.suggestions import not_one_of
from symconv.verification.code.forms import Forms, read_forms
from symconv.verification.code.roles import FunctionRole, StyleError, as_role
from symconv.verification.code.trials import Reduction


@dataclass(frozen=True)
class Question:
    """A layer, what the function is of it, and how it is called."""

    spec: LayerSpec
    role: FunctionRole
    forms: Forms
    reduction: Reduction
    notation: Notation
    arguments: tuple[str, ...] | None = None
    returns: tuple[str, ...] | None = None

    @property
    def command(self) -> str:
        """The name of the role, as options have it."""
        return self.role.value


def build_question(
    spec: object,
    role: str | FunctionRole,
    arguments: Sequence[str] | str | None = None,
    returns: Sequence[str] | str | None = None,
    layout: str | None = None,
    filter_layout: str | None = None,
    reduction: str | Reduction = Reduction.SUM,
    notation: str | Notation = "matrix",
) -> Question:
    """Check what is asked.

    Raises `StyleError` or `LayoutError` naming the option, its value, and what it may be, and
    `TooLargeError` for a layer of which no kernel is certified either.
    """
    if not isinstance(spec, LayerSpec):
        raise StyleError(f"{spec!r} is not a layer specification such as ConvSpec((3, 3), (2, 2))")
    check_size(spec)
    try:
        chosen = Reduction(reduction)
    except ValueError:
        raise StyleError(not_one_of("reduction", reduction, Reduction)) from None
    return Question(
        spec,
        as_role(role, spec),
        read_forms(spec, layout, filter_layout),
        chosen,
        as_notation(notation),
        _words(arguments),
        _words(returns),
    )


def _words(given: Sequence[str] | str | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    words = given.split(",") if isinstance(given, str) else given
    return tuple(str(word).strip() for word in words)
