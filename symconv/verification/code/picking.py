"""Which of a function's results is what: by what is said, by names, by shapes, by order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symconv.specs import LayerSpec
from symconv.verification.code.forms import Forms
from symconv.verification.code.roles import FunctionRole, StyleError, parts_of
from symconv.verification.code.running.attributes import is_bias_gradient, is_filter_gradient
from symconv.verification.code.running.outcome import Outcome
from symconv.verification.code.styles import Style
from symconv.verification.code.words import is_input_gradient

RETURN_WORDS = ("grad_input", "grad_filter", "grad_weight", "grad_bias", "output", "cache", "_")


_KINDS = {FunctionRole.GRAD_BIAS: "b", FunctionRole.GRAD_INPUT: "x"}
"""What attributes are told to be; of filters and weights it is "f"."""


@dataclass(frozen=True)
class Picked:
    """The place of each part among the results, and how it was found."""

    places: Mapping[FunctionRole, str]
    assumed: str = ""


def pick(
    outcome: Outcome,
    spec: LayerSpec,
    role: FunctionRole,
    style: Style,
    forms: Forms,
    batch: int,
    returns: Sequence[str] | None = None,
) -> Picked:
    """Find the parts of a role among the results of a call.

    Raises `StyleError` naming --returns where a part is not among them, or not clearly.
    """
    results = list(outcome.results)
    if role is FunctionRole.FORWARD and returns is None:
        if not results:
            raise StyleError("the function gives no array")
        return Picked({role: results[0]}, "the first result is the output" * (len(results) > 1))
    places = _said(results, returns, spec) if returns is not None else {}
    assumed = ""
    if returns is None:
        places, assumed = _found(outcome, spec, role, style, forms, batch)
    wanted = parts_of(role, spec)
    for part in wanted:
        kept = _kept(outcome, part) if part not in places else None
        if kept is not None:
            places[part] = kept
            assumed += f"{'; ' if assumed else ''}{part.value} is {_words_of(kept)}"
    found = {part: places[part] for part in wanted if part in places}
    if not found or (role is not FunctionRole.BACKWARD and len(found) < len(wanted)):
        count = f"{len(results)} arrays" if results else "no array"
        raise StyleError(
            f"which result is {role.value} is not clear (the function gives {count}): say it with "
            f"--returns, a word for each in order ({', '.join(RETURN_WORDS)})"
        )
    lacking = [part.value for part in wanted if part not in found]
    if lacking:
        assumed += f"{'; ' if assumed else ''}{', '.join(lacking)} is not among the results"
    return Picked(found, assumed)


def _said(
    results: Sequence[str], returns: Sequence[str], spec: LayerSpec
) -> dict[FunctionRole, str]:
    words = [word.strip() for word in returns]
    for word in words:
        if word not in RETURN_WORDS:
            raise StyleError(f"--returns: {word!r} is not one of {', '.join(RETURN_WORDS)}")
    if len(words) > len(results):
        raise StyleError(
            f"--returns has {len(words)} words, but the function gives {len(results)} arrays"
        )
    found = {}
    for word, place in zip(words, results, strict=False):
        if word == "output":
            found[FunctionRole.FORWARD] = place
        elif word.startswith("grad_"):
            same = word == "grad_filter" and "grad_weight" in spec.functions
            found[FunctionRole.GRAD_WEIGHT if same else FunctionRole(word)] = place
    return found


def _found(
    outcome: Outcome,
    spec: LayerSpec,
    role: FunctionRole,
    style: Style,
    forms: Forms,
    batch: int,
) -> tuple[dict[FunctionRole, str], str]:
    results = list(outcome.results)
    gradients = [FunctionRole(n) for n in spec.functions if n.startswith("grad_")]
    if len(results) == 1:
        return _only(results[0], role, style)
    if not results:
        return {}, ""
    wanted = parts_of(FunctionRole.BACKWARD, spec)
    gradients = [part for part in gradients if part in wanted or part is role]
    named = _by_names(results, style.returned, gradients)
    if named:
        return _completed(named, outcome, forms, batch, gradients), ""
    shaped = _by_shapes(outcome, forms, batch, gradients)
    if shaped:
        told = "results are told apart by their shapes"
        return _completed(shaped, outcome, forms, batch, gradients), told
    if len(results) <= len(gradients):
        order = gradients[: len(results)]
        told = ", ".join(part.value for part in order)
        return dict(zip(order, results, strict=False)), f"results are {told}, in this order"
    return {}, ""


def _completed(
    found: dict[FunctionRole, str],
    outcome: Outcome,
    forms: Forms,
    batch: int,
    gradients: Sequence[FunctionRole],
) -> dict[FunctionRole, str]:
    """Give the parts that are left to the results that are left: by shape, then by order."""
    for by_shape in (True, False):
        for part in gradients:
            unused = [place for place in outcome.results if place not in found.values()]
            fitting = [
                place
                for place in unused
                if not by_shape or outcome.arrays[place].shape == forms.shape(part, batch)
            ]
            if part not in found and fitting:
                found[part] = fitting[0]
    return found


def _only(place: str, role: FunctionRole, style: Style) -> tuple[dict[FunctionRole, str], str]:
    """Give what a single result is; a method's is the gradient of its input."""
    if not style.plan.is_method:
        return {FunctionRole.GRAD_INPUT if role is FunctionRole.BACKWARD else role: place}, ""
    name = style.returned[0] if len(style.returned) == 1 else ""
    if role not in (FunctionRole.GRAD_INPUT, FunctionRole.BACKWARD) and (
        _part_of_name(name, [role]) is role
    ):
        return {role: place}, ""
    return {FunctionRole.GRAD_INPUT: place}, "the result is grad_input"


