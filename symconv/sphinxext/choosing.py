"""What is shown of a derivation: its parts, its entries, a worked case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symconv.errors import cut
from symconv.sphinxext.errors import DirectiveOptionError
from symconv.suggestions import did_you_mean

if TYPE_CHECKING:
    from symconv.derivation import Derivation, NetworkDerivation, Step
    from symconv.documents import Document

_DIGITS = 6
_WHOLE = ("output", "local", "worked-case", "overview", "update")


@dataclass(frozen=True)
class Choice:
    """What an author asks to see; empty texts ask for all.

    Attributes
    ----------
    only : parts, joined by commas, such as output,grad-input
    entry : entries, such as X[1,2]
    entries : which entries of long sections: chosen, all, or places
    layer_name : the one layer of a network
    values : the numbers of a worked case
    """

    only: str = ""
    entry: str = ""
    entries: str = ""
    layer_name: str = ""
    values: str = ""


def chosen_document(derivation: Derivation | NetworkDerivation, choice: Choice) -> Document:
    """Give the document of what is asked for.

    Raises `DirectiveOptionError` for a part or an entry that there is not.
    """
    steps = derivation.steps + _worked_case(derivation, choice.values)
    if choice.layer_name:
        steps = _of_layer(steps, choice.layer_name)
    if choice.only:
        steps = _of_parts(steps, [word.strip() for word in choice.only.split(",")])
    if choice.entry:
        steps = _of_entries(derivation, steps, choice.entry)
    return derivation.document(steps, choice.entries or "chosen")


def _worked_case(derivation: Derivation | NetworkDerivation, values: str) -> tuple[Step, ...]:
    from symconv.derivation import Derivation
    from symconv.derivation.case_values import read_case_texts

    if not values:
        return ()
    if not isinstance(derivation, Derivation):
        raise DirectiveOptionError("values go with a layer, not with a network")
    return derivation.worked_case(read_case_texts((values,)), None)


def _of_layer(steps: Sequence[Step], name: str) -> tuple[Step, ...]:
    own = tuple(step for step in steps if step.layer == name)
    if not own:
        names = list(dict.fromkeys(step.layer for step in steps if step.layer))
        raise DirectiveOptionError(
            f"there is no layer {cut(name)}{did_you_mean(name, names)}"
            + (f"; its layers are {', '.join(names)}" if names else "")
        )
    return own


def _of_parts(steps: Sequence[Step], parts: Sequence[str]) -> tuple[Step, ...]:
    from symconv.derivation.selection import select_part

    there = list(_parts(steps))
    for part in parts:
        if part not in there:
            raise DirectiveOptionError(
                f"there is no part {cut(part)}{did_you_mean(part, there)}; there are "
                f"{', '.join(there)}"
            )
    kept = {id(step) for part in parts for step in select_part(steps, part)}
    return tuple(step for step in steps if id(step) in kept)


def _parts(steps: Sequence[Step]) -> Iterator[str]:
    """Give the parts that there are."""
    from symconv.derivation.selection import select_part

    yield from (part for part in _WHOLE if select_part(steps, part))
    yield from dict.fromkeys(f"grad-{step.role}" for step in steps if step.role is not None)


def _of_entries(
    derivation: Derivation | NetworkDerivation, steps: Sequence[Step], text: str
) -> tuple[Step, ...]:
    from symconv.derivation.selection import select_entries
    from symconv.reading.entries import split_entries

    entries = split_entries(text)
    for entry in entries:
        if not select_entries(steps, [entry], derivation.notation):
            raise DirectiveOptionError(
                f"no equation that is shown is one for {cut(entry)}; entries are written like "
                f"{', '.join(derivation.last_entries)}"
            )
    return select_entries(steps, entries, derivation.notation)
