"""The way in which a function is called, found by the names of its parameters and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.verification.code.constants import MISSING, constant
from symconv.verification.code.layouts import Layout
from symconv.verification.code.roles import FunctionRole, StyleError
from symconv.verification.code.running.attributes import bare
from symconv.verification.code.running.facts import Facts, FunctionFacts, ParameterFacts
from symconv.verification.code.running.plan import Call, Plan, Slot, Word
from symconv.verification.code.siblings import backward_method, find_forward
from symconv.verification.code.source import returned_names, unpacked_names
from symconv.verification.code.words import Meaning, meaning

ARGUMENT_WORDS = ("grad_o", "x", "f", "w", "b", "t", "i", "cache", "options", "stride", "padding",
                  "dilation", "groups", "window", "rate", "mode")  # fmt: skip
_MEANINGS = {word: Meaning(word) for word in ARGUMENT_WORDS if word != "w"} | {"w": Meaning.FILTER}
_ARRAYS = {
    Meaning.GRAD_O: Word.GRAD_O,
    Meaning.INPUT: Word.X,
    Meaning.FILTER: Word.F,
    Meaning.BIAS: Word.B,
    Meaning.TARGET: Word.T,
    Meaning.INDICES: Word.I,
}
_PREPARING = (
    "initialize", "initialise", "build", "setup", "initializeweights", "initweights",
    "initparams", "compile",
)  # fmt: skip
_PER_AXIS = (Meaning.STRIDE, Meaning.PADDING, Meaning.DILATION, Meaning.WINDOW)


@dataclass(frozen=True)
class Style:
    """How a function is called, the names that it returns, and what was assumed."""

    plan: Plan
    returned: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass
class _Reader:
    """Reads the parameters of functions for one layer."""

    spec: LayerSpec
    layout: Layout
    assumed: list[str] = field(default_factory=list)

    @property
    def has_filter(self) -> bool:
        return bool({Role.FILTER, Role.WEIGHT} & set(self.spec.parameter_shapes))

    def call(self, function: FunctionFacts, makes_object: bool = False) -> Call:
        """Give what each parameter takes, by its name; raises `StyleError`."""
        slots, named = [], False
        for parameter in function.parameters:
            slot = None if parameter.bound else self._slot(parameter, function, makes_object)
            if slot is None:
                named = True
                continue
            keyword = named or parameter.keyword
            slots.append(replace(slot, keyword=keyword))
        if function.variadic and not slots and not makes_object:
            raise StyleError(
                f"{function.name} does not name its parameters: say what it takes with "
                "--arguments, such as --arguments grad_o,x"
            )
        return Call(function.name, tuple(slots))

    def _slot(
        self, parameter: ParameterFacts, function: FunctionFacts, makes_object: bool
    ) -> Slot | None:
        """Give what a parameter takes; None to leave it at its default."""
        found = meaning(parameter.name, self.spec.kind, self.has_filter, makes_object)
        if makes_object and bare(parameter.name) == "depth" and self._knows_input(function):
            found = Meaning.OUT_CHANNELS
        if found is Meaning.FILTER and self._is_size(parameter, function):
            found = Meaning.WINDOW
        slot = None if found is None else self.slot(parameter, found, function.source)
        if slot is None and not parameter.has_default:
            raise StyleError(
                f"what {parameter.name!r} of {function.name} takes is not clear: say it with "
                f"--arguments, a word for each parameter in order ({', '.join(ARGUMENT_WORDS)})"
            )
        if slot is not None and slot.word is Word.B and parameter.has_default:
            return slot if Role.BIAS in self.spec.parameter_shapes else None
        return slot

    def _is_size(self, parameter: ParameterFacts, function: FunctionFacts) -> bool:
        """Tell whether an f or k is a size, since another parameter is the filter."""
        others = [p.name for p in function.parameters if p.name != parameter.name]
        found = [meaning(n, self.spec.kind, self.has_filter, makes_object=False) for n in others]
        return bare(parameter.name) in ("f", "k") and Meaning.FILTER in found

    def _knows_input(self, function: FunctionFacts) -> bool:
        """Tell whether a class is given its input's shape, so that a depth is its output's."""
        names = [parameter.name for parameter in function.parameters]
        found = [meaning(n, self.spec.kind, self.has_filter, makes_object=True) for n in names]
        return Meaning.INPUT_SHAPE in found and Meaning.OUT_CHANNELS not in found

    def slot(self, parameter: ParameterFacts, found: Meaning, source: str) -> Slot | None:
        """Give what a parameter of a meaning takes; None if the layer has no such thing."""
        if found is Meaning.CACHE:
            return Slot(parameter.name, Word.CACHE)
        if found is Meaning.OPTIMIZER:
            return Slot(parameter.name, Word.OPTIMIZER)
        if found in _ARRAYS:
            return self._array(parameter.name, _ARRAYS[found])
        value = constant(found, self.spec, self.layout, parameter, source)
        if value is MISSING:
            return None
        rank = len(getattr(self.spec, "input_size", ()))
        counts_for_all = found in _PER_AXIS and isinstance(value, int) and rank > 1
        axes = rank if counts_for_all else 0
        return Slot(parameter.name, Word.CONSTANT, value, axes=axes)

    def _array(self, name: str, word: Word) -> Slot | None:
        if word is Word.F and Role.WEIGHT in self.spec.parameter_shapes:
            word = Word.W
        there = {*self.spec.arguments, *(["b"] if hasattr(self.spec, "bias") else [])}
        return Slot(name, word) if word.value in there else None


def find_style(
    facts: Facts,
    spec: LayerSpec,
    role: FunctionRole,
    layout: Layout,
    arguments: Sequence[str] | None = None,
) -> Style:
    """Find how a function is called.

    Parameters
    ----------
    facts : what is known of it
    spec, role, layout : what it is held to
    arguments : a word of `ARGUMENT_WORDS`, or a number, for each of its parameters; by default
        found by their names

    Raises
    ------
    StyleError
        Where that is not clear, naming the option that says it.
    """
    reader = _Reader(spec, layout)
    function = facts.function or backward_method(facts, role)
    call = reader.call(function) if arguments is None else _as_said(reader, function, arguments)
    forward: Call | None = None
    cache: tuple[Slot, ...] = ()
    takes_cache = any(slot.word is Word.CACHE for slot in call.slots)
    is_method = bool(facts.owner)
    if role is not FunctionRole.FORWARD and (takes_cache or is_method):
        made = find_forward(facts, function)
        if made is not None:
            forward = reader.call(made)
            reader.assumed.append(f"{made.name} is called before {function.name}")
        elif takes_cache:
            cache = _cache(reader, function, call)
    plan = Plan(
        call,
        forward,
        _constructor(reader, facts),
        facts.owner if facts.is_instance else "",
        cache,
        _prepare(reader, facts),
    )
    told = [f"{slot.name} as {_said(slot)}" for slot in call.slots]
    reader.assumed.insert(0, f"{function.name} takes {', '.join(told) or 'nothing'}")
    return Style(plan, returned_names(function.source), tuple(reader.assumed))


def _said(slot: Slot) -> str:
    if slot.word is not Word.CONSTANT:
        return slot.word.value
    return "a dictionary of options" if isinstance(slot.value, dict) else repr(slot.value)


def _constructor(reader: _Reader, facts: Facts) -> Call | None:
    if not facts.owner or facts.is_instance or facts.constructor is None:
        return None
    made = reader.call(facts.constructor, makes_object=True)
    return Call(facts.owner, made.slots)


def _prepare(reader: _Reader, facts: Facts) -> Call | None:
    """Give the method that makes an object's weights, if there is one that can be called."""
    if not facts.owner or facts.is_instance:
        return None
    found = next((each for each in facts.siblings if bare(each.name) in _PREPARING), None)
    if found is None:
        return None
    try:
        call = reader.call(found)
    except StyleError:
        return None
    reader.assumed.append(f"{found.name} is called on the new object")
    return call


