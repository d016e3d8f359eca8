"""The other functions of a file: which one is the forward pass, which method the backward."""

from __future__ import annotations

import re

from symconv.verification.code.roles import FunctionRole, StyleError
from symconv.verification.code.running.attributes import bare
from symconv.verification.code.running.facts import Facts, FunctionFacts

_FORWARDS = ("forward", "forwardpass", "forwardprop", "forwardpropagation", "fprop", "fwd",
             "feedforward", "propagate", "call", "apply", "forwardpropagate")  # fmt: skip
_BACKWARDS = ("backward", "backwardpass", "backprop", "backpropagation", "bprop", "bwd", "back",
              "backwardprop", "backpropagate", "grad", "gradient", "gradients")  # fmt: skip
_BACKWARD_PARTS = re.compile(
    r"backward|backprop(?:agation|agate)?|bprop|bwd|back|gradients?|grads?|deriv(?:ative)?"
)
_FORWARD_PARTS = re.compile(r"forward|fprop|fwd")


def backward_method(facts: Facts, role: FunctionRole) -> FunctionFacts:
    """Give the method of a class that a role is asked of; raises `StyleError`."""
    forward = role is FunctionRole.FORWARD
    names = _FORWARDS if forward else _BACKWARDS
    found = _by_name(facts.siblings, names)
    if found is None:
        known = ", ".join(method.name for method in facts.siblings) or "none"
        raise StyleError(
            f"which method of {facts.name} is {'forward' if forward else 'backward'} is not clear "
            f"(it has {known}): name it, such as {facts.name}.{names[0]}"
        )
    return found


def find_forward(facts: Facts, function: FunctionFacts) -> FunctionFacts | None:
    """Give the forward function that goes with a backward one, or None."""
    others = tuple(each for each in facts.siblings if each.name != function.name)
    if facts.owner:
        return _by_name(others, _FORWARDS)
    stem = _stem(function.name, _BACKWARD_PARTS)
    forwards = [each for each in others if _FORWARD_PARTS.search(bare(each.name))]
    same = [each for each in forwards if _stem(each.name, _FORWARD_PARTS) == stem]
    if same:
        return same[0]
    plain = [each for each in others if bare(each.name) == stem]
    if plain:
        return plain[0]
    return forwards[0] if len(forwards) == 1 else None


def _by_name(functions: tuple[FunctionFacts, ...], names: tuple[str, ...]) -> FunctionFacts | None:
    """Give the function whose name comes first among some."""
    by_name = {bare(each.name): each for each in functions}
    return next((by_name[name] for name in names if name in by_name), None)


def _stem(name: str, parts: re.Pattern[str]) -> str:
    return parts.sub("", bare(name))
