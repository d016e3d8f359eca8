"""What flipping the filter changes and what it does not, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.derivation.closed_forms import whole_upstream
from symconv.derivation.comparison.comparing import ComparedPart
from symconv.derivation.comparison.variants import whole_of
from symconv.documents import Text
from symconv.formulas import Formula, Rot180
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs import ConvSpec


def introduce(spec: ConvSpec, notation: Notation) -> Text:
    """Say what the two layers are and what they share."""
    filters, upstream = notation.whole(Role.FILTER), whole_upstream(notation)
    shared = [notation.whole(role) for role in (Role.INPUT, *spec.parameter_shapes)]
    return (
        "Both layers compute with the same ", *_joined(shared),
        f". The correlation takes the filter as it is; the convolution takes it flipped along "
        f"{_AXES[spec.rank]}, ", Rot180(filters, spec.rank), ". The output gradient ", upstream,
        " comes from above and is the same for both. The sign ≠ marks what differs.",
    )  # fmt: skip


def describe_part(part: ComparedPart, spec: ConvSpec, notation: Notation) -> Text:
    """Say what flipping does to the output, or to one gradient, and to how many entries."""
    return (*_reason(part.role, spec, notation), " " + _count(part))


def _reason(role: Role, spec: ConvSpec, notation: Notation) -> Text:
    filters, upstream = notation.whole(Role.FILTER), whole_upstream(notation)
    match role:
        case Role.OUTPUT:
            return (
                "In the convolution, an entry of ", filters, " meets the inputs that the "
                "opposite entry meets in the correlation.",
            )  # fmt: skip
        case Role.FILTER:
            middle = spec.taps > 1 and all(size % 2 for size in spec.filter_size)
            own = " The entry in the middle is its own opposite." * middle
            return (
                "In the convolution, an entry of ", filters, " has the gradient that the opposite "
                f"entry has in the correlation: the same sums, flipped.{own}",
            )  # fmt: skip
        case Role.INPUT:
            return (
                "On the way back from ", upstream, ", the correlation needs ",
                Rot180(filters, spec.rank), " where the convolution needs ", filters, " itself.",
            )  # fmt: skip
    return ("The bias is added to every output entry, however the filter is read.",)


def _count(part: ComparedPart) -> str:
    """Say how many entries differ."""
    entries, differing = len(part.entries), len(part.differing)
    if not differing:
        return "No entry differs." if entries > 1 else "Its one entry does not differ."
    if differing == entries:
        return f"All {entries:,} entries differ." if entries > 1 else "Its one entry differs."
    return f"{differing:,} of {entries:,} entries differ."


def summarise(
    parts: Sequence[ComparedPart], spec: ConvSpec, notation: Notation
) -> tuple[Text, ...]:
    """Say what changes, what does not, and what follows for a network that learns."""
    return tuple(_summary(parts, spec, notation))


def _summary(parts: Sequence[ComparedPart], spec: ConvSpec, notation: Notation) -> Iterator[Text]:
    changed = [part.role for part in parts if part.differing]
    same = [part.role for part in parts if not part.differing]
    if not changed:
        yield _nothing(spec, notation)
        return
    yield ("Changed: ", *_listed(changed, notation), ".")
    shapes = f"the shape of every array, and the number of products ({spec.terms:,})."
    if same:
        shapes = f"; {shapes}"
    yield ("Unchanged: ", *_listed(same, notation), shapes)
    filters = notation.whole(Role.FILTER)
    others = [part.role for part in parts if part.role is not Role.FILTER]
    yield (
        "A correlation with the filter ", Rot180(filters, spec.rank), " gives the same ",
        *_listed(others, notation), " as the convolution with ", filters, ", and its ",
        whole_of(Role.FILTER, notation), " is that of the convolution, flipped. "
        "So filters that gradient descent starts as each other's flip stay so: what a network "
        "can learn does not depend on the flip.",
    )  # fmt: skip


def _nothing(spec: ConvSpec, notation: Notation) -> Text:
    """Say that nothing changes, and why."""
    filters = notation.whole(Role.FILTER)
    if spec.taps == 1:
        return (
            "Nothing changes: ", filters, " has one entry per pair of channels, and ",
            Rot180(filters, spec.rank), " is ", filters, " itself.",
        )  # fmt: skip
    return (
        "Nothing changes: in this layer, an entry of ", filters, " meets the same inputs as the "
        "opposite entry, wherever it meets any.",
    )  # fmt: skip


def _listed(roles: Sequence[Role], notation: Notation) -> Text:
    """Name output and gradients."""
    return _joined([whole_of(role, notation) for role in roles])


def _joined(formulas: Sequence[Formula]) -> Text:
    """Give formulas joined by commas and a last "and"."""
    text: list[str | Formula] = []
    for place, formula in enumerate(formulas):
        if place:
            text.append(" and " if place == len(formulas) - 1 else ", ")
        text.append(formula)
    return tuple(text)


_AXES = {1: "its spatial axis", 2: "both spatial axes", 3: "all three spatial axes"}