def _as_said(reader: _Reader, function: FunctionFacts, arguments: Sequence[str]) -> Call:
    """Give what `--arguments` says, by position."""
    parameters = function.parameters
    slots = []
    for place, word in enumerate(arguments):
        known = place < len(parameters)
        parameter = parameters[place] if known else ParameterFacts(f"argument {place + 1}")
        slots.append(_as_word(reader, parameter, word.strip(), function.source))
    required = [p.name for p in parameters if not p.has_default and not p.keyword]
    if len(slots) < len(required) or (len(slots) > len(parameters) and not function.variadic):
        raise StyleError(
            f"--arguments has {len(slots)} words, but {function.name} takes "
            f"{len(parameters)}: {', '.join(p.name for p in parameters)}"
        )
    return Call(function.name, tuple(slots))


def _as_word(reader: _Reader, parameter: ParameterFacts, word: str, source: str) -> Slot:
    if word.lstrip("-").isdigit() and len(word) < 10:
        return Slot(parameter.name, Word.CONSTANT, int(word))
    if word not in _MEANINGS:
        raise StyleError(
            f"--arguments: {word!r} is not one of {', '.join(ARGUMENT_WORDS)}, or a number"
        )
    slot = reader.slot(parameter, _MEANINGS[word], source)
    if slot is None:
        raise StyleError(f"--arguments: the layer has no {word}: {reader.spec}")
    return slot


def _cache(reader: _Reader, function: FunctionFacts, call: Call) -> tuple[Slot, ...]:
    """Give what a cache holds, by the names that it is unpacked into."""
    name = next(slot.name for slot in call.slots if slot.word is Word.CACHE)
    names = unpacked_names(function.source, name)
    slots: list[Any] = []
    for each in names:
        parameter = ParameterFacts(each)
        found = meaning(each, reader.spec.kind, reader.has_filter, makes_object=False)
        slots.append(None if found is None else reader.slot(parameter, found, function.source))
    if not slots or None in slots:
        raise StyleError(
            f"{function.name} takes a cache, and its file has no forward function that makes one: "
            "give it one, or let it take its arrays as arguments"
        )
    reader.assumed.append(f"the cache holds {', '.join(names)}")
    return tuple(slots)
