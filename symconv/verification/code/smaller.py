"""A smaller layer of the same kind, on which a mistake shows term by term."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symconv.errors import SpecError
from symconv.specs import LayerSpec
from symconv.verification.code.forms import Forms, read_forms
from symconv.verification.code.layouts import LayoutError
from symconv.verification.code.question import Question

_CHANNELS = {"in_channels": 2, "out_channels": 3, "channels": 2}


def smaller_question(question: Question, forms: Forms) -> Question | None:
    """Give the same question of a smaller layer; None if there is none.

    Its windows have the same filter, stride, dilation and padding, and it has few channels.
    """
    spec = _smaller(question.spec)
    if spec == question.spec:
        return None
    filters = None if forms.filter is None else forms.filter.letters
    try:
        return replace(question, spec=spec, forms=read_forms(spec, forms.input.letters, filters))
    except LayoutError:
        return None


def _smaller(spec: LayerSpec) -> LayerSpec:
    small = spec.stand_in
    arguments: dict[str, Any] = small.literal()
    grouped = getattr(spec, "groups", 1) > 1
    for name, most in () if grouped else _CHANNELS.items():
        if name in arguments:
            arguments[name] = min(arguments[name], most)
    try:
        return type(small)(**arguments)
    except SpecError:
        return small
