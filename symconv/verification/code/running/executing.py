"""Carrying a plan out: making the object or the cache, calling the function, taking results."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from typing import Any

from numpy import array as new_array
from numpy import array_equal, ndarray

from symconv.verification.code.running.attributes import (
    is_bias,
    is_bias_gradient,
    is_filter,
    is_filter_gradient,
    is_rate,
)
from symconv.verification.code.running.facts import resolve
from symconv.verification.code.running.outcome import (
    Array,
    Inputs,
    Outcome,
    Trouble,
    flatten,
    plain,
)
from symconv.verification.code.running.plan import ARRAYS, Call, Plan, Slot, Word
from symconv.verification.code.words import is_input_gradient

RATE = 1.0
"""The learning rate: what an update takes off a weight is then its gradient."""
_LONGEST = 200
_MOST_ATTRIBUTES = 200
_LIBRARIES = frozenset({"builtins", "numpy", "collections", "functools", "itertools", "types"})


def execute(namespace: Mapping[str, Any], plan: Plan, inputs: Inputs, file: str = "") -> Outcome:
    """Carry a plan out on fresh copies of arrays; whatever the function raises is an outcome.

    `file` is the one whose line a crash is told with.
    """
    given = {word: _fresh(array, inputs.symbols) for word, array in inputs.arrays.items()}
    kept = {word: array.copy() for word, array in given.items()}
    try:
        arrays = _carried_out(namespace, plan, given)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # code of others may raise anything, SystemExit too
        return Outcome(trouble=Trouble.CRASH, words=crash_words(error, file))
    changed = tuple(word for word, array in given.items() if _differs(array, kept[word]))
    return Outcome(_as_told(arrays, inputs.symbols), changed)


class _Descent:
    """Gradient descent by steps of 1, as optimizers of others offer it."""

    lr = learning_rate = RATE

    def update(self, weights: Any, gradient: Any) -> Any:
        """Give the weights less their gradient."""
        return weights - gradient

    __call__ = step = apply = update


def _fresh(array: Array, symbols: bool) -> Array:
    if not symbols:
        return new_array(array, copy=True, order="C")
    from symconv.verification.code.running.symbols import as_variables

    return as_variables(array)


def _differs(array: Array, before: Array) -> bool:
    if array.shape != before.shape:
        return True
    if array.dtype == object:
        pairs = zip(array.flat, before.flat, strict=True)
        return any(a is not b for a, b in pairs)
    return not array_equal(array, before, equal_nan=array.dtype.kind in "fc")


def _as_told(arrays: Mapping[str, Array], symbols: bool) -> dict[str, Array]:
    """Give what is told of arrays: plain ones, and of symbols the tables of their terms."""
    told: dict[str, Array] = {}
    for place, array in arrays.items():
        if not symbols:
            numbers = plain(array)
            if numbers is not None:
                told[place] = numbers
            continue
        from symconv.verification.code.running.symbols import encode

        encoded = encode(array) or {}
        told |= {f"{place}|{part}": table for part, table in encoded.items()}
    return told


def _carried_out(
    namespace: Mapping[str, Any], plan: Plan, given: Mapping[str, Array]
) -> dict[str, Array]:
    owner = _owner(namespace, plan, given)
    cache: Any = tuple(_value(slot, given, None) for slot in plan.cache)
    if plan.forward is not None:
        result = _call(namespace, owner, plan.forward, given, None)
        if owner is not None and _settle(owner, given):  # weights made in the forward pass
            result = _call(namespace, owner, plan.forward, given, None)
        cache = result[-1] if isinstance(result, tuple | list) and len(result) > 1 else result
    before = _weights(owner)
    found = flatten(_call(namespace, owner, plan.target, given, cache))
    return {**found, **_kept_by(owner, before)}


def _owner(namespace: Mapping[str, Any], plan: Plan, given: Mapping[str, Array]) -> Any:
    """Make the object of a method, or take the one that there is, with the weights given."""
    if plan.instance:
        owner = resolve(namespace, plan.instance)
    elif plan.constructor is not None:
        owner = _call(namespace, None, plan.constructor, given, None)
        if plan.prepare is not None:
            _call(namespace, owner, plan.prepare, given, None)
    else:
        return None
    _settle(owner, given)
    return owner


def _call(
    namespace: Mapping[str, Any], owner: Any, call: Call, given: Mapping[str, Array], cache: Any
) -> Any:
    function = resolve(namespace, call.name) if owner is None else getattr(owner, call.name)
    positional = [_value(slot, given, cache) for slot in call.slots if not slot.keyword]
    named = {slot.name: _value(slot, given, cache) for slot in call.slots if slot.keyword}
    return function(*positional, **named)


def _value(slot: Slot, given: Mapping[str, Array], cache: Any) -> Any:
    if slot.word is Word.CACHE:
        return cache
    if slot.word is Word.OPTIMIZER:
        return _Descent()
    if slot.word in ARRAYS:
        return given[slot.word.value]
    return dict(slot.value) if isinstance(slot.value, dict) else slot.value


def _attributes(owner: Any, depth: int = 2) -> dict[str, Any]:
    """Give the attributes of an object, the entries of dictionaries, and those of objects in it."""
    found: dict[str, Any] = {}
    for name, value in list(_entries(owner).items())[:_MOST_ATTRIBUTES]:
        found[name] = value
        if depth and (isinstance(value, dict) or _is_of_theirs(value)):
            inner = _attributes(value, depth - 1)
            found |= {f"{name}.{key}": part for key, part in inner.items()}
    return found


def _entries(owner: Any) -> dict[str, Any]:
    entries = owner if isinstance(owner, dict) else getattr(owner, "__dict__", {})
    return {key: value for key, value in entries.items() if isinstance(key, str)}


def _is_of_theirs(value: Any) -> bool:
    """Tell whether a value is an object of a class of a file, not of a library."""
    library = type(value).__module__.partition(".")[0]
    return library not in _LIBRARIES and hasattr(value, "__dict__") and not isinstance(value, type)


def _settle(owner: Any, given: Mapping[str, Array]) -> bool:
    """Give an object the weights and a rate of 1; tell whether a weight was other than given."""
    changed = False
    for name, value in _attributes(owner).items():
        last = name.rpartition(".")[2]
        if is_rate(last) and isinstance(value, int | float):
            _set(owner, name, RATE)
        word = "f" if is_filter(last) else "b" if is_bias(last) else ""
        weights = given.get(word, given.get("w") if word == "f" else None)
        if not word or weights is None or not isinstance(value, ndarray):
            continue
        if value.size == weights.size and not _same(value, weights):
            shape = value.shape if word == "b" or value.ndim != weights.ndim else weights.shape
            _set(owner, name, weights.reshape(shape).copy())
            changed = True
    return changed


def _same(value: Array, weights: Array) -> bool:
    flat, other = value.reshape(-1), weights.reshape(-1)
    return all(
        a is b or (type(a) is type(b) and bool(a == b)) for a, b in zip(flat, other, strict=True)
    )


def _set(owner: Any, name: str, value: Any) -> None:
    holder, _, key = name.rpartition(".")
    for part in holder.split(".") if holder else ():
        owner = owner[part] if isinstance(owner, dict) else getattr(owner, part)
    if isinstance(owner, dict):
        owner[key] = value
    else:
        setattr(owner, key, value)


def _weights(owner: Any) -> dict[str, Array]:
    """Give copies of the weights of an object."""
    if owner is None:
        return {}
    return {
        name: value.copy()
        for name, value in _attributes(owner).items()
        if isinstance(value, ndarray)
        and (is_filter(name.rpartition(".")[2]) or is_bias(name.rpartition(".")[2]))
    }


def _kept_by(owner: Any, before: Mapping[str, Array]) -> dict[str, Array]:
    """Give the gradients that an object keeps, and what its weights changed by."""
    if owner is None:
        return {}
    found: dict[str, Array] = {}
    for name, value in _attributes(owner).items():
        if not isinstance(value, ndarray | list):
            continue
        kind = _kind_of_gradient(name)
        if kind:
            found |= {f"attribute {kind} {name}": part for part in flatten(value).values()}
        elif name in before and getattr(value, "shape", None) == before[name].shape:
            kind = "f" if is_filter(name.rpartition(".")[2]) else "b"
            found[f"update {kind} {name}"] = before[name] - value
    return found


def _kind_of_gradient(name: str) -> str:
    """Give what an attribute is the gradient of: f, b or x; nothing if it is none."""
    holder, _, last = name.rpartition(".")
    if is_filter_gradient(last):
        return "f"
    if is_bias_gradient(last):
        return "b"
    if is_input_gradient(last):
        return "x"
    if "grad" in holder.lower():
        return "f" if is_filter(last) else "b" if is_bias(last) else ""
    return ""


def crash_words(error: BaseException, file: str = "") -> str:
    """Say what was raised, and on which line of theirs."""
    try:
        message = " ".join(str(error).split())
    except Exception:  # its class may be of theirs
        message = "(a message that cannot be written)"
    if len(message) > _LONGEST:
        message = f"{message[: _LONGEST - 3]}..."
    words = f"{type(error).__name__}: {message}" if message else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == file] if file else []
    others = [frame for frame in frames if not frame.filename.startswith((sys.prefix, "<frozen"))]
    ours = __file__
    theirs = own or [frame for frame in others if frame.filename != ours]
    if not theirs:
        return words
    last = theirs[-1]
    return f"{words} ({last.filename.replace(chr(92), '/').rpartition('/')[2]}, line {last.lineno})"