def _by_names(
    results: Sequence[str], names: Sequence[str], gradients: Sequence[FunctionRole]
) -> dict[FunctionRole, str]:
    if len(names) != len(results):
        return {}
    found: dict[FunctionRole, str] = {}
    for name, place in zip(names, results, strict=True):
        part = _part_of_name(name, gradients)
        if part is not None and part not in found:
            found[part] = place
    return found


def _part_of_name(name: str, gradients: Sequence[FunctionRole]) -> FunctionRole | None:
    for part in gradients:
        if part is FunctionRole.GRAD_INPUT and is_input_gradient(name):
            return part
        if part is FunctionRole.GRAD_BIAS and is_bias_gradient(name):
            return part
        is_filter = part in (FunctionRole.GRAD_FILTER, FunctionRole.GRAD_WEIGHT)
        if is_filter and is_filter_gradient(name):
            return part
    return None


def _by_shapes(
    outcome: Outcome, forms: Forms, batch: int, gradients: Sequence[FunctionRole]
) -> dict[FunctionRole, str]:
    """Give the parts by their shapes, if each has one result of its shape and no other."""
    found: dict[FunctionRole, str] = {}
    for part in gradients:
        shape = forms.shape(part, batch)
        fitting = [
            place
            for place, array in outcome.results.items()
            if array.shape == shape
            or (
                part is FunctionRole.GRAD_BIAS
                and array.size == shape[0] == max(array.shape, default=1)
            )
        ]
        if len(fitting) > 1:
            return {}
        if fitting:
            found[part] = fitting[0]
    return found if len(set(found.values())) == len(found) else {}


def _kept(outcome: Outcome, part: FunctionRole) -> str | None:
    """Give an attribute of the object that holds a gradient, or what an update took off."""
    kind = _KINDS.get(part, "f")
    for beginning in (f"attribute {kind} ", f"update {kind} "):
        for place, array in outcome.arrays.items():
            if place.startswith(beginning) and (array.any() or beginning.startswith("attribute")):
                return place
    return None


def _words_of(place: str) -> str:
    what, _, name = place.split(" ", 2)
    if what == "attribute":
        return f"the attribute {name}"
    return f"what the update takes off {name} at a learning rate of 1"
