"""How a function of somebody else is called: plain data, which a child process can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class Word(StrEnum):
    """What a parameter takes; the first are the arguments of a layer's functions by name."""

    GRAD_O = "grad_o"
    X = "x"
    F = "f"
    W = "w"
    B = "b"
    T = "t"
    I = "i"  # noqa: E741 - the name of the argument
    CACHE = "cache"
    """What the forward function of the same file gives besides the output."""
    OPTIMIZER = "optimizer"
    """An object whose `update(weights, gradient)` gives their difference."""
    CONSTANT = "constant"
    """A number, a text or a dictionary of these, such as a stride."""


ARRAYS = (Word.GRAD_O, Word.X, Word.F, Word.W, Word.B, Word.T, Word.I)


@dataclass(frozen=True)
class Slot:
    """A parameter and what it is given; `value` is that of a constant."""

    name: str
    word: Word
    value: Any = None
    keyword: bool = False
    axes: int = 0
    """Of a number that counts for every axis, how many axes there are."""


@dataclass(frozen=True)
class Call:
    """A function by its dotted name, and what its parameters are given, in order."""

    name: str
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is called, one after another.

    Attributes
    ----------
    target : the function that is judged
    forward : what is called before it: it makes the cache, or an object keeps what it was given
    constructor : for a method, how its object is made
    prepare : what is called next, such as a method that makes the weights
    instance : for a method of an object that is there, the name of the object
    cache : where the cache is not made by `forward`, what it holds, in order
    """

    target: Call
    forward: Call | None = None
    constructor: Call | None = None
    instance: str = ""
    cache: tuple[Slot, ...] = ()
    prepare: Call | None = None

    @property
    def is_method(self) -> bool:
        """Whether the target is a method of an object, whose attributes may hold results."""
        return self.constructor is not None or bool(self.instance)

    @property
    def words(self) -> frozenset[Word]:
        """The arrays that are given anywhere."""
        calls = [call for call in (self.target, self.forward, self.constructor) if call]
        slots = [slot for call in calls for slot in call.slots]
        return frozenset(slot.word for slot in (*slots, *self.cache) if slot.word in ARRAYS)

    def with_pairs(self) -> Plan:
        """Give the plan with every number that counts for every axis given for each."""
        return replace(
            self,
            target=_paired(self.target),
            forward=None if self.forward is None else _paired(self.forward),
            constructor=None if self.constructor is None else _paired(self.constructor),
        )

    def as_data(self) -> dict[str, Any]:
        """Give the plan as plain data for JSON."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Plan:
        """Give the plan that `as_data` told."""
        target = _call(data["target"])
        if target is None:
            raise ValueError("a plan has a target")
        return cls(
            target,
            _call(data["forward"]),
            _call(data["constructor"]),
            data["instance"],
            tuple(map(_slot, data["cache"])),
            _call(data["prepare"]),
        )


def _paired(call: Call) -> Call:
    slots = (
        replace(slot, value=(slot.value,) * slot.axes) if slot.axes else slot for slot in call.slots
    )
    return replace(call, slots=tuple(slots))


def _call(data: Mapping[str, Any] | None) -> Call | None:
    return None if data is None else Call(data["name"], tuple(map(_slot, data["slots"])))


def _slot(data: Mapping[str, Any]) -> Slot:
    value = _in_tuples(data["value"])
    return Slot(data["name"], Word(data["word"]), value, data["keyword"], data["axes"])


def _in_tuples(value: Any) -> Any:
    """Give lists, which JSON makes of tuples, as the tuples that they were."""
    return tuple(map(_in_tuples, value)) if isinstance(value, list) else value
